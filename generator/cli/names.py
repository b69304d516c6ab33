"""``parchemin names``: corrections of names that candidates asked for, and a person's decision on each."""

from __future__ import annotations

from datetime import datetime

import click

from generator.adapters.ledger import Ledger
from generator.adapters.recordlock import writing_records
from generator.cli.context import Context, pass_context
from generator.cli.options import examples
from generator.cli.signing import moment_option
from generator.errors import ParcheminError
from generator.intake.desk import CANDIDATE, Desk
from generator.intake.run import open_desk, put_record
from generator.issuing.book import Book, open_book
from generator.records.amend import Edit, Put, amended
from generator.records.candidate import Candidate, NameRequest
from generator.records.reading import read

__all__ = ["command"]

CandidateName = tuple[str, Candidate, int, NameRequest]


@click.command(
    "names", epilog=examples("parchemin names", 'parchemin names c-4f9k2m7x1q --accept --by "Ada Exemple"')
)
@click.argument("candidate", required=False)
@click.option("--accept", is_flag=True, help="Correct the name in the record.")
@click.option("--refuse", is_flag=True, help="Leave the name as it is.")
@click.option("--by", help="Who decides.")
@moment_option
@pass_context
def command(
    context: Context, candidate: str | None, *, accept: bool, refuse: bool, by: str | None, now: datetime
) -> None:
    """List the corrections of names that wait for a decision, or decide on that of CANDIDATE.

    A diploma that is issued keeps its name: after accepting, replace it with parchemin supersede, as is shown.
    """
    if accept and refuse:
        raise click.UsageError("Say --accept or --refuse.")
    if not (accept or refuse):
        desk = open_desk(context.root, now)
        _list(context, desk, open_book(Ledger(context.root)), candidate, now)
        return
    if candidate is None or by is None:
        raise click.UsageError("Name the candidate, and who decides: --by NAME.")
    with writing_records(context.root, "candidates/register"):
        desk = open_desk(context.root, now)
        waiting = [one for one in _open(desk) if one[0] == candidate]
        if not waiting:
            raise ParcheminError(f"no correction of the name of {candidate} waits for a decision")
        _decide(context, desk, waiting[0], accept=accept, by=by, now=now)
    if accept:
        _diplomas(context, open_book(Ledger(context.root)), candidate, now)


def _open(desk: Desk) -> list[CandidateName]:
    return [
        (key, record, place, request)
        for key, record in desk.candidates.items()
        for place, request in enumerate(record.name_requests)
        if request.decided is None
    ]


def _list(context: Context, desk: Desk, book: Book, candidate: str | None, now: datetime) -> None:
    waiting = [one for one in _open(desk) if candidate in (None, one[0])]
    for key, record, _, request in waiting:
        context.echo(f"{key}  asked on {request.date}")
        context.echo(f"  now:    {record.name.display}")
        context.echo(f"  wanted: {request.display}")
        if request.reason is not None:
            context.echo(f"  reason: {request.reason}")
        _diplomas(context, book, key, now)
    if not waiting:
        context.echo("No correction of a name waits for a decision.")


def _decide(
    context: Context, desk: Desk, waiting: CandidateName, *, accept: bool, by: str, now: datetime
) -> None:
    key, record, place, request = waiting
    at = ("name_requests", place)
    edits: list[Edit] = []
    if accept:
        edits += [
            Put(("name", part), text)
            for part in ("display", "given", "family")
            if (text := getattr(request, part)) is not None and text != getattr(record.name, part)
        ]
        edits.append(Put((*at, "former"), record.name.display))
    edits += [Put((*at, "decided"), now.date()), Put((*at, "accepted"), accept), Put((*at, "by"), by)]
    path = CANDIDATE.path(key)
    former = desk.texts[key]
    data = amended(CANDIDATE, key, former.decode("utf-8").removeprefix("\ufeff"), edits).encode()
    mistakes = [
        one
        for one in read({path: data}).diagnostics
        if one.path == path and one.code[0] in "YR" and not one.code.endswith("W")
    ]
    if mistakes:
        raise ParcheminError("the record would be refused; nothing was written", mistakes)
    problem = put_record(context.root, path, data, former, path)
    if problem is not None:
        raise ParcheminError("nothing was written", [problem])
    context.echo(f"wrote {path}")


def _diplomas(context: Context, book: Book, candidate: str, now: datetime) -> None:
    """What remains to be done about diplomas in force that bear the former name."""
    for item in book.issued.values():
        if item.candidate == candidate and book.state(item, now) in ("valid", "expired"):
            context.echo(f"  diploma in force: parchemin supersede {item.code} --by … --note …")
