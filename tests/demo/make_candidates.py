"""Write the demonstration's candidates, results and editions, and issue its diplomas with the real commands.

::

    python -m tests.demo.make_candidates           # the records, always the same bytes
    python -m tests.demo.make_candidates --issue   # into an empty ledger: keys, editions, acts, in order

The records are deterministic; the ledger is not (codes and indexes are random), is made once and committed.
Issuing needs two states of the records: as they were when the diplomas were issued, and as they are since (a
name corrected, an exam invalidated).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from generator.adapters.files import snapshot
from generator.records.course import Course, Session
from generator.records.reading import read
from tests.demo.payments import payments
from tests.demo.people import APPROVALS, EDITIONS, PEOPLE, Person, Sat
from tests.demo.transmitted import derived

ROOT = Path(__file__).resolve().parents[2]
SEED = "parchemin demonstration people 1"
FOLDERS = (
    "register",
    "results",
    "editions",
    "transmissions",
    "resolutions",
    "contracts",
    "payments",
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SENDER = {
    "institut-pasteur": "France Université Numérique (fichier de démonstration)",
    "centrale-lille": "Plateforme du cours (fichier de démonstration)",
    "ecole-exemple": "Plateforme de l’École Exemple (fichier de démonstration)",
}


def pick(*words: str, below: int) -> int:
    """A number that looks random and is the same every time."""
    digest = hashlib.sha256("\n".join((SEED, *words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def candidate_id(person: Person) -> str:
    key = person.former or person.name
    return "c-" + "".join(_LETTERS[pick("id", key, str(place), below=36)] for place in range(10))


def records(root: Path, *, today: bool = True) -> dict[str, bytes]:
    """Every record below ``candidates/`` by path. `today` False: as things stood when diplomas were issued."""
    courses = _courses(root)
    found: dict[str, Any] = {}
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for place, person in enumerate(PEOPLE):
        ident = candidate_id(person)
        found[f"candidates/register/{ident}.yml"] = _candidate(person, place, today)
        for sat in person.sat:
            course = courses[sat.course]
            row = _row(person, ident, sat, course, today)
            rows.setdefault((sat.course, sat.session), []).append(row)
    for (slug, session), those in rows.items():
        found[f"candidates/results/{slug}/{session}.yml"] = _results(slug, session, those, courses[slug])
    for edition, (programme, day) in EDITIONS.items():
        found[f"candidates/editions/{edition}.yml"] = _edition(edition, programme, date.fromisoformat(day))
    idents = [candidate_id(person) for person in PEOPLE]
    found |= payments(rows, idents, pick)
    made = {path: _yaml(path, value) for path, value in sorted(found.items())}
    # The last sessions' results come from files that were sent, as they do for a school.
    return made | derived(root, found, _yaml) if today else made


def write(root: Path, *, today: bool = True) -> None:
    """Write the records below `root`, and remove those that are no longer made."""
    made = records(root, today=today)
    for folder in FOLDERS:
        for path in sorted((root / "candidates" / folder).rglob("[!.]*.*")):
            if path.relative_to(root).as_posix() not in made:
                path.unlink()
    for name, data in made.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _courses(root: Path) -> dict[str, Course]:
    found = snapshot(root)
    files = {name: data for name, data in found.files.items() if name.startswith("content/")}
    reading = read(files, found.others)
    if reading.tree is None:
        sys.exit("content/ has mistakes: parchemin check")
    return dict(reading.tree.courses)


def _candidate(person: Person, place: int, today: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": {"display": person.name if today or person.former is None else person.former}
    }
    if person.birth is not None:
        record["birth_date"] = date.fromisoformat(person.birth)
    record |= {
        "email": f"personne-{place + 1:03d}@example.org",
        "language": person.language,
        "country": person.country,
        "fictional": True,
        "platform_id": f"demo-{pick('account', person.name, below=900000) + 100000}",
        "registrations": [],
    }
    for entry in person.regs:
        registration: dict[str, Any] = {"programme": entry.programme, "date": date.fromisoformat(entry.day)}
        if entry.choices:
            registration["choices"] = list(entry.choices)
        if entry.swaps:
            registration["swaps"] = [
                {"date": date.fromisoformat(day), "out": out, "into": into} for day, out, into in entry.swaps
            ]
        if entry.withdrawn is not None:
            registration["withdrawn"] = date.fromisoformat(entry.withdrawn)
        record["registrations"].append(registration)
    if person.deposits:
        record["deposits"] = [_deposit(person, *deposit) for deposit in person.deposits]
    if person.recognised:
        record["recognitions"] = [
            {
                "programme": programme,
                "course": course,
                "date": date.fromisoformat(day),
                "by": "Diane Démonstration (personne fictive)",
                "reason": {"fr": french, "en": english},
            }
            for programme, course, day, french, english in person.recognised
        ]
    record["consents"] = [
        {
            "purpose": "diploma-page",
            "version": "1",
            "date": date.fromisoformat(person.regs[0].day),
            "given": True,
        }
    ]
    record["note"] = person.story
    return record


def _deposit(person: Person, course: str, session: str, day: str, score: int | None) -> dict[str, Any]:
    deposit: dict[str, Any] = {
        "course": course,
        "session": session,
        "certificate": _certificate(person, course, session),
        "date": date.fromisoformat(day),
    }
    if score is not None:
        deposit["score"] = score
    return deposit


def _certificate(person: Person, course: str, session: str) -> str:
    return f"DEMO-{pick('certificate', person.name, course, session, below=16**8):08x}".upper()


def _row(person: Person, ident: str, sat: Sat, course: Course, today: bool) -> dict[str, Any]:
    session = course.session(sat.session)
    if session is None:
        sys.exit(f"{sat.course} has no session {sat.session}")
    row: dict[str, Any] = {"candidate": ident, "path": sat.path, "date": _day(person, sat, session)}
    if sat.score is not None or sat.passed:
        row["certificate"] = _certificate(person, sat.course, sat.session)
    if sat.score is not None:
        row["score"] = sat.score
    if sat.passed is not None:
        row["passed"] = sat.passed
    row["identity"] = sat.identity
    if sat.invalidated is not None and (today or not sat.after_issue):
        day, french, english = sat.invalidated
        row["invalidated"] = {"date": date.fromisoformat(day), "reason": {"fr": french, "en": english}}
    return row


def _day(person: Person, sat: Sat, session: Session) -> date:
    opens, closes = _window(session)
    return opens + timedelta(
        days=pick("day", person.name, sat.course, sat.session, below=(closes - opens).days + 1)
    )


def _window(session: Session) -> tuple[date, date]:
    if session.exam is not None:
        return session.exam.opens, session.exam.closes
    if session.end is None:
        sys.exit(f"the session {session.id} has no end")
    return session.end - timedelta(days=13), session.end


def _results(slug: str, session_id: str, rows: list[dict[str, Any]], course: Course) -> dict[str, Any]:
    session = course.session(session_id)
    assert session is not None
    name = f"{slug}-{session_id}.csv"
    return {
        "course": slug,
        "session": session_id,
        "source": {
            "file": name,
            "sha256": hashlib.sha256(f"{SEED}\n{name}".encode()).hexdigest(),
            "received": _window(session)[1] + timedelta(days=10),
            "sender": _SENDER[course.school],
        },
        "results": sorted(rows, key=lambda row: row["candidate"]),
    }


def _edition(edition: str, programme: str, day: date) -> dict[str, Any]:
    record: dict[str, Any] = {"programme": programme, "date": day}
    record["approvals"] = [
        {"by": name, "role": role, "date": day + timedelta(days=place)}
        for place, (name, role) in enumerate(APPROVALS[programme])
    ]
    awarded = [person for person in PEOPLE if edition in person.awarded]
    record["awards"] = [{"candidate": candidate_id(person)} for person in awarded]
    deferred = [
        {"candidate": candidate_id(person), "reason": {"fr": french, "en": english}}
        for person in PEOPLE
        for name, french, english in person.deferred
        if name == edition
    ]
    if deferred:
        record["deferred"] = deferred
    return record


def _yaml(path: str, value: dict[str, Any]) -> bytes:
    kind = {"register": "candidate", "editions": "edition", "contracts": "contract"}.get(
        part := path.split("/")[1], part
    )
    up = "../" * path.count("/")
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
    return f"# yaml-language-server: $schema={up}content/schemas/{kind}.json\n{text}".encode()


def issue(root: Path) -> None:
    """Fill an empty ledger, each step at its own date, by the commands that staff use."""
    if any((root / "candidates" / "ledger").rglob("*.json*")):
        sys.exit("candidates/ledger is not empty: a ledger is never made anew")
    write(root, today=False)
    for issuer, created in (
        ("ecole-exemple", "2023-01-09T09:00:00Z"),
        ("institut-pasteur", "2024-01-15T09:00:00Z"),
        ("centrale-lille", "2025-09-01T09:00:00Z"),
    ):
        run(root, "keys", "new", issuer, "--demonstration", "--at", created)
    run(root, "log", "init", "--demonstration")
    codes: dict[str, str] = {}
    for edition, (_, day) in EDITIONS.items():
        when = date.fromisoformat(day) + timedelta(days=3)
        told = json.loads(
            run(root, "issue", edition, "--demonstration", "--json", "--at", f"{when}T09:30:00Z")
        )
        for done in told["editions"]:
            codes |= {f"{edition}/{one['candidate']}": one["code"] for one in done["due"]}
        run(root, "log", "append", "--demonstration", "--without-git")
    write(root, today=True)
    by_story = {person.story: candidate_id(person) for person in PEOPLE}
    for edition, story, act, when, more in ACTS:
        code = codes[f"{edition}/{by_story[story]}"]
        by = "Diane Démonstration (personne fictive)"
        run(root, act, code, "--demonstration", "--by", by, "--at", when, *more)
        run(root, "log", "append", "--demonstration", "--without-git")


_NOTE = "--note"
ACTS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    (
        "dnm2ip-2024-07",
        "diploma superseded: the name was corrected, the link kept private",
        "supersede",
        "2025-01-20T10:00:00Z",
        (_NOTE, "Nom d'usage corrigé, pièce d'identité vue."),
    ),
    (
        "certificat-premiers-secours-numeriques-2025",
        "certificate revoked; it was also about to expire",
        "revoke",
        "2025-06-02T08:00:00Z",
        (_NOTE, "Demande de l'école partenaire.", "--reason-class", "other"),
    ),
    (
        "dnm2ip-2025-07",
        "diploma superseded; the holder shares the link to the new one",
        "supersede",
        "2025-10-06T10:00:00Z",
        (_NOTE, "Nom rétabli dans son écriture islandaise.", "--share"),
    ),
    (
        "dnm2ip-2025-07",
        "diploma revoked: one exam invalidated for fraud afterwards",
        "revoke",
        "2026-01-19T14:30:00Z",
        (_NOTE, "Examen invalidé le 12 janvier 2026.", "--reason-class", "fraud"),
    ),
    (
        "gdp-classique-26",
        "classic path passed; diploma withdrawn and shown again",
        "withdraw",
        "2026-03-02T10:00:00Z",
        (_NOTE, "Demande reçue par courrier."),
    ),
    (
        "dnm2ip-2024-07",
        "diploma withdrawn at the holder's request",
        "withdraw",
        "2026-04-07T10:00:00Z",
        (_NOTE, "Demande reçue par courrier."),
    ),
    (
        "gdp-classique-26",
        "classic path passed; diploma withdrawn and shown again",
        "reinstate",
        "2026-05-11T10:00:00Z",
        (
            _NOTE,
            "La personne souhaite montrer de nouveau son attestation.",
            "--reason-class",
            "holder-request",
        ),
    ),
    (
        "dnm2ip-2026-07",
        "revoked by mistake and reinstated",
        "revoke",
        "2026-09-01T10:00:00Z",
        (_NOTE, "Confusion avec un autre dossier.", "--reason-class", "issued-in-error"),
    ),
    (
        "dnm2ip-2026-07",
        "revoked by mistake and reinstated",
        "reinstate",
        "2026-09-02T09:00:00Z",
        (_NOTE, "La révocation était une erreur."),
    ),
    (
        "dnm2ip-2026-07",
        "revoked: the jury found that it was issued in error",
        "revoke",
        "2026-10-05T10:00:00Z",
        (_NOTE, "Décision du jury du 2 octobre 2026.", "--reason-class", "issued-in-error"),
    ),
)


def run(root: Path, *arguments: str) -> str:
    command = [str(Path(sys.executable).parent / "parchemin"), "-C", str(root), *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARCHEMIN_")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        sys.exit(f"parchemin {' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--issue", action="store_true", help="issue into an empty ledger as well")
    options = parser.parse_args()
    if options.issue:
        issue(options.root)
    else:
        write(options.root)
