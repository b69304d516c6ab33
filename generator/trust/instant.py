"""Instants as they are signed: ``YYYY-MM-DDThh:mm:ssZ``.

XML Schema's dateTimeStamp (Verifiable Credentials 2.0 §4.9) allows offsets and fractions; one form is enough
for what we sign, sorts as text, and leaves no room for two readers to disagree.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from generator.errors import MalformedError

__all__ = ["format_instant", "parse_instant"]

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@lru_cache(maxsize=4096)
def parse_instant(text: str) -> datetime:
    """Read an instant in UTC; raises `MalformedError` (reason ``date``) for another form or an impossible
    date.
    """
    try:
        if _FORM.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise MalformedError(f"{text[:40]!r} is not an instant like 2026-01-31T00:00:00Z", reason="date")


def format_instant(instant: datetime) -> str:
    """Write an aware datetime, in UTC and without its fraction of a second."""
    if instant.tzinfo is None:
        raise MalformedError("an instant needs a time zone", reason="date")
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
