"""Diagnostics as a code host shows them beside the very lines of a change: GitHub's annotations, GitLab's code quality.

Paths are those of the repository, of which the site may be a folder.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from generator.adapters.git import Git, GitError
from generator.errors import Diagnostic, Severity
from generator.trust.strictjson import JsonObject

__all__ = ["code_quality", "place_in_repository", "workflow_commands"]

_LEVELS: Final = {Severity.ERROR: "critical", Severity.WARNING: "minor"}


def place_in_repository(root: Path) -> str:
    """Where the site lies in its repository: nothing, or a path that ends in a slash."""
    try:
        return Git(root).from_top()
    except GitError:
        return ""


def workflow_commands(problems: Iterable[Diagnostic], prefix: str = "") -> Iterator[str]:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions, a line each.

    What a record says can be no command of its own: line ends are escaped, and in properties colons and commas too
    (actions/toolkit, ``command.ts``).
    """
    for problem in problems:
        place = f",line={problem.line},col={problem.column}" if problem.line else ""
        text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
        file = _property(prefix + problem.path)
        yield f"::{problem.severity.value} file={file}{place},title={problem.code}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def code_quality(problems: Iterable[Diagnostic], prefix: str = "") -> list[JsonObject]:
    """https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

    The fingerprint tells a problem from others, and stays while its line moves, so that a change shows only what it
    brings.
    """
    seen: Counter[str] = Counter()
    found: list[JsonObject] = []
    for problem in problems:
        same = f"{problem.path}\n{problem.code}\n{problem.message}"
        seen[same] += 1
        text = f"{problem.message} {problem.hint}" if problem.hint else problem.message
        found.append(
            {
                "description": f"{problem.code}: {text}",
                "check_name": problem.code,
                "fingerprint": hashlib.sha256(f"{same}\n{seen[same]}".encode()).hexdigest(),
                "severity": _LEVELS[problem.severity],
                # A problem of the file as a whole has no line; the format wants one.
                "location": {"path": prefix + problem.path, "lines": {"begin": max(problem.line, 1)}},
            }
        )
    return found
