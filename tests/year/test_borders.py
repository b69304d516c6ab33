"""Each clause of the real DNM2IP at its exact border, through the whole chain: file, import, reconciliation, jury."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.intake.office import open_office
from tests.issuing.school import School

NOW = str(int(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC).timestamp()))
HEAD = "Numéro de certificat;Nom;Prénom;Date de naissance;Note;Date d’examen;Identité"
SESSIONS = {
    "shs": ("shs-gestion-epidemies", "2024-t3", "2024-10-20"),
    "rabies": ("rabies", "2024-t4", "2024-11-25"),
    "innate": ("innate-immunity", "2024-t4", "2024-12-10"),
    "hiv": ("hiv-science", "2025-t1", "2025-03-01"),
    "tuberculosis": ("tuberculosis", "2025-t1", "2025-03-15"),
    "biobanking": ("biobanking", "2025-t2", "2025-06-01"),
    "shs again": ("shs-gestion-epidemies", "2026-t3", "2026-10-20"),
}
"""What can be sat: course, session, and the day on which everybody sits it. The innate immunity is starred."""
FIVE = ("rabies", "innate", "hiv", "tuberculosis", "biobanking")
LATE = ("rabies", "innate", "hiv", "tuberculosis", "shs again")


@dataclass(frozen=True)
class Case:
    """Somebody at one border: registered on `since`, who sat `exams` with 18 of 30, but for the exceptions."""

    since: str
    exams: tuple[str, ...]
    entitled: bool
    scores: tuple[tuple[str, int], ...] = ()
    identity: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()


CASES = {
    "eighteen of thirty, five times": Case("2024-09-01", FIVE, True),
    "seventeen of thirty, once": Case("2024-11-20", FIVE, False, scores=(("biobanking", 17),)),
    "the last day of the two years": Case("2024-10-20", LATE, True),
    "the day after": Case("2024-10-19", LATE, False),
    "the day of registration": Case("2024-11-25", FIVE, True),
    "the day before registration": Case("2024-11-26", FIVE, False),
    "four courses": Case("2024-09-01", FIVE[:4], False),
    "the fifth course is one of the four": Case(
        "2024-10-20", ("shs", "rabies", "innate", "hiv", "shs again"), False
    ),
    "no star": Case("2024-11-20", ("rabies", "hiv", "tuberculosis", "biobanking", "shs again"), False),
    "four courses, no star": Case("2024-11-20", ("rabies", "hiv", "tuberculosis", "biobanking"), False),
    "three courses, no star": Case("2024-11-20", ("rabies", "hiv", "tuberculosis"), False),
    "identity not checked, once": Case("2024-09-01", FIVE, False, identity=(("hiv", "non"),)),
    "identity refused, once": Case("2024-09-01", FIVE, False, identity=(("hiv", "refusée"),)),
    "all of the courses chosen": Case("2024-09-01", FIVE, True, choices=FIVE),
    "a course that was not chosen": Case("2024-09-01", FIVE, False, choices=("shs", *FIVE[1:])),
}


def ident(place: int) -> str:
    return f"c-border{place:04d}"


def birth(place: int) -> dt.date:
    return dt.date(1980, 1, 1) + dt.timedelta(days=100 * place)


@pytest.fixture(scope="module")
def jury(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the jury is shown, after seven files were imported and reconciled."""
    folder = tmp_path_factory.mktemp("borders")
    root = open_office(folder).root

    def run(*words: object) -> str:
        done = CliRunner(env={"SOURCE_DATE_EPOCH": NOW}).invoke(main, ["-C", str(root), *map(str, words)])
        assert done.exit_code == 0, done.output
        return done.stdout

    for place, case in enumerate(CASES.values()):
        registration: dict[str, Any] = {"programme": "dnm2ip", "date": dt.date.fromisoformat(case.since)}
        if case.choices:
            registration["choices"] = [SESSIONS[one][0] for one in case.choices]
        School(root).write(f"candidates/register/{ident(place)}.yml", "candidate", {
            "name": {"display": f"Personne {family(place)}", "given": "Personne", "family": family(place)},
            "birth_date": birth(place), "email": f"border{place}@example.org", "language": "fr",
            "fictional": True, "registrations": [registration],
        })  # fmt: skip
    for exam, (course, session, _) in SESSIONS.items():
        path = folder / f"{course}-{session}.csv"
        path.write_bytes(("\r\n".join([HEAD, *rows(exam)]) + "\r\n").encode("cp1252"))
        run("results", "import", path, "--session", f"{course}/{session}")
    run("reconcile")
    found: dict[str, Any] = json.loads(
        run("decide", "dnm2ip", "--edition", "2026-11", "--date", "2026-11-10", "--json", "--dry-run")
    )
    return found


def family(place: int) -> str:
    return f"{('Alba', 'Brun', 'Cyrd', 'Dovo', 'Elsk')[place % 5]}{('ine', 'ost', 'ulk')[place // 5]}"


def rows(exam: str) -> list[str]:
    _, _, day = SESSIONS[exam]
    return [
        ";".join((
            f"{exam[:3].upper()}{day[2:4]}-{place:04d}", family(place).upper(), "Personne",
            f"{birth(place):%d/%m/%Y}", str(dict(case.scores).get(exam, 18)),
            f"{dt.date.fromisoformat(day):%d/%m/%Y}", dict(case.identity).get(exam, "oui"),
        ))
        for place, case in enumerate(CASES.values())
        if exam in case.exams
    ]  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_clause_is_met_and_missed_at_its_border(jury: dict[str, Any], name: str) -> None:
    entitled = {one["candidate"] for one in jury["entitled"]}
    assert (ident(list(CASES).index(name)) in entitled) == CASES[name].entitled


def test_the_jury_is_shown_whoever_one_starred_course_would_complete(jury: dict[str, Any]) -> None:
    """It is the fifth course and the star at once: one course is missing, not two."""
    near = {one["candidate"] for one in jury["near"]}
    for name, shown in (
        ("no star", True),
        ("four courses, no star", True),
        ("three courses, no star", False),
    ):
        assert (ident(list(CASES).index(name)) in near) == shown, name


def test_seventeen_of_thirty_is_said_with_what_was_needed(jury: dict[str, Any]) -> None:
    place = list(CASES).index("seventeen of thirty, once")
    (found,) = (one for one in jury["near"] if one["candidate"] == ident(place))
    assert (found["have"], found["need"], found["by"]) == (4, 5, "2026-11-20")
