"""The same pages for another engine: the project that `parchemin stage` writes, and its configuration.

A project is ``mkdocs.yml``, ``docs/`` (pages, scripts, images, feeds) and ``theme/`` (the layout). It names no plugin
and needs none, so that MkDocs, its forks and Zensical read it alike; templates are simple enough for MiniJinja. It
names no theme of the engine's either, so that nothing of its look is published.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from generator.records.tree import Tree

__all__ = ["MARK", "configuration", "layout_values"]

MARK: Final = "# Written by parchemin stage"
"""How the configuration begins: a folder without it is not ours to write into."""

_EXTENSIONS: Final = ("attr_list", "md_in_html", "tables")


def layout_values(tree: Tree) -> dict[str, object]:
    """What the layout finds in `config.extra`."""
    site = tree.site
    return {
        "site": {**site.model_dump(mode="json"), "base_url": site.base_url},
        "host": site.host,
        "demonstration": site.demonstration,
    }


def configuration(tree: Tree, extensions: Sequence[object] = _EXTENSIONS) -> str:
    """The text of ``mkdocs.yml``; `extensions` are those of Markdown that hand-written pages need."""
    values: dict[str, object] = {
        "site_name": tree.site.name.fr,
        "site_url": tree.site.base_url,
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "theme": {"name": None, "custom_dir": "theme", "static_templates": ["404.html", "sitemap.xml"]},
        "plugins": [],
        "nav": [],
        "not_in_nav": "/**",
        "markdown_extensions": list(extensions),
        "extra": layout_values(tree),
    }
    lines = [
        MARK,
        "# with the pages of the records. Diplomas, keys and status lists come from parchemin build alone.",
    ]
    # JSON is YAML; one member a line can be read and compared.
    lines += [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"
