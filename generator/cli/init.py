"""``parchemin init``: a school's own repository in a minute, which builds at once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from generator import __version__
from generator.adapters.clock import today
from generator.adapters.starter import School, place, refuse_occupied, starter_files
from generator.cli.context import Context, pass_context
from generator.cli.keys import create
from generator.cli.options import attended, day_option, examples
from generator.cli.signing import KeyOptions
from generator.records.base import Email
from generator.records.site import Host

__all__ = ["command"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*")


def _slug(_: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and (not _SLUG.fullmatch(value) or len(value) > 80):
        raise click.BadParameter("a slug has lower-case letters, digits and single hyphens, 80 at most.")
    return value


class _Host(click.ParamType[str]):
    name = "host"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        # An address copied from a browser names a host too.
        host = str(value).strip().lower().removeprefix("https://").removesuffix("/")
        try:
            return TypeAdapter(Host).validate_python(host)
        except ValidationError:
            self.fail(
                f"'{value}' is no host: write its name alone, such as diplomes.ecole.example.", param, ctx
            )


class _Email(click.ParamType[str]):
    name = "email"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return TypeAdapter(Email).validate_python(str(value).strip())
        except ValidationError:
            self.fail(f"'{value}' is no e-mail address, such as diplomes@ecole.example.", param, ctx)


class _Words(click.ParamType[str]):
    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not (said := str(value).strip()):
            self.fail("a name is due.", param, ctx)
        return said


def _branch(_: click.Context, __: click.Parameter, value: str) -> str:
    if not _BRANCH.fullmatch(value):
        raise click.BadParameter("letters, digits, hyphens, underscores and slashes, please.")
    return value


@click.command(
    "init", epilog=examples('parchemin init diplomes --host diplomes.ecole.example --name "École exemple"')
)
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--host",
    type=_Host(),
    metavar="HOST",
    help="Official host, printed on every diploma: chosen once (diplomes.ecole.example).",
)
@click.option("--name", type=_Words(), help="Official name of the school.")
@click.option(
    "--email",
    type=_Email(),
    metavar="EMAIL",
    help="Where people write about diplomas. Default: diplomes@HOST.",
)
@click.option("--issuer", callback=_slug, help="Slug of the school. Default: from its name.")
@click.option("--course", callback=_slug, default="first-course", show_default=True, help="Slug of a course.")
@click.option(
    "--programme", callback=_slug, default="first-certificate", show_default=True, help="Slug of a programme."
)
@click.option(
    "--registration",
    type=_Email(),
    metavar="EMAIL",
    help="Address for sealed registrations; without it there are none.",
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
    asks = attended()
    host = _answer("--host", host, "Official host, printed on every diploma", _Host(), asks=asks)
    name = _answer("--name", name, "Official name of the school", _Words(), asks=asks)
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


def _answer(option: str, given: str | None, question: str, kind: click.ParamType[str], *, asks: bool) -> str:
    if given is None and not asks:
        raise click.UsageError(f"Nobody is there to ask: say --host and --name ({option} is missing).")
    # An answer that will not do is asked for again.
    answer: str = given if given is not None else click.prompt(question, type=kind, err=True)
    return answer


def _next_steps(context: Context, directory: Path, school: School, *, key: bool) -> None:
    context.echo("Next:")
    steps = [f"cd {directory}"] if directory.absolute() != Path.cwd() else []
    steps += ["parchemin check", "parchemin build", "parchemin serve"]
    if not key:
        steps.append(f"parchemin keys new {school.issuer}")
    for step in steps:
        context.echo(f"  {step}")
    context.echo("README.md says what to complete before anything is published.")
