"""``parchemin report``: the staff's report, as pages, CSV files and workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.adapters.clock import today
from generator.cli.context import Context, pass_context
from generator.cli.options import day_option, examples, json_option

if TYPE_CHECKING:
    from generator.reports.table import Chapter

__all__ = ["command"]


@click.command("report", epilog=examples("parchemin report ~/parchemin-report"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--names", is_flag=True, help="Name candidates by their names too, not by their identifiers alone."
)
@day_option("Day of the report. Default: SOURCE_DATE_EPOCH, or today.")
@json_option
@pass_context
def command(context: Context, folder: Path, *, names: bool, given: date | None, as_json: bool) -> None:
    """Write the report for staff into DIR: candidates and what blocks them, reconciliation, sessions and success,
    finance, mail.

    DIR holds pages in French and English that need no network and no script, each table as a CSV file, and all tables
    as a workbook. It is private: only its owner can read it, and it is refused inside the published site, and inside a
    working tree of git that does not ignore it. A report that is there is replaced as a whole.

    """
    from generator.adapters.reportfolder import check_place, write_report  # noqa: PLC0415 - openers of workbooks
    from generator.office.report import chapters_of, files_of  # noqa: PLC0415
    from generator.office.state import read_state  # noqa: PLC0415

    root, day = context.root, today(given)
    place = check_place(folder, root)
    with context.progress() as told:
        told("Counting")
        state = read_state(root, day)
        chapters = chapters_of(state, names=names)
        told("Writing the report")
        write_report(place, files_of(root, chapters, day, state.tree.site.name))
    if as_json:
        context.print_json(_as_json(place, chapters, day.isoformat()))
        return
    context.echo(f"Report of {day} in {folder}:")
    for chapter in chapters:
        rows = sum(len(table.rows) for table in chapter.tables)
        tables = len(chapter.tables)
        context.echo(
            f"  {chapter.title.en}: {tables} table{'' if tables == 1 else 's'}, {rows} row{'' if rows == 1 else 's'}"
        )
    context.echo(
        f"Open {folder / 'en' / 'index.html'} (or fr). It holds personal data: keep it to yourselves."
    )


def _as_json(place: Path, chapters: tuple[Chapter, ...], day: str) -> dict[str, object]:
    return {
        "date": day,
        "folder": str(place),
        "chapters": [
            {"id": one.id, "tables": [{"id": table.id, "rows": len(table.rows)} for table in one.tables]}
            for one in chapters
        ],
    }
