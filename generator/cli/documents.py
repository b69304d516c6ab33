"""``parchemin documents``: diplomas on paper, as PDF files."""

from __future__ import annotations

import filecmp
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import CODE, EDITION
from generator.cli.signing import moment_option
from generator.errors import DocumentError
from generator.site.documents.published import FOLDER
from generator.site.documents.setting import FORMATS, LANGUAGES, Kind, Paper, Tongue

__all__ = ["command"]

_EPILOG = """\b
Examples:
  parchemin documents CODE --format letter --language both
  parchemin documents --edition dnm2ip-2026-07 --kind diploma --kind transcript
  parchemin documents CODE --specimen          to look at, marked as no diploma
  parchemin documents --all --publish          after each build
  parchemin documents --compare received.pdf   is it a file that we made?
"""


@click.command(epilog=_EPILOG)
@click.argument("named", metavar="[CODE]...", nargs=-1, type=CODE)
@click.option(
    "--edition",
    "editions",
    type=EDITION,
    multiple=True,
    help="Every diploma of an edition, such as dnm2ip-2026-07.",
)
@click.option("--all", "every", is_flag=True, help="Every diploma of the programmes that have documents.")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([one.value for one in Kind]),
    multiple=True,
    default=("diploma",),
    help="What to print; may be repeated. Default: diploma.",
)
@click.option(
    "--format",
    "papers",
    type=click.Choice(FORMATS),
    multiple=True,
    default=("a4",),
    help="Paper. Default: a4.",
)
@click.option(
    "--lang",
    "--language",
    "language",
    type=click.Choice(LANGUAGES),
    help="Of our words. Default: the diploma's own.",
)
@click.option("--specimen", is_flag=True, help="Write SPECIMEN across every page.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder. Default: documents, at the root.",
)
@click.option(
    "--publish", is_flag=True, help="Put what the programmes publish, and its digests, into the built site."
)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="The built site, for --publish. Default: site, at the root.",
)
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Say whether a PDF is byte for byte one that this program makes.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes. Default: one for each processor.")
@moment_option
@pass_context
def command(
    context: Context,
    *,
    named: tuple[str, ...],
    editions: tuple[str, ...],
    every: bool,
    kinds: tuple[str, ...],
    papers: tuple[Paper, ...],
    language: Tongue | None,
    specimen: bool,
    output: Path | None,
    publish: bool,
    site: Path | None,
    compare: Path | None,
    jobs: int | None,
    now: datetime,
) -> None:
    """Make PDF documents of diplomas: PDF/A-3a and PDF/UA-1, with the signed diploma attached.

    Each diploma is verified first. One that was withdrawn, revoked or replaced gets none, and loses those that it had
    in the folder. What did not change is left alone.
    """
    from generator.adapters.machine import processors  # noqa: PLC0415
    from generator.build.privacy import search_documents  # noqa: PLC0415
    from generator.documents.making import Order, make  # noqa: PLC0415 - brings the audit of the ledger
    from generator.documents.publishing import (  # noqa: PLC0415
        compare_file,
        publish_documents,
        published_names,
    )
    from generator.documents.selecting import select  # noqa: PLC0415

    tree = context.tree()
    if compare is not None:
        said = compare_file(context.root, tree, compare.read_bytes())
        context.echo(f"{compare}: {said.sentence}", err=not said.same)
        if not said.same:
            click.get_current_context().exit(1)
        return
    if not named and not editions and not every:
        raise click.UsageError("Name codes, or --edition, or say --all.")
    if publish and specimen:
        raise click.UsageError("A specimen is not published.")
    if unknown := sorted(set(editions) - tree.editions.keys()):
        raise click.UsageError(f"There is no edition {', '.join(unknown)}.")
    programmes = [name for name, one in tree.programmes.items() if one.documents != "none"] if every else []
    if every and not programmes and not named and not editions:
        context.echo("No programme has documents: see 'documents' in its record.")
        return
    selection = select(context.root, codes=named, editions=editions, programmes=programmes)
    order = Order(tuple(map(Kind, kinds)), papers, language, specimen)
    place = output or context.root / "documents"
    with context.progress() as told:
        report = make(
            context.root,
            tree,
            selection,
            order,
            place,
            at=now,
            processes=processors() if jobs is None else jobs,
            progress=partial(told, "Making the documents"),
        )
    same = len(report.files) - report.written
    context.echo(f"{place}: {report.written} made, {same} unchanged.")
    for state, number in sorted(report.states.items()):
        context.echo(f"  none for {number} {state}")
    if report.removed:
        context.echo(f"  {report.removed} removed")
    if report.problems:
        for problem in report.problems:
            print_diagnostic(problem)
        noun = "one document" if len(report.problems) == 1 else f"{len(report.problems)} documents"
        raise DocumentError(f"{noun} could not be made")
    if publish:
        target = site or context.root / "site"
        names = published_names(tree, selection, report)
        fresh = [one for one in names if not _is_there(place / one, target / FOLDER / one)]
        jobs = processors() if jobs is None else jobs
        for warning in search_documents(context.root, now.date(), place, fresh, jobs=jobs):
            print_diagnostic(warning)
        published, listed = publish_documents(tree, selection, report, place, target)
        context.echo(f"{target}: {published} published, {listed} digests listed.")


def _is_there(document: Path, published: Path) -> bool:
    """Whether the site has the same bytes already: they were searched when they were put there."""
    return published.is_file() and filecmp.cmp(document, published, shallow=False)
