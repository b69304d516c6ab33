"""Where sealed files come from: files, folders, mailboxes (mbox, Maildir, .eml), read through the standard library.

A mail is searched for sealed files whatever its attachments are called: their form is unmistakable
(`generator.trust.sealed.find_tokens`). Names of attachments are never used but to say, on the terminal, what was
looked at. Everything is bounded: bytes of a file, parts of a mail, files of a run. Mailboxes are read and never
changed.
"""

from __future__ import annotations

import mailbox
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from generator.errors import Diagnostic
from generator.records.yaml import shown
from generator.trust.sealed import MAX_TOKEN, find_tokens

__all__ = ["MAX_ARRIVALS", "Arrival", "gather"]

MAX_ARRIVALS: Final = 20_000
"""Sealed files of one run."""
_MAX_ALL: Final = 400_000_000
_MAX_FILE: Final = MAX_TOKEN + MAX_TOKEN // 16
_MAX_MAIL: Final = 30_000_000
_MAX_PARTS: Final = 100
_MAILS: Final = (".eml", ".mbox", ".mbx")
_MAILDIR: Final = ("cur", "new", "tmp")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One sealed file and where it was found, or what is wrong with that place. `idle`: a mail without any."""

    source: str
    token: bytes = b""
    problem: Diagnostic | None = None
    idle: bool = False


def gather(paths: list[Path]) -> Iterator[Arrival]:
    """Every sealed file at the paths, in the order of their names; folders are not searched below their own files."""
    number = size = 0
    for path in paths:
        for arrival in _at(path):
            number += not arrival.idle
            size += len(arrival.token)
            if number > MAX_ARRIVALS or size > _MAX_ALL:
                message = f"the run is limited to {MAX_ARRIVALS:,} sealed files and {_MAX_ALL:,} bytes; the rest waits"
                yield _wrong(shown(str(path)), "I201", message, "Take them in by parts.")
                return
            yield arrival


def _at(path: Path) -> Iterator[Arrival]:
    source = shown(str(path), 200)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            if all((path / part).is_dir() for part in _MAILDIR):
                yield from _mailbox(mailbox.Maildir(path, create=False), source)
                return
            for inner in sorted(path.iterdir()):
                if inner.name.startswith(".") or inner.is_dir():
                    continue
                if inner.is_symlink():
                    yield _wrong(
                        f"{source}/{shown(inner.name)}", "I201", "it is a link, which is not followed"
                    )
                    continue
                yield from _at(inner)
        elif not stat.S_ISREG(mode):
            yield _wrong(source, "I201", "it is no ordinary file")
        elif path.suffix.lower() in (".mbox", ".mbx") or _begins(path, b"From "):
            yield from _mailbox(mailbox.mbox(path, create=False), source)
        elif path.suffix.lower() == ".eml" or _is_mail(path):
            yield from _mail(_read(path, _MAX_MAIL), source)
        else:
            yield from _file(path, source)
    except OSError as error:
        yield _wrong(source, "I201", f"it cannot be read: {error.strerror or error}")


def _file(path: Path, source: str) -> Iterator[Arrival]:
    data = _read(path, _MAX_FILE)
    if len(data) > _MAX_FILE:
        yield _wrong(source, "I201", f"it has more than {_MAX_FILE:,} bytes", "No sealed file is that large.")
        return
    yield Arrival(source, data)


def _mailbox(box: mailbox.mbox | mailbox.Maildir, source: str) -> Iterator[Arrival]:
    try:
        # Maildir gives its keys in the order of the disk.
        keys = box.keys() if isinstance(box, mailbox.mbox) else sorted(box.keys())
        for number, key in enumerate(keys, 1):
            with box.get_file(key) as file:
                data = file.read(_MAX_MAIL + 1)
            yield from _mail(data, f"{source}#{number}")
    finally:
        box.close()


def _mail(data: bytes, source: str) -> Iterator[Arrival]:
    if len(data) > _MAX_MAIL:
        yield _wrong(source, "I201", f"the mail has more than {_MAX_MAIL:,} bytes")
        return
    found = False
    seen: set[bytes] = set()
    try:
        parts = list(_parts(BytesParser(policy=policy.compat32).parsebytes(data)))
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError, AttributeError):
        yield _wrong(source, "I201", "the mail is so malformed that it cannot be taken apart")
        return
    if len(parts) > _MAX_PARTS:
        yield _wrong(source, "I201", f"the mail has more than {_MAX_PARTS} parts")
        return
    for part, content in parts:
        name = str(part.get_filename() or "")
        where = f"{source} {shown(name)}".rstrip()
        tokens = find_tokens(content)
        # A file that was meant to be sealed but is damaged must be named, not passed over.
        if not tokens and (name.lower().endswith(".jwe") or part.get_content_type() == "application/jose"):
            tokens = [content]
        for token in tokens:
            found = True
            if token not in seen:
                seen.add(token)
                yield Arrival(where, token)
    if not found:
        yield Arrival(source, idle=True)


def _parts(message: Message) -> Iterator[tuple[Message, bytes]]:
    """The leaves of a mail, decoded; no more than one beyond what is allowed."""
    for number, part in enumerate(one for one in message.walk() if not one.is_multipart()):
        if number > _MAX_PARTS:
            return
        content = part.get_payload(decode=True)
        yield part, content if isinstance(content, bytes) else b""


def _is_mail(path: Path) -> bool:
    """Whether a file without the name of a mail is one: header fields come first."""
    with path.open("rb") as file:
        first = file.readline(200)
    name, colon, _ = first.partition(b":")
    return bool(colon) and name.replace(b"-", b"").isalnum() and not first.startswith(b"eyJ")


def _begins(path: Path, start: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(start)) == start


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _wrong(source: str, code: str, message: str, hint: str = "") -> Arrival:
    return Arrival(source, problem=Diagnostic(source, 0, 0, code, message, hint))
