"""Small records for the rules, built through the real models."""

from __future__ import annotations

from typing import Any

from generator.records.candidate import Candidate
from generator.records.course import Course
from generator.records.programme import Programme
from generator.records.result import Result
from generator.rules import Case, Sitting

EXAM = {
    "supervision": "recorded",
    "identity_check": True,
    "minutes": 60,
    "questions": 30,
    "pass_correct": 18,
    "pass_percent": 60,
}


def text(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}


def course(title: str, **fields: Any) -> Course:
    return Course.model_validate(
        {
            "title": text(title),
            "school": "school",
            "theme": "viruses",
            "language": "en",
            "summary": text("About it."),
            "paths": [
                {
                    "id": "qualifying",
                    "name": text("Qualifying"),
                    "summary": text("With the exam."),
                    "exam": True,
                    "gives": "certificate",
                },
                {
                    "id": "discovery",
                    "name": text("Discovery"),
                    "summary": text("Free."),
                    "gives": "nothing",
                },
            ],
            "exam": EXAM,
            **fields,
        }
    )


COURSES = {
    **{name: course(name.capitalize()) for name in ("malaria", "rabies", "hepatitis", "hiv", "cancer")},
    "immunity": course("Immunity", star=True, theme="host"),
    "vaccinology": course("Vaccinology", star=True, theme="host"),
    "projects": course(
        "Projects",
        exam={"supervision": "none", "identity_check": False},
        paths=[
            {
                "id": "classic",
                "name": text("Classic"),
                "summary": text("Short."),
                "credits": {"ects": 1, "by": "school"},
                "exam": True,
            },
            {
                "id": "advanced",
                "name": text("Advanced"),
                "summary": text("Long."),
                "credits": {"ects": 2, "by": "school"},
            },
        ],
    ),
}

FIVE_ONE_STARRED: dict[str, Any] = {
    "all_of": [
        {
            "at_least": 5,
            "of": {"courses": ["malaria", "rabies", "hepatitis", "hiv", "cancer", "immunity", "vaccinology"]},
        },
        {"at_least": 1, "of": {"starred": True}},
    ]
}


def programme(requirement: dict[str, Any] | None = None, **fields: Any) -> Programme:
    version = {
        "id": "v1",
        "since": "2020-01-01",
        "summary": text("The rule."),
        "requirement": requirement or FIVE_ONE_STARRED,
        "within": "2 years of registration",
    }
    return Programme.model_validate(
        {
            "code": "DIP",
            "issuer": "school",
            "name": text("Diploma"),
            "kind": "Diploma",
            "summary": text("A diploma."),
            "description": text("It says."),
            "versions": [version],
            **fields,
        }
    )


def version(
    name: str, since: str, requirement: dict[str, Any] | None = None, **fields: Any
) -> dict[str, Any]:
    return {
        "id": name,
        "since": since,
        "summary": text("The rule."),
        "requirement": requirement or FIVE_ONE_STARRED,
        **fields,
    }


def candidate(registered: str = "2024-03-01", **fields: Any) -> Candidate:
    return Candidate.model_validate(
        {
            "name": {"display": "Ariane Exemple"},
            "email": "ariane@example.org",
            "language": "fr",
            "registrations": [{"programme": "diploma", "date": registered}],
            **fields,
        }
    )


def sat(where: str, day: str = "2024-06-01", score: int | None = 24, **fields: Any) -> Sitting:
    session = fields.pop("session", "s1")
    row = {
        "candidate": "c-aaaaaaaaaa",
        "path": "qualifying",
        "date": day,
        "score": score,
        "identity": "verified",
        **fields,
    }
    return Sitting(where, session, Result.model_validate(row))


def case(who: Candidate, *sittings: Sitting, what: Programme | None = None) -> Case:
    return Case("diploma", what or programme(), "c-aaaaaaaaaa", who, sittings, COURSES)


FOUR = (sat("malaria"), sat("rabies"), sat("hepatitis"), sat("hiv"))
FIVE = (*FOUR, sat("immunity"))
