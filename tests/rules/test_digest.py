"""The digest of what a jury saw: the same for the same evidence, another for anything else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from generator.records.result import Result
from generator.rules import Sitting, decide
from generator.rules.digest import evidence_digest, evidence_facts, rule_digest
from tests.rules.builders import FIVE, FOUR, candidate, case, programme, sat, text, version

JURY = date(2026, 7, 10)
FILE = "ab" * 32
PINNED = "51faf7e500ccecc7dfd4f0ce82394ecb14d5922b3c73fc8843630843e34a8398"
PINNED_RULE = "21adc7cedcc961d2c2cce46e7efe43ee762d106857f6935cf21f2e0ff23aa46c"


def digest(*sittings: Sitting, what: Any = None, who: Any = None) -> str:
    found = case(who or candidate(), *sittings, what=what)
    return evidence_digest(found.programme, decide(found, on=JURY))


def test_the_digest_is_the_sha256_of_canonical_json() -> None:
    found = case(candidate(), *FIVE)
    facts = evidence_facts(found.programme, decide(found, on=JURY))
    expected = hashlib.sha256(rfc8785.dumps(facts)).hexdigest()  # type: ignore[arg-type]
    assert evidence_digest(found.programme, decide(found, on=JURY)) == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_a_person_writes_is_canonical(words: str) -> None:
    from generator.rules.digest import _digest

    facts = {"fr": words, "en": words, "n": [1, None, True]}
    assert _digest(facts) == hashlib.sha256(rfc8785.dumps(facts)).hexdigest()


def test_a_sitting_that_does_not_count_changes_nothing() -> None:
    assert digest(*FIVE) == digest(*FIVE, sat("cancer", score=17)) == digest(*reversed(FIVE))


def _changed(**fields: Any) -> Sitting:
    last = FIVE[-1]
    row = Result.model_validate({**last.result.model_dump(), **fields})
    return replace(last, result=row)


@pytest.mark.parametrize(
    "sitting",
    [
        _changed(score=25),
        _changed(date="2024-06-02"),
        _changed(certificate="A-1"),
        replace(FIVE[-1], session="s2"),
        replace(FIVE[-1], transmission=FILE),
    ],
    ids=["score", "date", "certificate", "session", "file"],
)
def test_each_fact_of_a_result_is_in_the_digest(sitting: Sitting) -> None:
    assert digest(*FOUR, sitting) != digest(*FIVE)


def test_another_candidate_has_another_digest() -> None:
    found = case(candidate(), *FIVE)
    other = replace(found, candidate_id="c-bbbbbbbbbb")
    assert evidence_digest(found.programme, decide(found, on=JURY)) != evidence_digest(
        found.programme, decide(other, on=JURY)
    )


def test_the_digest_of_a_rule_covers_what_it_demands_and_not_its_words() -> None:
    rule = programme().versions[0]
    words = rule.model_copy(update={"summary": programme().name, "note": programme().name})
    assert rule_digest(words) == rule_digest(rule)
    for name, other in (
        ("within", programme(versions=[version("v1", "2020-01-01")])),
        (
            "swaps",
            programme(
                versions=[{**version("v1", "2020-01-01"), "within": "2 years of registration", "swaps": 2}]
            ),
        ),
        ("requirement", programme({"passed": "malaria"})),
        ("since", programme(versions=[{**version("v1", "2020-01-02"), "within": "2 years of registration"}])),
    ):
        assert rule_digest(other.versions[0]) != rule_digest(rule), name


def test_a_recognition_is_in_the_digest_with_its_reason() -> None:
    known = {
        "programme": "diploma",
        "course": "immunity",
        "date": "2024-03-15",
        "by": "Jury",
        "reason": text("Certificate of 2023."),
    }
    one = digest(*FOUR, who=candidate(recognitions=[known]))
    other = digest(*FOUR, who=candidate(recognitions=[{**known, "reason": text("Another.")}]))
    assert one != other


def test_the_facts_that_a_jury_saw_have_their_names_for_good() -> None:
    """Other names would give another digest, and every award since would look as if its evidence had changed."""
    found = case(candidate(), *FIVE)
    facts = evidence_facts(found.programme, decide(found, on=JURY))
    assert list(facts) == ["v", "programme", "candidate", "registered", "rule", "evidence"]
    assert (facts["v"], facts["registered"]) == (1, "2024-03-01")
    assert evidence_digest(found.programme, decide(found, on=JURY)) == PINNED
    assert rule_digest(found.programme.versions[0]) == PINNED_RULE
