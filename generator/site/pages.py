"""All edited pages of a site: records and hand-written pages in, `Page` values out.

source = Source(tree, day=date(2026, 11, 22))
for page in edited_pages(source, Fragments(templates), files): print(page.address)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from generator.errors import BuildError, Diagnostic
from generator.site import (
    calendar,
    catalogue,
    course_page,
    figures_page,
    home,
    keys_page,
    plan_page,
    programme_page,
    registration_page,
    written,
)
from generator.site.assets import digests_file, integrity
from generator.site.fragments import Fragments, Source
from generator.site.metadata import with_metadata
from generator.site.page import Page
from generator.site.sitemap import sitemaps

__all__ = ["edited_pages", "staged_files"]

_CONFIDED: Final = ("deposit", "register")
_FRAME: Final = ("tokens.css", "base.css", "pages.css", "site.js")
_KINDS: Final = (
    home,
    catalogue,
    course_page,
    programme_page,
    plan_page,
    registration_page,
    calendar,
    figures_page,
    keys_page,
)


def edited_pages(source: Source, fragments: Fragments, files: Mapping[str, bytes]) -> tuple[Page, ...]:
    """Every page in the order of its path. `files` holds the hand-written ones, by path from the root.

    Raises `BuildError` when a hand-written page is broken or stands where a page of the records belongs.
    """
    made = [page for kind in _KINDS for page in kind.pages(source, fragments)]
    taken = {page.path for page in made}
    by_hand = written.pages(source, fragments, files)
    problems = [
        Diagnostic(
            f"{written.PAGES}{page.source}",
            0,
            0,
            "B101",
            f"{page.address} is written from the records already",
            "Give the page another name.",
        )
        for page in by_hand
        if page.path in taken
    ]
    if problems:
        raise BuildError("two pages claim the same address", problems)
    return tuple(
        with_metadata(source, page) for page in sorted([*made, *by_hand], key=lambda page: page.path)
    )


def staged_files(
    pages: tuple[Page, ...],
    assets: Mapping[str, bytes],
    base_url: str,
    further: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """What goes into the staging directory: the pages, their sitemaps, `assets` by path below ``assets/``, `further` by
    path. The pages to which people confide something load nothing but what has the digest that they name."""
    digests = integrity(assets)
    pages = tuple(_guarded(page, digests) if page.kind in _CONFIDED else page for page in pages)
    files = {page.source: page.text().encode() for page in pages} | dict(sitemaps(pages, base_url))
    return (
        files
        | {f"assets/{name}": data for name, data in assets.items()}
        | {
            "assets/SHA256SUMS": digests_file(assets),
            **(further or {}),
        }
    )


def _guarded(page: Page, digests: Mapping[str, str]) -> Page:
    scripts, styles = page.meta.get("scripts"), page.meta.get("styles")
    own = [name for names in (scripts, styles) if isinstance(names, list) for name in names]
    return replace(
        page,
        meta={**page.meta, "integrity": {name: digests[name] for name in (*_FRAME, *own) if name in digests}},
    )
