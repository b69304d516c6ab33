"""One change, and what two states are compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from generator.records.base import Language
from generator.records.tree import Tree
from generator.rules.sentence import Sentence, day

__all__ = [
    "TOPICS",
    "Change",
    "Given",
    "Person",
    "Snapshot",
    "Topic",
    "by_days",
    "by_key",
    "quoted",
    "summary",
]

Topic: TypeAlias = Literal[
    "courses", "sessions", "programmes", "candidates", "results", "resolutions", "decisions", "entitled", "diplomas",
    "grounds", "mail", "money", "other",
]  # fmt: skip
Person: TypeAlias = Callable[[str], str]

TOPICS: Final[Mapping[Topic, Sentence]] = {
    "entitled": Sentence("Droit au diplôme", "Entitlement"),
    "diplomas": Sentence("Diplômes", "Diplomas"),
    "grounds": Sentence("Diplômes sans fondement", "Diplomas without ground"),
    "decisions": Sentence("Décisions des jurys", "Decisions of juries"),
    "results": Sentence("Résultats", "Results"),
    "resolutions": Sentence("Décisions sur des lignes transmises", "Decisions about transmitted rows"),
    "candidates": Sentence("Candidats", "Candidates"),
    "sessions": Sentence("Sessions", "Sessions"),
    "courses": Sentence("Cours", "Courses"),
    "programmes": Sentence("Programmes", "Programmes"),
    "money": Sentence("Paiements et contrats", "Payments and contracts"),
    "mail": Sentence("Messages", "Mail"),
    "other": Sentence("Autres fiches", "Other records"),
}
"""Every topic, what somebody has to answer for first."""


@dataclass(frozen=True, slots=True)
class Given:
    """A diploma as it stands: whose it is, and its state."""

    candidate: str
    programme: str
    edition: str
    state: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state, judged on one day.

    `entitled` and `groundless` hold (candidate, programme); `diplomas` are by code; `due` and `sent` hold keys of
    messages.
    """

    tree: Tree
    entitled: frozenset[tuple[str, str]]
    groundless: frozenset[tuple[str, str]]
    diplomas: Mapping[str, Given]
    due: frozenset[str]
    sent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` is for machines, such as ``session-moved``; `about` the record: a slug, a key or a code."""

    topic: Topic
    kind: str
    about: str
    sentence: Sentence
    candidate: str | None = None


_SUMMED: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "becomes-entitled": (
        "candidat obtient le droit au diplôme", "candidats obtiennent le droit au diplôme",
        "candidate becomes entitled", "candidates become entitled",
    ),
    "ceases-to-be-entitled": (
        "candidat perd le droit au diplôme", "candidats perdent le droit au diplôme",
        "candidate ceases to be entitled", "candidates cease to be entitled",
    ),
    "diploma-issued": ("diplôme émis", "diplômes émis", "diploma issued", "diplomas issued"),
    "diploma-revoked": ("diplôme révoqué", "diplômes révoqués", "diploma revoked", "diplomas revoked"),
    "ground-lost": (
        "diplôme perd son fondement", "diplômes perdent leur fondement",
        "diploma loses its ground", "diplomas lose their ground",
    ),
    "session-moved": ("session déplacée", "sessions déplacées", "session moves", "sessions move"),
    "price-changed": ("prix changé", "prix changés", "price changes", "prices change"),
    "mail-due": ("message à envoyer", "messages à envoyer", "mail becomes due", "mails become due"),
    "mail-gone": ("message abandonné", "messages abandonnés", "mail falls away", "mails fall away"),
}  # fmt: skip


def summary(found: Iterable[Change], language: Language) -> str:
    """``2 candidates become entitled, 1 session moves, 1 mail becomes due``; what is not told apart is counted last."""
    counts = Counter(change.kind for change in found)
    parts = []
    for kind, words in _SUMMED.items():
        if count := counts.pop(kind, 0):
            one, many = words[:2] if language == "fr" else words[2:]
            parts.append(f"{count} {one if count == 1 else many}")
    if rest := counts.total():
        more = {
            "fr": ("autre changement", "autres changements"),
            "en": ("other change", "other changes"),
        }[language]
        parts.append(f"{rest} {more[0] if rest == 1 else more[1]}")
    return ", ".join(parts)


def by_days(before: date, after: date) -> Sentence:
    """``une semaine plus tard, le 21 septembre 2026``: how far a day moved, and where to."""
    days = (after - before).days
    count = abs(days)
    weeks = count % 7 == 0
    number = count // 7 if weeks else count
    fr_unit, en_unit = ("semaine", "week") if weeks else ("jour", "day")
    plural = "" if number == 1 else "s"
    fr_number = ("une" if weeks else "un") if number == 1 else str(number)
    en_number = "one" if number == 1 else str(number)
    then = day(after)
    return Sentence(
        f"{fr_number} {fr_unit}{plural} plus {'tard' if days > 0 else 'tôt'}, le {then.fr}",
        f"{en_number} {en_unit}{plural} {'later' if days > 0 else 'earlier'}, on {then.en}",
    )


def by_key(before: Iterable[str], after: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """What is only in one, only in the other, and in both, in order."""
    old, new = set(before), set(after)
    return sorted(new - old), sorted(old - new), sorted(old & new)


def quoted(text: str) -> Sentence:
    """``« … »`` · ``“…”``."""
    return Sentence(f"« {text} »", f"“{text}”")
