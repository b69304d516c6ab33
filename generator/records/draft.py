"""The records of a site while they are being checked: some good, some broken, each with its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from generator.errors import Diagnostic
from generator.records.base import Record
from generator.records.candidate import Candidate
from generator.records.course import Course
from generator.records.edition import Edition
from generator.records.explain import did_you_mean
from generator.records.issuer import Issuer
from generator.records.mapping import Mapping as ColumnMapping
from generator.records.money import Contract, Payments
from generator.records.programme import Programme
from generator.records.resolution import Resolutions
from generator.records.result import Results
from generator.records.site import Site
from generator.records.yaml import Document, Location, load, shown

__all__ = ["Draft", "Entry", "Shelf"]

R = TypeVar("R", bound=Record)

_SEARCHED: Final = 5000
"""Beyond so many names, looking for a similar one would take longer than reading them."""

_REFERENCES: Final = {
    "course": ("X201", "courses"),
    "programme": ("X202", "programmes"),
    "issuer": ("X203", "issuers"),
    "candidate": ("X205", "candidates"),
}


class Entry(Generic[R]):
    """A record that is in order, with its permanent name and its file. One that an earlier reading found in order may
    be given by how to get it from its path: most commands look at few of the people in a register.
    """

    __slots__ = ("_load", "_record", "key", "path")

    def __init__(
        self, key: str, path: str, record: R | None = None, load: Callable[[str], R] | None = None
    ) -> None:
        self.key = key
        self.path = path
        self._record = record
        self._load = load

    @property
    def record(self) -> R:
        """The record."""
        if self._record is None:
            assert self._load is not None  # noqa: S101 - one of the two is given
            self._record = self._load(self.path)
        return self._record


@dataclass(slots=True)
class Shelf(Generic[R]):
    """The records of one kind.

    A broken one is known by name, so that who refers to it is not blamed. Of a `partial` one, which is only
    broken by fields that do not exist, what it refers to is checked; nothing is concluded from what it lacks.
    """

    good: dict[str, Entry[R]] = field(default_factory=dict)
    partial: list[Entry[R]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Entry[R]]:
        yield from self.good.values()
        yield from self.partial

    def get(self, key: str) -> R | None:
        """Return the record with that name; None where it is unknown or broken."""
        entry = self.good.get(key)
        return entry.record if entry else None

    def knows(self, key: str) -> bool:
        """Whether there is such a record, good or broken."""
        return key in self.good or key in self.broken

    def suggest(self, key: str) -> str:
        """Return a hint that names what exists."""
        names = sorted((*self.good, *self.broken))
        if len(names) <= _SEARCHED and (hint := did_you_mean(key, names)):
            return hint
        if not names or len(names) > 30:
            return "Write its record first, or correct the name."
        return f"Known: {', '.join(names)}."


@dataclass(slots=True)
class Draft:
    """Everything read so far. `files` is what `document` goes back to when a place is asked for."""

    files: Mapping[str, bytes]
    site: Shelf[Site] = field(default_factory=Shelf)
    issuers: Shelf[Issuer] = field(default_factory=Shelf)
    courses: Shelf[Course] = field(default_factory=Shelf)
    programmes: Shelf[Programme] = field(default_factory=Shelf)
    candidates: Shelf[Candidate] = field(default_factory=Shelf)
    results: Shelf[Results] = field(default_factory=Shelf)
    editions: Shelf[Edition] = field(default_factory=Shelf)
    mappings: Shelf[ColumnMapping] = field(default_factory=Shelf)
    resolutions: Shelf[Resolutions] = field(default_factory=Shelf)
    payments: Shelf[Payments] = field(default_factory=Shelf)
    contracts: Shelf[Contract] = field(default_factory=Shelf)
    _documents: dict[str, Document] = field(default_factory=dict)

    def document(self, path: str) -> Document:
        """Return the document at `path`, read again for its places; the last one is kept."""
        if path not in self._documents:
            self._documents.clear()
            self._documents[path] = load(self.files[path], path)
        return self._documents[path]

    def problem(
        self, entry: Entry[R], location: Location, code: str, message: str, hint: str = ""
    ) -> Diagnostic:
        """Return the diagnostic of something wrong with the value at `location` of a record."""
        return self.document(entry.path).problem(location, code, message, hint)

    def refers(self, entry: Entry[R], location: Location, kind: str, name: str) -> Iterator[Diagnostic]:
        """Yield a diagnostic if the ``course``, ``programme``, ``issuer`` or ``candidate`` that the value at
        `location` names does not exist."""
        code, shelf = _REFERENCES[kind]
        records: Shelf[Any] = getattr(self, shelf)
        if not records.knows(name):
            message = f"there is no {kind} '{shown(name)}'"
            yield self.problem(entry, location, code, message, records.suggest(name))
