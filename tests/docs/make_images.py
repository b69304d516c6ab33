"""Take the pictures of README from the built demonstration: docs/images/*.webp.

::

    make site && python -m tests.docs.make_images [SITE]

The first shows a diploma's page, the second the same page after one byte was changed, as the tour has it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.harness import CHROMIUM_FLAGS, chromium, serve
from tests.docs.tour import ROOT

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1120, 840


def main(site: Path) -> None:
    settings = yaml.safe_load((ROOT / "content" / "site.yml").read_text(encoding="utf-8"))
    address = f"/d/{settings['specimens'][0]['code']}.html"
    genuine = (site / address.lstrip("/")).read_bytes()
    forged = genuine.replace(b"24/30", b"25/30")
    assert forged != genuine
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        for name, changes, height in (
            ("diploma", {}, HEIGHT),
            ("altered", {address: forged}, 520),
        ):
            with serve(site, changes) as served:
                page = browser.new_page(viewport={"width": WIDTH, "height": height}, device_scale_factor=1.5)
                page.goto(f"{served.url}{address}#en", wait_until="load")
                page.wait_for_function("document.documentElement.dataset.verdict")
                page.evaluate("scrollTo(0, 0)")
                save(name, page.screenshot())
                page.close()
        browser.close()


def save(name: str, png: bytes) -> None:
    path = IMAGES / f"{name}.webp"
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=82, method=6)
    print(path.relative_to(ROOT), path.stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site").resolve())
