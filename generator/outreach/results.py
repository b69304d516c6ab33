"""Messages about results: one that was transmitted, one that contradicts what the candidate had declared.

A result is told once. Where it is corrected afterwards (a new file of the platform, an exam invalidated) that is told
too, once for each new state: the mail ledger keeps a digest of what was told last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from generator.outreach.book import MailBook, Track
from generator.outreach.disagreement import contradicts
from generator.outreach.message import Message
from generator.records.candidate import Candidate, Deposit
from generator.records.result import Result, Results
from generator.records.tree import Tree
from generator.rules.sentence import Sentence, day
from generator.rules.standing import Judged, Sitting, judge
from generator.rules.window import Window

__all__ = ["result_messages"]

DAYS_OF_NEWS = 60
_NOTHING_TO_SAY = frozenset({"no-result", "path-gives-nothing", "unknown-path", "unknown-course"})
"""Sittings about which the school knows nothing that the candidate does not."""


def result_messages(
    tree: Tree, candidate_id: str, rows: tuple[Sitting, ...], book: MailBook, on: date
) -> Iterator[Message]:
    """What a candidate is owed on that day about transmitted results, corrections included."""
    candidate = tree.candidates[candidate_id]
    for row in rows:
        record = tree.results[row.course, row.session]
        deposit = _deposit(candidate, row)
        known = record.source.received if deposit is None else max(record.source.received, deposit.date)
        if not record.source.received <= on or on > known + timedelta(days=DAYS_OF_NEWS):
            continue
        message = _message(tree, candidate_id, row, record, deposit if known <= on else None)
        if message is None:
            continue
        message = _unless_told(message, book)
        if message is not None and message.opens <= on <= message.closes:
            yield message


def _deposit(candidate: Candidate, row: Sitting) -> Deposit | None:
    """The last deposit about the same session."""
    found = [one for one in candidate.deposits if (one.course, one.session) == (row.course, row.session)]
    return max(found, key=lambda one: one.date, default=None)


def _message(
    tree: Tree, candidate_id: str, row: Sitting, record: Results, deposit: Deposit | None
) -> Message | None:
    judged, passed = _verdict(tree, row)
    if judged.reason in _NOTHING_TO_SAY:
        return None
    course = tree.courses[row.course]
    title, received = course.title, day(record.source.received)
    opens = record.source.received
    against = deposit is not None and contradicts(deposit, row.result, course, passed=passed)
    if deposit is not None and against:
        opens = max(opens, deposit.date)
        why = Sentence(
            f"parce que le résultat de « {title.fr} » transmis le {received.fr} diffère de la déclaration du candidat",
            f"because the result of “{title.en}” transmitted on {received.en} differs from what the candidate declared",
        )
    else:
        why = Sentence(
            f"parce qu’un résultat de « {title.fr} » a été transmis le {received.fr}",
            f"because a result of “{title.en}” was transmitted on {received.en}",
        )
    return Message(
        candidate=candidate_id,
        kind="contradicted" if against else "result",
        about=f"{row.course}/{row.session}",
        opens=opens,
        closes=opens + timedelta(days=DAYS_OF_NEWS),
        why=why,
        course=row.course,
        session=row.session,
        state=_state(row.result, deposit if against else None),
        passed=passed,
        facts=judged.sentence,
        declared=deposit.score if deposit is not None and against else None,
    )


def _verdict(tree: Tree, row: Sitting) -> tuple[Judged, bool]:
    """What the rule says of the sitting in itself, whatever programme, window or jury."""
    standing = judge([row], tree.courses, on=date.max, window=Window(date.min))
    return standing.judged[0], bool(standing.passed)


def _state(result: Result, deposit: Deposit | None) -> str:
    """A digest of what would be told. Certificate numbers and file names are no news."""
    said = (
        result.score,
        result.passed,
        result.identity,
        result.invalidated is not None,
        None if deposit is None else ("declared", deposit.score),
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
