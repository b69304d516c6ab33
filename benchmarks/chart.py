"""A chart of cost against size, as SVG: seconds for so many diplomas, both axes logarithmic.

    svg = chart({"Ours": [(130_000, 40.0), (1_000_000, 320.0)]}, title="…")

Drawn with rules of its own, legible in light and dark: names stand at the lines' ends, shapes tell lines apart where
colours do not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

__all__ = ["Line", "chart"]

Line = Sequence[tuple[float, float]]
WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 76, 250, 44, 56
_COLOURS = ("#0b6e4f", "#b3261e", "#1f5fa8", "#8a5a00", "#6b4fa0", "#3d5a66", "#a0356f", "#4a6b00")
_SHAPES = (
    "M-4-4h8v8h-8z",
    "M0-5l5 9h-10z",
    "M0-5l5 5-5 5-5-5z",
    "M-1.5-5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
)


def chart(lines: Mapping[str, Line], *, title: str, across: str = "diplomas", up: str = "seconds") -> str:
    """Draw. A line of one point is a mark with its name."""
    points = [point for line in lines.values() for point in line]
    if not points:
        return ""
    low_x, high_x = _decades([x for x, _ in points])
    low_y, high_y = _decades([y for _, y in points])

    def x_of(value: float) -> float:
        return LEFT + (math.log10(value) - low_x) / (high_x - low_x) * (WIDTH - LEFT - RIGHT)

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low_y) / (high_y - low_y) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>',
        "<style>.a{stroke:#8885}.t{fill:#333}@media(prefers-color-scheme:dark){.t{fill:#ddd}svg{background:#161a1d}}</style>",
        f'<text class="t" x="{LEFT}" y="22" font-size="14" font-weight="600">{escape(title)}</text>',
    ]
    for power in range(low_x, high_x + 1):
        x = x_of(10**power)
        parts.append(f'<path class="a" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(
            f'<text class="t" x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(low_y, high_y + 1):
        y = y_of(10**power)
        parts.append(f'<path class="a" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text class="t" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_number(10.0**power)}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text class="t" x="{middle:.0f}" y="{HEIGHT - 14}" text-anchor="middle">{escape(across)}</text>'
    )
    parts.append(
        f'<text class="t" transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" '
        f'text-anchor="middle">{escape(up)}</text>'
    )
    places = _spread({name: y_of(max(line)[1]) for name, line in lines.items() if line})
    for turn, (name, line) in enumerate(lines.items()):
        if not line:
            continue
        colour, shape = _COLOURS[turn % len(_COLOURS)], _SHAPES[turn % len(_SHAPES)]
        at = [(x_of(x), y_of(y)) for x, y in sorted(line)]
        if len(at) > 1:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<path transform="translate({x:.1f} {y:.1f})" d="{shape}" fill="{colour}"/>' for x, y in at
        ]
        x, y = at[-1]
        parts.append(
            f'<path d="M{x + 7:.1f} {y:.1f}L{WIDTH - RIGHT + 8} {places[name]:.1f}" stroke="{colour}" opacity=".5"/>'
        )
        parts.append(
            f'<text class="t" x="{WIDTH - RIGHT + 12}" y="{places[name] + 4:.1f}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _spread(places: Mapping[str, float]) -> dict[str, float]:
    """Move names apart that would stand on one another."""
    found: dict[str, float] = {}
    last = -math.inf
    for name, y in sorted(places.items(), key=lambda item: item[1]):
        last = max(y, last + 16)
        found[name] = last
    return found
