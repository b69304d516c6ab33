"""The demonstration's public records and templates, read once for the tests that look at what is made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from generator.records.course import Course, Session
from generator.records.reading import read
from generator.records.tree import Tree
from generator.site.feeds.history import History, Past
from generator.site.fragments import Fragments, Source

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
UNCHANGED = History(Past(0, MOMENT, MOMENT))
"""A history in which everything was announced at once and never moved."""


@cache
def tree() -> Tree:
    """The records of content/, without any candidate."""
    content = ROOT / "content"
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in content.rglob("*")
        if path.suffix in (".yml", ".md")
    }
    others = [path.relative_to(ROOT).as_posix() for path in (content / "assets").rglob("*") if path.is_file()]
    reading = read(files, others)
    assert reading.tree is not None, reading.diagnostics
    return reading.tree


@cache
def fragments() -> Fragments:
    """The templates of edited pages."""
    templates = ROOT / "site_templates"
    found = {path.name: path.read_text(encoding="utf-8") for path in (templates / "fragments").glob("*.html")}
    mark = (templates / "pages/partials/mark.html").read_text(encoding="utf-8")
    return Fragments({**found, "partials/mark.html": mark})


def source(day: date = DAY, **courses: Course) -> Source:
    """The demonstration on a day, with some courses added or replaced (underscores stand for hyphens)."""
    changed = {name.replace("_", "-"): course for name, course in courses.items()}
    return Source(_with(tree(), changed), day)


def _with(one: Tree, courses: dict[str, Course]) -> Tree:
    return Tree(
        one.site,
        one.issuers,
        {**one.courses, **courses},
        one.programmes,
        one.candidates,
        one.results,
        one.editions,
    )


def course(*sessions: Session, **fields: object) -> Course:
    """A course with little in it but its sessions."""
    return Course.model_validate(
        {
            "title": {"fr": "Cours d’essai", "en": "Trial course"},
            "school": "ecole-exemple",
            "theme": "digital-life",
            "language": "fr",
            "summary": {"fr": "Un essai.", "en": "A trial."},
            "sessions": [session.model_dump() for session in sessions],
            **fields,
        }
    )


def session(name: str = "s1", **fields: object) -> Session:
    """A session, 5 October to 29 November 2026 unless said otherwise."""
    return Session.model_validate({"id": name, "start": "2026-10-05", "end": "2026-11-29", **fields})
