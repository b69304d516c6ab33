"""What every command is given: the root of the site, and how to speak to the person at the terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from generator.adapters.recordlock import writing_records
from generator.cli import progress
from generator.errors import Diagnostic, ParcheminError, Severity

if TYPE_CHECKING:
    from rich.console import Console

    from generator.records.tree import Tree

__all__ = [
    "Context",
    "count",
    "find_root",
    "json_line",
    "pass_context",
    "print_diagnostic",
    "print_error",
    "printable",
    "printable_lines",
    "wants_colour",
]

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e007f]"
)
_P = ParamSpec("_P")
_R = TypeVar("_R")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def json_line(value: Mapping[str, Any]) -> str:
    """What ``--json`` answers, on one line. ASCII alone: it passes any pipe, and steers no terminal."""
    return json.dumps({"v": 1, **value}, separators=(",", ":"), default=str)


def printable(text: str, limit: int = 400) -> str:
    """`text` on one line, without anything that steers a terminal; what was replaced is written as its code
    point.
    """
    safe = _UNSAFE.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)
    return safe if len(safe) <= limit else safe[:limit] + "…"


def printable_lines(text: str) -> str:
    """`text` with its own line ends, each line as `printable` has it: what we say ourselves, with something foreign in
    it.
    """
    return "\n".join(printable(line, 2_000) for line in text.split("\n"))


def find_root(start: Path) -> Path | None:
    """Return the nearest directory at or above `start` that holds ``content/``, or None."""
    start = start.absolute()
    return next((place for place in (start, *start.parents) if (place / "content").is_dir()), None)


def wants_colour(stream: IO[str]) -> bool:
    """Whether to colour what goes to `stream`: on a terminal, unless ``NO_COLOR`` is set (no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


class Context:
    """The circumstances of one run.

    `given` is what ``--root`` names. The root is looked for only when a command asks for it, because some
    (``verify``) work without a site.
    """

    def __init__(self, given: Path | None = None) -> None:
        self.given = given
        self.quiet = False

    @cached_property
    def root(self) -> Path:
        """The directory that holds ``content/``; a usage error (exit 2) where there is none."""
        if self.given is not None:
            if not (self.given / "content").is_dir():
                raise click.UsageError(f"{self.given} holds no directory 'content': it is not a site.")
            return self.given.absolute()
        root = find_root(Path.cwd())
        if root is None:
            raise click.UsageError(
                "No site here: neither this directory nor one above it holds a directory 'content'. "
                "Name it with --root DIR."
            )
        return root

    def hold_records(self, *folders: str) -> None:
        """Keep other processes from writing records until the command ends, and clear what a crash has left in and
        below `folders`. Call it before reading what is to be changed; raises `RecordError` while another one writes.
        """
        click.get_current_context().with_resource(writing_records(self.root, *folders))

    @cached_property
    def console(self) -> Console:
        """A rich console on standard output; imported late, for it costs as much as a small command."""
        from rich.console import Console  # noqa: PLC0415

        return Console(
            file=sys.stdout, highlight=False, no_color=not wants_colour(sys.stdout), quiet=self.quiet
        )

    def echo(self, *parts: str | tuple[str, str | None], err: bool = False, bold: bool = False) -> None:
        """Print `parts` as one text, whatever stands in them; a pair is a text and its colour. With ``--quiet`` only
        what goes to standard error is printed.
        """
        if self.quiet and not err:
            return
        pairs = [part if isinstance(part, tuple) else (part, None) for part in parts]
        text = "".join(
            click.style(printable_lines(said), fg=colour, bold=bold or None)
            if colour or bold
            else printable_lines(said)
            for said, colour in pairs
        )
        click.echo(text, err=err, color=wants_colour(sys.stderr if err else sys.stdout))

    def print_json(self, value: Mapping[str, Any], *, compact: bool = False) -> None:
        """Print the answer that ``--json`` asks for: one object, whose ``v`` is the version of its shape."""
        click.echo(json_line(value) if compact else json.dumps({"v": 1, **value}, indent=2, default=str))

    def tree(self) -> Tree:
        """The records of the site; `RecordError` with every mistake where there is one."""
        from generator.adapters.files import load_tree  # noqa: PLC0415 - verifying works without any record

        with self.progress() as told:
            told("Reading the records")
            return load_tree(self.root)

    def progress(self) -> AbstractContextManager[progress.Told]:
        """A bar for what is going on inside, where it lasts and somebody watches."""
        return progress.shown(quiet=self.quiet)


def pass_context(function: Callable[Concatenate[Context, _P], _R]) -> Callable[_P, _R]:
    """Give a command the `Context`, and the option ``--quiet``, which every command has."""
    option = click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_hush,
        help="Print mistakes alone, and what --json asks for.",
    )
    return option(click.make_pass_decorator(Context, ensure=True)(function))


def _hush(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Context).quiet = True


def print_diagnostic(problem: Diagnostic, *, err: bool = True, below: str = "") -> None:
    """Print ``path:line:col: CODE message``, then `below` (the line in question), then the hint."""
    colour = wants_colour(sys.stderr if err else sys.stdout)
    place = f"{problem.path}:{problem.line}:{problem.column}:"
    code = click.style(problem.code, fg=_COLOURS[problem.severity], bold=True)
    click.echo(
        f"{click.style(printable(place), bold=True)} {code} {printable_lines(problem.message)}",
        err=err,
        color=colour,
    )
    if below:
        click.echo(below, err=err, color=colour)
    if problem.hint:
        click.echo(
            f"  {click.style('hint:', fg='cyan')} {printable_lines(problem.hint)}", err=err, color=colour
        )


def print_error(error: ParcheminError) -> None:
    """Print what was refused and why, to standard error."""
    problems: Iterable[Diagnostic] = error.diagnostics
    for problem in problems:
        print_diagnostic(problem)
    colour = wants_colour(sys.stderr)
    label = click.style("error:", fg="red", bold=True)
    click.echo(f"{label} {printable_lines(str(error))}", err=True, color=colour)
    if error.hint:
        hint = printable_lines(error.hint)
        click.echo(f"  {click.style('hint:', fg='cyan')} {hint}", err=True, color=colour)


def count(number: int, noun: str) -> str:
    """So many of something, whose plural ends with an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
