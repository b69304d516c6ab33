"""``parchemin upgrade``: what a new version of the program wants changed in a site, and changing it."""

from __future__ import annotations

import click

from generator.adapters.upgrading import apply, outdated_templates, upgrades
from generator.cli.context import Context, pass_context, printable
from generator.cli.options import examples, json_option

__all__ = ["command"]


@click.command("upgrade", epilog=examples("parchemin upgrade --dry-run", "parchemin upgrade"))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@json_option
@pass_context
def command(context: Context, *, dry_run: bool, as_json: bool) -> None:
    """Say what this version wants changed in a site that an earlier one wrote, and change it.

    Records keep their comments, and what people wrote in templates is never touched. Commit before, and look at the
    difference afterwards.
    """
    changes = upgrades(context.root)
    by_hand = outdated_templates(context.root)
    if not dry_run:
        apply(context.root, changes)
    if as_json:
        rows = [{"path": one.path, "why": one.why, "removed": one.data is None} for one in changes]
        context.print_json({"written": not dry_run, "changes": rows, "by_hand": by_hand})
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
        "to change. Dry run: nothing was written."
        if dry_run
        else "changed. Now: parchemin check, then commit."
    )
    context.echo(f"{number} {said}")
