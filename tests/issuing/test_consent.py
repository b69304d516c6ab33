"""Whoever refuses a page that opens by its address gets a sealed one, and is heard when the refusal comes later."""

from __future__ import annotations

from datetime import date

import pytest

from generator.errors import Diagnostic
from generator.issuing.awards import PAGE_CONSENT
from generator.issuing.book import open_book
from generator.issuing.planning import edition_path, plan_editions
from generator.records.candidate import Consent
from tests.issuing.school import EDITION, NOW, School, ident
from tests.issuing.test_acts import START, Acting


def answer(
    school: School, place: int, *given: bool, day: str = "2026-04-01", purpose: str = PAGE_CONSENT
) -> None:
    """Write down the answers of a candidate, a day apart from `day` on."""
    path = f"candidates/register/{ident(place)}.yml"
    value = school.read(path)
    first = date.fromisoformat(day)
    value.setdefault("consents", []).extend(
        {"purpose": purpose, "version": "1", "date": first.replace(day=first.day + step), "given": one}
        for step, one in enumerate(given)
    )
    school.write(path, "candidate", value)


def sealed(school: School) -> dict[str, bool]:
    book = open_book(school.ledger())
    return {item.candidate: book.sealed(item) for item in book.issued.values()}


def refusals(school: School) -> list[Diagnostic]:
    files = {edition_path(EDITION): (school.root / edition_path(EDITION)).read_bytes()}
    book = open_book(school.ledger())
    plan = plan_editions(school.tree(), book, [EDITION], files, NOW, reconsider=True)
    return [problem for problem in plan.problems if problem.code == "L363W"]


def test_only_the_last_answer_about_the_page_seals_it(school: School) -> None:
    answer(school, 0, False)
    answer(school, 1, False, True)
    answer(school, 2, True, False)
    answer(school, 3, False, purpose="mail")
    school.issue()
    assert sealed(school) == {ident(place): place in (0, 2) for place in range(5)}
    assert refusals(school) == []


@pytest.mark.parametrize(("days", "refused"), [((1, 1), True), ((1, 2), False), ((2, 1), True)])
def test_of_two_answers_on_one_day_no_prevails(school: School, days: tuple[int, int], refused: bool) -> None:
    person = school.tree().candidates[ident(0)]
    answers = tuple(
        Consent(purpose=PAGE_CONSENT, version="1", date=date(2026, 4, day), given=given)
        for day, given in zip(days, (False, True), strict=True)
    )
    assert person.model_copy(update={"consents": answers}).refuses(PAGE_CONSENT) is refused
    assert not person.refuses(PAGE_CONSENT)


def test_a_refusal_after_the_issue_is_named_at_the_award_until_the_page_is_sealed(school: School) -> None:
    acting = Acting(school)
    assert refusals(school) == []
    answer(school, 0, False, day="2026-08-01")
    (found,) = refusals(school)
    line = (school.root / found.path).read_text("utf-8").split("\n")[found.line - 1]
    assert line[found.column - 1 :] == ident(0)
    assert acting.code in found.message
    acting.act("seal")
    assert refusals(school) == []
    acting.act("unseal")
    assert len(refusals(school)) == 1
    answer(school, 0, True, day="2026-08-20")
    assert refusals(school) == []


def test_what_replaces_an_open_diploma_is_sealed_for_who_refused_since(school: School) -> None:
    acting = Acting(school)
    answer(school, 0, False, day="2026-08-01")
    replacement = acting.act("supersede").replacement
    book = open_book(school.ledger())
    assert {item.code: book.sealed(item) for item in book.issued.values() if item.candidate == ident(0)} == {
        acting.code: False,
        replacement: True,
    }
    # The old page shows no diploma any more, only what replaced it.
    assert refusals(school) == []
    assert acting.now > START
