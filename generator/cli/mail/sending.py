"""``parchemin mail start`` and ``send``: the two acts by which candidates hear from the school."""

from __future__ import annotations

import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.adapters.fetch import FetchError, fetch
from generator.adapters.git import Git
from generator.adapters.mailledger import MailLedger
from generator.adapters.smtp import Smtp, SmtpSettings
from generator.adapters.smtpconfig import smtp_settings
from generator.adapters.transport import Outbox, Transport
from generator.cli.context import Context, pass_context, print_diagnostic, print_error
from generator.cli.mail.planning import chosen_kinds, describe
from generator.cli.options import CANDIDATE, ask, examples, json_option, yes_option
from generator.cli.progress import each, more
from generator.cli.signing import moment_option
from generator.errors import LedgerError
from generator.issuing.audit import verify_ledger
from generator.mailing.desk import WITH_DOCUMENTS, Desk, open_desk
from generator.mailing.prepare import Prepared, check_server, chosen, prepare
from generator.mailing.run import Outcome, check_ready, send
from generator.mailing.turn import Turn, check_no_open_run
from generator.outreach.entries import Entry, Past, Start
from generator.outreach.message import Message
from generator.outreach.plan import as_if_started
from generator.trust.keys import is_reserved_host
from generator.trust.strictjson import MAX_BYTES

if TYPE_CHECKING:
    pass

__all__ = ["send_command", "start_command"]

_OUTBOX = Path(".parchemin") / "outbox"


@click.command("start", epilog=examples("parchemin mail start", "parchemin mail start --kind diploma --yes"))
@chosen_kinds
@yes_option
@moment_option
@pass_context
def start_command(context: Context, *, kinds: tuple[str, ...], yes: bool, now: datetime) -> None:
    """Begin to send: nothing about what happened before this moment is ever sent.

    For the kinds of message that content/site.yml switches on and that were not started, or --kind alone. The act is
    written to the mail ledger; commit it.
    """
    ledger = MailLedger(context.root)
    with ledger.writing():
        desk = open_desk(context.root, now.date())
        wanted = [kind for kind in desk.plan.unstarted if not kinds or kind in kinds]
        if not wanted:
            context.echo("Nothing to start: every kind that content/site.yml switches on is being sent.")
            return
        waiting = as_if_started(desk.plan, wanted)
        counts = Counter(item.message.kind for item in waiting)
        context.echo(f"To start: {', '.join(wanted)}.")
        past = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        context.echo(f"Past, and never sent: {past or 'nothing that would be due today'}.")
        ask("Start now?", yes=yes)
        # What became due on earlier days is past by its day. Of today, what is there at this moment is past.
        today = [item.message for item in waiting if item.message.opens == now.date()]
        entries: list[Entry] = [Start(now, tuple(wanted))]
        entries += [Past(now, message.key, message.state) for message in today]
        written = ledger.add(entries)
    context.echo(f"Started.\n  {written}\nCommit and push candidates/mail/ now.")


@click.command(
    "send",
    epilog=examples(
        "parchemin mail send --dry-run",
        "parchemin mail send --limit 20",
        "parchemin mail send --yes --quiet     in a scheduled job",
    ),
)
@chosen_kinds
@click.option("--candidate", type=CANDIDATE, metavar="ID", help="Only to this candidate.")
@click.option("--dry-run", is_flag=True, help="Show what would leave; write and send nothing.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Send N at most, the most urgent first."
)
@click.option(
    "--ceiling",
    type=click.IntRange(min=0),
    metavar="N",
    help="For this run, instead of the ceiling of the site.",
)
@yes_option
@click.option(
    "--outbox",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the outbox there. Default: .parchemin/outbox in the site.",
)
@click.option(
    "--unpublished", is_flag=True, help="Announce diplomas without looking whether the site shows them."
)
@click.option(
    "--without-git", is_flag=True, help="For demonstrations: neither look at git, nor commit or push."
)
@click.option("--branch", metavar="NAME", help="The default branch, where the remote does not say it.")
@click.option("--verbose", is_flag=True, help="Name each message.")
@json_option
@moment_option
@pass_context
def send_command(
    context: Context,
    *,
    kinds: tuple[str, ...],
    candidate: str | None,
    dry_run: bool,
    limit: int | None,
    ceiling: int | None,
    yes: bool,
    outbox: Path | None,
    unpublished: bool,
    without_git: bool,
    branch: str | None,
    verbose: bool,
    as_json: bool,
    now: datetime,
) -> None:
    """Send what is due: to the outbox, or to the mail server of PARCHEMIN_SMTP_HOST.

    Works on the default branch alone, at the commit that everybody has, and pushes the record of the run. Sends nothing
    at all where more is due than the ceiling allows, or a kind of message was never started.

    Exit code: 0 when everything left, 1 when something was refused, doubtful, held back or not reached.
    """
    ledger = MailLedger(context.root)
    if dry_run:
        desk = open_desk(context.root, now.date())
        messages = chosen(desk, limit=limit, kinds=kinds, candidate=candidate)
        prepared = _prepared(context, desk, messages, now, unpublished=unpublished)
        for one in prepared.written:
            context.echo(describe(one.message))
        _tell_held(prepared)
        context.echo(f"Dry run: {_messages(len(prepared.written))} would leave; nothing was sent.")
        check_ready(desk, messages, desk.settings.ceiling if ceiling is None else ceiling)
        return
    turn = Turn(None if without_git else Git(context.root), branch)
    with ledger.writing():
        # A crash leaves a file that is not committed: that a run is open is the better answer.
        check_no_open_run(ledger.book())
        place = turn.check()
        desk = open_desk(context.root, now.date())
        messages = chosen(desk, limit=limit, kinds=kinds, candidate=candidate)
        check_ready(desk, messages, desk.settings.ceiling if ceiling is None else ceiling)
        prepared = _prepared(context, desk, messages, now, unpublished=unpublished)
        _tell_held(prepared)
        if prepared.written and any(one.message.kind in WITH_DOCUMENTS for one in prepared.written):
            # Never mail a diploma whose signature would not hold.
            with context.progress() as told:
                stage = "Verifying the ledger"
                verify_ledger(context.root, processes=os.cpu_count() or 1, progress=more(told, stage))
        server = _server(context, desk)
        if prepared.written:
            where = "the outbox" if server is None else f"{server.host}:{server.port}"
            ask(f"Hand {_messages(len(prepared.written))} to {where}?", yes=yes)
        with context.progress() as told:
            outcome = send(
                desk,
                _transport(context, desk, server, outbox, now),
                prepared.written,
                turn,
                place,
                run_id=secrets.token_hex(4),
                transport_name=desk.settings.transport,
                clock=_clock(now),
                done=each(told, "Sending", len(prepared.written)),
            )
    _report(context, outcome, prepared, verbose=verbose, as_json=as_json)
    if not outcome.complete or prepared.held:
        raise click.exceptions.Exit(1)


def _prepared(
    context: Context, desk: Desk, messages: Sequence[Message], now: datetime, *, unpublished: bool
) -> Prepared:
    server = _server(context, desk)
    check_server(desk, server)
    # A demonstration's host is nowhere.
    ask = not unpublished and not is_reserved_host(desk.tree.site.host)
    published = _shown_at(desk.tree.site.base_url) if ask else _yes
    with context.progress() as told:
        done = each(told, "Writing", len(messages))
        return prepare(desk, messages, now, server, published=published, done=done)


def _shown_at(base: str) -> Callable[[str], bool]:
    """Whether the published site has the diploma with a code."""

    def ask(code: str) -> bool:
        try:
            fetch(f"{base}d/{code}.json", max_bytes=MAX_BYTES)
        except FetchError:
            return False
        return True

    return ask


def _yes(_: str) -> bool:
    return True


def _server(context: Context, desk: Desk) -> SmtpSettings | None:
    return smtp_settings(context.root, os.environ) if desk.settings.transport == "smtp" else None


def _transport(
    context: Context, desk: Desk, server: SmtpSettings | None, outbox: Path | None, now: datetime
) -> Transport:
    if server is None:
        return Outbox((outbox or context.root / _OUTBOX) / now.strftime("%Y-%m-%dT%H%M%SZ"))
    return Smtp(server, greeting=desk.settings.sender.rpartition("@")[2])


def _clock(now: datetime) -> Callable[[], datetime]:
    """Seconds that pass from `now` on."""
    began = time.monotonic()
    return lambda: (now + timedelta(seconds=time.monotonic() - began)).replace(microsecond=0)


def _tell_held(prepared: Prepared) -> None:
    for problem in prepared.held:
        print_diagnostic(problem)


def _report(context: Context, outcome: Outcome, prepared: Prepared, *, verbose: bool, as_json: bool) -> None:
    accepted = sum(outcome.accepted.values())
    if as_json:
        found = {
            "accepted": dict(sorted(outcome.accepted.items())),
            "refused": outcome.refused,
            "doubtful": outcome.doubtful,
            "held": [problem.message for problem in prepared.held],
            "left": outcome.left,
            "journal": outcome.journal or None,
        }
        context.print_json(found)
    else:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.accepted.items()))
        context.echo(f"{_messages(accepted)} sent{f' ({kinds})' if kinds else ''}.")
        for number, what in (
            (len(outcome.refused), "refused"),
            (len(outcome.doubtful), "perhaps sent: a person must say"),
            (outcome.left, "not reached"),
        ):
            if number:
                context.echo(f"{_messages(number)} {what}.")
        if verbose:
            for key in [one.message.key for one in prepared.written]:
                state = (
                    "refused"
                    if key in outcome.refused
                    else "perhaps sent"
                    if key in outcome.doubtful
                    else "handed over"
                )
                context.echo(f"  {key}  {state}")
        if outcome.journal:
            context.echo(f"  {outcome.journal}")
        if outcome.refused or outcome.doubtful:
            context.echo("parchemin mail plan lists what a person must answer.")
    if outcome.stopped is not None:
        print_error(LedgerError(f"the run stopped: {outcome.stopped}", hint=outcome.stopped.hint))
    if outcome.unpublished is not None:
        print_error(outcome.unpublished)


def _messages(count: int) -> str:
    return "no message" if count == 0 else "one message" if count == 1 else f"{count} messages"
