"""The part of schema.org that pages speak, and what is no sentence of it.

Terms, parents, domains and ranges are those of https://schema.org/docs/schemas.html, compared with the npm package
schema-dts 2.1.0, which is made from the vocabulary. A search engine drops in silence what it does not know; here an
unknown term, a property on a class that does not have it, or a value of the wrong kind is a problem, and no page is
written with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from generator.errors import BuildError, Diagnostic

__all__ = ["CLASSES", "CONTEXT", "PROPERTIES", "Value", "checked", "problems"]

Value = str | int | bool | list["Value"] | dict[str, "Value"]
"""A value of JSON-LD, as far as pages use it: no null and no fraction."""

CONTEXT: Final = "https://schema.org"

CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "Thing": (),
    "BreadcrumbList": ("ItemList",),
    "Course": ("CreativeWork", "LearningResource"),
    "CourseInstance": ("Event",),
    "CreativeWork": ("Thing",),
    "Credential": ("CreativeWork",),
    "EducationalOccupationalCredential": ("Credential",),
    "EducationalOccupationalProgram": ("Thing",),
    "EducationalOrganization": ("Organization",),
    "Event": ("Thing",),
    "ItemList": ("Thing",),
    "LearningResource": ("CreativeWork",),
    "ListItem": ("Thing",),
    "Offer": ("Thing",),
    "Organization": ("Thing",),
    "Syllabus": ("LearningResource",),
    "VirtualLocation": ("Thing",),
    "WebSite": ("CreativeWork",),
}
"""Class → the classes that it is a kind of."""

_ENUMERATIONS: Final[Mapping[str, frozenset[str]]] = {
    "EventAttendanceModeEnumeration": frozenset({f"{CONTEXT}/OnlineEventAttendanceMode"}),
    "EventStatusType": frozenset({f"{CONTEXT}/EventScheduled", f"{CONTEXT}/EventCancelled"}),
}
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION: Final = re.compile(r"P\d+[DWMY]")

PROPERTIES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "alternateName": (("Thing",), ("Text",)),
    "availabilityEnds": (("Offer",), ("Date",)),
    "availabilityStarts": (("Offer",), ("Date",)),
    "category": (("Offer",), ("Text", "URL", "Thing")),
    "courseMode": (("CourseInstance",), ("Text", "URL")),
    "coursePrerequisites": (("Course",), ("Text", "Course")),
    "credentialCategory": (("Credential",), ("Text", "URL")),
    "description": (("Thing",), ("Text",)),
    "educationalCredentialAwarded": (
        ("Course", "EducationalOccupationalProgram"),
        ("EducationalOccupationalCredential", "Text", "URL"),
    ),
    "educationalLevel": (("LearningResource", "CreativeWork"), ("Text", "URL")),
    "educationalProgramMode": (("EducationalOccupationalProgram",), ("Text", "URL")),
    "endDate": (("Event", "EducationalOccupationalProgram"), ("Date",)),
    "eventAttendanceMode": (("Event",), ("EventAttendanceModeEnumeration",)),
    "eventStatus": (("Event",), ("EventStatusType",)),
    "hasCourse": (("EducationalOccupationalProgram",), ("Course",)),
    "hasCourseInstance": (("Course",), ("CourseInstance",)),
    "identifier": (("Thing",), ("Text", "URL")),
    "image": (("Thing",), ("URL",)),
    "inLanguage": (("CreativeWork", "Event"), ("Text",)),
    "isAccessibleForFree": (("CreativeWork", "Event"), ("Boolean",)),
    "item": (("ListItem",), ("Thing", "URL")),
    "itemListElement": (("ItemList",), ("ListItem", "Thing", "Text")),
    "location": (("Event", "Organization"), ("VirtualLocation", "Text")),
    "logo": (("Organization",), ("URL",)),
    "name": (("Thing",), ("Text",)),
    "numberOfCredits": (("Course", "EducationalOccupationalProgram"), ("Integer",)),
    "numberOfItems": (("ItemList",), ("Integer",)),
    "offeredBy": (("Offer",), ("Organization",)),
    "offers": (("CreativeWork", "Event", "EducationalOccupationalProgram"), ("Offer",)),
    "organizer": (("Event",), ("Organization",)),
    "position": (("ListItem", "CreativeWork"), ("Integer", "Text")),
    "price": (("Offer",), ("Number", "Text")),
    "priceCurrency": (("Offer",), ("Text",)),
    "programPrerequisites": (("EducationalOccupationalProgram",), ("Text", "Course")),
    "programType": (("EducationalOccupationalProgram",), ("Text",)),
    "provider": (("CreativeWork", "EducationalOccupationalProgram"), ("Organization",)),
    "publisher": (("CreativeWork",), ("Organization",)),
    "recognizedBy": (("Credential",), ("Organization",)),
    "startDate": (("Event", "EducationalOccupationalProgram"), ("Date",)),
    "syllabusSections": (("Course",), ("Syllabus",)),
    "teaches": (("LearningResource", "CreativeWork"), ("Text",)),
    "timeRequired": (("CreativeWork",), ("Duration",)),
    "timeToComplete": (("EducationalOccupationalProgram",), ("Duration",)),
    "url": (("Thing",), ("URL",)),
    "validFor": (("Credential",), ("Duration",)),
}
"""Property → the classes that have it, and what its value may be."""


def checked(document: dict[str, Value], page: str) -> dict[str, Value]:
    """Return the document unchanged. Raises `BuildError` with everything in it that is not schema.org's."""
    found = [
        Diagnostic(page, 0, 0, "B203", problem, "This is a mistake of the program, not of the records.")
        for problem in problems(document)
    ]
    if found:
        raise BuildError("a page would say to search engines what they cannot read", found)
    return document


def problems(document: dict[str, Value]) -> Iterator[str]:
    """Yield, as sentences, what is wrong with a document: a node, or a graph of nodes."""
    if document.get("@context") != CONTEXT:
        yield f"the context is not {CONTEXT}"
    body = {name: value for name, value in document.items() if name != "@context"}
    graph = body.get("@graph")
    for node in graph if isinstance(graph, list) else [body]:
        yield from _node(node)


def _node(value: Value) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{value!r} is no node"
        return
    kind = value.get("@type")
    if not isinstance(kind, str) or kind not in CLASSES:
        yield f"there is no class {kind!r}"
        return
    for name, inner in value.items():
        if name == "@id" and isinstance(inner, str) and _is("URL", inner):
            continue
        if name != "@type":
            yield from _property(kind, name, inner)


def _property(kind: str, name: str, value: Value) -> Iterator[str]:
    if name not in PROPERTIES:
        yield f"there is no property {name!r}"
        return
    domains, ranges = PROPERTIES[name]
    if not any(_is_a(kind, domain) for domain in domains):
        yield f"{kind} has no property {name!r}"
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from _node(one)
            inner = one.get("@type")
            if (
                isinstance(inner, str)
                and inner in CLASSES
                and not any(_is_a(inner, wanted) for wanted in ranges)
            ):
                yield f"{name!r} of {kind} cannot be {inner}"
        elif not any(_is(wanted, one) for wanted in ranges):
            yield f"{name!r} of {kind} cannot be {one!r}"


def _is_a(kind: str, wanted: str) -> bool:
    return kind == wanted or any(_is_a(parent, wanted) for parent in CLASSES[kind])


def _is(wanted: str, value: Value) -> bool:  # noqa: PLR0911
    """Whether a plain value is of a data type or of an enumeration."""
    if isinstance(value, bool):
        return wanted == "Boolean"
    if isinstance(value, int):
        return wanted in ("Integer", "Number")
    if not isinstance(value, str) or not value:
        return False
    if wanted in _ENUMERATIONS:
        return value in _ENUMERATIONS[wanted]
    if wanted == "URL":
        return value.startswith("https://")
    if wanted == "Date":
        return _DATE.fullmatch(value) is not None
    if wanted == "Duration":
        return _DURATION.fullmatch(value) is not None
    return wanted == "Text"
