"""A template rendered once for each shape of value, and filled in for every further value of that shape.

The diplomas of an edition differ in a hundred strings, and Jinja spends its time on what they share. So the
first page of a shape is rendered with a mark in place of each string; the output, cut at its marks, is a list
of pieces, between which the strings of later pages are put, escaped. The result is byte for byte what Jinja
would have written, as long as the template

- tests values for being present or empty only (that is the shape), and states and languages,
- writes a string as it is: no slice, no filter.

Tests hold the two equal. Plain Jinja stays in charge of each shape's first page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from markupsafe import Markup, escape

from generator.site.diploma import DiplomaPage
from generator.site.diploma_words import StateWords, Words
from generator.trust.view import CredentialView

__all__ = ["Folding", "shape"]

_CONSTANT: Final = frozenset({"state", "lang", "size"})
"""Names of strings on which the template branches; they belong to the shape."""

_MARK: Final = re.compile("\ue000([0-9]+)\ue001")
_SEPARATOR: Final = "\0"
_Path = tuple[str | int, ...]


def shape(page: DiplomaPage) -> Hashable:
    """Equal for two pages exactly if the template takes the same way through them."""
    view = page.view
    return (
        page.state,
        page.lang,
        page.size,
        page.since == "",
        page.renditions[0].reason,  # in words, but there are only a handful
        page.replacement is None,
        page.method is None,
        page.logo is None,
        page.proof == "",
        len(page.rows),
        tuple([value is None for value in _every_field(view)]),
        tuple([(one.name is None, one.course_url is None) for one in view.results]),
        tuple(
            [(one.code is None, one.framework is None, one.description is None) for one in view.alignments]
        ),
        tuple([(one.genre is None, one.narrative is None, one.description is None) for one in view.evidence]),
    )


_every_field = attrgetter(*(one.name for one in fields(CredentialView)))


class Folding:
    """Renders pages through `render`, once for each shape."""

    def __init__(self, render: Callable[[DiplomaPage], str]) -> None:
        self._render = render
        self._folded: dict[Hashable, _Folded] = {}

    def page(self, page: DiplomaPage) -> str:
        """What `render` would write."""
        key = shape(page)
        folded = self._folded.get(key)
        if folded is None:
            folded = self._folded[key] = _fold(self._render, page)
        filled = folded.fill(page)
        return self._render(page) if filled is None else filled


@dataclass(frozen=True, slots=True)
class _Folded:
    """The pieces of one shape, and how to read from a page the strings between them.

    `escaped` and `raw` read the strings in the order of the marks that they replace; `order` says, slot after
    slot, which of these strings stands there.
    """

    pieces: tuple[str, ...]
    order: tuple[int, ...]
    escaped: _Reader
    raw: _Reader

    def fill(self, page: DiplomaPage) -> str | None:
        """The page, or None where a string holds the separator, which no diploma of ours does."""
        # One call escapes them all.
        texts = self.escaped.read(page)
        escaped = str(escape(_SEPARATOR.join(texts))).split(_SEPARATOR)
        if len(escaped) != len(texts):
            return None
        values = [*escaped, *self.raw.read(page)]
        parts: list[str] = [""] * (2 * len(self.order) + 1)
        parts[::2] = self.pieces
        parts[1::2] = [values[index] for index in self.order]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads strings at many places of a page, those of one object at a time."""

    groups: tuple[tuple[Callable[[Any], Sequence[Any]], int, Callable[[Any], tuple[str, ...]]], ...]

    def read(self, page: DiplomaPage) -> list[str]:
        return list(chain.from_iterable([get(holder(page)[index]) for holder, index, get in self.groups]))


def _fold(render: Callable[[DiplomaPage], str], page: DiplomaPage) -> _Folded:
    places: list[tuple[_Path, bool]] = []

    def mark(path: _Path, text: str) -> str:
        number = f"\ue000{len(places)}\ue001"
        raw = isinstance(text, Markup)
        places.append((path, raw))
        return Markup(number) if raw else number  # noqa: S704 - a number between two private characters

    cut = _MARK.split(render(_marked(page, (), mark)))
    slots = [int(number) for number in cut[1::2]]
    escaped = sorted({slot for slot in slots if not places[slot][1]})
    raw = sorted({slot for slot in slots if places[slot][1]})
    rank = {slot: index for index, slot in enumerate([*escaped, *raw])}
    return _Folded(
        pieces=tuple(cut[::2]),
        order=tuple(rank[slot] for slot in slots),
        escaped=_reader([places[slot][0] for slot in escaped]),
        raw=_reader([places[slot][0] for slot in raw]),
    )


def _marked(value: Any, path: _Path, mark: Callable[[_Path, str], str]) -> Any:
    """A copy of `value` with a mark in place of each string that is neither empty nor part of the shape."""
    if value is None or isinstance(value, (Words, StateWords)):
        return value
    if isinstance(value, str):
        return mark(path, value) if value and path[-1] not in _CONSTANT else value
    if isinstance(value, tuple):
        return tuple(_marked(one, (*path, index), mark) for index, one in enumerate(value))
    return type(value)(
        **{one.name: _marked(getattr(value, one.name), (*path, one.name), mark) for one in fields(value)}
    )


def _reader(paths: Sequence[_Path]) -> _Reader:
    """`paths` are in the order in which they are to be read; those below one item of a tuple follow each other."""
    groups: list[tuple[_Path, list[str]]] = []
    for path in paths:
        cut = max((index + 1 for index, step in enumerate(path) if isinstance(step, int)), default=0)
        if not groups or groups[-1][0] != path[:cut]:
            groups.append((path[:cut], []))
        groups[-1][1].append(".".join(map(str, path[cut:])))
    return _Reader(tuple((*_holder(root), _getter(names)) for root, names in groups))


def _holder(root: _Path) -> tuple[Callable[[Any], Sequence[Any]], int]:
    """The tuple in which an object stands, and its place there; the page itself stands in a tuple of its own."""
    if not root:
        return lambda page: (page,), 0
    *names, index = root
    assert isinstance(index, int)  # noqa: S101 - a path is cut behind an index
    return attrgetter(".".join(map(str, names))), index


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[str, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    get: Callable[[Any], str] = attrgetter(names[0])
    return lambda value: (get(value),)
