"""Which message is due on which day: each kind at the exact borders of its time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.outreach.builders import (
    CODE,
    OTHER,
    WHO,
    act,
    at,
    diploma,
    due,
    kinds,
    plan,
    registered,
    sent,
    started,
    tree,
)
from tests.rules.builders import candidate

PASSED = {"score": 18}
FAILED = {"score": 17}


def span(where: Any, kind: str, diplomas: Any = ()) -> tuple[str, str] | None:
    """The first and the last day of 2026 and 2027 on which a message of that kind is due; it must be due between."""
    days = [date(2026, 1, 2) + timedelta(days=step) for step in range(800)]
    found = [str(day) for day in days if kind in kinds(where, str(day), None, diplomas)]
    if not found:
        return None
    assert len(found) == (date.fromisoformat(found[-1]) - date.fromisoformat(found[0])).days + 1
    return found[0], found[-1]


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("registered", "2026-02-01", "2026-03-03"),
        ("course-starts", "2026-04-24", "2026-05-05"),  # a week before, until enrolment ends
        ("exam-opens", "2026-06-15", "2026-06-24"),
        ("exam-closes", "2026-06-25", "2026-06-28"),  # three days before
        ("window-ending", "2027-11-03", "2028-02-01"),
    ],
)
def test_each_reminder_is_due_from_its_first_day_to_its_last(kind: str, first: str, last: str) -> None:
    assert span(tree(), kind) == (first, last)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [("result", "2026-07-01", "2026-08-30"), ("issued", "2026-07-13", "2026-10-11")],
)
def test_news_is_due_until_it_is_none_any_more(kind: str, first: str, last: str) -> None:
    assert span(tree(rows=[PASSED]), kind, [diploma()]) == (first, last)


def test_a_window_too_short_for_two_reminders_has_one() -> None:
    short = tree(session={"exam": {"opens": "2026-06-26", "closes": "2026-06-28"}})
    assert span(short, "exam-opens") == ("2026-06-26", "2026-06-28")
    assert span(short, "exam-closes") is None


def test_who_sat_the_exam_or_says_so_is_not_told_that_it_closes() -> None:
    assert "exam-closes" in kinds(tree(), "2026-06-26")
    for row in (PASSED, FAILED, {}):
        assert "exam-closes" not in kinds(tree(rows=[row], received="2026-06-26"), "2026-06-26")
    deposit = {"course": "malaria", "session": "s1", "certificate": "A1", "date": "2026-06-20"}
    assert kinds(tree(deposits=[deposit]), "2026-06-26") == set()


def test_who_passed_the_course_before_or_has_it_recognised_gets_no_reminder_of_it() -> None:
    recognition = {
        "programme": "diploma",
        "course": "malaria",
        "date": "2026-03-01",
        "by": "Ada",
        "reason": {"fr": "Vu.", "en": "Seen."},
    }
    for day in ("2026-05-01", "2026-06-15", "2026-06-26"):
        assert kinds(tree(), day)
        assert kinds(tree(recognitions=[recognition]), day) == set()


def test_a_swap_moves_the_reminders_to_the_other_course() -> None:
    swap = {"date": "2026-06-10", "out": "malaria", "into": "rabies"}
    where = tree(registrations=[registered(swaps=[swap])])
    assert due(where, "2026-05-01") == ["course-starts/malaria/s1"]
    assert due(where, "2026-06-15") == ["exam-opens/rabies/r1"]


def test_a_rule_that_demands_a_course_needs_no_choice() -> None:
    assert due(tree(registrations=[registered(choices=[])]), "2026-06-15") == ["exam-opens/malaria/s1"]


def test_a_withdrawn_registration_gets_a_confirmation_and_no_reminder() -> None:
    where = tree(registrations=[registered(withdrawn="2026-06-01")])
    assert due(where, "2026-06-15") == ["withdrawn/diploma/2026-02-01"]
    assert due(where, "2027-12-01") == []
    assert kinds(where, "2026-05-01") == {"course-starts"}


def test_after_the_period_of_the_rule_nothing_is_reminded_of() -> None:
    where = tree(registrations=[registered("2024-06-14")])
    assert kinds(where, "2026-06-13") == {"window-ending"}
    assert kinds(where, "2026-06-15") == set()


def test_the_end_of_the_period_is_announced_only_to_whom_the_diploma_is_not_sure() -> None:
    assert kinds(tree(), "2027-12-01") == {"window-ending"}
    assert kinds(tree(rows=[PASSED]), "2027-12-01") == set()
    assert kinds(tree(rows=[FAILED]), "2027-12-01") == {"window-ending"}
    assert kinds(tree(), "2027-12-01", None, [diploma()]) == set()
    assert kinds(tree(), "2027-12-01", None, [diploma(CODE, "2026-07-13", act("revoke", "2026-07-20"))]) == {
        "window-ending"
    }
    assert kinds(tree(within=None), "2027-12-01") == set()


@pytest.mark.parametrize("field", [{"cancelled": True}, {"illustrative": True}])
def test_a_session_that_will_not_take_place_or_whose_dates_are_not_official_is_announced_to_nobody(
    field: dict[str, Any],
) -> None:
    assert kinds(tree(session=field), "2026-06-15") == set()
    assert kinds(tree(session=field), "2026-05-01") == set()


def test_who_refused_mail_gets_what_the_contract_needs_and_no_reminder() -> None:
    def answer(given: bool, day: str = "2026-02-01") -> dict[str, Any]:
        return {"purpose": "mail", "version": "1", "date": day, "given": given}

    for consents, reminded in (
        ([], True),
        ([answer(True)], True),
        ([answer(False)], False),
        ([answer(False), answer(True, "2026-03-01")], True),
        ([answer(True), answer(False, "2026-03-01")], False),
        ([answer(True), answer(False)], False),
    ):
        where = tree(consents=consents, rows=[PASSED])
        assert ("exam-opens" in kinds(tree(consents=consents), "2026-06-15")) is reminded
        assert "registered" in kinds(where, "2026-02-10")
        assert kinds(where, "2026-07-14", None, [diploma()]) == {"result", "issued"}
    (held,) = plan(tree(consents=[answer(False)]), "2026-06-15").items
    assert held.standing == "declined"


# --- Results


def test_a_result_is_told_with_what_it_came_to() -> None:
    (message,) = plan(tree(rows=[PASSED]), "2026-07-02").due
    assert (message.kind, message.passed, message.facts and message.facts.fr) == ("result", True, "18/30")
    (message,) = plan(tree(rows=[FAILED]), "2026-07-02").due
    assert (message.passed, message.facts and message.facts.en) == (False, "17/30, where 18 were needed")


def test_a_row_without_a_result_is_no_news() -> None:
    assert due(tree(rows=[{}]), "2026-07-02") == []


def deposit(score: int | None) -> dict[str, Any]:
    found = {"course": "malaria", "session": "s1", "certificate": "A1", "date": "2026-06-21"}
    return found if score is None else {**found, "score": score}


@pytest.mark.parametrize(
    ("declared", "row", "kind"),
    [
        (60, {"score": 18}, "result"),
        (63, {"score": 19}, "result"),  # 63.33 rounded
        (64, {"score": 19}, "result"),  # and rounded up
        (62, {"score": 19}, "contradicted"),
        (80, {"score": 18}, "contradicted"),
        (None, {"score": 18}, "result"),
        (None, {"score": 17}, "contradicted"),  # to deposit a certificate is to claim a pass
        (57, {"score": 17}, "contradicted"),
        (80, {"passed": True}, "result"),
        (80, {"passed": False}, "contradicted"),
        (80, {"score": 24, "identity": "not-checked"}, "contradicted"),
    ],
)
def test_a_result_that_differs_from_the_deposit_is_told_as_a_contradiction(
    declared: int | None, row: dict[str, Any], kind: str
) -> None:
    where = tree(rows=[row], deposits=[deposit(declared)])
    assert due(where, "2026-07-02") == [f"{kind}/malaria/s1"]


def test_a_corrected_result_is_told_again_once_and_says_that_it_corrects() -> None:
    first = plan(tree(rows=[FAILED]), "2026-07-02").due[0]
    told = started(*sent(first, "2026-07-02"))
    assert due(tree(rows=[FAILED]), "2026-07-03", told) == []
    corrected = tree(rows=[PASSED], received="2026-07-20")
    (again,) = plan(corrected, "2026-07-21", told).due
    assert (again.about, again.again) == ("malaria/s1/2", True)
    both = started(*sent(first, "2026-07-02"), *sent(again, "2026-07-21"))
    assert due(corrected, "2026-07-22", both) == []
    # Back to what it was is news as well, once.
    (third,) = plan(tree(rows=[FAILED], received="2026-07-25"), "2026-07-26", both).due
    assert third.about == "malaria/s1/3"


def test_a_file_transmitted_again_with_the_same_results_tells_nobody_anything() -> None:
    first = plan(tree(rows=[PASSED]), "2026-07-02").due[0]
    told = started(*sent(first, "2026-07-02"))
    same = tree(rows=[{**PASSED, "certificate": "NEW-1"}], received="2026-07-20")
    assert due(same, "2026-07-21", told) == []


# --- What arrived sealed


@pytest.mark.parametrize(
    ("kind", "letter", "registration"),
    [
        ("registered", "registration", registered("2026-02-01")),
        ("withdrawn", "withdrawal", registered("2026-01-05", withdrawn="2026-02-01")),
    ],
)
def test_what_lay_sealed_for_weeks_is_confirmed_when_it_is_taken_in(
    kind: str, letter: str, registration: dict[str, Any]
) -> None:
    """The day of the file decides which rule applies; the day on which the school read it, whether it is news."""
    received = {
        "id": "0" * 32,
        "kind": letter,
        "made": "2026-02-01",
        "taken": "2026-04-20",
        "sha256": "0" * 64,
    }
    late = tree(people={WHO: candidate(registrations=[registration], received=[received])})
    for day in ("2026-04-20", "2026-05-20"):
        (message,) = (one for one in plan(late, day).due if one.kind == kind)
        assert "1 February 2026" in message.why.en
        assert message.key.endswith(f"/{registration['date']}")
    for day in ("2026-04-19", "2026-05-21"):
        assert kind not in kinds(late, day)
    assert kind not in kinds(tree(registrations=[registration]), "2026-04-20")


# --- Diplomas


def test_a_corrected_diploma_is_announced_as_such_and_the_former_one_no_more() -> None:
    former = diploma(CODE, "2026-07-13", act("supersede", "2026-08-01", replacement=OTHER))
    new = diploma(OTHER, "2026-08-01")
    assert due(tree(), "2026-08-02", None, [former, new]) == [f"corrected/{OTHER}"]


def test_a_replacement_that_was_not_completed_is_announced_to_nobody() -> None:
    assert due(tree(), "2026-08-02", None, [diploma(), diploma(OTHER, "2026-08-01")]) == [f"issued/{CODE}"]


def test_revoked_then_reinstated_then_revoked_are_three_messages() -> None:
    acts = [act("revoke", "2026-08-01"), act("reinstate", "2026-08-05"), act("revoke", "2026-08-09")]
    told: list[Any] = []
    for count, kind in enumerate(("revoked", "reinstated", "revoked"), start=1):
        day = str(acts[count - 1].date.date())
        (message,) = plan(tree(), day, started(*told), [diploma(CODE, "2026-07-13", *acts[:count])]).due
        assert message.kind == kind
        told += sent(message, day)
    assert due(tree(), "2026-08-10", started(*told), [diploma(CODE, "2026-07-13", *acts)]) == []


def test_a_diploma_that_its_holder_withdrew_is_not_written_about() -> None:
    assert due(tree(), "2026-07-20", None, [diploma(CODE, "2026-07-13", act("withdraw", "2026-07-15"))]) == []


# --- When mail was switched on


def test_nothing_is_due_before_mail_was_started() -> None:
    found = plan(tree(rows=[PASSED]), "2026-07-02", started().of([]))
    assert found.due == ()
    assert {item.standing for item in found.items} == {"not-started"}
    assert len(found.unstarted) == 12


def test_switching_mail_on_sends_nothing_about_the_past() -> None:
    """mod_customcert #259, #672: former students were mailed when the feature was switched on."""
    where = tree(rows=[PASSED])
    everything = [diploma()]
    assert kinds(where, "2026-07-14", started(), everything) == {"result", "issued"}
    for moment, left in (
        ("2026-07-01", {"result", "issued"}),
        ("2026-07-02", {"issued"}),
        ("2026-07-14", set()),
    ):
        assert kinds(where, "2026-07-14", started(at=at(moment, 0)), everything) == left
    assert kinds(tree(rows=[PASSED], mail={"since": "2026-07-02"}), "2026-07-14", started(), everything) == {
        "issued"
    }


def test_a_batch_signed_anew_is_not_issued_anew() -> None:
    """mod_customcert #127, #379: everything was sent again after an upgrade. The first signature is the news."""
    late = started(at=at("2026-09-01"))
    assert kinds(tree(), "2026-09-02", late, [diploma(CODE, "2026-07-13")]) == set()


def test_two_registrations_that_ask_for_one_course_give_one_reminder() -> None:
    where = tree(registrations=[registered(), registered("2026-03-01")])
    assert due(where, "2026-06-15") == ["exam-opens/malaria/s1"]


def test_each_message_says_to_staff_why_in_both_languages() -> None:
    where = tree(rows=[FAILED], deposits=[deposit(80)])
    for day in ("2026-02-01", "2026-04-24", "2026-07-02", "2027-12-01"):
        for item in plan(where, day, None, [diploma()]).items:
            assert item.message.why.en.startswith("because ")
            assert item.message.why.fr.startswith("parce qu")
            assert WHO not in item.message.why.en
