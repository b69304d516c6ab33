"""What the key figures count over every candidate and result, kept while nothing that they count has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import Final

from generator.adapters.atomic import make_folder, replace
from generator.adapters.files import is_guarded
from generator.adapters.program import program_digest
from generator.adapters.recordcache import CACHE
from generator.build.site import Site
from generator.records.memory import bearing
from generator.reports.figures import Counts, counted

__all__ = ["counts_of"]

_FILE: Final = "figures"
_COUNTED: Final = ("candidates/register/", "candidates/results/", "candidates/editions/")
_WORTH_KEEPING: Final = 1_000


def counts_of(site: Site) -> Counts:
    """The counts of a site; of a large one from ``.parchemin/cache``, as private as the records, only a cache. Of
    records that are protected nothing is kept."""
    if len(site.tree.candidates) < _WORTH_KEEPING or is_guarded(site.root):
        return counted(site.tree, site.day)
    path, key = site.root / CACHE / _FILE, _key(site)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(path.read_bytes())
        if kept["key"] == key:
            return Counts.from_json(kept["counts"])
    counts = counted(site.tree, site.day)
    with contextlib.suppress(OSError):
        make_folder(path.parent)
        replace(path, json.dumps({"key": key, "counts": counts.to_json()}).encode(), mode=0o600)
    return counts


def _key(site: Site) -> str:
    """All that is counted: the day, the files of candidates, results and editions, and what of a course decides."""
    found = hashlib.blake2b(program_digest() + site.day.isoformat().encode(), digest_size=32)
    for path in sorted(path for path in site.files.files if path.startswith(_COUNTED)):
        found.update(path.encode() + site.files.digest(path))
    for name, course in sorted(site.tree.courses.items()):
        found.update(f"\n{name} {bearing(course)}".encode())
    return found.hexdigest()
