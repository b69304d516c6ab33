"""What is inside a sealed file: one strict JSON object, which becomes a `Letter` or a list of everything wrong with it.

Five kinds: a registration, and, from people who are registered, a deposit, a change of choice, a correction of the
name, a withdrawal. Fields are those of records, held to the same rules; a field that is not named here is refused.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from generator.errors import Diagnostic, MalformedError
from generator.records.base import Bool, Day, Email, Language, Line, Percent, Record, Slug
from generator.records.candidate import Country, LetterKind, MessageId, Name, ReceiptCode, ScanType
from generator.records.explain import explain
from generator.records.yaml import Document
from generator.trust.instant import parse_instant
from generator.trust.receipt import read_receipt
from generator.trust.sealed import MAX_PLAINTEXT
from generator.trust.strictjson import parse_object

__all__ = [
    "MAX_SCAN",
    "Choices",
    "ConsentGiven",
    "DepositClaim",
    "Exchange",
    "Letter",
    "NameCorrection",
    "RegistrationRequest",
    "Who",
    "Withdrawal",
    "read_letter",
    "scan_type",
]

MAX_SCAN: Final = 2_000_000
"""Bytes of a scan: a page photographed by a telephone, once it is reduced as the page asks."""
_MAGIC: Final[tuple[tuple[bytes, ScanType], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def _receipt(value: str) -> str:
    try:
        exact = read_receipt(value)
    except MalformedError:
        exact = ""
    if exact != value:
        raise PydanticCustomError("receipt", "a receipt is due here, in its exact form")
    return value


def _instant(value: str) -> str:
    try:
        parse_instant(value)
    except MalformedError:
        raise PydanticCustomError("instant", "an instant is due here: 2026-11-25T09:30:00Z") from None
    return value


Receipt = Annotated[ReceiptCode, AfterValidator(_receipt)]
Instant = Annotated[str, StringConstraints(max_length=20), AfterValidator(_instant)]


class ConsentGiven(Record):
    """The answer to one consent, and the version of the text that was shown."""

    purpose: Slug
    version: Line
    given: Bool


class RegistrationRequest(Record):
    """A registration: who, and for which courses. `receipt` is the code shown to the candidate."""

    name: Name
    birth_date: Day
    email: Email
    country: Country | None = None
    platform_id: Line | None = None
    choices: Annotated[tuple[Slug, ...], Field(max_length=60)] = ()
    consents: Annotated[tuple[ConsentGiven, ...], Field(max_length=20)] = ()
    receipt: Receipt


class Who(Record):
    """Who says that a file is theirs: the receipt where it is at hand, and what else only they are likely to know."""

    receipt: Receipt | None = None
    email: Email
    birth_date: Day
    platform_id: Line | None = None


class DepositClaim(Record):
    """A certificate that the candidate declares. `scan` is base64; what it is, its first bytes tell."""

    who: Who
    course: Slug
    session: Slug
    certificate: Line
    issued: Day
    score: Percent | None = None
    scan: Annotated[str, StringConstraints(max_length=MAX_SCAN * 4 // 3 + 4)] | None = None


class Exchange(Record):
    """One chosen course for another."""

    out: Slug
    into: Slug


class Choices(Record):
    """A change of choice: all of these exchanges, or none."""

    who: Who
    swaps: Annotated[tuple[Exchange, ...], Field(min_length=1, max_length=10)]


class NameCorrection(Record):
    """Another name for the diploma."""

    who: Who
    name: Name
    reason: Line | None = None


class Withdrawal(Record):
    """The end of a registration."""

    who: Who


Content: TypeAlias = RegistrationRequest | DepositClaim | Choices | NameCorrection | Withdrawal
_CONTENTS: Final[dict[str, type[Content]]] = {
    "registration": RegistrationRequest,
    "deposit": DepositClaim,
    "choices": Choices,
    "name": NameCorrection,
    "withdrawal": Withdrawal,
}


class _Envelope(Record):
    v: Literal[1]
    id: MessageId
    kind: LetterKind
    made: Instant
    host: Annotated[str, StringConstraints(max_length=259)]
    programme: Slug
    language: Language
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """An opened file. `sha256` is that of the sealed one; `scan` the bytes of a scan, empty where there is none."""

    id: str
    kind: LetterKind
    made: datetime
    host: str
    programme: str
    language: Language
    content: Content
    sha256: str
    scan: bytes = b""

    @property
    def short(self) -> str:
        """The beginning of the number, by which people name a file."""
        return self.id[:8]


def read_letter(payload: bytes, sha256: str, source: str) -> Letter | list[Diagnostic]:
    """Read the JSON of a sealed file; what is wrong is said of `source`, all at once."""

    def refused(message: str, hint: str = "") -> list[Diagnostic]:
        return [Diagnostic(source, 0, 0, "I206", message, hint)]

    try:
        data = parse_object(payload, max_bytes=MAX_PLAINTEXT, max_depth=6)
    except MalformedError as error:
        return refused(f"its content cannot be read: {error}", _AGAIN)
    try:
        envelope = _Envelope.model_validate(data)
    except ValidationError as error:
        return _explained(error, _Envelope, data, source)
    model = _CONTENTS[envelope.kind]
    try:
        content = model.model_validate(envelope.content)
    except ValidationError as error:
        return _explained(error, model, envelope.content, source)
    scan = _scan(content)
    if isinstance(scan, str):
        return [Diagnostic(source, 0, 0, "I207", scan, "Ask for a smaller scan, as PDF, JPEG or PNG.")]
    return Letter(
        id=envelope.id,
        kind=envelope.kind,
        made=parse_instant(envelope.made),
        host=envelope.host,
        programme=envelope.programme,
        language=envelope.language,
        content=content,
        sha256=sha256,
        scan=scan,
    )


def _scan(content: Content) -> bytes | str:
    """The bytes of a scan (none where there is none), or what is wrong with it."""
    if not isinstance(content, DepositClaim) or content.scan is None:
        return b""
    try:
        data = base64.b64decode(content.scan, validate=True)
    except ValueError:
        return "its scan cannot be read"
    if len(data) > MAX_SCAN:
        return f"its scan has more than {MAX_SCAN:,} bytes"
    return data if scan_type(data) is not None else "its scan is neither a PDF nor a JPEG or PNG image"


def scan_type(data: bytes) -> ScanType | None:
    """What a scan is by its first bytes, whatever it calls itself; None for anything that is not kept."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


_AGAIN: Final = "Ask the sender to make it again with the site's page."


def _explained(error: ValidationError, model: type[Record], data: Any, source: str) -> list[Diagnostic]:
    """The mistakes, each with its field: those of records, said of a sealed file."""
    document = Document(source, "")
    document.data = data
    found = explain(error, model, document)
    said = dict.fromkeys(problem.message for problem in found)
    return [
        Diagnostic(source, 0, 0, "I206", f"its content is not in order: {message}", _AGAIN)
        for message in said
    ]
