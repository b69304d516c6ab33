"""The transparency log as it is committed: ``candidates/ledger/log/``.

::

    vkey                      the log's public key; its name is the origin; written once
    policy                    which witnesses are asked for (tlog-policy); edited by people
    leaves/<nnnnnn>.jsonl     256 leaves a file, in their order; only the last one ever changes
    checkpoints/<size>        every checkpoint that was signed; written once
    pending/<sha256>.jsonl    leaves that wait, named after the file's content; branches never disagree about them
    witness/<size>.<id>       a cosignature of the checkpoint of that size, by the witness key with that id

Tiles are not kept: they follow from the leaves. What is damaged is named by file and line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from generator.adapters.atomic import STEPS, Steps, locked, make_folder, replace, sweep, write_once
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.trust.checkpoint import SignedCheckpoint, open_checkpoint
from generator.trust.logleaf import Leaf, parse_leaf
from generator.trust.merkle import MerkleTree, leaf_hash
from generator.trust.note import NoteKey, NoteSignature
from generator.trust.tiles import TILE_WIDTH, ChunkedLeaves
from generator.trust.transparency import TransparencyLog

__all__ = ["PENDING_LINES", "LogStore"]

PENDING_LINES = 500
"""Leaves of one pending file: a run of a hundred thousand makes hundreds of files, not a hundred thousand."""
_MAX_LINE = 2_000
_MAX_FILE = 1_000_000
_LEAVES = re.compile(r"([0-9]{6})\.jsonl")
_CHECKPOINT = re.compile(r"[1-9][0-9]{0,14}")
_PENDING = re.compile(r"([0-9a-f]{64})\.jsonl")
_WITNESS = re.compile(r"([1-9][0-9]{0,14})\.([0-9a-f]{8})")
_PARTS = ("leaves", "checkpoints", "pending", "witness")
_RESTORE = "Nothing but the program writes here. Bring the file back from git."


class LogStore:
    """The log in `directory`, by default that of the site at `root`. Reading an absent log raises `LedgerError`."""

    def __init__(self, root: Path, *, directory: Path | None = None, steps: Steps = STEPS) -> None:
        self.root = root
        self.directory = directory or root / "candidates" / "ledger" / "log"
        self._steps = steps

    def exists(self) -> bool:
        """Whether a log was begun here."""
        return (self.directory / "vkey").is_file()

    @property
    def key(self) -> NoteKey:
        """The log's public key."""
        if not self.exists():
            raise LedgerError(
                "this site has no transparency log yet", hint="Begin one with: parchemin log init"
            )
        path = self.directory / "vkey"
        try:
            return NoteKey.parse(_text(path).removesuffix("\n"))
        except (MalformedError, UnicodeDecodeError) as error:
            raise self._damaged(path, str(error)) from None

    @property
    def policy(self) -> str:
        """The text of the policy."""
        path = self.directory / "policy"
        if not path.is_file():
            raise self._damaged(path, "the file is missing")
        return _bounded(path).decode("utf-8", "surrogateescape")

    def load(self) -> TransparencyLog:
        """The whole log. Every checkpoint's signature and root is verified: `LedgerError` names what is false."""
        key = self.key
        files = self._leaf_files()
        count = (len(files) - 1) * TILE_WIDTH + len(self._leaves(files[-1])) if files else 0
        leaves = ChunkedLeaves(count, lambda chunk: self._leaves(files[chunk]))
        tree = MerkleTree.of(
            leaf_hash(leaf) for number in range(len(files)) for leaf in self._full(files, number)
        )
        log = TransparencyLog(
            key, self.policy, leaves, tree, dict(self._checkpoints(key)), self._cosignatures()
        )
        try:
            log.check()
        except MalformedError as error:
            code = {"rolled-back": "L321", "forked": "L321", "genesis": "L321", "cosignature": "L322"}.get(
                error.reason, "L320"
            )
            where = "policy" if error.reason == "policy" else "leaves"
            problem = Diagnostic(self._relative(self.directory / where), 0, 0, code, str(error))
            raise LedgerError(
                "the transparency log is not in order; nothing may be signed or published", [problem]
            ) from None
        return log

    def pending(self) -> tuple[tuple[Path, tuple[bytes, ...]], ...]:
        """The files that wait, with their leaves, each of which was read and is well-formed."""
        return tuple((path, self._pending(path)) for path in self._files("pending", _PENDING))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep every other process away, and clear what a crash has left; `LedgerError` if one is writing."""
        for part in _PARTS:
            make_folder(self.directory / part)
        with ExitStack() as stack:
            try:
                # The ledger's own lock: nothing is issued while the log is being written.
                stack.enter_context(locked(self.directory.parent / ".lock"))
            except BlockingIOError:
                raise LedgerError("another process is writing to the ledger; wait until it is done") from None
            self.sweep()
            yield

    def sweep(self) -> None:
        """Clear what a crash has left; call it while nobody else can be writing to the ledger."""
        for folder in (self.directory, *(self.directory / part for part in _PARTS)):
            sweep(folder)

    def create(self, key: NoteKey, policy: str, genesis: bytes) -> tuple[str, ...]:
        """Begin a log: its key, its policy and its first leaf. Never replaces one."""
        with self.writing():
            if self.exists():
                raise LedgerError(
                    "this site has a transparency log already", hint="A log is begun once, and for ever."
                )
            # The key comes last: a log that has none does not exist yet.
            replace(self.directory / "leaves" / "000000.jsonl", genesis + b"\n", steps=self._steps)
            replace(self.directory / "policy", policy.encode(), steps=self._steps)
            self._add(self.directory / "vkey", f"{key}\n".encode())
        return tuple(
            self._relative(self.directory / name) for name in ("leaves/000000.jsonl", "policy", "vkey")
        )

    def add_pending(self, leaves: Iterable[Leaf]) -> tuple[str, ...]:
        """Let leaves wait for the sequencer, sorted, in files named after their content. Leaves that wait already in
        the same company are not written again. Returns the paths written.

        Call it while nobody else can be writing to the ledger.
        """
        make_folder(self.directory / "pending")
        lines = sorted(leaf.to_bytes() + b"\n" for leaf in leaves)
        written = []
        for start in range(0, len(lines), PENDING_LINES):
            data = b"".join(lines[start : start + PENDING_LINES])
            path = self.directory / "pending" / f"{hashlib.sha256(data).hexdigest()}.jsonl"
            if not path.exists():
                write_once(path, data, steps=self._steps)
                written.append(self._relative(path))
        return tuple(written)

    def append(self, leaves: Sequence[bytes]) -> None:
        """Put leaves at the end, in this order. Nothing of it is signed yet: an interrupted call leaves some of them,
        which the next one, or git, puts right.
        """
        files = self._leaf_files()
        last = self._leaves(files[-1]) if files else ()
        number = len(files) - 1 if files and len(last) < TILE_WIDTH else len(files)
        rest = [*last, *leaves] if number < len(files) else list(leaves)
        for start in range(0, len(rest), TILE_WIDTH):
            data = b"".join(leaf + b"\n" for leaf in rest[start : start + TILE_WIDTH])
            replace(self.directory / "leaves" / f"{number:06d}.jsonl", data, steps=self._steps)
            number += 1

    def drop(self, pending: Iterable[Path]) -> None:
        """Remove files whose leaves are in the log, and flush that: git is told next that they are gone."""
        for path in pending:
            self._steps.unlink(path)
        if (self.directory / "pending").is_dir():
            self._steps.flush_directory(self.directory / "pending")

    def add_checkpoint(self, signed: SignedCheckpoint) -> str:
        """Keep a signed checkpoint; the same one twice is no harm, another one of the same size a fork."""
        path = self.directory / "checkpoints" / str(signed.size)
        data = str(signed.note).encode()
        if path.exists() and path.read_bytes() != data:
            problem = Diagnostic(
                self._relative(path), 0, 0, "L321", "another checkpoint of this size was signed"
            )
            raise LedgerError("the log would fork", [problem])
        if not path.exists():
            self._add(path, data)
        return self._relative(path)

    def add_cosignature(self, size: int, line: NoteSignature) -> str | None:
        """Keep what a witness added to the checkpoint of that size; None where one of its is known already."""
        make_folder(self.directory / "witness")
        path = self.directory / "witness" / f"{size}.{line.key_id.hex()}"
        if path.exists():
            return None
        self._add(path, str(line).encode())
        return self._relative(path)

    def _leaf_files(self) -> tuple[Path, ...]:
        files = self._files("leaves", _LEAVES)
        for number, path in enumerate(files):
            if path.name != f"{number:06d}.jsonl":
                raise self._damaged(self.directory / "leaves" / f"{number:06d}.jsonl", "the file is missing")
        return files

    def _full(self, files: Sequence[Path], number: int) -> tuple[bytes, ...]:
        leaves = self._leaves(files[number])
        if len(leaves) < TILE_WIDTH and number < len(files) - 1:
            raise self._damaged(
                files[number], f"it holds {len(leaves)} leaves, and only the last file may hold less than 256"
            )
        return leaves

    def _leaves(self, path: Path) -> tuple[bytes, ...]:
        data = _bounded(path)
        leaves = tuple(data.split(b"\n")[:-1])
        if (
            not data.endswith(b"\n")
            or len(leaves) > TILE_WIDTH
            or not all(0 < len(leaf) <= _MAX_LINE for leaf in leaves)
        ):
            raise self._damaged(path, "a line is cut off, empty or too long, or there are more than 256")
        return leaves

    def _pending(self, path: Path) -> tuple[bytes, ...]:
        data = _bounded(path)
        if len(data) > _MAX_FILE or hashlib.sha256(data).hexdigest() != path.name.removesuffix(".jsonl"):
            raise self._damaged(path, "its content does not match its name")
        if not data.endswith(b"\n"):
            raise self._damaged(path, "a line is cut off")
        leaves = tuple(data.split(b"\n")[:-1])
        for number, leaf in enumerate(leaves, start=1):
            try:
                parse_leaf(leaf)
            except MalformedError as error:
                raise self._damaged(path, str(error), number) from None
        return leaves

    def _checkpoints(self, key: NoteKey) -> Iterator[tuple[int, SignedCheckpoint]]:
        for path in sorted(self._files("checkpoints", _CHECKPOINT), key=lambda path: int(path.name)):
            try:
                signed = open_checkpoint(_bounded(path), key)
            except MalformedError as error:
                code = "L322" if error.reason == "log-signature" else "L320"
                problem = Diagnostic(self._relative(path), 0, 0, code, str(error), _RESTORE)
                raise LedgerError("the transparency log is damaged", [problem]) from None
            if str(signed.size) != path.name:
                raise self._damaged(path, f"it is the checkpoint of {signed.size} leaves")
            yield signed.size, signed

    def _cosignatures(self) -> dict[int, tuple[NoteSignature, ...]]:
        found: dict[int, tuple[NoteSignature, ...]] = {}
        for path in self._files("witness", _WITNESS):
            size = int(path.name.partition(".")[0])
            try:
                line = NoteSignature.parse(_text(path).removesuffix("\n"))
            except (MalformedError, UnicodeDecodeError) as error:
                raise self._damaged(path, str(error)) from None
            found[size] = (*found.get(size, ()), line)
        return found

    def _files(self, part: str, pattern: re.Pattern[str]) -> tuple[Path, ...]:
        directory = self.directory / part
        if not directory.is_dir():
            return ()
        paths = sorted(path for path in directory.iterdir() if not path.name.startswith("."))
        for path in paths:
            if not pattern.fullmatch(path.name):
                raise self._damaged(path, "no file of the log has such a name")
            # What a link leads to is not what git keeps; for a pipe one would wait for ever.
            if path.is_symlink() or not path.is_file():
                raise self._damaged(path, "it is a link, or no plain file")
        return tuple(paths)

    def _add(self, path: Path, data: bytes) -> None:
        try:
            write_once(path, data, steps=self._steps)
        except FileExistsError:
            raise LedgerError(f"{self._relative(path)} exists already and is never overwritten") from None

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def _damaged(self, path: Path, what: str, line: int = 0) -> LedgerError:
        problem = Diagnostic(self._relative(path), line, 1 if line else 0, "L320", what, _RESTORE)
        return LedgerError("the transparency log is damaged", [problem])


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MAX_FILE + 1)


def _text(path: Path) -> str:
    return _bounded(path).decode()
