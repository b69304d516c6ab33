"""The canonical form is that of RFC 8785, whichever way it was reached."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.canonical import canonical, canonical_text, look_at
from generator.trust.strictjson import parse

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2**53) + 1, 2**53 - 1)
    | st.floats(1e-8, 1e6)
    | st.decimals(0, 1000, places=2).map(float)
    | TEXTS
    | st.characters(max_codepoint=0x2030, exclude_categories=("Cs",)),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(TEXTS, inner, max_size=5)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=3), inner, max_size=8)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_the_fast_way_writes_what_rfc8785_writes(value: object) -> None:
    written = canonical(value)  # type: ignore[arg-type]
    assert written == rfc8785.dumps(value)  # type: ignore[arg-type]
    assert canonical(parse(written)) == written


@given(st.dictionaries(TEXTS, VALUES, max_size=5), st.booleans())
def test_a_text_is_written_canonically_or_is_so_already(value: dict[str, object], ready: bool) -> None:
    wanted = canonical(value)  # type: ignore[arg-type]
    text = wanted if ready else json.dumps(value, indent=1).encode()
    assert canonical_text(text) == canonical_text(text.decode()) == wanted


def test_a_text_that_is_no_object_is_refused_each_time_it_is_asked_about() -> None:
    for _ in range(2):
        with pytest.raises(MalformedError):
            canonical_text(b'{"a":1,"a":1}')
        with pytest.raises(MalformedError):
            look_at(b"[]")


def test_the_example_of_the_standard_is_reproduced() -> None:
    # RFC 8785 §3.2.2 and §3.2.3.
    text = (
        '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r""" "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","""
        ' "literals": [null, true, false]}'
    )
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r""""string":"€$\u000f\nA'B\"\\\\\"/"}"""
    )
    assert canonical(json.loads(text)).decode() == expected


def test_names_are_sorted_by_utf_16_units() -> None:
    # RFC 8785 §3.2.3: the emoji's first surrogate comes before U+FB33.
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = canonical(dict.fromkeys(names))
    assert list(parse(written)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\ud800": 1}, [{"a": "\udc00"}]]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(MalformedError) as caught:
        canonical(value)  # type: ignore[arg-type]
    assert caught.value.reason == "not-canonical"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, b"3"),
        (-0.0, b"0"),
        (1e21, b"1e+21"),
        (1e20, b"100000000000000000000"),
        (1e-7, b"1e-7"),
        (True, b"true"),
    ],
)
def test_numbers_are_written_as_ecmascript_does(value: float, text: bytes) -> None:
    assert canonical(value) == text
