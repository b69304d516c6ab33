"""The keys of the site's letterbox, as far as they may be published: the demonstration's never for a real host."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Diagnostic
from generator.records.kinds import SITE
from generator.records.letterbox import DEMONSTRATION
from generator.records.site import Site
from generator.trust.keys import is_reserved_host

__all__ = ["check_letterbox"]


def check_letterbox(site: Site) -> Iterator[Diagnostic]:
    """Refuse a letterbox that anyone can open on a real site: people would send their identity to everybody."""
    if site.registration is None or is_reserved_host(site.host):
        return
    for key in site.registration.keys:
        if key.x == DEMONSTRATION.x:
            name = f"{key.kid[:12]}…"
            message = f"the letterbox key {name} is the demonstration's, which anyone can compute; {site.host} is real"
            yield Diagnostic(
                SITE, 0, 0, "K402", message, "Take it out, and make one: parchemin keys intake new"
            )
