"""A record at rest: read back by its own name and key alone."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.protected import MARK, is_protected, protect, unprotect

KEY, OTHER = bytes(range(32)), bytes(32)
NAME = "c-4f9k2m7x1q"
TEXT = b"name: {display: Ariane Exemple}\n" * 9


@given(st.binary(max_size=400))
def test_a_record_is_read_back(text: bytes) -> None:
    data = protect(text, KEY, NAME)
    assert is_protected(data) and not is_protected(text)
    assert unprotect(data, KEY, NAME) == text


def test_it_is_lines_of_base64_behind_the_mark_and_the_same_each_time() -> None:
    data = protect(TEXT, KEY, NAME)
    assert data == protect(TEXT, KEY, NAME) != protect(TEXT, OTHER, NAME)
    lines = data.removeprefix(MARK).splitlines()
    assert {len(line) for line in lines[:-1]} == {76} and 0 < len(lines[-1]) <= 76
    assert len(base64.b64decode(b"".join(lines), validate=True)) == 24 + len(TEXT) + 16
    assert b"Ariane" not in data


@pytest.mark.parametrize(
    ("key", "name", "change"),
    [
        (OTHER, NAME, lambda data: data),
        (KEY, "c-aaaaaaaaaa", lambda data: data),
        (KEY, NAME, lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]),
        (KEY, NAME, lambda data: data[: len(MARK)]),
        (KEY, NAME, lambda data: data + b"*"),
        (KEY, NAME, lambda data: data.replace(b"version 1", b"version 2")),
        (b"short", NAME, lambda data: data),
    ],
    ids=["key", "name", "bit", "empty", "no base64", "version", "no key"],
)
def test_anything_else_is_refused(key: bytes, name: str, change: object) -> None:
    with pytest.raises(MalformedError) as refused:
        unprotect(change(protect(TEXT, KEY, NAME)), key, name)  # type: ignore[operator]
    assert refused.value.reason == "protected"
