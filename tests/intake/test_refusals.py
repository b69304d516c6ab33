"""Hostile and broken files: each refused by name, the rest untouched, nothing half-applied."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from generator.trust.sealed import MAX_TOKEN
from tests.intake.office import PNG, Office, deposit, letter, registration, who
from tests.intake.sealing import KEY, padded, seal, seal_bytes, text_of
from tests.vectors.make_sealed import OTHER


def codes(output: str) -> list[str]:
    return re.findall(r":0:0: (I[0-9]{3})", output)


def without(content: dict[str, Any], *way: str) -> dict[str, Any]:
    """A letter that lacks one member."""
    *path, last = way
    parent = content
    for step in path:
        parent = parent[step]
    del parent[last]
    return content


def with_(content: dict[str, Any], value: Any, *way: str) -> dict[str, Any]:
    *path, last = way
    parent = content
    for step in path:
        parent = parent[step]
    parent[last] = value
    return content


WHOLE = seal(registration())
BOMB = b'{"v":1,"id":' + b"[" * 2000 + b"]" * 2000 + b"}"
BROKEN: dict[str, tuple[Any, str]] = {
    # What is not a sealed file of ours
    "text": (b"Bonjour, je voudrais m'inscrire.", "I202"),
    "empty": (b"", "I202"),
    "cut short": (WHOLE[:-50], "I202"),
    "binary": (b"\x00\xff\xfe" * 100, "I202"),
    "oversized": (b"A" * (MAX_TOKEN * 2), "I201"),
    "another construction": (seal(registration(), header={"alg": "ECDH-ES+A256KW"}), "I203"),
    "a newer version": (seal(registration(), header={"v": 2}), "I203"),
    "a compressed one": (seal(registration(), header={"zip": "DEF"}), "I203"),
    "another school's key": (seal(registration(), OTHER), "I204"),
    # Another symbol of base64url, whichever stands there: the file is a different one every time.
    "altered": (WHOLE[:-30] + (b"B" if WHOLE[-30:-29] == b"A" else b"A") + WHOLE[-29:], "I205"),
    "renamed key": (seal(registration(), OTHER, header={"kid": KEY.kid}), "I205"),
    "not padded": (seal_bytes(text_of(registration())), "I205"),
    # What is inside
    "no json": (seal_bytes(padded(b"name: Camille")), "I206"),
    "a list": (seal([1, 2]), "I206"),
    "not utf-8": (seal_bytes(padded(b'{"v":"\xff"}')), "I206"),
    "nested without end": (seal_bytes(padded(BOMB)), "I206"),
    "a member twice": (seal_bytes(padded(b'{"v":1,"v":1}')), "I206"),
    "a number beyond reason": (seal_bytes(padded(b'{"v":1' + b"0" * 5000 + b"}")), "I206"),
    "an unknown member": (with_(registration(), "x", "admin"), "I206"),
    "an unknown field": (with_(registration(), True, "content", "fictional"), "I206"),
    "an unknown kind": (with_(registration(), "award", "kind"), "I206"),
    "no number": (without(registration(), "id"), "I206"),
    "a number of another form": (with_(registration(), "../../x", "id"), "I206"),
    "a date that does not exist": (with_(registration(), "2026-02-30", "content", "birth_date"), "I206"),
    "an instant without a zone": (with_(registration(), "2026-11-19 10:30", "made"), "I206"),
    "no mail": (without(registration(), "content", "email"), "I206"),
    "mail with a line break": (
        with_(registration(), "a@example.org\nBcc: b@example.org", "content", "email"),
        "I206",
    ),
    "name of blanks": (with_(registration(), "   ", "content", "name", "display"), "I206"),
    "name with a control character": (
        with_(registration(), "Cam\x07ille", "content", "name", "display"),
        "I206",
    ),
    "name that turns around": (with_(registration(), "Cam\u202eelli", "content", "name", "display"), "I206"),
    "name not in NFC": (with_(registration(), "Camille Exemple\u0301", "content", "name", "display"), "I206"),
    "name without end": (with_(registration(), "a" * 5000, "content", "name", "display"), "I206"),
    "too many choices": (with_(registration(), ["malaria"] * 500, "content", "choices"), "I206"),
    "a choice that is a path": (with_(registration(), ["../malaria"], "content", "choices"), "I206"),
    "a receipt with a typing mistake": (
        with_(registration(), "2222-2222-2223", "content", "receipt"),
        "I206",
    ),
    "a version as text": (with_(registration(), "1", "v"), "I206"),
    # What it asks for
    "another site": (registration(frame={"host": "school.example"}), "I208"),
    "another programme": (registration(frame={"programme": "no-such-programme"}), "I208"),
    "tomorrow": (registration(frame={"made": "2026-12-24T00:00:00Z"}), "I209"),
    "before the programme": (registration(frame={"made": "2011-01-01T00:00:00Z"}), "I306"),
    "no required consent": (with_(registration(), [], "content", "consents"), "I304"),
    "a consent refused": (
        with_(
            registration(), [{"purpose": "register", "version": "1", "given": False}], "content", "consents"
        ),
        "I304",
    ),
    "a course that is not there": (with_(registration(), ["no-such-course"], "content", "choices"), "I306"),
    "a course twice": (with_(registration(), ["malaria", "malaria"], "content", "choices"), "I306"),
}


def test_each_broken_file_is_refused_by_name_and_the_rest_is_taken_in(office: Office) -> None:
    basile = {"name": {"display": "Basile Modèle"}, "email": "basile@example.org", "birth_date": "1985-06-02"}
    good = registration("basile", **basile, platform_id=None, receipt="2222-2222-2222")
    for number, (broken, _) in enumerate(BROKEN.values()):
        office.arrive(broken, name=f"{number:03d}.jwe")
    office.arrive(good, name="good.jwe")
    result = office.intake()
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    found: dict[str, set[str]] = {}
    for file, code in re.findall(r"/([0-9]{3})\.jwe:0:0: (I[0-9]{3})", result.output):
        found.setdefault(list(BROKEN)[int(file)], set()).add(code)
    assert found == {name: {code} for name, (_, code) in BROKEN.items()}
    assert f"1 taken in; {len(BROKEN)} refused." in result.output
    assert [one["name"]["display"] for one in office.records] == ["Basile Modèle"]
    assert office.run("check").exit_code == 0


SCANS: dict[str, tuple[bytes, str]] = {
    "a page": (b"<html><script>alert(1)</script>", "I207"),
    "a program": (b"MZ\x90\x00" + bytes(100), "I207"),
    "an svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "I207"),
    "too large": (PNG + bytes(2_000_001 - len(PNG)), "I206"),
    "nothing": (b"", "I207"),
}


@pytest.mark.parametrize("name", SCANS)
def test_a_scan_that_is_not_kept_is_refused_with_its_deposit(office: Office, name: str) -> None:
    data, code = SCANS[name]
    if name == "too large":
        code = "I207"
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(deposit(scan=base64.b64encode(data).decode()))
    result = office.intake()
    assert codes(result.output) == [code], result.output
    assert office.state() == before


def test_the_largest_scan_is_kept(office: Office) -> None:
    data = b"%PDF-1.7\n" + bytes(2_000_000 - 9)
    office.take(registration(), deposit(scan=base64.b64encode(data).decode()))
    (scan,) = (office.root / "candidates" / "scans").iterdir()
    assert scan.suffix == ".pdf"
    assert scan.read_bytes() == data


@pytest.mark.parametrize("scan", ["not base64!", "QUJ", [1], {"name": "../../../etc/passwd", "data": "QUJD"}])
def test_a_scan_in_another_form_is_refused(office: Office, scan: object) -> None:
    office.take(registration())
    office.clear()
    office.arrive(deposit(scan=scan))
    assert codes(office.intake().output)[0] in ("I206", "I207")
    assert not (office.root / "candidates" / "scans").exists()


@pytest.mark.parametrize(
    "changes",
    [{"course": "no-such-course"}, {"session": "1999-t1"}, {"issued": "2030-01-01"}],
)
def test_a_deposit_of_what_does_not_exist_is_refused(office: Office, changes: dict[str, Any]) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(deposit(**changes))
    assert codes(office.intake().output)[0] in ("I305", "I306")
    assert office.state() == before


def test_markup_in_an_answer_stays_text(office: Office) -> None:
    """HTML, YAML and escapes: the record says exactly what was typed."""
    texts = [
        "<script>alert(1)</script> & Co",
        "a: b # c",
        "'quoted' \"twice\" \\n",
        "- item",
        "{x: 1}",
        "!!python/x",
        "NO",
    ]
    office.take(registration())
    for number, text in enumerate(texts):
        office.take(deposit(number, certificate=text))
    assert [one["certificate"] for one in office.record["deposits"]] == texts
    assert office.run("check").exit_code == 0


def test_the_same_number_with_another_content_is_a_forgery(office: Office) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(registration(email="somebody@example.org"))
    result = office.intake()
    assert codes(result.output) == ["I210"]
    assert office.state() == before


def test_the_same_letter_sealed_anew_is_not_taken_in_again(office: Office) -> None:
    office.take(registration(), deposit())
    before = office.state()
    office.clear()
    office.arrive(deposit())  # another ephemeral key, so another file of the same number
    assert codes(office.intake().output) == ["I210"]
    assert office.state() == before


def test_all_that_is_wrong_with_a_letter_is_said_at_once(office: Office) -> None:
    office.arrive(letter("deposit", {"who": who(email="nowhere"), "course": "MALARIA"}, 1))
    output = office.intake().output
    for field in ("email", "course", "session", "certificate", "issued"):
        assert field in output


def test_a_register_with_mistakes_is_not_added_to(office: Office) -> None:
    (office.root / "candidates" / "register" / "c-0000000000.yml").write_text("name: 1\n")
    office.arrive(registration())
    result = office.intake()
    assert result.exit_code == 1
    assert "nothing was taken in" in result.output
    assert len(office.paths) == 1


def test_links_and_devices_are_not_read(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.jwe"
    target.write_bytes(WHOLE)
    (office.inbox / "link.jwe").symlink_to(target)
    assert codes(office.intake().output) == ["I201"]
    result = office.run("intake", "/dev/zero")
    assert codes(result.output) == ["I201"]
    assert office.run("intake", tmp_path / "nowhere").exit_code == 2
