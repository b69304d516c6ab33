"""A transparency log as a value: its key, policy, leaves, tree, signed checkpoints and cosignatures.

::

    log.proof_of(index, salt)         # the proof against the first checkpoint that holds the leaf: frozen for ever
    log.witnessed_proof_of(index)     # the same against the first checkpoint that the policy's quorum has cosigned
    log.index_of(leaf)                # where a leaf is, None where it is not
    log.check()                       # every checkpoint is signed, and a prefix of the leaves
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.errors import MalformedError
from generator.trust.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from generator.trust.logleaf import Genesis, KeyLeaf, Leaf, parse_leaf
from generator.trust.logpolicy import Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import HASH_SIZE, MerkleTree, leaf_hash
from generator.trust.note import Note, NoteKey, NoteSignature
from generator.trust.tiles import TILE_WIDTH

__all__ = ["LeafIndex", "TransparencyLog"]


@dataclass(frozen=True)
class TransparencyLog:
    """Everything that a log is. `leaves` may go beyond the newest checkpoint: those are waiting to be signed for.

    `leaves` is read in slices of 256, so that it may be a file; `checkpoints` is by size, ascending, each with the
    log's own signature only; `cosignatures` has what witnesses added to the checkpoint of a size.
    """

    key: NoteKey
    policy: str
    leaves: Sequence[bytes]
    tree: MerkleTree
    checkpoints: Mapping[int, SignedCheckpoint]
    cosignatures: Mapping[int, Sequence[NoteSignature]]

    @property
    def origin(self) -> str:
        """The log's name, fixed for ever."""
        return self.key.name

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The sizes that a checkpoint was signed for, ascending."""
        return tuple(sorted(self.checkpoints))

    @property
    def newest(self) -> SignedCheckpoint | None:
        """The last checkpoint, None before the first."""
        return self.checkpoints[self.sizes[-1]] if self.sizes else None

    def due(self) -> Checkpoint | None:
        """The checkpoint that is to be signed next, None where the last one holds every leaf."""
        size = len(self.tree)
        return None if size in self.checkpoints else Checkpoint(self.origin, size, self.tree.root())

    def published(self, size: int) -> Note:
        """The checkpoint of that size with all cosignatures that came in."""
        return self.checkpoints[size].note.with_signatures(*self.cosignatures.get(size, ()))

    def index_of(self, leaf: bytes) -> int | None:
        """Where this leaf is (the first, should it be there twice), None where it is not."""
        return self.index_of_hash(leaf_hash(leaf))

    def index_of_hash(self, leaf: bytes) -> int | None:
        """As `index_of`, for the hash of a leaf."""
        return self._index.find(leaf)

    def proof_of(self, index: int, salt: bytes | None = None) -> str | None:
        """The proof of a leaf against the first checkpoint that holds it, with the log's signature alone.

        None until there is one. Afterwards it never changes, whatever the log grows to. `salt` goes into the
        `extra` line: with it, proof and diploma are all that a verifier needs to be given.
        """
        place = bisect_right(self.sizes, index)
        return (
            self._proof(index, self.sizes[place], self.checkpoints[self.sizes[place]].note, salt)
            if place < len(self.sizes)
            else None
        )

    def witnessed_proof_of(self, index: int, salt: bytes | None = None) -> str | None:
        """The proof of a leaf against the first checkpoint that holds it and that the policy's quorum cosigned."""
        for size in self._witnessed[bisect_right(self._witnessed, index) :]:
            return self._proof(index, size, self.published(size), salt)
        return None

    def key_leaves(self) -> tuple[tuple[int, KeyLeaf], ...]:
        """Every leaf on a key, with its index."""
        return tuple((index, leaf) for index, leaf in self.parsed() if isinstance(leaf, KeyLeaf))

    def parsed(self) -> list[tuple[int, Leaf]]:
        """Every leaf, read, with its index. Raises `MalformedError` naming the first that cannot be read."""
        found: list[tuple[int, Leaf]] = []
        for start in range(0, len(self.leaves), TILE_WIDTH):
            for index, data in enumerate(self.leaves[start : start + TILE_WIDTH], start):
                try:
                    found.append((index, parse_leaf(data)))
                except MalformedError as error:
                    raise MalformedError(f"leaf {index}: {error}", reason=error.reason) from None
        return found

    def check(self) -> None:
        """Make sure that the log may be published: it begins with its genesis, and every checkpoint is signed by its
        key and a prefix of the leaves.

        Raises `MalformedError`: ``genesis``, ``rolled-back``, ``forked``, ``cosignature``, ``policy``, and the
        reasons of `open_checkpoint`.
        """
        if not len(self.tree) or self.tree.leaf_hash(0) != leaf_hash(Genesis(self.origin).to_bytes()):
            raise MalformedError(
                f"the log does not begin with the genesis of {self.origin}", reason="genesis"
            )
        policy = Policy.parse(self.policy)
        for size in self.sizes:
            self.extends(open_checkpoint(self.checkpoints[size].note, self.key))
            policy.cosigners(self.published(size))
        if not policy.trusts_log(self.key):
            raise MalformedError("the policy does not name the log's own key", reason="policy")

    def extends(self, signed: SignedCheckpoint) -> None:
        """Make sure that the leaves continue what a checkpoint says of them.

        Raises `MalformedError`: ``rolled-back`` where the checkpoint holds more leaves, ``forked`` where it holds
        other ones.
        """
        if signed.size > len(self.tree):
            raise MalformedError(
                f"a checkpoint of {signed.size} leaves was signed, and the log has {len(self.tree)}",
                reason="rolled-back",
            )
        if self.tree.root(signed.size) != signed.root:
            raise MalformedError(
                f"the checkpoint of {signed.size} leaves was signed over other leaves", reason="forked"
            )

    @cached_property
    def _index(self) -> LeafIndex:
        return LeafIndex(self.tree)

    @cached_property
    def _witnessed(self) -> list[int]:
        policy = Policy.parse(self.policy)
        return [size for size in self.sizes if policy.satisfied_by(policy.cosigners(self.published(size)))]

    def _proof(self, index: int, size: int, note: Note, salt: bytes | None) -> str:
        return str(InclusionProof(index, self.tree.inclusion(index, size), note, salt))


class LeafIndex:
    """Finds a leaf by its hash: 8 bytes a leaf, sorted, where a dictionary would take a hundred."""

    _INDEX_BITS = 28

    def __init__(self, tree: MerkleTree) -> None:
        row, bits = tree.levels[0], self._INDEX_BITS
        # The first 36 bits of the hash, then the index.
        self._keys = array(
            "Q",
            sorted(
                (int.from_bytes(row[start : start + 8], "big") >> bits << bits) | index
                for index, start in enumerate(range(0, len(row), HASH_SIZE))
            ),
        )
        self._tree = tree

    def find(self, hash_: bytes) -> int | None:
        """The index of the first leaf with that hash, None where there is none."""
        mask = (1 << self._INDEX_BITS) - 1
        wanted = int.from_bytes(hash_[:8], "big") & ~mask
        place = bisect_left(self._keys, wanted)
        while place < len(self._keys) and self._keys[place] & ~mask == wanted:
            index = self._keys[place] & mask
            if self._tree.leaf_hash(index) == hash_:
                return index
            place += 1
        return None
