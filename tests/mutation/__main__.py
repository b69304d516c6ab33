"""The run: a copy of the repository, a fault in it, the tests that reach that line, until one fails.

Which tests reach which line is measured first (coverage.py, installed with: make tools). A mutant that ends in no time is
caught as well. What was tried is in ``tests/mutation/sample.jsonl``, so that a run goes on where it was stopped; delete it to begin
anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "trust")
TESTS = tuple(f"tests/{room}" for room in ROOMS)
WORK = ROOT / "tests" / "artifacts" / "mutation"
REACHED = WORK / "reached.json"
SAMPLE = Path(__file__).resolve().parent / "sample.jsonl"
COPIED = (
    "generator",
    "tests",
    "content",
    "candidates",
    "site_templates",
    "docs",
    "pyproject.toml",
    "mkdocs.yml",
)
PATIENCE = 180
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
    tree = _copy()
    reached = _reached(tree)
    done = _done()
    until = time.monotonic() + options.seconds
    chosen = sample(options.sample)
    for mutant in chosen:
        known = done.get(mutant.name)
        if time.monotonic() < until and (known is None or (options.again and known["outcome"] != "caught")):
            done[mutant.name] = _tried(tree, mutant, reached)
            _write([done[one.name] for one in chosen if one.name in done])
            print(f"{done[mutant.name]['outcome']:11} {mutant}", flush=True)


def every() -> list[Mutant]:
    """All mutants of the rooms."""
    paths = sorted(path for room in ROOMS for path in (ROOT / "generator" / room).rglob("*.py"))
    return [
        mutant
        for path in paths
        for mutant in mutants(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]


def sample(count: int) -> list[Mutant]:
    """So many of them by the digests of their names: a change of the rooms changes no more of the sample than it must."""
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


def survivors() -> list[dict[str, Any]]:
    """What no test caught."""
    return [one for one in _done().values() if one["outcome"] != "caught"]


def _copy() -> Path:
    tree = WORK / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    skip = shutil.ignore_patterns("__pycache__", "node_modules", "artifacts", ".mypy_cache")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=skip)
        else:
            shutil.copy2(source, tree / name)
    return tree


def _reached(tree: Path) -> dict[str, Any]:
    """Tests by module and line, and their seconds; measured once."""
    if not REACHED.is_file():
        environment = os.environ | {"PARCHEMIN_REACHED": str(REACHED), "PYTHONPATH": str(tree)}
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutation.reach", "-p", "no:cacheprovider", *TESTS],
            cwd=tree, env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    found: dict[str, Any] = json.loads(REACHED.read_bytes())
    return found


def _tried(tree: Path, mutant: Mutant, reached: dict[str, Any]) -> dict[str, Any]:
    names: list[str] = reached["lines"].get(mutant.path, {}).get(str(mutant.line), [])
    # What runs on import is reached by every test of the module's: no test is charged with it.
    everything = not names or names == [""]
    chosen = sorted((name for name in names if name), key=lambda name: reached["seconds"].get(name, 1.0))
    path = tree / mutant.path
    former = path.read_text(encoding="utf-8")
    started = time.monotonic()
    try:
        path.write_text(mutant.text, encoding="utf-8")
        outcome = _judged(tree, list(TESTS) if everything else chosen)
    finally:
        path.write_text(former, encoding="utf-8")
    return {
        "name": mutant.name, "path": mutant.path, "line": mutant.line, "was": mutant.was, "now": mutant.now, "outcome": outcome,
        "seconds": round(time.monotonic() - started, 1),
    }  # fmt: skip


def _judged(tree: Path, names: list[str]) -> str:
    listed = WORK / "names.txt"
    listed.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"@{listed}"]
    try:
        ran = subprocess.run(
            command, cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, capture_output=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "caught"
    return "survived" if ran.returncode == 0 else "caught"


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
