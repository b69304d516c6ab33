"""A site of which a part is replaced: what is new takes its place entry by entry, after all of it is on the disk.

Whole directories are exchanged in one step each; the files of one large folder are renamed over the old ones, each in
one step. In between, for a few milliseconds, new pages stand beside old ones; nothing is ever missing. What is to be
done is written down first (a journal, flushed to the disk), and every step can be taken again: a renewal that is
interrupted, however that happens, is completed by the next build (`resume`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.adapters.atomic import replace

__all__ = ["Renewal", "exchange", "flush", "renew", "resume", "sync", "sync_around"]

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_UNSUPPORTED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP})
_OLD: Final = ".old-"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What is to be replaced. `fresh` is the name of the directory that holds what is new, beside the site; `kept` are
    the entries of the site's top level that stay; `folder` is one of them, whose files are replaced by those of the
    folder of that name in `fresh`, except that those named in `stale` are removed.
    """

    fresh: str
    kept: frozenset[str]
    folder: str
    stale: tuple[str, ...]


def renew(output: Path, renewal: Renewal) -> None:
    """Put what is new into the site at `output`. All of it must be on the disk."""
    fresh = output.with_name(renewal.fresh)
    entries = {path.name: path.lstat().st_ino for path in fresh.iterdir() if path.name != renewal.folder}
    plan = {
        "fresh": renewal.fresh,
        "kept": sorted(renewal.kept),
        "folder": renewal.folder,
        "stale": renewal.stale,
        "entries": entries,
    }
    replace(_journal(output), json.dumps(plan).encode())
    _apply(output, renewal, entries)


def resume(output: Path) -> None:
    """Complete a renewal that was interrupted; nothing where there was none."""
    journal = _journal(output)
    for left in output.parent.glob(f".parchemin-*-{journal.name}.tmp"):
        left.unlink(missing_ok=True)
    try:
        plan = json.loads(journal.read_bytes())
    except FileNotFoundError:
        return
    renewal = Renewal(plan["fresh"], frozenset(plan["kept"]), plan["folder"], tuple(plan["stale"]))
    if output.with_name(renewal.fresh).is_dir():
        _apply(output, renewal, plan["entries"])
    else:
        # Nothing of it is left but the note: all of it was done, or somebody removed it.
        journal.unlink()


def _apply(output: Path, renewal: Renewal, entries: Mapping[str, int]) -> None:
    """Take every step that was not taken yet."""
    fresh = output.with_name(renewal.fresh)
    source, target = fresh / renewal.folder, output / renewal.folder
    for path in sorted(source.iterdir()) if source.is_dir() else ():
        path.replace(target / path.name)
    for name in renewal.stale:
        (target / name).unlink(missing_ok=True)
    for name, inode in entries.items():
        # By its number an entry is known again that has taken its place already.
        if not _is(output / name, inode):
            exchange(fresh / name, output / name)
    for path in sorted(output.iterdir()):
        if path.name not in entries and path.name not in renewal.kept:
            path.rename(fresh / f"{_OLD}{path.name}")
    # Before the old files go, and the note with them, the new ones must be found whatever happens.
    for place in (source, target, fresh, output):
        flush(place)
    _journal(output).unlink()
    shutil.rmtree(fresh, ignore_errors=True)


def _is(path: Path, inode: int) -> bool:
    try:
        return path.lstat().st_ino == inode
    except FileNotFoundError:
        return False


def _journal(output: Path) -> Path:
    return output.with_name(f".{output.name}.renewal")


def exchange(fresh: Path, output: Path) -> None:
    """Put `fresh` at `output`; whatever was there is at `fresh` or gone afterwards."""
    if not os.path.lexists(output):
        fresh.rename(output)
        return
    if _exchange(fresh, output):
        return
    aside = fresh.with_name(f"{fresh.name}-old")
    output.rename(aside)
    try:
        fresh.rename(output)
    except BaseException:
        aside.rename(output)
        raise
    if aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        aside.unlink(missing_ok=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two directories in one step (Linux 3.15); False where that does not exist."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done = renameat2(
        ctypes.c_int(_AT_FDCWD),
        ctypes.c_char_p(os.fsencode(one)),
        ctypes.c_int(_AT_FDCWD),
        ctypes.c_char_p(os.fsencode(other)),
        ctypes.c_uint(_RENAME_EXCHANGE),
    )
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def sync(descriptor: int) -> None:
    """Write a new tree to the disk before it takes its place: one call, not one a file."""
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(ctypes.c_int(descriptor)) == 0:
            return
    except (AttributeError, OSError):
        pass
    os.sync()


def sync_around(place: Path) -> None:
    """Write everything to the disk that lies on the same one as `place`."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def flush(directory: Path) -> None:
    """Write the names in a directory to the disk, where there is one and the disk can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
