"""``parchemin verify``: check diplomas against what their verifier trusts, offline unless given an address."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, TypeVar

import click
from click.core import ParameterSource

from generator.adapters.fetch import FetchError
from generator.cli.checking import (
    Result,
    check_codes,
    check_source,
    is_address,
    is_bundle_folder,
)
from generator.cli.context import Context, pass_context, printable
from generator.cli.evidence import Evidence, did_of, list_of
from generator.cli.folders import check_folder
from generator.cli.progress import shown
from generator.cli.rows import Row, Shape, print_in_full
from generator.cli.shelf import Shelf
from generator.cli.signing import instant_of
from generator.errors import MalformedError
from generator.trust import Verdict
from generator.trust.keys import normal_fingerprint
from generator.trust.sealedpage import from_fragment

__all__ = ["command"]

_EPILOG = """\b
SOURCE is a diploma's .json file, its saved .html page, a badge (.svg, .png),
a document (.pdf), a bundle (.zip, or the folder it was unpacked to), a folder of such files, an
address, or - for standard input. Nothing is fetched unless SOURCE is itself
an address.

\b
Exit codes:
  0  valid
  1  not valid: altered or not issued here, unknown issuer, revoked,
     superseded, expired, not yet valid
  2  the command was not understood, or one of its files cannot be read
  3  cannot be checked, or whether it was revoked was not checked, or its
     proof of the transparency log is not good, or the page around it says
     something else
Of several results the worst counts, in the order 1, 3, 0.

\b
Examples:
  parchemin verify diploma.json --did did.json --status revocation-1.json
  parchemin verify badge.svg --fingerprint "1f3a 07bc … (eight groups)"
  parchemin verify bundle.zip --fingerprint "1f3a 07bc …" --explain
  parchemin verify https://diplomes.example.org/d/CODE.html
  parchemin verify applications/ --site saved-site
  parchemin verify --codes codes.txt --site saved-site --json
"""
_WORST = (1, 3, 0)

S = TypeVar("S")
T = TypeVar("T")


def _checked(read: Callable[[S], T]) -> Callable[[click.Context, click.Parameter, S], T]:
    def callback(_: click.Context, __: click.Parameter, value: S) -> T:
        try:
            return read(value)
        except MalformedError as error:
            raise click.BadParameter(str(error)) from None

    return callback


def _instant(text: str | None) -> datetime:
    return datetime.now(UTC) if text is None else instant_of(text)


def _link_key(text: str | None) -> bytes | None:
    return None if text is None else from_fragment(text)


def _pins(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(normal_fingerprint(text) for text in texts)


def _shelf(text: str | None) -> Shelf | None:
    if text is None:
        return None
    try:
        return Shelf(Path(text))
    except OSError as error:
        raise click.BadParameter(f"{text}: {error.strerror or error}") from None


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(epilog=_EPILOG)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--did", "did_files", type=_FILE, multiple=True, help="A saved did.json of an issuer you trust."
)
@click.option(
    "--fingerprint",
    "pins",
    multiple=True,
    callback=_checked(_pins),
    help="The fingerprint of a key you trust; no other one is then believed.",
)
@click.option("--status", "status_files", type=_FILE, multiple=True, help="A saved status list.")
@click.option(
    "--site",
    "shelf",
    callback=_checked(_shelf),
    metavar="DIR",
    help="A built or saved site (or a bundle) that you trust: did.json and status lists are looked up there.",
)
@click.option(
    "--codes",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="A list of codes to look up in --site; - for standard input.",
)
@click.option(
    "--at",
    "--date",
    "now",
    callback=lambda _, __, text: _instant(text),
    metavar="INSTANT",
    help="Judge as of this day or instant (2026-01-31T00:00:00Z), not now.",
)
@click.option(
    "--key",
    "link_key",
    callback=_checked(_link_key),
    metavar="LINK",
    help="What opens a sealed diploma: its whole link, or the part behind the #.",
)
@click.option("--explain", is_flag=True, help="Say what each check compared, and what it means.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one report, or one a line.")
@pass_context
def command(
    context: Context,
    *,
    sources: tuple[str, ...],
    did_files: tuple[Path, ...],
    pins: tuple[str, ...],
    status_files: tuple[Path, ...],
    shelf: Shelf | None,
    codes: IO[str] | None,
    now: datetime,
    link_key: bytes | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Check diplomas: signature, key, dates, revocation."""
    if codes is not None and shelf is None:
        raise click.UsageError("--codes needs --site DIR: where are the diplomas?")
    if not sources and codes is None:
        raise click.UsageError("Missing argument 'SOURCE': what is to be checked?")
    source_of_now = click.get_current_context().get_parameter_source("now")
    evidence = Evidence(
        now,
        pins,
        dict(map(did_of, did_files)),
        dict(map(list_of, status_files)),
        shelf,
        by_clock=source_of_now is not ParameterSource.COMMANDLINE,
        link_key=link_key,
    )
    anchored = evidence.anchored
    printer = _Printer(context, explain=explain, as_json=as_json)
    if len(sources) == 1 and codes is None and not _is_many(sources[0]):
        result = _alone(sources[0], evidence)
        printer.alone(result, anchored=anchored or is_address(result.source))
        sys.exit(result.exit_code)
    shape = printer.shape
    looked_up = map(shape.row, check_codes(codes, evidence) if codes is not None else ())
    sys.exit(printer.rows(chain(_rows(sources, evidence, shape), looked_up)))


def _is_many(source: str) -> bool:
    return not is_address(source) and Path(source).is_dir() and not is_bundle_folder(Path(source))


def _rows(sources: Iterable[str], evidence: Evidence, shape: Shape) -> Iterator[Row]:
    for source in sources:
        if _is_many(source):
            with _named(source):
                yield from check_folder(Path(source), evidence, shape.row)
        else:
            yield shape.row(_alone(source, evidence))


def _alone(source: str, evidence: Evidence) -> Result:
    with _named(source):
        return check_source(source, evidence)


@contextmanager
def _named(source: str) -> Iterator[None]:
    """Say what could not be read or fetched."""
    try:
        yield
    except FetchError as error:
        click.echo(f"error: {printable(str(error))}", err=True)
        raise SystemExit(3) from None
    except OSError as error:
        problem = "no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
        raise click.UsageError(f"{printable(source)}: {problem}.") from None


class _Printer:
    """Prints results as they come, for people or for machines."""

    def __init__(self, context: Context, *, explain: bool, as_json: bool) -> None:
        self._context = context
        self._explain = explain
        self._as_json = as_json

    def alone(self, result: Result, *, anchored: bool) -> None:
        """One result, in full."""
        if self._as_json:
            self._context.print_json(result.to_json())
            return
        print_in_full(self._context.console, result, explain=self._explain)
        if result.report is not None and result.report.verdict is Verdict.UNKNOWN_ISSUER and not anchored:
            self._context.echo("  hint: say whom you trust, with --did, --fingerprint or --site.", err=True)

    @property
    def shape(self) -> Shape:
        """How the rows look."""
        console = self._context.console
        return Shape(self._as_json, self._explain, None if console.no_color else console.color_system)

    def rows(self, rows: Iterable[Row]) -> int:
        """Print rows and their count; the worst exit code."""
        counted: Counter[str] = Counter()
        exit_codes: set[int | None] = set()
        notes: Counter[str] = Counter()
        silent = self._context.quiet and not self._as_json
        for row in self._watched(rows):
            counted[row.word] += 1
            exit_codes.add(row.exit_code)
            notes.update(row.notes)
            if not silent:
                sys.stdout.write(row.text)
        if not self._as_json:
            self._summary(counted, notes)
        # A list that holds no diploma at all was not checked.
        return next((code for code in _WORST if code in exit_codes), 3)

    def _watched(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows; on a terminal that does not show their rows, because these go elsewhere, a bar counts them."""
        with shown(quiet=self._context.quiet or sys.stdout.isatty()) as told:
            for number, row in enumerate(rows, 1):
                told("Checking diplomas", number)
                yield row

    def _summary(self, counted: Counter[str], notes: Counter[str]) -> None:
        self._context.echo()
        for note, times in notes.items():
            text = printable(note) if times == 1 else f"{printable(note)} ({times} times)"
            self._context.console.print(f"  {text}", style="dim", markup=False, soft_wrap=True)
        total = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
        self._context.echo(
            f"{counted.total()} checked: {total}." if counted else "Nothing was found to check."
        )
