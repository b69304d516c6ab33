"""``parchemin build``: the whole site, from records and ledger to a directory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from generator.adapters.clock import BuildDay, build_day
from generator.build import BuildReport, Progress, build
from generator.cli.context import Context, pass_context, print_diagnostic

__all__ = ["command"]

_STAGES: Final = {
    "records": "Reading the records",
    "registry": "Verifying and writing the diplomas",
    "pages": "Writing the pages",
    "mkdocs": "Rendering with MkDocs",
    "files": "Writing what hosts and verifiers read",
}
_SOURCES: Final = {
    "option": "given with --date",
    "SOURCE_DATE_EPOCH": "from SOURCE_DATE_EPOCH",
    "commit": "the date of the last commit",
    "clock": "today",
}


@click.command("build")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Directory to put the site into, replaced as a whole. Default: site/ in the site's root.",
)
@click.option(
    "--date",
    "given",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day for which pages say what comes next. Default: SOURCE_DATE_EPOCH, the last commit, today.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes for the diplomas. Default: one a processor."
)
@pass_context
def command(context: Context, output: Path | None, given: datetime | None, jobs: int | None) -> None:
    """Build the site from the records and the ledger.

    Every mistake in the records and every false signature is named, and then nothing is built: the site that
    stands stays as it is until the new one takes its place. What did not change since the last build is left alone;
    delete .parchemin/cache to have everything verified and written anew.
    """
    root = context.root
    day = build_day(root, given.date() if given is not None else None)
    with _shown(context) as progress:
        report = build(root, output or root / "site", day=day.day, jobs=jobs, progress=progress)
    for warning in report.warnings:
        print_diagnostic(warning)
    _summary(context, report, day)


def _summary(context: Context, report: BuildReport, day: BuildDay) -> None:
    place = _short(report.output)
    total = sum(report.diplomas.values())
    states = ", ".join(f"{number} {state}" for state, number in report.diplomas.items())
    context.echo(f"Built {place} for {day.day} ({_SOURCES[day.source]}):")
    context.echo(f"  {_count(report.pages, 'edited page')}")
    context.echo(f"  {_count(total, 'diploma')}{f' ({states})' if states else ''}")
    context.echo(f"  keys of {_count(report.issuers, 'issuer')}, {_count(report.lists, 'status list')}")
    times = ", ".join(f"{stage.name} {stage.seconds:.1f}" for stage in report.stages)
    seconds = sum(stage.seconds for stage in report.stages)
    context.echo(f"  {seconds:.1f} s ({times})")
    context.echo(f"To look at it: parchemin serve{'' if place == 'site' else f' --directory {place}'}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _short(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


@contextmanager
def _shown(context: Context) -> Iterator[Progress]:
    """A progress bar on a terminal, silence elsewhere."""
    if not context.console.is_terminal:
        yield lambda _stage, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=context.console, transient=True) as bars:
        task = bars.add_task("", total=None)
        current = ""

        def progress(stage: str, done: int, total: int) -> None:
            nonlocal current, task
            if stage != current:
                bars.remove_task(task)
                task = bars.add_task(_STAGES.get(stage, stage), total=None)
                current = stage
            bars.update(task, completed=done, total=total or None)

        yield progress
