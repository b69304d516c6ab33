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


def earliest(
    residuals: Residuals, turns: Sequence[Sequence[Choice]], limits: Limits | None
) -> tuple[int | None, bool]:
    """The least day of the last exam (0: nothing is left to sit), None where no choices meet the rule; and
    whether the answer is exact."""
    if residuals.start == 1:
        return 0, True
    swaps, places = (limits.swaps, limits.places) if limits is not None else (len(turns), len(turns))
    after = residuals.after
    states: dict[_State, int] = {(residuals.start, 0, 0): 0}
    best: int | None = None
    exact = True
    for choices in turns:
        fresh: dict[_State, int] = {}
        for (rule, outside, inside), day in states.items():
            known_after = residuals.known[rule]
            for choice in choices:
                later = choice.day if choice.day > day else day
                if best is not None and later >= best:
                    continue
                out, used = outside + choice.outside, inside + choice.inside
                if out > swaps or out + used > places:
                    continue
                left = known_after.get(choice.deed)
                if left is None:
                    left = after(rule, choice.deed)
                if left == 1:
                    # Met: whatever becomes of the other courses, nothing needs to be added.
                    best = later
                elif left:
                    state = (left, out, used)
                    known = fresh.get(state)
                    if known is None or later < known:
                        fresh[state] = later
        if len(fresh) > WIDEST:
            exact = False
            fresh = dict(sorted(fresh.items(), key=_value)[:WIDEST])
        states = fresh
    return best, exact


_Chain = tuple["_Chain", Choice] | None
_Weighed = tuple[tuple[int, ...], _Chain]


def cheapest(
    residuals: Residuals, turns: Sequence[Sequence[Choice]], limits: Limits | None, by: int
) -> tuple[tuple[Choice, ...], bool] | None:
    """The choices of the best plan whose last exam is on the day `by` or before, and whether it is the best;
    None where there is none."""
    if residuals.start == 1:
        return (), True
    swaps, places = (limits.swaps, limits.places) if limits is not None else (len(turns), len(turns))
    after, add = residuals.after, int.__add__
    width = max((len(choice.weights) for choices in turns for choice in choices), default=0)
    states: dict[_State, _Weighed] = {(residuals.start, 0, 0): ((0,) * width, None)}
    best: _Weighed | None = None
    exact = True
    for choices in turns:
        fresh: dict[_State, _Weighed] = {}
        timely = [choice for choice in choices if choice.day <= by]
        for (rule, outside, inside), (weights, chain) in states.items():
            for choice in timely:
                out, used = outside + choice.outside, inside + choice.inside
                if out > swaps or out + used > places:
                    continue
                left = after(rule, choice.deed)
                if not left:
                    continue
                total = tuple(map(add, weights, choice.weights)) if any(choice.weights) else weights
                # Nothing makes a total smaller again: a preferred course adds an exam, which weighs more.
                if best is not None and total >= best[0]:
                    continue
                if left == 1:
                    best = (total, (chain, choice))
                    continue
                state = (left, out, used)
                known = fresh.get(state)
                if known is None or total < known[0]:
                    fresh[state] = (total, (chain, choice))
        if len(fresh) > WIDEST:
            exact = False
            fresh = dict(sorted(fresh.items(), key=_weight)[:WIDEST])
        states = fresh
    if best is None:
        return None
    found: list[Choice] = []
    rest: _Chain = best[1]
    while rest is not None:
        rest, choice = rest
        found.append(choice)
    return tuple(reversed(found)), exact


def _value(item: tuple[_State, int]) -> int:
    return item[1]


def _weight(item: tuple[_State, _Weighed]) -> tuple[int, ...]:
    return item[1][0]
