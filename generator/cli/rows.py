"""One of many results as it is printed and counted. A row is made where its file was checked, in a process of its own
perhaps: a whole report would cost more to hand over than to make.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, cast

from rich.console import Console

from generator.cli.checking import Result
from generator.cli.context import json_line, printable
from generator.cli.verdict import in_a_word, in_one_line, in_words

__all__ = ["Row", "Shape", "print_in_full"]


class Row(NamedTuple):
    """What is said of a result: the word that it is counted under, its exit code (None where it does not count), notes
    that are said once for all, and what is printed of it."""

    word: str
    exit_code: int | None
    notes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How results are printed: a line of JSON each, or in full with explanations, or else in a line of words; in which
    colours, None for none."""

    as_json: bool
    explain: bool
    colours: str | None

    def row(self, result: Result) -> Row:
        """The row of a result."""
        exit_code = None if result.problem == "not-a-diploma" else result.exit_code
        notes = () if self.as_json or self.explain else result.notes
        return Row(in_a_word(result.report, result.problem), exit_code, notes, self._text(result))

    def _text(self, result: Result) -> str:
        if self.as_json:
            return f"{json_line(result.to_json())}\n"
        console = _console(self.colours)
        if self.explain:
            with console.capture() as said:
                console.print(f"── {printable(result.source, 200)}", markup=False, soft_wrap=True)
                print_in_full(console, result, explain=True)
            return said.get()
        line = in_one_line(result.source, result.report, result.problem, result.log, result.page)
        if self.colours is None:
            return f"{line.plain}\n"
        with console.capture() as said:
            console.print(line, soft_wrap=True)
        return said.get()


@lru_cache(maxsize=1)
def _console(colours: str | None) -> Console:
    return Console(
        file=io.StringIO(),
        highlight=False,
        force_terminal=colours is not None,
        color_system=cast(Any, colours),
    )


def print_in_full(console: Console, result: Result, *, explain: bool) -> None:
    """Print everything that was found."""
    if result.report is None:
        console.print(in_one_line(result.source, None, result.problem), soft_wrap=True)
    else:
        for line in in_words(result.report, result.log, result.page, explain=explain):
            console.print(line, soft_wrap=True)
    for note in result.notes:
        console.print(f"  {printable(note)}", style="dim", markup=False, soft_wrap=True)
