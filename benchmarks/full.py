"""``python -m benchmarks.full``: every measurement of docs/benchmarks.md, beside other generators, in one run.

    python -m benchmarks.full [--counts 130000 1000000] [--only PART …] [--limit 1800] [--cache FOLDER] [--docs docs]

Each part is measured in processes of its own, and written to ``docs/benchmarks.json`` as soon as it is done, so that an
interrupted run is taken up with ``--only``; tables (between the markers in ``docs/benchmarks.md``) and the chart are
made from that file (``--only`` with no part measures nothing and draws them). Other generators get the first count.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import records, registry
from benchmarks.disk import settle
from benchmarks.memory import measure
from benchmarks.peers import PEERS, Sizes, install, measure_peer
from benchmarks.school import make_school
from benchmarks.synthetic import make_site
from benchmarks.tables import write_docs

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parchemin-benchmarks"
_PACKAGES = ("parchemin", "mkdocs", "mkdocs-material", "jinja2", "pynacl", "orjson", "pydantic", "qrcode")
_SETTLED = 2.1

Job = Callable[[], Any]


def main() -> None:
    """Measure what was asked for, and write it down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", type=int, nargs="+", default=[130_000, 1_000_000], metavar="DIPLOMAS")
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one a processor)")
    parser.add_argument("--limit", type=float, default=1800, help="seconds that another generator may take")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where other generators are installed")
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--only", nargs="*", metavar="PART", help="a part, such as hugo or registry-130000")
    given = parser.parse_args()
    results = Results(given.docs / "benchmarks.json")
    parts = _parts(given, results)
    if unknown := set(given.only or ()) - parts.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    for name, job in parts.items():
        if given.only is None or name in given.only:
            print(f"{name} …", file=sys.stderr)
            results.put(name, job())
    write_docs(given.docs, results.values)


class Results:
    """What was measured, by part; each is kept as soon as it is known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.values: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}

    def put(self, name: str, value: Any) -> None:
        """Keep one part, with what it was measured on."""
        load, day = round(os.getloadavg()[0], 1), time.strftime("%Y-%m-%d")
        self.values[name] = {**value, "load": load, "day": day, "machine": registry.machine()}
        versions = {package: version(package) for package in _PACKAGES}
        self.values["versions"] = {**self.values.get("versions", {}), **versions}
        self._path.write_text(json.dumps(self.values, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _parts(given: argparse.Namespace, results: Results) -> dict[str, Job]:
    first = given.counts[0]
    parts: dict[str, Job] = {
        f"registry-{count}": partial(_registry, count, given.jobs, beside=count == first)
        for count in given.counts
    }
    parts |= {name: partial(_peer, name, first, given, results) for name in PEERS}
    parts |= {name: partial(_mkdocs, name, first) for name in ("mkdocs", "material")}
    parts |= {
        "records": lambda: records.run(first, 240),
        "school": partial(_school, first, given.jobs, candidates=0),
        "school-with-candidates": partial(_school, first, given.jobs, candidates=first),
        "issuing": partial(_module, "benchmarks.verification"),
        "log": partial(_module, "benchmarks.log", "--sizes", *map(str, given.counts)),
        "catalogue": partial(_module, "benchmarks.catalogue", "--no-browser", "--counts", "18,500,5000"),
        "documents": partial(_documents, given.cache),
        "reconciliation": partial(_module, "benchmarks.reconciliation", "--count", str(first)),
    }
    return parts


def _registry(count: int, jobs: int, *, beside: bool) -> dict[str, Any]:
    """Cold, nothing changed, after a day's work; `beside` them the floor, and an audit of the site that was published:
    of a million diplomas, the floor's files would not fit on the disk beside ours."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    root = folder / "site"
    try:
        started = time.perf_counter()
        make_site(root, count, logged=True)
        issuing = time.perf_counter() - started
        rows = registry.ours(root, count, str(jobs), floor=beside)
        if beside:
            rows["audit"] = measure("benchmarks.jobs", ["audit", str(root)])
            rows["check"] = measure("benchmarks.jobs", ["check", str(root)])
            rows["checked"] = measure("benchmarks.jobs", ["check", str(root)])
        return {"count": count, "issuing": round(issuing, 1), "rows": rows}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _school(count: int, jobs: int, *, candidates: int) -> dict[str, Any]:
    """A whole build of a school of 50 courses: cold, with nothing changed, with one course renamed."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    root = folder / "site"
    try:
        make_site(root, count, logged=True)
        make_school(root, courses=50, sessions=240, candidates=candidates)
        time.sleep(_SETTLED)
        settle(folder, 3 * count)
        build = partial(measure, "benchmarks.jobs", ["registry", str(root), str(jobs)])
        rows = {"cold": build(), "unchanged": build()}
        course = root / "content/courses/cours-1.yml"
        course.write_text(course.read_text().replace("Cours 1,", "Cours un,"))
        rows["renamed"] = build()
        return {"count": count, "candidates": candidates, "rows": rows}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _peer(name: str, count: int, given: argparse.Namespace, results: Results) -> dict[str, Any]:
    versions = install(given.cache)
    tool = name.partition("-")[0]
    if tool not in versions:
        return {"count": count, "missing": True}
    results.values["versions"] = {**results.values.get("versions", {}), tool: versions[tool]}
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    try:
        settle(folder, count)
        row = measure_peer(
            PEERS[name], given.cache, folder / name, count=count, sizes=_sizes(), limit=given.limit
        )
        return {"count": count, **row}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sizes() -> Sizes:
    """What one diploma takes in our site, as built for this purpose."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-bench-"))
    try:
        make_site(folder / "site", 20, logged=True)
        measure("benchmarks.jobs", ["registry", str(folder / "site"), "1"])
        there = list((folder / "site/site/d").iterdir())
        size = {
            suffix: sum(path.stat().st_size for path in there if path.name[path.name.index(".") :] == suffix)
            // 20
            for suffix in (".html", ".json", ".rdfc.json")
        }
        return Sizes(size[".html"], size[".json"], size[".rdfc.json"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mkdocs(name: str, count: int) -> dict[str, Any]:
    row = measure("benchmarks.jobs", [name, str(count)])
    return {"count": count, "seconds": row["stages"]["render"], **row}


def _documents(cache: Path) -> dict[str, Any]:
    version_beside = install(cache).get("weasyprint")
    found = _module("benchmarks.documents", "--weasyprint", str(cache / "python/bin/python"))
    return {**found, "weasyprint": version_beside}


def _module(name: str, *arguments: str) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", name, "--json", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


if __name__ == "__main__":
    main()
