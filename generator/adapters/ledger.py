"""The ledger on disk: ``candidates/ledger/``, written by the program, append-only, read as a stream.

::

    credentials/<edition>.<nnnn>.jsonl       a batch, at most 500 diplomas; written once
    credentials/<edition>.<nnnnn>.jsonl      a diploma that replaces another one, from 10000 on; written once
    credentials/<edition>.<nnnn>.r<n>.jsonl  the same batch signed anew, in the place of the one before; written once
    acts/<yyyy-mm-dd>.<8 hex digits>.jsonl   revocations and the like; named after its content, written once
    keys/<issuer>.<16 of the key>.json       a public key; written once
    keys/<issuer>.<16 of the key>.<act>.json   what became of it, retire or compromise; written once
    status/<issuer>.revocation-<n>.json      a signed status list; replaced whole when an act changes it
    log/                                     the transparency log (`generator.adapters.logstore`)

What is damaged is named by file and line. A file whose name is none of these is refused too, or a misnamed
batch would silently drop its diplomas; hidden files are not looked at (a crash may leave one).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from generator.adapters.atomic import STEPS, Steps, locked, make_folder, replace, sweep, write_once
from generator.adapters.logstore import LogStore
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.records.conflict import CONFLICT, conflict_line
from generator.trust.instant import format_instant
from generator.trust.keyact import KeyAct, Keyring
from generator.trust.ledger import Act, CredentialLine, KeyEntry

__all__ = ["REPLACEMENTS", "SEGMENT_LINES", "Ledger", "Located", "StatusFile"]

SEGMENT_LINES = 500
"""Lines of one batch file: some 2 MB, which every git host shows and diffs."""
REPLACEMENTS = 10_000
"""Batches from this number on hold one replacement each."""
_MAX_LINE = 1_000_000
_MAX_LIST = 4_000_000
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SEGMENT = re.compile(rf"({_SLUG})\.([0-9]{{4,6}})(?:\.r([1-9][0-9]?))?\.jsonl")
_ACTS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9a-f]{8})\.jsonl")
_KEY = re.compile(rf"({_SLUG})\.([1-9A-HJ-NP-Za-km-z]{{16}})(?:\.(retire|compromise))?\.json")
_STATUS = re.compile(rf"({_SLUG})\.revocation-([1-9][0-9]{{0,5}})\.json")
_PARTS = {"credentials": _SEGMENT, "acts": _ACTS, "keys": _KEY, "status": _STATUS}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A value and where it was read: path relative to the site's root, line from 1."""

    value: T
    path: str
    line: int

    def problem(self, code: str, message: str, hint: str = "") -> Diagnostic:
        """A diagnostic at this place."""
        return Diagnostic(self.path, self.line, 1, code, message, hint)


@dataclass(frozen=True, slots=True)
class StatusFile:
    """One published status list: whose, its number, its exact bytes."""

    issuer: str
    number: int
    data: bytes
    path: str


class Ledger:
    """The ledger of the site at `root`. Reading needs nothing to exist; an empty ledger is a ledger."""

    def __init__(self, root: Path, *, steps: Steps = STEPS) -> None:
        self.root = root
        self.directory = root / "candidates" / "ledger"
        self._steps = steps

    @property
    def log(self) -> LogStore:
        """The transparency log that belongs to this ledger."""
        return LogStore(self.root, steps=self._steps)

    def segments(self) -> tuple[Path, ...]:
        """The batch files that count, by name. Each can be read on its own, by a process of its own.

        Of a batch that was signed anew, the last revision.
        """
        return tuple(chain[-1] for chain in self.revisions())

    def revisions(self) -> tuple[tuple[Path, ...], ...]:
        """Every batch as all its files, the first one first. The last one counts; the others are history."""
        chains: dict[tuple[str, str], list[tuple[int, Path]]] = {}
        for path in self._files("credentials"):
            edition, number, revision = self._match(path, _SEGMENT).groups()
            chains.setdefault((edition, number), []).append((int(revision or 0), path))
        for chain in chains.values():
            chain.sort()
            if [revision for revision, _ in chain] != list(range(len(chain))):
                path = chain[-1][1]
                problem = Diagnostic(
                    self._relative(path), 0, 0, "L301", "a revision before this one is missing", _RESTORE
                )
                raise LedgerError("the ledger is damaged", [problem])
        return tuple(sorted(tuple(path for _, path in chain) for chain in chains.values()))

    def credentials(self, segment: Path, only: Set[int] | None = None) -> Iterator[Located[CredentialLine]]:
        """Stream the diplomas of one batch, or those on some lines of it (`only`, from 1); raises `LedgerError` at the
        first damaged line.
        """
        edition = self._match(segment, _SEGMENT)[1]
        for item in self._lines(segment, CredentialLine.parse, only):
            if item.value.edition != edition:
                raise _damaged(item, f"it belongs to the edition {item.value.edition}, not to this file's")
            if item.line > SEGMENT_LINES:
                raise _damaged(item, f"a batch has at most {SEGMENT_LINES} lines")
            yield item

    def replaced_credentials(self) -> Iterator[Located[CredentialLine]]:
        """Stream every line that a revision has replaced by another one."""
        for *former, last in self.revisions():
            kept = set(last.read_bytes().splitlines()) if former else set()
            for path in former:
                for item in self.credentials(path):
                    if item.value.to_line().removesuffix(b"\n") not in kept:
                        yield item

    def all_credentials(self) -> Iterator[Located[CredentialLine]]:
        """Stream every diploma, batch by batch."""
        for segment in self.segments():
            yield from self.credentials(segment)

    def acts(self) -> tuple[Located[Act], ...]:
        """Every act, in the order of their dates."""
        found: list[Located[Act]] = []
        for path in self._files("acts"):
            name = self._match(path, _ACTS)
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest[:8] != name[2]:
                problem = Diagnostic(
                    self._relative(path), 0, 0, "L301", "its content does not match its name"
                )
                raise LedgerError("a file of the ledger was changed", [problem])
            found += self._lines(path, Act.parse)
        return tuple(sorted(found, key=lambda item: item.value.date))

    def public_keys(self) -> tuple[Located[KeyEntry], ...]:
        """Every public key, the oldest first."""
        found: list[Located[KeyEntry]] = []
        for path in self._files("keys"):
            name = self._match(path, _KEY)
            if name[3] is not None:
                continue
            for item in self._lines(path, KeyEntry.parse):
                if (item.value.issuer, item.value.public.multibase[4:20]) != (name[1], name[2]):
                    raise _damaged(item, "it does not match the name of its file")
                if item.line > 1:
                    raise _damaged(item, "a key file has one line")
                found.append(item)
        return tuple(sorted(found, key=lambda item: (item.value.created, item.value.public.multibase)))

    def key_acts(self) -> tuple[Located[KeyAct], ...]:
        """What became of the keys, in the order of the dates."""
        found: list[Located[KeyAct]] = []
        for path in self._files("keys"):
            name = self._match(path, _KEY)
            if name[3] is None:
                continue
            for item in self._lines(path, KeyAct.parse):
                if (item.value.key.multibase[4:20], item.value.act) != (name[2], name[3]) or item.line > 1:
                    raise _damaged(item, "it does not match the name of its file, or is not alone in it")
                found.append(item)
        return tuple(sorted(found, key=lambda item: (item.value.date, item.path)))

    def keyring(self) -> Keyring:
        """Every key and what became of it. Signatures are not verified here."""
        return Keyring(
            tuple(item.value for item in self.public_keys()), tuple(item.value for item in self.key_acts())
        )

    def status_lists(self) -> tuple[StatusFile, ...]:
        """Every published status list, by issuer and number."""
        found = []
        for path in self._files("status"):
            name = self._match(path, _STATUS)
            with path.open("rb") as file:
                data = file.read(_MAX_LIST + 1)
            if len(data) > _MAX_LIST:
                message = f"no status list has more than {_MAX_LIST:,} bytes"
                problem = Diagnostic(self._relative(path), 0, 0, "L301", message, _RESTORE)
                raise LedgerError("the ledger is damaged", [problem])
            found.append(StatusFile(name[1], int(name[2]), data, self._relative(path)))
        return tuple(sorted(found, key=lambda item: (item.issuer, item.number)))

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Keep every other process away, and clear what a crash has left; `LedgerError` if one is writing."""
        self._check_folders()
        for part in _PARTS:
            make_folder(self.directory / part)
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(locked(self.directory / ".lock"))
            except BlockingIOError:
                raise LedgerError("another process is writing to the ledger; wait until it is done") from None
            for part in _PARTS:
                sweep(self.directory / part)
            self.log.sweep()
            yield

    def add_credentials(
        self, edition: str, lines: Sequence[CredentialLine], *, done: Callable[[int], None] = lambda _: None
    ) -> tuple[str, ...]:
        """Append diplomas in batches; each batch is whole or absent. `done` is told the lines of each.

        Returns the paths written, relative to the root.
        """
        numbers = [
            int(match[2])
            for path in self.segments()
            if (match := self._match(path, _SEGMENT)) and match[1] == edition
        ]
        number = max((one for one in numbers if one < REPLACEMENTS), default=0)
        written = []
        for start in range(0, len(lines), SEGMENT_LINES):
            number += 1
            batch = lines[start : start + SEGMENT_LINES]
            path = self.directory / "credentials" / f"{edition}.{number:04d}.jsonl"
            self._add(path, b"".join(line.to_line() for line in batch))
            written.append(self._relative(path))
            done(len(batch))
        return tuple(written)

    def add_replacement(self, line: CredentialLine, serial: int) -> str:
        """Append a diploma that takes another's place, in a batch of its own that bears its serial as number: two
        branches that each replace another diploma of an edition never write the same file.
        """
        path = self.directory / "credentials" / f"{line.edition}.{serial:04d}.jsonl"
        self._add(path, line.to_line())
        return self._relative(path)

    def add_revision(self, segment: Path, lines: Sequence[CredentialLine]) -> str:
        """Put the same diplomas, signed anew, in the place of a batch. `segment` is the file that counts now."""
        edition, number, revision = self._match(segment, _SEGMENT).groups()
        path = segment.with_name(f"{edition}.{number}.r{int(revision or 0) + 1}.jsonl")
        self._add(path, b"".join(line.to_line() for line in lines))
        return self._relative(path)

    def add_acts(self, acts: Sequence[Act]) -> str:
        """Append acts of one day, in one file."""
        data = b"".join(act.to_line() for act in acts)
        day = format_instant(acts[0].date)[:10]
        path = self.directory / "acts" / f"{day}.{hashlib.sha256(data).hexdigest()[:8]}.jsonl"
        self._add(path, data)
        return self._relative(path)

    def add_key(self, entry: KeyEntry) -> str:
        """Append a public key."""
        path = self.directory / "keys" / f"{entry.issuer}.{entry.public.multibase[4:20]}.json"
        self._add(path, entry.to_line())
        return self._relative(path)

    def add_key_act(self, issuer: str, act: KeyAct) -> str:
        """Append what became of a key. `issuer` is its slug."""
        path = self.directory / "keys" / f"{issuer}.{act.key.multibase[4:20]}.{act.act}.json"
        self._add(path, act.to_line())
        return self._relative(path)

    def add_status_list(self, issuer: str, number: int, data: bytes) -> str:
        """Publish a new status list."""
        path = self._status_path(issuer, number)
        self._add(path, data)
        return self._relative(path)

    def replace_status_list(self, issuer: str, number: int, data: bytes) -> str:
        """Put the next state of a status list in the place of the last."""
        path = self._status_path(issuer, number)
        replace(path, data, steps=self._steps)
        return self._relative(path)

    def _status_path(self, issuer: str, number: int) -> Path:
        return self.directory / "status" / f"{issuer}.revocation-{number}.json"

    def _add(self, path: Path, data: bytes) -> None:
        try:
            write_once(path, data, steps=self._steps)
        except FileExistsError:
            raise LedgerError(f"{self._relative(path)} exists already and is never overwritten") from None

    def _check_folders(self) -> None:
        for folder in (self.directory, *(self.directory / part for part in (*_PARTS, "log"))):
            if folder.is_symlink():
                raise self._stray(folder, "is a link, and no folder of the ledger")

    def _files(self, part: str) -> tuple[Path, ...]:
        directory = self.directory / part
        self._check_folders()
        if not directory.is_dir():
            return ()
        paths = sorted(path for path in directory.iterdir() if not path.name.startswith("."))
        for path in paths:
            self._match(path, _PARTS[part])
        return tuple(paths)

    def _match(self, path: Path, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.fullmatch(path.name)
        if match is None:
            raise self._stray(path, "no file of the ledger has such a name")
        # git keeps a link as a name: what it leads to would be on this machine alone, or where somebody else wants it.
        if path.is_symlink():
            raise self._stray(path, "is a link, and no file of the ledger")
        return match

    def _stray(self, path: Path, what: str) -> LedgerError:
        hint = "The ledger is written by the program alone: move this file elsewhere."
        problem = Diagnostic(self._relative(path), 0, 0, "L302", what, hint)
        return LedgerError("there is a stray file in the ledger", [problem])

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _lines(
        self, path: Path, parse: Callable[[bytes], T], only: Set[int] | None = None
    ) -> Iterator[Located[T]]:
        relative = self._relative(path)
        number = 0
        with path.open("rb") as file:
            for number, line in enumerate(_bounded(file), start=1):
                if only is not None and number not in only:
                    continue
                try:
                    if not line.endswith(b"\n"):
                        raise MalformedError("the line is cut off, or far too long")
                    value = parse(line)
                except MalformedError as error:
                    left = conflict_line(line) is not None
                    what, hint = (CONFLICT, _ONE_SIDE) if left else (str(error), _RESTORE)
                    problem = Diagnostic(relative, number, 1, "L301", what, hint)
                    raise LedgerError("the ledger is damaged", [problem]) from None
                yield Located(value, relative, number)
        if number == 0:
            problem = Diagnostic(relative, 0, 0, "L301", "the file is empty", _RESTORE)
            raise LedgerError("the ledger is damaged", [problem])


_ONE_SIDE = (
    "Both issued the same. Keep one side whole, that of the shared branch: git checkout --ours (or --theirs) FILE; "
    "then parchemin settle ISSUER, and parchemin issue for what the other side held."
)
_RESTORE = "Nothing but the program writes here. Bring the file back from git."


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_MAX_LINE + 1):
        yield line


def _damaged(item: Located[T], what: str) -> LedgerError:
    return LedgerError("the ledger is damaged", [item.problem("L301", what, _RESTORE)])
