"""Digests by which a rule, and what a decision rests on, are known again.

A jury decides on evidence. The digest of that evidence stands beside each award, so that whatever changes afterwards
(a corrected result, another transmission, a rule rewritten) is noticed before anything is signed.

The digest is the SHA-256 of canonical JSON. The values are texts, whole numbers, true, false and null, and the names
ASCII: for these, sorted keys without blanks are RFC 8785.
"""

from __future__ import annotations

import hashlib
import json

from generator.records.programme import Programme, Version
from generator.rules.eligibility import Decision
from generator.rules.standing import Evidence

__all__ = ["evidence_digest", "evidence_facts", "rule_digest"]


def rule_digest(version: Version) -> str:
    """The SHA-256 of what a version demands: its requirement, period and swaps, and since when. Its words for people
    (`summary`, `note`) decide nothing and may be mended."""
    facts = version.model_dump(mode="json", exclude={"summary", "note"}, exclude_none=True)
    return _digest(facts)


def evidence_digest(programme: Programme, decision: Decision) -> str:
    """The SHA-256 of `evidence_facts`: what the jury saw."""
    return _digest(evidence_facts(programme, decision))


def evidence_facts(programme: Programme, decision: Decision) -> dict[str, object]:
    """What a decision rests on, as JSON: the candidate, the rule with its digest, each pass that counts."""
    rule = next((one for one in programme.versions if one.id == decision.version), None)
    return {
        "v": 1,
        "programme": decision.programme,
        "candidate": decision.candidate,
        "registered": None if decision.registered is None else decision.registered.isoformat(),
        "rule": None if rule is None else {"id": rule.id, "sha256": rule_digest(rule)},
        "evidence": [_facts(item) for item in decision.evidence],
    }


def _facts(item: Evidence) -> dict[str, object]:
    known = item.recognition
    return {
        "course": item.course,
        "session": item.session,
        "path": item.path,
        "date": item.date.isoformat(),
        "score": item.score,
        "questions": item.questions,
        "ects": item.ects,
        "certificate": item.certificate,
        "identity": item.identity,
        "transmission": item.transmission,
        "recognised": None if known is None else known.model_dump(mode="json"),
    }


def _digest(facts: object) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
