"""The privacy gate of a build: what was written is searched before it takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.adapters.files import is_guarded
from generator.adapters.machine import processors
from generator.build.diplomas import Diplomas
from generator.build.site import Site, template_texts
from generator.errors import Diagnostic
from generator.gate.collecting import Sources
from generator.gate.gate import Gate

__all__ = ["search", "search_files"]


def search(
    site: Site, diplomas: Diplomas, directory: Path, *, cache: Path | None, jobs: int | None = None
) -> tuple[Diagnostic, ...]:
    """Raise `BuildError` where anything below `directory` holds what is private; return warnings."""
    sources = Sources(site.root, site.tree, site.files, diplomas.registry.batches, site.opening.acts)
    # Of records that are protected no copy is kept.
    cache = None if is_guarded(site.root) else cache
    return Gate(sources, cache, template_texts(site.root).values(), site.day).check(
        directory, processes=processors() if jobs is None else jobs
    )


def search_files(
    site: Site, diplomas: Diplomas, files: Mapping[str, bytes], aside: Path
) -> tuple[Diagnostic, ...]:
    """As `search`, of files that are not written yet; `aside` is a directory to look at them in, which is to be
    removed afterwards."""
    for name, data in files.items():
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return search(site, diplomas, aside, cache=None, jobs=1)
