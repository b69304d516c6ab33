"""Plans in sentences, in French and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from generator.rules.plan.offer import Broadcast
from generator.rules.plan.result import Availability, Missed, Month, Plan, Step, Wish
from generator.rules.sentence import MONTHS, Sentence, day

__all__ = ["availability", "headline", "jury", "missed", "remarks", "step", "when", "wish"]

Title = Callable[[str], Sentence]
"""The title of a course by its name."""

_NBSP: Final = "\u00a0"


def jury(edition: Month | None) -> Sentence:
    """``avec le jury de juillet 2027`` · ``with the jury of July 2027``; without a month, as soon as a jury meets."""
    if edition is None:
        return Sentence("dès que le jury se réunit", "as soon as the jury meets")
    year, month = edition
    name = MONTHS["fr"][month - 1]
    of = "d’" if name[0] in "ao" else "de "
    return Sentence(f"avec le jury {of}{name} {year}", f"with the jury of {MONTHS['en'][month - 1]} {year}")


def headline(plan: Plan) -> Sentence:
    """When the diploma can be had at the earliest, or that it cannot in time."""
    edition = jury(plan.edition)
    if plan.state == "complete":
        return Sentence(
            f"Tout est réussi{_NBSP}: diplôme {edition.fr}", f"Everything is passed: diploma {edition.en}"
        )
    if plan.state == "possible":
        exams = len(plan.steps)
        last = day(plan.last) if plan.last else Sentence("", "")
        if exams == 1:
            how = Sentence(f"après un examen, fini le {last.fr}", f"after one exam, over by {last.en}")
        else:
            how = Sentence(
                f"après {exams} examens, le dernier fini le {last.fr}",
                f"after {exams} exams, the last over by {last.en}",
            )
        return Sentence(
            f"Au plus tôt{_NBSP}: diplôme {edition.fr}, {how.fr}", f"Earliest diploma: {edition.en}, {how.en}"
        )
    closes = day(plan.closes) if plan.closes else None
    if plan.state == "expired" and closes is not None:
        words = Sentence(f"Le délai a pris fin le {closes.fr}", f"The period ended on {closes.en}")
    elif closes is not None:
        words = Sentence(
            f"Plus possible d’ici au {closes.fr}, fin du délai",
            f"No longer possible by {closes.en}, the end of the period",
        )
    else:
        words = Sentence(
            "Aucune date connue ne mène au diplôme", "No date that is known leads to the diploma"
        )
    if plan.beyond is None:
        return words
    other, over = jury(plan.beyond.edition), day(plan.beyond.last)
    return Sentence(
        f"{words.fr}{_NBSP}; sans cette limite, diplôme {other.fr}, le dernier examen fini le {over.fr}",
        f"{words.en}; without that limit, diploma {other.en}, the last exam over by {over.en}",
    )


def when(one: Broadcast) -> Sentence:
    """The first day of a broadcast, and whether that is published, indicative or only expected."""
    start = day(one.start)
    if one.expected:
        return Sentence(f"{start.fr} (attendu, non publié)", f"{start.en} (expected, not published)")
    if one.indicative:
        return Sentence(f"{start.fr} (date indicative)", f"{start.en} (indicative date)")
    return start


def step(one: Step, title: Title) -> Sentence:
    """One exam: the course, its broadcast, the last day of enrolment, the days of the exam."""
    broadcast = one.pick.broadcast
    name, start, opens, last = title(one.course), when(broadcast), day(broadcast.opens), day(one.pick.last)
    fr = f"{name.fr}{_NBSP}: commence le {start.fr}, examen du {opens.fr} au {last.fr}"
    en = f"{name.en}: starts {start.en}, exam {opens.en} to {last.en}"
    if one.pick.following:
        fr += f", compté comme suivi{_NBSP}: inscriptions closes"
        en += ", taken as followed: enrolment is closed"
    elif broadcast.enrol_by is not None:
        by = day(broadcast.enrol_by)
        fr, en = f"{fr}, inscription jusqu’au {by.fr}", f"{en}, enrol by {by.en}"
    if one.pick.needs:
        fr += f", {one.pick.needs}{_NBSP}% au moins"
        en += f", at least {one.pick.needs}%"
    if one.swap:
        fr, en = f"{fr}, par un échange", f"{en}, by an exchange"
    return Sentence(fr, en)


def missed(one: Missed, title: Title, closes: bool) -> Sentence:
    """What missing the exam would change. `closes` tells that the period has an end."""
    name = title(one.course)
    if one.next is None:
        again = Sentence("aucune autre diffusion connue", "no other broadcast is known")
    else:
        start = when(one.next)
        where = Sentence("", "")
        if closes:
            where = (
                Sentence(", dans le délai", ", inside the period")
                if one.fits
                else Sentence(", hors délai", ", outside the period")
            )
        again = Sentence(
            f"prochaine diffusion le {start.fr}{where.fr}", f"next broadcast {start.en}{where.en}"
        )
    if one.state not in ("complete", "possible"):
        then = Sentence("le diplôme n’est plus possible dans le délai", "the diploma is out of reach in time")
    else:
        edition = jury(one.edition)
        instead = [title(slug) for slug in one.instead]
        fr, en = f"diplôme {edition.fr}", f"diploma {edition.en}"
        if instead:
            fr += f", avec {', '.join(each.fr for each in instead)} à la place"
            en += f", with {', '.join(each.en for each in instead)} instead"
        then = Sentence(fr, en)
    return Sentence(f"{name.fr}{_NBSP}: {again.fr}{_NBSP}; {then.fr}", f"{name.en}: {again.en}; {then.en}")


def availability(one: Availability, title: Title) -> Sentence | None:
    """Why a course no longer fits, None where it does."""
    name = title(one.course)
    if one.state == "none":
        return Sentence(f"{name.fr}{_NBSP}: aucune diffusion connue", f"{name.en}: no broadcast is known")
    if one.state == "late" and one.broadcast is not None:
        start = when(one.broadcast)
        return Sentence(
            f"{name.fr}{_NBSP}: le {start.fr}, après la fin du délai",
            f"{name.en}: {start.en}, after the end of the period",
        )
    return None


def wish(one: Wish, title: Title) -> Sentence:
    """What including a preferred course would cost in time."""
    name = title(one.course)
    if one.last is None:
        return Sentence(f"{name.fr} ne tient plus dans le délai", f"{name.en} no longer fits in the period")
    edition = jury(one.edition)
    return Sentence(f"avec {name.fr}, diplôme {edition.fr}", f"with {name.en}, diploma {edition.en}")


def remarks(plan: Plan, title: Title) -> Iterator[Sentence]:
    """What else there is to know: exchanges to ask for, dates only expected, a search cut short."""
    for slug in plan.exchanged:
        name = title(slug)
        yield Sentence(
            f"{name.fr} est réussi, et compte une fois échangé contre un cours choisi",
            f"{name.en} is passed, and counts once it is exchanged for a chosen course",
        )
    expected = sum(one.pick.broadcast.expected for one in plan.steps)
    if expected:
        yield Sentence(
            f"{expected} date{'s' if expected > 1 else ''} de ce plan {'sont' if expected > 1 else 'est'} attendue"
            f"{'s' if expected > 1 else ''}, non publiée{'s' if expected > 1 else ''}",
            f"{expected} date{'s' if expected > 1 else ''} of this plan {'are' if expected > 1 else 'is'} expected, "
            "not published",
        )
    if not plan.exact:
        yield Sentence(
            "la règle laisse trop de possibilités pour les comparer toutes",
            "the rule leaves too many possibilities to compare them all",
        )
