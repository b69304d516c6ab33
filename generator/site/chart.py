"""Bar charts as inline SVG: every part has a class and no style of its own; the style sheet decides how it looks.

Bars lie below their labels, which leaves room for both on a phone. They are told apart by patterns and not by colour
alone, and each chart has a title, a description and, beside it, a table that says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Bar", "Chart", "Drawn", "bars"]

WIDTH: Final = 400
_ROW: Final = 44
_FULL: Final = 300
"""The longest bar; the value is written behind it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `share` is its length as a part of the longest, None where the value is not published; `part` is how
    much of it is hatched, the rest being dotted. `text` is the value in words."""

    label: str
    text: str
    share: float | None
    part: float | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with its place."""

    bar: Bar
    y: int
    length: float
    part: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for the template; `id` is unique on its page."""

    id: str
    title: str
    description: str
    bars: tuple[Drawn, ...]
    width: int
    height: int


def bars(id_: str, title: str, found: Sequence[Bar]) -> Chart:
    """Lay out a chart; its description reads every bar aloud."""
    drawn = tuple(
        Drawn(
            bar,
            place * _ROW,
            round(max((bar.share or 0) * _FULL, 2), 1) if bar.share is not None else 24,
            round((bar.share or 0) * _FULL * (bar.part or 0), 1),
        )
        for place, bar in enumerate(found)
    )
    description = "; ".join(f"{bar.label}: {bar.text}" for bar in found)
    return Chart(id_, title, description, drawn, WIDTH, max(len(found), 1) * _ROW)
