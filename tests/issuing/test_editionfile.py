"""Editing the file of an edition changes what was asked for, and not one other character."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import RecordError
from generator.issuing.editionfile import new_edition, quoted, with_approval, with_awards
from generator.records.edition import Edition
from generator.records.reading import read
from generator.records.yaml import load

PATH = "candidates/editions/diploma-2027-07.yml"
ONE, TWO = "c-aaaaaaaaaa", "c-bbbbbbbbbb"
OLD, NEW = "1a" * 32, "e5" * 32
DAY = date(2027, 7, 9)

WRITTEN = f"""\
# yaml-language-server: $schema=../../content/schemas/edition.json
programme: diploma   # the jury of summer
date: 2027-07-09
approvals:
# the first
  - by: Ada Exemple
    role: >-
      Head of
      teaching
    date: 2027-07-09
awards:
# seen on paper
- candidate: {ONE}   # a good one
  evidence: {OLD}
- evidence: "{OLD}"
  candidate: {TWO}

# and nobody else
deferred: []
"""


def data(raw: bytes) -> Any:
    return load(raw, PATH).data


def added(old: bytes, new: bytes) -> list[str]:
    """The lines of `new` that are not in `old`; every line of `old` must still be there, in its order."""
    lines = iter(new.decode().split("\n"))
    extra = []
    for line in old.decode().split("\n"):
        for found in lines:
            if found == line:
                break
            extra.append(found)
        else:
            pytest.fail(f"{line!r} is gone")
    return extra


def test_an_approval_is_added_below_the_others_and_nothing_else_moves() -> None:
    old = WRITTEN.replace(">-\n      Head of\n      teaching", "Head").encode()
    new = with_approval(old, PATH, "Basile Modèle", "Directeur : études", date(2027, 7, 10))
    assert added(old, new) == [
        '  - {by: "Basile Modèle", role: "Directeur : études", date: 2027-07-10}',
    ]
    assert data(new)["approvals"][1] == {
        "by": "Basile Modèle",
        "role": "Directeur : études",
        "date": "2027-07-10",
    }


def test_an_approval_that_would_end_inside_a_folded_text_still_reads_as_it_should() -> None:
    old = WRITTEN.replace(
        "    role: >-\n      Head of\n      teaching\n    date: 2027-07-09\n",
        "    date: 2027-07-09\n    role: >-\n      Head of\n      teaching\n",
    )
    with pytest.raises(RecordError, match="was not changed"):
        with_approval(old.encode(), PATH, "Basile Modèle", "Head", DAY)


@pytest.mark.parametrize(
    "before",
    ["approvals: []\n", "approvals: []  # nobody yet\n", "approvals:   [ ]\n", ""],
)
def test_the_first_approval_finds_its_place(before: str) -> None:
    old = f"programme: diploma\ndate: 2027-07-09\n{before}awards:\n- candidate: {ONE}\n".encode()
    new = with_approval(old, PATH, "Ada Exemple", "Head", DAY)
    assert data(new) == {
        **data(old),
        "approvals": [{"by": "Ada Exemple", "role": "Head", "date": "2027-07-09"}],
    }
    assert ("# nobody yet" in new.decode()) is ("# nobody yet" in before)


def test_a_list_in_brackets_is_left_to_people() -> None:
    old = b"programme: diploma\ndate: 2027-07-09\napprovals: [{by: A, role: B, date: 2027-07-09}]\n"
    with pytest.raises(RecordError, match="brackets"):
        with_approval(old, PATH, "Ada Exemple", "Head", DAY)


def test_digests_are_renewed_where_they_stand_and_awards_are_added_below() -> None:
    old = WRITTEN.encode()
    new = with_awards(old, PATH, {ONE: NEW}, [("c-cccccccccc", NEW)])
    text = new.decode()
    assert f"- candidate: {ONE}   # a good one\n  evidence: {NEW}\n" in text
    assert f'- evidence: "{OLD}"\n  candidate: {TWO}\n- candidate: c-cccccccccc\n' in text
    assert "# seen on paper" in text
    assert "# and nobody else" in text
    assert [item["candidate"] for item in data(new)["awards"]] == [ONE, TWO, "c-cccccccccc"]


def test_a_digest_is_added_to_an_award_without_one() -> None:
    old = f"programme: diploma\ndate: 2027-07-09\nawards:\n- candidate: {ONE} # yes\n- candidate: {TWO}\n".encode()
    new = with_awards(old, PATH, {ONE: NEW}, [])
    assert added(old, new) == [f'  evidence: "{NEW}"']
    assert data(new)["awards"] == [{"candidate": ONE, "evidence": NEW}, {"candidate": TWO}]
    assert with_awards(new, PATH, {ONE: NEW}, []) == new


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(ending: str, mark: str) -> None:
    old = (
        mark + f"programme: diploma\ndate: 2027-07-09\nawards:\n- candidate: {ONE}\n".replace("\n", ending)
    ).encode()
    new = with_awards(old, PATH, {ONE: NEW}, []).decode()
    assert new == old.decode() + f'  evidence: "{NEW}"{ending}'


def test_a_new_edition_is_a_record_in_order() -> None:
    text = new_edition(
        PATH,
        "diploma",
        DAY,
        [(ONE, NEW, "Zoé Exemple: Malaria 24/30")],
        [(TWO, "Il manque 1 cours : le dernier.", "One course: the last.")],
    )
    found = read({PATH: text.encode()})
    assert not [problem for problem in found.diagnostics if problem.path == PATH and problem.code[0] in "RY"]
    record = Edition.model_validate(data(text.encode()))
    assert record.date == DAY
    assert record.awards[0].evidence == NEW
    assert record.deferred[0].reason.fr == "Il manque 1 cours : le dernier."


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30))
def test_whatever_is_quoted_is_read_back(text: str) -> None:
    assert yaml.safe_load(f"x: {quoted(text)}\n") == {"x": text} or load(
        f"x: {quoted(text)}".encode(), ""
    ).data == {"x": text}
    if not any(
        character in text
        for character in "\u2028\u2029\u0085\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
    ):
        assert load(f"x: {quoted(text)}".encode(), "").data == {"x": text}


@pytest.mark.parametrize(
    "text", ["true", "null", "12", "2027-07-09", "a: b", "a #b", "- a", "yes", "e5", "1e5", "~", "Ada "]
)
def test_what_would_read_as_something_else_is_quoted(text: str) -> None:
    assert load(f"x: {quoted(text)}".encode(), "").data == {"x": text}


def test_an_award_without_a_comment_has_none() -> None:
    text = new_edition(PATH, "diploma", DAY, [(ONE, NEW, "")], [])
    assert f"awards:\n- candidate: {ONE}\n" in text
    assert "deferred: []" in text
