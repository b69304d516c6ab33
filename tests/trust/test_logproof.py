"""Proofs in tlog-proof form."""

from __future__ import annotations

import pytest

from generator.errors import MalformedError
from generator.trust.base64text import encode
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import leaf_hash
from tests.logs import leaves, log_of

LEAVES = leaves(70)
LOG = log_of(LEAVES, range(1, 71))


def test_every_proof_of_every_size_reads_back_and_proves_its_leaf_alone() -> None:
    for size in (1, 2, 3, 7, 8, 64, 65, 70):
        for index in range(size):
            proof = InclusionProof(index, LOG.tree.inclusion(index, size), LOG.checkpoints[size].note)
            assert InclusionProof.parse(str(proof)) == proof
            assert proof.proves(leaf_hash(LEAVES[index]))
            assert not proof.proves(leaf_hash(LEAVES[index - 1] if size > 1 else b"other"))


def test_a_proof_has_the_form_of_the_specification() -> None:
    proof = InclusionProof(1, LOG.tree.inclusion(1, 3), LOG.checkpoints[3].note, b"extra data")
    first = encode(leaf_hash(LEAVES[0]))
    second = encode(leaf_hash(LEAVES[2]))
    head = f"c2sp.org/tlog-proof@v1\nextra {encode(b'extra data')}\nindex 1\n"
    assert str(proof) == f"{head}{first}\n{second}\n\n{LOG.checkpoints[3].note}"
    assert InclusionProof.parse(str(proof)) == proof
    alone = InclusionProof(0, (), LOG.checkpoints[1].note)
    assert str(alone) == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{LOG.checkpoints[1].note}"


GOOD = str(InclusionProof(1, LOG.tree.inclusion(1, 3), LOG.checkpoints[3].note, b"extra"))
HASH = encode(leaf_hash(LEAVES[0]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        GOOD.replace("@v1", "@v2"),
        GOOD.replace("c2sp.org/tlog-proof@v1\n", ""),
        GOOD.replace("index 1\n", ""),
        GOOD.replace("index 1", "index 01"),
        GOOD.replace("index 1", "index -1"),
        GOOD.replace("index 1", "index 1 "),
        GOOD.replace("index 1", "index  1"),
        GOOD.replace("index 1", "index"),
        GOOD.replace("index 1", "Index 1"),
        GOOD.replace("index 1", "index １"),
        GOOD.replace("extra ZXh0cmE=", "extra ZXh0cmE"),
        GOOD.replace("extra ZXh0cmE=", "extra ZXh0cmF="),
        GOOD.replace("extra ZXh0cmE=", "extra ZXh0cmE=\nextra ZXh0cmE="),
        GOOD.replace("extra ZXh0cmE=\nindex 1", "index 1\nextra ZXh0cmE="),
        GOOD.replace(HASH, HASH[:-4]),
        GOOD.replace(HASH, HASH + " "),
        GOOD.replace(HASH, "AA=="),
        GOOD.replace(f"{HASH}\n", f"{HASH}\n" * 63),
        GOOD.replace("\n", "\r\n"),
        GOOD.partition("\n\n")[0],
        GOOD.partition("\n\n")[0] + "\n\n",
        GOOD.rpartition("\n\n")[0] + "\n",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(MalformedError) as refused:
        InclusionProof.parse(text)
    assert refused.value.reason in {"log-proof", "note"}


def test_an_empty_extra_line_is_not_the_same_as_none() -> None:
    bare = InclusionProof.parse(GOOD.replace("extra ZXh0cmE=\n", ""))
    assert bare.extra is None
    assert InclusionProof.parse(GOOD.replace("extra ZXh0cmE=", "extra ")).extra == b""
