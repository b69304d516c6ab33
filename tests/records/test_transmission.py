"""The lines of a transmission: written one way, read strictly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.records.transmission import Transmission, TransmittedRow
from tests.rules.sessions import row, transmission

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(WORDS, st.none() | st.integers(0, 40), st.none() | st.booleans()), max_size=6))
def test_what_is_written_reads_back_byte_for_byte(values: list[tuple[str, int | None, bool | None]]) -> None:
    rows = {
        one.who: one
        for number, (name, score, passed) in enumerate(values)
        for one in [row(number + 2, name=name, score=score, passed=passed, birth="1990-01-01")]
    }
    made = transmission(*rows.values())
    again = Transmission.parse(made.to_bytes())
    assert again == made
    assert again.to_bytes() == made.to_bytes()


@given(st.data())
def test_no_changed_byte_passes_unseen(data: st.DataObject) -> None:
    kept = transmission(row(2, account="a"), row(3, account="b")).to_bytes()
    place = data.draw(st.integers(0, len(kept) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != kept[place]))
    changed = kept[:place] + bytes([byte]) + kept[place + 1 :]
    try:
        read = Transmission.parse(changed)
    except MalformedError:
        return
    # Only the header's own words are under no digest of the file; they still read as written.
    assert read.rows == Transmission.parse(kept).rows
    assert read.to_bytes() == changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"score":20', '"score":-1'),
        ('"score":20', '"score":true'),
        ('"score":20', '"score":20,"score":20'),
        ('"score":20', '"extra":1,"score":20'),
        ('"identity":"verified"', '"identity":"perhaps"'),
        ('"date":"2026-03-10"', '"date":"2026-13-10"'),
        ('"date":"2026-03-10"', '"date":"20260310"'),
        ('"path":"qualifying"', '"path":"../x"'),
        ('"account":"a"', '"account":""'),
        ('"account":"a"', '"account": "a"'),
        ('"account":"a"', '"account":"a\\u202e"'),
        ('"line":2', '"line":0'),
    ],
)
def test_a_row_that_the_program_would_not_write_is_refused(old: str, new: str) -> None:
    import hashlib

    made = transmission(row(2, account="a"))
    header, _, body = made.to_bytes().partition(b"\n")
    changed = body.replace(old.encode(), new.encode())
    assert changed != body
    value = json.loads(header) | {"body": hashlib.sha256(changed).hexdigest()}
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(MalformedError, match="line"):
        Transmission.parse(f"{text}\n".encode() + changed)


def test_two_rows_of_one_person_are_refused() -> None:
    with pytest.raises(MalformedError, match="same person"):
        Transmission.parse(transmission(row(2, account="a"), row(3, account="A")).to_bytes())


def test_the_key_of_a_person_outlives_line_name_and_score_and_the_content_does_not() -> None:
    one = row(2, account="a", name="Ada", mail="a@example.org")
    other = replace(one, line=9, name="Ada Exemple", score=1)
    assert one.who == other.who
    assert one.content != other.content
    assert one.content == replace(one, line=9).content


def test_people_are_told_apart_by_the_strongest_identifier() -> None:
    found = {
        one.who
        for one in (
            row(account="a"),
            row(certificate="a"),
            row(mail="a"),
            row(name="a"),
            row(name="a", birth="1990-01-01"),
            TransmittedRow(2, "p", date(2026, 1, 1), given="a"),
            TransmittedRow(2, "p", date(2026, 1, 1), family="a"),
        )
    }
    assert len(found) == 7
