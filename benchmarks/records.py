"""``python -m benchmarks.records``: reading and checking the records of a large school.

A made-up school (`school`) with so many candidates, and as many results in 240 sessions, is read by the code of
``parchemin check``: cold, with nothing changed, after a course was renamed, after one of its sessions was moved, and
after a candidate was edited; beside that, its YAML is parsed and nothing else. Each in a process of its own. The ledger
is empty: what verifying costs is measured elsewhere.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.jobs import DAY
from benchmarks.memory import measure
from benchmarks.school import candidate_id, make_school
from benchmarks.synthetic import make_site

_COURSE = "content/courses/cours-1.yml"
_SETTLED = 2.1
"""Seconds after which the times of a file are believed."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the reading of records.")
    parser.add_argument("--count", type=int, default=130_000, help="candidates")
    parser.add_argument("--sessions", type=int, default=240)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    results = run(arguments.count, arguments.sessions)
    print(json.dumps(results, indent=2) if arguments.json else show(results))


def run(count: int, sessions: int) -> dict[str, Any]:
    """Every measurement, by name."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    root = folder / "site"
    try:
        make_site(root)
        make_school(root, courses=50, sessions=sessions, candidates=count)
        time.sleep(_SETTLED)
        rows = {"parse": _measured("parse", root)}
        for name, edit in EDITS.items():
            edit(root)
            rows[name] = _measured("read", root)
        return {"count": count, "sessions": sessions, "rows": rows}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(job: str, root: Path) -> dict[str, Any]:
    return measure("benchmarks.records", [job, str(root)])


def _edited(path: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        file = root / path
        file.write_text(file.read_text().replace(old, new))

    return edit


EDITS: dict[str, Callable[[Path], None]] = {
    "cold": lambda _: None,
    "unchanged": lambda _: None,
    "renamed": _edited(_COURSE, "Cours 1,", "Cours un,"),
    "moved": _edited(_COURSE, "start: 2026-09-01", "start: 2026-09-02"),
    "edited": _edited(f"candidates/register/{candidate_id(1)}.yml", "note: made up", "note: just made up"),
}
WORDS = {
    "parse": "the YAML parsed, and nothing else",
    "cold": "read and checked, nothing remembered",
    "unchanged": "again, nothing changed",
    "renamed": "again, a course renamed",
    "moved": "again, a session moved",
    "edited": "again, a candidate’s record edited",
}


def show(results: dict[str, Any]) -> str:
    """The table, as Markdown."""
    rows = results["rows"]
    cold = rows["cold"]["cpu"]
    lines = [
        f"| {results['count']:,} candidates, {results['sessions']} sessions "
        "| seconds | processors’ s | of cold | peak MB |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, words in WORDS.items():
        row = rows[name]
        share = f"{100 * row['cpu'] / cold:.1f} %"
        lines.append(f"| {words} | {row['seconds']:.2f} | {row['cpu']:.2f} | {share} | {row['peak_mb']:,} |")
    return "\n".join(lines)


def _read(root: Path) -> dict[str, Any]:
    from generator.adapters.files import open_records  # noqa: PLC0415

    _, reading = open_records(root, today=DAY)
    if reading.errors:
        raise SystemExit(f"the records are not in order: {reading.diagnostics[0]}")
    return {"records": sum(reading.counts.values())}


def _parse(root: Path) -> dict[str, Any]:
    from generator.records.yaml import load  # noqa: PLC0415

    paths = [path for folder in ("content", "candidates") for path in sorted((root / folder).rglob("*.yml"))]
    for path in paths:
        load(path.read_bytes(), path.name)
    return {"records": len(paths)}


def _job(name: str, root: Path) -> dict[str, Any]:
    started, spent = time.perf_counter(), time.process_time()
    found = (_read if name == "read" else _parse)(root)
    return {
        **found,
        "seconds": round(time.perf_counter() - started, 3),
        "cpu": round(time.process_time() - spent, 3),
    }


if __name__ == "__main__":
    if sys.argv[1:2] in (["read"], ["parse"]):
        print(json.dumps(_job(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
