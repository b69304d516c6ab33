"""What is handed to the processes that search, and which files they are told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.gate.listing import Listing, files_of, listed
from generator.gate.values import Values
from generator.privacy.secrets import code_of, code_secret
from generator.privacy.words import words_of
from generator.trust.code import ALPHABET

CODES = ["9CKP-2345-6789-ABCD-EFGH", "2222-ABCD-3333-4444-5555", "ZZZZ-YYYY-XXXX-WWWW-VVVV"]


@pytest.mark.parametrize("text", [*CODES, "-".join(ALPHABET[at : at + 4] for at in range(0, 20, 4))])
def test_a_codes_words_are_those_that_a_file_is_split_into(text: str) -> None:
    row = code_secret(text)
    assert row.words == b" ".join(words_of(text))
    assert row.anchor == words_of(text)[1]
    assert code_of(row) == text


def test_values_are_the_same_in_pieces_and_one_by_one() -> None:
    lines = [f"word{number}\tname\tx.yml\tname\tword{number} more".encode() for number in range(5)]
    whole = Values(
        [b"\n".join(lines[:3]), b"\n".join(lines[3:])], ["".join(CODES[:2]).encode(), CODES[2].encode()]
    )
    assert len(whole) == len(whole.index()) == 8
    assert whole.index().anchors == {b"word%d" % number for number in range(5)} | {b"2345", b"abcd", b"yyyy"}
    few = whole.among({b"word4", b"abcd", b"9ckp"})
    assert len(few) == 2
    assert few.index().anchors == {b"word4", b"abcd"}
    assert set(few.index().rows(b"abcd")) == {b"2222 abcd 3333 4444 5555"}
    assert len(Values((), ()).index()) == 0


def test_every_file_is_listed_once_those_of_diplomas_by_their_codes(tmp_path: Path) -> None:
    whole, withdrawn, orphan = CODES
    kept = [*files_of(whole), files_of(withdrawn)[0]]
    others = [
        *files_of(orphan)[1:],
        f"documents/{whole}.fr.pdf",
        f"d/{whole}.txt",
        f"{whole}.html",
        "d/x",
        "a/b/c",
    ]
    for path in (*kept, *others):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"")
    found = listed(tmp_path)
    assert sorted(found.diplomas()) == sorted((whole, withdrawn))
    assert list(found.others) == sorted(others)
    assert len(found) == 6 + len(others)
    parts = Listing(found.codes * 150, list(found.others) * 100).parts()
    assert sum(map(len, parts)) == 150 * 6 + 100 * len(others)
    assert max(map(len, parts)) == 300
    assert not Listing(b"", ()) and not Listing(b"", ()).parts()
