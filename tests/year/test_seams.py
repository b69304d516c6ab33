"""What must hold across import, reconciliation and the jury together, whatever comes first."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.adapters.files import load_tree
from generator.outreach.plan import CONSENT
from tests.issuing.school import School
from tests.year.cast import CELLS, SESSION, VIRUSES, Person, cast, strangers
from tests.year.office import PROGRAMME, ROOT, School2025, as_excel_writes_csv, as_workbook, open_school

DAY = "2025-07-02"
# One of each kind: clear passes, exactly the mark and one below, homonyms, a row without a birthday, somebody absent,
# four ways to disagree, identity not checked, refused and absent from the exam, and the two who chose otherwise.
PLACES = (0, 25, 70, 71, 72, 75, 95, 100, 107, 112, 117, 125, 165, 172, 177, 181, 187, 250)


def people() -> list[Person]:
    everyone = cast()
    return [everyone[place] for place in PLACES]


def ident(person: Person) -> str:
    return f"c-seam{person.place:06d}"


def enrol(root: Path, everyone: list[Person]) -> None:
    """Write the register as the intake leaves it at the end of June."""
    for one in everyone:
        record: dict[str, Any] = {
            "name": {"display": one.display, "given": one.given, "family": one.family},
            "birth_date": one.birth,
            "email": one.email,
            "language": one.language,
            "fictional": True,
            "registrations": [
                {"programme": PROGRAMME, "date": one.registered, "choices": sorted(one.chosen)}
            ],
        }
        if one.account is not None:
            record["platform_id"] = one.account
        if one.claims:
            record["deposits"] = [
                {"course": claim.course, "session": claim.session, "certificate": claim.certificate,
                 "date": claim.made, "score": claim.percent}
                for claim in one.claims
            ]  # fmt: skip
        School(root).write(f"candidates/register/{ident(one)}.yml", "candidate", record)


def make(shuffled: random.Random | None) -> dict[str, bytes]:
    everyone = [*people(), *strangers()]
    if shuffled is not None:
        shuffled.shuffle(everyone)
    return {CELLS: as_excel_writes_csv(everyone), VIRUSES: as_workbook(everyone)}


@cache
def sent() -> dict[str, bytes]:
    """The files once: a workbook holds the moment at which it was saved."""
    return make(None)


def live(school: School2025, order: tuple[str, ...], shuffled: random.Random | None) -> dict[str, Any]:
    """Import the files in that order, reconcile where the order says so, and ask the jury's proposal."""
    files = sent() if shuffled is None else make(shuffled)
    for step in order:
        if step == "reconcile":
            school.run("reconcile", day=DAY)
            continue
        path = school.folder / f"{step}.{'csv' if step == CELLS else 'xlsx'}"
        path.write_bytes(files[step])
        school.run(
            "results", "import", path, "--session", f"{step}/{SESSION}", "--received", "2025-07-01", day=DAY
        )
    school.run("reconcile", day=DAY)
    words = ("decide", PROGRAMME, "--edition", "2025-07", "--date", "2025-07-10", "--json", "--dry-run")
    proposal: dict[str, Any] = school.run(*words, day=DAY).json()
    return proposal


def results(school: School2025) -> dict[tuple[str, str], list[Any]]:
    return {key: list(record.results) for key, record in load_tree(school.root).results.items()}


ORDERS = (
    (CELLS, VIRUSES),
    (VIRUSES, CELLS),
    (CELLS, "reconcile", VIRUSES),
    (VIRUSES, "reconcile", "reconcile", CELLS, CELLS),
)


def test_the_order_of_files_and_runs_never_changes_a_byte(tmp_path: Path) -> None:
    outcomes = []
    for number, order in enumerate(ORDERS):
        school = open_school(_folder(tmp_path, number))
        enrol(school.root, people())
        proposal = live(school, order, None)
        written = {
            path.relative_to(school.root): path.read_bytes()
            for path in sorted((school.root / "candidates/results").rglob("*.yml"))
        }
        outcomes.append((proposal, written))
    assert all(one == outcomes[0] for one in outcomes[1:])
    assert outcomes[0][0]["entitled"], "somebody must be entitled, or the comparison says nothing"


def test_the_order_of_rows_never_changes_the_outcome(tmp_path: Path) -> None:
    """Two files with other bytes are two pieces of evidence, so their digests differ; nothing else may."""
    outcomes = []
    for seed in range(3):
        school = open_school(_folder(tmp_path, seed))
        enrol(school.root, people())
        proposal = live(school, (CELLS, VIRUSES), random.Random(seed))  # noqa: S311
        outcomes.append((json.loads(json.dumps(proposal), object_hook=_without_digests), results(school)))
    assert all(one == outcomes[0] for one in outcomes[1:])


def _folder(tmp_path: Path, number: int) -> Path:
    folder = tmp_path / str(number)
    folder.mkdir()
    return folder


def _without_digests(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name not in ("evidence", "transmission")}


# --- Names

_WORDS = st.sampled_from(
    ["Alix", "Noé", "Noe", "Marie", "Anne", "de", "Exemple", "EXEMPLE", "Fictif", "d’Essai"]
)
_NAMES = st.lists(_WORDS, min_size=2, max_size=4)


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(_NAMES, min_size=2, max_size=5),
    births=st.lists(st.sampled_from([dt.date(1990, 1, 1), dt.date(1990, 1, 2)]), min_size=5, max_size=5),
    chance=st.randoms(use_true_random=False),
)
def test_no_shuffling_of_names_ever_merges_two_people(
    tmp_path_factory: pytest.TempPathFactory,
    names: list[list[str]],
    births: list[dt.date],
    chance: random.Random,
) -> None:
    """From the file's cells to the written results: nobody gets the row of somebody whose name or birthday is another,
    and nobody gets two."""
    school = _names_school(tmp_path_factory)
    register = school.root / "candidates/register"
    for path in [*register.glob("*.yml"), *_outcomes(school.root)]:
        path.unlink()
    lines = []
    for place, words in enumerate(names):
        name = {"display": " ".join(words), "given": words[0], "family": " ".join(words[1:])}
        School(school.root).write(f"candidates/register/c-name{place:06d}.yml", "candidate", {
            "name": name, "birth_date": births[place], "email": f"name{place}@example.org", "language": "fr",
            "fictional": True, "registrations": [{"programme": PROGRAMME, "date": dt.date(2025, 1, 8)}],
        })  # fmt: skip
        shuffled = chance.sample(words, len(words))
        lines.append(
            f"N-{place};{' '.join(shuffled[1:])};{shuffled[0]};{births[chance.randrange(5)]:%d/%m/%Y};20;21/06/2025;oui"
        )
    head = "Numéro de certificat;Nom;Prénom;Date de naissance;Note;Date d’examen;Identité"
    path = school.folder / "names.csv"
    path.write_bytes("\r\n".join([head, *lines, ""]).encode())
    done = school.run("results", "import", path, "--session", f"{CELLS}/{SESSION}", day=DAY, code=None)
    if done.code:
        return  # two rows of one person are refused, with their lines
    answer = school.run("reconcile", f"{CELLS}/{SESSION}", "--all", "--dry-run", "--json", day=DAY, code=None)
    if answer.code:
        assert "X2" in answer.output, answer.output  # a register that holds one person twice is no register
        return
    seen = set()
    for finding in answer.json()["sessions"][0]["findings"]:
        if finding["outcome"] in ("ambiguous", "transmitted-not-registered"):
            continue
        (one,) = finding["candidates"]
        assert one["id"] not in seen
        seen.add(one["id"])
        assert one["birth date"] == finding["row"]["birth date"]
        assert _letters(one["name"]) == _letters(finding["row"]["name"])


def _letters(name: str) -> list[str]:
    """A name by hand: its words in their order, without case, accents, apostrophes."""
    plain = name.casefold().replace("é", "e").replace("’", "")
    return plain.split()


_kept: list[School2025] = []


def _names_school(factory: pytest.TempPathFactory) -> School2025:
    if not _kept:
        _kept.append(open_school(factory.mktemp("names")))
    return _kept[0]


def _outcomes(root: Path) -> Iterator[Path]:
    for folder in ("candidates/transmissions", "candidates/results"):
        yield from (path for path in (root / folder).rglob("*.*") if path.is_file() and path.name != ".lock")


# --- One word for one thing


def test_the_consent_that_mail_asks_about_is_one_that_the_registration_page_asks_for() -> None:
    site = load_tree(ROOT, folders=("content",)).site
    assert site.registration is not None
    assert CONSENT in {one.purpose for one in site.registration.consents}
    assert not next(one for one in site.registration.consents if one.purpose == CONSENT).required
