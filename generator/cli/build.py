"""``parchemin build``: the whole site, from records and ledger to a directory."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from generator.adapters.clock import BuildDay, build_day
from generator.build import BuildReport, Part, build
from generator.cli.context import Context, count, pass_context, print_diagnostic
from generator.cli.options import day_option, examples, json_option

__all__ = ["command"]

_STAGES: Final = {
    "records": "Reading the records",
    "registry": "Verifying and writing the diplomas",
    "pages": "Writing the pages",
    "mkdocs": "Rendering with MkDocs",
    "files": "Writing what hosts and verifiers read",
    "privacy": "Searching it for what is private",
}
_SOURCES: Final = {
    "option": "given with --date",
    "SOURCE_DATE_EPOCH": "from SOURCE_DATE_EPOCH",
    "commit": "the date of the last commit",
    "clock": "today",
}


@click.command(
    "build",
    epilog=examples(
        "parchemin build",
        "parchemin build --output public --date 2027-01-01",
        "parchemin build --shard 2/8 --output part-2",
        "parchemin build --json     in a workflow",
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Directory to put the site into, replaced as a whole. Default: site/ in the site's root.",
)
@day_option("Day for which pages say what comes next. Default: SOURCE_DATE_EPOCH, the last commit, today.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes for the diplomas. Default: one a processor."
)
@click.option(
    "--shard",
    "part",
    callback=lambda _, __, text: _part(text),
    metavar="K/N",
    help="Write part K of N alone, from 1; copied together, the parts are the site.",
)
@json_option
@pass_context
def command(
    context: Context,
    *,
    output: Path | None,
    given: date | None,
    jobs: int | None,
    part: Part,
    as_json: bool,
) -> None:
    """Build the site from the records and the ledger.

    Every mistake in the records and every false signature is named, and then nothing is built: the site that
    stands stays as it is until the new one takes its place. What did not change since the last build is left alone;
    delete .parchemin/cache to have everything verified and written anew.
    """
    root = context.root
    day = build_day(root, given)
    with context.progress() as told:

        def progress(stage: str, done: int, total: int) -> None:
            told(_STAGES.get(stage, stage), done, total)

        report = build(root, output or root / "site", day=day.day, jobs=jobs, progress=progress, part=part)
    for warning in report.warnings:
        print_diagnostic(warning)
    if as_json:
        context.print_json(_row(report, day))
    else:
        _summary(context, report, day)


def _row(report: BuildReport, day: BuildDay) -> dict[str, object]:
    return {
        "output": str(report.output),
        "date": day.day.isoformat(),
        "date_from": day.source,
        "pages": report.pages,
        "diplomas": dict(report.diplomas),
        "written": report.written,
        "issuers": report.issuers,
        "status_lists": report.lists,
        "seconds": {stage.name: round(stage.seconds, 3) for stage in report.stages},
        "warnings": [
            {"code": one.code, "path": one.path, "message": one.message, "hint": one.hint}
            for one in report.warnings
        ],
    }


def _part(text: str | None) -> Part:
    """Read ``2/8``."""
    if text is None:
        return Part(1, 1)
    number, slash, of = text.partition("/")
    if not slash or not all(one.isascii() and one.isdigit() and len(one) < 5 for one in (number, of)):
        raise click.BadParameter("a part is due, such as 2/8")
    if not 1 <= int(number) <= int(of):
        raise click.BadParameter(f"there is no part {text}")
    return Part(int(number), int(of))


def _summary(context: Context, report: BuildReport, day: BuildDay) -> None:
    place = _short(report.output)
    total = sum(report.diplomas.values())
    states = ", ".join(f"{number} {state}" for state, number in report.diplomas.items())
    context.echo(f"Built {place} for {day.day} ({_SOURCES[day.source]}):")
    context.echo(f"  {count(report.pages, 'edited page')}")
    context.echo(f"  {count(total, 'diploma')}{f' ({states})' if states else ''}")
    if report.written < total:
        context.echo(f"  {count(report.written, 'diploma')} verified and written, the others were up to date")
    context.echo(f"  keys of {count(report.issuers, 'issuer')}, {count(report.lists, 'status list')}")
    times = ", ".join(f"{stage.name} {stage.seconds:.1f}" for stage in report.stages)
    seconds = sum(stage.seconds for stage in report.stages)
    context.echo(f"  {seconds:.1f} s ({times})")
    context.echo(f"To look at it: parchemin serve{'' if place == 'site' else f' --directory {place}'}")


def _short(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
