"""The badge of a diploma: a seal, drawn as SVG, with the credential inside (Open Badges 3.0 §5.3).

    svg = svg_badge(document, fields(credential))      # `document`: the canonical signed credential

The kind of a programme shows by the seal's edge, its colour and in words: a diploma is scalloped wax with ribbons, a
certificate a rosette with ribbons, a certificate of completion a beaded coin, a micro-credential a hexagon. The badge
names the programme, who issues and the year; the holder only where that is asked for, because a badge is shown to
strangers. `alternative` says the same in words.

Text is drawn as text, in the reader's own fonts: any script of the world, at the price that its width is an estimate.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

from generator.records.base import Language
from generator.site import language as l10n
from generator.trust.baked import credential_element, proof_element
from generator.trust.view import CredentialView

__all__ = ["COLOURS", "SIZE", "Kind", "Seal", "alternative", "edge", "kind_of", "seal_of", "svg_badge"]

SIZE: Final = 600
"""Width and height of the badge, in units of its own."""

COLOURS: Final = {
    "sheet": "#fffdf8",
    "ink": "#261f18",
    "ink-soft": "#5d5142",
    "rule": "#ddd2bd",
    "accent": "#8b2a1d",
    "gold": "#856013",
    "good": "#20603d",
    "calm": "#3d4f63",
}
"""The tokens of ``tokens.css`` in their light scheme: a badge is looked at outside the site."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of programme looks: a colour of `COLOURS`, the shape of its edge, ribbons or none."""

    colour: str
    shape: str
    ribbons: bool


_KINDS: Final = {
    "Diploma": Kind("accent", "scallops", ribbons=True),
    "Certificate": Kind("calm", "rosette", ribbons=True),
    "CertificateOfCompletion": Kind("good", "coin", ribbons=False),
    "MicroCredential": Kind("gold", "hexagon", ribbons=False),
}
_OTHER: Final = Kind("ink-soft", "coin", ribbons=False)

RADIUS: Final = 250.0
"""From the middle of the seal to the farthest point of its edge."""
DISC: Final = 200.0
"""Radius of the pale disc that holds the words."""
_SERIF: Final = (
    "Iowan Old Style, Palatino Linotype, URW Palladio L, P052, Palatino, Noto Serif, Georgia, serif"
)
_PILCROW: Final = "M21.7 14h10.1v2h-2.4v18.4h-2.2V16h-2.9v18.4h-2.2V24.6h-.4a5.3 5.3 0 0 1 0-10.6z"
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_UNDRAWABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+"
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What is written on a badge. `code` is empty where the diploma has none that is fit to be drawn."""

    kind: Kind
    language: Language
    label: str
    code: str
    name: str
    issuer: str
    year: str
    holder: str


def kind_of(achievement_type: str | None) -> Kind:
    """The look of an ``achievementType`` of Open Badges; every one that we do not issue looks alike."""
    return _KINDS.get(achievement_type or "", _OTHER)


def seal_of(view: CredentialView, *, holder: bool = False) -> Seal:
    """What the badge of a diploma says, in the diploma's own language."""
    lang: Language = "en" if view.language is not None and view.language.value == "en" else "fr"
    kind = view.achievement_type.value if view.achievement_type else None
    code = view.human_code.value if view.human_code else ""
    return Seal(
        kind=kind_of(kind),
        language=lang,
        label=_plain(l10n.achievement_type(kind, lang)) if kind else "",
        code=code if _CODE.fullmatch(code) else "",
        name=_plain(view.achievement_name.value),
        issuer=_plain(view.issuer_name.value),
        year=(view.awarded or view.valid_from).value[:4],
        holder=_plain(view.holder_name.value) if holder else "",
    )


def alternative(seal: Seal) -> str:
    """The badge in words, for whoever does not see it."""
    colon = l10n.colon(seal.language)
    code = f" ({seal.code})" if seal.code else ""
    holder = f", {seal.holder}" if seal.holder else ""
    label = f"{l10n.capital(seal.label)}{colon} " if seal.label else ""
    return f"{label}{seal.name}{code}, {seal.issuer}, {seal.year}{holder}"


def svg_badge(
    document: bytes, view: CredentialView, proof: str | None = None, *, holder: bool = False
) -> bytes:
    """The badge of a diploma as SVG, with `document`, its signed text, and its proof of the log baked in.

    Raises `MalformedError` where `document` is not fit to be carried (``control-character``).
    """
    seal = seal_of(view, holder=holder)
    what = {
        "fr": "Badge ouvert : le diplôme signé est dans ce fichier, et se vérifie avec.",
        "en": "Open badge: the signed diploma is inside this file, and can be verified from it.",
    }[seal.language]
    inside = credential_element(document) + proof_element(proof)
    middle = 255.0 if seal.kind.ribbons else 300.0
    colour = COLOURS[seal.kind.colour]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'role="img" aria-labelledby="title description" lang="{seal.language}">{inside}',
        f'<title id="title">{escape(alternative(seal))}</title>',
        f'<desc id="description">{escape(what)}</desc>',
        *_ribbons(colour, middle, drawn=seal.kind.ribbons),
        f'<path fill="{colour}" d="{_outline(seal.kind.shape, middle)}"/>',
        *_frame(seal.kind, middle),
        *_words(seal, colour, middle),
        "</svg>\n",
    ]
    return "\n".join(parts).encode("utf-8")


# ---- shapes, which the PNG shares


@cache
def edge(shape: str) -> tuple[tuple[float, float], ...]:
    """The edge of a seal as points around the origin, the farthest at 1."""
    # A rosette has 36 points and 36 notches, and straight lines between.
    steps = 72 if shape == "rosette" else 360
    return tuple(
        (distance * math.sin(angle), -distance * math.cos(angle))
        for angle, distance in (
            (turn, _distance(shape, turn)) for turn in (2 * math.pi * step / steps for step in range(steps))
        )
    )


def _distance(shape: str, turn: float) -> float:
    if shape == "scallops":
        return 0.945 + 0.055 * math.sqrt(abs(math.cos(10 * turn)))
    if shape == "rosette":
        return 0.96 + 0.04 * math.cos(36 * turn)
    if shape == "hexagon":
        side = math.pi / 3
        straight = math.cos(side / 2) / math.cos((turn % side) - side / 2)
        return min(1.06 * straight, 0.985)
    return 0.975


def ribbons(middle: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The two tails below a seal, as polygons."""
    left = ((170.0, middle + 120), (105.0, 572.0), (166.0, 556.0), (208.0, 598.0), (280.0, middle + 160))
    return left, tuple((SIZE - x, y) for x, y in left)


def _outline(shape: str, middle: float) -> str:
    points = [(SIZE / 2 + RADIUS * x, middle + RADIUS * y) for x, y in edge(shape)]
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points) + "z"


def _ribbons(colour: str, middle: float, *, drawn: bool) -> list[str]:
    if not drawn:
        return []
    paths = ("M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in tail) + "z" for tail in ribbons(middle))
    # The same colour, a shade darker: the seal lies above.
    return [
        f'<path fill="{colour}" d="{path}"/><path fill="{COLOURS["ink"]}" fill-opacity=".28" d="{path}"/>'
        for path in paths
    ]


def _frame(kind: Kind, middle: float) -> list[str]:
    circle = f'cx="300" cy="{_number(middle)}"'
    beads = (
        ' stroke-dasharray="0 15.08" stroke-linecap="round" stroke-width="6"' if kind.shape == "coin" else ""
    )
    return [
        f'<circle {circle} r="{_number(DISC + 16)}" fill="none" stroke="{COLOURS["sheet"]}" stroke-opacity=".75" '
        f'stroke-width="3"{beads}/>'.replace('stroke-width="3" stroke-dasharray', "stroke-dasharray"),
        f'<circle {circle} r="{_number(DISC)}" fill="{COLOURS["sheet"]}"/>',
        f'<circle {circle} r="{_number(DISC - 8)}" fill="none" stroke="{COLOURS["rule"]}" stroke-width="2"/>',
    ]


# ---- words


def _words(seal: Seal, colour: str, middle: float) -> list[str]:
    """The words inside the disc, from the top: mark, kind, code, name, issuer, year."""
    drawn = [
        f'<path fill="{colour}" transform="translate({_number(300 - 26 * 1.5)} {_number(middle - 206)}) '
        f'scale(1.5)" d="{_PILCROW}"/>'
    ]
    drawn += _block(
        [seal.label.upper()], middle - 122, 18, 240, colour=COLOURS["ink-soft"], more='letter-spacing="2"'
    )
    top = middle - 96
    if seal.code:
        size = min(46, int(300 / (0.72 * len(seal.code))))
        drawn += _block([seal.code], middle - 72, size, 330, colour=colour, more='font-weight="700"')
        top = middle - 44
    lines, size = _fitted(seal.name, 336, middle + (34 if seal.holder else 66) - top, (30, 26, 22, 19, 16))
    height = len(lines) * size * 1.2
    bottom = middle + (34 if seal.holder else 66)
    drawn += _block(lines, (top + bottom) / 2 - height / 2 + size, size, 336, colour=COLOURS["ink"])
    if seal.holder:
        holder, size = _fitted(seal.holder, 320, 44, (24, 20, 16))
        height = len(holder) * size * 1.2
        drawn += _block(
            holder,
            middle + 58 - height / 2 + size,
            size,
            320,
            colour=COLOURS["ink"],
            more='font-style="italic"',
        )
    issuer, size = _fitted(seal.issuer, 270, 44, (20, 17, 14))
    height = len(issuer) * size * 1.2
    drawn += _block(issuer, middle + 106 - height / 2 + size, size, 270, colour=COLOURS["ink-soft"])
    drawn += _block([seal.year], middle + 168, 28, 120, colour=colour, more='font-weight="700"')
    return drawn


def _block(
    lines: list[str], first: float, size: int, widest: float, *, colour: str, more: str = ""
) -> list[str]:
    """Centred lines; one that is estimated to be too wide after all is squeezed by the renderer."""
    drawn = []
    for place, line in enumerate(lines):
        if not line:
            continue
        squeeze = ""
        if _width(line) * size > widest:
            squeeze = f' textLength="{_number(widest)}" lengthAdjust="spacingAndGlyphs"'
        drawn.append(
            f'<text x="300" y="{_number(first + place * size * 1.2)}" font-family="{_SERIF}" font-size="{size}" '
            f'fill="{colour}" text-anchor="middle" unicode-bidi="plaintext"{" " + more if more else ""}'
            f"{squeeze}>{escape(line)}</text>"
        )
    return drawn


def _fitted(text: str, width: float, height: float, sizes: tuple[int, ...]) -> tuple[list[str], int]:
    """The lines of a text and the largest of `sizes` at which they fit; cut short where none does."""
    for size in sizes:
        lines = _balanced(text, width / size)
        if len(lines) * size * 1.2 <= height:
            return lines, size
    size = sizes[-1]
    fitting = max(1, int(height / (size * 1.2)))
    lines = _wrapped(text, width / size)
    return [*lines[: fitting - 1], _cut(lines[fitting - 1], width / size)], size


def _balanced(text: str, width: float) -> list[str]:
    """As `_wrapped`, in lines as even as the same number of them allows."""
    lines = _wrapped(text, width)
    while width > 3:
        narrower = _wrapped(text, width := width - 0.5)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        for piece in _pieces(word, width):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if _width(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: float) -> list[str]:
    """A word, in pieces where it is wider than a line (and where a script writes no blanks)."""
    pieces = [""]
    for character in word:
        if pieces[-1] and _width(pieces[-1] + character) > width and not unicodedata.combining(character):
            pieces.append("")
        pieces[-1] += character
    return pieces


def _cut(line: str, width: float) -> str:
    while line and _width(line) + 1 > width:
        line = line[:-1]
    return line.rstrip() + "…"


def _width(text: str) -> float:
    """An estimate of a text's width in ems of a wide serif face; it errs on the wide side."""
    return sum(_em(character) for character in text)


@cache
def _em(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.02
    if character in " .,;:!'’|il-‐()[]ft":
        return 0.34
    if character in "mwMW—@%œæŒÆ":
        return 0.92
    return 0.74 if character.isupper() or unicodedata.category(character) == "So" else 0.55


def _plain(text: str) -> str:
    """A text on one line without characters that could not be drawn or would reorder what stands around it."""
    return " ".join(_UNDRAWABLE.sub(" ", text).split())


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
