"""Messages about results: one that was transmitted, one that contradicts what the candidate had declared.

A row that contradicts a declaration and waits for a decision is told as such, so that the candidate can send what
decides it; once it is decided and recorded, that is told. A result is told once. Where it is corrected afterwards (a
new file of the platform, an exam invalidated) that is told too, once for each new state: the mail ledger keeps a digest
of what was told last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from generator.outreach.book import MailBook, Track
from generator.outreach.disagreement import HeldBack, contradicts
from generator.outreach.message import Message
from generator.records.candidate import Candidate, Deposit
from generator.records.result import Result
from generator.records.tree import Tree
from generator.rules.sentence import Sentence, day
from generator.rules.standing import Judged, Sitting, judge
from generator.rules.window import Window

__all__ = ["DAYS_OF_NEWS", "result_messages"]

DAYS_OF_NEWS = 60
_NOTHING_TO_SAY = frozenset({"no-result", "path-gives-nothing", "unknown-path", "unknown-course"})
"""Sittings about which the school knows nothing that the candidate does not."""


def result_messages(
    tree: Tree,
    candidate_id: str,
    rows: tuple[Sitting, ...],
    book: MailBook,
    on: date,
    *,
    waiting: Sequence[HeldBack] = (),
) -> Iterator[Message]:
    """What a candidate is owed on that day about transmitted results, corrections included. `waiting` are the
    candidate's rows that a contradiction holds back; they take the place of what was written of an earlier file."""
    held = {(one.course, one.session): one for one in waiting}
    rows = tuple(row for row in rows if (row.course, row.session) not in held)
    candidate = tree.candidates[candidate_id]
    for row in rows:
        received = tree.results[row.course, row.session].source.received
        deposit = _deposit(candidate, row)
        known = received if deposit is None else max(received, deposit.date)
        if not received <= on or on > known + timedelta(days=DAYS_OF_NEWS):
            continue
        message = _message(tree, candidate_id, row, received, deposit if known <= on else None)
        yield from _worth_sending(message, book, on)
    for one in held.values():
        row = Sitting(one.course, one.session, one.result)
        message = _message(tree, candidate_id, row, one.received, one.deposit, held=one)
        yield from _worth_sending(message, book, on)


def _worth_sending(message: Message | None, book: MailBook, on: date) -> Iterator[Message]:
    news = None if message is None else _unless_told(message, book)
    if news is not None and news.opens <= on <= news.closes:
        yield news


def _deposit(candidate: Candidate, row: Sitting) -> Deposit | None:
    """The last deposit about the same session."""
    found = [one for one in candidate.deposits if (one.course, one.session) == (row.course, row.session)]
    return max(found, key=lambda one: one.date, default=None)


def _message(
    tree: Tree,
    candidate_id: str,
    row: Sitting,
    received: date,
    deposit: Deposit | None,
    *,
    held: HeldBack | None = None,
) -> Message | None:
    judged, passed = _verdict(tree, row)
    if judged.reason in _NOTHING_TO_SAY:
        return None
    course = tree.courses[row.course]
    title, sent = course.title, day(received)
    opens = received
    against = deposit is not None and (
        held is not None or contradicts(deposit, row.result, course, passed=passed)
    )
    if deposit is not None and against:
        opens = max(opens, deposit.date)
        why = Sentence(
            f"parce que le résultat de « {title.fr} » transmis le {sent.fr} diffère de la déclaration du candidat",
            f"because the result of “{title.en}” transmitted on {sent.en} differs from what the candidate declared",
        )
    else:
        why = Sentence(
            f"parce qu’un résultat de « {title.fr} » a été transmis le {sent.fr}",
            f"because a result of “{title.en}” was transmitted on {sent.en}",
        )
    besides = tuple(field for field in held.fields if field != "score") if held is not None else ()
    return Message(
        candidate=candidate_id,
        kind="contradicted" if against else "result",
        about=f"{row.course}/{row.session}",
        opens=opens,
        closes=opens + timedelta(days=DAYS_OF_NEWS),
        why=why,
        course=row.course,
        session=row.session,
        state=_state(row.result, deposit if against else None, besides),
        passed=passed,
        facts=judged.sentence,
        received=received,
        declared=deposit.score if deposit is not None and against else None,
        differs=held.differs if held is not None and besides else None,
    )


def _verdict(tree: Tree, row: Sitting) -> tuple[Judged, bool]:
    """What the rule says of the sitting in itself, whatever programme, window or jury."""
    standing = judge([row], tree.courses, on=date.max, window=Window(date.min))
    return standing.judged[0], bool(standing.passed)


def _state(result: Result, deposit: Deposit | None, besides: tuple[str, ...]) -> str:
    """A digest of what would be told. Certificate numbers and file names are no news, but that they differ is
    (`besides`)."""
    said: tuple[object, ...] = (
        result.score,
        result.passed,
        result.identity,
        result.invalidated is not None,
        None if deposit is None else ("declared", deposit.score),
        *besides,
    )
    return hashlib.sha256(f"parchemin/told/v1\n{said!r}".encode()).hexdigest()[:16]


def _unless_told(message: Message, book: MailBook) -> Message | None:
    """The message, as a correction where something else was told before; None where this was told last."""
    thing = f"{message.candidate}/{message.about}"
    told = [track for track in book.told.get(thing, ()) if track.fate != "again"]
    if not told:
        return message
    last: Track = told[-1]
    if last.state == message.state:
        return None
    why = Sentence(
        f"{message.why.fr}, et corrige ce qui avait été annoncé",
        f"{message.why.en}, and corrects what was told before",
    )
    return replace(message, about=f"{message.about}/{len(told) + 1}", again=True, why=why)
