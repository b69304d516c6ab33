"""Records protected at rest: commands work as before, git holds noise, and one person can be forgotten."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner, Result
from nacl.public import PrivateKey

from benchmarks.synthetic import make_site
from generator.adapters.atomic import locked
from generator.adapters.files import load_tree
from generator.adapters.keyring import open_ring, public_text
from generator.cli import main
from generator.errors import KeyStoreError, MalformedError
from generator.trust.protected import is_protected, protect, unprotect
from tests.build.conftest import DAY, Small

PATH = "candidates/register/c-4f9k2m7x1q.yml"
OTHER = "candidates/register/c-0a1b2c3d4e.yml"
TEXT = """\
# yaml-language-server: $schema=../../content/schemas/candidate.json
name: {display: Camille Fictive}
birth_date: 1987-03-09
email: camille.f@courrier.example
language: fr
registrations:
- programme: certificat
  date: 2026-02-01
note: Asked twice for more time because of an illness.
"""


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """A site with two candidates, and places for keys outside of it."""
    root = tmp_path / "small"
    small = Small(root, make_site(root, 2, logged=True))
    small.write(PATH, TEXT)
    small.write(OTHER, TEXT.replace("Camille Fictive", "Autre Personne").replace("camille", "autre"))
    be(tmp_path, monkeypatch, "ada")
    monkeypatch.setenv("PARCHEMIN_KEYRING", str(tmp_path / "ring"))
    return small


def be(place: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Act as a member of staff."""
    monkeypatch.setenv("PARCHEMIN_IDENTITY", str(place / name / "identity.key"))


def run(small: Small, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["-C", str(small.root), *arguments])
    assert result.exit_code == code, result.output
    return result


def test_git_holds_noise_and_commands_read_on(school: Small) -> None:
    run(school, "protect", "on", "--as", "ada")
    data = (school.root / PATH).read_bytes()
    assert is_protected(data) and b"Camille" not in data and b"1987" not in data
    assert load_tree(school.root).candidates["c-4f9k2m7x1q"].name.display == "Camille Fictive"
    run(school, "check")
    assert "Camille Fictive" in run(school, "status", "c-4f9k2m7x1q", "--date", "2026-08-01").output
    assert run(school, "protect", "show", str(school.root / PATH)).output == TEXT
    school.build()
    run(school, "protect", "off")
    assert (school.root / PATH).read_text(encoding="utf-8") == TEXT


def test_what_commands_write_is_protected_too(school: Small) -> None:
    run(school, "protect", "on", "--as", "ada")
    run(school, "new", "candidate", "--name", "Zoé Nouvelle", "--date", "2026-02-01")
    (new,) = set((school.root / "candidates/register").iterdir()) - {school.root / PATH, school.root / OTHER}
    assert (
        is_protected(new.read_bytes())
        and load_tree(school.root).candidates[new.stem].name.display == "Zoé Nouvelle"
    )


def test_places_in_messages_stay_those_of_the_text(school: Small) -> None:
    school.change(PATH, "language: fr", "langage: fr")
    run(school, "protect", "on", "--as", "ada")
    assert f"{PATH}:5:1: R101" in run(school, "check", code=1).output


def test_a_record_written_in_clear_is_named_and_protected_again(school: Small) -> None:
    run(school, "protect", "on", "--as", "ada")
    before = (school.root / OTHER).read_bytes()
    school.write(PATH, TEXT)
    assert f"{PATH}: in clear" in run(school, "protect", "status", code=1).output
    run(school, "protect", "on")
    run(school, "protect", "status")
    assert (school.root / OTHER).read_bytes() == before


def test_staff_come_and_go(school: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(school, "protect", "on", "--as", "ada")
    be(tmp_path, monkeypatch, "bea")
    key = run(school, "protect", "identity").output.strip()
    assert "not wrapped for your key" in run(school, "check", code=1).output
    be(tmp_path, monkeypatch, "ada")
    run(school, "protect", "add-staff", "bea", key)
    be(tmp_path, monkeypatch, "bea")
    run(school, "check")
    run(school, "protect", "remove-staff", "ada")
    run(school, "check")
    be(tmp_path, monkeypatch, "ada")
    run(school, "check", code=1)


def test_without_the_keyring_nothing_is_read_and_nothing_lost(
    school: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(school, "protect", "on", "--as", "ada")
    monkeypatch.setenv("PARCHEMIN_KEYRING", str(tmp_path / "elsewhere"))
    assert "holds no keyring" in run(school, "check", code=1).output
    monkeypatch.setenv("PARCHEMIN_KEYRING", str(school.root / "ring"))
    assert "lies inside" in run(school, "check", code=1).output


def test_a_changed_or_exchanged_record_is_refused(school: Small) -> None:
    run(school, "protect", "on", "--as", "ada")
    data = (school.root / PATH).read_bytes()
    (school.root / OTHER).write_bytes(data)
    assert f"{OTHER}:1:1: Y110" in run(school, "check", code=1).output
    key = bytes(32)
    sealed = protect(b"a: 1\n", key, "c-1")
    assert sealed == protect(b"a: 1\n", key, "c-1") and unprotect(sealed, key, "c-1") == b"a: 1\n"
    for bad, name in ((sealed[:-6] + b"AAAA=\n", "c-1"), (sealed, "c-2"), (sealed[:90], "c-1")):
        with pytest.raises(MalformedError):
            unprotect(bad, key, name)


def test_git_diff_shows_the_text(school: Small) -> None:
    def git(*arguments: str) -> str:
        command = [
            "git",
            "-C",
            str(school.root),
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@x.example",
            *arguments,
        ]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    run(school, "protect", "on", "--as", "ada")
    git("add", "candidates")
    git("commit", "-qm", "x")
    school.write(PATH, TEXT.replace("language: fr", "language: en"))
    run(school, "protect", "on")
    program = Path(__import__("sys").executable).parent / "parchemin"
    textconv = f"{program} -C {school.root} protect show"
    shown = git("-c", f"diff.parchemin.textconv={textconv}", "diff")
    assert "-language: fr" in shown and "+language: en" in shown


def test_somebody_is_forgotten_and_everything_else_stands(school: Small) -> None:
    first = school.holders[0].code
    line = next(iter((school.root / "candidates/ledger/credentials").iterdir()))
    owner = line.read_text(encoding="utf-8").partition('"candidate":"')[2][:12]
    path = f"candidates/register/{owner}.yml"
    school.write(
        path, TEXT.replace("Camille Fictive", school.holders[0].name).replace("camille", "titulaire")
    )
    run(school, "protect", "on", "--as", "ada")
    secret = (school.root / path).read_bytes()
    school.build()
    other = (school.output / "d" / f"{school.holders[1].code}.html").read_bytes()
    words = ("erase", owner, "--by", "Ada Exemple", "--demonstration")
    assert "nothing was done" in run(school, *words, "--dry-run").output
    run(school, *words, code=2)
    assert (school.root / path).read_bytes() == secret
    assert "key is destroyed" in run(school, *words, "--yes").output
    run(school, "check")
    school.build(day=DAY)
    page = (school.output / "d" / f"{first}.html").read_text(encoding="utf-8")
    assert school.holders[0].name not in page and 'data-state="withdrawn"' in page
    assert (school.output / "d" / f"{school.holders[1].code}.html").read_bytes() == other
    # What history holds of the record opens for nobody.
    (school.root / path).write_bytes(secret)
    assert f"{path}:1:1: Y110" in run(school, "check", code=1).output


def test_after_erasing_nothing_of_the_person_is_left_but_where_the_documentation_says(school: Small) -> None:
    """Every file, caches, site and git's objects among them; the ledger alone keeps the name of a holder."""
    line = next(iter((school.root / "candidates/ledger/credentials").iterdir()))
    owner = line.read_text(encoding="utf-8").partition('"candidate":"')[2][:12]
    name = school.holders[0].name
    school.write(
        f"candidates/register/{owner}.yml",
        TEXT.replace("Camille Fictive", name).replace("camille", "titulaire"),
    )
    run(school, "protect", "on", "--as", "ada")
    words = [name, "titulaire.f@courrier.example", "1987-03-09", "because of an illness"]
    git = ["git", "-C", str(school.root)]
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.attributesFile="]
    (school.root / ".gitignore").write_text("/site/\n.parchemin/\n.parchemin-*.tmp\n.lock\n")
    subprocess.run([*git, "init", "--quiet"], check=True)
    run(school, "check")
    school.build()
    for change in ("before", "after"):
        if change == "after":
            assert holding(school.root, words[1:2]) == set()
            assert f"site/d/{school.holders[0].code}.html" in holding(school.root, words)
            run(school, "erase", owner, "--by", "Ada Exemple", "--demonstration", "--yes")
            run(school, "check")
            school.build(day=DAY)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, *identity, "commit", "--quiet", "-m", change], check=True)
    assert holding(school.root, words) == {line.relative_to(school.root).as_posix()}
    blobs = subprocess.run(
        [*git, "cat-file", "--batch", "--batch-all-objects"], check=True, capture_output=True
    ).stdout
    assert [word for word in words if word.encode() in blobs] == [name]


def holding(root: Path, words: list[str]) -> set[str]:
    """The files below `root` in which one of the words stands."""
    found = set()
    for path in root.rglob("*"):
        if not path.is_file() or ".git" in path.relative_to(root).parts:
            continue
        data = path.read_bytes()
        if any(word.encode() in data for word in words):
            found.add(path.relative_to(root).as_posix())
    return found


def test_nobody_joins_the_staff_by_a_commit(
    school: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(school, "protect", "on", "--as", "ada")
    be(tmp_path, monkeypatch, "mallory")
    key = run(school, "protect", "identity").output.strip()
    said = school.root / "candidates" / ".protection.json"
    value = json.loads(said.read_text(encoding="utf-8"))
    said.write_text(json.dumps({**value, "staff": {**value["staff"], "mallory": key}}), encoding="utf-8")
    be(tmp_path, monkeypatch, "bea")
    bea = run(school, "protect", "identity").output.strip()
    be(tmp_path, monkeypatch, "ada")
    run(school, "protect", "add-staff", "bea", bea)
    assert "mallory" not in run(school, "protect", "status").output
    be(tmp_path, monkeypatch, "mallory")
    assert "not wrapped for your key" in run(school, "check", code=1).output
    # Nor by writing into the keyring's directory, from outside.
    ring = tmp_path / "ring" / "ring.json"
    value = json.loads(ring.read_text(encoding="utf-8"))
    ring.write_text(json.dumps({**value, "staff": value["staff"][:-8] + "AAAAAAA="}), encoding="utf-8")
    be(tmp_path, monkeypatch, "ada")
    assert "not among the staff" in run(school, "check", code=1).output


def test_an_old_branch_lets_nobody_back_in(
    school: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(school, "protect", "on", "--as", "ada")
    be(tmp_path, monkeypatch, "bea")
    bea = run(school, "protect", "identity").output.strip()
    be(tmp_path, monkeypatch, "ada")
    run(school, "protect", "add-staff", "bea", bea)
    old = (school.root / "candidates/.protection.json").read_bytes()
    run(school, "protect", "remove-staff", "bea")
    (school.root / "candidates/.protection.json").write_bytes(old)
    be(tmp_path, monkeypatch, "colin")
    colin = run(school, "protect", "identity").output.strip()
    be(tmp_path, monkeypatch, "ada")
    run(school, "protect", "add-staff", "colin", colin)
    be(tmp_path, monkeypatch, "bea")
    run(school, "check", code=1)


def test_a_keyring_that_holds_keys_is_never_replaced(school: Small, tmp_path: Path) -> None:
    run(school, "protect", "on", "--as", "ada")
    secret = (school.root / PATH).read_bytes()
    other = tmp_path / "other"
    make_site(other, 1)
    result = CliRunner().invoke(main, ["-C", str(other), "protect", "on", "--as", "ada"])
    assert result.exit_code == 1 and "holds a keyring already" in result.output
    assert not (other / "candidates/.protection.json").exists()
    run(school, "check")
    run(school, "protect", "off")
    assert "holds a keyring already" in run(school, "protect", "on", "--as", "ada", code=1).output
    assert is_protected(secret) and (school.root / PATH).read_text(encoding="utf-8") == TEXT


def test_a_record_written_while_the_staff_changes_is_not_lost(school: Small) -> None:
    run(school, "protect", "on", "--as", "ada")
    slow = open_ring(school.root)
    assert slow is not None
    slow.add("bea", public_text(PrivateKey.generate()))
    late = open_ring(school.root)
    assert late is not None
    slow.remove("bea")
    with pytest.raises(KeyStoreError, match="changed meanwhile"):
        late.write("candidates/register/c-9999999999.yml", b"name: x\n")
    with locked(slow.directory), pytest.raises(KeyStoreError, match="another process"):
        slow.write("candidates/register/c-9999999999.yml", b"name: x\n")
    stored = slow.write("candidates/register/c-9999999999.yml", b"name: x\n")
    again = open_ring(school.root)
    assert again is not None and again.read("candidates/register/c-9999999999.yml", stored) == b"name: x\n"


def test_a_key_whose_destruction_was_interrupted_is_gone(school: Small) -> None:
    run(school, "protect", "on", "--as", "ada")
    ring = open_ring(school.root)
    assert ring is not None
    file = ring.directory / "people" / "c-4f9k2m7x1q.key"
    # A copy that an interrupted change of staff left, and a file of zeros that still has its name.
    (ring.directory / "people-0").mkdir()
    (ring.directory / "people-0" / file.name).write_bytes(file.read_bytes())
    file.write_bytes(bytes(len(file.read_bytes())))
    with pytest.raises(MalformedError) as caught:
        ring.read(PATH, (school.root / PATH).read_bytes())
    assert caught.value.reason == "erased"
    ring.add("bea", public_text(PrivateKey.generate()))
    assert ring.destroy("c-4f9k2m7x1q")
    assert not [*ring.directory.glob("*/c-4f9k2m7x1q.key")]
    ring.remove("bea")
    assert [one.name for one in ring.directory.glob("people*")] != ["people"]


def test_attributes_of_git_that_were_there_stay(school: Small) -> None:
    path = school.root / "candidates/.gitattributes"
    path.write_bytes(b"ledger/** -text")
    run(school, "protect", "on", "--as", "ada")
    assert path.read_bytes() == b"ledger/** -text\nregister/*.yml diff=parchemin\n"
    run(school, "protect", "off")
    assert path.read_bytes() == b"ledger/** -text\n"


def test_scans_go_also_after_an_interruption_and_not_where_somebody_else_sent_the_same(school: Small) -> None:
    own, shared = (school.root / f"candidates/scans/{digest * 32}.pdf" for digest in ("ab", "cd"))
    for scan in (own, shared):
        school.write(f"candidates/scans/{scan.name}", "scan")
    text = """\
deposits:
- {{course: cours, session: automne-2026, certificate: {number}, date: 2026-11-02,
   scan: {{sha256: {digest}, type: application/pdf, bytes: 4}}}}
"""
    mine = [text.format(number=f"X-{scan.stem[:2]}", digest=scan.stem) for scan in (own, shared)]
    school.write(PATH, TEXT + mine[0] + mine[1].partition("\n")[2])
    theirs = TEXT.replace("Camille Fictive", "Autre Personne").replace("camille", "autre")
    school.write(OTHER, theirs + mine[1].replace("X-cd", "X-ef"))
    words = ("erase", "c-4f9k2m7x1q", "--by", "Ada Exemple", "--yes")
    with mock.patch("generator.cli.erase._remove_scans", side_effect=KeyboardInterrupt):
        run(school, *words, code=130)
    assert own.exists() and "Camille" not in (school.root / PATH).read_text(encoding="utf-8")
    run(school, *words)
    assert not own.exists() and shared.exists()
    run(school, "check")
