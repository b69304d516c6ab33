from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from generator.errors import LedgerError, RecordError
from generator.issuing.acts import Desk, Outcome, Statement, find
from generator.issuing.audit import Audit, verify_ledger
from generator.issuing.book import open_book
from generator.issuing.lists import list_bits
from generator.trust.diplomastate import DiplomaState, state_of
from generator.trust.ledger import ActKind
from generator.trust.view import fields
from tests.issuing.school import School, Stream, ident

START = datetime(2026, 9, 1, 9, tzinfo=UTC)


class Acting:
    """A school whose diplomas are issued, and a clock that moves a day with each act."""

    def __init__(self, school: School) -> None:
        school.issue()
        self.school = school
        self.now = START
        self.code = school.codes()[0]

    def act(self, act: ActKind, code: str | None = None, *, note: str = "A note.") -> Outcome:
        self.now += timedelta(days=1)
        ledger = self.school.ledger()
        with ledger.writing():
            book = open_book(ledger)
            item = find(book, code or self.code)
            desk = Desk(ledger, book, self.school.signer(), Statement("Ada Exemple", "other", note), self.now)
            if act == "supersede":
                return desk.supersede(self.school.tree(), item, Stream(str(self.now)))
            return desk.seal(item, act) if act in ("seal", "unseal") else desk.act(item, act)

    def audit(self) -> Audit:
        return verify_ledger(self.school.root)

    def state(self, code: str | None = None) -> DiplomaState:
        acts = self.audit().acts.get(code or self.code, ())
        credential = next(
            item.value.credential
            for item in self.school.ledger().all_credentials()
            if item.value.code == (code or self.code)
        )
        return state_of(credential, acts, self.now)

    def bits(self) -> int:
        statuses, _ = list_bits(self.school.ledger().status_lists()[0].data)
        return sum(byte.bit_count() for byte in statuses.bits)


@pytest.fixture
def acting(school: School) -> Acting:
    return Acting(school)


def test_a_revoked_diploma_stays_in_the_ledger_and_its_bit_is_set(acting: Acting) -> None:
    before = acting.school.codes()
    acting.act("revoke")
    assert acting.school.codes() == before
    assert acting.state().state == "revoked"
    assert acting.bits() == 1


def test_a_reinstated_diploma_is_valid_and_its_bit_is_cleared(acting: Acting) -> None:
    acting.act("revoke")
    acting.act("reinstate")
    assert acting.state().state == "valid"
    assert acting.bits() == 0


def test_a_withdrawn_diploma_is_not_revoked(acting: Acting) -> None:
    acting.act("withdraw")
    assert acting.state().state == "withdrawn"
    assert acting.bits() == 0


@pytest.mark.parametrize("act", ["revoke", "withdraw"])
def test_doing_the_same_again_writes_nothing(acting: Acting, act: ActKind) -> None:
    acting.act(act)
    before = acting.school.files()
    assert acting.act(act).files == ()
    assert acting.school.files() == before


@pytest.mark.parametrize(
    ("first", "second"),
    [("revoke", "withdraw"), ("revoke", "supersede"), ("supersede", "withdraw"), ("supersede", "reinstate")],
)
def test_what_makes_no_sense_is_refused_and_writes_nothing(
    acting: Acting, first: ActKind, second: ActKind
) -> None:
    acting.act(first)
    before = acting.school.files()
    with pytest.raises(LedgerError, match="it cannot be"):
        acting.act(second)
    assert acting.school.files() == before


def test_reinstating_what_is_in_force_is_refused(acting: Acting) -> None:
    with pytest.raises(LedgerError, match="the diploma is valid"):
        acting.act("reinstate")


def test_a_superseded_diploma_has_a_new_one_with_everything_of_its_own_but_the_date(acting: Acting) -> None:
    name = f"candidates/register/{ident(0)}.yml"
    record = acting.school.read(name)
    acting.school.write(name, "candidate", {**record, "name": {"display": "Ariane Corrigée"}})
    outcome = acting.act("supersede")
    assert outcome.replacement is not None
    old, new = (
        next(
            fields(item.value.credential)
            for item in acting.school.ledger().all_credentials()
            if item.value.code == code
        )
        for code in (acting.code, outcome.replacement)
    )
    assert (old.holder_name.value, new.holder_name.value) == ("Personne Exemple a", "Ariane Corrigée")
    assert old.valid_from.value == new.valid_from.value
    assert old.status_index.value != new.status_index.value
    # Of the number that it replaces: two branches that each replace one give no number twice.
    assert str(new.licence_number) == "AID-2026-10001"
    assert acting.state().state == "superseded"
    assert acting.state().replacement is None
    assert acting.state(outcome.replacement).state == "valid"
    assert acting.bits() == 1


def test_the_new_diploma_can_be_superseded_in_turn(acting: Acting) -> None:
    first = acting.act("supersede").replacement
    assert first is not None
    second = acting.act("supersede", first).replacement
    assert second not in (first, acting.code)
    acting.audit()


def test_a_candidate_no_longer_entitled_gets_no_replacement(acting: Acting) -> None:
    acting.school.results([])
    before = acting.school.files()
    with pytest.raises(RecordError, match="is not entitled"):
        acting.act("supersede")
    assert acting.school.files() == before


def test_a_note_that_may_not_be_signed_stops_a_replacement_before_anything_is_written(acting: Acting) -> None:
    before = acting.school.files()
    with pytest.raises(LedgerError, match="control character"):
        acting.act("supersede", note="a\x00b")
    assert acting.school.files() == before


def test_an_unknown_code_is_refused(acting: Acting) -> None:
    with pytest.raises(LedgerError, match="no diploma"):
        acting.act("revoke", "2222-2222-2222-2222-2222")


def test_two_acts_within_one_second_are_refused(acting: Acting) -> None:
    acting.act("revoke")
    acting.now -= timedelta(days=1)
    with pytest.raises(LedgerError, match="not before now"):
        acting.act("reinstate")


def test_acts_touch_no_diploma_and_no_earlier_act(acting: Acting) -> None:
    kept: dict[str, bytes] = {}
    for act in ("withdraw", "reinstate", "revoke", "reinstate", "supersede"):
        acting.act(act)  # type: ignore[arg-type]
        now = acting.school.files()
        assert {name: now[name] for name in kept} == kept
        kept = {name: data for name, data in now.items() if "/status/" not in name}
