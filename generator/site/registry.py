"""One page a diploma: a signed credential and its state in, the bytes of an HTML file out.

    writer = page_writer(site, templates)        # once a process: compiles the templates
    data = writer.page(line, state, document)    # once a diploma

A page depends on these three values, the site's record and the templates, and on nothing else: no date of
build, no record of a course or programme. It holds every signed value, each in an element that names its JSON
pointer, in both languages of the site; what a reader needs least stands in the record at its end. The
templates are in `site_templates/registry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import SimpleNamespace
from typing import Final, get_args

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from generator.records.base import Language
from generator.records.site import Site
from generator.site import qr
from generator.site.assets import PAGE_STYLE
from generator.site.diploma import DiplomaPage, Rendition, page_value, quiet_path, renditions
from generator.site.diploma_words import WORDS, Words
from generator.site.folding import Folding
from generator.site.sharing import linkedin
from generator.trust.diplomastate import DiplomaState
from generator.trust.ledger import CredentialLine
from generator.trust.sealedpage import link_key, link_of, seal
from generator.trust.view import CredentialView

__all__ = ["BarePage", "DiplomaWriter", "page_writer"]

_FOLDERS: Final = ("pages/", "registry/")
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class BarePage:
    """What is left to show of a diploma that its holder withdrew: the code, that it is withdrawn, and since when."""

    code: str
    lang: Language
    state: str
    since: str
    renditions: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True)
class SealedPage(BarePage):
    """What everyone may know of a sealed diploma, and the rest as ciphertext, for a script element."""

    token: Markup


def page_writer(site: Site, templates: Mapping[str, str]) -> DiplomaWriter:
    """Compile the templates: those of `site_templates`, by relative path (``registry/diploma.html``)."""
    return DiplomaWriter(site, templates)


class DiplomaWriter:
    """Renders the pages of one site's diplomas."""

    def __init__(self, site: Site, templates: Mapping[str, str]) -> None:
        self._site = site
        self._codes = qr.AddressSeries(f"{site.base_url}d/", ".html")
        self._links = qr.AddressSeries(f"{site.base_url}d/", "")
        self._environment = Environment(
            loader=DictLoader(_without_folders(templates)),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        self._environment.globals.update(
            base="..",
            host=site.host,
            slug="",
            kind="diploma",
            description="",
            demonstration=site.demonstration,
            registry=True,
            style=PAGE_STYLE,
            words=WORDS,
            both=_both(),
        )
        self._environment.globals.update(
            headers=self._frame("partials/header.html"),
            footers=self._frame("partials/footer.html"),
            verification=self._frame("verification.html", once=True),
        )
        self._diploma = self._environment.get_template("diploma.html")
        self._folding = Folding(self.plain)
        self._withdrawn = self._environment.get_template("withdrawn.html")
        self._sealed = self._environment.get_template("sealed.html")

    def page(
        self,
        line: CredentialLine,
        state: DiplomaState,
        document: bytes,
        proof: str | None = None,
        view: CredentialView | None = None,
    ) -> bytes:
        """The page of one diploma. `document` is the canonical signed credential, `view` what it says (read here where
        the caller has not), `proof` its frozen proof of the transparency log; the page embeds document and proof.

        Raises `MalformedError` for a credential of unsound structure.
        """
        if state.state == "withdrawn":
            # Not even the diploma's language is told.
            day = state.since.date().isoformat() if state.since else ""
            bare = BarePage(line.code, "fr", state.state, day, renditions("fr", state, None))
            return self._render(self._withdrawn, bare).encode()
        return self._folding.page(self.value(line, state, document, proof, view)).encode()

    def sealed_page(
        self,
        line: CredentialLine,
        state: DiplomaState,
        document: bytes,
        proof: str | None = None,
        view: CredentialView | None = None,
    ) -> bytes:
        """The page of a sealed diploma: what everyone may know, and the page that `page` would be, as ciphertext.

        Its QR code holds the whole link: it is drawn for whoever has opened the page.
        """
        assert line.salt is not None  # noqa: S101 - without one nothing is sealed
        address = link_of(line, self._site.base_url, sealed=True)
        symbol = self._links.symbol(address.removeprefix(f"{self._site.base_url}d/"))
        value = self.value(line, state, document, proof, view)
        value = replace(
            value,
            address=address,
            linkedin=linkedin(value.view, line.code, address) if value.linkedin else "",
            qr=Markup(qr.path(symbol)),  # noqa: S704 - digits and letters of our own
            view_box=qr.view_box(symbol),
            quiet=quiet_path(len(symbol)),
        )
        token = seal(self._folding.page(value).encode(), link_key(line.salt, line.code), "html")
        day = state.since.date().isoformat() if state.since else ""
        bare = SealedPage(
            line.code,
            "fr",
            state.state,
            day,
            renditions("fr", state, None),
            Markup(token.decode()),  # noqa: S704
        )
        return self._render(self._sealed, bare).encode()

    def value(
        self,
        line: CredentialLine,
        state: DiplomaState,
        document: bytes,
        proof: str | None = None,
        view: CredentialView | None = None,
    ) -> DiplomaPage:
        """Everything that the template shows of a diploma that is shared."""
        return page_value(
            line.code,
            line.credential,
            document,
            state,
            base_url=self._site.base_url,
            codes=self._codes,
            programme=line.programme,
            proof=proof,
            view=view,
        )

    def plain(self, page: DiplomaPage) -> str:
        """What Jinja itself makes of a page; `page` gives the same, faster."""
        return self._render(self._diploma, page)

    def _render(self, template: Template, page: DiplomaPage | BarePage) -> str:
        return template.render(
            d=page,
            lang=page.lang,
            # No name here: the title outlives the content that a failed check hides.
            title=f"{WORDS[page.lang].diploma} {page.code}",
            site_name=self._site.name.in_(page.lang),
            path=f"d/{page.code}.html",
        )

    def _frame(self, name: str, *, once: bool = False) -> Markup:
        """A part of the frame in both languages, the same on every page; the style sheet shows one."""
        template = self._environment.get_template(name)
        parts = [
            template.render(lang=lang, skip_to=lang, site_name=self._site.name.in_(lang))
            for lang in (_LANGUAGES[:1] if once else _LANGUAGES)
        ]
        return Markup("\n".join(parts))  # noqa: S704 - rendered with autoescape


def _without_folders(templates: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(folder): text
        for folder in _FOLDERS
        for name, text in templates.items()
        if name.startswith(folder)
    }


def _both() -> SimpleNamespace:
    """Each of our phrases in both languages side by side."""
    part = Markup('<span lang="{lang}" data-lang="{lang}">{text}</span>')
    return SimpleNamespace(
        **{
            one.name: Markup("").join(
                part.format(lang=lang, text=getattr(WORDS[lang], one.name)) for lang in _LANGUAGES
            )
            for one in fields(Words)
        }
    )
