"""Reconciliation on disk: from records and transmissions to `candidates/results`, and what it means for diplomas.

Only what is certain is written. Results that somebody wrote by hand are never overwritten: they are refused with C401,
and the person decides which source holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from generator.adapters.atomic import make_folder
from generator.adapters.atomic import replace as write_whole
from generator.adapters.transmissions import TransmissionStore
from generator.errors import Diagnostic
from generator.intake.results.importing import session_of
from generator.issuing.book import Book, Issued
from generator.records.result import Result, Results
from generator.records.result import Transmission as Source
from generator.records.transmission import Transmission
from generator.records.tree import Tree
from generator.rules.eligibility import Case, Decision, decide
from generator.rules.matching import Register
from generator.rules.reconciliation import Reconciliation, reconcile
from generator.rules.sources import SessionCase
from generator.rules.standing import Sitting, sittings_by_candidate

__all__ = ["Groundless", "Outlook", "groundless", "outlook", "results_text", "sessions_with_sources", "write"]


@dataclass(frozen=True)
class Outlook:
    """One session reconciled, and what writing it would change. `record` is None where nothing was transmitted;
    `text` is what the file would hold; `problem` says why it may not be written."""

    case: SessionCase
    outcome: Reconciliation
    record: Results | None
    path: str
    text: str | None
    problem: Diagnostic | None


def sessions_with_sources(tree: Tree, store: TransmissionStore) -> list[tuple[str, str]]:
    """Every session of which something was transmitted or claimed, in order."""
    found = set(store.sessions())
    for record in tree.candidates.values():
        found |= {(deposit.course, deposit.session) for deposit in record.deposits}
    return sorted(found)


def outlook(
    tree: Tree, register: Register, course: str, session: str, transmission: Transmission | None
) -> Outlook:
    """Reconcile one session with this transmission."""
    record, _ = session_of(tree, course, session)
    case = SessionCase(course, record, session, transmission, tree.resolutions.get((course, session)))
    outcome = reconcile(case, register)
    path = f"candidates/results/{course}/{session}.yml"
    if transmission is None:
        return Outlook(case, outcome, None, path, None, None)
    header = transmission.header
    source = Source(
        number=header.number,
        file=header.file,
        sha256=header.sha256,
        received=header.received,
        sender=header.sender,
    )
    results = Results(course=course, session=session, source=source, results=outcome.results)
    problem = None
    former = tree.results.get((course, session))
    if former is not None and former.source.number is None:
        message = "these results were written by hand, and a file was transmitted for the session"
        hint = "Where the file holds, delete this record (git keeps it) and run parchemin reconcile again."
        problem = Diagnostic(path, 1, 1, "C401", message, hint)
    return Outlook(case, outcome, results, path, results_text(results), problem)


def write(root: Path, item: Outlook) -> bool:
    """Write the results of one session; False where the file holds the same already."""
    if item.text is None:
        return False
    path, data = root / item.path, item.text.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    make_folder(path.parent)
    write_whole(path, data)
    return True


def results_text(record: Results) -> str:
    """The record as YAML, always in the same words. Written line by line: a general YAML writer takes a minute for a
    hundred thousand results."""
    source = record.source
    lines = [
        "# yaml-language-server: $schema=../../../content/schemas/results.json",
        "# Written by parchemin reconcile; do not edit.",
        f"course: {record.course}",
        f"session: {_plain_or_quoted(record.session)}",
        "source:",
    ]
    if source.number is not None:
        lines.append(f"  number: {source.number}")
    lines += [
        f"  file: {_quoted(source.file)}",
        f"  sha256: {_plain_or_quoted(source.sha256)}",
        f"  received: {source.received}",
        f"  sender: {_quoted(source.sender)}",
        "results:" if record.results else "results: []",
    ]
    for one in record.results:
        lines += _result_lines(one)
    return "\n".join(lines) + "\n"


def _result_lines(one: Result) -> Iterator[str]:
    yield f"- candidate: {one.candidate}"
    yield f"  path: {_plain_or_quoted(one.path)}"
    yield f"  date: {one.date}"
    if one.certificate is not None:
        yield f"  certificate: {_quoted(one.certificate)}"
    if one.score is not None:
        yield f"  score: {one.score}"
    if one.passed is not None:
        yield f"  passed: {'true' if one.passed else 'false'}"
    yield f"  identity: {one.identity}"
    if one.invalidated is not None:
        yield "  invalidated:"
        yield f"    date: {one.invalidated.date}"
        yield "    reason:"
        yield f"      fr: {_quoted(one.invalidated.reason.fr)}"
        yield f"      en: {_quoted(one.invalidated.reason.en)}"


def _quoted(text: str) -> str:
    # JSON's double quotes are YAML's (YAML 1.2.2, section 7.3.1), its escapes a part of YAML's.
    return json.dumps(text, ensure_ascii=False)


def _plain_or_quoted(slug: str) -> str:
    """A slug or digest; one of digits alone would be read as a number."""
    return slug if slug[:1].isalpha() and slug not in ("true", "false", "null") else _quoted(slug)


@dataclass(frozen=True, slots=True)
class Groundless:
    """A diploma in force whose holder would no longer be entitled to it, on the day of its jury."""

    diploma: Issued
    decision: Decision
    entitled_before: bool

    @property
    def problem(self) -> Diagnostic:
        """As a warning, at the diploma's line in the ledger."""
        unmet = [clause.sentence.en for clause in self.decision.clauses if not clause.met]
        why = "; ".join([one.en for one in self.decision.obstacles] + unmet)
        message = f"the diploma {self.diploma.code} ({self.diploma.edition}) lacks its ground: {why}"
        hint = "The jury decides: parchemin revoke, or a resolution with its reason."
        return Diagnostic(self.diploma.path, self.diploma.line, 1, "C405W", message, hint)


def groundless(tree: Tree, book: Book, items: Iterable[Outlook], now: datetime) -> list[Groundless]:
    """The diplomas in force at `now` that would lose their ground if these results were written.

    Only candidates whose results change are decided anew, and only their diplomas in force.
    """
    changed = dict(tree.results)
    touched: set[str] = set()
    for item in items:
        if item.record is None:
            continue
        key = (item.record.course, item.record.session)
        touched |= _touched(changed.get(key), item.record)
        changed[key] = item.record
    if not touched:
        return []
    after = replace(tree, results=changed)
    sat_before, sat_after = _sittings(tree.results, touched), _sittings(changed, touched)
    found = []
    for diploma in book.issued.values():
        edition = tree.editions.get(diploma.edition)
        if diploma.candidate not in touched or edition is None or book.state(diploma, now) != "valid":
            continue
        if diploma.candidate not in tree.candidates or diploma.programme not in tree.programmes:
            continue
        decision = decide(Case.of(after, sat_after, diploma.programme, diploma.candidate), on=edition.date)
        if not decision.entitled:
            before = decide(Case.of(tree, sat_before, diploma.programme, diploma.candidate), on=edition.date)
            found.append(Groundless(diploma, decision, before.entitled))
    return found


def _touched(former: Results | None, record: Results) -> set[str]:
    """The candidates whose result in one session is not what it was."""
    before = {one.candidate: one for one in former.results} if former else {}
    after = {one.candidate: one for one in record.results}
    return {ident for ident in before.keys() | after.keys() if before.get(ident) != after.get(ident)}


def _sittings(
    results: Mapping[tuple[str, str], Results], touched: set[str]
) -> dict[str, tuple[Sitting, ...]]:
    few = {
        key: record.model_copy(update={"results": tuple(r for r in record.results if r.candidate in touched)})
        for key, record in results.items()
    }
    return sittings_by_candidate(few)
