"""What a verifier trusts before it reads anything: did.json documents, and perhaps one pinned fingerprint.

This is the only place where a key comes from. It never comes from a credential.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.errors import MalformedError
from generator.trust.did import DidDocument, parse_did_document
from generator.trust.keys import PublicKey, normal_fingerprint
from generator.trust.strictjson import parse_object

__all__ = ["Anchors"]

_MAX_BYTES = 65_536


class Anchors:
    """The documents of the known issuers, each read once, and the fingerprint of the only key that is
    trusted, if pinned.
    """

    def __init__(self, did_documents: Mapping[str, str | bytes], pinned: str | None = None) -> None:
        self.pinned = None if pinned is None else normal_fingerprint(pinned)
        self._texts = did_documents
        self._documents: dict[str, DidDocument | MalformedError] = {}

    def knows(self, did: str) -> bool:
        """Whether a document was given for `did`."""
        return did in self._texts

    def document(self, did: str) -> DidDocument:
        """The document given for `did`; raises `MalformedError` when its text is not one."""
        found = self._documents.get(did)
        if found is None:
            try:
                found = parse_did_document(parse_object(self._texts[did], max_bytes=_MAX_BYTES))
            except MalformedError as error:
                found = error
            self._documents[did] = found
        if isinstance(found, MalformedError):
            raise found
        return found

    def key(self, method: str, issuer: str) -> PublicKey:
        """The key of `issuer` that `method` names.

        Raises `MalformedError` with the reason ``key-of-another-issuer``, ``key-not-found``, ``key-type``,
        ``key-controller``, ``key-fragment``, ``key-not-for-assertion``, ``key-malformed`` or
        ``fingerprint-mismatch``.
        """
        if not method.startswith(issuer + "#"):
            raise MalformedError("the key named is not the issuer's", reason="key-of-another-issuer")
        if not self.knows(issuer):
            return self._pinned_key(method.removeprefix(issuer + "#"))
        document = self.document(issuer)
        key = document.keys.get(method)
        if key is None:
            reason = document.refused.get(method, "key-not-found")
            raise MalformedError("did.json does not give this key for this use", reason=reason)
        return key

    def _pinned_key(self, multibase: str) -> PublicKey:
        # No did.json: the key is read from its name, and believed only because its fingerprint was known
        # beforehand.
        try:
            key = PublicKey.from_multibase(multibase)
        except MalformedError:
            raise MalformedError("the key named is not an Ed25519 key", reason="key-malformed") from None
        if self.pinned is None or key.fingerprint != self.pinned:
            raise MalformedError("the key is not the one pinned", reason="fingerprint-mismatch")
        return key
