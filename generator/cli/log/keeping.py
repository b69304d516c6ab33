"""``parchemin log init``, ``append`` and ``sign``: the acts of the school that keeps the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from generator.adapters.git import Git
from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.cli.context import Context, pass_context
from generator.cli.log.keys import LOG_VARIABLE, WITNESS_VARIABLE, make_secret, secret_of
from generator.cli.options import examples, json_option
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.errors import LedgerError
from generator.logbook.sequencer import Desk, Turn
from generator.logbook.snapshots import reader
from generator.logbook.witnessing import WitnessStore
from generator.trust.keys import is_reserved_host
from generator.trust.logleaf import Genesis
from generator.trust.logpolicy import LogEntry, Policy
from generator.trust.note import COSIGNS, NoteKey

__all__ = ["append_command", "init_command", "sign_command"]

_POLICY_HEAD = """\
# Which witnesses must have seen a checkpoint for it to be believed (c2sp.org/tlog-policy). For two of three:
#   witness <name> <key> <address>
#   group <name> 2 <witness> <witness> <witness>
#   quorum <name>
"""


@click.command(
    "init",
    epilog=examples("parchemin log init", "parchemin log init --witness       to cosign other schools' logs"),
)
@click.option(
    "--witness", "as_witness", is_flag=True, help="Make a witness key instead, to cosign other schools' logs."
)
@key_options
@moment_option
@pass_context
def init_command(context: Context, *, as_witness: bool, keys: KeyOptions, now: datetime) -> None:
    """Begin the transparency log of this site: once, and for ever.

    Its name is the official host and /log. Its key is separate from those that sign diplomas: it is sealed with a
    passphrase in $PARCHEMIN_KEYS, unless it is given by --key-fd or PARCHEMIN_LOG_KEY (PARCHEMIN_WITNESS_KEY).
    """
    host = context.tree().site.host
    if as_witness:
        _init_witness(context, f"{host}/witness", keys, now)
        return
    store, origin = LogStore(context.root), f"{host}/log"
    if store.exists():
        raise LedgerError(f"this site has a transparency log already: {store.key.name}")
    secret, path = make_secret(origin, keys, context.root, LOG_VARIABLE, role="log", now=now)
    key = NoteKey(origin, secret.public)
    policy = _POLICY_HEAD + str(Policy(logs=(LogEntry(key, f"https://{origin}"),)))
    written = store.create(key, policy, Genesis(origin).to_bytes())
    _tell(context, key, path, written)
    context.echo("Commit these files; then parchemin log append signs for the first leaf.")


def _init_witness(context: Context, name: str, keys: KeyOptions, now: datetime) -> None:
    store = WitnessStore(context.root)
    if (store.directory / "vkey").exists():
        raise LedgerError(f"this site has a witness key already: {store.key}")
    secret, path = make_secret(name, keys, context.root, WITNESS_VARIABLE, role="witness", now=now)
    key = NoteKey(name, secret.public, COSIGNS)
    written = store.create(key).relative_to(context.root).as_posix()
    _tell(context, key, path, (written,))
    context.echo(
        f"Give this line to the school whose log you will look at:\n  witness NAME {key} https://{name}"
    )


def _tell(context: Context, key: NoteKey, path: Path | None, written: tuple[str, ...]) -> None:
    if path is not None:
        context.echo(f"secret key:  {path}")
        context.echo("Keep a copy of the secret key and its passphrase apart.")
    context.echo(f"public key:  {key}")
    for name in written:
        context.echo(f"  {name}")


def _place_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what ``append`` and ``sign`` have in common; they receive it as `desk`."""

    def with_desk(context: Context, **more: Any) -> Any:
        live, branch, without_git = (more.pop(name) for name in ("live", "branch", "without_git"))
        return function(context, desk=_desk(context, live, branch, without_git=without_git), **more)

    named: Any = wraps(function)(with_desk)
    wrapped: Any = key_options(pass_context(named))
    for option in (
        json_option,
        click.option("--without-git", is_flag=True, help="For demonstrations: neither commit nor push."),
        click.option(
            "--branch", metavar="NAME", help="The default branch, where the remote does not say it."
        ),
        click.option(
            "--live",
            metavar="PLACE",
            help="The published log (https://HOST/log, or a folder or file): it must not be ahead.",
        ),
    ):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


@click.command(
    "append",
    epilog=examples(
        "parchemin log append", "parchemin log append --no-sign     where the log's key is not at hand"
    ),
)
@click.option("--no-sign", is_flag=True, help="Leave signing to parchemin log sign, where the key is.")
@_place_options
def append_command(context: Context, *, desk: Desk, no_sign: bool, as_json: bool, keys: KeyOptions) -> None:
    """Move what waits into the log, commit, push, and only then sign.

    Works on the default branch alone. Refuses when the last signed checkpoint is not a prefix of the log, or the
    published log is ahead of this one.
    """
    secret = None if no_sign else secret_of(desk.store.key, keys, context.root, LOG_VARIABLE)
    _report(context, desk.append(secret), as_json=as_json)


@click.command("sign", epilog=examples("parchemin log sign"))
@_place_options
def sign_command(context: Context, *, desk: Desk, as_json: bool, keys: KeyOptions) -> None:
    """Sign for leaves that were pushed and are not signed for yet."""
    secret = secret_of(desk.store.key, keys, context.root, LOG_VARIABLE)
    _report(context, desk.sign(secret), as_json=as_json)


def _desk(context: Context, live: str | None, branch: str | None, *, without_git: bool) -> Desk:
    store = LogStore(context.root)
    host = store.key.name.partition("/")[0]
    if without_git and not is_reserved_host(host):
        raise LedgerError(
            f"the log of {host} is written with git alone",
            hint="Without a branch that everybody shares, two copies of the log could be signed in two orders.",
        )
    git = None if without_git else Git(context.root)
    if git is not None and not git.has_remote():
        raise LedgerError(
            f"there is no remote {git.remote} to push to",
            hint="The log signs only what the shared branch has accepted. For a demonstration: --without-git.",
        )
    issuer_keys = {item.value.public for item in Ledger(context.root).public_keys()}
    return Desk(store, git, issuer_keys, branch, _live(live))


def _live(place: str | None) -> str | None:
    if place is None:
        return None
    file = Path(place)
    data = file.read_bytes() if file.is_file() else reader(place)("checkpoint")
    if data is None:
        raise LedgerError(
            f"{place} publishes no checkpoint", hint="Before the first publication, leave --live out."
        )
    return data.decode("utf-8", "replace")


def _report(context: Context, turn: Turn, *, as_json: bool) -> None:
    signed = turn.signed.size if turn.signed else None
    if as_json:
        found = {"added": turn.added, "known": turn.known, "size": turn.size, "signed": signed}
        context.print_json(found)
        return
    if turn.added:
        context.echo(
            f"{turn.added} {'leaf' if turn.added == 1 else 'leaves'} added; the log has {turn.size}."
        )
    if turn.known:
        context.echo(f"{turn.known} {'was' if turn.known == 1 else 'were'} in the log already.")
    if signed is not None:
        context.echo(f"Signed at {signed} leaves. Build and publish the site, so that everyone can see it.")
    elif not turn.added and not turn.known:
        context.echo(f"Nothing to do: the log has {turn.size} leaves.")
