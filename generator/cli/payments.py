"""``parchemin payments import``: take in a file of payments."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from generator.adapters.atomic import make_folder, replace
from generator.adapters.clock import today
from generator.cli.context import Context, pass_context
from generator.cli.options import DAY, SESSION, examples, json_option
from generator.errors import ParcheminError, RecordError
from generator.records.money import Payments
from generator.records.yaml import shown

__all__ = ["command"]


@click.group("payments")
def command() -> None:
    """Take in what candidates paid. Private: nothing of it is ever published."""


@command.command(
    "import",
    epilog=examples(
        "parchemin payments import payments.csv --session malaria/2026-t2 --dry-run",
        "parchemin payments import payments.xlsx --session malaria/2026-t2 --dates day-month-year",
        'parchemin payments import payments.csv --session malaria/2026-t2 --column "id=Référence"',
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--session", required=True, type=SESSION, metavar="COURSE/SESSION", help="For whose exam was paid."
)
@click.option("--received", type=DAY, metavar="DAY", help="Day on which the file arrived. Default: today.")
@click.option(
    "--dates",
    type=click.Choice(["year-month-day", "day-month-year", "month-day-year"]),
    default="year-month-day",
    help="Order in a date; year first is always understood.",
)
@click.option(
    "--column",
    "headed",
    multiple=True,
    callback=lambda _, __, given: _columns(given),
    metavar="FIELD=HEADING",
    help="What the column of a field is headed with here, if otherwise; may be repeated, and is remembered. "
    "Fields: id, date, amount, refunded, refunded_on, account, mail, bank, supervision.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing: show what would be written.")
@json_option
@pass_context
def import_payments(
    context: Context,
    /,
    *,
    file: Path,
    session: tuple[str, str],
    received: date | None,
    dates: str,
    headed: dict[str, str],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import the payments in FILE: CSV, XLSX or ODS, with the columns order, date, amount, and account or e-mail;
    refunded, refunded on, bank fee and supervision fee are read where they are.

    Whoever is in the register is known by account or address. One cell that cannot be read refuses the whole file,
    and every such cell is named. A later file of the session replaces the earlier one, and what it changes is counted.
    """
    from generator.intake.payments import (  # noqa: PLC0415 - reads spreadsheets
        headings_before,
        payments_text,
        read_payments,
    )
    from generator.intake.results.importing import session_of  # noqa: PLC0415
    from generator.intake.results.tables import MAX_BYTES  # noqa: PLC0415

    day = received or today()
    if day > today():
        raise click.UsageError(f"{day} is still to come: no file was received on it.")
    if not dry_run:
        context.hold_records("candidates/payments")
    tree = context.tree()
    session_of(tree, *session)
    with file.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    read = read_payments(
        shown(str(file), 300),
        data,
        session,
        day,
        tree.candidates,
        dates=dates,
        headed=headed,
        before=headings_before(tree.payments.values()),
    )
    where, former = "/".join(session), tree.payments.get(session)
    if read.record is None:
        raise RecordError(f"{where}: nothing was imported", read.problems)
    if former is not None and former.source is None and former.payments:
        raise ParcheminError(
            f"{where}: these payments were written by hand",
            hint="Where the file holds, delete that record (git keeps it) and import again.",
        )
    counts = _counts(former, read.record) | {"not in the register": read.strangers}
    path = context.root / "candidates" / "payments" / f"{where}.yml"
    same = former is not None and former.source is not None and former.payments == read.record.payments
    if not (dry_run or same):
        make_folder(path.parent)
        replace(path, payments_text(read.record).encode())
    written = None if dry_run or same else f"candidates/payments/{where}.yml"
    if as_json:
        context.print_json({"session": where, "counts": counts, "written": written})
        return
    context.echo(f"{where}: {', '.join(f'{name} {count}' for name, count in counts.items())}")
    if same:
        context.echo("Every payment is as it was imported before; nothing to do.")
    elif written:
        context.echo(f"wrote {written}\nCommit it. Next: parchemin report DIR")


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    from generator.intake.payments import HEADINGS  # noqa: PLC0415 - reads spreadsheets

    found: dict[str, str] = {}
    for one in given:
        field, equals, heading = one.partition("=")
        if not equals or not heading.strip() or field not in HEADINGS:
            raise click.BadParameter(f"'{one}' is not FIELD=HEADING. Fields: {', '.join(HEADINGS)}.")
        if field in found:
            raise click.BadParameter(f"the column of {field} is named twice.")
        found[field] = heading
    return found


def _counts(former: Payments | None, record: Payments) -> dict[str, Any]:
    before = {one.id: one for one in former.payments} if former else {}
    after = {one.id: one for one in record.payments}
    return {
        "payments": len(after),
        "new": len(after.keys() - before.keys()),
        "changed": sum(before[one] != after[one] for one in before.keys() & after.keys()),
        "gone": len(before.keys() - after.keys()),
    }
