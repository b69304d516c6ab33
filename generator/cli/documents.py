"""``parchemin documents``: diplomas on paper, as PDF files."""

from __future__ import annotations

import filecmp
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import CODE, EDITION, json_option
from generator.cli.signing import moment_option
from generator.errors import DocumentError
from generator.site.documents.published import FOLDER
from generator.site.documents.setting import FORMATS, LANGUAGES, Kind, Paper, Tongue

if TYPE_CHECKING:
    from generator.documents.making import Report
    from generator.documents.selecting import Selection
    from generator.records.tree import Tree

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
@json_option
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
    as_json: bool,
    now: datetime,
) -> None:
    """Make PDF documents of diplomas: PDF/A-3a and PDF/UA-1, with the signed diploma attached.

    Each diploma is verified first. One that was withdrawn, revoked or replaced gets none, and loses those that it had
    in the folder. What did not change is left alone.
    """
    from generator.adapters.machine import processors  # noqa: PLC0415
    from generator.documents.making import Order, make  # noqa: PLC0415 - brings the audit of the ledger
    from generator.documents.selecting import select  # noqa: PLC0415

    tree = context.tree()
    if compare is not None:
        _compare(context, tree, compare, as_json=as_json)
        return
    if not named and not editions and not every:
        raise click.UsageError("Name codes, or --edition, or say --all.")
    if publish and specimen:
        raise click.UsageError("A specimen is not published.")
    if unknown := sorted(set(editions) - tree.editions.keys()):
        raise click.UsageError(f"There is no edition {', '.join(unknown)}.")
    programmes = [name for name, one in tree.programmes.items() if one.documents != "none"] if every else []
    if every and not programmes and not named and not editions:
        said = "No programme has documents: see 'documents' in its record."
        context.print_json({"folder": None, "documents": {}}) if as_json else context.echo(said)
        return
    selection = select(context.root, codes=named, editions=editions, programmes=programmes)
    order = Order(tuple(map(Kind, kinds)), papers, language, specimen)
    place = output or context.root / "documents"
    processes = processors() if jobs is None else jobs
    with context.progress() as told:
        report = make(
            context.root,
            tree,
            selection,
            order,
            place,
            at=now,
            processes=processes,
            progress=partial(told, "Making the documents"),
        )
    answer = _answer(place, report)
    if not as_json:
        _tell(context, answer)
    _refuse(report)
    if publish:
        target = site or context.root / "site"
        published, listed = _published(
            context, tree, selection, report, place, target=target, day=now.date(), jobs=processes
        )
        answer |= {"site": str(target), "published": published, "digests": listed}
        if not as_json:
            context.echo(f"{target}: {published} published, {listed} digests listed.")
    if as_json:
        context.print_json(answer)


def _compare(context: Context, tree: Tree, file: Path, *, as_json: bool) -> None:
    """Say whether a file is one that this program makes; exit code 1 where it is not."""
    from generator.documents.publishing import compare_file  # noqa: PLC0415

    said = compare_file(context.root, tree, file.read_bytes())
    if as_json:
        context.print_json({"file": str(file), "same": said.same, "said": said.sentence})
    else:
        context.echo(f"{file}: {said.sentence}", err=not said.same)
    if not said.same:
        click.get_current_context().exit(1)


def _answer(place: Path, report: Report) -> dict[str, Any]:
    """What is printed for machines: the documents in the folder by name with their digests, and what was done."""
    return {
        "folder": str(place),
        "made": report.written,
        "unchanged": len(report.files) - report.written,
        "removed": report.removed,
        "none": dict(sorted(report.states.items())),
        "documents": dict(report.files),
    }


def _tell(context: Context, answer: dict[str, Any]) -> None:
    context.echo(f"{answer['folder']}: {answer['made']} made, {answer['unchanged']} unchanged.")
    for state, number in answer["none"].items():
        context.echo(f"  none for {number} {state}")
    if answer["removed"]:
        context.echo(f"  {answer['removed']} removed")


def _refuse(report: Report) -> None:
    """Name what could not be made, if anything."""
    if report.problems:
        for problem in report.problems:
            print_diagnostic(problem)
        noun = "one document" if len(report.problems) == 1 else f"{len(report.problems)} documents"
        raise DocumentError(f"{noun} could not be made")


def _published(
    context: Context,
    tree: Tree,
    selection: Selection,
    report: Report,
    place: Path,
    *,
    target: Path,
    day: date,
    jobs: int,
) -> tuple[int, int]:
    """Put what programmes publish into the built site, once the privacy gate has searched it; how many documents and
    digests it has then."""
    from generator.build.privacy import search_documents  # noqa: PLC0415
    from generator.documents.publishing import publish_documents, published_names  # noqa: PLC0415

    names = published_names(tree, selection, report)
    fresh = [one for one in names if not _is_there(place / one, target / FOLDER / one)]
    for warning in search_documents(context.root, day, place, fresh, jobs=jobs):
        print_diagnostic(warning)
    return publish_documents(tree, selection, report, place, target)


def _is_there(document: Path, published: Path) -> bool:
    """Whether the site has the same bytes already: they were searched when they were put there."""
    return published.is_file() and filecmp.cmp(document, published, shallow=False)
