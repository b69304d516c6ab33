"""The lines of the mail ledger, ``candidates/mail/``: what was meant to be sent, and what became of it.

One JSON object a line, in canonical form (RFC 8785), written once. A line names a candidate by the meaningless id in
the key, a kind and a course or code; it holds no address, no name and nothing that a server answered in words, for
servers quote addresses.

=========  ==============================================================================================
``run``    head of the file of one run: which kinds were switched on, and how mail left
``intend`` written to the disk before a message is handed over; `sha256` is that of its bytes
``accept`` the server took it (or the outbox has it)
``refuse`` the server said no: its reply code and status code (RFC 3463)
``doubt``  the connection broke when the message was on its way: nobody knows
``end``    last line of a run that went to its end
``start``  from this moment on these kinds are sent
``past``   a message that was due in that moment and is never sent
``settle`` a person's decision about a message, with its reason
``close``  a person says that a run that stopped is over
``bounce`` a message came back (RFC 3464)
=========  ==============================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from generator.errors import MalformedError
from generator.outreach.message import KEY
from generator.records.mail import MAIL_KINDS, MailKind
from generator.trust.canonical import canonical
from generator.trust.instant import format_instant, parse_instant
from generator.trust.strictjson import JsonObject, parse_object
from generator.trust.text import check_text

__all__ = [
    "Accept",
    "Bounce",
    "Close",
    "Doubt",
    "End",
    "Entry",
    "Intend",
    "Past",
    "Refuse",
    "Run",
    "Settle",
    "Settlement",
    "Start",
    "parse_any",
    "parse_entry",
    "to_line",
]

Settlement: TypeAlias = Literal["sent", "not-sent", "never"]
Scope: TypeAlias = Literal["recipient", "message", "sender"]
Action: TypeAlias = Literal["failed", "delayed"]
_HEX: Mapping[str, re.Pattern[str]] = {
    "id": re.compile(r"[0-9a-f]{8}"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
    "dsn": re.compile(r"[0-9a-f]{64}"),
    "to": re.compile(r"[0-9a-f]{16}"),
    "state": re.compile(r"[0-9a-f]{16}|"),
}
_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}|")
_RUN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9a-f]{8}")
_MOST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """The head of a run's file."""

    at: datetime
    id: str
    kinds: tuple[MailKind, ...]
    transport: str
    t: ClassVar[str] = "run"


@dataclass(frozen=True, slots=True)
class Intend:
    """A message about to be handed over to the address with the digest `to`."""

    at: datetime
    key: str
    sha256: str
    to: str
    state: str = ""
    t: ClassVar[str] = "intend"


@dataclass(frozen=True, slots=True)
class Accept:
    """The message was taken."""

    at: datetime
    key: str
    t: ClassVar[str] = "accept"


@dataclass(frozen=True, slots=True)
class Refuse:
    """The message was not taken. `scope`: because of the address, of the message, or of us."""

    at: datetime
    key: str
    code: int
    status: str
    scope: Scope
    t: ClassVar[str] = "refuse"

    @property
    def final(self) -> bool:
        """Whether trying again as it is would be refused again (5yz, RFC 5321 section 4.2.1)."""
        return self.code >= 500 and self.scope != "sender"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody knows whether the message was taken."""

    at: datetime
    key: str
    t: ClassVar[str] = "doubt"


@dataclass(frozen=True, slots=True)
class End:
    """The run went to its end."""

    at: datetime
    accepted: int
    refused: int
    t: ClassVar[str] = "end"


@dataclass(frozen=True, slots=True)
class Start:
    """From `at` on, these kinds are sent."""

    at: datetime
    kinds: tuple[MailKind, ...]
    t: ClassVar[str] = "start"


@dataclass(frozen=True, slots=True)
class Past:
    """A message that belongs to the time before its kind was switched on."""

    at: datetime
    key: str
    state: str = ""
    t: ClassVar[str] = "past"


@dataclass(frozen=True, slots=True)
class Settle:
    """A person's decision: it was sent, it was not (and is due again), or it is never to be sent."""

    at: datetime
    key: str
    settled: Settlement
    reason: str
    state: str = ""
    t: ClassVar[str] = "settle"


@dataclass(frozen=True, slots=True)
class Close:
    """A person says that the run is over."""

    at: datetime
    run: str
    reason: str
    t: ClassVar[str] = "close"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report came back about a message; `dsn` is the digest of the report, which is recorded once."""

    at: datetime
    key: str
    action: Action
    status: str
    dsn: str
    t: ClassVar[str] = "bounce"


Entry: TypeAlias = Run | Intend | Accept | Refuse | Doubt | End | Start | Past | Settle | Close | Bounce
_ENTRIES: Mapping[str, type[Entry]] = {kind.t: kind for kind in get_args(Entry)}
_FIELDS: Mapping[str, tuple[str, ...]] = {
    name: tuple(field.name for field in fields(kind)) for name, kind in _ENTRIES.items()
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "scope": get_args(Scope),
    "action": get_args(Action),
    "settled": get_args(Settlement),
    "transport": ("outbox", "smtp"),
}


def to_line(entry: Entry) -> bytes:
    """The canonical bytes of an entry and a newline."""
    value: JsonObject = {"t": entry.t, "v": 1}
    for name in _FIELDS[entry.t]:
        held = getattr(entry, name)
        if isinstance(held, datetime):
            held = format_instant(held)
        elif isinstance(held, tuple):
            held = list(held)
        value[name] = held
    return canonical(value) + b"\n"


_COMMON = re.compile(
    rb'\{"at":"([0-9T:Z-]{20})","key":"('
    + KEY.pattern.encode()
    + rb')",(?:"sha256":"([0-9a-f]{64})","state":"([0-9a-f]{16}|)","t":"intend","to":"([0-9a-f]{16})"'
    + rb'|"t":"accept"),"v":1\}'
)
"""The canonical text of the two lines that nearly all are: a ledger of millions of them is read in seconds."""


def parse_entry(line: bytes) -> Entry:
    """Read one line (with or without its newline); raises `MalformedError` (reason ``mail-line``)."""
    text = line.removesuffix(b"\n")
    found = _COMMON.fullmatch(text)
    return parse_any(text) if found is None else _common(found)


def _common(found: re.Match[bytes]) -> Entry:
    at, key = _instant(found[1].decode()), found[2].decode()
    sha256, state, to = found.group(_COMMON.groups - 2, _COMMON.groups - 1, _COMMON.groups)
    return (
        Accept(at, key) if sha256 is None else Intend(at, key, sha256.decode(), to.decode(), state.decode())
    )


@lru_cache(maxsize=4096)
def _instant(text: str) -> datetime:
    return parse_instant(text)


def parse_any(text: bytes) -> Entry:
    """`parse_entry` for a line of any kind, without its newline; the common ones give the same by either way."""
    value = parse_object(text)
    kind, version = value.pop("t", None), value.pop("v", None)
    if not isinstance(kind, str) or kind not in _ENTRIES or version != 1 or version is True:
        raise _malformed("it is of no kind or version that is known")
    names = _FIELDS[kind]
    if set(value) != set(names):
        raise _malformed("it has other members than the expected ones")
    entry = _ENTRIES[kind](**{name: _field(name, value[name]) for name in names})
    if to_line(entry) != text + b"\n":
        raise _malformed("it is not in canonical form (RFC 8785)")
    return entry


def _field(name: str, held: object) -> Any:
    if name in ("code", "accepted", "refused"):
        if type(held) is not int or not 0 <= held < 10**9 or (name == "code" and not 200 <= held <= 599):
            raise _malformed(f"{name} is not a number that can stand here")
        return held
    if name == "kinds":
        if not isinstance(held, list) or any(one not in MAIL_KINDS for one in held):
            raise _malformed("its kinds of message are not known")
        return tuple(held)
    if not isinstance(held, str):
        raise _malformed(f"{name} is not text")
    if name == "at":
        return parse_instant(held)
    if name == "reason":
        if len(held) > _MOST_REASON or not held.strip():
            raise _malformed("its reason is empty or far too long")
        return check_text(held, "the reason")
    if name in _WORDS:
        fits = held in _WORDS[name]
    elif name in _HEX:
        fits = _HEX[name].fullmatch(held) is not None
    else:
        pattern = {"key": KEY, "status": _STATUS, "run": _RUN}[name]
        fits = pattern.fullmatch(held) is not None
    if not fits:
        raise _malformed(f"{name} does not have the form that is due")
    return held


def _malformed(what: str) -> MalformedError:
    return MalformedError(f"this is no line of the mail ledger: {what}", reason="mail-line")
