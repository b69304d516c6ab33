"""Write the scripts of a diploma's page, `site_templates/assets/diploma-page-fr.js` and `-en.js`, from their sources.

Run ``python -m tests.vectors.make_page_script`` after a change of one of them; a test compares. Node does it, with
terser of `tests/browser`; a build needs neither.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from generator.records.base import Language
from generator.site.assets import PAGE_SCRIPT, page_digest, page_sources

__all__ = ["ASSETS", "script"]

_ROOT = Path(__file__).parents[2]
ASSETS = _ROOT / "site_templates" / "assets"


def script(lang: Language) -> bytes:
    """The bytes of the file: a line that names the digest of the sources, and the script."""
    sources = {name: (ASSETS / name).read_bytes() for name in page_sources(lang)}
    ran = subprocess.run(
        ["node", str(_ROOT / "tests/browser/shrink.mjs")],
        input=b"\n".join(sources.values()),
        capture_output=True,
        check=True,
    )
    head = f"/* Do not edit: python -m tests.vectors.make_page_script. Sources: {page_digest(sources, lang)} */\n"
    return head.encode() + ran.stdout


if __name__ == "__main__":
    for lang, name in PAGE_SCRIPT.items():
        (ASSETS / name).write_bytes(script(lang))
