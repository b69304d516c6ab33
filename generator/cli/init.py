"""``parchemin init``: a school's own repository in a minute, which builds at once."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from generator import __version__
from generator.adapters.clock import today
from generator.adapters.starter import School, place, refuse_occupied, starter_files
from generator.cli.context import Context, pass_context
from generator.cli.keys import create
from generator.cli.options import day_option, examples
from generator.cli.signing import KeyOptions

__all__ = ["command"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*")


def _slug(_: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and (not _SLUG.fullmatch(value) or len(value) > 80):
        raise click.BadParameter("a slug has lower-case letters, digits and single hyphens, 80 at most.")
    return value


def _branch(_: click.Context, __: click.Parameter, value: str) -> str:
    if not _BRANCH.fullmatch(value):
        raise click.BadParameter("letters, digits, hyphens, underscores and slashes, please.")
    return value


@click.command(
    "init", epilog=examples('parchemin init diplomes --host diplomes.ecole.example --name "École exemple"')
)
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--host", help="Official host, printed on every diploma: chosen once (diplomes.ecole.example).")
@click.option("--name", help="Official name of the school.")
@click.option("--email", help="Where people write about diplomas. Default: diplomes@HOST.")
@click.option("--issuer", callback=_slug, help="Slug of the school. Default: from its name.")
@click.option("--course", callback=_slug, default="first-course", show_default=True, help="Slug of a course.")
@click.option(
    "--programme", callback=_slug, default="first-certificate", show_default=True, help="Slug of a programme."
)
@click.option(
    "--registration", metavar="EMAIL", help="Address for sealed registrations; without it there are none."
)
@click.option(
    "--key/--no-key", default=None, help="Make the key that signs now, outside of DIR. Default: ask."
)
@click.option("--git/--no-git", "git", default=True, help="Begin a git repository. Default: yes.")
@click.option("--branch", callback=_branch, default="main", show_default=True, help="The default branch.")
@click.option(
    "--program",
    default=f"parchemin=={__version__}",
    show_default=True,
    metavar="REQUIREMENT",
    help="What pip installs in workflows.",
)
@day_option("Day from which the first session is counted. Default: today.")
@pass_context
def command(
    started: Context,
    *,
    directory: Path,
    host: str | None,
    name: str | None,
    email: str | None,
    issuer: str | None,
    course: str,
    programme: str,
    registration: str | None,
    key: bool | None,
    git: bool,
    branch: str,
    program: str,
    given: date | None,
) -> None:
    """Begin a school's own repository in DIR, which must be empty or missing.

    It holds a school, a course, a programme, pages in French and English, the workflows of GitHub and GitLab, and
    settings for editors; it builds at once, with the look that Parchemin has. Two questions are asked at a terminal
    (host and name), none elsewhere.
    """
    refuse_occupied(directory)
    asks = sys.stdin.isatty()
    host = _answer("--host", host, "Official host, printed on every diploma", asks=asks)
    name = _answer("--name", name, "Official name of the school", asks=asks)
    school = School(
        host=host,
        name=name,
        email=email or f"diplomes@{host.partition(':')[0]}",
        issuer=issuer or _slug_of(name),
        course=course,
        programme=programme,
        day=today(given),
        program=program,
        branch=branch,
        registration=registration,
    )
    files = starter_files(school)
    target = directory.absolute()
    place(files, target, branch=branch if git else None)
    context = Context(target)
    context.quiet = started.quiet
    context.echo(f"{len(files)} files in {directory}: a school, a course, a programme, pages, workflows.")
    if key is None and asks:
        key = click.confirm(
            "Make the key that signs diplomas now? It is kept outside of this directory", err=True
        )
    if key:
        create(context, school.issuer, KeyOptions(), datetime.now(UTC).replace(microsecond=0), rotate=False)
    _next_steps(context, directory, school, key=bool(key))


def _slug_of(name: str) -> str:
    # Some thirty milliseconds, for this command alone.
    from anyascii import anyascii  # noqa: PLC0415

    return "-".join(re.findall(r"[a-z0-9]+", anyascii(name).lower()))[:40].strip("-") or "school"


def _answer(option: str, given: str | None, question: str, *, asks: bool) -> str:
    if given is None and not asks:
        raise click.UsageError(f"Nobody is there to ask: say --host and --name ({option} is missing).")
    answer: str = given if given is not None else click.prompt(question, err=True)
    return answer.strip()


def _next_steps(context: Context, directory: Path, school: School, *, key: bool) -> None:
    context.echo("Next:")
    steps = [f"cd {directory}"] if directory.absolute() != Path.cwd() else []
    steps += ["parchemin check", "parchemin build", "parchemin serve"]
    if not key:
        steps.append(f"parchemin keys new {school.issuer}")
    for step in steps:
        context.echo(f"  {step}")
    context.echo("README.md says what to complete before anything is published.")
