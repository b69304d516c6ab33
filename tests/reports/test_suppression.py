"""Suppressed counts, attacked by somebody who subtracts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.reports.suppression import Cell, Published, publish

tables = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["x", "y", "z"])),
    st.one_of(st.integers(0, 6), st.integers(0, 40)),
    min_size=1,
)
thresholds = st.integers(2, 10)


def truth(counts: Mapping[tuple[str, str], int]) -> dict[Cell, int]:
    table: dict[Cell, int] = {(None, None): 0}
    for (row, column), count in counts.items():
        for cell in {(row, column), (row, None), (None, column), (None, None)}:
            table[cell] = table.get(cell, 0) + count
    return table


def sums(cells: list[Cell]) -> list[dict[Cell, int]]:
    """Every equation of the table, as coefficients that come to zero: the total minus its parts."""
    found = []
    for place in (0, 1):
        for name in {cell[place] for cell in cells}:
            line = [cell for cell in cells if cell[place] == name]
            found.append({cell: 1 if cell[1 - place] is None else -1 for cell in line})
    return found


def determined(published: Published) -> set[Cell]:
    """What linear algebra gives away: the suppressed cells that have one value in every solution of the sums."""
    unknown = [cell for cell, count in published.counts.items() if count is None]
    rows = [
        [Fraction(line.get(cell, 0)) for cell in unknown]
        for line in sums(list(published.counts))
        if any(cell in line for cell in unknown)
    ]
    pivots: list[tuple[int, list[Fraction]]] = []
    for column in range(len(unknown)):
        row = next((one for one in rows if one[column]), None)
        if row is None:
            continue
        rows.remove(row)
        row = [value / row[column] for value in row]
        rows = [[a - one[column] * b for a, b in zip(one, row, strict=True)] for one in rows]
        pivots = [(p, [a - one[column] * b for a, b in zip(one, row, strict=True)]) for p, one in pivots]
        pivots.append((column, row))
    return {unknown[column] for column, row in pivots if sum(value != 0 for value in row) == 1}


@settings(max_examples=300)
@given(tables, thresholds)
def test_no_suppressed_count_follows_from_the_sums(
    counts: dict[tuple[str, str], int], threshold: int
) -> None:
    published = publish(counts, threshold)
    if any(published.counts.values()):
        assert determined(published) == set()


@settings(max_examples=300)
@given(tables, thresholds)
def test_what_is_shown_is_true_and_never_small(counts: dict[tuple[str, str], int], threshold: int) -> None:
    published = publish(counts, threshold)
    known = truth(counts)
    assert set(published.counts) == set(known)
    for cell, count in published.counts.items():
        assert count is None or (count == known[cell] and (count == 0 or count >= threshold))


@settings(max_examples=300)
@given(tables, thresholds)
def test_a_total_minus_what_is_shown_is_never_a_small_count(
    counts: dict[tuple[str, str], int], threshold: int
) -> None:
    published = publish(counts, threshold)
    for line in sums(list(published.counts)):
        total = next(cell for cell, sign in line.items() if sign == 1)
        whole = published.counts[total]
        if whole is not None:
            rest = whole - sum(published.counts[cell] or 0 for cell, sign in line.items() if sign == -1)
            assert rest == 0 or rest >= threshold


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"])), st.integers(0, 7), min_size=1
    ),
    st.integers(2, 5),
)
def test_somebody_who_tries_every_table_of_whole_numbers_learns_no_count(
    counts: dict[tuple[str, str], int], threshold: int
) -> None:
    published = publish(counts, threshold)
    if not any(published.counts.values()):
        return
    inner = [cell for cell in published.counts if None not in cell]
    possible: dict[Cell, set[int]] = {
        cell: set() for cell, count in published.counts.items() if count is None
    }
    # Who attacks knows that a suppressed count is not zero, and that each is at most what stands above it.
    top = max(count or 0 for count in published.counts.values()) + 2 * threshold
    choices = [
        range(1, top) if published.counts[cell] is None else (published.counts[cell] or 0,) for cell in inner
    ]
    for values in itertools.product(*choices):
        guess = truth(dict(zip(inner, values, strict=True)))  # type: ignore[arg-type]
        if all(
            guess[cell] > 0 if count is None else guess[cell] == count
            for cell, count in published.counts.items()
        ):
            for cell, seen in possible.items():
                seen.add(guess[cell])
    assert [cell for cell, values in possible.items() if len(values) == 1] == []


@given(tables, thresholds)
def test_nothing_is_suppressed_where_nothing_is_small(
    counts: dict[tuple[str, str], int], threshold: int
) -> None:
    large = {cell: count + threshold for cell, count in counts.items()}
    assert publish(large, threshold).suppressed == 0


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([12, 30], []),
        ([12, 30, 0], []),
        ([3, 30, 12], [0, 2]),  # 3 alone would be the total minus the others
        ([3, 4, 30, 12], [0, 1, 3]),  # 3 and 4 are known to be 7 together, which is small too
        ([6, 6, 30], [0, 1]),
        ([3], [0]),
        ([3, 0], [0]),
    ],
)
def test_a_list_is_suppressed_as_one_would_by_hand(counts: list[int], hidden: list[int]) -> None:
    published = publish({(str(number), "n"): count for number, count in enumerate(counts)}, 10)
    assert [number for number in range(len(counts)) if published.cell(str(number), "n") is None] == hidden


def test_a_table_of_nothing_has_a_total_of_nothing() -> None:
    assert publish({}, 10).total == 0
