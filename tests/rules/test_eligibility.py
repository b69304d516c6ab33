from __future__ import annotations

from datetime import date

import pytest

from generator.rules import Decision, Sitting, decide, sittings_by_candidate, window_of
from tests.rules.builders import COURSES, FIVE, FOUR, candidate, case, programme, sat, text, version

JURY = date(2026, 7, 10)


def reasons(decision: Decision) -> str:
    return " | ".join(sentence.en for sentence in decision.reasons)


def ground(decision: Decision, course: str) -> list[str]:
    return [item.reason for item in decision.judged if item.course == course]


def test_five_courses_with_a_star_earn_the_diploma() -> None:
    decision = decide(case(candidate(), *FIVE), on=JURY)
    assert decision.entitled
    assert [item.course for item in decision.evidence] == [
        "hepatitis",
        "hiv",
        "immunity",
        "malaria",
        "rabies",
    ]
    assert "5 passed of 5 courses required" in reasons(decision)
    assert decision.version == "v1" and not decision.later_version


def test_five_courses_without_a_star_do_not() -> None:
    decision = decide(case(candidate(), *FOUR, sat("cancer")), on=JURY)
    assert not decision.entitled
    first, second = decision.clauses
    assert first.met and not second.met
    assert second.missing == 1 and second.still_open == ("immunity", "vaccinology")
    assert "0 passed of 1 starred course required; 1 more needed" in second.sentence.en
    assert "0 cours réussi sur 1 cours étoilé demandé ; il en manque 1" in second.sentence.fr


def test_a_fifth_course_passed_twice_is_still_the_fourth() -> None:
    decision = decide(case(candidate(), *FOUR[:3], sat("immunity"), sat("immunity", session="s2")), on=JURY)
    assert not decision.entitled
    assert decision.clauses[0].have == 4
    assert sorted(ground(decision, "immunity")) == ["counted-once", "passed"]


def test_the_better_of_two_sittings_counts() -> None:
    twice = (sat("immunity", score=18), sat("immunity", "2024-09-01", 29, session="s2"))
    decision = decide(case(candidate(), *FOUR, *twice), on=JURY)
    assert [item.score for item in decision.evidence if item.course == "immunity"] == [29]


def test_the_best_sitting_does_not_count_when_it_is_not_valid() -> None:
    spoiled = sat("immunity", "2024-09-01", 30, session="s2", identity="failed")
    decision = decide(case(candidate(), *FOUR, sat("immunity", score=18), spoiled), on=JURY)
    assert decision.entitled
    assert [item.score for item in decision.evidence if item.course == "immunity"] == [18]


@pytest.mark.parametrize(("score", "entitled"), [(18, True), (17, False)])
def test_eighteen_right_answers_of_thirty_pass_and_seventeen_do_not(score: int, entitled: bool) -> None:
    decision = decide(case(candidate(), *FOUR, sat("immunity", score=score)), on=JURY)
    assert decision.entitled is entitled
    if not entitled:
        assert ground(decision, "immunity") == ["below-mark"]


@pytest.mark.parametrize("mark", [{"pass_percent": 60}, {"pass_correct": 5}])
@pytest.mark.parametrize(("score", "entitled"), [(5, True), (4, False)])
def test_a_mark_in_percent_or_right_answers_is_exact_at_its_border(
    mark: dict[str, int], score: int, entitled: bool
) -> None:
    exam = {"supervision": "none", "identity_check": False, "questions": 8, **mark}
    courses = {**COURSES, "immunity": COURSES["immunity"].model_copy(update={"exam": _exam(exam)})}
    one = case(candidate(), sat("immunity", score=score), what=programme({"passed": "immunity"}))
    changed = type(one)(
        one.programme_slug, one.programme, one.candidate_id, one.candidate, one.sittings, courses
    )
    assert decide(changed, on=JURY).entitled is entitled


def _exam(fields: dict[str, object]) -> object:
    from generator.records.course import Exam

    return Exam.model_validate(fields)


@pytest.mark.parametrize(
    ("day", "entitled", "reason"),
    [
        ("2026-03-01", True, "passed"),
        ("2026-03-02", False, "after-window"),
        ("2024-03-01", True, "passed"),
        ("2024-02-29", False, "before-registration"),
    ],
)
def test_the_window_includes_its_first_and_last_day(day: str, entitled: bool, reason: str) -> None:
    decision = decide(case(candidate("2024-03-01"), *FOUR, sat("immunity", day)), on=JURY)
    assert decision.entitled is entitled
    assert ground(decision, "immunity") == [reason]


def test_without_a_period_an_earlier_pass_still_needs_to_be_recognised() -> None:
    endless = programme(versions=[version("v1", "2020-01-01")])
    late, early = sat("immunity", "2026-07-10"), sat("immunity", "2024-02-29")
    assert decide(case(candidate(), *FOUR, late, what=endless), on=JURY).entitled
    decision = decide(case(candidate(), *FOUR, early, what=endless), on=JURY)
    assert ground(decision, "immunity") == ["before-registration"]


def test_two_years_from_29_february_end_on_28_february() -> None:
    window = window_of(programme().versions[0], date(2024, 2, 29))
    assert window.closes == date(2026, 2, 28)


def test_two_years_from_28_february_end_on_the_same_day_in_a_leap_year() -> None:
    window = window_of(programme().versions[0], date(2022, 2, 28))
    assert window.closes == date(2024, 2, 28)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"score": None}, "no-result"),
        ({"score": None, "passed": False}, "failed"),
        ({"score": 31}, "impossible-score"),
        ({"identity": "not-checked"}, "identity-not-checked"),
        ({"identity": "failed"}, "identity-failed"),
        ({"invalidated": {"date": "2024-07-01", "reason": text("Fraud.")}}, "invalidated"),
        ({"path": "discovery"}, "path-gives-nothing"),
        ({"path": "elsewhere"}, "unknown-path"),
        ({"day": "2026-07-11"}, "after-jury"),
    ],
)
def test_what_is_not_a_valid_result_never_counts(fields: dict[str, object], reason: str) -> None:
    within = programme(versions=[version("v1", "2020-01-01")])
    sitting = sat("immunity", **fields)  # type: ignore[arg-type]
    decision = decide(case(candidate(), *FOUR, sitting, what=within), on=JURY)
    assert not decision.entitled
    assert ground(decision, "immunity") == [reason]


def test_a_transmitted_pass_counts_where_no_score_is_known() -> None:
    decision = decide(case(candidate(), *FOUR, sat("immunity", score=None, passed=True)), on=JURY)
    assert decision.entitled


def test_a_score_without_a_known_mark_is_not_a_pass() -> None:
    decision = decide(
        case(candidate(), sat("projects", score=12, path="classic"), what=programme({"passed": "projects"})),
        on=JURY,
    )
    assert not decision.entitled
    assert ground(decision, "projects") == ["no-pass-mark"]


def test_a_deposit_is_a_claim_and_never_counts() -> None:
    deposit = {"course": "immunity", "session": "s1", "certificate": "X-1", "date": "2024-06-02", "score": 99}
    decision = decide(case(candidate(deposits=[deposit]), *FOUR), on=JURY)
    assert not decision.entitled
    assert ground(decision, "immunity") == ["declared-only"]


def test_a_deposit_that_was_transmitted_is_judged_by_its_result_alone() -> None:
    deposit = {"course": "immunity", "session": "s1", "certificate": "X-1", "date": "2024-06-02"}
    decision = decide(case(candidate(deposits=[deposit]), *FOUR, sat("immunity", score=3)), on=JURY)
    assert ground(decision, "immunity") == ["below-mark"]


def test_a_recognised_earlier_certificate_counts_with_its_reason() -> None:
    recognition = {
        "programme": "diploma",
        "course": "immunity",
        "date": "2024-03-15",
        "by": "Jury",
        "reason": text("Certificate of 2023."),
    }
    decision = decide(case(candidate(recognitions=[recognition]), *FOUR), on=JURY)
    assert decision.entitled
    told = [item for item in decision.judged if item.reason == "recognised"]
    assert [item.sentence.en for item in told] == ["recognised: Certificate of 2023."]
    other = {**recognition, "programme": "another"}
    assert not decide(case(candidate(recognitions=[other]), *FOUR), on=JURY).entitled


def test_who_never_registered_is_not_entitled_whatever_was_passed() -> None:
    stranger = candidate(registrations=[{"programme": "another", "date": "2024-03-01"}])
    decision = decide(case(stranger, *FIVE), on=JURY)
    assert not decision.entitled
    assert reasons(decision) == "not registered for this programme"


def test_who_withdrew_before_the_jury_is_not_entitled() -> None:
    entry = {"programme": "diploma", "date": "2024-03-01", "withdrawn": "2025-01-01"}
    decision = decide(case(candidate(registrations=[entry]), *FIVE), on=JURY)
    assert not decision.entitled
    assert "withdrawn on 1 January 2025" in reasons(decision)


def test_a_second_registration_opens_a_second_window() -> None:
    entries = [{"programme": "diploma", "date": "2020-03-01"}, {"programme": "diploma", "date": "2024-03-01"}]
    decision = decide(case(candidate(registrations=entries), *FIVE), on=JURY)
    assert decision.entitled and decision.registered == date(2024, 3, 1)


STRICT = version("v1", "2020-01-01", {"at_least": 6, "of": {"courses": list(COURSES)}})
LATER = version("v2", "2025-01-01", {"at_least": 5, "of": {"courses": list(COURSES)}})


def test_a_later_version_is_taken_when_it_serves_the_candidate_better() -> None:
    decision = decide(case(candidate(), *FIVE, what=programme(versions=[STRICT, LATER])), on=JURY)
    assert decision.entitled and decision.version == "v2" and decision.later_version
    assert "serves better" in reasons(decision)


def test_the_version_at_registration_stays_when_it_is_met() -> None:
    mild, hard = {**STRICT, "requirement": {"passed": "malaria"}}, LATER
    decision = decide(case(candidate(), sat("malaria"), what=programme(versions=[mild, hard])), on=JURY)
    assert decision.entitled and decision.version == "v1"


def test_an_earlier_version_never_judges_a_later_registration() -> None:
    mild = {**STRICT, "requirement": {"passed": "malaria"}}
    what = programme(versions=[mild, LATER])
    decision = decide(case(candidate("2025-02-01"), sat("malaria", "2025-06-01"), what=what), on=JURY)
    assert not decision.entitled and decision.version == "v2"


def test_a_version_younger_than_the_jury_does_not_judge() -> None:
    decision = decide(
        case(candidate(), *FIVE, what=programme(versions=[STRICT, LATER])), on=date(2024, 12, 31)
    )
    assert not decision.entitled and decision.version == "v1"


def _choosing(*swaps: tuple[str, str], allowed: int = 2) -> tuple[Decision, list[str]]:
    entry = {
        "programme": "diploma",
        "date": "2024-03-01",
        "choices": ["malaria", "rabies", "hepatitis", "hiv", "cancer"],
        "swaps": [{"date": "2024-04-01", "out": out, "into": into} for out, into in swaps],
    }
    what = programme(versions=[version("v1", "2020-01-01", swaps=allowed)])
    decision = decide(case(candidate(registrations=[entry]), *FIVE, what=what), on=JURY)
    return decision, ground(decision, "immunity")


def test_a_course_that_was_not_chosen_counts_once_it_is_swapped_in() -> None:
    assert _choosing()[1] == ["not-chosen"]
    decision, grounds = _choosing(("cancer", "immunity"))
    assert decision.entitled and grounds == ["passed"]


def test_more_swaps_than_the_rule_allows_are_not_made() -> None:
    decision, grounds = _choosing(("hiv", "vaccinology"), ("cancer", "immunity"), allowed=1)
    assert grounds == ["not-chosen"] and not decision.entitled
    assert "no more than 1 allowed" in reasons(decision)


def test_a_clause_may_name_one_path_of_a_course() -> None:
    advanced = programme(
        {"passed": "projects/advanced"},
        versions=[version("v1", "2020-01-01", {"passed": "projects/advanced"})],
    )
    classic = sat("projects", score=None, passed=True, path="classic")
    assert not decide(case(candidate(), classic, what=advanced), on=JURY).entitled
    done = sat("projects", score=None, passed=True, path="advanced", identity="not-checked")
    assert decide(case(candidate(), classic, done, what=advanced), on=JURY).entitled


@pytest.mark.parametrize(("score", "entitled"), [(21, True), (20, False)])
def test_a_minimum_score_is_exact_at_its_border(score: int, entitled: bool) -> None:
    what = programme({"passed": "malaria", "min_score": 70})
    what = programme(versions=[version("v1", "2020-01-01", {"passed": "malaria", "min_score": 70})])
    assert decide(case(candidate(), sat("malaria", score=score), what=what), on=JURY).entitled is entitled


def test_a_minimum_score_is_not_met_by_a_pass_without_a_score() -> None:
    what = programme(versions=[version("v1", "2020-01-01", {"passed": "malaria", "min_score": 1})])
    bare = sat("malaria", score=None, passed=True)
    assert not decide(case(candidate(), bare, what=what), on=JURY).entitled


def test_credits_of_one_course_count_once_by_its_richest_path() -> None:
    rule = {"credits": 3, "of": {"courses": ["projects"]}}
    what = programme(versions=[version("v1", "2020-01-01", rule)])
    both = [sat("projects", score=None, passed=True, path=path) for path in ("classic", "advanced")]
    outcome = decide(case(candidate(), *both, what=what), on=JURY).clauses[0]
    assert not outcome.met and outcome.have == 2 and outcome.missing == 1


def test_one_way_of_several_is_enough() -> None:
    rule = {"any_of": [{"passed": "rabies"}, {"at_least": 1, "of": {"theme": "host"}}]}
    what = programme(versions=[version("v1", "2020-01-01", rule)])
    decision = decide(case(candidate(), sat("vaccinology"), what=what), on=JURY)
    assert decision.entitled
    assert [item.course for item in decision.evidence] == ["vaccinology"]


def test_sittings_are_gathered_by_candidate() -> None:
    from generator.records.result import Results

    record = Results.model_validate(
        {
            "course": "malaria",
            "session": "s1",
            "source": {
                "file": "x.csv",
                "sha256": "0" * 64,
                "received": "2024-06-10",
                "sender": "The platform",
            },
            "results": [FIVE[0].result.model_dump(mode="json")],
        }
    )
    found = sittings_by_candidate({("malaria", "s1"): record})
    assert found == {"c-aaaaaaaaaa": (Sitting("malaria", "s1", record.results[0], "0" * 64),)}


@pytest.mark.parametrize(
    ("sat_on", "asked"), [("2024-03-01", True), ("2024-03-19", True), ("2024-03-20", False)]
)
def test_an_exam_between_the_day_that_a_registration_gives_itself_and_its_arrival_is_a_question(
    sat_on: str, asked: bool
) -> None:
    """The day in a sealed file is that of the candidate's own clock, which may be set back after an exam."""
    letter = {
        "id": "0" * 32,
        "kind": "registration",
        "made": "2024-03-01",
        "taken": "2024-03-20",
        "sha256": "a" * 64,
    }
    sittings = (*FOUR, sat("immunity", sat_on))
    decision = decide(case(candidate(received=[letter]), *sittings), on=JURY)
    assert decision.entitled
    said = [one for one in decision.remarks if "check on which day it arrived" in one.en]
    assert bool(said) == asked
    assert all("Immunity" in one.en and "vérifier le jour" in one.fr for one in said)
    assert not decide(case(candidate(), *sittings), on=JURY).remarks


def test_a_rule_that_changed_before_a_registration_arrived_is_a_question() -> None:
    letter = {
        "id": "0" * 32,
        "kind": "registration",
        "made": "2024-03-01",
        "taken": "2024-03-20",
        "sha256": "a" * 64,
    }
    versions = [version("v1", "2020-01-01"), version("v2", "2024-03-10", {"passed": "rabies"})]
    decision = decide(case(candidate(received=[letter]), *FIVE, what=programme(versions=versions)), on=JURY)
    assert any("the rule changed between" in one.en for one in decision.remarks)
