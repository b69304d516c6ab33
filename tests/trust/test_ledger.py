"""The ledger's lines have one writing, and a diploma's state follows from its acts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from generator.errors import MalformedError
from generator.trust.code import make
from generator.trust.diplomastate import sets_bit, state_of
from generator.trust.keys import SecretKey
from generator.trust.ledger import Act, ActKind, CredentialLine, KeyEntry
from tests.vectors.themes.diplomas import CODE, DID, FULL, KEY, SMALL

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OTHER = make(bytes(range(16)))


def act(kind: ActKind, days: int = 0, **changes: Any) -> Act:
    facts: dict[str, Any] = {
        "act": kind,
        "code": CODE,
        "issuer": DID,
        "date": NOW - timedelta(days=10 - days),
        "by": "Scolarité",
        "reason": "other",
        "note": "note privée",
        "replacement": OTHER if kind == "supersede" else None,
    }
    return Act.sign(KEY, **(facts | changes))


LINE = CredentialLine(
    candidate="c-1", code=CODE, credential=FULL, edition="e-1", issuer="exemple", programme="p"
)


def test_a_credential_line_is_read_back() -> None:
    written = LINE.to_line()
    assert written.endswith(b"\n")
    assert written.count(b"\n") == 1
    assert CredentialLine.parse(written) == LINE
    assert CredentialLine.parse(written).to_line() == written


@pytest.mark.parametrize("kind", ["revoke", "reinstate", "supersede", "withdraw", "share"])
def test_an_act_is_read_back_and_verifies(kind: ActKind) -> None:
    done = act(kind)
    assert Act.parse(done.to_line()) == done
    assert done.verify()


@pytest.mark.parametrize(
    "name", ["act", "by", "code", "date", "issuer", "note", "reason", "signature", "key"]
)
def test_a_changed_act_is_false(name: str) -> None:
    members = json.loads(act("revoke").to_line())
    others = {
        "act": "withdraw",
        "code": OTHER,
        "date": "2026-01-01T00:00:00Z",
        "issuer": "did:web:x.example",
        "reason": "fraud",
        "key": SecretKey(bytes(32)).public.multibase,
        "signature": act("withdraw").to_line().split(b'"signature":"')[1].split(b'"')[0].decode(),
    }
    members[name] = others.get(name, members[name] + "x")
    line = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    assert not Act.parse(line).verify()


def test_a_key_entry_is_read_back() -> None:
    entry = KeyEntry(issuer="exemple", did=DID, public=KEY.public, created=NOW, demonstration=True)
    assert KeyEntry.parse(entry.to_line()) == entry


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'"v":1', b'"v":2'),
        lambda line: line.replace(b'"v":1', b'"v":1.0'),
        lambda line: line.replace(b'"v":1', b'"v":true'),
        lambda line: line.replace(b'"v":1', b'"v":1,"w":1'),
        lambda line: line.replace(b',"v":1', b""),
        lambda line: line.replace(b'"v":1', b'"v": 1'),
        lambda line: line.replace(b'"reason":"other"', b'"reason":"spite"'),
        lambda line: line.replace(b'"act":"revoke"', b'"act":"forget"'),
        lambda line: line.replace(b'"act":"revoke"', b'"act":"supersede"'),
        lambda line: line.replace(CODE.encode(), CODE.lower().encode()),
        lambda line: line + line,
        lambda line: line[:-2],
        lambda line: b"",
    ],
)
def test_a_line_of_another_form_is_refused(change: Any) -> None:
    with pytest.raises(MalformedError):
        Act.parse(change(act("revoke").to_line()))


@pytest.mark.parametrize(
    "changes",
    [
        {"replacement": OTHER},
        {"act": "supersede", "replacement": None},
        {"act": "supersede", "replacement": CODE},
        {"note": "x\x00"},
        {"by": ""},
        {"note": "x" * 3000},
        {"date": NOW.replace(microsecond=1)},
        {"date": datetime(2026, 1, 1)},
        {"issuer": "exemple"},
    ],
)
def test_an_act_that_makes_no_sense_is_not_signed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        act("revoke", **changes)


@pytest.mark.parametrize(
    ("acts", "state", "bit"),
    [
        ([], "valid", False),
        (["revoke"], "revoked", True),
        (["revoke", "reinstate"], "valid", False),
        (["revoke", "reinstate", "revoke"], "revoked", True),
        (["supersede"], "superseded", True),
        (["supersede", "reinstate"], "superseded", True),
        (["supersede", "revoke"], "revoked", True),
        (["supersede", "revoke", "reinstate"], "superseded", True),
        (["withdraw"], "withdrawn", False),
        (["withdraw", "reinstate"], "valid", False),
        (["withdraw", "revoke"], "withdrawn", True),
        (["withdraw", "supersede"], "withdrawn", True),
        (["share"], "valid", False),
    ],
)
def test_a_state_follows_from_the_acts_in_whichever_order_they_are_read(
    acts: list[ActKind], state: str, bit: bool
) -> None:
    done = [act(kind, days) for days, kind in enumerate(acts)]
    for order in permutations(done):
        assert state_of(SMALL, order, NOW).state == state
        assert sets_bit(order) is bit


def test_a_revocation_in_the_same_second_as_a_reinstatement_stays() -> None:
    assert state_of(SMALL, [act("reinstate"), act("revoke")], NOW).state == "revoked"
    assert state_of(SMALL, [act("revoke"), act("reinstate")], NOW).state == "revoked"


def test_a_revocation_says_since_when_and_why() -> None:
    state = state_of(SMALL, [act("revoke", reason="fraud"), act("revoke", 1)], NOW)
    assert (state.since, state.reason) == (NOW - timedelta(days=10), "fraud")


def test_the_new_diploma_is_named_only_when_the_holder_asked_for_it() -> None:
    assert state_of(SMALL, [act("supersede")], NOW).replacement is None
    assert state_of(SMALL, [act("supersede"), act("share", 1)], NOW).replacement == OTHER


def test_dates_count_when_no_act_does() -> None:
    assert state_of(FULL, [], datetime(2031, 2, 28, 23, 59, 59, tzinfo=UTC)).state == "valid"
    assert state_of(FULL, [], datetime(2031, 3, 1, tzinfo=UTC)).state == "expired"
    assert state_of(FULL, [], datetime(2026, 2, 28, tzinfo=UTC)).state == "not-yet-valid"
    assert state_of(FULL, [act("revoke")], datetime(2040, 1, 1, tzinfo=UTC)).state == "revoked"
