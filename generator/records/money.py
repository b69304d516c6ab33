"""Money, for the staff alone: what candidates paid (`candidates/payments/<course>/<session>.yml`), and how a school and
its platform share it (`candidates/contracts/<slug>.yml`). Nothing of either is ever published.

Amounts are in euros, exact to the cent, and contain the value added tax that the contract names.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from generator.records.base import CandidateId, Day, Line, Money, Percent, Record, Slug, amount
from generator.records.result import Sha256

__all__ = ["Contract", "Fees", "Payment", "PaymentColumn", "PaymentFile", "Payments", "Refund", "Terms"]


def _rate(value: object) -> object:
    found = amount(value)
    if isinstance(found, Decimal) and found >= 100:
        raise PydanticCustomError("not_a_rate", "a rate below 100 is due here")
    return found


Rate = Annotated[
    Decimal,
    BeforeValidator(_rate),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 99},
                {"type": "string", "pattern": r"^\d{1,2}(\.\d{1,2})?$"},
            ]
        }
    ),
]
"""A percentage with at most two decimals, below 100."""


class Terms(Record):
    """How the money of one kind of exam is shared.

    net: the fees are taken off first, and what is left is shared. gross: all of it is shared, and the platform pays
    the fees out of its own part.
    """

    basis: Literal["net", "gross"] = Field(
        description="net: what is left after the fees is shared; gross: all of it, and the platform pays the fees."
    )
    school_percent: Percent = Field(description="The school's part; the platform has the rest.")


class Fees(Record):
    """What a payment costs, where its own record does not say. Estimates, and named so in reports."""

    supervision_eur: Money = Field(
        description="Supervision of one exam, where it is supervised and not paid back whole."
    )
    bank_eur: Money = Field(description="What the bank takes of one payment, paid back or not.")


class Contract(Record):
    """What a school and its platform agreed on: the offer, the parts, the fees and the tax."""

    school: Slug = Field(description="Slug of the school.")
    offer: Literal["standard", "premium"] = Field(description="The platform's offer.")
    since: Day = Field(description="First day of payments to which it applies.")
    until: Day | None = Field(default=None, description="Last day of such payments; absent: still in force.")
    courses: tuple[Slug, ...] = Field(
        default=(), description="Courses to which alone it applies; empty: all others of the school."
    )
    supervised: Terms = Field(description="For exams that somebody watches, live or recorded.")
    unsupervised: Terms = Field(description="For exams without supervision.")
    fees: Fees = Field(description="What a payment costs, where its record does not say.")
    vat_percent: Rate = Field(
        description="Value added tax contained in what is paid, in percent; 0 where there is none."
    )
    note: Line | None = Field(default=None, description="A note for staff.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise PydanticCustomError("contract_order", "the contract ends before it starts")
        return self

    def applies(self, course: str, day: date) -> bool:
        """Whether it is about payments of that day for that course of its school."""
        in_force = self.since <= day and (self.until is None or day <= self.until)
        return in_force and (not self.courses or course in self.courses)


class Refund(Record):
    """Money that went back."""

    date: Day = Field(description="Day on which it went back.")
    amount_eur: Money = Field(description="How much.")
    reason: Line | None = Field(default=None, description="Why; never published.")


class Payment(Record):
    """One payment for one exam. Whoever paid is named by the register's identifier, or by the account on the platform
    where the register does not have the person."""

    id: Line = Field(description="Number of the payment at the platform; no two have the same.")
    date: Day = Field(description="Day of the payment.")
    amount_eur: Money = Field(description="What was paid, tax included.")
    candidate: CandidateId | None = Field(default=None, description="Identifier of the candidate who paid.")
    account: Line | None = Field(default=None, description="Account on the platform of whoever paid.")
    supervision_eur: Money | None = Field(
        default=None, description="What the supervision cost; absent: as the contract estimates."
    )
    bank_eur: Money | None = Field(
        default=None, description="What the bank took; absent: as the contract estimates."
    )
    refunds: tuple[Refund, ...] = Field(default=(), description="What went back.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.candidate is None and self.account is None:
            raise PydanticCustomError("nobody_paid", "a payment names a candidate or an account")
        if self.refunded > self.amount_eur:
            raise PydanticCustomError("refund", "more went back than was paid")
        if any(one.date < self.date for one in self.refunds):
            raise PydanticCustomError("refund", "money went back before it was paid")
        return self

    @property
    def refunded(self) -> Decimal:
        """All that went back."""
        return sum((one.amount_eur for one in self.refunds), Decimal(0))


class PaymentColumn(Record):
    """What a platform calls a column of its files."""

    field: Literal[
        "id", "date", "amount", "refunded", "refunded_on", "account", "mail", "bank", "supervision"
    ] = Field(description="What stands in it, as `--column` names it.")
    heading: Line = Field(description="Its heading.")


class PaymentFile(Record):
    """The file of the platform that the payments were read from."""

    file: Line = Field(description="Name of the file.")
    sha256: Sha256 = Field(description="Its SHA-256 digest.")
    received: Day = Field(description="Day on which it arrived.")
    columns: tuple[PaymentColumn, ...] = Field(
        default=(), description="Columns that are headed otherwise than usual; later imports know them too."
    )


class Payments(Record):
    """All payments for the exam of one session."""

    course: Slug = Field(description="Slug of the course: the name of the folder.")
    session: Slug = Field(description="Id of the session: the name of the file.")
    source: PaymentFile | None = Field(
        default=None, description="The file that they come from; absent where they were written by hand."
    )
    payments: tuple[Payment, ...] = Field(default=(), description="One item a payment.")
