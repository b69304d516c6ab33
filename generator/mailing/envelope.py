"""A letter as the bytes that leave (RFC 5322, RFC 2045 to 2049), and who they go to.

No header can be injected: display names and subjects have lost every control character before they get here, addresses
are refused unless they are plain, and what the library writes is read back and compared before anything leaves.

The Message-ID stands for the message's key, not for the attempt: should a message that a person believed lost arrive
twice after all, mail programs show it once.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from generator.adapters.transport import Parcel
from generator.errors import ParcheminError
from generator.mailing.letter import Letter
from generator.records.base import Language
from generator.records.mail import MailSettings

__all__ = ["Attachment", "NoDocumentError", "UnwritableError", "compose", "message_id"]

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_DOMAIN: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_ATOMS: Final = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")
"""A name that needs no quotes; one with a full stop or an apostrophe gets them, which does no harm."""
_LONGEST_NAME: Final = 150
"""Characters of a display name: what is longer is cut, for a line of a header may have 998 bytes."""
_LONGEST_PLAIN: Final = 200
_BYTES_IN_A_WORD: Final = 45
_UNFOLD: Final = re.compile(r"\r\n(?=[ \t])")
_MIME: Final = ("MIME-Version", "Content-Type", "Content-Language")


class UnwritableError(ParcheminError):
    """The message cannot be written to this address."""


class NoDocumentError(UnwritableError):
    """The document that belongs to the message cannot go with it."""


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
    for ours in (settings.sender, settings.reply_to, settings.bounces):
        if ours is not None and _check_address(ours):
            raise UnwritableError("an address of the site itself is outside ASCII")
    headers = [
        ("From", _mailbox(settings.name, settings.sender, utf8=utf8)),
        ("To", _mailbox(name, address, utf8=utf8)),
        ("Subject", _words(_shown(letter.subject), utf8=utf8)),
        ("Date", format_datetime(now.astimezone(UTC))),
        ("Message-ID", message_id(digest, settings.sender)),
        # RFC 3834: nobody's holiday notice answers a program. Exchange listens to a header of its own.
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]
    if settings.reply_to is not None:
        headers.insert(2, ("Reply-To", _mailbox(settings.name, settings.reply_to, utf8=utf8)))
    head = "".join(f"{field}: {value}\r\n" for field, value in headers)
    data = head.encode() + _body(letter, language, digest, attachments)
    _check_written(data, [field for field, _ in headers], settings.sender, address, letter.subject)
    return Parcel(digest, settings.bounces or settings.sender, address, data, utf8)


def _body(letter: Letter, language: Language, digest: str, attachments: Sequence[Attachment]) -> bytes:
    """Text, HTML and files, with the headers that say so."""
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for one in attachments:
        message.add_attachment(one.data, maintype=one.maintype, subtype=one.subtype, filename=one.name)
    # Last of all: the library takes every Content- header along when it makes a part of what it wraps.
    message["Content-Language"] = language
    # Boundaries made of the key instead of chance: what is previewed is byte for byte what leaves.
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"=_{number}_{digest}")
    return message.as_bytes()


def _check_address(address: str) -> bool:
    """Whether the address needs SMTPUTF8; raises `UnwritableError` for one that is not plain local@domain."""
    local, at, domain = address.rpartition("@")
    letters = "".join(
        "a" if ord(one) > 127 and unicodedata.category(one)[0] in "LMN" else one for one in local
    )
    dotted = not local.startswith(".") and not local.endswith(".") and ".." not in local
    if not at or len(local.encode("utf-8", "replace")) > 64 or not dotted:
        raise UnwritableError("the address is not of the form local@domain")
    # "=?" begins an encoded word, which readers decode even where none may stand.
    if "=?" in local or not _LOCAL.fullmatch(letters) or not _DOMAIN.fullmatch(domain) or len(domain) > 253:
        raise UnwritableError("the address holds characters that cannot stand in one")
    return not local.isascii()


def _mailbox(name: str, address: str, *, utf8: bool) -> str:
    """``name <address>`` (RFC 5322 section 3.4), folded. The library's own writer loses the quotes around a long name
    with a comma in it, which makes two receivers of one."""
    shown = _shown(name)[:_LONGEST_NAME].strip(" ")
    if not shown:
        return address
    if _ATOMS.fullmatch(shown):
        return f"{shown}\r\n <{address}>"
    if shown.isascii() or utf8:
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        # Quoted, an encoded word is still taken for one by some readers: encode what looks like it.
        if "=?" not in shown:
            return f'"{quoted}"\r\n <{address}>'
    return f"{_encoded(shown)}\r\n <{address}>"


def _words(text: str, *, utf8: bool) -> str:
    """Unstructured text of a header, folded."""
    plain = text.isascii() or utf8
    return text if plain and len(text) <= _LONGEST_PLAIN and "=?" not in text else _encoded(text)


def _encoded(text: str) -> str:
    """`text` as encoded words (RFC 2047), each of whole characters and at most 75 long, one a line."""
    chunks: list[bytes] = [b""]
    for character in text:
        data = character.encode()
        if len(chunks[-1]) + len(data) > _BYTES_IN_A_WORD:
            chunks.append(b"")
        chunks[-1] += data
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)


def _shown(text: str) -> str:
    """`text` on one line: whatever could end a header or hide in one is a blank."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") else one for one in text)
    return " ".join(part for part in plain.split(" ") if part)


def _check_written(data: bytes, written: Sequence[str], sender: str, address: str, subject: str) -> None:
    """Read the message back: one sender, one receiver, the subject, and no header that nobody wrote."""
    try:
        # Read as bytes, the library takes raw UTF-8 in a header for an unknown charset.
        read = message_from_string(data.decode(), policy=policy.default)
        received = [one.addr_spec for one in read["To"].addresses]
        sent = [one.addr_spec for one in read["From"].addresses]
        said = str(make_header(decode_header(_UNFOLD.sub("", _raw(data, b"Subject")))))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        raise UnwritableError("the headers of the message cannot be read back") from None
    if received != [address] or sent != [sender] or said != _shown(subject):
        raise UnwritableError("the headers of the message do not read as they were written")
    if sorted(read.keys()) != sorted([*written, *_MIME]) or read.defects:
        raise UnwritableError("the headers of the message are not those that were written")


def _raw(data: bytes, field: bytes) -> str:
    """The value of a header as it stands, folds included."""
    found = re.search(rb"(?m)^" + field + rb": ((?:[^\r\n]|\r\n[ \t])*)\r\n", data)
    return found[1].decode() if found else ""
