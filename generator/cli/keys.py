"""``parchemin keys``: create, list and replace the keys that sign diplomas.

A key is created by an explicit act, and a second one for the same issuer only by ``rotate``. The secret
is sealed in the key store, or stays wherever it was given from; the public key goes into the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

import click

from generator.adapters.keystore import KeyStore, default_directory, new_key
from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.cli.context import Context, pass_context
from generator.cli.options import ISSUER, examples, json_option
from generator.cli.signing import KeyOptions, key_options, moment_option, passphrase
from generator.errors import KeyStoreError, ParcheminError
from generator.issuing.rekey import enter_key
from generator.issuing.signers import check_host, is_demonstration_key
from generator.logbook.pending import knows_key
from generator.trust.instant import format_instant
from generator.trust.keyact import Keyring
from generator.trust.keys import demonstration_key
from generator.trust.ledger import KeyEntry

__all__ = ["command"]


@click.group()
def command() -> None:
    """Create, list and replace the keys that sign diplomas."""


@command.command(epilog=examples("parchemin keys new institut-pasteur"))
@click.argument("issuer", type=ISSUER)
@click.option("--rotate", is_flag=True, help="Replace the issuer's key; older diplomas keep theirs.")
@key_options
@moment_option
@pass_context
def new(context: Context, issuer: str, rotate: bool, keys: KeyOptions, now: datetime) -> None:
    """Create the key of ISSUER and enter its public half in the ledger.

    The secret is sealed with a passphrase in $PARCHEMIN_KEYS (default ~/.config/parchemin/keys). A secret
    given by --key-fd or PARCHEMIN_SECRET_KEY is only entered: it stays where it is.
    """
    create(context, issuer, keys, now, rotate=rotate)


def create(context: Context, issuer: str, keys: KeyOptions, now: datetime, *, rotate: bool) -> None:
    """Create a key and enter it; the first of its issuer unless `rotate`."""
    tree = context.tree()
    record = tree.issuers.get(issuer)
    if record is None:
        raise KeyStoreError(f"there is no issuer {issuer}", hint=f"Issuers: {', '.join(tree.issuers)}.")
    ledger = Ledger(context.root)
    with ledger.writing():
        entries = [item.value for item in ledger.public_keys()]
        mine = [entry for entry in entries if entry.issuer == issuer]
        if _complete(context, ledger, mine, keys):
            return
        if mine and not rotate:
            raise KeyStoreError(
                f"{issuer} has a key already, made on {format_instant(mine[-1].created)}",
                hint=f"parchemin keys rotate {issuer} makes a new one; diplomas signed with the old one stay good.",
            )
        if mine and mine[-1].created >= now:
            raise KeyStoreError(f"the last key of {issuer} is younger than now", hint="Is the clock right?")
        if keys.demonstration:
            check_host(record.did)
            secret = demonstration_key(record.did)
        else:
            given = keys.given()
            secret = given or new_key()
            if is_demonstration_key(secret.public, record.did, (one.did for one in tree.issuers.values())):
                raise KeyStoreError("this secret key is the demonstration's, which anyone can compute")
            if given is None:
                path = KeyStore(default_directory(os.environ), site=context.root).save(
                    secret,
                    issuer=issuer,
                    did=record.did,
                    passphrase=passphrase(keys.passphrase_fd, confirm=True),
                    created=now,
                )
                context.echo(f"secret key:  {path}")
        if any(entry.public == secret.public for entry in entries):
            raise KeyStoreError("this key is in the ledger already")
        entry = KeyEntry(issuer, record.did, secret.public, now, keys.demonstration)
        written = enter_key(ledger, LogStore(context.root), entry, secret)
    context.echo(f"public key:  {written[0]}")
    context.echo(f"fingerprint: {secret.public.fingerprint}")
    if not keys.demonstration:
        context.echo("Keep a copy of the secret key and its passphrase apart; commit the public key.")


def _complete(context: Context, ledger: Ledger, mine: Sequence[KeyEntry], keys: KeyOptions) -> bool:
    """Tell the log of the newest key, where a run was stopped before it did and that key's secret is given."""
    if not mine or not ledger.log.exists() or knows_key(ledger.log, mine[-1].public, "added"):
        return False
    secret = demonstration_key(mine[-1].did) if keys.demonstration else keys.given()
    if secret is None or secret.public != mine[-1].public:
        return False
    (written,) = enter_key(ledger, ledger.log, mine[-1], secret)
    context.echo(f"public key:  it is in the ledger already, and now waits for the log: {written}")
    return True


@command.command("list", epilog=examples("parchemin keys list"))
@json_option
@pass_context
def list_keys(context: Context, as_json: bool) -> None:
    """List the public keys of every issuer, and which secret keys are at hand."""
    ring = Ledger(context.root).keyring()
    try:
        stored = {key.public for key in KeyStore(default_directory(os.environ), site=context.root).entries()}
    except ParcheminError as error:
        stored = set()
        context.echo(f"key store not read: {error}", err=True)
    rows = [
        {
            "issuer": entry.issuer,
            "did": entry.did,
            "key": entry.public.multibase,
            "fingerprint": entry.public.fingerprint,
            "created": format_instant(entry.created),
            "demonstration": entry.demonstration,
            "current": entry == ring.current(entry.issuer),
            "state": _state(ring, entry),
            "secret": "public"
            if entry.demonstration
            else "stored"
            if entry.public in stored
            else "elsewhere",
        }
        for entry in ring.entries
    ]
    if as_json:
        context.print_json({"keys": rows})
        return
    if not rows:
        context.echo("No key yet. Make one with: parchemin keys new ISSUER")
    for row in rows:
        context.echo(f"{row['issuer']}  {_USES[str(row['state'])]}, made on {row['created']}")
        context.echo(f"  {row['did']}")
        context.echo(f"  {row['fingerprint']}")
        context.echo(f"  secret key: {_SECRET[str(row['secret'])]}")


def _state(ring: Keyring, entry: KeyEntry) -> str:
    fate = ring.fate(entry)
    if fate is not None:
        return {"retire": "retired", "compromise": "compromised"}[fate.act]
    return "current" if entry == ring.current(entry.issuer) else "replaced"


_USES = {
    "current": "signs now",
    "replaced": "replaced by a newer one",
    "retired": "retired",
    "compromised": "compromised, no longer in did.json",
}
_SECRET = {
    "public": "the demonstration's, which anyone can compute",
    "stored": "in the key store",
    "elsewhere": "not in the key store here",
}

# The other commands of the group; they need `create`, above.
from generator.cli.keychange import compromise, retire, rotate  # noqa: E402
from generator.cli.letterkeys import intake  # noqa: E402

for _one in (rotate, retire, compromise, intake):
    command.add_command(_one)
