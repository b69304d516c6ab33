"""Waiting for a disk on which a new file costs what it costs on any other day.

ext4 without a journal keeps the inodes of deleted files back for one to six minutes, and looks at each of them again
for every new file: after the site of one measurement was deleted, a file of the next took 300 to 700 µs, not 15.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

_FOLDERS = 16
_FILES = 200
_USUAL = 60e-6
"""Seconds that opening and closing a new file takes at most on a disk that is left alone, with room to spare."""
_LONGEST = 420
_PAUSE = 20


def settle(folder: Path, files: int) -> None:
    """Return once new files below `folder` (a directory that is deleted after the measurement) take no longer than
    usual, or after seven minutes, saying so. The files that this was tried with stay: deleting them would begin anew.

    `files` are about to be written. Where they are fewer than those tried with, nothing is tried, or waited for.
    """
    if files < _FOLDERS * _FILES:
        return
    started = time.monotonic()
    for turn in range(_LONGEST // _PAUSE):
        each = _cost(folder / f"settling-{turn}")
        if each <= _USUAL:
            return
        print(f"waiting for the disk: a new file takes {each * 1e6:.0f} µs", file=sys.stderr)
        time.sleep(_PAUSE)
    print(f"the disk is slow even after {time.monotonic() - started:.0f} s", file=sys.stderr)


def _cost(folder: Path) -> float:
    """Seconds that a new file takes, in several new folders, since each has its own place on the disk."""
    spent = 0.0
    for number in range(_FOLDERS):
        inside = folder / str(number)
        inside.mkdir(parents=True)
        started = time.perf_counter()
        for name in range(_FILES):
            (inside / str(name)).touch()
        spent += time.perf_counter() - started
    return spent / (_FOLDERS * _FILES)
