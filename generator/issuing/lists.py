"""Status lists: which index a new diploma gets, and a list's signed text.

Indexes are random, so that a list says nothing about the order of diplomas, and never used twice. A list that
is half full is closed and the next one begins: finding a free index stays cheap, and a wrong count can never
reach the end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from generator.adapters.ledger import Ledger
from generator.errors import LedgerError, MalformedError
from generator.issuing.book import Book, status_list_url
from generator.issuing.signers import Signer
from generator.trust.canonical import canonical
from generator.trust.instant import format_instant
from generator.trust.proof import sign
from generator.trust.statuslist import MINIMUM_BITS, StatusList, status_list_credential
from generator.trust.strictjson import parse_object

__all__ = ["Allocator", "list_bits", "settle", "signed_list"]

_FULL = MINIMUM_BITS // 2


class Allocator:
    """Hands out places in an issuer's status lists. `random` returns so many random bytes."""

    def __init__(self, book: Book, issuer: str, random: Callable[[int], bytes]) -> None:
        self._book = book
        self._issuer = issuer
        self._random = random
        self._number = max((number for slug, number in book.lists if slug == issuer), default=1)
        self._taken = book.taken(issuer, self._number)

    def next(self) -> tuple[int, int]:
        """The number of a list, and an index in it that nobody has."""
        if len(self._taken) >= _FULL:
            self._number += 1
            self._taken = self._book.taken(self._issuer, self._number)
        # 2^17 divides 2^32: every index is equally likely.
        index = int.from_bytes(self._random(4), "big") % MINIMUM_BITS
        while index in self._taken:
            index = int.from_bytes(self._random(4), "big") % MINIMUM_BITS
        self._taken.add(index)
        return self._number, index


def signed_list(signer: Signer, number: int, bits: set[int], now: datetime) -> bytes:
    """The exact bytes of a list as it is published."""
    statuses = StatusList.empty().with_bits(set_=sorted(bits))
    url = status_list_url(signer.did, number)
    document = status_list_credential(url, signer.did, statuses, valid_from=now)
    return canonical(sign(document, signer.key, did=signer.did, created=now)) + b"\n"


def list_bits(data: bytes) -> tuple[StatusList, str]:
    """The bits of a published list and its `validFrom`; raises `MalformedError`. Nothing is verified."""
    document = parse_object(data, max_bytes=4_000_000)
    subject, since = document.get("credentialSubject"), document.get("validFrom")
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    if not isinstance(encoded, str) or not isinstance(since, str):
        raise MalformedError("this is not a status list", reason="list-malformed")
    return StatusList.decode(encoded), since


def settle(ledger: Ledger, book: Book, signer: Signer, now: datetime) -> tuple[str, ...]:
    """Bring the issuer's lists up to date with the acts; returns the paths of those that changed.

    After a crash between an act and its list, this is what completes it.
    """
    changed = []
    for (issuer, number), file in sorted(book.lists.items()):
        if issuer != signer.issuer:
            continue
        due = book.bits_set(issuer, number)
        try:
            statuses, since = list_bits(file.data)
        except MalformedError as error:
            raise LedgerError(f"{file.path} is damaged: {error}", hint="Bring it back from git.") from None
        if statuses == StatusList.empty(len(statuses)).with_bits(set_=due):
            continue
        if format_instant(now) < since:
            raise LedgerError(
                f"{file.path} was signed on {since}, which is later than now", hint="Is the clock right?"
            )
        changed.append(ledger.replace_status_list(issuer, number, signed_list(signer, number, due, now)))
    return tuple(changed)
