"""Records to start from: commented, valid, and saying of each field what it is for.

Pure: each function takes the few facts that a record cannot do without and returns the text of the file.
Optional fields stand in comments, so that deleting a ``#`` is all it takes to use one.
"""

from __future__ import annotations

import json
from datetime import date

from generator.records.kinds import KINDS
from generator.records.site import FORMAT

__all__ = ["candidate", "course", "issuer", "own_did", "placeholder_logo", "programme", "quoted", "site"]

_KINDS = {kind.name: kind for kind in KINDS}


def quoted(text: str) -> str:
    """Return `text` as a double-quoted YAML scalar, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


def _record(kind: str, key: str, body: str) -> str:
    return f"{_KINDS[kind].schema_line(_KINDS[kind].path(key))}\n{body}"


def own_did(host: str) -> str:
    """The identifier of a site's first issuer; further ones have a path below it."""
    return f"did:web:{host.replace(':', '%3A')}"


def site(*, host: str) -> str:
    """Return the settings of a new site."""
    body = f"""\
# The publication as a whole.
format: {FORMAT}  # parchemin upgrade changes it
host: {quoted(host)}  # official host, printed on every diploma: chosen once
name: {{fr: Diplômes, en: Diplomas}}
tagline: {{fr: Des diplômes que chacun peut vérifier, en: Diplomas that anyone can verify}}
# demonstration: true  # says on every page that no diploma is real
publisher: À compléter  # who answers for the site, for the legal page
# hosting: Name and address of the host, for the legal page
# contacts:
#   - email: diplomas@example.org
#     what: {{fr: Vérifier un diplôme, en: Verifying a diploma}}
# mail:  # messages to candidates; nothing leaves before: parchemin mail start
#   sender: diplomas@example.org
#   name: À compléter
#   since: 2026-01-01  # nothing is written about what happened before
themes:  # subjects by which courses are grouped
  - id: general
    name: {{fr: Général, en: General}}
"""
    return _record("site", "site", body)


def issuer(
    slug: str,
    *,
    did: str,
    name: str,
    url: str = "https://example.org/",
    email: str = "diplomas@example.org",
) -> str:
    """Return a new issuer; its logo is expected at ``content/assets/logos/<slug>.svg``."""
    body = f"""\
# A school that issues diplomas on this site. Its keys: parchemin keys new {slug}
name: {quoted(name)}  # official name, as it is signed into every diploma
# short_name: EX
did: {did}  # its identifier; never changes
url: {url}
email: {quoted(email)}
logo: logos/{slug}.svg  # below content/assets/
logo_caption: {{fr: Logo provisoire, en: Placeholder logo}}
# about: {{fr: Une phrase sur l’école., en: A sentence about the school.}}
# signatories:  # who signs diplomas in the school's name
#   - id: first-last
#     name: First Last
#     role: {{fr: Directrice, en: Director}}
#     signature: signatures/first-last.svg  # below content/assets/
"""
    return _record("issuer", slug, body)


def placeholder_logo(name: str) -> str:
    """Return an image to be replaced by the school's logo: its initials on a plain ground."""
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())[:3].upper() or "?"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" role="img">'
        '<rect width="120" height="120" rx="8" fill="#e8e4da"/>'
        '<text x="60" y="74" font-family="serif" font-size="40" text-anchor="middle" fill="#3a3630">'
        f"{initials}</text></svg>\n"
    )


def course(slug: str, *, school: str, theme: str, title: str) -> str:
    """Return a new course."""
    body = f"""\
# One online course. Its slug, {slug}, is its permanent address and never changes.
title: {{fr: {quoted(title)}, en: {quoted(title)}}}
# subtitle: {{fr: …, en: …}}
school: {school}  # who holds it: a file of content/issuers/
theme: {theme}  # one of the themes of content/site.yml
# star: true  # a starred course: a programme may require one
language: fr  # language of instruction
# subtitles: [fr, en]
# level: introductory  # introductory, intermediate or advanced
# prerequisites: {{fr: …, en: …}}
summary:
  fr: À compléter.
  en: To be written.
# outcomes:  # what a learner is able to do afterwards
#   - {{fr: …, en: …}}
# syllabus:
#   - title: {{fr: …, en: …}}
# weeks: 6
# hours_per_week: {{fr: 2 à 3 heures, en: 2 to 3 hours}}
paths:
  - id: discovery
    name: {{fr: Parcours découverte, en: Discovery path}}
    summary:
      fr: Les vidéos et les quiz, librement.
      en: The videos and quizzes, freely.
    price_eur: 0
    gives: nothing  # nothing, attestation or certificate
  # - id: qualifying
  #   name: {{fr: Parcours qualifiant, en: Qualifying path}}
  #   summary: {{fr: L’examen surveillé en ligne., en: The exam supervised online.}}
  #   price_eur: 150  # whole euros, or a quoted decimal: '11.50'
  #   gives: certificate
  #   exam: true
# exam:
#   supervision: live  # live, recorded or none
#   identity_check: true
#   minutes: 60
#   questions: 30
#   pass_correct: 18  # right answers needed
#   window_days: 14
# again_every_years: 2
# sessions:
#   - id: 2026-autumn
#     start: 2026-09-14
#     end: 2026-11-29
#     enrolment_start: 2026-06-15
#     enrolment_end: 2026-11-15
#     exam: {{opens: 2026-11-16, closes: 2026-11-29}}  # opens_at and closes_at: hours in Paris, where known
"""
    return _record("course", slug, body)


def programme(
    slug: str, *, issuer: str, name: str, course: str, since: date, english: str | None = None
) -> str:
    """Return a new programme, earned by passing one course (or a path of it); `english` is its name where it is
    translated already."""
    code = slug.upper()[:20].strip("-").ljust(2, "X")
    body = f"""\
# One diploma or certificate and the rule by which it is earned.
code: {code}
issuer: {issuer}  # a file of content/issuers/
name: {{fr: {quoted(name)}, en: {quoted(english or name)}}}
kind: Certificate  # Diploma, Certificate, CertificateOfCompletion or MicroCredential
summary:  # what catalogue and home page say of it
  fr: Un cours, un examen, un certificat signé.
  en: One course, one exam, one signed certificate.
description:  # one or two sentences, signed into every diploma
  fr: Ce certificat atteste la réussite du cours.
  en: This certificate attests that the course was passed.
# signatories: [first-last]  # ids of the issuer's signatories
# approvals: 2  # how many different people must approve an edition
# validity_years: 3  # absent: the diploma never expires
# edition_month: 7
versions:
  - id: v{since.year}
    since: {since.isoformat()}
    summary:  # the rule in plain words, signed into every diploma
      fr: Réussir le cours.
      en: Pass the course.
    requirement:
      passed: {course}  # a course, or a path of it: course/qualifying
    # Other rules:
    # requirement:
    #   all_of:
    #     - at_least: 5
    #       of: {{courses: [{course.partition("/")[0]}, …]}}
    #     - at_least: 1
    #       of: {{starred: true}}
    # within: 2 years of registration
    # swaps: 2
"""
    return _record("programme", slug, body)


def candidate(key: str, *, name: str, email: str, programme: str, registered: date, fictional: bool) -> str:
    """Return a new candidate, registered for one programme."""
    marked = "fictional: true  # a person of this demonstration\n" if fictional else ""
    body = f"""\
# One candidate. Private: nothing of this is published but what a signed diploma shows.
name:
  display: {quoted(name)}  # printed on the diploma, exactly as written
  # given: …
  # family: …
# birth_date: 1990-01-31
email: {quoted(email)}
language: fr  # fr or en: the language of letters and of the diploma
# country: FR
{marked}# platform_id: account name on the exam platform
registrations:
  - programme: {programme}
    date: {registered.isoformat()}
    # choices: [course, course]
    # swaps:
    #   - {{date: 2026-03-01, out: course, into: course}}
# deposits:  # certificates that the candidate declares: claims, never results
#   - course: …
#     session: …
#     certificate: number on the certificate
#     date: 2026-01-31
# consents:
#   - {{purpose: register, version: '2026-01', date: 2026-01-31, given: true}}
"""
    return _record("candidate", key, body)
