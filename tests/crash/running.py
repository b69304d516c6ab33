"""One command tried at every point, and one race: what processes beside the first are given to do.

Apart from the command line, whose module they cannot import.
"""

from __future__ import annotations

import contextlib
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.everything import POST, SCENARIOS
from tests.crash.races import Race, World
from tests.crash.scenarios import quiet_environment
from tests.crash.trying import Bench

__all__ = ["Figures", "race_one", "try_one"]


@dataclass(slots=True)
class Figures:
    """What the tries of one scenario came to."""

    name: str
    points: int
    tried: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def try_one(name: str) -> Figures:
    """Try a scenario at every point."""
    scenario = next(one for one in SCENARIOS if one.name == name)
    quiet_environment()
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        base = Path(folder)
        with POST.serving(base) if name.startswith("mail") else contextlib.nullcontext():
            bench = Bench(scenario, base / "bench")
            figures = Figures(name, len(bench.labels))
            for fate in scenario.fates:
                for number in bench.points(fate):
                    figures.tried[fate] += 1
                    figures.problems += bench.problems(fate, number)
    return figures


def race_one(seed: int) -> tuple[int, Counter[str], list[str]]:
    """Run one race; its acts, and what was wrong."""
    quiet_environment()
    with tempfile.TemporaryDirectory(prefix="race-") as folder:
        race = Race(World(Path(folder)), seed)
        try:
            wrong = race.go()
        except AssertionError:
            wrong = [traceback.format_exc(), "; ".join(race.told)]
    acts = Counter("conflict" if ": conflict in " in one else "act" for one in race.told)
    return seed, acts, wrong
