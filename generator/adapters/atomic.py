"""Files that are whole or absent, whatever happens in between.

`write_once` never replaces anything; `replace` swaps one file for its next state. Both write a hidden
temporary file beside the target, flush it to the disk, give it its name in one step and flush the directory.
A crash leaves at most a hidden file, which readers never look at and `sweep` removes.

Every step goes through `Steps`, so that a test can stop the program between any two of them.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Steps", "locked", "make_folder", "replace", "sweep", "write_once"]

_PREFIX = ".parchemin-"
_SUFFIX = ".tmp"


class Steps:
    """The operations on the file system that `write_once` and `replace` are made of."""

    def create(self, path: Path, data: bytes, mode: int) -> None:
        """Write a new file and flush it to the disk."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def link(self, source: Path, target: Path) -> None:
        """Give `source` a second name; `FileExistsError` if that name is taken."""
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
            # A file system without hard links. The ledger's lock keeps a second process away meanwhile.
            if target.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
            source.rename(target)

    def rename(self, source: Path, target: Path) -> None:
        """Put `source` in the place of `target`."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a name."""
        path.unlink(missing_ok=True)

    def flush_directory(self, directory: Path) -> None:
        """Flush the directory's names to the disk."""
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


STEPS = Steps()


def write_once(path: Path, data: bytes, *, mode: int = 0o644, steps: Steps = STEPS) -> None:
    """Write a file that does not exist yet; `FileExistsError` if it does. Its directory must exist."""
    temporary = _temporary(path)
    try:
        _create(temporary, data, mode, steps)
        steps.link(temporary, path)
        steps.flush_directory(path.parent)
    finally:
        with contextlib.suppress(OSError):
            steps.unlink(temporary)


def replace(path: Path, data: bytes, *, mode: int = 0o644, steps: Steps = STEPS) -> None:
    """Write a file whether it exists or not; readers see the old one or the new one, whole."""
    temporary = _temporary(path)
    try:
        _create(temporary, data, mode, steps)
        steps.rename(temporary, path)
        steps.flush_directory(path.parent)
    finally:
        with contextlib.suppress(OSError):
            steps.unlink(temporary)


def make_folder(path: Path, *, mode: int = 0o777, steps: Steps = STEPS) -> None:
    """Make a directory, and those around it that are missing (with `mode` all of them), and flush their names to the
    disk: a file is found after a power cut only where its directory is.
    """
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode, exist_ok=True)
        steps.flush_directory(one.parent)


def sweep(directory: Path) -> None:
    """Remove what a crash has left. Call it only while no other process can be writing here."""
    for path in directory.glob(f"{_PREFIX}*{_SUFFIX}"):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, or a directory as such, against any other process; `BlockingIOError` if one holds it.

    The operating system lets go of it when the process ends, however it ends; the file stays.
    """
    # fcntl exists on POSIX only, and reading a ledger needs no lock.
    import fcntl  # noqa: PLC0415

    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _create(temporary: Path, data: bytes, mode: int, steps: Steps) -> None:
    try:
        steps.create(temporary, data, mode)
    except FileExistsError:
        # Left by a process of the same number, which is gone: in a container, numbers come again with each run.
        steps.unlink(temporary)
        steps.create(temporary, data, mode)


def _temporary(path: Path) -> Path:
    # The name need not be random: the lock keeps other writers away, and sweep clears what a crash left.
    return path.with_name(f"{_PREFIX}{os.getpid()}-{path.name}{_SUFFIX}")
