"""Which characters no signed text may hold, and what is said of them."""

from __future__ import annotations

import pytest

from generator.errors import MalformedError
from generator.trust.text import MAX_NAME_LENGTH, check_name, check_text

CONTROLS = [*range(0x09), 0x0B, 0x0C, 0x0D, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF]
OVERRIDES = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
HALVES = [0xD800, 0xDBFF, 0xDC00, 0xDFFF]


@pytest.mark.parametrize(
    ("points", "reason"),
    [(CONTROLS, "control-character"), (OVERRIDES, "bidi-override"), (HALVES, "lone-surrogate")],
)
def test_each_is_named_for_what_it_is_and_where_it_stands(points: list[int], reason: str) -> None:
    for point in points:
        for check in (check_text, check_name):
            with pytest.raises(MalformedError) as refused:
                check(f"ab{chr(point)}c")
            assert refused.value.reason == reason, hex(point)
            assert f"U+{point:04X}" in str(refused.value) and "character 3" in str(refused.value)


@pytest.mark.parametrize("point", [0x09, 0x0A, 0x2028, 0x2029])
def test_lines_and_tabs_are_text_but_no_name(point: int) -> None:
    assert check_text(f"a{chr(point)}b")
    with pytest.raises(MalformedError):
        check_name(f"a{chr(point)}b")


@pytest.mark.parametrize(
    "point", [0x20, 0xA0, 0x200D, 0x2029 + 6, 0x2065, 0x206A, 0xD7FF, 0xE000, 0xFFFD, 0x1F600]
)
def test_their_neighbours_are_allowed(point: int) -> None:
    assert check_text(f"a{chr(point)}b") == f"a{chr(point)}b"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "blank"),
        (" a", "blank"),
        ("a ", "blank"),
        ("a" * (MAX_NAME_LENGTH + 1), "too-long"),
        ("e\u0301", "not-nfc"),
    ],
)
def test_a_name_has_a_form(name: str, reason: str) -> None:
    with pytest.raises(MalformedError) as refused:
        check_name(name)
    assert refused.value.reason == reason
    assert check_name("a" * MAX_NAME_LENGTH)
