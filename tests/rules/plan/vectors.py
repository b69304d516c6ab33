"""The shared vectors of the planner, as cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "vectors" / "plan"


@dataclass(frozen=True)
class Case:
    """One person on one day; `expected` has the members that were worked out by hand."""

    name: str
    offer: Any
    person: Any
    today: str
    expected: Any


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        for number, case in enumerate(file["cases"], start=1):
            yield Case(
                f"{path.stem}-{number}", file["offer"], case["person"], case["today"], case["expected"]
            )


def differences(found: Any, expected: Any, place: str = "") -> list[str]:
    """Where `found` is not what `expected` says of it: members that are not named may be anything."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{place}: {found!r} instead of {expected!r}"]
        return [
            line
            for key, value in expected.items()
            for line in differences(found.get(key), value, f"{place}.{key}")
        ]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{place}: {found!r} instead of {expected!r}"]
        pairs = zip(found, expected, strict=True)
        return [
            line for number, (a, b) in enumerate(pairs) for line in differences(a, b, f"{place}[{number}]")
        ]
    return [] if found == expected else [f"{place}: {found!r} instead of {expected!r}"]
