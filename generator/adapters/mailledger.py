"""The mail ledger on disk: ``candidates/mail/``, written by the program, append-only.

::

    runs/<yyyy-mm-dd>.<8 hex digits>.jsonl   one run: its head, then two lines a message, flushed one by one
    acts/<yyyy-mm-dd>.<8 hex digits>.jsonl   starts, settlements, bounces; named after its content, written once

The digits of a run are random, so that two branches never write the same file and git merges them by keeping both. Only
the process that began a run appends to its file. A crash may cut off the last line, which counts as not written: a
message is handed over only after its line is on the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from generator.adapters.atomic import STEPS, Steps, locked, make_folder, sweep, write_once
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.outreach.book import MailBook, Placed
from generator.outreach.entries import Entry, Intend, Run, Start, parse_entry, to_line
from generator.records.kinds import MAIL
from generator.trust.instant import format_instant

__all__ = ["Journal", "MailLedger"]

_PARTS = ("acts", "runs")
_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9a-f]{8})\.jsonl")
_MAX_LINE = 10_000
_RESTORE = "Nothing but the program writes here. Bring the file back from git."


class Journal:
    """The file of one run while it is written. Each entry is on the disk when `add` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def add(self, entry: Entry) -> None:
        """Append one entry and flush it."""
        data = to_line(entry)
        if os.write(self._descriptor, data) != len(data):
            raise LedgerError("the mail ledger could not be written whole", hint="Is the disk full?")
        os.fsync(self._descriptor)


class MailLedger:
    """The mail ledger of the site at `root`. Reading needs nothing to exist."""

    def __init__(self, root: Path, *, steps: Steps = STEPS) -> None:
        self.root = root
        self.directory = root / MAIL.rstrip("/")
        self._steps = steps

    def book(self) -> MailBook:
        """Everything it says, put together; raises `LedgerError` (`M509`) with every damaged place."""
        return MailBook.of(self.entries())

    def entries(self) -> tuple[Placed, ...]:
        """Every entry with its place, file by file."""
        found: list[Placed] = []
        problems: list[Diagnostic] = []
        for part in _PARTS:
            for path in self._files(part, problems):
                self._read(path, part, found, problems)
        if problems:
            raise LedgerError("the mail ledger is damaged: nothing is sent", sorted(problems))
        return tuple(found)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Keep every other process away; `LedgerError` if one is writing."""
        for part in _PARTS:
            make_folder(self.directory / part)
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(self.directory / ".lock"))
            except BlockingIOError:
                raise LedgerError("another process is sending mail; wait until it is done") from None
            for part in _PARTS:
                sweep(self.directory / part)
            yield

    def begin(self, run: Run) -> Journal:
        """Begin the file of a run; its name is that of the run."""
        path = self.directory / "runs" / f"{format_instant(run.at)[:10]}.{run.id}.jsonl"
        self._add(path, to_line(run))
        return Journal(path)

    def add(self, entries: Sequence[Entry]) -> str:
        """Append acts, in one file; returns its path, relative to the root."""
        data = b"".join(to_line(entry) for entry in entries)
        day = format_instant(entries[0].at)[:10]
        path = self.directory / "acts" / f"{day}.{hashlib.sha256(data).hexdigest()[:8]}.jsonl"
        self._add(path, data)
        return self.relative(path)

    def relative(self, path: Path) -> str:
        """The path of a file of the ledger from the root of the site."""
        return path.relative_to(self.root).as_posix()

    def _add(self, path: Path, data: bytes) -> None:
        try:
            write_once(path, data, steps=self._steps)
        except FileExistsError:
            raise LedgerError(f"{self.relative(path)} exists already and is never overwritten") from None

    def _files(self, part: str, problems: list[Diagnostic]) -> list[Path]:
        directory = self.directory / part
        if not directory.is_dir():
            return []
        found = []
        for path in sorted(directory.iterdir()):
            if path.name.startswith("."):
                continue
            if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                found.append(path)
            else:
                hint = "The mail ledger is written by the program alone: move this file elsewhere."
                problems.append(
                    Diagnostic(
                        self.relative(path), 0, 0, "M509", "no file of the mail ledger has such a name", hint
                    )
                )
        return found

    def _read(self, path: Path, part: str, found: list[Placed], problems: list[Diagnostic]) -> None:
        relative, data = self.relative(path), path.read_bytes()
        name = _NAME.fullmatch(path.name)
        if part == "acts" and name is not None and hashlib.sha256(data).hexdigest()[:8] != name[2]:
            problems.append(
                Diagnostic(relative, 0, 0, "M509", "its content does not match its name", _RESTORE)
            )
            return
        lines = data.split(b"\n")
        # A line without its end was being written when the program stopped: nothing was done on its strength.
        cut = lines.pop()
        if cut and part == "acts":
            problems.append(
                Diagnostic(relative, len(lines) + 1, 1, "M509", "its last line is cut off", _RESTORE)
            )
        for number, line in enumerate(lines, start=1):
            try:
                if len(line) > _MAX_LINE:
                    raise MalformedError("the line is far too long")
                entry = parse_entry(line)
            except MalformedError as error:
                problems.append(Diagnostic(relative, number, 1, "M509", str(error), _RESTORE))
                continue
            misplaced = isinstance(entry, Run) != (part == "runs" and number == 1) or (
                isinstance(entry, Start) and part == "runs"
            )
            if misplaced or (isinstance(entry, Intend) and part == "acts"):
                problems.append(
                    Diagnostic(
                        relative, number, 1, "M509", f"a line '{entry.t}' does not belong here", _RESTORE
                    )
                )
                continue
            found.append(Placed(entry, relative, number))
        if not lines:
            problems.append(Diagnostic(relative, 0, 0, "M509", "the file is empty", _RESTORE))
