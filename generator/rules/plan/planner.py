"""The plan of one person: the earliest diploma, the exams that lead to it, and what a missed exam would change.

::

    planner = Planner(offer)
    plan = planner.plan(person, today)
    plan.state, plan.edition, plan.steps, plan.missed

The diploma comes with the first jury after the last exam. Among all plans that reach that jury, the best in the
order of `turns` is taken: it may end later than the earliest possible day, but never after the same jury.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from generator.rules.plan.broadcasts import Calendar
from generator.rules.plan.offer import Broadcast, Offer, OfferedVersion, Passed, Person
from generator.rules.plan.result import Availability, Beyond, Missed, Month, Plan, Step, Wish
from generator.rules.plan.search import Choice, cheapest, earliest
from generator.rules.plan.turns import Desk, Turns, turns
from generator.rules.window import months_after

__all__ = ["Planner", "edition_after"]


class Planner:
    """Plans for one programme; what rules leave is kept from one person to the next."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self._versions = tuple(sorted(offer.versions, key=lambda version: version.since))
        self._calendar = Calendar(offer.courses)
        self._desks: dict[tuple[str, str], Desk] = {}

    def plan(self, person: Person, today: date) -> Plan | None:
        """The whole plan as of `today`, None where no version of the rule applies."""
        plan = self.outline(person, today, steps=True)
        return None if plan is None else self._told(plan, person, today)

    def outline(self, person: Person, today: date, *, steps: bool = False) -> Plan | None:
        """State, version, last day and jury alone, for registers; with the exams where `steps` asks for them."""
        plans = [
            self._plan(person, today, version, steps=steps) for version in self._applying(person.registered)
        ]
        # min keeps the first of equals: the version in force at registration.
        return min(plans, key=_rank, default=None)

    def is_tight(self, plan: Plan, person: Person) -> bool:
        """Whether missing one single exam of an outline with steps puts the diploma out of reach."""
        return not all(self._can_make_it(*self._after_missing(person, plan, step)) for step in plan.steps)

    def _can_make_it(self, person: Person, today: date) -> bool:
        """Whether any version of the rule can still be met in time."""
        for version in self._applying(person.registered):
            desk, laid, _, _ = self._lay(person, today, version)
            # Nearly always it is enough to see that everything still open, taken together, meets the rule.
            if _meets(desk, laid) or earliest(desk.residuals, laid.choices, laid.limits)[0] is not None:
                return True
        return False

    def _applying(self, registered: date) -> list[OfferedVersion]:
        """The version in force at registration, then the later ones."""
        before = [version for version in self._versions if version.since <= registered]
        return [version for version in self._versions if not before or version.since >= before[-1].since]

    def _desk(self, version: OfferedVersion, wanted: str = "") -> Desk:
        key = (version.id, wanted)
        if key not in self._desks:
            rule = version.rule
            if wanted:
                rule = ("all", (rule, ("pass", wanted, "", 0)), ())
            self._desks[key] = Desk.of(self.offer, rule, self._calendar)
        return self._desks[key]

    def _lay(
        self, person: Person, today: date, version: OfferedVersion, *, wanted: str = "", endless: bool = False
    ) -> tuple[Desk, Turns, tuple[Passed, ...], date | None]:
        """The choices by one version, the passes that count, and the last day of the period."""
        closes = None if version.months is None else months_after(person.registered, version.months)
        desk = self._desk(version, wanted)
        passed = _in_time(person, today, closes)
        binds = version.swaps is not None and person.choices is not None
        laid = turns(
            desk,
            person,
            passed,
            today=today,
            until=None if endless else closes,
            swaps=max(0, (version.swaps or 0) - person.swapped) if binds else None,
        )
        return desk, laid, passed, closes

    def _plan(
        self,
        person: Person,
        today: date,
        version: OfferedVersion,
        *,
        steps: bool = False,
        wanted: str = "",
        endless: bool = False,
    ) -> Plan:
        """The plan by one version. `wanted` is a course to pass besides; `endless` lets the period go on."""
        desk, laid, passed, closes = self._lay(person, today, version, wanted=wanted, endless=endless)
        day, exact = (
            (None, True) if _hopeless(desk, laid) else earliest(desk.residuals, laid.choices, laid.limits)
        )
        plan = Plan("possible", version.id, person.registered, closes, exact=exact)
        if day is None:
            over = closes is not None and closes < today
            return replace(plan, state="expired" if over else "impossible")
        behind = max((one.day for one in passed if one.day is not None), default=None)
        last = date.fromordinal(day) if day else behind
        edition = edition_after(last, today, self.offer, version.since)
        plan = replace(plan, state="possible" if day else "complete", last=last, edition=edition)
        if not steps:
            return plan
        # Any plan that is over before the month of the jury begins is as good as the earliest.
        by = day if edition is None or not day else max(day, _first_of(edition).toordinal() - 1)
        best = cheapest(desk.residuals, laid.choices, laid.limits, by)
        return plan if best is None else _with_steps(plan, best[0], exact and best[1])

    def _told(self, plan: Plan, person: Person, today: date) -> Plan:
        version = next(one for one in self._versions if one.id == plan.version)
        beyond = None
        if plan.state in ("impossible", "expired"):
            other = self._plan(person, today, version, steps=True, endless=True)
            if other.state == "possible" and other.last is not None:
                beyond = Beyond(other.last, other.edition)
        plan = replace(plan, courses=self._courses(plan, person, today, version), beyond=beyond)
        return replace(
            plan,
            missed=tuple(self._missed(plan, person, step) for step in plan.steps),
            wishes=self._wishes(plan, person, today, version),
        )

    def _missed(self, plan: Plan, person: Person, step: Step) -> Missed:
        later, today = self._after_missing(person, plan, step)
        after = self.outline(later, today, steps=True)
        again = self._next(step.course, later, today)
        fits = again is not None and (plan.closes is None or again.opens <= plan.closes)
        session = step.pick.broadcast.id
        if after is None:
            return Missed(step.course, session, again, fits, "impossible", None, None, ())
        before = {one.course for one in plan.steps}
        instead = tuple(dict.fromkeys(one.course for one in after.steps if one.course not in before))
        return Missed(step.course, session, again, fits, after.state, after.last, after.edition, instead)

    def _after_missing(self, person: Person, plan: Plan, step: Step) -> tuple[Person, date]:
        """The person on the day after a missed exam: the exams before it are passed, what has begun is followed."""
        day = step.pick.last
        passed = tuple(
            _as_planned(one, self.offer.courses[one.course].mark)
            for one in plan.steps
            if one is not step and one.pick.last <= day
        )
        begun = {(one.course, one.pick.broadcast.id) for one in plan.steps if one.pick.broadcast.start <= day}
        following = (person.following | begun) - {(step.course, step.pick.broadcast.id)}
        later = replace(person, passed=person.passed + passed, following=following)
        return later, day + timedelta(days=1)

    def _courses(
        self, plan: Plan, person: Person, today: date, version: OfferedVersion
    ) -> tuple[Availability, ...]:
        planned = {step.course: step.pick.broadcast for step in plan.steps}
        passed = {one.course for one in _in_time(person, today, plan.closes)}
        return tuple(
            Availability(slug, "planned", planned[slug])
            if slug in planned
            else Availability(slug, "passed", None)
            if slug in passed
            else self._available(slug, plan, person, today)
            for slug in self._desk(version).courses
        )

    def _available(self, slug: str, plan: Plan, person: Person, today: date) -> Availability:
        one = self._next(slug, person, today)
        if one is None:
            return Availability(slug, "none", None)
        late = plan.closes is not None and one.opens > plan.closes
        return Availability(slug, "late" if late else "fits", one)

    def _next(self, slug: str, person: Person, today: date) -> Broadcast | None:
        """The next broadcast of a course that can be joined, whether or not it is inside the period."""
        course = self.offer.courses.get(slug)
        if course is None or not course.ways:
            return None
        found = self._calendar.sittings(
            slug, today=today, since=person.registered, until=None, following=person.following
        )
        return found[0].broadcast if found else None

    def _wishes(self, plan: Plan, person: Person, today: date, version: OfferedVersion) -> tuple[Wish, ...]:
        if plan.state != "possible":
            return ()
        left_out = {one.course for one in plan.courses if one.state in ("fits", "late", "none")}
        found = []
        for slug in sorted(person.preferred & left_out):
            with_it = self._plan(person, today, version, steps=True, wanted=slug)
            found.append(Wish(slug, with_it.last, with_it.edition))
        return tuple(found)


def _meets(desk: Desk, laid: Turns) -> bool:
    """Whether the rule is met when every course that may count without an exchange is passed: then a plan exists."""
    state = desk.residuals.start
    for choices in laid.choices:
        last = choices[-1]
        state = desk.residuals.after(state, (choices[0] if last.outside else last).deed)
    return state == 1


def _hopeless(desk: Desk, laid: Turns) -> bool:
    """Whether the rule is not met even when everything is passed that still can be: then no plan exists."""
    state = desk.residuals.start
    for deed in laid.everything:
        state = desk.residuals.after(state, deed)
    return state != 1


def _rank(plan: Plan) -> tuple[int, Month, date]:
    """Complete before possible before what is not; then the earlier jury, then the earlier last exam."""
    order = {"complete": 0, "possible": 1, "impossible": 2, "expired": 2}[plan.state]
    return (order, plan.edition or (0, 0), (plan.last or date.min) if order == 1 else date.min)


def edition_after(last: date | None, today: date, offer: Offer, since: date) -> Month | None:
    """The month of the first jury that can look at exams over by `last` (None: long over).

    That month begins after the last exam, is not over, is later than the jury that met last, and does not end before
    the version of the rule is in force. None where the juries follow no month.
    """
    if offer.month is None:
        return None
    year = today.year if last is None else last.year
    while True:
        first, next_ = _first_of((year, offer.month)), _first_of(_month_after((year, offer.month)))
        held = offer.held is not None and first <= offer.held
        if (last is None or first > last) and next_ > today and not held and next_ > since:
            return (year, offer.month)
        year += 1


def _first_of(month: Month) -> date:
    return date(month[0], month[1], 1)


def _month_after(month: Month) -> Month:
    return (month[0] + month[1] // 12, month[1] % 12 + 1)


def _in_time(person: Person, today: date, closes: date | None) -> tuple[Passed, ...]:
    """The passes that count: recognised, or between registration and the end of the period."""
    return tuple(
        one
        for one in person.passed
        if one.way is None
        or one.day is None
        or (person.registered <= one.day <= today and (closes is None or one.day <= closes))
    )


def _as_planned(step: Step, mark: int | None) -> Passed:
    percent = None if mark is None else max(step.pick.needs, mark)
    return Passed(step.course, step.pick.way.id, percent, step.pick.last, step.pick.way.ects)


def _with_steps(plan: Plan, choices: tuple[Choice, ...], exact: bool) -> Plan:
    steps = [Step(choice.course, pick, bool(choice.outside)) for choice in choices for pick in choice.picks]
    steps.sort(key=lambda step: (step.pick.last, step.pick.broadcast.start, step.course))
    exchanged = tuple(choice.course for choice in choices if choice.outside and not choice.picks)
    last = max((step.pick.last for step in steps), default=plan.last)
    return replace(plan, steps=tuple(steps), exchanged=exchanged, last=last, exact=exact)
