"""What every command is given: the root of the site, and how to speak to the person at the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from generator.adapters.recordlock import writing_records
from generator.errors import Diagnostic, ParcheminError, Severity

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "Context",
    "find_root",
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
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


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

        return Console(file=sys.stdout, highlight=False, no_color=not wants_colour(sys.stdout))

    def echo(self, text: str = "", *, err: bool = False) -> None:
        """Print one line, without colour codes where nobody would see them."""
        stream = sys.stderr if err else sys.stdout
        click.echo(text, err=err, color=wants_colour(stream))


pass_context = click.make_pass_decorator(Context, ensure=True)


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
