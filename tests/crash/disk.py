"""A disk that forgets what was not flushed: what a power cut may leave, by the letter of POSIX.

Data that was written and not fsynced is gone (the file keeps its name, and ends where it was last flushed); a name
that was given, changed or taken away is as before unless its directory was fsynced since. Real file systems forget
less; what survives this one survives them.

`Disk` is told every operation on files below a directory and keeps what it takes to undo it. The names of what is taken
away stay linked in a graveyard beside that directory.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Final

__all__ = ["REAL", "Disk", "Identity"]

Identity = tuple[int, int]
"""Device and number of an inode."""

REAL: Final = SimpleNamespace(
    **{
        name: getattr(os, name)
        for name in (
            "open", "write", "sendfile", "rename", "replace", "link", "symlink", "unlink", "remove", "rmdir", "mkdir",
            "fsync", "truncate", "ftruncate", "close",
        )
    }
)  # fmt: skip
"""The operations as they are, whoever wraps them."""


@dataclass(slots=True)
class _Step:
    """A change of names that may still be lost: until all of `waits` were fsynced."""

    waits: set[Identity]
    undo: Callable[[], None]
    removal: bool


class Disk:
    """What below `root` is not on the disk yet."""

    def __init__(self, root: Path) -> None:
        self._graves = root.with_name(f"{root.name}.graves")
        self._graves.mkdir(exist_ok=True)
        self._numbers = count()
        self._root = root
        self._flushed: dict[Identity, int] = {}
        self._steps: list[_Step] = []

    # --- told before the operation

    def creating(self, path: str) -> Callable[[], None]:
        """A file or directory that does not exist is about to be made; call what this returns once it was."""
        return lambda: self._note(path, undo=lambda: _take_away(path))

    def moving(self, source: str, target: str) -> Callable[[], None]:
        """`source` is about to take the name `target`."""
        saved = self._bury(target)

        def undo() -> None:
            REAL.rename(target, source)
            _restore(saved, target)

        return lambda: self._note(target, source, undo=undo)

    def swapping(self, one: str, other: str) -> Callable[[], None]:
        """Two names are about to be exchanged."""

        def undo() -> None:
            aside = f"{one}.aside"
            REAL.rename(one, aside)
            REAL.rename(other, one)
            REAL.rename(aside, other)

        return lambda: self._note(one, other, undo=undo)

    def removing(self, path: str) -> Callable[[], None]:
        """A name is about to be taken away."""
        folder = os.path.isdir(path) and not os.path.islink(path)
        saved = None if folder else self._bury(path)

        def undo() -> None:
            if folder:
                REAL.mkdir(path)
            else:
                _restore(saved, path)

        return lambda: self._note(path, undo=undo, removal=True)

    # --- told about contents

    def opened(self, descriptor: int, *, fresh: bool) -> None:
        """A file is open to be written; what is in it already was flushed once, unless it is `fresh`."""
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode):
            self._flushed.setdefault((found.st_dev, found.st_ino), 0 if fresh else found.st_size)

    def cut(self, descriptor: int) -> None:
        """A file was cut to its present size."""
        found = os.fstat(descriptor)
        place = found.st_dev, found.st_ino
        self._flushed[place] = min(self._flushed.get(place, found.st_size), found.st_size)

    def flushed(self, descriptor: int) -> None:
        """A file or directory was fsynced."""
        found = os.fstat(descriptor)
        place = found.st_dev, found.st_ino
        if stat.S_ISREG(found.st_mode):
            self._flushed[place] = found.st_size
        for step in self._steps:
            step.waits.discard(place)
        self._steps = [step for step in self._steps if step.waits]

    def all_flushed(self) -> None:
        """The whole file system was (syncfs)."""
        self._flushed.clear()
        self._steps.clear()

    # --- the cut

    def lose_data(self) -> None:
        """Every file ends where it was last flushed."""
        for path in self._root.rglob("*"):
            found = path.lstat()
            size = self._flushed.get((found.st_dev, found.st_ino))
            if size is not None and stat.S_ISREG(found.st_mode) and found.st_size > size:
                REAL.truncate(path, size)

    def lose_names(self, *, removals: bool) -> None:
        """Names are as they were last flushed; what was taken away comes back where `removals` are lost too."""
        for step in reversed(self._steps):
            if removals or not step.removal:
                # What was undone before may have taken away what this one needs: then nothing is left to undo.
                with contextlib.suppress(OSError):
                    step.undo()

    def _note(self, *paths: str, undo: Callable[[], None], removal: bool = False) -> None:
        waits = set()
        for path in paths:
            found = os.stat(os.path.dirname(path) or ".")
            waits.add((found.st_dev, found.st_ino))
        self._steps.append(_Step(waits, undo, removal))

    def _bury(self, path: str) -> str | None:
        if not os.path.lexists(path) or (os.path.isdir(path) and not os.path.islink(path)):
            return None
        grave = str(self._graves / str(next(self._numbers)))
        REAL.link(path, grave, follow_symlinks=False)
        return grave


def _restore(saved: str | None, path: str) -> None:
    if saved is not None:
        REAL.link(saved, path, follow_symlinks=False)


def _take_away(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        # What lies in it goes with it, flushed or not: nobody could find it any more.
        for folder, folders, files in os.walk(path, topdown=False):
            for name in files:
                REAL.unlink(os.path.join(folder, name))
            for name in folders:
                child = os.path.join(folder, name)
                (REAL.unlink if os.path.islink(child) else REAL.rmdir)(child)
        REAL.rmdir(path)
    else:
        REAL.unlink(path)
