"""Write ``codes.json``: codes as people type them, and what a reader must make of each.

``python -m tests.vectors.make_codes`` writes it, always the same bytes. Each case is
``{"name", "typed", "code"}`` or ``{"name", "typed", "reason"}``; both readers, ``generator/trust/code.py`` and
``site_templates/assets/code.js``, are held to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from generator.trust.code import ALPHABET, make

FILE = Path(__file__).parent / "codes.json"
_SAMPLES = 4
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d_."
_BLANKS = " \t\n\u00a0\u2009\u202f\u3000\u200b\u00ad"
_LOOK_ALIKES = {"8": "Bb", "5": "Ss", "2": "Zz", "6": "Gg", "V": "UuYy"}

Case = dict[str, str]


def _code(number: int) -> str:
    return make(b"\x00" + hashlib.sha256(b"code %d" % number).digest())


def _with_all_look_alikes() -> str:
    return next(code for code in map(_code, range(10_000)) if set(_LOOK_ALIKES) <= set(code))


def _readable(code: str) -> Iterator[tuple[str, str]]:
    yield "exact", code
    yield "lower", code.lower()
    yield "bare", code.replace("-", "")
    yield "spaced", code.replace("-", " ")
    yield "one-by-one", " ".join(code.replace("-", ""))
    yield "surrounded", f"  \t{code}\r\n"
    yield "fullwidth", "".join(chr(ord(symbol) + 0xFEE0) for symbol in code)
    for dash in _DASHES:
        yield f"dash-{ord(dash):04x}", code.replace("-", dash)
    for blank in _BLANKS:
        yield f"blank-{ord(blank):04x}", code.replace("-", blank)


def _unreadable(code: str) -> Iterator[tuple[str, str, str]]:
    symbols = code.replace("-", "")
    yield "empty", "", "length"
    yield "blank", " - ", "length"
    yield "one-short", symbols[:-1], "length"
    yield "one-more", symbols + "2", "length"
    yield "far-too-long", symbols * 11, "length"
    for place in range(len(symbols)):
        other = ALPHABET[(ALPHABET.index(symbols[place]) + 1 + place) % len(ALPHABET)]
        if other != symbols[place]:
            yield f"substitution-{place + 1}", symbols[:place] + other + symbols[place + 1 :], "check"
        if place and symbols[place - 1] != symbols[place]:
            swapped = symbols[: place - 1] + symbols[place] + symbols[place - 1] + symbols[place + 1 :]
            yield f"swap-{place}", swapped, "check"
    for symbol in "0O1ILAEoilae":
        yield f"impossible-{ord(symbol):02x}", symbol + symbols[1:], "impossible"
    for name, symbol in {
        "hash": "#",
        "e-acute": "é",
        "cyrillic": "\u0412",
        "sharp-s": "ß",
        "emoji": "\U0001f393",
        "arabic-digit": "\u0664",
        "slash": "/",
        "nul": "\x00",
        "direction": "\u202e",
    }.items():
        # A sharp s in capitals is two S, which stand for 5: one symbol too many, were it not for the check.
        reason = "length" if symbol == "ß" else "symbol"
        yield f"foreign-{name}", symbols[:10] + symbol + symbols[11:], reason


def cases() -> list[Case]:
    """Every case, under a name of its own."""
    found: list[Case] = []
    for number in range(_SAMPLES):
        code = _code(number)
        found += [
            {"name": f"{number}-{name}", "typed": typed, "code": code} for name, typed in _readable(code)
        ]
    code = _with_all_look_alikes()
    for meant, typed in ((meant, typed) for meant, all_ in _LOOK_ALIKES.items() for typed in all_):
        found.append({"name": f"look-alike-{typed}", "typed": code.replace(meant, typed), "code": code})
    found += [
        {"name": name, "typed": typed, "reason": reason} for name, typed, reason in _unreadable(_code(0))
    ]
    return found


def content() -> str:
    """The text of the file."""
    lines = (json.dumps(case, ensure_ascii=True) for case in cases())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(content(), encoding="ascii")
