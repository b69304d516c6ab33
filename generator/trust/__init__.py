"""What is proved: canonical bytes, keys, proofs, credentials, status lists, the ledger's lines, verification.

Pure: no clock, file, network or randomness is read here; they arrive as arguments. This room imports only
`generator.errors` and can be lifted out on its own.

Issue::

    key = demonstration_key("did:web:diplomes.example.org")
    signed = sign(build(award), key, did=award.issuer.did, created=now)
    published = canonical(signed)

Verify::

    report = verify(published, did_documents={did: did_json}, status_lists={url: list_json}, now=now)
    report.verdict is Verdict.VALID
    [(check.id, check.outcome, check.reason) for check in report.checks]
"""

from __future__ import annotations

from generator.trust.canonical import canonical
from generator.trust.credential import Award, build
from generator.trust.did import Did, did_document, parse_did_document
from generator.trust.keys import PublicKey, SecretKey, demonstration_key, is_reserved_host
from generator.trust.proof import rdfc_only, sign, sign_jcs, verify_jcs, verify_set
from generator.trust.report import Check, CheckId, Outcome, Report, Verdict
from generator.trust.statuslist import StatusList, status_list_credential
from generator.trust.verify import Verifier, verify
from generator.trust.view import CredentialView, Field, fields

__all__ = [
    "Award",
    "Check",
    "CheckId",
    "CredentialView",
    "Did",
    "Field",
    "Outcome",
    "PublicKey",
    "Report",
    "SecretKey",
    "StatusList",
    "Verdict",
    "Verifier",
    "build",
    "canonical",
    "demonstration_key",
    "did_document",
    "fields",
    "is_reserved_host",
    "parse_did_document",
    "rdfc_only",
    "sign",
    "sign_jcs",
    "status_list_credential",
    "verify",
    "verify_jcs",
    "verify_set",
]
