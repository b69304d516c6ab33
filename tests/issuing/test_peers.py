"""Defects of other systems about names, dates and decisions: each is named, and is not ours."""

from __future__ import annotations

from datetime import timedelta

from generator.issuing.book import open_book
from generator.trust.view import fields
from tests.issuing.school import NOW, School, Stream, ident, text


def views(school: School) -> list[tuple[str, str, str]]:
    found = (fields(item.value.credential) for item in school.ledger().all_credentials())
    return [(view.holder_name.value, view.valid_from.value, view.achievement_name.value) for view in found]


def test_mod_customcert_327_an_account_renamed_renames_old_certificates_here_the_name_is_frozen(
    school: School,
) -> None:
    school.issue()
    before = views(school)
    for place in range(5):
        name = f"candidates/register/{ident(place)}.yml"
        school.write(
            name, "candidate", {**school.read(name), "name": {"display": f"Renommée {'abcde'[place]}"}}
        )
    programme = "content/programmes/first-aid.yml"
    school.write(programme, "programme", {**school.read(programme), "name": text("Another name")})
    school.issue(now=NOW + timedelta(days=30), random=Stream("again"))
    assert views(school) == before


def test_joanie_the_issue_date_moves_on_any_save_here_it_is_the_jurys(school: School) -> None:
    school.issue(now=NOW + timedelta(days=60))
    assert {day for _, day, _ in views(school)} == {"2026-07-10T00:00:00Z"}


def test_joanie_1005_everyone_enrolled_is_awarded_here_who_has_no_result_is_refused(school: School) -> None:
    school.results([])
    problems = school.plan(open_book(school.ledger())).problems
    assert [problem.code for problem in problems] == ["L351"] * 5


def test_open_edx_a_corrected_grade_silently_changes_a_certificate_here_it_is_told(school: School) -> None:
    school.issue()
    before = school.files()
    rows = school.read("candidates/results/first-aid/2026.yml")["results"]
    school.results([{**row, "date": row["date"].isoformat(), "score": 13} for row in rows])
    school.issue(random=Stream("again"))
    assert school.files() == before
