"""``parchemin mail answer``, ``close`` and ``bounces``: what people and servers say afterwards."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from generator.adapters.mailledger import MailLedger
from generator.cli.context import Context, pass_context, print_diagnostic
from generator.cli.options import examples, json_option, reason_option
from generator.cli.signing import moment_option
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.mailing.bounces import read_reports, sort_reports
from generator.mailing.desk import open_desk
from generator.outreach.entries import Close, Settle, Settlement
from generator.trust.text import check_text

__all__ = ["answer_command", "bounces_command", "close_command"]


def _reason(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        check_text(value, "the reason")
    except MalformedError as error:
        raise click.BadParameter(str(error)) from None
    if not value.strip() or len(value) > 2_000:
        raise click.BadParameter("a reason of one to 2,000 characters is due")
    return value


_reason_option = reason_option("reason", callback=_reason)


@click.command(
    "answer",
    epilog=examples(
        'parchemin mail answer KEY --sent --reason "The server\'s log has it"',
        'parchemin mail answer KEY --never --reason "She telephoned"',
    ),
)
@click.argument("key")
@click.option("--sent", "settled", flag_value="sent", help="It was sent.")
@click.option("--not-sent", "settled", flag_value="not-sent", help="It was not; it is due again.")
@click.option("--never", "settled", flag_value="never", help="It is not to be sent at all.")
@_reason_option
@moment_option
@pass_context
def answer_command(
    context: Context, *, key: str, settled: Settlement | None, reason: str, now: datetime
) -> None:
    """Answer what only a person can: whether the message KEY was sent.

    With --never also takes back a message that is due. The decision is added to the mail ledger; commit it.
    """
    if settled is None:
        raise click.UsageError("Say one of --sent, --not-sent, --never.")
    ledger = MailLedger(context.root)
    with ledger.writing():
        desk = open_desk(context.root, now.date())
        item, track = desk.plan.find(key), desk.plan.book.tracks.get(key)
        if item is None and track is None:
            raise LedgerError("there is nothing to answer", [_unknown(key)])
        if track is not None and now < track.at:
            raise LedgerError(
                "the last thing known of this message is of a later moment than now",
                hint="Wait a second; if that does not help, is the clock right?",
            )
        state = item.message.state if item is not None else track.state if track is not None else ""
        name = item.message.key if item is not None else key
        written = ledger.add([Settle(now, name, settled, reason, state)])
    context.echo(f"{name}: {_SAID[settled]}\n  {written}\nCommit and push candidates/mail/ now.")


_SAID = {
    "sent": "counts as sent.",
    "not-sent": "was not sent; it is due again while its time lasts.",
    "never": "is never sent.",
}


def _unknown(key: str) -> Diagnostic:
    hint = "parchemin mail plan --all lists the keys."
    return Diagnostic(
        "candidates/mail", 0, 0, "M514", f"neither plan nor ledger knows the message {key}", hint
    )


@click.command("close", epilog=examples('parchemin mail close RUN --reason "The machine was switched off"'))
@click.argument("run")
@_reason_option
@moment_option
@pass_context
def close_command(context: Context, *, run: str, reason: str, now: datetime) -> None:
    """Say that RUN, which did not end, is over: nothing more will come of it.

    Do so only when it is certain that no process is sending any more, here or elsewhere. Messages that were under way
    stay questions.
    """
    ledger = MailLedger(context.root)
    with ledger.writing():
        book = ledger.book()
        if run not in {one.name for one in book.open_runs}:
            known = ", ".join(one.name for one in book.open_runs) or "none"
            raise LedgerError(f"no open run is named {run[:40]}", hint=f"Open runs: {known}.")
        written = ledger.add([Close(now, run, reason)])
    context.echo(f"{run}: closed.\n  {written}\nCommit and push candidates/mail/ now.")


@click.command("bounces", epilog=examples("parchemin mail bounces returned/"))
@click.argument("place", type=click.Path(exists=True, path_type=Path))
@json_option
@moment_option
@pass_context
def bounces_command(context: Context, *, place: Path, as_json: bool, now: datetime) -> None:
    """Record the reports of servers about messages that came back.

    PLACE is a file .eml, a folder of them, an mbox or a Maildir. A report counts when it quotes a message of this site;
    each is recorded once. An address that does not exist gets nothing more until its record has another.
    """
    ledger = MailLedger(context.root)
    with ledger.writing():
        found, counts = sort_reports(read_reports(place), ledger.book(), now)
        written = ledger.add(found) if found else None
    if as_json:
        context.print_json({"file": written, **{str(name): number for name, number in counts.items()}})
    else:
        context.echo(
            f"{counts['recorded']} recorded, {counts['known']} known before, {counts['foreign']} about other messages, "
            f"{counts['nothing']} no report of a failure."
        )
    if counts["foreign"] and not as_json:
        hint = "A report that returns no Message-ID of ours cannot be believed; look at it yourself."
        print_diagnostic(
            Diagnostic(
                place.name,
                0,
                0,
                "M515W",
                f"{counts['foreign']} reports are about no message of this site",
                hint,
            )
        )
    if written is not None and not as_json:
        context.echo(f"  {written}\nCommit and push candidates/mail/ now.")
