"""The mail ledger as a value: what was sent stays sent, in whatever order its files are read."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.outreach import MailBook
from generator.outreach.book import Placed
from generator.outreach.entries import (
    Accept,
    Bounce,
    Close,
    Doubt,
    End,
    Entry,
    Intend,
    Past,
    Refuse,
    Run,
    Settle,
    Start,
    parse_any,
    parse_entry,
    to_line,
)
from generator.outreach.message import KEY, address_digest
from generator.records.mail import MAIL_KINDS
from tests.outreach.builders import WHO, at, due, placed, plan, started, tree

NOW = at("2026-06-16")
MINUTE = timedelta(minutes=1)
MESSAGE = f"{WHO}/exam-opens/malaria/s1"
TO = address_digest(WHO, "ariane@example.org")
INTEND = Intend(NOW, MESSAGE, "0" * 64, TO)

ENTRIES: tuple[Entry, ...] = (
    Run(NOW, "0123abcd", MAIL_KINDS, "smtp"),
    INTEND,
    Accept(NOW, MESSAGE),
    Refuse(NOW, MESSAGE, 550, "5.1.1", "recipient"),
    Doubt(NOW, MESSAGE),
    End(NOW, 3, 1),
    Start(NOW, MAIL_KINDS),
    Past(NOW, MESSAGE, "0" * 16),
    Settle(NOW, MESSAGE, "not-sent", "Le journal du serveur ne l’a pas."),
    Close(NOW, "2026-06-16.0123abcd", "The machine was switched off."),
    Bounce(NOW, MESSAGE, "failed", "5.1.1", "f" * 64),
)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.t)
def test_every_entry_comes_back_from_its_line(entry: Entry) -> None:
    assert parse_entry(to_line(entry)) == entry


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.t)
def test_the_short_way_of_reading_gives_what_the_long_one_gives(entry: Entry) -> None:
    line = to_line(entry).removesuffix(b"\n")
    assert parse_entry(line) == parse_any(line)
    for place in range(len(line)):
        changed = line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]
        try:
            expected: Entry | None = parse_any(changed)
        except MalformedError:
            expected = None
        if expected is None:
            with pytest.raises(MalformedError):
                parse_entry(changed)
        else:
            assert parse_entry(changed) == expected


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.t)
def test_no_changed_byte_of_a_line_is_read_as_something_that_cannot_stand_there(entry: Entry) -> None:
    line = to_line(entry)
    for place in range(len(line) - 1):
        changed = line[:place] + bytes([line[place] ^ 1]) + line[place + 1 :]
        try:
            read = parse_entry(changed)
        except MalformedError:
            continue
        assert to_line(read) == changed


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda line: line.replace(b'"v":1', b'"v":2'), "version"),
        (lambda line: line.replace(b'"t":"intend"', b'"t":"forget"'), "kind"),
        (lambda line: line.replace(b'"to":', b'"email":"a@b.example","to":'), "member"),
        (lambda line: line.replace(b"exam-opens", b"exam-invented"), "message"),
        (lambda line: line.replace(b'{"', b'{ "', 1), "blank"),
        (lambda line: line[:-20], "cut"),
        (lambda line: b"[]\n", "list"),
        (lambda line: b"\xff\n", "bytes"),
    ],
)
def test_a_line_of_another_form_is_refused(change: Any, name: str) -> None:
    with pytest.raises(MalformedError):
        parse_entry(change(to_line(INTEND)))


def test_a_line_holds_no_address_and_no_name() -> None:
    names = {one.name for entry in ENTRIES for one in fields(entry)}
    assert names == {
        "at", "id", "kinds", "transport", "key", "sha256", "to", "state", "code", "status", "scope", "accepted",
        "refused", "settled", "reason", "run", "action", "dsn",
    }  # fmt: skip
    assert KEY.fullmatch(MESSAGE)


def test_an_intention_without_an_outcome_is_a_question_and_never_due_again() -> None:
    """mod_customcert #473 marked mail as sent before it was; here nothing is concluded from the intention."""
    for entries in ((INTEND,), (INTEND, Doubt(NOW, MESSAGE))):
        book = started(*entries)
        assert due(tree(), "2026-06-16", book) == []
        assert [track.key for track in plan(tree(), "2026-06-16", book).unanswered] == [MESSAGE]


@pytest.mark.parametrize(("settled", "again"), [("sent", False), ("not-sent", True), ("never", False)])
def test_a_persons_answer_decides(settled: Any, again: bool) -> None:
    book = started(INTEND, Settle(NOW + MINUTE, MESSAGE, settled, "Looked it up."))
    assert bool(due(tree(), "2026-06-16", book)) is again
    assert plan(tree(), "2026-06-16", book).unanswered == ()


def test_what_the_server_refused_for_the_moment_is_due_again() -> None:
    book = started(INTEND, Refuse(NOW, MESSAGE, 451, "4.7.1", "recipient"))
    assert due(tree(), "2026-06-16", book) == ["exam-opens/malaria/s1"]
    ours = started(INTEND, Refuse(NOW, MESSAGE, 550, "5.7.1", "sender"))
    assert due(tree(), "2026-06-16", ours) == ["exam-opens/malaria/s1"]


def test_an_address_that_refuses_for_good_gets_nothing_until_the_record_has_another() -> None:
    for last in (
        (Refuse(NOW, MESSAGE, 550, "5.1.1", "recipient"),),
        (Refuse(NOW, MESSAGE, 550, "", "recipient"),),
        (Accept(NOW, MESSAGE), Bounce(NOW + MINUTE, MESSAGE, "failed", "5.1.1", "f" * 64)),
    ):
        book = started(INTEND, *last)
        assert due(tree(), "2026-06-26", book) == []
        found = plan(tree(), "2026-06-26", book)
        assert [item.standing for item in found.items] == ["address-refused"]
        assert [track.key for track in found.bounced] == [MESSAGE]
        moved = tree(email="ariane.nouvelle@example.org")
        assert due(moved, "2026-06-26", book) == ["exam-closes/malaria/s1"]
        assert plan(moved, "2026-06-26", book).bounced == ()


def test_a_message_that_was_refused_with_its_address_is_due_again_at_the_new_one() -> None:
    refused = started(INTEND, Refuse(NOW, MESSAGE, 550, "5.1.1", "recipient"))
    assert due(tree(email="ariane.nouvelle@example.org"), "2026-06-17", refused) == ["exam-opens/malaria/s1"]
    bounced = started(INTEND, Accept(NOW, MESSAGE), Bounce(NOW, MESSAGE, "failed", "5.1.1", "f" * 64))
    assert due(tree(email="ariane.nouvelle@example.org"), "2026-06-17", bounced) == []


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.7", ""])
def test_a_full_mailbox_or_a_policy_does_not_condemn_an_address(status: str) -> None:
    book = started(INTEND, Accept(NOW, MESSAGE), Bounce(NOW + MINUTE, MESSAGE, "failed", status, "f" * 64))
    assert due(tree(), "2026-06-26", book) == ["exam-closes/malaria/s1"]
    assert [track.key for track in plan(tree(), "2026-06-26", book).unanswered] == [MESSAGE]


def test_a_delay_is_kept_and_changes_nothing() -> None:
    book = started(INTEND, Accept(NOW, MESSAGE), Bounce(NOW, MESSAGE, "delayed", "4.4.1", "f" * 64))
    assert plan(tree(), "2026-06-26", book).unanswered == ()
    assert due(tree(), "2026-06-26", book) == ["exam-closes/malaria/s1"]


# --- Kinds that were off


def without(kind: str) -> tuple[Any, ...]:
    return tuple(one for one in MAIL_KINDS if one != kind)


def test_a_kind_that_was_off_for_a_while_needs_a_start_of_its_own() -> None:
    off = Run(at("2026-05-01"), "0123abcd", without("exam-opens"), "smtp")
    book = started(off, End(at("2026-05-01"), 0, 0))
    found = plan(tree(), "2026-06-16", book)
    assert found.unstarted == ("exam-opens",)
    assert found.due == ()
    again = started(off, End(at("2026-05-01"), 0, 0), Start(at("2026-06-15", 0), ("exam-opens",)))
    assert due(tree(), "2026-06-16", again) == ["exam-opens/malaria/s1"]
    late = started(off, End(at("2026-05-01"), 0, 0), Start(at("2026-06-16", 0), ("exam-opens",)))
    assert due(tree(), "2026-06-16", late) == []


def test_a_second_start_does_not_move_the_first() -> None:
    book = started(Start(at("2026-06-20"), MAIL_KINDS))
    assert due(tree(), "2026-06-21", book) == ["exam-opens/malaria/s1"]


def test_a_kind_that_is_switched_off_is_not_sent() -> None:
    assert due(tree(mail={"kinds": ["result"]}), "2026-06-16") == []


# --- Runs


def test_a_run_without_its_end_stays_open_until_a_person_closes_it() -> None:
    run = Run(NOW, "0123abcd", MAIL_KINDS, "smtp")
    assert [one.name for one in started(run, INTEND).open_runs] == ["2026-06-16.0123abcd"]
    assert started(run, INTEND, End(NOW, 0, 0)).open_runs == ()
    closed = started(Close(NOW, "2026-06-16.0123abcd", "Dead."), run, INTEND)
    assert closed.open_runs == ()
    assert closed.tracks[MESSAGE].fate == "question"


# --- Order

MINUTES = st.integers(0, 5).map(lambda minutes: NOW + minutes * MINUTE)
HISTORY = st.lists(
    st.one_of(
        MINUTES.map(lambda when: Intend(when, MESSAGE, "0" * 64, TO)),
        MINUTES.map(lambda when: Accept(when, MESSAGE)),
        MINUTES.map(lambda when: Doubt(when, MESSAGE)),
        MINUTES.map(lambda when: Refuse(when, MESSAGE, 450, "", "recipient")),
        MINUTES.map(lambda when: Refuse(when, MESSAGE, 550, "5.1.1", "recipient")),
        MINUTES.map(lambda when: Bounce(when, MESSAGE, "failed", "5.1.1", "f" * 64)),
    ),
    max_size=8,
)


@given(HISTORY, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_read_changes_nothing(
    history: list[Any], chance: random.Random
) -> None:
    read = placed(*history)
    shuffled = list(read)
    chance.shuffle(shuffled)
    assert MailBook.of(shuffled) == MailBook.of(read)


@given(HISTORY)
def test_what_a_server_took_is_never_due_again_whatever_else_is_known(history: list[Any]) -> None:
    book = started(*history, Accept(NOW + MINUTE, MESSAGE))
    assert due(tree(), "2026-06-16", book) == []


@given(HISTORY)
def test_a_message_is_due_only_when_every_attempt_is_known_not_to_have_left(history: list[Any]) -> None:
    book = started(*history)
    if due(tree(), "2026-06-16", book):
        assert not any(isinstance(one, Accept) for one in history)
        intends = [one for one in history if isinstance(one, Intend)]
        assert len(intends) <= sum(isinstance(one, Refuse) for one in history)


def test_what_one_run_came_to_says_nothing_of_another_runs_attempt() -> None:
    stopped = Placed(INTEND, "candidates/mail/runs/2026-06-16.00000001.jsonl", 2)
    later = "candidates/mail/runs/2026-06-16.00000002.jsonl"
    again = Placed(Intend(NOW + MINUTE, MESSAGE, "0" * 64, TO), later, 2)
    for outcome, fate in (
        (Refuse(NOW + MINUTE, MESSAGE, 450, "", "recipient"), "question"),
        (Refuse(NOW + MINUTE, MESSAGE, 550, "5.1.1", "recipient"), "question"),
        (Accept(NOW + MINUTE, MESSAGE), "sent"),
    ):
        assert MailBook.of([stopped, again, Placed(outcome, later, 3)]).tracks[MESSAGE].fate == fate
