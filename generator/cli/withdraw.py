"""``parchemin withdraw``: stop showing a diploma at its holder's request."""

from __future__ import annotations

from generator.cli.acts import act_command

__all__ = ["command"]

_HELP = """\
Stop showing the diploma CODE, at its holder's request.

Its page stays and says that it was withdrawn. It is not revoked: whoever has a copy can still verify it.
"""

command = act_command("withdraw", _HELP, reason="holder-request")
