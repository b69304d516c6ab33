"""``parchemin reconcile``: register, deposits and transmitted results, confronted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from generator.adapters.clock import this_evening, today
from generator.adapters.ledger import Ledger
from generator.adapters.transmissions import TransmissionStore
from generator.adapters.workers import uncollected
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import SESSION, examples, json_option
from generator.errors import Diagnostic, RecordError
from generator.issuing.book import open_book
from generator.records.candidate import Candidate
from generator.records.tree import Tree

if TYPE_CHECKING:
    from generator.intake.results.reconciling import Outlook
    from generator.rules.reconciliation import Finding

__all__ = ["command"]

_LISTED: Final = 200
"""Findings of one session that are printed; JSON has them all."""
_SIDES: Final = ("name", "birth date", "mail", "account", "certificate", "session", "score", "date")


@click.command(
    "reconcile",
    epilog=examples(
        "parchemin reconcile malaria/2026-t2 --dry-run",
        "parchemin reconcile malaria/2026-t2",
        "parchemin reconcile --json",
    ),
)
@click.argument("session", nargs=-1, type=SESSION, metavar="[COURSE/SESSION]...")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@click.option("--all", "every", is_flag=True, help="List every row, not only those that need a person.")
@json_option
@pass_context
def command(
    context: Context,
    *,
    session: tuple[tuple[str, str], ...],
    dry_run: bool,
    every: bool,
    as_json: bool,
) -> None:
    """Confront what candidates declare with what the platform transmits.

    For each session (default: all of which something was declared or transmitted) it prints the outcomes, then
    what needs a person, both sources side by side, and writes what is certain to candidates/results/. An ambiguous
    match is never accepted: parchemin resolve records what a person decides.
    """
    from generator.intake.results.memo import Inputs, Memo  # noqa: PLC0415

    question = json.dumps([sorted({"/".join(one) for one in session}), every, today().isoformat()])
    writing = not dry_run
    if writing:
        context.hold_records("candidates/results")
    memo = Memo(context.root, question)
    answer = memo.recall()
    if answer is None or (writing and answer["pending"]):
        before = Inputs.of(context.root)
        with uncollected():
            answer, items = _reconcile(context, session, every=every)
        if writing:
            _write(context, answer, items)
            after = Inputs.of(context.root)
            # Somebody may have changed a record meanwhile: then this answer is not remembered.
            if before.changed(after) <= set(answer["written"]):
                memo.keep(after, answer)
        else:
            memo.keep(before, answer)
    else:
        answer["written"] = []
    if as_json:
        context.print_json(answer)
    else:
        _show(context, answer, writing=writing)
    problems = [Diagnostic(**problem) for problem in answer["problems"]]
    if problems and writing:
        raise RecordError("some results were not written", problems)
    if not as_json:
        for problem in problems:
            print_diagnostic(problem)


def _reconcile(
    context: Context, sessions: tuple[tuple[str, str], ...], *, every: bool
) -> tuple[dict[str, Any], list[Outlook]]:
    from generator.intake.results.importing import session_of  # noqa: PLC0415
    from generator.intake.results.reconciling import groundless, outlook, sessions_with_sources  # noqa: PLC0415
    from generator.rules.matching import Register  # noqa: PLC0415

    tree = context.tree()
    store = TransmissionStore(context.root)
    for course, session in sessions:
        session_of(tree, course, session)
    register = Register.of(tree.candidates)
    items = [
        outlook(tree, register, course, session, store.in_force(course, session))
        for course, session in sorted(set(sessions)) or sessions_with_sources(tree, store)
    ]
    book = open_book(Ledger(context.root))
    lost = groundless(tree, book, items, this_evening())
    answer = {
        "sessions": [_session(context, tree, item, every=every) for item in items],
        "diplomas": [
            {"code": one.diploma.code, "edition": one.diploma.edition, "message": one.problem.message} for one in lost
        ],
        "problems": [_problem(item.problem) for item in items if item.problem is not None],
        "warnings": [_problem(one.problem) for one in lost] + [_problem(one) for one in _idle(items)],
        "pending": [
            item.path for item in items if item.problem is None and _differs(context, item)
        ],
        "written": [],
    }  # fmt: skip
    return answer, items


def _differs(context: Context, item: Outlook) -> bool:
    path = context.root / item.path
    return item.text is not None and not (path.is_file() and path.read_bytes() == item.text.encode())


def _write(context: Context, answer: dict[str, Any], items: list[Outlook]) -> None:
    from generator.intake.results.reconciling import write  # noqa: PLC0415

    answer["written"] = [item.path for item in items if item.problem is None and write(context.root, item)]
    answer["pending"] = []


def _idle(items: list[Outlook]) -> list[Diagnostic]:
    found = []
    for item in items:
        for one in item.outcome.idle:
            where = f"candidates/resolutions/{item.outcome.course}/{item.outcome.session}.yml"
            message = f"the decision of {one.date} about the row {one.row} meets no row as it was then"
            hint = "A corrected file took the row out or changed what it says: decide again where it is still listed."
            found.append(Diagnostic(where, 0, 0, "C403W", message, hint))
    return found


def _problem(problem: Diagnostic) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("path", "line", "column", "code", "message", "hint")}


def _session(context: Context, tree: Tree, item: Outlook, *, every: bool) -> dict[str, Any]:
    from generator.rules.reconciliation import NEEDS_PERSON  # noqa: PLC0415

    outcome, transmission = item.outcome, item.case.transmission
    header = transmission.header if transmission else None
    return {
        "course": outcome.course,
        "session": outcome.session,
        "transmission": None
        if header is None
        else {
            "number": header.number,
            "file": header.file,
            "sha256": header.sha256,
            "received": header.received.isoformat(),
            "rows": header.rows,
            "refused": header.refused,
        },
        "counts": dict(outcome.counts),
        "results": len(outcome.results),
        "findings": [
            _finding(tree, item, finding)
            for finding in outcome.findings
            if every or finding.outcome in NEEDS_PERSON
        ],
    }


def _finding(tree: Tree, item: Outlook, finding: Finding) -> dict[str, Any]:
    exam = item.case.course.exam
    questions = exam.questions if exam else None
    where = f"{item.outcome.course}/{item.outcome.session}"
    idents = [finding.candidate] if finding.candidate else [one.candidate for one in finding.proposals]
    grounds = {one.candidate: list(one.grounds) for one in finding.proposals}
    return {
        "outcome": finding.outcome,
        "reason": finding.reason,
        "words": {"fr": finding.sentence.fr, "en": finding.sentence.en},
        "row": _row(finding, where, questions),
        "candidates": [
            _candidate(ident, tree.candidates[ident], finding, grounds.get(ident, []), where)
            for ident in idents
            if ident in tree.candidates
        ],
        "settled": None if finding.settled is None else finding.settled.decision,
    }


def _row(finding: Finding, where: str, questions: int | None) -> dict[str, Any] | None:
    row = finding.row
    if row is None:
        return None
    score = None
    if row.score is not None:
        score = f"{row.score}/{questions}" if questions else str(row.score)
    elif row.percent is not None:
        score = f"{row.percent} %"
    if score is None and row.passed is not None:
        score = "passed" if row.passed else "not passed"
    return {
        "key": row.who,
        "content": row.content,
        "line": row.line,
        "name": row.shown_name or None,
        "birth date": row.birth_date.isoformat() if row.birth_date else None,
        "mail": row.mail,
        "account": row.account,
        "certificate": row.certificate,
        "session": where,
        "score": score,
        "date": row.date.isoformat(),
    }


def _candidate(
    ident: str, record: Candidate, finding: Finding, grounds: list[str], where: str
) -> dict[str, Any]:
    deposit = finding.deposit
    if deposit is None and finding.row is not None and finding.row.certificate:
        # A claim of another session under the same number is what a reader needs to see.
        deposit = next((d for d in record.deposits if d.certificate == finding.row.certificate), None)
    return {
        "id": ident,
        "grounds": grounds,
        "name": record.name.display,
        "birth date": record.birth_date.isoformat() if record.birth_date else None,
        "mail": record.email,
        "account": record.platform_id,
        "certificate": deposit.certificate if deposit else None,
        "session": f"{deposit.course}/{deposit.session}" if deposit else None,
        "score": f"{deposit.score} %" if deposit and deposit.score is not None else None,
        "date": None,
    }


def _show(context: Context, answer: dict[str, Any], *, writing: bool) -> None:
    for session in answer["sessions"]:
        _show_session(context, session)
    for warning in answer["warnings"]:
        print_diagnostic(Diagnostic(**warning))
    for path in answer["written"]:
        context.echo(f"wrote {path}")
    if answer["written"]:
        context.echo("Commit candidates/ now. Next: parchemin status; parchemin mail plan.")
    if not answer["sessions"]:
        context.echo("Nothing was transmitted or declared.")
    elif writing and not answer["written"]:
        context.echo("Every result was written before; nothing to do.")
    elif not writing and answer["pending"]:
        context.echo(f"Dry run: would write {', '.join(answer['pending'])}; nothing was written.")


def _show_session(context: Context, session: dict[str, Any]) -> None:
    where, sent = f"{session['course']}/{session['session']}", session["transmission"]
    if sent is None:
        context.echo(f"{where}: nothing was transmitted")
    else:
        left = f", {sent['refused']} refused" if sent["refused"] else ""
        context.echo(
            f"{where}: transmission {sent['number']}, {sent['file']} of {sent['received']} ({sent['rows']} rows{left})"
        )
    counts = [f"{name} {count}" for name, count in session["counts"].items() if count]
    context.echo(f"  {', '.join(counts) or 'no row, no claim'}")
    for finding in session["findings"][:_LISTED]:
        _show_finding(context, where, finding)
    if len(session["findings"]) > _LISTED:
        context.echo(f"  … and {len(session['findings']) - _LISTED} more; --json lists them all")
    context.echo()


def _show_finding(context: Context, where: str, finding: dict[str, Any]) -> None:
    # rich costs as much to import as a small command, and sessions in order do without it.
    from rich.padding import Padding  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    row, candidates = finding["row"], finding["candidates"]
    heading = Text.assemble("\n  ", (finding["outcome"], "bold"), f": {finding['words']['en']}")
    context.console.print(heading)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", style="dim")
    if row is not None:
        table.add_column(Text(f"row {row['key']}, line {row['line']}"), overflow="fold")
    for candidate in candidates:
        grounds = f" ({', '.join(candidate['grounds'])})" if candidate["grounds"] else ""
        table.add_column(Text(f"{candidate['id']}{grounds}"), overflow="fold")
    sides = ([row] if row is not None else []) + candidates
    for name in _SIDES:
        if any(side[name] for side in sides):
            table.add_row(name, *(Text(side[name] or "—") for side in sides))
    context.console.print(
        Padding(table, (0, 0, 0, 4), expand=False), soft_wrap=not context.console.is_terminal
    )
    if row is None or finding["settled"]:
        return
    if finding["outcome"] == "contradicted":
        says = f"--transmitted {candidates[0]['id']} (or --declared {candidates[0]['id']})"
    elif finding["outcome"] == "ambiguous":
        says = "--match CANDIDATE, --reject CANDIDATE or --nobody"
    else:
        return
    context.echo(f"    decide: parchemin resolve {where} {row['key']} {says} --by NAME --reason TEXT")
