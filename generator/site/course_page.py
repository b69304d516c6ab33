"""The page of one course: what learners look for first, then everything else that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.records.course import Course, Session
from generator.records.course import Path as CoursePath
from generator.site.catalogue import programmes_of
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.runs import NO_SESSION, Run, foremost_run, past_runs, runs_of, runs_text, upcoming_runs
from generator.site.voice import Voice

__all__ = ["pages"]


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """Every course in both languages."""
    counts = programmes_of(source.tree, source.day)
    for slug, course in source.tree.courses.items():
        yield from _pages(source, fragments, slug, course, counts)


def _pages(
    source: Source,
    fragments: Fragments,
    slug: str,
    course: Course,
    counts: Mapping[str, tuple[str, ...]],
) -> Iterator[Page]:
    past = past_runs(slug, course, source.day)
    run = foremost_run(slug, course, source.day)
    for language in LANGUAGES:
        yield fragments.page(
            source,
            language,
            f"courses/{slug}",
            "course",
            title=course.title.in_(language),
            description=course.summary.in_(language),
            meta={"styles": ["courses.css"], "scripts": ["runs.js", "course.js"]},
            course=course,
            theme=source.themes[course.theme],
            run=run,
            state=run.state if run else NO_SESSION,
            label=_label(run),
            runs_text=runs_text(runs_of(slug, course, source.day)),
            coming=upcoming_runs(slug, course, source.day),
            past=past,
            past_columns=_columns(past),
            priced=tuple(path for path in course.paths if path.price_eur is not None),
            certified=any(path.gives == "certificate" for path in course.paths),
            credits=max((path.credits.ects for path in course.paths if path.credits), default=0),
            document_words={path.id: _worth(course, path) for path in course.paths},
            programmes=counts.get(slug, ()),
            subtitles=tuple(Voice(language).tongue(tag) for tag in course.subtitles),
            shares=_shares(past),
            indicative=any(session.illustrative for session in course.sessions),
        )


def _label(run: Run | None) -> str:
    if run is None or run.phase == "future":
        return "next_session"
    return "current_session" if run.phase == "ongoing" else "last_session"


def _worth(course: Course, path: CoursePath) -> str | None:
    """The phrase that says what the document of a path is worth, as far as the record knows it.

    The attestation that FUN gives for nothing is no diploma, gives no credits and certifies no identity; its
    paid certificate does certify it. Where a school gives credits, or asks for an exam, less is said.
    """
    checked = path.exam and course.exam is not None and course.exam.identity_check
    if path.gives == "certificate":
        return "worth_certificate" if checked else None
    if path.gives == "attestation":
        if checked:
            return "worth_checked"
        return "worth_attestation" if path.price_eur == 0 and path.credits is None else "worth_unchecked"
    return None


def _columns(runs: tuple[Run, ...]) -> tuple[str, ...]:
    """Which figures of past sessions are known for at least one of them."""
    sessions: tuple[Session, ...] = tuple(run.session for run in runs)
    known: Mapping[str, bool] = {
        "enrolled": any(session.enrolled is not None for session in sessions),
        "countries": any(session.countries is not None for session in sessions),
        "certificates": any(session.certificates is not None for session in sessions),
        "participation": any(session.participation for session in sessions),
    }
    return tuple(column for column, wanted in known.items() if wanted)


def _shares(runs: tuple[Run, ...]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Session → the known shares of its participants, each with the name of its phrase."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for run in runs:
        part = run.session.participation
        if part is None:
            continue
        shares = (
            ("watched", part.watched_a_full_video),
            ("answered", part.answered_a_quiz),
            ("sat", part.sat_the_exam),
            ("succeeded", part.succeeded),
        )
        found[run.session.id] = tuple((name, share) for name, share in shares if share is not None)
    return found
