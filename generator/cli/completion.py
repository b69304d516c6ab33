"""``parchemin completion``: what makes a shell complete commands, options and names of records."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from generator.cli.context import Context, pass_context
from generator.cli.options import examples

__all__ = ["command"]

_VARIABLE = "_PARCHEMIN_COMPLETE"


@click.command(
    "completion",
    epilog=examples(
        'eval "$(parchemin completion bash)"     in ~/.bashrc',
        'eval "$(parchemin completion zsh)"      in ~/.zshrc',
        "parchemin completion fish > ~/.config/fish/completions/parchemin.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@pass_context
def command(context: Context, shell: str) -> None:
    """Print the script by which SHELL completes what you type, for its start-up file.

    Commands and options are completed, and the names of programmes, courses, issuers and editions; identifiers of
    candidates once few begin so. Codes of diplomas never are.
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has all three
    root = click.get_current_context().find_root().command
    # Not `source()` of bash's class, which starts a bash to ask for its version.
    context.echo(ShellComplete.source(kind(root, {}, "parchemin", _VARIABLE)).strip())
