"""``parchemin check``: every problem of the whole tree at once."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click

from generator.adapters.clock import build_day
from generator.adapters.files import open_records
from generator.adapters.ledger import Ledger
from generator.adapters.mailledger import MailLedger
from generator.adapters.recordcache import CACHE, is_committed
from generator.cli.annotations import code_quality, place_in_repository, workflow_commands
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import day_option, examples, json_option
from generator.cli.progress import Told, more
from generator.errors import Diagnostic, LedgerError, Severity
from generator.issuing.alarms import log_alarms
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from generator.issuing.desk import check_letterbox
from generator.issuing.planning import plan_editions
from generator.records.kinds import KINDS, LEDGER, TRANSMISSIONS
from generator.records.tree import Tree
from generator.records.yaml import MAX_BYTES

__all__ = ["command"]

_SHOWN_WIDTH: Final = 120


@click.command(
    "check",
    epilog=examples(
        "parchemin check",
        "parchemin check content/courses",
        "parchemin check --format github     in a workflow",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab"]),
    default="text",
    help="How to print: for people, as JSON, as annotations of a GitHub workflow, or as a GitLab code quality report.",
)
@day_option("Day for which overdue courses are judged. Default: SOURCE_DATE_EPOCH, the last commit, today.")
@json_option
@pass_context
def command(
    context: Context, *, paths: tuple[Path, ...], form: str, as_json: bool, given: date | None
) -> None:
    """Read every record and print all problems at once.

    Records are read whole, for they refer to one another, every signature of the ledger is verified (in a batch that
    is as it was the last time, not once more), and the ledger is held against the transparency log; PATH, a file or a
    folder, narrows what is shown.

    Exit code: 0 in order (warnings included), 1 with errors, 2 when the command was not understood.
    """
    root = context.root
    wanted = [_inside(root, path) for path in paths]
    day = build_day(root, given).day
    # Whoever asks about content alone need not wait for a hundred thousand signatures.
    ledger = not wanted or any(not path.startswith("content") for path in wanted)
    with context.progress() as told:
        problems, counts = _problems(root, day, told, ledger=ledger)
    chosen = [problem for problem in problems if not wanted or _under(problem.path, wanted)]
    _PRINTERS["json" if as_json else form](context, chosen, counts)
    if any(problem.severity is Severity.ERROR for problem in chosen):
        raise click.exceptions.Exit(1)


def _problems(
    root: Path, day: date, told: Told, *, ledger: bool
) -> tuple[list[Diagnostic], Mapping[str, int]]:
    """All diagnostics of records, ledger and awards to come, in the order of their places."""
    told("Reading the records")
    found, reading = open_records(root, today=day)
    problems, counts = list(reading.diagnostics), dict(reading.counts)
    if ledger and reading.tree is not None and (root / TRANSMISSIONS).is_dir():
        from generator.intake.results.audit import transmission_problems  # noqa: PLC0415

        problems += transmission_problems(root, reading.tree)
    if reading.tree is not None:
        problems += check_letterbox(reading.tree.site)
    if ledger:
        try:
            told("Verifying the ledger")
            verified = verify_ledger(
                root,
                cache=None if is_committed(root) else root / CACHE,
                processes=os.cpu_count() or 1,
                progress=more(told, "Verifying the ledger"),
            )
            counts["diplomas in the ledger"] = verified.diplomas
            problems += log_alarms(root, verified)
            if reading.tree is not None and reading.tree.editions:
                problems += _awards(root, reading.tree, found.files)
        except LedgerError as error:
            whole = Diagnostic(LEDGER.rstrip("/"), 0, 0, "L301", str(error), error.hint)
            problems += error.diagnostics or [whole]
        try:
            MailLedger(root).entries()
        except LedgerError as error:
            problems += error.diagnostics
    return sorted(set(problems)), counts


def _awards(root: Path, tree: Tree, files: Mapping[str, bytes]) -> Iterable[Diagnostic]:
    """What would stop the awards that are not issued yet, and diplomas that lost their ground. Approvals may still be
    on their way, so `issue` alone insists on them."""
    book = open_book(Ledger(root))
    plan = plan_editions(tree, book, tuple(tree.editions), files, datetime.now(UTC), reconsider=True)
    return (problem for problem in plan.problems if problem.code not in ("L353", "L354", "L358W"))


def _inside(root: Path, path: Path) -> str:
    """Return `path`, given from here or from the root, as the diagnostics write it."""
    for candidate in (path, root / path):
        if candidate.exists():
            absolute = candidate.resolve()
            if absolute.is_relative_to(root.resolve()):
                return absolute.relative_to(root.resolve()).as_posix()
    raise click.BadParameter(f"'{path}' is no file or folder of the site at {root}.", param_hint="PATH")


def _under(path: str, wanted: Iterable[str]) -> bool:
    return any(name in (".", path) or path.startswith(f"{name}/") for name in wanted)


def _as_text(context: Context, problems: list[Diagnostic], counts: Mapping[str, int]) -> None:
    sources: dict[str, list[str]] = {}
    for problem in problems:
        print_diagnostic(problem, err=False, below=_source(problem, context.root, sources))
    context.echo(_summary(problems, counts))


def _source(problem: Diagnostic, root: Path, sources: dict[str, list[str]]) -> str:
    """The line that is wrong with a caret below the place, for a terminal; else nothing."""
    if not sys.stdout.isatty() or problem.line == 0:
        return ""
    if problem.path not in sources:
        sources.clear()
        try:
            with (root / problem.path).open("rb") as file:
                text = file.read(MAX_BYTES).decode("utf-8", "replace").removeprefix("\ufeff")
        except OSError:
            text = ""
        sources[problem.path] = text.split("\n")
    lines = sources[problem.path]
    if problem.line > len(lines):
        return ""
    line = lines[problem.line - 1].rstrip("\r").replace("\t", " ")
    # A long line is shown from shortly before the place.
    start = max(0, problem.column - _SHOWN_WIDTH // 2) if len(line) > _SHOWN_WIDTH else 0
    visible = line[start : start + _SHOWN_WIDTH]
    before = "".join(c if c.isprintable() else "\ufffd" for c in visible[: problem.column - 1 - start])
    width = sum(_width(character) for character in before)
    number = f"{problem.line:>5} | "
    caret = click.style("^", fg="green", bold=True)
    rest = "".join(c if c.isprintable() else "\ufffd" for c in visible[len(before) :])
    return f"{number}{before}{rest}\n{' ' * (len(number) - 2)}| {' ' * width}{caret}"


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _summary(problems: list[Diagnostic], counts: Mapping[str, int]) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    said = (
        [_count(errors, "error"), _count(len(problems) - errors, "warning")] if problems else ["no problems"]
    )
    records = {kind.plural: counts[kind.plural] for kind in KINDS if kind.plural in counts}
    parts = ", ".join(_count(number, plural.removesuffix("s")) for plural, number in records.items())
    signed = counts.get("diplomas in the ledger")
    verified = "" if signed is None else f", {_count(signed, 'diploma')} verified"
    total = _count(sum(records.values()), "record")
    return f"{total} read ({parts or 'none'}){verified}: {', '.join(said)}."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _as_json(context: Context, problems: list[Diagnostic], counts: Mapping[str, int]) -> None:
    report = {
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code,
                "severity": problem.severity.value,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ],
        "counts": dict(counts),
    }
    context.print_json(report)


def _as_github(context: Context, problems: list[Diagnostic], _: Mapping[str, int]) -> None:
    for line in workflow_commands(problems, place_in_repository(context.root)):
        click.echo(line)


def _as_gitlab(context: Context, problems: list[Diagnostic], _: Mapping[str, int]) -> None:
    # A list, as GitLab reads it, and not an answer of ours.
    click.echo(json.dumps(code_quality(problems, place_in_repository(context.root)), indent=2))


_PRINTERS: Final[Mapping[str, Callable[[Context, list[Diagnostic], Mapping[str, int]], None]]] = {
    "text": _as_text,
    "json": _as_json,
    "github": _as_github,
    "gitlab": _as_gitlab,
}
