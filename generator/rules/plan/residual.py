"""What is left of a rule once it is known what became of a course.

A rule only ever asks for more passes, so courses can be settled one after the other: settling `malaria` in "five
of these eighteen" leaves "four of the other seventeen" if it was passed, and "five of the other seventeen" if
it was not. Two sequences of decisions that leave the same rule have the same future; that is what makes the
search in `search` small. What is met becomes True and what can no longer be met False, as early as that shows.

`settle` agrees with `rules.requirement.evaluate`: a course counts once, by its best pass; a recognised certificate
stands for every path of the course, but has no score and no credits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from generator.rules.plan.offer import Rule

__all__ = [
    "Pass",
    "Residuals",
    "counting",
    "courses_in",
    "joined",
    "scores_in",
    "settle",
    "uses_credits",
    "ways_in",
]


class Pass(NamedTuple):
    """What a rule sees of a pass: `way` "" stands for every path, `percent` -1 for an unknown score."""

    way: str
    percent: int
    ects: int


def settle(rule: Rule, course: str, passes: tuple[Pass, ...]) -> Rule:
    """What `rule` still asks when `course` has these passes (none: it will not be passed)."""
    if isinstance(rule, bool):
        return rule
    kind, first, second = rule[0], rule[1], rule[2]
    if kind in ("all", "any"):
        return joined(kind, [settle(part, course, passes) for part in first])
    if kind == "pass":
        if first != course:
            return rule
        percent: int = rule[3]  # type: ignore[misc]
        return any(
            (one.way in ("", second) or second == "") and (not percent or one.percent >= percent)
            for one in passes
        )
    if course not in second:
        return rule
    gained = max((one.ects for one in passes), default=0) if kind == "ects" else min(len(passes), 1)
    return counting(kind, first - gained, tuple(name for name in second if name != course))


def counting(kind: str, need: int, names: tuple[str, ...]) -> Rule:
    """A counting clause ("least", "ects"), True or False where that can be said at once."""
    if need <= 0:
        return True
    if len(names) < (need if kind == "least" else 1):
        return False
    return (kind, need, names)


def joined(kind: str, parts: list[Rule]) -> Rule:
    """ "all" or "any" of these, in the least form that says the same."""
    decisive = kind == "any"
    if decisive in [part for part in parts if isinstance(part, bool)]:
        return decisive
    open_: list[Rule] = [part for part in dict.fromkeys(parts) if not isinstance(part, bool)]
    if len(open_) < 2:
        return open_[0] if open_ else not decisive
    return (kind, tuple(open_), ())


def _leaves(rule: Rule) -> list[Any]:
    if isinstance(rule, bool):
        return []
    if rule[0] in ("all", "any"):
        return [leaf for part in rule[1] for leaf in _leaves(part)]
    return [rule]


def courses_in(rule: Rule) -> tuple[str, ...]:
    """Every course that a rule names, sorted."""
    named = [(leaf[1],) if leaf[0] == "pass" else leaf[2] for leaf in _leaves(rule)]
    return tuple(sorted({course for names in named for course in names}))


def ways_in(rule: Rule, course: str) -> tuple[frozenset[str], bool]:
    """The paths of `course` that a rule names, and whether any path of it would do for some clause."""
    named = {leaf[2] for leaf in _leaves(rule) if leaf[0] == "pass" and leaf[1] == course}
    counted = any(leaf[0] == "least" and course in leaf[2] for leaf in _leaves(rule))
    return frozenset(named - {""}), counted or "" in named


def uses_credits(rule: Rule, course: str) -> bool:
    """Whether the credits of `course` count for some clause."""
    return any(leaf[0] == "ects" and course in leaf[2] for leaf in _leaves(rule))


def scores_in(rule: Rule, course: str, way: str, above: int) -> tuple[int, ...]:
    """The scores above `above` that a rule asks of that path of the course, ascending."""
    asked = {
        leaf[3]
        for leaf in _leaves(rule)
        if leaf[0] == "pass" and leaf[1] == course and leaf[2] in ("", way) and leaf[3] > above
    }
    return tuple(sorted(asked))


class Residuals:
    """Every rule that a first one can leave, numbered, so that a register of candidates shares the work.

    0 is False and 1 is True. The number of residuals is at most the product of (what a clause asks + 1) over
    the clauses; "five of eighteen, one of them starred" leaves twelve at most.
    """

    def __init__(self, rule: Rule) -> None:
        self._rules: list[Rule] = [False, True]
        self._numbers: dict[Rule, int] = {False: 0, True: 1}
        self._deeds: dict[tuple[str, tuple[Pass, ...]], int] = {}
        self._named: list[tuple[str, tuple[Pass, ...]]] = []
        self.known: list[dict[int, int]] = [{}, {}]
        """What each residual becomes by each deed, as far as it has been asked."""
        self.start = self._number(rule)

    def deed(self, course: str, passes: tuple[Pass, ...]) -> int:
        """A number for what became of a course, for `after`."""
        key = (course, passes)
        if key not in self._deeds:
            self._deeds[key] = len(self._named)
            self._named.append(key)
        return self._deeds[key]

    def union(self, deeds: Iterable[int]) -> int:
        """The deed of everything that these of one course hold."""
        named = [self._named[deed] for deed in deeds]
        return self.deed(named[0][0], tuple(sorted({one for _, passes in named for one in passes})))

    def after(self, state: int, deed: int) -> int:
        """The residual that `deed` leaves of the residual `state`."""
        if state < 2:
            return state
        found = self.known[state].get(deed)
        if found is None:
            found = self.known[state][deed] = self._number(settle(self._rules[state], *self._named[deed]))
        return found

    def _number(self, rule: Rule) -> int:
        if rule not in self._numbers:
            self._numbers[rule] = len(self._rules)
            self._rules.append(rule)
            self.known.append({})
        return self._numbers[rule]
