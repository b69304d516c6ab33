"""No bytes bring a reader down: the samples, the corpus and damaged copies of both, within bounded time and memory.

``python -m tests.fuzz`` goes further, by hand; docs/security.md has the figures.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import corpus, replay
from tests.fuzz.corpus import Kept
from tests.fuzz.targets import TARGETS, Target

ROOT = Path(__file__).resolve().parents[2]
DAMAGED = os.environ.get("PARCHEMIN_FUZZ_INPUTS", "60")


def test_no_reader_is_brought_down_by_what_it_reads() -> None:
    """In a process of its own, whose memory is bounded."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--replay", DAMAGED],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_every_reader_has_samples_and_a_corpus() -> None:
    for name, target in TARGETS.items():
        assert any(target.samples()), name
        assert any(corpus.kept(name)), name
    assert {path.stem for path in (corpus.HERE / "corpus").iterdir()} == set(TARGETS)


def _raises(_data: bytes) -> None:
    raise ValueError("not one of the named errors")


def _sleeps(_data: bytes) -> None:
    time.sleep(1)


@pytest.mark.parametrize(("run", "said"), [(_raises, "ValueError"), (_sleeps, "SlowError")])
def test_what_brings_a_reader_down_is_seen(
    run: Callable[[bytes], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "SECONDS", 0.05)
    found = list(replay.replayed("planted", Target("nothing", run, lambda: iter((b"sample",))), 1))
    assert len(found) == 3
    assert all(said in line for line in found)


def test_memory_is_bounded() -> None:
    program = "from tests.fuzz.replay import bound_memory; bound_memory(); bytearray(3_000_000_000)"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "MemoryError" in ran.stderr


def test_the_corpus_keeps_bytes_and_reasons(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    monkeypatch.setattr(corpus, "HERE", tmp_path)
    inputs = [Kept(b"long but harmful", "it fell over"), Kept(b"\x00\n", "")]
    corpus.keep("a", inputs[::-1])
    assert list(corpus.kept("a")) == inputs
