"""A pytest session that is collected once, and forks for each fault: a plugin that takes the loop over.

In the parent every test is run once, to learn which tests reach which line (coverage.py). A child puts the fault in:
the code of one function is replaced, or one constant of a module wherever it was imported. It runs the tests that reach
it, the quick ones first, and ends with the first that fails.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.mutants import Mutant

PATIENCE = 30, 5
"""Seconds of the processor, and how many times what its tests took without a fault, after which a child is taken to
come to no end, which is a fault that was caught."""

Judge = Callable[[Mutant], str]


class Loop:
    """`work` is given a function that says of a mutant whether it was ``caught`` or ``survived``."""

    def __init__(self, root: Path, rooms: tuple[str, ...], work: Callable[[Judge], None]) -> None:
        self._root = root
        self._rooms = rooms
        self._work = work
        self._reached: dict[str, dict[int, list[str]]] = {}
        self._seconds: dict[str, float] = defaultdict(float)
        self._items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of pytest's own loop."""
        self._items = {item.nodeid: item for item in session.items}
        self._measure()
        self._work(self.judge)
        return True

    def judge(self, mutant: Mutant) -> str:
        """Try one mutant in a child."""
        names = self._reached.get(mutant.path, {}).get(mutant.line, [])
        # What runs on import is charged to no test: all that reach the module are asked.
        chosen = {name for name in names if name} or {
            name for tests in self._reached.get(mutant.path, {}).values() for name in tests if name
        }
        quick = sorted(chosen, key=lambda name: self._seconds[name])
        child = os.fork()
        if child == 0:
            least, times = PATIENCE
            patience = least + int(times * sum(self._seconds[name] for name in quick))
            resource.setrlimit(resource.RLIMIT_CPU, (patience, patience + 5))
            os._exit(self._child(mutant, [self._items[name] for name in quick]))
        _, status = os.waitpid(child, 0)
        return "survived" if os.waitstatus_to_exitcode(status) == 0 else "caught"

    def _measure(self) -> None:
        sources = [str(self._root / "generator" / room) for room in self._rooms]
        measure = coverage.Coverage(data_file=None, source=sources, config_file=False)
        measure.start()
        unfit: set[str] = set()
        for name, item in self._items.items():
            measure.switch_context(name)
            started = time.perf_counter()
            if _passes(item):
                self._seconds[name] = time.perf_counter() - started
            else:
                # Such as those that look at the clock: measuring is slow. They judge nothing.
                unfit.add(name)
                print(f"fails without any fault: {name}", flush=True)
        measure.stop()
        data = measure.get_data()
        for path in data.measured_files():
            self._reached[Path(path).relative_to(self._root).as_posix()] = {
                line: [name for name in names if name not in unfit]
                for line, names in data.contexts_by_lineno(path).items()
            }

    def _child(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            plant(mutant)
            _forget()
            return 0 if all(_passes(item) for item in items) else 1
        except BaseException:
            return 2


def _forget() -> None:
    """What functions remember was made before the fault was there."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()


def _passes(item: pytest.Item) -> bool:
    if hasattr(item, "_initrequest"):
        item._initrequest()  # a test is run more than once here
    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def plant(mutant: Mutant) -> None:
    """Put the fault into the running program. Raises `LookupError` where its owner cannot be found."""
    module = importlib.import_module(
        mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    code = compile(mutant.text, str(module.__file__), "exec", dont_inherit=True)
    new = next((one for one in _codes(code) if one.co_qualname == mutant.owner), None)
    if new is not None:
        # Not one of the same name that was imported from elsewhere.
        mine = (one for one in _functions(module) if one.__module__ == module.__name__)
        old = next((one for one in mine if one.__code__.co_qualname == mutant.owner), None)
        if old is None:
            raise LookupError(mutant.owner)
        old.__code__ = new
        return
    former = vars(module)[mutant.owner]
    fresh = dict(vars(module))
    exec(code, fresh)  # noqa: S102 - our own module
    for other in list(sys.modules.values()):
        names = getattr(other, "__dict__", {})
        if names.get(mutant.owner) is former:
            names[mutant.owner] = fresh[mutant.owner]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _functions(owner: Any) -> Iterator[FunctionType]:
    """The functions of a module and of its classes, out of whatever is wrapped around them."""
    for value in list(vars(owner).values()):
        match value:
            case property():
                found = value.fget
            case classmethod() | staticmethod():
                found = value.__func__
            case functools.cached_property():
                found = value.func
            case _:
                found = value
        while hasattr(found, "__wrapped__"):
            found = found.__wrapped__
        if isinstance(found, FunctionType):
            yield found
        elif isinstance(value, type) and value.__module__ == getattr(
            owner, "__name__", owner.__module__ if isinstance(owner, type) else ""
        ):
            yield from _functions(value)
