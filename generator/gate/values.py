"""The private values that files are held against, in few pieces: a million by themselves would take twice as much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from generator.issuing.segment import CODE_SIZE
from generator.privacy.index import Index, narrowed
from generator.privacy.secrets import CODE_ANCHOR, code_secret

__all__ = ["Values"]


@dataclass(frozen=True, slots=True)
class Values:
    """`rows` are lines of an index, many in one piece; `codes` those of all diplomas, `CODE_SIZE` bytes each, those of
    a batch in one piece: the ledger has them so, and knows where each stands.
    """

    rows: Sequence[bytes]
    codes: Sequence[bytes]

    def __len__(self) -> int:
        return sum(text.count(b"\n") + 1 for text in self.rows) + sum(map(len, self.codes)) // CODE_SIZE

    def index(self) -> Index:
        """All of them."""
        return Index.of(self._lines())

    def among(self, words: Set[bytes]) -> Values:
        """Those that one of these words gives away."""
        rows = narrowed((line for text in self.rows for line in text.split(b"\n")), words)
        return Values(rows, [code for code in self._codes() if code[CODE_ANCHOR].lower() in words])

    def _lines(self) -> Iterator[bytes]:
        for text in self.rows:
            yield from text.split(b"\n")
        for code in self._codes():
            yield code_secret(code.decode()).to_line()

    def _codes(self) -> Iterator[bytes]:
        for text in self.codes:
            for at in range(0, len(text), CODE_SIZE):
                yield text[at : at + CODE_SIZE]
