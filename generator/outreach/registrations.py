"""Messages about a registration: that it was entered, that it was withdrawn, that its time is running out.

What arrives sealed counts from the day on which it was made, and is news from the day on which the school took it in: a
letter that lay for weeks is confirmed all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from generator.outreach.message import Message
from generator.records.candidate import Candidate, Registration
from generator.records.programme import Programme
from generator.records.tree import Tree
from generator.rules.eligibility import Decision
from generator.rules.sentence import Sentence, day
from generator.rules.window import window_of

__all__ = ["DAYS_BEFORE_END", "registration_messages"]

DAYS_OF_NEWS = 30
DAYS_BEFORE_END = 90


def registration_messages(
    tree: Tree,
    candidate_id: str,
    candidate: Candidate,
    on: date,
    *,
    holds: Callable[[str], bool],
    decide: Callable[[str], Decision],
) -> Iterator[Message]:
    """What a candidate is owed on that day about their registrations.

    `holds` tells whether they hold the diploma of a programme, `decide` what they are entitled to; it is asked only
    when the end of a period is near, for it is dear.
    """
    for registration in candidate.registrations:
        programme = tree.programmes[registration.programme]
        withdrawn = registration.withdrawn
        if withdrawn is None or withdrawn > on:
            yield from _while_open(
                _news(
                    candidate_id,
                    registration,
                    "registered",
                    _known(candidate, "registration", registration.date),
                    programme,
                ),
                on,
            )
            ending = _ending(candidate_id, registration, programme)
            for message in _while_open(ending, on):
                last = max(
                    one.date for one in candidate.registrations if one.programme == registration.programme
                )
                if (
                    registration.date == last
                    and not holds(registration.programme)
                    and not decide(registration.programme).entitled
                ):
                    yield message
        else:
            yield from _while_open(
                _news(
                    candidate_id,
                    registration,
                    "withdrawn",
                    _known(candidate, "withdrawal", withdrawn),
                    programme,
                ),
                on,
            )


def _known(candidate: Candidate, kind: str, made: date) -> date:
    """The day on which the school knew of what was made on that day: its own, where nobody took in a sealed file."""
    return max(
        (one.taken for one in candidate.received if one.made == made and one.kind == kind), default=made
    )


def _while_open(message: Message | None, on: date) -> Iterator[Message]:
    if message is not None and message.opens <= on <= message.closes:
        yield message


def _news(
    candidate_id: str, registration: Registration, kind: str, on: date, programme: Programme
) -> Message:
    of = registration.withdrawn if kind == "withdrawn" and registration.withdrawn else registration.date
    when, name = day(of), programme.name
    if kind == "registered":
        why = Sentence(
            f"parce que l’inscription à « {name.fr} » est du {when.fr}",
            f"because the registration for “{name.en}” is of {when.en}",
        )
    else:
        why = Sentence(
            f"parce que l’inscription à « {name.fr} » a été retirée le {when.fr}",
            f"because the registration for “{name.en}” was withdrawn on {when.en}",
        )
    return Message(
        candidate=candidate_id,
        kind="registered" if kind == "registered" else "withdrawn",
        about=f"{registration.programme}/{registration.date}",
        opens=on,
        closes=on + timedelta(days=DAYS_OF_NEWS),
        why=why,
        programme=registration.programme,
        registered=registration.date,
    )


def _ending(candidate_id: str, registration: Registration, programme: Programme) -> Message | None:
    version = programme.version_on(registration.date)
    if version is None:
        return None
    closes = window_of(version, registration.date).closes
    if closes is None:
        return None
    until, name = day(closes), programme.name
    return Message(
        candidate=candidate_id,
        kind="window-ending",
        about=f"{registration.programme}/{registration.date}",
        opens=max(closes - timedelta(days=DAYS_BEFORE_END), registration.date),
        closes=closes,
        why=Sentence(
            f"parce que le délai pour « {name.fr} » finit le {until.fr} et que le diplôme n’est pas encore acquis",
            f"because the period for “{name.en}” ends on {until.en} and the diploma is not earned yet",
        ),
        programme=registration.programme,
        registered=registration.date,
    )
