"""``parchemin upgrade``: what a new version of the program wants changed in a site, and changing it."""

from __future__ import annotations

import json

import click

from generator.adapters.upgrading import apply, outdated_templates, upgrades
from generator.cli.context import Context, pass_context, printable

__all__ = ["command"]


@click.command("upgrade")
@click.option("--write", is_flag=True, help="Make the changes. Otherwise they are only shown.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def command(context: Context, *, write: bool, as_json: bool) -> None:
    """Say what this version wants changed in a site that an earlier one wrote, and change it with --write.

    Records keep their comments, and what people wrote in templates is never touched. Commit before, and look at the
    difference afterwards.
    """
    changes = upgrades(context.root)
    by_hand = outdated_templates(context.root)
    if write:
        apply(context.root, changes)
    if as_json:
        rows = [{"path": one.path, "why": one.why, "removed": one.data is None} for one in changes]
        context.echo(json.dumps({"written": write, "changes": rows, "by_hand": by_hand}, indent=2))
        return
    for one in changes:
        context.echo(f"{'delete' if one.data is None else 'change'} {printable(one.path)}: {one.why}")
    for name in by_hand:
        context.echo(f"by hand {printable(name)}: its original has changed; parchemin templates diff")
    if not changes:
        context.echo("Nothing to change: the site is as this version wants it.")
        return
    number = "One file" if len(changes) == 1 else f"{len(changes)} files"
    said = (
        "changed. Now: parchemin check, then commit."
        if write
        else "to change; nothing was written. Add --write."
    )
    context.echo(f"{number} {said}")
