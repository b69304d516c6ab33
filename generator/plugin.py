"""The MkDocs plugin ``parchemin``: what lets plain ``mkdocs build`` and ``mkdocs serve`` show the whole site.

It only calls the build: stage the pages before, write the registry after. Nothing else depends on MkDocs.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.exceptions import PluginError

from generator.adapters.clock import build_day
from generator.adapters.mkdocs import Settings, StagingPlugin
from generator.build import Site, finish_site, mkdocs_settings, open_site, stage_pages
from generator.errors import ParcheminError

__all__ = ["ParcheminPlugin"]


class ParcheminPlugin(StagingPlugin):  # type: ignore[no-untyped-call]
    """Stages the records' pages and writes the diplomas'."""

    def __init__(self) -> None:
        super().__init__()
        self._site: Site | None = None

    def prepare(self, root: Path) -> tuple[Path, Settings]:
        """Read and verify the site, and stage its pages."""
        try:
            self._site = site = open_site(root, build_day(root).day)
            staged, _ = stage_pages(site)
        except ParcheminError as error:
            raise PluginError(_sentence(error)) from None
        address = site.tree.site
        return staged, Settings(address.base_url, address.name.fr, mkdocs_settings(site.tree))

    def finish(self, root: Path, site_dir: Path) -> None:
        """Add keys, status lists, diplomas and what hosts read."""
        if self._site is None:
            return
        try:
            finish_site(self._site, site_dir)
        except ParcheminError as error:
            raise PluginError(_sentence(error)) from None


def _sentence(error: ParcheminError) -> str:
    lines = [str(error)]
    for problem in error.diagnostics:
        lines.append(f"  {problem}")
        if problem.hint:
            lines.append(f"    hint: {problem.hint}")
    if error.hint:
        lines.append(f"hint: {error.hint}")
    return "\n".join(lines)
