"""The privacy gate of a build: what was written is searched before it takes its place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.adapters.files import is_guarded, open_records
from generator.adapters.ledger import Ledger
from generator.adapters.machine import processors
from generator.build.diplomas import Diplomas
from generator.build.site import Site, look_texts
from generator.errors import Diagnostic, MalformedError, RecordError
from generator.gate.collecting import Sources
from generator.gate.gate import Gate
from generator.gate.listing import diploma_code
from generator.trust.carriers import carried_credential

__all__ = ["search", "search_documents", "search_files"]


def search(
    site: Site, diplomas: Diplomas, directory: Path, *, cache: Path | None, jobs: int | None = None
) -> tuple[Diagnostic, ...]:
    """Raise `BuildError` where anything below `directory` holds what is private; return warnings."""
    sources = Sources(site.root, site.tree, site.files, diplomas.registry.batches, site.opening.acts)
    # Of records that are protected no copy is kept.
    cache = None if is_guarded(site.root) else cache
    return Gate(sources, cache, look_texts(site.root), site.day).check(
        directory, processes=processors() if jobs is None else jobs
    )


def search_files(
    site: Site, diplomas: Diplomas, files: Mapping[str, bytes], aside: Path
) -> tuple[Diagnostic, ...]:
    """As `search`, of files that are not written yet; `aside` is a directory to look at them in, which is to be
    removed afterwards."""
    for name, data in files.items():
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return search(site, diplomas, aside, cache=None, jobs=1)


def search_documents(
    root: Path, day: date, folder: Path, names: Iterable[str], *, jobs: int
) -> tuple[Diagnostic, ...]:
    """As `search`, of documents in `folder` that are to be put into a built site. Codes of other diplomas are not
    looked for: they stand in the ledger, which is not read here."""
    files, reading = open_records(root, today=day)
    if reading.tree is None:
        raise RecordError("the records hold mistakes; nothing was published", reading.diagnostics)
    sources = Sources(root, reading.tree, files, {}, tuple(Ledger(root).acts()))
    with TemporaryDirectory(prefix="parchemin-") as aside:
        (Path(aside) / "d").mkdir()
        (Path(aside) / "documents").mkdir()
        for name in names:
            source = (folder / name).resolve()
            (Path(aside) / "documents" / name).symlink_to(source)
            # The name that was signed may stand in a document.
            with contextlib.suppress(MalformedError):
                signed = carried_credential(source.read_bytes()).text
                (Path(aside) / "d" / f"{diploma_code(f'documents/{name}')}.json").write_bytes(signed)
        return Gate(sources, None, look_texts(root), day).check(Path(aside), processes=jobs)
