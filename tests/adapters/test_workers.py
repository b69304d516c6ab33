"""Work that is shared out: in order, by one worker a process, whatever the number of processes; failures are named."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from functools import partial

import pytest

from generator.adapters.workers import share_out, uncollected
from generator.errors import ParcheminError

ENDED = ParcheminError("a process was ended from outside")


class Worker:
    """Says who it is, what it was given, how often it was asked, and whether anybody looks for cycles meanwhile."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.turn = 0

    def __call__(self, part: int) -> tuple[str, int, int, int, bool]:
        if part < 0:
            raise ValueError(part)
        if part > 1_000:
            os.kill(os.getpid(), signal.SIGKILL)
        self.turn += 1
        return self.name, os.getpid(), part, self.turn, gc.isenabled()


MAKE: Callable[[], Worker] = partial(Worker, "w")


@pytest.mark.parametrize("processes", [1, 2])
def test_every_part_is_done_in_order_by_a_worker_that_was_made_once(processes: int) -> None:
    done = list(share_out(range(40), MAKE, processes, worth=10, ended=ENDED))
    assert [part for _, _, part, _, _ in done] == list(range(40))
    assert not any(collects for *_, collects in done)
    pids = {pid for _, pid, *_ in done}
    assert (pids == {os.getpid()}) == (processes == 1)
    for pid in pids:
        assert [turn for _, one, _, turn, _ in done if one == pid] == list(
            range(1, 1 + sum(one == pid for _, one, *_ in done))
        )


def test_few_parts_start_no_process_and_none_make_nothing() -> None:
    assert {pid for _, pid, *_ in share_out(range(9), MAKE, 2, worth=10, ended=ENDED)} == {os.getpid()}
    assert list(share_out((), MAKE, 2, worth=10, ended=ENDED)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_what_a_worker_raises_is_raised(processes: int) -> None:
    with pytest.raises(ValueError, match="-1"):
        list(share_out([*range(20), -1, *range(20)], MAKE, processes, worth=10, ended=ENDED))
    assert gc.isenabled()


def test_a_process_that_is_ended_from_outside_is_named() -> None:
    with pytest.raises(ParcheminError) as raised:
        list(share_out([*range(20), 1_001], MAKE, 2, worth=10, ended=ENDED))
    assert raised.value is ENDED


def test_cycles_are_looked_for_again_afterwards_and_only_if_they_were_before() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
