"""What a build reads before it writes anything: the records, the keys, the acts and the log; templates and assets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.adapters.extras import extra_warnings
from generator.adapters.files import Snapshot, open_records
from generator.adapters.logstore import LogStore
from generator.adapters.look import TEMPLATES, look_files
from generator.errors import BuildError, Diagnostic, RecordError
from generator.issuing.audit import Opening, open_audit
from generator.issuing.desk import check_letterbox
from generator.records.kinds import ASSETS
from generator.records.tree import Tree
from generator.trust.transparency import TransparencyLog

__all__ = ["TEMPLATES", "Site", "assets", "open_site", "template_texts"]


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
    paths = look_files(site.root, "assets")
    for name, path in paths.items():
        if path.is_symlink():
            raise BuildError(
                f"{TEMPLATES}/assets/{name} is a link, and what it points to would be published",
                hint="Put the file itself there.",
            )
    found = {name: path.read_bytes() for name, path in paths.items()}
    own = {
        name.removeprefix(ASSETS): (site.root / name).read_bytes()
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
        name: path.read_text(encoding="utf-8")
        for name, path in look_files(root).items()
        if path.is_file() and path.suffix in (".html", ".svg", ".xml")
    }
