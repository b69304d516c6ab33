"""Writing a project for another engine: configuration, staged files and layout, into a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.adapters.atomic import replace
from generator.adapters.look import look_files
from generator.adapters.staging import Staged, stage
from generator.errors import BuildError
from generator.records import yaml
from generator.records.tree import Tree
from generator.site.engines import MARK, configuration

__all__ = ["write_project"]

CONFIGURATION: Final = "mkdocs.yml"
_THEME: Final = "pages"


def write_project(root: Path, directory: Path, tree: Tree, files: Mapping[str, bytes]) -> Staged:
    """Write the project of the site at `root` into `directory`, and remove what an earlier one had staged there.

    What an engine built there stays. Raises `BuildError` for a folder that holds something else.
    """
    target = directory / CONFIGURATION
    if directory.exists() and (not directory.is_dir() or (any(directory.iterdir()) and not _is_ours(target))):
        raise BuildError(
            f"{directory} holds files that parchemin stage did not write",
            hint="Empty it, or choose another directory.",
        )
    theme = {
        name: path.read_bytes() for name, path in look_files(root, _THEME).items() if not path.is_symlink()
    }
    directory.mkdir(parents=True, exist_ok=True)
    extensions = _extensions(root / CONFIGURATION)
    text = configuration(tree) if extensions is None else configuration(tree, extensions)
    replace(target, text.encode())
    staged = stage(files, directory / "docs")
    stage(theme, directory / "theme")
    return staged


def _is_ours(target: Path) -> bool:
    try:
        return target.read_text(encoding="utf-8").startswith(MARK)
    except (OSError, UnicodeDecodeError):
        return False


def _extensions(path: Path) -> Sequence[object] | None:
    """The extensions of Markdown in the site's own mkdocs.yml; None where it names none, or is not plain YAML."""
    try:
        document = yaml.load(path.read_bytes(), CONFIGURATION)
    except OSError:
        return None
    data = document.data if document.readable else None
    found = data.get("markdown_extensions") if isinstance(data, dict) else None
    return found if isinstance(found, list) else None
