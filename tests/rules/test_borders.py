"""The rules of the demonstration's real programmes, met and missed at the exact border of each clause, and held against
an oracle that counts in another way.

Where a test answers a defect that users of other systems suffer from, it names it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.adapters.files import load_tree
from generator.records.candidate import Candidate
from generator.records.result import Result, Results
from generator.records.tree import Tree
from generator.rules import Case, Decision, Sitting, decide, sittings_by_candidate
from generator.rules.digest import evidence_digest
from generator.rules.progress import progress

ROOT = Path(__file__).parents[2]
WHO = "c-aaaaaaaaaa"
REGISTERED = date(2024, 9, 2)
LAST_DAY = date(2026, 9, 2)
JURY = date(2026, 12, 10)


@cache
def tree() -> Tree:
    return load_tree(ROOT)


@dataclass(frozen=True)
class Row:
    """One sitting as plain values."""

    course: str
    score: int | None = 24
    day: date = date(2025, 6, 1)
    identity: str = "verified"
    session: str = "s1"
    path: str = "qualifying"
    invalidated: bool = False
    passed: bool | None = None

    def sitting(self) -> Sitting:
        found: dict[str, Any] = {
            "candidate": WHO,
            "path": self.path,
            "date": self.day,
            "score": self.score,
            "passed": self.passed,
            "identity": self.identity,
        }
        if self.invalidated:
            found["invalidated"] = {"date": "2026-01-01", "reason": {"fr": "Fraude.", "en": "Fraud."}}
        return Sitting(self.course, self.session, Result.model_validate(found))


STARRED = ("innate-immunity", "vaccinology", "resistance-antibacterial-agents")
OTHERS = ("malaria", "tuberculosis", "hiv-science", "medical-entomology", "biobanking")
FIVE = tuple(Row(course) for course in (STARRED[0], *OTHERS[:4]))


def person(programme: str = "dnm2ip", **fields: Any) -> Candidate:
    return Candidate.model_validate(
        {
            "name": {"display": "Ariane Exemple"},
            "email": "ariane@example.org",
            "language": "fr",
            "registrations": [{"programme": programme, "date": REGISTERED, **fields.pop("entry", {})}],
            **fields,
        }
    )


def case(*rows: Row, programme: str = "dnm2ip", who: Candidate | None = None) -> Case:
    sittings = tuple(row.sitting() for row in rows)
    return Case(
        programme, tree().programmes[programme], WHO, who or person(programme), sittings, tree().courses
    )


def judged(*rows: Row, programme: str = "dnm2ip", who: Candidate | None = None, on: date = JURY) -> Decision:
    return decide(case(*rows, programme=programme, who=who), on=on)


def test_the_rule_in_force_is_that_of_eighteen_courses() -> None:
    version = tree().programmes["dnm2ip"].version_on(REGISTERED)
    assert version is not None
    assert (version.id, version.within, version.swaps) == ("2024-07", "2 years of registration", 2)
    assert {name for name, course in tree().courses.items() if course.star} == set(STARRED)


@pytest.mark.parametrize(
    ("rows", "entitled"),
    [
        (FIVE, True),
        ((replace(FIVE[0], score=18), *FIVE[1:]), True),
        ((replace(FIVE[0], score=17), *FIVE[1:]), False),
        ((replace(FIVE[0], day=LAST_DAY), *FIVE[1:]), True),
        ((replace(FIVE[0], day=LAST_DAY + timedelta(days=1)), *FIVE[1:]), False),
        ((replace(FIVE[0], day=REGISTERED), *FIVE[1:]), True),
        ((replace(FIVE[0], day=REGISTERED - timedelta(days=1)), *FIVE[1:]), False),
        ((*FIVE[:4], replace(FIVE[0], session="s2")), False),
        (tuple(Row(course) for course in OTHERS), False),
        ((*FIVE[:4], Row("abc-gestion-de-projet", None, passed=True, path="advanced")), False),
        (FIVE[:4], False),
        ((replace(FIVE[0], identity="not-checked"), *FIVE[1:]), False),
        ((replace(FIVE[0], identity="failed"), *FIVE[1:]), False),
        ((replace(FIVE[0], score=None), *FIVE[1:]), False),
        ((replace(FIVE[0], invalidated=True), *FIVE[1:]), False),
        ((replace(FIVE[0], path="discovery"), *FIVE[1:]), False),
    ],
    ids=[
        "five with a star", "18 of 30", "17 of 30", "on the last day", "a day after the last", "on the first day",
        "a day before the first", "the fifth course twice", "no star", "a course outside the set", "four",
        "identity not checked", "identity failed", "no result", "invalidated", "the free path",
    ],
)  # fmt: skip
def test_each_clause_of_the_diploma_at_its_border(rows: tuple[Row, ...], entitled: bool) -> None:
    assert judged(*rows).entitled is entitled


@pytest.mark.parametrize(
    ("programme", "row", "entitled"),
    [
        ("gdp-classique", Row("abc-gestion-de-projet", None, path="classic", passed=True), True),
        ("gdp-classique", Row("abc-gestion-de-projet", None, path="classic", passed=False), False),
        ("gdp-avance", Row("abc-gestion-de-projet", None, path="advanced", passed=True), True),
        ("gdp-avance", Row("abc-gestion-de-projet", None, path="classic", passed=True), False),
        ("gdp-equipe", Row("abc-gestion-de-projet", None, path="team", passed=True), True),
        ("gdp-equipe", Row("abc-gestion-de-projet", None, path="advanced", passed=True), False),
    ],
)
def test_each_path_of_project_management_earns_its_own_certificate(
    programme: str, row: Row, entitled: bool
) -> None:
    row = replace(row, day=JURY - timedelta(days=1), identity="not-checked")
    who = person(programme, entry={"date": JURY - timedelta(days=30)})
    assert judged(row, programme=programme, who=who).entitled is entitled


def test_the_paths_of_project_management_carry_their_credits() -> None:
    # No credits are published for the team path, so its certificate claims none.
    for programme, path, ects in (
        ("gdp-classique", "classic", 1),
        ("gdp-avance", "advanced", 2),
        ("gdp-equipe", "team", 0),
    ):
        who = person(programme, entry={"date": JURY - timedelta(days=30)})
        row = Row("abc-gestion-de-projet", None, JURY - timedelta(days=1), path=path, passed=True)
        (item,) = judged(row, programme=programme, who=who).evidence
        assert (item.ects, tree().programmes[programme].ects or 0) == (ects, ects)


CHOICES = {"choices": [STARRED[0], *OTHERS[:4]]}


@pytest.mark.parametrize(("made", "entitled"), [(2, True), (3, False)])
def test_two_swaps_are_made_and_a_third_is_not(made: int, entitled: bool) -> None:
    out, into = OTHERS[:3], ("biobanking", "viral-hepatitis", "viruses-human-cancers")
    swaps = [{"date": "2025-01-01", "out": out[place], "into": into[place]} for place in range(made)]
    who = person(entry={**CHOICES, "swaps": swaps})
    taken = [STARRED[0], *into[:made], *OTHERS[made:4]]
    decision = judged(*(Row(course) for course in taken), who=who)
    assert decision.entitled is entitled
    assert ("no more than 2 allowed" in " ".join(one.en for one in decision.remarks)) is not entitled


def test_a_recognised_certificate_counts_from_before_registration_and_keeps_its_reason() -> None:
    recognition = {
        "programme": "dnm2ip",
        "course": "vaccinology",
        "date": REGISTERED,
        "by": "Direction",
        "reason": {"fr": "Certificat de 2022.", "en": "Certificate of 2022."},
    }
    rows = [Row(course) for course in OTHERS[:4]]
    assert judged(*rows, who=person(recognitions=[recognition])).entitled
    assert not judged(*rows, Row("vaccinology", day=date(2022, 6, 1))).entitled


# --- Defects that users of other systems suffer from


def test_joanie_two_sittings_of_one_course_break_eligibility_here_they_count_once() -> None:
    twice = (*FIVE, replace(FIVE[1], score=29, session="s2"))
    decision = judged(*twice)
    assert decision.entitled
    assert [item.score for item in decision.evidence if item.course == FIVE[1].course] == [29]


def test_joanie_1005_everyone_enrolled_counts_as_passed_here_no_result_is_no_pass() -> None:
    decision = judged(*(replace(row, score=None) for row in FIVE))
    assert not decision.entitled
    assert {item.reason for item in decision.judged} == {"no-result"}


def test_certificates_dated_by_the_day_of_printing_here_the_decision_is_of_the_jurys_day() -> None:
    late = replace(FIVE[0], day=date(2026, 8, 1))
    assert not judged(late, *FIVE[1:], on=date(2026, 7, 10)).entitled
    assert judged(late, *FIVE[1:], on=date(2026, 8, 1)).entitled


# --- An oracle, and orders


def _entitled(rows: tuple[Row, ...]) -> bool:
    """The rule in plain words, by brute force: some five distinct courses, all passed in time, one of them starred."""
    requirement = tree().programmes["dnm2ip"].versions[-1].requirement
    allowed = set(requirement.model_dump()["all_of"][0]["of"]["courses"])
    good = [
        row
        for row in rows
        if row.score is not None
        and 18 <= row.score <= 30
        and row.identity == "verified"
        and not row.invalidated
        and row.path == "qualifying"
        and date(2024, 9, 2) <= row.day <= date(2026, 9, 2)
        and row.course in allowed
    ]
    return any(
        len({row.course for row in chosen}) == 5 and any(row.course in STARRED for row in chosen)
        for chosen in itertools.combinations(good, 5)
    )


ROWS = st.builds(
    Row,
    course=st.sampled_from([*STARRED, *OTHERS, "abc-gestion-de-projet"]),
    score=st.sampled_from([None, 0, 17, 18, 18, 24, 30, 31]),
    day=st.sampled_from(
        [
            REGISTERED - timedelta(days=1),
            REGISTERED,
            date(2025, 6, 1),
            date(2025, 11, 3),
            LAST_DAY,
            LAST_DAY + timedelta(days=1),
        ]
    ),
    identity=st.sampled_from(["verified", "verified", "verified", "not-checked", "failed"]),
    path=st.sampled_from(["qualifying", "qualifying", "qualifying", "discovery"]),
    invalidated=st.sampled_from([False, False, False, True]),
)


def _sessions(rows: list[Row]) -> tuple[Row, ...]:
    """One result for a course and session: each row of a course in a session of its own."""
    return tuple(replace(row, session=f"s{place}") for place, row in enumerate(rows))


@settings(max_examples=300, deadline=None)
@given(base=st.integers(0, 5), rows=st.lists(ROWS, max_size=8))
def test_the_decision_is_that_of_an_independent_count(base: int, rows: list[Row]) -> None:
    found = _sessions([*FIVE[:base], *rows])
    decision = judged(*found)
    assert decision.entitled is _entitled(found)
    if decision.entitled:
        assert len({item.course for item in decision.evidence}) == len(decision.evidence) >= 5


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROWS, max_size=8), more=ROWS)
def test_another_sitting_never_takes_anything_away(rows: list[Row], more: Row) -> None:
    before, after = judged(*_sessions([*FIVE[:4], *rows])), judged(*_sessions([*FIVE[:4], *rows, more]))
    assert after.entitled or not before.entitled
    for earlier, later in zip(before.clauses, after.clauses, strict=True):
        assert later.have >= earlier.have


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROWS, max_size=8), on=st.sampled_from([LAST_DAY, LAST_DAY + timedelta(days=1)]))
def test_the_stage_says_what_the_decision_says(rows: list[Row], on: date) -> None:
    found = progress(case(*_sessions([*FIVE[:3], *rows])), on=on)
    assert (found.stage == "entitled") is found.decision.entitled
    assert (found.gaps == ()) is found.decision.entitled
    assert all(gap.by == LAST_DAY and gap.late == (on > LAST_DAY) for gap in found.gaps)
    assert 0 <= found.have <= found.need == 5
    if found.stage == "blocked":
        assert found.blocks


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(ROWS, min_size=2, max_size=8), chance=st.randoms(use_true_random=False))
def test_the_order_of_files_and_rows_never_changes_a_decision(rows: list[Row], chance: Any) -> None:
    found = _sessions([*FIVE[:4], *rows])
    filler = Row("malaria").sitting().result.model_copy(update={"candidate": "c-bbbbbbbbbb"})

    def decided(shuffled: bool) -> tuple[Decision, str]:
        sittings = [row.sitting() for row in found]
        if shuffled:
            chance.shuffle(sittings)
        files: dict[tuple[str, str], Results] = {}
        for sitting in sittings:
            others = [filler] if sitting.course == "malaria" else []
            records = [sitting.result, *others]
            if shuffled:
                chance.shuffle(records)
            source = {
                "file": "a.csv",
                "sha256": "0" * 64,
                "received": date(2026, 12, 1),
                "sender": "Platform",
            }
            files[sitting.course, sitting.session] = Results.model_validate(
                {
                    "course": sitting.course,
                    "session": sitting.session,
                    "source": source,
                    "results": records,
                }
            )
        mine = sittings_by_candidate(files)[WHO]
        decision = decide(replace(case(), sittings=mine), on=JURY)
        return decision, evidence_digest(tree().programmes["dnm2ip"], decision)

    assert decided(shuffled=False) == decided(shuffled=True)


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(3)))
def test_the_order_of_recognitions_never_changes_a_decision(order: list[int]) -> None:
    known = [
        {
            "programme": "dnm2ip",
            "course": "vaccinology",
            "date": "2024-10-01",
            "by": f"Jury {place}",
            "reason": {"fr": f"Motif {place}.", "en": f"Reason {place}."},
        }
        for place in range(3)
    ]
    rows = [Row(course) for course in OTHERS[:4]]
    first = judged(*rows, who=person(recognitions=known))
    other = judged(*rows, who=person(recognitions=[known[place] for place in order]))
    assert first == other
    assert first.entitled
