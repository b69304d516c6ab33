"""The clocks of Paris, written into each calendar: VTIMEZONE (RFC 5545 §3.6.5) for the years in use.

Directive 2000/84/EC: clocks go forward on the last Sunday of March and back on the last Sunday of October, at 01:00
UTC. The rule is written here, and not read from a time zone database, because the database of the machine would decide
about the bytes of a feed; a test compares every year with it. Should the directive be repealed, the rule changes here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDatetime, vText, vUTCOffset

__all__ = ["TZID", "paris"]

_Part = TimezoneDaylight | TimezoneStandard

TZID: Final = "Europe/Paris"
_WINTER: Final = timedelta(hours=1)
_SUMMER: Final = timedelta(hours=2)
_SINCE: Final = 1996
"""The first year in which summer time ended in October; no record is older."""


def paris(first: int, last: int) -> Timezone:
    """Return the zone with every change of clocks from the year before `first` up to `last`.

    The year before is there because the winter of January began in October. Each change stands by itself, without
    RRULE: old readers get those wrong, and the years are few.
    """
    zone = Timezone()
    zone.add("TZID", vText(TZID))
    zone.add("X-LIC-LOCATION", vText(TZID))
    for year in range(max(first - 1, _SINCE), last + 1):
        if year >= first or year == _SINCE:
            spring = datetime.combine(_last_sunday(year, 3), time(2))
            zone.add_component(_change(TimezoneDaylight(), spring, _WINTER, _SUMMER))
        autumn = datetime.combine(_last_sunday(year, 10), time(3))
        zone.add_component(_change(TimezoneStandard(), autumn, _SUMMER, _WINTER))
    return zone


def _change(part: _Part, at: datetime, before: timedelta, after: timedelta) -> _Part:
    part.add("DTSTART", vDatetime(at))
    part.add("TZOFFSETFROM", vUTCOffset(before))
    part.add("TZOFFSETTO", vUTCOffset(after))
    part.add("TZNAME", vText("CEST" if after == _SUMMER else "CET"))
    return part


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
