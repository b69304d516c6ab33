"""The neutral vectors of codes, to which the browser's reader is held as well."""

from __future__ import annotations

import json

import pytest

from generator.errors import MalformedError
from generator.trust.code import read
from tests.vectors.make_codes import FILE, content

CASES = json.loads(FILE.read_text(encoding="ascii"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_code_is_read_as_expected(case: dict[str, str]) -> None:
    if "code" in case:
        assert read(case["typed"]) == case["code"]
    else:
        with pytest.raises(MalformedError) as caught:
            read(case["typed"])
        assert caught.value.reason == case["reason"]


def test_the_vectors_are_what_their_generator_writes() -> None:
    assert FILE.read_text(encoding="ascii") == content()
