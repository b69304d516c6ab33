"""Whether written results are still what the file in force, the register and people's decisions come to.

`candidates/results/` is derived, and is what diplomas rest on. Whoever edits it by hand, takes its source away, or
forgets to write it anew after a corrected file, gets no diploma out of it: before an award is proposed or signed,
the sessions that it rests on are reconciled again (`unfounded`). ``parchemin check`` does so for all (`stray`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from generator.adapters.transmissions import TransmissionStore
from generator.errors import Diagnostic, RecordError
from generator.records.erased import is_erased
from generator.records.result import Result, Results
from generator.records.transmission import Transmission, TransmittedRow
from generator.records.tree import Tree
from generator.records.yaml import load
from generator.rules.eligibility import Decision
from generator.rules.matching import Register
from generator.rules.reconciliation import reconcile
from generator.rules.sources import SessionCase

__all__ = ["stray", "unfounded"]

Key: TypeAlias = tuple[str, str]


def unfounded(root: Path, tree: Tree, decisions: Iterable[Decision]) -> list[Diagnostic]:
    """What these decisions rest on that the transmitted files do not bear out, as errors in the results' files.

    Sessions without any transmission are left alone: their results were written by hand, and say so.
    """
    wanted: dict[Key, set[str]] = {}
    for decision in decisions:
        for item in decision.evidence:
            if item.session is not None:
                wanted.setdefault((item.course, item.session), set()).add(decision.candidate)
    store = TransmissionStore(root)
    register: Register | None = None
    found: list[Diagnostic] = []
    for key, people in sorted(wanted.items()):
        record = tree.results[key]
        try:
            sent = store.in_force(*key)
        except RecordError as error:
            found += error.diagnostics
            continue
        if sent is None and record.source.number is None:
            continue
        if (problem := _source(record, sent)) is not None:
            found.append(problem)
            continue
        assert sent is not None  # noqa: S101 - else _source has spoken
        register = register or Register.of(tree.candidates)
        found += _rows(root, tree, register, record, sent, people=people)
    return found


def stray(root: Path, tree: Tree, store: TransmissionStore) -> Iterator[Diagnostic]:
    """Results that are not, or no longer, what their transmission comes to. Those that name another transmission than
    the one in force are left to whoever tells that."""
    register: Register | None = None
    for key, record in tree.results.items():
        try:
            sent = store.in_force(*key)
        except RecordError:
            continue
        if sent is None:
            continue
        if (problem := _source(record, sent)) is not None:
            if problem.code == "C401":
                yield problem
            continue
        register = register or Register.of(tree.candidates)
        everybody = [one.candidate for one in record.results]
        yield from _rows(root, tree, register, record, sent, people=everybody, told=True)


def _path(record: Results) -> str:
    return f"candidates/results/{record.course}/{record.session}.yml"


def _source(record: Results, sent: Transmission | None) -> Diagnostic | None:
    """Why results cannot come from the transmission in force; None where they say that they do."""
    path, source = _path(record), record.source
    again = f"Look at it with parchemin reconcile {record.course}/{record.session} --dry-run, then write it without."
    if source.number is None:
        message = "these results were written by hand, and a file was transmitted for the session"
        hint = "Where the file holds, delete this record (git keeps it) and run parchemin reconcile."
        return Diagnostic(path, 1, 1, "C401", message, hint)
    if sent is None:
        message = f"the results say they come from transmission {source.number}, which is not there"
        return Diagnostic(path, 0, 0, "T305", message, "Bring the transmission back from git.")
    header = sent.header
    if source.number < header.number:
        message = f"the results rest on transmission {source.number}, and {header.number} has replaced it"
        return Diagnostic(path, 0, 0, "T307", message, again)
    if (source.number, source.sha256) != (header.number, header.sha256):
        message = f"the results say they come from transmission {source.number}, which is another file"
        return Diagnostic(path, 0, 0, "T305", message, again)
    return None


def _rows(
    root: Path,
    tree: Tree,
    register: Register,
    record: Results,
    sent: Transmission,
    *,
    people: Collection[str],
    told: bool = False,
) -> Iterator[Diagnostic]:
    """The results of `people` that are not what reconciling comes to. With `told`, a result that the file does hold,
    and that is only no longer certain, is a warning."""
    key = (record.course, record.session)
    case = SessionCase(key[0], tree.courses[key[0]], key[1], sent, tree.resolutions.get(key))
    today = {one.candidate: one for one in reconcile(case, register).results}
    wrong = [
        (place, one)
        for place, one in enumerate(record.results)
        if one.candidate in people and today.get(one.candidate) != one
    ]
    if not wrong:
        return
    path = _path(record)
    document = load((root / path).read_bytes(), path)
    # A row that is another's today is no doubt about whose it is.
    open_rows = (
        {_facts(row) for row in sent.rows} - {_facts(one) for one in today.values()} if told else set()
    )
    look = f"parchemin reconcile {'/'.join(key)} --dry-run"
    hint = f"Nobody writes here by hand: look at it with {look}, then write it without."
    for place, one in wrong:
        behind = one.candidate not in today and _facts(one) in open_rows
        if behind and is_erased(tree.candidates[one.candidate]):
            # Nothing says any more whose row it is, as was asked for; the file still holds it.
            continue
        yield document.problem(
            ("results", place, "candidate"),
            "T308W" if behind else "T307",
            f"the result of {one.candidate} ({_words(one)}) is {_not(today, one)}",
            hint,
        )


def _facts(item: Result | TransmittedRow) -> tuple[object, ...]:
    """What a result takes over from its row, whoever it is of."""
    passed = item.passed if item.score is None else None
    return item.score, passed, item.path, item.date, item.certificate, item.identity


def _not(today: Mapping[str, Result], one: Result) -> str:
    now = today.get(one.candidate)
    if now is None:
        return (
            "not what the transmitted file, the register and the decisions of today give: nothing is certain"
        )
    return f"not what the transmitted file gives: {_words(now)}"


def _words(one: Result) -> str:
    verdict = {True: "passed", False: "not passed", None: "no result"}[one.passed]
    score = verdict if one.score is None else f"score {one.score}"
    parts = [score, one.date.isoformat(), f"identity {one.identity}"]
    if one.certificate is not None:
        parts.append(f"certificate {one.certificate}")
    if one.invalidated is not None:
        parts.append("invalidated")
    return ", ".join(parts)
