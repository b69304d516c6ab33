"""``parchemin log witness`` and ``collect``: schools look at each other's logs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from generator.adapters.logstore import LogStore
from generator.cli.context import Context, pass_context
from generator.cli.log.keys import WITNESS_VARIABLE, secret_of
from generator.cli.options import examples, json_option
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.errors import LedgerError, MalformedError
from generator.logbook.snapshots import reader
from generator.logbook.witnessing import WitnessStore, collect, origin_hash, witness
from generator.trust.logpolicy import Policy
from generator.trust.note import NoteKey

__all__ = ["collect_command", "witness_command"]


@click.command(
    "witness",
    epilog=examples(
        "parchemin log witness https://diplomes.example.org/log --vkey KEY     the first time",
        "parchemin log witness https://diplomes.example.org/log",
    ),
)
@click.argument("place")
@click.option(
    "--vkey", "given", metavar="KEY", help="The log's key, had from its school (needed the first time)."
)
@json_option
@key_options
@moment_option
@pass_context
def witness_command(
    context: Context, *, place: str, given: str | None, as_json: bool, keys: KeyOptions, now: datetime
) -> None:
    """Look at another school's log at PLACE (https://HOST/log, or a folder), and cosign it if it only grew.

    Meant for a scheduled job. What was cosigned is kept below candidates/ledger/witness and published with this site at
    /witness/<SHA-256 of the log's name>/checkpoint, where that school collects it. Exit code: 0 cosigned, or nothing
    new; 1 refused: the log was rolled back, forked or cannot be read.
    """
    store = WitnessStore(context.root)
    read = reader(place)
    click.get_current_context().with_resource(store.writing())
    key = _log_key(store, given, (read("vkey") or b"").decode("utf-8", "replace").strip())
    seen = witness(store, key, read, secret_of(store.key, keys, context.root, WITNESS_VARIABLE), at=now)
    written = seen.path.relative_to(context.root).as_posix() if seen.path else None
    if as_json:
        found = {"origin": seen.origin, "before": seen.before, "size": seen.size, "file": written}
        context.print_json(found)
    elif written is None:
        context.echo(f"{seen.origin}: nothing new, {seen.size} leaves.")
    else:
        since = (
            "seen for the first time" if seen.before is None else f"continues the {seen.before} seen before"
        )
        context.echo(f"{seen.origin}: {seen.size} leaves, {since}; cosigned.")
        context.echo(f"  {written}")


@click.command(
    "collect",
    epilog=examples("parchemin log collect", "parchemin log collect https://school.example/witness"),
)
@click.argument("places", metavar="[PLACE]...", nargs=-1)
@json_option
@pass_context
def collect_command(context: Context, places: tuple[str, ...], as_json: bool) -> None:
    """Take in the cosignatures that witnesses publish of this site's log.

    PLACE is where a witness publishes (https://HOST/witness, or a folder), or a file; by default every witness of the
    policy that has an address. Only witnesses that the policy names count.
    """
    store = LogStore(context.root)
    log = store.load()
    if not places:
        places = tuple(one.url for one in Policy.parse(log.policy).witnesses if one.url is not None)
    if not places:
        raise click.UsageError("The policy names no witness with an address; name a place.")
    results: list[tuple[str, int | None, tuple[str, ...]]] = []
    with store.writing():
        for place in places:
            file = Path(place)
            data = (
                file.read_bytes()
                if file.is_file()
                else reader(place)(f"{origin_hash(log.origin)}/checkpoint")
            )
            results.append((place, None, ()) if data is None else (place, *collect(store, log, data)))
    if as_json:
        found = [{"place": place, "size": size, "new": list(new)} for place, size, new in results]
        context.print_json({"places": found})
        return
    for place, size, new in results:
        what = (
            "has not cosigned this log"
            if size is None
            else f"{', '.join(new) or 'nothing new'}, at {size} leaves"
        )
        context.echo(f"{place}: {what}.")


def _log_key(store: WitnessStore, given: str | None, shown: str) -> NoteKey:
    """The key that is trusted for the log: the given one, or the one of the first time. Never the shown one."""
    if given is not None:
        file = Path(given)
        text = file.read_text("utf-8").strip() if "+" not in given and file.is_file() else given.strip()
        return _same(store, _parse(text))
    if not shown:
        raise LedgerError("this log shows no key to be recognised by", hint="Give its key with --vkey.")
    key = _parse(shown)
    if store.known_key(key.name) is None:
        raise LedgerError(
            f"{key.name} was never witnessed here",
            hint="Ask its school for the log's key, by another way than this address, and give it with --vkey.",
        )
    return _same(store, key)


def _same(store: WitnessStore, key: NoteKey) -> NoteKey:
    known = store.known_key(key.name)
    if known is not None and known != key:
        raise LedgerError(
            f"{key.name} was witnessed under another key: {known}",
            hint="A log keeps its key for ever. Ask its school by another way what happened.",
        )
    return key


def _parse(text: str) -> NoteKey:
    try:
        return NoteKey.parse(text)
    except MalformedError as error:
        raise LedgerError(str(error)) from None
