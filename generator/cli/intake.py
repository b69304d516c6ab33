"""``parchemin intake``: take in what candidates sent sealed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.adapters.recordlock import writing_records
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.letterkeys import KeyFinder
from generator.cli.options import examples
from generator.cli.signing import moment_option
from generator.intake.desk import Desk
from generator.intake.gathering import gather
from generator.intake.message import Letter, RegistrationRequest
from generator.intake.outcome import Decision, Outcome, State
from generator.intake.run import open_all, open_desk, process
from generator.rules.likeness import Likeness

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["command"]

_NUMBER: Final = re.compile(r"[0-9a-f]{8,32}\Z")
_MARKS: Final = {
    "taken": ("✓", "green"),
    "known": ("=", "cyan"),
    "open": ("?", "yellow"),
    "refused": ("✗", "red"),
}
_REASONS: Final = {
    "mail": "same e-mail address",
    "platform": "same platform account",
    "name-and-birth": "same name and date of birth",
    "name": "same name",
    "near-name": "a similar name",
    "receipt": "holder of the receipt",
    "certificate": "declares the same certificate",
}


def _numbers(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, Decision]:
    for value in values:
        if not _NUMBER.match(value):
            raise click.BadParameter(
                f"'{value}' is no number of a file: 8 digits or letters a to f, at least."
            )
    return {value: Decision(None) for value in values}


def _assignments(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, Decision]:
    found = {}
    for value in values:
        number, _sign, candidate = value.partition("=")
        if not _NUMBER.match(number) or not re.fullmatch(r"c-[a-z0-9]{10}", candidate):
            raise click.BadParameter(f"'{value}' is not of the form 3f9a2c11=c-4f9k2m7x1q.")
        found[number] = Decision(candidate)
    return found


@click.command(
    "intake",
    epilog=examples(
        "parchemin intake mails/ --dry-run",
        "parchemin intake mails/",
        "parchemin intake mails/ --as-new 3f9a2c11 --into 77b0d4e2=c-4f9k2m7x1q",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "--as-new",
    "new",
    multiple=True,
    metavar="NUMBER",
    callback=_numbers,
    help="This file is of somebody new.",
)
@click.option(
    "--into",
    multiple=True,
    metavar="NUMBER=c-…",
    callback=_assignments,
    help="This file is of that candidate.",
)
@click.option(
    "--key-fd", type=click.IntRange(min=0), metavar="N", help="Read the letterbox's secret key from it."
)
@click.option("--passphrase-fd", type=click.IntRange(min=0), metavar="N", help="Read the passphrase from it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, without names.")
@moment_option
@pass_context
def command(
    context: Context,
    *,
    paths: tuple[Path, ...],
    dry_run: bool,
    new: dict[str, Decision],
    into: dict[str, Decision],
    key_fd: int | None,
    passphrase_fd: int | None,
    as_json: bool,
    now: datetime,
) -> None:
    """Take in sealed files: registrations, deposits, changes of choice, corrections of names, withdrawals.

    PATHS are files, folders, mails (.eml), or mailboxes (mbox, Maildir), which are read and never changed. Each file
    changes the record of one candidate, or nothing. One that was taken in before is named and left alone. Where it is
    not certain who sent a file, or that somebody is new, it stays open until you decide, by the number shown.

    Exit code: 0 when every file is taken in or was before, 1 when one is refused or open.
    """
    if both := new.keys() & into.keys():
        raise click.UsageError(f"{min(both)} cannot be of somebody new and of a candidate.")
    decisions = _Decisions({**new, **into})
    outcomes: list[Outcome] = []
    with (
        nullcontext() if dry_run else writing_records(context.root, "candidates/register", "candidates/scans")
    ):
        with context.progress() as told:
            told("Reading the records")
            desk = open_desk(context.root, now)
        find = KeyFinder(context.root, desk.tree.site, key_fd, passphrase_fd)
        arrivals = list(gather(list(paths)))
        idle = sum(arrival.idle for arrival in arrivals)
        opened = open_all((one for one in arrivals if not one.idle), find)
        del arrivals
        # Where each file is shown as it is taken in, its lines are the progress.
        with context.progress() if as_json else nullcontext() as told:
            for done, one in enumerate(opened, 1):
                outcome = process(context.root, desk, one, decisions, write=not dry_run)
                outcomes.append(outcome)
                if told is None:
                    _show(context, desk, outcome, dry_run=dry_run)
                else:
                    told("Taking in", done, len(opened))
    if as_json:
        context.print_json(_as_json(outcomes))
    else:
        _summary(context, outcomes, idle, dry_run=dry_run)
    for number in decisions.unused():
        context.echo(f"no file of this run has the number {number}", err=True)
    if any(outcome.state in ("open", "refused") for outcome in outcomes) or decisions.unused():
        raise click.exceptions.Exit(1)


class _Decisions:
    """What was decided, by the beginning of a file's number."""

    def __init__(self, decided: Mapping[str, Decision]) -> None:
        self._decided = decided
        self._used: dict[str, str] = {}

    def __call__(self, number: str) -> Decision | None:
        for start, decision in self._decided.items():
            if number.startswith(start):
                if self._used.setdefault(start, number) != number:
                    raise click.UsageError(
                        f"Two files have numbers that begin with {start}; write more of it."
                    )
                return decision
        return None

    def unused(self) -> list[str]:
        """Decisions about files that were not in the run."""
        return sorted(self._decided.keys() - self._used.keys())


def _show(context: Context, desk: Desk, outcome: Outcome, *, dry_run: bool) -> None:
    # rich costs as much to import as a small command.
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    mark, style = _MARKS[outcome.state]
    letter = outcome.letter
    number = letter.short if letter else "--------"
    what = f"{letter.kind}, {letter.programme}, made on {letter.made.date()}" if letter else ""
    console = context.console
    console.print(Text.assemble((mark, style), " ", (number, "bold"), f"  {outcome.source}"), soft_wrap=True)
    lines = [what] if what else []
    if outcome.candidate is not None:
        new = outcome.state == "taken" and outcome.former is None
        name = f", {outcome.record.name.display}" if outcome.record else ""
        # A dry run draws an identifier too, which nobody will ever see again.
        lines.append(
            f"new candidate{name}"
            if new and dry_run
            else f"{'new: ' if new else ''}{outcome.candidate}{name}"
        )
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, 4), expand=False))
    for change in outcome.changes:
        console.print(Padding(Text(change, style="green"), (0, 0, 0, 6), expand=False))
    for remark in outcome.remarks:
        console.print(Padding(Text(f"note: {remark}", style="dim"), (0, 0, 0, 4), expand=False))
    if outcome.alike and letter is not None:
        console.print(Padding(_side_by_side(desk, letter, outcome.alike), (0, 0, 0, 4), expand=False))
    for problem in outcome.problems:
        print_diagnostic(problem, err=False)
    console.print()


_FACTS: Final[tuple[tuple[str, Callable[[Letter], object], str], ...]] = (
    ("name", lambda letter: _said(letter, "name"), "name"),
    ("birth date", lambda letter: _said(letter, "birth_date"), "birth_date"),
    ("e-mail", lambda letter: _said(letter, "email"), "email"),
    ("account", lambda letter: _said(letter, "platform_id"), "platform_id"),
)


def _said(letter: Letter, name: str) -> object:
    content = letter.content
    if isinstance(content, RegistrationRequest):
        return content.name.display if name == "name" else getattr(content, name)
    return getattr(content.who, name, None)


def _side_by_side(desk: Desk, letter: Letter, alike: tuple[Likeness, ...]) -> Table:
    """The file and those it may be from, one column each."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = alike[:3]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("", "the file", *(one.candidate for one in shown)):
        table.add_column(Text(heading), overflow="fold")
    for label, said, attribute in _FACTS:
        known = [getattr(desk.people[one.candidate], attribute) for one in shown]
        cells = [said(letter), *known]
        table.add_row(label, *(Text("–" if cell is None else str(cell)) for cell in cells))
    programmes = [
        ", ".join(f"{entry.programme} {entry.date}" for entry in desk.candidates[one.candidate].registrations)
        for one in shown
    ]
    table.add_row("programmes", Text(f"{letter.programme} {letter.made.date()}"), *map(Text, programmes))
    reasons = [", ".join(_REASONS[reason] for reason in one.reasons) for one in shown]
    table.add_row("", "", *map(Text, reasons))
    if len(alike) > len(shown):
        table.add_row("", "", Text(f"and {len(alike) - len(shown)} more"))
    return table


def _summary(context: Context, outcomes: list[Outcome], idle: int, *, dry_run: bool) -> None:
    counts = Counter(outcome.state for outcome in outcomes)
    words: tuple[tuple[State, str], ...] = (
        ("taken", "to take in" if dry_run else "taken in"),
        ("known", "received before"),
        ("open", "open: decide with --as-new or --into"),
        ("refused", "refused"),
    )
    said = "; ".join(f"{counts[state]} {what}" for state, what in words if counts[state]) or "no sealed file"
    besides = f"; {idle} mails without any" if idle > 1 else "; one mail without any" if idle else ""
    context.echo(f"{'Dry run: ' if dry_run else ''}{said}{besides}.")
    if dry_run:
        context.echo("Nothing was written.")
    elif counts["taken"]:
        context.echo("Commit candidates/ now.")


def _as_json(outcomes: list[Outcome]) -> dict[str, Any]:
    """The run for machines: what became of each file, and nothing of what it says."""
    return {
        "files": [
            {
                "number": outcome.letter.id if outcome.letter else None,
                "kind": outcome.letter.kind if outcome.letter else None,
                "programme": outcome.letter.programme if outcome.letter else None,
                "made": outcome.letter.made.date().isoformat() if outcome.letter else None,
                "state": outcome.state,
                "candidate": outcome.candidate if outcome.state in ("taken", "known") else None,
                "alike": [
                    {"candidate": one.candidate, "reasons": list(one.reasons)} for one in outcome.alike
                ],
                "codes": [problem.code for problem in outcome.problems],
                "writes": sorted(outcome.files),
            }
            for outcome in outcomes
        ],
    }
