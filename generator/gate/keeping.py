"""Which files of the last build were searched and held nothing, by the digest of their bytes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["passed", "remember_passed"]

_FILE: Final = "gate"


def passed(cache: Path, key: str) -> frozenset[str]:
    """The digests of files that held nothing of what `key` stands for."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        noted: Mapping[str, object] = json.loads((cache / _FILE).read_bytes())
        files = noted["files"]
        if noted["key"] == key and isinstance(files, list):
            return frozenset(map(str, files))
    return frozenset()


def remember_passed(cache: Path, key: str, files: frozenset[str]) -> None:
    """Note them for the next build; where that fails, it searches again."""
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        temporary = cache / f".{_FILE}.new"
        temporary.write_text(json.dumps({"key": key, "files": sorted(files)}))
        temporary.replace(cache / _FILE)
