"""The import of one file, planned whole and then applied: the preview is the plan, printed.

::

    plan = plan_import(request, tree, store)     # reads everything, writes nothing
    plan.transmission                            # what would be written; None where nothing is to be
    apply(plan, store)                           # writes it, or nothing

Rows that are refused stop the import, unless somebody says that the rest shall be taken; then their number is kept in
the transmission's header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from generator.adapters.transmissions import TransmissionStore
from generator.errors import Diagnostic, RecordError
from generator.intake.results.columns import choose
from generator.intake.results.rows import Facts, ReadRows, read_rows
from generator.intake.results.tables import refusal
from generator.intake.results.workbook import open_tables
from generator.records.course import Course, Session
from generator.records.explain import did_you_mean
from generator.records.mapping import Mapping as ColumnMapping
from generator.records.transmission import Transmission, TransmittedRow
from generator.records.tree import Tree
from generator.records.yaml import shown

__all__ = ["Change", "Plan", "Request", "apply", "changes", "plan_import", "session_of"]

State: TypeAlias = Literal["new", "already-imported", "nothing-changes", "refused"]

_COMPARED: Final = (
    "score", "percent", "passed", "identity", "date", "path", "invalidated", "certificate", "account", "mail",
    "name", "given", "family", "birth_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `name` is the file's path as it was given, `data` its bytes; `again` takes back a file that
    a later one has replaced."""

    name: str
    data: bytes
    course: str
    session: str
    received: date
    mapping: str | None = None
    sender: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    accept_rest: bool = False
    again: bool = False

    @property
    def file(self) -> str:
        """The file's name without its folders, as it is kept."""
        return shown(self.name.rsplit("/", 1)[-1], 200).strip() or "file"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is not what it was: `before` None where it was added, `after` None where it was removed."""

    before: TransmittedRow | None
    after: TransmittedRow | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what changed in a row that stays."""
        if self.before is None or self.after is None:
            return ()
        return tuple(n for n in _COMPARED if getattr(self.before, n) != getattr(self.after, n))


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `former` is the transmission in force until now, `number` that of the file if it was
    imported before, `reading` says how the file was read."""

    state: State
    transmission: Transmission | None
    former: Transmission | None
    number: int | None
    read: ReadRows
    reading: str
    changed: tuple[Change, ...]

    @property
    def added(self) -> tuple[TransmittedRow, ...]:
        """Rows of people who were not in the former transmission."""
        return tuple(c.after for c in self.changed if c.before is None and c.after is not None)

    @property
    def removed(self) -> tuple[TransmittedRow, ...]:
        """Rows of people who are no longer there."""
        return tuple(c.before for c in self.changed if c.after is None and c.before is not None)

    @property
    def altered(self) -> tuple[Change, ...]:
        """Rows that say something else than before."""
        return tuple(c for c in self.changed if c.before is not None and c.after is not None)

    @property
    def unchanged(self) -> int:
        """Rows that say what they said before."""
        return len(self.read.rows) - len(self.added) - len(self.altered)

    def states(self) -> Iterator[tuple[TransmittedRow, Literal["new", "changed", "unchanged"]]]:
        """Every accepted row and what it is beside the former transmission, in the order of the file."""
        added = {row.who for row in self.added}
        altered = {change.after.who for change in self.altered if change.after is not None}
        for row in self.read.rows:
            yield row, "new" if row.who in added else "changed" if row.who in altered else "unchanged"


def session_of(tree: Tree, course: str, session: str) -> tuple[Course, Session]:
    """The course and the session of that name; `RecordError` (X201, X206) where there is none."""
    record = tree.courses.get(course)
    if record is None:
        hint = did_you_mean(course, list(tree.courses))
        raise RecordError(f"there is no course '{course}'", hint=hint)
    found = record.session(session)
    if found is None:
        known = [one.id for one in record.sessions]
        hint = did_you_mean(session, known) or f"Sessions: {', '.join(known) or 'none'}."
        raise RecordError(f"the course '{course}' has no session '{session}'", hint=hint)
    return record, found


def plan_import(request: Request, tree: Tree, store: TransmissionStore) -> Plan:
    """Read the file and confront it with what was transmitted before; `RecordError` where it cannot be read."""
    course, session = session_of(tree, request.course, request.session)
    digest = hashlib.sha256(request.data).hexdigest()
    former, number = _former(request, store, digest)
    if former is not None and number == former.header.number:
        reading = f"mapping '{former.header.mapping}'"
        return Plan("already-imported", None, former, number, ReadRows(), reading, ())
    chosen = choose(
        request.name,
        open_tables(request.name, request.data, encoding=request.encoding, sheet=request.sheet),
        _mappings(request, tree),
    )
    read = read_rows(request.name, chosen, Facts(request.course, course, session, request.received))
    reading = f"mapping '{chosen.slug}', {chosen.table.title}, headings on line {chosen.heading.number}"
    if not read.rows and not read.refused:
        message = "the file holds no rows below its headings"
        raise refusal(
            request.name, [Diagnostic(request.name, 0, 0, "T101", message, "Ask for another file.")]
        )
    changed = tuple(changes(former, tuple(read.rows)))
    if read.refused and (not request.accept_rest or not read.rows):
        return Plan("refused", None, former, number, read, reading, changed)
    if former is not None and not changed:
        return Plan("nothing-changes", None, former, number, read, reading, changed)
    transmission = Transmission.of(
        tuple(read.rows),
        course=request.course,
        session=request.session,
        number=former.header.number + 1 if former else 1,
        file=request.file,
        sha256=digest,
        received=request.received,
        sender=request.sender or chosen.mapping.sender or _platform(course),
        mapping=chosen.slug,
        refused=read.refused,
    )
    return Plan("new", transmission, former, number, read, reading, changed)


def apply(plan: Plan, store: TransmissionStore) -> str:
    """Write what was planned; returns the path. The caller holds the store's lock since before planning."""
    if plan.transmission is None:
        raise ValueError("there is nothing to write")
    return store.add(plan.transmission)


def changes(former: Transmission | None, rows: tuple[TransmittedRow, ...]) -> list[Change]:
    """What other rows stand for the same people, who is new and who is gone, in the order of the rows' keys."""
    before = former.by_who if former else {}
    after = {row.who: row for row in rows}
    found = []
    for who in sorted(before.keys() | after.keys()):
        change = Change(before.get(who), after.get(who))
        if change.before is None or change.after is None or change.fields:
            found.append(change)
    return found


def _former(
    request: Request, store: TransmissionStore, digest: str
) -> tuple[Transmission | None, int | None]:
    """The transmission in force, and the number under which this very file was imported before."""
    numbers = store.numbers(request.course, request.session)
    former = number = None
    for one in numbers:
        former = store.read(request.course, request.session, one)
        if former.header.sha256 == digest:
            number = one
    if former is None or number is None or number == former.header.number or request.again:
        return former, number
    message = f"this file was transmission {number}, which transmission {former.header.number} has replaced"
    hint = "To go back to it all the same, say --again."
    raise refusal(request.name, [Diagnostic(request.name, 0, 0, "T303", message, hint)])


def _mappings(request: Request, tree: Tree) -> dict[str, ColumnMapping]:
    if request.mapping is None:
        return dict(tree.mappings)
    if request.mapping not in tree.mappings:
        hint = (
            did_you_mean(request.mapping, list(tree.mappings))
            or f"Mappings: {', '.join(tree.mappings) or 'none'}."
        )
        raise RecordError(f"there is no mapping '{request.mapping}'", hint=hint)
    return {request.mapping: tree.mappings[request.mapping]}


def _platform(course: Course) -> str:
    if course.platform is None:
        raise RecordError("nobody says who sent this file", hint="Name the sender: --sender NAME.")
    return course.platform
