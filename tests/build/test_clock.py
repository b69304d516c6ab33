"""The day of a build comes from what does not move by itself."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from generator.adapters.clock import build_day, today
from generator.errors import BuildError


def commit(root: Path, when: str) -> None:
    stamped = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when, "HOME": str(root)}
    identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(
        ["git", "-C", str(root), *identity, "commit", "-q", "--allow-empty", "-m", "x"],
        check=True,
        env=stamped,
    )


def test_an_option_wins(tmp_path: Path) -> None:
    found = build_day(tmp_path, date(2026, 3, 1), {"SOURCE_DATE_EPOCH": "0"})
    assert (found.day, found.source) == (date(2026, 3, 1), "option")


def test_then_source_date_epoch_in_utc(tmp_path: Path) -> None:
    found = build_day(tmp_path, None, {"SOURCE_DATE_EPOCH": "1767225599"})
    assert (found.day, found.source) == (date(2025, 12, 31), "SOURCE_DATE_EPOCH")


def test_then_the_committers_date_of_head(tmp_path: Path) -> None:
    commit(tmp_path, "2026-02-03T01:00:00+02:00")
    found = build_day(tmp_path, None, {})
    assert (found.day, found.source) == (date(2026, 2, 2), "commit")


def test_and_the_clock_only_outside_a_repository(tmp_path: Path) -> None:
    assert build_day(tmp_path, None, {}).source == "clock"


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
def test_an_epoch_that_is_no_number_of_seconds_is_refused(tmp_path: Path, epoch: str) -> None:
    with pytest.raises(BuildError, match="SOURCE_DATE_EPOCH"):
        build_day(tmp_path, None, {"SOURCE_DATE_EPOCH": epoch})


def test_today_is_what_is_given_or_set_and_never_the_last_commits(tmp_path: Path) -> None:
    assert today(date(2026, 3, 1), {"SOURCE_DATE_EPOCH": "0"}) == date(2026, 3, 1)
    assert today(None, {"SOURCE_DATE_EPOCH": "86400"}) == date(1970, 1, 2)
    assert today(None, {}) >= date(2026, 1, 1)
