"""Bodies that are HTML pass MkDocs by: what its Markdown would have made of them is the oracle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.adapters.mkdocs import render
from generator.build import mkdocs_settings, open_site
from generator.errors import BuildError
from generator.site.page import HTML
from tests.build.conftest import DAY, Small, contents


def rendered(small: Small, staged: Path, output: Path) -> dict[str, str]:
    output.mkdir()
    render(small.root, staged, output, mkdocs_settings(open_site(small.root, DAY).tree))
    return contents(output)


def test_markdown_would_have_left_every_such_body_as_it_is(small: Small, tmp_path: Path) -> None:
    small.build()
    staged = small.root / ".parchemin/stage"
    ours = rendered(small, staged, tmp_path / "ours")
    marked = 0
    for path in staged.rglob("*.md"):
        text, found = re.subn(rf"^{HTML}: true\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        marked += found
        path.write_text(text, "utf-8")
    assert marked > 10
    assert rendered(small, staged, tmp_path / "theirs") == ours


def test_a_hand_written_page_may_link_to_a_place_in_such_a_page(small: Small) -> None:
    small.change("content/pages/fr/legal.md", "Text.", "[les mots](catalogue.md#words)")
    small.build()
    page = (small.output / "fr/legal.html").read_text("utf-8")
    assert 'href="catalogue.html#words"' in page


def test_a_hand_written_page_is_markdown_whatever_it_says_of_itself(small: Small) -> None:
    small.change("content/pages/fr/legal.md", "title:", f"{HTML}: true\ntitle:")
    small.change("content/pages/fr/legal.md", "Text.", "*Texte.* [les mots](catalogue.md)")
    small.build()
    page = (small.output / "fr/legal.html").read_text("utf-8")
    assert "<em>Texte.</em>" in page and 'href="catalogue.html"' in page


def test_a_link_to_a_place_that_such_a_page_does_not_have_is_refused(small: Small) -> None:
    small.change("content/pages/fr/legal.md", "Text.", "[nulle part](catalogue.md#nowhere)")
    with pytest.raises(BuildError, match="nowhere"):
        small.build()
