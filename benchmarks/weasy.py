"""Run by WeasyPrint's own Python, importing nothing of ours: ``python weasy.py FOLDER PROCESSES``.

Each HTML file of the folder is set as PDF/A-3a, with the JSON file of the same name attached. Printed are how many, and
the seconds without those of starting.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def set_page(path: Path) -> None:
    """Set one page."""
    from weasyprint import HTML, Attachment  # noqa: PLC0415 - the processes load it before the clock runs

    attached = Attachment(filename=str(path.with_suffix(".json")), relationship="Source")
    HTML(filename=str(path)).write_pdf(
        str(path.with_suffix(".pdf")), pdf_variant="pdf/a-3a", attachments=[attached]
    )


def main() -> None:
    pages = sorted(Path(sys.argv[1]).glob("*.html"))
    warm, pages = pages[:8], pages[8:]
    with ProcessPoolExecutor(int(sys.argv[2])) as pool:
        list(pool.map(set_page, warm))
        started = time.perf_counter()
        list(pool.map(set_page, pages, chunksize=8))
        print(len(pages), time.perf_counter() - started)


if __name__ == "__main__":
    main()
