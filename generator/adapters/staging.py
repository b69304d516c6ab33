"""The staging directory: what MkDocs, or another Markdown site generator, takes for its sources.

Only files that changed are written and stale ones are removed, so that `mkdocs serve` rebuilds once a change
and an unchanged page keeps its time stamp.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import BuildError

__all__ = ["Staged", "stage"]


@dataclass(frozen=True, slots=True)
class Staged:
    """How many files were written, left alone and removed."""

    written: int
    unchanged: int
    removed: int


def stage(files: Mapping[str, bytes], directory: Path) -> Staged:
    """Make `directory` hold exactly `files`, by relative path with ``/``.

    Raises `BuildError` when a path would leave the directory, or is both a file and a folder of another.
    """
    _check(files)
    directory.mkdir(parents=True, exist_ok=True)
    present = dict(_present(directory))
    removed = 0
    for name in present.keys() - files.keys():
        present[name].unlink()
        removed += 1
    _remove_empty(directory, keep={parent for name in files for parent in _parents(name)})
    written = 0
    for name, data in files.items():
        path = directory / name
        if name in present and path.stat().st_size == len(data) and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written += 1
    return Staged(written, len(files) - written, removed)


def _check(files: Mapping[str, bytes]) -> None:
    folders = {parent for name in files for parent in _parents(name)}
    for name in files:
        steps = name.split("/")
        if name in folders or any(step in ("", ".", "..") for step in steps) or "\\" in name or "\0" in name:
            raise BuildError(f"{name!r} cannot be the path of a staged file")


def _parents(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _present(directory: Path) -> Iterator[tuple[str, Path]]:
    for path in directory.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(directory).as_posix(), path


def _remove_empty(directory: Path, keep: set[str]) -> None:
    for path in sorted((path for path in directory.rglob("*") if path.is_dir()), reverse=True):
        if path.relative_to(directory).as_posix() not in keep:
            path.rmdir()
