"""Texts that are cut out of a diploma's line, and parts of it that are remembered, are those written anew."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust import build, multibase, sign
from generator.trust.canonical import canonical, parse_quickly
from generator.trust.cut import cut_out
from generator.trust.ledger import CredentialLine
from generator.trust.proof import rdfc_only, rdfc_proof
from generator.trust.remembered import remembered
from generator.trust.strictjson import parse_object
from tests.vectors.themes.diplomas import CODE, CREATED, DID, KEY, award

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("proof", "a", "z", "@context", "é", "\U0001f600")), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON, JSON, st.booleans())
def test_a_document_without_its_proofs_or_with_others_is_cut_out_of_its_text(
    proof: Any, inner: Any, other: Any, twice: bool
) -> None:
    # Where `twice`, an inner object holds the very same proofs, once before and once after the document's own.
    hidden = {"a": 1, "proof": proof} if twice else inner
    document: dict[str, Any] = {"@context": hidden, "a": inner, "proof": proof, "z": hidden}
    without = {name: value for name, value in document.items() if name != "proof"}
    cut = cut_out(document, canonical(document))
    assert cut.unsigned == canonical(without)
    assert cut.with_proof(other) == canonical({**without, "proof": other})


def test_a_document_without_proof_or_context_is_refused() -> None:
    documents: tuple[dict[str, Any], ...] = ({"@context": []}, {"proof": []})
    for document in documents:
        with pytest.raises(MalformedError) as caught:
            cut_out(document, canonical(document))
        assert caught.value.reason == "no-proof"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_a_line_of_the_ledger_gives_the_text_of_its_credential(text: str) -> None:
    hostile = f'{text},"edition":"x","credential":{{}}'
    credential = sign(build(award()), KEY, did=DID, created=CREATED) | {"edition": hostile, "name": hostile}
    line = CredentialLine(hostile, CODE, credential, hostile, hostile, hostile, bytes(32))
    assert CredentialLine.parse(line.to_line()).document == line.document == canonical(credential)


def test_the_copy_for_other_software_is_cut_out_of_the_text() -> None:
    signed = sign(build(award()), KEY, did=DID, created=CREATED)
    copy = cut_out(signed, canonical(signed)).with_proof(rdfc_proof(signed))
    assert copy == canonical(rdfc_only(signed))


@given(JSON, st.sampled_from((b"", b" ", b"\n", b',"a":1}', b"\xff")))
def test_an_object_is_parsed_as_by_the_strict_reader(value: Any, end: bytes) -> None:
    text = canonical(value) + end
    try:
        expected = parse_object(text)
    except MalformedError as error:
        with pytest.raises(MalformedError) as caught:
            parse_quickly(text)
        assert caught.value.reason == error.reason
    else:
        assert parse_quickly(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e400}',
        b'{"a":9007199254740993}',
        b'{"a":"\\ud800"}',
        b"[" * 40,
    ],
)
def test_what_the_strict_reader_refuses_is_refused(text: bytes) -> None:
    try:
        expected: Any = parse_object(text)
    except MalformedError as error:
        expected = error.reason
    try:
        found: Any = parse_quickly(text)
    except MalformedError as error:
        found = error.reason
    assert found == expected


@given(st.lists(JSON, max_size=6))
def test_a_part_is_remembered_under_what_it_is(parts: list[Any]) -> None:
    calls = []

    @remembered
    def written(part: Any, end: str) -> bytes:
        calls.append(part)
        return canonical(part) + end.encode()

    given_parts = [{"part": part} for part in parts] * 2
    assert [written(part, "x") for part in given_parts] == [canonical(part) + b"x" for part in given_parts]
    assert len(calls) == len({canonical(part) for part in given_parts})


@given(st.binary(max_size=80))
def test_base58_is_read_as_digit_by_digit(data: bytes) -> None:
    text = multibase.encode(data)
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for digit in text[1:]:
        number = number * 58 + alphabet.index(digit)
    assert int.from_bytes(multibase.decode(text), "big") == number
    assert multibase.decode(text) == data
