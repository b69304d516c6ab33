"""``parchemin plan``: the earliest diploma of a candidate and what would change it, or everybody's prospects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, Final

import click

from generator.adapters.clock import today
from generator.cli.context import Context, pass_context
from generator.cli.options import CANDIDATE, PROGRAMME, day_option, examples, json_option
from generator.errors import ParcheminError
from generator.records.candidate import Registration
from generator.records.explain import did_you_mean
from generator.records.tree import Tree
from generator.rules import Sentence, sittings_by_candidate
from generator.rules.plan import Plan, Planner, offer_of, person_of
from generator.rules.plan import words as say
from generator.rules.plan.offer import Offer
from generator.rules.plan.overview import STANDINGS, Outlook, Quarter, awarded, outlooks, starred_quarters
from generator.rules.plan.plain import plan_data
from generator.rules.standing import title

__all__ = ["command"]

_NAMED: Final = ("last-chance", "out-of-time")
"""Who is named: people for whom somebody could still do something."""
_WORDS: Final = {
    "complete": "have passed everything",
    "on-course": "can make it, even after missing one exam",
    "last-chance": "can make it, but not after missing one exam",
    "out-of-time": "can no longer make it before their period ends",
    "expired": "have run out of time: their period has ended",
}
_LISTED: Final = 20
"""How many candidates of one kind are named; --json names everybody."""


@click.command(
    "plan",
    epilog=examples("parchemin plan c-4f9k2m7x1q", "parchemin plan --programme dnm2ip --date 2027-01-01"),
)
@click.argument("candidate", type=CANDIDATE, required=False)
@click.option(
    "--programme", type=PROGRAMME, help="Only this programme; without a candidate, everybody who follows it."
)
@day_option("Day from which to plan. Default: SOURCE_DATE_EPOCH, or today.")
@json_option
@pass_context
def command(
    context: Context,
    *,
    candidate: str | None,
    programme: str | None,
    given: date | None,
    as_json: bool,
) -> None:
    """Plan the earliest diploma of CANDIDATE: exams, sessions, deadlines, and what happens if an exam is missed.

    With --programme alone: who runs out of time, who can no longer make it, which quarters lack a starred course.
    """
    if candidate is None and programme is None:
        raise click.UsageError("Name a candidate, or a programme with --programme.")
    tree = context.tree()
    _known("programme", programme, tuple(tree.programmes))
    _known("candidate", candidate, tuple(tree.candidates))
    day = today(given)
    if candidate is not None:
        found = list(_plans(tree, candidate, programme, day))
        if not found:
            raise ParcheminError(
                f"{candidate} follows no programme to plan for",
                hint="A registration that was withdrawn, or that begins before any version of the rule, has no plan.",
            )
        if as_json:
            plans = [_as_json(*one) for one in found]
            context.print_json({"candidate": candidate, "date": day, "plans": plans})
        else:
            for slug, plan, holds in found:
                _show(context, tree, slug, plan, holds)
        return
    assert programme is not None  # noqa: S101 - one of the two is given
    _survey(context, tree, programme, day, as_json=as_json)


def _known(kind: str, name: str | None, names: tuple[str, ...]) -> None:
    if name is not None and name not in names:
        raise ParcheminError(f"there is no {kind} {name}", hint=did_you_mean(name, names))


def _plans(tree: Tree, name: str, only: str | None, day: date) -> Iterator[tuple[str, Plan, bool]]:
    """The best plan of the candidate in each programme, and whether a jury has awarded that diploma already."""
    candidate = tree.candidates[name]
    rows = sittings_by_candidate(tree.results).get(name, ())
    entries: dict[str, list[Registration]] = {}
    for entry in candidate.registrations:
        if only in (None, entry.programme) and (entry.withdrawn is None or entry.withdrawn > day):
            entries.setdefault(entry.programme, []).append(entry)
    for slug in sorted(entries):
        offer = offer_of(tree, slug, day)
        planner = Planner(offer)
        plans = [
            planner.plan(person_of(tree, offer, candidate, entry, rows, today=day), day)
            for entry in sorted(entries[slug], key=lambda entry: entry.date, reverse=True)
        ]
        order = ("complete", "possible", "impossible", "expired")
        best = min((one for one in plans if one), key=lambda one: order.index(one.state), default=None)
        if best is not None:
            yield slug, best, name in awarded(tree, slug, day)


def _show(context: Context, tree: Tree, slug: str, plan: Plan, holds: bool) -> None:
    def name(course: str) -> Sentence:
        return title(course, tree.courses)

    until = f", until {plan.closes}" if plan.closes else ", without a time limit"
    context.echo(f"{slug}: registered {plan.registered}, by version {plan.version} of the rule{until}")
    if holds:
        context.echo("  The diploma has been awarded already.")
        return
    context.echo(f"  {say.headline(plan).en}.")
    for (year, number), steps in groupby(plan.steps, key=lambda one: _quarter(one.pick.broadcast.start)):
        context.echo(f"  Q{number} {year}")
        for one in steps:
            context.echo(f"    {say.step(one, name).en}")
    if plan.steps:
        context.echo(f"  Cost: {_cost(plan)}")
        context.echo("  If one exam is missed")
        for missed in plan.missed:
            context.echo(f"    {say.missed(missed, name, plan.closes is not None).en}")
    gone = [said for one in plan.courses if (said := say.availability(one, name)) is not None]
    if gone and plan.state != "complete":
        context.echo("  No longer fits")
        for said in gone:
            context.echo(f"    {said.en}")
    for remark in say.remarks(plan, name):
        context.echo(f"  {remark.en}.")


def _cost(plan: Plan) -> str:
    known = f"{plan.cents // 100}.{plan.cents % 100:02d} EUR".replace(".00", "")
    if not plan.unpriced:
        return known
    exams = "one exam has" if plan.unpriced == 1 else f"{plan.unpriced} exams have"
    return f"{known}, and {exams} no known price"


def _as_json(slug: str, plan: Plan, holds: bool) -> dict[str, Any]:
    said = say.headline(plan)
    return {
        "programme": slug,
        "awarded": holds,
        "headline": {"fr": said.fr, "en": said.en},
        **plan_data(plan),
    }


def _survey(context: Context, tree: Tree, slug: str, day: date, *, as_json: bool) -> None:
    held = awarded(tree, slug, day)
    rows = list(outlooks(tree, slug, day, without=held))
    offer = offer_of(tree, slug, day)
    quarters = starred_quarters(offer, day)
    if as_json:
        context.print_json(_survey_data(slug, day, len(held), rows, quarters))
        return
    context.echo(f"{slug}, as of {day}: {len(rows)} candidates without the diploma, {len(held)} with it")
    for standing in STANDINGS:
        those = [row for row in rows if row.standing == standing]
        context.echo(f"{len(those):>7} {_WORDS[standing]}")
        if standing in _NAMED:
            for row in sorted(those, key=lambda row: (row.closes or date.max, row.candidate))[:_LISTED]:
                context.echo(f"          {row.candidate}, until {row.closes}{_prospect(row)}")
            if len(those) > _LISTED:
                context.echo(f"          and {len(those) - _LISTED} more (--json names everybody)")
    waiting = sum(row.expected for row in rows)
    if waiting:
        context.echo(f"{waiting:>7} of them count on a broadcast that is not published yet")
    _lacking(context, quarters, offer)


def _prospect(row: Outlook) -> str:
    if row.edition is None:
        return "" if row.last is None else f", last exam by {row.last}"
    return f", jury of {row.edition[0]:04d}-{row.edition[1]:02d}, last exam by {row.last}"


def _lacking(context: Context, quarters: tuple[Quarter, ...], offer: Offer) -> None:
    if not quarters:
        return
    context.echo("Starred courses, by the quarter in which they begin")
    for one in quarters:
        shown = [*one.published, *(f"{course} (expected)" for course in one.expected)]
        context.echo(f"  Q{one.number} {one.year}  {', '.join(shown) or 'none'}")


def _survey_data(
    slug: str, day: date, held: int, rows: list[Outlook], quarters: tuple[Quarter, ...]
) -> dict[str, Any]:
    return {
        "programme": slug,
        "date": day,
        "awarded": held,
        "counts": {one: sum(row.standing == one for row in rows) for one in STANDINGS},
        "candidates": [
            {
                "candidate": row.candidate,
                "registered": row.registered,
                "closes": row.closes,
                "standing": row.standing,
                "edition": row.edition and f"{row.edition[0]:04d}-{row.edition[1]:02d}",
                "last": row.last,
                "exams": row.exams,
                "expected": row.expected,
            }
            for row in rows
        ],
        "starred": [
            {
                "quarter": f"{one.year}-Q{one.number}",
                "published": list(one.published),
                "expected": list(one.expected),
            }
            for one in quarters
        ],
    }


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3
