"""The gate itself: what was built is searched, and either nothing is said or nothing is published.

    warnings = Gate(sources, cache, look, day).check(directory, processes=2)    # raises BuildError

Looked at are all files below the directory. Those whose bytes held nothing in the last build, of the same private
values, are not searched again, except the diplomas', of which a build writes only what changed. A diploma's file that
the last build left is not looked at: it depends on nothing but its signed line, and was searched when it was written.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final

from generator.errors import BuildError, Diagnostic
from generator.gate.collecting import Collection, Sources
from generator.gate.files import Hit, digest_of_file, search_files
from generator.gate.keeping import passed, remember_passed
from generator.gate.listing import Listing, diploma_code, files_of, listed
from generator.gate.public import Public
from generator.gate.values import Values
from generator.issuing.total import Total
from generator.privacy.search import words_in
from generator.privacy.secrets import Kind, Row, code_of
from generator.records.yaml import load

__all__ = ["Gate"]

_MOST: Final = 50
_LINES_A_FILE: Final = 1_000
"""Values that are made part of an index in the time in which one file is looked through for their anchors."""
_WHAT: Final[Mapping[Kind, str]] = {
    "id": "the internal identifier",
    "name": "the name",
    "birth-date": "the date of birth",
    "address": "the e-mail address",
    "account": "the account on the platform",
    "certificate": "the number of a certificate",
    "payment": "the number of a payment",
    "receipt": "a receipt",
    "letter": "the number of a sealed file",
    "file": "the digest of a private file",
    "text": "a private note",
}
_HINT: Final = (
    "Nothing of candidates/ may be published but what a diploma's own page shows. Find what writes it there; where a "
    "page means somebody else of that name, add the name to public_names in content/site.yml."
)
_CODE_HINT: Final = (
    "Only a diploma's own files may hold its code, and those named below specimens in content/site.yml."
)


class Gate:
    """What is private in a site, and what is not: days in the texts of `look` are not. `day`: of the build."""

    def __init__(self, sources: Sources, cache: Path | None, look: Iterable[str], day: date) -> None:
        self._sources = sources
        self._cache = cache
        acts = [act.value for act in sources.acts]
        days = frozenset(one.isoformat().encode() for one in (day, *(act.date.date() for act in acts)))
        self._total = Total([batch.facts for batch in sources.batches.values()])
        self._public = Public(sources.tree, sources.files, look, days)
        shared = {act.code for act in acts if act.act == "share"}
        self._replaced = {
            act.code: act.replacement for act in acts if act.replacement is not None and act.code in shared
        }

    def check(self, directory: Path, *, processes: int = 1) -> tuple[Diagnostic, ...]:
        """Search what lies below `directory`; raise `BuildError` with all that may not be published, return what only
        deserves a warning."""
        values = Collection(self._sources, self._cache)
        files = listed(directory)
        others = {
            path: digest_of_file(directory / path) for path in files.others if diploma_code(path) is None
        }
        known = passed(self._cache, values)
        todo = Listing(files.codes, [path for path in files.others if others.get(path) not in known])
        if not todo:
            return ()
        private = _wanted(values.values, directory, todo)
        found: dict[Row, list[Hit]] = {}
        # What may stand there today may not tomorrow, without a byte of that file being changed: it is not remembered.
        idle = set(others)
        for hit in search_files(directory, todo, private, self._replaced, processes=processes):
            idle.discard(hit.file)
            if not self._public.allows(hit.row):
                found.setdefault(hit.row, []).append(hit)
        warned = {row for row in found if row.kind == "name" and self._public.says(row)}
        problems = sorted({self._problem(found[row]) for row in found if row not in warned})
        if problems:
            more = f" (the first {_MOST} of {len(problems)})" if len(problems) > _MOST else ""
            raise BuildError(f"private things would be published; nothing was{more}", problems[:_MOST])
        remember_passed(self._cache, values, frozenset(others[path] for path in idle))
        return tuple(sorted({self._warning(found[row]) for row in warned}))

    def _problem(self, hits: Sequence[Hit]) -> Diagnostic:
        row = hits[0].row
        if row.kind == "code":
            path, number = self._total.find([code := code_of(row)])[code]
            message = f"the code of this diploma would be published in {_shown(hits)}"
            return Diagnostic(path, number, 1, "B302", message, _CODE_HINT)
        line, column = self._place(row)
        message = f"{_WHAT[row.kind]} that stands here would be published in {_shown(hits)}"
        return Diagnostic(row.path, line, column, "B301", message, _HINT)

    def _warning(self, hits: Sequence[Hit]) -> Diagnostic:
        line, column = self._place(hits[0].row)
        message = f"a text of content/ names somebody as this record does, and {_shown(hits)} shows it"
        hint = "Take the name out of the text; where it is somebody else's, add it to public_names in content/site.yml."
        return Diagnostic(hits[0].row.path, line, column, "B303W", message, hint)

    def _place(self, row: Row) -> tuple[int, int]:
        if row.place.isdecimal():
            return int(row.place), 1
        location = tuple(int(part) if part.isdecimal() else part for part in row.place.split("/") if part)
        place = load(self._sources.files.files[row.path], row.path).place(location)
        return place.line, place.column


def _wanted(private: Values, directory: Path, todo: Listing) -> Values:
    """Of few files, the values whose anchor one of them has, where that is quicker than to make an index of all."""
    if len(todo) * _LINES_A_FILE > len(private):
        return private
    words: set[bytes] = set()
    for path in chain(todo.others, *map(files_of, todo.diplomas())):
        with contextlib.suppress(FileNotFoundError):
            words.update(words_in(path.encode()), words_in((directory / path).read_bytes()))
    return private.among(words)


def _shown(hits: Sequence[Hit]) -> str:
    """The first file by its name, unless the name is what leaks, and how many more there are."""
    # A name stands in lists of files too; it is the file that has to be found.
    hit, more = min(hits, key=lambda one: (not one.named, one.file)), len({one.file for one in hits}) - 1
    file = hit.file
    if hit.named:
        folder = hit.file.rpartition("/")[0]
        digest = hashlib.sha256(hit.file.encode()).hexdigest()[:12]
        file = f"the name of a file in {folder or 'the root'} (SHA-256 of its path: {digest}…)"
    return file + (f" and {more} other file{'s' if more > 1 else ''}" if more else "")
