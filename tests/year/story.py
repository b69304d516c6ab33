"""The year 2025 of the school, from the first registration to the last reminder, by the commands that staff type.

Nothing is asserted here but exit codes; the tests compare what was said with what follows from the cast.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.logbook.checkout import IDENTITY
from tests.mailing.office import Post, Received, running
from tests.year.cast import CELLS, SESSION, VIRUSES, Person, Sat, cast, strangers
from tests.year.office import (
    ADA,
    BASILE,
    EDITION,
    PROGRAMME,
    School2025,
    Step,
    as_excel_writes_csv,
    as_workbook,
    correction,
    deposits,
    into_folder,
    into_mailbox,
    open_school,
    registration,
    swaps,
    withdrawal,
)

PARCHEMIN = str(Path(sys.executable).parent / "parchemin")
BY = ("--by", "Diane Démonstration", "--reason", "Pièces comparées.")
DECIDED = {72: "match", 100: "transmitted", 101: "transmitted", 102: "declared", 115: "transmitted"}
"""What staff decide about the rows of these people."""
LOWERED, FRAUD, RENAMED, KILLED_AT = 183, 184, 185, 40


@dataclass
class Year:
    """All that was said and sent."""

    school: School2025
    people: list[Person]
    strangers: list[Person]
    said: dict[str, Step] = field(default_factory=dict)
    mail: dict[str, list[Received]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    replacement: str = ""
    corrected: list[Person] = field(default_factory=list)

    def ident(self, place: int) -> str:
        return self.ids[self.people[place].email]

    def places(self, idents: list[str]) -> set[int]:
        """Numbers of the people with these ids."""
        known = {self.ids[one.email]: one.place for one in self.people}
        return {known[ident] for ident in idents}


def tell(folder: Path) -> Year:
    """Live through the year."""
    people = cast()
    post = Post()
    with running(post):
        school = open_school(folder)
        school.env = {
            "PARCHEMIN_SMTP_HOST": "127.0.0.1",
            "PARCHEMIN_SMTP_PORT": str(post.port),
            "PARCHEMIN_SMTP_TLS": "none",
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        year = Year(school, people, strangers())
        _January(year, post).live()
    return year


@dataclass
class _Chapter:
    year: Year
    post: Post

    @property
    def school(self) -> School2025:
        return self.year.school

    def say(self, name: str, *words: object, day: str, code: int | None = 0) -> Step:
        step = self.year.said[name] = self.school.run(*words, day=day, code=code)
        return step

    @contextmanager
    def hearing(self, name: str) -> Iterator[None]:
        """Keep what the server receives meanwhile."""
        before = len(self.post.received)
        yield
        self.year.mail[name] = self.post.received[before:]

    def send(self, name: str, day: str, *more: str, code: int = 0) -> None:
        with self.hearing(name):
            self.say(
                name, "mail", "send", "--yes", "--json", "--at", f"{day}T09:00:00Z", *more, day=day, code=code
            )
            self.say(f"{name} again", "mail", "send", "--yes", "--json", "--at", f"{day}T10:00:00Z", day=day)

    def take_in(self, name: str, day: str, *paths: Path, code: int = 0) -> None:
        words = ("intake", *paths, "--json", "--at", f"{day}T08:00:00Z")
        self.say(f"{name} dry", *words, "--dry-run", day=day, code=code)
        self.say(name, *words, day=day, code=code)
        self.school.commit(f"Take in what arrived by {day}")

    def sealed(self, name: str) -> Path:
        return self.school.folder / name


class _January(_Chapter):
    """Registration."""

    def live(self) -> None:
        self.school.run("keys", "new", "school", "--demonstration", "--at", "2025-01-02", day="2025-01-02")
        self.school.run("log", "init", "--demonstration", "--at", "2025-01-02", day="2025-01-02")
        self.school.run("mail", "start", "--yes", "--at", "2025-01-02", day="2025-01-02")
        self.school.commit("Begin the year")
        people = self.year.people
        files = [registration(one) for one in people]
        box = into_mailbox(self.sealed("january.mbox"), files[:200])
        again = [files[one.place] for one in people if one.twice]
        # The same person once more, by a new file of the page: another number, another day.
        anew = registration(replace(people[5], registered=dt.date(2025, 1, 20)), about="anew")
        rest = into_folder(self.sealed("january"), [*files[200:], *again, files[7][:900], anew])
        self.take_in("registrations", "2025-01-21", box, rest, code=1)
        self.year.ids = self.school.identify()
        self.say(
            "mail refused", "mail", "send", "--yes", "--at", "2025-01-21T08:30:00Z", day="2025-01-21", code=1
        )
        self.send("january", "2025-01-21", "--ceiling", "300")
        self.say("intake again", "intake", box, "--json", "--at", "2025-01-21T12:00:00Z", day="2025-01-21")
        _February(self.year, self.post).live()


class _February(_Chapter):
    """Exchanges, withdrawals, corrections of names."""

    def live(self) -> None:
        people = self.year.people
        files = [data for one in people for data in swaps(one)]
        files += [withdrawal(one) for one in people if one.withdrawn == dt.date(2025, 2, 10)]
        files += [correction(one, one.corrected, "2025-02-08") for one in people if one.corrected]
        self.take_in("changes", "2025-02-17", into_mailbox(self.sealed("february.mbox"), files), code=1)
        self.send("february", "2025-02-17")
        self.send("start", "2025-02-26", "--ceiling", "1000")
        _June(self.year, self.post).live()


class _June(_Chapter):
    """Exams, deposits, and a send that is killed."""

    def live(self) -> None:
        with self.hearing("exams"):
            self._killed("2025-06-09")
        day = "2025-06-09"
        self.say(
            "exams again",
            "mail",
            "send",
            "--yes",
            "--json",
            "--ceiling",
            "1000",
            "--at",
            f"{day}T12:00:00Z",
            day=day,
        )
        claims = [claim for one in self.year.people for claim in deposits(one)]
        early = into_folder(
            self.sealed("early"), [data for made, data in claims if made < dt.date(2025, 6, 20)]
        )
        self.take_in("early deposits", "2025-06-17", early)
        self.send("closing", "2025-06-19", "--ceiling", "1000")
        late = [data for made, data in claims if made >= dt.date(2025, 6, 20)]
        late += [withdrawal(one) for one in self.year.people if one.withdrawn == dt.date(2025, 6, 24)]
        self.take_in("late deposits", "2025-06-27", into_mailbox(self.sealed("june.mbox"), late))
        _July(self.year, self.post).live()

    def _killed(self, day: str) -> None:
        """The program dies when the server has taken a message and nobody has heard it say so."""
        struck = threading.Event()
        known = threading.Event()
        process: list[subprocess.Popen[str]] = []
        first = self.post.seen

        def strike(count: int) -> str:
            if count - first == KILLED_AT and not struck.is_set():
                struck.set()
                known.wait(20)
                os.kill(process[0].pid, signal.SIGKILL)
                process[0].wait(20)
            return "250 Ok"

        self.post.data = strike
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        words = ("mail", "send", "--yes", "--ceiling", "1000", "--at", f"{day}T09:00:00Z")
        process.append(
            subprocess.Popen(
                [PARCHEMIN, "-C", str(self.school.root), *words],
                env={**kept, **IDENTITY, **self.school.env},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        known.set()
        assert process[0].wait(120) == -signal.SIGKILL
        plan = self.say("plan after the crash", "mail", "plan", "--date", day, day=day, code=1)
        at = ("--at", f"{day}T09:30:00Z")
        self.say("refused after the crash", "mail", "send", "--yes", *at, day=day, code=1)
        run = re.search(rf"\b{day}\.[0-9a-f]+", plan.output)
        key = re.search(r"c-[a-z0-9]{10}/exam-opens/[a-z]+/2025(?= was sent)", plan.output)
        assert run is not None
        assert key is not None, plan.output
        self.school.run("mail", "close", run[0], "--reason", "La machine s’est arrêtée.", *at, day=day)
        self.school.run("mail", "answer", key[0], "--sent", "--reason", "Le serveur l’a prise.", *at, day=day)
        self.school.commit("Settle what the crash left open")
        self.say(
            "exams",
            "mail",
            "send",
            "--yes",
            "--json",
            "--ceiling",
            "1000",
            "--at",
            f"{day}T11:00:00Z",
            day=day,
        )


class _July(_Chapter):
    """The platform's files, what staff decide about them, the jury, the diplomas."""

    def live(self) -> None:
        self._files()
        self._reconcile()
        self.send("results", "2025-07-03", "--ceiling", "1000")
        self._jury()
        self._publish()
        self.send("issued", "2025-07-15", "--ceiling", "1000")
        _Autumn(self.year, self.post).live()

    def _files(self) -> None:
        everyone = [*self.year.people, *self.year.strangers]
        for name, data, course, day in (
            ("attestations-cellules.csv", as_excel_writes_csv(everyone), CELLS, "2025-07-01"),
            ("attestations-virus.xlsx", as_workbook(everyone), VIRUSES, "2025-07-02"),
        ):
            path = self.school.folder / name
            path.write_bytes(data)
            words = ("results", "import", path, "--session", f"{course}/{SESSION}", "--json")
            self.say(f"{course} dry", *words, "--dry-run", day=day)
            self.say(course, *words, day=day)
            self.say(f"{course} again", *words, day=day)
            self.school.commit(f"Import the results of {course}")

    def _reconcile(self) -> None:
        day = "2025-07-02"
        found = self.say("reconcile", "reconcile", "--dry-run", "--all", "--json", day=day).json()
        rows = {
            finding["row"]["certificate"]: finding["row"]["key"]
            for session in found["sessions"]
            for finding in session["findings"]
            if finding["row"] and session["course"] == CELLS
        }
        for place, decision in DECIDED.items():
            row = rows[self.year.people[place].certificate(CELLS)]
            words = ("resolve", f"{CELLS}/{SESSION}", row, f"--{decision}", self.year.ident(place), *BY)
            self.school.run(*words, "--date", day, day=day)
        self.say("reconciled", "reconcile", "--all", "--json", day=day)
        self.say("reconciled again", "reconcile", "--all", "--json", day=day)
        self.school.commit("Write what is certain")

    def _jury(self) -> None:
        day = "2025-07-10"
        self.say("status", "status", "--json", day="2025-07-09")
        words = ("decide", PROGRAMME, "--edition", "2025-07", "--date", day)
        self.say("decide dry", *words, "--dry-run", "--json", day=day)
        self.say("decide", *words, "--json", day=day)
        self.school.commit("Propose the edition of July")
        issue = ("issue", EDITION, "--demonstration", "--at", "2025-07-13T09:00:00Z")
        self.say("issue unapproved", *issue, day="2025-07-13", code=1)
        for who, role in ((ADA, "Directrice"), (BASILE, "Responsable")):
            self.school.run("approve", EDITION, "--by", who["GIT_AUTHOR_NAME"], "--role", role, day=day)
            self.say(f"issue beside {role}", *issue, "--dry-run", "--json", day="2025-07-13", code=1)
            self.school.commit(f"Approve {EDITION}", who)
        self.say("issue dry", *issue, "--dry-run", "--json", day="2025-07-13")
        issued = self.say("issue", *issue, "--json", day="2025-07-13")
        self.say("issue again", *issue, "--json", day="2025-07-13")
        known = {self.year.ids[one.email]: one.place for one in self.year.people}
        for one in issued.json()["editions"][0]["due"]:
            self.year.codes[known[one["candidate"]]] = one["code"]
        self.school.commit("Issue the edition of July")

    def _publish(self) -> None:
        day = "2025-07-14"
        self.say("append", "log", "append", "--demonstration", "--json", day=day)
        self.say("build", "build", "--date", day, "--jobs", "1", day=day)
        self.say("check", "check", "--date", day, day=day)
        site = self.school.root / "site"
        diploma = site / "d" / f"{self.year.codes[RENAMED]}.json"
        self.say(
            "verify",
            "verify",
            diploma,
            "--site",
            site,
            "--json",
            "--at",
            f"{day}T12:00:00Z",
            day=day,
            code=None,
        )


class _Autumn(_Chapter):
    """A corrected file, a corrected name, a revocation, and the end of the period in sight."""

    def live(self) -> None:
        day, people = "2025-08-18", self.year.people
        renamed = into_folder(self.sealed("august"), [correction(people[RENAMED], "Aline", "2025-08-10")])
        self.take_in("correction", day, renamed)
        after = {LOWERED: Sat(16), FRAUD: Sat(24, fraud=True)}
        self.year.corrected = [
            replace(one, rows={**one.rows, CELLS: after[one.place]}) if one.place in after else one
            for one in people
        ]
        path = self.school.folder / "attestations-cellules-corrige.csv"
        path.write_bytes(as_excel_writes_csv([*self.year.corrected, *self.year.strangers]))
        words = ("results", "import", path, "--session", f"{CELLS}/{SESSION}", "--json")
        self.say("corrected dry", *words, "--dry-run", day=day)
        self.say("corrected", *words, day=day)
        self.say("corrected reconciled", "reconcile", "--all", "--json", day=day)
        self.school.commit("Import the corrected file")
        self.say("status shaken", "status", "--json", day=day)
        self.say("check shaken", "check", "--date", day, day=day)
        self._acts(day)
        self.send("august", "2025-08-22")
        self.say("ending plan", "mail", "plan", "--date", "2025-10-20", "--json", day="2025-10-20")
        self.send("ending", "2025-10-20", "--ceiling", "1000")
        self.say("status at the end", "status", "--json", day="2025-10-20")

    def _acts(self, day: str) -> None:
        renamed, fraud = self.year.ident(RENAMED), self.year.codes[FRAUD]
        said = ("--by", "Diane Démonstration", "--note", "Dossier vu.", "--demonstration", "--json")
        self.say("names", "names", "--at", f"{day}T09:00:00Z", day=day)
        self.school.run(
            "names", renamed, "--accept", "--by", "Diane Démonstration", "--at", f"{day}T09:00:00Z", day=day
        )
        step = self.say(
            "supersede", "supersede", self.year.codes[RENAMED], *said, "--at", f"{day}T10:00:00Z", day=day
        )
        self.year.replacement = step.json()["replacement"]
        self.say(
            "revoke", "revoke", fraud, "--reason-class", "fraud", *said, "--at", f"{day}T10:00:00Z", day=day
        )
        self.school.commit("Supersede one diploma, revoke another")
        self.say("append acts", "log", "append", "--demonstration", "--json", day=day)
        self.say("build acts", "build", "--date", day, "--jobs", "1", day=day)
        site = self.school.root / "site"
        for name, code in (
            ("old", self.year.codes[RENAMED]),
            ("new", self.year.replacement),
            ("fraud", fraud),
        ):
            words = (
                "verify",
                site / "d" / f"{code}.json",
                "--site",
                site,
                "--json",
                "--at",
                f"{day}T12:00:00Z",
            )
            self.say(f"verify {name}", *words, day=day, code=None)
