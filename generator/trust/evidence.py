"""What a diploma says that it rests on: the `evidence` of Open Badges 3.0.

One item for the rule by which the holder was judged, and one for each result that met it. An item names nobody; whoever
holds the rule or the transmitted file can compare its digest with the one that is signed here.

https://www.imsglobal.org/spec/ob/v3p0/#evidence. The items have no `id`: it would be the address of a page, and there
is none. So each must say something of its own (`rdf` refuses what is said twice).
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.errors import MalformedError
from generator.trust.strictjson import JsonObject
from generator.trust.text import check_name

__all__ = ["EvidenceItem", "check_evidence", "evidence_members"]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One ground of a diploma, in its language. `name` says what it is about (the course, the rule), `genre` of what
    kind it is, `narrative` what happened and when, `description` the digest by which it is known."""

    name: str
    genre: str
    narrative: str
    description: str | None = None


def check_evidence(items: tuple[EvidenceItem, ...]) -> None:
    """Raise `MalformedError` where an item has no name, or where two are the same."""
    for item in items:
        check_name(item.name, "the name of a piece of evidence")
    if len(set(items)) != len(items):
        raise MalformedError("two pieces of evidence of a diploma are the same", reason="duplicate-evidence")


def evidence_members(item: EvidenceItem) -> JsonObject:
    """The item as it is signed."""
    value: JsonObject = {
        "type": ["Evidence"],
        "name": item.name,
        "genre": item.genre,
        "narrative": item.narrative,
    }
    if item.description is not None:
        value["description"] = item.description
    return value
