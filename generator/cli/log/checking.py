"""``parchemin log verify``, ``audit`` and ``reconcile``: checks that anyone can run, and the one of the school."""

from __future__ import annotations

from pathlib import Path

import click

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.cli.context import Context, count, pass_context, print_diagnostic
from generator.cli.options import examples, json_option
from generator.errors import Diagnostic
from generator.logbook.auditing import audit, examine
from generator.logbook.reconciling import Reconciliation, reconcile
from generator.logbook.snapshots import differing_files, published, reader, snapshot
from generator.trust.tiles import ReadTile
from generator.trust.transparency import TransparencyLog

__all__ = ["audit_command", "reconcile_command", "verify_command"]

_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_SHOWN = 20


@click.command(
    "verify",
    epilog=examples(
        "parchemin log verify", "parchemin log verify https://diplomes.example.org/log --vkey KEY"
    ),
)
@click.argument("place", required=False)
@click.option(
    "--vkey",
    metavar="KEY",
    help="The log's key, known from elsewhere; without it, the copy's own is believed.",
)
@json_option
@pass_context
def verify_command(context: Context, place: str | None, vkey: str | None, as_json: bool) -> None:
    """Check a whole log: every checkpoint, every leaf, every signature, and each published file.

    PLACE is a published site or its folder log, candidates/ledger/log, a checkout, or an address such as
    https://HOST/log. Default: the log of this site. Exit code: 0 in order, 1 not.
    """
    with context.progress() as told:
        told("Reading the log")
        log, read = _open(context, place)
        told("Checking the log")
        problems = list(examine(log))
        differing = differing_files(log, read) if read is not None else []
    other_key = vkey is not None and vkey.strip() != str(log.key)
    if place is None:
        LogStore(context.root).pending()
    if as_json:
        context.print_json(_state(log, problems, differing, other_key=other_key))
    else:
        for problem in problems[:_SHOWN]:
            print_diagnostic(problem, err=False)
        for path in differing[:_SHOWN]:
            context.echo(f"{path} is missing, or not what the leaves make it.")
        if other_key:
            context.echo(f"The key is another one than yours: {log.key}")
        _describe(context, log)
    if problems or differing or other_key:
        raise click.exceptions.Exit(1)


@click.command("audit", epilog=examples("parchemin log audit saved-last-year site"))
@click.argument("old", type=_DIRECTORY)
@click.argument("new", type=_DIRECTORY)
@json_option
@pass_context
def audit_command(context: Context, old: Path, new: Path, as_json: bool) -> None:
    """Check that the log NEW still says what OLD had signed.

    Both are copies of a published site, or of candidates/ledger/log. Exit code: 0 when NEW continues OLD, 1 when it
    was rolled back, forked, or is another log.
    """
    found = audit(snapshot(old), snapshot(new))
    if as_json:
        result = {
            "consistent": found.consistent,
            "reason": found.reason,
            "message": found.message,
            "old_size": found.old_size,
            "new_size": found.new_size,
            "compared": found.compared,
        }
        context.print_json(result)
    elif found.consistent:
        grown = found.new_size - found.old_size
        context.echo(f"{found.new_size} leaves continue the {found.old_size} signed before ({grown} new).")
        context.echo(f"{count(found.compared, 'checkpoint')} compared.")
    else:
        context.echo(f"{found.reason}: {found.message}.")
    if not found.consistent:
        raise click.exceptions.Exit(1)


@click.command("reconcile", epilog=examples("parchemin log reconcile", "parchemin log reconcile --queue"))
@click.option("--queue", is_flag=True, help="Let the leaves that diplomas lack wait for the next append.")
@json_option
@pass_context
def reconcile_command(context: Context, queue: bool, as_json: bool) -> None:
    """Hold the log against the ledger.

    A leaf without a record is an alarm (exit code 1): somebody issued or revoked behind the school's back. A record
    without a leaf is listed: it is late.
    """
    store = LogStore(context.root)
    ledger = Ledger(context.root)
    found = reconcile(store.load(), store, ledger)
    written: tuple[str, ...] = ()
    if queue:
        leaves = [item.leaf for item in found.missing if item.leaf is not None]
        with ledger.writing():
            written = store.add_pending(leaves)
    if as_json:
        context.print_json(_reconciled(found, written))
    else:
        _show(context, found, written)
    if found.alarms:
        raise click.exceptions.Exit(1)


def _open(context: Context, place: str | None) -> tuple[TransparencyLog, ReadTile | None]:
    """The log at a place, and how to read its published files, where there are any."""
    if place is None:
        return LogStore(context.root).load(), None
    if place.startswith(("https://", "http://")):
        read = reader(place)
        return published(read), read
    directory = Path(place)
    if not directory.is_dir():
        raise click.BadParameter(f"'{place}' is no directory.", param_hint="PLACE")
    log = snapshot(directory)
    served = next((one for one in (directory, directory / "log") if (one / "tile").is_dir()), None)
    return log, reader(str(served)) if served is not None else None


def _state(
    log: TransparencyLog, problems: list[Diagnostic], differing: list[str], *, other_key: bool
) -> dict[str, object]:
    newest = log.newest
    return {
        "origin": log.origin,
        "vkey": str(log.key),
        "leaves": len(log.tree),
        "signed": newest.size if newest else 0,
        "root": newest.root.hex() if newest else None,
        "checkpoints": len(log.sizes),
        "problems": [_diagnostic(problem) for problem in problems],
        "differing_files": differing,
        "in_order": not (problems or differing or other_key),
    }


def _describe(context: Context, log: TransparencyLog) -> None:
    newest = log.newest
    context.echo(f"{log.origin}: {len(log.tree)} leaves, {newest.size if newest else 0} of them signed for.")
    context.echo(f"{count(len(log.sizes), 'checkpoint')}; key {log.key}")


def _show(context: Context, found: Reconciliation, written: tuple[str, ...]) -> None:
    for problem in found.alarms:
        print_diagnostic(problem, err=False)
    for item in found.missing[:_SHOWN]:
        print_diagnostic(item.problem, err=False)
    if len(found.missing) > _SHOWN:
        context.echo(f"… and {len(found.missing) - _SHOWN} more without a leaf.")
    context.echo(
        f"{found.records} records: {found.logged} in the log, {found.waiting} waiting, "
        f"{len(found.missing)} without a leaf."
    )
    for path in written:
        context.echo(f"  {path}")
    if found.alarms:
        noun = "leaf has" if len(found.alarms) == 1 else "leaves have"
        context.echo(f"ALARM: {len(found.alarms)} {noun} no record. Somebody else may hold a key.")


def _reconciled(found: Reconciliation, written: tuple[str, ...]) -> dict[str, object]:
    return {
        "records": found.records,
        "logged": found.logged,
        "waiting": found.waiting,
        "alarms": [_diagnostic(problem) for problem in found.alarms],
        "missing": [_diagnostic(item.problem) for item in found.missing],
        "queued": list(written),
    }


def _diagnostic(problem: Diagnostic) -> dict[str, object]:
    return {"path": problem.path, "line": problem.line, "code": problem.code, "message": problem.message}
