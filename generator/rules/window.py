"""The period in which everything must be passed, counted from the day of registration.

What was passed before that day counts only when a person recognises it, whether or not the rule sets an end.

A period of months or years ends on the same calendar day, and that last day is included. Where the month has
no such day (29 February, two years later) it ends on the last day of the month: the rule of article 641 of
the French code of civil procedure for periods counted in months or years.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from generator.records.programme import Version, months_of

__all__ = ["Window", "months_after", "window_of"]


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` (the day of registration) to `closes`, both included; `closes` is None where the rule
    sets no end."""

    opens: date
    closes: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.opens <= day and (self.closes is None or day <= self.closes)


def window_of(version: Version, registered: date) -> Window:
    """The window of a candidate registered on that day."""
    if version.within is None:
        return Window(registered)
    return Window(registered, months_after(registered, months_of(version.within)))


def months_after(start: date, months: int) -> date:
    """The same calendar day so many months later, or the last day of a month that has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
