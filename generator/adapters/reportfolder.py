"""The folder of a report: private, whole or absent, and never where it could be published or committed.

A report names people and says what they paid. It is refused inside the site that is published, and inside a working
tree of git unless git ignores the folder. Nobody else on the machine may read it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from generator.adapters.git import Git, GitError
from generator.adapters.publish import is_published
from generator.adapters.renewal import exchange
from generator.errors import ReportError

__all__ = ["MARKER", "check_place", "write_report"]

MARKER: Final = ".parchemin-report"
"""A file that every report holds; a full folder without it is not ours to replace."""
_SOURCES: Final = ("content", "candidates", "site_templates", ".git", ".parchemin")


def check_place(folder: Path, root: Path) -> Path:
    """Return where `folder` really lies; `ReportError` where a report would be published, committed or in the way."""
    place, root = Path(os.path.realpath(folder)), Path(os.path.realpath(root))
    if (
        place == root
        or place in root.parents
        or any(root / one in (place, *place.parents) for one in _SOURCES)
    ):
        raise ReportError(
            f"{folder} is the site's own folder, or around it", hint="Name a folder for the report alone."
        )
    if root / "site" in (place, *place.parents) or any(is_published(one) for one in (place, *place.parents)):
        raise ReportError(
            f"{folder} lies in a site that is published, and a report holds personal data",
            hint="Name a folder outside of it.",
        )
    if place.exists() and not place.is_dir():
        raise ReportError(f"{folder} is a file; a report needs a folder")
    if place.is_dir() and any(place.iterdir()) and not (place / MARKER).is_file():
        raise ReportError(
            f"{folder} holds files that are no report, and would be replaced as a whole",
            hint="Empty it, or name another folder.",
        )
    nearest = next(one for one in place.parents if one.is_dir())
    try:
        kept = not Git(nearest).ignores(place)
    except GitError:
        # Without git nothing can say that the folder is left out of a commit made elsewhere.
        kept = root in place.parents
    if kept:
        raise ReportError(
            f"{folder} lies in a working tree of git that does not ignore it, and a report holds personal data",
            hint="Name a folder outside of it, or add this one to .gitignore.",
        )
    return place


def write_report(place: Path, files: Mapping[str, bytes]) -> None:
    """Put the files, by their paths, in the place of whatever report was there; `check_place` returned `place`."""
    place.parent.mkdir(parents=True, exist_ok=True)
    # mkdtemp keeps others out, and its name is one that no other report takes.
    fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}.next-", dir=place.parent))
    try:
        for name, data in {MARKER: b"Written by Parchemin.\n", **files}.items():
            path = fresh / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
        exchange(fresh, place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
