"""``parchemin erase``: forget a candidate, as far as what others rely on allows."""

from __future__ import annotations

from datetime import datetime

import click

from generator.adapters.atomic import replace
from generator.adapters.files import is_guarded, load_tree
from generator.adapters.ledger import Ledger
from generator.cli.context import Context, pass_context
from generator.cli.protect import forget_copies
from generator.cli.signing import KeyOptions, key_options, moment_option
from generator.errors import ParcheminError
from generator.intake.run import exclusive
from generator.issuing.acts import Desk, Statement
from generator.issuing.book import Book, open_book
from generator.issuing.signers import signer_for
from generator.records.candidate import Candidate
from generator.records.erased import erased_record, is_erased

__all__ = ["command"]


@click.command("erase")
@click.argument("candidate")
@click.option("--by", required=True, metavar="NAME", help="Who decides it. Kept private.")
@click.option("--yes", is_flag=True, help="Do it: nothing brings the person back.")
@key_options
@moment_option
@pass_context
def command(context: Context, candidate: str, *, by: str, yes: bool, keys: KeyOptions, now: datetime) -> None:
    """Forget CANDIDATE: withdraw the pages of all diplomas, empty the record, destroy its key.

    Without --yes it says what would be done. The log, the status lists and everybody else's diplomas stay as they are.
    What git's history, the ledger, transmissions, backups and other people's copies hold is beyond this command:
    docs/privacy.md says what to do about each.

    \b
    Example:
      parchemin erase c-4f9k2m7x1q --by "Ada Exemple" --yes
    """
    root = context.root
    with exclusive(root):
        tree = load_tree(root)
        record = tree.candidates.get(candidate)
        if record is None:
            raise ParcheminError(f"there is no candidate {candidate}")
        ledger = Ledger(root)
        book = open_book(ledger)
        shown = _shown(book, candidate, now)
        _announce(context, candidate, record, shown, yes=yes)
        if not yes:
            return
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
        for deposit in record.deposits:
            if deposit.scan is not None:
                (root / deposit.scan.path).unlink(missing_ok=True)
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


def _announce(context: Context, key: str, record: Candidate, shown: list[str], *, yes: bool) -> None:
    would = "" if yes else "would be "
    for code in shown:
        context.echo(f"{code}: the page {would}withdrawn")
    context.echo(
        f"candidates/register/{key}.yml: {would}emptied" if not is_erased(record) else "emptied before"
    )
    if not yes:
        context.echo("Nothing was done. With --yes it is, for good.")


def _destroy(context: Context, candidate: str) -> None:
    from generator.adapters.keyring import open_ring  # noqa: PLC0415 - slow to load

    ring = open_ring(context.root)
    if ring is not None and ring.destroy(candidate):
        context.echo("The key is destroyed: what git's history holds of the protected record is noise.")
