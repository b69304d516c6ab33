"""``parchemin log``: keep, check and witness the transparency log."""

from __future__ import annotations

import click

from generator.cli.log.checking import audit_command, reconcile_command, verify_command
from generator.cli.log.keeping import append_command, init_command, sign_command
from generator.cli.log.witnessing import collect_command, witness_command

__all__ = ["command"]


@click.group()
def command() -> None:
    """Keep the transparency log: what was issued and revoked, in an order that nobody can change afterwards."""


for one in (
    init_command,
    append_command,
    sign_command,
    verify_command,
    audit_command,
    reconcile_command,
    witness_command,
    collect_command,
):
    command.add_command(one)
