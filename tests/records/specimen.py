"""A small site in order, and a way to spoil it in one place and see what is said about it.

In the text that replaces something, ``«`` marks where the problem must be reported; it is taken out before
reading.
"""

from __future__ import annotations

from datetime import date

from generator.errors import Diagnostic
from generator.records.kinds import name_of
from generator.records.reading import Reading, read

SITE = "content/site.yml"
SCHOOL = "content/issuers/school.yml"
OTHER = "content/issuers/other.yml"
MALARIA = "content/courses/malaria.yml"
RABIES = "content/courses/rabies.yml"
DIPLOMA = "content/programmes/diploma.yml"
ANA = "candidates/register/c-aaaaaaaaaa.yml"
BO = "candidates/register/c-bbbbbbbbbb.yml"
RESULTS = "candidates/results/malaria/s1.yml"
RABIES_RESULTS = "candidates/results/rabies/s1.yml"
EDITION = "candidates/editions/diploma-1.yml"
CONTRACT = "candidates/contracts/school-1.yml"
PAYMENTS = "candidates/payments/malaria/s1.yml"
PAGE_FR = "content/pages/fr/legal.md"
PAGE_EN = "content/pages/en/legal.md"
OTHERS = ("content/assets/logos/school.svg", "content/assets/signatures/ada.svg")

BODIES = {
    SITE: """\
host: diplomes.example.org
name: {fr: Diplômes, en: Diplomas}
tagline: {fr: Vérifiables, en: Verifiable}
demonstration: true
publisher: École
themes:
  - id: viruses
    name: {fr: Virus, en: Viruses}
  - id: parasites
    name: {fr: Parasites, en: Parasites}
""",
    SCHOOL: """\
name: École Exemple
did: did:web:diplomes.example.org
url: https://ecole.example/
email: ecole@ecole.example
logo: logos/school.svg
logo_caption: {fr: Logo, en: Logo}
signatories:
  - id: ada
    name: Ada Exemple
    role: {fr: Directrice, en: Head}
    signature: signatures/ada.svg
""",
    OTHER: """\
name: Autre École
did: did:web:diplomes.example.org:other
url: https://autre.example/
email: autre@autre.example
logo: logos/school.svg
logo_caption: {fr: Logo, en: Logo}
""",
    MALARIA: """\
title: {fr: Paludisme, en: Malaria}
school: school
theme: parasites
language: fr
star: true
summary: {fr: Un cours., en: A course.}
paths:
  - id: qualifying
    name: {fr: Qualifiant, en: Qualifying}
    summary: {fr: Avec examen., en: With the exam.}
    price_eur: 150
    credits: {ects: 1, by: school}
    gives: certificate
    exam: true
exam:
  supervision: live
  identity_check: true
  questions: 30
  pass_correct: 18
again_every_years: 2
sessions:
  - id: s1
    start: 2024-09-02
    end: 2024-12-15
    enrolment_start: 2024-06-01
    enrolment_end: 2024-11-30
    exam: {opens: 2024-12-02, closes: 2024-12-15}
  - id: s2
    start: 2026-09-07
    end: 2026-12-13
""",
    RABIES: """\
title: {fr: Rage, en: Rabies}
school: other
theme: viruses
language: fr
summary: {fr: Un cours., en: A course.}
paths:
  - id: qualifying
    name: {fr: Qualifiant, en: Qualifying}
    summary: {fr: Avec examen., en: With the exam.}
sessions:
  - id: s1
    start: 2025-01-06
    end: 2025-03-30
""",
    DIPLOMA: """\
code: DIP
issuer: school
name: {fr: Diplôme, en: Diploma}
kind: Diploma
summary: {fr: Un diplôme., en: A diploma.}
description: {fr: Un diplôme., en: A diploma.}
approvals: 2
signatories: [ada]
versions:
  - id: v1
    since: 2024-01-01
    summary: {fr: Deux cours., en: Two courses.}
    within: 2 years of registration
    requirement:
      all_of:
        - at_least: 2
          of: {courses: [malaria, rabies]}
        - at_least: 1
          of: {starred: true}
        - credits: 1
          of: {courses: [malaria]}
        - passed: malaria/qualifying
""",
    ANA: """\
name: {display: Ana Núñez}
birth_date: 1990-01-31
email: ana@example.org
language: fr
fictional: true
platform_id: ana
registrations:
  - programme: diploma
    date: 2024-06-01
    choices: [malaria, rabies]
deposits:
  - {course: malaria, session: s1, certificate: A1, date: 2025-01-10}
""",
    BO: """\
name: {display: Bo Li}
birth_date: 1991-02-28
email: bo@example.org
language: en
fictional: true
platform_id: bo
registrations:
  - {programme: diploma, date: 2024-07-01}
""",
    RESULTS: """\
course: malaria
session: s1
source:
  file: s1.csv
  sha256: 0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
  received: 2025-01-05
  sender: FUN
results:
  - candidate: c-aaaaaaaaaa
    path: qualifying
    date: 2024-12-10
    certificate: A1
    score: 25
    identity: verified
  - candidate: c-bbbbbbbbbb
    path: qualifying
    date: 2024-12-11
    certificate: B1
    score: 12
    identity: verified
""",
    RABIES_RESULTS: """\
course: rabies
session: s1
source:
  file: r1.csv
  sha256: 1a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9
  received: 2025-04-05
  sender: FUN
results:
  - {candidate: c-aaaaaaaaaa, path: qualifying, date: 2025-03-10, passed: true, identity: not-checked}
""",
    EDITION: """\
programme: diploma
date: 2025-07-01
approvals:
  - {by: Ada Exemple, role: Directrice, date: 2025-07-01}
  - {by: Basile Modèle, role: Responsable, date: 2025-07-01}
awards:
  - candidate: c-aaaaaaaaaa
    evidence: "ec4e4c6ad2318eb9961e40d394a769219c03bca098eae0fa413a05b211a82f27"
deferred:
  - candidate: c-bbbbbbbbbb
    reason: {fr: Un cours manque., en: One course is missing.}
""",
    CONTRACT: """\
school: school
offer: standard
since: 2024-01-01
supervised: {basis: net, school_percent: 50}
unsupervised: {basis: net, school_percent: 70}
fees: {supervision_eur: 10, bank_eur: 1}
vat_percent: 0
""",
    PAYMENTS: """\
course: malaria
session: s1
payments:
  - {id: P1, date: 2024-10-01, amount_eur: 150, candidate: c-aaaaaaaaaa}
  - {id: P2, date: 2024-10-02, amount_eur: 150, account: bo, refunds: [{date: 2024-10-09, amount_eur: '150.00'}]}
""",
    PAGE_FR: "# Mentions légales\n",
    PAGE_EN: "# Legal notice\n",
}


def with_schema_line(path: str, body: str) -> str:
    """Return the body below the first line that its folder asks for."""
    named = name_of(path)
    return body if named is None else f"{named.kind.schema_line(path)}\n{body}"


def site() -> dict[str, bytes]:
    """Return the files of the site in order."""
    return {path: with_schema_line(path, body).encode() for path, body in BODIES.items()}


def reading(files: dict[str, bytes], others: tuple[str, ...] = OTHERS, today: date | None = None) -> Reading:
    """Read `files`."""
    return read(files, others, today=today)


def spoil(path: str, old: str, new: str) -> tuple[dict[str, bytes], tuple[int, int] | None]:
    """Return the site with `old` replaced by `new` in one file, and the place that ``«`` marked."""
    files = site()
    text = files[path].decode()
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    text = text.replace(old, new)
    place = None
    if "«" in text:
        before = text[: text.index("«")]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        text = text.replace("«", "")
    files[path] = text.encode()
    return files, place


def spoilt(path: str, old: str, new: str, today: date | None = None) -> list[Diagnostic]:
    """Return everything that is said about the spoilt site."""
    files, _ = spoil(path, old, new)
    return list(reading(files, today=today).diagnostics)


def refused(path: str, old: str, new: str, code: str, today: date | None = None) -> Diagnostic:
    """Assert that one problem is reported, with `code`, where ``«`` stands in `new`; return it."""
    files, place = spoil(path, old, new)
    found = list(reading(files, today=today).diagnostics)
    assert [problem.code for problem in found] == [code], found
    assert found[0].path == path
    if place is not None:
        assert (found[0].line, found[0].column) == place, found[0]
    return found[0]
