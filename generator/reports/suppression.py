"""Counts that may be published, and those that would say something about single people.

A count of fewer than `threshold` people is not published (primary suppression). Neither is any further count from
which a suppressed one could be worked out by subtraction (secondary suppression): a table is published with its
totals, and a total minus all its parts but one is that part.

The rule, checked as an attacker would and mended until it holds:

1. No suppressed count is determined by the sums of the table. Every count belongs to two sums, that of its row and
   that of its column (totals form a row and a column of their own), so suppressed counts are the edges of a graph
   between sums, and one is determined exactly when no other way joins its two ends: when its edge is a bridge.
2. Where a total is published, what is suppressed below it comes to at least the threshold: the difference is a count
   of people too.
3. No suppressed count is determined by being a whole number of at least 1 either, whatever other bounds follow from
   single sums.

Zero is published: that nobody was there says nothing about anybody. What never took place has no cell at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Cell", "Published", "publish"]

Cell = tuple[str | None, str | None]
"""Row and column; None stands for the total."""


@dataclass(frozen=True, slots=True)
class Published:
    """A table as it may be published: rows and columns in their order, and every count, None where it is suppressed."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[Cell, int | None]

    def has(self, row: str | None, column: str | None) -> bool:
        """Whether the table has such a cell at all."""
        return (row, column) in self.counts

    def cell(self, row: str | None, column: str | None) -> int | None:
        """The count, None where it is suppressed. `KeyError` for a cell that does not exist."""
        return self.counts[row, column]

    @property
    def total(self) -> int | None:
        """The sum of everything, None where it is suppressed."""
        return self.counts[None, None]

    @property
    def suppressed(self) -> int:
        """How many counts are not published."""
        return sum(count is None for count in self.counts.values())


def publish(counts: Mapping[tuple[str, str], int], threshold: int) -> Published:
    """Add the totals and suppress what has to be. `counts` gives rows and columns in their order of appearance."""
    rows = tuple(dict.fromkeys(row for row, _ in counts))
    columns = tuple(dict.fromkeys(column for _, column in counts))
    table: dict[Cell, int] = {}
    for (row, column), count in counts.items():
        for cell in ((row, column), (row, None), (None, column), (None, None)):
            table[cell] = table.get(cell, 0) + count
    table.setdefault((None, None), 0)
    hidden = {cell for cell, count in table.items() if 0 < count < threshold}
    while (exposed := _exposed(table, hidden, threshold)) is not None:
        further = _further(table, hidden, exposed)
        if further is None:
            # Nothing is left to hide: whatever is not zero is suppressed already.
            break
        hidden.add(further)
    return Published(
        rows, columns, {cell: None if cell in hidden else count for cell, count in table.items()}
    )


def _lines(table: Mapping[Cell, int]) -> Iterator[tuple[tuple[Cell, ...], Cell]]:
    """Every sum of the table: its parts, and the cell that is their total."""
    for row in dict.fromkeys(row for row, _ in table):
        yield tuple(cell for cell in table if cell[0] == row and cell[1] is not None), (row, None)
    for column in dict.fromkeys(column for _, column in table):
        yield tuple(cell for cell in table if cell[1] == column and cell[0] is not None), (None, column)


def _exposed(table: Mapping[Cell, int], hidden: set[Cell], threshold: int) -> tuple[Cell, ...] | None:
    """Suppressed cells of which one can be worked out, or which together are too few; None where all is well."""
    for parts, total in _lines(table):
        gone = tuple(cell for cell in parts if cell in hidden)
        if gone and total not in hidden and sum(table[cell] for cell in gone) < threshold:
            return gone
    for cell in sorted(hidden, key=_key):
        if _is_bridge(cell, hidden):
            return (cell,)
    for cell, (low, high) in _bounds(table, hidden).items():
        if low == high:
            return (cell,)
    return None


def _is_bridge(cell: Cell, hidden: set[Cell]) -> bool:
    """Whether the sums at the two ends of a suppressed cell are joined by no other suppressed cells."""
    start, goal = ("row", cell[0]), ("column", cell[1])
    seen, todo = {start}, [start]
    while todo:
        kind, name = todo.pop()
        for row, column in hidden:
            if (row, column) == cell:
                continue
            here, there = (("row", row), ("column", column))
            if kind == "column":
                here, there = there, here
            if here == (kind, name) and there not in seen:
                if there == goal:
                    return False
                seen.add(there)
                todo.append(there)
    return True


def _bounds(table: Mapping[Cell, int], hidden: set[Cell]) -> dict[Cell, tuple[int, int]]:
    """The least and the most that each suppressed count can be, as far as single sums tell: whole numbers from 1."""
    most = max(table.values(), default=0) * len(table) + 1
    bounds = dict.fromkeys(sorted(hidden, key=_key), (1, most))

    def of(cell: Cell) -> tuple[int, int]:
        return bounds.get(cell, (table[cell], table[cell]))

    changed = True
    while changed:
        changed = False
        for parts, total in _lines(table):
            low, high = (sum(of(cell)[end] for cell in parts) for end in (0, 1))
            for cell in (*parts, total):
                if cell not in bounds:
                    continue
                if cell == total:
                    found = (low, high)
                else:
                    mine, whole = of(cell), of(total)
                    found = (whole[0] - (high - mine[1]), whole[1] - (low - mine[0]))
                tight = (max(bounds[cell][0], found[0]), min(bounds[cell][1], found[1]))
                if tight != bounds[cell]:
                    bounds[cell] = tight
                    changed = True
                    low, high = (sum(of(one)[end] for one in parts) for end in (0, 1))
    return bounds


def _further(table: Mapping[Cell, int], hidden: set[Cell], exposed: tuple[Cell, ...]) -> Cell | None:
    """The next count to suppress: the smallest in a row or column of what is exposed, a part rather than a total."""
    visible = [cell for cell, count in table.items() if cell not in hidden and count > 0]
    beside = [cell for cell in visible if any(cell[0] == one[0] or cell[1] == one[1] for one in exposed)]
    return min(beside or visible, key=lambda cell: (None in cell, table[cell], _key(cell)), default=None)


def _key(cell: Cell) -> tuple[bool, str, bool, str]:
    return (cell[0] is None, cell[0] or "", cell[1] is None, cell[1] or "")
