"""``parchemin stage``: the edited pages as a project that MkDocs, its forks and Zensical build."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from generator.adapters.clock import build_day
from generator.adapters.engines import write_project
from generator.build import open_site, search_files, staged_site, write_diplomas
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import day_option, examples
from generator.errors import BuildError

__all__ = ["command"]

_OWN = ("content", "candidates", "site_templates", "generator", ".git", ".parchemin")


@click.command("stage", epilog=examples("parchemin stage staged", "parchemin stage staged --date 2027-01-01"))
@click.argument("directory", type=click.Path(path_type=Path))
@day_option("Day for which pages say what comes next. Default: SOURCE_DATE_EPOCH, the last commit, today.")
@pass_context
def command(context: Context, directory: Path, given: date | None) -> None:
    """Write the edited pages to DIRECTORY for another engine.

    DIRECTORY gets a mkdocs.yml that names no plugin, docs/ with the pages, scripts, images and feeds, and theme/
    with the layout. `mkdocs build` and `zensical build` there make the same pages as `parchemin build` does.
    Diplomas, keys, status lists and the verify page are not among them: those come from `parchemin build` alone.
    """
    root = context.root
    place = directory.absolute()
    if place == root or any(place.is_relative_to(root / name) for name in _OWN):
        raise BuildError(f"{directory} belongs to the site", hint="Choose a directory of its own.")
    with TemporaryDirectory(prefix="parchemin-") as aside, context.progress() as told:
        told("Reading the records")
        site = open_site(root, build_day(root, given).day)
        # Pages show keys and specimens: whatever is said of them is verified first, as for a build.
        told("Verifying the diplomas")
        diplomas = write_diplomas(site, Path(aside))
        told("Writing the pages")
        files, pages = staged_site(site, diplomas)
        # Searched before it is written where another engine publishes it from.
        told("Searching them for what is private")
        doubts = search_files(site, diplomas, files, Path(aside) / "staged")
        staged = write_project(root, place, site.tree, files)
    for warning in (*site.warnings, *diplomas.warnings, *doubts):
        print_diagnostic(warning)
    context.echo(
        f"Staged {pages} pages in {directory}: {len(files)} files, {staged.written} of them new or changed, "
        f"{staged.removed} removed."
    )
    context.echo(f"To build them: cd {directory} && mkdocs build --strict   (or: zensical build)")
