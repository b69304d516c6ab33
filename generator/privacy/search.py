"""One published file held against all private values.

    for row in Search(index)(data, Own(("9CKP-…",), "Ariane Exemple")): …     # what the file holds and must not

A file is split into words, and those that are the anchor of something are looked up; only around these are whole values
compared. In HTML a sequence of words counts where people would read it, or a program its attribute: the names of
elements and attributes are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.privacy.days import days_in
from generator.privacy.index import Index
from generator.privacy.own import Own
from generator.privacy.secrets import LONGEST, Row
from generator.privacy.views import segments, views
from generator.privacy.words import finished, folded, split

__all__ = ["TAG_WORDS", "WINDOW", "Search", "words_in"]

WINDOW: Final = LONGEST + 20
"""Bytes of words on both sides of an anchor that are compared with its values."""
_MARKUP: Final = re.compile(rb"<[A-Za-z!/?]")
TAG_WORDS: Final = frozenset(
    b"a b i p s u td th tr dd dt dl ul ol li br hr em bdi bdo div span code time small strong class lang fr en data f"
    b" id href title name value h1 h2 h3".split()
)


_NOTHING: Final = Own()


class Search:
    """Searches files, one after the other."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __call__(self, data: bytes, own: Own = _NOTHING) -> Iterator[Row]:
        """The private values in a file, but for its `own`."""
        seen: set[Row] = set()
        for whole in views(data):
            # The usual places are taken out first, so that most pages hold no anchor at all.
            view = own.without(whole)
            for row in self.found(view):
                if row not in seen and not own.allows(row):
                    seen.add(row)
                    if _stands_in(row, view):
                        yield row

    def found(self, view: bytes, *, markup: bool | None = None) -> Iterator[Row]:
        """What the words of one decoded text agree with, `markup` or not: names of elements count here."""
        anchors = self._index.anchors
        words = split(view)
        hits: dict[bytes, tuple[bytes, ...]] = {word: (word,) for word in anchors.intersection(words)}
        if not view.isascii():
            for word in set(words):
                if not word.isascii() and (parts := anchors.intersection(folded(word))):
                    hits[word] = tuple(parts)
        if hits:
            text = b" " + b" ".join(words) + b" "
            if markup is None:
                markup = _MARKUP.search(view) is not None
            for word, held in hits.items():
                yield from self._around(text, word, held, markup)

    def _around(self, text: bytes, word: bytes, parts: Sequence[bytes], markup: bool) -> Iterator[Row]:
        """The values around each place where a word stands that holds these anchors."""
        wanted = b" " + word + b" "
        at = text.find(wanted)
        while at >= 0:
            words = finished(text[max(at - WINDOW, 0) : at + len(word) + WINDOW])
            likely = [part for part in parts if self._index.may_be(part, words)]
            before = len(finished(text[max(at - WINDOW, 0) : at])) if likely else 0
            place = range(before, before + len(folded(word)))
            for part in likely:
                yield from self._at(words, part, place)
                if markup:
                    drop = TAG_WORDS - self._index.company(part)
                    kept = [row for row, one in enumerate(words) if one not in drop or row in place]
                    first = kept.index(before)
                    yield from self._at([words[row] for row in kept], part, range(first, first + len(place)))
            at = text.find(wanted, at + len(word))

    def _at(self, words: list[bytes], anchor: bytes, place: range) -> Iterator[Row]:
        for at in place:
            if words[at] != anchor:
                continue
            if anchor in self._index.years:
                start = max(at - 2, 0)
                for day in days_in(words[start : at + 3], at - start):
                    yield from self._index.rows(day).get(day, ())
            values = self._index.rows(anchor)
            for offset, size in self._index.shapes(anchor):
                if offset <= at:
                    yield from values.get(b" ".join(words[at - offset : at - offset + size]), ())


def words_in(data: bytes) -> set[bytes]:
    """Every word of a file, in all that it holds."""
    found: set[bytes] = set()
    for view in views(data):
        words = set(split(view))
        found.update(words)
        if not view.isascii():
            found.update(one for word in words if not word.isascii() for one in folded(word))
    return found


def _stands_in(row: Row, view: bytes) -> bool:
    """Whether a value that was found in markup stands in what people wrote there."""
    if row.kind not in ("name", "text") or not _MARKUP.search(view):
        return True
    wanted = b" " + row.words + b" "
    return any(wanted in b" " + b" ".join(folded(part)) + b" " for part in segments(view))
