"""Witnesses: schools that look at each other's logs, and sign that they saw them grow and never change.

A witness keeps the last checkpoint of each log that it cosigned, below ``candidates/ledger/witness/``::

    vkey                        the witness's own key
    <sha256 of origin>/vkey     the log's key, as it was trusted the first time
    <sha256 of origin>/checkpoint   the last checkpoint, with the log's signature and the witness's own

and publishes them at ``/witness/<sha256 of origin>/checkpoint`` (https://c2sp.org/tlog-witness). The log collects
them from there: no server is needed on either side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.adapters.atomic import locked, make_folder, replace, sweep, write_once
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError, MalformedError
from generator.trust.checkpoint import SignedCheckpoint, open_checkpoint
from generator.trust.keys import SecretKey
from generator.trust.logpolicy import Policy
from generator.trust.merkle import root_from_consistency
from generator.trust.note import COSIGNS, Note, NoteKey, cosign, parse_note
from generator.trust.tiles import ReadTile, TileTree
from generator.trust.transparency import TransparencyLog

__all__ = ["Seen", "WitnessStore", "collect", "origin_hash", "witness", "witness_files"]


def origin_hash(origin: str) -> str:
    """The name of a log in addresses: SHA-256 of its origin, in hexadecimal."""
    return hashlib.sha256(origin.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WitnessStore:
    """What a witness remembers, in the site at `root`."""

    root: Path

    @property
    def directory(self) -> Path:
        """Where it is kept."""
        return self.root / "candidates" / "ledger" / "witness"

    @property
    def key(self) -> NoteKey:
        """The witness's own public key. Raises `LedgerError` where this site is no witness yet."""
        path = self.directory / "vkey"
        if not path.is_file():
            raise LedgerError(
                "this site has no witness key yet", hint="Make one with: parchemin log init --witness"
            )
        try:
            return NoteKey.parse(path.read_text("utf-8").removesuffix("\n"), COSIGNS)
        except (MalformedError, UnicodeDecodeError) as error:
            raise LedgerError(f"{path} is damaged: {error}") from None

    def create(self, key: NoteKey) -> Path:
        """Become a witness under that key; never replaces one."""
        make_folder(self.directory)
        path = self.directory / "vkey"
        try:
            write_once(path, f"{key}\n".encode())
        except FileExistsError:
            raise LedgerError("this site has a witness key already") from None
        return path

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep every other process away, and clear what a crash has left; `LedgerError` if one is writing. Of two that
        looked at a log at once, the slower one must not forget what the faster one cosigned.
        """
        make_folder(self.directory)
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self.directory.parent / ".lock"))
            except BlockingIOError:
                raise LedgerError("another process is writing to the ledger; wait until it is done") from None
            for folder in (self.directory, *self.directory.glob("*/")):
                sweep(folder)
            yield

    def known_key(self, origin: str) -> NoteKey | None:
        """The key of a log that was witnessed before."""
        path = self._of(origin) / "vkey"
        return NoteKey.parse(path.read_text("utf-8").removesuffix("\n")) if path.is_file() else None

    def last(self, key: NoteKey) -> SignedCheckpoint | None:
        """The last checkpoint of a log that was cosigned here. Raises `LedgerError` unless both signatures hold."""
        path = self._of(key.name) / "checkpoint"
        if not path.is_file():
            return None
        try:
            signed = open_checkpoint(path.read_bytes(), key)
        except MalformedError as error:
            raise LedgerError(f"{path} is damaged: {error}", hint="Bring it back from git.") from None
        if not signed.note.signed_by(self.key):
            raise LedgerError(
                f"{path} does not bear this witness's signature", hint="Bring it back from git."
            )
        return signed

    def keep(self, key: NoteKey, note: Note) -> Path:
        """Remember a checkpoint just cosigned. Whoever cosigns must not forget: call it before publishing."""
        directory = self._of(key.name)
        make_folder(directory)
        if not (directory / "vkey").exists():
            write_once(directory / "vkey", f"{key}\n".encode())
        replace(directory / "checkpoint", str(note).encode())
        return directory / "checkpoint"

    def keep_evidence(self, key: NoteKey, note: Note) -> Path:
        """Keep a signed checkpoint that contradicts what was signed before: it proves that the log forked."""
        data = str(note).encode()
        directory = self._of(key.name)
        make_folder(directory)
        path = directory / f"evidence.{hashlib.sha256(data).hexdigest()[:16]}"
        replace(path, data)
        return path

    def _of(self, origin: str) -> Path:
        return self.directory / origin_hash(origin)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a witness saw: the size before (None the first time) and now, and the file that it wrote, if anything was
    new.
    """

    origin: str
    before: int | None
    size: int
    path: Path | None


def witness(store: WitnessStore, key: NoteKey, read: ReadTile, secret: SecretKey, *, at: datetime) -> Seen:
    """Look at another log through `read`, and cosign its newest checkpoint if it continues the last one seen.

    `key` is the log's, trusted from elsewhere. Call it inside ``store.writing()``. Raises `LedgerError` for everything
    that a log must not do; the signed evidence is kept.
    """
    own = store.key
    if secret.public != own.public:
        raise LedgerError("this is not the witness's secret key", hint=f"Its public key is {own}")
    data = read("checkpoint")
    if data is None:
        raise LedgerError(f"the log of {key.name} publishes no checkpoint")
    try:
        signed = open_checkpoint(data, key)
    except MalformedError as error:
        raise LedgerError(f"the checkpoint of {key.name} cannot be believed: {error}") from None
    last = store.last(key)
    if last is not None and (signed.size, signed.root) == (last.size, last.root):
        return Seen(key.name, last.size, signed.size, None)
    try:
        _continues(last, signed, read)
    except MalformedError as error:
        if error.reason == "tile":
            raise LedgerError(f"the log of {key.name} cannot be followed: {error}") from None
        evidence = store.keep_evidence(key, signed.note)
        raise LedgerError(
            f"the log of {key.name} {error}",
            hint=f"The signed proof of it is kept in {evidence.relative_to(store.root)}: show it to others.",
        ) from None
    bare = Note(signed.note.text, signed.note.by(key))
    note = bare.with_signatures(cosign(bare, own.name, secret, at=at))
    return Seen(key.name, last.size if last else None, signed.size, store.keep(key, note))


def _continues(last: SignedCheckpoint | None, signed: SignedCheckpoint, read: ReadTile) -> None:
    tree = TileTree(signed.size, read)
    if last is not None and signed.size < last.size:
        raise MalformedError(
            f"was rolled back from {last.size} to {signed.size} leaves", reason="rolled-back"
        )
    if last is not None and signed.size == last.size:
        raise MalformedError(f"forked: it signed two roots for {signed.size} leaves", reason="forked")
    if tree.root() != signed.root:
        raise MalformedError("the tiles do not lead to the signed root", reason="tile")
    if last is None:
        return
    if root_from_consistency(last.size, signed.size, last.root, tree.consistency(last.size)) != signed.root:
        raise MalformedError(
            f"forked: {signed.size} leaves do not continue the {last.size} signed before", reason="forked"
        )


def collect(store: LogStore, log: TransparencyLog, data: bytes) -> tuple[int, tuple[str, ...]]:
    """Take in the cosignatures that a witness added to a checkpoint of ours. Returns its size, and the names (in the
    policy) of the witnesses whose cosignature is new.

    Raises `LedgerError` for a checkpoint that the log's key signed and that is not ours: the key was stolen, or the log
    forked.
    """
    try:
        note = parse_note(data)
        signed = open_checkpoint(note, log.key)
    except MalformedError as error:
        raise LedgerError(f"this is no checkpoint of {log.origin}: {error}") from None
    ours = log.checkpoints.get(signed.size)
    if ours is None or ours.root != signed.root:
        raise LedgerError(
            f"somebody saw a checkpoint of {signed.size} leaves, signed by our key, that is not among ours",
            hint="This may be an old copy: pull first. If it is not, the log has forked, or its key was stolen.",
        )
    policy = Policy.parse(log.policy)
    try:
        names = policy.cosigners(note)
    except MalformedError as error:
        raise LedgerError(str(error)) from None
    new = []
    for one in policy.witnesses:
        if one.name in names and store.add_cosignature(signed.size, note.by(one.key)[0]) is not None:
            new.append(one.name)
    return signed.size, tuple(new)


def witness_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """What a site publishes as a witness, as (path below the site, bytes). Nothing where it is none."""
    store = WitnessStore(root)
    if not (store.directory / "vkey").is_file():
        return
    yield "witness/vkey", f"{store.key}\n".encode()
    for path in sorted(store.directory.glob("*/checkpoint")):
        yield f"witness/{path.parent.name}/checkpoint", path.read_bytes()
