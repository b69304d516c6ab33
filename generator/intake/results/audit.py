"""What ``parchemin check`` says of transmissions: whole, in their place, and about sessions that exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.adapters.transmissions import TransmissionStore
from generator.errors import Diagnostic, RecordError
from generator.intake.results.agreement import stray
from generator.records.transmission import Header
from generator.records.tree import Tree

__all__ = ["transmission_problems"]


def transmission_problems(root: Path, tree: Tree) -> Iterator[Diagnostic]:
    """Yield everything wrong with the transmissions, and with results that say they come from one."""
    store = TransmissionStore(root)
    yield from store.strays()
    headers: dict[tuple[str, str], list[Header]] = {}
    broken: set[tuple[str, str]] = set()
    for course, session in _sessions(store):
        try:
            numbers = store.numbers(course, session)
            found = [store.read(course, session, number).header for number in numbers]
        except RecordError as error:
            yield from error.diagnostics
            broken.add((course, session))
            continue
        headers[course, session] = found
        yield from _unknown(tree, store, found)
    for key, record in tree.results.items():
        source = record.source
        if source.number is None or key in broken:
            continue
        sent = headers.get(key, [])
        if source.number > len(sent) or sent[source.number - 1].sha256 != source.sha256:
            path = f"candidates/results/{key[0]}/{key[1]}.yml"
            message = (
                f"the results say they come from transmission {source.number}, which is not there or another"
            )
            hint = "Bring the transmission back from git, or write the results anew: parchemin reconcile."
            yield Diagnostic(path, 0, 0, "T305", message, hint)
        elif source.number < len(sent):
            path = f"candidates/results/{key[0]}/{key[1]}.yml"
            message = f"the results rest on transmission {source.number}, and {len(sent)} has replaced it"
            hint = f"Look at it with parchemin reconcile {key[0]}/{key[1]} --dry-run, then write it without."
            yield Diagnostic(path, 0, 0, "T306W", message, hint)
    yield from stray(root, tree, store)


def _sessions(store: TransmissionStore) -> Iterator[tuple[str, str]]:
    """Every session with a folder, also one whose numbering has a hole."""
    for path in sorted(store.directory.glob("*/*")):
        if path.is_dir() and not path.is_symlink() and any(path.glob("*.jsonl")):
            yield path.parent.name, path.name


def _unknown(tree: Tree, store: TransmissionStore, found: list[Header]) -> Iterator[Diagnostic]:
    for header in found:
        path = store.path(header.course, header.session, header.number)
        course = tree.courses.get(header.course)
        if course is None:
            hint = "Transmissions stay; bring the course's record back."
            yield Diagnostic(path, 1, 1, "X201", f"there is no course '{header.course}'", hint)
        elif course.session(header.session) is None:
            message = f"the course '{header.course}' has no session '{header.session}'"
            yield Diagnostic(path, 1, 1, "X206", message, "Transmissions stay; bring the session back.")
