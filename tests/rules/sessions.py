"""One session to reconcile: rows, candidates and decisions in a line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.records.candidate import Candidate
from generator.records.resolution import Resolutions
from generator.records.transmission import Transmission, TransmittedRow
from generator.rules.matching import Register
from generator.rules.reconciliation import Finding, Reconciliation, reconcile
from generator.rules.sources import SessionCase
from tests.rules.builders import course

SESSION = "2026-t1"
COURSE = course("Malaria", sessions=[{"id": SESSION, "start": "2026-01-05", "end": "2026-03-15"}])
DAY = date(2026, 3, 10)


def row(line: int = 2, **fields: Any) -> TransmittedRow:
    given: dict[str, Any] = {"path": "qualifying", "date": DAY, "score": 20, "identity": "verified"}
    if "birth" in fields:
        fields["birth_date"] = date.fromisoformat(fields.pop("birth"))
    return TransmittedRow(line=line, **(given | fields))


def ident(number: int) -> str:
    return f"c-{number:010d}"


def person(
    name: str,
    *,
    birth: str | None = None,
    account: str | None = None,
    mail: str | None = None,
    parts: tuple[str, str] | None = None,
    deposits: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": {"display": name},
        "email": mail or "",
        "language": "fr",
        "registrations": [{"programme": "dip", "date": "2025-01-01"}],
        "deposits": deposits or [],
    }
    if parts is not None:
        record["name"] |= {"given": parts[0], "family": parts[1]}
    if birth is not None:
        record["birth_date"] = birth
    if account is not None:
        record["platform_id"] = account
    return record


def deposit(certificate: str, score: int | None = None, session: str = SESSION) -> dict[str, Any]:
    found = {"course": "malaria", "session": session, "certificate": certificate, "date": "2026-03-12"}
    return found if score is None else {**found, "score": score}


def register(*people: dict[str, Any]) -> Register:
    records = {}
    for number, one in enumerate(people):
        filled = {**one, "email": one["email"] or f"somebody-{number}@example.org"}
        records[ident(number)] = Candidate.model_validate(filled)
    return Register.of(records)


def transmission(*rows: TransmittedRow) -> Transmission:
    return Transmission.of(
        rows, course="malaria", session=SESSION, number=1, file="f.csv", sha256="0" * 64, received=date(2026, 3, 20),
        sender="Platform", mapping="list", refused=0,
    )  # fmt: skip


def resolutions(*entries: dict[str, Any]) -> Resolutions:
    common = {"by": "Diane Démonstration", "date": "2026-03-25", "reason": "Seen."}
    return Resolutions.model_validate(
        {"course": "malaria", "session": SESSION, "resolutions": [{**common, **one} for one in entries]}
    )


def run(
    people: Register, *rows: TransmittedRow, decisions: Resolutions | None = None, course: Any = COURSE
) -> Reconciliation:
    sent = transmission(*rows) if rows else None
    return reconcile(SessionCase("malaria", course, SESSION, sent, decisions), people)


def only(outcome: Reconciliation) -> Finding:
    (finding,) = outcome.findings
    return finding
