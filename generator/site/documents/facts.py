"""What one document says, as the JSON that its template is given.

Signed values come from the credential alone. What is not signed is `Recorded` and says so by its nature: images of
signatures, a legal mention, what a training provider is. A fact that neither has is left out, or said to be unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.records.base import Language, Text
from generator.records.issuer import TrainingProvider
from generator.records.programme import Training
from generator.site import language as l10n
from generator.site import qr
from generator.site.documents.course import CourseFacts, course_of
from generator.site.documents.setting import Kind, Setting
from generator.site.documents.words import IDENTITY, NATURES, STANDING, TITLES, WORDS, Said
from generator.trust.instant import parse_instant
from generator.trust.strictjson import Json, JsonObject
from generator.trust.view import CredentialView, EvidenceView, Field

__all__ = ["Recorded", "RecordedSignatory", "awarded_instant", "document_data", "title_of"]

_BOTH: Final[tuple[Language, ...]] = ("fr", "en")
_CREDENTIAL: Final[Said] = {
    "fr": "Diplôme signé (Open Badges 3.0), qui fait foi",
    "en": "Signed diploma (Open Badges 3.0), which is what counts",
}
_PROOF: Final[Said] = {
    "fr": "Preuve d’inscription au journal de transparence (C2SP tlog-proof)",
    "en": "Proof of inclusion in the transparency log (C2SP tlog-proof)",
}


@dataclass(frozen=True, slots=True)
class RecordedSignatory:
    """Who signs: name, function, and the image of the signature as a path from the site's root, None for one by
    hand."""

    name: str
    role: Text
    image: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the records and the log add to a credential. `logo` is a path from the site's root; `proof` a tlog-proof;
    `link` the whole link of a sealed diploma, which is printed as its address."""

    logo: str
    logo_caption: Text
    signatories: tuple[RecordedSignatory, ...] = ()
    legal: Text | None = None
    proof: str | None = None
    provider: TrainingProvider | None = None
    training: Training | None = None
    link: str | None = None


def title_of(view: CredentialView, setting: Setting) -> str:
    """The title of the file, which a reader's window shows: what it is, of what, which number."""
    lang = setting.languages(_signed_in(view))[0]
    heading, course = _heading(view, setting), _course(view, setting)
    parts = [
        heading[lang] if heading else _kind(view, lang),
        course.name if course else "",
        view.achievement_name.value,
    ]
    if view.licence_number is not None:
        parts.append(view.licence_number.value)
    return ", ".join(part for part in parts if part)


def document_data(
    code: str,
    view: CredentialView,
    document: bytes,
    setting: Setting,
    recorded: Recorded,
    *,
    base_url: str,
) -> JsonObject:
    """Everything that the template of `setting.kind` is given. `document` is the canonical signed credential, `view`
    what it says."""
    signed = _signed_in(view)
    languages = setting.languages(signed)
    heading, course = _heading(view, setting), _course(view, setting)
    address = recorded.link or f"{base_url}d/{code}.html"
    return {
        "format": setting.paper,
        "languages": list(languages),
        "text_lang": signed,
        "specimen": setting.specimen,
        "title": title_of(view, setting),
        "heading": _said(heading) if heading else None,
        "description": view.achievement_description.value
        if view.achievement_description
        else view.name.value,
        "keywords": ["Open Badges 3.0", code],
        "code": code,
        "address": address,
        "verify_address": f"{base_url}verify/",
        "qr": {
            "svg": _qr(address),
            "alt": f"{'QR code: ' if languages[0] == 'en' else 'Code QR : '}{address}",
        },
        "issuer": {
            "name": view.issuer_name.value,
            "logo": recorded.logo,
            "logo_alt": recorded.logo_caption.in_(languages[0]),
        },
        "name": view.achievement_name.value,
        "kind_words": _kind_words(view),
        "holder": view.holder_name.value,
        "number": _value(view.licence_number),
        "awarded": _on(view.awarded),
        "awarded_day": _days(view.awarded) if view.awarded else None,
        "text": _value(view.achievement_description) or "",
        "criteria": _value(view.criteria_narrative),
        "facts": _facts(view),
        "results": [
            {"name": _value(one.name) or "", "value": one.value.value, "address": _value(one.course_url)}
            for one in view.results
        ],
        "evidence": [_evidence(one) for one in view.evidence],
        "course": course.data() if course else None,
        "standing": [_said(one) for one in _standing(view)],
        "signatories": [_signatory(one, languages[0]) for one in recorded.signatories],
        "legal": _both(recorded.legal) if recorded.legal else None,
        "training": _training(view, recorded) if setting.kind is Kind.REALISATION else None,
        "words": {name: _said(words) for name, words in WORDS.items()},
        "attachments": _attachments(document, recorded.proof, languages[0]),
    }


def _course(view: CredentialView, setting: Setting) -> CourseFacts | None:
    return course_of(view, setting.course) if setting.kind is Kind.COURSE else None


def _heading(view: CredentialView, setting: Setting) -> Said | None:
    course = _course(view, setting)
    return course.heading if course else TITLES.get(setting.kind)


def _signed_in(view: CredentialView) -> Language:
    return "en" if view.language is not None and view.language.value == "en" else "fr"


def _value(field: Field | None) -> str | None:
    return None if field is None else field.value


def _said(words: Said) -> JsonObject:
    return {lang: words[lang] for lang in _BOTH}


def _both(text: Text) -> JsonObject:
    return {"fr": text.fr, "en": text.en}


def _kind(view: CredentialView, lang: Language) -> str:
    return l10n.achievement_type(view.achievement_type.value, lang) if view.achievement_type else ""


def _kind_words(view: CredentialView) -> JsonObject | None:
    return {lang: _kind(view, lang) for lang in _BOTH} if view.achievement_type else None


def _day(field: Field, lang: Language) -> str:
    return l10n.day(parse_instant(field.value), lang)


def _days(field: Field) -> JsonObject:
    return {lang: _day(field, lang) for lang in _BOTH}


def _on(field: Field | None) -> JsonObject | None:
    return None if field is None else {lang: f"{WORDS['on'][lang]} {_day(field, lang)}" for lang in _BOTH}


def _same(value: str) -> JsonObject:
    return {"fr": value, "en": value}


def _facts(view: CredentialView) -> list[Json]:
    """Label and value of what is signed besides names and dates; what is not signed is not among them."""
    found: list[tuple[str, JsonObject]] = []
    if view.credits is not None:
        credits = view.credits.value
        found.append(("credits", {lang: l10n.decimal(credits, lang) for lang in _BOTH}))
    if view.activity_start is not None and view.activity_end is not None:
        start, end = view.activity_start, view.activity_end
        found.append(
            (
                "period",
                {
                    lang: f"{_day(start, lang)} {'au' if lang == 'fr' else 'to'} {_day(end, lang)}"
                    for lang in _BOTH
                },
            )
        )
    if view.field_of_study is not None:
        found.append(("field", _same(view.field_of_study.value)))
    if view.human_code is not None:
        found.append(("programme", _same(view.human_code.value)))
    if view.valid_until is not None:
        found.append(("valid_until", _days(view.valid_until)))
    return [{"label": _said(WORDS[name]), "value": value} for name, value in found]


def _evidence(item: EvidenceView) -> JsonObject:
    return {
        "name": item.name.value,
        "genre": _value(item.genre),
        "narrative": _value(item.narrative),
        "description": _value(item.description),
    }


def _standing(view: CredentialView) -> list[Said]:
    """What was awarded, and what it is not: nothing here that is not signed."""
    kind = view.achievement_type.value if view.achievement_type else ""
    sentences = [STANDING["attests"]]
    if kind:
        sentences.append(STANDING["diploma" if kind == "Diploma" else "not-diploma"])
    sentences.append(STANDING["credits" if view.credits is not None else "no-credits"])
    # The first ground is the rule.
    results = view.evidence[1:]
    checked = sum(
        one.narrative is not None and any(words in one.narrative.value for words in IDENTITY.values())
        for one in results
    )
    if not results:
        sentences.append(STANDING["identity-unknown"])
    elif not checked:
        sentences.append(STANDING["identity-none"])
    elif checked == len(results):
        sentences.append(STANDING["identity-all"])
    else:
        some = STANDING["identity-some"]
        sentences.append({lang: some[lang].format(number=checked, total=len(results)) for lang in _BOTH})
    return sentences


def _signatory(one: RecordedSignatory, lang: Language) -> JsonObject:
    return {
        "name": one.name,
        "role": _both(one.role),
        "image": one.image,
        "alt": f"Signature{' de ' if lang == 'fr' else ' of '}{one.name}",
    }


def _training(view: CredentialView, recorded: Recorded) -> JsonObject:
    provider, training = recorded.provider or TrainingProvider(), recorded.training or Training()
    awarded = view.awarded or view.valid_from
    return {
        "declaration": provider.declaration,
        "siret": provider.siret,
        "address": provider.address,
        "place": provider.place,
        "natures": [{"name": name, "is": training.nature == key} for key, name in NATURES.items()],
        "hours": None if training.hours is None else l10n.integer(training.hours, "fr"),
        "remote": training.remote is True,
        "start": _day(view.activity_start, "fr") if view.activity_start else None,
        "end": _day(view.activity_end, "fr") if view.activity_end else None,
        "day": _day(awarded, "fr"),
    }


def _attachments(document: bytes, proof: str | None, lang: Language) -> list[Json]:
    found: list[Json] = [
        {
            "name": "credential.json",
            "text": document.decode(),
            "mime": "application/vc",
            "relationship": "source",
            "description": _CREDENTIAL[lang],
        }
    ]
    if proof is not None:
        found.append(
            {
                "name": "log-proof.txt",
                "text": proof,
                "mime": "text/plain",
                "relationship": "supplement",
                "description": _PROOF[lang],
            }
        )
    return found


def _qr(address: str) -> str:
    """An SVG of one filled path: strokes side by side would leave hairlines on paper."""
    rows = qr.symbol(address)
    size, quiet = len(rows), qr.QUIET_ZONE
    path = []
    for y, row in enumerate(rows):
        bits = f"{row:0{size}b}"
        x = 0
        while x < size:
            end = x
            while end < size and bits[end] == bits[x]:
                end += 1
            if bits[x] == "1":
                path.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = end
    side = size + 2 * quiet
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{qr.view_box(rows)}">'
        f'<path fill="#fff" d="M-{quiet} -{quiet}h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" d="{"".join(path)}"/></svg>'
    )


def awarded_instant(view: CredentialView) -> datetime:
    """The jury's day, which a document is dated by: no clock has a say."""
    return parse_instant((view.awarded or view.valid_from).value)
