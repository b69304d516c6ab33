"""The page of one course: what learners look for first, then everything else that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.records.course import Course, Session
from generator.site.catalogue import programmes_of
from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.page import Page
from generator.site.runs import Run, leading_run, past_runs, upcoming_runs
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
    for language in LANGUAGES:
        yield fragments.page(
            source,
            language,
            f"courses/{slug}",
            "course",
            title=course.title.in_(language),
            description=course.summary.in_(language),
            course=course,
            theme=source.themes[course.theme],
            run=leading_run(slug, course, source.day),
            coming=upcoming_runs(slug, course, source.day),
            past=past,
            past_columns=_columns(past),
            rows=_rows(course),
            programmes=counts.get(slug, ()),
            subtitles=tuple(Voice(language).tongue(tag) for tag in course.subtitles),
            shares=_shares(past),
            indicative=any(session.illustrative for session in course.sessions),
        )


def _rows(course: Course) -> tuple[str, ...]:
    """Which rows the table of paths needs: those about which at least one path says something."""
    known: Mapping[str, bool] = {
        "workload": any(path.workload for path in course.paths),
        "assessment": any(path.assessment for path in course.paths),
        "document": any(path.gives for path in course.paths),
        "credits": any(path.credits for path in course.paths),
        "price": any(path.price_eur is not None for path in course.paths),
    }
    return tuple(row for row, wanted in known.items() if wanted)


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
