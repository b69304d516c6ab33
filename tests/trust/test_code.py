"""The code of a diploma catches what people do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.code import ALPHABET, is_code, make, read

SAMPLES = (bytes(16), bytes(range(16)), b"\x07" * 16)


def _reason(text: str) -> str:
    with pytest.raises(MalformedError) as caught:
        read(text)
    return caught.value.reason


@pytest.mark.parametrize("random", SAMPLES)
def test_every_single_substitution_is_caught(random: bytes) -> None:
    code = make(random)
    for place, symbol in enumerate(code):
        if symbol == "-":
            continue
        for other in set(ALPHABET) - {symbol}:
            assert _reason(code[:place] + other + code[place + 1 :]) == "check"


@pytest.mark.parametrize("random", SAMPLES)
def test_every_swap_of_two_different_symbols_is_caught(random: bytes) -> None:
    symbols = make(random).replace("-", "")
    for first in range(len(symbols)):
        for second in range(first + 1, len(symbols)):
            swapped = list(symbols)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if swapped[first] != swapped[second]:
                assert _reason("".join(swapped)) == "check"


@given(st.binary(min_size=16, max_size=32))
def test_a_made_code_is_read_back_however_it_is_typed(random: bytes) -> None:
    try:
        code = make(random)
    except MalformedError as error:
        assert error.reason == "draw-again"
        return
    assert is_code(code)
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " – "),
        f"  {code}\n",
        code.replace("-", "\u2011"),
    ):
        assert read(typed) == code


def test_a_look_alike_is_read_as_what_it_resembles() -> None:
    code = next(code for code in (make(bytes([n]) * 16) for n in range(1, 200)) if set("8526V") <= set(code))
    for typed, meant in (("B", "8"), ("S", "5"), ("Z", "2"), ("G", "6"), ("U", "V"), ("Y", "V")):
        assert read(code.replace(meant, typed)) == code
        assert read(code.replace(meant, typed).lower()) == code


@pytest.mark.parametrize("symbol", "0O1ILAEoil")
def test_a_symbol_that_never_occurs_is_named_as_impossible(symbol: str) -> None:
    code = make(bytes(range(16)))
    assert _reason(symbol + code[1:]) == "impossible"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("2345", "length"),
        ("2" * 21, "length"),
        ("2" * 10_000, "length"),
        ("#" * 20, "symbol"),
        ("é" * 20, "symbol"),
    ],
)
def test_what_is_no_code_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert _reason(text) == reason


def test_fullwidth_symbols_are_symbols() -> None:
    code = make(bytes(range(16)))
    assert read("".join(chr(ord(symbol) + 0xFEE0) for symbol in code)) == code


@pytest.mark.parametrize(
    "text", ["2222-2222-2222-2222-2222\n", "22222222222222222222", "2222-2222-2222-2222-222b"]
)
def test_only_the_exact_form_is_a_code(text: str) -> None:
    assert not is_code(text)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(MalformedError):
        make(bytes(15))


def test_a_draw_that_would_favour_some_codes_is_refused() -> None:
    with pytest.raises(MalformedError) as caught:
        make(b"\xff" * 16)
    assert caught.value.reason == "draw-again"
