"""The measurement of documents runs, and measures what it says."""

from __future__ import annotations

from benchmarks.documents import measure


def test_the_second_run_writes_nothing() -> None:
    found = measure(3, 1)
    rows = found["rows"]
    assert isinstance(rows, dict)
    assert (rows["made"]["documents"], rows["made"]["written"]) == (3, 3)
    assert (rows["unchanged"]["documents"], rows["unchanged"]["written"]) == (3, 0)
