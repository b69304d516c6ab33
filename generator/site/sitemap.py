"""What search engines are told to read: a sitemap for each language. The theme's ``sitemap.xml`` lists both.

Edited pages alone: no diploma is ever named in a file. ``lastmod`` is left out: the build knows when a record changed,
not when a page's words did, and a wrong date is worse than none (sitemaps.org, protocol 0.9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from generator.records.base import Language
from generator.site.fragments import LANGUAGES
from generator.site.page import Page

__all__ = ["sitemap_path", "sitemaps"]

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def sitemap_path(language: Language) -> str:
    """The path of one language's sitemap."""
    return f"{language}/sitemap.xml"


def sitemaps(pages: Iterable[Page], base_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the sitemaps by path. Pages that ask not to be indexed are left out, as is the door to both languages."""
    listed = [page for page in pages if page.kind != "choose" and not page.meta.get("noindex")]
    for language in LANGUAGES:
        own = "".join(_entry(page, base_url) for page in listed if page.language == language)
        yield sitemap_path(language), f"{_HEAD}{own}</urlset>\n".encode()


def _entry(page: Page, base_url: str) -> str:
    links = {str(language): f"{base_url}{language}/{page.slug}.html" for language in LANGUAGES}
    links["x-default"] = base_url if page.kind == "home" else links[LANGUAGES[0]]
    alternates = "".join(
        f'    <xhtml:link rel="alternate" hreflang="{name}" href={quoteattr(address)}/>\n'
        for name, address in links.items()
    )
    return f"  <url>\n    <loc>{escape(base_url + page.address.lstrip('/'))}</loc>\n{alternates}  </url>\n"
