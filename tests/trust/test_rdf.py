"""The canonical N-Quads of our documents are those of a general JSON-LD processor over the published contexts."""

from __future__ import annotations

import gc
import json
from copy import deepcopy
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from generator.errors import MalformedError
from generator.trust import build, sign
from generator.trust.proof import JCS, RDFC, rdfc_proof, verify_jcs, verify_set
from generator.trust.rdf import canonical_nquads
from generator.trust.statuslist import StatusList, status_list_credential
from generator.trust.text import check_name
from tests.vectors import make_vocabulary
from tests.vectors.themes.diplomas import CREATED, DID, KEY, LIST, LISTED, award, small

Json = Any
BUNDLED = files("openbadgeslib") / "ob3" / "contexts"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}
PARSED = {url: json.loads((BUNDLED / name).read_text(encoding="utf-8")) for url, name in CONTEXTS.items()}


def _load(url: str, _options: Json) -> Json:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": PARSED[url],
    }


def by_pyld(document: Json) -> str:
    # PyLD calls RDFC-1.0 by its older name.
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    result: str = jsonld.normalize(deepcopy(document), options)
    return result


def ours(document: Json) -> str:
    return canonical_nquads(document).decode()


FULL = build(award())
STATUS_LIST = status_list_credential(LIST, DID, StatusList.empty().with_bits(set_=[7]), valid_from=LISTED)
DOCUMENTS = {
    "full": FULL,
    "small": build(small()),
    "without evidence": build(award(evidence=())),
    "expiring": build(award(valid_until=date(2030, 1, 31))),
    "status list": STATUS_LIST,
    "status list with an end": STATUS_LIST | {"validUntil": "2027-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_shape_is_canonicalised_as_by_a_general_processor(name: str) -> None:
    assert ours(DOCUMENTS[name]) == by_pyld(DOCUMENTS[name])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_is_left_behind_that_refers_to_itself(name: str) -> None:
    """While batches are verified nobody looks for reference cycles (generator/adapters/workers.py)."""
    ours(DOCUMENTS[name])
    gc.collect()
    gc.disable()
    try:
        ours(DOCUMENTS[name])
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_proof_configuration_is_canonicalised_as_by_a_general_processor() -> None:
    signed = sign(FULL, KEY, did=DID, created=CREATED, suites=(RDFC,))
    configuration = {name: value for name, value in signed["proof"][0].items() if name != "proofValue"}
    assert ours(configuration) == by_pyld({"@context": FULL["@context"], **configuration})


def test_every_member_of_the_vocabulary_is_in_a_document_compared() -> None:
    """A member that no compared document holds could be wrong unnoticed."""
    from generator.trust.vocabulary import NODES

    text = "".join(map(ours, DOCUMENTS.values())) + ours(
        {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-01-01T00:00:00Z",
            "verificationMethod": f"{DID}#{KEY.public.multibase}",
            "proofPurpose": "assertionMethod",
        }
    )
    missing = [
        (kind, name)
        for kind, node in NODES.items()
        for name, (predicate, _) in node.members.items()
        if f"<{predicate}>" not in text
    ]
    assert missing == []


def _signable(text: str) -> bool:
    try:
        check_name(text)
    except MalformedError:
        return False
    return True


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(_signable)


@settings(max_examples=150, deadline=None)
@given(
    holder=NAMES, credits=st.one_of(st.none(), st.integers(1, 60), st.floats(0.0001, 900, allow_nan=False))
)
def test_hostile_names_and_odd_numbers_are_canonicalised_as_by_a_general_processor(
    holder: str, credits: float | None
) -> None:
    what = award(holder_name=holder)
    document = build(what)
    document["name"] = holder + '\n\t"\\ 漢字 \U0001d4b3'
    achievement = document["credentialSubject"]["achievement"]  # type: ignore[index, call-overload]
    achievement.pop("creditsAvailable", None)  # type: ignore[union-attr]
    if credits is not None:
        achievement["creditsAvailable"] = credits  # type: ignore[index, call-overload]
    assert ours(document) == by_pyld(document)


def _changed(path: str, value: Json) -> Json:
    document = deepcopy(FULL)
    *parents, last = path.split("|")
    node: Json = document
    for step in parents:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("nickname", "x", "undefined-term"),
        ("https://www.w3.org/2018/credentials#validUntil", "2030-01-01T00:00:00Z", "undefined-term"),
        ("credentialSubject|nickname", "x", "undefined-term"),
        ("credentialSubject|@context", {"name": "https://evil.example/"}, "undefined-term"),
        ("credentialSubject|type", ["AchievementSubject", "Person"], "undefined-type"),
        ("credentialSubject|type", "AchievementSubjekt", "undefined-type"),
        ("type", ["VerifiableCredential", "VerifiableCredential"], "undefined-type"),
        ("credentialStatus|id", "status.json#5", "relative-iri"),
        ("credentialSubject|achievement|id", "programmes/dnm2ip", "relative-iri"),
        ("name", "a\x01b", "control-character"),
        ("name", "a\x7fb", "control-character"),
        ("name", 5, "type"),
        ("credentialSubject|achievement|creditsAvailable", "5", "type"),
        ("@context", ["https://www.w3.org/ns/credentials/v2"], "context"),
    ],
)
def test_what_would_not_be_signed_as_it_reads_is_refused(path: str, value: Json, reason: str) -> None:
    with pytest.raises(MalformedError) as refused:
        canonical_nquads(_changed(path, value))
    assert refused.value.reason == reason


def test_something_said_twice_is_refused() -> None:
    document = deepcopy(FULL)
    results = document["credentialSubject"]["result"]  # type: ignore[index, call-overload]
    results.append(deepcopy(results[0]))  # type: ignore[union-attr, index, call-overload]
    with pytest.raises(MalformedError, match="twice"):
        canonical_nquads(document)


def test_the_issued_set_holds_both_proofs_and_either_may_be_carried_alone() -> None:
    signed = sign(FULL, KEY, did=DID, created=CREATED)
    assert [proof["cryptosuite"] for proof in signed["proof"]] == [RDFC.name, JCS.name]  # type: ignore[union-attr, index, call-overload]
    assert verify_set(signed, KEY.public)
    for proof in signed["proof"]:  # type: ignore[union-attr]
        assert not verify_set({**signed, "proof": [proof]}, KEY.public)
    assert not verify_set({**signed, "name": "Another"}, KEY.public)


def test_the_browser_has_the_same_vocabulary() -> None:
    assert make_vocabulary.PATH.read_text(encoding="utf-8") == make_vocabulary.script()


def test_without_proofs_nothing_is_verified() -> None:
    signed = sign(FULL, KEY, did=DID, created=CREATED)
    for proof in (None, [], "x", [{}], {"type": "DataIntegrityProof"}):
        assert verify_set({**signed, "proof": proof}, KEY.public) is False  # type: ignore[dict-item]
        assert verify_jcs({**signed, "proof": proof}, KEY.public) is False  # type: ignore[dict-item]


def test_the_one_proof_for_other_software_is_found_alone_and_among_others() -> None:
    signed = sign(FULL, KEY, did=DID, created=CREATED)
    (wanted,) = (one for one in signed["proof"] if one["cryptosuite"] == RDFC.name)  # type: ignore[union-attr,call-overload,index]
    for proof in (signed["proof"], [wanted], wanted):
        assert rdfc_proof({**signed, "proof": proof}) == wanted
    for proof in ([wanted, wanted], [], None):
        with pytest.raises(MalformedError) as refused:
            rdfc_proof({**signed, "proof": proof})
        assert refused.value.reason == "no-proof"
