"""``parchemin status``: where one candidate stands, clause by clause, or how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, get_args

import click

from generator.adapters.clock import today
from generator.adapters.ledger import Ledger
from generator.adapters.transmissions import TransmissionStore
from generator.cli.context import Context, pass_context
from generator.cli.options import CANDIDATE, PROGRAMME, day_option, examples, json_option
from generator.errors import ParcheminError
from generator.issuing.book import open_book
from generator.issuing.overview import Line, overview
from generator.records.explain import did_you_mean
from generator.records.tree import Tree
from generator.rules.progress import STAGES, Stage
from generator.rules.standing import title

if TYPE_CHECKING:
    from generator.intake.results.waiting import Waiting
    from generator.rules.reconciliation import Finding

__all__ = ["command"]

_LISTED: Final = 20
"""How many candidates of a stage are named without being asked for."""
_NAMED: Final[tuple[Stage, ...]] = ("entitled", "blocked")
"""Stages whose candidates are named in the table: somebody has something to do."""
_GROUNDS: Final = {
    "gone": "the ground of this diploma is gone: by the records of today it was not earned",
    "changed": "this diploma rests on other evidence than the jury saw, and is still earned",
}


@click.command(
    "status",
    epilog=examples(
        "parchemin status",
        "parchemin status c-4f9k2m7x1q",
        "parchemin status --programme dnm2ip --stage blocked",
    ),
)
@click.argument("candidate", type=CANDIDATE, required=False)
@click.option("--programme", type=PROGRAMME, help="Only this programme.")
@click.option("--stage", type=click.Choice(get_args(Stage)), help="Name every candidate of this stage.")
@day_option("Day on which to look. Default: SOURCE_DATE_EPOCH, or today.")
@json_option
@pass_context
def command(
    context: Context,
    *,
    candidate: str | None,
    programme: str | None,
    stage: Stage | None,
    given: date | None,
    as_json: bool,
) -> None:
    """Show what is known, decided and missing for CANDIDATE (such as c-4f9k2m7x1q), clause by clause and by when.

    Without a candidate: how many are at each stage of each programme, who waits for somebody, and which rows,
    declarations and names wait for a decision.
    """
    from generator.intake.results.waiting import waiting  # noqa: PLC0415 - compares names, which is slow to load

    if candidate is not None and stage is not None:
        raise click.UsageError("--stage is for the table: leave it out, or the candidate.")
    tree = context.tree()
    if programme is not None and programme not in tree.programmes:
        hint = (
            did_you_mean(programme, tuple(tree.programmes))
            or f"Programmes: {', '.join(tree.programmes) or 'none'}."
        )
        raise ParcheminError(f"there is no programme {programme}", hint=hint)
    if candidate is not None and candidate not in tree.candidates:
        raise ParcheminError(
            f"there is no candidate {candidate}", hint=did_you_mean(candidate, tuple(tree.candidates))
        )
    day = today(given)
    lines = overview(
        tree,
        open_book(Ledger(context.root)),
        on=day,
        programmes=None if programme is None else [programme],
        candidates=None if candidate is None else [candidate],
    )
    open_questions = list(waiting(tree, TransmissionStore(context.root)))
    if candidate is not None:
        found = list(lines)
        mine = [_finding(item, one) for item in open_questions for one in item.about(candidate)]
        if as_json:
            value = {
                "date": day.isoformat(),
                "candidate": candidate,
                "programmes": [*map(_as_json, found)],
                "waiting": mine,
            }
            context.print_json(value)
            return
        context.echo(f"{tree.candidates[candidate].name.display}  {candidate}, as of {day}")
        for line in found:
            _show(context, tree, line, day)
        for one in mine:
            context.echo(f"\n{one['outcome']}: {one['course']} {one['session']}, {one['sentence']['en']}")
        return
    tally = _tally(tree, lines, stage)
    tally.waiting, tally.names = open_questions, _names_asked(tree)
    if as_json:
        context.print_json(_table_as_json(tally, day))
    else:
        _table(context, tree, tally, day, everyone=stage is not None)


def _finding(item: Waiting, finding: Finding) -> dict[str, Any]:
    return {
        "outcome": finding.outcome,
        "course": item.course,
        "session": item.session,
        "sentence": {"fr": finding.sentence.fr, "en": finding.sentence.en},
    }


def _names_asked(tree: Tree) -> int:
    """How many corrections of names wait for a decision."""
    return sum(one.decided is None for record in tree.candidates.values() for one in record.name_requests)


def _show(context: Context, tree: Tree, line: Line, day: date) -> None:
    """One programme of one candidate: the stage, each clause, each sitting, each diploma."""
    found, decision = line.progress, line.progress.decision
    context.echo(f"\n{line.programme}  {tree.programmes[line.programme].name.en}")
    context.echo(f"  {STAGES[found.stage].en}, {found.measure.en}")
    if decision.registered is not None:
        context.echo(
            f"  registered {decision.registered}, judged by version {decision.version}{_until(line, day)}"
        )
    if decision.chosen is not None:
        context.echo(f"  chosen: {', '.join(decision.chosen)}; swaps left: {decision.swaps_left}")
    for sentence in decision.obstacles:
        context.echo(f"  {sentence.en}")
    for clause in decision.clauses:
        context.echo(f"  {'met' if clause.met else 'NOT met'}: {clause.sentence.en}")
    if found.stage not in ("awarded", "withdrawn"):
        for gap in found.gaps:
            context.echo(f"  missing: {gap.sentence.en}")
            context.echo(f"    {gap.sentence.fr}")
    for sentence in decision.remarks:
        context.echo(f"  {sentence.en}")
    for item in decision.judged:
        session = f" {item.session}" if item.session else ""
        what = "counts" if item.counts else "does not count"
        context.echo(
            f"  {what}: {title(item.course, tree.courses).en},{session} {item.date}, {item.sentence.en}"
        )
    for name, reason in line.deferred:
        context.echo(f"  deferred by {name}: {reason.en}")
    for held in found.held:
        issued = f"diploma {held.code}, {held.state}" if held.code else "not issued yet"
        context.echo(f"  awarded by {held.edition} on {held.date}: {issued}")
    if line.ground in _GROUNDS:
        context.echo(f"  WARNING: {_GROUNDS[line.ground]}")


def _until(line: Line, day: date) -> str:
    closes = line.progress.deadline
    if closes is None:
        return ", without time limit"
    left = (closes - day).days
    if left < 0:
        return f", until {closes} (over)"
    return f", until {closes} ({'last day' if left == 0 else 'one day left' if left == 1 else f'{left} days left'})"


@dataclass(slots=True)
class _Tally:
    """What one pass over everyone leaves: counts, and those who are to be named."""

    counts: dict[str, Counter[str]]
    blocks: Counter[str] = field(default_factory=Counter)
    shaken: list[Line] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    names: int = 0
    named: dict[Stage, list[Line]] = field(default_factory=dict)


def _tally(tree: Tree, lines: Iterable[Line], stage: Stage | None) -> _Tally:
    tally = _Tally({name: Counter() for name in tree.programmes})
    for line in lines:
        found = line.progress
        tally.counts[line.programme][_label(line)] += 1
        if found.stage == "blocked":
            tally.blocks.update({item.reason for item in found.blocks})
        if line.ground in _GROUNDS:
            tally.shaken.append(line)
        if found.stage == stage or (stage is None and found.stage in _NAMED):
            tally.named.setdefault(found.stage, []).append(line)
    return tally


def _table(context: Context, tree: Tree, tally: _Tally, day: date, *, everyone: bool) -> None:
    context.echo(f"As of {day}")
    for name, counts in tally.counts.items():
        if counts:
            context.echo(f"\n{name}  {tree.programmes[name].name.en}")
            for label, count in _ordered(counts):
                context.echo(f"  {count:>7,}  {label}")
    if tally.blocks:
        context.echo("\nWhat blocks them")
        for reason, count in sorted(tally.blocks.items(), key=lambda item: (-item[1], item[0])):
            context.echo(f"  {count:>7,}  {reason}")
    for stage in (one for one in STAGES if one in tally.named):
        lines = tally.named[stage]
        context.echo(f"\n{STAGES[stage].en.capitalize()}")
        for line in lines if everyone else lines[:_LISTED]:
            context.echo(f"  {line.candidate}  {line.programme}  {_in_short(line)}")
        if not everyone and len(lines) > _LISTED:
            context.echo(f"  and {len(lines) - _LISTED:,} more: --stage {stage}")
    _questions(context, tally)
    _grounds(context, tally)


def _questions(context: Context, tally: _Tally) -> None:
    if tally.waiting or tally.names:
        context.echo("\nWhat waits for a decision")
    for item in tally.waiting:
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in item.counts.items())
        where = f"{item.course}/{item.session}"
        context.echo(f"  {where}: {counts} (parchemin reconcile {where})")
    if tally.names:
        context.echo(f"  corrections of names: {tally.names:,} (parchemin names)")


def _grounds(context: Context, tally: _Tally) -> None:
    gone = [line for line in tally.shaken if line.ground == "gone"]
    for line in gone[:_LISTED]:
        context.echo(f"\nWARNING: {line.candidate}, {line.programme}: {_GROUNDS['gone']}")
    if len(gone) > _LISTED:
        context.echo(f"WARNING: and {len(gone) - _LISTED:,} more; parchemin check names them all")
    if changed := len(tally.shaken) - len(gone):
        # A corrected file touches every diploma of its session: those that are still earned are no alarm.
        what = "one diploma rests" if changed == 1 else f"{changed:,} diplomas rest"
        context.echo(f"\n{what} on other evidence than the jury saw, and still earned: parchemin check")


def _table_as_json(tally: _Tally, day: date) -> dict[str, object]:
    return {
        "date": day.isoformat(),
        "counts": {name: dict(sorted(found.items())) for name, found in tally.counts.items() if found},
        "blocked_by": dict(sorted(tally.blocks.items())),
        "named": [_as_json(line) for stage in STAGES for line in tally.named.get(stage, ())],
        "ground": [
            {"candidate": one.candidate, "programme": one.programme, "ground": one.ground}
            for one in tally.shaken
        ],
        "waiting": [
            {
                "course": item.course,
                "session": item.session,
                "counts": dict(item.counts.items()),
            }
            for item in tally.waiting
        ],
        "names": tally.names,
    }


def _label(line: Line) -> str:
    found = line.progress
    if found.stage == "under-way":
        return f"{STAGES[found.stage].en}, {found.measure.en}"
    if found.stage != "awarded" or any(item.code and item.in_force for item in found.held):
        return STAGES[found.stage].en
    last = found.held[-1]
    return f"{STAGES[found.stage].en}, {f'diploma {last.state}' if last.code else 'not issued yet'}"


def _ordered(counts: Counter[str]) -> Iterator[tuple[str, int]]:
    """The stages in the order in which they are reached."""
    heads = [words.en for words in STAGES.values()]

    def place(label: str) -> tuple[int, str]:
        return next(
            (at for at, head in enumerate(heads) if label == head or label.startswith(f"{head}, ")), 99
        ), label

    for label in sorted(counts, key=place):
        yield label, counts[label]


def _in_short(line: Line) -> str:
    found = line.progress
    if found.stage == "blocked":
        return "; ".join(f"{item.course} {item.session or ''}: {item.sentence.en}" for item in found.blocks)
    if found.stage == "entitled":
        return found.measure.en
    return "; ".join(gap.sentence.en for gap in found.gaps)


def _as_json(line: Line) -> dict[str, object]:
    found, decision = line.progress, line.progress.decision
    return {
        "candidate": line.candidate,
        "programme": line.programme,
        "stage": found.stage,
        "have": found.have,
        "need": found.need,
        "unit": found.unit,
        "entitled": decision.entitled,
        "registered": decision.registered.isoformat() if decision.registered else None,
        "version": decision.version,
        "deadline": found.deadline.isoformat() if found.deadline else None,
        "chosen": None if decision.chosen is None else list(decision.chosen),
        "swaps_left": decision.swaps_left,
        "clauses": [
            {
                "met": clause.met,
                "needed": clause.needed,
                "have": clause.have,
                "sentence": {"fr": clause.sentence.fr, "en": clause.sentence.en},
                "still_open": list(clause.still_open),
            }
            for clause in decision.clauses
        ],
        "missing": [
            {
                "sentence": {"fr": gap.sentence.fr, "en": gap.sentence.en},
                "by": gap.by.isoformat() if gap.by else None,
                "late": gap.late,
                "courses": list(gap.courses),
            }
            for gap in found.gaps
        ],
        "judged": [
            {
                "course": item.course,
                "session": item.session,
                "date": item.date.isoformat(),
                "counts": item.counts,
                "reason": item.reason,
                "sentence": {"fr": item.sentence.fr, "en": item.sentence.en},
            }
            for item in decision.judged
        ],
        "diplomas": [
            {
                "edition": held.edition,
                "date": held.date.isoformat(),
                "code": held.code,
                "state": held.state,
            }
            for held in found.held
        ],
        "deferred": [
            {"edition": name, "reason": {"fr": one.fr, "en": one.en}} for name, one in line.deferred
        ],
        "ground": line.ground,
    }
