"""Which files of the last build were searched and held nothing, by the digest of their bytes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from generator.adapters.wholefile import put
from generator.gate.collecting import Collection

__all__ = ["passed", "remember_passed"]

_FILE: Final = "gate"


def passed(cache: Path | None, values: Collection) -> frozenset[str]:
    """The digests of files that held none of these values."""
    if cache is None:
        return frozenset()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        noted: Mapping[str, object] = json.loads((cache / _FILE).read_bytes())
        files = noted["files"]
        if isinstance(files, list) and (noted["key"] == values.key or noted["digest"] == values.digest):
            return frozenset(map(str, files))
    return frozenset()


def remember_passed(cache: Path | None, values: Collection, files: frozenset[str]) -> None:
    """Note them for the next build; where that fails, it searches again."""
    if cache is None:
        return
    with contextlib.suppress(OSError):
        noted = {"key": values.key, "digest": values.digest, "files": sorted(files)}
        put(cache / _FILE, [json.dumps(noted).encode()])
