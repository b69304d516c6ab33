"""What must come of the year, counted by hand: loops over the cast, and none of the program's rules.

The clauses are written out a second time on purpose: 18 of 30, identity checked, two courses of which one is cells, the
courses chosen after at most two exchanges, within a year, and nothing for whoever has left.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from tests.year.cast import CELLS, EARLIER, PASS_MARK, SESSION, VIRUSES, Claim, Person
from tests.year.story import DECIDED

JURY = date(2025, 7, 10)


def _claim(person: Person, course: str, session: str = SESSION) -> Claim | None:
    return next((one for one in person.claims if (one.course, one.session) == (course, session)), None)


def disagrees(person: Person, course: str) -> set[str]:
    """On what the person and the platform say different things."""
    sat, claim, found = person.rows[course], _claim(person, course), set()
    if claim is not None:
        if claim.certificate != person.certificate(course):
            found.add("certificate")
        if (
            claim.percent is not None
            and sat.score is not None
            and abs(claim.percent - sat.score / 30 * 100) >= 1
        ):
            found.add("score")
    elsewhere = _claim(person, course, EARLIER)
    if elsewhere is not None and elsewhere.certificate == person.certificate(course):
        found.add("session")
    return found


def why_no_pass(person: Person, course: str) -> str | None:
    """The outcome of a row that is no pass, None for a pass."""
    sat = person.rows[course]
    if sat.fraud:
        return "invalidated"
    if sat.score is None:
        return "no-result"
    if sat.score < PASS_MARK:
        return "below-mark"
    return None if sat.identity == "oui" else "identity-not-checked"


def outcome(person: Person, course: str, decided: dict[int, str]) -> str | None:
    """What reconciliation must say about a person in one course; None where nobody says anything."""
    if course not in person.rows:
        return "claimed-not-transmitted" if _claim(person, course) else None
    if course == CELLS and person.nameless_birth and decided.get(person.place) != "match":
        return "ambiguous"
    refusal = why_no_pass(person, course)
    if refusal == "invalidated":
        return refusal
    if disagrees(person, course) and not (course == CELLS and decided.get(person.place) == "transmitted"):
        return "contradicted"
    return refusal or "verified"


def outcomes(
    people: list[Person], strangers: list[Person], course: str, decided: dict[int, str]
) -> Counter[str]:
    """The counts of one session."""
    found = Counter(said for one in people if (said := outcome(one, course, decided)) is not None)
    found["transmitted-not-registered"] = sum(course in one.rows for one in strangers)
    return +found


def written(person: Person, course: str) -> bool:
    """Whether the row stands in the verified results after staff decided: all but what waits for a person."""
    said = outcome(person, course, DECIDED)
    if said is None or said in ("ambiguous", "claimed-not-transmitted"):
        return False
    # Whose it is, is certain, and by neither side it is a pass: it may be kept.
    return said != "contradicted" or (
        disagrees(person, course) == {"score"} and why_no_pass(person, course) is not None
    )


def passed(person: Person) -> set[str]:
    """The courses that count."""
    return {
        course
        for course in person.rows
        if written(person, course) and why_no_pass(person, course) is None and course in person.chosen
    }


def _enough(courses: set[str]) -> bool:
    return len(courses) >= 2 and CELLS in courses


def entitled(person: Person, on: date = JURY) -> bool:
    """Whether a jury may award the diploma."""
    gone = person.withdrawn is not None and person.withdrawn <= on
    return not gone and _enough(passed(person))


def stage(person: Person, on: date) -> str:
    """The stage that `status` must show before any jury."""
    if person.withdrawn is not None and person.withdrawn <= on:
        return "withdrawn"
    if entitled(person, on):
        return "entitled"
    waiting: set[str] = set()
    for course in person.rows:
        if written(person, course):
            refusal = why_no_pass(person, course)
            missing_choice = refusal is None and course not in person.chosen
            unchecked = refusal == "identity-not-checked" and person.rows[course].identity == "non"
            if refusal == "no-result" or missing_choice or unchecked:
                waiting.add(course)
        elif _claim(person, course):
            waiting.add(course)
    for claim in person.claims:
        if claim.session == EARLIER or claim.course not in person.rows:
            waiting.add(claim.course)
    if waiting and _enough(passed(person) | waiting):
        return "blocked"
    return "under-way" if passed(person) else "registered"


def nearly(person: Person) -> bool:
    """Whether the proposal lists the person among those to whom one thing is missing."""
    found = stage(person, JURY)
    if found == "blocked":
        return True
    # Viruses alone: one more course, cells, would meet both clauses; cells alone: any other one.
    return found == "under-way" and len(passed(person)) == 1


# --- Mail


def active(person: Person, on: date) -> bool:
    return person.withdrawn is None or person.withdrawn > on


def reminders(people: list[Person], on: date, courses: set[str]) -> Counter[str]:
    """How many reminders each person gets about these courses, whose time it is."""
    return Counter(
        {
            one.email: len(one.chosen & courses)
            for one in people
            if one.reminders and active(one, on) and one.chosen & courses
        }
    )


def closing(people: list[Person], on: date) -> set[str]:
    """Who is reminded three days before the exam of cells closes: whoever did not declare a certificate yet."""
    return {
        one.email
        for one in people
        if one.reminders
        and active(one, on)
        and CELLS in one.chosen
        and not any(
            claim.course == CELLS and claim.session == SESSION and claim.made <= on for claim in one.claims
        )
    }


def told(person: Person, course: str) -> str | None:
    """Which news about a transmitted result the person gets in July."""
    if course not in person.rows:
        return None
    claim, refusal = _claim(person, course), why_no_pass(person, course)
    if not written(person, course):
        # It waits for staff. The candidate is asked where only they can know, and no decision was made.
        said = outcome(person, course, DECIDED)
        ours = said == "contradicted" and DECIDED.get(person.place) is None
        return "contradicted" if ours else None
    if refusal == "no-result":
        return None
    if claim is not None and (refusal is not None or "score" in disagrees(person, course)):
        return "contradicted"
    return "result"


def ending(person: Person, on: date) -> bool:
    """Whether the end of the period is near: ninety days before the same day of the next year."""
    closes = person.registered.replace(year=person.registered.year + 1)
    return closes - timedelta(days=90) <= on <= closes


__all__ = ["CELLS", "JURY", "VIRUSES", "entitled", "outcome", "outcomes"]
