"""The school of the year on disk: records, a git repository and its bare remote, mailboxes, the platform's files."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import mailbox
import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner, Result

from generator.cli import main
from generator.trust.receipt import make_receipt
from tests.intake.sealing import KEY, seal
from tests.issuing.school import HOST, School, text
from tests.logbook.checkout import IDENTITY, git
from tests.year.cast import CELLS, EARLIER, FUNGI, PARASITES, SESSION, VIRUSES, Person, Sat

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = "biology"
EDITION = f"{PROGRAMME}-2025-07"
ADA = {"GIT_AUTHOR_NAME": "Ada Exemple", "GIT_AUTHOR_EMAIL": "ada@school.example"}
BASILE = {"GIT_AUTHOR_NAME": "Basile Modèle", "GIT_AUTHOR_EMAIL": "basile@school.example"}
EXAMS = {CELLS: ("2025-06-08", "2025-06-21"), VIRUSES: ("2025-06-01", "2025-06-14")}
HEAD = ("Numéro de certificat", "Nom", "Prénom", "Date de naissance", "Compte", "Note", "Date d’examen", "Identité",
        "Session", "Invalidé")  # fmt: skip


def _day(value: str) -> dt.date:
    return dt.date.fromisoformat(value)


@dataclass
class Step:
    """One command of the transcript: what was typed, and what came of it."""

    words: tuple[str, ...]
    code: int
    output: str
    stdout: str
    seconds: float

    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass
class School2025:
    """The working clone at `root`, and everything that was typed in it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    transcript: list[Step] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.folder / "site"

    def run(self, *words: object, day: str, code: int | None = 0, env: dict[str, str] | None = None) -> Step:
        """A command of that day; it must end with `code` (None: whatever)."""
        epoch = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00").timestamp()
        clean: dict[str, str | None] = {
            name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))
        }
        clean |= {
            **IDENTITY,
            "SOURCE_DATE_EPOCH": str(int(epoch)),
            "COLUMNS": "160",
            **self.env,
            **(env or {}),
        }
        began = time.process_time()
        arguments = tuple(map(str, words))
        done: Result = CliRunner().invoke(
            main, ["-C", str(self.root), *arguments], env=clean, catch_exceptions=False
        )
        step = Step(arguments, done.exit_code, done.output, done.stdout, time.process_time() - began)
        self.transcript.append(step)
        assert code is None or step.code == code, f"{' '.join(arguments)}\n{step.output[-3000:]}"
        return step

    def commit(self, message: str, who: dict[str, str] | None = None, *, push: bool = True) -> None:
        self.git("add", "--all")
        name, mail = (who or IDENTITY)["GIT_AUTHOR_NAME"], (who or IDENTITY)["GIT_AUTHOR_EMAIL"]
        self.git("commit", "--quiet", "-m", message, f"--author={name} <{mail}>")
        if push:
            self.git("push", "--quiet", "origin", "main")

    def git(self, *words: str) -> str:
        return git(self.root, *words)

    def identify(self) -> dict[str, str]:
        """Candidates' ids by their addresses."""
        from generator.adapters.files import load_tree

        return {record.email: name for name, record in load_tree(self.root).candidates.items()}


def open_school(folder: Path) -> School2025:
    """Write the records, and make the repository and its remote."""
    found = School2025(folder)
    school = School(found.root)
    school.write("content/site.yml", "site", _site())
    logo = found.root / "content/assets/logos/school.svg"
    logo.parent.mkdir(parents=True)
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6H1z"/></svg>\n'
    )
    school.write("content/issuers/school.yml", "issuer", {
        "name": "A school", "did": f"did:web:{HOST}", "url": "https://school.example/",
        "email": "school@school.example", "logo": "logos/school.svg", "logo_caption": text("Its logo"),
    })  # fmt: skip
    for slug in (CELLS, VIRUSES, PARASITES, FUNGI):
        school.write(f"content/courses/{slug}.yml", "course", _course(slug))
    school.write(f"content/programmes/{PROGRAMME}.yml", "programme", _programme())
    shutil.copytree(ROOT / "content/mappings", found.root / "content/mappings")
    for language in ("fr", "en"):
        for page in ("about", "accessibility", "legal", "privacy", "verify"):
            path = found.root / f"content/pages/{language}/{page}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'---\ntitle: "{page}"\ndescription: "{page}"\n---\n\n# {page}\n\nText.\n')
    shutil.copytree(ROOT / "site_templates", found.root / "site_templates")
    shutil.copy(ROOT / "mkdocs.yml", found.root / "mkdocs.yml")
    shutil.copy(ROOT / ".gitignore", found.root / ".gitignore")
    remote = folder / "remote.git"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(found.root, "init", "--quiet", "--initial-branch=main")
    found.git("remote", "add", "origin", str(remote))
    return found


def _site() -> dict[str, Any]:
    return {
        "host": HOST,
        "name": text("A school"),
        "tagline": text("Its diplomas"),
        "demonstration": True,
        "publisher": "Nobody",
        "themes": [{"id": "life", "name": text("Life")}],
        "registration": {
            "address": "register@school.example",
            "consents": [
                {"purpose": "register", "version": "1", "required": True, "text": text("Keep what I say.")},
                {"purpose": "mail", "version": "1", "text": text("Remind me.")},
            ],
            "keys": [{"created": _day("2024-12-01"), "x": KEY.x, "y": KEY.y}],
        },
        "mail": {
            "sender": "diplomas@school.example",
            "name": "A school, diplomas",
            "since": _day("2025-01-01"),
            "transport": "smtp",
        },
    }


def _course(slug: str) -> dict[str, Any]:
    value: dict[str, Any] = {
        "title": text(slug.capitalize()),
        "school": "school",
        "platform": "A platform",
        "theme": "life",
        "language": "en",
        "summary": text("A course."),
        "star": slug == CELLS,
        "paths": [{
            "id": "exam", "name": text("With exam"), "summary": text("With the exam."),
            "gives": "certificate", "exam": True,
        }],
        "exam": {
            "supervision": "live", "identity_check": True, "questions": 30, "pass_correct": 18, "window_days": 14,
        },
    }  # fmt: skip
    sessions = []
    if slug == CELLS:
        sessions.append(_session(EARLIER, "2024-03-03", "2024-06-30", "2024-06-08", "2024-06-21"))
    if slug in EXAMS:
        sessions.append(_session(SESSION, "2025-03-03", "2025-06-30", *EXAMS[slug]))
    if sessions:
        value["sessions"] = sessions
    return value


def _session(name: str, *days: str) -> dict[str, Any]:
    start, end, opens, closes = map(_day, days)
    return {"id": name, "start": start, "end": end, "exam": {"opens": opens, "closes": closes}}


def _programme() -> dict[str, Any]:
    every = [CELLS, VIRUSES, PARASITES, FUNGI]
    return {
        "code": "BIO",
        "issuer": "school",
        "name": text("Diploma in biology"),
        "kind": "Diploma",
        "summary": text("Two courses, one of them starred."),
        "description": text("Its holder knows cells."),
        "approvals": 2,
        "approval_evidence": "commit",
        "versions": [{
            "id": "2025", "since": _day("2025-01-01"), "summary": text("Two courses, one of them starred."),
            "requirement": {"all_of": [
                {"at_least": 2, "of": {"courses": every}},
                {"at_least": 1, "of": {"starred": True, "courses": [CELLS]}},
            ]},
            "within": "1 year of registration", "swaps": 2,
        }],
    }  # fmt: skip


# --- What candidates send


def receipt(person: Person) -> str:
    return make_receipt(hashlib.sha256(f"receipt {person.place}".encode()).digest()[:8])


def _letter(kind: str, person: Person, made: dt.date, content: dict[str, Any], about: object = "") -> bytes:
    seed = hashlib.sha256(repr((kind, person.place, about)).encode())
    return seal({
        "v": 1, "id": seed.hexdigest()[:32], "kind": kind, "made": f"{made}T10:30:00Z", "host": HOST,
        "programme": PROGRAMME, "language": person.language, "content": content,
    })  # fmt: skip


def registration(person: Person, about: object = "") -> bytes:
    content = {
        "name": {
            "display": f"{person.given} {person.family}",
            "given": person.given,
            "family": person.family,
        },
        "birth_date": person.birth.isoformat(),
        "email": person.email,
        "choices": list(person.choices),
        "consents": [
            {"purpose": "register", "version": "1", "given": True},
            {"purpose": "mail", "version": "1", "given": person.reminders},
        ],
        "receipt": receipt(person),
    }
    if person.account is not None:
        content["platform_id"] = person.account
    return _letter("registration", person, person.registered, content, about)


def _who(person: Person) -> dict[str, Any]:
    return {"receipt": receipt(person), "email": person.email, "birth_date": person.birth.isoformat()}


def swaps(person: Person) -> list[bytes]:
    """One file an exchange, two days apart."""
    return [
        _letter(
            "choices",
            person,
            dt.date(2025, 2, 3) + dt.timedelta(days=2 * turn),
            {"who": _who(person), "swaps": [{"out": out, "into": into}]},
            turn,
        )
        for turn, (out, into) in enumerate(person.wanted)
    ]


def withdrawal(person: Person) -> bytes:
    assert person.withdrawn is not None
    return _letter("withdrawal", person, person.withdrawn, {"who": _who(person)})


def correction(person: Person, given: str, made: str) -> bytes:
    name = {"display": f"{given} {person.family}", "given": given, "family": person.family}
    return _letter("name", person, _day(made), {"who": _who(person), "name": name}, given)


def deposits(person: Person) -> list[tuple[dt.date, bytes]]:
    return [
        (
            claim.made,
            _letter(
                "deposit",
                person,
                claim.made,
                {
                    "who": _who(person),
                    "course": claim.course,
                    "session": claim.session,
                    "certificate": claim.certificate,
                    "issued": claim.made.isoformat(),
                    "score": claim.percent,
                },
                claim.certificate,
            ),
        )
        for claim in person.claims
    ]


def into_mailbox(path: Path, sealed: Iterable[bytes]) -> Path:
    """An mbox of mails with one attachment each, as candidates' mail programs send them, and a mail about nothing."""
    box = mailbox.mbox(path)
    for data in sealed:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = (
            "somebody@example.org",
            "register@school.example",
            "Inscription",
        )
        mail.set_content("Bonjour,\n\nvoici mon fichier.\n")
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="inscription.jwe")
        box.add(mail)
    idle = EmailMessage()
    idle["From"], idle["Subject"] = "somebody@example.org", "Une question"
    idle.set_content("Quand commence le cours ?\n")
    box.add(idle)
    box.flush()
    return path


def into_folder(path: Path, sealed: Iterable[bytes]) -> Path:
    path.mkdir()
    for number, data in enumerate(sealed):
        (path / f"{number:03d}.jwe").write_bytes(data)
    return path


# --- What the platform sends


def _row(person: Person, course: str, sat: Sat) -> list[Any]:
    given = person.corrected or person.given
    return [
        person.certificate(course),
        person.family.upper(),
        given,
        None if course == CELLS and person.nameless_birth else person.birth,
        person.account,
        "absent" if sat.score is None else sat.score,
        _day(EXAMS[course][1]),
        sat.identity,
        SESSION,
        "fraude" if sat.fraud else None,
    ]


def as_excel_writes_csv(people: Iterable[Person]) -> bytes:
    """French Excel, "CSV (séparateur : point-virgule)": Windows-1252, day first, CRLF, cells that are empty."""

    def cell(value: Any) -> str:
        return "" if value is None else f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)

    lines = [";".join(HEAD)]
    lines += [";".join(map(cell, _row(one, CELLS, one.rows[CELLS]))) for one in people if CELLS in one.rows]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def as_workbook(people: Iterable[Person]) -> bytes:
    """An XLSX with dates and numbers as such, a title above the headings, and a column that nobody asked for."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Résultats de l’examen"])
    sheet.append([*HEAD, "Durée"])
    for one in people:
        if VIRUSES in one.rows:
            sheet.append([*_row(one, VIRUSES, one.rows[VIRUSES]), "00:48"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
