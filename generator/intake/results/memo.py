"""What the last reconciliation read, so that another one over the same files costs next to nothing.

As git does with its index, a file is taken as unchanged while its size, its time of change and its number on the disk
are; one that was written so shortly before that its time cannot tell is compared by its content. The memo lies in
``.parchemin/``, which is never committed: without it, or with one of another version, everything is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from generator import __version__
from generator.adapters.atomic import replace, sweep

__all__ = ["Inputs", "Memo"]

_PLACE: Final = Path(".parchemin") / "reconcile"
_FOLDERS: Final = ("content", "candidates")
_RACY: Final = 2_000_000_000
"""Nanoseconds within which two writes may bear the same time, on the coarsest file system."""


@dataclass(frozen=True)
class Inputs:
    """Every file below ``content/`` and ``candidates/`` at one moment: its size, time and number, and the content of
    those that were written a moment ago."""

    states: dict[str, tuple[int, int, int]]
    recent: dict[str, str]

    @classmethod
    def of(cls, root: Path, *, contents: bool = True) -> Inputs:
        """Look at the files; without `contents` none is opened."""
        horizon = time.time_ns() - _RACY
        states: dict[str, tuple[int, int, int]] = {}
        recent: dict[str, str] = {}
        for folder in _FOLDERS:
            for path, status in _walk(root / folder):
                name = path[len(str(root)) + 1 :]
                states[name] = (status.st_size, status.st_mtime_ns, status.st_ino)
                if contents and status.st_mtime_ns >= horizon:
                    recent[name] = _content(root / name)
        return cls(states, recent)

    @cached_property
    def digest(self) -> str:
        """One digest of all."""
        found = hashlib.sha256(__version__.encode())
        for name in sorted(self.states):
            found.update(f"{name}\0{self.states[name]}\n".encode("utf-8", "surrogateescape"))
        return found.hexdigest()

    def changed(self, later: Inputs) -> set[str]:
        """The files that are not the same in both."""
        names = self.states.keys() | later.states.keys()
        return {name for name in names if self.states.get(name) != later.states.get(name)}


@dataclass(frozen=True, slots=True)
class Memo:
    """The memo of one question (which sessions, how much of them)."""

    root: Path
    question: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.root / _PLACE / f"{hashlib.sha256(self.question.encode()).hexdigest()[:16]}.json"

    def recall(self) -> dict[str, Any] | None:
        """What was answered last time, None where anything has changed since, or nothing was asked before."""
        try:
            kept = json.loads(self.path.read_bytes())
            question, digest, recent, answer = (kept[n] for n in ("question", "digest", "recent", "answer"))
            if question != self.question or not isinstance(answer, dict):
                return None
            now = Inputs.of(self.root, contents=False)
            if now.digest != digest or any(_content(self.root / name) != sha for name, sha in recent.items()):
                return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return answer

    def keep(self, inputs: Inputs, answer: dict[str, Any]) -> None:
        """Keep an answer; a disk that will not have it is no reason to fail."""
        kept = {"question": self.question, "digest": inputs.digest, "recent": inputs.recent, "answer": answer}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            sweep(self.path.parent)
            replace(self.path, json.dumps(kept, ensure_ascii=False).encode(), mode=0o600)
        except OSError:
            return


def _walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Files below a folder with their status."""
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        yield entry.path, _status(entry)
        except FileNotFoundError:
            continue


def _status(entry: os.DirEntry[str]) -> os.stat_result:
    """The status of what a name leads to, or of the link itself where it leads nowhere."""
    try:
        return entry.stat()
    except OSError:
        return entry.stat(follow_symlinks=False)


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
