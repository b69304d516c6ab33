"""``python -m benchmarks.documents``: documents a second, for an edition of 1,500.

Each diploma is verified, set as PDF/A-3a and PDF/UA-1 together with its credential attached, and written; then a second
run over what is there. WeasyPrint sets the same words, images, fonts and QR code in the same layout (`diploma.html`)
with the same attachment, as PDF/A-3a alone, since it makes one standard at a time: in as many processes, from
pages that are ready. It is installed apart from us (`benchmarks.peers.install`; ``--weasyprint PYTHON`` names one).
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from benchmarks.synthetic import EDITION, make_site
from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.documents import Order, make, select
from generator.documents.recorded import recorded_of
from generator.site.documents.facts import document_data
from generator.site.documents.setting import Kind, Setting
from generator.trust.view import fields

COUNT = 1_500
NOW = datetime(2026, 8, 1, tzinfo=UTC)
BESIDE = 200
"""Pages that WeasyPrint is given: it takes long."""
HERE = Path(__file__).parent


def measure(count: int, processes: int, python: str | None = None) -> dict[str, object]:
    """Seconds of each run, and documents a second; with `python`, those of the WeasyPrint installed there."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "school"
        make_site(root, count)
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
        if python is not None:
            write_pages(root, Path(folder) / "pages", min(count, BESIDE))
            rows["weasyprint"] = weasyprint(Path(folder) / "pages", python, processes)
        return {"count": count, "processes": processes, "rows": rows}


def write_pages(root: Path, folder: Path, count: int) -> None:
    """Write what WeasyPrint is to set: the data that our own templates are given, as pages."""
    folder.mkdir()
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        (HERE / "diploma.html").read_text("utf-8")
    )
    tree = load_tree(root)
    lines = Ledger(root).all_credentials()
    for line, _ in zip((found.value for found in lines), range(count), strict=False):
        view = fields(line.credential)
        recorded = recorded_of(
            tree.issuers[line.issuer],
            tree.programmes[line.programme],
            view,
            tree.site.base_url,
            root=root,
            proof=None,
        )
        setting = Setting(Kind.DIPLOMA, "a4", "fr")
        data = document_data(line.code, view, line.document, setting, recorded, base_url=tree.site.base_url)
        text = template.render(
            data=data,
            lang="fr",
            root=root.as_uri(),
            fonts=(root / "site_templates/documents/fonts").resolve().as_uri(),
            qr=base64.b64encode(data["qr"]["svg"].encode()).decode(),  # type: ignore[index, call-overload, union-attr]
        )
        (folder / f"{line.code}.html").write_text(text, "utf-8")
        (folder / f"{line.code}.json").write_bytes(line.document)


def weasyprint(folder: Path, python: str, processes: int) -> dict[str, object]:
    """What WeasyPrint takes for the pages of a folder."""
    told = subprocess.run(
        [python, str(HERE / "weasy.py"), str(folder), str(processes)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    documents, seconds = told.stdout.split()
    return {
        "documents": int(documents),
        "seconds": round(float(seconds), 2),
        "a_second": round(int(documents) / float(seconds), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--weasyprint", metavar="PYTHON", help="the Python that WeasyPrint is installed for")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.count, given.processes, given.weasyprint)
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
