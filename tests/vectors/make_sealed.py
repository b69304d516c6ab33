"""Write ``sealed/*.json``: letters and the sealed files that they become, receipts, and files that nobody may open.

``python -m tests.vectors.make_sealed`` writes them, always the same bytes: ephemeral keys and nonces are fixed, which
no real sealing may do. They are sealed by `tests.intake.sealing`, which shares no code with the product; the browser's
``sealed.js`` must write the same files, and ``generator/trust/sealed.py`` must open the good ones and no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from generator.trust.code import ALPHABET
from generator.trust.letterbox import ORDER, LetterKey
from tests.intake.sealing import KEY, b64, seal, seal_bytes, text_of

DIRECTORY = Path(__file__).parent / "sealed"
Case = dict[str, Any]

LETTERS: dict[str, Any] = {
    "small": {"v": 1, "kind": "withdrawal"},
    "accents": {"name": "Éloïse Œuvrard-Ñuñez", "other": "漢字 فارسی", "quote": '"\\\n'},
    "exactly-one-block": {"pad": "x" * (1024 - len('{"pad":""}'))},
    "one-byte-more": {"pad": "x" * (1025 - len('{"pad":""}'))},
    "large": {"scan": "QUJD" * 5000},
}
OTHER = LetterKey(hashlib.sha256(b"another school's letterbox").digest())


def _ephemeral(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"ephemeral {name}".encode()).digest(), "big") % (ORDER - 1) + 1


def _iv(name: str) -> bytes:
    return hashlib.sha256(f"iv {name}".encode()).digest()[:12]


def _jwk(scalar: int) -> dict[str, str]:
    numbers = ec.derive_private_key(scalar, ec.SECP256R1()).public_key().public_numbers()
    parts = {"x": numbers.x, "y": numbers.y, "d": scalar}
    return {"kty": "EC", "crv": "P-256"} | {
        name: b64(value.to_bytes(32, "big")) for name, value in parts.items()
    }


def good() -> Iterator[Case]:
    for name, letter in LETTERS.items():
        scalar, iv = _ephemeral(name), _iv(name)
        yield {
            "name": name,
            "letter": letter,
            "payload": text_of(letter).decode(),
            "key": {"kid": KEY.kid, "x": KEY.x, "y": KEY.y},
            "ephemeral": _jwk(scalar),
            "iv": b64(iv),
            "token": seal(letter, ephemeral=scalar, iv=iv).decode(),
        }


def _sealed(name: str, **more: Any) -> bytes:
    return seal(LETTERS["small"], ephemeral=_ephemeral(name), iv=_iv(name), **more)


def _flipped(token: bytes, part: int, place: int) -> bytes:
    parts = token.split(b".")
    old = parts[part]
    new = b"A" if old[place : place + 1] != b"A" else b"B"
    parts[part] = old[:place] + new + old[place + 1 :]
    return b".".join(parts)


def refused() -> Iterator[Case]:
    whole = _sealed("whole")
    parts = whole.split(b".")
    plain = _ephemeral("plain"), _iv("plain")

    def raw(plaintext: bytes) -> bytes:
        return seal_bytes(plaintext, ephemeral=plain[0], iv=plain[1])

    tokens: dict[str, tuple[bytes, str]] = {
        "empty": (b"", "not-sealed"),
        "other-text": (b"Bonjour, voici mon inscription.", "not-sealed"),
        "cut-in-the-header": (whole[:100], "not-sealed"),
        "cut-in-the-body": (whole[:900], "not-sealed"),
        "cut-by-one": (whole[:-1], "not-sealed"),
        "six-parts": (whole + b".AAAA", "not-sealed"),
        "an-encrypted-key": (whole.replace(b"..", b".AAAA."), "not-sealed"),
        "header-is-no-json": (b"eyJh" + whole[len(parts[0]) :], "not-sealed"),
        "loose-bits-at-the-end": (whole[:-1] + b"B", "not-sealed"),
        "other-type": (_sealed("typ", header={"typ": "JWT"}), "construction"),
        "no-type": (_sealed("typ", header={"typ": None}), "construction"),
        "other-algorithm": (_sealed("alg", header={"alg": "ECDH-ES+A256KW"}), "construction"),
        "other-encryption": (_sealed("enc", header={"enc": "A128GCM"}), "construction"),
        "compressed": (_sealed("zip", header={"zip": "DEF"}), "construction"),
        "critical-extension": (_sealed("crit", header={"crit": ["v"]}), "construction"),
        "no-key-named": (_sealed("kid", header={"kid": None}), "construction"),
        "key-name-is-a-path": (_sealed("kid", header={"kid": "../../etc/passwd"}), "construction"),
        "newer-version": (_sealed("v", header={"v": 2}), "version"),
        "other-curve": (
            _sealed("epk", header={"epk": {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}}),
            "construction",
        ),
        "point-off-the-curve": (
            _sealed(
                "off",
                header={"epk": {"kty": "EC", "crv": "P-256", "x": b64(b"\1" * 32), "y": b64(b"\2" * 32)}},
            ),
            "altered",
        ),
        "point-too-short": (
            _sealed("off", header={"epk": {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "Ag"}}),
            "altered",
        ),
        "changed-nonce": (_flipped(whole, 2, 3), "altered"),
        "changed-body": (_flipped(whole, 3, 700), "altered"),
        "changed-tag": (_flipped(whole, 4, 3), "altered"),
        "sealed-to-another-key": (_sealed("other", key=OTHER), "altered"),
        "renamed-to-our-key": (_sealed("renamed", key=OTHER, header={"kid": KEY.kid}), "altered"),
        "not-padded": (raw(b'{"v":1}'), "padding"),
        "padded-to-half-a-block": (raw(b'{"v":1}'.ljust(512)), "padding"),
        "large-in-small-blocks": (raw(b'{"v":1}'.ljust(17 * 1024)), "padding"),
        "nothing-inside": (raw(b""), "not-sealed"),
    }
    for name, (token, reason) in tokens.items():
        yield {"name": name, "token": token.decode(), "reason": reason}


def receipts() -> Iterator[Case]:
    """`draw` is eight bytes in hexadecimal; `typed` is what people make of the receipt, null where it is none."""
    for number in range(12):
        draw = hashlib.sha256(b"receipt %d" % number).digest()[:8]
        value = int.from_bytes(draw, "big") % 23**11
        digits = []
        for _ in range(11):
            value, digit = divmod(value, 23)
            digits.append(digit)
        # By trial, not by the product's formula: the one check symbol that makes the weighted sum zero.
        digits.append(
            next(c for c in range(23) if sum(p * d for p, d in enumerate([*digits, c], 1)) % 23 == 0)
        )
        text = "".join(ALPHABET[digit] for digit in digits)
        exact = f"{text[:4]}-{text[4:8]}-{text[8:]}"
        other = ALPHABET[(ALPHABET.index(text[number]) + 1) % 23]
        yield {
            "draw": draw.hex(),
            "receipt": exact,
            "typed": {
                exact.lower(): exact,
                f"  {text} ": exact,
                exact.replace("-", "\u2013"): exact,
                exact[:-1]: None,
                exact + "2": None,
                text[:number] + other + text[number + 1 :]: None,
                "": None,
            },
        }


FILES = {"good.json": good, "refused.json": refused, "receipts.json": receipts}


def content(name: str) -> str:
    return json.dumps(list(FILES[name]()), indent=1, ensure_ascii=True) + "\n"


def main() -> None:
    DIRECTORY.mkdir(exist_ok=True)
    for name in FILES:
        (DIRECTORY / name).write_text(content(name), encoding="ascii")


if __name__ == "__main__":
    main()
