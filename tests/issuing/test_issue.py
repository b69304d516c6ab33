from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from generator.errors import Diagnostic, LedgerError, RecordError
from generator.issuing import lists
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from generator.issuing.planning import edition_path, plan_editions
from generator.trust.canonical import canonical
from generator.trust.statuslist import MINIMUM_BITS
from generator.trust.view import fields
from tests.issuing.school import EDITION, NOW, School, Stream, _day, ident, text


def problems(school: School, now: datetime = NOW) -> tuple[Diagnostic, ...]:
    return school.plan(open_book(school.ledger()), now).problems


def test_everyone_awarded_gets_one_diploma_and_a_second_run_issues_none(school: School) -> None:
    assert len(school.issue().diplomas) == 5
    before = school.files()
    assert school.issue().diplomas == ()
    assert school.files() == before
    assert verify_ledger(school.root).diplomas == 5


def test_who_is_awarded_later_is_issued_without_touching_the_others(school: School) -> None:
    everyone = [{"candidate": ident(place)} for place in range(5)]
    school.edition({"awards": everyone[:2]})
    school.issue()
    before = school.files()
    school.edition({"awards": everyone})
    assert len(school.issue(random=Stream("later")).diplomas) == 3
    after = school.files()
    assert {name: after[name] for name in before} == before


def test_the_diploma_says_what_the_records_say(school: School) -> None:
    school.issue()
    view = fields(next(school.ledger().all_credentials()).value.credential)
    assert view.holder_name.value == "Personne Exemple a"
    assert str(view.licence_number) == "AID-2026-0001"
    assert view.valid_from.value == "2026-07-10T00:00:00Z"
    assert view.valid_until is None
    assert str(view.activity_start) == "2026-04-01T00:00:00Z"
    assert str(view.activity_end) == "2026-06-15T00:00:00Z"
    assert [(str(result.name), result.value.value) for result in view.results] == [("First aid", "18/20")]
    assert [str(result.course_url) for result in view.results] == [
        "https://diplomes.example.org/fr/courses/first-aid.html"
    ]
    assert str(view.language) == "fr"
    assert str(view.issuer_image) == "https://diplomes.example.org/assets/logos/school.svg"


def test_a_diploma_that_expires_holds_to_the_same_calendar_day(school: School) -> None:
    programme = school.read("content/programmes/first-aid.yml")
    school.write("content/programmes/first-aid.yml", "programme", {**programme, "validity_years": 2})
    school.issue()
    credential = next(school.ledger().all_credentials()).value.credential
    assert credential["validUntil"] == "2028-07-10T23:59:59Z"


def test_a_diploma_that_expires_is_not_earned_anew_by_what_earned_the_former(school: School) -> None:
    programme = school.read("content/programmes/first-aid.yml")
    school.write("content/programmes/first-aid.yml", "programme", {**programme, "validity_years": 2})
    school.issue()
    again = {**school.read("candidates/editions/first-aid-2026.yml"), "date": "2026-07-12"}
    school.write("candidates/editions/first-aid-2026-bis.yml", "edition", again)
    files = {
        edition_path("first-aid-2026-bis"): (school.root / edition_path("first-aid-2026-bis")).read_bytes()
    }
    plan = plan_editions(school.tree(), open_book(school.ledger()), ["first-aid-2026-bis"], files, NOW)
    said = [problem.message for problem in plan.problems if problem.code == "L352"]
    assert len(said) == 5
    assert all("has passed nothing since" in one for one in said)


def test_a_diploma_holds_no_email_and_no_date_of_birth(school: School) -> None:
    school.issue()
    for item in school.ledger().all_credentials():
        content = canonical(item.value.credential).decode()
        assert "secret-" not in content
        assert "1990" not in content


def test_changing_a_name_in_the_register_changes_no_issued_diploma(school: School) -> None:
    school.issue()
    before = school.files()
    name = f"candidates/register/{ident(0)}.yml"
    school.write(name, "candidate", {**school.read(name), "name": {"display": "Somebody Else"}})
    course = school.read("content/courses/first-aid.yml")
    school.write("content/courses/first-aid.yml", "course", {**course, "title": text("Another title")})
    school.issue(random=Stream("again"))
    assert school.files() == before
    verify_ledger(school.root)


def test_codes_and_indexes_are_never_given_twice_even_by_a_poor_source_of_chance(school: School) -> None:
    class Poor(Stream):
        def __call__(self, size: int) -> bytes:
            self.count += 1
            return hash_of(self.count // 3)(size)

    def hash_of(number: int) -> Stream:
        return Stream(f"poor{number}")

    school.issue(random=Poor())
    book = open_book(school.ledger())
    assert len(book.issued) == 5
    assert len({item.status_index for item in book.issued.values()}) == 5
    assert all(0 <= item.status_index < MINIMUM_BITS for item in book.issued.values())


def test_a_list_that_is_half_full_is_followed_by_another(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_FULL", 2)
    school.issue()
    book = open_book(school.ledger())
    assert sorted(number for _, number in book.lists) == [1, 2, 3]
    assert [item.list_number for item in book.issued.values()] == [1, 1, 2, 2, 3]
    verify_ledger(school.root)


def test_a_text_that_nobody_has_written_yet_is_never_signed(school: School) -> None:
    path = school.root / "content/programmes/first-aid.yml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("Its holder can help.", "To be written."), encoding="utf-8")
    found = problems(school)
    assert [(problem.code, "programmes/first-aid.yml" in problem.message) for problem in found] == [
        ("L362", True)
    ]
    path.write_text(before, encoding="utf-8")
    assert problems(school) == ()


def test_who_is_not_entitled_is_named_with_line_and_reason_all_at_once(school: School) -> None:
    rows = school.read("candidates/results/first-aid/2026.yml")["results"]
    rows[1]["score"] = 13
    rows[3]["identity"] = "not-checked"
    school.results([{**row, "date": row["date"].isoformat()} for row in rows])
    school.edition({"awards": [{"candidate": ident(place)} for place in range(5)], "approvals": []})
    found = problems(school)
    assert [problem.code for problem in found] == ["L353", "L351", "L351"]
    lines = (school.root / found[1].path).read_text().splitlines()
    for problem, candidate in zip(found[1:], (ident(1), ident(3)), strict=True):
        assert candidate in lines[problem.line - 1]
        assert lines[problem.line - 1][problem.column - 1 :] == candidate
    with pytest.raises(RecordError, match="nothing was issued, for 3 reasons"):
        school.issue()
    assert school.codes() == []


def test_one_person_who_is_not_entitled_stops_the_whole_edition(school: School) -> None:
    school.results([])
    with pytest.raises(RecordError):
        school.issue()
    assert school.codes() == []


def test_a_jury_that_has_not_met_issues_nothing(school: School) -> None:
    early = datetime.fromisoformat("2026-07-09T23:59:59+00:00")
    assert {problem.code for problem in problems(school, early)} == {"L353", "L354", "L358W"}
    assert problems(school, early + timedelta(seconds=1)) == ()


def test_an_approval_from_before_the_jury_does_not_count(school: School) -> None:
    school.edition(
        {
            "awards": [{"candidate": ident(0)}],
            "approvals": [{"by": "Ada Exemple", "role": "Head", "date": _day("2026-07-09")}],
        }
    )
    assert [problem.code for problem in problems(school)] == ["L353", "L358W"]


def test_an_award_taken_out_after_issuing_is_pointed_out_and_revokes_nothing(school: School) -> None:
    school.issue()
    school.edition({"awards": [{"candidate": ident(place)} for place in range(4)]})
    found = problems(school)
    assert [problem.code for problem in found] == ["L355W"]
    assert school.issue().diplomas == ()


def test_a_name_that_may_not_be_signed_stops_the_run_with_the_ledger_untouched(school: School) -> None:
    # The records refuse such a name already; this is the second lock on the same door.
    tree = school.tree()
    broken = tree.candidates[ident(4)]
    name = broken.name.model_copy(update={"display": "Ev\u202eil"})
    candidates = {**tree.candidates, ident(4): broken.model_copy(update={"name": name})}
    from dataclasses import replace

    from generator.issuing.issue import issue

    ledger = school.ledger()
    before = school.files()
    with ledger.writing():
        book = open_book(ledger)
        with pytest.raises(RecordError, match="cannot be signed"):
            issue(
                replace(tree, candidates=candidates),
                ledger,
                book,
                school.plan(book),
                {"school": school.signer()},
                now=NOW,
                random=Stream(),
            )
    assert school.files() == before


def test_an_unknown_edition_is_refused_in_words(school: School) -> None:
    from generator.issuing.planning import plan_editions

    with pytest.raises(RecordError, match="no edition elsewhere-1") as caught:
        plan_editions(school.tree(), open_book(school.ledger()), ("elsewhere-1",), {}, NOW)
    assert EDITION in caught.value.hint


def test_a_clock_before_the_key_was_made_is_refused(school: School) -> None:
    school.write(
        "candidates/editions/first-aid-2026.yml",
        "edition",
        {**school.read("candidates/editions/first-aid-2026.yml")},
    )
    ledger = school.ledger()
    from generator.issuing.issue import Run

    with pytest.raises(LedgerError, match="key of school was made"):
        Run(open_book(ledger), school.signer(), datetime.fromisoformat("2026-01-01T00:00:00+00:00"), Stream())


def test_a_second_process_is_kept_out(school: School) -> None:
    with school.ledger().writing(), pytest.raises(LedgerError, match="another process"):
        school.issue()
