"""Which program this is: what is cached by another version must not be believed."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

__all__ = ["program_digest"]

_LIBRARIES: Final = ("jinja2", "markupsafe", "orjson", "pynacl", "qrcode", "rfc8785")
"""Those that a page's bytes, or the belief in a signature, depend on."""


@cache
def program_digest() -> bytes:
    """SHA-256 over the modules of this program and the versions of the libraries behind a diploma's page."""
    found = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for path in sorted(package.rglob("*.py")):
        data = path.read_bytes()
        found.update(f"{path.relative_to(package).as_posix()} {len(data)}\n".encode() + data)
    for name in _LIBRARIES:
        found.update(f"{name} {version(name)}\n".encode())
    return found.digest()
