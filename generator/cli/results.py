"""``parchemin results import``: take in a file of results from the exam platform."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.adapters.clock import this_evening, today
from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.adapters.transmissions import TransmissionStore
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import DAY, SESSION, examples, json_option
from generator.errors import ParcheminError
from generator.issuing.book import open_book
from generator.records.yaml import shown

if TYPE_CHECKING:
    from generator.intake.results.importing import Change, Plan
    from generator.intake.results.reconciling import Groundless
    from generator.records.transmission import TransmittedRow

__all__ = ["command"]

_LISTED: Final = 50
"""Changed rows that are printed; JSON has them all."""
_ENCODINGS: Final = ("utf-8", "utf-16", "cp1252", "mac-roman")


@click.group("results")
def command() -> None:
    """Take in the results that the exam platform transmits."""


@command.command(
    "import",
    epilog=examples(
        "parchemin results import notes.csv --session malaria/2026-t2 --dry-run",
        "parchemin results import notes.csv --session malaria/2026-t2",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--session", required=True, type=SESSION, metavar="COURSE/SESSION", help="Whose results.")
@click.option("--mapping", metavar="NAME", help="How to read the columns. Default: the mapping that fits.")
@click.option(
    "--sender", metavar="NAME", help="Who sent the file. Default: as the mapping says, or the platform."
)
@click.option("--received", type=DAY, metavar="DAY", help="Day on which it arrived. Default: today.")
@click.option("--dry-run", is_flag=True, help="Show what would be imported; write nothing.")
@click.option("--accept-rest", is_flag=True, help="Leave out the refused rows and import the others.")
@click.option("--again", is_flag=True, help="Take back a file that a later one has replaced.")
@click.option(
    "--encoding", type=click.Choice(_ENCODINGS), help="Encoding of a CSV file. Default: told by its bytes."
)
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook. Default: the one that a mapping fits.")
@json_option
@pass_context
def import_results(
    context: Context, /, *, file: Path, received: date | None, as_json: bool, **options: Any
) -> None:
    """Import the results in FILE: CSV, XLSX or ODS.

    The file is kept as a transmission of the session, with its digest, day and sender. A later file of the
    same session replaces it, and what it changes is listed, diplomas that lose their ground included. A file
    with refused rows is refused whole, unless --accept-rest. What follows from the rows for candidates,
    parchemin reconcile says.
    """
    from generator.intake.results.importing import Request, apply, plan_import  # noqa: PLC0415
    from generator.intake.results.tables import MAX_BYTES  # noqa: PLC0415

    day = received or today()
    if day > today():
        raise click.UsageError(f"{day} is still to come: no file was received on it.")
    course, session = options.pop("session")
    dry_run = options.pop("dry_run")
    with file.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    request = Request(
        name=shown(str(file), 300), data=data, course=course, session=session, received=day, **options
    )
    # A first file concerns nobody yet: the register is read only where a later one may change something.
    tree = load_tree(context.root, folders=("content",))
    store = TransmissionStore(context.root)
    path = None
    if dry_run:
        plan = plan_import(request, tree, store)
    else:
        with store.writing(course, session):
            plan = plan_import(request, tree, store)
            if plan.transmission is not None:
                path = apply(plan, store)
    lost = _lost(context, plan)
    if as_json:
        context.print_json(_as_json(plan, lost, path))
    else:
        _show(context, plan, lost, path, f"{course}/{session}")
    if plan.state == "refused":
        total = plan.read.refused + len(plan.read.rows)
        rows = "the only row is" if total == 1 else f"{plan.read.refused} of {total} rows are"
        message = f"{rows} refused; nothing was imported"
        hint = "Correct the file, or import the other rows with --accept-rest."
        raise ParcheminError(message, hint=hint)


def _lost(context: Context, plan: Plan) -> list[Groundless]:
    """Diplomas that a corrected file leaves without ground."""
    if plan.transmission is None:
        return []
    header = plan.transmission.header
    written = context.root / "candidates" / "results" / header.course / f"{header.session}.yml"
    if plan.former is None and not written.is_file():
        return []
    from generator.intake.results.reconciling import groundless, outlook  # noqa: PLC0415
    from generator.rules.matching import Register  # noqa: PLC0415

    tree = context.tree()
    item = outlook(tree, Register.of(tree.candidates), header.course, header.session, plan.transmission)
    return groundless(tree, open_book(Ledger(context.root)), [item], this_evening())


def _show(context: Context, plan: Plan, lost: list[Groundless], path: str | None, where: str) -> None:
    if plan.state == "already-imported":
        context.echo(f"{where}: this file is transmission {plan.number} already; nothing to do.")
        return
    for problem in plan.read.problems:
        print_diagnostic(problem)
    hidden = plan.read.refused - len({problem.line for problem in plan.read.problems})
    if hidden > 0:
        context.echo(f"… and {hidden} further refused rows", err=True)
    context.echo(f"{where}: read with {plan.reading}")
    context.echo(
        f"  accepted {len(plan.read.rows)}, refused {plan.read.refused}, unchanged {plan.unchanged}, "
        f"new {len(plan.added)}, changed {len(plan.altered)}, gone {len(plan.removed)}"
    )
    if plan.former is not None:
        for change in plan.changed[:_LISTED]:
            context.echo(f"  {_change(change)}")
        if len(plan.changed) > _LISTED:
            context.echo(f"  … and {len(plan.changed) - _LISTED} more")
    for one in lost:
        print_diagnostic(one.problem)
    if plan.state == "nothing-changes":
        context.echo("Every row is as it was transmitted before; nothing to do.")
    elif path is not None:
        context.echo(f"wrote {path}")
        context.echo(f"Next: parchemin reconcile {where}")
    elif plan.state == "new":
        context.echo("Dry run: nothing was written.")


def _change(change: Change) -> str:
    row = change.after or change.before
    assert row is not None  # noqa: S101 - one of the two is always there
    who = f"{row.who}  {row.shown_name or row.account or row.certificate or row.mail}"
    if change.before is None:
        return f"+ {who}: {_said(row)}"
    if change.after is None:
        return f"- {who}: {_said(row)}"
    said = ", ".join(
        f"{name} {_value(getattr(change.before, name))} → {_value(getattr(change.after, name))}"
        for name in change.fields
    )
    return f"~ {who}: {said}"


def _said(row: TransmittedRow) -> str:
    if row.score is not None:
        return f"{row.score} right"
    verdict = {True: "passed", False: "not passed", None: "no result"}[row.passed]
    return verdict if row.percent is None else f"{verdict}, {row.percent} %"


def _value(value: object) -> str:
    return "none" if value is None else str(value)


def _as_json(plan: Plan, lost: list[Groundless], path: str | None) -> dict[str, Any]:
    header = plan.transmission.header if plan.transmission else None
    return {
        "state": plan.state,
        "number": header.number if header else plan.number,
        "path": path,
        "sha256": header.sha256 if header else None,
        "received": header.received.isoformat() if header else None,
        "sender": header.sender if header else None,
        "reading": plan.reading,
        "accepted": len(plan.read.rows),
        "refused": plan.read.refused,
        "repeated": plan.read.repeated,
        "unchanged": plan.unchanged,
        "new": len(plan.added),
        "changed": len(plan.altered),
        "gone": len(plan.removed),
        "rows": [{"line": row.line, "row": row.who, "state": state} for row, state in plan.states()],
        "changes": [
            {
                "row": row.who,
                "before": change.before.to_json() if change.before else None,
                "after": change.after.to_json() if change.after else None,
            }
            for change in (plan.changed if plan.former is not None else ())
            if (row := change.after or change.before) is not None
        ],
        "diplomas": [_diploma(one) for one in lost],
        "problems": [
            {
                "path": p.path,
                "line": p.line,
                "column": p.column,
                "code": p.code,
                "message": p.message,
                "hint": p.hint,
            }
            for p in plan.read.problems
        ],
    }


def _diploma(one: Groundless) -> dict[str, Any]:
    return {
        "code": one.diploma.code,
        "edition": one.diploma.edition,
        "candidate": one.diploma.candidate,
        "entitled_before": one.entitled_before,
        "reasons": [{"fr": reason.fr, "en": reason.en} for reason in one.decision.reasons],
    }
