"""A stolen key, and the diplomas that it signed before: what the transparency log says of it, for whoever verifies.

A compromised key leaves did.json, so that nothing it signs is believed any more, and the school signs its diplomas
anew. What holders saved before carries the old signature. It is good all the same if the log held it below the index
`since` of the key's ``compromised`` leaf: a thief can have put nothing there. Those leaves are published together, each
with its proof of inclusion, so that nobody has to read the whole log::

    /log/compromised.json    {"keys": [{"leaf": "{…}", "proof": "c2sp.org/tlog-proof@v1\\n…"}, …], "v": 1}

::

    since = since_of(text, key, issuer_keys, log_key)      # None: no word of this issuer about this key
    judged = judge_former(credential, report, means, …)    # the report as it is with the old key, and that of the log

The twin is ``site_templates/assets/former-key.js``; both are held to ``tests/vectors/former``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.checkpoint import open_checkpoint
from generator.trust.did import parse_did_document
from generator.trust.keys import PublicKey
from generator.trust.logged import LogReport, verify_logged
from generator.trust.logkeys import compromised_since
from generator.trust.logleaf import KeyLeaf, parse_leaf
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import leaf_hash
from generator.trust.note import NoteKey
from generator.trust.proof import read_proofs
from generator.trust.report import Check, CheckId, Outcome, Report
from generator.trust.strictjson import Json, JsonObject, parse_object
from generator.trust.tiles import TILE_WIDTH
from generator.trust.transparency import TransparencyLog
from generator.trust.verify import verify
from generator.trust.view import fields

__all__ = ["PATH", "LogMeans", "compromised_file", "judge_former", "since_of"]

PATH = "log/compromised.json"
_COMPROMISED = b'"state":"compromised"'
_MAX_BYTES = 1_000_000
_MAX_ENTRIES = 1_000
_MAX_DID = 65_536


@dataclass(frozen=True, slots=True)
class LogMeans:
    """What a diploma's proof is held against, as `verify_logged` takes it, and the published word on stolen keys."""

    proof: str
    vkey: str
    policy: str
    live: str | None
    beside: str | None
    compromised: str | bytes


def compromised_file(log: TransparencyLog) -> bytes:
    """The published file: every ``compromised`` leaf that is signed for, in the order of the log."""
    entries: list[Json] = []
    for start in range(0, len(log.leaves), TILE_WIDTH):
        for index, data in enumerate(log.leaves[start : start + TILE_WIDTH], start):
            # Canonical text: of a million leaves, only these few need be read.
            if _COMPROMISED in data and (proof := log.proof_of(index)) is not None:
                entries.append({"leaf": data.decode(), "proof": proof})
    return canonical({"keys": entries, "v": 1}) + b"\n"


def since_of(
    text: str | bytes, key: PublicKey, issuer_keys: Collection[PublicKey], log_key: NoteKey
) -> int | None:
    """The index of the log from which on diplomas of `key` are not good, as another of `issuer_keys` (those that
    did.json lists now) says in the log of `log_key`; None where none of them says anything of it.

    Raises `MalformedError` (``compromised``) for a text of another form, and for any entry that is not proven: a file
    with one false entry is believed in nothing.
    """
    found = [_proven(entry, log_key) for entry in _entries(text)]
    # The key alone says nothing here: whoever stole it could say it.
    if not any(leaf.key == key and leaf.by in issuer_keys and leaf.verify() for _, leaf in found):
        return None
    return compromised_since(key, found, issuer_keys)


def judge_former(
    credential: bytes,
    report: Report,
    means: LogMeans,
    *,
    did_documents: Mapping[str, bytes],
    status_lists: Mapping[str, bytes],
    now: datetime,
) -> tuple[Report, LogReport] | None:
    """Judge a diploma once more whose key did.json does not list (`report` says so), by what the log says of the key.

    None where the log says nothing of it: `report` stands. Otherwise the report as it is with that key where the
    diploma was logged before the theft, and `report` with the reason ``key-compromised`` where it was not, or nothing
    proves it.
    """
    if report[CheckId.KEY].reason != "key-not-found":
        return None
    try:
        did, key = _key_of(credential)
        document = parse_did_document(parse_object(did_documents[did], max_bytes=_MAX_DID))
        listed = tuple(document.keys.values())
        since = since_of(means.compromised, key, listed, NoteKey.parse(means.vkey))
    except (MalformedError, KeyError):
        return None
    if since is None:
        return None
    logged = verify_logged(
        credential,
        issuer_key=key.multibase,
        proof=means.proof,
        vkey=means.vkey,
        policy=means.policy,
        live=means.live,
        beside=means.beside,
        compromised_since=since,
    )
    known = (("compromised since", str(since)),)
    if logged.outcome is not Outcome.PASSED:
        check = report[CheckId.KEY]
        return _with_key(
            report, replace(check, reason="key-compromised", detail=check.detail + known)
        ), logged
    method = f"{did}#{key.multibase}"
    judged = verify(
        credential,
        did_documents=did_documents,
        status_lists=status_lists,
        now=now,
        former_keys={method: since},
    )
    return judged, logged


def _with_key(report: Report, check: Check) -> Report:
    checks = tuple(check if one.id is CheckId.KEY else one for one in report.checks)
    return replace(report, checks=checks)


def _key_of(credential: bytes) -> tuple[str, PublicKey]:
    """The did of a credential's issuer, and the one key that all its known proofs name; nothing of it is believed."""
    document = parse_object(credential)
    did = fields(document).issuer_did.value
    methods = {proof.verification_method for proof in read_proofs(document)[0]}
    if len(methods) != 1 or not (method := methods.pop()).startswith(f"{did}#"):
        raise MalformedError("its proofs name several keys", reason="key")
    return did, PublicKey.from_multibase(method.removeprefix(f"{did}#"))


def _entries(text: str | bytes) -> list[JsonObject]:
    try:
        value = parse_object(text, max_bytes=_MAX_BYTES)
    except MalformedError:
        raise _malformed() from None
    entries = value.get("keys")
    if value.keys() != {"keys", "v"} or value["v"] != 1 or not isinstance(entries, list):
        raise _malformed()
    found = [entry for entry in entries if isinstance(entry, dict) and entry.keys() == {"leaf", "proof"}]
    if len(found) != len(entries) or len(found) > _MAX_ENTRIES:
        raise _malformed()
    return found


def _proven(entry: JsonObject, log_key: NoteKey) -> tuple[int, KeyLeaf]:
    data, text = entry["leaf"], entry["proof"]
    if not isinstance(data, str) or not isinstance(text, str):
        raise _malformed()
    try:
        leaf = parse_leaf(data.encode("utf-8", "surrogatepass"))
        proof = InclusionProof.parse(text)
        open_checkpoint(proof.checkpoint, log_key)
        proven = proof.proves(leaf_hash(leaf.to_bytes()))
    except MalformedError:
        raise _malformed() from None
    if not proven or not isinstance(leaf, KeyLeaf) or leaf.state != "compromised":
        raise _malformed()
    return proof.index, leaf


def _malformed() -> MalformedError:
    return MalformedError("this is no proven word of the log on stolen keys", reason="compromised")
