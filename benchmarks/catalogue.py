"""How a catalogue of 18, 500 and 5,000 courses builds, weighs and answers.

    python -m benchmarks.catalogue [--counts 18,500,5000] [--runs 5] [--json] [--no-browser]

Each catalogue is made up, built by the code of ``parchemin build`` in a process of its own, and opened in the installed
Chromium with its processor slowed down four times: when its filters answer, what one filter and one word cost, how many
bytes came over the wire (compressed as hosts do). Beside it: MkDocs alone over as many short Markdown pages in our
layout, its own cost of a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.courses import DAY, make_catalogue
from benchmarks.memory import measure
from benchmarks.registry import machine
from generator.build import build

SLOWER = 4
_READY = "[data-catalogue][data-ready]"
# Between the act and the frame that shows its result, as a person would notice it.
_LATENCY = """([selector, value]) => new Promise((resolve) => {
  const root = document.querySelector('[data-catalogue]');
  const control = document.querySelector(selector);
  delete root.dataset.ready;
  const started = performance.now();
  new MutationObserver((_, watcher) => {
    if (!('ready' in root.dataset)) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
  }).observe(root, {attributes: true});
  if (control.type === 'checkbox') control.click();
  else { control.value = value; control.dispatchEvent(new Event('input', {bubbles: true})); }
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure catalogues of several sizes.")
    parser.add_argument("--counts", default="18,500,5000", help="numbers of courses, joined by commas")
    parser.add_argument("--runs", type=int, default=5, help="visits of each page")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--no-browser", action="store_true", help="measure the build alone")
    arguments = parser.parse_args()
    counts = [int(count) for count in arguments.counts.split(",")]
    rows = [run(count, 0 if arguments.no_browser else arguments.runs) for count in counts]
    if arguments.json:
        print(json.dumps({"machine": machine(), "rows": rows}, ensure_ascii=False, indent=2))
    else:
        show(rows)


def run(count: int, visits: int) -> dict[str, Any]:
    """All measurements of one size as plain values; times in seconds, in the browser in milliseconds."""
    folder = Path(tempfile.mkdtemp(prefix="parchemin-catalogue-"))
    try:
        _say(f"{count:,} courses: making and building…")
        make_catalogue(folder / "root", count)
        row = measure("benchmarks.catalogue", ["--job", str(folder / "root")])
        _say(f"{count:,} courses: MkDocs alone…")
        alone = measure("benchmarks.jobs", ["mkdocs", str(row["pages"])])
        found = {
            "courses": count,
            "pages": row["pages"],
            "stages": row["stages"],
            "cpu_seconds": row["cpu_seconds"],
            "peak_mb": row["peak_mb"],
            "mkdocs_alone_cpu_seconds": alone["cpu_seconds"],
        }
        if visits:
            _say(f"{count:,} courses: visiting…")
            found["browser"] = visit(folder / "root" / "site", visits)
        return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def job(root: Path) -> dict[str, Any]:
    """Build one site; runs in a process of its own."""
    report = build(root, root / "site", day=DAY, jobs=1)
    return {
        "pages": report.pages,
        "stages": {stage.name: round(stage.seconds, 3) for stage in report.stages},
    }


def visit(site: Path, visits: int) -> dict[str, Any]:
    """Open the catalogue as often as asked; medians."""
    # A tool of the tests: measuring the build alone needs neither.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tests.browser.harness import CHROMIUM_FLAGS, chromium  # noqa: PLC0415

    found: dict[str, list[float]] = {}
    with _served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for _ in range(visits):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            responses: list[Any] = []
            page.on("response", lambda one, seen=responses: seen.append(one))
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(f"{address}/fr/catalogue.html", wait_until="load")
            page.wait_for_selector(_READY, state="attached")
            note: Callable[[str, float], None] = lambda name, value: found.setdefault(name, []).append(value)  # noqa: E731
            note("ready_ms", page.evaluate("performance.getEntriesByName('catalogue-ready')[0].startTime"))
            note("bytes", sum(len(gzip.compress(one.body(), 6)) for one in responses))
            first = page.evaluate(_LATENCY, ['[data-facet="language"] input', ""])
            note("first_filter_ms", first)
            note("filter_ms", page.evaluate(_LATENCY, ['[data-facet="theme"] input:enabled', ""]))
            note("first_word_ms", page.evaluate(_LATENCY, ["#words", "virologie"]))
            note("word_ms", page.evaluate(_LATENCY, ["#words", "statistiqeu"]))
            page.close()
        browser.close()
    return {name: round(statistics.median(values)) for name, values in found.items()}


def show(rows: list[dict[str, Any]]) -> None:
    """Print the results as tables in Markdown."""
    where = machine()
    print(f"\n{where['processors']} × {where['processor']}, {where['memory_gb']} GB · {where['python']}\n")
    print("| courses | pages | build, processors’ s | MkDocs alone, processors’ s | ms a page | peak MB |")
    print("|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        spent, alone = row["cpu_seconds"], row["mkdocs_alone_cpu_seconds"]
        print(
            f"| {row['courses']:,} | {row['pages']:,} | {spent:.1f} | {alone:.1f} "
            f"| {1000 * spent / row['pages']:.1f} | {row['peak_mb']:,} |"
        )
    if "browser" in rows[0]:
        print(f"\nIn the browser, its processor {SLOWER} times slower (medians):\n")
        print(
            "| courses | kB over the wire | ready, ms | first filter | next filter | first word | next word |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|")
        for row in rows:
            seen = row["browser"]
            print(
                f"| {row['courses']:,} | {seen['bytes'] / 1000:.0f} | {seen['ready_ms']} | {seen['first_filter_ms']} "
                f"| {seen['filter_ms']} | {seen['first_word_ms']} | {seen['word_ms']} |"
            )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


@contextmanager
def _served(root: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        print(json.dumps(job(Path(sys.argv[2]))))
    else:
        main()
