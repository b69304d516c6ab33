"""Whether a file or folder is still the one that was looked at: by its size, times and number, without reading it.

As git's index does, and with the same caution: what was written within two seconds before it was looked at may be
written again without its time telling, so that such a stamp says nothing (git's "racy" entries).
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["Stamp", "is_still", "stamp", "stamp_of"]

_RESOLUTION_NS: Final = 2_000_000_000


class Stamp(NamedTuple):
    """What the file system says of a path. `settled` is 0 where the time of its last change was too near to be
    believed."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int
    settled: int

    def holds(self, later: Stamp) -> bool:
        """Whether nothing can have happened since, up to a later look. What was looked at too soon after it was written
        may have been written again in the same tick of the file system's clock."""
        return bool(self.settled) and self.looks_like(later)

    def looks_like(self, other: Stamp) -> bool:
        """Whether the two agree, for things that nobody else is expected to write at the same moment."""
        return self[:4] == other[:4]


def is_still(found: os.stat_result, kept: Sequence[int], at: int) -> bool:
    """As ``Stamp(*kept[at:at + 5]).holds(stamp(found, now))``, at a third of its cost: for stamps by the hundred
    thousand, which are kept in one array."""
    return bool(
        kept[at + 4]
        and kept[at] == found.st_size
        and kept[at + 1] == found.st_mtime_ns
        and kept[at + 2] == found.st_ctime_ns
        and kept[at + 3] == found.st_ino
    )


def stamp_of(path: Path) -> Stamp:
    """Look at a path; raises `FileNotFoundError` where there is nothing."""
    now = time.time_ns()
    return stamp(path.lstat(), now)


def stamp(found: os.stat_result, now: int) -> Stamp:
    """The stamp of what was looked at no earlier than `now`, in nanoseconds."""
    settled = now - max(found.st_mtime_ns, found.st_ctime_ns) > _RESOLUTION_NS
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, int(settled))
