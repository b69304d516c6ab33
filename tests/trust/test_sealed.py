"""Sealed files: what is opened is what was sealed, and nothing else opens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwe import JWERegistry, encrypt_compact
from joserfc.registry import HeaderParameter

from generator.errors import MalformedError
from generator.records.letterbox import DEMONSTRATION, LetterboxKey
from generator.trust import sealed
from generator.trust.letterbox import ORDER, LetterKey, demonstration_letterbox
from generator.trust.receipt import make_receipt, read_receipt
from tests.intake.sealing import KEY, header_of, padded, seal, seal_bytes, text_of
from tests.vectors.make_sealed import DIRECTORY, FILES, OTHER, content


def cases(name: str) -> list[Any]:
    found = json.loads((DIRECTORY / name).read_text(encoding="ascii"))
    return [pytest.param(case, id=case.get("name") or case["receipt"]) for case in found]


@pytest.mark.parametrize("name", FILES)
def test_the_vectors_are_what_their_generator_writes(name: str) -> None:
    assert (DIRECTORY / name).read_text(encoding="ascii") == content(name)


@pytest.mark.parametrize("case", cases("good.json"))
def test_a_sealed_file_opens_to_what_was_sealed(case: dict[str, Any]) -> None:
    token = case["token"].encode()
    assert sealed.kid_of(token) == case["key"]["kid"]
    assert sealed.open_sealed(token, KEY) == case["payload"].encode()


@pytest.mark.parametrize("case", cases("refused.json"))
def test_anything_else_is_refused_by_its_reason(case: dict[str, Any]) -> None:
    with pytest.raises(MalformedError) as caught:
        sealed.open_sealed(case["token"].encode(), KEY)
    assert caught.value.reason == case["reason"]


@pytest.mark.parametrize("case", cases("receipts.json"))
def test_a_receipt_is_read_as_people_type_it(case: dict[str, Any]) -> None:
    assert make_receipt(bytes.fromhex(case["draw"])) == case["receipt"]
    for typed, exact in case["typed"].items():
        if exact is None:
            with pytest.raises(MalformedError):
                read_receipt(typed)
        else:
            assert read_receipt(typed) == exact


def test_the_library_seals_what_we_open_and_we_follow_it() -> None:
    registry = JWERegistry(
        header_registry={"v": HeaderParameter("Version", "int")}, algorithms=["ECDH-ES", "A256GCM"]
    )
    header = {name: value for name, value in header_of(KEY, {}).items() if name != "epk"}
    token = encrypt_compact(header, padded(b'{"a":1}'), KEY.jwk(), registry=registry)
    assert sealed.open_sealed(token.encode(), KEY) == b'{"a":1}'


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)


@settings(max_examples=40)
@given(st.dictionaries(_TEXTS, _TEXTS, max_size=8))
def test_whatever_is_sealed_comes_back(letter: dict[str, str]) -> None:
    assert sealed.open_sealed(seal(letter), KEY) == text_of(letter)


WHOLE = seal({"v": 1, "name": "Camille Exemple"})


@settings(max_examples=120)
@given(
    st.integers(0, len(WHOLE) - 1),
    st.sampled_from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop0123456789-_."),
)
def test_a_changed_character_is_refused_wherever_it_stands(place: int, character: int) -> None:
    changed = WHOLE[:place] + bytes([character]) + WHOLE[place + 1 :]
    if changed != WHOLE:
        with pytest.raises(MalformedError):
            sealed.open_sealed(changed, KEY)


@settings(max_examples=60)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_short_anywhere_is_refused(length: int) -> None:
    with pytest.raises(MalformedError):
        sealed.open_sealed(WHOLE[:length], KEY)


@settings(max_examples=60)
@given(st.binary(max_size=4000))
def test_arbitrary_bytes_are_refused_without_a_traceback(data: bytes) -> None:
    with pytest.raises(MalformedError):
        sealed.kid_of(data)


def test_lines_broken_by_mail_do_not_matter() -> None:
    folded = b"\r\n".join(WHOLE[start : start + 76] for start in range(0, len(WHOLE), 76))
    assert sealed.open_sealed(folded, KEY) == sealed.open_sealed(WHOLE, KEY)


def test_an_oversized_file_is_refused_before_it_is_looked_at() -> None:
    for token in (b"A" * (sealed.MAX_TOKEN * 2), WHOLE + b" " * 2 * sealed.MAX_TOKEN):
        with pytest.raises(MalformedError) as caught:
            sealed.kid_of(token)
        assert caught.value.reason == "too-large"


def test_the_largest_content_fits() -> None:
    token = seal_bytes(b"{}".ljust(sealed.MAX_PLAINTEXT))
    assert len(token) <= sealed.MAX_TOKEN
    assert sealed.open_sealed(token, KEY) == b"{}"


def test_lengths_say_little() -> None:
    lengths = {len(seal({"name": "x" * size})) for size in range(0, 900, 37)}
    assert len(lengths) == 1


def test_sealed_files_are_found_in_a_text() -> None:
    assert sealed.find_tokens(b"Bonjour,\n" + WHOLE + b"\nMerci. " + WHOLE) == [WHOLE]
    assert sealed.find_tokens(b"x" + WHOLE) == []
    assert sealed.find_tokens(b"eyJhbGciOiJIUzI1NiJ9.e30.abc") == []


def test_a_key_is_named_by_its_thumbprint_on_both_sides() -> None:
    demonstration = demonstration_letterbox()
    assert (demonstration.x, demonstration.y, demonstration.kid) == (
        DEMONSTRATION.x, DEMONSTRATION.y, DEMONSTRATION.kid,
    )  # fmt: skip
    assert LetterboxKey(created="2026-01-01", x=OTHER.x, y=OTHER.y).kid == OTHER.kid  # type: ignore[arg-type]


def test_a_secret_is_a_number_of_the_group_and_is_never_printed() -> None:
    for scalar in (b"", bytes(32), ORDER.to_bytes(32, "big"), b"\xff" * 32, bytes(31)):
        with pytest.raises(MalformedError):
            LetterKey(scalar)
    assert "scalar" not in repr(OTHER)
    assert OTHER.scalar.hex() not in repr(OTHER)


def test_a_public_key_off_the_curve_is_no_key() -> None:
    with pytest.raises(ValueError, match="P-256"):
        LetterboxKey(created="2026-01-01", x=OTHER.x, y=DEMONSTRATION.y)  # type: ignore[arg-type]
