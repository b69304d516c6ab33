"""``parchemin history``: who issued, revoked, decided, approved, imported and sent what, when, and in which commit.

It is called neither ``log``, which is the transparency log that anyone can check, nor ``acts``, which are only what is
done to a diploma once it is issued.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from generator.adapters.files import load_tree
from generator.cli.context import Context, pass_context, printable
from generator.errors import ParcheminError
from generator.records.explain import did_you_mean
from generator.records.tree import Tree

if TYPE_CHECKING:
    from generator.office.history import Act

__all__ = ["command"]


@click.command("history")
@click.option("--candidate", metavar="ID", help="Only what concerns this candidate.")
@click.option("--code", metavar="CODE", help="Only what was done to the diploma with this code.")
@click.option("--programme", metavar="SLUG", help="Only what concerns this programme.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option(
    "--kind", "kinds", metavar="KIND", multiple=True, help="Only acts of this kind; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def command(
    context: Context,
    *,
    candidate: str | None,
    code: str | None,
    programme: str | None,
    since: datetime | None,
    kinds: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show who did what and when, the oldest first: keys made and retired, files imported, rows and names decided,
    editions approved, diplomas issued, revoked, reinstated, superseded and withdrawn, messages sent, payments.

    Each act names whom its record names, and the commit that first brought the file in which it stands, with its
    author. Candidates are named by their identifiers.

    \b
    Examples:
      parchemin history --since 2026-01-01
      parchemin history --candidate c-4f9k2m7x1q
      parchemin history --kind revoked --kind reinstated --json
    """
    from generator.office.history import KINDS, Wanted, history  # noqa: PLC0415 - reads mail and transmissions
    from generator.trust import code as codes  # noqa: PLC0415

    for kind in kinds:
        if kind not in KINDS:
            raise click.BadParameter(
                f"there is no kind '{kind}'. Kinds: {', '.join(KINDS)}.", param_hint="--kind"
            )
    tree = load_tree(context.root)
    _refuse_unknown(tree, candidate, programme)
    wanted = Wanted(
        candidate,
        None if code is None else codes.read(code),
        programme,
        since.date() if since is not None else None,
        frozenset(kinds),
    )
    found = history(context.root, tree, wanted)
    if as_json:
        value = {"v": 1, "acts": [_as_json(act) for act in found]}
        context.echo(json.dumps(value, ensure_ascii=False, indent=2))
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
