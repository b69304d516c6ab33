"""A plan as a value: its exams, and everything that it says about what else could happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.rules.plan.offer import Broadcast
from generator.rules.plan.search import Pick

__all__ = ["Availability", "Beyond", "Missed", "Month", "Plan", "State", "Step", "Wish"]

State = Literal["complete", "possible", "impossible", "expired"]
Month = tuple[int, int]
"""Year and month, 1 to 12."""


@dataclass(frozen=True, slots=True)
class Step:
    """One exam of the plan. `swap`: the course is not among those chosen and takes the place of one."""

    course: str
    pick: Pick
    swap: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """What happens when the exam of one step is missed, everything else going as planned.

    `next` is the next broadcast of the same course that could still be joined then (None: none is known), `fits`
    whether its exam is inside the period. `state`, `last` and `edition` are those of the best plan from then on;
    `instead` has its courses that were not planned before.
    """

    course: str
    session: str
    next: Broadcast | None
    fits: bool
    state: State
    last: date | None
    edition: Month | None
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Availability:
    """How one course of the rule stands: passed, planned, `fits` (it could still be taken in time), `late` (its
    next broadcast is after the period), `none` (no broadcast is known)."""

    course: str
    state: Literal["passed", "planned", "fits", "late", "none"]
    broadcast: Broadcast | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A preferred course that the earliest diploma leaves out, and when the diploma would come with it (None: not
    within the period)."""

    course: str
    last: date | None
    edition: Month | None


@dataclass(frozen=True, slots=True)
class Beyond:
    """What would be possible if the period did not end."""

    last: date
    edition: Month | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan by the version of the rule that serves best.

    `complete`: nothing is left to sit. `possible`: `steps` lead there, in the order of their exams. `impossible`: not
    before the period ends, and `beyond` says when otherwise. `expired`: the period has ended. `last` is the day by
    which the last exam is over; `edition` the month of the jury, None where the juries follow no month. `exchanged`
    are courses passed that count only once they are swapped in. `exact` is False where the rule was too wide
    for a full search.
    """

    state: State
    version: str
    registered: date
    closes: date | None
    last: date | None = None
    edition: Month | None = None
    steps: tuple[Step, ...] = ()
    exchanged: tuple[str, ...] = ()
    missed: tuple[Missed, ...] = ()
    courses: tuple[Availability, ...] = ()
    wishes: tuple[Wish, ...] = ()
    beyond: Beyond | None = None
    exact: bool = True

    @property
    def cents(self) -> int:
        """The known prices of the exams, added up."""
        return sum(step.pick.way.cents or 0 for step in self.steps)

    @property
    def unpriced(self) -> int:
        """How many of the exams have no known price."""
        return sum(step.pick.way.cents is None for step in self.steps)

    @property
    def tight(self) -> bool:
        """Whether missing one single exam would put the diploma out of reach."""
        return any(one.state not in ("complete", "possible") for one in self.missed)
