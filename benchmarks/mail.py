"""``python -m benchmarks.mail``: planning the mail of 130,000 candidates, and writing and sending some of it.

The candidates are made up, each registered and following one course whose exam is open; a third have a result.
Measured are planning alone (records already read), putting together a mail ledger in which all of it was sent, planning
once more with that, writing 200 messages with both parts, and handing them to the outbox with every line of the ledger
flushed. Memory is the peak of the process. Times are of one processor, but for the last.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from generator.adapters.mailledger import MailLedger
from generator.adapters.transport import Outbox
from generator.mailing.desk import Desk, read_templates
from generator.mailing.letter import Letters
from generator.mailing.run import send
from generator.mailing.turn import Turn
from generator.outreach import MailBook, plan_mail
from generator.outreach.book import Placed
from generator.outreach.entries import Accept, Entry, Intend, Start
from generator.outreach.message import Message, address_digest
from generator.records.candidate import Candidate
from generator.records.course import Course
from generator.records.mail import MAIL_KINDS
from generator.records.programme import Programme
from generator.records.result import Results
from generator.records.site import Site
from generator.records.tree import Tree

PROJECT = Path(__file__).resolve().parent.parent
COUNT = 130_000
SENT = 200
DAY = date(2026, 6, 16)
NOW = datetime(2026, 6, 16, 9, tzinfo=UTC)
STARTED = datetime(2026, 1, 1, 9, tzinfo=UTC)


def both(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def ident(number: int) -> str:
    return f"c-{number:010d}"


def make_tree(count: int) -> Tree:
    """The records, through the real models."""
    site = {
        "host": "diplomes.example.org",
        "name": both("Essai"),
        "tagline": both("x"),
        "publisher": "Nobody",
        "themes": [{"id": "health", "name": both("Health")}],
        "mail": {"sender": "a@ecole.example", "name": "Essai", "since": "2026-01-01", "ceiling": 10**6},
    }
    course = {
        "title": both("Premiers secours"),
        "school": "ecole",
        "theme": "health",
        "language": "fr",
        "summary": both("x"),
        "paths": [{"id": "p", "name": both("p"), "summary": both("x"), "gives": "certificate", "exam": True}],
        "exam": {"supervision": "live", "identity_check": True, "questions": 30, "pass_correct": 18},
        "sessions": [
            {
                "id": "s1",
                "start": "2026-05-01",
                "end": "2026-06-28",
                "exam": {"opens": "2026-06-15", "closes": "2026-06-28"},
            }
        ],
    }
    programme = {
        "code": "AID",
        "issuer": "ecole",
        "name": both("Certificat"),
        "kind": "Certificate",
        "summary": both("x"),
        "description": both("x"),
        "versions": [
            {
                "id": "v1",
                "since": "2020-01-01",
                "summary": both("x"),
                "requirement": {"passed": "aid"},
                "within": "2 years of registration",
            }
        ],
    }
    people = {
        ident(number): Candidate.model_validate(
            {
                "name": {"display": f"Personne Exemple {number}"},
                "email": f"personne-{number}@example.org",
                "language": "fr" if number % 2 else "en",
                "fictional": True,
                "registrations": [{"programme": "certificat", "date": "2026-02-01", "choices": ["aid"]}],
            }
        )
        for number in range(count)
    }
    rows = [
        {
            "candidate": ident(number),
            "path": "p",
            "date": "2026-06-15",
            "score": 10 + number % 21,
            "identity": "verified",
        }
        for number in range(0, count, 3)
    ]
    source = {"file": "a.csv", "sha256": "0" * 64, "received": "2026-06-16", "sender": "A platform"}
    results = {"course": "aid", "session": "s1", "source": source, "results": rows}
    return Tree(
        site=Site.model_validate(site),
        issuers={},
        courses={"aid": Course.model_validate(course)},
        programmes={"certificat": Programme.model_validate(programme)},
        candidates=people,
        results={("aid", "s1"): Results.model_validate(results)},
        editions={},
    )


def ledger_of(tree: Tree, messages: list[Message]) -> MailBook:
    """A mail ledger in which those were sent."""
    entries: list[Entry] = [Start(STARTED, MAIL_KINDS)]
    for message in messages:
        to = address_digest(message.candidate, tree.candidates[message.candidate].email)
        entries += [Intend(NOW, message.key, "0" * 64, to, message.state), Accept(NOW, message.key)]
    return MailBook.of(
        Placed(entry, "candidates/mail/runs/2026-06-16.00000000.jsonl", 1) for entry in entries
    )


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    found = what()
    return time.process_time() - began, found


def measure(count: int, folder: Path) -> dict[str, object]:
    """Every figure for one size."""
    tree = make_tree(count)
    assert tree.site.mail is not None
    fresh = MailBook.of([Placed(Start(STARTED, MAIL_KINDS))])
    first, plan = timed(lambda: plan_mail(tree, (), fresh, DAY))
    assert len(plan.due) == count
    read, book = timed(lambda: ledger_of(tree, list(plan.due)))
    again, none = timed(lambda: plan_mail(tree, (), book, DAY))
    assert not none.due
    ledger = MailLedger(folder)
    desk = Desk(folder, tree, tree.site.mail, ledger, (), Letters(read_templates(PROJECT)), plan)
    some = plan.due[:SENT]
    writing, written = timed(lambda: [desk.write(message, NOW, {}) for message in some])
    began = time.perf_counter()
    with ledger.writing():
        outcome = send(
            desk,
            Outbox(folder / "outbox"),
            written,
            Turn(None),
            None,
            run_id="00000000",
            transport_name="outbox",
            clock=lambda: NOW,
        )
    assert sum(outcome.accepted.values()) == len(some)
    return {
        "candidates": count,
        "plan_s": round(first, 3),
        "ledger_s": round(read, 3),
        "plan_again_s": round(again, 3),
        "written": len(some),
        "write_ms_each": round(writing / max(len(some), 1) * 1e3, 3),
        "send_ms_each": round((time.perf_counter() - began) / max(len(some), 1) * 1e3, 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Measure one size and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(given.count, Path(folder))
    if given.json:
        json.dump(found, sys.stdout)
        return
    print(f"Python {platform.python_version()}, {platform.machine()}")
    for name, value in found.items():
        print(f"{name:16} {value}")


if __name__ == "__main__":
    main()
