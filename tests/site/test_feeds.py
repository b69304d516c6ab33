"""Calendars to subscribe to, news, and the catalogue for other programs: what they say, and that it is well formed."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from generator.records.base import Text
from generator.site.feeds import files
from generator.site.feeds.addresses import ics_path
from generator.site.feeds.catalogue import Catalogue, catalogue_schema
from generator.site.feeds.history import Gone, History, Past
from generator.site.feeds.occasions import Occasion
from generator.site.feeds.tables import cell
from generator.site.feeds.zone import paris
from tests.site.demonstration import MOMENT, UNCHANGED, course, session, source, tree

EXAM = {"opens": "2026-10-19", "opens_at": "09:00", "closes": "2026-11-01", "closes_at": "18:30"}


def calendar(feeds: dict[str, bytes], name: str, language: str = "fr") -> Calendar:
    found = Calendar.from_ical(feeds[f"calendar/{language}/{name}.ics"])
    assert isinstance(found, Calendar)
    return found


def events(one: Calendar) -> dict[str, Event]:
    return {str(event["UID"]).partition("@")[0]: event for event in one.walk("VEVENT")}


def trial(**fields: object) -> dict[str, bytes]:
    return dict(files(source(essai=course(session(**fields))), UNCHANGED))


@pytest.fixture(scope="module")
def feeds() -> dict[str, bytes]:
    return dict(files(source(), UNCHANGED))


def test_there_is_a_calendar_for_everything_each_language_programme_and_course(
    feeds: dict[str, bytes],
) -> None:
    names = {"all", "starred", "languages/fr", "languages/en"}
    names |= {f"programmes/{slug}" for slug in tree().programmes}
    names |= {f"courses/{slug}" for slug in tree().courses}
    wanted = {f"calendar/{language}/{name}.ics" for language in ("fr", "en") for name in names}
    assert {path for path in feeds if path.endswith(".ics")} == wanted


def test_every_calendar_is_published_named_refreshed_and_holds_a_component(feeds: dict[str, bytes]) -> None:
    for path, data in feeds.items():
        if not path.endswith(".ics"):
            continue
        one = Calendar.from_ical(data)
        assert one["METHOD"] == "PUBLISH"
        assert one["NAME"] == one["X-WR-CALNAME"]
        assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in data
        assert b"X-PUBLISHED-TTL:PT12H\r\n" in data
        assert [zone["TZID"] for zone in one.walk("VTIMEZONE")] == ["Europe/Paris"]
        assert data.endswith(b"END:VCALENDAR\r\n")


def test_lines_are_folded_at_75_octets_and_never_inside_a_character(feeds: dict[str, bytes]) -> None:
    for path, data in feeds.items():
        if path.endswith(".ics"):
            for line in data.split(b"\r\n"):
                assert len(line) <= 75, path
                line.decode()


def test_course_management_platform_74_uids_come_from_permanent_names_and_are_the_same_everywhere(
    feeds: dict[str, bytes],
) -> None:
    everything = {str(event["UID"]) for event in calendar(feeds, "all").walk("VEVENT")}
    assert "malaria.2026-t2.exam-opens@diplomes.example.org" in everything
    assert len(everything) == len(list(calendar(feeds, "all").walk("VEVENT")))
    english = {str(event["UID"]) for event in calendar(feeds, "all", "en").walk("VEVENT")}
    assert english == everything
    for slug in tree().courses:
        assert {
            str(event["UID"]) for event in calendar(feeds, f"courses/{slug}").walk("VEVENT")
        } <= everything
    again = dict(files(source(), UNCHANGED))
    assert again == feeds


def test_a_session_is_a_range_of_whole_days_with_an_exclusive_end() -> None:
    found = events(calendar(trial(enrolment_end="2026-11-08"), "courses/essai"))
    run, enrolment = found["essai.s1.session"], found["essai.s1.enrolment"]
    assert (run.decoded("DTSTART"), run.decoded("DTEND")) == (date(2026, 10, 5), date(2026, 11, 30))
    assert (enrolment.decoded("DTSTART"), enrolment.decoded("DTEND")) == (
        date(2026, 11, 8),
        date(2026, 11, 9),
    )
    assert run["TRANSP"] == "TRANSPARENT"


def test_pretalx_2081_an_exam_has_the_hours_of_paris_on_both_sides_of_the_change_of_clocks() -> None:
    data = trial(exam=EXAM)["calendar/fr/courses/essai.ics"]
    assert b"DTSTART;TZID=Europe/Paris:20261019T090000\r\n" in data
    found = events(Calendar.from_ical(data))
    opens = found["essai.s1.exam-opens"].decoded("DTSTART")
    closes = found["essai.s1.exam-closes"].decoded("DTSTART")
    assert opens.astimezone(UTC) == datetime(2026, 10, 19, 7, 0, tzinfo=UTC)  # summer time
    assert closes.astimezone(UTC) == datetime(2026, 11, 1, 17, 30, tzinfo=UTC)  # winter time


def test_an_exam_whose_hours_are_not_known_opens_and_closes_on_whole_days() -> None:
    found = events(calendar(trial(exam={"opens": "2026-11-16", "closes": "2026-11-29"}), "courses/essai"))
    assert found["essai.s1.exam-opens"].decoded("DTSTART") == date(2026, 11, 16)
    assert found["essai.s1.exam-closes"].decoded("DTEND") == date(2026, 11, 30)


def test_the_clocks_change_as_the_time_zone_database_says() -> None:
    zone, summers = ZoneInfo("Europe/Paris"), []
    for part in Timezone.from_ical(paris(1998, 2037).to_ical()).subcomponents:
        local = part.decoded("DTSTART")
        before, after = part.decoded("TZOFFSETFROM"), part.decoded("TZOFFSETTO")
        instant = (local - before).replace(tzinfo=UTC)
        assert (instant - timedelta(seconds=1)).astimezone(zone).utcoffset() == before
        assert instant.astimezone(zone).utcoffset() == after
        assert instant.astimezone(zone).tzname() == part["TZNAME"]
        summers.append(part["TZNAME"] == "CEST")
    assert all(earlier != later for earlier, later in pairwise(summers))


def test_only_the_years_in_use_are_in_the_zone() -> None:
    zone = next(iter(calendar(trial(exam=EXAM), "courses/essai").walk("VTIMEZONE")))
    assert {part.decoded("DTSTART").year for part in zone.subcomponents} == {2025, 2026}


def test_a_cancelled_session_stays_and_says_so() -> None:
    found = events(calendar(trial(enrolment_end="2026-11-08", exam=EXAM, cancelled=True), "courses/essai"))
    assert len(found) == 4
    for event in found.values():
        assert event["STATUS"] == "CANCELLED"
        assert str(event["SUMMARY"]).startswith("Annulé")


def test_a_date_that_was_deleted_from_the_records_is_cancelled_in_the_calendars() -> None:
    moved = Past(7, MOMENT, MOMENT)
    title = Text(fr="Cours ôté", en="Removed course")
    occasion = Occasion("session", date(2026, 12, 7), date(2026, 12, 20), cancelled=True)
    history = History(
        UNCHANGED.fallback,
        {},
        (Gone("malaria", "2026-x", title, occasion, moved), Gone("ote", "s1", title, occasion, moved)),
    )
    feeds = dict(files(source(), history))
    assert events(calendar(feeds, "courses/malaria", "en"))["malaria.2026-x.session"]["STATUS"] == "CANCELLED"
    assert events(calendar(feeds, "all"))["ote.s1.session"]["SEQUENCE"] == 7
    assert events(calendar(feeds, "courses/ote"))["ote.s1.session"]["SUMMARY"] == "Annulé\u00a0: Cours ôté"


def test_a_date_that_stands_in_for_another_is_tentative_and_says_so() -> None:
    event = events(calendar(trial(illustrative=True), "courses/essai", "en"))["essai.s1.session"]
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == "Trial course (indicative date)"


def test_what_ended_more_than_a_year_ago_is_left_out() -> None:
    old, young = session("old", start="2024-01-08", end="2024-02-04"), session("young")
    found = events(calendar(dict(files(source(essai=course(old, young)), UNCHANGED)), "courses/essai"))
    assert set(found) == {"essai.young.session"}


def test_each_calendar_speaks_its_language_and_leads_to_its_page(feeds: dict[str, bytes]) -> None:
    french = events(calendar(feeds, "courses/rabies"))["rabies.2026-t4.enrolment"]
    english = events(calendar(feeds, "courses/rabies", "en"))["rabies.2026-t4.enrolment"]
    assert str(french["SUMMARY"]) == "Fin des inscriptions\u00a0: Rage (date indicative)"
    assert str(english["SUMMARY"]) == "Enrolment ends: Rabies (indicative date)"
    assert str(french["URL"]) == "https://diplomes.example.org/fr/courses/rabies.html"
    assert "Langue d’enseignement\u00a0: anglais." in str(french["DESCRIPTION"])
    assert english["CATEGORIES"].to_ical().decode() == "Viruses,Enrolment"


@settings(max_examples=25)
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=120))
def test_any_title_survives_a_reader(title: str) -> None:
    title = unicodedata.normalize("NFC", title)
    named = course(session(), title={"fr": title, "en": title})
    data = dict(files(source(essai=named), UNCHANGED))["calendar/fr/courses/essai.ics"]
    assert str(events(Calendar.from_ical(data))["essai.s1.session"]["SUMMARY"]) == title


# --- News

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(data: bytes) -> Iterator[ElementTree.Element]:
    return ElementTree.fromstring(data).iter(f"{ATOM}entry")  # noqa: S314


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_news_have_what_rfc_4287_asks_for(feeds: dict[str, bytes], language: str) -> None:
    feed = ElementTree.fromstring(feeds[f"feeds/{language}/sessions.atom"])  # noqa: S314
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = []
    for part in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        ids.append(part.findtext(f"{ATOM}id") or "")
        assert re.fullmatch(r"tag:diplomes\.example\.org,2026:[a-z0-9/-]+", ids[-1])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", part.findtext(f"{ATOM}updated") or "")
        links = {(link.get("rel"), link.get("hreflang")) for link in part.findall(f"{ATOM}link")}
        assert {("alternate", "fr"), ("alternate", "en")} <= links
    assert len(ids) == len(set(ids)) > 10
    own = feed.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("href") == f"https://diplomes.example.org/feeds/{language}/sessions.atom"


def test_the_latest_announcement_comes_first_and_keeps_its_moment() -> None:
    later = Past(0, datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
    history = History(UNCHANGED.fallback, {("essai", "s1", "session"): later})
    first = next(entries(dict(files(source(essai=course(session())), history))["feeds/fr/sessions.atom"]))
    assert first.findtext(f"{ATOM}published") == "2026-11-20T00:00:00Z"
    assert first.findtext(f"{ATOM}title") == "Cours d’essai, du 5\u00a0octobre au 29\u00a0novembre 2026"


# --- The catalogue


def test_the_catalogue_is_what_its_schema_promises(feeds: dict[str, bytes]) -> None:
    document = json.loads(feeds["catalogue.json"])
    Catalogue.model_validate(document)
    schema = json.loads(feeds["catalogue.schema.json"])
    assert document["$schema"] == "https://diplomes.example.org/catalogue.schema.json"
    assert set(schema["required"]) == set(document)
    for kind, found in (("CourseEntry", document["courses"]), ("ProgrammeEntry", document["programmes"])):
        assert set(schema["$defs"][kind]["required"]) == set(found[0])
    assert {one["slug"] for one in document["courses"]} == set(tree().courses)
    assert feeds["catalogue.schema.json"] == catalogue_schema()


def test_the_catalogue_names_calendars_that_exist(feeds: dict[str, bytes]) -> None:
    document = json.loads(feeds["catalogue.json"])
    for one in (*document["courses"], *document["programmes"]):
        for address in one["calendar"].values():
            assert address.removeprefix("https://diplomes.example.org/") in feeds


def test_what_a_record_does_not_hold_is_null_and_prices_are_exact(feeds: dict[str, bytes]) -> None:
    courses = {one["slug"]: one for one in json.loads(feeds["catalogue.json"])["courses"]}
    assert courses["data-backup"]["paths"][-1]["price_eur"] == "12.50"
    assert courses["abc-gestion-de-projet"]["paths"][0]["price_eur"] is None
    assert courses["abc-gestion-de-projet"]["level"] is None


def test_tables_are_utf_8_with_a_mark_and_one_line_a_record(feeds: dict[str, bytes]) -> None:
    for name, number in (
        ("catalogue.csv", len(tree().courses)),
        ("sessions.csv", sum(len(one.sessions) for one in tree().courses.values())),
    ):
        assert feeds[name].startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(feeds[name].decode("utf-8-sig"), newline="")))
        assert len(rows) == number
        assert all(None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", " =cmd", "\t=1", "＝1"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Paludisme", "a = b", "2026-01-05", "l’exemple", ""])
def test_other_cells_are_left_alone(text: str) -> None:
    assert cell(text) == text


def test_a_hostile_title_stays_in_its_cell() -> None:
    title = {"fr": '=HYPERLINK("x";"y")', "en": 'a,"b"\nc'}
    data = dict(files(source(essai=course(session(), title=title)), UNCHANGED))["catalogue.csv"]
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    row = next(row for row in rows if row["slug"] == "essai")
    assert (row["title_fr"], row["title_en"]) == ('\'=HYPERLINK("x";"y")', 'a,"b" c')


def test_addresses_are_those_that_the_documentation_promises() -> None:
    assert ics_path("all", "fr") == "calendar/fr/all.ics"
    assert ics_path("courses/malaria", "en") == "calendar/en/courses/malaria.ics"
