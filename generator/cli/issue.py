"""``parchemin issue``: sign the diplomas that a jury has awarded."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from generator.adapters.git import Git
from generator.adapters.ledger import Ledger
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import EDITION, examples, json_option
from generator.cli.progress import more
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.errors import DocumentError, Severity
from generator.issuing.awards import to_be_sealed
from generator.issuing.book import Book, open_book
from generator.issuing.issue import Issuance, issue
from generator.issuing.planning import EditionPlan, Plan, edition_path, plan_editions
from generator.issuing.signers import Signer, signer_for
from generator.records.tree import Tree
from generator.rules.eligibility import Decision

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["command"]


@click.command(
    epilog=examples(
        "parchemin issue dnm2ip-2026-07 --dry-run", "parchemin issue dnm2ip-2026-07", "parchemin issue --all"
    )
)
@click.argument("edition", type=EDITION, nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every edition whose jury has met.")
@click.option("--dry-run", is_flag=True, help="Show what would be issued, and why; write nothing.")
@json_option
@key_options
@moment_option
@pass_context
def command(
    context: Context,
    *,
    edition: tuple[str, ...],
    every: bool,
    dry_run: bool,
    as_json: bool,
    keys: KeyOptions,
    now: datetime,
) -> None:
    """Sign the diplomas of EDITION (such as dnm2ip-2026-07).

    What was issued before is skipped, so that a run that was stopped is completed by another. Nothing is
    issued to a candidate whom the records do not entitle.
    """
    if bool(edition) == every:
        raise click.UsageError("Name one or several editions, or say --all.")
    tree = context.tree()
    names = (
        [name for name, record in tree.editions.items() if record.date <= now.date()] if every else edition
    )
    files = {edition_path(name): _bytes(context, name) for name in names if name in tree.editions}
    ledger = Ledger(context.root)
    if dry_run:
        plan = plan_editions(tree, open_book(ledger), names, files, now, git=Git(context.root))
        plan = _founded(context, tree, plan)
        _show(context, tree, plan, as_json=as_json)
        plan.check()
        return
    with ledger.writing():
        book = open_book(ledger)
        plan = plan_editions(tree, book, names, files, now, git=Git(context.root))
        plan = _founded(context, tree, plan)
        plan.check()
        _warn(plan)
        _rehearse(context, tree, plan)
        signers = _signers(context, tree, book, plan, keys)
        with context.progress() as told:
            told(stage := "Signing and writing")
            done = more(told, stage)
            issuance = issue(
                tree, ledger, book, plan, signers, now=now, random=secrets.token_bytes, done=done
            )
    _report(context, tree, plan, issuance, as_json=as_json)


def _founded(context: Context, tree: Tree, plan: Plan) -> Plan:
    """The plan, with what its awards rest on held against the files that the platform sent."""
    from generator.intake.results.agreement import unfounded  # noqa: PLC0415

    due = [decision for edition in plan.editions for decision in edition.due]
    return replace(plan, problems=tuple(sorted({*plan.problems, *unfounded(context.root, tree, due)})))


def _rehearse(context: Context, tree: Tree, plan: Plan) -> None:
    """Refuse before anything is signed what could not be printed afterwards."""
    if all(one.documents == "none" for one in tree.programmes.values()):
        return
    from generator.documents.rehearsal import rehearse  # noqa: PLC0415 - a typesetter is slow to load

    problems = rehearse(context.root, tree, plan)
    if problems:
        raise DocumentError(
            "diplomas could not be printed; nothing was signed",
            problems,
            hint="Correct the records, add the font, or take 'documents' out of the programme's record.",
        )


def _signers(context: Context, tree: Tree, book: Book, plan: Plan, keys: KeyOptions) -> dict[str, Signer]:
    find = keys.finder(context.root)
    return {
        issuer: signer_for(
            book, issuer, did=tree.issuers[issuer].did, demonstration=keys.demonstration, secret=find
        )
        for issuer in sorted({item.issuer for item in plan.editions if item.due})
    }


def _bytes(context: Context, name: str) -> bytes:
    return (context.root / edition_path(name)).read_bytes()


def _warn(plan: Plan) -> None:
    for problem in plan.problems:
        if problem.severity is Severity.WARNING:
            print_diagnostic(problem)


def _show(context: Context, tree: Tree, plan: Plan, *, as_json: bool) -> None:
    """The dry run: each edition, each candidate, each reason. No e-mail address, no date of birth."""
    if as_json:
        context.print_json(_as_json(plan, ()))
        return
    for edition in plan.editions:
        _show_edition(context.console, tree, edition)
    entitled = sum(decision.entitled for edition in plan.editions for decision in edition.due)
    refused = plan.count - entitled
    besides = f", {refused} refused" if refused else ""
    context.echo(f"Dry run: {_diplomas(entitled)} to issue{besides}; nothing was written.")


def _show_edition(console: Console, tree: Tree, edition: EditionPlan) -> None:
    # rich costs as much to import as a small command, and a real run does without it.
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    record, programme = tree.editions[edition.edition_id], tree.programmes[edition.programme]
    console.print(Text(f"{edition.edition_id}  {programme.name.en}", style="bold"))
    console.print(Text(f"jury of {record.date}, {edition.issuer}, approved by {len(record.approvals)}"))
    for told in edition.approved:
        console.print(Text(f"  {told}", style="dim"))
    if edition.issued:
        console.print(Text(f"{len(edition.issued)} issued before, skipped"))
    for decision in edition.due:
        mark, style = ("✓", "green") if decision.entitled else ("✗", "red")
        name = tree.candidates[decision.candidate].name.display
        heading = Text.assemble((mark, style), " ", (name, "bold"), f"  {decision.candidate}")
        console.print(Padding(heading, (1, 0, 0, 0), expand=False))
        for line, dim in _why(decision):
            console.print(Padding(Text(line, style="dim" if dim else ""), (0, 0, 0, 4), expand=False))
    console.print()


def _why(decision: Decision) -> list[tuple[str, bool]]:
    """The grounds of a decision, line by line; dim ones did not count."""
    lines = [(sentence.en, False) for sentence in decision.obstacles]
    if decision.version is not None and decision.window is not None:
        until = f" to {decision.window.closes}" if decision.window.closes else ""
        lines.append((f"version {decision.version}; registered {decision.registered}{until}", False))
    lines += [(f"{'met' if part.met else 'NOT met'}: {part.sentence.en}", False) for part in decision.clauses]
    lines += [(sentence.en, False) for sentence in decision.remarks]
    lines += [
        (f"does not count: {item.course} {item.date}, {item.sentence.en}", True)
        for item in decision.judged
        if not item.counts
    ]
    return lines


def _report(context: Context, tree: Tree, plan: Plan, issuance: Issuance, *, as_json: bool) -> None:
    if as_json:
        context.print_json(_as_json(plan, issuance.diplomas))
        return
    sealed = 0
    for edition, candidate, code in issuance.diplomas:
        context.echo(f"{edition}  {candidate}  {tree.site.base_url}d/{code}.html")
        sealed += to_be_sealed(tree, tree.editions[edition].programme, candidate)
    before = sum(len(edition.issued) for edition in plan.editions)
    skipped = f"; {before} issued before" if before else ""
    context.echo(f"{_diplomas(len(issuance.diplomas))} issued{skipped}.")
    if sealed:
        which = (
            "All are"
            if sealed == len(issuance.diplomas)
            else f"{sealed} of them {'is' if sealed == 1 else 'are'}"
        )
        context.echo(
            f"{which} sealed: parchemin link CODE prints the whole link, and messages to holders have it."
        )
    if issuance.files:
        context.echo("Commit candidates/ledger/ now.")


def _as_json(plan: Plan, diplomas: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    codes = {(edition, candidate): code for edition, candidate, code in diplomas}
    return {
        "editions": [
            {
                "edition": edition.edition_id,
                "programme": edition.programme,
                "issuer": edition.issuer,
                "approved": list(edition.approved),
                "issued_before": [
                    {"candidate": item.candidate, "code": item.code} for item in edition.issued
                ],
                "due": [
                    {
                        "candidate": decision.candidate,
                        "entitled": decision.entitled,
                        "version": decision.version,
                        "code": codes.get((edition.edition_id, decision.candidate)),
                        "reasons": [{"fr": one.fr, "en": one.en} for one in decision.reasons],
                    }
                    for decision in edition.due
                ],
            }
            for edition in plan.editions
        ],
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code,
                "message": problem.message,
            }
            for problem in plan.problems
        ],
    }


def _diplomas(count: int) -> str:
    return "no diploma" if count == 0 else "one diploma" if count == 1 else f"{count} diplomas"
