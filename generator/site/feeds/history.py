"""What the records' history says of each date: when it was announced, when it last moved, whether it was taken back.

SEQUENCE (RFC 5545 §3.8.7.4) is 0 for a date that never moved; afterwards it is the second of the commit that moved it,
counted from 2020. A count of moves would do as well in a full history, and go *down* in a shallow clone, which sees
fewer of them; calendar programs ignore whatever goes down. Seconds only ever grow: in a shallow clone a date that may
have moved beyond the horizon takes the horizon's second, and any later move is above that again.

A date that staff delete instead of cancelling is remembered here (`Gone`), so that feeds can say that it is cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from generator.records.base import Text
from generator.records.course import Course, Session
from generator.site.feeds.occasions import KINDS, Kind, Occasion, occasions

__all__ = ["Gone", "History", "Past", "Version", "history_of"]

Key = tuple[str, str, Kind]
"""Course, session, kind of date."""

_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """A course as one commit left it; `sessions` is None where the commit deleted it.

    `horizon`: the commit is the oldest that a shallow clone has, so that what it holds may be older and have moved.
    """

    course: str
    at: datetime
    title: Text | None
    sessions: tuple[Session, ...] | None
    horizon: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """The past of one date; `modified` is the last commit of its course's record."""

    sequence: int
    announced: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """A date that the records held once and do not hold any more: the last that was known of it."""

    course: str
    session: str
    title: Text
    occasion: Occasion
    past: Past


@dataclass(frozen=True, slots=True)
class History:
    """The past of every date. `fallback` stands for one that no commit holds yet."""

    fallback: Past
    known: Mapping[Key, Past] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()

    def of(self, course: str, session: str, kind: Kind) -> Past:
        """The past of one date."""
        return self.known.get((course, session, kind), self.fallback)


@dataclass(slots=True)
class _State:
    occasion: Occasion
    past: Past
    present: bool = True


def history_of(versions: Iterable[Version], courses: Mapping[str, Course], now: datetime) -> History:
    """Fold the versions of all courses, oldest first, and then `courses` as they are, into what is known of each date.

    `now` is the moment of the last commit: what the working tree has changed since counts as changed then. Without any
    version at all nothing is known, and every date takes `now` for its last move.
    """
    states: dict[str, dict[tuple[str, Kind], _State]] = {}
    titles: dict[str, Text] = {}
    for version in versions:
        _apply(states.setdefault(version.course, {}), version)
        if version.title is not None:
            titles[version.course] = version.title
    unknown = not states
    for course in sorted(states.keys() | courses.keys()):
        record = courses.get(course)
        sessions = None if record is None else record.sessions
        mine = states.setdefault(course, {})
        if _prints(mine) != _prints_of(sessions):
            _apply(mine, Version(course, now, None, sessions, horizon=unknown))
    fallback = Past(_sequence(now, 0), now, now) if unknown else Past(0, now, now)
    known = {
        (course, session, kind): state.past
        for course, mine in states.items()
        for (session, kind), state in mine.items()
        if state.present
    }
    return History(fallback, known, tuple(sorted(_gone(states, titles, courses), key=_order)))


def _apply(mine: dict[tuple[str, Kind], _State], version: Version) -> None:
    found = {(one.id, date.kind): date for one in version.sessions or () for date in occasions(one)}
    for key, occasion in found.items():
        state = mine.get(key)
        if state is None:
            first = _sequence(version.at, 0) if version.horizon else 0
            mine[key] = _State(occasion, Past(first, version.at, version.at))
            continue
        if not state.present or state.occasion.print != occasion.print:
            _move(state, version.at)
        state.occasion, state.present = occasion, True
    for key, state in mine.items():
        if key not in found and state.present:
            _move(state, version.at)
            state.present = False
    for state in mine.values():
        if state.present:
            state.past = replace(state.past, modified=version.at)


def _move(state: _State, at: datetime) -> None:
    state.past = replace(state.past, sequence=_sequence(at, state.past.sequence), modified=at)


def _sequence(at: datetime, before: int) -> int:
    # Commits may bear the same second, or go back in time: the number rises all the same.
    return max(before + 1, int((at - _EPOCH).total_seconds()))


def _prints(mine: Mapping[tuple[str, Kind], _State]) -> dict[tuple[str, Kind], str]:
    return {key: state.occasion.print for key, state in mine.items() if state.present}


def _prints_of(sessions: Iterable[Session] | None) -> dict[tuple[str, Kind], str]:
    return {(one.id, date.kind): date.print for one in sessions or () for date in occasions(one)}


def _gone(
    states: Mapping[str, Mapping[tuple[str, Kind], _State]],
    titles: Mapping[str, Text],
    courses: Mapping[str, Course],
) -> Iterator[Gone]:
    for course, mine in states.items():
        title = courses[course].title if course in courses else titles.get(course)
        if title is not None:
            for (session, _), state in mine.items():
                if not state.present:
                    yield Gone(course, session, title, replace(state.occasion, cancelled=True), state.past)


def _order(one: Gone) -> tuple[str, str, int]:
    return one.course, one.session, KINDS.index(one.occasion.kind)
