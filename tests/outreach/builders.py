"""A small site for the planning of mail: one diploma, two courses, one candidate unless more are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from generator.outreach import Diploma, MailBook, MailPlan, Message, plan_mail
from generator.outreach.book import Placed
from generator.outreach.entries import Accept, Entry, Intend, Run, Start
from generator.outreach.message import address_digest
from generator.records.mail import MAIL_KINDS
from generator.records.result import Results
from generator.records.site import Site
from generator.records.tree import Tree
from generator.trust.ledger import Act, ActKind
from tests.rules.builders import EXAM, candidate, course, programme, version

WHO = "c-aaaaaaaaaa"
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
SESSION = {
    "id": "s1",
    "start": "2026-05-01",
    "end": "2026-06-28",
    "enrolment_end": "2026-05-05",
    "exam": {"opens": "2026-06-15", "closes": "2026-06-28"},
}
CODE = "9CKP-78K3-7W2K-3VP3-5PP3"
OTHER = "QNTW-DJVT-8MRD-CKMW-C7RJ"


def site(**mail: Any) -> Site:
    return Site.model_validate(
        {
            "host": "diplomes.example.org",
            "name": {"fr": "Diplômes", "en": "Diplomas"},
            "tagline": {"fr": "x", "en": "x"},
            "publisher": "École",
            "themes": [{"id": "viruses", "name": {"fr": "Virus", "en": "Viruses"}}],
            "mail": {"sender": "diplomes@ecole.example", "name": "École", "since": "2025-01-01", **mail},
        }
    )


def registered(day: str = "2026-02-01", **fields: Any) -> dict[str, Any]:
    return {"programme": "diploma", "date": day, "choices": ["malaria"], **fields}


def tree(
    *,
    people: Mapping[str, Any] | None = None,
    session: Mapping[str, Any] | None = None,
    rows: Iterable[Mapping[str, Any]] = (),
    received: str = "2026-07-01",
    mail: Mapping[str, Any] | None = None,
    within: str | None = "2 years of registration",
    **who: Any,
) -> Tree:
    """`who` are the fields of the one candidate; `rows` the results of the one session of malaria."""
    people = people if people is not None else {WHO: candidate(**{"registrations": [registered()], **who})}
    rule = version(
        "v1", "2020-01-01", {"passed": "malaria"}, swaps=2, **({"within": within} if within else {})
    )
    results = {}
    if rows := list(rows):
        results["malaria", "s1"] = Results.model_validate(
            {
                "course": "malaria",
                "session": "s1",
                "source": {"file": "a.csv", "sha256": "0" * 64, "received": received, "sender": "A platform"},
                "results": [
                    {
                        "candidate": WHO,
                        "path": "qualifying",
                        "date": "2026-06-20",
                        "identity": "verified",
                        **row,
                    }
                    for row in rows
                ],
            }
        )
    return Tree(
        site=site(**(mail or {})),
        issuers={},
        courses={
            "malaria": course("Malaria", exam=EXAM, sessions=[{**SESSION, **(session or {})}]),
            "rabies": course("Rabies", exam=EXAM, sessions=[{**SESSION, "id": "r1"}]),
        },
        programmes={"diploma": programme(versions=[rule])},
        candidates=people,
        results=results,
        editions={},
    )


def started(*entries: Entry, at: datetime = START) -> MailBook:
    """A mail ledger in which everything was started, and then `entries`."""
    return MailBook.of(placed(Start(at, MAIL_KINDS), *entries))


def placed(*entries: Entry) -> list[Placed]:
    found, path = [], "candidates/mail/acts/a.jsonl"
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, Run):
            path = f"candidates/mail/runs/{entry.at:%Y-%m-%d}.{entry.id}.jsonl"
        found.append(Placed(entry, path, number))
    return found


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+00:00")


def plan(where: Tree, day: str, book: MailBook | None = None, diplomas: Iterable[Diploma] = ()) -> MailPlan:
    return plan_mail(where, diplomas, started() if book is None else book, date.fromisoformat(day))


def due(where: Tree, day: str, book: MailBook | None = None, diplomas: Iterable[Diploma] = ()) -> list[str]:
    """The keys that are due, without the candidate."""
    return [message.key.partition("/")[2] for message in plan(where, day, book, diplomas).due]


def kinds(where: Tree, day: str, book: MailBook | None = None, diplomas: Iterable[Diploma] = ()) -> set[str]:
    return {key.partition("/")[0] for key in due(where, day, book, diplomas)}


def sent(message: Message, day: str, address: str = "ariane@example.org") -> tuple[Entry, Entry]:
    """The two lines of a message that was taken."""
    to = address_digest(message.candidate, address)
    return Intend(at(day), message.key, "0" * 64, to, message.state), Accept(at(day), message.key)


def diploma(code: str = CODE, signed: str = "2026-07-13", *acts: Act, **fields: Any) -> Diploma:
    return Diploma(
        code=code,
        candidate=WHO,
        programme="diploma",
        edition=fields.pop("edition", "diploma-2026"),
        signed=at(signed),
        dates={"validFrom": "2026-07-10T00:00:00Z"},
        acts=acts,
    )


def act(what: ActKind, day: str, code: str = CODE, *, replacement: str | None = None, hour: int = 10) -> Act:
    return Act(
        what,
        code,
        "did:web:x.example",
        at(day, hour),
        "Ada",
        "issued-in-error",
        "note",
        "z6Mk",
        b"",
        replacement,
    )
