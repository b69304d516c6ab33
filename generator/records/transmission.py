"""A file from the exam platform as it is kept: `candidates/transmissions/<course>/<session>/<n>.jsonl`.

Written once by ``parchemin results import``, never by hand and never changed: a corrected file is the transmission
with the next number. Canonical JSON (sorted members, no blanks, UTF-8), one object a line: first a `Header`, which
holds the digest of the platform's file and that of the lines below it, then one `TransmittedRow` for each row, in
the order of the platform's file. Private: never published.

    transmission = Transmission.parse(data)      # MalformedError names the line
    transmission.to_bytes() == data
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from generator.errors import MalformedError

__all__ = ["MAX_LINE", "MAX_ROWS", "Header", "Identity", "Transmission", "TransmittedRow"]

Identity: TypeAlias = Literal["verified", "not-checked", "failed"]

MAX_ROWS: Final = 400_000
"""Rows of one file. Three times the largest course that is known of; a file of a million rows is a mistake."""
MAX_LINE: Final = 8_000
_MAX_TEXT: Final = 300
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_UNSHOWN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PERCENT: Final = re.compile(r"(?:100|[0-9]{1,2})(?:\.[0-9]{1,9})?", re.ASCII)
_IDENTITIES: Final = ("verified", "not-checked", "failed")
_TEXTS: Final = ("account", "certificate", "family", "given", "invalidated", "mail", "name")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True)
class TransmittedRow:
    """One row of the platform's file. `line` is the row's line (or row number) in that file.

    `score` counts right answers. `percent` is the exact decimal of a grade that is no number of right answers:
    shown to people, never a ground to pass. `passed` is what the platform itself says. `invalidated` is its
    reason for withdrawing the result.
    """

    line: int
    path: str
    date: datetime.date
    certificate: str | None = None
    account: str | None = None
    mail: str | None = None
    name: str | None = None
    family: str | None = None
    given: str | None = None
    birth_date: datetime.date | None = None
    score: int | None = None
    percent: str | None = None
    passed: bool | None = None
    identity: Identity = "not-checked"
    invalidated: str | None = None

    @property
    def shown_name(self) -> str:
        """The name as a person reads it; empty where the file holds none."""
        return self.name or " ".join(part for part in (self.given, self.family) if part)

    @cached_property
    def who(self) -> str:
        """A key (16 hexadecimal digits) for whom the row is about: the strongest identifier that it holds.

        A corrected file that changes a score or a name leaves it alone. Case does not matter.
        """
        if self.account:
            said = f"account\n{self.account}"
        elif self.certificate:
            said = f"certificate\n{self.certificate}"
        elif self.mail:
            said = f"mail\n{self.mail}"
        else:
            birth = self.birth_date.isoformat() if self.birth_date else ""
            said = f"name\n{self.name or ''}\n{self.given or ''}\n{self.family or ''}\n{birth}"
        return _short(said.casefold())

    @property
    def content(self) -> str:
        """A key (16 hexadecimal digits) for everything that the row says, its line excepted."""
        value = self.to_json()
        del value["line"]
        return _short(_ENCODER.encode(value))

    def to_json(self) -> dict[str, Any]:
        """The members that are known, as JSON knows them."""
        found: dict[str, Any] = {
            name: value for name in _ROW_FIELDS if (value := getattr(self, name)) is not None
        }
        for name in ("birth_date", "date"):
            if name in found:
                found[name] = found[name].isoformat()
        return found

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> TransmittedRow:
        """Read one row; raises `MalformedError` with what is wrong with it."""
        if not value.keys() <= _ROW_MEMBERS or not value.keys() >= _ROW_DUE:
            raise _malformed("a row has not the members that it must have")
        for name in _TEXTS:
            if name in value:
                _check_text(value[name], name)
        if type(value["line"]) is not int or value["line"] < 1:
            raise _malformed("'line' is no line number")
        if "score" in value and (type(value["score"]) is not int or value["score"] < 0):
            raise _malformed("'score' is no number of right answers")
        if "percent" in value and not (_is_text(value["percent"]) and _PERCENT.fullmatch(value["percent"])):
            raise _malformed("'percent' is no decimal from 0 to 100")
        if type(value.get("passed", True)) is not bool or value["identity"] not in _IDENTITIES:
            raise _malformed("'passed' or 'identity' is none of its values")
        if not (_is_text(value["path"]) and _SLUG.fullmatch(value["path"])):
            raise _malformed("'path' is no id of a path")
        given = dict(value)
        for name in ("birth_date", "date"):
            if name in given:
                given[name] = _day(given[name], name)
        return cls(**given)


_ROW_FIELDS: Final = tuple(TransmittedRow.__dataclass_fields__)
_ROW_MEMBERS: Final = frozenset(_ROW_FIELDS)
_ROW_DUE: Final = frozenset({"line", "path", "date", "identity"})


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of the file as a whole. `sha256` is that of the platform's very bytes, `body` that of the
    lines below this one; `refused` counts the rows that were left out on purpose."""

    course: str
    session: str
    number: int
    file: str
    sha256: str
    received: datetime.date
    sender: str
    mapping: str
    rows: int
    refused: int
    body: str

    def to_line(self) -> bytes:
        """The canonical bytes and a newline."""
        value = {name: getattr(self, name) for name in _HEADER_FIELDS} | {
            "received": self.received.isoformat(),
            "v": 1,
        }
        return f"{_ENCODER.encode(value)}\n".encode()

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Header:
        """Read the first line; raises `MalformedError`."""
        if value.keys() != {*_HEADER_FIELDS, "v"} or value["v"] != 1:
            raise _malformed("the header has not the members of version 1")
        for name in ("file", "sender", "mapping"):
            _check_text(value[name], name)
        for name in ("course", "session", "mapping"):
            if not (_is_text(value[name]) and _SLUG.fullmatch(value[name])):
                raise _malformed(f"'{name}' is no slug")
        for name in ("sha256", "body"):
            if not (_is_text(value[name]) and _DIGEST.fullmatch(value[name])):
                raise _malformed(f"'{name}' is no SHA-256 digest")
        for name, least in (("number", 1), ("rows", 0), ("refused", 0)):
            if type(value[name]) is not int or value[name] < least:
                raise _malformed(f"'{name}' is no such number")
        given = {name: value[name] for name in _HEADER_FIELDS}
        return cls(**given | {"received": _day(value["received"], "received")})


_HEADER_FIELDS: Final = tuple(Header.__dataclass_fields__)


@dataclass(frozen=True)
class Transmission:
    """One file from the platform: what is known of it, and its rows."""

    header: Header
    rows: tuple[TransmittedRow, ...]

    @cached_property
    def by_who(self) -> dict[str, TransmittedRow]:
        """The rows by the key of the person; one row a person."""
        return {row.who: row for row in self.rows}

    @classmethod
    def of(
        cls,
        rows: tuple[TransmittedRow, ...],
        *,
        course: str,
        session: str,
        number: int,
        file: str,
        sha256: str,
        received: datetime.date,
        sender: str,
        mapping: str,
        refused: int,
    ) -> Transmission:
        """Put a header before the rows."""
        body = hashlib.sha256(_body(rows)).hexdigest()
        header = Header(
            course=course, session=session, number=number, file=file, sha256=sha256, received=received,
            sender=sender, mapping=mapping, rows=len(rows), refused=refused, body=body,
        )  # fmt: skip
        return cls(header, rows)

    def to_bytes(self) -> bytes:
        """The bytes of the file."""
        return self.header.to_line() + _body(self.rows)

    @classmethod
    def parse(cls, data: bytes) -> Transmission:
        """Read a whole file. Raises `MalformedError` whose message starts with ``line n:``."""
        first, _, body = data.partition(b"\n")
        header = Header.from_json(_at(1, first))
        if hashlib.sha256(body).hexdigest() != header.body:
            raise _malformed("line 1: the lines below are not those that were written")
        lines = body.split(b"\n")
        if lines.pop() or len(lines) != header.rows or header.rows > MAX_ROWS:
            raise _malformed(
                "line 1: there are more or fewer rows than it says, or more than a file may have"
            )
        rows = []
        for number, line in enumerate(lines, start=2):
            value = _at(number, line)
            try:
                rows.append(TransmittedRow.from_json(value))
            except MalformedError as error:
                raise _malformed(f"line {number}: {error}") from None
        found = cls(header, tuple(rows))
        # The program writes one form only: what reads alike but is written otherwise was not written by it.
        if found.to_bytes() != data:
            raise _malformed("line 1: the file is not written as the program writes it")
        if len(found.by_who) != len(rows):
            raise _malformed("line 1: two rows are about the same person")
        return found


def _body(rows: tuple[TransmittedRow, ...]) -> bytes:
    encode = _ENCODER.encode
    return "".join(f"{encode(row.to_json())}\n" for row in rows).encode()


def _at(number: int, line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise _malformed(f"line {number}: longer than {MAX_LINE} bytes")
    try:
        value = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise _malformed(f"line {number}: not JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise _malformed(f"line {number}: no JSON object")
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _check_text(value: object, name: str) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT or _UNSHOWN.search(value):
        raise _malformed(f"'{name}' is no text of 1 to {_MAX_TEXT} characters that can be shown")


def _day(value: object, name: str) -> datetime.date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise _malformed(f"'{name}' is no day")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _malformed(message: str) -> MalformedError:
    return MalformedError(message, reason="transmission")
