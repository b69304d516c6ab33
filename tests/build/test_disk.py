"""Benchmarks wait for a disk that is slow for the time being: no longer than needed, never for a handful of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import disk


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(disk.time, "sleep", pauses.append)
    return pauses


def test_it_waits_as_long_as_new_files_are_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    costs = iter([700e-6, 300e-6, 20e-6])
    monkeypatch.setattr(disk, "_cost", lambda _: next(costs))
    disk.settle(tmp_path, 390_000)
    assert len(slept) == 2
    assert next(costs, None) is None


def test_it_gives_up_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(disk, "_cost", lambda _: 700e-6)
    disk.settle(tmp_path, 390_000)
    assert sum(slept) == 420
    assert "slow even after" in capsys.readouterr().err


def test_for_few_files_nothing_is_tried(tmp_path: Path, slept: list[float]) -> None:
    disk.settle(tmp_path, 36)
    assert not slept
    assert not any(tmp_path.iterdir())


def test_a_new_file_costs_something(tmp_path: Path) -> None:
    assert disk._cost(tmp_path / "tried") > 0
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 3_200
