"""A log as a value: frozen proofs, what is found where, and what may not be published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.errors import MalformedError
from generator.site.log import log_files
from generator.trust.checkpoint import SignedCheckpoint, open_checkpoint
from generator.trust.logleaf import Genesis, KeyLeaf
from generator.trust.logpolicy import Group, LogEntry, Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import MerkleTree, leaf_hash
from generator.trust.note import Note, NoteKey, NoteSignature
from generator.trust.transparency import LeafIndex, TransparencyLog
from tests.logs import (
    ISSUER,
    KEY,
    ORIGIN,
    SECRET,
    leaves,
    log_of,
    signed,
    witness,
    witness_key,
    witness_secret,
)

SIZES = (1, 2, 255, 256, 257, 300)
ENTRIES = leaves(300)
LOG = log_of(ENTRIES, SIZES)


def checkpoint_of(proof: str | None) -> SignedCheckpoint:
    assert proof is not None
    return open_checkpoint(InclusionProof.parse(proof).checkpoint, KEY)


def test_each_leaf_is_proven_against_the_first_checkpoint_that_holds_it() -> None:
    for index, entry in enumerate(ENTRIES):
        proof = LOG.proof_of(index, b"salt")
        assert checkpoint_of(proof).size == min(size for size in SIZES if size > index)
        assert proof is not None
        read = InclusionProof.parse(proof)
        assert read.proves(leaf_hash(entry))
        assert (read.index, read.extra) == (index, b"salt")


def test_a_proof_is_frozen_whatever_the_log_grows_to_and_whoever_cosigns() -> None:
    later = log_of([*ENTRIES, b"another"], (*SIZES, 301), witnessed={256: (0,)})
    assert [later.proof_of(index) for index in range(300)] == [LOG.proof_of(index) for index in range(300)]


def test_a_leaf_that_is_not_signed_for_has_no_proof_yet() -> None:
    log = log_of(ENTRIES, (1, 200))
    assert log.proof_of(199) is not None
    assert log.proof_of(200) is None
    due = log.due()
    assert due is not None and (due.size, due.root) == (300, LOG.tree.root())
    assert LOG.due() is None


def test_a_witnessed_proof_is_against_the_first_checkpoint_with_a_quorum() -> None:
    policy = str(
        Policy("g", (LogEntry(KEY),), (witness(0), witness(1)), (Group("g", 2, ("school-0", "school-1")),))
    )
    log = log_of(ENTRIES, SIZES, policy=policy, witnessed={2: (0,), 256: (0, 1), 300: (1, 0)})
    assert [checkpoint_of(log.witnessed_proof_of(index)).size for index in (0, 1, 255, 256, 299)] == [
        256,
        256,
        256,
        300,
        300,
    ]
    assert log_of(ENTRIES, SIZES, policy=policy).witnessed_proof_of(0) is None
    assert LOG.witnessed_proof_of(3) == LOG.proof_of(3)  # nobody is asked for


def test_every_leaf_is_found_and_no_other() -> None:
    for index, entry in enumerate(ENTRIES):
        assert LOG.index_of(entry) == index
    assert LOG.index_of(b"unknown") is None


def test_of_two_equal_leaves_the_first_is_found_and_close_hashes_are_told_apart() -> None:
    hashes = [bytes(5) + bytes((number,)) * 27 for number in (3, 1, 2, 1)]
    index = LeafIndex(MerkleTree.of(hashes))
    assert [index.find(one) for one in hashes] == [0, 1, 2, 1]
    assert index.find(bytes(5) + bytes((4,)) * 27) is None
    assert LeafIndex(MerkleTree.of([])).find(hashes[0]) is None


def test_key_leaves_are_listed_with_their_places() -> None:
    leaf = KeyLeaf.sign(ISSUER, "retired", ISSUER.public)
    log = log_of([*ENTRIES[:5], leaf.to_bytes(), ENTRIES[5]], (1,))
    assert log.key_leaves() == ((5, leaf),)


def test_a_leaf_that_cannot_be_read_is_named() -> None:
    with pytest.raises(MalformedError, match="leaf 2"):
        log_of([*ENTRIES[:2], b"{}"], (1,)).parsed()


def test_a_log_in_order_is_checked_without_complaint() -> None:
    LOG.check()
    log_of(ENTRIES, ()).check()


def reason(log: TransparencyLog) -> str:
    with pytest.raises(MalformedError) as refused:
        log.check()
    return refused.value.reason


def test_a_log_that_lost_or_changed_leaves_is_not_published() -> None:
    assert reason(replace(log_of(ENTRIES[:299], ()), checkpoints=LOG.checkpoints)) == "rolled-back"
    changed = [*ENTRIES[:100], b"another", *ENTRIES[101:]]
    assert reason(replace(log_of(changed, ()), checkpoints=LOG.checkpoints)) == "forked"
    swapped = [*ENTRIES[:100], ENTRIES[101], ENTRIES[100], *ENTRIES[102:]]
    assert reason(replace(log_of(swapped, ()), checkpoints=LOG.checkpoints)) == "forked"
    assert reason(replace(log_of(ENTRIES[1:], ()), checkpoints={})) == "genesis"
    assert reason(log_of([Genesis("other.example/log").to_bytes()], ())) == "genesis"
    assert reason(log_of([], ())) == "genesis"


def test_false_signatures_and_policies_are_not_published() -> None:
    stolen = {300: signed(LOG.tree, 300, witness_secret(0))}
    assert reason(replace(LOG, checkpoints=stolen)) == "log-signature"
    assert reason(replace(LOG, policy="quorum nobody\n")) == "policy"
    other = NoteKey(ORIGIN, witness_secret(0).public)
    assert reason(replace(LOG, policy=f"log {other}\nquorum none\n")) == "policy"
    false = NoteSignature(witness_key(0).name, witness_key(0).id, bytes(72))
    watched = replace(LOG, policy=str(Policy(logs=(LogEntry(KEY),), witnesses=(witness(0),))))
    assert reason(replace(watched, cosignatures={300: [false]})) == "cosignature"


# --- publication


def test_the_files_of_a_log_are_those_of_tlog_tiles() -> None:
    files = dict(log_files(log_of(ENTRIES, (1, 257, 300), witnessed={257: (0,)})))
    assert set(files) == {
        "log/vkey",
        "log/policy",
        "log/checkpoint",
        "log/compromised.json",
        *(f"log/checkpoints/{size}" for size in (1, 257, 300)),
        *(
            f"log/tile/{row}/{tile}"
            for row in ("0", "entries")
            for tile in ("000", "000.p/1", "001.p/1", "001.p/44")
        ),
        "log/tile/1/000.p/1",
    }
    assert files["log/checkpoint"] == files["log/checkpoints/300"] == str(LOG.checkpoints[300].note).encode()
    assert Note.__str__(LOG.checkpoints[257].note).encode() in files["log/checkpoints/257"]
    assert witness_key(0).name.encode() in files["log/checkpoints/257"]
    assert NoteKey.parse(files["log/vkey"].decode().rstrip("\n")) == KEY
    assert files["log/tile/1/000.p/1"] == LOG.tree.root(256)


def test_what_is_not_signed_is_not_published() -> None:
    assert set(dict(log_files(log_of(ENTRIES, ())))) == {"log/vkey", "log/policy"}
    published = dict(log_files(log_of(ENTRIES, (3,))))
    assert "log/tile/entries/000.p/3" in published
    assert not any(ENTRIES[5] in data for data in published.values())


def test_files_once_published_never_change_but_for_the_newest_checkpoint() -> None:
    before = dict(log_files(log_of(ENTRIES[:257], (1, 2, 256, 257))))
    after = dict(log_files(log_of(ENTRIES, (1, 2, 256, 257, 300))))
    assert {path for path, data in before.items() if after[path] != data} == {"log/checkpoint"}


def test_no_published_file_of_the_log_names_anybody() -> None:
    assert SECRET.seed.hex() not in str(dict(log_files(LOG)))
