"""Lines of cells as transmitted rows: each accepted whole, or refused with its line, its column and the reason."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from generator.errors import Diagnostic
from generator.intake.results import cells
from generator.intake.results.cells import CellError, Grade
from generator.intake.results.columns import Chosen
from generator.intake.results.tables import Cell, Line
from generator.records.course import Course, Session
from generator.records.mapping import IdentityWords, PassWords
from generator.records.transmission import MAX_ROWS, Identity, TransmittedRow
from generator.records.yaml import shown
from generator.rules.matching import certificate_key

__all__ = ["KEPT", "Facts", "ReadRows", "read_rows"]

T = TypeVar("T")

KEPT: Final = 5_000
"""Diagnostics that are kept of one file; further refused rows are only counted."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows are held against: the course, its session, and when the file arrived."""

    course_slug: str
    course: Course
    session: Session
    received: datetime.date

    @property
    def window(self) -> tuple[datetime.date | None, datetime.date | None]:
        """First and last day on which the exam could be sat; None where the record does not know."""
        if self.session.exam is not None:
            return self.session.exam.opens, self.session.exam.closes
        return self.session.start, self.session.end


@dataclass(slots=True)
class ReadRows:
    """What came of a file's rows. `refused` counts lines, `problems` says why, `repeated` counts exact repetitions."""

    rows: list[TransmittedRow] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    refused: int = 0
    repeated: int = 0

    def say(self, problem: Diagnostic) -> None:
        """Keep a diagnostic, as long as somebody might still read it."""
        if len(self.problems) < KEPT:
            self.problems.append(problem)


class _RowError(Exception):
    """A row that is refused, with every reason."""

    def __init__(self, problems: list[Diagnostic]) -> None:
        super().__init__()
        self.problems = problems


def read_rows(name: str, chosen: Chosen, facts: Facts) -> ReadRows:
    """Read every line below the headings. Blank lines, at the end or between, mean nothing."""
    found = ReadRows()
    reader = _Reader(name, chosen, facts)
    for line in chosen.rows:
        if line.blank:
            continue
        try:
            found.rows.append(reader.row(line))
        except _RowError as error:
            found.refused += 1
            for problem in error.problems:
                found.say(problem)
    if len(found.rows) + found.refused > MAX_ROWS:
        message = f"the file has more than {MAX_ROWS:,} rows"
        found.say(Diagnostic(name, 0, 0, "T103", message, "Ask for one session a file."))
        found.refused += len(found.rows)
        found.rows = []
    _refuse_doubles(name, found)
    return found


class _Reader:
    """Reads line after line; what does not depend on the line is worked out once."""

    def __init__(self, name: str, chosen: Chosen, facts: Facts) -> None:
        self.name = name
        self.facts = facts
        self.mapping = chosen.mapping
        self.columns = chosen.columns
        self.width = len(chosen.heading.cells)
        self.flaws = chosen.table.flaws
        rule = chosen.mapping.path
        self.paths = {cells.word(one.text): one.path for one in rule.words}
        self.identities = _identity_words(chosen.mapping.identity)
        self.verdicts = _pass_words(chosen.mapping.passed)
        self.no_score = (
            frozenset(cells.word(w) for w in chosen.mapping.score.none)
            if chosen.mapping.score
            else frozenset()
        )
        self.exam_paths = [path.id for path in facts.course.paths if path.exam]
        self.sessions = _session_words(facts)

    def row(self, line: Line) -> TransmittedRow:
        """One row; `_RowError` with everything that is wrong with it."""
        problems: list[Diagnostic] = []
        if any(not _empty(cell) for cell in line.cells[self.width :]):
            message = f"the line has cells beyond the {self.width} columns of the headings"
            hint = "A comma in a number or name cuts a cell in two: quote it, or use semicolons."
            raise _RowError([Diagnostic(self.name, line.number, self.width + 1, "T201", message, hint)])

        def take(field_name: str, read: Callable[[Cell], T], default: T) -> T:
            place = self.columns.get(field_name)
            if place is None:
                return default
            try:
                if self.flaws and (flaw := self.flaws.get((line.number, place + 1))):
                    hint = "Ask the sender for plain values: no merged cells, no formulas."
                    raise CellError("T202", f"{field_name}: {flaw} stands here", hint)
                return read(line.cells[place] if place < len(line.cells) else "")
            except CellError as error:
                message = str(error) if error.code == "T202" else f"{field_name}: {error}"
                problems.append(
                    Diagnostic(self.name, line.number, place + 1, error.code, message, error.hint)
                )
                return default

        order = self.mapping.dates
        path = take("path", self._path, self.mapping.path.otherwise or "")
        path = self._resolved(path, line, problems)
        grade = take("score", lambda cell: self._grade(cell, path), Grade())
        passed = take("passed", self._verdict, None)
        take("session", self._session, None)
        day = take("date", lambda cell: cells.day(cell, order), None)
        row = TransmittedRow(
            line=line.number,
            path=path,
            date=day or self._without_date(line, problems),
            certificate=take("certificate", cells.line, None),
            account=take("account", cells.line, None),
            mail=take("mail", cells.mail, None),
            name=take("name", cells.name, None),
            family=take("family", cells.name, None),
            given=take("given", cells.name, None),
            birth_date=take("birth_date", lambda cell: self._birth(cell, order), None),
            score=grade.score,
            percent=grade.percent,
            passed=passed,
            identity=take("identity", self._identity, "not-checked"),
            invalidated=take("invalidated", cells.line, None),
        )
        if not problems:
            problems += self._judged(row, line)
        if problems:
            raise _RowError(problems)
        return row

    def _judged(self, row: TransmittedRow, line: Line) -> list[Diagnostic]:
        """What is wrong with a row whose cells are all in order."""
        if not (row.account or row.certificate or row.mail or row.name or row.family):
            message = "the row says of nobody whose result it is"
            hint = "An account, a certificate number, an address or a name is needed."
            return [Diagnostic(self.name, line.number, 1, "T205", message, hint)]
        opens, closes = self.facts.window
        if (opens and row.date < opens) or (closes and row.date > closes):
            message = f"date: {row.date} is outside this session's exam ({opens or '…'} to {closes or '…'})"
            hint = "The row belongs to another session, or the session's dates are to be corrected."
            return [self._at("date", line, "T212", message, hint)]
        if row.date > self.facts.received:
            message = (
                f"date: {row.date} is after the day on which the file was received, {self.facts.received}"
            )
            return [self._at("date", line, "T212", message, "Correct it, or give the day with --received.")]
        exam_counts = self._questions(row.path) is not None
        if exam_counts and "score" in self.columns and row.score is None and row.passed:
            message = "passed: the platform says 'passed' without a score"
            hint = "Where the exam has a pass mark, a pass needs its score: ask the sender."
            return [self._at("passed", line, "T208", message, hint)]
        return []

    def _at(self, field_name: str, line: Line, code: str, message: str, hint: str) -> Diagnostic:
        return Diagnostic(self.name, line.number, self.columns.get(field_name, 0) + 1, code, message, hint)

    def _grade(self, cell: Cell, path: str) -> Grade:
        if self.mapping.score is None:
            return Grade()
        return cells.grade(cell, self.mapping.score, self._questions(path), self.no_score)

    def _questions(self, path: str) -> int | None:
        """How many questions the exam has, where this path ends with the exam."""
        exam = self.facts.course.exam
        if exam is None or (self.exam_paths and path not in self.exam_paths):
            return None
        return exam.questions

    def _path(self, cell: Cell) -> str:
        found = cells.text(cell)
        return (
            self.paths.get(cells.word(found), "") or self._other_path(found)
            if found
            else self._other_path("")
        )

    def _other_path(self, found: str) -> str:
        if self.mapping.path.otherwise is not None:
            return self.mapping.path.otherwise
        if found and self.facts.course.path(found) is not None:
            return found
        hint = "Name the word in the mapping's path, or give it an 'otherwise'."
        raise CellError("T210", f"'{shown(found)}' stands for no path", hint)

    def _resolved(self, path: str, line: Line, problems: list[Diagnostic]) -> str:
        """The id of a path of this course; `exam` is the one path with an exam."""
        if path == "exam" and self.facts.course.path("exam") is None and len(self.exam_paths) == 1:
            return self.exam_paths[0]
        if path and self.facts.course.path(path) is None:
            known = ", ".join(one.id for one in self.facts.course.paths) or "none"
            what = "no single path with an exam" if path == "exam" else f"no path '{path}'"
            message = f"path: the course '{self.facts.course_slug}' has {what}"
            problems.append(
                self._at("path", line, "T213", message, f"Paths: {known}. Correct the mapping's path.")
            )
        elif not path and not any(problem.code == "T210" for problem in problems):
            message = "path: nothing says which path of the course the row belongs to"
            problems.append(
                self._at("path", line, "T213", message, "Give the mapping's path an 'otherwise'.")
            )
        return path

    def _session(self, cell: Cell) -> None:
        found = cells.text(cell)
        if found and cells.word(found) not in self.sessions:
            here = f"{self.facts.course_slug}/{self.facts.session.id}"
            message = f"'{shown(found)}' is another session or course than {here}"
            raise CellError(
                "T211", message, "Import the row with its own session; or give the session its 'key'."
            )

    def _verdict(self, cell: Cell) -> bool | None:
        found = cells.text(cell)
        return _of_words(found, self.verdicts, "neither passed nor not passed") if found else None

    def _identity(self, cell: Cell) -> Identity:
        found = cells.text(cell)
        return (
            _of_words(found, self.identities, "no known outcome of an identity check")
            if found
            else "not-checked"
        )

    def _birth(self, cell: Cell, order: str) -> datetime.date | None:
        found = cells.day(cell, order)
        if found is not None and not 1900 <= found.year <= self.facts.received.year:
            raise CellError("T209", f"{found} is nobody's day of birth", "Correct it in the file.")
        return found

    def _without_date(self, line: Line, problems: list[Diagnostic]) -> datetime.date:
        opens, closes = self.facts.window
        last = min(filter(None, (closes, self.facts.received)))
        if (
            self.mapping.without_date == "last-exam-day"
            and closes is not None
            and (opens is None or opens <= last)
        ):
            return last
        if not any(problem.code == "T209" for problem in problems):
            message = "date: the row has no day of the sitting"
            problems.append(
                self._at("date", line, "T209", message, "Ask for it, or see 'without_date' of the mapping.")
            )
        return last


def _of_words(found: str, words: Mapping[str, T], what: str) -> T:
    known = cells.word(found)
    if known not in words:
        raise CellError(
            "T210", f"'{shown(found)}' is {what}", "Name the word in the mapping, or correct the cell."
        )
    return words[known]


def _identity_words(rule: IdentityWords) -> dict[str, Identity]:
    found: dict[str, Identity] = {cells.word(text): "not-checked" for text in rule.not_checked}
    found |= {cells.word(text): "failed" for text in rule.failed}
    return found | {cells.word(text): "verified" for text in rule.verified}


def _pass_words(rule: PassWords) -> dict[str, bool]:
    return {cells.word(text): True for text in rule.passed} | {
        cells.word(text): False for text in rule.failed
    }


def _session_words(facts: Facts) -> frozenset[str]:
    """How a file may name this session: by its id or key; or only the course."""
    course, session = facts.course, facts.session
    names = (
        session.id, session.key, f"{facts.course_slug}/{session.id}", f"{facts.course_slug} {session.id}",
        f"{facts.course_slug}-{session.id}", facts.course_slug, course.key, course.title.fr, course.title.en,
    )  # fmt: skip
    return frozenset(cells.word(name) for name in names if name)


def _empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _refuse_doubles(name: str, found: ReadRows) -> None:
    """One person has one row. An exact repetition is read once; rows that differ are all refused."""
    people: dict[str, list[TransmittedRow]] = {}
    for row in found.rows:
        people.setdefault(row.who, []).append(row)
        if row.certificate and (row.account or row.mail):
            people.setdefault(f"certificate {certificate_key(row.certificate)}", []).append(row)
    refused: dict[int, TransmittedRow] = {}
    repeated: dict[int, TransmittedRow] = {}
    for rows in people.values():
        if len(rows) < 2:
            continue
        first = min(rows, key=lambda row: row.line)
        same = all(replace(row, line=first.line) == first for row in rows)
        for row in rows:
            if row is not first or not same:
                (repeated if same else refused)[row.line] = first if row is not first else rows[1]
    for line, other in sorted(refused.items()):
        message = f"the rows on lines {line} and {other.line} are about one person or certificate, and differ"
        found.say(
            Diagnostic(
                name, line, 1, "T215", message, "One session gives one result: ask the sender which holds."
            )
        )
    for line, other in sorted(repeated.items()):
        if line not in refused:
            message = f"the row repeats line {other.line}, and is read once"
            found.say(Diagnostic(name, line, 1, "T214W", message))
    found.refused += len(refused)
    found.repeated = len(repeated.keys() - refused.keys())
    found.rows = [row for row in found.rows if row.line not in refused and row.line not in repeated]
