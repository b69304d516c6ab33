"""What a page or a terminal shows of a credential: every signed value, each with its JSON pointer (RFC 6901).

`fields` is at the same time the check of structure: it parses the credential into a frozen value, and refuses
what it cannot parse. A pointer lets a page recompute each value that it displays from the verified
credential.

Members that this version does not know are let through: they are signed, and a later version may issue them.
What is checked is all that is shown or relied on; addresses must be https, because they become links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from generator.errors import MalformedError
from generator.trust.canonical import look_at
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.reader import Field, Reader, is_https
from generator.trust.remembered import remembered
from generator.trust.strictjson import JsonObject

__all__ = [
    "CONTEXTS",
    "TYPES",
    "AlignmentView",
    "CredentialView",
    "EvidenceView",
    "Field",
    "ResultView",
    "fields",
    "read_view",
]

CONTEXTS: tuple[str, ...] = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
TYPES: tuple[str, ...] = ("VerifiableCredential", "OpenBadgeCredential")

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class ResultView:
    """One assessed course: the name and kind come from its result description, the value and status from the
    result.
    """

    value: Field
    name: Field | None
    kind: Field | None
    status: Field | None
    course_url: Field | None


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """One link of the achievement to a published framework."""

    name: Field
    url: Field
    description: Field | None
    framework: Field | None
    code: Field | None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One ground of the diploma: the rule, or a result that met it."""

    name: Field
    genre: Field | None
    narrative: Field | None
    description: Field | None


@dataclass(frozen=True, slots=True)
class CredentialView:
    """A credential of sound structure. Nothing here says that it is authentic."""

    id: Field
    name: Field
    description: Field | None
    issuer_did: Field
    issuer_name: Field
    issuer_url: Field | None
    issuer_email: Field | None
    issuer_image: Field | None
    issuer_image_caption: Field | None
    holder_name: Field
    licence_number: Field | None
    valid_from: Field
    awarded: Field | None
    valid_until: Field | None
    activity_start: Field | None
    activity_end: Field | None
    achievement_id: Field | None
    achievement_type: Field | None
    achievement_name: Field
    achievement_description: Field | None
    criteria_url: Field | None
    criteria_narrative: Field | None
    human_code: Field | None
    field_of_study: Field | None
    language: Field | None
    credits: Field | None
    results: tuple[ResultView, ...]
    alignments: tuple[AlignmentView, ...]
    evidence: tuple[EvidenceView, ...]
    status_list: Field
    status_index: Field

    @property
    def valid_from_instant(self) -> datetime:
        """When the diploma begins to hold."""
        return parse_instant(self.valid_from.value)

    @property
    def valid_until_instant(self) -> datetime | None:
        """The last instant at which it holds, None when it does not expire."""
        return None if self.valid_until is None else parse_instant(self.valid_until.value)

    def every_field(self) -> tuple[Field, ...]:
        """All fields in the order of this class, those of results, alignments and evidence included."""
        return tuple(_every(self))


@lru_cache(maxsize=8)
def read_view(text: str | bytes) -> CredentialView:
    """As `fields`, of a text that is looked at more than once: the last few are remembered.

    Raises `MalformedError` with the reasons of `fields` and of `strictjson.parse_object`.
    """
    return fields(look_at(text))


def fields(credential: JsonObject) -> CredentialView:
    """Read a credential that `strictjson` has parsed, signed or not.

    Raises `MalformedError` with the first reason found of: ``absolute-iri``, ``context``, ``type``, ``id``,
    ``issuer``, ``date``, ``subject``, ``status-entry``, ``names-differ``, ``member``, ``url``.
    """
    _check_frame(credential)
    root = Reader(credential, "")
    issuer = root.object("issuer", "issuer")
    did = issuer.text("id", "issuer")
    try:
        Did.parse(did.value)
    except MalformedError:
        raise MalformedError("the issuer is not a did:web", reason="issuer") from None
    issuer_name = issuer.text("name", "issuer")
    valid_from, valid_until = root.instant("validFrom"), root.optional_instant("validUntil")
    awarded = root.optional_instant("awardedDate")
    subject = root.object("credentialSubject", "subject")
    holder = subject.text("name", "subject")
    achievement = subject.object("achievement", "subject")
    achievement_name = achievement.text("name", "subject")
    activity_start = subject.optional_instant("activityStartDate")
    activity_end = subject.optional_instant("activityEndDate")
    status_list, status_index = _status_entry(root)
    _check_names(subject, holder.value)
    url, email, image, image_caption = _issuer_rest(issuer.members)
    about = _achievement_rest(achievement.members)
    return CredentialView(
        id=root.text("id", "id"),
        name=root.text("name", "member"),
        description=root.optional_text("description"),
        issuer_did=did,
        issuer_name=issuer_name,
        issuer_url=url,
        issuer_email=email,
        issuer_image=image,
        issuer_image_caption=image_caption,
        holder_name=holder,
        licence_number=subject.optional_text("licenseNumber"),
        valid_from=valid_from,
        awarded=awarded,
        valid_until=valid_until,
        activity_start=activity_start,
        activity_end=activity_end,
        achievement_name=achievement_name,
        **about,
        results=_results(subject, achievement),
        alignments=tuple(
            [_alignment(item.members, item.pointer) for item in achievement.objects("alignment")]
        ),
        evidence=tuple([_evidence(item.members, item.pointer) for item in root.objects("evidence")]),
        status_list=status_list,
        status_index=status_index,
    )


@remembered
def _issuer_rest(members: JsonObject) -> tuple[Field | None, ...]:
    """Address, mail address, image and its caption."""
    issuer = Reader(members, "/issuer")
    image = issuer.optional_object("image")
    return (
        issuer.optional_url("url"),
        issuer.optional_text("email"),
        image.optional_url("id") if image else None,
        image.optional_text("caption") if image else None,
    )


@remembered
def _achievement_rest(members: JsonObject) -> dict[str, Field | None]:
    """What is said of the achievement itself, but for its name, by the names of `CredentialView`."""
    achievement = Reader(members, "/credentialSubject/achievement")
    criteria = achievement.optional_object("criteria")
    return {
        "achievement_id": achievement.optional_url("id"),
        "achievement_type": achievement.optional_text("achievementType"),
        "achievement_description": achievement.optional_text("description"),
        "criteria_url": criteria.optional_url("id") if criteria else None,
        "criteria_narrative": criteria.optional_text("narrative") if criteria else None,
        "human_code": achievement.optional_text("humanCode"),
        "field_of_study": achievement.optional_text("fieldOfStudy"),
        "language": achievement.optional_text("inLanguage"),
        "credits": achievement.optional_number("creditsAvailable"),
    }


def _check_frame(credential: JsonObject) -> None:
    # A JSON-LD reader takes a member renamed to its absolute IRI for the same member, and a JSON reader
    # overlooks it.
    if any(":" in name for name in credential):
        raise MalformedError("a member is named by an absolute IRI", reason="absolute-iri")
    if credential.get("@context") != list(CONTEXTS):
        raise MalformedError("the @context is not the one of our diplomas", reason="context")
    if credential.get("type") != list(TYPES):
        raise MalformedError("the type is not the one of our diplomas", reason="type")
    identifier = credential.get("id")
    if not isinstance(identifier, str) or not is_https(identifier):
        raise MalformedError("the id is not an https address", reason="id")


def _status_entry(root: Reader) -> tuple[Field, Field]:
    entry = root.object("credentialStatus", "status-entry")
    if (
        entry.members.get("type") != "BitstringStatusListEntry"
        or entry.members.get("statusPurpose") != "revocation"
        or "statusSize" in entry.members  # other sizes give the bits another meaning
    ):
        raise MalformedError("the status entry is not a revocation entry", reason="status-entry")
    address, index = (
        entry.text("statusListCredential", "status-entry"),
        entry.text("statusListIndex", "status-entry"),
    )
    if not is_https(address.value) or _INDEX.fullmatch(index.value) is None:
        raise MalformedError("the status entry names no list or no index", reason="status-entry")
    return address, index


def _check_names(subject: Reader, holder: str) -> None:
    for identity in subject.objects("identifier"):
        if identity.members.get("identityType") == "name" and identity.members.get("identityHash") != holder:
            raise MalformedError("the holder's two names differ", reason="names-differ")


def _results(subject: Reader, achievement: Reader) -> tuple[ResultView, ...]:
    descriptions = {
        item.members.get("id"): item for item in _with_text_id(achievement.objects("resultDescription"))
    }
    views = []
    for result in subject.objects("result"):
        reference = result.members.get("resultDescription")
        found = descriptions.get(reference) if isinstance(reference, str) else None
        name, kind, course_url = _described(found.members, found.pointer) if found else (None, None, None)
        views.append(
            ResultView(
                value=result.text("value", "member"),
                name=name,
                kind=kind,
                status=result.optional_text("status"),
                course_url=course_url,
            )
        )
    return tuple(views)


@remembered
def _described(members: JsonObject, pointer: str) -> tuple[Field | None, Field | None, Field | None]:
    """Name, kind and course of a result description."""
    found = Reader(members, pointer)
    courses = found.objects("alignment")
    return (
        found.optional_text("name"),
        found.optional_text("resultType"),
        courses[0].optional_url("targetUrl") if courses else None,
    )


def _with_text_id(items: list[Reader]) -> list[Reader]:
    for item in items:
        item.text("id", "member")
    return items


@remembered
def _alignment(members: JsonObject, pointer: str) -> AlignmentView:
    item = Reader(members, pointer)
    url = item.optional_url("targetUrl")
    if url is None:
        raise MalformedError(f"{item.pointer} has no targetUrl", reason="member")
    return AlignmentView(
        name=item.text("targetName", "member"),
        url=url,
        description=item.optional_text("targetDescription"),
        framework=item.optional_text("targetFramework"),
        code=item.optional_text("targetCode"),
    )


@remembered
def _evidence(members: JsonObject, pointer: str) -> EvidenceView:
    item = Reader(members, pointer)
    return EvidenceView(
        name=item.text("name", "member"),
        genre=item.optional_text("genre"),
        narrative=item.optional_text("narrative"),
        description=item.optional_text("description"),
    )


def _getter(kind: type[Any]) -> Callable[[Any], tuple[object, ...]]:
    return attrgetter(*(slot.name for slot in dataclass_fields(kind)))


_SLOTS: Final = {kind: _getter(kind) for kind in (CredentialView, ResultView, AlignmentView, EvidenceView)}


def _every(value: CredentialView | ResultView | AlignmentView | EvidenceView) -> Iterator[Field]:
    for item in _SLOTS[type(value)](value):
        if isinstance(item, Field):
            yield item
        elif isinstance(item, tuple):
            for one in item:
                yield from _every(one)
