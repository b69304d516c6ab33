"""``parchemin history``: who issued, revoked, decided, approved, imported and sent what, when, and in which commit.

It is called neither ``log``, which is the transparency log that anyone can check, nor ``acts``, which are only what is
done to a diploma once it is issued.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from generator.cli.context import Context, pass_context, printable
from generator.cli.options import CANDIDATE, CODE, DAY, PROGRAMME, examples, json_option
from generator.errors import ParcheminError
from generator.records.explain import did_you_mean
from generator.records.tree import Tree

if TYPE_CHECKING:
    from generator.office.history import Act

__all__ = ["command"]


@click.command(
    "history",
    epilog=examples(
        "parchemin history --since 2026-01-01",
        "parchemin history --candidate c-4f9k2m7x1q",
        "parchemin history --kind revoked --kind reinstated --json",
    ),
)
@click.option("--candidate", type=CANDIDATE, metavar="ID", help="Only what concerns this candidate.")
@click.option("--code", type=CODE, help="Only what was done to the diploma with this code.")
@click.option("--programme", type=PROGRAMME, metavar="SLUG", help="Only what concerns this programme.")
@click.option("--since", type=DAY, metavar="DAY", help="Only from this day on.")
@click.option(
    "--kind", "kinds", metavar="KIND", multiple=True, help="Only acts of this kind; may be repeated."
)
@json_option
@pass_context
def command(
    context: Context,
    *,
    candidate: str | None,
    code: str | None,
    programme: str | None,
    since: date | None,
    kinds: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show who did what and when, the oldest first: keys made and retired, files imported, rows and names decided,
    editions approved, diplomas issued, revoked, reinstated, superseded, withdrawn, sealed and unsealed, messages
    sent, payments.

    Each act names whom its record names, and the commit that brought the lines in which it stands, with its author.
    Candidates are named by their identifiers.
    """
    from generator.office.history import KINDS, Wanted, history  # noqa: PLC0415 - reads mail and transmissions

    for kind in kinds:
        if kind not in KINDS:
            raise click.BadParameter(
                f"there is no kind '{kind}'. Kinds: {', '.join(KINDS)}.", param_hint="--kind"
            )
    tree = context.tree()
    _refuse_unknown(tree, candidate, programme)
    wanted = Wanted(
        candidate,
        code,
        programme,
        since,
        frozenset(kinds),
    )
    with context.progress() as told:
        found = history(
            context.root,
            tree,
            wanted,
            lambda done, total: told("Asking git about edited records", done, total),
        )
    if as_json:
        context.print_json({"acts": [_as_json(act) for act in found]})
        return
    for act in found:
        context.echo(printable(_line(act)))
    if not found:
        context.echo("Nothing of this kind was done.")


def _refuse_unknown(tree: Tree, candidate: str | None, programme: str | None) -> None:
    for what, given, known in (
        ("candidate", candidate, tree.candidates),
        ("programme", programme, tree.programmes),
    ):
        if given is not None and given not in known:
            raise ParcheminError(f"there is no {what} {given}", hint=did_you_mean(given, tuple(known)))


def _line(act: Act) -> str:
    when = act.at.replace("T", " ").removesuffix("Z").ljust(19)
    parts = [act.code, act.candidate, act.about, f"“{act.note}”" if act.note else None]
    by = f", by {act.by}" if act.by else ""
    commit = ""
    if act.brought is not None:
        commit = f"  [{act.brought.commit[:10]}, {act.brought.author}]"
    return f"{when}  {act.kind:<15}  {'  '.join(part for part in parts if part)}{by}{commit}"


def _as_json(act: Act) -> dict[str, object]:
    brought = act.brought
    return {
        "at": act.at,
        "kind": act.kind,
        "by": act.by,
        "candidate": act.candidate,
        "code": act.code,
        "programme": act.programme,
        "about": act.about,
        "note": act.note,
        "path": act.path,
        "commit": None
        if brought is None
        else {
            "id": brought.commit,
            "author": brought.author,
            "date": datetime.fromtimestamp(brought.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }
