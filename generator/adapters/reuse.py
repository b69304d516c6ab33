"""Files that an earlier run wrote, taken over where they are still as it left them.

A note says under which key they were written, and each file's size, time and number. Taking one over costs a name (a
hard link), not its bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.adapters.wholefile import put

__all__ = ["digest_of", "note", "take_over"]


def take_over(file: Path, key: str, old: Path, new: Path) -> bool:
    """Give the files that `file` notes under `key` a second name, below `new`; False, and nothing done, where one of
    them is not below `old` as it was left, or the file system has no such names.
    """
    try:
        noted: Mapping[str, Any] = json.loads(file.read_bytes())
        if noted["key"] != key or any(_look(old / name) != seen for name, seen in noted["files"].items()):
            return False
        if any(".." in Path(name).parts or Path(name).is_absolute() for name in noted["files"]):
            return False
        made: list[Path] = []
        try:
            for name in noted["files"]:
                target = new / name
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(old / name, target)
                made.append(target)
        except OSError:
            for path in made:
                path.unlink()
            return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # No note, a damaged one, or one of another kind: as good as none.
        return False
    return True


def note(file: Path, key: str, root: Path, names: Iterable[str]) -> None:
    """Note what was written below `root` under `key`."""
    noted = {"key": key, "files": {name: _look(root / name) for name in names}}
    put(file, [json.dumps(noted).encode()])


def digest_of(parts: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, in hexadecimal."""
    found = hashlib.sha256()
    for name in sorted(parts):
        found.update(f"{len(name)} {name} {len(parts[name])}\n".encode() + parts[name])
    return found.hexdigest()


def _look(path: Path) -> list[int]:
    seen = path.lstat()
    return [seen.st_size, seen.st_mtime_ns, seen.st_ino]
