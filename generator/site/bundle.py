"""A bundle: one diploma and everything needed to verify it in twenty years, as files by name.

    files = bundle_files(parts)
    data = write_archive({f"{folder(code)}/{name}": content for name, content in files.items()})

What is inside follows from its parts alone: no date of export, no name of a machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from generator.site.badge import svg_badge
from generator.site.badge_png import png_badge
from generator.site.bundle_page import Facts, bundle_page
from generator.site.openssl import pem, signature_of
from generator.trust.bundle import (
    CREDENTIAL,
    DID,
    LOG_CHECKPOINT,
    LOG_KEY,
    LOG_POLICY,
    LOG_PROOF,
    RDFC,
    STATUS,
)
from generator.trust.canonical import canonical
from generator.trust.proof import RDFC as RDFC_SUITE
from generator.trust.proof import rdfc_only
from generator.trust.strictjson import JsonObject, parse_object
from generator.trust.view import fields

__all__ = [
    "KEY_FILE",
    "PAGE",
    "SIGNATURE_FILE",
    "VERIFIER",
    "BundleParts",
    "LogParts",
    "bundle_files",
    "folder",
]

PAGE: Final = "LISEZ-MOI.html"
VERIFIER: Final = "verify.html"
KEY_FILE: Final = "openssl/key.pem"
SIGNATURE_FILE: Final = "openssl/signature.bin"


@dataclass(frozen=True, slots=True)
class LogParts:
    """The frozen proof of a diploma in the transparency log (C2SP tlog-proof), the log's key and policy, and its newest
    checkpoint."""

    proof: str
    vkey: str
    policy: str
    checkpoint: str


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What a bundle is made of. `document` is the canonical signed credential; `did_text` and `list_text` are published
    as they are; `verifier` is the offline verifier, None where there is none.
    """

    code: str
    document: bytes
    did_text: bytes
    list_text: bytes
    verifier: bytes | None = None
    log: LogParts | None = None
    documents: Mapping[str, bytes] = field(default_factory=dict)
    """PDF files by name."""


def folder(code: str) -> str:
    """The folder that an archive holds, so that unpacking it scatters nothing."""
    return f"diplome-{code}"


def bundle_files(parts: BundleParts) -> dict[str, bytes]:
    """The files of a bundle, by name. Raises `MalformedError` for a credential of unsound structure."""
    credential = parse_object(parts.document)
    view = fields(credential)
    signature = signature_of(credential)
    proof = parts.log.proof if parts.log is not None else None
    files = {
        CREDENTIAL: parts.document,
        DID: parts.did_text,
        STATUS: parts.list_text,
        "badge.svg": svg_badge(parts.document, view, proof),
        "badge.png": png_badge(parts.document, view, proof),
        KEY_FILE: pem(signature.key).encode(),
        SIGNATURE_FILE: signature.value,
    }
    if _has_rdfc(credential):
        files[RDFC] = canonical(rdfc_only(credential))
    files.update(parts.documents)
    if parts.verifier is not None:
        files[VERIFIER] = parts.verifier
    if parts.log is not None:
        files[LOG_PROOF] = parts.log.proof.encode()
        files[LOG_KEY] = parts.log.vkey.encode()
        files[LOG_POLICY] = parts.log.policy.encode("utf-8", "surrogateescape")
        files[LOG_CHECKPOINT] = parts.log.checkpoint.encode()
    listed = parse_object(parts.list_text, max_bytes=4_000_000).get("validFrom")
    facts = Facts(
        code=parts.code,
        view=view,
        fingerprint=signature.key.fingerprint,
        list_date=listed if isinstance(listed, str) else "",
        files=frozenset(files),
    )
    files[PAGE] = bundle_page(facts).encode()
    return dict(sorted(files.items()))


def _has_rdfc(credential: JsonObject) -> bool:
    proofs = credential.get("proof")
    return isinstance(proofs, list) and any(
        isinstance(proof, dict) and proof.get("cryptosuite") == RDFC_SUITE.name for proof in proofs
    )
