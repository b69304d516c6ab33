"""Leaves: what the log says, and that it says nothing about anybody."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.keys import SecretKey
from generator.trust.logkeys import compromised_since, good_despite_compromise
from generator.trust.logleaf import ActLeaf, Genesis, IssueLeaf, KeyLeaf, commitment, parse_leaf

KEY = SecretKey(bytes(range(32)))
NEXT = SecretKey(bytes(range(1, 33)))
STRANGER = SecretKey(bytes(range(2, 34)))
SALT = bytes(range(100, 132))
C = commitment(SALT, b'{"a":1}')
LEAVES = (
    Genesis("diplomes.example.org/log"),
    IssueLeaf(C, KEY.public),
    ActLeaf.sign(KEY, "revoke", C, 1),
    ActLeaf.sign(KEY, "reinstate", C, 2),
    KeyLeaf.sign(KEY, "added", KEY.public),
    KeyLeaf.sign(KEY, "retired", KEY.public),
    KeyLeaf.sign(KEY, "compromised", KEY.public, since=12),
    KeyLeaf.sign(NEXT, "compromised", KEY.public, since=0),
)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.to_bytes().decode()[-40:])
def test_a_leaf_is_canonical_ascii_and_reads_back(leaf: Genesis | IssueLeaf | ActLeaf | KeyLeaf) -> None:
    data = leaf.to_bytes()
    assert data.isascii()
    assert canonical(json.loads(data)) == data
    assert parse_leaf(data) == leaf


def test_the_leaf_of_a_diploma_is_exactly_this() -> None:
    leaf = json.loads(IssueLeaf(C, KEY.public).to_bytes())
    message = b"parchemin/leaf/v1\n" + hashlib.sha256(b'{"a":1}').digest()
    expected = hmac.new(SALT, message, "sha256").digest()
    import base64

    encoded = base64.urlsafe_b64encode(expected).decode().rstrip("=")
    assert leaf == {"c": encoded, "k": KEY.public.multibase, "t": "issue", "v": 1}


def test_another_salt_or_another_byte_gives_another_commitment() -> None:
    assert len({C, commitment(bytes(32), b'{"a":1}'), commitment(SALT, b'{"a":2}')}) == 3
    for salt in (b"", SALT[:-1], SALT + b"\0"):
        with pytest.raises(MalformedError) as refused:
            commitment(salt, b"")
        assert refused.value.reason == "salt"


def test_an_act_is_signed_by_the_key_that_it_names_over_all_that_it_says() -> None:
    leaf = ActLeaf.sign(KEY, "revoke", C, 1)
    assert leaf.verify()
    for changed in (
        replace(leaf, change="reinstate"),
        replace(leaf, commitment=bytes(32)),
        replace(leaf, key=NEXT.public),
        replace(leaf, turn=2),
        replace(leaf, signature=bytes(64)),
    ):
        assert not changed.verify()


def test_a_repeated_revocation_is_another_leaf_than_the_first() -> None:
    assert ActLeaf.sign(KEY, "revoke", C, 1).to_bytes() != ActLeaf.sign(KEY, "revoke", C, 3).to_bytes()


def test_a_key_leaf_is_signed_by_the_key_or_by_the_one_it_names() -> None:
    own, other = (
        KeyLeaf.sign(KEY, "retired", KEY.public),
        KeyLeaf.sign(NEXT, "compromised", KEY.public, since=3),
    )
    assert own.verify() and own.signer == KEY.public and own.by is None
    assert other.verify() and other.signer == NEXT.public
    for changed in (
        replace(own, state="added"),
        replace(other, since=2),
        replace(other, by=None),
        replace(other, by=STRANGER.public),
        replace(other, key=STRANGER.public),
    ):
        assert not changed.verify()


@pytest.mark.parametrize(
    ("state", "since"), [("added", 1), ("retired", 1), ("compromised", None), ("compromised", -1)]
)
def test_since_belongs_to_a_compromised_key_alone(state: str, since: int | None) -> None:
    with pytest.raises(MalformedError):
        KeyLeaf.sign(KEY, state, KEY.public, since=since)  # type: ignore[arg-type]


ISSUE = IssueLeaf(C, KEY.public).to_bytes().decode()
REVOKE = ActLeaf.sign(KEY, "revoke", C, 1).to_bytes().decode()
COMPROMISED = KeyLeaf.sign(NEXT, "compromised", KEY.public, since=0).to_bytes().decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "x" * 3000,
        ISSUE + "\n",
        ISSUE.replace(",", ", "),
        ISSUE.replace('"v":1', '"v":2'),
        ISSUE.replace('"v":1', '"v":1.0'),
        ISSUE.replace('"v":1', '"v":true'),
        ISSUE.replace('"v":1', '"v":1,"x":1'),
        ISSUE.replace("issue", "issued"),
        ISSUE.replace("issue", "revoke"),
        ISSUE.replace("issue", "key"),
        ISSUE.replace('"c":"', '"c":"A'),
        ISSUE.replace(KEY.public.multibase, "z6Mk"),
        ISSUE.replace('"t":"issue"', '"t":["issue"]'),
        REVOKE.replace('"n":1', '"n":0'),
        REVOKE.replace('"n":1', '"n":1.5'),
        REVOKE.replace('"n":1', '"n":true'),
        REVOKE.replace('"n":1', '"n":1000000000000000'),
        REVOKE.replace('"n":1,', ""),
        COMPROMISED.replace('"since":0,', ""),
        COMPROMISED.replace("compromised", "retired"),
        COMPROMISED.replace("compromised", "forgotten"),
        COMPROMISED.replace(NEXT.public.multibase, KEY.public.multibase),
        '{"o":"é","t":"genesis","v":1}',
        '{"o":1,"t":"genesis","v":1}',
        '{"t":"genesis","v":1}',
        '{"o":"a","o":"a","t":"genesis","v":1}',
    ],
)
def test_what_is_no_leaf_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_leaf(text.encode())


def test_no_leaf_holds_more_than_commitments_keys_and_signatures() -> None:
    members = {name for leaf in LEAVES for name in json.loads(leaf.to_bytes())}
    assert members == {"by", "c", "k", "n", "o", "s", "since", "state", "t", "v"}


# --- compromised keys


def compromise(since: int, signer: SecretKey = NEXT, key: SecretKey = KEY) -> KeyLeaf:
    return KeyLeaf.sign(signer, "compromised", key.public, since=since)


ISSUERS = (KEY.public, NEXT.public)


def test_a_diploma_of_a_compromised_key_is_good_if_it_was_logged_before() -> None:
    since = compromised_since(KEY.public, [(20, compromise(10))], ISSUERS)
    assert since == 10
    assert [good_despite_compromise(index, since) for index in (0, 9, 10, 11, 30)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert not good_despite_compromise(None, since)


def test_a_key_that_was_not_compromised_needs_no_log() -> None:
    assert compromised_since(KEY.public, [(3, KeyLeaf.sign(KEY, "retired", KEY.public))], ISSUERS) is None
    assert good_despite_compromise(None, None)
    assert good_despite_compromise(5, None)


def test_only_a_key_of_the_same_issuer_can_declare_it() -> None:
    leaf = compromise(10, STRANGER)
    assert compromised_since(KEY.public, [(20, leaf)], ISSUERS) is None
    assert compromised_since(KEY.public, [(20, leaf)], (*ISSUERS, STRANGER.public)) == 10
    assert compromised_since(KEY.public, [(20, compromise(10, KEY))], ISSUERS) == 10
    assert compromised_since(NEXT.public, [(20, compromise(10))], ISSUERS) is None


def test_a_false_signature_or_a_date_in_the_future_declares_nothing() -> None:
    assert compromised_since(KEY.public, [(20, replace(compromise(10), since=5))], ISSUERS) is None
    assert compromised_since(KEY.public, [(20, compromise(21))], ISSUERS) is None
    assert compromised_since(KEY.public, [(20, compromise(20))], ISSUERS) == 20


def test_the_gravest_of_several_declarations_counts() -> None:
    found = [(20, compromise(10)), (25, compromise(4)), (30, compromise(29))]
    assert compromised_since(KEY.public, found, ISSUERS) == 4
