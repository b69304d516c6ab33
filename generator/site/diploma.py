"""What a diploma's page shows, as a frozen value: `page_value` makes it of a signed credential and its state.

Signed text stays as it was signed. What each language writes in its own way (dates, numbers, kinds) is
written by `language`, exactly as the script in the page will write it again from the verified credential.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Final

from markupsafe import Markup

from generator.errors import MalformedError
from generator.records.base import Language
from generator.site import language as l10n
from generator.site import qr
from generator.site.diploma_words import REASONS, STATES, WORDS, StateWords, Words
from generator.site.sharing import SHARED, linkedin, picture
from generator.trust.did import Did
from generator.trust.diplomastate import DiplomaState
from generator.trust.instant import parse_instant
from generator.trust.keys import PublicKey
from generator.trust.strictjson import JsonObject
from generator.trust.view import CredentialView, Field, fields

__all__ = ["DiplomaPage", "Rendition", "Written", "page_value", "quiet_path", "renditions"]

_SUITE: Final = "eddsa-jcs-2022"
_PROOF_MEMBERS: Final = ("cryptosuite", "created", "verificationMethod")
_IN_RECORD: Final = attrgetter(
    "id",
    "name",
    "description",
    "issuer_did",
    "issuer_image",
    "issuer_image_caption",
    "achievement_id",
)
"""What no rendition shows, of all that stands before the results in `CredentialView`."""

_Proof = dict[str, Field]


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
    """The page in one language: our words, the state in words, the signed values as they are written.

    `values` is None where no signed value is shown (a withdrawn diploma).
    """

    lang: Language
    words: Words
    state: StateWords
    since: str
    reason: str
    values: Written | None


@dataclass(frozen=True, slots=True)
class DiplomaPage:
    """Everything that the template shows of one diploma.

    `renditions` begin with the diploma's own language, `lang`. Dates are ``YYYY-MM-DD``, empty where absent;
    `since` is that of the act or date behind the state. `method` names the key that signed, whose fingerprint
    is for people. `size` is a class for long names. `rows` are the signed values that stand nowhere else.
    `linkedin` is the link that adds it to a profile, empty where sharing is not offered, `picture` what other sites
    show.
    `embedded` is the credential's JSON, made safe inside a script element, `proof` its proof of the transparency log,
    without its last line end (empty where there is none).
    """

    code: str
    lang: Language
    state: str
    since: str
    replacement: str | None
    renditions: tuple[Rendition, ...]
    view: CredentialView
    awarded: str
    valid_from: str
    valid_until: str
    start: str
    end: str
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
    proof: Markup
    linkedin: str
    picture: str


def page_value(
    code: str,
    credential: JsonObject,
    document: bytes,
    state: DiplomaState,
    *,
    base_url: str,
    codes: qr.AddressSeries,
    programme: str,
    proof: str | None = None,
    view: CredentialView | None = None,
) -> DiplomaPage:
    """Everything to show of a diploma that is shared. `document` is the canonical text of `credential`; `codes`
    draws the addresses below `base_url`; `programme` is the slug of what was awarded; `proof` is a tlog-proof; `view`
    what `fields` reads from the credential.

    Raises `MalformedError` for a credential of unsound structure.
    """
    view = view or fields(credential)
    lang: Language = "en" if view.language is not None and view.language.value == "en" else "fr"
    proofs = _proofs(credential)
    method = _method(proofs)
    symbol = codes.symbol(code)
    view_box, quiet = _frame(len(symbol))
    did_path, host = _did(view.issuer_did.value)
    address = f"{base_url}d/{code}.html"
    return DiplomaPage(
        code=code,
        lang=lang,
        state=state.state,
        since=state.since.date().isoformat() if state.since else "",
        replacement=state.replacement,
        renditions=renditions(lang, state, view),
        view=view,
        awarded=_iso(view.awarded),
        valid_from=_iso(view.valid_from),
        valid_until=_iso(view.valid_until),
        start=_iso(view.activity_start),
        end=_iso(view.activity_end),
        did=view.issuer_did.value,
        did_path=did_path,
        host=host,
        method=method,
        fingerprint=_fingerprint(method.value) if method else "",
        logo=_logo(view.issuer_image, base_url),
        size=_size(view.holder_name.value),
        address=address,
        qr=Markup(qr.path(symbol)),  # noqa: S704 - digits and letters of our own
        quiet=quiet,
        view_box=view_box,
        rows=tuple(_rest(view, proofs)),
        embedded=_in_script(document),
        proof=_plain_in_script(proof or ""),
        linkedin=linkedin(view, code, address) if state.state in SHARED else "",
        picture=picture(programme, lang),
    )


def renditions(lang: Language, state: DiplomaState, view: CredentialView | None) -> tuple[Rendition, ...]:
    """The page in both languages, `lang` first."""
    return tuple(_rendition(one, state, view) for one in (lang, l10n.other(lang)))


def _rendition(lang: Language, state: DiplomaState, view: CredentialView | None) -> Rendition:
    words = WORDS[lang]
    reason = f"{words.reason}{l10n.colon(lang)} {REASONS[lang][state.reason]}." if state.reason else ""
    return Rendition(
        lang=lang,
        words=words,
        state=STATES[lang][state.state],
        since=l10n.day(state.since, lang) if state.since else "",
        reason=reason,
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


def _iso(field: Field | None) -> str:
    return "" if field is None else field.value[:10]


@lru_cache(maxsize=4096)
def _day_text(instant: str, lang: Language) -> str:
    # The diplomas of an edition share their dates.
    return l10n.day(parse_instant(instant), lang)


@lru_cache(maxsize=256)
def _fingerprint(method: str) -> str:
    return PublicKey.from_multibase(method.partition("#")[2]).fingerprint


@lru_cache(maxsize=256)
def _did(text: str) -> tuple[str, str]:
    did = Did.parse(text)
    return did.document_path, did.host.replace("%3A", ":")


@lru_cache(maxsize=16)
def _frame(size: int) -> tuple[str, Markup]:
    """The viewBox of a QR code of `size` modules, and the path of the white square below it."""
    edge, side = -qr.QUIET_ZONE, size + 2 * qr.QUIET_ZONE
    return f"{edge} {edge} {side} {side}", Markup(f"M{edge} {edge}h{side}v{side}h-{side}z")  # noqa: S704


def quiet_path(size: int) -> Markup:
    """The white square below a QR code of `size` modules."""
    return _frame(size)[1]


def _logo(image: Field | None, base_url: str) -> str | None:
    # Only an image of this very host can be shown: the policy refuses every other.
    own = image is not None and image.value.startswith(base_url)
    return f"../{image.value.removeprefix(base_url)}" if image is not None and own else None


def _size(name: str) -> str:
    """A class for names that need smaller letters; a real name may have three hundred."""
    return "" if len(name) <= 34 else " long" if len(name) <= 90 else " longer"


def _plain_in_script(text: str) -> Markup:
    """A text of base64, numbers and host names, as it is: nothing inside a script element can be escaped."""
    if "<" in text:
        raise MalformedError("a proof of the log holds '<'", reason="log-proof")
    return Markup(text.removesuffix("\n"))  # noqa: S704 - no element can begin or end in it


def _in_script(document: bytes) -> Markup:
    # In JSON these characters stand inside strings alone, where the escape means the same.
    text = document.decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 - the characters that HTML could act on are gone


# ---- what stands in the record at the end of the page


def _rest(view: CredentialView, proofs: Sequence[_Proof]) -> Iterator[Field]:
    """Every signed value that the page does not show elsewhere, each once, in the order of `CredentialView`."""
    yield from filter(None, _IN_RECORD(view))
    for result in view.results:
        yield from filter(None, (result.kind, result.status))
    yield view.status_list
    yield view.status_index
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


def _method(proofs: Sequence[_Proof]) -> Field | None:
    """Where the proof that our verifiers insist on names its key."""
    for proof in proofs:
        if "cryptosuite" in proof and proof["cryptosuite"].value == _SUITE:
            return proof.get("verificationMethod")
    return None
