"""Three hundred people who do not exist, and what each of them does in the year. Plain data: no rule is asked.

Their numbers decide what they do, so that every count can be made by hand. Scores come from a seeded generator that
likes the border: 17 and 18 of 30.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rapidfuzz.fuzz import token_sort_ratio

NUMBER = 300
CELLS, VIRUSES, PARASITES, FUNGI = "cells", "viruses", "parasites", "fungi"
SESSION, EARLIER = "2025", "2024"
PASS_MARK = 18
"""Of 30."""

_HEADS = (
    "Zor",
    "Bel",
    "Dru",
    "Ké",
    "Mil",
    "Ost",
    "Pra",
    "Quin",
    "Rô",
    "Sev",
    "Tam",
    "Ul",
    "Vé",
    "Wil",
    "Xa",
    "Yo",
)
_MIDDLES = ("ba", "di", "fé", "go", "hu", "ja", "ko", "lu", "mi", "né", "pa", "ro", "su", "ti", "vo", "zé")
_TAILS = ("rin", "mar", "lec", "dône", "tas", "vig", "plo", "chet", "gus", "fal", "bre", "nyx", "kau", "sil")


@dataclass(frozen=True)
class Sat:
    """One sitting, as the platform tells it. `score` None: absent."""

    score: int | None
    identity: str = "oui"
    fraud: bool = False


@dataclass(frozen=True)
class Claim:
    """A certificate that somebody declares."""

    made: date
    course: str
    session: str
    certificate: str
    percent: int | None


@dataclass(frozen=True)
class Person:
    """One of the cast. `wanted` are the exchanges asked for, granted or not; `rows` what the platform sends."""

    place: int
    given: str
    family: str
    birth: date
    account: str | None
    language: str
    reminders: bool
    registered: date
    choices: tuple[str, str] = (CELLS, VIRUSES)
    wanted: tuple[tuple[str, str], ...] = ()
    withdrawn: date | None = None
    corrected: str | None = None
    twice: bool = False
    rows: dict[str, Sat] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    nameless_birth: bool = False

    @property
    def email(self) -> str:
        return f"person{self.place:03d}@example.org"

    @property
    def display(self) -> str:
        return f"{self.corrected or self.given} {self.family}"

    def certificate(self, course: str) -> str:
        return f"{course[0].upper()}25-{self.place:04d}"

    @property
    def granted(self) -> tuple[tuple[str, str], ...]:
        """Two exchanges, and no third."""
        return self.wanted[:2]

    @property
    def chosen(self) -> set[str]:
        """The courses after the exchanges granted."""
        current = set(self.choices)
        for out, into in self.granted:
            current = (current - {out}) | {into}
        return current


def cast() -> list[Person]:
    """Everyone, in the order of their numbers."""
    chance = random.Random(2025)  # noqa: S311
    names = _names(chance, NUMBER)
    people = []
    for place in range(NUMBER):
        given, family = names[place]
        person = Person(
            place,
            given,
            family,
            _birth(place),
            account=None if place % 3 == 0 or 70 <= place <= 72 else f"acc-{place:03d}",
            language="en" if place % 4 == 1 else "fr",
            reminders=not 200 <= place < 215,
            registered=date(2025, 1, 8) + timedelta(days=place % 13),
            rows={CELLS: Sat(_score(chance)), VIRUSES: Sat(_score(chance))},
        )
        people.append(_role(person))
    # Two of one name; only their birthdays tell them apart.
    people[71] = replace(people[71], given=people[70].given, family=people[70].family)
    return people


def strangers() -> list[Person]:
    """People who sat the exam and never registered."""
    names = _names(random.Random(2025), NUMBER + 12)[NUMBER:]  # noqa: S311
    return [
        Person(
            NUMBER + number, given, family, date(1970, 1, 5) + timedelta(days=37 * number), f"out-{number}", "fr",
            reminders=True, registered=date(2025, 1, 8), rows={CELLS: Sat(25), VIRUSES: Sat(12)},
        )
        for number, (given, family) in enumerate(names)
    ]  # fmt: skip


def _role(person: Person) -> Person:  # noqa: PLR0911, PLR0912 - one return a group of people
    place = person.place
    claim = _claims(person)
    if place < 20:
        return replace(person, choices=(CELLS, PARASITES), wanted=((PARASITES, VIRUSES),))
    if place < 30:
        return replace(person, choices=(CELLS, PARASITES), wanted=((PARASITES, FUNGI), (FUNGI, VIRUSES)))
    if place < 35:
        return replace(
            person,
            choices=(CELLS, PARASITES),
            wanted=((PARASITES, FUNGI), (FUNGI, VIRUSES), (VIRUSES, PARASITES)),
        )
    if place < 40:
        return replace(person, choices=(PARASITES, FUNGI), rows={})
    if place < 48:
        return replace(person, withdrawn=date(2025, 2, 10), rows={})
    if place < 50:
        return replace(person, withdrawn=date(2025, 6, 24), rows={CELLS: Sat(24), VIRUSES: Sat(24)})
    if place < 60:
        return replace(person, corrected=f"{person.given}-Noé")
    if place < 70:
        return replace(person, twice=True)
    if place in (70, 71):
        return replace(person, rows={CELLS: Sat(18), VIRUSES: Sat(18 if place == 70 else 17)})
    if place == 72:
        return replace(person, rows={CELLS: Sat(21), VIRUSES: Sat(22)}, nameless_birth=True)
    if place < 80:
        return replace(person, choices=(VIRUSES, CELLS), rows={CELLS: Sat(17), VIRUSES: Sat(30)})
    if place < 100:
        return replace(person, rows={VIRUSES: person.rows[VIRUSES]}, claims=claim)
    if place < 105:
        return replace(person, rows={CELLS: Sat(25), VIRUSES: Sat(20)}, claims=claim)
    if place < 110:
        return replace(person, rows={CELLS: Sat(12), VIRUSES: Sat(20)}, claims=claim)
    if place < 120:
        return replace(person, rows={CELLS: Sat(22), VIRUSES: Sat(23)}, claims=claim)
    if place < 160:
        return replace(person, claims=claim)
    if place < 175:
        identity = "oui" if place < 170 else "non"
        return replace(person, rows={CELLS: Sat(25, identity), VIRUSES: Sat(26)}, claims=claim)
    if place < 180:
        return replace(person, rows={CELLS: Sat(25, "refusée"), VIRUSES: Sat(26)})
    if place < 183:
        return replace(person, rows={CELLS: Sat(None), VIRUSES: Sat(26)})
    if place < 186:
        # These three hold a diploma when the corrected file arrives.
        return replace(person, rows={CELLS: Sat(24), VIRUSES: Sat(25)})
    if place < 190:
        return replace(person, choices=(VIRUSES, FUNGI))
    return person


def _claims(person: Person) -> tuple[Claim, ...]:  # noqa: PLR0911 - as above
    """What is declared, by the person's number."""
    place, cells = person.place, person.rows[CELLS].score or 0
    early, late = date(2025, 6, 15), date(2025, 6, 25)
    number = person.certificate(CELLS)
    if 90 <= place < 100:
        return (Claim(late, CELLS, SESSION, f"UNKNOWN-{place}", 80),)
    if 100 <= place < 105:
        return (Claim(late, CELLS, SESSION, number, 97),)
    if 105 <= place < 110:
        return (Claim(late, CELLS, SESSION, number, 60),)
    if 110 <= place < 115:
        return (Claim(late, CELLS, EARLIER, number, 73),)
    if 115 <= place < 120:
        return (Claim(late, CELLS, SESSION, f"OTHER-{place}", 73),)
    if 120 <= place < 160:
        return (Claim(early if place < 140 else late, CELLS, SESSION, number, cells * 100 // 30),)
    if 160 <= place < 170:
        # 26 of 30 are 86.67 %: rounded up is right as well.
        return (Claim(late, VIRUSES, SESSION, person.certificate(VIRUSES), 87),)
    return ()


def _score(chance: random.Random) -> int:
    return chance.choice((10, 14, 17, 17, 18, 18, 19, 22, 25, 28, 30, 30))


def _birth(place: int) -> date:
    # 397 days apart, folded into thirty years: no two alike, and neighbours differ in every part.
    return date(1965, 2, 3) + timedelta(days=place * 397 % 10_957)


def _names(chance: random.Random, number: int) -> list[tuple[str, str]]:
    """Made-up names, no two of them so near that a clerk could take one for the other."""
    found: list[tuple[str, str]] = []
    said: list[str] = []
    while len(found) < number:
        given, family = (
            "".join(chance.choice(part) for part in (_HEADS, _MIDDLES, _TAILS)) for _ in range(2)
        )
        name = f"{given} {family}".casefold()
        if given != family and all(token_sort_ratio(name, other) < 72 for other in said):
            found.append((given, family))
            said.append(name)
    return found
