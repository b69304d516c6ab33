"""``parchemin keys rotate``, ``retire`` and ``compromise``: what happens to a key after it was made.

Each says what it does to the diplomas that the key signed, before it does it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.cli import keys as group
from generator.cli.context import Context, pass_context
from generator.cli.options import CODE, ISSUER, ask, by_option, examples, reason_option, yes_option
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.errors import KeyStoreError
from generator.issuing.acts import Statement
from generator.issuing.book import Book, open_book
from generator.issuing.rekey import (
    CompromisePlan,
    RekeyDesk,
    find_key,
    plan_compromise,
)
from generator.issuing.rekey import compromise as carry_out
from generator.issuing.rekey import retire as retire_key
from generator.issuing.signers import Signer, signer_for
from generator.trust.ledger import KeyEntry

__all__ = ["compromise", "retire", "rotate"]

_COMMIT = "Commit candidates/ledger/ now, and publish the site: only then does did.json say so."
_SHOWN = 20


@click.command(epilog=examples("parchemin keys rotate institut-pasteur"))
@click.argument("issuer", type=ISSUER)
@key_options
@moment_option
@pass_context
def rotate(context: Context, issuer: str, keys: KeyOptions, now: datetime) -> None:
    """Make a new key for ISSUER, which signs from now on.

    The old one stays in did.json, and every diploma that it signed stays good.
    """
    ring = Ledger(context.root).keyring()
    if not any(entry.issuer == issuer for entry in ring.entries):
        raise KeyStoreError(f"{issuer} has no key yet", hint=f"parchemin keys new {issuer}")
    group.create(context, issuer, keys, now, rotate=True)
    context.echo("Older keys stay in did.json for ever: do not remove them. Retire them with: keys retire")


def _statement(function: Callable[..., Any]) -> Callable[..., Any]:
    return by_option(reason_option("note")(function))


@click.command(
    epilog=examples(
        'parchemin keys retire institut-pasteur "cba1 e3c6" --by "Ada Exemple" --reason "Replaced in 2027"'
    )
)
@click.argument("issuer", type=ISSUER)
@click.argument("key")
@_statement
@key_options
@moment_option
@pass_context
def retire(
    context: Context, *, issuer: str, key: str, by: str, note: str, keys: KeyOptions, now: datetime
) -> None:
    """Let KEY of ISSUER sign no more. KEY is its fingerprint, or the beginning of it.

    It stays in did.json, and every diploma that it signed stays good.
    """
    ledger = Ledger(context.root)
    with ledger.writing():
        book = open_book(ledger)
        entry = find_key(book.ring, issuer, key)
        signer = _signer(context, book, keys, issuer)
        desk = RekeyDesk(ledger, LogStore(context.root), signer, Statement(by, "other", note), now)
        files = retire_key(desk, book.ring, entry)
        left = ledger.keyring().current(issuer)
    if not files:
        context.echo(f"{entry.public.fingerprint}: nothing to do, it is out of use already.")
        return
    context.echo(f"{entry.public.fingerprint}: retired. Its diplomas stay good.")
    if left is None:
        context.echo(f"{issuer} has no key to sign with now: parchemin keys rotate {issuer}", err=True)
    _report(context, files)


@click.command(
    epilog=examples(
        'parchemin keys compromise institut-pasteur "cba1 e3c6" --since 120 --by "Ada Exemple" --reason "Laptop stolen"'
    )
)
@click.argument("issuer", type=ISSUER)
@click.argument("key")
@_statement
@click.option(
    "--since",
    type=click.IntRange(min=0),
    metavar="INDEX",
    help="Index of the transparency log from which on nothing that the key signed is trusted.",
)
@click.option("--resign", "named", type=CODE, multiple=True, help="Sign this diploma anew all the same.")
@click.option("--resign-all", is_flag=True, help="Sign every diploma of the ledger anew that the key signed.")
@yes_option
@key_options
@moment_option
@pass_context
def compromise(
    context: Context,
    *,
    issuer: str,
    key: str,
    by: str,
    note: str,
    since: int | None,
    named: tuple[str, ...],
    resign_all: bool,
    yes: bool,
    keys: KeyOptions,
    now: datetime,
) -> None:
    """Say that KEY of ISSUER was stolen or lost: it leaves did.json, and nothing that it signed verifies any more.

    Diplomas that the transparency log holds below --since are signed anew by the issuer's present key, under the same
    codes and addresses; so are those that you name. The others are revoked. Make another key first: keys rotate.
    """
    ledger, store = Ledger(context.root), LogStore(context.root)
    with ledger.writing():
        book = open_book(ledger)
        entry = find_key(book.ring, issuer, key)
        signer = _signer(context, book, keys, issuer)
        if signer.key.public == entry.public:
            raise KeyStoreError(
                f"this is the key that {issuer} signs with now", hint=f"First: parchemin keys rotate {issuer}"
            )
        plan = plan_compromise(
            ledger,
            book.ring,
            store.load() if store.exists() else None,
            entry,
            since=since,
            named=named,
            everything=resign_all,
        )
        _show(context, plan, signer)
        ask("Do it?", yes=yes)
        desk = RekeyDesk(ledger, store, signer, Statement(by, "other", note), now)
        files = carry_out(desk, plan)
    if not files:
        context.echo("Nothing to do, that is so already.")
        return
    context.echo(f"{entry.public.fingerprint}: compromised.")
    _report(context, files)


def _signer(context: Context, book: Book, keys: KeyOptions, issuer: str) -> Signer:
    secret: Callable[[KeyEntry], Any] = keys.finder(context.root)
    return signer_for(book, issuer, demonstration=keys.demonstration, secret=secret)


def _show(context: Context, plan: CompromisePlan, signer: Signer) -> None:
    context.echo(f"compromised:   {plan.entry.public.fingerprint}")
    context.echo(f"signs instead: {signer.key.public.fingerprint}")
    for title, codes in (("signed anew", plan.resign), ("revoked", plan.fall)):
        context.echo(f"{title}: {len(codes)}")
        for code in codes[:_SHOWN]:
            context.echo(f"  {code}")
        if len(codes) > _SHOWN:
            context.echo(f"  … and {len(codes) - _SHOWN} more")


def _report(context: Context, files: tuple[str, ...]) -> None:
    for path in files:
        context.echo(f"  {path}")
    context.echo(_COMMIT)
