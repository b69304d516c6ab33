"""Whether a diploma is in the log, and who saw the log that it is in.

::

    report = verify_logged(credential, issuer_key="z6Mk…", proof=proof, vkey=vkey, policy=policy)
    report.outcome, report.reason     # passed, "witnessed" | passed, "not-witnessed" | failed, …

The twin is ``site_templates/assets/log.js``; both are held to ``tests/vectors/log``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from generator.errors import MalformedError
from generator.trust.canonical import canonical_text
from generator.trust.checkpoint import SignedCheckpoint, open_checkpoint
from generator.trust.keys import PublicKey
from generator.trust.logkeys import good_despite_compromise
from generator.trust.logleaf import IssueLeaf, commitment
from generator.trust.logpolicy import NONE, Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import leaf_hash
from generator.trust.note import Note, NoteKey
from generator.trust.report import Outcome
from generator.trust.strictjson import Json, JsonObject

__all__ = ["LogReport", "verify_logged"]


@dataclass(frozen=True, slots=True)
class LogReport:
    """How it ended, with a slug for machines.

    Passed: ``witnessed`` (the policy's quorum cosigned), ``not-witnessed`` (the policy asks for none).
    Not checked: ``vkey``, ``policy``, ``key`` (the verifier's own means are malformed), ``no-salt``.
    Failed: ``credential``, ``salt``, ``proof`` (malformed), ``policy-log`` (not a log of the policy), ``origin``
    (the proof is of another log), ``log-signature``, ``not-included``, ``cosignature`` (a false one), ``quorum`` (too
    few witnesses), ``key-compromised``, ``checkpoint`` (the one shown beside the proof is none of this log),
    ``forked``, ``rolled-back``.

    `index`, `size` and `signed` (the checkpoint's text) are known once the log's signature holds, `witnesses` are the
    names, in the policy, of those who cosigned.
    """

    outcome: Outcome
    reason: str
    index: int | None = None
    size: int | None = None
    witnesses: tuple[str, ...] = ()

    @property
    def logged(self) -> bool:
        """Whether the diploma is in the log, be it with fewer witnesses than the policy asks for."""
        return self.outcome is Outcome.PASSED or self.reason == "quorum"

    def to_json(self) -> JsonObject:
        """The report as JSON, for machines."""
        witnesses: list[Json] = list(self.witnesses)
        return {
            "index": self.index,
            "outcome": self.outcome.value,
            "reason": self.reason,
            "size": self.size,
            "witnesses": witnesses,
        }


def verify_logged(
    credential: bytes | str,
    *,
    issuer_key: str,
    proof: str,
    vkey: str,
    policy: str,
    salt: bytes | None = None,
    beside: str | None = None,
    live: str | None = None,
    compromised_since: int | None = None,
) -> LogReport:
    """Check one diploma's proof. Nothing is raised for bad input: the report says what it was.

    `credential`: the signed text, in any JSON form; `issuer_key`: the Multikey that signed it; `salt`: 32 bytes, by
    default those in the proof's `extra` line; `vkey` and `policy`: whom the verifier trusts.

    `beside`: what the log publishes now for the proof's own size (``/log/checkpoints/<size>``), where cosignatures
    gather after the proof was frozen. `live`: its newest checkpoint (``/log/checkpoint``). Both must be signed by the
    log; a second root for one size is a fork, a live log that is smaller than the proof's was rolled back.
    `compromised_since`: see `logkeys`.
    """
    try:
        given = _Given(credential, issuer_key, proof, vkey, policy, salt)
    except _RefusedError as refused:
        return refused.report
    report = given.included()
    if report.outcome is not Outcome.PASSED:
        return report
    try:
        note = given.checkpoint.note
        if live is not None:
            given.compare(live, newest=True)
        if beside is not None:
            note = note.with_signatures(*given.compare(beside, newest=False).note.signatures)
        return given.witnessed(report, note, compromised_since)
    except _RefusedError as refused:
        return replace(refused.report, index=report.index, size=report.size)


# The diplomas of a site have few checkpoints between them, and one log.
_opened = lru_cache(maxsize=64)(open_checkpoint)
_policy = lru_cache(maxsize=16)(Policy.parse)
_note_key = lru_cache(maxsize=16)(NoteKey.parse)


class _RefusedError(Exception):
    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.report = LogReport(outcome, reason)


class _Given:
    """Everything that was given, read."""

    def __init__(  # noqa: PLR0917
        self, credential: bytes | str, issuer_key: str, proof: str, vkey: str, policy: str, salt: bytes | None
    ) -> None:
        try:
            reason = "vkey"
            self.log = _note_key(vkey)
            reason = "policy"
            self.policy = _policy(policy)
            reason = "key"
            key = PublicKey.from_multibase(issuer_key)
        except MalformedError:
            raise _RefusedError(Outcome.NOT_CHECKED, reason) from None
        try:
            reason = "credential"
            text = canonical_text(credential)
            reason = "proof"
            self.proof = InclusionProof.parse(proof)
            reason = "salt"
            salt = salt if salt is not None else self.proof.extra
            if salt is None:
                raise _RefusedError(Outcome.NOT_CHECKED, "no-salt")
            self.leaf = leaf_hash(IssueLeaf(commitment(salt, text), key).to_bytes())
        except MalformedError:
            raise _RefusedError(Outcome.FAILED, reason) from None
        if not self.policy.trusts_log(self.log):
            raise _RefusedError(Outcome.FAILED, "policy-log")
        self.checkpoint = self._open(self.proof.checkpoint, malformed="proof")

    def included(self) -> LogReport:
        proven = self.proof.proves(self.leaf)
        outcome, reason = (Outcome.PASSED, "ok") if proven else (Outcome.FAILED, "not-included")
        return LogReport(outcome, reason, self.proof.index, self.checkpoint.size)

    def compare(self, text: str, *, newest: bool) -> SignedCheckpoint:
        """Read another checkpoint of the same log, and hold it against the proof's."""
        other = self._open(text, malformed="checkpoint")
        if newest and other.size < self.checkpoint.size:
            raise _RefusedError(Outcome.FAILED, "rolled-back")
        if other.size != self.checkpoint.size:
            if newest:
                return other
            raise _RefusedError(Outcome.FAILED, "checkpoint")
        if other.root != self.checkpoint.root:
            raise _RefusedError(Outcome.FAILED, "forked")
        return other

    def witnessed(self, report: LogReport, note: Note, since: int | None) -> LogReport:
        try:
            witnesses = self.policy.cosigners(note)
        except MalformedError:
            raise _RefusedError(Outcome.FAILED, "cosignature") from None
        report = replace(report, witnesses=witnesses)
        if not good_despite_compromise(report.index, since):
            return replace(report, outcome=Outcome.FAILED, reason="key-compromised")
        if not self.policy.satisfied_by(witnesses):
            return replace(report, outcome=Outcome.FAILED, reason="quorum")
        return replace(report, reason="not-witnessed" if self.policy.quorum == NONE else "witnessed")

    def _open(self, data: str | Note, *, malformed: str) -> SignedCheckpoint:
        try:
            return _opened(data, self.log)
        except MalformedError as error:
            reason = error.reason if error.reason in ("origin", "log-signature") else malformed
            raise _RefusedError(Outcome.FAILED, reason) from None
