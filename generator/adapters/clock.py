"""The day for which a site is built, and today: the only place where these look at a clock.

Pages say "next session" and "enrolment is open" of a day. It is given, or taken from what does not move by
itself, so that the same commit gives the same bytes: ``SOURCE_DATE_EPOCH`` (reproducible-builds.org), else
the committer's date of HEAD, else today.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from generator.errors import BuildError

__all__ = ["BuildDay", "build_day", "this_evening", "today"]


@dataclass(frozen=True, slots=True)
class BuildDay:
    """A day (UTC) and where it comes from: ``option``, ``SOURCE_DATE_EPOCH``, ``commit`` or ``clock``."""

    day: date
    source: str


def build_day(root: Path, given: date | None = None, environment: Mapping[str, str] = os.environ) -> BuildDay:
    """Return the day for which to build the site at `root`.

    Raises `BuildError` when ``SOURCE_DATE_EPOCH`` is set to something that is not a number of seconds.
    """
    if given is not None:
        return BuildDay(given, "option")
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if epoch:
        return BuildDay(_from_epoch(epoch), "SOURCE_DATE_EPOCH")
    committed = _head_time(root)
    if committed is not None:
        return BuildDay(_from_epoch(committed), "commit")
    return BuildDay(datetime.now(UTC).date(), "clock")


def today(given: date | None = None, environment: Mapping[str, str] = os.environ) -> date:
    """Return the day (UTC) for what concerns people rather than pages: given, of ``SOURCE_DATE_EPOCH``, or today's. A
    deadline passes whether or not anybody commits.

    Raises `BuildError` as `build_day` does.
    """
    if given is not None:
        return given
    epoch = environment.get("SOURCE_DATE_EPOCH")
    return _from_epoch(epoch) if epoch else datetime.now(UTC).date()


def this_evening(environment: Mapping[str, str] = os.environ) -> datetime:
    """The end of `today`: the moment at which states are judged by whoever only names a day."""
    return datetime.combine(today(None, environment), time(23, 59, 59), UTC)


def _from_epoch(seconds: str) -> date:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise BuildError(
            f"SOURCE_DATE_EPOCH is {seconds!r}, which is not a number of seconds since 1970",
            hint="Unset it, or give the day with --date YYYY-MM-DD.",
        ) from None


def _head_time(root: Path) -> str | None:
    """Seconds of HEAD's committer date, None outside a repository or before its first commit."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), "log", "-1", "--format=%ct"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return asked.stdout.strip() or None if asked.returncode == 0 else None
