"""The files of a site, read from disk into the mapping that `generator.records.reading.read` takes.

Nothing outside the site is ever read: a link that leads out of it, a device or a pipe is reported, not
followed. What a single file can cost is bounded here, before any of it is parsed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from generator.adapters.atomic import replace
from generator.errors import Diagnostic, RecordError
from generator.records.kinds import ASSETS, LEDGER, MAIL, SCHEMAS, TRANSMISSIONS
from generator.records.reading import Reading, read
from generator.records.tree import Tree
from generator.records.yaml import max_bytes, shown

__all__ = ["FOLDERS", "Snapshot", "atomic_write", "load_tree", "read_site", "snapshot"]

FOLDERS: Final = ("content", "candidates")
"""The folders that hold records."""
_READ: Final = (".yml", ".md")
_MACHINE_WRITTEN: Final = (LEDGER, MAIL, TRANSMISSIONS)

atomic_write = replace
"""Write a file so that readers see the old one or the new one, whole, even after a crash."""


@dataclass(slots=True)
class Snapshot:
    """What a site's folders held: text files with their bytes, the paths of the others, and what could not
    be read. Paths are relative to the root, with ``/``."""

    files: dict[str, bytes] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def read_site(root: Path, *, today: date | None = None, folders: Sequence[str] = FOLDERS) -> Reading:
    """Read and check every record below `root`; problems of the disk are among the diagnostics."""
    found = snapshot(root, folders)
    reading = read(found.files, found.others, today=today)
    if not found.problems:
        return reading
    return Reading(None, tuple(sorted((*found.problems, *reading.diagnostics))), reading.counts)


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


def snapshot(root: Path, folders: Sequence[str] = FOLDERS) -> Snapshot:
    """Read the files of ``content/`` and ``candidates/``, but not what the program writes for itself, in order."""
    found = Snapshot()
    real = root.resolve()
    for folder in folders:
        if (root / folder).is_symlink():
            found.problems.append(_problem(folder, "is a link; a site's folders are folders of its own"))
        elif (root / folder).is_dir():
            for path in _walk(root / folder, root, found):
                _take(path, root, real, found)
    found.others.sort()
    return found


def _walk(folder: Path, root: Path, found: Snapshot) -> Iterator[Path]:
    """Yield what looks like a file below `folder`. Hidden files and folders belong to other programs."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.problems.append(_problem(_name(folder, root), f"cannot be listed: {error.strerror}"))
        return
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if f"{_name(path, root)}/" not in _MACHINE_WRITTEN:
                yield from _walk(path, root, found)
        elif entry.is_symlink() and path.is_dir():
            found.problems.append(_problem(_name(path, root), "is a link to a folder, which is not followed"))
        else:
            yield path


def _take(path: Path, root: Path, real: Path, found: Snapshot) -> None:
    name = path.relative_to(root).as_posix()
    if shown(name, len(name)) != name:
        found.problems.append(_problem(_name(path, root), "has characters in its name that cannot be shown"))
        return
    try:
        status = path.lstat()
        linked = stat.S_ISLNK(status.st_mode)
        # A link from the public records into the private ones would publish what it points to.
        if linked and not path.resolve(strict=True).is_relative_to(real / name.partition("/")[0]):
            found.problems.append(_problem(name, "is a link that leads out of its part of the site"))
        elif not stat.S_ISREG((path.stat() if linked else status).st_mode):
            found.problems.append(_problem(name, "is no ordinary file"))
        elif name.startswith((ASSETS, SCHEMAS)) or not name.endswith(_READ):
            found.others.append(name)
        else:
            with path.open("rb") as file:
                # One byte more than a record may have: the reader then says that it is too large.
                found.files[name] = file.read(max_bytes(name) + 1)
    except (OSError, RuntimeError) as error:
        found.problems.append(_problem(name, f"cannot be read: {getattr(error, 'strerror', None) or error}"))


def _name(path: Path, root: Path) -> str:
    return shown(path.relative_to(root).as_posix(), 300)


def _problem(path: str, message: str) -> Diagnostic:
    hint = "Put the file itself here, readable and with an ordinary name."
    return Diagnostic(path, 0, 0, "Y100", f"this {message}", hint)
