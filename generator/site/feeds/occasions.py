"""The dates of a session, one by one: what a calendar program shows as events.

A session is a range of whole days, the end of enrolment a day, and the exam window two moments: its opening and its
closing, at their hours where the record knows them, else as whole days. Two moments rather than a bar of two weeks,
because the last day is what people miss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from generator.records.course import Session

__all__ = ["KINDS", "Kind", "Occasion", "occasions"]

Kind = Literal["session", "enrolment", "exam-opens", "exam-closes"]
KINDS: Final[tuple[Kind, ...]] = ("session", "enrolment", "exam-opens", "exam-closes")


@dataclass(frozen=True, slots=True)
class Occasion:
    """One date. `start` is a day, or a moment on the clocks of Paris; `end` the last day of a range, included."""

    kind: Kind
    start: date
    end: date | None
    cancelled: bool

    @property
    def timed(self) -> bool:
        """Whether the hour is known."""
        return isinstance(self.start, datetime)

    @property
    def last_day(self) -> date:
        """The day after which it is over."""
        if self.end is not None:
            return self.end
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def print(self) -> str:
        """What changes exactly when the date moves or is cancelled."""
        end = "" if self.end is None else self.end.isoformat()
        return f"{self.start.isoformat()}/{end}{'/cancelled' if self.cancelled else ''}"


def occasions(session: Session) -> Iterator[Occasion]:
    """Yield the dates that a session has; one of which only the season is known has none."""
    over = session.cancelled
    if session.start is None:
        return
    yield Occasion("session", session.start, session.end, over)
    if session.enrolment_end is not None:
        yield Occasion("enrolment", session.enrolment_end, None, over)
    window = session.exam
    if window is not None:
        opens: date = window.opens
        closes: date = window.closes
        if window.opens_at is not None:
            opens = datetime.combine(window.opens, window.opens_at)
        if window.closes_at is not None:
            closes = datetime.combine(window.closes, window.closes_at)
        yield Occasion("exam-opens", opens, None, over)
        yield Occasion("exam-closes", closes, None, over)
