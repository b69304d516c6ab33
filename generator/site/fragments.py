"""The fragments: Jinja templates that write the body of an edited page.

Autoescaping is on and an undefined name is an error. The templates arrive as text, so that rendering reads no
file; they see frozen values and a few functions, and record text only ever as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jinja2 import DictLoader, Environment, StrictUndefined

from generator.records.base import Language
from generator.records.site import Theme
from generator.records.tree import Tree
from generator.reports.figures import Counts
from generator.site.page import Page, relative
from generator.site.voice import Voice
from generator.trust.keyact import Keyring

__all__ = ["LANGUAGES", "Fragments", "Sample", "Source"]

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Sample:
    """A specimen diploma that is in the ledger, and the programme it belongs to."""

    code: str
    programme: str


@dataclass(frozen=True, slots=True)
class Source:
    """What edited pages are made of. `day` decides what is past, under way and to come; `ring` has the keys, `counts`
    what was counted of candidates and results, None where that is to be done."""

    tree: Tree
    day: date
    samples: tuple[Sample, ...] = ()
    ring: Keyring = field(default_factory=lambda: Keyring(()))
    counts: Counts | None = None

    @property
    def themes(self) -> Mapping[str, Theme]:
        """The site's themes by id, in their order."""
        return {theme.id: theme for theme in self.tree.site.themes}


class Fragments:
    """The templates of `site_templates/fragments`, by file name, ready to render."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._environment = Environment(
            loader=DictLoader(dict(templates)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def body(self, name: str, path: str, language: Language, source: Source, **values: object) -> str:
        """Render one template for the page at `path`.

        Every template has `v` (the `Voice`), `site`, `tree`, `today`, `url(slug)` for a page in the same
        language and `to(path)` for any other address below the root, both relative to the page.
        """

        def to(target: str) -> str:
            return relative(path, target)

        def url(slug: str) -> str:
            return relative(path, f"{language}/{slug}.html")

        template = self._environment.get_template(name)
        return template.render(
            v=Voice(language),
            site=source.tree.site,
            tree=source.tree,
            today=source.day,
            here=f"{path}.html",
            to=to,
            url=url,
            **values,
        )

    def page(
        self,
        source: Source,
        language: Language,
        slug: str,
        kind: str,
        *,
        title: str,
        description: str,
        meta: Mapping[str, object] | None = None,
        **values: object,
    ) -> Page:
        """Render the template named after `kind` into the page at `slug`."""
        path = f"{language}/{slug}"
        body = self.body(f"{kind}.html", path, language, source, **values)
        return Page(path, language, slug, kind, title, one_line(description), body, meta=dict(meta or {}))


def one_line(text: str) -> str:
    """The first paragraph of a text on one line, for descriptions."""
    return " ".join(text.split("\n\n", 1)[0].split())
