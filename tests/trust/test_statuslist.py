"""The status list: which bit is whose, and what unpacks to too much."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.statuslist import MAX_BYTES, MINIMUM_BITS, StatusList, status_list_credential
from tests.vectors.themes.diplomas import DID, LISTED


@given(st.sets(st.integers(0, MINIMUM_BITS - 1), max_size=50))
@settings(deadline=None)
def test_the_bits_that_were_set_are_read_back(indexes: set[int]) -> None:
    read = StatusList.decode(StatusList.empty().with_bits(set_=indexes).encode())
    assert {index for index in range(MINIMUM_BITS) if read.bits[index // 8] and read[index]} == indexes


def test_index_zero_is_the_most_significant_bit() -> None:
    assert StatusList.empty().with_bits(set_=[0]).bits[0] == 0x80
    assert StatusList.empty().with_bits(set_=[7]).bits[0] == 0x01
    assert StatusList.empty().with_bits(set_=[8]).bits[1] == 0x80


def test_a_bit_is_cleared_again() -> None:
    changed = StatusList.empty().with_bits(set_=[5, 6]).with_bits(cleared=[5])
    assert not changed[5]
    assert changed[6]


def test_any_gzip_reader_unpacks_the_list_and_its_header_is_fixed() -> None:
    encoded = StatusList.empty().with_bits(set_=[1]).encode()
    packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4))
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    assert gzip.decompress(packed) == b"\x40" + bytes(MINIMUM_BITS // 8 - 1)


def test_the_list_published_in_the_specification_is_read() -> None:
    # Bitstring Status List 1.0, example of a BitstringStatusListCredential.
    encoded = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert StatusList.decode(encoded) == StatusList.empty()


@pytest.mark.parametrize("index", [-1, MINIMUM_BITS, 10**12])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(MalformedError) as caught:
        StatusList.empty()[index]
    assert caught.value.reason == "index-out-of-range"
    with pytest.raises(MalformedError):
        StatusList.empty().with_bits(set_=[index])


def test_a_bomb_is_not_unpacked() -> None:
    bomb = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(MAX_BYTES + 1))).decode().rstrip("=")
    with pytest.raises(MalformedError) as caught:
        StatusList.decode(bomb)
    assert caught.value.reason == "list-too-large"


@pytest.mark.parametrize("text", ["", "u", "x", "uA", "uAAAA", "u====", "u" + "é" * 8])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        StatusList.decode(text)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", max_size=100))
def test_no_text_raises_anything_but_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        StatusList.decode("u" + text)


def test_a_short_list_is_refused() -> None:
    with pytest.raises(MalformedError):
        StatusList.empty(MINIMUM_BITS - 8)
    assert len(StatusList.empty(MINIMUM_BITS * 2)) == MINIMUM_BITS * 2


def test_no_ampersand_stands_in_a_list() -> None:
    document = status_list_credential(
        "https://diplomes.example.org/status/revocation-1.json", DID, StatusList.empty(), valid_from=LISTED
    )
    assert "&" not in str(document)
    with pytest.raises(MalformedError):
        status_list_credential("https://x.example/?a&b", DID, StatusList.empty(), valid_from=LISTED)
