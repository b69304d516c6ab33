"""What the planner is given: offers and persons, taken out of records."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from generator.records.edition import Edition
from generator.rules.plan.offer import Broadcast, Passed, Way
from generator.rules.plan.overview import Quarter, awarded, outlooks, starred_quarters
from generator.rules.plan.reading import offer_of, offered_course, person_of
from tests.rules.builders import COURSES, EXAM, candidate, course, programme, sat, version

TODAY = date(2026, 5, 1)


def tree(**fields: Any) -> Any:
    """As much of a site's records as the planner looks at."""
    given = {
        "programmes": {"diploma": programme()},
        "courses": COURSES,
        "candidates": {},
        "editions": {},
        "results": {},
    }
    return SimpleNamespace(**{**given, **fields})


def one_course(**fields: Any) -> Any:
    return programme(versions=[version("v1", "2020-01-01", {"passed": "hiv"}, **fields)])


def edition(name: str, day: str, *candidates: str) -> Edition:
    awards = [{"candidate": one, "evidence": "ab" * 32} for one in candidates]
    return Edition.model_validate({"programme": name, "date": day, "awards": awards})


def held(start: str, end: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": start[:7], "start": start, **({} if end is None else {"end": end}), **fields}


# ---- courses ---------------------------------------------------------------------------------------------------------


def broadcast(*, exam: dict[str, Any] | None = None, **session: Any) -> Broadcast:
    (found,) = offered_course(
        course("Malaria", exam={**EXAM, **(exam or {})}, sessions=[held("2026-01-05", **session)])
    ).broadcasts
    return found


def test_an_exam_has_the_days_of_its_session_or_the_last_of_it() -> None:
    one = broadcast(end="2026-03-15")
    assert (one.opens, one.closes) == (date(2026, 3, 15), date(2026, 3, 15))
    one = broadcast(end="2026-03-15", exam={"window_days": 10})
    assert (one.opens, one.closes) == (date(2026, 3, 6), date(2026, 3, 15))
    one = broadcast(end="2026-01-07", exam={"window_days": 10})
    assert (one.opens, one.closes) == (date(2026, 1, 5), date(2026, 1, 7))


def test_a_session_without_an_end_lasts_two_months() -> None:
    one = broadcast()
    assert (one.start, one.end, one.closes) == (date(2026, 1, 5), date(2026, 3, 6), date(2026, 3, 6))


def test_only_dated_sessions_are_planned_with_and_in_their_order() -> None:
    sessions = [
        held("2026-09-01"),
        {"id": "later", "period": {"fr": "Plus tard", "en": "Later"}},
        held("2026-01-05"),
    ]
    found = offered_course(course("Malaria", sessions=sessions))
    assert [one.id for one in found.broadcasts] == ["2026-01", "2026-09"]


@pytest.mark.parametrize(
    ("exam", "mark"),
    [
        (EXAM, 60),
        ({**EXAM, "pass_correct": 19, "pass_percent": None}, 63),
        ({"supervision": "none", "identity_check": False}, None),
        ({**EXAM, "pass_correct": None, "pass_percent": 70}, 70),
    ],
)
def test_the_mark_is_in_whole_percent(exam: dict[str, Any], mark: int | None) -> None:
    assert (
        offered_course(course("Malaria", exam={k: v for k, v in exam.items() if v is not None})).mark == mark
    )


def test_the_ways_are_the_paths_that_give_something() -> None:
    assert offered_course(COURSES["malaria"]).ways == (Way("qualifying"),)
    assert [(one.id, one.ects) for one in offered_course(COURSES["projects"]).ways] == [
        ("classic", 1),
        ("advanced", 2),
    ]
    paid = course(
        "X",
        paths=[
            {"id": "q", "name": {"fr": "Q", "en": "Q"}, "summary": {"fr": "Q.", "en": "Q."}, "exam": True,
             "gives": "certificate", "price_eur": "149.50"},
        ],
    )  # fmt: skip
    assert offered_course(paid).ways == (Way("q", 0, 14_950),)


# ---- offers ----------------------------------------------------------------------------------------------------------


def test_an_offer_has_every_version_and_the_courses_that_one_of_them_names() -> None:
    rules = [
        version(
            "v2",
            "2025-01-01",
            {"passed": "hiv/qualifying", "min_score": 80},
            within="18 months of registration",
        ),
        version(
            "v1",
            "2020-01-01",
            {"any_of": [{"passed": "rabies"}, {"credits": 2, "of": {"courses": ["projects"]}}]},
        ),
    ]
    offer = offer_of(
        tree(programmes={"diploma": programme(versions=rules, registration_fee_eur="12.50")}),
        "diploma",
        TODAY,
    )
    first, second = offer.versions
    assert (first.id, first.months, second.id, second.months) == ("v1", None, "v2", 18)
    assert first.rule == ("any", (("pass", "rabies", "", 0), ("ects", 2, ("projects",))), ())
    assert second.rule == ("pass", "hiv", "qualifying", 80)
    assert sorted(offer.courses) == ["hiv", "projects", "rabies"]
    assert offer.fee == 1_250


def test_only_juries_of_the_programme_that_have_met_are_held() -> None:
    editions = {
        "a": edition("diploma", "2025-07-10", "c-aaaaaaaaaa"),
        "b": edition("diploma", "2026-05-01"),
        "c": edition("diploma", "2026-05-02", "c-bbbbbbbbbb"),
        "d": edition("other", "2026-04-01", "c-cccccccccc"),
    }
    records = tree(editions=editions)
    assert offer_of(records, "diploma", TODAY).held == TODAY
    assert offer_of(tree(), "diploma", TODAY).held is None
    assert awarded(records, "diploma", TODAY) == {"c-aaaaaaaaaa"}
    assert awarded(records, "diploma", date(2026, 5, 2)) == {"c-aaaaaaaaaa", "c-bbbbbbbbbb"}


# ---- persons ---------------------------------------------------------------------------------------------------------

CHOICES = ["malaria", "rabies", "hepatitis", "hiv", "cancer"]


def person(*sittings: Any, courses: Any = COURSES, swaps: int = 2, **fields: Any) -> Any:
    what = programme(versions=[{**version("v1", "2020-01-01"), "swaps": swaps}])
    records = tree(programmes={"diploma": what}, courses=courses)
    who = candidate(**fields)
    return person_of(
        records, offer_of(records, "diploma", TODAY), who, who.registrations[0], sittings, today=TODAY
    )


def test_what_was_passed_is_told_with_its_way_percent_and_day() -> None:
    found = person(sat("malaria", score=24), sat("rabies", score=17))
    assert found.registered == date(2024, 3, 1)
    assert found.passed == (Passed("malaria", "qualifying", 80, date(2024, 6, 1), 0),)
    assert found.choices is None and found.swapped == 0


def test_a_recognition_stands_for_every_way_and_counts_for_its_programme_alone() -> None:
    recognitions = [
        {"programme": name, "course": slug, "date": "2024-04-01", "by": "Alix Registre",
         "reason": {"fr": "Certificat.", "en": "Certificate."}}
        for name, slug in (("diploma", "hiv"), ("other", "malaria"))
    ]  # fmt: skip
    assert [(one.course, one.way, one.percent) for one in person(recognitions=recognitions).passed] == [
        ("hiv", None, None)
    ]


def swapped(*swaps: tuple[str, str, str]) -> dict[str, Any]:
    made = [{"date": day, "out": out, "into": into} for day, out, into in swaps]
    return {
        "registrations": [{"programme": "diploma", "date": "2024-03-01", "choices": CHOICES, "swaps": made}]
    }


@pytest.mark.parametrize(
    ("swaps", "changed", "number"),
    [
        ((), ("", ""), 0),
        ((("2024-05-01", "hiv", "immunity"),), ("hiv", "immunity"), 1),
        ((("2026-05-01", "hiv", "immunity"),), ("hiv", "immunity"), 1),
        ((("2026-05-02", "hiv", "immunity"),), ("", ""), 0),
        ((("2024-05-01", "projects", "immunity"),), ("", ""), 0),
        ((("2024-05-01", "hiv", "malaria"),), ("", ""), 0),
        (
            (
                ("2024-07-01", "cancer", "projects"),
                ("2024-05-01", "hiv", "immunity"),
                ("2024-06-01", "immunity", "vaccinology"),
            ),
            ("hiv", "vaccinology"),
            2,
        ),
    ],
)
def test_the_courses_chosen_are_those_of_today(
    swaps: tuple[tuple[str, str, str], ...], changed: tuple[str, str], number: int
) -> None:
    out, into = changed
    found = person(**swapped(*swaps))
    assert found.choices == {*CHOICES, into} - {out, ""}
    assert found.swapped == number


@pytest.mark.parametrize(
    ("start", "end", "sittings", "followed"),
    [
        ("2026-05-01", "2026-06-01", (), True),
        ("2026-03-01", "2026-05-01", (), True),
        ("2026-05-02", "2026-06-01", (), False),
        ("2026-03-01", "2026-04-30", (), False),
        ("2026-03-01", "2026-06-01", (sat("hiv", "2026-04-20", session="s1"),), False),
        ("2026-03-01", "2026-06-01", (sat("hiv", "2026-04-20", session="s0"),), True),
    ],
)
def test_a_chosen_course_under_way_is_followed_until_its_exam_was_sat(
    start: str, end: str, sittings: tuple[Any, ...], *, followed: bool
) -> None:
    session = {"id": "s1", "start": start, "end": end}
    courses = {**COURSES, **{name: course(name, sessions=[session]) for name in ("hiv", "immunity")}}
    found = person(*sittings, courses=courses, **swapped())
    assert found.following == ({("hiv", "s1")} if followed else set())


# ---- everybody -------------------------------------------------------------------------------------------------------


def autumn(year: int = 2026, **fields: Any) -> Any:
    sessions = [{"id": "s1", "start": f"{year}-09-01", "end": f"{year}-10-30"}]
    return {name: course(name, sessions=sessions, star=one.star, **fields) for name, one in COURSES.items()}


def standings(courses: Any, sittings: Any = None, on: date = TODAY, **people: Any) -> dict[str, str]:
    rule = {"all_of": [{"passed": "malaria"}, {"passed": "hiv"}]}
    what = programme(versions=[version("v1", "2020-01-01", rule, within="2 years of registration")])
    records = tree(programmes={"diploma": what}, courses=courses, candidates=people)
    return {one.candidate: one.standing for one in outlooks(records, "diploma", on, sittings=sittings or {})}


def test_where_everybody_stands() -> None:
    people = {name: candidate("2025-03-01") for name in ("c-new", "c-done", "c-half")}
    people["c-late"] = candidate("2023-03-01")
    people["c-tight"] = candidate("2024-12-01")
    people["c-left"] = candidate(
        registrations=[{"programme": "diploma", "date": "2025-03-01", "withdrawn": "2026-05-01"}]
    )
    people["c-other"] = candidate(registrations=[{"programme": "other", "date": "2025-03-01"}])
    sittings = {
        "c-done": (sat("malaria", "2025-06-01"), sat("hiv", "2025-06-01")),
        "c-half": (sat("malaria", "2025-06-01"),),
    }
    found = standings(autumn(again_every_years=1), sittings, **people)
    # Everybody can sit both exams this autumn; the next are after all these periods have ended.
    assert found == {
        "c-new": "last-chance", "c-done": "complete", "c-half": "last-chance",
        "c-late": "expired", "c-tight": "last-chance",
    }  # fmt: skip
    assert standings(autumn(2027), sittings, **people)["c-new"] == "out-of-time"


def test_who_can_miss_an_exam_is_on_course() -> None:
    sessions = [
        {"id": f"s{month}", "start": f"2026-{month:02d}-01", "end": f"2026-{month:02d}-28"}
        for month in (6, 8, 10)
    ]
    courses = {name: course(name, sessions=sessions) for name in ("malaria", "hiv")}
    found = list(
        outlooks(
            tree(
                programmes={"diploma": one_course(within="2 years of registration")},
                courses=courses,
                candidates={"c-1": candidate("2025-03-01"), "c-2": candidate("2025-03-01")},
            ),
            "diploma",
            TODAY,
            without={"c-2"},
        )
    )  # fmt: skip
    assert [(one.candidate, one.standing, one.exams, one.expected, one.last) for one in found] == [
        ("c-1", "on-course", 1, False, date(2026, 6, 28))
    ]
    assert found[0].closes == date(2027, 3, 1)


def test_the_quarters_in_which_starred_courses_begin() -> None:
    sessions = [held("2026-09-30"), held("2026-10-01"), held("2026-12-05", cancelled=True)]
    courses = {
        **COURSES,
        "immunity": course("Immunity", star=True, theme="host", sessions=sessions, again_every_years=1),
        "malaria": course("Malaria", sessions=[held("2026-07-01")]),
    }
    records = tree(courses=courses)
    found = starred_quarters(offer_of(records, "diploma", TODAY), TODAY, years=1)
    assert found == (
        Quarter(2026, 2, (), ()),
        Quarter(2026, 3, ("immunity",), ()),
        Quarter(2026, 4, ("immunity",), ()),
        Quarter(2027, 1, (), ()),
        Quarter(2027, 2, (), ()),
    )
    later = starred_quarters(offer_of(records, "diploma", TODAY), TODAY, years=2)
    assert later[6] == Quarter(2027, 4, (), ("immunity",))
    plain = tree(courses={name: course(name) for name in COURSES}, programmes={"diploma": one_course()})
    assert starred_quarters(offer_of(plain, "diploma", TODAY), TODAY) == ()
