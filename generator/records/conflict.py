"""What git leaves in a file where two branches changed the same lines: the lines of both, between marks."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CONFLICT", "conflict_line"]

CONFLICT: Final = "git left a conflict here: two branches both wrote this"
_MARK: Final = re.compile(rb"^<{7} ", re.MULTILINE)


def conflict_line(data: bytes) -> int | None:
    """The line, from 1, of the first mark of a conflict; None where there is none."""
    found = _MARK.search(data)
    return None if found is None else data.count(b"\n", 0, found.start()) + 1
