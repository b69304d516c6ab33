"""What ``revoke``, ``reinstate``, ``supersede``, ``withdraw``, ``seal`` and ``unseal`` have in common."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from generator.adapters.ledger import Ledger
from generator.cli.context import Context, pass_context
from generator.cli.options import CODE, by_option, examples, json_option, reason_option
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.issuing.acts import Desk, Outcome, Statement, find
from generator.issuing.book import open_book
from generator.issuing.signers import signer_for
from generator.trust.ledger import REASONS, ActKind, ReasonClass

__all__ = ["act_command"]


@dataclass(frozen=True)
class Request:
    """What the person at the terminal asks for."""

    code: str
    statement: Statement
    keys: KeyOptions
    now: datetime
    as_json: bool


def act_command(act: ActKind, text: str, *, reason: ReasonClass | None) -> click.Command:
    """The command of one act. `text` is its help; `reason` the default class, None where one must be said."""

    # An explicit default, None included, would satisfy `required`.
    default: dict[str, Any] = (
        {"required": True} if reason is None else {"default": reason, "show_default": True}
    )

    who = '--by "Ada Exemple" --reason "Decided by the jury of 3 July"'
    said = " --reason-class issued-in-error" if reason is None else ""

    @click.command(help=text, epilog=examples(f"parchemin {act} CODE{said} {who}"))
    @click.argument("code", type=CODE)
    @by_option
    @reason_option("note")
    @click.option(
        "--reason-class",
        type=click.Choice(REASONS),
        help="Why, as the page says it to everyone.",
        **default,
    )
    @json_option
    @key_options
    @moment_option
    @pass_context
    def command(
        context: Context,
        *,
        code: str,
        by: str,
        note: str,
        reason_class: ReasonClass,
        as_json: bool,
        keys: KeyOptions,
        now: datetime,
        share: bool = False,
    ) -> None:
        request = Request(code, Statement(by, reason_class, note), keys, now, as_json)
        _run(context, request, act, share=share)

    return command


def _run(context: Context, request: Request, act: ActKind, *, share: bool) -> None:
    root: Path = context.root
    ledger = Ledger(root)
    with ledger.writing():
        book = open_book(ledger)
        item = find(book, request.code)
        signer = signer_for(
            book,
            item.issuer,
            demonstration=request.keys.demonstration,
            secret=request.keys.finder(root),
        )
        desk = Desk(ledger, book, signer, request.statement, request.now)
        if act == "supersede":
            outcome = desk.supersede(context.tree(), item, secrets.token_bytes, share=share)
        elif act in ("seal", "unseal"):
            outcome = desk.seal(item, act)
        else:
            outcome = desk.act(item, act)
    _report(context, request, act, outcome)


def _report(context: Context, request: Request, act: ActKind, outcome: Outcome) -> None:
    if request.as_json:
        found = {
            "act": act,
            "code": request.code,
            "replacement": outcome.replacement,
            "files": list(outcome.files),
        }
        context.print_json(found)
        return
    if not outcome.files:
        context.echo(f"{request.code}: nothing to do, that is so already.")
        return
    context.echo(f"{request.code}: {_DONE[act]}.")
    if outcome.replacement is not None:
        context.echo(f"{outcome.replacement}: issued in its place.")
    for path in outcome.files:
        context.echo(f"  {path}")
    context.echo("Commit candidates/ledger/ now, and publish the site: only then can everyone see it.")


_DONE = {
    "revoke": "revoked",
    "reinstate": "in force again",
    "supersede": "superseded",
    "withdraw": "withdrawn",
    "seal": "sealed; parchemin link shows the link that opens it",
    "unseal": "open to whoever has its address",
}
