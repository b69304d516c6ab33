"""``parchemin bundle`` and ``parchemin badge``: what they write verifies without the site, in twenty years too."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.site.openssl import DECODE, HASHES, VERIFY
from generator.trust.archive import read_archive, write_archive
from generator.trust.canonical import canonical
from generator.trust.did import Did, did_document
from generator.trust.strictjson import parse_object
from tests.issuing.school import School, Stream
from tests.logbook.checkout import begin_log

LATER = "2026-07-20T09:00:00Z"


@pytest.fixture
def school(tmp_path: Path, root: Path) -> School:
    """A school with five diplomas, and the look of the real site."""
    site = School(tmp_path / "school").build()
    site.add_key()
    site.issue()
    (site.root / "site_templates").symlink_to(root / "site_templates")
    return site


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def run(school: School | None, *arguments: object) -> Result:
    root = ["-C", str(school.root)] if school is not None else []
    return CliRunner().invoke(main, [*root, *map(str, arguments)])


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def fingerprint(school: School) -> str:
    return school.signer().key.public.fingerprint


def test_a_bundle_holds_everything_and_verifies_with_the_pinned_key(school: School, here: Path) -> None:
    code = school.codes()[0]
    good(run(school, "bundle", code.lower()))
    archive = here / f"diplome-{code}.zip"
    names = {name.removeprefix(f"diplome-{code}/") for name in read_archive(archive.read_bytes())}
    assert names == {
        "LISEZ-MOI.html",
        "badge.png",
        "badge.svg",
        "credential.json",
        "credential.rdfc.json",
        "did.json",
        "openssl/key.pem",
        "openssl/signature.bin",
        "status.json",
        "verify.html",
    }
    output = good(run(None, "verify", archive, "--at", LATER, "--fingerprint", fingerprint(school)))
    assert output.startswith("Valid.")
    assert run(None, "verify", archive, "--at", LATER).exit_code == 3


def test_the_same_diploma_gives_the_same_bytes(school: School, here: Path) -> None:
    code = school.codes()[0]
    good(run(school, "bundle", code, "-o", "one.zip"))
    good(run(school, "bundle", code, "-o", "two.zip"))
    assert (here / "one.zip").read_bytes() == (here / "two.zip").read_bytes()
    good(run(school, "bundle", code, "-o", "one.zip"))


def test_nothing_is_overwritten(school: School, here: Path) -> None:
    one, two = school.codes()[:2]
    good(run(school, "bundle", one, "-o", "a.zip"))
    assert run(school, "bundle", two, "-o", "a.zip").exit_code == 1
    good(run(school, "bundle", one, "-o", "folder"))
    assert run(school, "bundle", two, "-o", "folder").exit_code == 1
    assert {path.name for path in here.iterdir()} == {"a.zip", "folder"}


def test_an_unknown_or_mistyped_code_writes_nothing(school: School, here: Path) -> None:
    assert run(school, "bundle", "2222-2222-2222-2222-2222").exit_code == 1
    assert run(school, "bundle", "2222-2222-2222-2222-2223").exit_code == 2
    assert not list(here.iterdir())


def test_a_revoked_diploma_is_exported_and_says_so(school: School, here: Path) -> None:
    code = school.codes()[0]
    options = (
        "--reason-class",
        "fraud",
        "--note",
        "found out",
        "--by",
        "A. Person",
        "--demonstration",
    )
    good(run(school, "revoke", code, *options, "--at", LATER))
    output = good(run(school, "bundle", code, "-o", "b.zip"))
    assert "this diploma is revoked" in output
    assert (
        run(
            None, "verify", "b.zip", "--fingerprint", fingerprint(school), "--at", "2026-08-01T00:00:00Z"
        ).exit_code
        == 1
    )


def test_a_diploma_that_does_not_verify_is_not_exported(school: School, here: Path) -> None:
    segment = school.ledger().segments()[0]
    segment.write_bytes(
        segment.read_bytes().replace(b"Certificate of first aid", b"Certificate of first aie")
    )
    segment.write_bytes(segment.read_bytes().replace(b'"licenseNumber":"', b'"licenseNumber":"9'))
    result = run(school, "bundle", school.codes()[0])
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert not list(here.iterdir())


@pytest.fixture
def published(school: School, tmp_path: Path) -> Path:
    """The part of a built site that a bundle is made of."""
    site = tmp_path / "site"
    (site / "d").mkdir(parents=True)
    for item in school.ledger().all_credentials():
        (site / f"d/{item.value.code}.json").write_bytes(canonical(item.value.credential))
    document = did_document(school.did, [school.signer().key.public])
    for path, data in {
        Did.parse(school.did).document_path.lstrip("/"): canonical(document) + b"\n",
        "status/revocation-1.json": school.ledger().status_lists()[0].data,
    }.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    return site


def test_a_built_site_gives_the_same_bundle_without_any_ledger(
    school: School, published: Path, here: Path
) -> None:
    code = school.codes()[0]
    output = good(run(None, "bundle", code, "--site", published, "-o", "site.zip"))
    assert "no offline verifier" in output
    good(run(school, "bundle", code, "-o", "ledger.zip"))
    ours, theirs = (read_archive((here / name).read_bytes()) for name in ("ledger.zip", "site.zip"))
    prefix = f"diplome-{code}/"
    differing = {name for name in ours if theirs.get(name) != ours[name]}
    assert differing == {f"{prefix}verify.html", f"{prefix}LISEZ-MOI.html"}


def test_a_site_that_lacks_a_part_is_named(school: School, published: Path) -> None:
    code = school.codes()[0]
    (published / "status/revocation-1.json").unlink()
    result = run(None, "bundle", code, "--site", published)
    assert result.exit_code == 1
    assert "/status/revocation-1.json" in result.output
    (published / f"d/{code}.json").unlink()
    assert "no diploma" in run(None, "bundle", code, "--site", published).output


def test_with_a_log_the_bundle_holds_the_proof_and_it_verifies(
    tmp_path: Path, root: Path, here: Path
) -> None:
    site = School(tmp_path / "logged").build()
    site.add_key()
    begin_log(site.root)
    site.issue(random=Stream("log"))
    (site.root / "site_templates").symlink_to(root / "site_templates")
    code = site.codes()[0]
    output = good(run(site, "bundle", code, "-o", "before.zip"))
    assert "no proof" in output
    good(run(site, "log", "append", "--demonstration", "--without-git"))
    good(run(site, "bundle", code, "-o", "after.zip"))
    names = read_archive((here / "after.zip").read_bytes())
    assert {
        f"diplome-{code}/log/{name}" for name in ("proof", "vkey", "policy", "checkpoint")
    } <= names.keys()
    output = good(
        run(None, "verify", "after.zip", "--at", LATER, "--fingerprint", fingerprint(site), "--explain")
    )
    assert "logged, not witnessed" in output
    assert "The diploma was entered in the public log." in output
    good(run(site, "bundle", site.codes()[1], "-o", "other.zip"))
    other = read_archive((here / "other.zip").read_bytes())
    swapped = names | {f"diplome-{code}/log/proof": other[f"diplome-{site.codes()[1]}/log/proof"]}
    (here / "swapped.zip").write_bytes(write_archive(swapped))
    output = run(None, "verify", "swapped.zip", "--at", LATER, "--fingerprint", fingerprint(site)).output
    assert "does not lead to the log's signed root" in output
    (here / "many").mkdir()
    shutil.copy(here / "swapped.zip", here / "many")
    output = run(None, "verify", "many", "--at", LATER, "--fingerprint", fingerprint(site)).output
    assert "log: the proof does not lead" in output


# the page


def page_of(school: School, here: Path) -> str:
    good(run(school, "bundle", school.codes()[0], "-o", "folder"))
    return (here / "folder/LISEZ-MOI.html").read_text(encoding="utf-8")


def commands(page: str, name: str) -> str:
    found = re.findall(rf'<pre class="{name}">(.*?)</pre>', page, re.DOTALL)
    assert len(found) == 2
    assert found[0] == found[1]
    return html.unescape(found[0])


def shell(text: str, place: Path) -> subprocess.CompletedProcess[str]:
    for tool in ("jq", "openssl", "xxd"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    return subprocess.run(["bash", "-eu", "-c", text], cwd=place, capture_output=True, text=True, check=False)


def test_the_commands_of_the_page_verify_the_diploma_with_openssl_and_jq(school: School, here: Path) -> None:
    page = page_of(school, here)
    result = shell(commands(page, "commands"), here / "folder")
    assert result.stdout.strip() == "Signature Verified Successfully", result.stderr
    printed = shell(commands(page, "fingerprint"), here / "folder").stdout.strip()
    assert printed == fingerprint(school).replace(" ", "")
    assert fingerprint(school) in page


def test_the_same_commands_refuse_a_changed_diploma(school: School, here: Path) -> None:
    page = page_of(school, here)
    file = here / "folder/credential.json"
    file.write_bytes(file.read_bytes().replace(b'"licenseNumber":"', b'"licenseNumber":"9'))
    assert shell(commands(page, "commands"), here / "folder").returncode != 0


def test_base58_is_decoded_by_jq_alone(school: School, here: Path) -> None:
    page_of(school, here)
    command = VERIFY.format(key="openssl/key.pem", signature="signature.bin")
    result = shell(f"{HASHES}\n{DECODE}\n{command}", here / "folder")
    assert result.stdout.strip() == "Signature Verified Successfully", result.stderr
    decoded = (here / "folder/signature.bin").read_bytes()
    assert decoded == (here / "folder/openssl/signature.bin").read_bytes()


def test_the_page_explains_every_file_in_both_languages(school: School, here: Path) -> None:
    page = page_of(school, here)
    files = {
        path.relative_to(here / "folder").as_posix()
        for path in (here / "folder").rglob("*")
        if path.is_file()
    }
    named = re.findall(r"<dt><code>(.*?)</code></dt>", page)
    assert sorted(named) == sorted([*(files - {"LISEZ-MOI.html"})] * 2)
    assert page.index('id="fr"') < page.index('id="en"')
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)(?!badge\.svg)(?!verify\.html)', page)


# badges


def test_a_badge_is_drawn_and_verifies(school: School, here: Path) -> None:
    code = school.codes()[0]
    output = good(run(school, "badge", code))
    assert "text alternative: Certificat" in output
    good(run(school, "badge", code, "-o", "b.png"))
    for name in (f"badge-{code}.svg", "b.png"):
        good(
            run(
                None,
                "verify",
                name,
                "--fingerprint",
                fingerprint(school),
                "--at",
                LATER,
                "--status",
                status(school),
            )
        )
    holder = parse_object(canonical(next(school.ledger().all_credentials()).value.credential))[
        "credentialSubject"
    ]
    assert isinstance(holder, dict)
    name = str(holder["name"])
    good(run(school, "badge", code, "--name", "-o", "named.svg"))
    drawn = "".join(re.findall(r"<text.*?</text>", (here / "named.svg").read_text()))
    plain = "".join(re.findall(r"<text.*?</text>", (here / f"badge-{code}.svg").read_text()))
    assert name in drawn
    assert name not in plain


def test_a_badge_is_an_svg_or_a_png(school: School) -> None:
    code = school.codes()[0]
    assert run(school, "badge", code, "-o", "b.gif").exit_code == 2
    assert run(school, "badge", code, "-o", "b.png", "--name").exit_code == 2


def status(school: School) -> Path:
    return next((school.ledger().directory / "status").iterdir())
