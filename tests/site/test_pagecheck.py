"""A saved page is held against the diploma inside it: each signed value, each other word, whatever else it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.site.pagecheck import MAX_BYTES, compare_page

CODE = "9CKP-78K3-7W2K-3VP3-5PP3"
NAME = b'<bdi data-f="/credentialSubject/name">Ariane Exemple</bdi>'
AWARDS = '<p class="awards">décerne à</p>'.encode()


@pytest.fixture(scope="module")
def page(site: Path) -> bytes:
    return (site / f"d/{CODE}.html").read_bytes()


@pytest.fixture(scope="module")
def credential(site: Path) -> Any:
    return json.loads((site / f"d/{CODE}.json").read_bytes())


def test_every_page_of_the_demonstration_says_what_its_diploma_says(site: Path) -> None:
    count = 0
    for path in sorted((site / "d").glob("*.html")):
        record = path.with_suffix(".json")
        if not record.exists():  # withdrawn
            continue
        found = compare_page(path.read_bytes(), json.loads(record.read_bytes()))
        assert found is not None
        assert (found.differing, found.strange) == ((), ()), path.name
        assert found.count > 40
        count += 1
    assert count > 30


@pytest.mark.parametrize(
    ("before", "after", "pointer"),
    [
        (b">Ariane Exemple<", b">Ariane Exempla<", "/credentialSubject/name"),
        (b">Ariane Exemple<", b">Ariane <b>von</b> Exemple<", "/credentialSubject/name"),
        (NAME, b"", "/credentialSubject/name"),
        (b'datetime="2024-07-12"', b'datetime="2023-07-12"', "/awardedDate"),
        (b">24/30<", b">30/30<", "/credentialSubject/result/1/value"),
        (
            b'data-f="/credentialSubject/result/1/value"',
            b'data-f="/credentialSubject/nothing"',
            "/credentialSubject/nothing",
        ),
        (b'data-format="date"', b'data-format="invented"', "/awardedDate"),
    ],
)
def test_a_value_that_is_not_the_signed_one_is_named(
    page: bytes, credential: Any, before: bytes, after: bytes, pointer: str
) -> None:
    assert before in page
    found = compare_page(page.replace(before, after), credential)
    assert found is not None
    assert pointer in found.differing


@pytest.mark.parametrize(
    "added",
    [
        "<p>avec les félicitations du jury</p>",
        "avec les félicitations du jury",
        "<!-- --><i>avec les félicitations du jury</i>",
        "<p data-x='>avec les félicitations du jury'></p>",
        "<P>avec&#32;les f&eacute;licitations du jury",
    ],
)
def test_words_that_nobody_signed_are_told(page: bytes, credential: Any, added: str) -> None:
    found = compare_page(page.replace(AWARDS, AWARDS + added.encode()), credential)
    assert found is not None
    assert any("félicitations" in words for words in found.strange)


def test_what_the_pages_own_script_wrote_is_passed_over(page: bytes, credential: Any) -> None:
    result = b'<div class="verification-result"><p>Authentique et valable</p><br><img src="x"></div>'
    saved = page.replace(b"<div data-verification", result + b"<div data-verification")
    assert saved != page
    found = compare_page(saved, credential)
    assert found is not None
    assert (found.differing, found.strange) == ((), ())


def test_a_date_is_ours_in_the_state_alone(page: bytes, credential: Any) -> None:
    for text, ours in (("1er mai 2026", True), ("31 February 2026", False), ("12 Mai 2026", False)):
        state = page.replace(b"data-page-state>", f"data-page-state><i>{text}</i>".encode())
        found = compare_page(state, credential)
        assert found is not None
        assert (found.strange == ()) == ours, text
    elsewhere = compare_page(page.replace(AWARDS, AWARDS + b"1er mai 2026"), credential)
    assert elsewhere is not None
    assert elsewhere.strange == ("1er mai 2026",)


def test_what_is_not_a_page_of_ours_is_not_compared(credential: Any) -> None:
    for data in (
        b"",
        b"<main>",
        b"<p data-f='/id'>x",
        b"\xff" * 100,
        b"<main data-f=/id>x" + b" " * MAX_BYTES,
    ):
        assert compare_page(data, credential) is None


@pytest.mark.parametrize(
    "piece",
    [
        b"<",
        b"<a ",
        b'<a b="',
        b"&",
        b"<main>",
        b"</a",
        b"<!--",
        b"<main><p>",
        b"</main>",
        b"<i data-f=/id>",
        b"<a " + b"b=' " * 900 + b">",
    ],
    ids=lambda piece: piece[:8].decode(),
)
def test_a_hostile_page_is_read_in_bounded_time(credential: Any, piece: bytes) -> None:
    """Each byte is looked at a bounded number of times: a reader of quadratic time would take hours here."""
    compare_page(b"<main>" + piece * (900_000 // len(piece)), credential)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["verify", "--at", "2026-11-25T00:00:00Z", *map(str, arguments)])


def test_the_command_tells_a_page_that_says_more_from_its_genuine_diploma(
    site: Path, page: bytes, tmp_path: Path
) -> None:
    genuine = run(site / f"d/{CODE}.html", "--site", site)
    assert genuine.exit_code == 0
    assert "values compared" in genuine.output
    forged = tmp_path / "forged.html"
    forged.write_bytes(page.replace(AWARDS, AWARDS + b"<p>avec \x1b[2J mention</p>"))
    result = run(forged, "--site", site, "--explain")
    assert result.exit_code == 3
    assert result.output.startswith(
        "The diploma inside is authentic and valid, but the page around it says something else."
    )
    assert "it also says, which nobody signed" in result.output
    assert "\x1b" not in result.output
    forged.write_bytes(page.replace(b">Ariane Exemple<", b">Eve Exemple<"))
    told = json.loads(run(forged, "--site", site, "--json").stdout)
    assert told["verdict"] == "valid"
    assert told["page"]["differing"] == ["/credentialSubject/name"]
    assert "something else" in run(tmp_path, "--site", site).output
