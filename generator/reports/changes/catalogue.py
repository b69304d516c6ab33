"""Changes of what is published: courses, their sessions, windows and prices, programmes, schools, the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from generator.records.base import Record
from generator.records.course import Course, Path, Session
from generator.records.tree import Tree
from generator.reports.changes.change import Change, Topic, by_days, by_key
from generator.rules.sentence import Sentence, day

__all__ = ["catalogue_changes", "changed_fields", "euros"]

_S = Sentence
_DATES: Final[Mapping[str, Sentence]] = {
    "start": _S("commence", "starts"),
    "end": _S("se termine", "ends"),
    "enrolment_start": _S("ouvre ses inscriptions", "opens for enrolment"),
    "enrolment_end": _S("clôt ses inscriptions", "closes for enrolment"),
    "opens": _S("ouvre son examen", "opens its exam"),
    "closes": _S("ferme son examen", "closes its exam"),
}


def catalogue_changes(before: Tree, after: Tree) -> Iterator[Change]:
    """Everything that changed in what is published."""
    yield from _courses(before.courses, after.courses)
    yield from _records(
        "programmes", "programme", before.programmes, after.programmes, _S("Le programme", "Programme")
    )
    yield from _records("other", "issuer", before.issuers, after.issuers, _S("L’école", "Issuer"))
    yield from _records(
        "other", "mapping", before.mappings, after.mappings, _S("La correspondance", "Mapping")
    )
    if named := changed_fields(before.site, after.site):
        yield Change(
            "other",
            "site-changed",
            "site",
            _fields(_S("Les réglages du site", "The settings of the site"), named),
        )


def changed_fields(before: Record, after: Record) -> tuple[str, ...]:
    """The names of the fields that differ."""
    return tuple(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))


def _fields(what: Sentence, names: Iterable[str]) -> Sentence:
    listed = ", ".join(names)
    return _S(f"{what.fr} : changement de {listed}.", f"{what.en}: {listed} changed.")


def _records(
    topic: Topic, kind: str, before: Mapping[str, Any], after: Mapping[str, Any], word: Sentence
) -> Iterator[Change]:
    new, gone, both = by_key(before, after)
    for key in new:
        yield Change(
            topic, f"{kind}-new", key, _S(f"{word.fr} {key} est nouveau.", f"{word.en} {key} is new.")
        )
    for key in gone:
        yield Change(
            topic,
            f"{kind}-removed",
            key,
            _S(f"{word.fr} {key} est supprimé.", f"{word.en} {key} is removed."),
        )
    for key in both:
        if before[key] != after[key]:
            names = changed_fields(before[key], after[key])
            yield Change(
                topic, f"{kind}-changed", key, _fields(_S(f"{word.fr} {key}", f"{word.en} {key}"), names)
            )


def _courses(before: Mapping[str, Course], after: Mapping[str, Course]) -> Iterator[Change]:
    new, gone, both = by_key(before, after)
    for slug in new:
        title = after[slug].title
        yield Change(
            "courses", "course-new", slug, _S(f"Nouveau cours : {title.fr}.", f"New course: {title.en}.")
        )
    for slug in gone:
        title = before[slug].title
        yield Change(
            "courses",
            "course-removed",
            slug,
            _S(f"Cours supprimé : {title.fr}.", f"Course removed: {title.en}."),
        )
    for slug in both:
        if before[slug] != after[slug]:
            yield from _course(slug, before[slug], after[slug])


def _course(slug: str, before: Course, after: Course) -> Iterator[Change]:
    title = _S(after.title.fr, after.title.en)
    old, new = before.title, after.title
    if old != new:
        said = _S(f"« {old.fr} » s’appelle désormais « {new.fr} ».", f"“{old.en}” is now called “{new.en}”.")
        yield Change("courses", "course-renamed", slug, said)
    yield from _prices(slug, title, before.paths, after.paths)
    others = [name for name in changed_fields(before, after) if name not in ("title", "sessions", "paths")]
    others += ["paths"] if _but_prices(before.paths) != _but_prices(after.paths) else []
    if others:
        yield Change("courses", "course-changed", slug, _fields(title, others))
    yield from _sessions(slug, title, before.sessions, after.sessions)


def _but_prices(paths: tuple[Path, ...]) -> list[Path]:
    return [path.model_copy(update={"price_eur": None}) for path in paths]


def _prices(
    slug: str, title: Sentence, before: tuple[Path, ...], after: tuple[Path, ...]
) -> Iterator[Change]:
    known = {path.id: path for path in before}
    for path in after:
        if path.id in known and known[path.id].price_eur != path.price_eur:
            old, new = euros(known[path.id].price_eur), euros(path.price_eur)
            said = _S(
                f"{title.fr}, {path.name.fr} : le prix passe de {old.fr} à {new.fr}.",
                f"{title.en}, {path.name.en}: the price goes from {old.en} to {new.en}.",
            )
            yield Change("courses", "price-changed", f"{slug}/{path.id}", said)


def euros(amount: Decimal | None) -> Sentence:
    """``150 €``, ``11,50 €`` · ``€150``, ``€11.50``; unknown where there is none."""
    if amount is None:
        return _S("inconnu", "unknown")
    text = str(int(amount)) if amount == int(amount) else f"{amount:.2f}"
    return _S(f"{text.replace('.', ',')} €", f"€{text}")


def _sessions(
    slug: str, title: Sentence, before: tuple[Session, ...], after: tuple[Session, ...]
) -> Iterator[Change]:
    old, new = ({session.id: session for session in listed} for listed in (before, after))
    added, gone, both = by_key(old, new)
    for key in added:
        when = _when(new[key])
        said = _S(
            f"{title.fr} : nouvelle session {key}{when.fr}.", f"{title.en}: new session {key}{when.en}."
        )
        yield Change("sessions", "session-new", f"{slug}/{key}", said)
    for key in gone:
        said = _S(
            f"{title.fr} : la session {key} est supprimée.", f"{title.en}: the session {key} is removed."
        )
        yield Change("sessions", "session-removed", f"{slug}/{key}", said)
    for key in both:
        if old[key] != new[key]:
            name = _S(f"{title.fr}, {key}", f"{title.en}, {key}")
            yield from _session(f"{slug}/{key}", name, old[key], new[key])


def _when(session: Session) -> Sentence:
    if session.start is None:
        return _S("", "")
    start = day(session.start)
    return _S(f", à partir du {start.fr}", f", from {start.en}")


def _session(about: str, name: Sentence, before: Session, after: Session) -> Iterator[Change]:
    if before.cancelled != after.cancelled:
        kind = "session-cancelled" if after.cancelled else "session-restored"
        said = (
            _S(f"{name.fr} est annulée.", f"{name.en} is cancelled.")
            if after.cancelled
            else _S(f"{name.fr} a lieu après tout.", f"{name.en} takes place after all.")
        )
        yield Change("sessions", kind, about, said)
    yield from _moves(about, name, before, after)
    dated = {*_DATES, "exam", "cancelled"}
    others = [one for one in changed_fields(before, after) if one not in dated]
    if _hours(before) != _hours(after):
        others.append("exam")
    if others:
        yield Change("sessions", "session-changed", about, _fields(name, others))


def _hours(session: Session) -> tuple[Any, ...]:
    return (session.exam.opens_at, session.exam.closes_at) if session.exam else ()


def _days(session: Session) -> dict[str, date | None]:
    exam = session.exam
    return {name: getattr(session, name) for name in _DATES if name not in ("opens", "closes")} | {
        "opens": exam.opens if exam else None,
        "closes": exam.closes if exam else None,
    }


def _moves(about: str, name: Sentence, before: Session, after: Session) -> Iterator[Change]:
    """The session as a whole where all its days moved alike, else every day that moved."""
    old, new = _days(before), _days(after)
    moved = {field: (was, now) for field in _DATES if (was := old[field]) != (now := new[field])}
    known = {field for field in _DATES if old[field] is not None}
    lengths = {(now - was).days if was and now else None for was, now in moved.values()}
    if (
        len(moved) > 1
        and moved.keys() == known
        and len(lengths) == 1
        and None not in lengths
        and before.start
        and after.start
    ):
        far = by_days(before.start, after.start)
        said = _S(
            f"{name.fr} se déplace tout entière : elle commence {far.fr}.",
            f"{name.en} moves as a whole: it starts {far.en}.",
        )
        yield Change("sessions", "session-moved", about, said)
        return
    for field, (was, now) in moved.items():
        kind = "session-moved" if field in ("start", "end") else "window-moved"
        yield Change("sessions", kind, about, _moved(name, _DATES[field], was, now))


def _moved(name: Sentence, verb: Sentence, was: date | None, now: date | None) -> Sentence:
    if was is not None and now is not None:
        far = by_days(was, now)
        return _S(f"{name.fr} {verb.fr} {far.fr}.", f"{name.en} {verb.en} {far.en}.")
    if now is not None:
        then = day(now)
        return _S(
            f"{name.fr} {verb.fr} le {then.fr} : la date est connue.",
            f"{name.en} {verb.en} on {then.en}: the day is known now.",
        )
    return _S(
        f"{name.fr} {verb.fr} à une date inconnue désormais.",
        f"{name.en} {verb.en} on a day that is not known any more.",
    )
