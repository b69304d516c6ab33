"""A status list as it was published: believed only when its issuer is the credential's and has signed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator.errors import MalformedError
from generator.trust.anchors import Anchors
from generator.trust.instant import parse_instant
from generator.trust.proof import JCS, read_proofs, verify_proof
from generator.trust.statuslist import StatusList
from generator.trust.strictjson import Json, JsonObject, parse_object

__all__ = ["PublishedList", "read_published_list"]

_MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class PublishedList:
    """An authentic status list and its own dates."""

    statuses: StatusList
    valid_from: datetime | None
    valid_until: datetime | None


def read_published_list(text: str | bytes, *, address: str, issuer: str, anchors: Anchors) -> PublishedList:
    """Read and verify the list that was found at `address`.

    Raises `MalformedError` with the first reason found of ``list-malformed``, ``list-of-another-address``,
    ``list-of-another-issuer``, ``list-signature``, ``list-key``, ``list-purpose``, ``list-too-large``,
    ``list-too-short``. The dates are read, not compared with anything.
    """
    try:
        document = parse_object(text, max_bytes=_MAX_BYTES)
    except MalformedError:
        raise MalformedError("the status list is not JSON", reason="list-malformed") from None
    if document.get("id") != address:
        raise MalformedError("the status list has another address", reason="list-of-another-address")
    if document.get("issuer") != issuer:
        raise MalformedError("the status list is another issuer's", reason="list-of-another-issuer")
    _check_signature(document, issuer, anchors)
    return _content(document)


def _check_signature(document: JsonObject, issuer: str, anchors: Anchors) -> None:
    forged = MalformedError("the status list bears no good signature of the issuer", reason="list-signature")
    try:
        proofs, _ = read_proofs(document)
    except MalformedError:
        raise forged from None
    if not any(proof.suite.name == JCS.name for proof in proofs):
        raise forged
    for proof in proofs:
        try:
            key = anchors.key(proof.verification_method, issuer)
        except MalformedError:
            raise MalformedError("the status list is signed with an unknown key", reason="list-key") from None
        if not verify_proof(document, proof, key):
            raise forged


def _content(document: JsonObject) -> PublishedList:
    subject = document.get("credentialSubject")
    if (
        document.get("type") != ["VerifiableCredential", "BitstringStatusListCredential"]
        or not isinstance(subject, dict)
        or subject.get("type") != "BitstringStatusList"
        or not isinstance(encoded := subject.get("encodedList"), str)
    ):
        raise MalformedError("this is not a status list", reason="list-malformed")
    if subject.get("statusPurpose") != "revocation":
        raise MalformedError("the list serves another purpose", reason="list-purpose")
    valid_from, valid_until = _instant(document.get("validFrom")), _instant(document.get("validUntil"))
    return PublishedList(StatusList.decode(encoded), valid_from, valid_until)


def _instant(value: Json) -> datetime | None:
    if value is None:
        return None
    try:
        return parse_instant(value if isinstance(value, str) else "")
    except MalformedError:
        raise MalformedError("a date of the status list is not an instant", reason="list-malformed") from None
