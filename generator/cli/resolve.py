"""``parchemin resolve``: record what a person decided about a transmitted row."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any, Literal

import click
import yaml
from pydantic import ValidationError

from generator.adapters.atomic import make_folder, replace
from generator.adapters.clock import today
from generator.adapters.transmissions import TransmissionStore
from generator.cli.context import Context, pass_context
from generator.cli.options import CANDIDATE, SESSION, by_option, day_option, examples, reason_option
from generator.errors import Diagnostic, RecordError
from generator.records.explain import explain
from generator.records.kinds import KINDS
from generator.records.resolution import Resolutions
from generator.records.transmission import Transmission, TransmittedRow
from generator.records.tree import Tree
from generator.records.yaml import load

__all__ = ["command"]

_KIND = next(kind for kind in KINDS if kind.name == "resolutions")
_CHOICES = ("match", "reject", "transmitted", "declared")


@click.command(
    "resolve",
    epilog=examples(
        'parchemin resolve malaria/2026-t2 d8eb2e11 --match c-4f9k2m7x1q --by "Ada Exemple" --reason "Paper seen"',
        'parchemin resolve malaria/2026-t2 d8eb2e11 --nobody --by "Ada Exemple" --reason "Asked: not one of ours"',
    ),
)
@click.argument("session", type=SESSION, metavar="COURSE/SESSION")
@click.argument("row")
@click.option("--match", type=CANDIDATE, metavar="CANDIDATE", help="The row is this candidate's.")
@click.option("--reject", type=CANDIDATE, metavar="CANDIDATE", help="The row is not this candidate's.")
@click.option("--nobody", is_flag=True, help="The row is nobody's who is registered.")
@click.option(
    "--transmitted", type=CANDIDATE, metavar="CANDIDATE", help="In a contradiction the platform is right."
)
@click.option(
    "--declared",
    type=CANDIDATE,
    metavar="CANDIDATE",
    help="In a contradiction the candidate is right; the row waits.",
)
@click.option("--fraud", is_flag=True, help="Invalidate the result; needs --told-fr and --told-en.")
@click.option("--told-fr", metavar="TEXT", help="What the candidate may read of an invalidation, in French.")
@click.option("--told-en", metavar="TEXT", help="The same in English.")
@by_option
@reason_option("reason")
@day_option("Day of the decision. Default: today.")
@pass_context
def command(
    context: Context, /, *, session: tuple[str, str], row: str, given: date | None, **options: Any
) -> None:
    """Record a person's decision about the transmitted row ROW of a session.

    ROW is the key that parchemin reconcile prints, or its first digits. The decision is kept in
    candidates/resolutions/ and honoured by every later run, also when a corrected file arrives. A decided
    contradiction comes up again when the platform changes what the row says.
    """
    decision, candidate = _decision(options)
    course, name = session
    context.hold_records("candidates/resolutions")
    tree = context.tree()
    if candidate is not None and candidate not in tree.candidates:
        raise RecordError(
            f"there is no candidate '{candidate}'", hint="Copy the id from parchemin reconcile."
        )
    store = TransmissionStore(context.root)
    transmission = store.in_force(course, name)
    if transmission is None:
        raise RecordError(f"nothing was transmitted for {course}/{name}", hint="Import a file first.")
    found = _row(transmission, row, store.path(course, name, transmission.header.number))
    entry: dict[str, Any] = {"row": found.who, "decision": decision}
    if candidate is not None:
        entry["candidate"] = candidate
    if decision in ("transmitted", "declared"):
        entry["content"] = found.content
    entry |= {"by": options["by"], "date": given or today(), "reason": options["reason"]}
    if decision == "fraud":
        entry["told"] = {"fr": options["told_fr"], "en": options["told_en"]}
    path = _append(context, tree, course, name, entry)
    if path is None:
        context.echo(f"{found.who}: decided so already; nothing to do.")
        return
    context.echo(f"{found.who}: {decision}{f' {candidate}' if candidate else ''}, written to {path}")
    context.echo(f"Next: parchemin reconcile {course}/{name}")


_Decision = Literal["match", "reject", "transmitted", "declared", "fraud"]


def _decision(options: dict[str, Any]) -> tuple[_Decision, str | None]:
    chosen: list[tuple[_Decision, str | None]] = [
        (name, options[name])  # type: ignore[misc]
        for name in _CHOICES
        if options[name] is not None
    ]
    if options["nobody"]:
        chosen.append(("reject", None))
    if options["fraud"]:
        chosen.append(("fraud", None))
    if len(chosen) != 1:
        raise click.UsageError(
            "Say one of --match, --reject, --nobody, --transmitted, --declared and --fraud."
        )
    told = options["told_fr"] is not None, options["told_en"] is not None
    if any(told) != options["fraud"] or (options["fraud"] and not all(told)):
        raise click.UsageError("--fraud needs both --told-fr and --told-en, and nothing else takes them.")
    return chosen[0]


def _row(transmission: Transmission, key: str, path: str) -> TransmittedRow:
    """The one row whose key starts so; `RecordError` with C402."""
    found = [row for who, row in transmission.by_who.items() if who.startswith(key)] if len(key) >= 6 else []
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} rows have a key that starts so" if found else "no row in force has such a key"
    hint = "Copy the key from parchemin reconcile; six digits at least."
    raise RecordError(f"'{key}' names no row", [Diagnostic(path, 0, 0, "C402", what, hint)])


def _append(context: Context, tree: Tree, course: str, session: str, entry: dict[str, Any]) -> str | None:
    """Add a decision below the others; None where the last one about this row says the same already."""
    path = _KIND.path(f"{course}/{session}")
    former = tree.resolutions.get((course, session))
    entries: list[dict[str, Any]] = []
    if former is not None:
        entries = [one.model_dump(exclude_none=True) for one in former.resolutions]
    same = ("row", "decision", "candidate", "content")
    of_row = [one for one in entries if one["row"] == entry["row"] and one["decision"] == entry["decision"]]
    if of_row and all(of_row[-1].get(name) == entry.get(name) for name in same):
        return None
    value: dict[str, Any] = {"course": course, "session": session, "resolutions": [*entries, entry]}
    data = _text(path, value)
    document = load(data, path)
    try:
        Resolutions.model_validate(document.data)
    except ValidationError as error:
        mistakes = list(explain(error, Resolutions, document))
        raise RecordError("the decision would be refused; nothing was written", mistakes) from None
    make_folder((context.root / path).parent)
    replace(context.root / path, data)
    return path


def _text(path: str, value: dict[str, Any]) -> bytes:
    """The record as YAML, each decision on one line: where two people decide at once, git has whole decisions to put
    side by side, and mixes no two of them.
    """
    head = {name: value[name] for name in ("course", "session")}
    lines = [_KIND.schema_line(path), *_dump(head, flow=False).splitlines(), "resolutions:"]
    lines += [f"- {_dump(entry, flow=True)}" for entry in value["resolutions"]]
    return "".join(f"{line}\n" for line in lines).encode()


def _dump(value: dict[str, Any], *, flow: bool) -> str:
    text: str = yaml.safe_dump(
        value, sort_keys=False, allow_unicode=True, default_flow_style=flow, width=sys.maxsize
    )
    return text.rstrip("\n")
