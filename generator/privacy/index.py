"""Private values that many files are held against: one look-up a word, whatever the number of values.

    index = Index.of(lines)             # rows as `Row.to_line` gives them, in any order
    index.anchors & words_of_a_file     # nearly always empty: the file holds nothing
    index.rows(anchor)                  # else what to compare: rows by their words
    index.shapes(anchor)                # … and where among these words the anchor is

A million values are some 150 MB: their lines in one piece, and a set of their anchors.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Final

from generator.privacy.days import compact
from generator.privacy.secrets import Row

__all__ = ["Index", "Sides", "narrowed"]

_DAY: Final = 10
# Words of the path by which a QR code is drawn: numbers of three digits at most, and the letters of its commands.
_DRAWN: Final = re.compile(rb"\t(?: ?(?=[mhvz\d])\d{0,3}(?:[mhvz]\d{0,3})*(?= |\Z))+\Z")


@dataclass(frozen=True, slots=True)
class Sides:
    """What stands beside an anchor in its values: nothing that tells (`alone`); the words right before it; where it is
    the first, the words right behind it."""

    alone: bool
    before: frozenset[bytes]
    after: frozenset[bytes]


class Index:
    """Values by their anchors."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        names = {line[: line.index(b"\t")] for line in lines}
        days = {one for one in names if len(one) == _DAY and one[4:5] == b"-" and one[7:8] == b"-"}
        # A day is noticed by its year, or written in one.
        self.years = frozenset(day[:4] for day in days) | frozenset(map(compact, days))
        self.anchors = frozenset((names - days) | self.years)
        self.rows = lru_cache(maxsize=10_000)(self._rows)
        self.shapes = lru_cache(maxsize=10_000)(self._shapes)
        self.company = lru_cache(maxsize=10_000)(self._company)
        self.sides = lru_cache(maxsize=10_000)(self._sides)

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Index:
        """An index of rows as lines."""
        return cls(sorted(lines))

    def __len__(self) -> int:
        return len(self._lines)

    @cached_property
    def is_drawn(self) -> bool:
        """Whether a value could stand within the path of a QR code: whether it has no word that could not."""
        return any(_DRAWN.search(line) for line in self._lines)

    def may_be(self, anchor: bytes, around: Sequence[bytes]) -> bool:
        """Whether one of the words around an anchor belongs to a value of it: a quick look before the careful one."""
        return (
            anchor in self.years or anchor in self.rows(anchor) or not self.company(anchor).isdisjoint(around)
        )

    def _company(self, anchor: bytes) -> frozenset[bytes]:
        """The other words of an anchor's values."""
        return frozenset(word for value in self.rows(anchor) for word in value.split() if word != anchor)

    def _rows(self, anchor: bytes) -> dict[bytes, tuple[Row, ...]]:
        start = anchor + b"\t"
        at = bisect_left(self._lines, start)
        found: dict[bytes, tuple[Row, ...]] = {}
        while at < len(self._lines) and self._lines[at].startswith(start):
            row = Row.from_line(self._lines[at])
            found[row.words] = (*found.get(row.words, ()), row)
            at += 1
        return found

    def _shapes(self, anchor: bytes) -> tuple[tuple[int, int], ...]:
        """Before how many of a value's words, and of how many, the anchor stands: each such pair once."""
        found: set[tuple[int, int]] = set()
        for value in self.rows(anchor):
            words = value.split()
            found.update((at, len(words)) for at, word in enumerate(words) if word == anchor)
        return tuple(sorted(found))

    def _sides(self, anchor: bytes) -> Sides:
        before, after = set(), set()
        # A year may be a day without a word beside it that tells.
        alone = anchor in self.years
        for value in self.rows(anchor):
            words = value.split()
            for at, word in enumerate(words):
                if word != anchor:
                    continue
                if at:
                    before.add(words[at - 1])
                elif len(words) > 1:
                    after.add(words[1])
                else:
                    alone = True
        return Sides(alone, frozenset(before), frozenset(after))


def narrowed(lines: Iterable[bytes], words: Set[bytes]) -> list[bytes]:
    """The lines whose anchor is among these words; of days, those whose year is, or that are written in one."""
    wanted = words | {day for word in words for day in _days_of(word)}
    return [line for line in lines if line[: line.index(b"\t")] in wanted]


def _days_of(word: bytes) -> Iterator[bytes]:
    """The days that a word may be a part of, or the whole of, as anchors are written."""
    if not word.isdigit():
        return
    if len(word) == len(b"2026"):
        for month, day in product(range(1, 13), range(1, 32)):
            yield b"%b-%02d-%02d" % (word, month, day)
    elif len(word) == len(b"20260801"):
        yield b"%b-%b-%b" % (word[:4], word[4:6], word[6:])
