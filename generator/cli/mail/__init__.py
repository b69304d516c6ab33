"""``parchemin mail``: write to candidates."""

from __future__ import annotations

import click

from generator.cli.mail.answering import answer_command, bounces_command, close_command
from generator.cli.mail.planning import plan_command, preview_command
from generator.cli.mail.sending import send_command, start_command

__all__ = ["command"]


@click.group()
def command() -> None:
    """Write to candidates: what is due follows from the records, and each message leaves once."""


for one in (
    plan_command,
    preview_command,
    start_command,
    send_command,
    answer_command,
    close_command,
    bounces_command,
):
    command.add_command(one)
