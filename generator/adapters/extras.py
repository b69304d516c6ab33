"""What is published beside pages and needs an effect to be made: feeds, whose time stamps come from git."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from generator.adapters.git import Git, GitError
from generator.adapters.history import course_history
from generator.errors import Diagnostic
from generator.site.feeds import files
from generator.site.fragments import Source

__all__ = ["extra_files", "history_warnings"]


def extra_files(root: Path, source: Source) -> dict[str, bytes]:
    """Every feed of the site, by its path below the root."""
    otherwise = datetime.combine(source.day, time.min, UTC)
    return dict(files(source, course_history(root, source.tree.courses, otherwise)))


def history_warnings(root: Path) -> Iterator[Diagnostic]:
    """Say that a shallow clone makes feeds claim more changes than there were."""
    try:
        shallow = Git(root).is_shallow()
    except GitError:
        return
    if shallow:
        message = "git has only the newest commits here; feeds say of older dates that they may have moved"
        hint = "Fetch the rest: git fetch --unshallow; in a workflow, fetch-depth: 0."
        yield Diagnostic("content/courses", 0, 0, "B201W", message, hint)
