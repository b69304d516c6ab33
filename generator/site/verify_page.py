"""The verify page, ``/verify/index.html``: one page in both languages, whose tools run in the reader's browser.

    data = verify_page(site, templates)

It depends on the site's record and the templates alone. `templates` are those of `site_templates`, by relative
path (``verify/index.html``, ``pages/layout.html``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from generator.records.base import Language
from generator.records.site import Site
from generator.site.assets import PAGE_SCRIPTS, UNSEAL, WORDS

__all__ = ["PATH", "SCRIPTS", "environment", "verify_page"]

PATH: Final = "verify/index.html"
SCRIPTS: Final = (
    *(name for name in PAGE_SCRIPTS if name != "diploma.js"),
    UNSEAL,
    *WORDS,
    "former-key.js",
    "code.js",
    "code-list.js",
    "archive.js",
    "evidence.js",
    "checker.js",
    "report-words.js",
    "report-view.js",
    "verify-files.js",
    "verify-batch.js",
    "verify-scan.js",
    "verify-page.js",
)
"""Each one only needs those before it."""

_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def verify_page(
    site: Site,
    templates: Mapping[str, str],
    *,
    has_log: bool = False,
    integrity: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of the page. `has_log`: whether the site publishes a transparency log that has signed something;
    `integrity`: the digests of its scripts and styles, without which it asks for none."""
    jinja = environment(site, templates)
    jinja.globals.update(
        base="..",
        slug="",
        kind="verify",
        demonstration=site.demonstration,
        registry=True,
        has_log=has_log,
        scripts=SCRIPTS,
        integrity=integrity,
        path="verify/",
        title="Vérifier un diplôme · Verify a diploma",
        description="Vérifier un diplôme par son code, son fichier ou son QR code. "
        "Verify a diploma by its code, its file or its QR code.",
        site_name=site.name.fr,
        lang="fr",
    )

    def frame(name: str) -> Markup:
        template = jinja.get_template(name)
        parts = [
            template.render(lang=lang, skip_to=lang, site_name=site.name.in_(lang)) for lang in _LANGUAGES
        ]
        return Markup("\n".join(parts))  # noqa: S704 - rendered with autoescape

    headers, footers = frame("partials/header.html"), frame("partials/footer.html")
    return jinja.get_template(PATH).render(headers=headers, footers=footers).encode()


def environment(site: Site, templates: Mapping[str, str]) -> Environment:
    """The templates of this page, and the frame that all pages share, under the names that they use."""
    found = {name.removeprefix("pages/"): text for name, text in templates.items()}
    jinja = Environment(loader=DictLoader(found), autoescape=True, undefined=StrictUndefined)
    jinja.globals["host"] = site.host
    return jinja
