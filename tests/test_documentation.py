"""What the documentation says is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from generator.errors import CODES

_ROW = re.compile(r"^\| `([A-Z][0-9]{3}W?)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
_CODE = re.compile(r'"([YRXLKB][0-9]{3}W?)"')


def test_every_code_is_explained_in_its_own_words_with_a_remedy(root: Path) -> None:
    rows = _ROW.findall((root / "docs/errors.md").read_text(encoding="utf-8"))
    assert {code: meaning for code, meaning, _ in rows} == CODES
    assert len(rows) == len(CODES)


def test_every_code_that_the_program_prints_is_registered_and_every_registered_one_is_printed(
    root: Path,
) -> None:
    printed: set[str] = set()
    for path in (root / "generator").rglob("*.py"):
        if path.name != "errors.py":
            printed |= set(_CODE.findall(path.read_text(encoding="utf-8")))
    assert printed == set(CODES)


def test_codes_have_a_known_family_and_meanings_are_sentences() -> None:
    for code, meaning in CODES.items():
        assert re.fullmatch(r"[YRXLKB][0-9]{3}W?", code)
        assert meaning.endswith(".")
        assert "|" not in meaning
