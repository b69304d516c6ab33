"""Pages written by hand: each in both languages, under the same name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from generator.errors import Diagnostic
from generator.records.kinds import PAGES

__all__ = ["check"]

_PAGE: Final = re.compile(r"(fr|en)/([a-z0-9]+(?:-[a-z0-9]+)*)\.md\Z", re.ASCII)
_IN_WORDS: Final = {"fr": "French", "en": "English"}


def check(files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield pages that lack their twin, are badly named or are not text."""
    for path in sorted(files):
        if not path.startswith(PAGES):
            continue
        match = _PAGE.match(path.removeprefix(PAGES))
        if not match:
            hint = f"Pages are {PAGES}fr/<name>.md and {PAGES}en/<name>.md, with the same name in lower case."
            yield Diagnostic(path, 0, 0, "R120", "this cannot be the name of a page", hint)
            continue
        language, slug = match.groups()
        other = "en" if language == "fr" else "fr"
        if f"{PAGES}{other}/{slug}.md" not in files:
            message = f"the page exists in {_IN_WORDS[language]} only"
            yield Diagnostic(path, 0, 0, "X250", message, f"Write {PAGES}{other}/{slug}.md.")
        yield from _text(path, files[path])


def _text(path: str, data: bytes) -> Iterator[Diagnostic]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        hint = "Save it as UTF-8 in your editor."
        yield Diagnostic(
            path, line, column, "Y101", f"the file is not UTF-8 (byte {data[error.start]:02X})", hint
        )
        return
    if not text.strip():
        yield Diagnostic(path, 0, 0, "X250", "the page is empty", "Write it, or delete it in both languages.")
