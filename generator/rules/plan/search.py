"""Which courses to take, and when: an exact search over what the rule still asks.

Courses are settled in the order of their names. After each, a state is what is left of the rule (`residual`), with
the exchanges made and the places taken where a choice binds; all ways to the same state are
compared and the best one kept. Two questions are asked so:

- `earliest`: the least possible day of the last exam. Of two days the later one decides (a bottleneck), and the
  smaller of two such days is kept.
- `cheapest`: among all plans that end by a deadline, the least in the order of `Choice.weights`, which add up.

Both are exact: what a state can still become depends on the state alone, and maximum and sum never get smaller when
a step is added. They are two searches and not one, because an order of (latest day, then sum) would not have that
property.

Complexity: O(choices × states) with states ≤ product of (n + 1) over the clauses; for "n of these, s of them
starred" (n + 1)(s + 1) a course, some 2,000 steps for eighteen courses. A rule of many independent clauses can have
exponentially many states (choosing among them contains set cover), so no more than `WIDEST` are kept after a course,
the best ones; the plan is then still a correct plan, and says that it may not be the best (`exact`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from generator.rules.plan.offer import Broadcast, Way
from generator.rules.plan.residual import Residuals

__all__ = ["WIDEST", "Choice", "Limits", "Pick", "cheapest", "earliest"]

WIDEST: Final = 4000
"""How many states are kept after a course; `plan-core.js` has the same number."""

_State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pick:
    """One exam to sit: by which path, in which broadcast, at the latest on `last`. `needs` is the score that
    the rule asks where a mere pass would not do; 0 otherwise."""

    way: Way
    broadcast: Broadcast
    last: date
    following: bool
    needs: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can become of a course: `deed` for the rule, exams to sit, the day of the last of them (0
    for none).

    Where a choice binds, `outside` is 1 for a course that counts although it was not chosen, which takes an
    exchange, and `inside` is 1 for a chosen one that counts. `weights` are compared in order and added over
    courses.
    """

    course: str
    deed: int
    day: int
    picks: tuple[Pick, ...]
    weights: tuple[int, ...]
    outside: int = 0
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a binding choice of courses bends: `swaps` exchanges left, and no more `places` than courses were
    chosen."""

    swaps: int
    places: int

    def allow(self, outside: int, inside: int) -> bool:
        """Whether so many courses from outside can count beside so many of those chosen."""
        return outside <= self.swaps and outside + inside <= self.places


def earliest(
    residuals: Residuals, turns: Sequence[Sequence[Choice]], limits: Limits | None
) -> tuple[int | None, bool]:
    """The least day of the last exam (0: nothing is left to sit), None where no choices meet the rule; and
    whether the answer is exact."""
    states: dict[_State, int] = {(residuals.start, 0, 0): 0}
    exact = True
    for choices in turns:
        fresh: dict[_State, int] = {}
        for (rule, outside, inside), day in states.items():
            for choice in choices:
                left = residuals.after(rule, choice.deed)
                if not left:
                    continue
                out, used = outside + choice.outside, inside + choice.inside
                if limits is not None and not limits.allow(out, used):
                    continue
                later = max(day, choice.day)
                known = fresh.get((left, out, used))
                if known is None or later < known:
                    fresh[left, out, used] = later
        if len(fresh) > WIDEST:
            exact = False
            fresh = dict(sorted(fresh.items(), key=lambda item: item[1])[:WIDEST])
        states = fresh
    met = [day for (rule, _, _), day in states.items() if rule == 1]
    return (min(met) if met else None), exact


_Chain = tuple["_Chain", Choice] | None


def cheapest(
    residuals: Residuals, turns: Sequence[Sequence[Choice]], limits: Limits | None, by: int
) -> tuple[tuple[Choice, ...], bool] | None:
    """The choices of the best plan whose last exam is on the day `by` or before, and whether it is the best;
    None where there is none."""
    width = max((len(choice.weights) for choices in turns for choice in choices), default=0)
    states: dict[_State, tuple[tuple[int, ...], _Chain]] = {(residuals.start, 0, 0): ((0,) * width, None)}
    exact = True
    for choices in turns:
        fresh: dict[_State, tuple[tuple[int, ...], _Chain]] = {}
        timely = [choice for choice in choices if choice.day <= by]
        for (rule, outside, inside), (weights, chain) in states.items():
            for choice in timely:
                left = residuals.after(rule, choice.deed)
                if not left:
                    continue
                state = (left, outside + choice.outside, inside + choice.inside)
                if limits is not None and not limits.allow(state[1], state[2]):
                    continue
                total = tuple(map(int.__add__, weights, choice.weights))
                known = fresh.get(state)
                if known is None or total < known[0]:
                    fresh[state] = (total, (chain, choice))
        if len(fresh) > WIDEST:
            exact = False
            fresh = dict(sorted(fresh.items(), key=lambda item: item[1][0])[:WIDEST])
        states = fresh
    met = [value for (rule, _, _), value in states.items() if rule == 1]
    if not met:
        return None
    found: list[Choice] = []
    chain = min(met, key=lambda value: value[0])[1]
    while chain is not None:
        chain, choice = chain
        found.append(choice)
    return tuple(reversed(found)), exact
