"""The run: which faults are tried, what became of them, and the figures.

What was tried is in ``tests/mutation/sample.jsonl``, so that a run goes on where it was stopped; delete it to begin
anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.running import Judge, Loop

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "trust")
TESTS = tuple(
    f"tests/{room}" for room in (*ROOMS, "records", "issuing", "logbook", "reports", "outreach", "office")
)
"""The rooms' own tests, and those of whoever calls them in one process within two minutes. What only whole programs,
pages and browsers would notice counts as survived."""
SAMPLE = Path(__file__).resolve().parent / "sample.jsonl"
WHY = SAMPLE.with_name("survivors.json")
SEED = 20_261_126


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="Seed faults, count the caught."
    )
    parser.add_argument("--sample", type=int, default=200, help="how many mutants in all")
    parser.add_argument("--seconds", type=int, default=86_400, help="stop after that")
    parser.add_argument("--table", action="store_true", help="print the figures")
    parser.add_argument("--again", action="store_true", help="try once more what survived")
    options = parser.parse_args()
    if options.table:
        print(table(), end="")
        return
    loop = Loop(ROOT, ROOMS, lambda judge: _work(judge, options))
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *TESTS], plugins=[loop]))


def _work(judge: Judge, options: argparse.Namespace) -> None:
    done = _done()
    until = time.monotonic() + options.seconds
    chosen = sample(options.sample)
    for mutant in chosen:
        known = done.get(mutant.name)
        if time.monotonic() < until and (known is None or (options.again and known["outcome"] != "caught")):
            done[mutant.name] = {
                "name": mutant.name, "path": mutant.path, "line": mutant.line, "was": mutant.was, "now": mutant.now,
                "outcome": judge(mutant),
            }  # fmt: skip
            _write([done[one.name] for one in chosen if one.name in done])
            print(f"{done[mutant.name]['outcome']:9} {mutant}", flush=True)


def every() -> list[Mutant]:
    """All mutants of the rooms."""
    paths = sorted(path for room in ROOMS for path in (ROOT / "generator" / room).rglob("*.py"))
    return [
        mutant
        for path in paths
        for mutant in mutants(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]


def sample(count: int) -> list[Mutant]:
    """So many, by the digests of their names: a change of the rooms changes no more of the sample than it must."""
    return sorted(every(), key=lambda mutant: hashlib.sha256(f"{SEED} {mutant.name}".encode()).digest())[
        :count
    ]


def table() -> str:
    """The figures by room, then every survivor."""
    tried = list(_done().values())
    lines = ["| room | mutants tried | caught | survived | share caught |", "|---|--:|--:|--:|--:|"]
    for room in (*ROOMS, ""):
        mine = [one for one in tried if one["path"].startswith(f"generator/{room}")]
        caught = sum(one["outcome"] == "caught" for one in mine)
        share = f"{100 * caught / len(mine):.0f} %" if mine else "–"
        lines.append(f"| {room or 'both'} | {len(mine)} | {caught} | {len(mine) - caught} | {share} |")
    return "\n".join(lines) + "\n"


def survivors() -> str:
    """What no test caught, and what was found out about it: a row each."""
    why = json.loads(WHY.read_text(encoding="utf-8"))
    lines = ["| where | fault | why it survived |", "|---|---|---|"]
    for one in _done().values():
        if one["outcome"] != "caught":
            fault = f"`{one['was']}` → `{one['now']}`".replace("|", "\\|")
            place = one["path"].removeprefix("generator/")
            lines.append(f"| {place}:{one['line']} | {fault} | {why.get(one['name'], 'not looked at yet')} |")
    return "\n".join(lines) + "\n"


def _done() -> dict[str, dict[str, Any]]:
    if not SAMPLE.is_file():
        return {}
    found = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    return {one["name"]: one for one in found}


def _write(tried: list[dict[str, Any]]) -> None:
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in tried]
    SAMPLE.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
