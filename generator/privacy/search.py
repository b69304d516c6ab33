"""One published file held against all private values.

    for row in Search(index)(data, codes=("9CKP-…",), name="Ariane Exemple"): …     # what the file holds and must not

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
from generator.privacy.secrets import LONGEST, Row
from generator.privacy.views import segments, views
from generator.privacy.words import folded, split, words_of

__all__ = ["Search", "words_in"]

_WINDOW: Final = LONGEST + 20
_KNOWN_LINES: Final = 20_000
_LONG_LINE: Final = 2_000
_MARKUP: Final = re.compile(rb"<[A-Za-z!/?]")
_TAG_WORDS: Final = frozenset(
    b"a b i p s u td th tr dd dt dl ul ol li br hr em bdi bdo div span code time small strong class lang fr en data f"
    b" id href title name value h1 h2 h3".split()
)


class Search:
    """Searches files, one after the other. Of those that are `similar` to one another, a line that holds nothing is
    looked at once: the pages of a registry have most of theirs in common."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._clean: set[bytes] = set()
        self._last: set[bytes] = set()

    def __call__(
        self, data: bytes, *, codes: Sequence[str] = (), name: str = "", similar: bool = False
    ) -> Iterator[Row]:
        """The private values in a file, but for the `codes` and the holder's `name` that stand there by right.

        `similar` says that many files have lines in common with this one.
        """
        allowed = [b" " + b" ".join(words_of(one) * 2) + b" " for one in (*codes, name) if one]
        seen: set[Row] = set()
        for whole in views(self._unknown(data) if similar else data):
            # The usual places are taken out first, so that most pages hold no anchor at all.
            view = _without(whole, codes, name)
            for row in self._found(view):
                if row not in seen and not any(b" " + row.words + b" " in one for one in allowed):
                    seen.add(row)
                    if _stands_in(row, view):
                        yield row

    def _unknown(self, data: bytes) -> bytes:
        """The lines that were not found to hold nothing. What the file before held too is judged once, alone."""
        lines = data.split(b"\n")
        now = {line for line in lines if len(line) < _LONG_LINE} - self._clean
        if len(self._clean) < _KNOWN_LINES:
            self._clean.update(line for line in now & self._last if self._is_idle(line))
        self._last = now
        return b"\n".join([line for line in lines if line not in self._clean])

    def _is_idle(self, line: bytes) -> bool:
        """Whether a line has no word by which anything is noticed."""
        anchors = self._index.anchors
        return not any(anchors.intersection(folded(view)) for view in views(line))

    def _found(self, view: bytes) -> Iterator[Row]:
        anchors = self._index.anchors
        words = split(view)
        hits: dict[bytes, tuple[bytes, ...]] = {word: (word,) for word in anchors.intersection(words)}
        if not view.isascii():
            for word in set(words):
                if not word.isascii() and (parts := anchors.intersection(folded(word))):
                    hits[word] = tuple(parts)
        if hits:
            text = b" " + b" ".join(words) + b" "
            markup = _MARKUP.search(view) is not None
            for word, held in hits.items():
                yield from self._around(text, word, held, markup)

    def _around(self, text: bytes, word: bytes, parts: Sequence[bytes], markup: bool) -> Iterator[Row]:
        """The values around each place where a word stands that holds these anchors."""
        wanted = b" " + word + b" "
        at = text.find(wanted)
        while at >= 0:
            words = _finished(text[max(at - _WINDOW, 0) : at + len(word) + _WINDOW])
            likely = [part for part in parts if self._index.may_be(part, words)]
            before = len(_finished(text[max(at - _WINDOW, 0) : at])) if likely else 0
            place = range(before, before + len(folded(word)))
            for part in likely:
                yield from self._at(words, part, place)
                if markup:
                    drop = _TAG_WORDS - self._index.company(part)
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


def _finished(text: bytes) -> list[bytes]:
    """The finished words of raw ones that are joined by blanks."""
    words = text.split()
    return words if text.isascii() else [one for word in words for one in folded(word)]


def _without(view: bytes, codes: Sequence[str], name: str) -> bytes:
    for code in codes:
        view = view.replace(code.encode(), b"-")
    if name:
        # Only as a whole: the name of somebody else may have this one in it.
        view = view.replace(b'"%s"' % name.encode(), b'"-"').replace(b">%s<" % name.encode(), b">-<")
    return view


def _stands_in(row: Row, view: bytes) -> bool:
    """Whether a value that was found in markup stands in what people wrote there."""
    if row.kind not in ("name", "text") or not _MARKUP.search(view):
        return True
    wanted = b" " + row.words + b" "
    return any(wanted in b" " + b" ".join(folded(part)) + b" " for part in segments(view))
