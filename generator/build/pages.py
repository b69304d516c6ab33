"""The edited pages: staged as Markdown, rendered by MkDocs, and left as they are while nothing of theirs changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.adapters.extras import extra_files
from generator.adapters.program import program_digest
from generator.adapters.reuse import digest_of
from generator.adapters.staging import stage
from generator.build.counting import counts_of
from generator.build.diplomas import Diplomas
from generator.build.site import Site, assets, template_texts
from generator.records.tree import Tree
from generator.site.assets import published_assets
from generator.site.engines import layout_values
from generator.site.fragments import Fragments, Source
from generator.site.pages import edited_pages, staged_files
from generator.site.search_texts import catalogue_files

if TYPE_CHECKING:
    from generator.adapters.mkdocs import Settings

__all__ = ["STAGING", "Staged", "mkdocs_settings", "render_pages", "stage_pages", "staged_site"]

STAGING: Final = ".parchemin/stage"
_MKDOCS: Final = ".mkdocs"
_CONFIGURATION: Final = "mkdocs.yml"
_LIBRARIES: Final = ("markdown", "mkdocs", "mkdocs-material")
_PARTS: Final = ("fragments/", "pages/")


@dataclass(frozen=True, slots=True)
class Staged:
    """The edited pages in their staging directory. `pages` counts them; `key` is the digest of all that MkDocs makes of
    them."""

    directory: Path
    pages: int
    key: str


def stage_pages(site: Site, diplomas: Diplomas) -> Staged:
    """Stage the edited pages and what is published beside them."""
    files, pages = staged_site(site, diplomas)
    directory = site.root / STAGING
    stage(files, directory)
    return Staged(directory, pages, _key(site, files, template_texts(site.root)))


def staged_site(site: Site, diplomas: Diplomas) -> tuple[dict[str, bytes], int]:
    """What is staged, by path: edited pages, scripts and images, feeds, pictures; and how many pages there are."""
    fragments = Fragments(
        {
            name.removeprefix(part): text
            for name, text in template_texts(site.root).items()
            for part in _PARTS
            if name.startswith(part)
        }
    )
    source = Source(site.tree, site.day, diplomas.samples, diplomas.audit.ring, counts_of(site))
    pages = edited_pages(source, fragments, site.files.files)
    further = catalogue_files(source) | extra_files(site.root, source)
    return staged_files(pages, published_assets(assets(site)), site.tree.site.base_url, further), len(pages)


def mkdocs_settings(tree: Tree) -> Settings:
    """The address and name of the site, and what the layout finds in `config.extra`."""
    # MkDocs costs a tenth of a second to import, which no other command should pay.
    from generator.adapters.mkdocs import Settings  # noqa: PLC0415

    site = tree.site
    return Settings(site.base_url, site.name.fr, layout_values(tree))


def render_pages(site: Site, staged: Staged, output: Path) -> None:
    """Render the staged pages into `output` with MkDocs."""
    from generator.adapters.mkdocs import render  # noqa: PLC0415

    # MkDocs empties its output directory first, so it gets one of its own.
    apart = output / _MKDOCS
    render(site.root, staged.directory, apart, mkdocs_settings(site.tree))
    for path in sorted(apart.iterdir()):
        path.rename(output / path.name)
    apart.rmdir()


def _key(site: Site, files: Mapping[str, bytes], templates: Mapping[str, str]) -> str:
    configuration = site.root / _CONFIGURATION
    own = {
        "program": program_digest(),
        "libraries": " ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode(),
        "configuration": configuration.read_bytes() if configuration.is_file() else b"",
        "extra": json.dumps(layout_values(site.tree), sort_keys=True).encode(),
    }
    frame = {
        f"templates/{name}": text.encode() for name, text in templates.items() if name.startswith("pages/")
    }
    return digest_of(own | frame | {f"files/{name}": data for name, data in files.items()})
