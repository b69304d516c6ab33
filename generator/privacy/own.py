"""What a file of a diploma may hold although it is private: its code, that of its replacement, the holder's name."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from generator.privacy.secrets import Row
from generator.privacy.words import words_of

__all__ = ["Own"]


class Own:
    """What stands in a file by right: codes, and the holder's name."""

    def __init__(self, codes: Sequence[str] = (), name: str = "") -> None:
        self._allowed = [b" " + b" ".join(words_of(one) * 2) + b" " for one in (*codes, name) if one]
        self._codes = [code.encode() for code in codes]
        # As it is, and as a template writes it.
        self._names = list(dict.fromkeys((name.encode(), str(escape(name)).encode()))) if name else []

    def without(self, text: bytes) -> bytes:
        """A text without it: codes anywhere, the name only where it is the whole of a string or of an element, since
        the name of somebody else may have this one in it."""
        for code in self._codes:
            text = text.replace(code, b"-")
        for name in self._names:
            if name in text:
                text = text.replace(b'"%s"' % name, b'"-"').replace(b">%s<" % name, b">-<")
        return text

    def allows(self, row: Row) -> bool:
        """Whether a value is a part of it, however it is written."""
        return any(b" " + row.words + b" " in one for one in self._allowed)
