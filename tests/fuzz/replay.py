"""The bounded part of fuzzing: samples, corpus and damaged copies of both, within limits of time and memory.

python -m tests.fuzz --replay 100        every reader, 100 damaged inputs each; prints what went wrong
"""

from __future__ import annotations

import hashlib
import random
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tests.fuzz.corpus import kept
from tests.fuzz.targets import Target

SECONDS = 5.0
MEMORY = 2_000_000_000
"""Bytes of address space of the whole process, Python and its libraries included."""
_TOKENS = (
    b"\x00", b"\xff", b"\r", b"\n\n", b"\xe2\x80\xae", b"\xed\xa0\x80", b"{" * 40, b"[" * 400, b'"', b"\\u0000",
    b"1e999", b"9" * 400, b"-", b": ", b"- ", b"&a", b"*a", b"!!x", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"=1+1",
    b"../",
)  # fmt: skip


class SlowError(Exception):
    """An input took too long."""


def replayed(name: str, target: Target, damaged: int) -> Iterator[str]:
    """What went wrong, a line an input: the samples, the corpus, and `damaged` inputs made of them."""
    inputs = [*target.samples(), *(one.data for one in kept(name))]
    chance = random.Random(name)  # noqa: S311 - the same inputs each time
    for data in (b"", *inputs, *(_damaged(chance, inputs) for _ in range(damaged))):
        try:
            with _at_most(SECONDS):
                target.run(data)
        except Exception as error:
            digest = hashlib.sha256(data).hexdigest()[:12]
            yield f"{name}: input {digest}, {len(data)} bytes {data[:80]!r}: {type(error).__name__}: {error}"


def bound_memory() -> None:
    """Let this process have no more memory; what takes more gets a `MemoryError`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _damaged(chance: random.Random, inputs: list[bytes]) -> bytes:
    data = bytearray(chance.choice(inputs))
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, len(data))
        length = min(chance.choice((1, 1, 2, 8, 64)), len(data) - place)
        match chance.randint(0, 5):
            case 0:
                data[place:place] = chance.choice(_TOKENS)
            case 1:
                del data[place : place + length]
            case 2 if place < len(data):
                data[place] ^= 1 << chance.randint(0, 7)
            case 3:
                data[place:place] = data[place : place + length] * chance.choice((1, 3, 40))
            case 4:
                other = chance.choice(inputs)
                start = chance.randint(0, len(other))
                data[place : place + length] = other[start : start + chance.randint(1, 200)]
            case _:
                data[place:] = data[place : place + length]
    return bytes(data)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SlowError(f"more than {seconds:g} seconds")

    former = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
