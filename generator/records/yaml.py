"""Strict YAML: the part of YAML 1.2 that people need for records, and nothing that can surprise them.

The text is read as a stream of libyaml's events (PyYAML's own parser where libyaml is missing). Refused are
duplicate keys, keys that are not text, anchors, aliases, tags, merge keys, directives, several documents,
an empty document, text that is not UTF-8, control characters and direction overrides wherever they stand
(a comment can hide them too), and whatever is larger or deeper than a record ever is. Scalars are resolved
by `generator.records.scalars`.

    document = load(data, "content/courses/malaria.yml")
    document.data                            # dict, list, str, int, float, bool, None
    document.problems                        # diagnostics, all of them
    document.place(("sessions", 0, "start")) # where that value stands, counted from 1

A record that is in order costs little more than libyaml itself: places are worked out only when somebody
asks for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from generator.errors import Diagnostic
from generator.records.conflict import CONFLICT, conflict_line
from generator.records.scalars import NOT_TEXT, LeadingZeroError, TooLongError, resolve
from generator.records.syntax import explain

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES"]
__all__ += ["Document", "Json", "Location", "Place", "load", "max_bytes", "shown"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Location: TypeAlias = "tuple[str | int, ...]"

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 32
MAX_NODES: Final = 200_000
_LARGE: Final = ("candidates/results/", "candidates/payments/")
_LARGE_BYTES: Final = 40_000_000
_LARGE_NODES: Final = 4_000_000

_SCALAR: Final = yaml.ScalarEvent
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# YAML 1.2.2, section 5.1, without the line breaks that YAML 1.1 knew (NEL, LS, PS: libyaml would split the
# line there), without lone carriage returns, and without characters that reorder what a reader sees.
_BREAKS: Final = "\u0085\u2028\u2029"
_DIRECTIONS: Final = "\u202a-\u202e\u2066-\u2069"
_REFUSED: Final = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BREAKS}{_DIRECTIONS}\ufeff\ufffe\uffff\ud800-\udfff]|\r(?!\n)"
)
_CHARACTERS_LISTED: Final = 20


class Place(NamedTuple):
    """A line and a column, counted from 1."""

    line: int
    column: int


class _Positions(NamedTuple):
    values: dict[Location, Place]
    keys: dict[Location, Place]


class _SuspectError(Exception):
    """The quick reading met something that the careful one must look at."""


class _StopError(Exception):
    """Nothing more can be read from this document."""


def shown(value: object, limit: int = 60) -> str:
    """Return `value` as it can be printed anywhere: one line, no control character, not endless."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


class Document:
    """The data of one file and what is wrong with it as YAML.

    `readable` is false where the text could not be read at all: `data` is then None and means nothing.
    `tainted` holds the places whose value is already reported and should not be judged again.
    """

    __slots__ = ("_positions", "_text", "data", "path", "problems", "readable", "tainted")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.data: Json = None
        self.problems: tuple[Diagnostic, ...] = ()
        self.readable = False
        self.tainted: frozenset[Location] = frozenset()
        self._text = text
        self._positions: _Positions | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the text, for showing the one that is wrong."""
        return self._text.split("\n")

    @property
    def positions(self) -> _Positions:
        """Where every value and key stands; worked out when first asked for."""
        if self._positions is None:
            walk = _Walk(self.path, careful=True)
            walk.read(self._text)
            self._positions = walk.positions
        return self._positions

    def place(self, location: Location) -> Place:
        """Where the value at `location` stands, or the nearest value around it."""
        return self._nearest(self.positions.values, location)

    def key_place(self, location: Location) -> Place:
        """Where the key at `location` stands; an item of a list has none, so its value answers."""
        return self.positions.keys.get(location) or self.place(location)

    @staticmethod
    def _nearest(table: dict[Location, Place], location: Location) -> Place:
        for end in range(len(location), -1, -1):
            if place := table.get(location[:end]):
                return place
        return Place(1, 1)

    def problem(self, location: Location, code: str, message: str, hint: str = "") -> Diagnostic:
        """Return the diagnostic of something wrong with the value at `location`."""
        place = self.place(location)
        return Diagnostic(self.path, place.line, place.column, code, message, hint)


def max_bytes(path: str) -> int:
    """How large the record at `path` may be: one that has a line for each of very many people, much larger."""
    return _LARGE_BYTES if path.startswith(_LARGE) else MAX_BYTES


def load(data: bytes, path: str) -> Document:
    """Read one YAML document; never raises, whatever the bytes."""
    if len(data) > (most := max_bytes(path)):
        return _unreadable(path, "Y102", f"the file is larger than {most:,} bytes", "Split the record.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return _unreadable(
            path,
            "Y101",
            f"the file is not UTF-8 (byte {data[error.start]:02X})",
            "Save it as UTF-8 in your editor.",
            Place(line, column),
        )
    if (mark := conflict_line(data)) is not None:
        hint = "Keep what is right of both sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
        return _unreadable(path, "Y109", CONFLICT, hint, Place(mark, 1))
    text = text.removeprefix("\ufeff")
    refused: list[Diagnostic] = []
    if _REFUSED.search(text):
        refused = list(_characters(text, path))
        text = _REFUSED.sub("\ufffd", text)
    document = Document(path, text)
    walk = _Walk(path)
    try:
        walk.read(text)
    except _SuspectError:
        walk = _Walk(path, careful=True)
        walk.read(text)
        document._positions = walk.positions
    document.data, document.readable = walk.data, walk.readable
    document.tainted = frozenset(walk.tainted)
    document.problems = tuple(sorted((*refused, *walk.problems)))
    return document


def _unreadable(path: str, code: str, message: str, hint: str, place: Place | None = None) -> Document:
    document = Document(path, "")
    document.problems = (Diagnostic(path, *(place or Place(0, 0)), code, message, hint),)
    return document


def _characters(text: str, path: str) -> Iterator[Diagnostic]:
    for number, match in enumerate(_REFUSED.finditer(text)):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line, column = text.count("\n", 0, match.start()) + 1, match.start() - line_start + 1
        point = f"U+{ord(match[0]):04X}"
        if number == _CHARACTERS_LISTED:
            yield Diagnostic(path, line, column, "Y103", "and more characters of this kind follow")
            return
        if re.match(f"[{_DIRECTIONS}]", match[0]):
            message = f"the invisible character {point} changes the order in which text is read"
            yield Diagnostic(path, line, column, "Y104", message, "Delete it; Arabic and Hebrew need none.")
        else:
            message = f"the invisible character {point} has no place in a record"
            yield Diagnostic(path, line, column, "Y103", message, "Delete it, or retype the line.")


class _Walk:
    """One reading of a text. The quick one keeps no places and raises `_SuspectError` at the first doubt;
    the careful one reports everything."""

    def __init__(self, path: str, *, careful: bool = False) -> None:
        self.path = path
        self.careful = careful
        self.data: Json = None
        self.readable = False
        self.problems: list[Diagnostic] = []
        self.tainted: set[Location] = set()
        self.positions = _Positions({}, {})
        self._nodes, self._most = 0, _LARGE_NODES if path.startswith(_LARGE) else MAX_NODES
        self._events: Iterator[Any] = iter(())

    def read(self, text: str) -> None:
        """Fill `data` and `problems` from `text`."""
        try:
            self._events = yaml.parse(text, Loader=_LOADER)
            self._stream()
        except _StopError:
            self.data, self.readable = None, False
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            if not self.careful:
                raise _SuspectError from None
            self.data, self.readable = None, False
            found = explain(error, text)
            self.problems.append(Diagnostic(self.path, *found))

    def _stream(self) -> None:
        for event in self._events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                self._document(event)
            elif kind is yaml.StreamEndEvent and not self.readable:
                self._report(event, "Y105", "the file holds no record", "Write one, or delete the file.")

    def _document(self, start: Any) -> None:
        if self.readable:
            hint = "Move what follows '---' to a file of its own."
            self._report(start, "Y106", "a second document starts here", hint)
            raise _StopError
        if start.version or start.tags:
            self._report(
                start, "Y137", "directives (lines that start with %) are not read", "Delete the line."
            )
        first = next(self._events)
        self.data = self._value(first, (), 0)
        self.readable = True
        if self.data is None and type(first) is yaml.ScalarEvent and not self.problems:
            self._report(first, "Y105", "the file holds no record", "Write one, or delete the file.")
            raise _StopError

    def _report(self, event: Any, code: str, message: str, hint: str = "") -> None:
        if not self.careful:
            raise _SuspectError
        mark = event.start_mark
        self.problems.append(Diagnostic(self.path, mark.line + 1, mark.column + 1, code, message, hint))

    def _value(self, event: Any, location: Location, depth: int) -> Json:
        kind = type(event)
        self._nodes += 1
        if self._nodes > self._most:
            self._report(
                event, "Y108", f"the file holds more than {self._most:,} values", "Split the record."
            )
            raise _StopError
        if self.careful:
            mark = event.start_mark
            self.positions.values[location] = Place(mark.line + 1, mark.column + 1)
        if event.anchor is not None:
            self._shared(event, location)
            if kind is yaml.AliasEvent:
                return None
        if event.tag is not None:
            self._tagged(event, location)
        if kind is _SCALAR:
            return event.value if event.style else self._plain(event, location)
        if depth >= MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            self._report(event, "Y107", message, "No record needs that; look for a stray bracket or indent.")
            raise _StopError
        if kind is yaml.MappingStartEvent:
            return self._mapping(location, depth + 1)
        return self._sequence(location, depth + 1)

    def _sequence(self, location: Location, depth: int) -> list[Json]:
        items: list[Json] = []
        for event in self._events:
            if type(event) is yaml.SequenceEndEvent:
                break
            at = (*location, len(items)) if self.careful else ()
            items.append(self._value(event, at, depth))
        return items

    def _mapping(self, location: Location, depth: int) -> dict[str, Json]:
        fields: dict[str, Json] = {}
        for event in self._events:
            if type(event) is yaml.MappingEndEvent:
                break
            key = self._key(event, depth)
            at = (*location, key if key is not None else "") if self.careful else ()
            if key is None or key in fields:
                kept = self.positions.values.get(at)
                if key is not None:
                    self._duplicate(event, key, at)
                self._value(next(self._events), at, depth)
                if kept is not None:
                    self.positions.values[at] = kept
                continue
            if self.careful:
                mark = event.start_mark
                self.positions.keys[at] = Place(mark.line + 1, mark.column + 1)
            fields[key] = self._value(next(self._events), at, depth)
        return fields

    def _key(self, event: Any, depth: int) -> str | None:
        """Return the key, or None (reported) where it cannot be one."""
        if type(event) is not _SCALAR:
            hint = "Fields have names; quote text that starts with [ or {."
            self._report(event, "Y134", "a list or mapping cannot be the name of a field", hint)
            if type(event) is not yaml.AliasEvent:
                self._value(event, ("", ""), depth)
            return None
        if event.anchor is not None:
            self._shared(event, ())
        if event.tag is not None:
            self._tagged(event, ())
        key: str = event.value
        if event.style or (key.isidentifier() and key not in NOT_TEXT):
            return key
        if key == "<<":
            self._report(event, "Y133", "merge keys are not read", "Write the fields out where they belong.")
            return None
        try:
            value = resolve(key)
        except ValueError:
            value = 0
        if not isinstance(value, str):
            name = shown(key) or "(empty)"
            self._report(
                event, "Y134", f"the name of a field must be text, not {name}", f"Quote it: '{name}'."
            )
            return None
        return key

    def _plain(self, event: Any, location: Location) -> Json:
        text: str = event.value
        try:
            return resolve(text)
        except LeadingZeroError:
            message = f"{shown(text)} starts with a zero: as a number it would lose it"
            hint = f"Quote it if the zero matters ('{shown(text)}'), or leave the zero out."
            self._report(event, "Y135", message, hint)
        except TooLongError:
            hint = f"Quote it, so that it is text: '{shown(text)}'."
            self._report(event, "Y136", "the number is too long to be kept exactly", hint)
        self.tainted.add(location)
        return text

    def _duplicate(self, event: Any, key: str, at: Location) -> None:
        first = self.positions.keys.get(at)
        seen = f" (first on line {first.line})" if first else ""
        self._report(event, "Y130", f"the field '{shown(key)}' is given twice{seen}", "Keep one of them.")

    def _shared(self, event: Any, location: Location) -> None:
        sign = "*" if type(event) is yaml.AliasEvent else "&"
        message = f"anchors and aliases are not read ({sign}{shown(event.anchor)})"
        hint = f"Write the value out; quote text that starts with '{sign}'."
        self._report(event, "Y131", message, hint)
        if sign == "*":
            self.tainted.add(location)

    def _tagged(self, event: Any, location: Location) -> None:
        hint = "Delete it; quote text that starts with '!'."
        self._report(event, "Y132", f"tags are not read ({shown(event.tag)})", hint)
        self.tainted.add(location)
