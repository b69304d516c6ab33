"""What the jury saw is what is signed: a change in between stops the issue, a change afterwards is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from generator.errors import Diagnostic, RecordError
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from generator.issuing.planning import edition_path, plan_editions
from generator.records.tree import Tree
from generator.rules.digest import rule_digest
from generator.trust.canonical import canonical
from generator.trust.ledger import Act
from generator.trust.view import fields
from tests.issuing.school import EDITION, NOW, School, _day, ident, text

RESULTS = "candidates/results/first-aid/2026.yml"
PROGRAMME = "content/programmes/first-aid.yml"


def problems(school: School, *, reconsider: bool = False) -> tuple[Diagnostic, ...]:
    tree: Tree = school.tree()
    files = {edition_path(EDITION): (school.root / edition_path(EDITION)).read_bytes()}
    book = open_book(school.ledger())
    return plan_editions(tree, book, [EDITION], files, NOW, reconsider=reconsider).problems


def change(school: School, place: int, **fields: Any) -> None:
    value = school.read(RESULTS)
    value["results"][place] |= fields
    school.write(RESULTS, "results", value)


def retransmit(school: School, digest: str) -> None:
    value = school.read(RESULTS)
    value["source"]["sha256"] = digest
    school.write(RESULTS, "results", value)


def test_evidence_that_changed_since_the_jury_saw_it_stops_the_issue(school: School) -> None:
    seen = school.read(edition_path(EDITION))["awards"][1]["evidence"]
    change(school, 1, score=19)
    (found,) = problems(school)
    assert (found.code, found.path) == ("L356", edition_path(EDITION))
    digests = re.findall(r"[0-9a-f]{64}", found.message)
    assert digests[0] == seen != digests[1]
    line = (school.root / found.path).read_text(encoding="utf-8").split("\n")[found.line - 1]
    assert line[found.column - 1 :] == seen
    with pytest.raises(RecordError, match="nothing was issued"):
        school.issue()
    assert school.codes() == []


@pytest.mark.parametrize(
    "what", ["a corrected file", "another date", "a rule rewritten"], ids=lambda what: what.replace(" ", "-")
)
def test_whatever_the_diploma_would_quote_is_compared(school: School, what: str) -> None:
    if what == "a corrected file":
        retransmit(school, "c0" * 32)
    elif what == "another date":
        for place in range(5):
            change(school, place, date=_day("2026-06-16"))
    else:
        value = school.read(PROGRAMME)
        value["versions"][0]["within"] = "2 years of registration"
        school.write(PROGRAMME, "programme", value)
    assert [problem.code for problem in problems(school)] == ["L356"] * 5


def test_words_that_decide_nothing_may_be_mended(school: School) -> None:
    value = school.read(PROGRAMME)
    value["versions"][0]["summary"] = text("The one course is passed.")
    school.write(PROGRAMME, "programme", value)
    assert problems(school) == ()


def test_an_edition_without_digests_is_issued_with_a_warning(school: School) -> None:
    value = school.read(edition_path(EDITION))
    for award in value["awards"]:
        del award["evidence"]
    school.write(edition_path(EDITION), "edition", value)
    assert [problem.code for problem in problems(school)] == ["L357W"]
    assert len(school.issue().diplomas) == 5
    assert problems(school, reconsider=True) == ()


def test_a_result_corrected_after_the_issue_is_told_and_changes_no_diploma(school: School) -> None:
    school.issue()
    before = school.files()
    change(school, 0, score=19)
    change(school, 2, score=13)
    change(school, 3, invalidated={"date": _day("2026-08-01"), "reason": text("Fraud.")})
    assert problems(school) == ()
    found = problems(school, reconsider=True)
    assert [
        (problem.code, problem.message.split(" ")[-1] if problem.code == "L361W" else "") for problem in found
    ] == [
        ("L361W", "met"),
        ("L360W", ""),
        ("L360W", ""),
    ]
    assert [name for name in map(ident, range(5)) if any(name in problem.message for problem in found)] == [
        ident(0),
        ident(2),
        ident(3),
    ]
    assert "invalidated" not in found[2].message or "Fraud" in found[2].message
    assert school.files() == before
    assert verify_ledger(school.root).diplomas == 5


def test_what_is_revoked_needs_no_ground(school: School) -> None:
    school.issue()
    change(school, 2, score=13)
    ledger = school.ledger()
    code = next(item.value.code for item in ledger.all_credentials() if item.value.candidate == ident(2))
    with ledger.writing():
        act = Act.sign(
            school.signer().key,
            act="revoke",
            code=code,
            issuer=school.did,
            date=datetime(2026, 7, 12, tzinfo=UTC),
            by="Ada Exemple",
            reason="issued-in-error",
            note="A note.",
        )
        ledger.add_acts([act])
    assert problems(school, reconsider=True) == ()


def test_the_diploma_quotes_rule_result_and_file_without_naming_anybody(school: School) -> None:
    school.issue()
    tree = school.tree()
    digest = rule_digest(tree.programmes["first-aid"].versions[0])
    credential = next(school.ledger().all_credentials()).value.credential
    told = credential["evidence"]
    assert told == [
        {
            "type": ["Evidence"],
            "name": "AID, version 2026",
            "genre": "Règle d’obtention",
            "narrative": "Version en vigueur depuis le 1er janvier 2026, "
            "appliquée à une inscription du 1er avril 2026.",
            "description": f"SHA-256 de la règle\u00a0: {digest}",
        },
        {
            "type": ["Evidence"],
            "name": "First aid",
            "genre": "Examen",
            "narrative": "Session 2026, examen du 15 juin 2026, identité vérifiée.",
            "description": f"SHA-256 du fichier transmis par la plateforme\u00a0: {'0' * 64}",
        },
    ]
    assert "Personne" not in canonical(told).decode()
    assert len(fields(credential).evidence) == 2


def test_a_diploma_in_english_says_it_in_english(school: School) -> None:
    name = f"candidates/register/{ident(0)}.yml"
    school.write(name, "candidate", {**school.read(name), "language": "en"})
    school.issue()
    credential: Any = next(school.ledger().all_credentials()).value.credential
    assert [item["genre"] for item in credential["evidence"]] == ["Rule", "Exam"]
    assert credential["evidence"][1]["narrative"] == "Session 2026, exam of 15 June 2026, identity checked."


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (
            "earlier-certificate",
            "Certificat antérieur à l’inscription, reconnu par l’établissement le 2 avril 2026.",
        ),
        ("equivalent-course", "Cours équivalent, reconnu par l’établissement le 2 avril 2026."),
        ("other", "Équivalence accordée par l’établissement le 2 avril 2026."),
    ],
)
def test_a_recognition_tells_the_class_of_its_reason_and_no_more(
    school: School, ground: str, words: str
) -> None:
    name = f"candidates/register/{ident(0)}.yml"
    known = {
        "programme": "first-aid",
        "course": "first-aid",
        "date": _day("2026-04-02"),
        "by": "Ada Exemple",
        "reason": text("A long illness in 2024."),
        "ground": ground,
    }
    school.write(name, "candidate", {**school.read(name), "recognitions": [known]})
    school.results(
        [row for row in school.read(RESULTS)["results"][1:] if row.update(date="2026-06-15") is None]
    )
    school.edition({"awards": [{"candidate": ident(place)} for place in range(5)]})
    school.issue()
    credential: Any = next(school.ledger().all_credentials()).value.credential
    item = credential["evidence"][1]
    assert (item["genre"], item["narrative"]) == ("Certificat reconnu", words)
    assert "description" not in item
    assert "illness" not in canonical(credential).decode()
    assert "Ada" not in canonical(credential).decode()
