# ruff: noqa: E501 - a table of defects reads best with one defect a line
"""What records say of one another: each broken reference is reported where it stands, and only once."""

from __future__ import annotations

from datetime import date

import pytest

from generator.records.references.courses import years_after
from generator.records.references.register import normalised
from tests.records.specimen import (
    ANA,
    BO,
    CONTRACT,
    DIPLOMA,
    EDITION,
    MALARIA,
    OTHER,
    OTHERS,
    PAGE_EN,
    PAGE_FR,
    PAYMENTS,
    RABIES,
    RESULTS,
    SCHOOL,
    SITE,
    reading,
    refused,
    site,
    spoilt,
)

SECOND_SITTING = """\
    identity: verified
  - candidate: «c-aaaaaaaaaa
    path: qualifying
    date: 2024-12-12
    identity: verified
  - candidate: c-bbbbbbbbbb
"""

CASES = [
    ("a course of an unknown school", RABIES, "school: other", "school: «othr", "X203", "'other'"),
    ("a course of an unknown theme", RABIES, "theme: viruses", "theme: «virus", "X204", "'viruses'"),
    ("credits by an unknown school", MALARIA, "by: school", "by: «xyz", "X203", "Known: other, school."),
    ("a path listed twice", RABIES, "sessions:", "  - id: «qualifying\n    name: {fr: a, en: b}\n"
     "    summary: {fr: a, en: b}\nsessions:", "X210", "id"),
    ("a session listed twice", MALARIA, "id: s2", "id: «s1", "X210", "id"),
    ("an exam before its session", MALARIA, "opens: 2024-12-02", "opens: «2024-09-01", "X220", "2024-09-02"),
    ("an exam after its session", MALARIA, "end: 2024-12-15", "end: 2024-12-14", "X220", "2024-12-15"),
    ("enrolment after the end", MALARIA, "enrolment_end: 2024-11-30", "enrolment_end: «2024-12-16", "X221", "ends"),
    ("sessions that overlap", MALARIA, "start: 2026-09-07", "start: «2024-12-15", "X222", "s1"),
    ("a theme listed twice", SITE, "id: parasites", "id: parasites\n    name: {fr: a, en: b}\n  - id: «viruses", "X210",
     "twice"),
    ("a signatory listed twice", SCHOOL, "signatories:", "signatories:\n  - id: ada\n    name: Ada\n"
     "    role: {fr: a, en: b}", "X210", "ada"),
    ("a logo that is not there", SCHOOL, "logos/school.svg", "«logos/scool.svg", "X251", "logos/school.svg"),
    ("a signature that is not there", SCHOOL, "signatures/ada.svg", "«signatures/zoe.png", "X251", "zoe.png"),
    ("an identifier under another host", OTHER, "did:web:diplomes.example.org:other", "«did:web:example.org:other",
     "X252", "did:web:diplomes.example.org:other"),
    ("an identifier of another issuer", OTHER, "did:web:diplomes.example.org:other",
     "«did:web:diplomes.example.org:autre", "X253", "other"),
    ("a programme of an unknown issuer", DIPLOMA, "issuer: school", "issuer: «schol", "X203", "'school'"),
    ("a contract of an unknown school", CONTRACT, "school: school", "school: «schol", "X203", "'school'"),
    ("a contract about an unknown course", CONTRACT, "since:", "courses: [«malarai]\nsince:", "X201", "'malaria'"),
    ("a contract about another school's course", CONTRACT, "since:", "courses: [malaria, «rabies]\nsince:", "X262",
     "Correct"),
    ("a contract about a course twice", CONTRACT, "since:", "courses: [malaria, «malaria]\nsince:", "X210", "Keep"),
    ("a payment by an unknown candidate", PAYMENTS, "candidate: c-aaaaaaaaaa", "candidate: «c-aaaaaaaaab", "X205",
     "c-aaaaaaaaaa"),
    ("a payment entered twice", PAYMENTS, "id: P2", "id: «P1", "X260", "Delete"),
    ("payments of another course", PAYMENTS, "course: malaria", "course: «rabies", "X209", "candidates/payments"),
    ("a payment before any contract", PAYMENTS, "date: 2024-10-01", "date: 2023-10-01", "X263W", "one payment"),
    ("an unknown signatory", DIPLOMA, "[ada]", "[«adda]", "X208", "'ada'"),
    ("a signatory named twice", DIPLOMA, "[ada]", "[ada, «ada]", "X210", "twice"),
    ("an unknown course in a requirement", DIPLOMA, "[malaria, rabies]", "[malaria, «rabbies]", "X201", "'rabies'"),
    ("a course twice in one set", DIPLOMA, "[malaria, rabies]", "[malaria, rabies, «rabies]", "X210", "twice"),
    ("an unknown course to be passed", DIPLOMA, "passed: malaria/", "passed: «malarai/", "X201", "'malaria'"),
    ("an unknown path to be passed", DIPLOMA, "malaria/qualifying", "«malaria/qualified", "X207", "'qualifying'"),
    ("no starred course in the set", DIPLOMA, "{starred: true}", "{starred: «true, courses: [rabies]}", "X230", "star"),
    ("no starred course of the theme", DIPLOMA, "{starred: true}", "{starred: «true, theme: viruses}", "X230", "star"),
    ("more courses than the set has", DIPLOMA, "at_least: 2", "at_least: «3", "X231", "Lower"),
    ("credits of courses without credits", DIPLOMA, "credits: 1\n          of: {courses: [malaria]}",
     "credits: «1\n          of: {courses: [rabies]}", "X232", "no credits"),
    ("more credits than the courses give", DIPLOMA, "credits: 1", "credits: «2", "X232", "only 1"),
    ("an unknown theme in a set", DIPLOMA, "{starred: true}", "{theme: «virus}", "X204", "'viruses'"),
    ("a version listed twice", DIPLOMA, "versions:", "versions:\n  - id: v1\n    since: 2020-01-01\n"
     "    summary: {fr: a, en: b}\n    requirement: {passed: malaria}", "X210", "v1"),
    ("two versions from one day on", DIPLOMA, "versions:", "versions:\n  - id: v0\n    since: 2024-01-01\n"
     "    summary: {fr: a, en: b}\n    requirement: {at_least: 1, of: {courses: [malaria, rabies]}}", "X210", "2024-01-01"),
    ("the same e-mail, in capitals", BO, "bo@example.org", "«ANA@Example.org", "X212", ANA),
    ("the same account on the platform", BO, "platform_id: bo", "platform_id: «ana", "X212", ANA),
    ("the same name, another birth date", BO, "{display: Bo Li}", "{display: «Ana Nunez}", "X214W", ANA),
    ("a candidate who is not fictional", BO, "fictional: true\n", "", "X254W", "demonstration"),
    ("a registration before the programme", BO, "date: 2024-07-01", "date: «2023-12-31", "X224", "2024-01-01"),
    ("two registrations at once", BO, "  - {programme: diploma, date: 2024-07-01}",
     "  - {programme: diploma, date: 2024-07-01}\n  - {programme: «diploma, date: 2025-07-01}", "X215", "second"),
    ("an unknown course chosen", ANA, "[malaria, rabies]", "[malaria, «rabis]", "X201", "'rabies'"),
    ("a course chosen twice", ANA, "[malaria, rabies]", "[malaria, «malaria]", "X218", "Keep one"),
    ("a swap of a course not chosen", ANA, "choices: [malaria, rabies]",
     "choices: [malaria]\n    swaps: [{date: 2024-08-01, out: «rabies, into: rabies}]", "X236", "malaria"),
    ("a swap for a course chosen already", ANA, "choices: [malaria, rabies]",
     "choices: [malaria, rabies]\n    swaps: [{date: 2024-08-01, out: rabies, into: «malaria}]", "X236", "another"),
    ("a swap before registering", ANA, "choices: [malaria, rabies]",
     "choices: [malaria]\n    swaps: [{date: «2024-05-01, out: malaria, into: rabies}]", "X228", "Correct"),
    ("a deposit for an unknown course", ANA, "{course: malaria, session: s1", "{course: «malria, session: s1", "X201",
     "'malaria'"),
    ("a deposit for an unknown session", ANA, "session: s1", "session: «s3", "X206", "s1"),
    ("a recognition without registration", BO, "registrations:", "recognitions:\n  - programme: «other\n"
     "    course: malaria\n    date: 2024-08-01\n    by: Ada\n    reason: {fr: a, en: b}\nregistrations:", "X202",
     "diploma"),
    ("a result of an unknown candidate", RESULTS, "candidate: c-bbbbbbbbbb", "candidate: «c-bbbbbbbbbc", "X205",
     "c-bbbbbbbbbb"),
    ("two results of one candidate", RESULTS, "    identity: verified\n  - candidate: c-bbbbbbbbbb\n", SECOND_SITTING,
     "X216", "one result"),
    ("one certificate for two", RESULTS, "certificate: B1", "certificate: «A1", "X217", "one holder"),
    ("a result on an unknown path", RESULTS, "path: qualifying\n    date: 2024-12-11",
     "path: «qualified\n    date: 2024-12-11", "X207", "'qualifying'"),
    ("more right answers than questions", RESULTS, "score: 12", "score: «31", "X234", "not a percentage"),
    ("a result before the exam", RESULTS, "date: 2024-12-11", "date: «2024-12-01", "X225", "2024-12-02"),
    ("a result after the exam", RESULTS, "date: 2024-12-11", "date: «2024-12-16", "X225", "2024-12-15"),
    ("an award to somebody unknown", EDITION, "awards:\n  - candidate: c-aaaaaaaaaa",
     "awards:\n  - candidate: «c-aaaaaaaaab", "X205", "c-aaaaaaaaaa"),
    ("a candidate awarded twice", EDITION, "awards:\n  - candidate: c-aaaaaaaaaa",
     "awards:\n  - candidate: c-aaaaaaaaaa\n  - candidate: «c-aaaaaaaaaa", "X239", "supersede"),
    ("a candidate awarded and deferred", EDITION, "deferred:\n  - candidate: c-bbbbbbbbbb",
     "deferred:\n  - candidate: «c-aaaaaaaaaa", "X244", "Keep one"),
    ("one approval of two", EDITION, "  - {by: Basile Modèle, role: Responsable, date: 2025-07-01}\n", "", "X242W", "1 of 2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "hint"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_broken_reference_is_reported_where_it_stands(
    path: str, old: str, new: str, code: str, hint: str
) -> None:
    problem = refused(path, old, new, code)
    assert hint in problem.hint + problem.message


def found(path: str, old: str, new: str) -> set[tuple[str, str]]:
    return {(problem.path, problem.code) for problem in spoilt(path, old, new)}


def test_an_identifier_used_by_two_issuers_is_reported_at_the_second() -> None:
    assert found(SCHOOL, "did:web:diplomes.example.org", "did:web:diplomes.example.org:other") == {
        (SCHOOL, "X219"),
        (SCHOOL, "X253"),
    }


def test_a_registration_for_an_unknown_programme_leaves_its_award_without_ground() -> None:
    assert found(ANA, "programme: diploma", "programme: diplma") == {(ANA, "X202"), (EDITION, "X240")}


def test_a_withdrawal_before_registering_is_reported() -> None:
    assert (BO, "X228") in found(BO, "date: 2024-07-01}", "date: 2024-07-01, withdrawn: 2024-06-01}")


def test_whoever_has_withdrawn_is_not_awarded() -> None:
    assert found(ANA, "date: 2024-06-01\n", "date: 2024-06-01\n    withdrawn: 2025-01-01\n") == {
        (EDITION, "X241")
    }


def test_whoever_withdraws_after_the_jury_keeps_the_award() -> None:
    assert found(ANA, "date: 2024-06-01\n", "date: 2024-06-01\n    withdrawn: 2025-09-01\n") == set()


def test_whoever_registers_after_the_jury_is_not_awarded() -> None:
    assert found(ANA, "date: 2024-06-01\n", "date: 2025-08-01\n") == {(EDITION, "X240")}


def test_a_second_registration_is_in_order_once_the_first_has_run_out() -> None:
    second = "date: 2024-07-01}\n  - {programme: diploma, date: 2026-07-02}"
    assert found(BO, "date: 2024-07-01}", second) == set()
    assert found(BO, "date: 2024-07-01}", second.replace("07-02", "07-01")) == {(BO, "X215")}


def test_a_second_registration_is_in_order_once_the_first_is_withdrawn() -> None:
    second = "date: 2024-07-01, withdrawn: 2025-01-01}\n  - {programme: diploma, date: 2025-08-01}"
    assert (BO, "X215") not in found(BO, "date: 2024-07-01}", second)


def test_results_of_another_course_than_their_folder_are_refused() -> None:
    assert found(RESULTS, "course: malaria", "course: rabies") == {
        (RESULTS, "X209"),
        (RESULTS, "X225"),
        (RESULTS, "X235W"),
    }


def test_results_of_a_session_that_the_course_does_not_have_are_refused() -> None:
    files = site()
    files["candidates/results/malaria/s9.yml"] = files.pop(RESULTS).replace(b"session: s1", b"session: s9")
    assert {problem.code for problem in reading(files).diagnostics} == {"X206"}


def test_a_result_dated_after_its_transmission_is_refused() -> None:
    assert found(RESULTS, "received: 2025-01-05", "received: 2024-12-10") == {(RESULTS, "X226")}


def test_a_score_without_a_pass_mark_is_a_warning() -> None:
    assert found(MALARIA, "  pass_correct: 18\n", "") == {(RESULTS, "X235W")}


def test_an_edition_named_after_another_programme_is_refused() -> None:
    assert found(EDITION, "programme: diploma", "programme: diplom") == {
        (EDITION, "X202"),
        (EDITION, "X209"),
        (EDITION, "X240"),
    }


def test_an_edition_before_the_programme_is_refused() -> None:
    assert (EDITION, "X224") in found(EDITION, "\ndate: 2025-07-01", "\ndate: 2023-07-01")


def test_the_same_approver_twice_is_refused_and_counts_once() -> None:
    assert found(EDITION, "by: Basile Modèle", "by: ada exemple") == {(EDITION, "X243"), (EDITION, "X242W")}


def test_a_candidate_awarded_in_two_editions_is_refused_in_the_second() -> None:
    files = site()
    again = files[EDITION].replace(b"2025-07-01", b"2026-07-01").split(b"deferred:")[0]
    files["candidates/editions/diploma-2.yml"] = again
    problems = reading(files).diagnostics
    assert [(p.path, p.code) for p in problems] == [("candidates/editions/diploma-2.yml", "X239")]
    assert EDITION in problems[0].message


def test_a_diploma_that_expires_may_be_awarded_anew() -> None:
    files = site()
    again = files[EDITION].replace(b"2025-07-01", b"2026-07-01").split(b"deferred:")[0]
    files["candidates/editions/diploma-2.yml"] = again
    files[DIPLOMA] = files[DIPLOMA].replace(b"approvals: 2", b"approvals: 2\nvalidity_years: 1")
    assert reading(files).diagnostics == ()


def test_two_programmes_with_one_code_are_refused() -> None:
    files = site()
    files["content/programmes/zweite.yml"] = files[DIPLOMA]
    assert {(p.path, p.code) for p in reading(files).diagnostics} == {
        ("content/programmes/zweite.yml", "X211")
    }


def test_the_same_name_and_birth_date_are_one_person() -> None:
    files = site()
    files[BO] = files[BO].replace(b"Bo Li", "ana  NUÑEZ".encode()).replace(b"1991-02-28", b"1990-01-31")
    (problem,) = reading(files).diagnostics
    assert (problem.path, problem.code) == (BO, "X213")


def test_a_choice_that_counts_in_no_version_is_refused() -> None:
    files = site()
    files[DIPLOMA] = (
        files[DIPLOMA].replace(b"[malaria, rabies]", b"[malaria]").replace(b"at_least: 2", b"at_least: 1")
    )
    (problem,) = reading(files).diagnostics
    assert (problem.path, problem.code) == (ANA, "X233")
    assert "malaria" in problem.hint


def test_a_choice_of_a_later_version_counts() -> None:
    files = site()
    later = (
        b"versions:\n  - id: v2\n    since: 2025-01-01\n    summary: {fr: a, en: b}\n"
        b"    requirement: {at_least: 1, of: {courses: [rabies]}}\n"
    )
    files[DIPLOMA] = (
        files[DIPLOMA]
        .replace(b"[malaria, rabies]", b"[malaria]")
        .replace(b"at_least: 2", b"at_least: 1")
        .replace(b"versions:\n", later)
    )
    assert reading(files).diagnostics == ()


def test_a_recognition_for_a_programme_without_registration_is_refused() -> None:
    files = site()
    files["content/programmes/second.yml"] = files[DIPLOMA].replace(b"code: DIP", b"code: SEC")
    recognition = (
        b"recognitions:\n  - programme: second\n    course: malaria\n    date: 2024-08-01\n"
        b"    by: Ada\n    reason: {fr: a, en: b}\n"
    )
    files[BO] += recognition
    assert {(p.path, p.code) for p in reading(files).diagnostics} == {(BO, "X238")}


def test_a_cancelled_session_overlaps_nothing() -> None:
    assert found(MALARIA, "start: 2026-09-07", "cancelled: true\n    start: 2024-12-15") == set()


def test_a_short_session_inside_a_long_one_is_found_behind_another() -> None:
    more = "    end: 2026-12-13\n  - {id: s3, start: 2026-09-10, end: 2026-09-11}\n"
    more += "  - {id: s4, start: 2026-10-01, end: 2026-10-02}\n"
    problems = spoilt(MALARIA, "    end: 2026-12-13\n", more)
    assert [problem.code for problem in problems] == ["X222", "X222"]


@pytest.mark.parametrize("slug", ["d", "fr", "en", "status", "log", "verify", "assets"])
def test_an_issuer_named_like_an_address_of_the_site_is_refused(slug: str) -> None:
    files = site()
    path = f"content/issuers/{slug}.yml"
    files[path] = files[OTHER].replace(b":other", f":{slug}".encode())
    assert [(p.path, p.code) for p in reading(files).diagnostics] == [(path, "X255")]


def test_payments_of_a_session_that_does_not_exist_are_refused() -> None:
    files = site()
    path = "candidates/payments/malaria/s3.yml"
    files[path] = files.pop(PAYMENTS).replace(b"session: s1", b"session: s3")
    assert [(p.path, p.line, p.code) for p in reading(files).diagnostics] == [(path, 3, "X206")]


@pytest.mark.parametrize(
    ("until", "courses", "codes"),
    [
        ("", "", ["X261"]),
        ("until: 2024-12-31\n", "", []),
        ("until: 2025-01-01\n", "", ["X261"]),
        ("", "courses: [malaria]\n", []),
        ("courses: [malaria]\n", "courses: [malaria]\n", ["X261"]),
    ],
)
def test_two_contracts_are_never_in_force_at_once_for_one_course(
    until: str, courses: str, codes: list[str]
) -> None:
    files = site()
    text = files[CONTRACT].decode()
    files[CONTRACT] = (text + until).encode()
    later = text.replace("2024-01-01", "2025-01-01") + courses
    files["candidates/contracts/school-2.yml"] = later.encode()
    found = [p for p in reading(files).diagnostics if p.code != "X263W"]
    assert [(p.path, p.code) for p in found] == [("candidates/contracts/school-2.yml", one) for one in codes]


def test_a_course_is_overdue_two_years_after_its_last_start() -> None:
    assert reading(site(), today=date(2028, 9, 7)).diagnostics == ()
    (problem,) = reading(site(), today=date(2028, 9, 8)).diagnostics
    assert (problem.path, problem.code) == (MALARIA, "X223W")


def test_a_year_after_29_february_is_28_february() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert years_after(date(2024, 3, 1), 9999) == date.max


def test_a_page_in_one_language_only_is_refused() -> None:
    files = site()
    del files[PAGE_EN]
    (problem,) = reading(files).diagnostics
    assert (problem.path, problem.code) == (PAGE_FR, "X250")
    assert PAGE_EN in problem.hint


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/pages/de/x.md", "R120"),
        ("content/pages/fr/Mentions légales.md", "R120"),
        ("content/pages/x.md", "R120"),
    ],
)
def test_a_page_with_a_wrong_name_is_refused(path: str, code: str) -> None:
    files = site()
    files[path] = b"# X\n"
    assert [(p.path, p.code) for p in reading(files).diagnostics] == [(path, code)]


def test_a_page_that_is_not_utf_8_is_refused() -> None:
    files = site()
    files[PAGE_FR] = "# Page\n\né".encode("latin-1")
    (problem,) = reading(files).diagnostics
    assert (problem.line, problem.column, problem.code) == (3, 1, "Y101")


def test_an_empty_page_is_refused() -> None:
    files = site()
    files[PAGE_FR] = b"\n"
    assert [problem.code for problem in reading(files).diagnostics] == ["X250"]


def test_images_are_looked_for_below_assets_only() -> None:
    found = reading(site(), ("content/logos/school.svg", *OTHERS[1:]))
    assert {problem.code for problem in found.diagnostics} == {"X251", "R121W"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana Núñez", "ANA  NUNEZ", True),
        ("Jean-Luc Petit", "Jean Luc Petit", True),
        ("O’Neil", "O'Neil", True),
        ("Ana Núñez", "Anna Núñez", False),
        ("محمد", "محمود", False),
        ("毛利 蘭", "毛利蘭", True),
    ],
)
def test_names_are_compared_without_case_accents_and_blanks(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) is same
