"""Whose file is it? What is not certain is left to a person; what a person decides is held to the same rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.intake.considering import consider
from generator.intake.desk import Desk
from generator.intake.gathering import Arrival
from generator.intake.message import Letter, read_letter
from generator.intake.run import open_all
from generator.records.reading import draft_of, read
from generator.rules.likeness import People, Person
from tests.conftest import ROOT
from tests.intake.office import (
    Office,
    choices,
    correction,
    deposit,
    letter,
    numbered,
    receipt,
    registration,
    who,
    withdrawal,
)
from tests.intake.sealing import KEY, seal, text_of
from tests.intake.test_intake import BASILE

OTHER = {"receipt": receipt("other"), "email": "other@example.org", "platform_id": None}


def named(display: str) -> dict[str, str]:
    return {"display": display}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({**OTHER, "email": "CAMILLE@example.org", "name": named("Basile Modèle"), "birth_date": "1985-06-02"},
         "same e-mail address"),
        ({**OTHER, "platform_id": "camille90", "name": named("Basile Modèle"), "birth_date": "1985-06-02"},
         "same platform account"),
        ({**OTHER, "platform_id": "CAMILLE90", "name": named("Basile Modèle"), "birth_date": "1985-06-02"},
         "same platform account"),
        ({**OTHER}, "same name and date of birth"),
        ({**OTHER, "name": named("EXEMPLE Camille")}, "same name and date of birth"),
        ({**OTHER, "name": named("camille  exémple".replace("  ", " "))}, "same name and date of birth"),
        ({**OTHER, "name": named("Камиль Экземпль"), "email": "camille@example.org"}, "same e-mail address"),
        ({**OTHER, "name": named("Camile Exemple")}, "a similar name"),
        ({**OTHER, "name": named("Camille Exemple-Modèle")}, "a similar name"),
        ({**OTHER, "birth_date": "1990-01-13"}, "same name"),
        ({**OTHER, "name": named("Camile Exemple"), "birth_date": "1990-01-30"}, "a similar name"),
    ],
)  # fmt: skip
def test_who_may_be_registered_already_is_shown_and_left_open(
    office: Office, changes: dict[str, Any], reason: str
) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(registration("other", **changes))
    result = office.intake()
    assert result.exit_code == 1
    assert "I301" in result.output
    assert reason in result.output
    assert "the file" in result.output  # both sources, side by side
    assert office.candidate in result.output
    assert office.state() == before


@pytest.mark.parametrize(
    "name", ["Camille Exemple ", " Camille Exemple", "Camille\u00a0Exemple", "Camille  Exemple"]
)
def test_a_blank_never_makes_a_second_person(office: Office, name: str) -> None:
    """Elsewhere it did (gradecraft #2097), and names differed between systems (cocalc #530)."""
    office.take(registration())
    office.clear()
    office.arrive(registration("other", **{**OTHER, "name": named(name)}))
    result = office.intake()
    assert result.exit_code == 1
    assert ("I206" if name != name.strip() else "I301") in result.output
    assert len(office.paths) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {**OTHER, "birth_date": "1971-12-03"},  # a namesake of another age
        {**OTHER, "name": named("Basile Modèle"), "birth_date": "1985-06-02"},
        {**OTHER, "name": named("Camille Autrement"), "birth_date": "1999-05-05"},
    ],
)
def test_people_who_only_share_a_name_are_two(office: Office, changes: dict[str, Any]) -> None:
    office.take(registration(), registration("other", **changes))
    assert len(office.paths) == 2
    assert office.run("check").exit_code == 0


def test_a_person_says_that_somebody_is_new(office: Office) -> None:
    office.take(registration())
    office.clear()
    changes = {**OTHER, "name": named("Camile Exemple"), "birth_date": "1990-01-30"}
    office.arrive(registration("other", **changes))
    number = numbered(("registration", "other"))[:8]
    result = office.intake("--as-new", number)
    assert result.exit_code == 0, result.output
    assert len(office.paths) == 2


def test_nobody_can_say_that_the_holder_of_an_address_is_new(office: Office) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(registration("other", **{**OTHER, "email": "camille@example.org"}))
    result = office.intake("--as-new", numbered(("registration", "other"))[:8])
    assert result.exit_code == 1
    assert "X212" in result.output
    assert office.state() == before


def test_a_person_says_whose_it_is_and_the_record_keeps_what_it_says(office: Office) -> None:
    office.take(registration())
    office.clear()
    frame = {"programme": "certificat-premiers-secours-numeriques"}
    changes = {**OTHER, "name": named("Camile Exemple"), "choices": ["digital-first-aid"]}
    office.arrive(registration("other", frame=frame, **changes))
    number = numbered(("registration", "other"))
    result = office.intake("--into", f"{number[:10]}={office.candidate}")
    assert result.exit_code == 0, result.output
    assert "the record keeps Camille Exemple" in result.output
    record = office.record
    assert record["name"]["display"] == "Camille Exemple"
    assert record["email"] == "camille@example.org"
    assert record["receipts"] == [receipt("camille"), receipt("other")]
    assert len(record["registrations"]) == 2
    assert office.run("check").exit_code == 0


def test_nobody_registers_twice_for_one_programme(office: Office) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(registration("again"))
    result = office.intake()
    assert "I305" in result.output
    assert "already" in result.output
    assert office.state() == before


def test_a_receipt_alone_proves_nothing(office: Office) -> None:
    """Somebody found the receipt, and registers under another name and address."""
    office.take(registration())
    before = office.state()
    office.clear()
    thief = registration("thief", **{**BASILE, "receipt": receipt("camille")})
    office.arrive(
        thief, withdrawal(by=who(email="basile@example.org", birth_date="1985-06-02", platform_id=None))
    )
    result = office.intake()
    assert result.exit_code == 1
    assert result.output.count("I302") == 2
    assert office.state() == before


@pytest.mark.parametrize("kind", ["withdrawal", "choices", "name"])
def test_what_changes_a_registration_needs_the_receipt(office: Office, kind: str) -> None:
    """A colleague knows the address, the date of birth and the account."""
    office.take(registration())
    before = office.state()
    by = who(receipt=None)
    letters = {
        "withdrawal": withdrawal(by=by),
        "choices": choices(("malaria", "biobanking"), by=by),
        "name": {**correction("Camille Exemplé"), "content": {"who": by, "name": named("Camille Exemplé")}},
    }
    office.clear()
    office.arrive(letters[kind])
    result = office.intake()
    assert result.exit_code == 1
    assert "I302" in result.output
    assert office.candidate in result.output
    assert office.state() == before
    number = letters[kind]["id"][:8]
    assert office.intake("--into", f"{number}={office.candidate}").exit_code == 0


def test_a_deposit_is_a_claim_and_needs_no_receipt_where_everything_agrees(office: Office) -> None:
    office.take(registration(), deposit(by=who(receipt=None)))
    assert len(office.record["deposits"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_date": "1990-01-30"},
        {"email": "elsewhere@example.org"},
        {"platform_id": "camille91"},
        {"platform_id": None},
    ],
)
def test_without_a_receipt_one_difference_leaves_a_deposit_open(
    office: Office, changes: dict[str, Any]
) -> None:
    office.take(registration())
    office.clear()
    office.arrive(deposit(by=who(receipt=None, **changes)))
    result = office.intake()
    assert result.exit_code == 1
    assert "I302" in result.output
    assert "deposits" not in office.record


def test_a_deposit_whose_address_and_account_are_two_peoples_is_open(office: Office) -> None:
    office.take(registration(), registration("basile", **BASILE))
    office.clear()
    office.arrive(deposit(by=who(receipt=None, platform_id="basile85")))
    assert "I302" in office.intake().output


def test_a_decision_needs_a_file_and_a_candidate(office: Office) -> None:
    office.take(registration())
    office.clear()
    office.arrive(deposit(by=who(receipt=None, platform_id=None)))
    number = numbered(("deposit", 1))[:8]
    assert "I303" in office.intake("--into", f"{number}=c-0000000000").output
    assert "I303" in office.intake("--as-new", number).output
    assert "no file of this run has the number 00000000" in office.intake("--as-new", "00000000").output
    for words in (("--as-new", "zz"), ("--into", number), ("--into", f"{number}=someone")):
        assert office.intake(*words).exit_code == 2
    both = office.intake("--as-new", number, "--into", f"{number}={office.candidate}")
    assert both.exit_code == 2


def test_an_old_file_waits_for_somebody_to_look_at_its_date(office: Office) -> None:
    """The date decides which rule applies: a candidate must not choose it."""
    old = registration(frame={"made": "2025-01-01T00:00:00Z"})
    office.arrive(old)
    result = office.intake()
    assert "I308" in result.output
    assert not office.paths
    assert office.intake("--as-new", old["id"][:8]).exit_code == 0
    assert office.record["registrations"][0]["date"] == "2025-01-01"


def test_exchanges_of_which_the_rule_says_nothing_are_a_persons_to_grant(office: Office) -> None:
    frame = {"made": "2024-01-05T00:00:00Z"}  # the version of 2020
    first = registration(frame=frame, choices=["malaria", "epigenetics"])
    office.arrive(first)
    assert office.intake("--as-new", first["id"][:8]).exit_code == 0
    office.clear()
    change = choices(("malaria", "biobanking"))
    office.arrive(change)
    assert "I309" in office.intake().output
    assert office.intake("--into", f"{change['id'][:8]}={office.candidate}").exit_code == 0


def test_a_correction_to_somebody_elses_name_and_birth_is_open(office: Office) -> None:
    office.take(registration(), registration("basile", **{**BASILE, "birth_date": "1990-01-31"}))
    office.clear()
    office.arrive(correction("Basile Modèle"))
    assert "I301" in office.intake().output


# --- No shuffling of names, dates and addresses ever merges two people


def _files() -> dict[str, bytes]:
    paths = [*(ROOT / "content").rglob("*.yml")]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


FILES = _files()
DRAFT = draft_of(FILES)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
_IMAGES = [path.relative_to(ROOT).as_posix() for path in (ROOT / "content" / "assets").rglob("*.*")]


def empty_desk() -> Desk:
    reading = read(FILES, _IMAGES)
    assert reading.tree is not None, reading.diagnostics
    numbers = iter(range(10**6))
    return Desk(reading.tree, DRAFT, {}, frozenset(), NOW, lambda: f"c-{next(numbers):010d}")


DESK = empty_desk()


def fresh_desk() -> Desk:
    return Desk(DESK.tree, DRAFT, {}, frozenset(), NOW, DESK.new_id)


_NAMES = [
    "Camille Exemple",
    "Exemple Camille",
    "Camile Exemple",
    "CAMILLE EXÈMPLE",
    "Basile Modèle",
    "Basil Modele",
]
_BIRTHS = ["1990-01-31", "1990-01-13", "1985-06-02"]
_MAILS = ["a@example.org", "A@example.org", "b@example.org", "c@example.org"]
_ACCOUNTS = [None, "camille90", "basile85"]
_PEOPLE = st.tuples(
    st.sampled_from(_NAMES), st.sampled_from(_BIRTHS), st.sampled_from(_MAILS), st.sampled_from(_ACCOUNTS)
)


def as_letter(number: int, facts: tuple[str, str, str, str | None]) -> Letter:
    name, birth, mail, account = facts
    content = registration(
        number,
        name={"display": name},
        birth_date=birth,
        email=mail,
        platform_id=account,
        receipt=receipt(number),
    )
    found = read_letter(text_of(content), "0" * 64, "here")
    assert isinstance(found, Letter)
    return found


@settings(max_examples=60)
@given(st.lists(_PEOPLE, min_size=2, max_size=7))
def test_no_two_registrations_are_ever_merged_by_the_program(people: list[Any]) -> None:
    desk = fresh_desk()
    for number, facts in enumerate(people):
        outcome = consider(desk, as_letter(number, facts), "here")
        assert outcome.state in ("taken", "open")
        if outcome.state == "taken":
            assert outcome.former is None, "a registration without a known receipt never touches a record"
            desk.take(outcome)
        else:
            assert outcome.alike
            assert not outcome.files
    # Whatever was taken in is a person of its own, by everything that the register holds once.
    records = list(desk.candidates.values())
    assert len({one.email.casefold() for one in records}) == len(records)
    accounts = [one.platform_id for one in records if one.platform_id]
    assert len(set(accounts)) == len(accounts)


@settings(max_examples=60)
@given(
    st.lists(_PEOPLE, min_size=1, max_size=5),
    _PEOPLE,
    st.sampled_from(["deposit", "withdrawal"]),
    st.booleans(),
)
def test_a_later_file_only_reaches_a_record_that_agrees_with_all_it_says(
    people: list[Any], sender: Any, kind: str, quotes: bool
) -> None:
    desk = fresh_desk()
    for number, facts in enumerate(people):
        desk.take(consider(desk, as_letter(number, facts), "here"))
    _, birth, mail, account = sender
    quoted = receipt(0) if quotes else None
    facts = {name: value for name, value in who(
        receipt=quoted, email=mail, birth_date=birth, platform_id=account
    ).items() if value is not None}  # fmt: skip
    content = deposit(by=facts) if kind == "deposit" else letter("withdrawal", {"who": facts}, 1)
    found = read_letter(text_of(content), "0" * 64, "here")
    assert isinstance(found, Letter)
    outcome = consider(desk, found, "here")
    if outcome.state != "taken":
        assert not outcome.files
        return
    owner = desk.candidates[outcome.candidate or ""]
    assert owner.birth_date == date.fromisoformat(birth)
    if quotes:
        assert quoted in owner.receipts
        assert owner.email.casefold() == mail.casefold() or (account and owner.platform_id == account)
    else:
        assert kind == "deposit"
        assert owner.email.casefold() == mail.casefold()
        assert owner.platform_id in (None, account)


def test_names_are_compared_across_scripts_order_and_accents() -> None:
    people = People()
    people.put("c-1", Person("Jean-François Œuvrard", date(1990, 1, 31), "a@example.org"))
    for name in ("OEUVRARD Jean François", "jean françois œuvrard", "Jean–François O’euvrard"):
        (found,) = people.like(Person(name, date(1990, 1, 31), "b@example.org"))
        assert "name-and-birth" in found.reasons, name
    assert people.like(Person("Jeanne Autre", date(1990, 1, 31), "b@example.org")) == ()
    people.put("c-1", Person("Jean Autre", date(1980, 1, 1), "c@example.org"))
    assert people.like(Person("", date(1990, 1, 31), "a@example.org")) == ()


ARRIVALS = [
    Arrival(f"{place}.jwe", seal(one))
    for place, one in enumerate(
        [
            registration(),
            deposit(),
            choices(("malaria", "biobanking")),
            choices(("rabies", "waterborne"), seed=2),
            correction("Camille Exemplé"),
            withdrawal(),
            registration("basile", **BASILE),
        ]
    )
]


@settings(max_examples=8)
@given(st.permutations(ARRIVALS))
def test_the_order_of_files_never_changes_what_becomes_of_them(arrivals: list[Arrival]) -> None:
    def outcomes(files: list[Arrival]) -> dict[str, tuple[str, object]]:
        desk = fresh_desk()
        found = {}
        for opened in open_all(files, lambda _: KEY):
            assert opened.letter is not None
            outcome = consider(desk, opened.letter, opened.source)
            desk.take(outcome)
            found[opened.letter.id] = (outcome.state, outcome.changes)
        return found

    assert outcomes(arrivals) == outcomes(ARRIVALS)
