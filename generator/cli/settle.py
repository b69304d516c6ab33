"""``parchemin settle``: make status lists and places right after two branches met."""

from __future__ import annotations

import secrets
from datetime import datetime

import click

from generator.adapters.ledger import Ledger
from generator.cli.context import Context, pass_context
from generator.cli.options import ISSUER, examples, json_option
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.issuing.book import open_book
from generator.issuing.settling import settle_issuer
from generator.issuing.signers import signer_for

__all__ = ["command"]


@click.command(epilog=examples("parchemin settle institut-pasteur"))
@click.argument("issuer", type=ISSUER)
@json_option
@key_options
@moment_option
@pass_context
def command(context: Context, *, issuer: str, as_json: bool, keys: KeyOptions, now: datetime) -> None:
    """Make the status lists of ISSUER right after two branches met, or an act was interrupted.

    A list that does not say what the acts say, or that git left in conflict, is signed anew from the acts. Where both
    branches gave one place in a list, the diploma that the log holds first keeps it; the other is signed anew with a
    place of its own, under the same code, number and date. Leaves that wait for the log of diplomas that the ledger
    does not hold, because both branches issued the same and you kept one side, wait no more.
    """
    ledger = Ledger(context.root)
    with ledger.writing():
        signer = signer_for(
            open_book(ledger), issuer, demonstration=keys.demonstration, secret=keys.finder(context.root)
        )
        settled = settle_issuer(ledger, signer, now, secrets.token_bytes)
    if as_json:
        found = {
            "issuer": issuer,
            "moved": list(settled.moved),
            "files": list(settled.files),
            "dropped": settled.dropped,
        }
        context.print_json(found)
        return
    if settled.dropped:
        context.echo(
            f"{issuer}: {settled.dropped} leaves waited for the log of diplomas that are not in the ledger."
        )
    elif not settled.files:
        context.echo(f"{issuer}: nothing to do, everything is in order.")
        return
    for code in settled.moved:
        context.echo(
            f"{code}: signed anew, with a place of its own. A copy sent out before is to be replaced."
        )
    for path in settled.files:
        context.echo(f"  {path}")
    context.echo("Commit candidates/ledger/ now, and publish the site: only then can everyone see it.")
