"""What is expected of a case, and a file of cases."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.vectors.themes.diplomas import DID, DID_TEXT, GOOD_LISTS, NOW, Json, Vector, text

CHECKS = ("parse", "structure", "issuer", "key", "proof", "dates", "status")


def valid(**status: str) -> Vector:
    """Every check passes."""
    return {"verdict": "valid", "checks": dict.fromkeys(CHECKS, "passed"), "reasons": {}}


def stops(check: str, reason: str, verdict: str = "altered", outcome: str = "failed") -> Vector:
    """Every check before `check` passes, and none after it is made."""
    place = CHECKS.index(check)
    checks = {name: "passed" if index < place else "not-checked" for index, name in enumerate(CHECKS)}
    return {"verdict": verdict, "checks": checks | {check: outcome}, "reasons": {check: reason}}


def bad_proof(reason: str) -> Vector:
    """The proof cannot even be read, so that no key is looked for."""
    expected = stops("proof", reason)
    expected["checks"]["key"] = "not-checked"
    return expected


def no_jcs() -> Vector:
    """No proof that can be checked here."""
    expected = stops("proof", "no-jcs-proof", "cannot-check", "not-checked")
    expected["checks"]["key"] = "not-checked"
    return expected


def dated(reason: str) -> Vector:
    """Outside its dates, with its status checked."""
    expected = valid()
    return {
        "verdict": reason,
        "checks": expected["checks"] | {"dates": "failed"},
        "reasons": {"dates": reason},
    }


def status(reason: str) -> Vector:
    """All passes but the status."""
    revoked = reason == "revoked"
    outcome = "failed" if revoked else "not-checked"
    return {
        "verdict": "revoked" if revoked else "valid-status-not-checked",
        "checks": dict.fromkeys(CHECKS, "passed") | {"status": outcome},
        "reasons": {"status": reason},
    }


SIGNATURE = stops("proof", "signature")


@dataclass
class Theme:
    """One file of cases."""

    name: str
    cases: list[Vector] = field(default_factory=list)

    def add(
        self,
        name: str,
        claim: str,
        credential: Json,
        expect: Vector,
        *,
        did_documents: dict[str, str] | None = None,
        status_lists: dict[str, str] | None = None,
        now: str = NOW,
        pinned: str | None = None,
    ) -> None:
        """Add one case; a credential given as parsed JSON is written canonically."""
        exact = credential if isinstance(credential, str) or "repeat" in credential else text(credential)
        self.cases.append(
            {
                "name": name,
                "claim": claim,
                "now": now,
                "credential": exact,
                "did_documents": {DID: DID_TEXT} if did_documents is None else did_documents,
                "status_lists": GOOD_LISTS if status_lists is None else status_lists,
                "pinned": pinned,
                "expect": expect,
            }
        )
