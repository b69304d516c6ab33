"""Money added up: against what is counted once more from the records' text, in whole cents and by other code."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.adapters.files import load_tree
from generator.records.money import Payments
from generator.records.tree import Tree
from generator.reports.finance import Finance, Sums, finance_of

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 25)
PARTS = ("vat", "supervision", "bank", "school", "platform", "unshared")


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_tree(ROOT)


@pytest.fixture(scope="module")
def finance(tree: Tree) -> Finance:
    return finance_of(tree, DAY, {})


def raw(folder: str) -> list[dict[str, Any]]:
    paths = sorted((ROOT / "candidates" / folder).rglob("*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def cents(amount: object) -> int:
    whole, _, rest = str(amount).partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def half_up(exact: Fraction) -> int:
    return (-1 if exact < 0 else 1) * int((abs(exact) * 2 + 1) // 2)


def recount() -> dict[tuple[str, str, str, int], Counter[str]]:
    """Course, session, offer and year → every sum in cents, from the text of the records."""
    courses = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / "content" / "courses").glob("*.yml")
    }
    found: dict[tuple[str, str, str, int], Counter[str]] = {}
    for record in raw("payments"):
        course = courses[record["course"]]
        watched = course["exam"]["supervision"] != "none"
        for one in record["payments"]:
            (contract,) = [
                c for c in raw("contracts")
                if c["school"] == course["school"] and c["since"] <= one["date"] <= c.get("until", date.max)
            ]  # fmt: skip
            back = sum(cents(r["amount_eur"]) for r in one.get("refunds", ()))
            kept = cents(one["amount_eur"]) - back
            rate = Fraction(str(contract["vat_percent"]))
            vat = half_up(kept * rate / (100 + rate))
            bank = cents(one.get("bank_eur", contract["fees"]["bank_eur"]))
            supervision = cents(contract["fees"]["supervision_eur"]) if watched and kept else 0
            terms = contract["supervised" if watched else "unsupervised"]
            base = kept - vat - ((bank + supervision) if terms["basis"] == "net" else 0)
            school = half_up(Fraction(base * terms["school_percent"], 100))
            key = (record["course"], record["session"], contract["offer"], one["date"].year)
            found.setdefault(key, Counter()).update(
                payments=1, paid=cents(one["amount_eur"]), refunded=back, vat=vat, bank=bank, supervision=supervision,
                school=school, platform=kept - vat - bank - supervision - school,
            )  # fmt: skip
    return found


def in_cents(sums: Sums) -> dict[str, int]:
    names = ("paid", "refunded", "vat", "bank", "supervision", "school", "platform")
    return {"payments": sums.payments} | {name: int(getattr(sums, name) * 100) for name in names}


def test_the_sums_of_the_demonstration_are_those_of_a_count_by_other_code(finance: Finance) -> None:
    counted = recount()
    assert len(counted) >= 8
    made = finance.by(lambda line: (line.course, line.session, line.offer or "", str(line.payment.date.year)))
    assert {(*key[:3], int(key[3])): in_cents(sums) for key, sums in made.items()} == {
        key: dict(found) for key, found in counted.items()
    }
    whole: Counter[str] = Counter()
    for found in counted.values():
        whole.update(found)
    assert in_cents(finance.total) == dict(whole)


@pytest.mark.parametrize("name", ["year", "school", "session", "offer"])
def test_what_is_listed_sums_to_the_whole_however_it_is_cut(finance: Finance, name: str) -> None:
    keys = {
        "year": lambda line: (str(line.payment.date.year),),
        "school": lambda line: (line.school,),
        "session": lambda line: (line.course, line.session),
        "offer": lambda line: (line.offer or "",),
    }
    parts = finance.by(keys[name]).values()
    for field in ("payments", "estimated", "paid", "refunded", *PARTS):
        assert sum(getattr(one, field) for one in parts) == getattr(finance.total, field), field
    assert finance.total.received == sum((getattr(finance.total, one) for one in PARTS), Decimal(0))


def test_who_paid_without_a_result_and_the_reverse_is_found_by_comparing_sets(finance: Finance) -> None:
    sat = {(r["course"], r["session"]): {one["candidate"] for one in r["results"]} for r in raw("results")}
    paid: dict[tuple[str, str], set[str]] = {}
    for record in raw("payments"):
        kept = (one for one in record["payments"] if not one.get("refunds"))
        paid[record["course"], record["session"]] = {one.get("candidate") or one["account"] for one in kept}
    expected = {("paid-absent", *key, who) for key in paid for who in paid[key] - sat[key]}
    expected |= {("unpaid", *key, who) for key in paid for who in sat[key] - paid[key]}
    assert {(one.kind, one.course, one.session, one.who) for one in finance.discords} == expected
    assert {kind for kind, *_ in expected} == {"paid-absent", "unpaid"}


def test_a_payment_without_a_contract_is_counted_and_shared_among_nobody(tree: Tree) -> None:
    bare = finance_of(replace(tree, contracts={}), DAY, {}).total
    assert bare.payments == 64
    assert bare.unshared == bare.received > 0
    assert (bare.school, bare.platform, bare.vat, bare.bank) == (0, 0, 0, 0)


def test_what_went_back_later_is_not_known_before(tree: Tree) -> None:
    key = ("malaria", "2026-t2")
    record = Payments.model_validate(
        {
            "course": key[0], "session": key[1],
            "payments": [{"id": "P", "date": "2026-06-01", "amount_eur": 150, "account": "x",
                          "refunds": [{"date": "2026-06-10", "amount_eur": 150}]}],
        }
    )  # fmt: skip
    small = replace(tree, payments={key: record})
    totals = [
        finance_of(small, day, {}).total for day in (date(2026, 5, 31), date(2026, 6, 9), date(2026, 6, 10))
    ]
    assert [(one.payments, one.received) for one in totals] == [(0, 0), (1, 150), (1, 0)]


def test_a_row_of_the_platform_s_file_is_recognised_by_its_account(tree: Tree) -> None:
    key = ("biobanking", "2025-t2")
    paying = next(one for one in tree.payments[key].payments if one.candidate is not None)
    person = tree.candidates[str(paying.candidate)]
    assert person.platform_id is not None
    alone = replace(
        tree, results={}, payments={key: tree.payments[key].model_copy(update={"payments": (paying,)})}
    )
    row = (None, person.platform_id.upper(), "qualifying")
    assert finance_of(alone, DAY, {key: [row]}).discords == ()
    stranger, free = (None, "nobody", "qualifying"), (None, "guest", "discovery")
    found = finance_of(alone, DAY, {key: [stranger, free]}).discords
    assert [(one.kind, one.who) for one in found] == [("paid-absent", paying.candidate), ("unpaid", "nobody")]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 300_00), st.integers(0, 300_00), st.booleans()), max_size=20))
def test_any_payments_add_up_to_the_cent(tree: Tree, drawn: list[tuple[int, int, bool]]) -> None:
    payments = [
        {
            "id": str(place),
            "date": "2025-06-01" if early else "2026-06-01",
            "amount_eur": f"{amount // 100}.{amount % 100:02d}",
            "account": f"a{place}",
            "refunds": [
                {"date": "2026-06-02", "amount_eur": f"{(b := min(back, amount)) // 100}.{b % 100:02d}"}
            ],
        }
        for place, (amount, back, early) in enumerate(drawn)
    ]
    key = ("malaria", "2026-t2")
    record = Payments.model_validate({"course": key[0], "session": key[1], "payments": payments})
    total = finance_of(replace(tree, payments={key: record}), DAY, {}).total
    assert total.received == sum((getattr(total, one) for one in PARTS), Decimal(0))
    assert int(total.received * 100) == sum(amount - min(back, amount) for amount, back, _ in drawn)
