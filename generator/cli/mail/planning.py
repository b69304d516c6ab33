"""``parchemin mail plan`` and ``preview``: what is due to whom and why, and the messages. Nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from generator.adapters.atomic import replace
from generator.adapters.clock import today
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import CANDIDATE, day_option, examples, json_option
from generator.errors import Diagnostic, ParcheminError
from generator.mailing.desk import Desk, Written, open_desk
from generator.mailing.envelope import UnwritableError
from generator.outreach.book import Track
from generator.outreach.message import Message, candidate_of
from generator.outreach.plan import MailPlan, Planned
from generator.records.mail import MAIL_KINDS

__all__ = ["chosen_kinds", "describe", "plan_command", "preview_command", "questions"]

_STANDINGS = {
    "due": "due",
    "off": "switched off",
    "not-started": "not started",
    "past": "past when mail was started",
    "declined": "reminders declined",
    "address-refused": "address refuses mail",
    "sent": "sent",
    "question": "a person must say whether it was sent",
    "refused": "refused by the server",
    "never": "never to be sent",
}

_day_option = day_option("Day to plan for, past or to come. Default: SOURCE_DATE_EPOCH, or today.")
chosen_kinds = click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(MAIL_KINDS), help="Only this kind. Repeatable."
)


@click.command(
    "plan", epilog=examples("parchemin mail plan", "parchemin mail plan --date 2027-07-12 --kind diploma")
)
@_day_option
@chosen_kinds
@click.option("--candidate", type=CANDIDATE, metavar="ID", help="Only this candidate.")
@click.option("--all", "every", is_flag=True, help="Also what was sent, is past, or is held back.")
@json_option
@pass_context
def plan_command(
    context: Context,
    *,
    given: date | None,
    kinds: tuple[str, ...],
    candidate: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Show which message is due to whom, and why. Candidates are shown by their ids.

    Exit code: 0 in order, 1 where a person must answer something: a message of which nobody knows whether it left, one
    that the server refused, a run that did not end.
    """
    plan = open_desk(context.root, today(given)).plan
    items = [
        item
        for item in plan.items
        if (not kinds or item.message.kind in kinds) and candidate in (None, item.message.candidate)
    ]
    problems = questions(plan)
    if as_json:
        context.print_json(_as_json(plan, items))
    else:
        _show(context, items, every=every)
        _show_state(context, plan)
    for problem in problems:
        if not as_json:
            print_diagnostic(problem)
    if any(not problem.code.endswith("W") for problem in problems):
        raise click.exceptions.Exit(1)


def _show(context: Context, items: Sequence[Planned], *, every: bool) -> None:
    counts = Counter(item.standing for item in items)
    shown = [item for item in items if every or item.due]
    last = None
    for item in sorted(shown, key=lambda one: (MAIL_KINDS.index(one.message.kind), one.message.key)):
        if item.message.kind != last:
            last = item.message.kind
            context.echo(last, bold=True)
        state = "" if item.due else f"  [{_STANDINGS[item.standing]}]"
        context.echo(f"  {describe(item.message)}{state}")
    held = ", ".join(
        f"{count} {_STANDINGS[standing]}" for standing, count in sorted(counts.items()) if standing != "due"
    )
    context.echo(f"{counts['due']} due{f'; {held}' if held else ''}.")


def describe(message: Message) -> str:
    """A message on one line, for staff: its key, until when it is worth sending, why it is due."""
    return f"{message.key}  until {message.closes}, {message.why.en}"


def _show_state(context: Context, plan: MailPlan) -> None:
    if plan.unstarted:
        context.echo(f"Not started yet, nothing of it is sent: {', '.join(plan.unstarted)}.")


def questions(plan: MailPlan) -> list[Diagnostic]:
    """What only a person can answer, and whose address is of no use any more."""
    found = [_question(track) for track in plan.unanswered]
    found += [
        Diagnostic(
            f"candidates/register/{candidate}.yml",
            0,
            0,
            "M506W",
            "the address refuses mail for good: nothing is sent to it",
            "Find out the present address and correct the record; what waits is due again then.",
        )
        for candidate in sorted({candidate_of(track.key) for track in plan.bounced})
    ]
    found += [
        Diagnostic(
            run.path,
            1,
            1,
            "M511",
            f"the run {run.name} has not ended",
            "If it is under way elsewhere, wait and pull. If it stopped, say: "
            f"parchemin mail close {run.name} --reason TEXT",
        )
        for run in plan.book.open_runs
    ]
    return sorted(found)


def _question(track: Track) -> Diagnostic:
    answer = f"parchemin mail answer {track.key} --sent, --not-sent or --never, with --reason TEXT"
    if track.fate == "question":
        message = f"nobody knows whether {track.key} was sent"
        return Diagnostic(
            track.path, track.line, 1, "M504", message, f"Look into the server's log; then {answer}"
        )
    if track.bounced is not None and track.fate != "refused":
        message = f"{track.key} came back ({track.bounced.status or 'no status'})"
        return Diagnostic(track.path, track.line, 1, "M505", message, f"Find out why; then {answer}")
    refusal = track.refusal
    status = f"{refusal.code} {refusal.status}".strip() if refusal else ""
    message = f"the server refused {track.key} ({status})"
    hint = (
        "The server cannot take addresses outside ASCII (SMTPUTF8)"
        if status.endswith("5.6.7")
        else "Find out why"
    )
    return Diagnostic(track.path, track.line, 1, "M505", message, f"{hint}; then {answer}")


def _as_json(plan: MailPlan, items: Sequence[Planned]) -> dict[str, Any]:
    return {
        "day": str(plan.day),
        "messages": [
            {
                "key": item.message.key,
                "candidate": item.message.candidate,
                "kind": item.message.kind,
                "standing": item.standing,
                "opens": str(item.message.opens),
                "closes": str(item.message.closes),
                "why": {"fr": item.message.why.fr, "en": item.message.why.en},
            }
            for item in items
        ],
        "questions": [
            {"code": one.code, "path": one.path, "line": one.line, "message": one.message}
            for one in questions(plan)
        ],
        "address_refused": sorted({candidate_of(track.key) for track in plan.bounced}),
        "unstarted": list(plan.unstarted),
    }


@click.command(
    "preview",
    epilog=examples(
        "parchemin mail preview --candidate c-4f9k2m7x1q", "parchemin mail preview KEY --html message.html"
    ),
)
@click.argument("key", required=False)
@_day_option
@chosen_kinds
@click.option("--candidate", type=CANDIDATE, metavar="ID", help="Only messages to this candidate.")
@click.option(
    "--html",
    "html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the HTML of the one message to this file.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write every message there, as .eml and .html.",
)
@pass_context
def preview_command(
    context: Context,
    *,
    key: str | None,
    given: date | None,
    kinds: tuple[str, ...],
    candidate: str | None,
    html: Path | None,
    output: Path | None,
) -> None:
    """Show messages as they would leave. KEY is that of parchemin mail plan.

    Also shows messages that are not due, for whatever reason. What is shown holds names and addresses, and so do the
    files written.
    """
    day = today(given)
    desk = open_desk(context.root, day)
    messages = _wanted(desk, key, kinds, candidate)
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    if html is not None and len(messages) != 1:
        raise click.UsageError(f"--html takes one message, and these are {len(messages)}: name its KEY.")
    if output is not None:
        output.mkdir(parents=True, exist_ok=True, mode=0o700)
    documents = desk.documents(messages)
    written = 0
    for message in messages:
        try:
            one = desk.write(message, now, documents)
        except UnwritableError as error:
            context.echo(f"{message.key}: {error}", err=True)
            continue
        written += 1
        if html is not None:
            replace(html, one.letter.html.encode())
            context.echo(f"wrote {html}")
        elif output is not None:
            replace(output / f"{one.parcel.name}.eml", one.parcel.data, mode=0o600)
            replace(output / f"{one.parcel.name}.html", one.letter.html.encode(), mode=0o600)
        else:
            _print(context, desk, one)
    if not messages:
        context.echo(
            f"There is no message on {day}. parchemin mail plan --all lists what there is.", err=True
        )
    if output is not None:
        context.echo(f"{written} message{'s' if written != 1 else ''} in {output}")


def _wanted(desk: Desk, key: str | None, kinds: tuple[str, ...], candidate: str | None) -> list[Message]:
    if key is not None:
        item = desk.plan.find(key)
        if item is None:
            problem = Diagnostic(
                "candidates/mail",
                0,
                0,
                "M514",
                f"no message with the key {key} has its time on {desk.plan.day}",
                "parchemin mail plan --all lists those that do; --date names another day.",
            )
            raise ParcheminError("there is no such message", [problem])
        return [item.message]
    return [
        item.message
        for item in desk.plan.items
        if (not kinds or item.message.kind in kinds) and candidate in (None, item.message.candidate)
    ]


def _print(context: Context, desk: Desk, one: Written) -> None:
    candidate = desk.tree.candidates[one.message.candidate]
    context.echo(one.message.key, bold=True)
    context.echo(f"To:       {candidate.name.display} <{candidate.email}>")
    context.echo(f"Subject:  {one.letter.subject}")
    context.echo(f"Why:      {one.message.why.en}")
    context.echo(f"Size:     {len(one.parcel.data)} bytes")
    context.echo()
    for line in one.letter.text.splitlines():
        context.echo(f"  {line}".rstrip())
    context.echo()
