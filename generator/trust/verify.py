"""Verify a credential against what its verifier already trusts: did.json documents, status lists, a pinned
fingerprint.

The checks, in this order, and the verdict when one fails:

=========== ============================================================ ===================================
parse       strict JSON: size, depth, duplicate members                  altered
structure   the members shown or relied on, the exact ``@context``       altered
issuer      a did.json was given for the issuer, and is the issuer's     unknown issuer; cannot check
key         each proof's key is in did.json, for assertion, its own      altered; unknown issuer (pinned)
proof       ``eddsa-jcs-2022``; every proof of a known suite verifies    altered; cannot check (other suites)
dates       `validFrom` and `validUntil`                                 not yet valid; expired
status      the list is the issuer's and signed; the bit is not set      revoked; valid, status not checked
=========== ============================================================ ===================================

A key is never taken from the credential itself. The one exception is not one: with a pinned fingerprint and
no did.json, the key that the proof names is used only if its SHA-256 fingerprint is the pinned one, so that
the trust comes from the pin. The other, for a key that did.json no longer lists because it was stolen, is in
`formerkeys`: there the trust comes from the transparency log.

A `Verifier` reads each did.json and each status list once, and then verifies any number of credentials.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from generator.errors import MalformedError
from generator.trust.anchors import Anchors
from generator.trust.canonical import look_at
from generator.trust.instant import format_instant
from generator.trust.keys import PublicKey
from generator.trust.proof import JCS, Proof, read_proofs, verify_proof
from generator.trust.publishedlist import PublishedList, read_published_list
from generator.trust.report import CHECKS, Check, CheckId, Outcome, Report, Verdict
from generator.trust.strictjson import JsonObject
from generator.trust.view import CredentialView, read_view

__all__ = ["Verifier", "verify"]

_Detail = tuple[tuple[str, str], ...]
_Checks = dict[CheckId, Check]
NONE: Final[Mapping[str, int]] = MappingProxyType({})


def verify(
    credential_text: str | bytes,
    *,
    did_documents: Mapping[str, str | bytes],
    status_lists: Mapping[str, str | bytes],
    now: datetime,
    pinned: str | None = None,
    former_keys: Mapping[str, int] = NONE,
) -> Report:
    """Verify one credential.

    `did_documents` maps an issuer's did to the text of its did.json, `status_lists` an address to the text
    found there, both obtained by the caller. `now` is an aware datetime. `pinned` is the fingerprint of the
    one key that is trusted. `former_keys` are verification methods of stolen keys, with the index of the log since
    when, for which the caller has found that the log held this diploma before: see `formerkeys`. They are good for
    the diploma, never for a status list. No text makes this raise; a `pinned` that is not a fingerprint and a `now`
    without time zone do (`MalformedError`).
    """
    verifier = Verifier(did_documents, status_lists, pinned=pinned, former_keys=former_keys)
    return verifier.verify(credential_text, now=now)


class _Stop(Exception):
    """A check that ends the verification, and the verdict that follows. Never leaves this module."""

    def __init__(self, check: Check, verdict: Verdict) -> None:
        super().__init__(check.reason)
        self.check = check
        self.verdict = verdict


class Verifier:
    """Verifies credentials against fixed documents; see `verify` for the arguments."""

    def __init__(
        self,
        did_documents: Mapping[str, str | bytes],
        status_lists: Mapping[str, str | bytes],
        *,
        pinned: str | None = None,
        former_keys: Mapping[str, int] = NONE,
    ) -> None:
        self._anchors = Anchors(did_documents, pinned)
        self._former = former_keys
        self._list_texts = status_lists
        # A build verifies a hundred thousand credentials against the same few lists.
        self._lists: dict[tuple[str, str], PublishedList | str] = {}

    def verify(self, credential_text: str | bytes, *, now: datetime) -> Report:
        """Make every check that can be made, and judge."""
        if now.tzinfo is None:
            raise MalformedError("the time of a verification needs a time zone", reason="date")
        done: _Checks = {}
        view: CredentialView | None = None
        try:
            document = _parsed(credential_text, done)
            structured = _structured(credential_text, done)
            self._check_issuer(structured.issuer_did.value, done)
            proofs = self._keys(document, structured.issuer_did.value, done)
            _check_proofs(document, proofs, done)
            view = structured
            verdict = self._currency(structured, now, done)
        except _Stop as stop:
            done[stop.check.id] = stop.check
            verdict = stop.verdict
        checks = tuple(
            done.get(check) or Check(check, Outcome.NOT_CHECKED, "not-reached") for check in CHECKS
        )
        return Report(verdict, checks, view)

    def _check_issuer(self, did: str, done: _Checks) -> None:
        detail: _Detail = (("issuer", did),)
        if not self._anchors.knows(did):
            if self._anchors.pinned is None:
                raise _failed(CheckId.ISSUER, "no-did-document", Verdict.UNKNOWN_ISSUER, detail)
            done[CheckId.ISSUER] = Check(CheckId.ISSUER, Outcome.NOT_CHECKED, "pinned-key-only", detail)
            return
        try:
            document = self._anchors.document(did)
        except MalformedError:
            raise _failed(CheckId.ISSUER, "did-document-malformed", Verdict.CANNOT_CHECK, detail) from None
        detail += (("did.json", document.id),)
        if document.id != did:
            raise _failed(CheckId.ISSUER, "did-mismatch", Verdict.UNKNOWN_ISSUER, detail)
        done[CheckId.ISSUER] = Check(CheckId.ISSUER, Outcome.PASSED, "ok", detail)

    def _keys(self, document: JsonObject, issuer: str, done: _Checks) -> list[tuple[Proof, PublicKey]]:
        try:
            proofs, others = read_proofs(document)
        except MalformedError as error:
            raise _failed(CheckId.PROOF, error.reason, Verdict.ALTERED) from None
        if not any(proof.suite.name == JCS.name for proof in proofs):
            # The other suites sign the meaning of the JSON-LD, not the JSON that is read here: a member
            # renamed to its absolute IRI keeps such a signature good, and disappears from view.
            names = ", ".join([*(proof.suite.name for proof in proofs), *others])
            check = Check(CheckId.PROOF, Outcome.NOT_CHECKED, "no-jcs-proof", (("cryptosuite", names),))
            raise _Stop(check, Verdict.CANNOT_CHECK)
        found = [(proof, self._key(proof.verification_method, issuer)) for proof in proofs]
        detail: _Detail = (
            ("verificationMethod", proofs[0].verification_method),
            ("fingerprint", found[0][1].fingerprint),
        )
        if self._anchors.pinned is not None:
            detail += (("pinned", self._anchors.pinned),)
        since = self._former.get(proofs[0].verification_method)
        if since is not None:
            detail += (("compromised since", str(since)),)
        done[CheckId.KEY] = Check(
            CheckId.KEY, Outcome.PASSED, "ok" if since is None else "stolen-later", detail
        )
        return found

    def _key(self, method: str, issuer: str) -> PublicKey:
        pinned = self._anchors.pinned
        detail: _Detail = (("verificationMethod", method),)
        if pinned is not None:
            detail += (("pinned", pinned),)
        try:
            key = self._anchors.key(method, issuer)
        except MalformedError as error:
            if error.reason == "key-not-found" and method in self._former:
                return PublicKey.from_multibase(method.partition("#")[2])
            verdict = Verdict.UNKNOWN_ISSUER if error.reason == "fingerprint-mismatch" else Verdict.ALTERED
            raise _failed(CheckId.KEY, error.reason, verdict, detail) from None
        if pinned is not None and key.fingerprint != pinned:
            detail += (("fingerprint", key.fingerprint),)
            raise _failed(CheckId.KEY, "fingerprint-mismatch", Verdict.UNKNOWN_ISSUER, detail)
        return key

    def _currency(self, view: CredentialView, now: datetime, done: _Checks) -> Verdict:
        dates = done[CheckId.DATES] = _dates(view, now)
        status = done[CheckId.STATUS] = self._status(view, now)
        # A revoked diploma stays revoked when it also expires: the graver word is the one to read.
        if status.outcome is Outcome.FAILED:
            return Verdict.REVOKED
        if dates.outcome is Outcome.FAILED:
            return Verdict(dates.reason)
        return Verdict.VALID if status.outcome is Outcome.PASSED else Verdict.VALID_STATUS_NOT_CHECKED

    def _status(self, view: CredentialView, now: datetime) -> Check:
        address, index = view.status_list.value, view.status_index.value
        detail: _Detail = (("list", address), ("index", index))
        found = self._list(address, view.issuer_did.value)
        if isinstance(found, str):
            return Check(CheckId.STATUS, Outcome.NOT_CHECKED, found, detail)
        if found.valid_from is not None:
            detail += (("list date", format_instant(found.valid_from)),)
        if found.valid_from is not None and found.valid_from > now:
            return Check(CheckId.STATUS, Outcome.NOT_CHECKED, "list-not-yet-valid", detail)
        if found.valid_until is not None and found.valid_until < now:
            return Check(CheckId.STATUS, Outcome.NOT_CHECKED, "list-expired", detail)
        try:
            revoked = found.statuses[int(index)]
        except MalformedError as error:
            return Check(CheckId.STATUS, Outcome.NOT_CHECKED, error.reason, detail)
        if revoked:
            return Check(CheckId.STATUS, Outcome.FAILED, "revoked", detail)
        return Check(CheckId.STATUS, Outcome.PASSED, "ok", detail)

    def _list(self, address: str, issuer: str) -> PublishedList | str:
        """The list, or the reason why it says nothing: that is "not checked", never "not revoked"."""
        found = self._lists.get((address, issuer))
        if found is not None:
            return found
        text = self._list_texts.get(address)
        result: PublishedList | str = "list-missing"
        if text is not None:
            try:
                result = read_published_list(text, address=address, issuer=issuer, anchors=self._anchors)
            except MalformedError as error:
                result = error.reason
        self._lists[address, issuer] = result
        return result


def _failed(check: CheckId, reason: str, verdict: Verdict, detail: _Detail = ()) -> _Stop:
    return _Stop(Check(check, Outcome.FAILED, reason, detail), verdict)


def _parsed(text: str | bytes, done: _Checks) -> JsonObject:
    try:
        document = look_at(text)
    except MalformedError as error:
        raise _failed(CheckId.PARSE, error.reason, Verdict.ALTERED, (("error", str(error)),)) from None
    raw = text.encode() if isinstance(text, str) else text
    detail = (("bytes", str(len(raw))), ("sha256", hashlib.sha256(raw).hexdigest()))
    done[CheckId.PARSE] = Check(CheckId.PARSE, Outcome.PASSED, "ok", detail)
    return document


def _structured(text: str | bytes, done: _Checks) -> CredentialView:
    try:
        view = read_view(text)
    except MalformedError as error:
        raise _failed(CheckId.STRUCTURE, error.reason, Verdict.ALTERED, (("error", str(error)),)) from None
    done[CheckId.STRUCTURE] = Check(CheckId.STRUCTURE, Outcome.PASSED, "ok", (("id", view.id.value),))
    return view


def _check_proofs(document: JsonObject, proofs: list[tuple[Proof, PublicKey]], done: _Checks) -> None:
    suites: _Detail = (("cryptosuite", ", ".join(proof.suite.name for proof, _ in proofs)),)
    for proof, key in proofs:
        if not verify_proof(document, proof, key):
            raise _failed(CheckId.PROOF, "signature", Verdict.ALTERED, suites)
    detail = (*suites, ("created", format_instant(proofs[0][0].created)))
    done[CheckId.PROOF] = Check(CheckId.PROOF, Outcome.PASSED, "ok", detail)


def _dates(view: CredentialView, now: datetime) -> Check:
    begin, end = view.valid_from_instant, view.valid_until_instant
    detail: _Detail = (("now", format_instant(now)), ("validFrom", view.valid_from.value))
    if view.valid_until is not None:
        detail += (("validUntil", view.valid_until.value),)
    if now < begin:
        return Check(CheckId.DATES, Outcome.FAILED, "not-yet-valid", detail)
    if end is not None and now > end:
        return Check(CheckId.DATES, Outcome.FAILED, "expired", detail)
    return Check(CheckId.DATES, Outcome.PASSED, "ok", detail)
