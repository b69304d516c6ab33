"""Where a session stands on a day, and which one a learner hears of first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.records.course import Course, Session
from generator.site.runs import leading_run, past_runs, run_of, runs_of, upcoming_runs

START, END = date(2026, 3, 2), date(2026, 4, 26)
OPENS, CLOSES = date(2026, 1, 5), date(2026, 4, 19)


def course(*sessions: Session) -> Course:
    return Course.model_validate(
        {
            "title": {"fr": "x", "en": "x"},
            "school": "x",
            "theme": "x",
            "language": "fr",
            "summary": {"fr": "x", "en": "x"},
            "sessions": [session.model_dump() for session in sessions],
        }
    )


def session(name: str = "s", **changes: object) -> Session:
    given = {"start": START, "end": END, "enrolment_start": OPENS, "enrolment_end": CLOSES, **changes}
    return Session.model_validate({"id": name, **given})


@pytest.mark.parametrize(
    ("day", "changes", "state"),
    [
        (date(2026, 1, 4), {}, "future-not-yet-open"),
        (OPENS, {}, "future-open"),
        (START - timedelta(days=1), {}, "future-open"),
        (START, {}, "ongoing-open"),
        (CLOSES, {}, "ongoing-open"),
        (CLOSES + timedelta(days=1), {}, "ongoing-closed"),
        (END, {}, "ongoing-closed"),
        (END + timedelta(days=1), {}, "archived-closed"),
        (date(2026, 2, 10), {"enrolment_end": date(2026, 2, 1)}, "future-closed"),
        (date(2026, 6, 1), {"enrolment_end": date(2026, 12, 31)}, "archived-open"),
        (date(2026, 2, 10), {"enrolment_start": None, "enrolment_end": None}, "future"),
        (START, {"enrolment_start": None, "enrolment_end": None}, "ongoing"),
        (date(2026, 6, 1), {"enrolment_start": None, "enrolment_end": None}, "archived-closed"),
        (START, {"cancelled": True}, "cancelled"),
    ],
)
def test_a_session_is_in_the_state_that_its_dates_say(
    day: date, changes: dict[str, object], state: str
) -> None:
    assert run_of("c", session(**changes), day).state == state


def test_enrolment_is_called_open_only_where_both_its_ends_are_known() -> None:
    assert run_of("c", session(enrolment_end=None), START).enrolment == "unknown"
    assert run_of("c", session(enrolment_start=None), START).enrolment == "unknown"


def test_a_session_without_an_end_is_over_only_when_the_course_is_broadcast_again() -> None:
    """richie PR#2083: a run without an end date counted as archived."""
    endless = session(end=None)
    assert run_of("c", endless, START + timedelta(days=3650)).phase == "ongoing"
    later = session(
        "later", start=date(2027, 3, 1), end=date(2027, 4, 1), enrolment_start=None, enrolment_end=None
    )
    before, after = date(2027, 2, 28), date(2027, 3, 1)
    assert runs_of("c", course(endless, later), before)[0].phase == "ongoing"
    assert runs_of("c", course(endless, later), after)[0].phase == "past"


def test_a_session_without_dates_is_neither_next_nor_upcoming() -> None:
    one = course(Session.model_validate({"id": "a", "period": {"fr": "printemps 2014", "en": "spring 2014"}}))
    assert leading_run("c", one, date(2013, 1, 1)) is None
    assert upcoming_runs("c", one, date(2013, 1, 1)) == ()
    assert [run.phase for run in past_runs("c", one, date(2013, 1, 1))] == ["undated"]


def test_a_session_without_dates_keeps_its_place_in_the_record() -> None:
    undated = Session.model_validate({"id": "b", "period": {"fr": "été", "en": "summer"}})
    one = course(session("c", start=date(2026, 9, 1), end=date(2026, 10, 1)), session("a"), undated)
    assert [run.session.id for run in runs_of("c", one, START)] == ["a", "b", "c"]


def test_the_session_that_can_be_joined_comes_before_the_one_that_is_closed() -> None:
    closed = session("now", enrolment_end=START)
    later = session(
        "later",
        start=date(2026, 9, 1),
        end=date(2026, 10, 1),
        enrolment_start=date(2026, 7, 1),
        enrolment_end=date(2026, 9, 9),
    )
    leading = leading_run("c", course(closed, later), START + timedelta(days=5))
    assert leading is not None
    assert leading.session.id == "later"


def test_a_cancelled_session_never_leads_and_is_told_with_the_past_ones() -> None:
    one = course(session(cancelled=True))
    assert leading_run("c", one, date(2026, 1, 1)) is None
    assert [run.state for run in past_runs("c", one, date(2026, 1, 1))] == ["cancelled"]
