"""What a build reads before it writes anything: the records, the keys, the acts and the log; templates and assets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from generator.adapters.extras import extra_warnings
from generator.adapters.files import Snapshot, open_records
from generator.adapters.logstore import LogStore
from generator.adapters.look import TEMPLATES, is_linked, layers, look_files
from generator.errors import BuildError, Diagnostic, RecordError
from generator.issuing.audit import Opening, open_audit
from generator.issuing.desk import check_letterbox
from generator.records.kinds import ASSETS
from generator.records.tree import Tree
from generator.trust.transparency import TransparencyLog

__all__ = ["TEMPLATES", "Site", "assets", "look_texts", "open_site", "template_texts"]

_MAX_FILE: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was read: its records, and what is known of its ledger before the first diploma is."""

    root: Path
    day: date
    tree: Tree
    files: Snapshot
    opening: Opening
    log: TransparencyLog | None
    warnings: tuple[Diagnostic, ...]


def open_site(root: Path, day: date) -> Site:
    """Read the records, the keys, the acts and the log; raise `RecordError` or `LedgerError` with what is wrong."""
    files, reading = open_records(root, today=day)
    errors = [one for one in reading.diagnostics if not one.code.endswith("W")]
    if reading.tree is None:
        noun = "one mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
        raise RecordError(f"the records hold {noun}; nothing was built", errors)
    if keys := tuple(check_letterbox(reading.tree.site)):
        raise RecordError("the letterbox cannot serve this host; nothing was built", keys)
    store = LogStore(root)
    warnings = [one for one in reading.diagnostics if one.code.endswith("W")]
    warnings += extra_warnings(root, reading.tree)
    log = store.load() if store.exists() else None
    return Site(root, day, reading.tree, files, open_audit(root), log, tuple(warnings))


def assets(site: Site) -> dict[str, bytes]:
    """Scripts, styles and images by path below ``assets/``: the look's, and the records' own."""
    places, paths = layers(site.root, "assets"), look_files(site.root, "assets")
    for name, path in paths.items():
        if any(path.is_relative_to(place) and is_linked(place, path) for place in places):
            raise BuildError(
                f"{TEMPLATES}/assets/{name} is a link, and what it points to would be published",
                hint="Put the file itself there.",
            )
    found = {name: _read(path, f"{TEMPLATES}/assets/{name}") for name, path in paths.items()}
    own = {
        name.removeprefix(ASSETS): _read(site.root / name, name)
        for name in site.files.others
        if name.startswith(ASSETS)
    }
    problems = [
        Diagnostic(
            f"{ASSETS}{name}", 0, 0, "B106", "the look of the site has a file of that name", "Rename it."
        )
        for name in sorted(found.keys() & own.keys())
    ]
    if problems:
        raise BuildError("two files claim the same address", problems)
    return found | own


def template_texts(root: Path) -> dict[str, str]:
    """The templates of the site at `root`, its own and those that it leaves as they are, by path relative to their
    folder."""
    return {
        name: _template(path, f"{TEMPLATES}/{name}")
        for name, path in look_files(root).items()
        if path.is_file() and path.suffix in (".html", ".svg", ".xml")
    }


def look_texts(root: Path) -> Iterator[str]:
    """The templates, scripts and styles, one after the other: what the look says is nobody's secret. An RDF address has
    a day in it, on which somebody was born."""
    yield from template_texts(root).values()
    for name, path in look_files(root, "assets").items():
        if path.suffix in (".js", ".css"):
            yield _template(path, f"{TEMPLATES}/assets/{name}")


def _template(path: Path, name: str) -> str:
    try:
        return _read(path, name).decode()
    except UnicodeDecodeError:
        raise BuildError(f"{name} is not UTF-8", hint="Bring the template back from git.") from None


def _read(path: Path, name: str) -> bytes:
    """A file of the look, or of the records' assets, that people know as `name`."""
    with path.open("rb") as file:
        data = file.read(_MAX_FILE + 1)
    if len(data) > _MAX_FILE:
        raise BuildError(
            f"{name} has more than {_MAX_FILE:,} bytes",
            hint="Nobody would wait for such a file: put a smaller one there, or bring it back from git.",
        )
    return data
