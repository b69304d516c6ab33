"""What pages say to machines: linked data in the words of schema.org, pictures, sitemaps, feeds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any
from xml.etree import ElementTree

import pytest

from generator.errors import BuildError
from generator.records.base import Text
from generator.site import cards
from generator.site.linked_data import script_text
from generator.site.page import Page
from generator.site.pages import edited_pages
from generator.site.schema_org import CLASSES, CONTEXT, PROPERTIES, checked, problems
from generator.site.sitemap import sitemaps
from tests.site.demonstration import course, fragments, session, source, tree

HOST = "https://diplomes.example.org/"


@pytest.fixture(scope="module")
def pages() -> Mapping[str, Page]:
    return {page.path: page for page in edited_pages(source(), fragments(), {})}


def said(page: Page) -> list[dict[str, Any]]:
    document = json.loads(str(page.meta["linked_data"]))
    assert document["@context"] == CONTEXT
    graph: list[dict[str, Any]] = document["@graph"]
    return graph


# --- Linked data


def test_every_document_is_schema_orgs(pages: Mapping[str, Page]) -> None:
    documents = [
        json.loads(str(page.meta["linked_data"])) for page in pages.values() if "linked_data" in page.meta
    ]
    assert len(documents) == 2 * (3 + len(tree().courses) + len(tree().programmes))
    assert [problem for document in documents for problem in problems(document)] == []


def test_a_course_says_its_sessions_offers_and_what_it_awards(pages: Mapping[str, Page]) -> None:
    node, way = said(pages["en/courses/viral-hepatitis"])
    assert (node["@type"], node["name"], node["inLanguage"]) == ("Course", "Viral Hepatitis", "en")
    assert node["url"] == f"{HOST}en/courses/viral-hepatitis.html"
    assert [(one["category"], one["price"]) for one in node["offers"]] == [
        ("Free", "0.00"),
        ("Paid", "150.00"),
    ]
    instance = node["hasCourseInstance"][0]
    assert (instance["startDate"], instance["endDate"]) == ("2026-10-26", "2026-12-20")
    assert instance["offers"][0]["availabilityEnds"] == "2026-12-13"
    assert "stand in for dates" in instance["description"]
    assert node["educationalCredentialAwarded"][0]["credentialCategory"] == "Certificate"
    assert [item["name"] for item in way["itemListElement"]] == ["Home", "Catalogue", "Viral Hepatitis"]


def test_a_programme_says_its_courses_and_the_diploma(pages: Mapping[str, Page]) -> None:
    node, _ = said(pages["fr/programmes/dnm2ip"])
    assert node["@type"] == "EducationalOccupationalProgram"
    assert len(node["hasCourse"]) == 18
    assert node["timeToComplete"] == "P24M"
    assert node["educationalCredentialAwarded"]["@type"] == "EducationalOccupationalCredential"
    assert node["educationalCredentialAwarded"]["credentialCategory"] == "Diplôme"


def test_what_is_unknown_of_a_course_is_not_said() -> None:
    bare = {page.path: page for page in edited_pages(source(nu=course()), fragments(), {})}["fr/courses/nu"]
    node, _ = said(bare)
    assert set(node) == {"@type", "@id", "url", "image", "name", "description", "provider", "inLanguage"}


def test_a_cancelled_session_is_a_cancelled_event_without_an_offer() -> None:
    paths = [{"id": "x", "name": {"fr": "a", "en": "a"}, "summary": {"fr": "a", "en": "a"}, "price_eur": 10}]
    one = course(session(cancelled=True), paths=paths)
    page = {page.path: page for page in edited_pages(source(nu=one), fragments(), {})}["fr/courses/nu"]
    (instance,) = said(page)[0]["hasCourseInstance"]
    assert instance["eventStatus"] == f"{CONTEXT}/EventCancelled"
    assert "offers" not in instance


def test_a_course_that_is_over_tells_when_it_was_given_and_offers_nothing() -> None:
    runs = [session(start="2019-01-07", end="2019-03-01"), session(start="2021-01-11", end="2021-03-05")]
    called_off = session(start="2022-01-10", end="2022-03-04", cancelled=True)
    one = source(essai=course(*runs, called_off))
    page = next(page for page in edited_pages(one, fragments(), {}) if page.path == "fr/courses/essai")
    (instance,) = said(page)[0]["hasCourseInstance"]
    assert (instance["startDate"], instance["endDate"]) == ("2021-01-11", "2021-03-05")
    assert "offers" not in instance


def test_a_title_can_neither_end_the_element_nor_begin_a_comment() -> None:
    text = "</script><!-- & \u2028"
    escaped = script_text({"name": text})
    assert not set("<>&\u2028") & set(escaped)
    assert json.loads(escaped) == {"name": text}


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ({"@type": "Course", "fullTitle": "x"}, "there is no property 'fullTitle'"),
        ({"@type": "Kurs"}, "there is no class 'Kurs'"),
        ({"@type": "Course", "price": "1"}, "Course has no property 'price'"),
        ({"@type": "Course", "url": "malaria.html"}, "'url' of Course cannot be 'malaria.html'"),
        ({"@type": "Course", "provider": {"@type": "Offer"}}, "'provider' of Course cannot be Offer"),
        (
            {"@type": "Course", "isAccessibleForFree": "yes"},
            "'isAccessibleForFree' of Course cannot be 'yes'",
        ),
        (
            {"@type": "CourseInstance", "startDate": "5 May"},
            "'startDate' of CourseInstance cannot be '5 May'",
        ),
        (
            {"@type": "CourseInstance", "eventStatus": "done"},
            "'eventStatus' of CourseInstance cannot be 'done'",
        ),
        ({"@type": "Course", "name": ""}, "'name' of Course cannot be ''"),
    ],
)
def test_what_is_not_schema_orgs_is_refused(node: dict[str, Any], problem: str) -> None:
    document = {"@context": CONTEXT, **node}
    assert list(problems(document)) == [problem]
    with pytest.raises(BuildError) as refused:
        checked(document, "fr/x.md")
    assert [(one.path, one.code, one.message) for one in refused.value.diagnostics] == [
        ("fr/x.md", "B203", problem)
    ]


def test_the_table_of_terms_holds_together() -> None:
    known = {*CLASSES, "Text", "URL", "Integer", "Number", "Boolean", "Date", "Duration"}
    known |= {"EventAttendanceModeEnumeration", "EventStatusType"}
    assert set(chain.from_iterable(CLASSES.values())) <= set(CLASSES)
    for domains, ranges in PROPERTIES.values():
        assert set(domains) <= set(CLASSES)
        assert set(ranges) <= known


# --- Pictures


def test_every_page_names_a_picture_that_is_drawn(pages: Mapping[str, Page]) -> None:
    drawn = {card.path for card in cards.cards(tree())}
    assert {page.meta["card"] for page in pages.values()} == drawn
    assert pages["fr/courses/malaria"].meta["card"] == "assets/cards/fr/courses/malaria.png"
    assert pages["en/calendar"].meta["card"] == "assets/cards/en/site.png"


def test_a_title_that_cannot_be_drawn_gets_the_picture_of_the_site_and_is_named() -> None:
    odd = course(title={"fr": "病毒", "en": "Viruses"})
    changed = source(odd=odd).tree
    assert cards.card_of(changed, "course", "courses/odd", "fr").path == "assets/cards/fr/site.png"
    assert cards.card_of(changed, "course", "courses/odd", "en").path == "assets/cards/en/courses/odd.png"
    (warning,) = cards.check(changed)
    assert (warning.code, warning.path) == ("B202W", "content/courses/odd.yml")


def test_a_free_path_beside_a_paid_certificate_is_free_to_follow() -> None:
    line = cards.card_of(tree(), "course", "courses/malaria", "en").line
    assert line == "Online course · English · free to follow"


# --- Sitemaps, feeds


def test_each_language_has_a_sitemap_of_its_edited_pages_with_their_twins(pages: Mapping[str, Page]) -> None:
    found = dict(sitemaps(pages.values(), HOST))
    assert set(found) == {"fr/sitemap.xml", "en/sitemap.xml"}
    for path, data in found.items():
        language = path[:2]
        root = ElementTree.fromstring(data)  # noqa: S314
        listed = [url[0].text or "" for url in root]
        wanted = {
            f"{HOST}{page.path}.html" for page in pages.values() if page.path.startswith(f"{language}/")
        }
        assert set(listed) == wanted
        assert len(listed) == len(wanted)
        for url in root:
            assert {link.get("hreflang") for link in url[1:]} == {"fr", "en", "x-default"}


def test_a_page_that_asks_not_to_be_indexed_is_in_no_sitemap(pages: Mapping[str, Page]) -> None:
    hidden = replace(pages["fr/keys"], meta={"noindex": True})
    found = dict(sitemaps([hidden], HOST))
    assert b"keys" not in found["fr/sitemap.xml"]


def test_a_page_announces_the_feeds_about_what_it_shows(pages: Mapping[str, Page]) -> None:
    def paths(name: str) -> list[str]:
        feeds = pages[name].meta.get("feeds", [])
        assert isinstance(feeds, list)
        return [feed["path"] for feed in feeds]

    assert paths("fr/courses/malaria") == ["calendar/fr/courses/malaria.ics"]
    assert paths("en/programmes/dnm2ip") == ["calendar/en/programmes/dnm2ip.ics"]
    assert paths("en/calendar") == ["calendar/en/all.ics", "feeds/en/sessions.atom"]
    assert paths("fr/keys") == []


def test_a_title_with_markup_stays_text_in_the_front_matter() -> None:
    hostile = 'A "b" <script>alert(1)</script> & {{ 7*7 }}'
    text = Text(fr=hostile, en=hostile)
    one = course(session(), title=text.model_dump())
    page = {page.path: page for page in edited_pages(source(nu=one), fragments(), {})}["fr/courses/nu"]
    assert "<script" not in str(page.meta["linked_data"])
    assert re.search(r'^card_alternative: ".*<script>', page.text(), re.MULTILINE)  # the layout escapes it
