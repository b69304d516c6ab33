"""The search, against an exhaustive one that knows nothing of it: every way to sit every exam, judged by the
evaluation that decides about diplomas."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from generator.records.course import Course
from generator.records.programme import Requirement
from generator.rules import Evidence, Standing, evaluate
from generator.rules.plan import Offer, OfferedVersion, Passed, Person, Plan, Planner
from generator.rules.plan.reading import offered_course, rule_of
from tests.rules.builders import course as record
from tests.rules.builders import text

TODAY = date(2026, 11, 25)
NAMES = ("a", "b", "c")
REQUIREMENT: TypeAdapter[Requirement] = TypeAdapter(Requirement)

subsets = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(sorted)
leaves = st.one_of(
    st.builds(
        lambda of, short: {"at_least": max(1, len(of) - short), "of": {"courses": of}},
        subsets,
        st.integers(0, 2),
    ),
    st.builds(lambda n, of: {"credits": n, "of": {"courses": of}}, st.integers(1, 5), subsets),
    st.builds(
        lambda slug, way, score: {"passed": slug + way} | ({"min_score": score} if score else {}),
        st.sampled_from(NAMES),
        st.sampled_from(["", "/x", "/y"]),
        st.sampled_from([0, 0, 50, 80]),
    ),
)
requirements = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all_of": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any_of": parts}),
    ),
    max_leaves=4,
)
sessions = st.builds(
    lambda start, length, enrol, cancelled: (start, length, enrol, cancelled),
    st.integers(-20, 700),
    st.integers(14, 90),
    st.integers(10, 60),
    st.sampled_from([False] * 5 + [True]),
)


def a_course(
    dates: list[tuple[int, int, int, bool]], ects: tuple[int, int], prices: tuple[int, int]
) -> Course:
    return record(
        "Course",
        exam={"supervision": "none", "identity_check": False, "questions": 100, "pass_correct": 60},
        paths=[
            {
                "id": name,
                "name": text(name),
                "summary": text(name),
                "gives": "certificate",
                "credits": {"ects": some, "by": "school"},
                "price_eur": price,
            }
            for name, some, price in zip("xy", ects, prices, strict=True)
        ],
        sessions=[
            {
                "id": f"s{number}",
                "start": (TODAY + timedelta(start)).isoformat(),
                "end": (TODAY + timedelta(start + length)).isoformat(),
                "enrolment_end": (TODAY + timedelta(start + enrol)).isoformat(),
                "exam": {
                    "opens": (TODAY + timedelta(start + length - 13)).isoformat(),
                    "closes": (TODAY + timedelta(start + length)).isoformat(),
                },
                "cancelled": cancelled,
            }
            for number, (start, length, enrol, cancelled) in enumerate(dates)
        ],
    )


courses = st.fixed_dictionaries(
    {
        name: st.builds(
            a_course,
            st.lists(sessions, min_size=1, max_size=2),
            st.tuples(st.integers(1, 3), st.integers(1, 3)),
            st.tuples(st.sampled_from([0, 100, 150]), st.sampled_from([0, 100, 150])),
        )
        for name in NAMES
    }
)
passes = st.lists(
    st.builds(
        Passed,
        st.sampled_from(NAMES),
        st.sampled_from([None, "x", "y"]),
        st.sampled_from([None, 60, 90]),
        st.none(),
    ),
    max_size=1,
)


@dataclass(frozen=True)
class Best:
    """What exhaustion finds: the least last day, and the least weights of a plan that ends by a deadline."""

    plans: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def earliest(self) -> int | None:
        return min((day for day, _ in self.plans), default=None)

    def least(self, by: int) -> tuple[int, ...]:
        return min(weights for day, weights in self.plans if day <= by)


@dataclass(frozen=True)
class Exam:
    course: str
    way: str
    last: date
    score: int


def exams_of(slug: str, record: Course, until: date | None) -> Iterator[tuple[Exam, ...]]:
    """Every set of exams of one course: in each session that can be joined no exam, or one by one path."""
    open_ = []
    for session in record.sessions:
        assert session.exam is not None
        assert session.enrolment_end is not None
        last = session.exam.closes if until is None else min(session.exam.closes, until)
        if (
            not session.cancelled
            and session.enrolment_end >= TODAY
            and last >= max(TODAY, session.exam.opens)
        ):
            options = [Exam(slug, way, last, score) for way in "xy" for score in (60, 100)]
            open_.append([None, *options])
    for picked in itertools.product(*open_):
        yield tuple(one for one in picked if one is not None)


def exhaust(
    requirement: Requirement,
    records: dict[str, Course],
    person: Person,
    until: date | None,
    swaps: int | None,
) -> Best:
    prices = {
        (slug, path.id): int((path.price_eur or 0) * 100)
        for slug, one in records.items()
        for path in one.paths
    }
    ects = {
        (slug, path.id): path.credits.ects
        for slug, one in records.items()
        for path in one.paths
        if path.credits
    }
    plans: set[tuple[int, tuple[int, ...]]] = set()
    for counted in _countable(person, swaps):
        had = [
            Evidence(
                one.course,
                TODAY,
                path=one.way,
                score=one.percent,
                questions=100,
                ects=ects.get((one.course, one.way or ""), 0),
                recognition=None if one.way else object(),  # type: ignore[arg-type]
            )
            for one in person.passed
            if one.course in counted
        ]
        for per_course in itertools.product(
            *(exams_of(slug, records[slug], until) if slug in counted else [()] for slug in NAMES)
        ):
            exams = [one for some in per_course for one in some]
            passed = had + [
                Evidence(
                    one.course,
                    one.last,
                    path=one.way,
                    score=one.score,
                    questions=100,
                    ects=ects[one.course, one.way],
                )
                for one in exams
            ]
            if not evaluate(requirement, Standing(tuple(passed), ()), records).met:
                continue
            day = max((one.last.toordinal() for one in exams), default=0)
            outside = (
                set() if swaps is None else {one.course for one in passed} - (person.choices or frozenset())
            )
            weights = (
                sum(one.score > 60 for one in exams),
                len(exams),
                len(outside),
                -len({one.course for one in exams} & person.preferred),
                sum(prices[one.course, one.way] for one in exams),
                sum((one.last - TODAY).days for one in exams),
            )
            plans.add((day, weights))
    return Best(tuple(plans))


def _countable(person: Person, swaps: int | None) -> list[frozenset[str]]:
    """The sets of courses that could count: all, or every set that exchanges can make of the chosen ones."""
    if swaps is None or person.choices is None:
        return [frozenset(NAMES)]
    size = len(person.choices)
    return [
        frozenset(some)
        for some in itertools.combinations(NAMES, size)
        if len(set(some) - person.choices) <= swaps
    ]


def weights_of(plan: Plan, person: Person) -> tuple[int, ...]:
    return (
        sum(step.pick.needs > 0 for step in plan.steps),
        len(plan.steps),
        len({step.course for step in plan.steps if step.swap} | set(plan.exchanged)),
        -len({step.course for step in plan.steps} & person.preferred),
        plan.cents,
        sum((step.pick.last - TODAY).days for step in plan.steps),
    )


@settings(max_examples=80)
@given(
    requirement=requirements,
    records=courses,
    passed=passes,
    preferred=st.sets(st.sampled_from(NAMES)),
    months=st.sampled_from([None, 24, 24, 12]),
    month=st.sampled_from([None, 7]),
    choices=st.one_of(st.none(), st.sets(st.sampled_from(NAMES), min_size=2)),
    swaps=st.integers(0, 2),
)
def test_the_plan_is_the_earliest_and_the_best_that_exhaustion_finds(  # noqa: PLR0917
    requirement: dict[str, Any],
    records: dict[str, Course],
    passed: list[Passed],
    preferred: set[str],
    months: int | None,
    month: int | None,
    choices: set[str] | None,
    swaps: int,
) -> None:
    rule = REQUIREMENT.validate_python(requirement)
    offered = {slug: offered_course(one) for slug, one in records.items()}
    ects = {(slug, way.id): way.ects for slug, one in offered.items() for way in one.ways}
    person = Person(
        TODAY - timedelta(100),
        tuple(
            Passed(
                one.course,
                one.way,
                one.percent if one.way else None,
                None,
                ects.get((one.course, one.way or ""), 0),
            )
            for one in passed
        ),
        preferred=frozenset(preferred),
        choices=frozenset(choices) if choices else None,
    )
    version = OfferedVersion(
        "v", date(2020, 1, 1), rule_of(rule, records), months, swaps if choices else None
    )
    plan = Planner(Offer((version,), offered, month)).plan(person, TODAY)
    assert plan is not None
    event(f"{plan.state}, {len(plan.steps)} exams")
    best = exhaust(rule, records, person, plan.closes, swaps if choices else None)
    if best.earliest is None:
        assert plan.state in ("impossible", "expired")
        return
    if best.earliest == 0:
        assert plan.state == "complete"
        assert plan.steps == ()
        return
    assert plan.state == "possible"
    assert plan.exact
    if month is None:
        assert plan.last == date.fromordinal(best.earliest)
        deadline = best.earliest
    else:
        first = date.fromordinal(best.earliest)
        jury = date(first.year if first < date(first.year, 7, 1) else first.year + 1, 7, 1)
        assert plan.edition == (jury.year, 7)
        deadline = jury.toordinal() - 1
    assert plan.last is not None
    assert plan.last.toordinal() <= deadline
    assert weights_of(plan, person) == best.least(deadline)
