"""Transmissions on disk: ``candidates/transmissions/<course>/<session>/<n>.jsonl``, each written once.

``n`` counts from 1 without gaps; the highest is the one in force. What is damaged, misnamed or missing is named, and
nothing is concluded from it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.adapters.atomic import STEPS, Steps, locked, make_folder, sweep, write_once
from generator.errors import Diagnostic, MalformedError, RecordError
from generator.records.conflict import CONFLICT, conflict_line
from generator.records.kinds import TRANSMISSIONS
from generator.records.transmission import MAX_LINE, MAX_ROWS, Transmission
from generator.records.yaml import shown

__all__ = ["TransmissionStore"]

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME: Final = re.compile(r"([1-9][0-9]{0,3})\.jsonl")
_MAX_BYTES: Final = min(MAX_ROWS * MAX_LINE, 400_000_000)
_ONE_SIDE: Final = (
    "Two files were transmitted under one number. Keep one side whole: git checkout --ours (or --theirs) FILE; then "
    "import the file of the other side again."
)
_RESTORE: Final = "Nothing but the program writes here. Bring the file back from git."


@dataclass(frozen=True)
class TransmissionStore:
    """The transmissions of the site at `root`. Reading needs nothing to exist."""

    root: Path
    steps: Steps = STEPS

    @property
    def directory(self) -> Path:
        """Where they lie."""
        return self.root / TRANSMISSIONS.rstrip("/")

    def sessions(self) -> tuple[tuple[str, str], ...]:
        """Every (course, session) of which something was transmitted, in order."""
        return tuple(
            sorted(
                (course.name, session.name)
                for course in _folders(self.directory)
                for session in _folders(course)
                if self.numbers(course.name, session.name)
            )
        )

    def numbers(self, course: str, session: str) -> tuple[int, ...]:
        """The numbers of the transmissions of one session, in order; `RecordError` where one is missing."""
        folder = self.directory / course / session
        if not folder.is_dir():
            return ()
        found = sorted(int(match[1]) for path in _files(folder) if (match := _NAME.fullmatch(path.name)))
        if found != list(range(1, len(found) + 1)):
            missing = next(n for n in range(1, len(found) + 2) if n not in found)
            path = f"{TRANSMISSIONS}{course}/{session}/{missing}.jsonl"
            problem = Diagnostic(path, 0, 0, "T301", "a transmission is missing", _RESTORE)
            raise RecordError("the transmissions are damaged", [problem])
        return tuple(found)

    def path(self, course: str, session: str, number: int) -> str:
        """The path of one transmission, from the root."""
        return f"{TRANSMISSIONS}{course}/{session}/{number}.jsonl"

    def read(self, course: str, session: str, number: int) -> Transmission:
        """Read one; `RecordError` (T301) where it is damaged or about something else."""
        path = self.path(course, session, number)
        try:
            if (self.root / path).is_symlink():
                raise MalformedError("line 1: the file is a link")
            with (self.root / path).open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
            if (mark := conflict_line(data)) is not None:
                raise MalformedError(f"line {mark}: {CONFLICT}")
            if len(data) > _MAX_BYTES:
                raise MalformedError("line 1: the file is larger than a transmission may be")
            found = Transmission.parse(data)
            header = found.header
            if (header.course, header.session, header.number) != (course, session, number):
                raise MalformedError("line 1: it says another course, session or number than its place")
        except (MalformedError, OSError) as error:
            reason = str(error.strerror if isinstance(error, OSError) else error)
            match = re.match(r"line (\d+): (.*)", reason, re.DOTALL)
            line, reason = (int(match[1]), match[2]) if match else (0, reason)
            hint = _ONE_SIDE if reason == CONFLICT else _RESTORE
            problem = Diagnostic(path, line, 1 if line else 0, "T301", reason, hint)
            raise RecordError("a transmission is damaged", [problem]) from None
        return found

    def in_force(self, course: str, session: str) -> Transmission | None:
        """The last transmission of a session, None where nothing was transmitted."""
        numbers = self.numbers(course, session)
        return self.read(course, session, numbers[-1]) if numbers else None

    def strays(self) -> Iterator[Diagnostic]:
        """Yield what lies here and is no transmission."""
        if self.directory.is_symlink():
            yield self._stray(self.directory)
            return
        for course in _entries(self.directory):
            if not course.is_dir() or course.is_symlink() or not _SLUG.fullmatch(course.name):
                yield self._stray(course)
                continue
            for session in _entries(course):
                if not session.is_dir() or session.is_symlink() or not _SLUG.fullmatch(session.name):
                    yield self._stray(session)
                    continue
                for path in _entries(session):
                    if path.is_symlink() or not path.is_file() or not _NAME.fullmatch(path.name):
                        yield self._stray(path)

    def _stray(self, path: Path) -> Diagnostic:
        name = shown(path.relative_to(self.root).as_posix(), 300)
        hint = "Transmissions are written by parchemin results import alone: move this elsewhere."
        return Diagnostic(name, 0, 0, "T302", "no transmission has such a place or name", hint)

    @contextlib.contextmanager
    def writing(self, course: str, session: str) -> Iterator[None]:
        """Keep every other process away, and clear what a crash has left; `RecordError` if one is writing."""
        folder = self.directory / course / session
        make_folder(folder)
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(self.directory / ".lock"))
            except BlockingIOError:
                raise RecordError("another process is importing results; wait until it is done") from None
            sweep(folder)
            yield

    def add(self, transmission: Transmission) -> str:
        """Write the next transmission of a session; returns its path. Never overwrites, and never writes what could
        not be read back (`MalformedError`)."""
        header = transmission.header
        path = self.path(header.course, header.session, header.number)
        data = transmission.to_bytes()
        Transmission.parse(data)
        try:
            write_once(self.root / path, data, steps=self.steps)
        except FileExistsError:
            raise RecordError(f"{path} exists already and is never overwritten") from None
        return path


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _folders(folder: Path) -> list[Path]:
    return [p for p in _entries(folder) if p.is_dir() and not p.is_symlink() and _SLUG.fullmatch(p.name)]


def _files(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.is_file()]
