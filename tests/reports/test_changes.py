# ruff: noqa: E501 - a table of changes reads best with one change a line
"""What follows from a change, and how it is said: pure values in, sentences out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from generator.records.tree import Tree
from generator.reports.changes import TOPICS, Snapshot, changes, summary
from generator.reports.changes.change import Given, by_days
from tests.records.specimen import reading, site

CODE = "9CKP-78K3-7W2K-3VP3-5PP3"


@pytest.fixture(scope="module")
def tree() -> Tree:
    found = reading(site()).tree
    assert found is not None
    return found


def state(tree: Tree, **fields: object) -> Snapshot:
    return replace(Snapshot(tree, frozenset(), frozenset(), {}, frozenset(), frozenset()), **fields)


def given(standing: str) -> dict[str, Given]:
    return {CODE: Given("c-aaaaaaaaaa", "diploma", "diploma-1", standing)}


def said(before: Snapshot, after: Snapshot) -> list[tuple[str, str]]:
    return [(one.kind, one.sentence.en) for one in changes(before, after, person=lambda name: name)]


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        ({}, given("valid"), "diploma-issued", f"Diploma {CODE} issued to c-aaaaaaaaaa (diploma-1)."),
        ({}, given("revoked"), "diploma-issued", f"Diploma {CODE} issued to c-aaaaaaaaaa (diploma-1); it is revoked."),
        (given("valid"), given("revoked"), "diploma-revoked", f"The diploma {CODE} of c-aaaaaaaaaa is revoked."),
        (given("revoked"), given("valid"), "diploma-reinstated", f"The diploma {CODE} of c-aaaaaaaaaa is valid again."),
        (given("valid"), given("superseded"), "diploma-superseded", f"The diploma {CODE} of c-aaaaaaaaaa is superseded."),
        (given("valid"), {}, "diploma-gone", f"The diploma {CODE} is gone from the ledger: that must never be."),
    ],
    ids=["issued", "issued and revoked", "revoked", "reinstated", "superseded", "gone"],
)  # fmt: skip
def test_what_became_of_a_diploma_is_said(
    tree: Tree, before: dict[str, Given], after: dict[str, Given], kind: str, words: str
) -> None:
    assert said(state(tree, diplomas=before), state(tree, diplomas=after)) == [(kind, words)]


def test_mail_that_was_sent_did_not_fall_away(tree: Tree) -> None:
    keys = frozenset({"c-aaaaaaaaaa/result/malaria/s1", "c-bbbbbbbbbb/result/malaria/s1"})
    after = state(tree, sent=frozenset({"c-aaaaaaaaaa/result/malaria/s1"}))
    assert said(state(tree, due=keys), after) == [
        ("mail-sent", "Sent to c-aaaaaaaaaa: result/malaria/s1."),
        ("mail-gone", "No longer to be sent to c-bbbbbbbbbb: result/malaria/s1."),
    ]


def test_a_state_compared_with_itself_has_no_changes(tree: Tree) -> None:
    one = state(tree, diplomas=given("valid"), due=frozenset({"c-aaaaaaaaaa/result/malaria/s1"}))
    assert changes(one, one, person=str) == ()


def test_the_first_line_counts_what_matters_and_the_rest_together(tree: Tree) -> None:
    two = frozenset({("c-aaaaaaaaaa", "diploma"), ("c-bbbbbbbbbb", "diploma")})
    after = state(
        tree, entitled=two, due=frozenset({"c-aaaaaaaaaa/result/malaria/s1"}), groundless=frozenset()
    )
    found = changes(state(replace(tree, contracts={})), after, person=str)
    assert summary(found, "en") == "2 candidates become entitled, 1 mail becomes due, 1 other change"
    assert (
        summary(found, "fr")
        == "2 candidats obtiennent le droit au diplôme, 1 message à envoyer, 1 autre changement"
    )
    order = [list(TOPICS).index(one.topic) for one in found]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("to", "fr", "en"),
    [
        (date(2026, 9, 15), "un jour plus tard, le 15 septembre 2026", "one day later, on 15 September 2026"),
        (date(2026, 9, 12), "2 jours plus tôt, le 12 septembre 2026", "2 days earlier, on 12 September 2026"),
        (
            date(2026, 9, 7),
            "une semaine plus tôt, le 7 septembre 2026",
            "one week earlier, on 7 September 2026",
        ),
        (date(2026, 10, 5), "3 semaines plus tard, le 5 octobre 2026", "3 weeks later, on 5 October 2026"),
    ],
)
def test_how_far_a_day_moved_is_said_in_days_or_whole_weeks(to: date, fr: str, en: str) -> None:
    found = by_days(date(2026, 9, 14), to)
    assert (found.fr, found.en) == (fr, en)
