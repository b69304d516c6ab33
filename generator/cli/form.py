"""``parchemin form``: a page with a form for those who will not write YAML."""

from __future__ import annotations

import re
from pathlib import Path

import click

from generator.adapters.files import load_tree
from generator.adapters.formscript import VERSION, form_parts
from generator.adapters.staging import stage
from generator.cli.context import Context, count, pass_context
from generator.cli.options import examples
from generator.errors import BuildError
from generator.site.form import BACKENDS, Backend, form_files

__all__ = ["command"]

_REPOSITORY = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+")
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?")


def _shaped(pattern: re.Pattern[str], what: str) -> object:
    def check(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        if value is not None and not pattern.fullmatch(value):
            raise click.BadParameter(f"{what} is due.")
        return value

    return check


@click.command("form", epilog=examples("parchemin form ../form --repository ecole/diplomes"))
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--backend", type=click.Choice(list(BACKENDS)), default="github", show_default=True)
@click.option(
    "--repository", callback=_shaped(_REPOSITORY, "owner/name"), help="Owner and name on the git host."
)
@click.option("--branch", default="main", show_default=True, help="The branch that is edited.")
@click.option(
    "--origin", callback=_shaped(_ORIGIN, "https://HOST"), help="The git host, where the school runs its own."
)
@click.option(
    "--login",
    callback=_shaped(_ORIGIN, "https://HOST"),
    help="An OAuth helper for GitHub; else people use a token.",
)
@click.option(
    "--packages",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A node_modules that holds the script and its fonts. Default: fetched from the npm registry.",
)
@pass_context
def command(
    context: Context,
    *,
    directory: Path,
    backend: str,
    repository: str | None,
    branch: str,
    origin: str | None,
    login: str | None,
    packages: Path | None,
) -> None:
    """Write into DIR a page that edits courses, their sessions and pages in git, without YAML.

    The page is Sveltia CMS at one version, its fields are those of this version's records, and it knows nothing of
    candidates. Publish DIR on a host name of its own, never below the site; or serve it on this machine, where it
    edits the working directory. Run this again after an upgrade, and when schools or themes change.
    """
    if backend != "test-repo" and repository is None:
        raise click.UsageError("Say --repository OWNER/NAME.")
    tree = load_tree(context.root, folders=("content",))
    files = form_files(tree, Backend(backend, repository or "", branch, origin, login))
    files |= form_parts(packages)
    ours = {name.partition("/")[0] for name in files}
    foreign = (
        sorted(path.name for path in directory.iterdir() if path.name not in ours)
        if directory.is_dir()
        else []
    )
    if foreign:
        raise BuildError(
            f"{directory} holds files that parchemin form did not write ({', '.join(foreign[:3])})",
            hint="Empty it, or choose another directory.",
        )
    stage(files, directory)
    context.echo(
        f"{len(files)} files in {directory}: Sveltia CMS {VERSION}, {count(len(tree.courses), 'course')} to edit."
    )
    context.echo(f"To try it here: python3 -m http.server --bind 127.0.0.1 --directory {directory} 8001")
