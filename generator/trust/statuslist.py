"""Bitstring Status List 1.0: one bit a diploma, published for all, telling nobody whose.

Index 0 is the most significant bit of byte 0. The list is gzip-compressed (mtime 0), base64url without
padding, prefix ``u``. A list has at least 131,072 bits, so that fetching it hides which diploma is asked for;
indexes are random and never reused.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from generator.errors import MalformedError
from generator.trust.instant import format_instant
from generator.trust.strictjson import JsonObject

__all__ = ["MAX_BYTES", "MINIMUM_BITS", "StatusList", "status_list_credential"]

MINIMUM_BITS = 131_072
MAX_BYTES = 2_097_152
"""Uncompressed (16,777,216 bits). A list that unpacks to more is not read further."""

_CONTEXT = "https://www.w3.org/ns/credentials/v2"
_BASE64URL = re.compile(r"u[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class StatusList:
    """The bits of one list; a new value for each change."""

    bits: bytes

    def __post_init__(self) -> None:
        if len(self.bits) * 8 < MINIMUM_BITS:
            raise MalformedError(f"a status list has at least {MINIMUM_BITS} bits", reason="list-too-short")
        if len(self.bits) > MAX_BYTES:
            raise MalformedError("the status list is too large", reason="list-too-large")

    @classmethod
    def empty(cls, size: int = MINIMUM_BITS) -> StatusList:
        """A list of `size` bits (a multiple of eight), none of them set."""
        if size % 8:
            raise MalformedError("the size of a status list is a multiple of eight", reason="list-malformed")
        return cls(bytes(size // 8))

    def __len__(self) -> int:
        return len(self.bits) * 8

    def __getitem__(self, index: int) -> bool:
        if not 0 <= index < len(self):
            raise MalformedError(f"the status list has no index {index}", reason="index-out-of-range")
        return bool(self.bits[index >> 3] & (0x80 >> (index & 7)))

    def with_bits(self, *, set_: Iterable[int] = (), cleared: Iterable[int] = ()) -> StatusList:
        """A list with those bits set and those cleared; clearing is for a reinstated diploma only."""
        bits = bytearray(self.bits)
        for index in set_:
            self[index]
            bits[index >> 3] |= 0x80 >> (index & 7)
        for index in cleared:
            self[index]
            bits[index >> 3] &= ~(0x80 >> (index & 7)) & 0xFF
        return StatusList(bytes(bits))

    def encode(self) -> str:
        """`encodedList`. The gzip header is written here: libraries put their own system's number into it."""
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = compressor.compress(self.bits) + compressor.flush()
        trailer = struct.pack("<II", zlib.crc32(self.bits), len(self.bits) & 0xFFFFFFFF)
        packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body + trailer
        return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> StatusList:
        """Read `encodedList`, unpacking no more than `MAX_BYTES`.

        Raises `MalformedError` with the reason ``list-malformed``, ``list-too-large`` or ``list-too-short``.
        """
        if _BASE64URL.fullmatch(text) is None or len(text) % 4 == 2:
            raise MalformedError("the status list is not base64url", reason="list-malformed")
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4))
        decompressor = zlib.decompressobj(wbits=31)
        try:
            bits = decompressor.decompress(packed, MAX_BYTES + 1)
        except zlib.error:
            raise MalformedError("the status list does not unpack", reason="list-malformed") from None
        if len(bits) > MAX_BYTES:
            raise MalformedError("the status list unpacks to too much", reason="list-too-large")
        if not decompressor.eof or decompressor.unused_data:
            raise MalformedError(
                "the status list is cut off, or something follows it", reason="list-malformed"
            )
        return cls(bits)


def status_list_credential(url: str, did: str, statuses: StatusList, *, valid_from: datetime) -> JsonObject:
    """The unsigned credential that publishes a list at `url`; `valid_from` is when this state of it was made.

    It has no `validUntil`: once that passed without a rebuild, every diploma would read "status unknown".
    """
    if "&" in url or "#" in url:
        # One verifier decodes HTML entities in what it fetches, and would break the signature.
        raise MalformedError("the address of a status list holds neither & nor #", reason="url")
    return {
        "@context": [_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": format_instant(valid_from),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": statuses.encode(),
        },
    }
