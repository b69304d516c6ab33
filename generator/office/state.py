"""Everything that a site's folders say on one day: records, diplomas, where everyone stands, which mail is due.

The folders may be those of the working tree or of a revision (`generator.adapters.revision`): nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.adapters.mailledger import MailLedger
from generator.issuing.book import Book, open_book
from generator.issuing.overview import Line, overview
from generator.mailing.desk import read_diplomas, read_waiting
from generator.outreach.plan import MailPlan, plan_mail
from generator.records.tree import Tree

__all__ = ["State", "read_state"]


@dataclass(frozen=True, slots=True)
class State:
    """What is so on `day`. `mail` is None where the site writes to nobody."""

    root: Path
    day: date
    tree: Tree
    book: Book
    lines: tuple[Line, ...]
    mail: MailPlan | None


def read_state(root: Path, day: date) -> State:
    """Read it; raises `RecordError` and `LedgerError` as reading its parts does."""
    tree = load_tree(root)
    book = open_book(Ledger(root))
    mail = None
    if tree.site.mail is not None:
        diplomas = tuple(read_diplomas(Ledger(root)))
        mail = plan_mail(tree, diplomas, MailLedger(root).book(), day, read_waiting(root, tree, day))
    return State(root, day, tree, book, tuple(overview(tree, book, on=day)), mail)
