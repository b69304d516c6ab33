"""The history of the courses' dates, from git: one pass over the log, and one over the records that it names.

Only the line of first parents counts, for that is what was published: a date that moved twice on a branch moved once
when the branch was merged. What an old record said is kept by its blob's name in ``.parchemin/cache``, since it can
never change, so that a second build parses nothing; deleting the cache costs time and changes no byte.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from generator.adapters.atomic import replace
from generator.adapters.git import Change, Git, GitError
from generator.records import yaml
from generator.records.base import Text
from generator.records.course import Course, Session
from generator.site.feeds.history import History, Version, history_of

__all__ = ["course_history"]

COURSES: Final = "content/courses/"
CACHE: Final = ".parchemin/cache/history.json"
_FORMAT: Final = 1
_KEPT: Final = (
    "id",
    "start",
    "end",
    "period",
    "enrolment_start",
    "enrolment_end",
    "exam",
    "cancelled",
    "illustrative",
)

Said = Mapping[str, Any]
"""What an old record said: ``title`` and ``sessions``, as plain values that may be wrong by today's rules."""


def course_history(root: Path, courses: Mapping[str, Course], otherwise: datetime) -> History:
    """What is known of each date of `courses`.

    In a shallow clone a date that is as old as the clone may have moved before, and is taken to have. Outside git, or
    before the first commit, every date takes `otherwise` for its last move.
    """
    git = Git(root)
    try:
        changes = git.history(COURSES)
    except GitError:
        return history_of((), courses, otherwise)
    changes = tuple(one for one in changes if _slug(one.path))
    if not changes:
        return history_of((), courses, otherwise)
    said = _said(root, git, {one.blob for one in changes if one.blob is not None})
    versions = [_version(one, said) for one in changes]
    return history_of(versions, courses, max(version.at for version in versions))


def _slug(path: str) -> str | None:
    name = path.removeprefix(COURSES)
    return name.removesuffix(".yml") if name.endswith(".yml") and "/" not in name else None


def _version(change: Change, said: Mapping[str, Said]) -> Version:
    at = datetime.fromtimestamp(change.seconds, UTC)
    course = _slug(change.path) or ""
    if change.blob is None:
        return Version(course, at, None, None, change.horizon)
    content = said[change.blob]
    return Version(
        course, at, _title(content.get("title")), _sessions(content.get("sessions")), change.horizon
    )


def _title(value: object) -> Text | None:
    try:
        return Text.model_validate(value)
    except ValidationError:
        return None


def _sessions(value: object) -> tuple[Session, ...]:
    """The sessions that still make sense; a draft that was wrong when it was committed announced nothing."""
    found = []
    for raw in value if isinstance(value, list) else ():
        try:
            found.append(Session.model_validate(raw))
        except ValidationError:
            continue
    return tuple(found)


def _said(root: Path, git: Git, blobs: Iterable[str]) -> dict[str, Said]:
    wanted = sorted(set(blobs))
    cached = _read_cache(root / CACHE)
    found = {blob: cached[blob] for blob in wanted if blob in cached}
    missing = [blob for blob in wanted if blob not in found]
    if missing or len(found) != len(cached):
        for blob, data in git.blobs(missing).items():
            found[blob] = _reduced(yaml.load(data, COURSES).data)
        with contextlib.suppress(OSError):
            _write_cache(root / CACHE, found)
    return found


def _reduced(data: object) -> Said:
    if not isinstance(data, dict):
        return {"title": None, "sessions": []}
    sessions = data.get("sessions")
    return {
        "title": data.get("title"),
        "sessions": [
            {name: one[name] for name in _KEPT if name in one}
            for one in (sessions if isinstance(sessions, list) else ())
            if isinstance(one, dict)
        ],
    }


def _read_cache(path: Path) -> dict[str, Said]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        return {}
    blobs = document.get("blobs")
    return blobs if isinstance(blobs, dict) else {}


def _write_cache(path: Path, blobs: Mapping[str, Said]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, json.dumps({"format": _FORMAT, "blobs": dict(sorted(blobs.items()))}).encode())
