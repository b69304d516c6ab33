"""What pages say to search engines: JSON-LD in the words of schema.org.

Courses with their sessions, offers and what they award; programmes with their courses and the document they lead to;
lists and the way up to a page. What a record does not hold is not said; a date that stands in for an unpublished one
says so in its description. Every document is checked against the vocabulary (`schema_org`) before it is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from generator.records.base import Language
from generator.records.course import Course, Path, Session, Unit
from generator.records.issuer import Issuer
from generator.records.programme import Programme, months_of
from generator.site.cards import card_of
from generator.site.fragments import Source
from generator.site.page import Page
from generator.site.requirement_words import courses_of
from generator.site.runs import Run, runs_of
from generator.site.schema_org import CONTEXT, Value, checked
from generator.site.voice import Voice

__all__ = ["linked_data", "script_text"]

Node = dict[str, Value]

_UPWARD: Final = {"course": "catalogue", "programme": "programmes"}


def linked_data(source: Source, page: Page) -> Node | None:
    """The document of a page; None where there is nothing to say."""
    voice = Voice(page.language)
    slug = page.slug.rpartition("/")[2]
    if page.kind == "course":
        nodes = [_course(source, slug, page, voice)]
    elif page.kind == "programme":
        nodes = [_programme(source, slug, page, voice)]
    elif page.kind == "catalogue":
        nodes = [_list(source, "courses", source.tree.courses, page.language)]
    elif page.kind == "programmes":
        nodes = [_list(source, "programmes", source.tree.programmes, page.language)]
    elif page.kind == "home":
        nodes = [_site(source, page, voice)]
    else:
        return None
    if page.kind in _UPWARD:
        nodes.append(_way_up(source, page, voice))
    graph: list[Value] = [*nodes]
    return checked({"@context": CONTEXT, "@graph": graph}, page.source)


def script_text(document: Node) -> str:
    """The document as the text of a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _course(source: Source, slug: str, page: Page, voice: Voice) -> Node:
    course = source.tree.courses[slug]
    school = _organisation(source, course.school)
    node = _page_node(source, page, "Course")
    node |= {"name": voice.text(course.title), "description": voice.text(course.summary), "provider": school}
    node["inLanguage"] = course.language
    if course.subtitle:
        node["alternateName"] = voice.text(course.subtitle)
    if course.level:
        node["educationalLevel"] = voice(f"level_{course.level}")
    if course.prerequisites:
        node["coursePrerequisites"] = voice.text(course.prerequisites)
    if course.outcomes:
        node["teaches"] = [voice.text(outcome) for outcome in course.outcomes]
    if course.weeks:
        node["timeRequired"] = f"P{course.weeks}W"
    if course.syllabus:
        node["syllabusSections"] = [_unit(unit, voice) for unit in course.syllabus]
    if any(path.price_eur == 0 for path in course.paths):
        node["isAccessibleForFree"] = True
    offers = _offers(course.paths, voice)
    if offers:
        node["offers"] = offers
    awards: list[Value] = [
        _award(path, course, voice) for path in course.paths if path.gives in ("attestation", "certificate")
    ]
    if awards:
        node["educationalCredentialAwarded"] = awards
    known = runs_of(slug, course, source.day)
    # Where none is announced, the last one tells when the course was given; nothing is on offer then.
    over = [run for run in known if run.phase == "past" and not run.session.cancelled and run.session.start]
    runs = [run for run in known if run.phase in ("ongoing", "future")] or over[-1:]
    if runs:
        address = course.url or _address(source, page)
        node["hasCourseInstance"] = [_instance(course, run, school, address, voice) for run in runs]
    return node


def _unit(unit: Unit, voice: Voice) -> Node:
    node: Node = {"@type": "Syllabus", "name": voice.text(unit.title)}
    if unit.detail:
        node["description"] = voice.text(unit.detail)
    return node


def _instance(course: Course, run: Run, school: Value, address: str, voice: Voice) -> Node:
    session = run.session
    node: Node = {
        "@type": "CourseInstance",
        "name": voice.text(course.title),
        "courseMode": "Online",
        "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if session.cancelled else 'EventScheduled'}",
        "location": {"@type": "VirtualLocation", "url": address},
        "organizer": school,
        "inLanguage": course.language,
    }
    if session.start:
        node["startDate"] = session.start.isoformat()
    if session.end:
        node["endDate"] = session.end.isoformat()
    if session.illustrative:
        node["description"] = voice("indicative_note")
    offers = _offers(course.paths, voice, session)
    if offers and not session.cancelled and run.phase != "past":
        node["offers"] = offers
    return node


def _offers(paths: Iterable[Path], voice: Voice, session: Session | None = None) -> list[Value]:
    """One offer a path whose price is known; of a session, with the days of its enrolment."""
    found: list[Value] = []
    for path in paths:
        if path.price_eur is None:
            continue
        node: Node = {
            "@type": "Offer",
            "name": voice.text(path.name),
            "category": "Free" if path.price_eur == 0 else "Paid",
            "price": f"{path.price_eur:.2f}",
            "priceCurrency": "EUR",
        }
        if session is not None and session.enrolment_start:
            node["availabilityStarts"] = session.enrolment_start.isoformat()
        if session is not None and session.enrolment_end:
            node["availabilityEnds"] = session.enrolment_end.isoformat()
        found.append(node)
    return found


def _award(path: Path, course: Course, voice: Voice) -> Node:
    name = f"{voice.text(course.title)}, {voice.text(path.name)}"
    category = voice(f"gives_{path.gives}")
    return {"@type": "EducationalOccupationalCredential", "name": name, "credentialCategory": category}


def _programme(source: Source, slug: str, page: Page, voice: Voice) -> Node:
    programme = source.tree.programmes[slug]
    school = _organisation(source, programme.issuer)
    node = _page_node(source, page, "EducationalOccupationalProgram")
    node |= {
        "name": voice.text(programme.name),
        "description": voice.text(programme.summary),
        "identifier": programme.code,
        "provider": school,
        "educationalProgramMode": "online",
        "programType": voice.kind(programme.kind),
        "educationalCredentialAwarded": _credential(programme, school, voice),
    }
    if programme.prerequisites:
        node["programPrerequisites"] = voice.text(programme.prerequisites)
    if programme.ects:
        node["numberOfCredits"] = programme.ects
    if programme.registration_fee_eur is not None:
        price = f"{programme.registration_fee_eur:.2f}"
        node["offers"] = {
            "@type": "Offer",
            "name": voice("registration_fee"),
            "category": "Free" if programme.registration_fee_eur == 0 else "Paid",
            "price": price,
            "priceCurrency": "EUR",
        }
    version = programme.version_on(source.day)
    if version is not None:
        if version.within:
            node["timeToComplete"] = f"P{months_of(version.within)}M"
        node["hasCourse"] = [
            _mention(source, course, page.language)
            for course in courses_of(version.requirement, source.tree.courses)
        ]
    return node


def _credential(programme: Programme, school: Value, voice: Voice) -> Node:
    node: Node = {
        "@type": "EducationalOccupationalCredential",
        "name": voice.text(programme.name),
        "description": voice.text(programme.description),
        "credentialCategory": voice.kind(programme.kind),
        "recognizedBy": school,
    }
    if programme.validity_years:
        node["validFor"] = f"P{programme.validity_years}Y"
    return node


def _mention(source: Source, slug: str, language: Language) -> Node:
    """A course named on another page: enough for a reader to know which, the rest behind its address."""
    course, voice = source.tree.courses[slug], Voice(language)
    address = f"{source.tree.site.base_url}{language}/courses/{slug}.html"
    return {
        "@type": "Course",
        "@id": address,
        "name": voice.text(course.title),
        "description": voice.text(course.summary),
        "url": address,
        "provider": _organisation(source, course.school),
    }


def _list(source: Source, folder: str, slugs: Iterable[str], language: Language) -> Node:
    items: list[Value] = [
        {
            "@type": "ListItem",
            "position": place,
            "item": f"{source.tree.site.base_url}{language}/{folder}/{slug}.html",
        }
        for place, slug in enumerate(slugs, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}


def _site(source: Source, page: Page, voice: Voice) -> Node:
    site = source.tree.site
    node = _page_node(source, page, "WebSite")
    publisher: Node = {"@type": "Organization", "name": site.publisher}
    node |= {
        "name": voice.text(site.name),
        "description": voice.text(site.tagline),
        "inLanguage": page.language,
    }
    node["publisher"] = publisher
    return node


def _way_up(source: Source, page: Page, voice: Voice) -> Node:
    parent = _UPWARD[page.kind]
    base = f"{source.tree.site.base_url}{page.language}/"
    steps = [(voice("home"), f"{base}index.html"), (voice(parent), f"{base}{parent}.html")]
    steps.append((page.title, _address(source, page)))
    items: list[Value] = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _page_node(source: Source, page: Page, kind: str) -> Node:
    address = _address(source, page)
    picture = card_of(source.tree, page.kind, page.slug, page.language).path
    return {"@type": kind, "@id": address, "url": address, "image": source.tree.site.base_url + picture}


def _organisation(source: Source, slug: str) -> Node:
    issuer: Issuer = source.tree.issuers[slug]
    logo = f"{source.tree.site.base_url}assets/{issuer.logo}"
    return {"@type": "EducationalOrganization", "name": issuer.name, "url": issuer.url, "logo": logo}


def _address(source: Source, page: Page) -> str:
    return source.tree.site.base_url + page.address.lstrip("/")
