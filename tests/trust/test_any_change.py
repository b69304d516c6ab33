"""Whatever is changed in a signed diploma or in its status list, nothing false is called valid.

The set of proofs is the one part that no signature covers as a whole: a proof whose suite is spoilt becomes one of an
unknown suite, which is neither believed nor held against the document. So the property is that of the signed text:
what is called valid says, without its proofs, exactly what was signed, and carries the jcs proof that covers it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.trust import Verdict, build, sign
from generator.trust.canonical import canonical
from generator.trust.instant import parse_instant
from generator.trust.statuslist import StatusList, status_list_credential
from generator.trust.verify import Verifier
from tests.vectors.themes.diplomas import CREATED, DID, DID_TEXT, INDEX, KEY, LIST, LISTED, NOW, award
from tests.vectors.themes.walking import leaves, objects, removed, replaced
from tests.vectors.themes.wording import with_duplicate

Json = Any


def _list(*revoked: int) -> bytes:
    unsigned = status_list_credential(
        LIST, DID, StatusList.empty().with_bits(set_=revoked), valid_from=LISTED
    )
    return canonical(sign(unsigned, KEY, did=DID, created=LISTED))


SIGNED: Json = sign(build(award()), KEY, did=DID, created=CREATED)
TEXT = canonical(SIGNED)
REVOKING = _list(INDEX)
NOW_INSTANT = parse_instant(NOW)
VERIFIER = Verifier({DID: DID_TEXT}, {LIST: _list()})


def judged(text: str | bytes) -> Verdict:
    return VERIFIER.verify(text, now=NOW_INSTANT).verdict


def says_what_was_signed(text: str | bytes) -> bool:
    document = json.loads(text)
    proof = document.pop("proof")
    return document == {name: value for name, value in SIGNED.items() if name != "proof"} and (
        SIGNED["proof"][1] in proof
    )


def _pointers() -> Iterator[str]:
    for pointer, value in objects(SIGNED):
        yield from (f"{pointer}/{name}" for name in value)
        yield from (
            f"{pointer}/{name}/{place}"
            for name, items in value.items()
            if isinstance(items, list)
            for place in range(len(items))
        )


POINTERS = tuple(_pointers())


def test_the_diploma_as_issued_is_valid() -> None:
    assert judged(TEXT) is Verdict.VALID
    assert says_what_was_signed(TEXT)


def test_every_byte_matters() -> None:
    """Each byte in turn, one bit of it: never valid, but for the suite's name and type in the rdfc proof."""
    valid = {
        place
        for place in range(len(TEXT))
        if judged(TEXT[:place] + bytes([TEXT[place] ^ 1]) + TEXT[place + 1 :]) is Verdict.VALID
    }
    rdfc = TEXT.index(b'"cryptosuite":"eddsa-rdfc-2022"')
    allowed: set[int] = set()
    for text in (b'"cryptosuite":"eddsa-rdfc-2022"', b'"type":"DataIntegrityProof"'):
        start = TEXT.index(text, rdfc)
        allowed.update(range(start, start + len(text)))
    assert valid <= allowed


@settings(max_examples=2000, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), mask=st.integers(1, 255))
def test_any_flip_of_a_byte_changes_nothing_that_is_believed(place: int, mask: int) -> None:
    changed = TEXT[:place] + bytes([TEXT[place] ^ mask]) + TEXT[place + 1 :]
    assert judged(changed) is not Verdict.VALID or says_what_was_signed(changed)


@settings(max_examples=500, deadline=None)
@given(start=st.integers(0, len(TEXT)), length=st.integers(0, 40), other=st.binary(max_size=40))
def test_any_splice_changes_nothing_that_is_believed(start: int, length: int, other: bytes) -> None:
    changed = TEXT[:start] + other + TEXT[start + length :]
    assert judged(changed) is not Verdict.VALID or says_what_was_signed(changed)


def test_no_member_and_no_item_can_be_dropped() -> None:
    valid = [pointer for pointer in POINTERS if judged(canonical(removed(SIGNED, pointer))) is Verdict.VALID]
    # Without its suite or type, or as a whole, the rdfc proof is only missed by other people's verifiers.
    assert sorted(valid) == ["/proof/0", "/proof/0/cryptosuite", "/proof/0/type"]


def test_no_member_can_be_said_twice() -> None:
    for pointer, value in objects(SIGNED):
        for name in value:
            assert judged(with_duplicate(SIGNED, pointer, name)) is Verdict.ALTERED


Change = Callable[[Json, str], Json]
CHANGES: tuple[Change, ...] = (
    removed,
    lambda document, pointer: replaced(document, pointer, None),
    lambda document, pointer: replaced(document, pointer, []),
    lambda document, pointer: replaced(document, pointer, "x"),
    lambda document, pointer: replaced(document, pointer, dict(leaves(document))),
    lambda document, pointer: replaced(document, pointer, [_at(document, pointer)]),
)


def _at(document: Json, pointer: str) -> Json:
    for part in pointer.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(POINTERS), st.sampled_from(CHANGES)), min_size=1, max_size=3))
def test_any_few_changes_change_nothing_that_is_believed(changes: list[tuple[str, Change]]) -> None:
    document = SIGNED
    for pointer, change in changes:
        try:
            document = change(document, pointer)
        except (LookupError, TypeError, ValueError):
            continue  # an earlier change took the place away
    text = canonical(document)
    assert judged(text) is not Verdict.VALID or says_what_was_signed(text)


@settings(max_examples=1000, deadline=None)
@given(place=st.integers(0, len(REVOKING) - 1), mask=st.integers(1, 255))
def test_no_flip_in_a_status_list_makes_a_revoked_diploma_valid(place: int, mask: int) -> None:
    changed = REVOKING[:place] + bytes([REVOKING[place] ^ mask]) + REVOKING[place + 1 :]
    report = Verifier({DID: DID_TEXT}, {LIST: changed}).verify(TEXT, now=NOW_INSTANT)
    assert report.verdict in (Verdict.REVOKED, Verdict.VALID_STATUS_NOT_CHECKED)
