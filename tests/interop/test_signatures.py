"""Our signatures are, byte for byte, those of Digital Bazaar's library and of the published vectors."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from generator.errors import MalformedError
from generator.trust import build, multibase, rdfc_only, sign
from generator.trust.instant import format_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.proof import RDFC
from tests.interop.cases import CURRENT, FULL, GOOD, REVOKING
from tests.interop.judges import PUBLISHED_CONTEXTS, run_node
from tests.vectors.themes.diplomas import CREATED, DID, KEY, award, small

Json = Any

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "w3c" / "eddsa-rdfc-2022.json"
VECTOR = json.loads(VECTORS.read_text(encoding="utf-8"))[0]


def _theirs(documents: list[Json], created: str) -> list[Json]:
    job = {
        "contexts": PUBLISHED_CONTEXTS,
        "documents": documents,
        "did": DID,
        "seed": KEY.seed.hex(),
        "created": created,
    }
    signed: list[Json] = run_node("digitalbazaar.mjs", "sign", job=job)
    return signed


def test_digital_bazaar_makes_the_same_two_proofs_of_a_diploma_and_of_a_list() -> None:
    """Ed25519 is deterministic: equal signatures mean equal canonical bytes, document and proof alike."""
    unsigned = [build(award()), build(small())]
    for case in GOOD:
        if KEY.public.multibase in case.text:
            unsigned.append({name: value for name, value in case.credential.items() if name != "proof"})
    lists = [
        {name: value for name, value in found.items() if name != "proof"}
        for found in (*CURRENT.values(), *REVOKING.values())
    ]
    unsigned += lists
    assert len(unsigned) > 25
    ours = [sign(document, KEY, did=DID, created=CREATED) for document in unsigned]
    assert _theirs(unsigned, format_instant(CREATED)) == ours


def _contexts(url: str, _options: Json) -> Json:
    examples = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": PUBLISHED_CONTEXTS.get(url, examples),
    }


def test_pyld_canonicalises_the_published_document_as_published() -> None:
    """The oracle, not our code: the example's members are outside our vocabulary, which is closed."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _contexts}
    nquads = jsonld.normalize(deepcopy(VECTOR["document"]), options)
    assert hashlib.sha256(nquads.encode()).hexdigest() == VECTOR["documentHash"]


def test_our_code_canonicalises_the_published_proof_configuration_as_published() -> None:
    found = RDFC.configuration_hash(VECTOR["document"], VECTOR["proofConfiguration"])
    assert found.hex() == VECTOR["proofConfigurationHash"]


def test_our_code_signs_the_two_published_hashes_as_published() -> None:
    """The signing half of the suite, given the document's hash."""
    key = SecretKey(multibase.decode(VECTOR["privateKeyMultibase"])[2:])
    assert key.public == PublicKey.from_multibase(VECTOR["publicKeyMultibase"])
    message = bytes.fromhex(VECTOR["proofConfigurationHash"] + VECTOR["documentHash"])
    assert key.sign(message).hex() == VECTOR["signature"]
    assert multibase.encode(key.sign(message)) == VECTOR["proofValue"]
    assert key.public.verify(multibase.decode(VECTOR["proofValue"]), message)


def test_the_copy_with_one_proof_holds_the_very_proof_of_the_set() -> None:
    alone = next(case for case in GOOD if case.credential == FULL).with_one_proof().credential
    assert alone == {**FULL, "proof": FULL["proof"][0]}
    assert alone["proof"]["cryptosuite"] == RDFC.name


def test_a_copy_with_one_proof_is_made_of_nothing_else() -> None:
    rdfc, jcs = FULL["proof"]
    for proof in ([], [jcs], jcs, [rdfc, rdfc], "x"):
        with pytest.raises(MalformedError) as refused:
            rdfc_only({**FULL, "proof": proof})
        assert refused.value.reason == "no-proof"
