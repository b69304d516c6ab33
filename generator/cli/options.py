"""Arguments and options that several commands take: spelled, explained and completed the same everywhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from generator.cli.context import find_root
from generator.errors import MalformedError
from generator.trust import code as codes

__all__ = [
    "CANDIDATE",
    "CODE",
    "COURSE",
    "DAY",
    "EDITION",
    "ISSUER",
    "PROGRAMME",
    "SESSION",
    "Name",
    "ask",
    "by_option",
    "day_option",
    "examples",
    "json_option",
    "reason_option",
    "yes_option",
]

_F = TypeVar("_F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
by_option = click.option("--by", required=True, metavar="NAME", help="Who decides it. Kept private.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


def examples(*lines: str) -> str:
    """The end of a command's help: what one types, with a remark apart from it where one is needed."""
    return "\b\nExamples:\n" + "".join(f"  {line}\n" for line in lines)


def attended() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def ask(question: str, *, yes: bool) -> None:
    """Go on only if the person at the terminal says so, or said so beforehand with ``--yes``."""
    if yes:
        return
    if not attended():
        raise click.UsageError("Nobody is there to be asked: say --yes.")
    if not click.confirm(question, err=True):
        raise click.Abort


class _Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no day: write it as 2026-07-10.", param, ctx)


DAY: Final = _Day()
"""A day, ``YYYY-MM-DD``."""


def day_option(text: str) -> Callable[[_F], _F]:
    """``--date``, which the command receives as `given`: a date, or None. `text` says what the day is for."""
    return click.option("--date", "given", type=DAY, metavar="DAY", help=text)


def reason_option(name: str, **more: Any) -> Callable[[_F], _F]:
    """``--reason`` (or ``--note``), which the command receives as `name`."""
    text = "Why, in words. Kept private."
    return click.option("--reason", "--note", name, required=True, metavar="TEXT", help=text, **more)


class _Code(click.ParamType[str]):
    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return codes.read(str(value))
        except MalformedError as error:
            self.fail(f"{error}. {error.hint}".strip(), param, ctx)


CODE: Final = _Code()
"""The code of a diploma, as people type it. Never completed: codes stand in no list."""


def _site(ctx: click.Context) -> Path | None:
    """The site of the command line that is being completed."""
    named: Path | None = ctx.find_root().params.get("root")
    return named or find_root(Path.cwd())


class Name(click.ParamType[str]):
    """The name of a record, completed from the file names below `folder` of the site. Nothing is read,
    and nothing refused: the command says what it does not know.
    """

    name = "text"
    _MOST: Final = 200

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def shell_complete(  # noqa: D102 - as click has it
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        root = _site(ctx)
        names = [] if root is None else [one for one in self._names(root) if one.startswith(incomplete)]
        # So many that nobody could choose: of a register only who types some of an identifier is helped.
        return [] if len(names) > self._MOST else [CompletionItem(one) for one in sorted(names)]

    def _names(self, root: Path) -> Iterator[str]:
        return (one.stem for one in (root / self._folder).glob("*.yml"))


CANDIDATE: Final = Name("candidates/register")
PROGRAMME: Final = Name("content/programmes")
ISSUER: Final = Name("content/issuers")
COURSE: Final = Name("content/courses")
EDITION: Final = Name("candidates/editions")


class _Session(click.ParamType[tuple[str, str]]):
    name = "course/session"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        course, slash, session = str(value).partition("/")
        if not (course and slash and session) or "/" in session:
            self.fail(f"'{value}' is not COURSE/SESSION, such as malaria/2026-t2.", param, ctx)
        return course, session

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        courses = [one.value for one in COURSE.shell_complete(ctx, param, incomplete.partition("/")[0])]
        root = _site(ctx)
        if ("/" not in incomplete and len(courses) > 1) or root is None:
            return [CompletionItem(f"{one}/") for one in courses]
        # Of one course alone is the record read.
        found = [f"{one}/{session}" for one in courses for session in _sessions(root, one)]
        return [CompletionItem(one) for one in found if one.startswith(incomplete)]


def _sessions(root: Path, course: str) -> Iterator[str]:
    from generator.records.yaml import load  # noqa: PLC0415 - only who completes a session needs it

    path = f"content/courses/{course}.yml"
    data = load((root / path).read_bytes(), path).data
    runs = data.get("sessions") if isinstance(data, dict) else ()
    return (
        str(one["id"])
        for one in (runs if isinstance(runs, list) else ())
        if isinstance(one, dict) and "id" in one
    )


SESSION: Final = _Session()
"""``COURSE/SESSION``, as a pair."""
