"""``parchemin templates``: which templates there are, a copy to change, and what a copy changes."""

from __future__ import annotations

import click

from generator.adapters.overrides import State, copy, difference, overrides, supplied_names
from generator.cli.context import Context, pass_context, printable_lines
from generator.cli.options import examples, json_option
from generator.errors import ParcheminError

__all__ = ["command"]

_WORDS = {
    State.SAME: "the same as Parchemin's: it can be deleted",
    State.CHANGED: "changed here",
    State.OUTDATED: "changed here, and in Parchemin since it was copied",
    State.ADDED: "added here",
}


@click.group("templates")
def command() -> None:
    """Change the look: copy single templates into site_templates/ and edit them.

    All others stay those of the installed program.
    """


@command.command("list", epilog=examples("parchemin templates list --own"))
@click.option("--own", is_flag=True, help="Only those of this site.")
@json_option
@pass_context
def list_command(context: Context, *, own: bool, as_json: bool) -> None:
    """List the templates, and what became of those that this site has of its own."""
    mine = {one.name: one.state for one in overrides(context.root)}
    names = sorted(mine) if own else sorted({*mine, *supplied_names()})
    if as_json:
        rows = [{"name": name, "state": mine[name].value if name in mine else "supplied"} for name in names]
        context.print_json({"templates": rows})
        return
    for name in names:
        context.echo(f"{name}  ({_WORDS[mine[name]]})" if name in mine else name)
    if own and not mine:
        context.echo("No template of its own: the site looks as Parchemin makes it look.")


@command.command("copy", epilog=examples("parchemin templates copy pages/layout.html"))
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@pass_context
def copy_command(context: Context, names: tuple[str, ...]) -> None:
    """Copy templates into site_templates/, to be edited. Nothing is ever overwritten."""
    for path in copy(context.root, names):
        context.echo(f"wrote {path}")


@command.command("diff", epilog=examples("parchemin templates diff"))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@pass_context
def diff_command(context: Context, names: tuple[str, ...]) -> None:
    """Show what this site's templates change, all of them or NAME, against those of the installed program."""
    mine = {one.name: one.state for one in overrides(context.root)}
    for name in names or sorted(name for name, state in mine.items() if state is not State.ADDED):
        if name not in mine:
            raise ParcheminError(f"this site has no template {name} of its own")
        if told := difference(context.root, name):
            context.echo(printable_lines(told.rstrip("\n")))
