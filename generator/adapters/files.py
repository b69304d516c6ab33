"""The files of a site, read from disk into the mapping that `generator.records.reading.read` takes.

Nothing outside the site is ever read: a link that leads out of it, a device or a pipe is reported, not
followed. What a single file can cost is bounded here, before any of it is parsed.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from generator.adapters.atomic import replace
from generator.adapters.recordcache import CACHE, RecordCache, is_committed
from generator.adapters.workers import uncollected
from generator.errors import Diagnostic, MalformedError, RecordError
from generator.records.kinds import ASSETS, LEDGER, MAIL, SCHEMAS, TRANSMISSIONS
from generator.records.memory import digest_of
from generator.records.reading import Reading, read
from generator.records.tree import Tree
from generator.records.yaml import max_bytes, shown

__all__ = [
    "FOLDERS",
    "PROTECTION",
    "Files",
    "Snapshot",
    "atomic_write",
    "is_guarded",
    "load_tree",
    "open_records",
    "read_record",
    "read_site",
    "snapshot",
    "stored",
]

PROTECTION: Final = "candidates/.protection.json"
"""Stands where records are protected; other programs' hidden files are nobody's records."""
FOLDERS: Final = ("content", "candidates")
"""The folders that hold records."""
_RECORD: Final = ".yml"
_READ: Final = (_RECORD, ".md")
_MACHINE_WRITTEN: Final = (LEDGER, MAIL, TRANSMISSIONS)

atomic_write = replace
"""Write a file so that readers see the old one or the new one, whole, even after a crash."""


Opener = Callable[[str, bytes], bytes]


class Files(Mapping[str, bytes]):
    """Files by path. One that is known to be as it was is read only when somebody asks for it."""

    def __init__(self, root: Path, opener: Opener | None = None) -> None:
        self._root = root
        self._opener = opener
        self._files: dict[str, bytes | None] = {}

    def put(self, path: str, data: bytes | None) -> None:
        """Add a file; None where it is left for later."""
        self._files[path] = data

    def __getitem__(self, path: str) -> bytes:
        data = self._files[path]
        if data is not None:
            return data
        try:
            with (self._root / path).open("rb") as file:
                return self.opened(path, file.read(max_bytes(path) + 1))
        except OSError as error:
            problem = _problem(path, f"cannot be read: {error.strerror}")
            raise RecordError("a record went away while the records were read", [problem]) from None

    def opened(self, path: str, data: bytes) -> bytes:
        """What a file says: the text of a record that is protected."""
        return data if self._opener is None else self._opener(path, data)

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(slots=True)
class Snapshot:
    """What a site's folders held: text files with their bytes, the paths of the others, and what could not
    be read. Paths are relative to the root, with ``/``. `digest` tells one state of a file from another."""

    files: Files
    others: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    digest: Callable[[str], bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.digest = lambda path: digest_of(self.files[path])


_COMMITTED: Final = (
    "git has this folder, and what earlier commands found in order would be what somebody committed"
)
_TAKE_OUT: Final = (
    "Take it out of git and delete it: git rm -r --cached .parchemin; .gitignore should name it."
)


def open_records(
    root: Path, *, today: date | None = None, folders: Sequence[str] = FOLDERS
) -> tuple[Snapshot, Reading]:
    """Read and check every record below `root`; problems of the disk are among the diagnostics.

    What an earlier reading found in order is not read again while its file is as it was (`recordcache`).
    """
    with uncollected():
        committed = is_committed(root)
        # Of records that are protected no copy is kept.
        kept = (
            RecordCache(root / CACHE, whole=False)
            if committed or is_guarded(root)
            else RecordCache.open(root / CACHE, whole=tuple(folders) == FOLDERS)
        )
        found = snapshot(root, folders, known=kept.stamped)
        memory = kept.memory(found.files)
        found.digest = partial(memory.digest, files=found.files)
        reading = read(found.files, found.others, today=today, memory=memory)
        kept.keep(memory, found.files)
    if committed:
        found.problems.append(Diagnostic(CACHE.partition("/")[0], 0, 0, "Y111", _COMMITTED, _TAKE_OUT))
    if found.problems:
        reading = Reading(None, tuple(sorted((*found.problems, *reading.diagnostics))), reading.counts)
    return found, reading


def read_site(root: Path, *, today: date | None = None, folders: Sequence[str] = FOLDERS) -> Reading:
    """As `open_records`, without the files."""
    return open_records(root, today=today, folders=folders)[1]


def load_tree(root: Path, *, today: date | None = None, folders: Sequence[str] = FOLDERS) -> Tree:
    """Return the records below `root`; raise `RecordError` with every mistake where there is one.

    With ``content`` alone among the `folders`, nobody's records are read, and the tree has no candidates.
    """
    reading = read_site(root, today=today, folders=folders)
    if reading.tree is None:
        raise RecordError(
            f"the records hold {reading.errors} mistake{'s' if reading.errors != 1 else ''}",
            reading.diagnostics,
            hint="parchemin check shows them with their lines.",
        )
    return reading.tree


def snapshot(
    root: Path,
    folders: Sequence[str] = FOLDERS,
    *,
    known: Callable[[str, os.stat_result, int], bool] = lambda *_: False,
) -> Snapshot:
    """Read the files of ``content/`` and ``candidates/``, but not what the program writes for itself, in order.

    A record of which `known` says that it is as it was is left for later; it is told the path, what the file system
    says of it, and since when.
    """
    found = Snapshot(Files(root, _opener(root, folders)))
    now = time.time_ns()
    for folder in folders:
        if (root / folder).is_symlink():
            found.problems.append(_problem(folder, "is a link; a site's folders are folders of its own"))
        elif (root / folder).is_dir():
            for name, status in _walk(folder, root, found):
                if name.endswith(_RECORD) and stat.S_ISREG(status.st_mode) and known(name, status, now):
                    # Whatever else is asked of a file was asked of it before.
                    found.files.put(name, None)
                else:
                    _take(name, status, root, found)
    found.others.sort()
    return found


def is_guarded(root: Path) -> bool:
    """Whether the site protects its records of candidates (`keyring`)."""
    return (root / PROTECTION).exists()


def _opener(root: Path, folders: Sequence[str]) -> Opener | None:
    if "candidates" not in folders or not is_guarded(root):
        return None
    # The libraries cost what most sites never need.
    from generator.adapters.keyring import open_ring  # noqa: PLC0415

    ring = open_ring(root)
    return None if ring is None else ring.read


def read_record(root: Path, path: str) -> bytes:
    """What the record at `path` says, protected or not."""
    opener = _opener(root, FOLDERS)
    data = (root / path).read_bytes()
    return data if opener is None else opener(path, data)


def stored(root: Path, path: str, text: bytes) -> bytes:
    """What is to be written at `path`, so that the record there says `text`."""
    if not is_guarded(root):
        return text
    from generator.adapters.keyring import open_ring  # noqa: PLC0415

    ring = open_ring(root)
    return text if ring is None else ring.write(path, text)


def _walk(folder: str, root: Path, found: Snapshot) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the path of what looks like a file below `folder`, and what the file system says of it. Hidden files and
    folders belong to other programs."""
    try:
        # Names, not entries, which take half as long again: of a hundred thousand records this is most of the work.
        names = sorted(os.listdir(root / folder))  # noqa: PTH208
    except OSError as error:
        found.problems.append(_problem(shown(folder, 300), f"cannot be listed: {error.strerror}"))
        return
    for one in names:
        if one.startswith("."):
            continue
        name = f"{folder}/{one}"
        try:
            status = os.stat(f"{root}/{name}", follow_symlinks=False)  # noqa: PTH116
        except OSError as error:
            found.problems.append(_problem(shown(name, 300), f"cannot be read: {error.strerror}"))
            continue
        if stat.S_ISDIR(status.st_mode):
            if f"{shown(name, 300)}/" not in _MACHINE_WRITTEN:
                yield from _walk(name, root, found)
        elif stat.S_ISLNK(status.st_mode) and (root / name).is_dir():
            found.problems.append(_problem(shown(name, 300), "is a link to a folder, which is not followed"))
        else:
            yield name, status


def _take(name: str, status: os.stat_result, root: Path, found: Snapshot) -> None:
    if not name.isprintable():
        found.problems.append(_problem(shown(name, 300), "has characters in its name that cannot be shown"))
        return
    path = root / name
    try:
        linked = stat.S_ISLNK(status.st_mode)
        # A link from the public records into the private ones would publish what it points to.
        if linked and not path.resolve(strict=True).is_relative_to(root.resolve() / name.partition("/")[0]):
            found.problems.append(_problem(name, "is a link that leads out of its part of the site"))
        elif not stat.S_ISREG((path.stat() if linked else status).st_mode):
            found.problems.append(_problem(name, "is no ordinary file"))
        elif name.startswith((ASSETS, SCHEMAS)) or not name.endswith(_READ):
            found.others.append(name)
        else:
            with path.open("rb") as file:
                # One byte more than a record may have: the reader then says that it is too large.
                found.files.put(name, found.files.opened(name, file.read(max_bytes(name) + 1)))
    except MalformedError as error:
        hint = "Is it erased, and its record from before? Is the keyring complete? parchemin protect status"
        found.problems.append(Diagnostic(name, 1, 1, "Y110", f"the record is protected, and {error}", hint))
    except (OSError, RuntimeError) as error:
        found.problems.append(_problem(name, f"cannot be read: {getattr(error, 'strerror', None) or error}"))


def _problem(path: str, message: str) -> Diagnostic:
    hint = "Put the file itself here, readable and with an ordinary name."
    return Diagnostic(path, 0, 0, "Y100", f"this {message}", hint)
