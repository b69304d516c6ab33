"""An act on a key: what is signed, what is read back, what is refused, and what becomes of the keys of an issuer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.keyact import KeyAct, Keyring
from generator.trust.keys import SecretKey
from generator.trust.ledger import KeyEntry
from generator.trust.strictjson import parse_object

DID = "did:web:diplomes.example.org"
OLD, NEW, THIRD = (SecretKey(bytes([number]) * 32) for number in (1, 2, 3))
DAY = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def act(secret: SecretKey = NEW, **fields: Any) -> KeyAct:
    given = {
        "act": "compromise", "issuer": DID, "key": OLD.public, "date": DAY, "by": "Alix Registre", "note": "Volée.",
    }  # fmt: skip
    return KeyAct.sign(secret, **{**given, **fields})


def entry(secret: SecretKey, issuer: str = "ecole", did: str = DID) -> KeyEntry:
    return KeyEntry(issuer, did, secret.public, DAY, demonstration=True)


@pytest.mark.parametrize("since", [None, 0, 130_000])
def test_an_act_is_read_back_and_its_signature_holds(since: int | None) -> None:
    made = act(since=since)
    read = KeyAct.parse(made.to_line())
    assert read == made and read.since == since
    assert read.verify() is True


@pytest.mark.parametrize(
    "change",
    [
        {"act": "retire"},
        {"issuer": "did:web:other.example.org"},
        {"key": THIRD.public},
        {"date": DAY + timedelta(seconds=1)},
        {"by": "Camille Autre"},
        {"note": ""},
        {"since": 7},
        {"signer": THIRD.public},
        {"signature": bytes(64)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_changed_the_signature_no_longer_holds(change: dict[str, Any]) -> None:
    assert replace(act(), **change).verify() is False


@pytest.mark.parametrize("name", ["act", "by", "date", "issuer", "key", "note", "signature", "signer", "v"])
def test_a_line_without_a_member_is_none(name: str) -> None:
    value = parse_object(act().to_line())
    del value[name]
    with pytest.raises(MalformedError) as refused:
        KeyAct.parse(canonical(value))
    assert refused.value.reason == "ledger-line"


@pytest.mark.parametrize(
    "change",
    [
        {"v": True},
        {"v": 2},
        {"more": "x"},
        {"act": "forgive"},
        {"by": 3},
        {"since": True},
        {"since": "7"},
        {"since": -1},
        {"by": " "},
        {"by": "x" * 2_001},
        {"note": "x" * 2_001},
        {"date": "2026-03-01T09:30:00.5Z"},
    ],
    ids=str,
)
def test_a_line_that_says_something_else_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        KeyAct.parse(canonical({**parse_object(act().to_line()), **change}))


def test_a_line_that_is_not_canonical_is_none() -> None:
    with pytest.raises(MalformedError):
        KeyAct.parse(act().to_line().replace(b'","by"', b'", "by"'))


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "retire", "since": 3},
        {"since": -1},
        {"key": NEW.public},  # whoever stole a key could sign this
        {"date": DAY.replace(microsecond=1)},
        {"by": "Alix \u202egnirts"},
    ],
    ids=str,
)
def test_what_may_not_be_said_is_not_signed(fields: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        act(**fields)


def test_texts_may_be_long_and_a_key_may_retire_itself() -> None:
    assert act(by="x" * 2_000, note="x" * 2_000).verify()
    assert act(OLD, act="retire").verify()


def test_the_newest_good_key_of_an_issuer_signs() -> None:
    other = entry(SecretKey(b"o" * 32), "autre", "did:web:autre.example.org")
    ring = Keyring((entry(OLD), entry(NEW), other))
    assert ring.current("ecole") == entry(NEW)
    assert ring.current("autre") == other
    assert ring.current("personne") is None
    retired = Keyring(ring.entries, (act(act="retire", key=NEW.public),))
    assert retired.current("ecole") == entry(OLD)
    assert Keyring((entry(OLD),), (act(),)).current("ecole") is None


def test_a_retired_key_stays_published_and_a_compromised_one_does_not() -> None:
    entries = (entry(OLD), entry(NEW), entry(OLD))
    assert Keyring(entries).published(DID) == (OLD.public, NEW.public)
    assert Keyring(entries, (act(act="retire"),)).published(DID) == (OLD.public, NEW.public)
    assert Keyring(entries, (act(),)).published(DID) == (NEW.public,)
    assert Keyring(entries).published("did:web:autre.example.org") == ()


def test_a_compromise_outweighs_a_retirement_whichever_came_first_and_the_first_of_a_kind_counts() -> None:
    for days in (-1, 1):
        retirement = act(act="retire", date=DAY + timedelta(days=days))
        assert Keyring((entry(OLD),), (retirement, act())).is_compromised(entry(OLD))
    first, second = act(), act(date=DAY + timedelta(days=1), note="Encore.")
    assert Keyring((entry(OLD),), (second, first)).fate(entry(OLD)) == first
