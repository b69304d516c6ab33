"""Whose row is this? Transmitted rows against the register, by indexes that cost the same for each row.

In this order: certificate number (which the candidate has deposited), account on the platform, mail, then civil
name with date of birth. A match is *certain* only where everything that is known on both sides points to one
candidate; else it is *proposed*, with its ground, and a person decides. What is certain:

- the mail address of exactly one candidate, where no other identifier points to somebody else;
- an account together with a name, a date of birth or the mail address, and a deposited certificate number together
  with a name: alone, they are claims that anybody can make when registering, and a grade report holds no name;
- name and date of birth, where the plain names are the same and nobody else, on either side, comes near them.

Never certain: a name alone, names in another order or script, names that are nearly alike, two candidates for one
row, two rows for one candidate. Whether the name agrees with the identifier is judged afterwards (`differences`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from generator.records.candidate import Candidate
from generator.records.transmission import TransmittedRow
from generator.rules.names import Likeness, WrittenName, compare

__all__ = ["Ground", "Match", "Proposal", "Register", "Rows", "match_rows", "name_of", "row_name"]

Ground: TypeAlias = Literal["decided", "certificate", "account", "mail", "name-and-birth"]
Doubt: TypeAlias = Literal[
    "identifiers-disagree",
    "several-candidates",
    "several-rows",
    "certificate-alone",
    "account-alone",
    "name-and-birth-alike",
    "name-alone",
    "nearly-the-name",
]

_BLOCK: Final = 60
"""In a group larger than this (a birthday that many share) nobody is compared for similar names, and of more namesakes
no more are listed: the cost of a run must grow with the number of people, not with its square."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate whom a row may be about, and why."""

    candidate: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of whose a row is. `candidate` only where it is certain; `doubt` says why it is not."""

    candidate: str | None = None
    ground: Ground | None = None
    doubt: Doubt | None = None
    proposals: tuple[Proposal, ...] = ()


NOBODY: Final = Match()


@dataclass(slots=True)
class Register:
    """The candidates, by everything that a row may know them by. Built once, used for every session."""

    candidates: Mapping[str, Candidate]
    accounts: dict[str, list[str]] = field(default_factory=dict)
    mails: dict[str, list[str]] = field(default_factory=dict)
    certificates: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    people: dict[tuple[str, date], list[str]] = field(default_factory=dict)
    births: dict[date, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, candidates: Mapping[str, Candidate]) -> Register:
        """Index the candidates."""
        found = cls(candidates)
        for ident in sorted(candidates):
            record = candidates[ident]
            if record.platform_id is not None:
                _add(found.accounts, identifier(record.platform_id), ident)
            _add(found.mails, identifier(record.email), ident)
            for deposit in record.deposits:
                _add(found.certificates, certificate_key(deposit.certificate), ident)
            name = name_of(record).loose
            if name:
                _add(found.names, name, ident)
            if record.birth_date is not None:
                found.births.setdefault(record.birth_date, []).append(ident)
                found.people.setdefault((name, record.birth_date), []).append(ident)
        return found


@dataclass(slots=True)
class Rows:
    """How often a loose name, with its date of birth, stands in one transmission."""

    people: Counter[tuple[str, date | None]]

    @classmethod
    def of(cls, rows: Iterable[TransmittedRow]) -> Rows:
        """Count."""
        return cls(
            Counter((row_name(row).loose, row.birth_date) for row in rows if row.birth_date is not None)
        )


def identifier(text: str) -> str:
    """An account or address as it is compared: blanks around it and case do not matter."""
    return text.strip().casefold()


def certificate_key(text: str) -> str:
    """A certificate number as it is compared: people leave out its hyphens and blanks, and its case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def name_of(record: Candidate) -> WrittenName:
    """A candidate's civil name."""
    name = record.name
    return WrittenName(name.display, name.given or "", name.family or "")


def row_name(row: TransmittedRow) -> WrittenName:
    """The name in a row."""
    return WrittenName(row.name or "", row.given or "", row.family or "")


def match_rows(
    rows: Iterable[TransmittedRow],
    register: Register,
    *,
    decided: Mapping[str, str | None],
    rejected: Mapping[str, frozenset[str]],
    claimants: frozenset[str],
) -> dict[str, Match]:
    """Match every row, by its `who`.

    `decided` holds what a person said (the candidate of a row, or None for nobody), `rejected` whom a row is not
    about. `claimants` are those who deposited a certificate of this session: for them similar names are looked for.
    """
    rows = list(rows)
    counted = Rows.of(rows)
    near = _claimants_by_word(register, claimants)
    found: dict[str, Match] = {}
    for row in rows:
        if row.who in decided:
            ident = decided[row.who]
            known = ident is not None and ident in register.candidates
            found[row.who] = Match(ident, "decided") if known else NOBODY
        else:
            found[row.who] = _match(row, register, counted, rejected.get(row.who, frozenset()), near)
    return _once(found)


def _match(
    row: TransmittedRow,
    register: Register,
    counted: Rows,
    rejected: frozenset[str],
    near: Mapping[str, list[str]],
) -> Match:
    pointed = _pointed(row, register, rejected)
    everyone = {ident for idents in pointed.values() for ident in idents}
    if not everyone:
        return _by_name(row, register, counted, rejected, near)
    if len(everyone) > 1:
        # By mail the one, by account the other; or one certificate that two have deposited.
        doubt: Doubt = "several-candidates" if len(pointed) == 1 else "identifiers-disagree"
        return Match(doubt=doubt, proposals=_proposals(pointed, everyone))
    (ident,) = everyone
    record = register.candidates[ident]
    strong = [ground for ground in pointed if ground != "certificate"]
    name = row_name(row)
    likeness = compare(name, name_of(record))
    if _disagrees(row.account, record.platform_id) and "account" not in pointed:
        return Match(doubt="identifiers-disagree", proposals=_proposals(pointed, everyone))
    if likeness is Likeness.UNKNOWN and (alone := _claimed_alone(row, record, strong)) is not None:
        return Match(doubt=alone, proposals=_proposals(pointed, everyone))
    if likeness < Likeness.COMPATIBLE and (others := _alike(row, register, rejected) - {ident}):
        # The account is this one's, the name and the birthday are another's: which of them sat the exam?
        grounds = {**pointed, "name-and-birth": sorted(others)}
        return Match(doubt="identifiers-disagree", proposals=_proposals(grounds, everyone | others))
    order: tuple[Ground, ...] = ("certificate", "account", "mail")
    ground = next(ground for ground in order if ground in pointed)
    return Match(ident, ground)


def _claimed_alone(row: TransmittedRow, record: Candidate, strong: list[str]) -> Doubt | None:
    """Why a row without a name is not certain: its number or account is what anybody may write into a registration, and
    nothing else that the platform says bears it out."""
    if not strong:
        return "certificate-alone"
    # A date of birth agrees, or is shown as a contradiction.
    known = row.birth_date is not None and record.birth_date is not None
    return "account-alone" if strong == ["account"] and not known else None


def _pointed(row: TransmittedRow, register: Register, rejected: frozenset[str]) -> dict[str, list[str]]:
    """Whom each identifier of a row points to."""
    found: dict[str, list[str]] = {}
    for ground, value, index, key in (
        ("certificate", row.certificate, register.certificates, certificate_key),
        ("account", row.account, register.accounts, identifier),
        ("mail", row.mail, register.mails, identifier),
    ):
        if value and (idents := [one for one in index.get(key(value), ()) if one not in rejected]):
            found[ground] = idents
    return found


def _alike(row: TransmittedRow, register: Register, rejected: frozenset[str]) -> set[str]:
    """Candidates of the row's loose name and birthday."""
    if row.birth_date is None or not (name := row_name(row).loose):
        return set()
    return set(register.people.get((name, row.birth_date), ())) - rejected


def _by_name(
    row: TransmittedRow,
    register: Register,
    counted: Rows,
    rejected: frozenset[str],
    near: Mapping[str, list[str]],
) -> Match:
    name = row_name(row)
    if not name.known:
        return NOBODY
    if alike := _alike(row, register, rejected):
        doubt = _doubt_of_namesake(row, name, register, counted, alike)
        if doubt is None:
            return Match(min(alike), "name-and-birth")
        return Match(doubt=doubt, proposals=_proposals({"name-and-birth": sorted(alike)}, alike))
    same = {
        ident
        for ident in register.names.get(name.loose, ())[:_BLOCK]
        if ident not in rejected and not _disagrees(row.birth_date, register.candidates[ident].birth_date)
    }
    if same:
        return Match(doubt="name-alone", proposals=_proposals({"name": sorted(same)}, same))
    similar = _similar(row, name, register, rejected, near)
    if similar:
        return Match(
            doubt="nearly-the-name", proposals=_proposals({"similar name": sorted(similar)}, similar)
        )
    return NOBODY


def _doubt_of_namesake(
    row: TransmittedRow, name: WrittenName, register: Register, counted: Rows, alike: set[str]
) -> Doubt | None:
    """Why name and birthday do not make it certain; None where they do."""
    if len(alike) > 1:
        return "several-candidates"
    record = register.candidates[min(alike)]
    if _disagrees(row.account, record.platform_id):
        return "identifiers-disagree"
    if compare(name, name_of(record)) is not Likeness.SAME:
        return "name-and-birth-alike"
    return "several-rows" if counted.people[name.loose, row.birth_date] > 1 else None


def _similar(
    row: TransmittedRow,
    name: WrittenName,
    register: Register,
    rejected: frozenset[str],
    near: Mapping[str, list[str]],
) -> set[str]:
    """Candidates with a similar name, of the same birthday or among those who claim a result of this session."""
    blocks = [near.get(word, []) for word in _blocks(name.loose)]
    if row.birth_date is not None:
        blocks.append(register.births.get(row.birth_date, []))
    found = set()
    for ident in {ident for block in blocks if len(block) <= _BLOCK for ident in block} - rejected:
        record = register.candidates[ident]
        if _disagrees(row.birth_date, record.birth_date):
            continue
        if compare(name, name_of(record)) in (Likeness.NEAR, Likeness.COMPATIBLE):
            found.add(ident)
    return found


def _claimants_by_word(register: Register, claimants: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ident in sorted(claimants):
        if ident in register.candidates:
            for word in _blocks(name_of(register.candidates[ident]).loose):
                found.setdefault(word, []).append(ident)
    return found


def _blocks(name: str) -> set[str]:
    """The beginnings of the words of a loose name: a slip rarely hits the beginning of every word."""
    return {word[:3] for word in name.split()}


def _once(found: dict[str, Match]) -> dict[str, Match]:
    """A candidate has one row in a session: where two rows are certain, neither is. A person's decision stands."""
    holders: dict[str, list[str]] = {}
    for who, match in found.items():
        if match.candidate is not None:
            holders.setdefault(match.candidate, []).append(who)
    for ident, whos in holders.items():
        if len(whos) == 1:
            continue
        decided = [who for who in whos if found[who].ground == "decided"]
        for who in whos:
            if len(decided) == 1 and who in decided:
                continue
            ground = found[who].ground or "decided"
            found[who] = Match(doubt="several-rows", proposals=(Proposal(ident, (ground,)),))
    return found


def _proposals(pointed: Mapping[str, list[str]], everyone: Iterable[str]) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(ident, tuple(ground for ground, idents in pointed.items() if ident in idents))
        for ident in sorted(everyone)
    )


def _disagrees(one: str | date | None, other: str | date | None) -> bool:
    """Whether both are known and differ."""
    if one is None or other is None:
        return False
    if isinstance(one, str) and isinstance(other, str):
        return identifier(one) != identifier(other)
    return one != other


def _add(index: dict[str, list[str]], key: str, ident: str) -> None:
    holders = index.setdefault(key, [])
    if ident not in holders:
        holders.append(ident)
