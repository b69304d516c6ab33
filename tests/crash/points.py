"""Every write, rename, removal and flush that a program makes below a directory, counted, and stopped at one of them.

A `Watch` wraps the calls of `os`, what ``open`` returns, the exchange of two directories, what goes to a socket and the
commands of git that change something. It lives in a forked process, so nothing is put back. Each call is a *point*; a
write is two, before it and half way through it.

At the point that was chosen the program dies, without any cleaning up (`Fate.KILLED`); or the power fails as well, and
what was not flushed is lost (`disk`); or the call fails, as on a full, read-only or broken disk.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tests.crash.disk import REAL, Disk

__all__ = ["DIED", "FAULTS", "Fate", "Watch"]

DIED: Final = 137
"""The exit code of a process that was killed at its point."""


class Fate(StrEnum):
    """What happens at the chosen point."""

    KILLED = "killed"
    """The process ends; the operating system goes on."""
    DATA_LOST = "power cut, data lost"
    """The machine stops; names are on the disk, data that was not flushed is not."""
    NAMES_LOST = "power cut, names lost"
    """The machine stops; neither data nor names are on the disk that were not flushed."""
    ADDED_LOST = "power cut, new names lost"
    """The same, but what was removed is gone."""
    FULL = "disk full"
    """From here on nothing more can be written."""
    READ_ONLY = "read-only"
    """From here on nothing can be created, renamed or removed."""
    BROKEN = "flush fails"
    """This once, the disk says that it could not keep what was written (EIO)."""


FAULTS: Final = {Fate.FULL: errno.ENOSPC, Fate.READ_ONLY: errno.EROFS, Fate.BROKEN: errno.EIO}
_FAILING: Final = {
    Fate.FULL: {"write", "create", "link", "rename", "mkdir"},
    Fate.READ_ONLY: {"create", "link", "rename", "mkdir", "unlink", "rmdir", "swap"},
    Fate.BROKEN: {"fsync"},
}
_PERSISTENT: Final = {Fate.FULL, Fate.READ_ONLY}
_CHANGING: Final = {"commit", "push", "add", "reset", "restore"}
"""The commands of git that change something here."""


class Watch:
    """Counts the points below `root`, and does what `fate` says at the one with the number `target` (from 0)."""

    def __init__(self, root: Path, fate: Fate = Fate.KILLED, target: int | None = None) -> None:
        self.labels: list[str] = []
        self._root = os.path.realpath(root)
        self._fate = fate
        self._target = target
        self._disk = Disk(root)
        self._names: dict[int, str] = {}

    def install(self) -> None:
        """Wrap everything, in this process, for good."""
        os.open = self._open
        os.write = self._write
        os.fsync = self._fsync
        os.link = self._link
        os.rename = os.replace = self._rename
        os.unlink = os.remove = self._unlink
        os.rmdir = self._rmdir
        os.mkdir = self._mkdir
        os.symlink = self._symlink
        os.sendfile = self._sendfile
        builtins.open = io.open = self._builtin_open
        socket.socket.sendall = self._sendall(socket.socket.sendall)  # type: ignore[method-assign]
        subprocess.run = self._run(subprocess.run)
        self._wrap_system_calls()

    def end(self) -> None:
        """The program is done: a last point, at which the power may fail."""
        if self._target == len(self.labels):
            self._die()

    # --- points

    def _point(self, kind: str, path: str) -> None:
        number = len(self.labels)
        self.labels.append(f"{kind} {self._short(path)}")
        if self._target is None or number < self._target:
            return
        number_of_error = FAULTS.get(self._fate)
        if number_of_error is None:
            if number == self._target:
                self._die()
        elif kind in _FAILING[self._fate] and (number == self._target or self._fate in _PERSISTENT):
            raise OSError(number_of_error, os.strerror(number_of_error), path)

    def _die(self) -> None:
        if self._fate is not Fate.KILLED:
            self._disk.lose_data()
        if self._fate in (Fate.NAMES_LOST, Fate.ADDED_LOST):
            self._disk.lose_names(removals=self._fate is Fate.NAMES_LOST)
        sys.stdout = sys.stderr = io.StringIO()
        os._exit(DIED)

    def _short(self, path: str) -> str:
        return os.path.relpath(path, self._root)

    def _within(self, path: str) -> bool:
        return path.startswith(self._root + os.sep)

    def _place(self, path: Any, dir_fd: int | None = None) -> str:
        text = os.fsdecode(path)
        if dir_fd is not None and not os.path.isabs(text):
            text = os.path.join(os.readlink(f"/proc/self/fd/{dir_fd}"), text)
        folder, name = os.path.split(os.path.abspath(text))
        return os.path.join(os.path.realpath(folder), name)

    def _changed(self, kind: str, path: str, told: Callable[[], None], do: Callable[[], Any]) -> Any:
        self._point(kind, path)
        done = do()
        told()
        return done

    # --- the calls

    def _open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        place = self._place(path, dir_fd)
        if not self._within(place) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return REAL.open(path, flags, mode, dir_fd=dir_fd)
        fresh = not os.path.lexists(place)
        told = self._disk.creating(place) if fresh else None
        if fresh and flags & os.O_CREAT:
            self._point("create", place)
        elif flags & os.O_TRUNC:
            self._point("write", place)
        descriptor: int = REAL.open(path, flags, mode, dir_fd=dir_fd)
        self._opened(descriptor, place, told, cut=bool(flags & os.O_TRUNC))
        return descriptor

    def _opened(self, descriptor: int, place: str, told: Callable[[], None] | None, *, cut: bool) -> None:
        self._names[descriptor] = place
        self._disk.opened(descriptor, fresh=told is not None)
        if told is not None:
            told()
        if cut:
            self._disk.cut(descriptor)

    def _written(self, descriptor: int) -> str | None:
        """The path of an open file below the root, None for anything else."""
        try:
            place = os.readlink(f"/proc/self/fd/{descriptor}")
        except OSError:
            return None
        return place if self._within(place) else None

    def _write(self, descriptor: int, data: bytes) -> int:
        place = self._written(descriptor)
        if place is not None:
            self._point("write", place)
            if self._is_next():
                REAL.write(descriptor, bytes(data)[: len(data) // 2])
            self._point("half", place)
        return REAL.write(descriptor, data)

    def _is_next(self) -> bool:
        return self._target == len(self.labels) and self._fate not in FAULTS

    def _sendfile(self, out: int, source: int, offset: Any, size: int) -> int:
        place = self._written(out)
        if place is not None:
            self._point("write", place)
        return REAL.sendfile(out, source, offset, size)

    def _builtin_open(self, file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        if isinstance(file, int):
            opened = _REAL_OPEN(file, mode, *args, **more)
            place = self._names.get(file) if set(mode) & set("wax+") else None
            return opened if place is None else _File(opened, place, self)
        place = self._place(file)
        if not set(mode) & set("wax+") or not self._within(place):
            return _REAL_OPEN(file, mode, *args, **more)
        fresh = not os.path.lexists(place)
        told = self._disk.creating(place) if fresh else None
        self._point("create" if fresh else "write", place)
        opened = _REAL_OPEN(file, mode, *args, **more)
        self._opened(opened.fileno(), place, told, cut="w" in mode)
        return _File(opened, place, self)

    def _fsync(self, descriptor: Any) -> None:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        place = self._written(number)
        if place is None and os.readlink(f"/proc/self/fd/{number}") != self._root:
            REAL.fsync(number)
            return
        # The flush itself is left out: the disk of the machine is not what is tried, and it is slow.
        self._point("fsync", place or self._root)
        self._disk.flushed(number)

    def _link(self, source: Any, target: Any, **more: Any) -> None:
        place = self._place(target, more.get("dst_dir_fd"))
        if self._within(place):
            told = self._disk.creating(place)
            self._changed("link", place, told, lambda: REAL.link(source, target, **more))
        else:
            REAL.link(source, target, **more)

    def _rename(self, source: Any, target: Any, **more: Any) -> None:
        one, other = self._place(source, more.get("src_dir_fd")), self._place(target, more.get("dst_dir_fd"))
        if self._within(other):
            self._point("rename", other)
            told = self._disk.moving(one, other)
            REAL.replace(source, target, **more)
            told()
        else:
            REAL.replace(source, target, **more)

    def _unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        place = self._place(path, dir_fd)
        if self._within(place) and os.path.lexists(place):
            self._point("unlink", place)
            told = self._disk.removing(place)
            REAL.unlink(path, dir_fd=dir_fd)
            told()
        else:
            REAL.unlink(path, dir_fd=dir_fd)

    def _rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        place = self._place(path, dir_fd)
        if self._within(place):
            told = self._disk.removing(place)
            self._changed("rmdir", place, told, lambda: REAL.rmdir(path, dir_fd=dir_fd))
        else:
            REAL.rmdir(path, dir_fd=dir_fd)

    def _mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        place = self._place(path, dir_fd)
        if self._within(place) and not os.path.lexists(place):
            told = self._disk.creating(place)
            self._changed("mkdir", place, told, lambda: REAL.mkdir(path, mode, dir_fd=dir_fd))
        else:
            REAL.mkdir(path, mode, dir_fd=dir_fd)

    def _symlink(self, source: Any, target: Any, *args: Any, **more: Any) -> None:
        place = self._place(target)
        if self._within(place):
            told = self._disk.creating(place)
            self._changed("link", place, told, lambda: REAL.symlink(source, target, *args, **more))
        else:
            REAL.symlink(source, target, *args, **more)

    def _sendall(self, real: Callable[..., None]) -> Callable[..., None]:
        def sendall(this: socket.socket, data: bytes, *flags: int) -> None:
            self._point("send", os.path.join(self._root, "socket"))
            real(this, data, *flags)

        return sendall

    def _run(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def run(command: Any, *args: Any, **more: Any) -> Any:
            words = [word for word in command if isinstance(word, str)]
            found = next((word for word in words[1:4] if word in _CHANGING), None)
            if words and words[0] == "git" and found:
                self._point(f"git-{found}", os.path.join(self._root, ".git"))
            return real(command, *args, **more)

        return run

    def _wrap_system_calls(self) -> None:
        """What the program calls past `os`: the exchange of two directories, and the flush of a whole disk."""
        from generator.adapters import publish, renewal

        exchange = renewal._exchange

        def swap(one: Path, other: Path) -> bool:
            told = self._disk.swapping(str(one), str(other))
            return bool(self._changed("swap", str(other), told, lambda: exchange(one, other)))

        def sync(_descriptor: int) -> None:
            self._point("syncfs", os.path.join(self._root, "."))
            self._disk.all_flushed()

        renewal._exchange = swap  # type: ignore[assignment]
        renewal.sync = sync
        publish.sync = sync  # type: ignore[attr-defined]
        ctypes.set_errno(0)


class _File:
    """What ``open`` returned, with its writes watched."""

    def __init__(self, file: Any, place: str, watch: Watch) -> None:
        self._file, self._place, self._watch = file, place, watch

    def write(self, data: Any) -> int:
        self._watch._point("write", self._place)
        if self._watch._is_next():
            self._file.write(data[: len(data) // 2])
            self._file.flush()
        self._watch._point("half", self._place)
        return int(self._file.write(data))

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def truncate(self, size: int | None = None) -> int:
        done = int(self._file.truncate(size))
        self._watch._disk.cut(self._file.fileno())
        return done

    def __enter__(self) -> _File:
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._file.__exit__(*error)

    def __iter__(self) -> Any:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


_REAL_OPEN: Final = io.open
