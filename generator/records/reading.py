"""Reading all records of a site: files in, a `Tree` or the list of everything that is wrong out.

    reading = read(files, others, today=date(2026, 3, 1))
    for problem in reading.diagnostics: print(problem)
    reading.tree      # None as soon as there is one error; warnings do not matter

Pure: the files arrive as bytes by their path from the root of the site (`generator.adapters.files`
collects them). A record that is broken stays known by its name, so that one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from generator.errors import Diagnostic, Severity
from generator.records.base import Record
from generator.records.draft import Draft, Entry, Shelf
from generator.records.explain import MOST_SAID, explain
from generator.records.kinds import (
    ASSETS,
    KINDS,
    LEDGER,
    PAGES,
    SCANS,
    SCHEMAS,
    SITE,
    TRANSMISSIONS,
    Kind,
    name_of,
)
from generator.records.memory import NOTHING, Memory
from generator.records.references import check
from generator.records.shape import data_location
from generator.records.tree import Tree
from generator.records.yaml import Document, Json, load, shown

__all__ = ["Reading", "draft_of", "read"]

_SHELVES: Final = {
    "site": "site",
    "issuer": "issuers",
    "course": "courses",
    "programme": "programmes",
    "candidate": "candidates",
    "results": "results",
    "edition": "editions",
    "mapping": "mappings",
    "resolutions": "resolutions",
    "contract": "contracts",
    "payments": "payments",
}

# The many first; "content/", which holds the one record of the site, is the beginning of other folders.
_RECALLED: Final = sorted(KINDS, key=lambda kind: (kind.name == "site", kind.name != "candidate"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a site. `counts` has the number of files of each kind, by the kind's plural."""

    tree: Tree | None
    diagnostics: tuple[Diagnostic, ...]
    counts: Mapping[str, int]

    @property
    def errors(self) -> int:
        """How many diagnostics are errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.diagnostics)


def read(
    files: Mapping[str, bytes],
    others: Collection[str] = (),
    *,
    today: date | None = None,
    memory: Memory = NOTHING,
) -> Reading:
    """Read every record.

    `files` holds the bytes of each ``.yml`` and ``.md`` file below ``content/`` and ``candidates/`` (the
    ledger excepted), by path from the root with ``/``; `others` the paths of the remaining files, images
    among them. `today` is the day on which overdue courses are judged; without it they are not. `memory` spares the
    work that an earlier reading did.
    """
    draft = Draft(files)
    problems: list[Diagnostic] = []
    counts: dict[str, int] = {}
    _fill(draft, problems, counts, memory)
    for path in sorted(others):
        problems.extend(_stray(path))
    if SITE not in files:
        hint = "Write one with: parchemin new site"
        problems.append(Diagnostic(SITE, 0, 0, "R124", "the site has no settings", hint))
    problems.extend(check(draft, others, today=today, memory=memory))
    diagnostics = tuple(sorted(set(problems)))
    broken = any(problem.severity is Severity.ERROR for problem in diagnostics)
    return Reading(None if broken else _tree(draft), diagnostics, counts)


def draft_of(files: Mapping[str, bytes]) -> Draft:
    """Return whatever records among `files` are in order, for commands that only look for defaults."""
    draft = Draft(files)
    _fill(draft, [], {})
    return draft


def _fill(draft: Draft, problems: list[Diagnostic], counts: dict[str, int], memory: Memory = NOTHING) -> None:
    for path in sorted(draft.files):
        if path in memory.recalled:
            _recall(draft, path, memory.load, counts)
            continue
        if path.startswith((PAGES, ASSETS, LEDGER)):
            continue
        named = name_of(path)
        if named is None:
            problems.extend(_stray(path))
            continue
        counts[named.kind.plural] = counts.get(named.kind.plural, 0) + 1
        if named.key is None:
            problems.append(_misnamed(path, named.kind))
        found = tuple(_record(draft, path, draft.files[path], named.kind, named.key))
        problems.extend(found)
        if not found and named.key is not None:
            memory.learn(path, getattr(draft, _SHELVES[named.kind.name]).good[named.key].record)


def _recall(draft: Draft, path: str, load: Callable[[str], Record] | None, counts: dict[str, int]) -> None:
    """Take a record that is known to be in order: its name is, too."""
    for kind in _RECALLED:
        if path.startswith(kind.folder):
            break
    counts[kind.plural] = counts.get(kind.plural, 0) + 1
    key = path[len(kind.folder) : -len(".yml")]
    getattr(draft, _SHELVES[kind.name]).good[key] = Entry(key, path, None, load)


def _record(draft: Draft, path: str, data: bytes, kind: Kind, key: str | None) -> Iterator[Diagnostic]:
    shelf: Shelf[Any] = getattr(draft, _SHELVES[kind.name])
    document = load(data, path)
    yield from document.problems
    record: Record | None = None
    if not document.readable:
        pass
    elif not isinstance(document.data, dict):
        hint = "Start each line with the name of a field and a colon."
        yield document.problem(
            (), "R114", f"a record of fields is due here, not {_kind_of(document.data)}", hint
        )
    else:
        line = kind.schema_line(path)
        if not data.removeprefix(b"\xef\xbb\xbf").startswith(line.encode()):
            message = "the first line does not tell editors where the schema is"
            yield Diagnostic(path, 1, 1, "R122W", message, f"Write: {line}")
        try:
            record = kind.model.model_validate(document.data)
        except ValidationError as error:
            yield from explain(error, kind.model, document)
            if key is not None and (rest := _salvage(kind, document, error)) is not None:
                shelf.partial.append(Entry(key, path, rest))
    if key is None:
        return
    if record is None:
        shelf.broken.add(key)
    else:
        shelf.good[key] = Entry(key, path, record)


def _salvage(kind: Kind, document: Document, error: ValidationError) -> Record | None:
    """Return the record without its unknown fields, so that what it refers to is checked all the same."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    # Taking out one field copies what is around it: a record that is mostly unknown is not worth it.
    if len(details) > MOST_SAID or any(detail["type"] != "extra_forbidden" for detail in details):
        return None
    data: Json = document.data
    for detail in details:
        data = _without(data, data_location(detail["loc"]))
    try:
        return kind.model.model_validate(data)
    except ValidationError:
        return None


def _without(data: Json, location: tuple[int | str, ...]) -> Json:
    first, rest = location[0], location[1:]
    if isinstance(data, dict) and isinstance(first, str):
        if not rest:
            return {name: value for name, value in data.items() if name != first}
        return {name: _without(value, rest) if name == first else value for name, value in data.items()}
    if isinstance(data, list):
        return [_without(value, rest) if place == first else value for place, value in enumerate(data)]
    return data


def _kind_of(data: Json) -> str:
    if isinstance(data, list):
        return "a list"
    return "one text" if isinstance(data, str) else "one value"


def _misnamed(path: str, kind: Kind) -> Diagnostic:
    name = path.rsplit("/", 1)[-1]
    if name.endswith((".yaml", ".YML", ".YAML")):
        return Diagnostic(path, 0, 0, "R120", f"'{shown(name)}' does not end in .yml", "Rename the file.")
    forms = {
        "candidate": "'c-' and ten lower-case letters or digits",
        "results": "the slug of a course as folder, and in it the id of a session",
        "resolutions": "the slug of a course as folder, and in it the id of a session",
        "payments": "the slug of a course as folder, and in it the id of a session",
    }
    form = forms.get(kind.name, "lower-case letters, digits and single hyphens")
    message = f"'{shown(name)}' cannot be the name of a {kind.name} record: {form}, then .yml"
    return Diagnostic(path, 0, 0, "R120", message, f"For example {kind.example}.")


def _stray(path: str) -> Iterator[Diagnostic]:
    """Warn of a file that nothing reads: more often than not it is a record in the wrong place."""
    name = path.rsplit("/", 1)[-1]
    if path.startswith((ASSETS, LEDGER)) or name.startswith(".") or name in ("README.md", "LICENSE"):
        return
    if path.startswith(SCHEMAS) and name.endswith(".json"):
        return
    if path.startswith(TRANSMISSIONS) and name.endswith(".jsonl"):
        return  # the program's own, read by `generator.adapters.transmissions`
    if path.startswith(SCANS) and name.endswith((".pdf", ".jpg", ".png")):
        return
    named = name_of(path)
    if named is not None and name.endswith((".yaml", ".YML", ".YAML")):
        yield _misnamed(path, named.kind)
        return
    folders = ", ".join(kind.folder for kind in KINDS[1:])
    hint = f"Records live in {folders}; images in {ASSETS}; pages in {PAGES}fr and {PAGES}en."
    yield Diagnostic(path, 0, 0, "R121W", "nothing reads this file", hint)


def _tree(draft: Draft) -> Tree | None:
    site = draft.site.get("site")
    if site is None:
        return None

    def by_name(shelf: Shelf[Any]) -> Mapping[str, Any]:
        return _Records({key: shelf.good[key] for key in sorted(shelf.good)})

    def by_session(shelf: Shelf[Any]) -> Mapping[tuple[str, str], Any]:
        return _Records(
            {
                (course, session): entry
                for key, entry in sorted(shelf.good.items())
                for course, _, session in [key.partition("/")]
            }
        )

    return Tree(
        site=site,
        issuers=by_name(draft.issuers),
        courses=by_name(draft.courses),
        programmes=by_name(draft.programmes),
        candidates=by_name(draft.candidates),
        results=by_session(draft.results),
        editions=by_name(draft.editions),
        mappings=by_name(draft.mappings),
        resolutions=by_session(draft.resolutions),
        payments=by_session(draft.payments),
        contracts=by_name(draft.contracts),
    )


class _Records(Mapping[Any, Any]):
    """Records by name, each got when it is first looked at."""

    def __init__(self, entries: dict[Any, Entry[Any]]) -> None:
        self._entries = entries

    def __getitem__(self, key: Any) -> Any:
        return self._entries[key].record

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
