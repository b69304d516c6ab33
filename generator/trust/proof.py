"""Data Integrity proofs: W3C Data Integrity EdDSA Cryptosuites 1.0, ``eddsa-rdfc-2022`` and ``eddsa-jcs-2022``.

Both sign, with Ed25519, ``SHA-256(proof without proofValue) || SHA-256(document without proof)``, each half
in the suite's canonical form: RDFC-1.0 N-Quads (§3.2), which is what other people's verifiers accept, or JCS
(§3.3), which alone covers the JSON that people read. A jcs proof carries a copy of the document's
``@context``.

A document holds a set of proofs, independent of one another (Verifiable Credential Data Integrity §2.1.1): a
copy with one of them alone needs no new signature. A suite is an object that knows its two hashes;
everything else is shared.

Stricter than the specification, so that nothing signed is ambiguous: a known proof has exactly the members
that we write (an ``expires`` or ``domain`` that nobody checks would be a promise), and its ``@context``
equals the document's, where the specification is content with a prefix.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from generator.errors import MalformedError
from generator.trust import multibase
from generator.trust.canonical import canonical_hash
from generator.trust.instant import format_instant, parse_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.rdf import canonical_nquads
from generator.trust.remembered import remembered
from generator.trust.strictjson import Json, JsonObject

__all__ = [
    "JCS",
    "PROOF_SET",
    "RDFC",
    "SUITES",
    "Cryptosuite",
    "Proof",
    "rdfc_only",
    "rdfc_proof",
    "read_proofs",
    "sign",
    "sign_jcs",
    "verify_jcs",
    "verify_proof",
    "verify_set",
]


class Cryptosuite(Protocol):
    """How one suite turns a document and a proof configuration into 64 bytes to sign."""

    @property
    def name(self) -> str:
        """The value of the member `cryptosuite`."""

    @property
    def stores_context(self) -> bool:
        """Whether the published proof carries a copy of the document's ``@context``."""

    def document_hash(self, document: JsonObject, unsigned: bytes | None = None) -> bytes:
        """32 bytes over the document without its member `proof`; `unsigned` is the canonical text of that, where the
        caller has it.
        """

    def configuration_hash(self, document: JsonObject, configuration: JsonObject) -> bytes:
        """32 bytes over the proof without `proofValue`."""


@dataclass(frozen=True, slots=True)
class JcsSuite:
    """``eddsa-jcs-2022``."""

    name: str = "eddsa-jcs-2022"
    stores_context: bool = True

    def document_hash(self, document: JsonObject, unsigned: bytes | None = None) -> bytes:
        """§3.3.4 hashing, second half."""
        if unsigned is not None:
            return hashlib.sha256(unsigned).digest()
        return canonical_hash({name: value for name, value in document.items() if name != "proof"})

    def configuration_hash(self, document: JsonObject, configuration: JsonObject) -> bytes:
        """§3.3.4 hashing, first half. The document plays no part: the configuration holds its own
        ``@context``.
        """
        return _jcs_configuration_hash(configuration)


@dataclass(frozen=True, slots=True)
class RdfcSuite:
    """``eddsa-rdfc-2022``. Only documents whose every member is in our vocabulary have such a hash."""

    name: str = "eddsa-rdfc-2022"
    stores_context: bool = False

    def document_hash(self, document: JsonObject, unsigned: bytes | None = None) -> bytes:
        """§3.2.4 hashing, second half."""
        without = {name: value for name, value in document.items() if name != "proof"}
        return hashlib.sha256(canonical_nquads(without)).digest()

    def configuration_hash(self, document: JsonObject, configuration: JsonObject) -> bytes:
        """§3.2.4 hashing, first half. The document's ``@context`` serves the configuration too; our contexts
        say the same of a proof, so that the document plays no further part.
        """
        return _rdfc_configuration_hash(configuration)


# The diplomas of a batch are signed with one key, in few different seconds.


@remembered
def _jcs_configuration_hash(configuration: JsonObject) -> bytes:
    return canonical_hash(configuration)


@remembered
def _rdfc_configuration_hash(configuration: JsonObject) -> bytes:
    return hashlib.sha256(canonical_nquads(configuration)).digest()


RDFC = RdfcSuite()
JCS = JcsSuite()
PROOF_SET: tuple[Cryptosuite, ...] = (RDFC, JCS)
"""What everything issued here is signed with, in this order."""
SUITES: Mapping[str, Cryptosuite] = MappingProxyType({suite.name: suite for suite in PROOF_SET})
"""The suites that this program can check. A proof of another suite is neither believed nor held against a
document.
"""

_MEMBERS = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"})


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof of a known suite, read and well-formed, not yet verified."""

    suite: Cryptosuite
    created: datetime
    verification_method: str
    signature: bytes
    configuration: JsonObject


def sign_jcs(document: JsonObject, key: SecretKey, *, did: str, created: datetime) -> JsonObject:
    """Return `document` with a set of one ``eddsa-jcs-2022`` proof by `key` of the issuer `did`."""
    return sign(document, key, did=did, created=created, suites=(JCS,))


def sign(
    document: JsonObject,
    key: SecretKey,
    *,
    did: str,
    created: datetime,
    suites: Sequence[Cryptosuite] = PROOF_SET,
) -> JsonObject:
    """Return `document` with one proof of each suite, in that order; `document` itself is left alone.

    `created` is the issuance time. Raises `MalformedError` when the document has a proof already
    (``already-signed``) or no canonical form.
    """
    if "proof" in document:
        raise MalformedError("the document is signed already", reason="already-signed")
    proofs: list[Json] = []
    instant, method = format_instant(created), f"{did}#{key.public.multibase}"
    for suite in suites:
        configuration: JsonObject = {
            "type": "DataIntegrityProof",
            "cryptosuite": suite.name,
            "created": instant,
            "verificationMethod": method,
            "proofPurpose": "assertionMethod",
        }
        if suite.stores_context:
            # A copy: whoever changes one list later must not change the other along with it.
            configuration["@context"] = deepcopy(document["@context"])
        message = suite.configuration_hash(document, configuration) + suite.document_hash(document)
        proofs.append({**configuration, "proofValue": multibase.encode(key.sign(message))})
    return {**document, "proof": proofs}


def rdfc_only(document: JsonObject) -> JsonObject:
    """A copy of a signed document with its ``eddsa-rdfc-2022`` proof alone, as one object rather than a set.

    The proofs of a set are independent, so that nothing is signed again. It is for software that wants a single
    proof; it does not cover the JSON that people read, and our own verifiers ask for the set. Raises `MalformedError`
    (reason ``no-proof``) unless the document has exactly one such proof.
    """
    return {**document, "proof": rdfc_proof(document)}


def rdfc_proof(document: JsonObject) -> JsonObject:
    """The one ``eddsa-rdfc-2022`` proof of a document, as `rdfc_only` says."""
    value = document.get("proof")
    entries = value if isinstance(value, list) else [value]
    found = [entry for entry in entries if isinstance(entry, dict) and entry.get("cryptosuite") == RDFC.name]
    if len(found) != 1:
        raise MalformedError(f"the document has not exactly one {RDFC.name} proof", reason="no-proof")
    return found[0]


def read_proofs(document: JsonObject) -> tuple[tuple[Proof, ...], tuple[str, ...]]:
    """Read the proofs of a document: those of known suites, and the names of the suites that are not known.

    `proof` may be one object or a set of them. Raises `MalformedError` with the reason ``no-proof``,
    ``proof-malformed``, ``proof-purpose``, ``proof-context`` or ``proof-value``.
    """
    value = document.get("proof")
    entries = value if isinstance(value, list) else [] if value is None else [value]
    if not entries:
        raise MalformedError("the document carries no proof", reason="no-proof")
    known: list[Proof] = []
    unknown: list[str] = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise MalformedError("a proof is not an object", reason="proof-malformed")
        name = entry.get("cryptosuite")
        suite = SUITES.get(name) if isinstance(name, str) else None
        if suite is None or entry.get("type") != "DataIntegrityProof":
            unknown.append(str(name if isinstance(name, str) else entry.get("type"))[:60])
        else:
            known.append(_read(document, entry, suite))
    return tuple(known), tuple(unknown)


def verify_proof(
    document: JsonObject, proof: Proof, key: PublicKey, *, unsigned: bytes | None = None
) -> bool:
    """Whether `proof` is a signature of `key` over `document`; `unsigned` is the canonical text of the document without
    its proofs, where the caller has it.
    """
    try:
        message = proof.suite.configuration_hash(document, proof.configuration)
        message += proof.suite.document_hash(document, unsigned)
    except MalformedError:
        return False
    return key.verify(proof.signature, message)


def verify_set(document: JsonObject, public_key: PublicKey) -> bool:
    """Whether `document` carries exactly our proof set, each a signature of `public_key`."""
    try:
        proofs, others = read_proofs(document)
    except MalformedError:
        return False
    ours = not others and [proof.suite for proof in proofs] == list(PROOF_SET)
    return ours and all(verify_proof(document, proof, public_key) for proof in proofs)


def verify_jcs(document: JsonObject, public_key: PublicKey) -> bool:
    """Whether every ``eddsa-jcs-2022`` proof of `document` is a signature of `public_key`, and there is at
    least one.

    This says nothing about whose key it is; `verify.verify` does.
    """
    try:
        proofs = [proof for proof in read_proofs(document)[0] if proof.suite.name == JCS.name]
    except MalformedError:
        return False
    return bool(proofs) and all(verify_proof(document, proof, public_key) for proof in proofs)


def _read(document: JsonObject, entry: JsonObject, suite: Cryptosuite) -> Proof:
    configuration = {name: value for name, value in entry.items() if name != "proofValue"}
    context = entry.get("@context")
    if suite.stores_context and (context is None or context != document.get("@context")):
        raise MalformedError("the proof's @context is not the document's", reason="proof-context")
    if entry.keys() - {"@context"} != _MEMBERS or ("@context" in entry) != suite.stores_context:
        raise MalformedError("the proof has members other than the expected ones", reason="proof-malformed")
    if entry["proofPurpose"] != "assertionMethod":
        raise MalformedError("the proof serves another purpose", reason="proof-purpose")
    method, created, value = entry["verificationMethod"], entry["created"], entry["proofValue"]
    if not isinstance(method, str) or not isinstance(created, str):
        raise MalformedError("the proof names no key or no instant", reason="proof-malformed")
    try:
        instant = parse_instant(created)
    except MalformedError:
        raise MalformedError("the proof's instant is not one", reason="proof-malformed") from None
    return Proof(suite, instant, method, _signature(value), configuration)


def _signature(value: Json) -> bytes:
    try:
        signature = multibase.decode(value) if isinstance(value, str) else b""
    except MalformedError:
        signature = b""
    if len(signature) != 64:
        raise MalformedError("the proof's value is not 64 bytes in base58btc", reason="proof-value")
    return signature
