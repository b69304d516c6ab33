"""A saved bundle: a diploma with everything needed to verify it when its site is gone.

    bundle = open_bundle(read_archive(data))
    judgement = judge(bundle, now=now, pins=["1f3a 07bc …"])
    judgement.report.verdict

What a bundle says about itself proves nothing about the issuer: whoever forges a diploma forges a did.json to go with
it. The keys inside are believed only as far as somebody pins them, by their fingerprints, or brings a did.json from
elsewhere; without either, the best verdict is "cannot be checked".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.did import did_document, parse_did_document
from generator.trust.keys import PublicKey, normal_fingerprint
from generator.trust.logged import LogReport, verify_logged
from generator.trust.report import CheckId, Outcome, Report, Verdict
from generator.trust.strictjson import parse_object
from generator.trust.verify import verify

__all__ = [
    "CREDENTIAL",
    "DID",
    "LOG_CHECKPOINT",
    "LOG_KEY",
    "LOG_POLICY",
    "LOG_PROOF",
    "RDFC",
    "STATUS",
    "Bundle",
    "Judgement",
    "judge",
    "logged",
    "open_bundle",
]

CREDENTIAL: Final = "credential.json"
RDFC: Final = "credential.rdfc.json"
DID: Final = "did.json"
STATUS: Final = "status.json"
LOG_PROOF: Final = "log/proof"
LOG_KEY: Final = "log/vkey"
LOG_POLICY: Final = "log/policy"
LOG_CHECKPOINT: Final = "log/checkpoint"

_MAX_DOCUMENT: Final = 4_000_000
_ABOUT_KEYS: Final = frozenset({CheckId.ISSUER, CheckId.KEY, CheckId.STATUS})


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds for a verifier. `did` and `list_url` are what its documents call themselves, empty where
    there is none.
    """

    credential: bytes
    did: str
    did_text: bytes
    list_url: str
    list_text: bytes
    log: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The report on a bundle's diploma.

    `anchored` is False where its keys come from the bundle itself. `fingerprints` are those of the keys in its
    did.json. `log` is None where the bundle holds no proof, or the diploma is not authentic.
    """

    report: Report
    anchored: bool
    fingerprints: tuple[str, ...]
    log: LogReport | None = None


def open_bundle(files: Mapping[str, bytes]) -> Bundle:
    """Find a bundle among files by path; they may all lie in one folder.

    Raises `MalformedError` (``not-a-bundle``) where there is no ``credential.json``. Every other file may be missing
    or damaged: then it says nothing.
    """
    tops = {name.split("/", 1)[0] for name in files if "/" in name}
    if CREDENTIAL not in files and len(tops) == 1:
        top = f"{tops.pop()}/"
        files = {name.removeprefix(top): data for name, data in files.items() if name.startswith(top)}
    if CREDENTIAL not in files:
        raise MalformedError(f"this is no bundle: it has no {CREDENTIAL}", reason="not-a-bundle")
    did_text, list_text = files.get(DID, b""), files.get(STATUS, b"")
    log = {}
    for name in (LOG_PROOF, LOG_KEY, LOG_POLICY, LOG_CHECKPOINT):
        if name in files:
            log[name] = files[name].decode("utf-8", "replace")
    return Bundle(files[CREDENTIAL], _identifier(did_text), did_text, _identifier(list_text), list_text, log)


def judge(
    bundle: Bundle,
    *,
    now: datetime,
    pins: Sequence[str] = (),
    did_documents: Mapping[str, bytes] | None = None,
    status_lists: Mapping[str, bytes] | None = None,
) -> Judgement:
    """Verify a bundle's diploma.

    `pins` are the fingerprints of the keys that are trusted: with them, nothing is believed that another key signed.
    `did_documents` and `status_lists` come from elsewhere and go before the bundle's own. Raises `MalformedError`
    for a pin that is not a fingerprint.
    """
    keys = _keys(bundle)
    lists = {bundle.list_url: bundle.list_text} if bundle.list_url else {}
    lists |= dict(status_lists or {})
    fingerprints = tuple(key.fingerprint for key in keys)
    pinned = [normal_fingerprint(pin) for pin in pins]
    anchored = bool(pinned or did_documents)
    if did_documents:
        documents = dict(did_documents)
        report = verify(bundle.credential, did_documents=documents, status_lists=lists, now=now)
        if pinned and not _signed_by(report, pinned):
            report = verify(
                bundle.credential, did_documents=documents, status_lists=lists, now=now, pinned=pinned[0]
            )
    elif pinned:
        report = _pinned(bundle, keys, pinned, lists, now)
    else:
        documents = {bundle.did: bundle.did_text} if bundle.did else {}
        report = _unanchored(verify(bundle.credential, did_documents=documents, status_lists=lists, now=now))
    return Judgement(report, anchored, fingerprints, _logged(bundle, report))


def _pinned(
    bundle: Bundle,
    keys: tuple[PublicKey, ...],
    pinned: Sequence[str],
    lists: Mapping[str, bytes],
    now: datetime,
) -> Report:
    """Verify with the keys of the bundle that are pinned, as if its did.json had no others."""
    trusted = [key for key in keys if key.fingerprint in pinned]
    if trusted:
        documents = {bundle.did: canonical(did_document(bundle.did, trusted))}
        report = verify(bundle.credential, did_documents=documents, status_lists=lists, now=now)
        if _signed_by(report, pinned):
            return report
    # What is wrong is said of the first pin: the key is another one, or there is no did.json.
    return verify(bundle.credential, did_documents={}, status_lists=lists, now=now, pinned=pinned[0])


def _signed_by(report: Report, pinned: Sequence[str]) -> bool:
    check = report[CheckId.KEY]
    return check.outcome is Outcome.PASSED and dict(check.detail)["fingerprint"] in pinned


def _unanchored(report: Report) -> Report:
    """What is left of a report whose keys vouch for themselves: a fault remains a fault, a success is none."""
    if report[CheckId.PROOF].outcome is not Outcome.PASSED:
        return report
    checks = tuple(
        replace(check, outcome=Outcome.NOT_CHECKED, reason="keys-from-bundle")
        if check.id in _ABOUT_KEYS and check.outcome is Outcome.PASSED
        else check
        for check in report.checks
    )
    good = report.verdict in (Verdict.VALID, Verdict.VALID_STATUS_NOT_CHECKED)
    return Report(Verdict.CANNOT_CHECK if good else report.verdict, checks, None)


def _logged(bundle: Bundle, report: Report) -> LogReport | None:
    """The proof of inclusion, by the log's own key and policy as the bundle gives them."""
    if not {LOG_PROOF, LOG_KEY, LOG_POLICY} <= bundle.log.keys():
        return None
    return logged(
        bundle.credential,
        report,
        proof=bundle.log[LOG_PROOF],
        vkey=bundle.log[LOG_KEY],
        policy=bundle.log[LOG_POLICY],
        live=bundle.log.get(LOG_CHECKPOINT),
    )


def logged(
    credential: bytes,
    report: Report,
    *,
    proof: str,
    vkey: str,
    policy: str,
    live: str | None = None,
    beside: str | None = None,
) -> LogReport | None:
    """Check the proof that came with a credential; None where the credential itself is not authentic. For `live` and
    `beside` see `verify_logged`.
    """
    method = dict(report[CheckId.KEY].detail).get("verificationMethod")
    if report[CheckId.PROOF].outcome is not Outcome.PASSED or method is None:
        return None
    key = method.partition("#")[2]
    return verify_logged(
        credential, issuer_key=key, proof=proof, vkey=vkey.strip(), policy=policy, live=live, beside=beside
    )


def _keys(bundle: Bundle) -> tuple[PublicKey, ...]:
    try:
        return tuple(parse_did_document(parse_object(bundle.did_text)).keys.values()) if bundle.did else ()
    except MalformedError:
        return ()


def _identifier(text: bytes) -> str:
    """What a document calls itself, empty where it is none; what it is worth is looked at later."""
    try:
        identifier = parse_object(text, max_bytes=_MAX_DOCUMENT).get("id") if text else None
    except MalformedError:
        return ""
    return identifier if isinstance(identifier, str) else ""
