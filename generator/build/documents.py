"""What `parchemin documents --publish` put into the site, taken along by the next build.

Documents are made apart from a build, for setting one takes longer than a build may. What lies in the old site is kept
as far as it may still lie there: files of diplomas that stand, of programmes that publish them, and all digests.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

from generator.adapters.ledger import Ledger
from generator.build.diplomas import Diplomas
from generator.build.site import Site
from generator.issuing.segment import CODE_SIZE
from generator.site.documents.published import DIGESTS, FOLDER, NONE, NOTICE, PRINTED, PUBLISHING
from generator.trust.diplomastate import state_of
from generator.trust.ledger import CredentialLine

__all__ = ["keep_documents"]


def keep_documents(site: Site, diplomas: Diplomas, old: Path, fresh: Path) -> None:
    """Give the documents of the `old` site a second name in the `fresh` one; where there are no digests, say so."""
    (fresh / DIGESTS).parent.mkdir(parents=True, exist_ok=True)
    if not (old / DIGESTS).is_dir():
        (fresh / NOTICE).write_bytes(NONE)
        return
    (fresh / DIGESTS).mkdir()
    for name in (NOTICE, *_lists(old), *_files(site, diplomas, old)):
        if (old / name).is_file():
            _second_name(old / name, fresh / name)


def _lists(old: Path) -> Iterator[str]:
    yield from sorted(f"{DIGESTS}/{path.name}" for path in (old / DIGESTS).glob("*.txt"))


def _files(site: Site, diplomas: Diplomas, old: Path) -> Iterator[str]:
    """Those that the programme still publishes, of diplomas that were neither taken back nor sealed since."""
    names = sorted(path.name for path in (old / FOLDER).glob("*.pdf"))
    lines = _lines(site, diplomas, {name[:CODE_SIZE] for name in names})
    for name in names:
        line = lines.get(name[:CODE_SIZE])
        acts = site.opening.by_code.get(name[:CODE_SIZE], ())
        if line is None or line.is_sealed(acts):
            continue
        programme = site.tree.programmes.get(line.programme)
        # Dates do not matter here: what is expired keeps its documents.
        state = state_of({}, acts, datetime.combine(site.day, datetime.min.time(), UTC)).state
        if programme is not None and programme.documents in PUBLISHING and state in PRINTED:
            yield f"{FOLDER}/{name}"


def _lines(site: Site, diplomas: Diplomas, codes: Collection[str]) -> dict[str, CredentialLine]:
    """The line of each of these codes that is in the ledger."""
    lines: dict[str, list[int]] = {}
    for path, line in diplomas.registry.total.find(codes).values():
        lines.setdefault(path, []).append(line)
    ledger = Ledger(site.root)
    return {
        item.value.code: item.value
        for path, wanted in lines.items()
        for item in ledger.credentials(site.root / path, frozenset(wanted))
    }


def _second_name(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without such names
        shutil.copy2(path, target)
