"""Register, deposit and transmission, confronted: every outcome, every doubt, and who is never taken for whom."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rules.reconciliation import NEEDS_PERSON, OUTCOMES
from tests.rules.builders import course
from tests.rules.sessions import deposit, ident, only, person, register, resolutions, row, run

CAMILLE = person("Camille Exemple", birth="1990-05-01", account="camille", mail="camille@example.org")
LEO = person("Léo Modèle", birth="1991-06-02", account="leo", mail="leo@example.org")


# --- Whose row it is


@pytest.mark.parametrize(
    ("fields", "ground"),
    [
        ({"account": "Camille", "mail": "CAMILLE@example.org"}, "account"),
        ({"account": "Camille", "birth": "1990-05-01"}, "account"),
        ({"account": "Camille", "name": "C. Exemple"}, "account"),
        ({"mail": "CAMILLE@example.org"}, "mail"),
        ({"name": "EXEMPLE Camille", "birth": "1990-05-01"}, None),
        ({"name": "Camille Exemple", "birth": "1990-05-01"}, "name-and-birth"),
        ({"family": "EXEMPLE", "given": "Camille", "birth": "1990-05-01"}, "name-and-birth"),
    ],
)
def test_a_row_is_matched_by_account_mail_or_name_with_birthday(
    fields: dict[str, Any], ground: str | None
) -> None:
    found = only(run(register(CAMILLE, LEO), row(**fields)))
    if ground is None:
        assert (found.outcome, found.reason) == ("ambiguous", "name-and-birth-alike")
    else:
        assert (found.outcome, found.candidate, found.reason) == ("verified", ident(0), ground)


def test_a_certificate_number_counts_with_a_name_and_never_alone() -> None:
    claimant = person("Camille Exemple", deposits=[deposit("CERT-0042")])
    named = only(run(register(claimant), row(certificate="cert 0042", name="Camille Exemple")))
    assert (named.outcome, named.reason) == ("verified", "certificate")
    alone = only(run(register(claimant), row(certificate="CERT-0042")))
    assert (alone.outcome, alone.reason) == ("ambiguous", "certificate-alone")
    assert [one.candidate for one in alone.proposals] == [ident(0)]


@pytest.mark.parametrize("mail", ["victim@example.org", None])
def test_the_account_of_another_gives_nothing_where_no_name_bears_it_out(mail: str | None) -> None:
    """Whoever registers writes an account of their choice, and a grade report holds no name."""
    thief = person("Thief Fictif", birth="1990-01-01", account="victim", mail="thief@example.org")
    found = run(register(thief), row(account="victim", mail=mail))
    assert (only(found).outcome, only(found).reason) == ("ambiguous", "account-alone")
    assert [one.candidate for one in only(found).proposals] == [ident(0)]
    assert found.results == ()
    for other in ({"name": "Victime Fictive"}, {"birth": "1990-01-02"}):
        named = run(register(thief), row(account="victim", mail=mail, **other))
        assert named.results == ()
        assert only(named).outcome in ("ambiguous", "contradicted")


def test_whoever_deposits_somebody_elses_number_gets_nothing() -> None:
    thief = person("Thief Fictif", deposits=[deposit("CERT-0042")])
    found = run(register(thief), row(certificate="CERT-0042", name="Camille Exemple"))
    assert only(found).outcome == "contradicted"
    assert found.results == ()


def test_two_who_deposit_one_number_are_both_listed() -> None:
    both = register(*[person("Camille Exemple", deposits=[deposit("C-1")]) for _ in range(2)])
    found = only(run(both, row(certificate="C-1", name="Camille Exemple")))
    assert (found.outcome, found.reason) == ("ambiguous", "several-candidates")
    assert [one.candidate for one in found.proposals] == [ident(0), ident(1)]


def test_mail_of_one_and_account_of_another_is_ambiguous() -> None:
    found = only(run(register(CAMILLE, LEO), row(account="leo", mail="camille@example.org")))
    assert (found.outcome, found.reason) == ("ambiguous", "identifiers-disagree")
    assert {one.candidate: one.grounds for one in found.proposals} == {
        ident(0): ("mail",),
        ident(1): ("account",),
    }


def test_a_mail_match_under_another_account_is_not_certain() -> None:
    found = only(run(register(CAMILLE), row(account="somebody", mail="camille@example.org")))
    assert (found.outcome, found.reason) == ("ambiguous", "identifiers-disagree")


def test_the_account_of_one_with_name_and_birthday_of_another_is_ambiguous() -> None:
    found = only(run(register(CAMILLE, LEO), row(account="camille", name="Léo Modèle", birth="1991-06-02")))
    assert (found.outcome, found.reason) == ("ambiguous", "identifiers-disagree")


def test_a_name_alone_is_proposed_and_no_more() -> None:
    found = run(register(CAMILLE), row(name="Camille Exemple"))
    assert (only(found).outcome, only(found).reason) == ("ambiguous", "name-alone")
    assert found.results == ()


def test_a_namesake_with_another_birthday_is_somebody_else() -> None:
    found = only(run(register(CAMILLE), row(name="Camille Exemple", birth="1970-01-01")))
    assert found.outcome == "transmitted-not-registered"


@pytest.mark.parametrize("name", ["Camille Exempel", "Kamille Exemple", "Camille B. Exemple"])
def test_a_similar_name_on_the_same_birthday_is_proposed(name: str) -> None:
    found = only(run(register(CAMILLE), row(name=name, birth="1990-05-01")))
    assert (found.outcome, found.reason) == ("ambiguous", "nearly-the-name")


def test_a_similar_name_is_proposed_to_those_who_claim_a_result() -> None:
    claimant = person("Camille Exemple", deposits=[deposit("C-1")])
    assert run(register(claimant), row(name="Camille Exempel")).counts["ambiguous"] == 1
    assert run(register(CAMILLE), row(name="Camille Exempel")).counts["ambiguous"] == 0


def test_two_candidates_of_one_name_and_birthday_are_never_chosen_between() -> None:
    twins = register(*[person("Camille Exemple", birth="1990-05-01") for _ in range(2)])
    found = only(run(twins, row(name="Camille Exemple", birth="1990-05-01")))
    assert (found.outcome, found.reason) == ("ambiguous", "several-candidates")


def test_two_rows_for_one_candidate_are_both_ambiguous() -> None:
    found = run(
        register(CAMILLE),
        row(2, account="camille", mail="camille@example.org"),
        row(3, mail="camille@example.org", name="Camille Exemple"),
    )
    assert [one.reason for one in found.findings] == ["several-rows", "several-rows"]
    assert found.results == ()


def test_names_written_otherwise_in_two_systems_meet_by_account() -> None:
    """cocalc #530."""
    found = only(run(register(CAMILLE), row(account="camille", name="EXEMPLE, Camille B.")))
    assert found.outcome == "verified"


# --- What became of it


def test_everyone_who_is_only_enrolled_has_no_result() -> None:
    """joanie #1005: no result is never a pass."""
    found = run(
        register(CAMILLE), row(account="camille", mail="camille@example.org", score=None, identity="verified")
    )
    assert only(found).outcome == "no-result"
    assert [one.score for one in found.results] == [None]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"score": 18}, "verified"),
        ({"score": 17}, "below-mark"),
        ({"score": 18, "identity": "not-checked"}, "identity-not-checked"),
        ({"score": 18, "identity": "failed"}, "identity-not-checked"),
        ({"score": 18, "invalidated": "fraude"}, "invalidated"),
        ({"score": 18, "passed": False}, "ambiguous"),
        ({"score": 17, "passed": True}, "below-mark"),
        ({"score": 31}, "ambiguous"),
        ({"score": None, "percent": "100"}, "no-result"),
        ({"score": 30, "path": "discovery"}, "no-result"),
    ],
)
def test_each_outcome_at_its_border(fields: dict[str, Any], outcome: str) -> None:
    found = run(register(CAMILLE), row(account="camille", mail="camille@example.org", **fields))
    assert only(found).outcome == outcome
    assert len(found.results) == (outcome not in NEEDS_PERSON)


def test_a_score_without_a_pass_mark_is_for_a_person() -> None:
    without = course("Malaria", exam={"supervision": "none", "identity_check": False})
    assert (
        only(
            run(register(CAMILLE), row(account="camille", mail="camille@example.org"), course=without)
        ).reason
        == "no-pass-mark"
    )
    told = run(
        register(CAMILLE),
        row(account="camille", mail="camille@example.org", score=None, passed=True),
        course=without,
    )
    assert only(told).outcome == "verified"


@pytest.mark.parametrize(
    ("declared", "score", "agree"),
    [
        (60, 18, True),
        (56, 17, True),
        (57, 17, True),
        (58, 17, False),
        (83, 15, False),
        (99, 30, False),
        (100, 30, True),
    ],
)
def test_a_declared_percentage_may_be_cut_or_rounded_and_no_more(
    declared: int, score: int, agree: bool
) -> None:
    claimant = {**CAMILLE, "deposits": [deposit("C-1", declared)]}
    found = only(run(register(claimant), row(account="camille", mail="camille@example.org", score=score)))
    assert (found.outcome != "contradicted") == agree
    if not agree:
        assert (found.differences[0].declared, found.differences[0].transmitted) == (
            f"{declared} %",
            f"{score}/30",
        )


def test_a_contradicted_pass_waits_for_a_person_and_a_contradicted_failure_is_kept() -> None:
    claimant = register({**CAMILLE, "deposits": [deposit("C-1", 95)]})
    assert run(claimant, row(account="camille", mail="camille@example.org", score=20)).results == ()
    (kept,) = run(claimant, row(account="camille", mail="camille@example.org", score=15)).results
    assert kept.score == 15


def test_a_declared_session_or_number_that_the_file_contradicts_is_shown() -> None:
    elsewhere = register({**CAMILLE, "deposits": [deposit("C-1", session="2025-t1")]})
    found = only(run(elsewhere, row(account="camille", mail="camille@example.org", certificate="C-1")))
    assert (found.outcome, found.reason) == ("contradicted", "session")
    other = register({**CAMILLE, "deposits": [deposit("C-1")]})
    assert (
        only(run(other, row(account="camille", mail="camille@example.org", certificate="C-2"))).reason
        == "certificate"
    )


def test_a_name_or_birthday_that_differs_under_one_account_is_contradicted() -> None:
    assert only(run(register(CAMILLE), row(account="camille", name="Basile Modèle"))).reason == "name"
    assert only(run(register(CAMILLE), row(account="camille", birth="1990-05-02"))).reason == "birth-date"


def test_a_claim_without_a_row_says_whether_a_file_has_arrived() -> None:
    claimant = register({**CAMILLE, "deposits": [deposit("C-1")]}, LEO)
    assert only(run(claimant)).reason == "no-file"
    found = run(claimant, row(account="leo", mail="leo@example.org"))
    assert [(one.outcome, one.reason) for one in found.findings] == [
        ("claimed-not-transmitted", "not-in-file"),
        ("verified", "account"),
    ]


# --- What people decided


def test_a_decided_match_holds_and_is_not_asked_again() -> None:
    stranger = row(name="C. Exempl", certificate="C-9")
    said = resolutions({"row": stranger.who, "decision": "match", "candidate": ident(0)})
    found = run(register(CAMILLE), stranger, decisions=said)
    assert (only(found).outcome, only(found).candidate) == ("verified", ident(0))
    corrected = replace(stranger, line=40, score=24, name="Camille Exemple")
    assert run(register(CAMILLE), corrected, decisions=said).results[0].score == 24


@pytest.mark.parametrize("place", [0, 1, 2])
def test_beside_a_decided_row_every_other_of_the_same_person_is_doubted(place: int) -> None:
    """Wherever it stands among them."""
    stranger = row(9, name="C. Exempl", certificate="C-9")
    rows = [
        row(2, account="camille", mail="camille@example.org"),
        row(3, mail="camille@example.org", name="Camille Exemple"),
    ]
    rows.insert(place, stranger)
    said = resolutions({"row": stranger.who, "decision": "match", "candidate": ident(0)})
    found = run(register(CAMILLE), *rows, decisions=said)
    assert sorted(one.outcome for one in found.findings) == ["ambiguous", "ambiguous", "verified"]
    assert [one.reason for one in found.findings if one.outcome == "ambiguous"] == ["several-rows"] * 2


def test_a_rejected_candidate_is_not_proposed_again() -> None:
    namesake = row(name="Camille Exemple", certificate="C-9")
    said = resolutions({"row": namesake.who, "decision": "reject", "candidate": ident(0)})
    assert only(run(register(CAMILLE), namesake, decisions=said)).outcome == "transmitted-not-registered"


def test_nobodys_row_stays_nobodys() -> None:
    mistaken = row(account="camille", mail="camille@example.org")
    said = resolutions({"row": mistaken.who, "decision": "reject"})
    assert only(run(register(CAMILLE), mistaken, decisions=said)).outcome == "transmitted-not-registered"


def test_the_later_of_two_decisions_counts() -> None:
    one = row(name="Camille Exemple", certificate="C-9")
    match = {"row": one.who, "decision": "match", "candidate": ident(0)}
    reject = {"row": one.who, "decision": "reject", "candidate": ident(0)}
    assert only(run(register(CAMILLE), one, decisions=resolutions(match, reject))).candidate is None
    assert only(run(register(CAMILLE), one, decisions=resolutions(reject, match))).candidate == ident(0)


def test_a_decided_contradiction_comes_up_again_when_the_platform_changes_the_row() -> None:
    claimant = register({**CAMILLE, "deposits": [deposit("C-1", 95)]})
    one = row(account="camille", mail="camille@example.org", score=20)
    said = resolutions(
        {"row": one.who, "decision": "transmitted", "candidate": ident(0), "content": one.content}
    )
    settled = run(claimant, one, decisions=said)
    assert (only(settled).outcome, len(settled.results), settled.idle) == ("verified", 1, ())
    again = run(claimant, replace(one, score=21), decisions=said)
    assert only(again).outcome == "contradicted"
    assert len(again.idle) == 1


def test_where_the_declaration_is_held_right_the_row_waits() -> None:
    claimant = register({**CAMILLE, "deposits": [deposit("C-1", 95)]})
    one = row(account="camille", mail="camille@example.org", score=20)
    said = resolutions(
        {"row": one.who, "decision": "declared", "candidate": ident(0), "content": one.content}
    )
    found = run(claimant, one, decisions=said)
    assert (only(found).outcome, only(found).reason, found.results) == ("contradicted", "declared", ())


def test_fraud_invalidates_with_the_reason_that_the_candidate_reads() -> None:
    one = row(account="camille", mail="camille@example.org")
    told = {"fr": "Examen passé par un tiers.", "en": "Somebody else sat it."}
    found = run(
        register(CAMILLE), one, decisions=resolutions({"row": one.who, "decision": "fraud", "told": told})
    )
    assert only(found).outcome == "invalidated"
    assert found.results[0].invalidated is not None
    assert found.results[0].invalidated.reason.fr == told["fr"]


# --- Properties

NAMES = st.permutations(["Paul", "Martin", "Ali", "Ben"]).map(lambda words: " ".join(words[:3]))
PEOPLE = st.lists(
    st.builds(
        lambda name, birth, account: person(name, birth=birth, account=account),
        NAMES,
        st.sampled_from(["1990-01-01", "1990-01-02"]),
        st.none(),
    ),
    min_size=1,
    max_size=6,
)
ROWS = st.lists(
    st.tuples(NAMES, st.sampled_from(["1990-01-01", "1990-01-02", None]), st.sampled_from(["a", "b", None])),
    max_size=8,
)


@given(PEOPLE, ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_candidates_never_changes_the_outcome(
    people: list[dict[str, Any]], given_rows: list[tuple[str, str | None, str | None]], chance: random.Random
) -> None:
    rows = {}
    for number, (name, birth, account) in enumerate(given_rows):
        fields: dict[str, Any] = {"name": name}
        if birth:
            fields["birth"] = birth
        if account:
            fields["account"] = account
        one = row(number + 2, **fields)
        rows.setdefault(one.who, one)
    everyone = register(*people)
    first = run(everyone, *rows.values())
    shuffled = list(rows.values())
    chance.shuffle(shuffled)
    turned = register(*people)
    turned.candidates = dict(reversed(list(everyone.candidates.items())))
    second = run(type(everyone).of(turned.candidates), *shuffled)
    assert first.findings == second.findings
    assert first.results == second.results
    assert list(first.counts) == list(OUTCOMES)


@given(PEOPLE, NAMES, st.sampled_from(["1990-01-01", "1990-01-02"]))
def test_no_shuffling_of_names_ever_merges_two_people(
    people: list[dict[str, Any]], name: str, birth: str
) -> None:
    """A row by name and birthday is given to somebody only if that very name, in that order, is theirs alone."""
    found = only(run(register(*people), row(name=name, birth=birth)))
    if found.candidate is None:
        return
    anagrams = [
        p
        for p in people
        if sorted(p["name"]["display"].split()) == sorted(name.split()) and p["birth_date"] == birth
    ]
    mine = people[int(found.candidate[2:])]
    assert mine["name"]["display"] == name
    assert anagrams == [mine]


@given(st.lists(st.tuples(NAMES, st.sampled_from(["1990-01-01", "1990-01-02"])), min_size=2, max_size=6))
def test_two_rows_never_give_one_candidate_two_results_nor_one_row_two_candidates(
    given_rows: list[tuple[str, str]],
) -> None:
    rows = {
        one.who: one
        for n, (name, birth) in enumerate(given_rows)
        for one in [row(n + 2, name=name, birth=birth)]
    }
    people = register(*[person(name, birth=birth) for name, birth in given_rows])
    found = run(people, *rows.values())
    holders = [one.candidate for one in found.results]
    assert len(holders) == len(set(holders))
    assert len(found.findings) == len(rows)
