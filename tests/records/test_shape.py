"""The shape of one record: each mistake is reported where it stands, in plain words, with a remedy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import CODES
from generator.records.explain import MOST_SAID, PATTERNS
from generator.records.kinds import KINDS
from generator.records.schema import schema_of
from tests.records.specimen import (
    ANA,
    BODIES,
    CONTRACT,
    DIPLOMA,
    EDITION,
    MALARIA,
    PAYMENTS,
    RABIES,
    RESULTS,
    SCHOOL,
    SITE,
    reading,
    refused,
    site,
    spoilt,
    with_schema_line,
)


def test_the_specimen_is_in_order() -> None:
    found = reading(site())
    assert found.diagnostics == ()
    assert found.tree is not None
    assert list(found.tree.courses) == ["malaria", "rabies"]
    assert list(found.tree.results) == [("malaria", "s1"), ("rabies", "s1")]
    assert found.counts["candidates"] == 2


CASES = [
    ("an unknown field", MALARIA, "star: true", "«strar: true", "R101", "Did you mean 'star'?"),
    ("an unknown field deep inside", MALARIA, "opens: 2024-12-02,", "opens: 2024-12-02, «closed: x,",
     "R101", "closes"),
    ("an unknown field of a clause", DIPLOMA, "of: {starred: true}", "of: {«starrred: true, theme: viruses}",
     "R101", "Did you mean 'starred'?"),
    ("a missing field", SCHOOL, "name: Ada Exemple\n    ", "", "R102", "name"),
    ("a number for text", RABIES, "school: other", "school: «12", "R103", "'12'"),
    ("a date of birth as a number", ANA, "1990-01-31", "«1990", "R108", "For example"),
    ("text for a number", MALARIA, "questions: 30", "questions: «'30'", "R103", "without quotes: 30"),
    ("words for a number", MALARIA, "questions: 30", "questions: «trente", "R103", "digits"),
    ("yes for true", MALARIA, "star: true", "star: «yes", "R103", "write true or false"),
    ("NO for false", MALARIA, "star: true", "star: «NO", "R103", "write true or false"),
    ("a number for true", MALARIA, "star: true", "star: «1", "R103", "true or false"),
    ("a text for a list", DIPLOMA, "signatories: [ada]", "signatories: «ada", "R103", "- …"),
    ("a list for a text", SITE, "publisher: École", "publisher: «[École]", "R103", "brackets"),
    ("a mapping for a text", SITE, "publisher: École", "publisher: «{a: b}", "R103", "Quote"),
    ("a text for fields", MALARIA, "credits: {ects: 1, by: school}", "credits: «1", "R103", "field: value"),
    ("an empty field", SITE, "publisher: École", "publisher:«", "R103", "delete the line"),
    ("a choice misspelt", MALARIA, "supervision: live", "supervision: «liv", "R104", "Did you mean 'live'?"),
    ("a choice unknown", DIPLOMA, "kind: Diploma", "kind: «Doctorate", "R104", "One of:"),
    ("starred: false", DIPLOMA, "{starred: true}", "{starred: «false}", "R104", "Leave the line out"),
    ("a slug with accents", RABIES, "theme: viruses", "theme: «Été à Paris", "R105", "'ete-a-paris'"),
    ("an address without https", SCHOOL, "https://ecole.example/", "«http://ecole.example/", "R105", "https://"),
    ("an address that runs a script", SCHOOL, "https://ecole.example/", "«javascript:alert(1)", "R105", "https://"),
    ("an e-mail without @", SCHOOL, "ecole@ecole.example", "«ecole", "R105", "name@example.org"),
    ("a country in full", ANA, "language: fr", "language: fr\ncountry: «France", "R105", "FR"),
    ("a digest cut short", RESULTS, "sha256: 0a1b", "sha256: «0a1", "R105", "sha256sum"),
    ("a digest in capitals", RESULTS, "sha256: 0a1b", "sha256: «0A1B", "R105", "sha256sum"),
    ("an image outside assets", SCHOOL, "logos/school.svg", "«../school.svg", "R105", "logos/"),
    ("a did of another method", SCHOOL, "did:web:diplomes.example.org", "«did:key:z6Mk", "R105", "did:web"),
    ("a host with a scheme", SITE, "host: d", "host: «https://d", "R105", "diplomes.example.org"),
    ("a course and path misspelt", DIPLOMA, "malaria/qualifying", "«malaria/", "R105", ""),
    ("a period in French", DIPLOMA, "2 years of registration", "«2 ans", "R105", ""),
    ("a name of 301 characters", ANA, "Ana Núñez", "«" + "é" * 301, "R106", "Shorten"),
    ("a control character escaped", ANA, "Ana Núñez", '«"Ana\\u0007"', "R107", "Delete"),
    ("a direction override escaped", ANA, "Ana Núñez", '«"Ana \\u202Etxet"', "R107", "Delete"),
    ("a null character escaped", ANA, "Ana Núñez", '«"Ana\\0"', "R107", "Delete"),
    ("a blank at the end", ANA, "Ana Núñez", "«'Ana '", "R107", "blanks"),
    ("accents written apart", ANA, "Ana Núñez", "«Ana Nu\u0301n\u0303ez", "R107", "NFC"),
    ("30 February", MALARIA, "start: 2024-09-02", "start: «2024-02-30", "R108", "Correct"),
    ("29 February of a common year", ANA, "1990-01-31", "«1990-02-29", "R108", "Correct"),
    ("a year with a digit too much", MALARIA, "start: 2024-09-02", "start: «9024-09-02", "R108", "digit"),
    ("a birth in the year 190", ANA, "1990-01-31", "«0190-01-31", "R108", "digit"),
    ("a French date", MALARIA, "start: 2024-09-02", "start: «02/09/2024", "R108", "2024-09-02"),
    ("a date with a time", MALARIA, "start: 2024-09-02", "start: «2024-09-02T00:00Z", "R108", "For example"),
    ("a date in Arabic digits", MALARIA, "start: 2024-09-02", "start: «٢٠٢٤-09-02", "R108", "For example"),
    ("an amount with cents unquoted", MALARIA, "price_eur: 150", "price_eur: «11.50", "R109", ""),
    ("an amount with a currency", MALARIA, "price_eur: 150", "price_eur: «150 €", "R109", ""),
    ("a negative amount", MALARIA, "price_eur: 150", "price_eur: «-1", "R109", ""),
    ("no minutes", MALARIA, "questions: 30", "questions: 30\n  minutes: «0", "R110", ""),
    ("101 percent", MALARIA, "questions: 30", "questions: 30\n  pass_percent: «101", "R110", ""),
    ("a negative score", RESULTS, "score: 12", "score: «-1", "R110", ""),
    ("a clause without name", DIPLOMA, "- credits: 1\n          of: {courses: [malaria]}", "- «two: 1",
     "R111", "at_least"),
    ("a pass mark above the questions", MALARIA, "pass_correct: 18", "pass_correct: «31", "R112", "Lower"),
    ("a window that closes first", MALARIA, "closes: 2024-12-15", "closes: «2024-12-01", "R112", "Swap"),
    ("a session that ends first", MALARIA, "end: 2026-12-13", "end: «2026-01-13", "R112", "Swap"),
    ("enrolment that ends first", MALARIA, "enrolment_end: 2024-11-30", "enrolment_end: «2024-05-30",
     "R112", "Swap"),
    ("a session without day or season", MALARIA, "- id: s2\n    start: 2026-09-07\n    end: 2026-12-13",
     "- «id: s2", "R112", "start"),
    ("a score and a transmitted pass", RESULTS, "score: 12", "score: 12\n    passed: «true", "R112", "score"),
    ("a contract that ends first", CONTRACT, "since: 2024-01-01", "since: 2024-01-01\nuntil: «2023-12-31", "R112",
     "Swap"),
    ("a rate of tax that nothing has", CONTRACT, "vat_percent: 0", "vat_percent: «100", "R110", "For example 20"),
    ("a rate of tax as a fraction", CONTRACT, "vat_percent: 0", "vat_percent: «0.2", "R109", "quoted decimal"),
    ("a payment by nobody", PAYMENTS, "{id: P1, date: 2024-10-01, amount_eur: 150, candidate: c-aaaaaaaaaa}",
     "«{id: P1, date: 2024-10-01, amount_eur: 150}", "R112", "account"),
    ("more back than was paid", PAYMENTS, "amount_eur: '150.00'}]", "amount_eur: '150.01'}]", "R112", "at most"),
    ("money back before it was paid", PAYMENTS, "date: 2024-10-09", "date: 2024-10-01", "R112", "dates"),
    ("an amount with too many decimals", PAYMENTS, "'150.00'", "«'150.001'", "R109", "amount"),
    ("an amount that lost its cents", PAYMENTS, "'150.00'", "«150.00", "R109", "quoted decimal"),
    ("an empty set of courses", DIPLOMA, "{starred: true}", "«{}", "R112", "courses"),
    ("no registration", ANA,
     "registrations:\n  - programme: diploma\n    date: 2024-06-01\n    choices: [malaria, rabies]",
     "registrations: «[]", "R113", "at least one"),
    ("a text in one language", SITE, "name: {fr: Diplômes, en: Diplomas}", "«name: {fr: Diplômes}",
     "R115", "en"),
    ("a text without languages", SITE, "name: {fr: Diplômes, en: Diplomas}", "name: «Diplômes", "R115", "fr"),
    ("an empty translation", SITE, "en: Verifiable", "en: «''", "R115", "English"),
    ("a translation left open", SITE, "en: Verifiable", "en«: ", "R115", "English"),
    ("a candidate's id misspelt", EDITION, "awards:\n  - candidate: c-aaaaaaaaaa",
     "awards:\n  - candidate: «c-A", "R105", "register"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "hint"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_mistake_is_reported_where_it_stands(path: str, old: str, new: str, code: str, hint: str) -> None:
    if new in ("publisher:«", "en«: "):
        new = new.replace("«", "")
    problem = refused(path, old, new, code)
    assert hint in problem.hint + problem.message
    assert problem.message[0].islower() or problem.message[0] in "'0123456789"
    assert "Input should" not in problem.message


def test_two_mistakes_in_one_record_are_both_reported() -> None:
    found = spoilt(
        MALARIA, "star: true\nsummary: {fr: Un cours., en: A course.}", "star: maybe\nsummary: {fr: Un}"
    )
    assert sorted(problem.code for problem in found) == ["R103", "R115"]


def test_a_broken_record_is_not_blamed_on_those_who_refer_to_it() -> None:
    assert [p.code for p in spoilt(MALARIA, "star: true", "star: maybe")] == ["R103"]
    assert [p.code for p in spoilt(SCHOOL, "email: ecole", "email: @")] == ["Y123"]
    assert [p.code for p in spoilt(ANA, "language: fr", "language: de")] == ["R104"]


def test_an_unknown_field_does_not_hide_a_broken_reference() -> None:
    found = spoilt(RABIES, "school: other", "schol: x\nschool: nowhere")
    assert sorted(problem.code for problem in found) == ["R101", "X203"]


def test_what_the_loader_refused_is_not_judged_again() -> None:
    assert [p.code for p in spoilt(RESULTS, "score: 12", "score: 012")] == ["Y135"]


def test_there_is_no_tree_while_there_is_an_error() -> None:
    files = site()
    files[SITE] = b"a: 1\n"
    assert reading(files).tree is None


def test_a_site_without_settings_is_refused() -> None:
    files = site()
    del files[SITE]
    assert [problem.code for problem in reading(files).diagnostics] == ["R124"]


@pytest.mark.parametrize("body", ["- a\n", "text\n", "12\n"])
def test_a_file_that_is_no_mapping_is_refused(body: str) -> None:
    files = site()
    files["content/courses/x.yml"] = with_schema_line("content/courses/x.yml", body).encode()
    assert [problem.code for problem in reading(files).diagnostics] == ["R114"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/courses/Malaria.yml", "R120"),
        ("content/courses/été.yml", "R120"),
        ("content/courses/a--b.yml", "R120"),
        ("content/courses/deep/x.yml", "R120"),
        ("content/courses/" + "a" * 200 + ".yml", "R120"),
        ("content/courses/x.yaml", "R120"),
        ("candidates/register/ana.yml", "R120"),
        ("candidates/results/malaria.yml", "R120"),
        ("content/sites.yml", "R121W"),
        ("content/notes.txt", "R121W"),
        ("candidates/list.csv", "R121W"),
    ],
)
def test_a_file_with_a_wrong_name_is_noticed(path: str, code: str) -> None:
    files = site()
    if path.endswith(".yml"):
        files[path] = files[RABIES]
    found = reading(files, tuple({*reading_others(), *([] if path in files else [path])}))
    assert code in [problem.code for problem in found.diagnostics if problem.path == path]


def reading_others() -> tuple[str, ...]:
    return ("content/assets/logos/school.svg", "content/assets/signatures/ada.svg")


def test_files_of_other_programs_are_left_alone() -> None:
    extra = ("content/README.md", "content/courses/.gitkeep", "content/schemas/course.json")
    assert reading(site(), (*reading_others(), *extra)).diagnostics == ()


def test_a_missing_schema_line_is_a_warning_that_says_what_to_write() -> None:
    files = site()
    files[RABIES] = BODIES[RABIES].encode()
    (problem,) = reading(files).diagnostics
    assert problem.code == "R122W"
    assert "$schema=../schemas/course.json" in problem.hint
    assert reading(files).tree is not None


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert('x')</script>",
        "é" * 300,
        "نور الهدى",
        "毛利 蘭",
        "김민준",
        "Zoë 🧑‍🔬",
        "Ngũgĩ wa Thiong’o",
        "João & Søren",
        "क्षितिज",
    ],
)
def test_a_name_in_any_script_is_kept_exactly(name: str) -> None:
    files = site()
    files[ANA] = files[ANA].replace("Ana Núñez".encode(), f'"{name}"'.encode())
    found = reading(files)
    assert found.diagnostics == ()
    assert found.tree is not None
    assert found.tree.candidates["c-aaaaaaaaaa"].name.display == name


@pytest.mark.parametrize(
    "name",
    [
        "\u3164",
        "\u200b",
        "Ana\U000e0041",
        "Ana\ue000",
        "Ana\uffff",
        "Ana\u2028b",
        "123",
        "Z" + "\u0330" * 9 + "a",
    ],
)
def test_a_name_that_nobody_could_read_on_a_diploma_is_refused(name: str) -> None:
    files = site()
    files[ANA] = files[ANA].replace("Ana Núñez".encode(), f'"{name}"'.encode())
    found = reading(files)
    assert found.tree is None
    assert {problem.path for problem in found.diagnostics} == {ANA}


def test_a_record_of_nothing_but_unknown_fields_is_answered_with_its_first_problems() -> None:
    files = site()
    files[ANA] += "".join(f"k{number}: 1\n" for number in range(20_000)).encode()
    told = reading(files).diagnostics
    assert len(told) == MOST_SAID
    assert "more in this file" in told[-1].message


def test_messages_never_carry_a_control_character_to_the_terminal() -> None:
    found = spoilt(MALARIA, "supervision: live", 'supervision: "\\u001b[31m\\u202e"')
    assert all(str(problem).isprintable() and problem.hint.isprintable() for problem in found)
    found = spoilt(MALARIA, "star: true", '"\\u001b[31m": true')
    assert all(str(problem).isprintable() for problem in found)


def test_every_pattern_of_the_models_has_words() -> None:
    patterns = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                patterns.add(node["pattern"])
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    for kind in KINDS:
        collect(schema_of(kind))
    patterns.discard(r"^\d{1,9}(\.\d{1,2})?$")  # an amount, which has words of its own
    patterns.discard(r"^\d{1,2}(\.\d{1,2})?$")  # a rate, likewise
    patterns.discard(r"^([01]\d|2[0-3]):[0-5]\d$")  # an hour, likewise
    assert patterns == set(PATTERNS)


@given(st.sampled_from(sorted(path for path in BODIES if path.endswith(".yml"))), st.data())
def test_no_damage_to_a_record_makes_reading_raise(path: str, data: st.DataObject) -> None:
    text = BODIES[path]
    words = re.findall(r"[^\s]+", text)
    old = data.draw(st.sampled_from(sorted(set(words))))
    junk = st.text(max_size=12) | st.sampled_from(
        ["[]", "{}", "null", "-1", "1e9", "[[a]]", "{fr: 1}", "''", "a: b"]
    )
    files = site()
    files[path] = with_schema_line(path, text.replace(old, data.draw(junk), 1)).encode(
        "utf-8", "surrogatepass"
    )
    for problem in reading(files).diagnostics:
        assert problem.code in CODES
        assert problem.message
