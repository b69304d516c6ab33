"""``parchemin verify`` on badges, bundles, folders and lists of codes, and on files made to hurt it."""

from __future__ import annotations

import base64
import json
import re
import resource
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import folders, main
from generator.cli.checking import check_file
from generator.cli.evidence import Evidence
from generator.cli.rows import Shape
from generator.cli.shelf import Shelf
from generator.site.badge import svg_badge
from generator.site.badge_png import png_badge
from generator.trust import build, canonical, sign
from generator.trust.archive import write_archive
from generator.trust.code import make
from generator.trust.proof import rdfc_only
from generator.trust.report import CheckId
from generator.trust.view import fields
from tests.vectors.themes.diplomas import (
    CODE,
    CREATED,
    DID,
    DID_TEXT,
    FULL,
    GOOD_LISTS,
    INDEX,
    KEY,
    LIST,
    resigned,
    small,
    status_list,
)
from tests.vectors.themes.walking import replaced

NOW = "2026-11-20T12:00:00Z"
TEXT = canonical(FULL)
BUNDLE = {"credential.json": TEXT, "did.json": DID_TEXT.encode(), "status.json": GOOD_LISTS[LIST].encode()}
DOUBLE = sign(build(small()), KEY, did=DID, created=CREATED)
OTHER = make(bytes(range(16)))
WITHDRAWN = make(bytes(range(1, 17)))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A saved site with one diploma, one that is not shared, and a file at an address that is not its own."""
    root = tmp_path / "site"
    for path, content in {
        f"d/{CODE}.json": TEXT,
        f"d/{CODE}.html": b"<!doctype html>",
        f"d/{WITHDRAWN}.html": b"<!doctype html>",
        f"d/{OTHER}.json": TEXT,
        ".well-known/did.json": DID_TEXT.encode(),
        "status/revocation-1.json": GOOD_LISTS[LIST].encode(),
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return root


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["verify", "--at", NOW, *map(str, arguments)], input=stdin)


def rows(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_badges_are_as_good_as_the_file_and_say_what_was_not_checked(site: Path, tmp_path: Path) -> None:
    for name, image in {
        "a.svg": svg_badge(TEXT, fields(FULL)),
        "a.png": png_badge(TEXT, fields(FULL)),
    }.items():
        (tmp_path / name).write_bytes(image)
        result = run(tmp_path / name, "--site", site)
        assert result.exit_code == 0, result.output
        assert "not what is drawn on it" in result.output


def test_a_bundle_without_a_pin_says_that_its_keys_prove_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(write_archive(BUNDLE))
    result = run(tmp_path / "b.zip")
    assert result.exit_code == 3
    assert result.output.startswith("Cannot be checked")
    assert "The keys come from the bundle itself" in result.output
    assert KEY.public.fingerprint in result.output
    assert "Aubigné" not in result.output


def test_a_bundle_with_the_right_pin_is_valid_as_of_its_list(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(
        write_archive({f"diploma/{name}": data for name, data in BUNDLE.items()})
    )
    result = run(tmp_path / "b.zip", "--fingerprint", KEY.public.fingerprint)
    assert result.exit_code == 0, result.output
    assert "The status list is of 2026-03-03T06:00:00Z" in result.output
    assert run(tmp_path / "b.zip", "--fingerprint", "0" * 32).exit_code == 1


def test_a_bundle_that_was_unpacked_is_one_diploma(tmp_path: Path) -> None:
    for name, data in BUNDLE.items():
        (tmp_path / name).write_bytes(data)
    result = run(tmp_path, "--fingerprint", KEY.public.fingerprint)
    assert result.exit_code == 0
    assert result.output.startswith("Valid.")


def test_a_folder_gives_a_row_a_diploma_and_the_worst_exit_code(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "1.json").write_bytes(TEXT)
    (folder / "sub" / "2.svg").write_bytes(svg_badge(TEXT, fields(FULL)))
    (folder / "3.zip").write_bytes(write_archive(BUNDLE))
    (folder / "did.json").write_text(DID_TEXT)
    (folder / "logo.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "notes.txt").write_text("nothing")
    (folder / "1.rdfc.json").write_bytes(canonical(rdfc_only(DOUBLE)))
    (folder / ".hidden.json").write_text("{")
    result = run(folder, "--site", site)
    assert result.exit_code == 0, result.output
    assert result.output.count("Aubigné") == 3
    assert "6 checked: 3 not a diploma, 3 valid." in result.output
    (folder / "4.json").write_bytes(TEXT.replace(b"Aubign", b"Aubigm"))
    (folder / "5.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run(folder, "--site", site, "--json")
    assert result.exit_code == 1
    found = {Path(str(row["source"])).name: row["verdict"] for row in rows(result)}
    assert found == {
        "1.json": "valid",
        "1.rdfc.json": None,
        "2.svg": "valid",
        "3.zip": "valid",
        "4.json": "altered",
        "5.png": "cannot-check",
        "did.json": None,
        "logo.svg": None,
    }


def test_a_copy_with_the_other_signature_alone_cannot_be_checked(site: Path, tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone/1.rdfc.json").write_bytes(canonical(rdfc_only(DOUBLE)))
    result = run(tmp_path / "alone", "--site", site)
    assert result.exit_code == 3
    assert "no proof of the kind eddsa-jcs-2022" in result.output


def test_a_folder_without_any_diploma_was_not_checked(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = run(tmp_path / "in")
    assert result.exit_code == 3
    assert "Nothing was found to check." in result.output


def test_codes_are_looked_up_as_people_write_them(site: Path, tmp_path: Path) -> None:
    lines = [
        "# applicants",
        "",
        CODE,
        CODE.lower().replace("-", " "),
        f"Ada Exemple;{CODE};2026",
        f"https://diplomes.example.org/d/{CODE}.html",
    ]
    (tmp_path / "codes.txt").write_text("\ufeff" + "\r\n".join(lines))
    result = run("--codes", tmp_path / "codes.txt", "--site", site, "--json")
    assert result.exit_code == 0, result.output
    assert [row["source"] for row in rows(result)] == [CODE] * 4


@pytest.mark.parametrize(
    ("line", "problem", "code"),
    [
        (CODE[:-1] + ("2" if CODE[-1] != "2" else "3"), "mistyped", 3),
        ("O" + CODE[1:], "mistyped", 3),
        ("../../etc/passwd", "mistyped", 3),
        (WITHDRAWN, "not-shared", 3),
        (make(bytes(16)), "unknown-code", 1),
        (OTHER, "unknown-code", 1),
    ],
)
def test_a_code_that_leads_to_no_diploma_says_why(site: Path, line: str, problem: str, code: int) -> None:
    result = run("--codes", "-", "--site", site, "--json", stdin=line.encode())
    assert result.exit_code == code
    assert [(row["verdict"], row["problem"]) for row in rows(result)] == [(None, problem)]
    words = run("--codes", "-", "--site", site, stdin=f"{CODE}\n{line}".encode())
    assert words.exit_code == code
    assert "2 checked: 1 " in words.output


def test_codes_can_be_looked_up_in_a_bundle_that_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(write_archive(BUNDLE))
    result = run("--codes", "-", "--site", tmp_path / "b.zip", stdin=f"{CODE}\n{OTHER}".encode())
    assert result.exit_code == 1
    assert "1 unknown code, 1 valid." in result.output


def test_codes_need_a_site() -> None:
    assert run("--codes", "-", stdin=b"").exit_code == 2
    assert run().exit_code == 2
    assert run("--codes", "-", "--site", "/nothing").exit_code == 2


def test_every_check_is_explained(site: Path) -> None:
    plain = run(site / f"d/{CODE}.json", "--site", site).output
    result = run(site / f"d/{CODE}.json", "--site", site, "--explain")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == len(plain.splitlines()) + 2 * len(CheckId) + 2
    assert "Not one character has changed since this key signed." in result.output


def test_an_explained_revocation_says_what_it_means(site: Path) -> None:
    (site / "status/revocation-1.json").write_text(status_list((INDEX,)), encoding="utf-8")
    result = run(site / f"d/{CODE}.json", "--site", site, "--explain")
    assert result.exit_code == 1
    assert "The issuer has taken this diploma back" in result.output


def test_a_site_that_reaches_out_of_itself_by_a_link_is_not_followed(site: Path, tmp_path: Path) -> None:
    secret = tmp_path / "did.json"
    secret.write_text(DID_TEXT)
    (site / ".well-known/did.json").unlink()
    (site / ".well-known/did.json").symlink_to(secret)
    assert run(site / f"d/{CODE}.json", "--site", site).exit_code == 1


def hostile() -> Iterator[tuple[str, bytes]]:
    """Files of the worst kind, each with a name."""
    yield "ten megabytes", b'{"a":"' + b"x" * 10_000_000 + b'"}'
    yield "depth 1000", b'{"a":' * 1_000 + b"1" + b"}" * 1_000
    yield "depth 1000000", b"[" * 1_000_000
    yield "duplicate members", TEXT[:-1] + b',"name":"x"}'
    yield "long number", b'{"a":' + b"9" * 900_000 + b"}"
    yield "long float", b'{"a":0.' + b"9" * 900_000 + b"}"
    yield "zip bomb", write_archive({"credential.json": bytes(9_000_000)})
    yield "svg of attributes", b'<svg xmlns="http://www.w3.org/2000/svg" ' + b"a " * 3_000_000 + b"/>"
    yield "page of scripts", b"<html>" + b"<script id=credential " * 180_000
    yield "32 megabytes of nothing", bytes(32_000_001)
    value = FULL["proof"][0]["proofValue"] if isinstance(FULL["proof"], list) else ""
    for name, rubbish in {
        "rubbish": "z0OIl",
        "long": "z" + "2" * 900_000,
        "ones": "z" + "1" * 900_000,
    }.items():
        yield f"base58 {name}", TEXT.replace(value.encode(), rubbish.encode())


@pytest.mark.parametrize(
    ("name", "data"), list(hostile()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_hostile_file_gets_a_named_refusal_in_bounded_time_and_memory(
    site: Path, tmp_path: Path, name: str, data: bytes
) -> None:
    file = tmp_path / "hostile"
    file.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    result = run(file, "--site", site, "--json")
    assert time.monotonic() - started < 5, name
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, name
    assert result.exit_code in (1, 3)
    assert isinstance(result.exception, SystemExit)
    report = json.loads(result.stdout)
    assert report["verdict"] in ("altered", "cannot-check")
    assert any(check["reason"] not in ("ok", "not-reached") for check in report["checks"])


@pytest.mark.parametrize("bits", ["short", "bomb", "rubbish", "wrong controller"])
def test_hostile_documents_around_a_diploma_are_never_read_as_not_revoked(site: Path, bits: str) -> None:
    status = json.loads(GOOD_LISTS[LIST])
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packed.compress(bytes(1_000_000_000 // 4)) + packed.flush()
    encoded = {
        "short": "u" + base64.urlsafe_b64encode(zlib.compress(b"\0", wbits=31)).decode().rstrip("="),
        "bomb": "u" + base64.urlsafe_b64encode(bomb).decode().rstrip("="),
        "rubbish": "u!!",
    }
    if bits in encoded:
        status["credentialSubject"]["encodedList"] = encoded[bits]
        (site / "status/revocation-1.json").write_bytes(canonical(resigned(status)))
        assert run(site / f"d/{CODE}.json", "--site", site).exit_code == 3
    else:
        did = replaced(json.loads(DID_TEXT), "/verificationMethod/0/controller", "did:web:evil.example")
        for place in range(len(did["verificationMethod"])):
            did = replaced(did, f"/verificationMethod/{place}/controller", "did:web:evil.example")
        (site / ".well-known/did.json").write_bytes(canonical(did))
        result = run(site / f"d/{CODE}.json", "--site", site)
        assert result.exit_code == 1
        assert "another controls this key" in result.output


def test_a_clock_that_is_wrong_by_years_is_shown(site: Path) -> None:
    for moment, word in (("1999-01-01T00:00:00Z", "Not yet valid"), ("2099-01-01T00:00:00Z", "Expired")):
        arguments = ["verify", "--at", moment, str(site / f"d/{CODE}.json"), "--site", str(site)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 1
        assert result.output.startswith(word)
        assert moment in result.output


@pytest.mark.parametrize("shape", ["--json", "--explain", ""])
def test_many_files_are_checked_in_several_processes_with_the_same_answers(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    folder = tmp_path / "many"
    good = (site / "d" / f"{CODE}.json").read_bytes()
    for number in range(40):
        data = good if number % 3 else good.replace(b'"name":"', b'"name":"X', 1)
        place = folder / f"{number % 2}" if number % 5 else folder
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:03d}.json").write_bytes(data)
    (folder / "note.json").write_text("{}")
    arguments = (folder, "--site", site, "--at", "2026-06-01T00:00:00Z", *filter(None, [shape]))
    alone = run(*arguments)
    monkeypatch.setattr(folders, "_WORTH_A_POOL", 0)
    monkeypatch.setattr(folders, "_AT_ONCE", 7)
    monkeypatch.setattr(folders, "processors", lambda: 2)
    together = run(*arguments)
    assert together.output == alone.output
    assert together.exit_code == alone.exit_code == 1
    places = [alone.output.index(f"{number:03d}.json") for number in (2, 38, 0, 35, 1, 39)]
    assert places == sorted(places)  # 0/…, 000.json …, 1/…: the order of names


def test_rows_have_colours_where_they_are_wanted_and_the_words_are_the_same(site: Path) -> None:
    result = check_file(
        site / "d" / f"{CODE}.json", Evidence(datetime(2026, 6, 1, tzinfo=UTC), shelf=Shelf(site))
    )
    for explain in (False, True):
        plain, coloured = (
            Shape(as_json=False, explain=explain, colours=colours).row(result).text
            for colours in (None, "standard")
        )
        assert "\x1b[" in coloured and "\x1b[" not in plain
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
