"""What a diploma says that it rests on: the rule by which its holder was judged, and each result that met it.

Nobody is named, and no certificate number or reason of a recognition stands here: a recognition tells the class of its
reason alone, for the reason itself may be personal. The digests are of a rule and of files that the school keeps; a
file holds the rows of a whole session, so that its digest tells nothing about one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.records.base import Language
from generator.records.course import Course
from generator.records.programme import Programme, Version
from generator.rules.digest import rule_digest
from generator.rules.eligibility import Decision
from generator.rules.sentence import Sentence, day
from generator.rules.standing import Evidence
from generator.trust.evidence import EvidenceItem

__all__ = ["grounds_of"]

_RECOGNISED: Final[Mapping[str, Sentence]] = {
    "earlier-certificate": Sentence(
        "Certificat antérieur à l’inscription, reconnu par l’établissement",
        "Certificate from before registration, recognised by the institution",
    ),
    "equivalent-course": Sentence(
        "Cours équivalent, reconnu par l’établissement", "Equivalent course, recognised by the institution"
    ),
    "other": Sentence("Équivalence accordée par l’établissement", "Equivalence granted by the institution"),
}


def grounds_of(
    programme: Programme,
    courses: Mapping[str, Course],
    decision: Decision,
    names: Mapping[tuple[str, str | None], str],
    language: Language,
) -> tuple[EvidenceItem, ...]:
    """The evidence of an entitled candidate's diploma, in the diploma's language: the rule, then the results in the
    order of their dates. `names` has the name of each course and path as the diploma writes it."""
    version = next(one for one in programme.versions if one.id == decision.version)
    return (
        _rule(programme, version, decision, language),
        *(
            _item(item, names[item.course, item.path], courses[item.course], language)
            for item in decision.evidence
        ),
    )


def _rule(programme: Programme, version: Version, decision: Decision, language: Language) -> EvidenceItem:
    since = day(version.since).in_(language)
    registered = day(decision.registered).in_(language) if decision.registered else ""
    words = Sentence(
        f"Version en vigueur depuis le {since}, appliquée à une inscription du {registered}.",
        f"Version in force since {since}, applied to a registration of {registered}.",
    )
    return EvidenceItem(
        name=f"{programme.code}, version {version.id}",
        genre=Sentence("Règle d’obtention", "Rule").in_(language),
        narrative=words.in_(language),
        description=_digest(Sentence("de la règle", "of the rule"), rule_digest(version), language),
    )


def _item(item: Evidence, name: str, course: Course, language: Language) -> EvidenceItem:
    when = day(item.date).in_(language)
    if item.recognition is not None:
        ground = _RECOGNISED[item.recognition.ground]
        words = Sentence(f"{ground.fr} le {when}.", f"{ground.en} on {when}.")
        return EvidenceItem(
            name, Sentence("Certificat reconnu", "Recognised certificate").in_(language), words.in_(language)
        )
    exam = course.exam is not None
    checked = Sentence(", identité vérifiée", ", identity checked") if item.identity else Sentence("", "")
    what = Sentence("examen", "exam") if exam else Sentence("résultat", "result")
    words = Sentence(
        f"Session {item.session}, {what.fr} du {when}{checked.fr}.",
        f"Session {item.session}, {what.en} of {when}{checked.en}.",
    )
    genre = Sentence("Examen", "Exam") if exam else Sentence("Résultat", "Result")
    file = Sentence("du fichier transmis par la plateforme", "of the file transmitted by the platform")
    return EvidenceItem(
        name,
        genre.in_(language),
        words.in_(language),
        None if item.transmission is None else _digest(file, item.transmission, language),
    )


def _digest(of: Sentence, digest: str, language: Language) -> str:
    return Sentence(f"SHA-256 {of.fr}\u00a0: {digest}", f"SHA-256 {of.en}: {digest}").in_(language)
