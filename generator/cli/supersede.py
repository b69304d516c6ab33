"""``parchemin supersede``: replace a diploma by a corrected one."""

from __future__ import annotations

import click

from generator.cli.acts import act_command

__all__ = ["command"]

_HELP = """\
Replace the diploma CODE by one that is made anew from the records of today.

The new one has a code, a number and a place in the status list of its own, and the same date. Then the old
one is marked as superseded. Correct the record first (a name, a result).
"""

command = act_command("supersede", _HELP, reason="corrected")
command.params.append(
    click.Option(
        ["--share"], is_flag=True, help="The holder asks for a public link from the old page to the new one."
    )
)
