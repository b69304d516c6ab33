"""Whether a file can hold anything private at all, for many files that have most of their text in common.

    pieces = Pieces(index)
    if pieces.doubtful(data, Own(("9CKP-…",), "Ariane Exemple")): …    # then it is searched (`search.Search`)

A file is cut into pieces where no word and no encoding goes on: at the ends of lines, and before the members of JSON. A
value is noticed by one of its words, its anchor, which lies whole in one piece. So a piece that has no anchor, or none
with a word beside it that one of the anchor's values has there, holds nothing and is part of nothing, wherever it
stands: it is judged once, and known again afterwards. What is left of a diploma's page is what no other has.

This never says what is found: where it is in doubt, the careful search has the last word, and the tests hold the two to
the same findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.privacy.index import Index
from generator.privacy.own import Own
from generator.privacy.search import TAG_WORDS, WINDOW, Search
from generator.privacy.secrets import LONGEST
from generator.privacy.views import goes_on, is_binary, plain, text_views
from generator.privacy.words import finished, folded, split

__all__ = ["Pieces"]

_MOST: Final = 30_000
"""Pieces that are known: those of all pages, and of the latest hundreds of diplomas."""
_MEMBER: Final = b',"'
_BARRIER: Final = b"xcutx"
_BETWEEN: Final = b',"%b,"' % _BARRIER
_NEAR: Final = 16
"""Words on both sides of an anchor among which its neighbour is looked for."""
_PATH: Final = re.compile(rb' d="([Mmhvz\d .-]{500,})"')
_REACH: Final = 1_000
"""Bytes on both sides of a piece in doubt that are looked at with it."""


class Pieces:
    """What was judged of the pieces of the files so far."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._search = Search(index)
        self._idle: set[bytes] = set()
        self._quiet: set[bytes] = set()

    def doubtful(self, data: bytes, own: Own) -> bool:
        """Whether a file has to be searched: False only where it holds no private value but its `own`."""
        if is_binary(data):
            return True
        lines = data.split(b"\n")
        new = list(set(_MEMBER.join(set(lines) - self._idle).split(_MEMBER)) - self._idle)
        # A piece is known without what stands in it by right, or it would be known on other people's pages too.
        bare = self._undrawn(own.without(b"\n".join(new))).split(b"\n")
        doubted = self._doubted(set(bare) - self._idle)
        if not doubted:
            return False
        places = (
            (at, at + len(piece))
            for piece, without in zip(new, bare, strict=True)
            if without in doubted
            for at in _places(data, piece)
        )
        return any(self._leaks(data, start, end, own) for start, end in places)

    def _undrawn(self, text: bytes) -> bytes:
        """A text without the paths of QR codes, a third of what is left of a page: no value can stand in one, unless it
        has none but such words; into both of its ends one can reach."""
        if self._index.is_drawn:
            return text
        return _PATH.sub(lambda found: b" %b %b " % (found[1][:LONGEST], found[1][-LONGEST:]), text)

    def _doubted(self, new: set[bytes]) -> set[bytes]:
        """Those among new pieces that may be a part of something; the others are known from now on."""
        pieces = list(new)
        doubted = {pieces[at] for at in self._doubts(pieces)}
        if len(self._idle) > _MOST:
            self._idle.clear()
        self._idle |= new - doubted
        return doubted

    def _doubts(self, pieces: Sequence[bytes]) -> Iterator[int]:
        """The numbers of pieces in doubt, some more than once. All are looked at together."""
        for number, view in enumerate(text_views(_BETWEEN.join(pieces))):
            if number == 0 and any(map(goes_on, view.split(_BETWEEN))):
                yield from (at for at, piece in enumerate(pieces) if goes_on(plain(piece)))
            words = split(view)
            anchors = self._index.anchors
            hits = {word: frozenset((word,)) for word in anchors.intersection(words)}
            if not view.isascii():
                for word in [one for one in set(words) if not one.isascii()]:
                    if parts := anchors.intersection(folded(word)):
                        hits[word] = parts
            if not hits:
                continue
            for at in [at for at, word in enumerate(words) if word in hits]:
                if self._may_be(words, at, hits[words[at]]):
                    if number or words.count(_BARRIER) != len(pieces) - 1:
                        # Inside of something that was unpacked: it is not told which.
                        yield from range(len(pieces))
                        return
                    yield words[:at].count(_BARRIER)

    def _may_be(self, raw: Sequence[bytes], place: int, anchors: frozenset[bytes]) -> bool:
        """Whether an anchor at a place may be a part of one of its values, by the words that stand beside it: with the
        names of elements and without them; where none does, in the neighbouring piece."""
        before = finished(b" ".join(raw[max(place - _NEAR, 0) : place]))[::-1]
        after = finished(b" ".join(raw[place + 1 : place + 1 + _NEAR]))
        middle = folded(raw[place])
        for at, anchor in enumerate(middle):
            if anchor not in anchors:
                continue
            sides = self._index.sides(anchor)
            if sides.alone or (
                (sides.before and _meets(sides.before, [*middle[:at][::-1], *before]))
                or (sides.after and _meets(sides.after, [*middle[at + 1 :], *after]))
            ):
                return True
        return False

    def _leaks(self, data: bytes, start: int, end: int, own: Own) -> bool:
        """Whether something stands around a piece, or too little is seen to say so."""
        if goes_on(plain(data[start:end])):
            return True
        first = _cut_before(data, max(start - _REACH, 0))
        last = _cut_after(data, end + _REACH)
        around = own.without(data[first:last])
        if around in self._quiet:
            return False
        if (first > 0 and _is_short(data[first:start])) or (last < len(data) and _is_short(data[end:last])):
            return True
        rows = [row for view in text_views(around) for row in self._search.found(view, markup=True)]
        if rows:
            return not all(own.allows(row) for row in rows)
        if len(self._quiet) > _MOST // 10:
            self._quiet.clear()
        self._quiet.add(around)
        return False


def _places(data: bytes, piece: bytes) -> Iterator[int]:
    """Where a piece stands as a whole."""
    at = data.find(piece)
    while at >= 0:
        end = at + len(piece)
        if (at == 0 or data[at - 1 : at] == b"\n" or data[max(at - 2, 0) : at] == _MEMBER) and (
            end == len(data) or data[end : end + 1] == b"\n" or data[end : end + 2] == _MEMBER
        ):
            yield at
        at = data.find(piece, at + 1)


def _cut_before(data: bytes, at: int) -> int:
    """Where the piece begins that holds a place."""
    line, member = data.rfind(b"\n", 0, at), data.rfind(_MEMBER, 0, at)
    return max(line + 1, member + len(_MEMBER) if member >= 0 else 0)


def _cut_after(data: bytes, at: int) -> int:
    """Where the piece ends that holds a place."""
    return min((end for end in (data.find(b"\n", at), data.find(_MEMBER, at)) if end >= 0), default=len(data))


def _is_short(text: bytes) -> bool:
    """Whether its words do not reach as far as values are compared."""
    return len(b" ".join(split(plain(text)))) < WINDOW


def _meets(wanted: frozenset[bytes], words: Sequence[bytes]) -> bool:
    """Whether the nearest of the words is wanted, or the nearest that is no element's name, or there is none."""
    for word in words:
        if word in wanted or word == _BARRIER:
            return True
        if word not in TAG_WORDS:
            return False
    return True
