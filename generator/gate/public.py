"""What is no secret although somebody's private record says it too: the public records do.

A teacher has the name of a candidate; a course began on the day on which somebody was born. A value that is the whole
of a field of a public record (a teacher, a signatory, an address of contact, one of `public_names`) may stand
anywhere. So may a day that a text of ``content/``, a template, a script or a style holds, and the beginning of a note
that is a sentence of ``content/``. A name in the middle of such a text is published, with a warning: whoever wrote it
there may have forgotten whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from generator.adapters.files import Snapshot
from generator.privacy.days import days_in
from generator.privacy.secrets import Row
from generator.privacy.words import folded, words_of
from generator.records.tree import Tree

__all__ = ["Public"]

_CONTENT: Final = "content/"
_NEVER: Final = ("id", "code", "receipt", "letter", "file")


class Public:
    """The public records and texts, read when something was found; `days` are those of the build itself."""

    def __init__(self, tree: Tree, files: Snapshot, look: Iterable[str], days: frozenset[bytes]) -> None:
        self._tree = tree
        self._files = files
        self._look = look
        self._own_days = days

    def allows(self, row: Row) -> bool:
        """Whether a value may stand anywhere."""
        if row.kind in _NEVER:
            return row.kind == "code" and row.words in self._specimens
        if row.kind == "birth-date":
            return row.words in self._own_days or row.words in self._days
        return row.words in self._values or (row.kind == "text" and self.says(row))

    def says(self, row: Row) -> bool:
        """Whether a text of the public records holds a value, as a part of it."""
        return any(b" " + row.words + b" " in text for text in self._texts)

    @cached_property
    def _specimens(self) -> frozenset[bytes]:
        return frozenset(b" ".join(words_of(one.code)) for one in self._tree.site.specimens)

    @cached_property
    def _values(self) -> frozenset[bytes]:
        tree = self._tree
        records = (tree.site, *tree.issuers.values(), *tree.courses.values(), *tree.programmes.values())
        return frozenset(
            b" ".join(words_of(text))
            for record in records
            for text in _leaves(record.model_dump(mode="json"))
        )

    @cached_property
    def _texts(self) -> tuple[bytes, ...]:
        files = self._files.files
        return tuple(_joined(files[path]) for path in files if path.startswith(_CONTENT))

    @cached_property
    def _days(self) -> frozenset[bytes]:
        found: set[bytes] = set()
        for text in (*self._texts, *(_joined(one.encode()) for one in self._look)):
            words = text.split()
            for at, word in enumerate(words):
                if len(word) in (4, 8) and word.isdigit() and word[:2] in (b"19", b"20"):
                    found.update(days_in(words[max(at - 3, 0) : at + 4], min(at, 3)))
        return frozenset(found)


def _joined(data: bytes) -> bytes:
    return b" " + b" ".join(folded(data)) + b" "


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
