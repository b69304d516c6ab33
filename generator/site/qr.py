"""QR codes (ISO/IEC 18004) as compact inline SVG.

Error correction level M, byte mode, the smallest version that fits, quiet zone of four modules. The mask is
fixed (`MASK`) instead of chosen by its penalty: a reader must accept any of the eight, which each symbol
names in its format information (§7.8, §7.9), and a fixed one is four times cheaper. `qrcode` draws the
symbols, and is the oracle in tests.

All diplomas of one host have addresses that differ only in their code. For a given version, level, length and
mask every step from text to symbol is affine over GF(2): bits, Reed-Solomon remainder, placement, mask. So
`AddressSeries` asks `qrcode` once for one symbol and once for each bit that has ever differed (at most 168
times), and makes every further symbol from these by exclusive or, in microseconds and equal bit for bit.

A symbol is a tuple of rows, each an int whose most significant of `len(rows)` bits is the leftmost module;
1 is dark.
"""

from __future__ import annotations

from itertools import groupby
from struct import unpack
from typing import Final

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

__all__ = ["MASK", "QUIET_ZONE", "AddressSeries", "Symbol", "path", "symbol", "view_box"]

MASK = 2
QUIET_ZONE = 4
_CHUNK = 16

Symbol = tuple[int, ...]


def symbol(text: str) -> Symbol:
    """Draw `text` with the `qrcode` library."""
    return _draw(text.encode())


def _draw(data: bytes) -> Symbol:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK, border=0)
    # One segment: the library would otherwise cut the text where a denser mode pays, and no two codes alike.
    code.add_data(data, optimize=0)
    code.make(fit=True)
    return tuple(int("".join("1" if module else "0" for module in row), 2) for row in code.get_matrix())


class AddressSeries:
    """Symbols of texts that differ only in one part, of fixed length: ``prefix + part + suffix``.

    >>> series = AddressSeries("https://diplomes.example.org/d/", ".html")
    >>> series.symbol("2222-2222-2222-2222-2222") == symbol(
    ...     "https://diplomes.example.org/d/2222-2222-2222-2222-2222.html")
    True
    """

    def __init__(self, prefix: str, suffix: str) -> None:
        self._prefix, self._suffix = prefix.encode(), suffix.encode()
        self._base = b""
        self._size = 0
        self._drawn = 0
        self._bits: dict[tuple[int, int], int] = {}
        self._changes: dict[tuple[int, int], int] = {}

    def symbol(self, part: str) -> Symbol:
        """Draw ``prefix + part + suffix``."""
        drawn = self._sum(part.encode())
        size = self._size
        row = (1 << size) - 1
        return tuple((drawn >> (size * (size - 1 - index))) & row for index in range(size))

    def path(self, part: str) -> str:
        """Draw ``prefix + part + suffix`` as `path` data."""
        return path(self.symbol(part))

    def _sum(self, part: bytes) -> int:
        if len(part) != len(self._base):
            self._start(part)
        drawn = self._drawn
        changes = self._changes
        for position, (byte, base) in enumerate(zip(part, self._base, strict=True)):
            if byte != base:
                change = changes.get((position, byte))
                drawn ^= self._learn(position, byte) if change is None else change
        return drawn

    def _start(self, part: bytes) -> None:
        rows = _draw(self._prefix + part + self._suffix)
        self._base, self._size, self._drawn = part, len(rows), _joined(rows)
        self._bits.clear()
        self._changes.clear()

    def _learn(self, position: int, byte: int) -> int:
        change = 0
        difference = byte ^ self._base[position]
        for bit in range(8):
            if difference >> bit & 1:
                change ^= self._bit(position, bit)
        self._changes[position, byte] = change
        return change

    def _bit(self, position: int, bit: int) -> int:
        if (position, bit) not in self._bits:
            part = bytearray(self._base)
            part[position] ^= 1 << bit
            self._bits[position, bit] = self._drawn ^ _joined(
                _draw(self._prefix + bytes(part) + self._suffix)
            )
        return self._bits[position, bit]


def _joined(rows: Symbol) -> int:
    drawn = 0
    for row in rows:
        drawn = drawn << len(rows) | row
    return drawn


def view_box(rows: Symbol) -> str:
    """The SVG viewBox of `path`, quiet zone included; one unit is one module."""
    side = len(rows) + 2 * QUIET_ZONE
    return f"{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}"


def path(rows: Symbol) -> str:
    """Write `rows` as the data of one SVG path, stroked one unit wide with butt ends; about 2 kB.

    Each row is cut into pieces of sixteen modules whose strokes are looked up; dark runs across a cut touch.
    """
    pieces = -(-len(rows) // _CHUNK)
    width = pieces * _CHUNK
    shift = width - len(rows)
    drawn = b"".join([(row << shift).to_bytes(width // 8, "big") for row in rows])
    strokes = list(map(_STROKES.__getitem__, unpack(f">{pieces * len(rows)}H", drawn)))
    # Behind the pieces of each row but the last stands the way to the next.
    parts = [f"m-{width} 1"] * (len(strokes) + len(rows))
    for place in range(pieces):
        parts[place :: pieces + 1] = strokes[place::pieces]
    return "M0 .5" + "".join(parts[:-1])


class _Strokes(dict[int, str]):
    """Relative strokes of sixteen modules: ``h3`` dark, ``m2 0`` light; together exactly sixteen units."""

    def __missing__(self, piece: int) -> str:
        runs = [(module, len(list(run))) for module, run in groupby(f"{piece:0{_CHUNK}b}")]
        self[piece] = "".join(f"h{length}" if module == "1" else f"m{length} 0" for module, length in runs)
        return self[piece]


_STROKES: Final = _Strokes()
