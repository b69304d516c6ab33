"""What was paid for exams and how it is shared, added up; and who paid without a result, or has one without paying.

::

    finance = finance_of(tree, day, transmitted)
    finance.total.received == finance.total.vat + … + finance.total.unshared      # to the cent

Every sum is one of payments that were taken apart one by one (`generator.rules.sharing`), so that the sums of sessions,
schools and years are those of the whole. A payment belongs to the year in which it was made, and so does what went back
of it, whenever it did. A payment without a contract is counted, and shared among nobody (`unshared`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from generator.records.money import Payment
from generator.records.tree import Tree
from generator.rules.sharing import Split, cents, contract_for, is_supervised, share

__all__ = ["Discord", "Finance", "Line", "Sums", "Transmitted", "finance_of"]

_NOTHING: Final = Decimal("0.00")

SessionKey: TypeAlias = tuple[str, str]
Transmitted: TypeAlias = Mapping[SessionKey, Iterable[tuple[str | None, str | None, str]]]
"""By session, every row of the platform's file in force: the candidate it is certainly about, the account it names, and
the path followed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One payment by `day`: what of it went back by then, and how it is shared. `split` is None without a contract."""

    course: str
    session: str
    school: str
    payment: Payment
    supervised: bool
    offer: str | None
    split: Split | None

    @property
    def received(self) -> Decimal:
        """What was paid and did not go back."""
        return cents(self.payment.amount_eur) - cents(self.payment.refunded)


@dataclass(frozen=True, slots=True)
class Sums:
    """Payments added up, in euros; `estimated` counts those of which a fee is the contract's estimate."""

    payments: int = 0
    estimated: int = 0
    paid: Decimal = _NOTHING
    refunded: Decimal = _NOTHING
    vat: Decimal = _NOTHING
    supervision: Decimal = _NOTHING
    bank: Decimal = _NOTHING
    school: Decimal = _NOTHING
    platform: Decimal = _NOTHING
    unshared: Decimal = _NOTHING

    @property
    def received(self) -> Decimal:
        """What was paid and did not go back."""
        return self.paid - self.refunded

    def plus(self, line: Line) -> Sums:
        """These sums and one more payment."""
        split = line.split
        basis = replace(
            self,
            payments=self.payments + 1,
            paid=self.paid + cents(line.payment.amount_eur),
            refunded=self.refunded + cents(line.payment.refunded),
        )
        if split is None:
            return replace(basis, unshared=self.unshared + line.received)
        return replace(
            basis,
            estimated=self.estimated + split.estimated,
            vat=self.vat + split.vat,
            supervision=self.supervision + split.supervision,
            bank=self.bank + split.bank,
            school=self.school + split.school,
            platform=self.platform + split.platform,
        )


@dataclass(frozen=True, slots=True)
class Discord:
    """Somebody who paid and has no result, or has one and did not pay. `who` is a candidate's identifier, or an
    account.

    ``refunded``: has a result, and all that was paid went back.
    """

    course: str
    session: str
    kind: Literal["paid-absent", "unpaid", "refunded"]
    who: str
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class Finance:
    """Everything about money as of `day`. `compared` are the sessions of which both payments and results are known."""

    day: date
    lines: tuple[Line, ...]
    total: Sums
    discords: tuple[Discord, ...]
    compared: tuple[SessionKey, ...]

    def by(self, key: Callable[[Line], tuple[str, ...]]) -> dict[tuple[str, ...], Sums]:
        """The sums of the payments that have the same key, in the order of the keys."""
        found: dict[tuple[str, ...], Sums] = {}
        for line in self.lines:
            found[key(line)] = found.get(key(line), Sums()).plus(line)
        return dict(sorted(found.items()))


def finance_of(tree: Tree, day: date, transmitted: Transmitted) -> Finance:
    """Add up every payment made by `day`."""
    lines = tuple(_lines(tree, day))
    total = Sums()
    for line in lines:
        total = total.plus(line)
    compared = [key for key in tree.payments if key in tree.results or key in transmitted]
    by_session: dict[SessionKey, list[Payment]] = {key: [] for key in compared}
    for line in lines:
        by_session.get((line.course, line.session), []).append(line.payment)
    # Only where there is something to compare is everybody looked at.
    accounts = _accounts(tree) if compared else {}
    discords: list[Discord] = []
    for key in compared:
        sat = _sat(tree, key, transmitted.get(key, ()), day, accounts)
        discords += _discords(key, by_session[key], sat, accounts)
    return Finance(day, lines, total, tuple(discords), tuple(compared))


def _lines(tree: Tree, day: date) -> Iterator[Line]:
    contracts = tuple(tree.contracts.values())
    for (slug, session), record in tree.payments.items():
        course = tree.courses[slug]
        supervised = is_supervised(course)
        for one in record.payments:
            if one.date > day:
                continue
            payment = one.model_copy(update={"refunds": tuple(r for r in one.refunds if r.date <= day)})
            contract = contract_for(contracts, course.school, slug, one.date)
            split = share(payment, contract, supervised=supervised) if contract else None
            offer = contract.offer if contract else None
            yield Line(slug, session, course.school, payment, supervised, offer, split)


def _accounts(tree: Tree) -> dict[str, str]:
    """Whose account each is."""
    return {
        record.platform_id.casefold(): name
        for name, record in tree.candidates.items()
        if record.platform_id is not None
    }


def _person(candidate: str | None, account: str | None, accounts: Mapping[str, str]) -> str | None:
    if candidate is not None or account is None:
        return candidate
    return accounts.get(account.casefold(), account.casefold())


def _sat(
    tree: Tree,
    key: SessionKey,
    rows: Iterable[tuple[str | None, str | None, str]],
    day: date,
    accounts: Mapping[str, str],
) -> frozenset[str]:
    """Everybody who has a result that has to be paid for, as far as the rows say who it is."""
    people = [
        _person(candidate, account, accounts)
        for candidate, account, path in rows
        if _costs(tree, key[0], path)
    ]
    record = tree.results.get(key)
    written = record.results if record is not None else ()
    people += [one.candidate for one in written if one.date <= day and _costs(tree, key[0], one.path)]
    return frozenset(one for one in people if one is not None)


def _discords(
    key: SessionKey, payments: list[Payment], sat: frozenset[str], accounts: Mapping[str, str]
) -> Iterator[Discord]:
    paid: dict[str, Payment] = {}
    for payment in payments:
        who = _person(payment.candidate, payment.account, accounts) or ""
        # Of two payments of one person the one that was kept counts.
        if who not in paid or paid[who].refunded == paid[who].amount_eur:
            paid[who] = payment
    kept = {who for who, payment in paid.items() if payment.refunded < payment.amount_eur}
    for who in sorted(kept - sat):
        yield Discord(*key, "paid-absent", who, paid[who])
    for who in sorted(sat - kept):
        yield Discord(*key, "refunded" if who in paid else "unpaid", who, paid.get(who))


def _costs(tree: Tree, course: str, path: str) -> bool:
    """Whether a path has to be paid for, as far as is known."""
    found = tree.courses[course].path(path)
    return found is None or found.price_eur is None or found.price_eur > 0
