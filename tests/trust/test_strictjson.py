"""Strict JSON agrees with the standard library on what both accept, and refuses what two readers could read
differently.
"""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.strictjson import parse, parse_object

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner, max_size=5)
    ),
    max_leaves=20,
)


def _reason(text: str | bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        parse(text)
    return caught.value.reason


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_what_json_writes_is_read_back(value: object, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse(text) == value
    assert parse(text.encode()) == value


@given(st.text(max_size=60) | st.text('{}[]":,0123456789.eE+-tfnrulsa \\u', max_size=40))
def test_whatever_is_accepted_is_what_json_reads(text: str) -> None:
    try:
        value = parse(text)
    except MalformedError:
        return
    assert value == json.loads(text)


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_but_malformed(data: bytes) -> None:
    try:
        parse(data)
    except MalformedError as error:
        assert error.reason in {
            "not-utf8",
            "not-json",
            "duplicate-member",
            "number",
            "lone-surrogate",
            "too-deep",
            "too-large",
        }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":1,"a":1}', "duplicate-member"),
        ('[{"b":{"a":1,"\\u0061":2}}]', "duplicate-member"),
        ("NaN", "not-json"),
        ("[Infinity]", "not-json"),
        ("9007199254740992", "number"),
        ("-9007199254740992", "number"),
        ("1e999", "number"),
        ("1e16", "number"),
        ("9007199254740992.0", "number"),
        ('"\\ud83d"', "lone-surrogate"),
        ('{"\\udc00":1}', "lone-surrogate"),
        ("\ufeff{}", "not-json"),
        (b"\xff", "not-utf8"),
        ('"\ud800"', "not-utf8"),
        (b'"\xed\xa0\x80"', "not-utf8"),
        ("[" * 33 + "]" * 33, "too-deep"),
        ("[" * 200_000, "too-deep"),
        ('{"a":' * 200_000, "too-deep"),
        (" " * 1_000_001, "too-large"),
        ("é" * 500_001, "too-large"),
    ],
)
def test_an_ambiguous_text_is_refused_with_its_reason(text: str | bytes, reason: str) -> None:
    assert _reason(text) == reason


def test_a_whole_surrogate_pair_is_a_character() -> None:
    assert parse('"\\ud83d\\ude00"') == "😀"


def test_bounds_can_be_set_by_the_caller() -> None:
    assert parse("[[1]]", max_depth=2) == [[1]]
    with pytest.raises(MalformedError):
        parse("[[1]]", max_depth=1)
    with pytest.raises(MalformedError):
        parse("[1]", max_bytes=2)


def test_a_huge_integer_costs_no_time() -> None:
    assert _reason("1" * 900_000) == "number"


def test_a_tiny_number_is_zero_as_everywhere() -> None:
    assert parse("1e-999") == 0.0
    assert math.copysign(1, float(parse("-0.0"))) == -1  # type: ignore[arg-type]


def test_an_object_is_asked_for() -> None:
    with pytest.raises(MalformedError) as caught:
        parse_object("[]")
    assert caught.value.reason == "not-an-object"
