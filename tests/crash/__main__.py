"""Stop every command at every point, in every way, and write the figures into docs/reliability.md.

``python -m tests.crash --all [--jobs N]``     every command
``python -m tests.crash NAME…``                the commands whose names begin so, and their lines of the table
``python -m tests.crash --races N [--from M]`` so many races of two clones
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tests.crash.everything import SCENARIOS
from tests.crash.points import Fate
from tests.crash.running import Figures, race_one, try_one

Given = TypeVar("Given")
Found = TypeVar("Found")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--races", type=int, default=0)
    parser.add_argument("--from", type=int, default=0, dest="first")
    given = parser.parse_args()
    if given.races:
        return races(range(given.first, given.first + given.races), given.jobs)
    chosen = [one.name for one in SCENARIOS if given.all or one.name.startswith(tuple(given.names))]
    failed = 0
    for figures in _shared(try_one, chosen, given.jobs):
        failed += len(figures.problems)
        _put("kill points", "\n".join(_table(figures, _get("kill points"))))
        print(f"{figures.name}: {figures.points} points, {figures.tried.total()} tries", flush=True)
        for problem in figures.problems:
            print(f"  {problem}", flush=True)
    return min(failed, 1)


def races(seeds: range, jobs: int) -> int:
    """Run so many races, and write down what they came to."""
    total, failed, started = Counter[str](), 0, time.monotonic()
    for seed, acts, wrong in _shared(race_one, list(seeds), jobs):
        total += acts
        failed += bool(wrong)
        print(f"race {seed}: {'; '.join(wrong) or 'in order'}", flush=True)
    print(f"{time.monotonic() - started:.0f} s")
    _put(
        "races",
        f"| races | acts drawn | conflicts that git left | races that ended wrong |\n|---:|---:|---:|---:|\n"
        f"| {len(seeds)} | {total['act']} | {total['conflict']} | {failed} |",
    )
    return min(failed, 1)


def _shared(work: Callable[[Given], Found], given: list[Given], jobs: int) -> Iterator[Found]:
    if jobs == 1:
        yield from map(work, given)
        return
    # Processes without threads: each forks its own children.
    with multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=8) as pool:
        yield from pool.imap_unordered(work, given)


def _table(figures: Figures, former: str) -> Iterator[str]:
    """The table as it is, with the line of one command anew."""
    lines = {line.split(" | ")[0].strip("| `"): line for line in former.splitlines()[2:]}
    tries = figures.tried.total()
    survived = tries - len({problem.partition(": ")[0] for problem in figures.problems})
    numbers = [figures.points, *(figures.tried[fate] for fate in Fate), tries, survived]
    lines[figures.name] = _line(f"`{figures.name}`", numbers)
    yield f"| command | points | {' | '.join(Fate)} | tries | survived |"
    yield "|---|" + "---:|" * (len(Fate) + 3)
    ordered = [lines[one.name] for one in SCENARIOS if one.name in lines]
    yield from ordered
    columns = zip(
        *([int(cell) for cell in line.strip("| ").split(" | ")[1:]] for line in ordered), strict=True
    )
    yield _line("all", [sum(column) for column in columns])


def _line(name: str, numbers: list[int]) -> str:
    return f"| {' | '.join([name, *map(str, numbers)])} |"


def _get(name: str) -> str:
    """The table between its marks in the page."""
    return PAGE.read_text("utf-8").partition(f"<!-- {name} -->\n")[2].partition(f"<!-- end of {name} -->")[0]


def _put(name: str, text: str) -> None:
    """Put a table between its marks in the page."""
    page = PAGE.read_text("utf-8")
    before, mark, rest = page.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- end of {name} -->")
    assert mark and end, f"docs/reliability.md has no place for {name}"
    PAGE.write_text(f"{before}{mark}{text}\n{end}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
