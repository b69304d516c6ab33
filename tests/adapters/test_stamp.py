"""A stamp kept as numbers tells the same as one that was made; one that was made too soon tells nothing."""

from __future__ import annotations

import os
from array import array
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from generator.adapters.stamp import Stamp, is_still, stamp, stamp_of

SECOND = 1_000_000_000
NUMBERS = st.integers(0, 2)
TIMES = st.integers(0, 5).map(lambda seconds: 1_700_000_000 * SECOND + seconds * SECOND)


def _status(size: int, inode: int, modified: int, changed: int) -> os.stat_result:
    whole = [0o100644, inode, 1, 1, 0, 0, size, modified // SECOND, modified // SECOND, changed // SECOND]
    times = {"st_atime_ns": modified, "st_mtime_ns": modified, "st_ctime_ns": changed}
    return os.stat_result(whole, times)


@given(
    st.tuples(NUMBERS, NUMBERS, TIMES, TIMES),
    st.tuples(NUMBERS, NUMBERS, TIMES, TIMES),
    TIMES,
    TIMES,
    st.booleans(),
)
def test_what_is_kept_as_numbers_is_believed_when_a_stamp_is(
    first: tuple[int, int, int, int], then: tuple[int, int, int, int], now: int, later: int, same: bool
) -> None:
    kept = stamp(_status(*first), now)
    found = _status(*(first if same else then))
    expected = kept.holds(stamp(found, later))
    assert is_still(found, array("q", [7, *Stamp(*kept)]), 1) == expected
    settled = now - max(first[2:]) > 2 * SECOND
    assert expected == (settled and (same or first == then))


def test_what_was_looked_at_too_soon_says_nothing_however_late_it_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "record.yml"
    path.write_bytes(b"one")
    soon = stamp_of(path)
    status = path.lstat()
    # Written again in the same tick: as on a file system that counts seconds.
    path.write_bytes(b"two")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    later = Stamp(soon.size, soon.modified_ns, soon.changed_ns, soon.inode, 1)
    assert soon.looks_like(later) and not soon.holds(later)
    assert later.holds(later)
