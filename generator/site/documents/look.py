"""The look that documents share, `site_templates/documents/look.json`: colours that can be read, fonts that are
there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from typing import Final

from generator.errors import Diagnostic

__all__ = ["PATH", "contrast", "problems"]

PATH: Final = "site_templates/documents/look.json"
_TEXT_COLOURS: Final = ("ink", "muted", "accent")
_LISTS: Final = ("serif", "sans")
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_ENOUGH: Final = 4.5
"""WCAG 2.2, success criterion 1.4.3."""


def contrast(colour: str) -> float:
    """The contrast of ``#rrggbb`` with white paper (WCAG 2.2, contrast ratio)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def problems(text: str, families: Set[str]) -> Iterator[Diagnostic]:
    """What is wrong with the look. `families` are those of the fonts at hand."""
    try:
        look = json.loads(text)
    except ValueError as error:
        yield Diagnostic(PATH, getattr(error, "lineno", 0), 0, "P105", f"the look is not JSON: {error}")
        return
    if not isinstance(look, dict):
        yield Diagnostic(PATH, 1, 1, "P105", "the look is no object", "See docs/documents.md.")
        return
    for name in (*_TEXT_COLOURS, "rule"):
        colour = look.get(name)
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            hint = 'Write it as "#1d3d6b", in lower case.'
            yield Diagnostic(PATH, _line(text, name), 0, "P105", f"the colour '{name}' is missing", hint)
        elif name in _TEXT_COLOURS and contrast(colour) < _ENOUGH:
            message = f"'{name}' ({colour}) has a contrast of {contrast(colour):.1f} with white paper"
            yield Diagnostic(
                PATH, _line(text, name), 0, "P106", message, f"At least {_ENOUGH} is needed: take it darker."
            )
    for name in _LISTS:
        wanted = look.get(name)
        if not isinstance(wanted, list) or not wanted:
            yield Diagnostic(PATH, _line(text, name), 0, "P105", f"the list of fonts '{name}' is missing")
            continue
        for family in wanted:
            if family not in families:
                message = f"no file in fonts/ is of the family '{family}'"
                hint = f"There are: {', '.join(sorted(families))}."
                yield Diagnostic(PATH, _line(text, name), 0, "P105", message, hint)


def _line(text: str, name: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), 1) if f'"{name}"' in line), 0)
