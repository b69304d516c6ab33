"""The neutral vectors, to which the browser's verifier is held as well, and the published ones of W3C."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from generator.trust import multibase, strictjson, verify, verify_jcs
from generator.trust.canonical import canonical
from generator.trust.instant import parse_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.proof import JCS
from tests.vectors.make_vectors import DIRECTORY, files

W3C = DIRECTORY.parent / "w3c"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{case['name']}")
        for path in sorted(DIRECTORY.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    return str(given["prefix"] + given["repeat"] * given["times"] + given["suffix"])


@pytest.mark.parametrize("case", _cases())
def test_a_vector_is_judged_as_expected(case: dict[str, Any]) -> None:
    report = verify(
        _text(case["credential"]),
        did_documents=case["did_documents"],
        status_lists=case["status_lists"],
        now=parse_instant(case["now"]),
        pinned=case["pinned"],
    )
    assert {
        "verdict": report.verdict,
        "checks": {check.id: check.outcome for check in report.checks},
        "reasons": {
            check.id: check.reason for check in report.checks if check.reason not in ("ok", "not-reached")
        },
    } == case["expect"]
    # What is not authentic is not shown as if it were true.
    assert (report.view is None) == (case["expect"]["checks"]["proof"] != "passed")


def test_the_vectors_are_what_their_generator_writes() -> None:
    made = files()
    assert {path.name for path in DIRECTORY.glob("*.json")} == set(made)
    for name, content in made.items():
        assert (DIRECTORY / name).read_text(encoding="utf-8") == content, f"{name} is out of step"


def test_every_member_of_a_diploma_is_changed_and_removed_in_some_vector() -> None:
    claims = " ".join(
        case["claim"]
        for path in DIRECTORY.glob("*.json")
        for case in json.loads(path.read_text(encoding="utf-8"))
    )
    for name in (
        "licenseNumber",
        "statusListIndex",
        "identityHash",
        "creditsAvailable",
        "proofValue",
        "validUntil",
    ):
        assert f"/{name} is reported" in claims


def _w3c() -> list[Any]:
    found = json.loads((W3C / "eddsa-jcs-2022.json").read_text(encoding="utf-8"))
    return [pytest.param(vector, id=str(place)) for place, vector in enumerate(found)]


@pytest.mark.parametrize("vector", _w3c())
def test_the_published_vector_is_reproduced_byte_for_byte(vector: dict[str, str]) -> None:
    seed = multibase.decode(vector["privateKeyMultibase"])
    assert seed[:2] == b"\x80\x26"  # the multicodec of an Ed25519 secret key
    key = SecretKey(seed[2:])
    assert key.public.multibase == vector["publicKeyMultibase"]

    document = strictjson.parse_object(vector["canonicalDocument"])
    assert canonical(document).decode() == vector["canonicalDocument"]
    assert JCS.document_hash(document).hex() == vector["documentHash"]

    configuration = strictjson.parse_object(vector["canonicalProofConfiguration"])
    assert canonical(configuration).decode() == vector["canonicalProofConfiguration"]
    message = JCS.configuration_hash(document, configuration) + JCS.document_hash(document)
    if "combinedHash" in vector:
        assert JCS.configuration_hash(document, configuration).hex() == vector["proofConfigurationHash"]
        assert message.hex() == vector["combinedHash"]

    signature = key.sign(message)
    assert signature.hex() == vector["signature"]
    assert multibase.encode(signature) == vector["proofValue"]
    proof: strictjson.JsonObject = {**configuration, "proofValue": vector["proofValue"]}
    assert verify_jcs({**document, "proof": proof}, key.public)
    assert not verify_jcs({**document, "name": "x", "proof": proof}, key.public)


def test_rfc_8032_test_1_is_reproduced() -> None:
    # RFC 8032 §7.1, TEST 1: the empty message.
    key = SecretKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public == PublicKey(
        bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    )
    expected = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert key.sign(b"").hex() == expected


def test_the_fingerprint_is_sha_256_of_the_raw_key() -> None:
    key = PublicKey(bytes(range(32)))
    digits = hashlib.sha256(bytes(range(32))).hexdigest()
    assert key.fingerprint.replace(" ", "") == digits[:32]
    assert len(key.fingerprint.split(" ")) == 8


def test_sources_of_the_published_vectors_are_named() -> None:
    for path in Path(W3C).glob("*.json"):
        for vector in json.loads(path.read_text(encoding="utf-8")):
            assert "w3c/vc-di-eddsa" in vector["source"]
            assert vector["licence"]
