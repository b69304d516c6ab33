"""The MkDocs plugin ``parchemin``: what lets plain ``mkdocs build`` and ``mkdocs serve`` show the whole site.

It only calls the build: stage the pages before, write the registry after. Nothing else depends on MkDocs.
"""

from __future__ import annotations

from pathlib import Path

from generator.adapters.clock import build_day
from generator.adapters.mkdocs import Settings, StagingPlugin
from generator.build import Site, finish_site, mkdocs_settings, open_site, stage_pages

__all__ = ["ParcheminPlugin"]


class ParcheminPlugin(StagingPlugin):  # type: ignore[no-untyped-call]
    """Stages the records' pages and writes the diplomas'."""

    def __init__(self) -> None:
        super().__init__()
        self._site: Site | None = None

    def prepare(self, root: Path) -> tuple[Path, Settings]:
        """Read and verify the site, and stage its pages."""
        self._site = site = open_site(root, build_day(root).day)
        staged, _ = stage_pages(site)
        return staged, mkdocs_settings(site.tree)

    def finish(self, root: Path, site_dir: Path) -> None:
        """Add keys, status lists, diplomas and what hosts read."""
        if self._site is not None:
            finish_site(self._site, site_dir)
