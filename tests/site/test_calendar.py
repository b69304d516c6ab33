"""The calendar's three views: what stands where, and that nothing is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from generator.site.calendar import board
from generator.site.calendar.agenda import agenda
from generator.site.calendar.announced import announced
from generator.site.calendar.board import past_years
from generator.site.calendar.facets import facets
from generator.site.calendar.months import months
from generator.site.fragments import Source
from generator.site.page import Page
from generator.site.pages import edited_pages
from tests.site.demonstration import DAY, course, fragments, session, source, tree


def page(one: Source, language: str = "fr") -> Page:
    return next(page for page in edited_pages(one, fragments(), {}) if page.path == f"{language}/calendar")


def due(one: Source) -> dict[date, list[str]]:
    return {
        day.date: [mark.kind for mark in day.marks if mark.run.course == "essai"]
        for sheet in months(one)
        for week in sheet.weeks
        for day in week
        if day.date is not None and any(mark.run.course == "essai" for mark in day.marks)
    }


def test_the_starred_courses_come_first_and_only_there() -> None:
    sections = board(source()).sections
    assert sections[0].theme is None
    assert {row.slug for row in sections[0].rows} <= {
        slug for slug, one in tree().courses.items() if one.star
    }
    assert not any(row.course.star for section in sections[1:] for row in section.rows)


def test_a_bar_is_as_long_as_its_session_and_ends_with_its_exam() -> None:
    one = course(
        session(start="2026-11-30", end="2027-01-10", exam={"opens": "2027-01-04", "closes": "2027-01-10"})
    )
    row = next(
        row for section in board(source(essai=one)).sections for row in section.rows if row.slug == "essai"
    )
    first, second = (cell for cells in row.cells for cell in cells)
    assert (first.bar.offset, first.bar.length, first.exam) == (60, 32, None)
    assert (second.bar.offset, second.bar.length) == (0, 10)
    assert second.exam is not None
    assert (second.exam.offset, second.exam.length) == (3, 7)
    assert (first.starts, first.ends, second.starts, second.ends) == (True, False, False, True)


def test_past_quarters_are_on_a_page_of_their_year() -> None:
    over = session(start="2024-11-15", end="2025-02-10")
    called_off = session(start="2023-03-01", end="2023-04-30", cancelled=True)
    one = replace(source(), tree=replace(tree(), courses={"essai": course(over, called_off)}))
    years = past_years(one)
    assert list(years) == [2024]
    (row,) = years[2024].sections[0].rows
    assert [quarter.number for quarter in years[2024].quarters] == [1, 2, 3, 4]
    assert [len(cells) for cells in row.cells] == [0, 0, 0, 1]
    assert years[2024].elapsed is None
    assert not board(one).sections


def test_a_year_says_where_the_other_years_are() -> None:
    (first, *_) = past_years(source())
    pages = edited_pages(source(), fragments(), {})
    year = next(one for one in pages if one.path == f"fr/calendar/{first}")
    assert f'aria-current="page">{first}</a>' in year.body
    assert f'href="calendar/{first}.html"' in page(source()).body


def test_every_date_of_a_session_is_due_on_its_day() -> None:
    window = {"opens": "2026-12-14", "opens_at": "09:00", "closes": "2026-12-20"}
    one = course(session(start="2026-12-01", end="2026-12-31", enrolment_end="2026-12-13", exam=window))
    assert due(source(essai=one)) == {
        date(2026, 12, 1): ["starts"],
        date(2026, 12, 13): ["enrolment"],
        date(2026, 12, 14): ["exam-opens"],
        date(2026, 12, 20): ["exam-closes"],
        date(2026, 12, 31): ["ends"],
    }


def test_an_exam_that_closes_with_its_session_is_said_once() -> None:
    one = course(
        session(start="2026-12-01", end="2026-12-20", exam={"opens": "2026-12-14", "closes": "2026-12-20"})
    )
    assert due(source(essai=one))[date(2026, 12, 20)] == ["exam-closes"]


def test_a_sheet_has_whole_weeks_that_begin_on_monday() -> None:
    for sheet in months(source()):
        days = [day.date for week in sheet.weeks for day in week]
        assert len(days) % 7 == 0
        inside = [day for day in days if day is not None]
        assert inside[0].day == 1
        assert days.index(inside[0]) == inside[0].weekday()
        assert [day.day for day in inside] == list(range(1, len(inside) + 1))


def test_the_list_is_complete_and_in_order() -> None:
    one = source()
    runs = [run for month in agenda(one) for run in month.runs]
    assert sorted(runs, key=lambda run: (run.course, run.session.id)) == sorted(
        announced(one), key=lambda run: (run.course, run.session.id)
    )
    starts = [run.session.start for run in runs if run.session.start]
    assert starts == sorted(starts)
    body = page(one).body
    assert len(re.findall(r"data-session=", body)) == len(runs)


def test_a_cancelled_session_to_come_is_shown_as_cancelled_in_all_three_views() -> None:
    one = course(session(start="2027-01-11", end="2027-02-21", cancelled=True))
    body = page(source(essai=one)).body
    assert body.count("cell-cancelled") == 1
    assert body.count("mark-cancelled") == 2
    assert body.count("row-cancelled") == 1
    assert "eventStatus" not in body


def test_a_session_without_an_end_is_a_start_alone() -> None:
    one = course(session(start="2026-12-01", end=None))
    assert due(source(essai=one)) == {date(2026, 12, 1): ["starts"]}


def test_the_choices_are_those_that_exist_and_each_course_has_its_tokens() -> None:
    found = facets(source(), ["rabies", "innate-immunity", "data-backup"])
    assert found.themes == ("viruses", "host-response", "digital-life")
    assert found.languages == ("fr", "en")
    assert found.stars
    assert found.tokens["innate-immunity"].split() == [
        "theme:host-response",
        "language:en",
        "school:institut-pasteur",
        "programme:dnm2ip",
        "star:1",
    ]


def test_a_calendar_without_a_session_says_so_and_still_offers_its_feeds() -> None:
    bare = {slug: one.model_copy(update={"sessions": ()}) for slug, one in tree().courses.items()}
    changed = source().tree
    empty = Source(
        type(changed)(
            changed.site,
            changed.issuers,
            bare,
            changed.programmes,
            changed.candidates,
            changed.results,
            changed.editions,
        ),
        DAY,
    )
    body = page(empty).body
    assert "Aucune session n’est annoncée." in body
    assert "calendar/fr/all.ics" in body
    assert "<form" not in body


def test_tables_name_their_headings() -> None:
    body = page(source()).body
    for table in re.findall(r"<table.*?</table>", body, re.DOTALL):
        assert "<caption" in table
        assert all("scope=" in cell for cell in re.findall(r"<th\b[^>]*>", table))
