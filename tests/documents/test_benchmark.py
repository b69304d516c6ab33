"""The measurement of documents runs, and measures what it says."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.documents import measure, write_pages
from benchmarks.synthetic import make_site


def test_the_second_run_writes_nothing() -> None:
    found = measure(3, 1)
    rows = found["rows"]
    assert isinstance(rows, dict)
    assert (rows["made"]["documents"], rows["made"]["written"]) == (3, 3)
    assert (rows["unchanged"]["documents"], rows["unchanged"]["written"]) == (3, 0)


def test_the_pages_for_weasyprint_hold_what_our_document_holds(tmp_path: Path) -> None:
    holders = make_site(tmp_path / "school", 2)
    write_pages(tmp_path / "school", tmp_path / "pages", 1)
    (page,) = (tmp_path / "pages").glob("*.html")
    text = page.read_text("utf-8")
    assert page.stem == holders[0].code
    assert all(
        words in text for words in (holders[0].name, holders[0].code, "Certificat d’essai", "10 juillet 2026")
    )
    assert page.with_suffix(".json").read_bytes().startswith(b'{"@context"')
    pictures = re.findall(r'(?:src="|url\()(file:[^")]+)', text)
    assert len(pictures) >= 6
    assert all(Path(address.removeprefix("file://")).is_file() for address in pictures)
