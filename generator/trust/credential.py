"""The signed text of one diploma: Open Badges 3.0 on Verifiable Credentials 2.0.

`Award` holds every fact that goes into a diploma, and nothing outside it: once issued, renaming a person, a
course or the school changes no diploma. `build` writes the unsigned credential, `proof.sign_jcs` signs it,
and `fields` reads it back.

What is stricter than the specifications, and why: exactly three contexts in one order (JSON-LD safe mode
refuses `1EdTechJsonSchemaValidator2019` without the third); plain strings for `name` and `description`
(language maps break the Open Badges schema); one status entry; the holder's name twice, because viewers read
one or the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit

from generator.errors import MalformedError
from generator.trust import code as codes
from generator.trust.did import Did
from generator.trust.evidence import EvidenceItem, check_evidence, evidence_members
from generator.trust.strictjson import Json, JsonObject
from generator.trust.text import check_name, check_text
from generator.trust.view import CONTEXTS, TYPES, CredentialView, Field, fields

__all__ = [
    "CONTEXTS",
    "RESULT_STATUSES",
    "RESULT_TYPES",
    "SCHEMA",
    "TYPES",
    "Achievement",
    "Alignment",
    "Award",
    "CourseResult",
    "CredentialView",
    "Field",
    "Issuer",
    "build",
    "credential_id",
    "day_instant",
    "fields",
]

SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

RESULT_TYPES = frozenset(
    {
        "GradePointAverage",
        "LetterGrade",
        "Percent",
        "PerformanceLevel",
        "PredictedScore",
        "RawScore",
        "Result",
        "RubricCriterion",
        "RubricCriterionLevel",
        "RubricScore",
        "ScaledScore",
        "Status",
    }
)
"""Open Badges 3.0, ResultType enumeration."""
RESULT_STATUSES = frozenset(
    {"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"}
)
"""Open Badges 3.0, ResultStatusType enumeration."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues. `did` is its did:web; `url`, `image_url` are https addresses; absent facts are None and
    stay absent.
    """

    did: str
    name: str
    url: str
    email: str | None = None
    image_url: str | None = None
    image_caption: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link from the achievement to a published framework (Open Badges 3.0, Alignment)."""

    name: str
    url: str
    description: str | None = None
    framework: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved. `id` is the address of the programme's page; `type` such as ``Diploma`` or
    ``Certificate``.

    `credits` are ECTS credits, None where there are none (never zero in that case).
    """

    id: str
    type: str
    name: str
    description: str
    criteria_url: str
    criteria_narrative: str
    human_code: str | None = None
    field_of_study: str | None = None
    credits: float | None = None
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseResult:
    """One assessed course, or one other result.

    `id` is an address of its own for the result description, unique within the diploma (the course's page
    with a fragment serves: ``https://HOST/fr/courses/SLUG.html#result``); `course_url` the page of the
    course, shown as the alignment of the result description. `value` is the text as it is shown ("78 %",
    "acquis"); `result_type` one of `RESULT_TYPES`; `status` one of `RESULT_STATUSES`.
    """

    id: str
    name: str
    value: str
    result_type: str = "Result"
    status: str | None = "Completed"
    course_url: str | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """All the facts of one diploma.

    `base_url` ends in a slash (``https://diplomes.example.org/``); `code` is the diploma's code in its exact
    form; `licence_number` the number printed on the diploma; `awarded` the jury's date; `valid_until` the
    last day on which the diploma holds, None unless it really expires; `status_list_url` and `status_index`
    its place in the revocation list.
    """

    base_url: str
    code: str
    issuer: Issuer
    holder_name: str
    language: Literal["fr", "en"]
    licence_number: str
    awarded: date
    achievement: Achievement
    results: tuple[CourseResult, ...]
    status_list_url: str
    status_index: int
    valid_until: date | None = None
    activity_start: date | None = None
    activity_end: date | None = None
    evidence: tuple[EvidenceItem, ...] = ()


def day_instant(day: date, *, end: bool = False) -> str:
    """``YYYY-MM-DDT00:00:00Z``, or the last second of that day (UTC) for a day on which something still
    holds.
    """
    # A datetime passes for a date, and its isoformat would be signed as nonsense.
    if isinstance(day, datetime):
        raise MalformedError("a day was expected, not an instant", reason="date")
    return f"{day.isoformat()}T23:59:59Z" if end else f"{day.isoformat()}T00:00:00Z"


def credential_id(base_url: str, code: str) -> str:
    """The permanent address of the signed credential, which is also its `id`."""
    return f"{base_url}d/{code}.json"


def build(award: Award) -> JsonObject:
    """Write the unsigned credential of `award`.

    Raises `MalformedError` when a name or text may not be signed, an address is not https, or a value is
    outside the vocabulary of Open Badges 3.0.
    """
    _check(award)
    subject: JsonObject = {
        "type": ["AchievementSubject"],
        "name": award.holder_name,
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": False,
                "identityHash": award.holder_name,
            }
        ],
        "licenseNumber": award.licence_number,
        "achievement": _achievement(award),
    }
    if award.activity_start is not None:
        subject["activityStartDate"] = day_instant(award.activity_start)
    if award.activity_end is not None:
        subject["activityEndDate"] = day_instant(award.activity_end)
    if award.results:
        subject["result"] = [_result(result) for result in award.results]
    document: JsonObject = {
        "@context": list(CONTEXTS),
        "id": credential_id(award.base_url, award.code),
        "type": list(TYPES),
        "name": award.achievement.name,
        "description": award.achievement.description,
        "issuer": _issuer(award.issuer),
        "validFrom": day_instant(award.awarded),
        "awardedDate": day_instant(award.awarded),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{award.status_list_url}#{award.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(award.status_index),
            "statusListCredential": award.status_list_url,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if award.valid_until is not None:
        document["validUntil"] = day_instant(award.valid_until, end=True)
    if award.evidence:
        document["evidence"] = [evidence_members(item) for item in award.evidence]
    _check_every_text(document)
    return document


def _issuer(issuer: Issuer) -> JsonObject:
    profile: JsonObject = {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url}
    if issuer.email is not None:
        profile["email"] = issuer.email
    if issuer.image_url is not None:
        # `type` is a plain string in the closed class Image; an array breaks the Open Badges schema.
        image: JsonObject = {"id": issuer.image_url, "type": "Image"}
        if issuer.image_caption is not None:
            image["caption"] = issuer.image_caption
        profile["image"] = image
    return profile


def _achievement(award: Award) -> JsonObject:
    facts = award.achievement
    achievement: JsonObject = {
        "id": facts.id,
        "type": ["Achievement"],
        "achievementType": facts.type,
        "name": facts.name,
        "description": facts.description,
        "criteria": {"id": facts.criteria_url, "narrative": facts.criteria_narrative},
        "inLanguage": award.language,
    }
    if facts.human_code is not None:
        achievement["humanCode"] = facts.human_code
    if facts.field_of_study is not None:
        achievement["fieldOfStudy"] = facts.field_of_study
    if facts.credits is not None:
        # An integral float becomes an integer: the canonical bytes are the same (RFC 8785 §3.2.2.3), the
        # value plainer.
        achievement["creditsAvailable"] = (
            int(facts.credits) if float(facts.credits).is_integer() else facts.credits
        )
    if award.results:
        achievement["resultDescription"] = [_result_description(result) for result in award.results]
    if facts.alignments:
        achievement["alignment"] = [_alignment(alignment) for alignment in facts.alignments]
    return achievement


def _result_description(result: CourseResult) -> JsonObject:
    description: JsonObject = {
        "id": result.id,
        "type": ["ResultDescription"],
        "name": result.name,
        "resultType": result.result_type,
    }
    if result.course_url is not None:
        description["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": result.name,
                "targetUrl": result.course_url,
            }
        ]
    return description


def _result(result: CourseResult) -> JsonObject:
    value: JsonObject = {"type": ["Result"], "resultDescription": result.id, "value": result.value}
    if result.status is not None:
        value["status"] = result.status
    return value


def _alignment(alignment: Alignment) -> JsonObject:
    value: JsonObject = {"type": ["Alignment"], "targetName": alignment.name, "targetUrl": alignment.url}
    if alignment.description is not None:
        value["targetDescription"] = alignment.description
    if alignment.framework is not None:
        value["targetFramework"] = alignment.framework
    if alignment.code is not None:
        value["targetCode"] = alignment.code
    return value


def _check(award: Award) -> None:
    Did.parse(award.issuer.did)
    if not codes.is_code(award.code):
        raise MalformedError(f"{award.code!r} is not a diploma code in its exact form", reason="code")
    if award.language not in ("fr", "en"):
        raise MalformedError(
            f"the language of a diploma is fr or en, not {award.language!r}", reason="language"
        )
    check_name(award.holder_name, "the holder's name")
    check_name(award.issuer.name, "the issuer's name")
    check_name(award.achievement.name, "the achievement's name")
    check_name(award.licence_number, "the diploma number")
    if not award.base_url.endswith("/"):
        raise MalformedError("the base address must end in a slash", reason="url")
    issuer, facts = award.issuer, award.achievement
    addresses = [award.base_url, award.status_list_url, issuer.url, issuer.image_url]
    addresses += [facts.id, facts.criteria_url]
    addresses += [result.id for result in award.results] + [result.course_url for result in award.results]
    addresses += [alignment.url for alignment in facts.alignments]
    for address in addresses:
        if address is not None:
            _check_url(address)
    if "#" in award.status_list_url:
        raise MalformedError("the address of a status list has no fragment", reason="url")
    if award.status_index < 0:
        raise MalformedError("a status index is not negative", reason="status-index")
    if facts.credits is not None and not (math.isfinite(facts.credits) and 0 < facts.credits <= 1000):
        raise MalformedError(f"{facts.credits} is not a number of credits", reason="credits")
    if award.valid_until is not None and award.valid_until < award.awarded:
        raise MalformedError("the diploma would expire before it is awarded", reason="date")
    _check_results(award.results)
    check_evidence(award.evidence)


def _check_results(results: tuple[CourseResult, ...]) -> None:
    if len({result.id for result in results}) != len(results):
        raise MalformedError("two results of a diploma share an address", reason="duplicate-result")
    for result in results:
        if result.result_type not in RESULT_TYPES:
            raise MalformedError(
                f"Open Badges knows no result type {result.result_type!r}", reason="result-type"
            )
        if result.status is not None and result.status not in RESULT_STATUSES:
            raise MalformedError(
                f"Open Badges knows no result status {result.status!r}", reason="result-status"
            )


def _check_url(address: str) -> None:
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good or not address.isascii() or any(sign in address for sign in ' "<>\\^`{|}'):
        raise MalformedError(f"{address!r} is not a plain https address", reason="url")


def _check_every_text(value: Json) -> None:
    if isinstance(value, str):
        check_text(value, "a text of the diploma")
    elif isinstance(value, list):
        for item in value:
            _check_every_text(item)
    elif isinstance(value, dict):
        for item in value.values():
            _check_every_text(item)
