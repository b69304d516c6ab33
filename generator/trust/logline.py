"""The leaf of a diploma as the ledger keeps it."""

from __future__ import annotations

from functools import lru_cache

from generator.errors import MalformedError
from generator.trust.keys import PublicKey
from generator.trust.ledger import CredentialLine
from generator.trust.logleaf import IssueLeaf, commitment
from generator.trust.proof import JCS

__all__ = ["commitment_of", "issue_leaf", "signing_key"]


def issue_leaf(line: CredentialLine) -> IssueLeaf:
    """The leaf of a diploma.

    Raises `MalformedError` where it has no salt (``salt``), or names no key (``no-proof``).
    """
    return IssueLeaf(commitment_of(line), signing_key(line))


def commitment_of(line: CredentialLine) -> bytes:
    """What the log calls the diploma."""
    if line.salt is None:
        raise MalformedError(f"the diploma {line.code} has no salt", reason="salt")
    return commitment(line.salt, line.document)


def signing_key(line: CredentialLine) -> PublicKey:
    """The key that the diploma's eddsa-jcs-2022 proof names. That it signed is for the audit of the ledger to say."""
    proofs = line.credential.get("proof")
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if isinstance(proof, dict) and proof.get("cryptosuite") == JCS.name:
            method = proof.get("verificationMethod")
            if isinstance(method, str):
                return _key(method.rpartition("#")[2])
    raise MalformedError(f"the diploma {line.code} names no key", reason="no-proof")


@lru_cache(maxsize=64)
def _key(text: str) -> PublicKey:
    # An issuer signs thousands of diplomas with one key, and base58 is slow.
    return PublicKey.from_multibase(text)
