"""Write the script of a diploma's page, `site_templates/assets/diploma-page.js`, from its sources.

Run ``python -m tests.vectors.make_page_script`` after a change of one of them; a test compares. Node does it, with
terser of `tests/browser`; a build needs neither.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from generator.site.assets import PAGE_SCRIPT, PAGE_SCRIPTS, page_digest

__all__ = ["ASSETS", "PATH", "script"]

_ROOT = Path(__file__).parents[2]
ASSETS = _ROOT / "site_templates" / "assets"
PATH = ASSETS / PAGE_SCRIPT


def script() -> bytes:
    """The bytes of the file: a line that names the digest of the sources, and the script."""
    sources = {name: (ASSETS / name).read_bytes() for name in PAGE_SCRIPTS}
    ran = subprocess.run(
        ["node", str(_ROOT / "tests/browser/shrink.mjs")],
        input=b"\n".join(sources[name] for name in PAGE_SCRIPTS),
        capture_output=True,
        check=True,
    )
    head = f"/* Do not edit: python -m tests.vectors.make_page_script. Sources: {page_digest(sources)} */\n"
    return head.encode() + ran.stdout


if __name__ == "__main__":
    PATH.write_bytes(script())
