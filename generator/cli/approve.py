"""``parchemin approve``: add one's approval to an edition, as a line that one commits oneself."""

from __future__ import annotations

from datetime import date

import click

from generator.adapters.atomic import replace
from generator.adapters.clock import today
from generator.adapters.git import Git, GitError
from generator.cli.context import Context, pass_context
from generator.cli.options import EDITION, day_option, examples
from generator.errors import ParcheminError, RecordError, Severity
from generator.issuing.editionfile import with_approval
from generator.issuing.planning import edition_path
from generator.records.reading import read
from generator.records.references.register import normalised

__all__ = ["command"]


@click.command("approve", epilog=examples('parchemin approve dnm2ip-2027-07 --role "Directrice"'))
@click.argument("edition", type=EDITION)
@click.option("--by", metavar="NAME", help="Who approves. Default: the name under which you commit.")
@click.option("--role", required=True, help="In what function.")
@day_option("Day of the approval. Default: today.")
@pass_context
def command(context: Context, *, edition: str, by: str | None, role: str, given: date | None) -> None:
    """Add an approval to EDITION (such as dnm2ip-2027-07).

    Where the programme reads approvals from commits, the commit is the approval: commit the line yourself, under your
    own name. It covers the awards as the file has them then.
    """
    context.hold_records("candidates/editions")
    tree = context.tree()
    record = tree.editions.get(edition)
    if record is None:
        known = ", ".join(tree.editions) or "none"
        raise ParcheminError(f"there is no edition {edition}", hint=f"Editions: {known}.")
    name = by or _committer(context)
    day = today(given)
    if day < record.date:
        raise ParcheminError(
            f"the jury of {record.date} has not met on {day}", hint="An approval counts from that day on."
        )
    if normalised(name) in {normalised(approval.by) for approval in record.approvals}:
        raise ParcheminError(f"{name} has approved already", hint="One person approves once.")
    path = edition_path(edition)
    old = (context.root / path).read_bytes()
    data = with_approval(old, path, name, role, day)
    # The file alone: what it refers to was read already.
    mistakes = [problem for problem in read({path: data}).diagnostics if problem.code[0] in "RY"]
    if any(problem.path == path and problem.severity is Severity.ERROR for problem in mistakes):
        raise RecordError("the approval would be refused; nothing was written", mistakes)
    replace(context.root / path, data)
    context.echo(f"{path}: approved by {name} on {day}.")
    programme = tree.programmes[record.programme]
    if programme.approvals_by == "record":
        context.echo("Commit it.")
        return
    sign = " -S" if programme.approvals_by == "signed-commit" else ""
    context.echo(f"It counts once you commit it yourself: git commit{sign} -m 'Approve {edition}' -- {path}")


def _committer(context: Context) -> str:
    try:
        name = Git(context.root).person()
    except GitError:
        name = None
    if name is None:
        raise click.UsageError("Say who approves: --by NAME (git knows no name for you).")
    return name
