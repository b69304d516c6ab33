"""What a signed diploma says of one course: the facts of a course certificate.

The certificate claims no more than what is signed. It is one of success, with identity checked, where the signed ground
of the result says so; else it is an attestation that the result counted, and says that nothing is known of identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from generator.records.base import Language
from generator.site.documents.words import IDENTITY, Said
from generator.trust.strictjson import JsonObject
from generator.trust.view import CredentialView, EvidenceView, ResultView

__all__ = ["CourseFacts", "course_of"]

Identity: TypeAlias = Literal["checked", "not-said", "unknown"]

_HEADINGS: Final[dict[bool, Said]] = {
    True: {"fr": "Certificat de réussite du cours", "en": "Certificate of course"},
    False: {"fr": "Attestation de résultat au cours", "en": "Attestation of course result"},
}
_LEADS: Final[dict[bool, Said]] = {
    True: {
        "fr": "certifie la réussite au cours désigné ci-dessous, identité vérifiée, de",
        "en": "certifies that the course named below was passed, with identity checked, by",
    },
    False: {
        "fr": "atteste que le résultat ci-dessous a été retenu pour",
        "en": "attests that the result below was counted for",
    },
}
_WHAT: Final[dict[bool, Said]] = {
    True: {
        "fr": "Ce certificat n’est pas un diplôme, et n’atteste d’aucune inscription à l’établissement.",
        "en": "This certificate is not a diploma, and is no proof of enrolment at the institution.",
    },
    False: {
        "fr": "Cette attestation n’est ni un diplôme, ni un certificat, et n’atteste d’aucune inscription à "
        "l’établissement.",
        "en": "This attestation is neither a diploma nor a certificate, and is no proof of enrolment at the "
        "institution.",
    },
}
_IDENTITY: Final[dict[Identity, Said]] = {
    "checked": {
        "fr": "L’identité de la personne a été vérifiée pour ce résultat.",
        "en": "The person’s identity was checked for this result.",
    },
    "not-said": {
        "fr": "Rien de ce qui est signé n’indique que l’identité de la personne ait été vérifiée pour ce résultat.",
        "en": "Nothing that is signed says that the person’s identity was checked for this result.",
    },
    "unknown": {
        "fr": "Le document signé ne dit pas, résultat par résultat, si l’identité de la personne a été vérifiée.",
        "en": "The signed document does not say, result by result, whether the person’s identity was checked.",
    },
}
_REST: Final[tuple[Said, ...]] = (
    {
        "fr": "Le document signé n’indique aucun crédit ECTS pour ce cours pris séparément.",
        "en": "The signed document states no ECTS credits for this course taken on its own.",
    },
    {
        "fr": "Cette page n’a pas de signature électronique à elle\u00a0: elle reprend un résultat du document signé "
        "qui est joint à ce fichier, et vaut aussi longtemps que lui.",
        "en": "This page has no electronic signature of its own: it repeats a result of the signed document that is "
        "attached to this file, and is good for as long as that one is.",
    },
)


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """One of the signed results, and its signed ground where there is one for each result."""

    result: ResultView
    ground: EvidenceView | None

    @property
    def identity(self) -> Identity:
        """Whether the signed ground says that identity was checked."""
        if self.ground is None:
            return "unknown"
        said = self.ground.narrative.value if self.ground.narrative is not None else ""
        return "checked" if any(words in said for words in IDENTITY.values()) else "not-said"

    @property
    def heading(self) -> Said:
        """What the document is called."""
        return _HEADINGS[self.identity == "checked"]

    @property
    def name(self) -> str:
        """The course, as it was signed."""
        return self.result.name.value if self.result.name is not None else ""

    def data(self) -> JsonObject:
        """What the template is given."""
        checked = self.identity == "checked"
        narrative = self.ground.narrative if self.ground is not None else None
        return {
            "name": self.name,
            "value": self.result.value.value,
            "ground": None if narrative is None else narrative.value,
            "lead": _said(_LEADS[checked]),
            "standing": [_said(one) for one in (_WHAT[checked], _IDENTITY[self.identity], *_REST)],
        }


def course_of(view: CredentialView, number: int) -> CourseFacts:
    """The signed result with this number, from 1. Raises `IndexError` where there is none."""
    return CourseFacts(view.results[number - 1], _ground(view, number))


def _ground(view: CredentialView, number: int) -> EvidenceView | None:
    """The first ground is the rule, then one follows for each result, under the same name; else none is believed."""
    name = view.results[number - 1].name
    if len(view.evidence) != len(view.results) + 1 or name is None:
        return None
    ground = view.evidence[number]
    return ground if ground.name.value == name.value else None


def _said(words: Said) -> JsonObject:
    languages: tuple[Language, ...] = ("fr", "en")
    return {lang: words[lang] for lang in languages}
