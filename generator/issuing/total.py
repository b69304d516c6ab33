"""The batches of the ledger taken together: what may be given only once, and where a code is."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import pairwise

from generator.errors import Diagnostic
from generator.issuing.segment import CODE_SIZE, SegmentFacts

__all__ = ["Total"]


@dataclass(slots=True)
class Total:
    """What the batches add up to, in the order of their names."""

    segments: list[SegmentFacts] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many diplomas there are."""
        return sum(facts.count for facts in self.segments)

    @property
    def lists(self) -> set[tuple[str, int]]:
        """The status lists that diplomas point to, by issuer and number."""
        return {
            (facts.issuers[owner], number)
            for facts in self.segments
            for owner, number in set(zip(facts.owners, (place >> 32 for place in facts.places), strict=True))
        }

    def places(self, codes: Iterable[str]) -> dict[str, tuple[str, int, int]]:
        """The issuer, list and index of each of these codes that is in the ledger."""
        return {facts.code(row): facts.place(row) for facts, row in self._rows(codes)}

    @property
    def leaves(self) -> list[bytes]:
        """The hashes of the diplomas' leaves in the log, those of a batch in one piece."""
        return [facts.leaves for facts in self.segments]

    def find(self, codes: Iterable[str]) -> dict[str, tuple[str, int]]:
        """The path and line of each of these codes that is in the ledger."""
        return {facts.code(row): (facts.path, facts.lines[row]) for facts, row in self._rows(codes)}

    def _rows(self, codes: Iterable[str]) -> Iterator[tuple[SegmentFacts, int]]:
        wanted = frozenset(code.encode() for code in codes)
        return ((facts, row) for facts in self.segments for row in facts.rows(wanted))

    def repeated(self, replaced: Set[str]) -> Iterator[Diagnostic]:
        """Name what is given twice. A superseded or revoked diploma makes room for another one of the same award."""
        yield from self._twice(
            lambda facts: map(facts.code, range(len(facts.lines))), "L304", "its code is given twice"
        )
        yield from self._twice(
            lambda facts: zip((facts.issuers[owner] for owner in facts.owners), facts.places, strict=True),
            "L304",
            "its index in the status list is given twice",
            "Where two branches issued at once: parchemin settle ISSUER gives one of the two another index.",
        )
        yield from self._twice(lambda facts: facts.numbers, "L304", "its diploma number is given twice")
        out = {code.encode() for code in replaced}

        def awards(facts: SegmentFacts) -> Iterator[Hashable]:
            for row, award in enumerate(facts.awards):
                code = facts.codes[row * CODE_SIZE : (row + 1) * CODE_SIZE]
                yield (award, code) if code in out else award

        yield from self._twice(
            awards,
            "L309",
            "two diplomas of this award are in force at once",
            "Run 'parchemin supersede' once more on the older of the two: it completes the replacement.",
        )

    def _twice(
        self, values: Callable[[SegmentFacts], Iterable[Hashable]], code: str, message: str, hint: str = ""
    ) -> Iterator[Diagnostic]:
        # Hashes of 8 bytes, sorted: a set of a million tuples would take a hundred megabytes.
        digests = array("q", (hash(value) for facts in self.segments for value in values(facts)))
        twice = _repeated(digests)
        if not twice:
            return
        seen = Counter(value for facts in self.segments for value in values(facts) if hash(value) in twice)
        for facts in self.segments:
            for line, value in zip(facts.lines, values(facts), strict=True):
                if seen[value] > 1:
                    yield Diagnostic(facts.path, line, 1, code, message, hint)


def _repeated(digests: array[int]) -> set[int]:
    ordered = sorted(digests)
    return {one for one, other in pairwise(ordered) if one == other}
