"""A stamp that is kept as five numbers tells the same as one that was made."""

from __future__ import annotations

import os
from array import array

from hypothesis import given
from hypothesis import strategies as st

from generator.adapters.stamp import Stamp, is_still, stamp

SECOND = 1_000_000_000
NUMBERS = st.integers(0, 2)
TIMES = st.integers(0, 5).map(lambda seconds: 1_700_000_000 * SECOND + seconds * SECOND)


def _status(size: int, inode: int, modified: int, changed: int) -> os.stat_result:
    whole = [0o100644, inode, 1, 1, 0, 0, size, modified // SECOND, modified // SECOND, changed // SECOND]
    times = {"st_atime_ns": modified, "st_mtime_ns": modified, "st_ctime_ns": changed}
    return os.stat_result(whole, times)


@given(
    st.tuples(NUMBERS, NUMBERS, TIMES, TIMES), st.tuples(NUMBERS, NUMBERS, TIMES, TIMES), TIMES, st.booleans()
)
def test_what_is_kept_as_numbers_is_believed_when_a_stamp_is(
    first: tuple[int, int, int, int], then: tuple[int, int, int, int], now: int, same: bool
) -> None:
    kept = stamp(_status(*first), now)
    found = _status(*(first if same else then))
    expected = stamp(found, now).same_as(kept)
    assert is_still(found, now, array("q", [7, *Stamp(*kept)]), 1) == expected
