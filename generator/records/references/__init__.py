"""What records say of one another: every name that must exist, every date that must fit, everything that
must be said once.

Each module checks one part of the tree and yields diagnostics at the very value that is wrong:
`issuers` and `pages` the publication, `courses` the sessions, `programmes` the rule, `register` the
candidates, `letters` what arrived sealed from them, `decisions` results and editions, `resolutions` what people decided
about transmitted rows, `money` contracts and payments. A reference to a broken record is left alone: the record
itself is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from generator.errors import Diagnostic
from generator.records.draft import Draft
from generator.records.memory import NOTHING, Memory, keys
from generator.records.references import (
    courses,
    decisions,
    issuers,
    letters,
    money,
    pages,
    programmes,
    register,
    resolutions,
)

__all__ = ["check"]


def check(
    draft: Draft, others: Collection[str], *, today: date | None, memory: Memory = NOTHING
) -> Iterator[Diagnostic]:
    """Yield everything wrong between the records of `draft`. `others` are the files that are no records.

    What concerns the candidates is asked of `memory` first: there may be very many of them.
    """
    present = frozenset(others)
    yield from issuers.check(draft, present)
    yield from pages.check(draft.files)
    yield from courses.check(draft, today)
    yield from programmes.check(draft)
    yield from money.check_contracts(draft)
    register_key, decisions_key = keys(draft, present, memory)
    yield from memory.once("register", register_key, lambda: _registered(draft, present))
    yield from memory.once("decisions", decisions_key, lambda: _decided(draft))


def _registered(draft: Draft, present: frozenset[str]) -> Iterator[Diagnostic]:
    yield from register.check(draft)
    yield from letters.check(draft, present)


def _decided(draft: Draft) -> Iterator[Diagnostic]:
    yield from decisions.check(draft)
    yield from resolutions.check(draft)
    yield from money.check_payments(draft)
