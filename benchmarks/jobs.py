"""The jobs that are measured, each run in a process of its own: ``python -m benchmarks.jobs JOB …``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from benchmarks.synthetic import SIGNER, holder, make_site
from generator.adapters.machine import processors
from generator.adapters.mkdocs import render
from generator.build import build, mkdocs_settings, open_site

DAY = date(2026, 8, 1)
_MATERIAL = """\
site_name: Material
docs_dir: docs
use_directory_urls: false
theme:
  name: material
  font: false
plugins: []
nav: []
not_in_nav: /**
"""


def registry(root: Path, processes: str) -> dict[str, object]:
    """The whole build of a site, stage by stage."""
    report = build(root, root / "site", day=DAY, jobs=int(processes) or None)
    pages = sum(path.suffix == ".html" for path in (root / "site" / "d").iterdir())
    return {
        "pages": pages,
        "written": report.written,
        "bytes": _page_size(root / "site" / "d"),
        "stages": {stage.name: round(stage.seconds, 3) for stage in report.stages},
    }


def floor(root: Path, processes: str) -> dict[str, object]:
    """The least that these diplomas can cost: as many signatures checked, the same files written, nothing else.

    The files' bytes come from a site that was built before; messages and signatures from a list in memory.
    """
    names = sorted(path.name for path in (root / "site" / "d").iterdir())
    output = root / "floor"
    output.mkdir()
    count = int(processes) or processors()
    started = time.perf_counter()
    with ProcessPoolExecutor(count) as pool:
        shares = [(root / "site" / "d", output, names[turn::count]) for turn in range(count)]
        diplomas = sum(pool.map(_floor_share, shares))
    return {"pages": diplomas, "stages": {"floor": round(time.perf_counter() - started, 3)}}


def audit(root: Path) -> dict[str, object]:
    """Every file of the published site checked by ``parchemin verify``: proofs, keys, status, and the log."""
    started = time.perf_counter()
    command = [Path(sys.executable).parent / "parchemin", "verify", root / "site", "--site", root / "site"]
    # Revoked diplomas are among them: 1 is the answer that is due.
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return {"seconds": round(time.perf_counter() - started, 3)}


def check(root: Path) -> dict[str, object]:
    """Records and ledger looked at by ``parchemin check``, as before each commit."""
    started = time.perf_counter()
    command = [Path(sys.executable).parent / "parchemin", "-C", root, "check"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return {"seconds": round(time.perf_counter() - started, 3)}


def _floor_share(share: tuple[Path, Path, list[str]]) -> int:
    source, output, names = share
    message, diplomas = b"x" * 64, 0
    signature = SIGNER.key.sign(message)
    for name in names:
        (output / name).write_bytes((source / name).read_bytes())
        if name.endswith(".html"):
            diplomas += 1
            # Two proofs a diploma.
            if not all(SIGNER.key.public.verify(signature, message) for _ in range(2)):
                raise SystemExit("a signature is false")
    return diplomas


def _page_size(folder: Path) -> int:
    sizes = [entry.stat().st_size for entry in os.scandir(folder) if entry.name.endswith(".html")]
    return sum(sizes) // max(len(sizes), 1)


def mkdocs_own(count: str) -> dict[str, object]:
    """MkDocs over as many Markdown pages, in the layout of our edited pages, outside any navigation."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        make_site(root)
        staged = Path(folder) / "docs"
        write_markdown(staged, int(count))
        settings = mkdocs_settings(open_site(root, DAY).tree)
        started = time.perf_counter()
        render(root, staged, Path(folder) / "out", settings)
        return _result(started, int(count), Path(folder) / "out")


def mkdocs_material(count: str) -> dict[str, object]:
    """MkDocs over as many Markdown pages with Material's own theme, outside the navigation, without search."""
    from mkdocs.commands.build import build as mkdocs_build  # noqa: PLC0415
    from mkdocs.config import load_config  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_markdown(root / "docs", int(count))
        (root / "mkdocs.yml").write_text(_MATERIAL)
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "out"))
        started = time.perf_counter()
        mkdocs_build(config)
        return _result(started, int(count), root / "out")


def _result(started: float, count: int, output: Path) -> dict[str, object]:
    seconds = time.perf_counter() - started
    pages = list((output / "d").glob("*.html"))
    if len(pages) != count:
        raise SystemExit(f"MkDocs wrote {len(pages)} pages instead of {count}")
    size = sum(path.stat().st_size for path in pages) // max(count, 1)
    return {"pages": count, "bytes": size, "stages": {"render": round(seconds, 3)}}


def write_markdown(folder: Path, count: int, *, ours: bool = True) -> None:
    """Pages that say in Markdown what a diploma's page says, without signature, QR code or second language; with what
    our layout asks for, or a title alone.
    """
    (folder / "d").mkdir(parents=True)
    rows = "\n".join(
        f"| [Cours {place}](https://ecole.example/{place}) | {60 + place} % |" for place in range(1, 6)
    )
    for number in range(count):
        one = holder(number)
        more = f'lang: "fr"\nslug: "d/{one.code}"\nkind: "text"\n' if ours else ""
        (folder / "d" / f"{one.code}.md").write_text(
            f'---\ntitle: "{one.code}"\n{more}---\n\n# {one.name}\n\n'
            f"**Certificat d’essai**, délivré le 10 juillet 2026 par l’École d’essai.\n\n"
            f"Numéro ESSAI-2026-{number:07d}\n\n## Résultats\n\n| Cours | Note |\n|---|---|\n{rows}\n\n"
            "Cinq cours réussis, dont un au moins des cours étoilés, en deux ans.\n",
            encoding="utf-8",
        )


JOBS = {
    "registry": lambda root, processes: registry(Path(root), processes),
    "audit": lambda root: audit(Path(root)),
    "check": lambda root: check(Path(root)),
    "floor": lambda root, processes: floor(Path(root), processes),
    "mkdocs": mkdocs_own,
    "material": mkdocs_material,
}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*sys.argv[2:])))
