"""The demonstration's payments: who paid for which exam, and how school and platform share it. All of it is fictional;
the offers are those that the platform publishes to schools.

Mostly whoever sat an exam has paid for it. Besides, there is one of each thing that staff have to look at: paid and
absent from the results, in the results and not paid, paid back, paid by somebody whom the register does not have.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

_NET = {"basis": "net", "school_percent": 50}
_GROSS = {"basis": "gross", "school_percent": 70}
_NOTE = "Fictif : cette démonstration n’engage aucune école."

CONTRACTS: dict[str, dict[str, Any]] = {
    "institut-pasteur-2024": {
        "school": "institut-pasteur",
        "offer": "standard",
        "since": date(2024, 1, 1),
        "until": date(2025, 12, 31),
        "supervised": _NET,
        "unsupervised": {"basis": "net", "school_percent": 70},
        "fees": {"supervision_eur": "9.80", "bank_eur": "1.20"},
        "vat_percent": 0,
        "note": _NOTE,
    },
    "institut-pasteur-2026": {
        "school": "institut-pasteur",
        "offer": "premium",
        "since": date(2026, 1, 1),
        "supervised": _GROSS,
        "unsupervised": dict(_GROSS),
        "fees": {"supervision_eur": "9.80", "bank_eur": "1.20"},
        "vat_percent": 0,
        "note": _NOTE,
    },
    "ecole-exemple-2023": {
        "school": "ecole-exemple",
        "offer": "standard",
        "since": date(2023, 1, 1),
        "supervised": _NET,
        "unsupervised": {"basis": "net", "school_percent": 70},
        "fees": {"supervision_eur": "9.80", "bank_eur": "0.35"},
        "vat_percent": 20,
        "note": _NOTE,
    },
}

PAID: dict[tuple[str, str], tuple[str, str]] = {
    ("biobanking", "2025-t2"): ("150.00", "institut-pasteur"),
    ("data-backup", "2025-t2"): ("12.50", "ecole-exemple"),
    ("digital-first-aid", "2025-t1"): ("60.00", "ecole-exemple"),
    ("digital-first-aid", "2026-t1"): ("60.00", "ecole-exemple"),
    ("malaria", "2026-t2"): ("150.00", "institut-pasteur"),
    ("resistance-antibacterial-agents", "2026-t1"): ("150.00", "institut-pasteur"),
    ("tuberculosis", "2025-t1"): ("150.00", "institut-pasteur"),
    ("viruses-human-cancers", "2025-t2"): ("150.00", "institut-pasteur"),
}
"""The sessions of which payments are at hand, and the price."""

Pick = Callable[..., int]


def payments(
    rows: Mapping[tuple[str, str], list[dict[str, Any]]], others: list[str], pick: Pick
) -> dict[str, dict[str, Any]]:
    """The records by path. `rows` are the sittings of each session, `others` candidates who may have paid, not sat."""
    # Copied part by part: the same part twice would be written as an alias.
    found: dict[str, dict[str, Any]] = {
        f"candidates/contracts/{name}.yml": copy.deepcopy(dict(value)) for name, value in CONTRACTS.items()
    }
    for (course, session), (price, _) in PAID.items():
        sat = sorted(rows[course, session], key=lambda row: row["candidate"])
        # In the larger sessions one person sat without a payment, and one paid and is not in the file.
        sitters = sat[1:] if len(sat) > 6 else sat
        paid = [_payment((row["candidate"], course, session), row["date"], price, pick) for row in sitters]
        first = min(row["date"] for row in sat)
        if len(sat) > 6:
            free = [one for one in others if all(one != row["candidate"] for row in sat)]
            absent = free[pick("absent", course, session, below=len(free))]
            paid.append(_payment((absent, course, session), first, price, pick))
        if len(sat) > 10:
            stranger = _payment(("", course, session), first, price, pick)
            del stranger["candidate"]
            stranger["account"] = f"demo-{pick('stranger', course, session, below=900000) + 100000}"
            back = {"date": stranger["date"] + timedelta(days=6), "amount_eur": price}
            stranger["refunds"] = [back | {"reason": "A renoncé avant l’examen."}]
            paid.append(stranger)
        found[f"candidates/payments/{course}/{session}.yml"] = {
            "course": course,
            "session": session,
            "payments": sorted(paid, key=lambda one: (one["date"], one["id"])),
        }
    return found


def _payment(at: tuple[str, str, str], day: date, price: str, pick: Pick) -> dict[str, Any]:
    payment: dict[str, Any] = {
        "id": f"DEMO-{pick('payment', *at, below=10**8):08d}",
        "date": day - timedelta(days=3 + pick("paid", *at, below=25)),
        "amount_eur": price,
        "candidate": at[0],
    }
    if pick("known", *at, below=2):
        payment["bank_eur"] = f"{25 + int(float(price)) * 6 // 10 + pick('bank', *at, below=9):03d}"
        payment["bank_eur"] = f"{payment['bank_eur'][:-2]}.{payment['bank_eur'][-2:]}"
    return payment
