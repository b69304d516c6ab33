"""``parchemin revoke``: revoke a diploma; its page stays and says so."""

from __future__ import annotations

from generator.cli.acts import act_command

__all__ = ["command"]

_HELP = """\
Revoke the diploma CODE. Its page stays, and says so and since when.

Of the reason only its class is published.
"""

command = act_command("revoke", _HELP, reason=None)
