"""Who might be the same person: what two records of a person have in common, and never more than a proposal.

A mail address or a platform account belongs to one person, and so, for all practical purposes, does a name with a
date of birth. Everything else (near names, a date of birth with one digit wrong) is only worth a look. Nothing here
merges anybody: what is found is shown to a person, with both sources side by side.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from generator.records.candidate import Candidate

__all__ = ["Likeness", "People", "Person", "person_of", "same_account"]

_NEAR: Final = 88
"""Similarity (0 to 100) from which two names are near: one letter lost or doubled in a name of ten letters stays above,
two different given names with one family name stay below."""
_NEAR_SAME_BIRTH: Final = 75
"""The same where the date of birth is equal: a name then may differ more (a second given name, a married name)."""


@dataclass(frozen=True, slots=True)
class Person:
    """What tells a person from others."""

    name: str
    birth_date: date | None
    email: str
    platform_id: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Someone in the register who may be the same person.

    `reasons`: ``mail``, ``platform``, ``name-and-birth`` (each of which the register holds once), ``name``,
    ``near-name``. `same` tells that one of the first three is among them.
    """

    candidate: str
    reasons: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the register cannot hold both."""
        return bool({"mail", "platform", "name-and-birth"} & set(self.reasons))


@dataclass(slots=True)
class People:
    """The people of a register, ready to be compared with. `put` adds one, or replaces what was known of them."""

    _people: dict[str, Person] = field(default_factory=dict)
    _by_mail: dict[str, set[str]] = field(default_factory=dict)
    _by_account: dict[str, set[str]] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, candidates: Mapping[str, Candidate]) -> People:
        """Everybody in a register."""
        people = cls()
        for key, record in candidates.items():
            people.put(key, person_of(record))
        return people

    def put(self, candidate: str, person: Person) -> None:
        """Add somebody, or replace what was known of them."""
        if (before := self._people.get(candidate)) is not None:
            self._by_mail[before.email.casefold()].discard(candidate)
            if before.platform_id is not None:
                self._by_account[same_account(before.platform_id)].discard(candidate)
        self._people[candidate] = person
        self._keys[candidate] = name_key(person.name)
        self._by_mail.setdefault(person.email.casefold(), set()).add(candidate)
        if person.platform_id is not None:
            self._by_account.setdefault(same_account(person.platform_id), set()).add(candidate)

    def __getitem__(self, candidate: str) -> Person:
        return self._people[candidate]

    def like(self, person: Person, *, besides: str = "") -> tuple[Likeness, ...]:
        """Everybody who may be `person`, the likeliest first; `besides` is left out."""
        # Imported late: only those who compare people pay for it.
        from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415
        from rapidfuzz.process import extract  # noqa: PLC0415

        reasons: dict[str, list[str]] = {}
        for key in self._by_mail.get(person.email.casefold(), ()):
            reasons.setdefault(key, []).append("mail")
        if person.platform_id is not None:
            for key in self._by_account.get(same_account(person.platform_id), ()):
                reasons.setdefault(key, []).append("platform")
        wanted = name_key(person.name)
        close = extract(
            wanted, self._keys, scorer=token_sort_ratio, score_cutoff=_NEAR_SAME_BIRTH, limit=None
        )
        for name, score, key in close:
            if (reason := _by_name(person, self._people[key], same=name == wanted, score=score)) is not None:
                reasons.setdefault(key, []).append(reason)
        found = (Likeness(key, tuple(why)) for key, why in reasons.items() if key != besides)
        return tuple(sorted(found, key=lambda one: (not one.same, -len(one.reasons), one.candidate)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)


def person_of(candidate: Candidate) -> Person:
    """The person of a record."""
    return Person(candidate.name.display, candidate.birth_date, candidate.email, candidate.platform_id)


def same_account(account: str) -> str:
    """An account as it is compared: platforms and people write its case as they like."""
    return account.strip().casefold()


def name_key(name: str) -> str:
    """A name for comparing: Latin letters, without case, accents, hyphens and apostrophes, its words in order.

    Two people may share it.
    """
    from anyascii import anyascii  # noqa: PLC0415

    latin = anyascii(unicodedata.normalize("NFKC", name)).casefold()
    return " ".join(sorted(re.findall(r"[a-z0-9]+", latin.replace("'", "").replace("’", ""))))


def _by_name(one: Person, other: Person, *, same: bool, score: float) -> str | None:
    births = _births(one.birth_date, other.birth_date)
    if same:
        return {"equal": "name-and-birth", "other": None}.get(births, "name")
    if births == "equal":
        return "near-name"
    return "near-name" if births in ("near", "unknown") and score >= _NEAR else None


def _births(one: date | None, other: date | None) -> str:
    """``equal``, ``near`` (one part differs, or day and month are swapped), ``other``, or ``unknown``."""
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "equal"
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return "near" if same == 2 or swapped else "other"
