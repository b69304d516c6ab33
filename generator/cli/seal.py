"""``parchemin seal``: publish a diploma so that only its whole link opens it."""

from __future__ import annotations

from generator.cli.acts import act_command

__all__ = ["command"]

_HELP = """\
Seal the diploma CODE: what is published of it is ciphertext, and only the whole link opens it.

The link holds the key behind its #, which no server is sent; `parchemin link` prints it, for the holder. Whoever has
saved the page before has a copy that stays readable.
"""

command = act_command("seal", _HELP, reason="holder-request")
