"""The look of a site in two layers: what Parchemin comes with, and over it the site's own ``site_templates/``.

A school keeps only the templates that it changes, each under the name of the one whose place it takes; all others are
those of the installed program, so that an upgrade brings theirs along. In a checkout of Parchemin both layers are one.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

from generator.adapters.staging import stage
from generator.errors import BuildError

__all__ = [
    "MERGED",
    "TEMPLATES",
    "is_linked",
    "layers",
    "look_files",
    "merged_folder",
    "own_files",
    "supplied",
]

TEMPLATES: Final = "site_templates"
MERGED: Final = ".parchemin/look"
_PACKAGE: Final = Path(__file__).resolve().parent.parent


@cache
def supplied() -> Path:
    """The folder of the templates that this program comes with: inside the package, or beside it in a checkout."""
    for place in (_PACKAGE / TEMPLATES, _PACKAGE.parent / TEMPLATES):
        if (place / "pages").is_dir():
            return place
    raise BuildError(
        "this installation of Parchemin lacks its templates", hint="Install it again: pip install parchemin"
    )


def layers(root: Path, folder: str = "") -> tuple[Path, ...]:
    """The folders in which a template is looked for, the site's own first."""
    own, ours = root / TEMPLATES, supplied()
    found = [own / folder] if own.is_dir() and own.samefile(ours) else [own / folder, ours / folder]
    return tuple(place for place in found if place.is_dir())


def look_files(root: Path, folder: str = "") -> dict[str, Path]:
    """Every file of the look below `folder`, by its path there: the site's own where it has one."""
    found: dict[str, Path] = {}
    for place in reversed(layers(root, folder)):
        found |= _files(place)
    return dict(sorted(found.items()))


def own_files(root: Path) -> dict[str, Path]:
    """What the site has of its own, by path below ``site_templates/``; nothing in a checkout of Parchemin."""
    place = root / TEMPLATES
    if not place.is_dir() or place.samefile(supplied()):
        return {}
    return _files(place)


def merged_folder(root: Path, folder: str) -> Path:
    """`folder` of the look as one folder inside the site, for a program that looks in one place only.

    Outside of a checkout it is written below ``.parchemin/look``, which may be deleted.
    """
    found = layers(root, folder)
    if len(found) == 1 and found[0].is_relative_to(root):
        return found[0]
    target = root / MERGED / folder
    stage({name: path.read_bytes() for name, path in look_files(root, folder).items()}, target)
    return target


def is_linked(place: Path, path: Path) -> bool:
    """Whether `path`, below the layer `place`, is a link or lies behind one."""
    steps = (path, *path.parents)
    return any(step.is_symlink() for step in steps[: steps.index(place)])


def _files(place: Path) -> dict[str, Path]:
    """The files below a folder by their path there, those behind links too; hidden ones belong to other programs."""
    found: dict[str, Path] = {}
    seen: set[str] = set()
    for folder, folders, names in os.walk(place, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [one for one in folders if not one.startswith((".", "__pycache__"))]
        for name in names:
            path = Path(folder, name)
            if not name.startswith("."):
                if path.exists() and not path.is_file():
                    # A pipe, which would be waited for.
                    raise BuildError(f"{path} is no plain file", hint="Take it away from the templates.")
                found[path.relative_to(place).as_posix()] = path
    return found
