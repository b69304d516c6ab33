"""did:web identifiers and the did.json document (did-core 1.0, did:web method, Multikey).

A key is believed only when did.json lists it completely: an entry in `verificationMethod` whose `controller`
is the document's own id, whose fragment is its own key, and which `assertionMethod` names. Retired keys stay
in both lists for ever, or every older diploma would fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator.errors import MalformedError
from generator.trust.keys import PublicKey
from generator.trust.strictjson import Json, JsonObject

__all__ = ["CONTEXTS", "Did", "DidDocument", "did_document", "parse_did_document"]

CONTEXTS: tuple[str, ...] = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
"""In this order; `cid/v1` or `did/v1.1` instead breaks the verifiers of Digital Bazaar and DCC."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DID = re.compile(rf"did:web:({_LABEL}(?:\.{_LABEL})*(?:%3A[1-9][0-9]{{0,4}})?)((?::[A-Za-z0-9._-]+)*)")


@dataclass(frozen=True, slots=True)
class Did:
    """A did:web. `host` is lower case, with its port after ``%3A`` if it has one; `path` the segments after
    it.
    """

    host: str
    path: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Did:
        """Parse ``did:web:host`` or ``did:web:host:a:b``; raises `MalformedError` (reason ``did``)."""
        match = _DID.fullmatch(text) if len(text) <= 500 else None
        segments = tuple(match[2].split(":")[1:]) if match else ()
        if match is None or any(segment in (".", "..") for segment in segments):
            raise MalformedError(f"{text[:100]!r} is not a did:web", reason="did")
        return cls(match[1], segments)

    @property
    def document_path(self) -> str:
        """Where the document is served: ``/.well-known/did.json``, or ``/a/b/did.json``."""
        return f"/{'/'.join(self.path)}/did.json" if self.path else "/.well-known/did.json"

    @property
    def origin(self) -> str:
        """``https://host`` or ``https://host:port``."""
        return f"https://{self.host.replace('%3A', ':')}"

    @property
    def document_url(self) -> str:
        """The https address of the document."""
        return self.origin + self.document_path

    def __str__(self) -> str:
        return ":".join(("did:web", self.host, *self.path))


@dataclass(frozen=True, slots=True)
class DidDocument:
    """The usable keys of an issuer, by verification method id, and why the others are not usable.

    `refused` maps the id of an entry to one of ``key-type``, ``key-controller``, ``key-fragment``,
    ``key-malformed``, ``key-not-for-assertion``.
    """

    id: str
    keys: Mapping[str, PublicKey]
    refused: Mapping[str, str]


def did_document(did: Did | str, keys: Sequence[PublicKey]) -> JsonObject:
    """The did.json of an issuer: every key it ever used, the oldest first."""
    identifier = str(did)
    Did.parse(identifier)
    methods: list[Json] = [
        {
            "id": f"{identifier}#{key.multibase}",
            "type": "Multikey",
            "controller": identifier,
            "publicKeyMultibase": key.multibase,
        }
        for key in keys
    ]
    references: list[Json] = [f"{identifier}#{key.multibase}" for key in keys]
    if len(set(keys)) != len(keys):
        raise MalformedError("a key is listed twice", reason="duplicate-key")
    return {
        "@context": list(CONTEXTS),
        "id": identifier,
        "verificationMethod": methods,
        "assertionMethod": references,
    }


def parse_did_document(document: JsonObject) -> DidDocument:
    """Read a did.json that `strictjson` has parsed.

    Raises `MalformedError` (reason ``did-document``) when it is not one at all; a single bad entry only lands
    in `refused`.
    """
    identifier = document.get("id")
    methods = document.get("verificationMethod")
    assertion = document.get("assertionMethod", [])
    if not isinstance(identifier, str) or not isinstance(methods, list) or not isinstance(assertion, list):
        raise MalformedError("this is not a DID document", reason="did-document")
    Did.parse(identifier)
    # Embedded methods in `assertionMethod` are legal in did-core; ours are references, and one way to say a
    # thing is enough.
    references = {reference for reference in assertion if isinstance(reference, str)}
    keys: dict[str, PublicKey] = {}
    refused: dict[str, str] = {}
    for method in methods:
        if not isinstance(method, dict) or not isinstance(name := method.get("id"), str):
            raise MalformedError("a verification method has no id", reason="did-document")
        if name in keys or name in refused:
            raise MalformedError(f"two verification methods are called {name}", reason="did-document")
        key = _key(method, identifier, name in references)
        if isinstance(key, str):
            refused[name] = key
        else:
            keys[name] = key
    return DidDocument(identifier, MappingProxyType(keys), MappingProxyType(refused))


def _key(method: JsonObject, identifier: str, for_assertion: bool) -> PublicKey | str:
    multibase = method.get("publicKeyMultibase")
    if method.get("type") != "Multikey" or not isinstance(multibase, str):
        return "key-type"
    if method.get("controller") != identifier:
        return "key-controller"
    if method.get("id") != f"{identifier}#{multibase}":
        return "key-fragment"
    if not for_assertion:
        return "key-not-for-assertion"
    try:
        return PublicKey.from_multibase(multibase)
    except MalformedError:
        return "key-malformed"
