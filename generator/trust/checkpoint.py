"""Checkpoints (https://c2sp.org/tlog-checkpoint): what a log commits to when it signs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.errors import MalformedError
from generator.trust.base64text import decode, encode
from generator.trust.keys import SecretKey
from generator.trust.merkle import HASH_SIZE
from generator.trust.note import Note, NoteKey, parse_note, sign_note

__all__ = ["Checkpoint", "SignedCheckpoint", "open_checkpoint", "read_size", "sign_checkpoint"]

_SIZE = re.compile("0|[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The origin of a log, its size in leaves, and its root. Extension lines are neither written nor read: no
    auditor could check them.
    """

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint. Raises `MalformedError` (``checkpoint``)."""
        try:
            origin, size, root, end = text.split("\n")
            raw = decode(root)
            if end or not origin or len(raw) != HASH_SIZE:
                raise ValueError
            return cls(origin, read_size(size), raw)
        except (ValueError, MalformedError):
            raise MalformedError("this is not a checkpoint of three lines", reason="checkpoint") from None


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the note that it was read from; whether the log signed it has been verified."""

    checkpoint: Checkpoint
    note: Note

    @property
    def size(self) -> int:
        """Leaves."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return self.checkpoint.root


def read_size(text: str) -> int:
    """A size or an index: decimal, without leading zeros, below 10^15 (exact in every language).

    Raises `MalformedError` (``number``).
    """
    if not _SIZE.fullmatch(text):
        raise MalformedError(f"{text[:40]!r} is not the size of a log", reason="number")
    return int(text)


def open_checkpoint(data: bytes | str | Note, key: NoteKey) -> SignedCheckpoint:
    """Read a checkpoint that `key` must have signed, under its own name as the origin.

    Raises `MalformedError`: ``note`` or ``checkpoint`` for another form, ``origin`` for another log's,
    ``log-signature`` where the signature is missing or false.
    """
    note = data if isinstance(data, Note) else parse_note(data)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != key.name:
        raise MalformedError(
            f"the checkpoint is of {checkpoint.origin!r}, not of {key.name!r}", reason="origin"
        )
    if not note.signed_by(key):
        raise MalformedError(f"the checkpoint is not signed by the key of {key.name}", reason="log-signature")
    return SignedCheckpoint(checkpoint, note)


def sign_checkpoint(checkpoint: Checkpoint, key: SecretKey) -> SignedCheckpoint:
    """Sign what can never be taken back: a log that signs two roots for one size has forked."""
    return SignedCheckpoint(checkpoint, sign_note(str(checkpoint), checkpoint.origin, key))
