"""How fast diplomas are verified and written, beside what MkDocs needs for as many pages of its own.

    python -m benchmarks [--count 10000] [--jobs 2] [--json] [--no-mkdocs]

A made-up site with that many signed diplomas is issued into a temporary directory and built by the very code of
``parchemin build``: every signature verified, a page and a signed document for each. MkDocs gets as many Markdown
pages with the same facts, outside its navigation (inside it, its time grows with the square), once in our layout
and once in Material's. Each job runs in a process of its own; memory and processors' time are those of the process
and its children, for the whole build.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.disk import settle
from benchmarks.memory import measure
from benchmarks.synthetic import EDITION, act, add_diplomas, holder, make_site

_PACKAGES = ("parchemin", "mkdocs", "mkdocs-material", "jinja2", "pynacl", "qrcode")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the registry beside MkDocs.")
    parser.add_argument("--count", type=int, default=10_000, help="diplomas, and pages for MkDocs")
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one a processor)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--no-mkdocs", action="store_true", help="measure the registry alone")
    arguments = parser.parse_args()
    results = run(arguments.count, arguments.jobs, with_mkdocs=not arguments.no_mkdocs)
    if arguments.json:
        print(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        show(results)


def run(count: int, jobs: int, *, with_mkdocs: bool) -> dict[str, Any]:
    """All measurements as plain values."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    try:
        _say(f"Issuing {count:,} diplomas…")
        started = time.perf_counter()
        make_site(folder / "site", count, logged=True)
        issuing = time.perf_counter() - started
        rows = ours(folder / "site", count, str(jobs))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if with_mkdocs:
        for name in ("mkdocs", "material"):
            _say(f"Running MkDocs ({name})…")
            rows[name] = measure("benchmarks.jobs", [name, str(count)])
    return {
        "count": count,
        "issuing_seconds": round(issuing, 3),
        "rows": rows,
        "machine": machine(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def ours(root: Path, count: int, jobs: str, *, floor: bool = True) -> dict[str, Any]:
    """A first build, one with nothing changed, and one after a day's work: 100 new diplomas, 10 revoked, one course
    renamed. Last, the floor, where it is asked for."""

    def built() -> dict[str, Any]:
        return measure("benchmarks.jobs", ["registry", str(root), jobs])

    settle(root.parent, 3 * count)
    _say("Building…")
    rows = {"parchemin": built()}
    _say("Building again, with nothing changed…")
    rows["unchanged"] = built()
    _say("Building after a day's work…")
    add_diplomas(root, f"{EDITION}-more", range(count, count + min(100, count)))
    revoked = tuple(range(min(10, count)))
    for number in revoked:
        act(root, "revoke", holder(number).code, revoked=revoked, turn=number)
    course = root / "content/courses/cours.yml"
    course.write_text(
        course.read_text(encoding="utf-8").replace("Cours d’essai", "Cours renommé"), encoding="utf-8"
    )
    rows["changed"] = built()
    if floor:
        settle(root.parent / "floor", 3 * count)
        _say("Measuring the floor…")
        rows["floor"] = measure("benchmarks.jobs", ["floor", str(root), jobs])
    return rows


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or "unknown processor",
    )
    total = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": model,
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(total / 1024**2),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.system(),
    }


def show(results: dict[str, Any]) -> None:
    """Print the results as a table in Markdown, which docs/benchmarks.md takes over."""
    count, rows, where = results["count"], results["rows"], results["machine"]
    stages = rows["parchemin"]["stages"]
    own = stages["registry"]
    print(
        f"\n{count:,} pages · {where['processors']} × {where['processor']}, {where['memory_gb']} GB · {where['python']}"
    )
    print(" · ".join(f"{name} {number}" for name, number in results["versions"].items()))
    print(
        f"\n| {'job':<58} | seconds | pages a second | ms a page | processors’ s | bytes a page | peak MB |"
    )
    print(f"|{'-' * 60}|--------:|---------------:|----------:|--------------:|-------------:|--------:|")
    _row("verify and write every diploma (HTML, JSON, QR code)", own, count, rows["parchemin"])
    _row("nothing changed", rows["unchanged"]["stages"]["registry"], count, rows["unchanged"])
    _row(
        "100 new, 10 revoked, a course renamed", rows["changed"]["stages"]["registry"], count, rows["changed"]
    )
    _row("the floor: signatures checked, the files written", rows["floor"]["stages"]["floor"], count, {})
    for name, words in (("mkdocs", "MkDocs, our layout"), ("material", "MkDocs, Material’s own theme")):
        if name in rows:
            _row(f"{words}, outside the navigation", rows[name]["stages"]["render"], count, rows[name])
    for name, words in (("unchanged", "nothing changed"), ("changed", "after a day's work")):
        again = rows[name]
        print(
            f"\n{words}: {again['written']} diplomas written, {100 * again['stages']['registry'] / own:.1f} % of the "
            f"first build's time for the registry; the whole build {sum(again['stages'].values()):.2f} s"
        )
    print(f"the first build takes {own / rows['floor']['stages']['floor']:.1f} times the floor")
    print(
        "\nStages of the whole build, in seconds: "
        + ", ".join(f"{name} {one:.2f}" for name, one in stages.items())
    )
    print(
        f"Issuing (signing twice and appending to the ledger): {results['issuing_seconds']:.2f} s, one process"
    )
    for name in ("mkdocs", "material"):
        if name in rows:
            ratio = rows[name]["cpu_seconds"] / rows["parchemin"]["cpu_seconds"]
            print(f"{name}: {ratio:.1f} times our processors’ time")


def _row(words: str, seconds: float, count: int, row: dict[str, Any]) -> None:
    rate = count / seconds if seconds else 0
    cpu = f"{row['cpu_seconds']:.1f}" if row else ""
    size = f"{row['bytes']:,}" if row else ""
    peak = f"{row['peak_mb']:,}" if row else ""
    print(
        f"| {words:<58} | {seconds:7.2f} | {rate:14,.0f} | {1000 * seconds / max(count, 1):9.2f} "
        f"| {cpu:>13} | {size:>12} | {peak:>7} |"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
