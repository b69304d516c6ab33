"""Money shared between a school and its platform: what the contracts of the reference deployment say, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.records.money import Contract, Payment
from generator.rules.sharing import CENT, Split, contract_for, share

STANDARD: dict[str, Any] = {
    "school": "school",
    "offer": "standard",
    "since": "2024-01-01",
    "supervised": {"basis": "net", "school_percent": 50},
    "unsupervised": {"basis": "net", "school_percent": 70},
    "fees": {"supervision_eur": 10, "bank_eur": 1},
    "vat_percent": 0,
}
PREMIUM = {
    **STANDARD,
    "offer": "premium",
    "supervised": {"basis": "gross", "school_percent": 70},
    "unsupervised": {"basis": "gross", "school_percent": 70},
}


def paid(amount: object, **fields: Any) -> Payment:
    return Payment.model_validate(
        {"id": "P1", "date": "2024-05-01", "amount_eur": amount, "candidate": "c-aaaaaaaaaa", **fields}
    )


def parts(contract: dict[str, Any], payment: Payment, *, supervised: bool = True) -> tuple[str, ...]:
    """School, platform, fees and tax."""
    found = share(payment, Contract.model_validate(contract), supervised=supervised)
    return tuple(str(one) for one in (found.school, found.platform, found.fees, found.vat))


# Worked out by hand: (150 - 11) / 2; 150 × 0.7, and 45 - 11; 150 / 6 of tax in it, (125 - 11) / 2; (150 - 1) × 0.7.
@pytest.mark.parametrize(
    ("contract", "supervised", "expected"),
    [
        (STANDARD, True, ("69.50", "69.50", "11.00", "0.00")),
        (PREMIUM, True, ("105.00", "34.00", "11.00", "0.00")),
        ({**STANDARD, "vat_percent": 20}, True, ("57.00", "57.00", "11.00", "25.00")),
        (STANDARD, False, ("104.30", "44.70", "1.00", "0.00")),
        (PREMIUM, False, ("105.00", "44.00", "1.00", "0.00")),
    ],
    ids=["standard", "premium", "standard with tax", "standard unsupervised", "premium unsupervised"],
)
def test_an_exam_of_150_euros_is_shared_as_the_offers_say(
    contract: dict[str, Any], supervised: bool, expected: tuple[str, ...]
) -> None:
    assert parts(contract, paid(150), supervised=supervised) == expected


def test_a_payment_that_went_back_whole_costs_the_bank_s_fee_and_both_bear_it() -> None:
    back = paid(150, refunds=[{"date": "2024-05-02", "amount_eur": 150}])
    assert parts(STANDARD, back) == ("-0.50", "-0.50", "1.00", "0.00")
    assert parts(PREMIUM, back) == ("0.00", "-1.00", "1.00", "0.00")


def test_fees_that_a_payment_names_go_before_the_estimate() -> None:
    known = paid(150, supervision_eur="9.20", bank_eur="0.85")
    found = share(known, Contract.model_validate(STANDARD), supervised=True)
    assert (found.fees, found.estimated) == (Decimal("10.05"), False)
    assert share(paid(150, bank_eur=1), Contract.model_validate(STANDARD), supervised=True).estimated
    assert not share(paid(150, bank_eur=1), Contract.model_validate(STANDARD), supervised=False).estimated


def test_an_odd_cent_is_the_school_s_by_rounding_half_up() -> None:
    free = {**STANDARD, "fees": {"supervision_eur": 0, "bank_eur": 0}}
    assert parts(free, paid("0.01")) == ("0.01", "0.00", "0.00", "0.00")
    assert parts(free, paid("10.03")) == ("5.02", "5.01", "0.00", "0.00")


def test_a_contract_about_a_course_goes_before_one_about_all() -> None:
    common = Contract.model_validate(STANDARD)
    special = Contract.model_validate({**PREMIUM, "courses": ["malaria"], "until": "2024-12-31"})
    both = (common, special)
    assert contract_for(both, "school", "malaria", date(2024, 12, 31)) is special
    assert contract_for(both, "school", "malaria", date(2025, 1, 1)) is common
    assert contract_for(both, "school", "rabies", date(2024, 6, 1)) is common
    assert contract_for(both, "other", "malaria", date(2024, 6, 1)) is None
    assert contract_for(both, "school", "malaria", date(2023, 12, 31)) is None


euros = st.integers(0, 2_000_00).map(lambda n: f"{n // 100}.{n % 100:02d}")
terms = st.fixed_dictionaries(
    {"basis": st.sampled_from(["net", "gross"]), "school_percent": st.integers(0, 100)}
)
contracts = st.fixed_dictionaries(
    {
        "supervised": terms,
        "unsupervised": terms,
        "fees": st.fixed_dictionaries({"supervision_eur": euros, "bank_eur": euros}),
        "vat_percent": st.integers(0, 99_99).map(lambda n: f"{n // 100}.{n % 100:02d}"),
    }
).map(lambda drawn: Contract.model_validate({**STANDARD, **drawn}))


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    amount = draw(st.integers(0, 2_000_00))
    back = draw(st.lists(st.integers(0, amount), max_size=3)) if amount else []
    refunds, left = [], amount
    for one in back:
        taken = min(one, left)
        left -= taken
        refunds.append({"date": "2024-05-02", "amount_eur": f"{taken // 100}.{taken % 100:02d}"})
    fields = {name: value for name in ("supervision_eur", "bank_eur") if (value := draw(st.none() | euros))}
    return paid(f"{amount // 100}.{amount % 100:02d}", refunds=refunds, **fields)


def half_up(exact: Fraction) -> int:
    """To whole cents by hand, away from zero: what the rule must give, without Decimal."""
    sign = -1 if exact < 0 else 1
    return sign * int((abs(exact) * 2 + 1) // 2)


def in_cents(payment: Payment, contract: Contract, supervised: bool) -> tuple[int, ...]:
    """The same rule once more, in whole cents and exact fractions."""
    cent = {name: int(value * 100) for name, value in (
        ("paid", payment.amount_eur), ("back", payment.refunded),
        ("bank", contract.fees.bank_eur if payment.bank_eur is None else payment.bank_eur),
    )}  # fmt: skip
    received = cent["paid"] - cent["back"]
    if payment.supervision_eur is not None:
        watched = int(payment.supervision_eur * 100)
    else:
        watched = int(contract.fees.supervision_eur * 100) if supervised and received else 0
    rate = Fraction(contract.vat_percent)
    vat = half_up(Fraction(received) * rate / (100 + rate))
    fees = watched + cent["bank"]
    terms = contract.supervised if supervised else contract.unsupervised
    whole = received - vat - (fees if terms.basis == "net" else 0)
    school = half_up(Fraction(whole * terms.school_percent, 100))
    return vat, fees, school, received - vat - fees - school


@settings(max_examples=150)
@given(payments(), contracts, st.booleans())
def test_the_parts_of_a_payment_sum_to_it_to_the_cent(
    payment: Payment, contract: Contract, supervised: bool
) -> None:
    found = share(payment, contract, supervised=supervised)
    assert found.received == found.vat + found.supervision + found.bank + found.school + found.platform
    amounts = (found.vat, found.fees, found.school, found.platform)
    assert all(one == one.quantize(CENT) for one in amounts)
    assert tuple(int(one * 100) for one in amounts) == in_cents(payment, contract, supervised)


@settings(max_examples=40)
@given(st.lists(payments(), max_size=12), contracts, st.randoms())
def test_parts_add_up_whatever_payments_are_taken_together(
    listed: list[Payment], contract: Contract, chance: Any
) -> None:
    splits = [share(one, contract, supervised=True) for one in listed]
    chance.shuffle(splits)
    cut = len(splits) // 2

    def total(some: list[Split], name: str) -> Decimal:
        return sum((getattr(one, name) for one in some), Decimal(0))

    for name in ("received", "vat", "fees", "school", "platform"):
        assert total(splits, name) == total(splits[:cut], name) + total(splits[cut:], name)
    assert total(splits, "received") == sum(
        (total(splits, name) for name in ("vat", "fees", "school", "platform")), Decimal(0)
    )
