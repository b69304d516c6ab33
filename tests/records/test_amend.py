"""Changing a record in place: what was meant, nothing else, and a person's comments stay."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.records.amend import Append, Edit, Put, amended, block, edited
from generator.records.kinds import KINDS
from generator.records.yaml import load

KIND = next(kind for kind in KINDS if kind.name == "candidate")
TEXT = """\
# first
name:
  display: Camille Exemple  # as printed
  # given: …
email: a@example.org
registrations:
- programme: dnm2ip  # no indentation
  date: 2026-01-02
  # why that day
  choices: [malaria, rabies]
  swaps:
  - {date: 2026-02-01, out: malaria, into: biobanking}   # by telephone

# last words
note: >-
  several
  lines
"""


def data(text: str) -> Any:
    document = load(text.encode(), "")
    assert document.readable, document.problems
    assert not document.problems
    return document.data


@pytest.mark.parametrize(
    "edit",
    [
        Put(("name", "display"), 'Zoé: "x" # y'),
        Put(("name", "given"), "Zoé"),
        Put(("registrations", 0, "withdrawn"), date(2026, 5, 1)),
        Put(("birth_date",), date(1990, 1, 31)),
        Append(("registrations", 0, "swaps"), {"date": date(2026, 3, 1), "out": "rabies", "into": "malaria"}),
        Append(("registrations", 0, "choices"), "tuberculosis"),
        Append(("registrations",), {"programme": "x", "date": date(2026, 6, 1), "choices": ["a", "b"]}),
        Append(("deposits",), {"course": "malaria", "scan": {"sha256": "0" * 64, "bytes": 3}}),
    ],
    ids=str,
)
def test_an_edit_says_what_was_meant_and_comments_stay(edit: Edit) -> None:
    changed = amended(KIND, "c-0000000000", TEXT, [edit])
    assert data(changed) == edited(data(TEXT), [edit])
    for comment in ("# first", "# as printed", "# given: …", "# no indentation", "# why that day", "# by telephone",
                    "# last words"):  # fmt: skip
        assert comment in changed
    gone = [line for line in TEXT.splitlines() if line not in changed.splitlines()]
    assert len(gone) <= 1, gone


@pytest.mark.parametrize("number", ["2022.", ".5", "-1e-7", ".inf", "-.inf", "1e400", ".nan"])
def test_a_number_with_a_point_is_written_anew_as_the_same_number(number: str) -> None:
    text = f"name: x\nextra: [{number}]"
    anew = amended(KIND, "c-0000000000", text, [Put(("name",), "y")])
    assert repr(data(anew)) == repr(edited(data(text), [Put(("name",), "y")]))


def test_what_cannot_be_changed_in_place_is_written_anew_with_the_same_data() -> None:
    for text in (TEXT.rstrip("\n"), TEXT.replace("\n", "\r\n"), json.dumps(data(TEXT)) + "\n"):
        edits = [Put(("note",), "one line"), Append(("receipts",), "2222-2222-2222")]
        assert data(amended(KIND, "c-0000000000", text, edits)) == edited(data(text), edits)
    anew = amended(KIND, "c-0000000000", TEXT, [Put(("note",), "one line")])
    assert anew.startswith(KIND.schema_line("candidates/register/c-0000000000.yml"))


_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\u2028\u2029\ufeff\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=30,
)
_VALUES = st.recursive(
    st.one_of(
        _TEXT,
        st.integers(-(10**6), 10**6),
        st.floats(allow_nan=False),
        st.booleans(),
        st.dates(date(1900, 1, 1)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.from_regex(r"[a-z]{3,8}", fullmatch=True), inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(st.dictionaries(st.from_regex(r"[a-z]{3,8}", fullmatch=True), _VALUES, min_size=1, max_size=4))
def test_whatever_is_written_is_read_back(fields: dict[str, Any]) -> None:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return value.isoformat() if isinstance(value, date) else value

    fields.pop("null", None)
    fields.pop("true", None)
    fields.pop("false", None)
    if fields:
        assert data(block(fields)) == plain(fields)
