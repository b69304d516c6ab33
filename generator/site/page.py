"""One edited page as a value, and the file that any Markdown site generator turns into it.

The file is front matter and one block of HTML (or the Markdown that staff wrote). Records are data: whatever
they hold has been escaped by the template that wrote the body, and front matter is dumped, never pasted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from generator.records.base import Language

__all__ = ["HTML", "Page", "front_matter", "one_block", "relative"]

HTML: Final = "html"
"""In the front matter: the body is HTML throughout, in which there is nothing for Markdown to do."""

# Legal in JSON strings, but YAML 1.1 readers break lines at them or refuse them.
_FRAGILE: Final = re.compile("[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    `path` is its place below the root without extension (``fr/courses/malaria``); `slug` the part that both
    languages share (``courses/malaria``). `body` is HTML, or Markdown where `markdown` is set. `meta` holds
    further front matter, plain JSON values.
    """

    path: str
    language: Language
    slug: str
    kind: str
    title: str
    description: str
    body: str
    markdown: bool = False
    meta: Mapping[str, object] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Where the page is staged: ``fr/courses/malaria.md``."""
        return f"{self.path}.md"

    @property
    def address(self) -> str:
        """Where it is published: ``/fr/courses/malaria.html``."""
        return f"/{self.path}.html"

    def text(self) -> str:
        """The content of the staged file."""
        matter: dict[str, object] = {
            "title": self.title,
            "description": self.description,
            "lang": self.language,
            "slug": self.slug,
            "kind": self.kind,
            **self.meta,
        }
        if not self.markdown:
            matter[HTML] = True
        body = self.body if self.markdown else one_block(self.body)
        return f"{front_matter(matter)}\n{body.rstrip()}\n"


def front_matter(values: Mapping[str, object]) -> str:
    """YAML front matter, one member a line: JSON is YAML once a few characters are escaped."""
    lines = [f"{key}: {_scalar(value)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---", ""])


def _scalar(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _FRAGILE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_block(html: str) -> str:
    """HTML without blank lines and indentation.

    Markdown leaves a block-level element alone up to its closing tag, but a blank line inside it has ended
    blocks in more than one parser; HTML does not need any.
    """
    lines = [line.strip() for line in html.splitlines()]
    return "\n".join(line for line in lines if line)


def relative(here: str, target: str) -> str:
    """The relative address of `target` as seen from `here`, both paths below the root without a leading slash.

    Relative addresses are what makes a saved copy of the site work from disk.
    """
    base = here.split("/")[:-1]
    steps = target.split("/")
    shared = 0
    while shared < len(base) and shared < len(steps) - 1 and base[shared] == steps[shared]:
        shared += 1
    return "/".join([".."] * (len(base) - shared) + steps[shared:])
