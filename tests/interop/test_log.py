"""Our published log, read and verified by `tlog-scales`, an implementation of tlog-tiles that is not ours.

It reads the files from disk as it would from the site, rebuilds roots and proofs from the tiles, and verifies the
signatures of log and witnesses with another library. And back: a log that it wrote is read by ours.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from tlog_scales import tiles as their_tiles
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import NoteSignature as TheirSignature
from tlog_scales.signing import PlainEd25519Signer, Vkey, VkeySet
from tlog_scales.tlog import Checkpoint as TheirCheckpoint
from tlog_scales.tlog import ConsistencyProof, ConsistencyProofInvalid, InclusionProof, InclusionProofInvalid
from tlog_scales.writer import TilesWriter

from generator.site.log import log_files
from generator.trust.checkpoint import open_checkpoint
from generator.trust.logproof import InclusionProof as OurProof
from generator.trust.merkle import MerkleTree, leaf_hash, root_from_consistency
from generator.trust.note import NoteKey
from generator.trust.tiles import TileTree, read_entry_bundle, tile_path
from generator.trust.transparency import TransparencyLog
from tests.logs import KEY, ORIGIN, POLICY, SECRET, leaves, log_of, witness, witness_key

SIZES = (1, 2, 255, 256, 257, 300, 65_535, 65_536, 65_537)


def publish(log: TransparencyLog, place: Path) -> Path:
    for path, data in log_files(log):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return place / "log"


@pytest.fixture(scope="module")
def log() -> TransparencyLog:
    policy = POLICY.replace("quorum none", f"witness school-0 {witness(0).key}\nquorum none")
    return log_of(leaves(65_537), SIZES, policy=policy, witnessed={65_537: (0,)})


@pytest.fixture(scope="module")
def published(log: TransparencyLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(log, tmp_path_factory.mktemp("published"))


def test_another_reader_finds_the_signed_root_at_every_size(published: Path, log: TransparencyLog) -> None:
    for size in SIZES:
        text = (published / "checkpoints" / str(size)).read_text(encoding="utf-8")
        checkpoint = TheirCheckpoint.from_text(text)
        checkpoint.verify(Vkey.from_string((published / "vkey").read_text().strip()))
        reader = TilesReader(LocalBackend(published))
        reader.set_size(size)
        assert (checkpoint.size, checkpoint.origin) == (size, ORIGIN)
        assert reader.calculate_root_hash() == checkpoint.root_hash == log.tree.root(size)


def test_another_reader_finds_every_entry_and_proves_it(published: Path, log: TransparencyLog) -> None:
    reader = TilesReader(LocalBackend(published))
    checkpoint = reader.get_checkpoint()
    for index in (0, 1, 254, 255, 256, 257, 299, 300, 32_768, 65_535, 65_536):
        leaf = reader.get_entry(index)
        assert leaf == log.leaves[index]
        proof = reader.get_inclusion_proof(index, checkpoint.size)
        proof.check(their_tiles.leaf_hash(leaf), checkpoint.root_hash)
        assert tuple(proof.node_hashes) == log.tree.inclusion(index)


def test_another_verifier_accepts_our_frozen_proofs_and_no_other_leaf_s(log: TransparencyLog) -> None:
    for index in (0, 1, 200, 255, 256, 299, 30_000, 65_534, 65_536):
        text = log.proof_of(index)
        assert text is not None
        ours = OurProof.parse(text)
        checkpoint = TheirCheckpoint.from_text(str(ours.checkpoint))
        checkpoint.verify(Vkey.from_string(str(KEY)))
        theirs = InclusionProof(ours.index, checkpoint.size, list(ours.path))
        theirs.check(leaf_hash(log.leaves[index]), checkpoint.root_hash)
        with pytest.raises(InclusionProofInvalid):
            theirs.check(leaf_hash(b"another"), checkpoint.root_hash)
        truncated = InclusionProof(ours.index, checkpoint.size, list(ours.path[:-1]))
        if ours.path:
            with pytest.raises(InclusionProofInvalid):
                truncated.check(leaf_hash(log.leaves[index]), checkpoint.root_hash)


def test_another_verifier_accepts_our_consistency_proofs_and_finds_forks(log: TransparencyLog) -> None:
    forked = MerkleTree.of(
        log.tree.leaf_hash(index) if index != 7 else leaf_hash(b"x") for index in range(300)
    )
    for old, new in (
        (1, 2),
        (2, 257),
        (255, 256),
        (256, 300),
        (300, 65_537),
        (65_535, 65_537),
        (65_536, 65_537),
    ):
        path = log.tree.consistency(old, new)
        proof = ConsistencyProof(old, new, list(path))
        proof.check(log.tree.root(old), log.tree.root(new))
        if old in range(8, 301):
            with pytest.raises(ConsistencyProofInvalid):
                proof.check(forked.root(old), log.tree.root(new))


def test_another_verifier_counts_our_cosignatures(published: Path) -> None:
    checkpoint = TheirCheckpoint.from_text((published / "checkpoint").read_text(encoding="utf-8"))
    keys = VkeySet(
        Vkey.from_string(str(KEY)),
        Vkey.from_string(str(witness_key(0))),
        Vkey.from_string(str(witness_key(1))),
    )
    found = keys.verify(checkpoint.signatures, checkpoint)
    assert {key.name for key, _ in found} == {ORIGIN, witness_key(0).name}


def test_a_changed_checkpoint_or_tile_is_found_by_another_reader(published: Path, tmp_path: Path) -> None:
    text = (published / "checkpoint").read_text(encoding="utf-8").replace("\n65537\n", "\n65536\n")
    with pytest.raises(InvalidSignature):
        TheirCheckpoint.from_text(text).verify(Vkey.from_string(str(KEY)))
    small = log_of(leaves(300), (300,))
    place = publish(small, tmp_path)
    tile = place / "tile" / "0" / "001.p" / "44"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    reader = TilesReader(LocalBackend(place))
    checkpoint = reader.get_checkpoint()
    assert reader.calculate_root_hash() != checkpoint.root_hash


def test_a_log_that_another_program_wrote_is_read_and_followed_by_ours(tmp_path: Path) -> None:
    signer = PlainEd25519Signer(ORIGIN, SECRET.seed)
    tmp_path /= "log"
    writer = TilesWriter.create(tmp_path, ORIGIN)
    entries = leaves(700)
    roots = {}
    for start, end in ((0, 1), (1, 300), (300, 700)):
        for entry in entries[start:end]:
            writer.add_leaf(entry)
        writer.commit([signer], gc=False)
        signed = open_checkpoint((tmp_path / "checkpoint").read_bytes(), NoteKey.parse(str(KEY)))
        tree = TileTree(signed.size, lambda path: _read(tmp_path / path))
        assert signed.size == end
        assert tree.root() == signed.root
        roots[end] = signed.root
        for old, root in roots.items():
            if old < end:
                assert root_from_consistency(old, end, root, tree.consistency(old)) == signed.root
    bundle = _read(tmp_path / tile_path("entries", 2, 700 - 512))
    assert bundle is not None
    assert list(read_entry_bundle(bundle)) == entries[512:]


def test_our_signature_lines_are_those_of_another_signer() -> None:
    log = log_of(leaves(3), (3,))
    checkpoint = TheirCheckpoint(ORIGIN, 3, log.tree.root(), [])
    theirs = PlainEd25519Signer(ORIGIN, SECRET.seed).sign(checkpoint)
    assert f"{theirs.serialize()}\n" == str(log.checkpoints[3].note.signatures[0])
    line = TheirSignature.from_line(str(log.checkpoints[3].note.signatures[0]).strip())
    assert line == theirs


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
