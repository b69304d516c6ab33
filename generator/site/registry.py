"""One page a diploma: a signed credential and its state in, the bytes of an HTML file out.

    writer = page_writer(site, templates)        # once a process: compiles the templates
    data = writer.page(line, state, document)    # once a diploma

A page depends on these three values, the site's record and the templates, and on nothing else: no date of
build, no record of a course or programme. It holds every signed value, each in an element that names its JSON
pointer, in both languages of the site; what a reader needs least stands in the record at its end. The
template is `site_templates/registry/diploma.html`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, get_args

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from generator.records.base import Language
from generator.records.site import Site
from generator.site import language as l10n
from generator.site import qr
from generator.site.diploma_words import REASONS, STATES, WORDS, StateWords, Words
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.keys import PublicKey
from generator.trust.ledger import CredentialLine, DiplomaState
from generator.trust.strictjson import JsonObject
from generator.trust.view import CredentialView, Field, fields

__all__ = ["SCRIPTS", "BarePage", "DiplomaPage", "DiplomaWriter", "Rendition", "Written", "page_writer"]

SCRIPTS: Final = (
    "strict-json.js",
    "vocabulary.js",
    "nquads.js",
    "credential.js",
    "proof.js",
    "verify-core.js",
    "verify-words.js",
    "diploma.js",
)
"""In the order that the head of diploma.js asks for."""

_SUITE: Final = "eddsa-jcs-2022"
_FOLDERS: Final = ("pages/", "registry/")
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_TITLES: Final[dict[Language, str]] = {"fr": "Diplôme", "en": "Diploma"}


@dataclass(frozen=True, slots=True)
class Written:
    """The signed values that each language writes in its own way; empty where the credential lacks them."""

    kind: str
    awarded: str
    valid_from: str
    valid_until: str
    start: str
    end: str
    credits: str
    language: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """The page in one language: our words, the state in words, the signed values as they are written."""

    lang: Language
    words: Words
    state: StateWords
    since: str
    reason: str
    colon: str
    values: Written | None


@dataclass(frozen=True, slots=True)
class DiplomaPage:
    """Everything that the template shows of one diploma.

    `renditions` begin with the diploma's own language, `lang`. `method` names the key that signed (its
    fingerprint is for people). `size` is a class for long names. `rows` are the signed values that no
    rendition shows. `embedded` is the credential's JSON, made safe inside a script element.
    """

    code: str
    lang: Language
    state: str
    since: str
    replacement: str | None
    renditions: tuple[Rendition, ...]
    view: CredentialView
    did: str
    did_path: str
    host: str
    method: Field | None
    fingerprint: str
    logo: str | None
    size: str
    address: str
    qr: Markup
    quiet: Markup
    view_box: str
    rows: tuple[Field, ...]
    embedded: Markup


@dataclass(frozen=True, slots=True)
class BarePage:
    """What is left to show of a diploma that its holder withdrew."""

    code: str
    lang: Language
    state: str
    renditions: tuple[Rendition, ...]


def page_writer(site: Site, templates: Mapping[str, str]) -> DiplomaWriter:
    """Compile the templates: those of `site_templates`, by relative path (``registry/diploma.html``)."""
    return DiplomaWriter(site, templates)


class DiplomaWriter:
    """Renders the pages of one site's diplomas."""

    def __init__(self, site: Site, templates: Mapping[str, str]) -> None:
        self._site = site
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
            scripts=SCRIPTS,
        )
        self._headers, self._footers = (self._both(f"partials/{name}.html") for name in ("header", "footer"))
        self._diploma = self._environment.get_template("diploma.html")
        self._withdrawn = self._environment.get_template("withdrawn.html")
        self._codes = qr.AddressSeries(f"{site.base_url}d/", ".html")

    def page(self, line: CredentialLine, state: DiplomaState, document: bytes) -> bytes:
        """The page of one diploma. `document` is the canonical signed credential, which the page embeds.

        Raises `MalformedError` for a credential of unsound structure.
        """
        if state.state == "withdrawn":
            view = fields(line.credential)
            lang = _language(view)
            bare = BarePage(line.code, lang, state.state, _renditions(lang, state, None))
            return self._render(self._withdrawn, bare)
        return self._render(self._diploma, self.value(line, state, document))

    def value(self, line: CredentialLine, state: DiplomaState, document: bytes) -> DiplomaPage:
        """Everything that the template shows of a diploma that is shared."""
        view = fields(line.credential)
        lang = _language(view)
        did = Did.parse(view.issuer_did.value)
        proofs = _proofs(line.credential)
        method = _method(proofs)
        symbol = self._codes.symbol(line.code)
        view_box, quiet = _frame(len(symbol))
        return DiplomaPage(
            code=line.code,
            lang=lang,
            state=state.state,
            since=state.since.date().isoformat() if state.since else "",
            replacement=state.replacement,
            renditions=_renditions(lang, state, view),
            view=view,
            did=view.issuer_did.value,
            did_path=did.document_path,
            host=did.host.replace("%3A", ":"),
            method=method,
            fingerprint=_fingerprint(method.value) if method else "",
            logo=self._logo(view.issuer_image),
            size=_size(view.holder_name.value),
            address=f"{self._site.base_url}d/{line.code}.html",
            qr=Markup(qr.path(symbol)),  # noqa: S704 - digits and letters of our own
            quiet=quiet,
            view_box=view_box,
            rows=tuple(_rest(view, proofs)),
            embedded=_in_script(document),
        )

    def _render(self, template: Template, page: DiplomaPage | BarePage) -> bytes:
        title = _TITLES[page.lang]
        return template.render(
            d=page,
            lang=page.lang,
            title=f"{title} {page.code}",
            site_name=self._site.name.in_(page.lang),
            path=f"d/{page.code}.html",
            headers=self._headers,
            footers=self._footers,
        ).encode()

    def _both(self, name: str) -> Markup:
        """A part of the frame in both languages; the style sheet shows one."""
        template = self._environment.get_template(name)
        parts = (
            template.render(lang=lang, skip_to=lang, site_name=self._site.name.in_(lang))
            for lang in _LANGUAGES
        )
        return Markup("\n").join(Markup(part) for part in parts)  # noqa: S704 - rendered with autoescape

    def _logo(self, image: Field | None) -> str | None:
        # Only an image of this very host can be shown: the policy refuses every other.
        own = self._site.base_url
        return f"../{image.value.removeprefix(own)}" if image and image.value.startswith(own) else None


def _method(proofs: Sequence[_Proof]) -> Field | None:
    """Where the proof that our verifiers insist on names its key."""
    for proof in proofs:
        if "cryptosuite" in proof and proof["cryptosuite"].value == _SUITE:
            return proof.get("verificationMethod")
    return None


def _without_folders(templates: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(folder): text
        for folder in _FOLDERS
        for name, text in templates.items()
        if name.startswith(folder)
    }


def _language(view: CredentialView) -> Language:
    return "en" if view.language is not None and view.language.value == "en" else "fr"


def _size(name: str) -> str:
    """A class for names that need smaller letters; a real name may have three hundred."""
    return "" if len(name) <= 34 else " long" if len(name) <= 90 else " longer"


def _in_script(document: bytes) -> Markup:
    # In JSON these characters stand inside strings alone, where the escape means the same.
    text = document.decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 - the three characters that HTML could act on are gone


# ---- values in two languages


def _renditions(lang: Language, state: DiplomaState, view: CredentialView | None) -> tuple[Rendition, ...]:
    return tuple(_rendition(one, state, view) for one in (lang, l10n.other(lang)))


def _rendition(lang: Language, state: DiplomaState, view: CredentialView | None) -> Rendition:
    colon = l10n.colon(lang)
    words = WORDS[lang]
    return Rendition(
        lang=lang,
        words=words,
        state=STATES[lang][state.state],
        since=l10n.day(state.since, lang) if state.since else "",
        reason=f"{words.reason}{colon} {REASONS[lang][state.reason]}." if state.reason else "",
        colon=colon,
        values=None if view is None else _written(view, lang),
    )


def _written(view: CredentialView, lang: Language) -> Written:
    return Written(
        kind=l10n.achievement_type(view.achievement_type.value, lang) if view.achievement_type else "",
        awarded=_day(view.awarded, lang),
        valid_from=_day(view.valid_from, lang),
        valid_until=_day(view.valid_until, lang),
        start=_day(view.activity_start, lang),
        end=_day(view.activity_end, lang),
        credits=l10n.decimal(view.credits.value, lang) if view.credits else "",
        language=l10n.language_name(view.language.value, lang) if view.language else "",
    )


def _day(field: Field | None, lang: Language) -> str:
    return "" if field is None else _day_text(field.value, lang)


@lru_cache(maxsize=4096)
def _day_text(instant: str, lang: Language) -> str:
    # The diplomas of an edition share their dates.
    return l10n.day(parse_instant(instant), lang)


@lru_cache(maxsize=256)
def _fingerprint(method: str) -> str:
    return PublicKey.from_multibase(method.partition("#")[2]).fingerprint


@lru_cache(maxsize=16)
def _frame(size: int) -> tuple[str, Markup]:
    """The viewBox of a QR code of `size` modules, and the path of the white square below it."""
    edge, side = -qr.QUIET_ZONE, size + 2 * qr.QUIET_ZONE
    return f"{edge} {edge} {side} {side}", Markup(f"M{edge} {edge}h{side}v{side}h-{side}z")  # noqa: S704


# ---- what no rendition shows


_IN_RENDITIONS: Final = frozenset(
    {
        "/issuer/name",
        "/issuer/url",
        "/issuer/email",
        "/validFrom",
        "/validUntil",
        "/awardedDate",
        "/credentialSubject/name",
        "/credentialSubject/licenseNumber",
        "/credentialSubject/activityStartDate",
        "/credentialSubject/activityEndDate",
        *(
            f"/credentialSubject/achievement/{name}"
            for name in (
                "achievementType",
                "name",
                "description",
                "criteria/id",
                "criteria/narrative",
                "humanCode",
                "fieldOfStudy",
                "inLanguage",
                "creditsAvailable",
            )
        ),
    }
)
_PROOF_MEMBERS: Final = ("cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue")

_Proof = dict[str, Field]


def _rest(view: CredentialView, proofs: Sequence[_Proof]) -> Iterator[Field]:
    """The signed values that stand in the record at the end of the page, each once."""
    shown = set(_IN_RENDITIONS)
    for result in view.results:
        shown.update(one.pointer for one in (result.name, result.value, result.course_url) if one)
    for alignment in view.alignments:
        optional = (alignment.description, alignment.framework, alignment.code)
        shown.update(one.pointer for one in (alignment.name, alignment.url, *optional) if one)
    yield from (field for field in view.every_field() if field.pointer not in shown)
    for proof in proofs:
        yield from proof.values()


def _proofs(credential: JsonObject) -> list[_Proof]:
    """The texts of each proof with their pointers; a single proof may stand without an array."""
    value = credential.get("proof")
    if isinstance(value, dict):
        return [_proof(value, "/proof")]
    listed = value if isinstance(value, list) else []
    return [_proof(one, f"/proof/{index}") for index, one in enumerate(listed) if isinstance(one, dict)]


def _proof(members: JsonObject, pointer: str) -> _Proof:
    found = {}
    for name in _PROOF_MEMBERS:
        text = members.get(name)
        if isinstance(text, str):
            found[name] = Field(f"{pointer}/{name}", text)
    return found
