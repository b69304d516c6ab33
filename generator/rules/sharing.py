"""How what was paid for an exam is shared between the school and its platform, to the cent.

::

    split = share(payment, contract, supervised=True)
    split.received == split.vat + split.fees + split.school + split.platform      # always, to the cent

**Rounding is per payment.** The tax contained in a payment and the school's part of it are each rounded half up to the
cent, and the platform has what is left. Every payment thus adds up by itself, and so does every sum over a session, a
school or a year, whatever payments it is made of. Rounding a total and spreading its cents over the payments (by
largest remainders) would be nearer to the percentage, by half a cent a payment at most, but a payment's part would
then depend on which others it is reported with. A loss (fees of a payment that went back) is shared as a gain is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from generator.records.course import Course
from generator.records.money import Contract, Payment

__all__ = ["CENT", "Split", "cents", "contract_for", "is_supervised", "share"]

CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """Round half up, away from zero, to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Split:
    """One payment taken apart, in euros. `vat` is what the tax takes of `received`; `fees` are what supervision and
    bank took; `estimated` says that one of them is the contract's estimate."""

    paid: Decimal
    refunded: Decimal
    vat: Decimal
    supervision: Decimal
    bank: Decimal
    school: Decimal
    platform: Decimal
    estimated: bool

    @property
    def received(self) -> Decimal:
        """What was paid and did not go back, tax included."""
        return self.paid - self.refunded

    @property
    def revenue(self) -> Decimal:
        """What is left of it without the tax: the gross receipts of a contract."""
        return self.received - self.vat

    @property
    def fees(self) -> Decimal:
        """Supervision and bank."""
        return self.supervision + self.bank

    @property
    def net(self) -> Decimal:
        """The net receipts of a contract."""
        return self.revenue - self.fees


def contract_for(contracts: Iterable[Contract], school: str, course: str, day: date) -> Contract | None:
    """The contract by which a payment is shared: one about named courses goes before one about all."""
    fitting = [one for one in contracts if one.school == school and one.applies(course, day)]
    return max(fitting, key=lambda one: (bool(one.courses), one.since), default=None)


def is_supervised(course: Course) -> bool:
    """Whether somebody watches the exam of the course, live or recorded."""
    return course.exam is not None and course.exam.supervision != "none"


def share(payment: Payment, contract: Contract, *, supervised: bool) -> Split:
    """Take one payment apart by its contract."""
    paid, refunded = cents(payment.amount_eur), cents(payment.refunded)
    received = paid - refunded
    rate = contract.vat_percent
    vat = cents(received * rate / (100 + rate))
    bank = contract.fees.bank_eur if payment.bank_eur is None else payment.bank_eur
    supervision = payment.supervision_eur
    if supervision is None:
        supervision = contract.fees.supervision_eur if supervised and received else _NOTHING
    estimated = payment.bank_eur is None or (payment.supervision_eur is None and supervised and received > 0)
    bank, supervision = cents(bank), cents(supervision)
    terms = contract.supervised if supervised else contract.unsupervised
    revenue = received - vat
    shared = revenue - bank - supervision if terms.basis == "net" else revenue
    school = cents(shared * terms.school_percent / 100)
    platform = revenue - bank - supervision - school
    return Split(paid, refunded, vat, supervision, bank, school, platform, estimated)
