"""A letter as the bytes that leave (RFC 5322, RFC 2045 to 2049), and who they go to.

No header can be injected: display names and subjects have lost every control character before they get here, addresses
are refused unless they are plain, and what the library writes is read back and compared before anything leaves.

The Message-ID stands for the message's key, not for the attempt: should a message that a person believed lost arrive
twice after all, mail programs show it once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from generator.adapters.transport import Parcel
from generator.errors import ParcheminError
from generator.mailing.letter import Letter
from generator.records.base import Language
from generator.records.mail import MailSettings

__all__ = ["Attachment", "UnwritableError", "compose", "message_id"]

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_DOMAIN: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_LONGEST_NAME: Final = 150
"""Characters of a display name: a header line may have 998, and an encoded letter of any script takes up to twelve."""


class UnwritableError(ParcheminError):
    """The message cannot be written to this address."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    data: bytes
    maintype: str
    subtype: str


def message_id(digest: str, sender: str) -> str:
    """``<digest@domain of the sender>``."""
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def compose(
    letter: Letter,
    settings: MailSettings,
    *,
    digest: str,
    name: str,
    address: str,
    language: Language,
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> Parcel:
    """Write the message to one candidate; raises `UnwritableError`.

    An address outside ASCII needs a server with SMTPUTF8 (RFC 6531); the parcel says so, and only then.
    """
    utf8 = _check_address(address)
    _check_address(settings.sender)
    message = EmailMessage(policy=policy.SMTPUTF8 if utf8 else policy.SMTP)
    message["From"] = _mailbox(settings.name, settings.sender)
    message["To"] = _mailbox(name, address)
    if settings.reply_to is not None:
        _check_address(settings.reply_to)
        message["Reply-To"] = _mailbox(settings.name, settings.reply_to)
    message["Subject"] = _shown(letter.subject)
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = message_id(digest, settings.sender)
    message["Content-Language"] = language
    # RFC 3834: nobody's holiday notice answers a program. Exchange listens to a header of its own.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for one in attachments:
        message.add_attachment(one.data, maintype=one.maintype, subtype=one.subtype, filename=one.name)
    _fix_boundaries(message, digest)
    try:
        data = message.as_bytes()
    except (MessageError, ValueError, UnicodeError):
        raise UnwritableError("the headers of the message cannot be written") from None
    _check_written(data, settings.sender, address, letter.subject, utf8=utf8)
    return Parcel(digest, settings.bounces or settings.sender, address, data, utf8)


def _check_address(address: str) -> bool:
    """Whether the address needs SMTPUTF8; raises `UnwritableError` for one that is not plain local@domain."""
    local, at, domain = address.rpartition("@")
    letters = "".join(
        "a" if ord(one) > 127 and unicodedata.category(one)[0] in "LMN" else one for one in local
    )
    dotted = not local.startswith(".") and not local.endswith(".") and ".." not in local
    if not at or len(local.encode("utf-8", "replace")) > 64 or not dotted:
        raise UnwritableError("the address is not of the form local@domain")
    if not _LOCAL.fullmatch(letters) or not _DOMAIN.fullmatch(domain) or len(domain) > 253:
        raise UnwritableError("the address holds characters that cannot stand in one")
    return not local.isascii()


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_shown(name)[:_LONGEST_NAME].strip(), local, domain)


def _shown(text: str) -> str:
    """`text` on one line: whatever could end a header or hide in one is a blank."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") else one for one in text)
    return " ".join(part for part in plain.split(" ") if part)


def _fix_boundaries(message: EmailMessage, digest: str) -> None:
    """Boundaries made of the key instead of chance: what is previewed is byte for byte what leaves."""
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"=_{number}_{digest}")


def _check_written(data: bytes, sender: str, address: str, subject: str, *, utf8: bool) -> None:
    """Read the message back: one sender, one receiver, the subject, and no header that nobody wrote."""
    # Read as bytes, the library takes raw UTF-8 in a header for an unknown charset.
    read = (
        message_from_string(data.decode(), policy=policy.default)
        if utf8
        else message_from_bytes(data, policy=policy.default)
    )
    received = [one.addr_spec for one in read["To"].addresses]
    sent = [one.addr_spec for one in read["From"].addresses]
    if received != [address] or sent != [sender] or str(read["Subject"]) != _shown(subject):
        raise UnwritableError("the headers of the message do not read as they were written")
    if len(read.keys()) != len(set(read.keys())) or not set(read.keys()) <= _HEADERS or read.defects:
        raise UnwritableError("the headers of the message are not those that were written")


_HEADERS: Final = frozenset(
    {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Language",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
)
