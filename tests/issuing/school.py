"""A whole small site on disk: one school, one course, one certificate, a handful of fictional people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from generator.adapters.atomic import STEPS, Steps
from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.errors import RecordError
from generator.issuing.book import Book, open_book
from generator.issuing.issue import Issuance, issue
from generator.issuing.planning import Plan, edition_path, plan_editions
from generator.issuing.signers import Signer
from generator.records.tree import Tree
from generator.rules.digest import evidence_digest
from generator.rules.eligibility import Case, decide
from generator.rules.standing import sittings_by_candidate
from generator.trust.keys import demonstration_key
from generator.trust.ledger import KeyEntry

HOST = "diplomes.example.org"
NOW = datetime(2026, 7, 13, 9, tzinfo=UTC)
EDITION = "first-aid-2026"


def text(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def ident(place: int) -> str:
    return f"c-person{place:04d}"


class Stream:
    """Random bytes that a test can repeat."""

    def __init__(self, seed: str = "seed") -> None:
        self.seed = seed
        self.count = 0

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return hashlib.shake_128(f"{self.seed}{self.count}".encode()).digest(size)


@dataclass
class School:
    """The site at `root`."""

    root: Path
    host: str = HOST

    @property
    def did(self) -> str:
        return f"did:web:{self.host}"

    def write(self, name: str, kind: str, value: Any) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count("/")
        if name.startswith("content/"):
            up = "../" * (name.count("/") - 1)
            line = f"# yaml-language-server: $schema={up}schemas/{kind}.json\n"
        else:
            line = f"# yaml-language-server: $schema={up}content/schemas/{kind}.json\n"
        path.write_text(line + yaml.safe_dump(value, sort_keys=False, allow_unicode=True))

    def read(self, name: str) -> Any:
        return yaml.safe_load((self.root / name).read_text())

    def build(self, people: int = 5) -> School:
        """Write every record. All people are awarded in the one edition."""
        self.write(
            "content/site.yml",
            "site",
            {
                "host": self.host,
                "name": text("A school"),
                "tagline": text("Its diplomas"),
                "demonstration": True,
                "publisher": "Nobody",
                "themes": [{"id": "health", "name": text("Health")}],
            },
        )
        logo = self.root / "content/assets/logos/school.svg"
        logo.parent.mkdir(parents=True)
        logo.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
        )
        self.write(
            "content/issuers/school.yml",
            "issuer",
            {
                "name": "A school",
                "did": self.did,
                "url": "https://school.example/",
                "email": "school@school.example",
                "logo": "logos/school.svg",
                "logo_caption": text("Its logo"),
            },
        )
        self.write("content/courses/first-aid.yml", "course", _course())
        self.write("content/programmes/first-aid.yml", "programme", _programme())
        for place in range(people):
            self.write(f"candidates/register/{ident(place)}.yml", "candidate", _candidate(place))
        rows = [
            {
                "candidate": ident(place),
                "path": "certifying",
                "date": "2026-06-15",
                "score": 18,
                "identity": "verified",
            }
            for place in range(people)
        ]
        self.results(rows)
        self.edition({"awards": [{"candidate": ident(place)} for place in range(people)]})
        return self

    def results(self, rows: list[dict[str, Any]]) -> None:
        self.write(
            "candidates/results/first-aid/2026.yml",
            "results",
            {
                "course": "first-aid",
                "session": "2026",
                "source": {
                    "file": "a.csv",
                    "sha256": "0" * 64,
                    "received": _day("2026-06-30"),
                    "sender": "A platform",
                },
                "results": [{**row, "date": _day(row["date"])} for row in rows],
            },
        )

    def edition(self, changes: dict[str, Any], name: str = EDITION) -> None:
        value = {
            "programme": "first-aid",
            "date": _day("2026-07-10"),
            "approvals": [{"by": "Ada Exemple", "role": "Head", "date": _day("2026-07-10")}],
            "awards": [],
            **changes,
        }
        self.write(edition_path(name), "edition", value)
        self.write(
            edition_path(name), "edition", {**value, "awards": self._with_digests(value["awards"], name)}
        )

    def _with_digests(self, awards: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
        """The awards with the digests of what the jury sees now, where the records are in order."""
        try:
            tree = self.tree()
        except RecordError:
            return awards
        edition, sittings = tree.editions[name], sittings_by_candidate(tree.results)
        programme = tree.programmes[edition.programme]
        return [
            {
                "evidence": evidence_digest(
                    programme,
                    decide(Case.of(tree, sittings, edition.programme, award["candidate"]), on=edition.date),
                ),
                **award,
            }
            for award in awards
        ]

    def tree(self) -> Tree:
        return load_tree(self.root)

    def ledger(self, steps: Steps = STEPS) -> Ledger:
        return Ledger(self.root, steps=steps)

    def signer(self) -> Signer:
        return Signer("school", self.did, demonstration_key(self.did))

    def add_key(self) -> None:
        ledger = self.ledger()
        with ledger.writing():
            created = datetime(2026, 1, 5, 9, tzinfo=UTC)
            ledger.add_key(KeyEntry("school", self.did, self.signer().key.public, created, True))

    def plan(self, book: Book, now: datetime = NOW, *names: str) -> Plan:
        tree = self.tree()
        editions = names or tuple(tree.editions)
        files = {edition_path(name): (self.root / edition_path(name)).read_bytes() for name in editions}
        return plan_editions(tree, book, editions, files, now)

    def issue(self, steps: Steps = STEPS, *, now: datetime = NOW, random: Stream | None = None) -> Issuance:
        """What the command does, with the operations on files given."""
        ledger = self.ledger(steps)
        with ledger.writing():
            book = open_book(ledger)
            return issue(
                self.tree(),
                ledger,
                book,
                self.plan(book, now),
                {"school": self.signer()},
                now=now,
                random=random or Stream(),
            )

    def files(self) -> dict[str, bytes]:
        """Every file of the ledger that is not hidden."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.ledger().directory.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }

    def codes(self) -> list[str]:
        return [item.value.code for item in self.ledger().all_credentials()]


def _day(value: str) -> Any:
    return datetime.fromisoformat(value).date()


def _course() -> dict[str, Any]:
    return {
        "title": text("First aid"),
        "school": "school",
        "theme": "health",
        "language": "en",
        "summary": text("What to do first."),
        "paths": [
            {
                "id": "certifying",
                "name": text("Certifying path"),
                "summary": text("With the exam."),
                "gives": "certificate",
                "exam": True,
            }
        ],
        "exam": {
            "supervision": "live",
            "identity_check": True,
            "questions": 20,
            "pass_correct": 14,
            "window_days": 14,
        },
        "sessions": [
            {
                "id": "2026",
                "start": _day("2026-05-01"),
                "end": _day("2026-06-28"),
                "exam": {"opens": _day("2026-06-15"), "closes": _day("2026-06-28")},
            }
        ],
    }


def _programme() -> dict[str, Any]:
    return {
        "code": "AID",
        "issuer": "school",
        "name": text("Certificate in first aid"),
        "kind": "Certificate",
        "summary": text("One course."),
        "description": text("Its holder can help."),
        "approvals": 1,
        "versions": [
            {
                "id": "2026",
                "since": _day("2026-01-01"),
                "summary": text("The course is passed."),
                "requirement": {"passed": "first-aid/certifying"},
                "within": "1 year of registration",
            }
        ],
    }


def _candidate(place: int) -> dict[str, Any]:
    return {
        "name": {"display": f"Personne Exemple {'abcdefghijkl'[place]}"},
        "birth_date": _day(f"1990-03-{place + 1:02d}"),
        "email": f"secret-{place}@example.org",
        "language": "fr",
        "fictional": True,
        "registrations": [{"programme": "first-aid", "date": _day("2026-04-01")}],
    }
