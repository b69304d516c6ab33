"""Proofs of inclusion that stand on their own (https://c2sp.org/tlog-proof).

::

    c2sp.org/tlog-proof@v1
    extra <base64>              what the leaf cannot be computed without: here the diploma's salt
    index <number>
    <base64 hash>…              from the leaf's sibling up to the root's child

    <checkpoint>
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.errors import MalformedError
from generator.trust.base64text import decode, encode
from generator.trust.checkpoint import Checkpoint, read_size
from generator.trust.merkle import HASH_SIZE, root_from_inclusion
from generator.trust.note import MAX_NOTE, Note, parse_note

__all__ = ["InclusionProof"]

_HEADER = "c2sp.org/tlog-proof@v1"
_MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a leaf is in the tree of a signed checkpoint. `extra` is None where the proof has no such line; nothing
    vouches for it but that the right leaf comes out.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = "" if self.extra is None else f"extra {encode(self.extra)}\n"
        hashes = "".join(f"{encode(node)}\n" for node in self.path)
        return f"{_HEADER}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> InclusionProof:
        """Read a proof. Raises `MalformedError`: ``log-proof``, or ``note`` where its checkpoint is none."""
        head, separator, note = text.partition("\n\n")
        lines = head.split("\n")
        extra = None
        try:
            if len(text.encode()) > 2 * MAX_NOTE or not separator or lines.pop(0) != _HEADER:
                raise ValueError
            if lines and lines[0].startswith("extra "):
                extra = decode(lines.pop(0).removeprefix("extra "))
            word, _, number = lines.pop(0).partition(" ")
            path = tuple(decode(line) for line in lines)
            if word != "index" or len(path) > _MAX_PATH or any(len(node) != HASH_SIZE for node in path):
                raise ValueError
            index = read_size(number)
        except (ValueError, IndexError, MalformedError):
            raise MalformedError("this is not a proof of inclusion in a log", reason="log-proof") from None
        return cls(index, path, parse_note(note), extra)

    def proves(self, leaf: bytes) -> bool:
        """Whether the leaf hash `leaf` leads to the root of the checkpoint, of which nothing else is verified here.

        Raises `MalformedError` (``checkpoint``).
        """
        checkpoint = Checkpoint.parse(self.checkpoint.text)
        return root_from_inclusion(leaf, self.index, checkpoint.size, self.path) == checkpoint.root
