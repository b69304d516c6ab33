"""``parchemin reinstate``: undo a revocation or a withdrawal."""

from __future__ import annotations

from generator.cli.acts import act_command

__all__ = ["command"]

_HELP = """\
Put the diploma CODE in force again after a revocation or a withdrawal.
"""

command = act_command("reinstate", _HELP, reason="other")
