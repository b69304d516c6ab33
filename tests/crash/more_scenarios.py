"""Keys, the log, the people's records, mail, documents and the site: the other commands that change something."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

from benchmarks.synthetic import act, holder, make_site
from generator.adapters.logstore import LogStore
from generator.adapters.mailledger import MailLedger
from generator.site.log import log_files
from tests.crash.facts import folder_facts, site_facts
from tests.crash.post import Taken
from tests.crash.scenarios import (
    DECIDED,
    ISSUING,
    ROTATED,
    SITE,
    command,
    first_key,
    issued,
    plain,
    school,
    two_keys,
    well,
)
from tests.crash.trying import Facts, Scenario, Told
from tests.intake import desk as clerks
from tests.intake import office as letters
from tests.issuing.school import EDITION, ident
from tests.logbook.checkout import git
from tests.mailing.office import EXAM_DAY, START, Office

__all__ = ["POST", "SCENARIOS"]

AT = "2026-09-01T09:00:00Z"
PASSPHRASE = {"PARCHEMIN_PASSPHRASE": "six random words are better than this"}
DEMONSTRATION = "--demonstration"
POST = Taken()


# --- keys


def keyless(base: Path) -> None:
    made = school(base)
    for path in (made.ledger().directory / "keys").iterdir():
        path.unlink()


def real(base: Path) -> None:
    """A site at a host of its own, without a letterbox."""
    office = letters.open_office(base)
    path = office.root / "content" / "site.yml"
    path.write_text(
        path.read_text("utf-8")
        .split("  keys:")[0]
        .replace("host: diplomes.example.org", "host: diplomes.ecole.fr"),
        "utf-8",
    )
    for issuer in (office.root / "content" / "issuers").glob("*.yml"):
        changed = issuer.read_text("utf-8").replace("diplomes.example.org", "diplomes.ecole.fr")
        issuer.unlink()
        issuer.write_text(changed, "utf-8")


def sealed(base: Path) -> tuple[Facts, set[str]]:
    """A sealed secret that no record names yet is of no consequence; that there is one must be so."""
    found, codes = plain(base)
    found["sealed keys"] = min(found["sealed keys"], 1)
    return +found, codes


KEYS = (
    Scenario(
        "keys new",
        keyless,
        command("keys", "new", "school", DEMONSTRATION, "--at", AT),
        plain,
        already="has a key already",
    ),
    Scenario(
        "keys rotate",
        issued,
        command("keys", "rotate", "school", "--at", AT, env=ROTATED),
        plain,
        again=command("keys", "rotate", "school", "--at", "2026-09-02", env=ROTATED),
        already="is in the ledger already",
    ),
    Scenario(
        "keys retire",
        two_keys,
        command("keys", "retire", "school", first_key, *DECIDED, "--at", AT, env=ROTATED),
        plain,
    ),
    Scenario(
        "keys compromise",
        two_keys,
        command(
            "keys", "compromise", "school", first_key, "--since", "2", *DECIDED, "--yes", "--at", AT, env=ROTATED
        ),
        plain,
        unfinished=frozenset({"L307"}),
    ),
    Scenario(
        "keys intake new", real, command("keys", "intake", "new", "--at", AT, env=PASSPHRASE), sealed, already="has a key already"
    ),
)  # fmt: skip


# --- the log


def unlogged(base: Path) -> None:
    school(base, logged=False)


def waiting(base: Path) -> None:
    """A clone whose log has a signed genesis; three leaves wait, committed and pushed."""
    made = school(base)
    (made.root / ".gitignore").write_text("/candidates/ledger/.lock\n.parchemin-*.tmp\n")
    git(base, "init", "--quiet", "--bare", "--initial-branch=main", str(base / "remote.git"))
    git(made.root, "init", "--quiet", "--initial-branch=main")
    for hook in (made.root / ".git" / "hooks").iterdir():
        hook.unlink()
    git(made.root, "remote", "add", "origin", str(base / "remote.git"))
    for step in (lambda: None, lambda: made.issue()):
        step()
        git(made.root, "add", "--all")
        git(made.root, "commit", "--quiet", "-m", "work")
        git(made.root, "push", "--quiet", "origin", "main")


def cloned(base: Path) -> tuple[Facts, set[str]]:
    """The site, what its remote has of it, and what is not committed."""
    found, codes = plain(base)
    found["commits on the remote"] += int(git(base / "remote.git", "rev-list", "--count", "main"))
    listed = git(base / "remote.git", "ls-tree", "-r", "--name-only", "main")
    for name in re.findall(r"log/checkpoints/\d+", listed):
        held = git(base / "remote.git", "show", f"main:candidates/ledger/{name}")
        found[f"{name} on the remote is {held.splitlines()[2]}"] += 1
    return found, codes


def as_it_says(base: Path) -> Told:
    """Say it again; where it names the command that clears what was left, that one before."""
    told = APPEND(base)
    if told.code == 1 and (hint := re.search(r"git (restore [^\n]*)", told.output)):
        git(base / SITE, *hint[1].split())
        told = APPEND(base)
    return told


APPEND = command("log", "append", DEMONSTRATION)


def witnessing(base: Path) -> None:
    """A witness, and the published log of another school beside it."""
    other = base / "other"
    issued(other)
    well(command("log", "append", DEMONSTRATION, "--without-git")(other))
    for path, data in log_files(LogStore(other / SITE).load()):
        place = base / "published" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    shutil.rmtree(other)
    unlogged(base)
    well(command("log", "init", "--witness", env={"PARCHEMIN_WITNESS_KEY": "22" * 32})(base))


def other_key(base: Path) -> str:
    return (base / "published" / "log" / "vkey").read_text().strip()


LOG = (
    Scenario("log init", unlogged, command("log", "init", DEMONSTRATION, "--at", AT), plain, already="a transparency log already"),
    Scenario(
        "log append (without git)", issued, command("log", "append", DEMONSTRATION, "--without-git"), plain
    ),
    Scenario("log append", waiting, APPEND, cloned, again=as_it_says),
    Scenario(
        "log witness",
        witnessing,
        command(
            "log", "witness", "{base}/published/log", "--vkey", other_key, "--at", AT,
            env={"PARCHEMIN_WITNESS_KEY": "22" * 32},
        ),
        plain,
    ),
)  # fmt: skip


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
    "results", "import", "{base}/results.csv", "--session", clerks.WHERE, "--sender", "A platform",
    "--received", "2026-07-01",
)  # fmt: skip


def undecided(base: Path) -> None:
    (school(base).root / f"candidates/editions/{EDITION}.yml").unlink()


def arriving(base: Path) -> None:
    letters.open_office(base).arrive(letters.registration(), letters.deposit(file=None))


def correcting(base: Path) -> None:
    office = letters.open_office(base)
    office.take(letters.registration())
    office.clear()


_UNDUE = frozenset({"L351"})
"""What the edition of these schools awards has no ground: their results are still to come."""

NEW = command(
    "new", "candidate", "--name", "Nour Exemple", "--email", "nour@example.org", "--programme", "first-aid"
)

RECORDS = (
    Scenario("results import", transmitting, IMPORT, plain, besides=_UNDUE),
    Scenario(
        "reconcile --write", transmitted, command("reconcile", clerks.WHERE, "--write"), plain,
        besides=_UNDUE, unfinished=frozenset({"L351"}),
    ),
    Scenario(
        "resolve",
        doubted,
        command(
            "resolve", clerks.WHERE, doubtful_row, "--match", ident(1), "--by", "Ada", "--reason", "Seen.",
            "--date", "2026-07-02",
        ),
        plain,
        besides=_UNDUE,
    ),
    Scenario("decide", undecided, command("decide", "first-aid", "--edition", "2026", "--date", "2026-07-10"), plain),
    Scenario(
        "approve",
        school,  # type: ignore[arg-type]
        command("approve", EDITION, "--by", "Basile Modèle", "--role", "Head", "--date", "2026-07-12"),
        plain,
        already="has approved already",
    ),
    Scenario("intake", arriving, command("intake", "{base}/inbox", "--at", "2026-11-20T09:00:00Z"), plain),
    Scenario(
        "new candidate", unlogged, NEW, plain, again=lambda base: renewed(base), swept=False,
    ),
)  # fmt: skip


def renewed(base: Path) -> Told:
    """Nobody makes a second record of a person where the first is there."""
    there = any("Nour Exemple" in path.read_text() for path in (base / SITE).rglob("register/*.yml"))
    return Told(0, "") if there else NEW(base)


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
                    "mail", "settle", track.key, answer, "--reason", "Seen.", "--at", f"{EXAM_DAY}T09:00:00Z"
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
    """What only a person can answer is neither sent nor due."""
    found, codes = plain(base)
    return Counter({fact: count for fact, count in found.items() if not fact.endswith(" question")}), codes


MAIL = (
    Scenario("mail start", writing, command("mail", "start", "--yes", "--at", START), plain),
    Scenario(
        "mail send", written, sending, mailed, again=sending_again, outside=lambda: POST.counted(),
        reset=lambda: POST.forget(),
    ),
    Scenario(
        "mail settle", written,
        command("mail", "settle", f"{ident(0)}/exam-opens/first-aid/2026", "--never", "--reason", "No.", "--at", EXAM_DAY),
        plain,
    ),
)  # fmt: skip


# --- documents, the site


def printed(base: Path) -> tuple[Facts, set[str]]:
    return folder_facts(base / SITE / "documents", "documents"), set()


def small(base: Path) -> None:
    make_site(base / SITE, 3)


def built(base: Path) -> None:
    """A site that was built; since then a diploma was revoked and a course renamed."""
    holders = make_site(base / SITE, 6)
    well(BUILD(base))
    act(base / SITE, "revoke", holders[0].code, revoked=(0,))
    course = base / SITE / "content/courses/cours.yml"
    course.write_text(course.read_text().replace("Cours d’essai", "Cours renommé"))


def published(base: Path) -> tuple[Facts, set[str]]:
    return site_facts(base / SITE / "site"), set()


BUILD = command("build", "--date", "2026-08-01", "--jobs", "1")

PUBLISHING = (
    Scenario(
        "documents", small, command("documents", holder(0).code, holder(1).code, "--jobs", "1", "--at", "2026-08-01"),
        printed, lasting=False,
    ),
    Scenario("build (first)", small, BUILD, published, stride=12, lasting=False),
    Scenario("build (again)", built, BUILD, published, stride=12, lasting=False),
)  # fmt: skip

SCENARIOS: tuple[Scenario, ...] = (*ISSUING, *KEYS, *LOG, *RECORDS, *MAIL, *PUBLISHING)
