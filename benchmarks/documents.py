"""``python -m benchmarks.documents``: documents a second, for an edition of 1,500.

Each diploma is verified, set as PDF/A-3a and PDF/UA-1 with its credential attached, and written; then a second run
over what is
there. WeasyPrint (``pip install weasyprint``, with Pango) is measured beside it where it is installed, on a page of
the same words and in one process: PDF/UA-1 alone, since it makes one standard at a time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.synthetic import BASE, EDITION, Holder, make_site
from generator.adapters.files import load_tree
from generator.documents import Order, make, select

COUNT = 1_500
NOW = datetime(2026, 8, 1, tzinfo=UTC)
PAGE = """<!doctype html><html lang="fr"><title>Certificat d’essai</title>
<style>@page {{ size: A4 landscape; margin: 13mm 28mm }}
body {{ font-family: "Noto Serif", serif; text-align: center }}</style>
<p>École d’essai</p><h1>Certificat d’essai</h1><p>est décerné à</p><h2>{name}</h2><p>le 10 juillet 2026</p>
<p>Délivré après cinq cours.</p><p>{code}<br>{base}d/{code}.html</p></html>"""


def measure(count: int, processes: int) -> dict[str, object]:
    """Seconds of each run, and documents a second."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "school"
        holders = make_site(root, count)
        tree, selection = load_tree(root), select(root, editions=(EDITION,))
        rows: dict[str, object] = {}
        for name in ("made", "unchanged"):
            started = time.perf_counter()
            report = make(root, tree, selection, Order(), root / "documents", at=NOW, processes=processes)
            seconds = time.perf_counter() - started
            rows[name] = {
                "documents": len(report.files),
                "written": report.written,
                "seconds": round(seconds, 2),
                "a_second": round(count / seconds, 1),
            }
        beside = weasyprint(holders)
        if beside is not None:
            rows["weasyprint"] = beside
        return {"count": count, "processes": processes, "rows": rows}


def weasyprint(holders: tuple[Holder, ...]) -> dict[str, object] | None:
    """The same words by WeasyPrint, at most a hundred; None where it is not installed."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - not among the requirements
    except (ImportError, OSError):
        return None
    chosen = holders[:100]
    started = time.perf_counter()
    for one in chosen:
        page = PAGE.format(name=one.name, code=one.code, base=BASE)
        HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    seconds = time.perf_counter() - started
    return {
        "documents": len(chosen),
        "seconds": round(seconds, 2),
        "a_second": round(len(chosen) / seconds, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.count, given.processes)
    if given.json:
        json.dump(found, sys.stdout)
        return
    rows = found["rows"]
    assert isinstance(rows, dict)
    for name, row in rows.items():
        print(
            f"{name:<12}{row['documents']:>6} documents {row['seconds']:>8} s {row['a_second']:>8} a second"
        )


if __name__ == "__main__":
    main()
