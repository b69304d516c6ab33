"""The MkDocs plugin ``parchemin``: what lets plain ``mkdocs build`` and ``mkdocs serve`` show the whole site.

It only calls the build: stage the pages before, write the registry after. Nothing else depends on MkDocs.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from generator.adapters.clock import build_day
from generator.adapters.mkdocs import Settings, StagingPlugin
from generator.build import (
    Diplomas,
    Site,
    finish_site,
    keep_documents,
    mkdocs_settings,
    open_site,
    stage_pages,
    write_diplomas,
)
from generator.registry.writing import FOLDER

__all__ = ["ParcheminPlugin"]

_ASIDE: Final = ".parchemin/registry"


class ParcheminPlugin(StagingPlugin):  # type: ignore[no-untyped-call]
    """Stages the records' pages and writes the diplomas'."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: tuple[Site, Diplomas, Path] | None = None

    def prepare(self, root: Path) -> tuple[Path, Settings]:
        """Read the site, verify its diplomas and write them aside, and stage its pages."""
        site = open_site(root, build_day(root).day)
        # MkDocs is going to empty the site's own directory.
        aside = root / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        diplomas = write_diplomas(site, aside)
        self._ready = site, diplomas, aside
        return stage_pages(site, diplomas).directory, mkdocs_settings(site.tree)

    def finish(self, root: Path, site_dir: Path) -> None:
        """Add keys, status lists, diplomas and what hosts read."""
        if self._ready is not None:
            site, diplomas, aside = self._ready
            shutil.move(aside / FOLDER, site_dir / FOLDER)
            finish_site(site, diplomas, site_dir)
            # Documents are published beside the site of `parchemin build`: here there are none, and that is said.
            keep_documents(site, diplomas, aside, site_dir)
