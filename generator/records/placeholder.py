"""Texts that a model left to be written, in records and in pages.

placeholders(b"summary:\n  fr: À compléter.\n")      [2]
is_placeholder("To be written.")                       True
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_placeholder", "placeholders"]

_MARK: Final = r"(?:à compléter|to be written)"
_WHOLE: Final = re.compile(rf"\s*{_MARK}\s*[.…]?\s*", re.IGNORECASE)
# At the end of a line, or of a value within braces, behind nothing or what introduces it.
_IN_LINE: Final = re.compile(rf"(?:^|[-:|])\s*[\"']?{_MARK}\s*[.…]?[\"']?\s*(?=$|[,}}|]|#)", re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Whether a text says nothing but that it is to be written."""
    return _WHOLE.fullmatch(text) is not None


def placeholders(data: bytes) -> list[int]:
    """The lines of a file, from 1, on which a text is still to be written; those that are comments are left out."""
    lines = data.decode("utf-8", "replace").splitlines()
    return [
        number
        for number, line in enumerate(lines, 1)
        if not line.lstrip().startswith("# ") and _IN_LINE.search(line)
    ]
