"""Where everyone stands in every programme: one pass over the register, the editions and the ledger.

::

    for line in overview(tree, book, on=today):
        line.candidate, line.programme, line.progress.stage
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from generator.issuing.book import Book
from generator.issuing.reconsider import Ground, reconsider
from generator.records.base import Text
from generator.records.edition import Award
from generator.records.tree import Tree
from generator.rules.eligibility import Case
from generator.rules.progress import Held, Progress, progress
from generator.rules.standing import Sitting, sittings_by_candidate

__all__ = ["Line", "overview"]

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in one programme. `deferred` are the editions that considered and did not award, with the reason;
    `ground` says whether what stands behind an award in force still holds, None without such an award."""

    candidate: str
    programme: str
    progress: Progress
    deferred: tuple[tuple[str, Text], ...]
    ground: Ground | None


def overview(
    tree: Tree,
    book: Book,
    *,
    on: date,
    programmes: Iterable[str] | None = None,
    candidates: Iterable[str] | None = None,
) -> Iterator[Line]:
    """Every registration as of the day `on`, in the order of the candidates' identifiers, then of programmes."""
    wanted = set(tree.programmes if programmes is None else programmes)
    names = sorted(tree.candidates) if candidates is None else sorted(candidates)
    sittings = sittings_by_candidate(tree.results)
    held, awards, deferred = _held(tree, book, on), _awards(tree, on), _deferred(tree, on)
    for name in names:
        entries = {entry.programme for entry in tree.candidates[name].registrations} & wanted
        for programme in sorted(entries):
            key = (programme, name)
            found = progress(Case.of(tree, sittings, programme, name), held.get(key, ()), on=on)
            current = {item.edition for item in found.held if item.in_force}
            standing = [item for item in awards.get(key, ()) if item[0] in current]
            ground = _ground(tree, sittings, standing) if standing else None
            yield Line(name, programme, found, tuple(deferred.get(key, ())), ground)


def _held(tree: Tree, book: Book, on: date) -> Mapping[_Key, list[Held]]:
    """What juries awarded by the day `on`, and what the ledger says of it at the end of that day."""
    evening = datetime.combine(on, time(23, 59, 59), UTC)
    found: dict[_Key, list[Held]] = {}
    issued: set[tuple[str, str]] = set()
    for item in book.issued.values():
        edition = tree.editions.get(item.edition)
        day = edition.date if edition else date.fromisoformat(item.dates["validFrom"][:10])
        if day > on:
            continue
        issued.add((item.edition, item.candidate))
        found.setdefault((item.programme, item.candidate), []).append(
            Held(item.edition, day, item.code, book.state(item, evening))
        )
    for name, edition in tree.editions.items():
        for award in edition.awards if edition.date <= on else ():
            if (name, award.candidate) not in issued:
                found.setdefault((edition.programme, award.candidate), []).append(Held(name, edition.date))
    for items in found.values():
        items.sort(key=lambda item: (item.date, item.edition))
    return found


def _awards(tree: Tree, on: date) -> Mapping[_Key, list[tuple[str, Award]]]:
    found: dict[_Key, list[tuple[str, Award]]] = {}
    for name, edition in tree.editions.items():
        for award in edition.awards if edition.date <= on else ():
            found.setdefault((edition.programme, award.candidate), []).append((name, award))
    return found


def _deferred(tree: Tree, on: date) -> Mapping[_Key, list[tuple[str, Text]]]:
    found: dict[_Key, list[tuple[str, Text]]] = {}
    for name, edition in tree.editions.items():
        for one in edition.deferred if edition.date <= on else ():
            found.setdefault((edition.programme, one.candidate), []).append((name, one.reason))
    return found


def _ground(
    tree: Tree, sittings: Mapping[str, tuple[Sitting, ...]], awards: Iterable[tuple[str, Award]]
) -> Ground:
    """The worst that can be said of the awards."""
    grounds = [reconsider(tree, sittings, tree.editions[name], award)[0] for name, award in awards]
    return "gone" if "gone" in grounds else "changed" if "changed" in grounds else "holds"
