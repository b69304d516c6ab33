"""A saved page of a diploma, read: the signed values that it shows, and every other word of it.

    reading = read_page(text)
    reading.values       # (Value("/credentialSubject/name", "text", "fr", None, "Ariane Exemple", 0), …)
    reading.words        # (("Diplôme délivré", False), …): texts, and whether each stands in the state of the page

Each byte is read once: the library's reader takes quadratic time on hostile pages. Our pages, and browsers that save
them, write ``<`` and ``>`` as references in texts. A page is read in parts that end where a line does and a tag begins;
the pages of a site have most of these in common, and what one says where it stands is remembered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final, NamedTuple

from generator.records.base import Language

__all__ = ["EDGES", "Reading", "Value", "blanks_joined", "read_page"]

EDGES: Final = " \t\n\r,.;:()"
"""What is taken away from both ends of a text."""
_MAX_TAG: Final = 4_000
_MAX_PART: Final = 1_000
"""Characters of a part, or of a tag, that is worth remembering."""
_DEEPEST: Final = 40
"""Elements in one another, in a page that is read in parts; ours have some ten."""
_ATTRIBUTE: Final = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_NAME_END: Final = re.compile(r"[\s/>]")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_SILENT: Final = frozenset({"script", "style", "svg", "template"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Value:
    """An element that gives a signed value: where it stands in the credential, how it is written, its whole text, and
    in which rendition of the diploma it stands, counted from 0."""

    pointer: str
    form: str
    lang: Language
    datetime: str | None
    text: str
    rendition: int | None


class Reading(NamedTuple):
    """What stands in ``<main>``: values, other texts (each with whether it is said of the page's state), and how many
    renditions of the diploma there are."""

    values: tuple[Value, ...]
    words: tuple[tuple[str, bool], ...]
    renditions: int


def read_page(page: str) -> Reading:
    """Read a whole page."""
    values: list[Value] = []
    words: list[tuple[str, bool]] = []
    place = _START
    parts = page.replace("\n<", "\n\0<").split("\0") if "\0" not in page else [page]
    for number, text in enumerate(parts):
        found = _read_part(place, text) if len(text) <= _MAX_PART else _Part(place, text).read()
        ended = found.place
        if ended is None:
            # Something does not end with its line, as in no page of ours: all that is left is read as one part.
            found = _Part(place, "".join(parts[number:])).read()
        values += found.values
        words += found.words
        if ended is None:
            break
        place = ended
    return Reading(tuple(values), tuple(words), found.renditions)


def blanks_joined(text: str) -> str:
    """A text with one blank for many."""
    return _BLANKS.sub(" ", text)


class _Open(NamedTuple):
    """An element that is open: what is inherited by what is in it."""

    tag: str
    lang: Language
    in_main: bool
    in_state: bool
    silent: bool
    rendition: int | None


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where a part begins: in which elements, after how many renditions."""

    open: tuple[_Open, ...]
    renditions: int
    depth: Mapping[str, int]
    """How many of each element are open."""


class _Opening(NamedTuple):
    """What a tag opens: the element, whether a rendition begins with it, the value that it gives (pointer, form,
    datetime), and whether something can be in it."""

    here: _Open
    begins: bool
    shown: tuple[str, str, str | None] | None
    holds: bool


class _Found(NamedTuple):
    """What a part says, and where it ends: None where it ends inside of a value or too deep."""

    values: tuple[Value, ...]
    words: tuple[tuple[str, bool], ...]
    place: _Place | None
    renditions: int


_START: Final = _Place((_Open("", "fr", False, False, False, None),), 0, {})


@lru_cache(maxsize=4_096)
def _place(open_now: tuple[_Open, ...], renditions: int) -> _Place:
    # The same place is the same object: what is remembered is found by it.
    return _Place(open_now, renditions, Counter(one.tag for one in open_now[1:]))


@lru_cache(maxsize=16_384)
def _read_part(place: _Place, text: str) -> _Found:
    return _Part(place, text).read()


class _Shown:
    """A value while its element is open, and how many elements were open around it."""

    def __init__(self, around: int, pointer: str, form: str, datetime: str | None, here: _Open) -> None:
        self.around = around
        self._given = pointer, form, here.lang, datetime
        self._rendition = here.rendition
        self.text = ""

    def value(self) -> Value:
        return Value(*self._given, self.text, self._rendition)


class _Part:
    """Reads a part of a page, from a place in it."""

    def __init__(self, place: _Place, text: str) -> None:
        self._open = list(place.open)
        self._depth = dict(place.depth)
        self._renditions = place.renditions
        self._text_read = text
        self._shown: list[_Shown] = []
        self._inside: list[_Shown] = []
        self._words: list[tuple[str, bool]] = []

    def read(self) -> _Found:
        first, *parts = self._text_read.split("<")
        self._text(first)
        for part in parts:
            tag, _, text = part.partition(">")
            self._tag(tag)
            if text:
                self._text(unescape(text))
        ended = not self._inside and len(self._open) <= _DEEPEST
        place = _place(tuple(self._open), self._renditions) if ended else None
        return _Found(tuple(one.value() for one in self._shown), tuple(self._words), place, self._renditions)

    def _tag(self, text: str) -> None:
        if text.startswith("/"):
            self._close(_name_of(text[1:]).lower())
        else:
            read = _opening if len(text) <= _MAX_PART else _opening.__wrapped__
            if (opening := read(self._open[-1], text)) is not None:
                self._start(opening)

    def _start(self, opening: _Opening) -> None:
        here = opening.here
        if opening.begins:
            here = here._replace(rendition=self._renditions)
            self._renditions += 1
        if opening.shown is not None:
            shown = _Shown(len(self._open), *opening.shown, here)
            self._shown.append(shown)
            if opening.holds:
                self._inside.append(shown)
        if opening.holds:
            self._open.append(here)
            self._depth[here.tag] = self._depth.get(here.tag, 0) + 1

    def _close(self, tag: str) -> None:
        while self._depth.get(tag):
            closed = self._open.pop().tag
            self._depth[closed] -= 1
            if self._inside and self._inside[-1].around == len(self._open):
                self._inside.pop()
            if closed == tag:
                return

    def _text(self, data: str) -> None:
        here = self._open[-1]
        if not here.in_main or here.silent:
            return
        if self._inside:
            self._inside[-1].text += data
        elif not data.isspace() and (words := blanks_joined(data).strip(EDGES)):
            self._words.append((words, here.in_state))


@lru_cache(maxsize=16_384)
def _opening(around: _Open, text: str) -> _Opening | None:
    """What a tag opens inside of `around`, None where it is none; the pages of a site have most of theirs in common."""
    name = _name_of(text)
    if not name.isalnum():
        return None
    tag, given = name.lower(), _attributes(text[len(name) :])
    classes = given.get("class", "").split()
    lang = given.get("lang")
    here = _Open(
        tag,
        around.lang if lang is None else "fr" if lang.lower().startswith("fr") else "en",
        around.in_main or tag == "main",
        around.in_state or "data-page-state" in given,
        around.silent or tag in _SILENT or "data-verification" in given or "verification-result" in classes,
        around.rendition,
    )
    pointer = given.get("data-f")
    shown = None
    if pointer is not None and here.in_main and not here.silent:
        shown = (
            pointer,
            given.get("data-format", "text"),
            given.get("datetime", "") if tag == "time" else None,
        )
    return _Opening(here, "rendition" in classes, shown, tag not in _VOID)


def _name_of(text: str) -> str:
    return _NAME_END.split(text, maxsplit=1)[0]


def _attributes(text: str) -> Mapping[str, str]:
    if len(text) > _MAX_TAG:
        return {}
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text)
    }
