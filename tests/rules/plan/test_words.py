"""What a plan says, in both languages, word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from generator.rules.plan.offer import Broadcast, Way
from generator.rules.plan.result import Availability, Beyond, Missed, Plan, Step, Wish
from generator.rules.plan.search import Pick
from generator.rules.plan.words import availability, headline, jury, missed, remarks, step, when, wish
from generator.rules.sentence import Sentence

AUTUMN = Broadcast("2026-t4", date(2026, 10, 5), date(2026, 12, 11), date(2026, 12, 1), date(2026, 12, 14))
PICK = Pick(Way("qualifying", cents=15_000), AUTUMN, date(2026, 12, 14), following=False, needs=0)
STEP = Step("rage", PICK, swap=False)
PLAN = Plan("possible", "2026", date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 14), (2027, 4), (STEP,))


def title(slug: str) -> Sentence:
    return Sentence(f"La {slug}", f"The {slug}")


def said(sentence: Sentence) -> tuple[str, str]:
    return sentence.fr.replace("\u00a0", "~"), sentence.en


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (None, ("dès que le jury se réunit", "as soon as the jury meets")),
        ((2027, 4), ("avec le jury d’avril 2027", "with the jury of April 2027")),
        ((2027, 10), ("avec le jury d’octobre 2027", "with the jury of October 2027")),
        ((2027, 7), ("avec le jury de juillet 2027", "with the jury of July 2027")),
    ],
)
def test_a_jury(edition: tuple[int, int] | None, expected: tuple[str, str]) -> None:
    assert said(jury(edition)) == expected


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (
            replace(PLAN, state="complete"),
            (
                "Tout est réussi~: diplôme avec le jury d’avril 2027",
                "Everything is passed: diploma with the jury of April 2027",
            ),
        ),
        (
            PLAN,
            (
                "Au plus tôt~: diplôme avec le jury d’avril 2027, après un examen, fini le 14 décembre 2026",
                "Earliest diploma: with the jury of April 2027, after one exam, over by 14 December 2026",
            ),
        ),
        (
            replace(PLAN, steps=(STEP, STEP)),
            (
                "Au plus tôt~: diplôme avec le jury d’avril 2027, après 2 examens, le dernier fini le 14 décembre 2026",
                "Earliest diploma: with the jury of April 2027, after 2 exams, the last over by 14 December 2026",
            ),
        ),
        (
            replace(PLAN, state="expired"),
            ("Le délai a pris fin le 1er janvier 2027", "The period ended on 1 January 2027"),
        ),
        (
            replace(PLAN, state="impossible", beyond=Beyond(date(2027, 6, 1), None)),
            (
                "Plus possible d’ici au 1er janvier 2027, fin du délai~; sans cette limite, "
                "diplôme dès que le jury se réunit, le dernier examen fini le 1er juin 2027",
                "No longer possible by 1 January 2027, the end of the period; without that limit, "
                "diploma as soon as the jury meets, the last exam over by 1 June 2027",
            ),
        ),
        (
            replace(PLAN, state="impossible", closes=None),
            ("Aucune date connue ne mène au diplôme", "No date that is known leads to the diploma"),
        ),
    ],
)
def test_a_headline(plan: Plan, expected: tuple[str, str]) -> None:
    assert said(headline(plan)) == expected


def test_a_broadcast_says_how_sure_its_date_is() -> None:
    assert said(when(AUTUMN)) == ("5 octobre 2026", "5 October 2026")
    indicative = replace(AUTUMN, indicative=True)
    assert said(when(indicative)) == ("5 octobre 2026 (date indicative)", "5 October 2026 (indicative date)")
    expected = replace(indicative, expected=True)
    assert said(when(expected)) == (
        "5 octobre 2026 (attendu, non publié)",
        "5 October 2026 (expected, not published)",
    )


@pytest.mark.parametrize(
    ("one", "fr", "en"),
    [
        (STEP, "", ""),
        (
            replace(STEP, pick=replace(PICK, broadcast=replace(AUTUMN, enrol_by=date(2026, 10, 9)))),
            ", inscription jusqu’au 9 octobre 2026",
            ", enrol by 9 October 2026",
        ),
        (
            replace(
                STEP,
                pick=replace(PICK, following=True, broadcast=replace(AUTUMN, enrol_by=date(2026, 10, 9))),
            ),
            ", compté comme suivi~: inscriptions closes",
            ", taken as followed: enrolment is closed",
        ),
        (replace(STEP, pick=replace(PICK, needs=75)), ", 75~% au moins", ", at least 75%"),
        (replace(STEP, swap=True), ", par un échange", ", by an exchange"),
    ],
)
def test_a_step(one: Step, fr: str, en: str) -> None:
    assert said(step(one, title)) == (
        f"La rage~: commence le 5 octobre 2026, examen du 1er décembre 2026 au 14 décembre 2026{fr}",
        f"The rage: starts 5 October 2026, exam 1 December 2026 to 14 December 2026{en}",
    )


MISSED = Missed("rage", "2026-t4", None, False, "impossible", None, None, ())


@pytest.mark.parametrize(
    ("one", "closes", "expected"),
    [
        (
            MISSED,
            True,
            (
                "La rage~: aucune autre diffusion connue~; le diplôme n’est plus possible dans le délai",
                "The rage: no other broadcast is known; the diploma is out of reach in time",
            ),
        ),
        (
            replace(MISSED, next=AUTUMN, state="possible", edition=(2027, 7), instead=("peste", "grippe")),
            True,
            (
                "La rage~: prochaine diffusion le 5 octobre 2026, hors délai~; diplôme avec le jury de juillet 2027, "
                "avec La peste, La grippe à la place",
                "The rage: next broadcast 5 October 2026, outside the period; diploma with the jury of July 2027, "
                "with The peste, The grippe instead",
            ),
        ),
        (
            replace(MISSED, next=AUTUMN, fits=True, state="complete"),
            True,
            (
                "La rage~: prochaine diffusion le 5 octobre 2026, dans le délai~; diplôme dès que le jury se réunit",
                "The rage: next broadcast 5 October 2026, inside the period; diploma as soon as the jury meets",
            ),
        ),
        (
            replace(MISSED, next=AUTUMN, state="possible"),
            False,
            (
                "La rage~: prochaine diffusion le 5 octobre 2026~; diplôme dès que le jury se réunit",
                "The rage: next broadcast 5 October 2026; diploma as soon as the jury meets",
            ),
        ),
    ],
)
def test_a_missed_exam(one: Missed, closes: bool, expected: tuple[str, str]) -> None:
    assert said(missed(one, title, closes)) == expected


def test_a_course_that_does_not_fit_and_a_wish() -> None:
    none = availability(Availability("rage", "none", None), title)
    late = availability(Availability("rage", "late", AUTUMN), title)
    assert none is not None and late is not None
    assert said(none) == ("La rage~: aucune diffusion connue", "The rage: no broadcast is known")
    assert said(late) == (
        "La rage~: le 5 octobre 2026, après la fin du délai",
        "The rage: 5 October 2026, after the end of the period",
    )
    assert availability(Availability("rage", "fits", AUTUMN), title) is None
    assert said(wish(Wish("rage", None, None), title)) == (
        "La rage ne tient plus dans le délai",
        "The rage no longer fits in the period",
    )
    assert said(wish(Wish("rage", date(2027, 6, 1), (2027, 7)), title)) == (
        "avec La rage, diplôme avec le jury de juillet 2027",
        "with The rage, diploma with the jury of July 2027",
    )


def test_remarks() -> None:
    expected = replace(STEP, pick=replace(PICK, broadcast=replace(AUTUMN, expected=True)))
    plan = replace(PLAN, steps=(STEP, expected), exchanged=("peste",), exact=False)
    assert [said(one) for one in remarks(plan, title)] == [
        (
            "La peste est réussi, et compte une fois échangé contre un cours choisi",
            "The peste is passed, and counts once it is exchanged for a chosen course",
        ),
        ("1 date de ce plan est attendue, non publiée", "1 date of this plan is expected, not published"),
        (
            "la règle laisse trop de possibilités pour les comparer toutes",
            "the rule leaves too many possibilities to compare them all",
        ),
    ]
    two = replace(PLAN, steps=(expected, expected))
    assert [said(one) for one in remarks(two, title)] == [
        (
            "2 dates de ce plan sont attendues, non publiées",
            "2 dates of this plan are expected, not published",
        )
    ]
    assert list(remarks(PLAN, title)) == []
