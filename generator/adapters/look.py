"""The look of a site in two layers: what Parchemin comes with, and over it the site's own ``site_templates/``.

A school keeps only the templates that it changes, each under the name of the one whose place it takes; all others are
those of the installed program, so that an upgrade brings theirs along. In a checkout of Parchemin both layers are one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from generator.adapters.staging import stage
from generator.errors import BuildError

__all__ = ["MERGED", "TEMPLATES", "layers", "look_files", "merged_folder", "own_files", "supplied"]

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


def _files(place: Path) -> dict[str, Path]:
    """The files below a folder by their path there; hidden ones belong to other programs, and a folder that is linked
    from elsewhere is not looked into."""
    paths = ((path.relative_to(place), path) for path in place.rglob("*") if not path.is_dir())
    return {
        name.as_posix(): path
        for name, path in paths
        if not any(step.startswith(".") for step in name.parts) and "__pycache__" not in name.parts
    }
