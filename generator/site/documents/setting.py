"""Which document is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias, get_args

from generator.records.base import Language

__all__ = ["FORMATS", "LANGUAGES", "Kind", "Paper", "Setting", "Tongue", "courses", "file_name"]

Paper: TypeAlias = Literal["a4", "letter"]
Tongue: TypeAlias = Literal["fr", "en", "both"]
FORMATS: Final[tuple[Paper, ...]] = get_args(Paper)
LANGUAGES: Final[tuple[Tongue, ...]] = get_args(Tongue)


class Kind(StrEnum):
    """The documents; each has a template of its name."""

    DIPLOMA = "diploma"
    """To be framed: one landscape page. The document of a certificate or attestation too, by its own name."""
    ATTESTATION = "attestation"
    """A letter that says what was awarded, and what it is and is not."""
    TRANSCRIPT = "transcript"
    """Results, rule and grounds, as they were signed."""
    COURSE = "course"
    """One signed result: a certificate of the course, or an attestation where no check of identity is signed."""
    REALISATION = "realisation"
    """The French certificat de réalisation, for whoever paid for the training."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to print: what, on which paper, in whose words. `specimen` says across the page that it is none; `course`
    is the place of a signed result, from 1, and matters to course certificates alone."""

    kind: Kind = Kind.DIPLOMA
    paper: Paper = "a4"
    tongue: Tongue = "fr"
    specimen: bool = False
    course: int = 1

    def languages(self, signed: Language) -> tuple[Language, ...]:
        """The languages of our words, the main one first: with both, that of the signed text."""
        if self.kind is Kind.REALISATION:
            return ("fr",)  # its wording is that of a French regulation
        if self.tongue == "both":
            return ("fr", "en") if signed == "fr" else ("en", "fr")
        return (self.tongue,)


def courses(kind: Kind, results: int) -> range:
    """How often a diploma with so many results is printed: a course certificate once for each, all else once."""
    return range(1, results + 1) if kind is Kind.COURSE else range(1, 2)


def file_name(code: str, setting: Setting) -> str:
    """The name of a document's file: the code, never a person."""
    tongue = "fr" if setting.kind is Kind.REALISATION else setting.tongue
    kind = f"{setting.kind}-{setting.course}" if setting.kind is Kind.COURSE else setting.kind
    return f"{code}-{kind}-{setting.paper}-{tongue}{'-specimen' if setting.specimen else ''}.pdf"
