"""The templates that a site has of its own, and whether those that they were copied from have changed since.

``site_templates/bases.json`` notes of each copy the SHA-256 of the template that it was made from. After an upgrade a
template whose base is another one now is *outdated*: a person has to look at both.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from generator.adapters.atomic import make_folder, replace, write_once
from generator.adapters.look import TEMPLATES, own_files, supplied
from generator.errors import ParcheminError

__all__ = ["Override", "State", "copy", "difference", "overrides", "supplied_names"]

_BASES: Final = "bases.json"
_OURS: Final = frozenset({_BASES, "README.md"})


class State(Enum):
    """What a file of ``site_templates/`` is to the one that Parchemin comes with."""

    SAME = "unchanged"
    CHANGED = "changed"
    OUTDATED = "outdated"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Override:
    """A file of the site's own look, by its path below ``site_templates/``."""

    name: str
    state: State


def supplied_names() -> tuple[str, ...]:
    """What the program comes with, by path below ``site_templates/``."""
    place = supplied()
    return tuple(sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()))


def overrides(root: Path) -> tuple[Override, ...]:
    """The files of the site's own look, by name."""
    bases = _bases(root)
    return tuple(
        Override(name, _state(path, name, bases))
        for name, path in own_files(root).items()
        if name not in _OURS
    )


def copy(root: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Copy templates into the site, all or none; return their paths from `root`. Never overwrites.

    Raises `ParcheminError` for a name that there is not, a copy that is there already, or a checkout of Parchemin.
    """
    place = root / TEMPLATES
    if place.is_dir() and place.samefile(supplied()):
        raise ParcheminError("this is Parchemin itself: its templates are here already", hint="Edit them.")
    known = supplied_names()
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"Did you mean {close[0]}?" if close else "parchemin templates list shows all of them."
            raise ParcheminError(f"there is no template {name}; nothing was copied", hint=hint)
        if (place / name).exists():
            raise ParcheminError(f"{TEMPLATES}/{name} is there already; nothing was copied")
    bases = _bases(root)
    for name in dict.fromkeys(names):
        data = (supplied() / name).read_bytes()
        make_folder((place / name).parent)
        write_once(place / name, data)
        bases[name] = hashlib.sha256(data).hexdigest()
    replace(place / _BASES, (json.dumps(bases, indent=2, sort_keys=True) + "\n").encode())
    return tuple(f"{TEMPLATES}/{name}" for name in dict.fromkeys(names))


def difference(root: Path, name: str) -> str:
    """The site's own template against the one that the program comes with now, as a unified diff (none of pictures)."""
    own, ours = root / TEMPLATES / name, supplied() / name
    try:
        before = ours.read_text(encoding="utf-8").splitlines(keepends=True) if ours.is_file() else []
        after = own.read_text(encoding="utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return ""
    return "".join(difflib.unified_diff(before, after, f"parchemin/{name}", f"{TEMPLATES}/{name}"))


def _state(path: Path, name: str, bases: dict[str, str]) -> State:
    ours = supplied() / name
    if not ours.is_file():
        return State.ADDED
    data = ours.read_bytes()
    if path.read_bytes() == data:
        return State.SAME
    base = bases.get(name)
    return State.CHANGED if base in (None, hashlib.sha256(data).hexdigest()) else State.OUTDATED


def _bases(root: Path) -> dict[str, str]:
    try:
        found = json.loads((root / TEMPLATES / _BASES).read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ParcheminError(
            f"{TEMPLATES}/{_BASES} is not JSON: {error}", hint="Bring it back from git, or delete it."
        ) from None
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}
