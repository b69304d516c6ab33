"""``parchemin erase``: forget a candidate, as far as what others rely on allows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from generator.adapters.atomic import STEPS, replace
from generator.adapters.files import is_guarded
from generator.adapters.ledger import Ledger
from generator.adapters.recordlock import writing_records
from generator.cli.context import Context, pass_context
from generator.cli.options import CANDIDATE, ask, by_option, examples, yes_option
from generator.cli.protect import forget_copies
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.errors import ParcheminError
from generator.issuing.acts import Desk, Statement
from generator.issuing.book import Book, open_book
from generator.issuing.signers import signer_for
from generator.records.candidate import Candidate
from generator.records.erased import erased_record, is_erased
from generator.records.kinds import SCANS

__all__ = ["command"]


@click.command(
    "erase",
    epilog=examples(
        'parchemin erase c-4f9k2m7x1q --by "Ada Exemple" --dry-run',
        'parchemin erase c-4f9k2m7x1q --by "Ada Exemple" --yes',
    ),
)
@click.argument("candidate", type=CANDIDATE)
@by_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@yes_option
@key_options
@moment_option
@pass_context
def command(
    context: Context, candidate: str, *, by: str, dry_run: bool, yes: bool, keys: KeyOptions, now: datetime
) -> None:
    """Forget CANDIDATE: withdraw the pages of all diplomas, empty the record, destroy its key.

    The log, the status lists and everybody else's diplomas stay as they are. What git's history, the ledger,
    transmissions, backups and other people's copies hold is beyond this command: docs/privacy.md says what to do about
    each.
    """
    root = context.root
    with writing_records(root, "candidates/register"):
        tree = context.tree()
        record = tree.candidates.get(candidate)
        if record is None:
            raise ParcheminError(f"there is no candidate {candidate}")
        ledger = Ledger(root)
        book = open_book(ledger)
        shown = _shown(book, candidate, now)
        _announce(context, candidate, record, shown)
        if dry_run:
            context.echo("Dry run: nothing was done.")
            return
        ask("Nothing brings the person back. Go on?", yes=yes)
        # The pages first: an interruption leaves a record that says whom the next run has to go on with.
        with ledger.writing():
            for code in shown:
                book = open_book(ledger)
                item = book.issued[code]
                signer = signer_for(
                    book, item.issuer, demonstration=keys.demonstration, secret=keys.finder(root)
                )
                statement = Statement(by, "holder-request", "The holder was erased.")
                Desk(ledger, book, signer, statement, now).hide(item)
        path = f"candidates/register/{candidate}.yml"
        if not is_erased(record):
            replace(root / path, erased_record(candidate, record, now.date()).encode())
        _remove_scans(root, [one for key, one in tree.candidates.items() if key != candidate])
        forget_copies(root)
        if is_guarded(root):
            _destroy(context, candidate)
    context.echo("Commit candidates/ now, and publish the site.")


def _shown(book: Book, candidate: str, now: datetime) -> list[str]:
    """The codes of the candidate's diplomas whose pages are still shown."""
    return sorted(
        item.code
        for item in book.issued.values()
        if item.candidate == candidate and book.state(item, now) != "withdrawn"
    )


def _remove_scans(root: Path, others: Iterable[Candidate]) -> None:
    """Remove every scan that no record of the others names: after an interruption, no record says which they were.

    Two people may have sent the same file. A scan whose taking in was interrupted is taken in again.
    """
    folder = root / SCANS
    named = {deposit.scan.path for one in others for deposit in one.deposits if deposit.scan is not None}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith(".") and f"{SCANS}{path.name}" not in named:
            path.unlink()
            STEPS.flush_directory(folder)


def _announce(context: Context, key: str, record: Candidate, shown: list[str]) -> None:
    for code in shown:
        context.echo(f"{code}: to be withdrawn")
    state = "emptied before" if is_erased(record) else "to be emptied"
    context.echo(f"candidates/register/{key}.yml: {state}")


def _destroy(context: Context, candidate: str) -> None:
    from generator.adapters.keyring import open_ring  # noqa: PLC0415 - slow to load

    ring = open_ring(context.root)
    if ring is not None and ring.destroy(candidate):
        context.echo("The key is destroyed: what git's history holds of the protected record is noise.")
