"""How far somebody has come, what is missing and by when, and what stands in the way."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from generator.rules import decide
from generator.rules.missing import missing
from generator.rules.progress import STAGES, Held, Progress, Stage, progress
from tests.rules.builders import COURSES, FIVE, FOUR, candidate, case, programme, sat, version

SOON = date(2025, 6, 1)
LAST = date(2026, 3, 1)


def standing(*sittings: Any, on: date = SOON, held: tuple[Held, ...] = (), **more: Any) -> Progress:
    who = more.pop("who", None) or candidate(**more.pop("fields", {}))
    return progress(case(who, *sittings, what=more.pop("what", None)), held, on=on)


def gaps(found: Progress) -> list[tuple[str, str]]:
    return [(gap.sentence.fr, gap.sentence.en) for gap in found.gaps]


def test_what_is_missing_is_said_with_its_last_day() -> None:
    found = standing(*FOUR[:3])
    assert (found.stage, found.measure.en, found.measure.fr) == (
        "under-way",
        "3 of 5 courses",
        "3 cours sur 5",
    )
    assert found.deadline == LAST
    assert gaps(found) == [
        (
            "il manque 2 cours, au plus tard le 1er mars 2026",
            "2 courses still needed, by 1 March 2026 at the latest",
        ),
        (
            "il manque 1 cours étoilé, au plus tard le 1er mars 2026",
            "1 starred course still needed, by 1 March 2026 at the latest",
        ),
    ]
    assert found.gaps[1].courses == ("immunity", "vaccinology")


@pytest.mark.parametrize(
    ("on", "stage", "words"),
    [
        (LAST, "under-way", "by 1 March 2026 at the latest"),
        (date(2026, 3, 2), "out-of-time", "missing when the period ended on 1 March 2026"),
    ],
)
def test_the_last_day_is_in_time_and_the_day_after_is_not(on: date, stage: str, words: str) -> None:
    found = standing(*FOUR, on=on)
    assert found.stage == stage
    assert all(words in gap.sentence.en and gap.late == (stage == "out-of-time") for gap in found.gaps)


def test_without_a_period_nothing_is_late() -> None:
    found = standing(*FOUR, on=date(2030, 1, 1), what=programme(versions=[version("v1", "2020-01-01")]))
    assert found.stage == "under-way"
    assert [gap.sentence.en for gap in found.gaps] == [
        "1 course still needed",
        "1 starred course still needed",
    ]


def test_an_alternative_names_each_way() -> None:
    rule = {
        "any_of": [
            {
                "all_of": [
                    {"passed": "rabies", "min_score": 90},
                    {"credits": 2, "of": {"courses": ["projects"]}},
                ]
            },
            {"at_least": 1, "of": {"theme": "host"}},
        ]
    }
    (gap,) = missing(
        decide(case(candidate(), what=programme(versions=[version("v1", "2020-01-01", rule)])), on=SOON)
    )
    assert gap.lacking.en == "either Rabies with at least 90% and 2 ECTS credits, or 1 course"
    assert gap.lacking.fr == "soit Rabies avec 90 % au moins et 2 crédits ECTS, soit 1 cours"


def test_of_several_ways_the_nearest_is_measured() -> None:
    rule = {
        "any_of": [
            {"at_least": 4, "of": {"courses": list(COURSES)}},
            {"all_of": [{"passed": "malaria"}, {"passed": "hiv"}]},
        ]
    }
    what = programme(versions=[version("v1", "2020-01-01", rule)])
    assert standing(what=what).measure.en == "0 of 2 courses"
    assert standing(sat("malaria"), what=what).measure.en == "1 of 2 courses"
    assert standing(sat("rabies"), sat("cancer"), sat("hepatitis"), what=what).measure.en == "3 of 4 courses"


def test_who_has_passed_nothing_is_registered_and_who_has_everything_waits() -> None:
    assert standing().stage == "registered"
    assert standing(*FIVE).stage == "entitled"
    assert standing(*FIVE).gaps == ()


def test_who_left_and_who_has_not_come_yet() -> None:
    entry = {"programme": "diploma", "date": "2024-03-01", "withdrawn": "2025-01-01"}
    assert standing(*FIVE, fields={"registrations": [entry]}).stage == "withdrawn"
    assert standing(on=date(2024, 2, 29)).stage == "not-registered"


DEPOSIT = {"course": "immunity", "session": "s1", "certificate": "X-1", "date": "2024-06-02"}
CHOSEN = {
    "programme": "diploma",
    "date": "2024-03-01",
    "choices": ["malaria", "rabies", "hepatitis", "hiv", "cancer"],
}


@pytest.mark.parametrize(
    ("sittings", "fields", "reason"),
    [
        ((*FOUR, sat("immunity", identity="not-checked")), {}, "identity-not-checked"),
        ((*FOUR, sat("immunity", score=None)), {}, "no-result"),
        ((*FOUR, sat("immunity", score=31)), {}, "impossible-score"),
        ((*FOUR, sat("immunity", path="elsewhere")), {}, "unknown-path"),
        (FOUR, {"deposits": [DEPOSIT]}, "declared-only"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_waits_for_somebody_is_blocked_by_it(
    sittings: tuple[Any, ...], fields: dict[str, Any], reason: str
) -> None:
    found = standing(*sittings, fields=fields)
    assert found.stage == "blocked"
    assert [item.reason for item in found.blocks] == [reason]
    assert standing(*sittings, fields=fields, on=date(2027, 1, 1)).stage == "blocked"


def test_a_course_passed_but_not_chosen_blocks() -> None:
    what = programme(versions=[{**version("v1", "2020-01-01"), "swaps": 2}])
    found = standing(*FIVE, fields={"registrations": [CHOSEN]}, what=what)
    assert found.stage == "blocked"
    assert [item.reason for item in found.blocks] == ["not-chosen"]


@pytest.mark.parametrize(
    "sitting",
    [
        sat("immunity", score=17),
        sat("immunity", identity="failed"),
        sat("immunity", invalidated={"date": "2024-07-01", "reason": {"fr": "Fraude.", "en": "Fraud."}}),
        sat("immunity", score=17, identity="not-checked"),
        sat("immunity", "2026-03-02", identity="not-checked"),
    ],
    ids=[
        "below the mark",
        "identity failed",
        "fraud",
        "below the mark, not checked",
        "too late, not checked",
    ],
)
def test_what_nobody_can_lift_does_not_block(sitting: Any) -> None:
    assert standing(*FOUR, sitting).stage == "under-way"


def test_a_block_that_would_not_suffice_is_told_but_does_not_block() -> None:
    found = standing(*FOUR[:3], sat("immunity", identity="not-checked"))
    assert found.stage == "under-way"
    assert [item.reason for item in found.blocks] == ["identity-not-checked"]


@pytest.mark.parametrize(
    ("state", "day", "stage"),
    [
        (None, "2024-12-01", "awarded"),
        ("valid", "2024-12-01", "awarded"),
        ("withdrawn", "2024-12-01", "awarded"),
        ("revoked", "2024-12-01", "awarded"),
        ("expired", "2024-12-01", "awarded"),
        ("expired", "2024-05-31", "entitled"),
        ("revoked", "2024-05-31", "awarded"),
    ],
)
def test_an_award_stays_one_until_it_has_expired_and_something_was_passed_since(
    state: str | None, day: str, stage: str
) -> None:
    held = (Held("diploma-1", date.fromisoformat(day), "CODE" if state else None, state),)
    assert standing(*FIVE, held=held).stage == stage


def test_courses_of_the_builders_are_those_of_the_rule() -> None:
    assert {"immunity", "vaccinology"} == {name for name, course in COURSES.items() if course.star}


@pytest.mark.parametrize(
    ("swaps", "left", "courses"),
    [
        ((), 2, ("cancer", "immunity", "vaccinology")),
        ((("cancer", "vaccinology"),), 1, ("vaccinology", "cancer", "immunity")),
        ((("cancer", "vaccinology"), ("vaccinology", "immunity")), 0, ("immunity",)),
    ],
)
def test_what_could_fill_a_gap_is_what_was_chosen_and_the_rest_while_a_swap_is_left(
    swaps: tuple[tuple[str, str], ...], left: int, courses: tuple[str, ...]
) -> None:
    made = [
        {"date": f"2024-04-{place:02d}", "out": out, "into": into}
        for place, (out, into) in enumerate(swaps, start=1)
    ]
    what = programme(versions=[{**version("v1", "2020-01-01"), "swaps": 2}])
    found = standing(*FOUR, fields={"registrations": [{**CHOSEN, "swaps": made}]}, what=what)
    assert found.decision.swaps_left == left
    assert found.gaps[0].courses == courses


@pytest.mark.parametrize(
    ("needed", "sittings", "words"),
    [
        (2, (), ("0 crédit sur 2", "0 of 2 credits")),
        (
            2,
            (sat("projects", path="classic", score=None, passed=True),),
            ("1 crédit sur 2", "1 of 2 credits"),
        ),
        (
            3,
            (sat("projects", path="advanced", score=None, passed=True),),
            ("2 crédits sur 3", "2 of 3 credits"),
        ),
        (1, (), ("0 crédit sur 1", "0 of 1 credit")),
    ],
)
def test_credits_are_counted_as_such(needed: int, sittings: tuple[Any, ...], words: tuple[str, str]) -> None:
    rule = {"credits": needed, "of": {"courses": ["projects", "malaria"]}}
    measure = standing(*sittings, what=programme(versions=[version("v1", "2020-01-01", rule)])).measure
    assert (measure.fr, measure.en) == words


def test_of_one_course_there_is_no_plural() -> None:
    found = standing(what=programme(versions=[version("v1", "2020-01-01", {"passed": "malaria"})]))
    assert (found.measure.fr, found.measure.en) == ("0 cours sur 1", "0 of 1 course")


def test_who_is_not_registered_yet_has_no_deadline() -> None:
    found = standing(on=date(2024, 2, 29))
    assert found.stage == "not-registered"
    assert found.deadline is None and found.decision.evidence == ()


def test_every_stage_has_a_word_in_both_languages() -> None:
    assert STAGES.keys() == set(get_args(Stage))
    assert len({one.fr for one in STAGES.values()}) == len({one.en for one in STAGES.values()}) == len(STAGES)


def test_a_way_that_is_met_and_ways_that_are_not_are_said() -> None:
    rule = {"any_of": [{"passed": "malaria"}, {"passed": "hiv"}]}
    what = programme(versions=[version("v1", "2020-01-01", rule)])
    for sittings, words, missing_now in (
        ((), ("aucune des voies possibles n'est remplie", "none of the possible ways is met"), 1),
        ((sat("hiv"),), ("une des voies possibles est remplie", "one of the possible ways is met"), 0),
    ):
        outcome = decide(case(candidate(), *sittings, what=what), on=SOON).outcome
        assert outcome is not None
        assert (outcome.sentence.fr, outcome.sentence.en, outcome.missing) == (*words, missing_now)
        assert [item.course for item in outcome.evidence] == ["hiv"] * len(sittings)
