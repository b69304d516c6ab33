"""Messages that came back: delivery status notifications (RFC 3464, RFC 6533) out of files, mailboxes and Maildirs.

A report is believed when it quotes the Message-ID of a message that this site sent, which nobody but the receiver and
the servers on the way have seen. An address by itself proves nothing: anyone can write to the school that somebody's
address does not exist.
"""

from __future__ import annotations

import hashlib
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Final, Literal

from generator.errors import ParcheminError
from generator.outreach.book import MailBook
from generator.outreach.entries import Action, Bounce

__all__ = ["Report", "read_reports", "sort_reports"]

_MAX_BYTES: Final = 10_000_000
_MOST_PARTS: Final = 200
_ID: Final = re.compile(r"<([0-9a-f]{32})@[^<>\s]{1,255}>")
_STATUS: Final = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_REPORTS: Final = ("message/delivery-status", "message/global-delivery-status")
_RETURNED: Final = ("message/rfc822", "message/global")
_HEADERS: Final = ("text/rfc822-headers", "message/global-headers")


@dataclass(frozen=True, slots=True)
class Report:
    """One message that arrived. `digests` are those of the Message-IDs it quotes; `action` is None where it is no
    report of a failure or a delay."""

    dsn: str
    action: Action | None
    status: str
    digests: tuple[str, ...]


Verdict = Literal["recorded", "known", "foreign", "nothing"]


def read_reports(path: Path) -> Iterator[Report]:
    """Every message in a file ``.eml``, an mbox, a Maildir, or a folder of such files. Raises `ParcheminError`."""
    for data in _messages(path):
        yield _report(data)


def sort_reports(
    reports: Iterator[Report], book: MailBook, at: datetime
) -> tuple[tuple[Bounce, ...], dict[Verdict, int]]:
    """The bounces to record, each report once, and how many of each verdict there were.

    ``foreign``: a failure of a message that this site did not send; ``nothing``: no report of a failure or a delay.
    """
    by_digest = book.by_digest
    seen = set(book.reports)
    found: list[Bounce] = []
    counts: dict[Verdict, int] = {"recorded": 0, "known": 0, "foreign": 0, "nothing": 0}
    for report in reports:
        key = next((by_digest[one] for one in report.digests if one in by_digest), None)
        if report.action is None:
            counts["nothing"] += 1
        elif key is None:
            counts["foreign"] += 1
        elif report.dsn in seen:
            counts["known"] += 1
        else:
            seen.add(report.dsn)
            counts["recorded"] += 1
            found.append(Bounce(at, key, report.action, report.status, report.dsn))
    return tuple(found), counts


def _messages(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        if all((path / name).is_dir() for name in ("cur", "new", "tmp")):
            files = sorted([*(path / "cur").iterdir(), *(path / "new").iterdir()])
        else:
            files = sorted(path.rglob("*.eml"))
        for file in files:
            if file.is_file():
                yield _bounded(file)
        return
    with path.open("rb") as opened:
        is_mbox = opened.read(5) == b"From "
    if not is_mbox:
        yield _bounded(path)
        return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            with box.get_file(key) as opened:
                yield _checked(opened.read(_MAX_BYTES + 1), path)
    finally:
        box.close()


def _bounded(path: Path) -> bytes:
    with path.open("rb") as opened:
        return _checked(opened.read(_MAX_BYTES + 1), path)


def _checked(data: bytes, path: Path) -> bytes:
    if len(data) > _MAX_BYTES:
        raise ParcheminError(f"{path.name}: a message of more than 10 MB is no report of a server")
    return data


def _report(data: bytes) -> Report:
    dsn = hashlib.sha256(data).hexdigest()
    action: Action | None = None
    status = ""
    digests: list[str] = []
    try:
        message = message_from_bytes(data)
        for count, part in enumerate(message.walk()):
            if count > _MOST_PARTS:
                break
            kind = part.get_content_type()
            if kind in _REPORTS:
                action, status = _status(part, action, status)
            elif kind in _RETURNED or kind in _HEADERS:
                digests += _quoted(part)
        digests += _ID.findall(f"{message.get('In-Reply-To', '')} {message.get('References', '')}")
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # What the library cannot take apart is no report; its digest tells that it was looked at.
        return Report(dsn, None, "", ())
    return Report(dsn, action, status, tuple(dict.fromkeys(digests)))


def _status(part: Message, action: Action | None, status: str) -> tuple[Action | None, str]:
    """The gravest outcome among the receivers that the report names; there is one, for a message has one receiver."""
    payload = part.get_payload()
    for group in payload if isinstance(payload, list) else []:
        if not isinstance(group, Message):
            continue
        said = str(group.get("Action", "")).strip().lower()
        found = _STATUS.match(str(group.get("Status", "")))
        if said == "failed" and action != "failed":
            action, status = "failed", found[1] if found else ""
        elif said == "delayed" and action is None:
            action, status = "delayed", found[1] if found else ""
    return action, status


def _quoted(part: Message) -> list[str]:
    """Digests in the Message-ID of the message that a report returns, whole or its headers alone."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [
            one
            for inner in payload
            if isinstance(inner, Message)
            for one in _ID.findall(str(inner.get("Message-ID", "")))
        ]
    raw = part.get_payload(decode=True)
    head = message_from_bytes(raw) if isinstance(raw, bytes) else Message()
    return _ID.findall(str(head.get("Message-ID", "")))
