"""What earlier readings have found, so that a hundred thousand records need not be read and compared again.

    reading = read(files, others, today=today, memory=memory)
    memory.learned, memory.found        # what is new, for whoever keeps it (`generator.adapters.recordcache`)

Two things are worth keeping: the record that a file held in which nothing was wrong, and what a group of checks had
to say, under a key that covers all that these checks look at. The same in, the same out: nothing depends on whether
something is remembered but the time that it takes. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from typing import Any, Final

from generator.errors import Diagnostic
from generator.records.base import Record
from generator.records.course import Course
from generator.records.draft import Draft
from generator.records.kinds import SCANS, SITE

__all__ = ["NOTHING", "Memory", "bearing", "digest_of", "keys"]

_PRIVATE: Final = "candidates/"
_REGISTER: Final = "candidates/register/"
# Of a course, what is only there to be read; no check of results looks at it. A field that is not named here counts.
_PROSE: Final = {
    "title": True,
    "subtitle": True,
    "also_known_as": True,
    "partners": True,
    "platform": True,
    "url": True,
    "prerequisites": True,
    "summary": True,
    "outcomes": True,
    "syllabus": True,
    "hours_per_week": True,
    "structure": True,
    "team": True,
}


class Memory:
    """What is remembered, and what is learned on the way.

    `recalled` are the paths of the files that are as they were and in which nothing was wrong, and `load` gets the
    record of one; `digest` the digest of a file, read or not; `said` what a group of checks found, with its key.
    """

    def __init__(
        self,
        recalled: Container[str] = frozenset(),
        load: Callable[[str], Record] | None = None,
        digest: Callable[[str], bytes] | None = None,
        said: Mapping[str, tuple[bytes, tuple[Diagnostic, ...]]] | None = None,
        *,
        listens: bool = True,
    ) -> None:
        self.recalled = recalled
        self.load = load
        self._digest = digest
        self._said = said or {}
        self.listens = listens
        self.learned: dict[str, Record] = {}
        self.found: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = {}

    def learn(self, path: str, record: Record) -> None:
        """Take note of a record in which nothing was wrong."""
        if self.listens:
            self.learned[path] = record

    def digest(self, path: str, files: Mapping[str, bytes]) -> bytes:
        """The digest of a file."""
        return self.digests((path,), files)

    def digests(self, paths: Iterable[str], files: Mapping[str, bytes]) -> bytes:
        """The digests of many, one after the other."""
        digest = (lambda path: digest_of(files[path])) if self._digest is None else self._digest
        return b"".join(map(digest, paths))

    def once(
        self, group: str, key: bytes | None, ask: Callable[[], Iterable[Diagnostic]]
    ) -> tuple[Diagnostic, ...]:
        """What a group of checks has to say; asked only where nothing is remembered under `key`."""
        known = self._said.get(group)
        if key is None:
            return tuple(ask())
        said = known[1] if known is not None and known[0] == key else tuple(ask())
        self.found[group] = (key, said)
        return said


NOTHING: Final = Memory(listens=False)
"""Remembers nothing, and learns nothing."""


def digest_of(data: bytes) -> bytes:
    """What stands for the bytes of a file."""
    return hashlib.blake2b(data, digest_size=16).digest()


def bearing(course: Course) -> str:
    """What of a course results and decisions may depend on: all but what is only there to be read."""
    return course.model_dump_json(exclude=_PROSE)


def keys(draft: Draft, present: Collection[str], memory: Memory) -> tuple[bytes | None, bytes | None]:
    """What the checks of the register depend on, and those of results and decisions; None where they are to be made.

    A register looks at its own files, at site and programmes, and at which courses and sessions there are; results and
    decisions at all that, their own files, and the courses but for their prose. A test holds the checks to it.
    `present` are the files that are no records: a scan that a candidate's record names must be there.
    """
    public: tuple[Any, ...] = (draft.site, draft.programmes, draft.courses)
    if not memory.listens or any(shelf.broken or shelf.partial for shelf in public):
        return None, None
    scans = sorted(path for path in present if path.startswith(SCANS))
    found = hashlib.sha256("\n".join(scans).encode())
    if SITE in draft.files:
        found.update(memory.digest(SITE, draft.files))
    for name, programme in sorted(draft.programmes.good.items()):
        found.update(f"\n{name} {programme.record.model_dump_json()}".encode())
    for name, course in sorted(draft.courses.good.items()):
        record = course.record
        sessions = " ".join(session.id for session in record.sessions)
        found.update(f"\n{name} {record.star} {record.theme} {sessions}".encode())
    private = sorted(path for path in draft.files if path.startswith(_PRIVATE))
    found.update(_state([path for path in private if path.startswith(_REGISTER)], draft, memory))
    register = found.digest()
    for name, course in sorted(draft.courses.good.items()):
        found.update(f"\n{name} {bearing(course.record)}".encode())
    found.update(_state([path for path in private if not path.startswith(_REGISTER)], draft, memory))
    return register, found.digest()


def _state(paths: Sequence[str], draft: Draft, memory: Memory) -> bytes:
    return "\n".join((str(len(paths)), *paths, "")).encode() + memory.digests(paths, draft.files)
