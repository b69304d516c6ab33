"""What is published beside pages and needs an effect to be made: feeds, dated from git's history, and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from generator.adapters.cards import draw
from generator.adapters.git import Git, GitError
from generator.adapters.history import course_history
from generator.errors import Diagnostic
from generator.records.tree import Tree
from generator.site.cards import cards, check
from generator.site.feeds import files
from generator.site.fragments import Source

__all__ = ["extra_files", "extra_warnings"]


def extra_files(root: Path, source: Source) -> dict[str, bytes]:
    """Every feed and every picture for other sites, by its path below the root."""
    otherwise = datetime.combine(source.day, time.min, UTC)
    history = course_history(root, source.tree.courses, otherwise)
    return dict(files(source, history)) | dict(draw(root, cards(source.tree)))


def extra_warnings(root: Path, tree: Tree) -> Iterator[Diagnostic]:
    """Say which title has no picture of its own, and that a shallow clone makes feeds claim too many changes."""
    yield from check(tree)
    try:
        shallow = Git(root).is_shallow()
    except GitError:
        return
    if shallow:
        message = "git has only the newest commits here; feeds say of older dates that they may have moved"
        hint = "Fetch the rest: git fetch --unshallow; in a workflow, fetch-depth: 0."
        yield Diagnostic("content/courses", 0, 0, "B201W", message, hint)
