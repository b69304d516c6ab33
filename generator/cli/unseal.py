"""``parchemin unseal``: let whoever has the address of a diploma read it again."""

from __future__ import annotations

from generator.cli.acts import act_command

__all__ = ["command"]

_HELP = """\
Unseal the diploma CODE, at its holder's request: whoever has its address reads it.
"""

command = act_command("unseal", _HELP, reason="holder-request")
