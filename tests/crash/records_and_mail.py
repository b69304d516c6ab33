"""What people send and decide: results, letters, editions; and what is written to them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from generator.adapters.mailledger import MailLedger
from generator.outreach.entries import Run
from generator.trust.instant import parse_instant
from tests.crash.post import Taken
from tests.crash.scenarios import (
    SITE,
    command,
    plain,
    school,
    well,
)
from tests.crash.trying import Facts, Scenario, Told
from tests.intake import desk as clerks
from tests.intake import office as letters
from tests.issuing.school import EDITION, ident
from tests.mailing.office import EXAM_DAY, START, Office
from tests.mailing.test_bounces import report

__all__ = ["MAIL", "POST", "RECORDS"]

AT = "2026-09-01T09:00:00Z"
POST = Taken()
"""The mail server of every scenario that writes to people."""
OPEN = "0" * 8
"""The run that was broken off."""


# --- results, juries, letters


def transmitting(base: Path) -> None:
    made = clerks.Desk(base, 3)
    made.file(clerks.HEAD, *(clerks.line(place) for place in range(3)))


def transmitted(base: Path) -> None:
    transmitting(base)
    well(IMPORT(base))


def doubted(base: Path) -> None:
    """A row whose birth date is another than the candidate's."""
    made = clerks.Desk(base, 3)
    made.file(clerks.HEAD, clerks.line(0), clerks.line(1, birth="05/05/1985"))
    well(IMPORT(base))


def doubtful_row(base: Path) -> str:
    store = clerks.TransmissionStore(base / SITE)
    found = store.in_force("first-aid", "2026")
    assert found is not None
    return next(row.who for row in found.rows if row.birth_date is not None and row.birth_date.year == 1985)


IMPORT = command(
    "results",
    "import",
    "{base}/results.csv",
    "--session",
    clerks.WHERE,
    "--sender",
    "A platform",
    "--received",
    "2026-07-01",
)


def undecided(base: Path) -> None:
    (school(base).root / f"candidates/editions/{EDITION}.yml").unlink()


def arriving(base: Path) -> None:
    letters.open_office(base).arrive(letters.registration(), letters.deposit(file=None))


def correcting(base: Path) -> None:
    office = letters.open_office(base)
    office.take(letters.registration())
    office.clear()


def paying(base: Path) -> None:
    made = school(base)
    rows = (f"P-{place};2026-05-0{place + 1};150;{ident(place)}" for place in range(3))
    (base / "paid.csv").write_text(
        "\n".join(("N° de commande;Date de paiement;Montant;Compte", *rows, "")), "utf-8"
    )
    for place in range(3):
        path = f"candidates/register/{ident(place)}.yml"
        made.write(path, "candidate", {**made.read(path), "platform_id": ident(place)})


def renaming(base: Path) -> None:
    """A candidate who asks for another name, after results that have the former."""
    made = school(base)
    path = f"candidates/register/{ident(0)}.yml"
    request = {"date": date(2026, 7, 1), "display": "Personne Rectifiée"}
    made.write(path, "candidate", {**made.read(path), "name_requests": [request]})


_UNDUE = frozenset({"L351"})
"""What the edition of these schools awards has no ground: their results are still to come."""

NEW = command(
    "new", "candidate", "--name", "Nour Exemple", "--email", "nour@example.org", "--programme", "first-aid"
)


def renewed(base: Path) -> Told:
    """Nobody makes a second record of a person where the first is there."""
    there = any("Nour Exemple" in path.read_text() for path in (base / SITE).rglob("register/*.yml"))
    return Told(0, "") if there else NEW(base)


RECORDS = (
    Scenario("results import", transmitting, IMPORT, plain, besides=_UNDUE),
    Scenario(
        "reconcile",
        transmitted,
        command("reconcile", clerks.WHERE),
        plain,
        besides=_UNDUE,
        unfinished=frozenset({"L351"}),
    ),
    Scenario(
        "resolve",
        doubted,
        command(
            "resolve",
            clerks.WHERE,
            doubtful_row,
            "--match",
            ident(1),
            "--by",
            "Ada",
            "--reason",
            "Seen.",
            "--date",
            "2026-07-02",
        ),
        plain,
        besides=_UNDUE,
    ),
    Scenario(
        "decide",
        undecided,
        command("decide", "first-aid", "--edition", "2026", "--date", "2026-07-10"),
        plain,
    ),
    Scenario(
        "approve",
        school,  # type: ignore[arg-type]
        command("approve", EDITION, "--by", "Basile Modèle", "--role", "Head", "--date", "2026-07-12"),
        plain,
        already="has approved already",
    ),
    Scenario(
        "payments import",
        paying,
        command(
            "payments", "import", "{base}/paid.csv", "--session", clerks.WHERE, "--received", "2026-07-01"
        ),
        plain,
    ),
    Scenario(
        "names",
        renaming,
        command("names", ident(0), "--accept", "--by", "Ada Exemple", "--at", AT),
        plain,
        already="no correction",
    ),
    Scenario("intake", arriving, command("intake", "{base}/inbox", "--at", "2026-11-20T09:00:00Z"), plain),
    Scenario(
        "new candidate",
        school,  # type: ignore[arg-type]
        NEW,
        plain,
        again=renewed,
        swept=False,
    ),
)


# --- mail


def writing(base: Path) -> None:
    """Three people are to be written to."""
    Office(base / SITE).open(transport="smtp")


def written(base: Path) -> None:
    writing(base)
    well(command("mail", "start", "--yes", "--at", START)(base))


def sending(base: Path) -> Told:
    env = {
        "PARCHEMIN_SMTP_HOST": "127.0.0.1",
        "PARCHEMIN_SMTP_PORT": str(POST.port),
        "PARCHEMIN_SMTP_TLS": "none",
    }
    return command("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY, env=env)(base)


def sending_again(base: Path) -> Told:
    """Close the run that stopped, answer what only a person can by looking at what arrived, and send the rest."""
    root, got = base / SITE, POST.counted()
    for run in MailLedger(root).book().open_runs:
        well(
            command("mail", "close", run.name, "--reason", "Stopped.", "--at", f"{EXAM_DAY}T08:00:00Z")(base)
        )
    for track in MailLedger(root).book().tracks.values():
        if track.fate == "question":
            place = int(track.key.partition("/")[0][-4:])
            answer = "--sent" if got[f"secret-{place}@example.org got"] else "--not-sent"
            well(
                command(
                    "mail", "answer", track.key, answer, "--reason", "Seen.", "--at", f"{EXAM_DAY}T09:00:00Z"
                )(base)
            )
    return (
        sending(base) if all(got[f"secret-{place}@example.org got"] for place in range(3)) else _later(base)
    )


def _later(base: Path) -> Told:
    env = {
        "PARCHEMIN_SMTP_HOST": "127.0.0.1",
        "PARCHEMIN_SMTP_PORT": str(POST.port),
        "PARCHEMIN_SMTP_TLS": "none",
    }
    return command("mail", "send", "--yes", "--without-git", "--at", f"{EXAM_DAY}T10:00:00Z", env=env)(base)


def mailed(base: Path) -> tuple[Facts, set[str]]:
    """What only a person can answer is neither sent nor due, and a run that is open is no harm."""
    found, codes = plain(base)
    passing = (" question", " runs open")
    return Counter({fact: count for fact, count in found.items() if not fact.endswith(passing)}), codes


def broken_off(base: Path) -> None:
    """A run that began and was never heard of again."""
    writing(base)
    ledger = MailLedger(base / SITE)
    with ledger.writing(), ledger.begin(Run(parse_instant(START), OPEN, ("exam-opens",), "smtp")):
        pass


def returned(base: Path) -> None:
    """Messages that were sent (into a folder), of which one comes back."""
    Office(base / SITE).open()
    well(command("mail", "start", "--yes", "--at", START)(base))
    well(command("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY)(base))
    (base / "bounces").mkdir()
    (base / "bounces" / "1.eml").write_bytes(report(0))


MAIL = (
    Scenario("mail start", writing, command("mail", "start", "--yes", "--at", START), plain),
    Scenario(
        "mail send",
        written,
        sending,
        mailed,
        again=sending_again,
        outside=POST.counted,
        reset=POST.forget,
    ),
    Scenario(
        "mail answer",
        written,
        command(
            "mail",
            "answer",
            f"{ident(0)}/exam-opens/first-aid/2026",
            "--never",
            "--reason",
            "No.",
            "--at",
            EXAM_DAY,
        ),
        plain,
        already="exists already",
    ),
    Scenario(
        "mail close",
        broken_off,
        command(
            "mail",
            "close",
            f"{START[:10]}.{OPEN}",
            "--reason",
            "Switched off.",
            "--at",
            f"{EXAM_DAY}T08:00:00Z",
        ),
        plain,
        already="no open run",
    ),
    Scenario(
        "mail bounces",
        returned,
        command("mail", "bounces", "{base}/bounces", "--at", f"{EXAM_DAY}T12:00:00Z"),
        plain,
    ),
)
