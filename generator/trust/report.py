"""The outcome of a verification, as a value: a verdict, and each check made with what was compared.

The identifiers are the same in the browser's verifier; both are held to ``tests/vectors/verify``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.trust.strictjson import Json, JsonObject
from generator.trust.view import CredentialView

__all__ = ["CHECKS", "Check", "CheckId", "Outcome", "Report", "Verdict"]


class Verdict(StrEnum):
    """What a verifier says in the end."""

    VALID = "valid"
    VALID_STATUS_NOT_CHECKED = "valid-status-not-checked"
    """Authentic and within its dates; whether it was revoked could not be checked. Never read this as "not
    revoked".
    """
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    """Only the register's own page knows this: a status list says no more than `revoked`."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    ALTERED = "altered"
    """Altered, or not issued here: no signature of the issuer covers this text."""
    UNKNOWN_ISSUER = "unknown-issuer"
    """The issuer is not one whose keys were given, or the key is not the one pinned."""
    CANNOT_CHECK = "cannot-check"
    """Neither true nor false: the means to check are missing."""


class CheckId(StrEnum):
    """The checks, in the order in which they are made."""

    PARSE = "parse"
    STRUCTURE = "structure"
    ISSUER = "issuer"
    KEY = "key"
    PROOF = "proof"
    DATES = "dates"
    STATUS = "status"


CHECKS: tuple[CheckId, ...] = tuple(CheckId)


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `reason` is a slug for machines (``ok`` when passed), `detail` what was compared, as (name,
    value).
    """

    id: CheckId
    outcome: Outcome
    reason: str
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A verdict with its checks, one for each of `CHECKS`.

    `view` is None unless a signature of the issuer covers the text: what is not authentic is not shown as if
    it were true.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    view: CredentialView | None

    def __getitem__(self, check: CheckId) -> Check:
        return self.checks[CHECKS.index(check)]

    def to_json(self) -> JsonObject:
        """The report as JSON, for machines; signed fields by JSON pointer."""
        checks: list[Json] = [
            {
                "id": check.id.value,
                "outcome": check.outcome.value,
                "reason": check.reason,
                "detail": dict(check.detail),
            }
            for check in self.checks
        ]
        signed: Json = None
        if self.view is not None:
            signed = {field.pointer: field.value for field in self.view.every_field()}
        return {"verdict": self.verdict.value, "checks": checks, "fields": signed}
