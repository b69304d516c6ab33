"""Cases about dates and status lists."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from copy import deepcopy

from generator.trust import StatusList
from tests.vectors.themes.diplomas import (
    BASE,
    DID,
    DID_TEXT,
    FULL,
    INDEX,
    LIST,
    OLD_KEY,
    OTHER_DID,
    OTHER_KEY,
    OTHER_TEXT,
    ROGUE_KEY,
    SMALL,
    Json,
    signed,
    small,
    status_list,
    text,
)
from tests.vectors.themes.expected import Theme, dated, status, valid
from tests.vectors.themes.walking import removed, replaced


def dates() -> Theme:
    """Before, during, after."""
    theme = Theme("dates")
    for name, now, expect in (
        ("second-before", "2026-02-28T23:59:59Z", dated("not-yet-valid")),
        ("first-second", "2026-03-01T00:00:00Z", None),
        ("last-second", "2031-02-28T23:59:59Z", valid()),
        ("second-after", "2031-03-01T00:00:00Z", dated("expired")),
        ("long-after", "2099-01-01T00:00:00Z", dated("expired")),
    ):
        # Before the list was made, its state says nothing about the moment asked for.
        early = now < "2026-03-03"
        expected = status("list-not-yet-valid") if expect is None else deepcopy(expect)
        if early:
            expected["checks"]["status"] = "not-checked"
            expected["reasons"]["status"] = "list-not-yet-valid"
        theme.add(name, f"Looked at from {now}", FULL, expected, now=now)
    theme.add(
        "no-end", "A diploma without validUntil does not expire", SMALL, valid(), now="2126-01-01T00:00:00Z"
    )
    revoked = status("revoked")
    revoked["checks"]["dates"] = "failed"
    revoked["reasons"]["dates"] = "expired"
    theme.add(
        "expired-and-revoked",
        "Revoked is graver than expired",
        FULL,
        revoked,
        now="2040-01-01T00:00:00Z",
        status_lists={LIST: status_list((INDEX,))},
    )
    unlisted = dated("expired")
    unlisted["checks"]["status"] = "not-checked"
    unlisted["reasons"]["status"] = "list-missing"
    theme.add(
        "expired-without-list",
        "Expired is certain although the list is missing",
        FULL,
        unlisted,
        now="2040-01-01T00:00:00Z",
        status_lists={},
    )
    return theme


def statuses() -> Theme:
    """The status list: fetched, signed by the issuer, and what its bit says."""
    theme = Theme("status")

    def listed(name: str, claim: str, reason: str | None, list_text: str | None, **more: Json) -> None:
        lists = {} if list_text is None else {LIST: list_text}
        theme.add(
            name, claim, SMALL, valid() if reason is None else status(reason), status_lists=lists, **more
        )

    listed("revoked", "The bit is set: revoked", "revoked", status_list((INDEX,)))
    listed("neighbours", "The bits of the neighbours say nothing", None, status_list((INDEX - 1, INDEX + 1)))
    listed(
        "old-key",
        "A list signed with an older key of the issuer is the issuer's",
        None,
        status_list((), OLD_KEY),
    )
    listed("missing", "Without the list the status is not checked", "list-missing", None)
    theme.add(
        "another-address",
        "A list found at another address is not the one",
        SMALL,
        status("list-missing"),
        status_lists={BASE + "status/revocation-2.json": status_list()},
    )
    listed(
        "moved",
        "A list that names another address is not the one",
        "list-of-another-address",
        status_list(url=BASE + "status/revocation-2.json"),
    )
    listed(
        "other-issuer",
        "A list of another issuer says nothing",
        "list-of-another-issuer",
        status_list((), OTHER_KEY, OTHER_DID, OTHER_DID),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
    )
    listed(
        "other-signer",
        "A list signed by another issuer says nothing",
        "list-key",
        status_list((), OTHER_KEY, DID, OTHER_DID),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
    )
    listed(
        "unlisted-key",
        "A list signed with an unknown key says nothing",
        "list-key",
        status_list((), ROGUE_KEY),
    )
    good_list = json.loads(status_list())
    revoking = json.loads(status_list((INDEX,)))
    forged = replaced(
        revoking, "/credentialSubject/encodedList", good_list["credentialSubject"]["encodedList"]
    )
    listed(
        "cleared", "A list whose bit was cleared after signing says nothing", "list-signature", text(forged)
    )
    listed(
        "unsigned", "A list without proof says nothing", "list-signature", text(removed(good_list, "/proof"))
    )
    listed(
        "unknown-suite",
        "A list with unknown proofs only says nothing",
        "list-signature",
        text(replaced(good_list, "/proof/0/cryptosuite", "x")),
    )
    listed(
        "not-json",
        "A list that is not JSON says nothing",
        "list-malformed",
        "<!doctype html><title>404</title>",
    )
    listed(
        "duplicate",
        "A list with a duplicate member says nothing",
        "list-malformed",
        status_list()[:-1] + ',"id":"x"}',
    )
    listed(
        "type",
        "A document of another type is no list",
        "list-malformed",
        status_list(type=["VerifiableCredential"]),
    )
    listed(
        "no-bits", "A list without bits is no list", "list-malformed", status_list(subject={"encodedList": 7})
    )
    listed(
        "purpose",
        "A list for suspension does not speak of revocation",
        "list-purpose",
        status_list(subject={"statusPurpose": "suspension"}),
    )
    full = StatusList.empty().encode()
    for name, encoded, reason in (
        ("short", packed(bytes(16_383)), "list-too-short"),
        ("empty", packed(b""), "list-too-short"),
        ("bomb", packed(bytes(50_000_000)), "list-too-large"),
        ("no-prefix", full[1:], "list-malformed"),
        ("not-base64", full[:-4] + "+/==", "list-malformed"),
        ("not-gzip", "u" + "A" * 100, "list-malformed"),
        ("truncated", full[:-12], "list-malformed"),
        ("false-checksum", packed(bytes(16_384), checksum=1), "list-malformed"),
    ):
        listed(
            f"encoded-{name}",
            f"An encoded list as in {name} says nothing",
            reason,
            status_list(subject={"encodedList": encoded}),
        )
    listed(
        "future",
        "A list from the future says nothing yet",
        "list-not-yet-valid",
        status_list(validFrom="2026-12-01T00:00:00Z"),
    )
    listed(
        "expired",
        "A list past its validUntil says nothing any more",
        "list-expired",
        status_list(validUntil="2026-06-01T00:00:00Z"),
    )
    listed(
        "current", "A list within its validUntil speaks", None, status_list(validUntil="2026-12-01T00:00:00Z")
    )
    listed("undated", "A list without dates speaks", None, status_list(validFrom=None))
    listed(
        "bad-date",
        "A list with an impossible date says nothing",
        "list-malformed",
        status_list(validFrom="yesterday"),
    )
    for name, index, reason in (
        ("last-index", 131_071, None),
        ("beyond", 131_072, "index-out-of-range"),
        ("far-beyond", 4_294_967_296, "index-out-of-range"),
    ):
        document = signed(small(status_index=index))
        theme.add(
            name,
            f"Index {index} of a list of 131,072",
            document,
            valid() if reason is None else status(reason),
        )
    theme.add(
        "first-index",
        "Index 0 is the most significant bit of the first byte",
        signed(small(status_index=0)),
        status("revoked"),
        status_lists={LIST: status_list((0,))},
    )
    theme.add(
        "first-byte",
        "Index 7 is the least significant bit of the first byte",
        signed(small(status_index=7)),
        status("revoked"),
        status_lists={LIST: status_list(subject={"encodedList": packed(b"\x01" + bytes(16_383))})},
    )
    return theme


def packed(bits: bytes, checksum: int | None = None) -> str:
    """Bits as `encodedList`, without the bounds of `StatusList`."""

    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = compressor.compress(bits) + compressor.flush()
    trailer = struct.pack("<II", zlib.crc32(bits) if checksum is None else checksum, len(bits))
    data = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body + trailer
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")
