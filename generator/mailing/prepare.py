"""From what is due to what leaves: every message written, and those held back that cannot or must not leave this way.

One address that nobody can write to does not keep the others waiting; it is named, and waits itself. A template that
fails stops everything: the others would fail as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.adapters.smtp import SmtpSettings
from generator.errors import Diagnostic, LedgerError
from generator.mailing.desk import WITH_DOCUMENTS, Desk, Written
from generator.mailing.envelope import NoDocumentError, UnwritableError
from generator.outreach.message import Message
from generator.records.kinds import KINDS
from generator.trust.keys import is_reserved_host

__all__ = ["Prepared", "check_server", "chosen", "prepare"]

_CANDIDATE: Final = next(kind for kind in KINDS if kind.name == "candidate")


_PUBLISH: Final = (
    "Build and publish the site, then send; or say --unpublished, if the site cannot be asked from here."
)

_PRINT: Final = (
    "parchemin documents CODE shows what is wrong; "
    "smaller images, or document_kilobytes in content/site.yml, let it go."
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The messages of a run as they leave, and why others wait."""

    written: tuple[Written, ...]
    held: tuple[Diagnostic, ...]


def chosen(
    desk: Desk, *, limit: int | None = None, kinds: Sequence[str] = (), candidate: str | None = None
) -> tuple[Message, ...]:
    """The due messages that a run is asked for. Those whose time ends first come first."""
    due = [
        message
        for message in desk.plan.due
        if (not kinds or message.kind in kinds) and candidate in (None, message.candidate)
    ]
    due.sort(key=lambda message: (message.closes, message.key))
    return tuple(due if limit is None else due[:limit])


def check_server(desk: Desk, server: SmtpSettings | None) -> None:
    """Refuse a real server to a demonstration; raises `LedgerError` (`M508W` is what single candidates get)."""
    if server is not None and not server.local and desk.tree.site.demonstration:
        raise LedgerError(
            "this site is a demonstration: its mail goes to the outbox, or to a server on this machine",
            hint="A real site says so by having no 'demonstration: true' in content/site.yml.",
        )


def prepare(
    desk: Desk,
    messages: Sequence[Message],
    now: datetime,
    server: SmtpSettings | None,
    *,
    published: Callable[[str], bool] = lambda code: True,
    done: Callable[[], None] = lambda: None,
) -> Prepared:
    """Write the messages. `server` is None for the outbox. `published` tells whether the site shows the diploma with a
    code: a message that announces one has to lead to it. Raises `TemplateFaultError`.
    """
    written: list[Written] = []
    held: list[Diagnostic] = []
    documents = desk.documents(messages)
    for message in messages:
        problem = _unreal(desk, message) if server is not None and not server.local else None
        if (
            problem is None
            and message.kind in WITH_DOCUMENTS
            and message.code
            and not published(message.code)
        ):
            problem = _held(message, "M516W", "the site does not show the diploma yet", _PUBLISH)
        if problem is not None:
            held.append(problem)
            continue
        try:
            written.append(desk.write(message, now, documents))
        except NoDocumentError as error:
            held.append(_held(message, "M517W", str(error), _PRINT))
        except UnwritableError as error:
            held.append(_held(message, "M507W", str(error), "Correct the address or the name in the record."))
        done()
    return Prepared(tuple(written), tuple(sorted(set(held))))


def _unreal(desk: Desk, message: Message) -> Diagnostic | None:
    candidate = desk.tree.candidates[message.candidate]
    if candidate.fictional:
        what = "the candidate is fictional"
    elif is_reserved_host(candidate.email.rpartition("@")[2]):
        what = "the address is under a name reserved for examples"
    else:
        return None
    return _held(
        message,
        "M508W",
        f"{what}: no real server is given this message",
        "Correct the record if that is wrong.",
    )


def _held(message: Message, code: str, what: str, hint: str) -> Diagnostic:
    return Diagnostic(_CANDIDATE.path(message.candidate), 0, 0, code, f"{message.key} waits: {what}", hint)
