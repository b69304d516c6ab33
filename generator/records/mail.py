"""What a site writes to its candidates, and as whom: the `mail` part of `content/site.yml`.

Server, account and password of the outgoing mail are no record: they never stand in the tree
(`generator.adapters.smtpconfig`).
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from pydantic import Field

from generator.records.base import Count, Day, Email, Line, Record

__all__ = ["MAIL_KINDS", "MailKind", "MailSettings"]

MailKind: TypeAlias = Literal[
    "registered",
    "withdrawn",
    "course-starts",
    "exam-opens",
    "exam-closes",
    "result",
    "contradicted",
    "issued",
    "corrected",
    "revoked",
    "reinstated",
    "window-ending",
]
MAIL_KINDS: tuple[MailKind, ...] = get_args(MailKind)
"""Every kind of message, in the order of a candidate's road."""


class MailSettings(Record):
    """Mail to candidates. Nothing is sent before `parchemin mail start` was run once, and nothing about what happened
    before that moment or before `since`."""

    sender: Email = Field(description="Address in the From line.")
    name: Line = Field(description="Name in the From line.")
    reply_to: Email | None = Field(default=None, description="Where answers go, if not to the sender.")
    bounces: Email | None = Field(
        default=None, description="Where mail that cannot be delivered returns to, if not to the sender."
    )
    since: Day = Field(description="Nothing is written about what happened before this day.")
    kinds: tuple[MailKind, ...] = Field(
        default=MAIL_KINDS, description="Kinds of message that are sent. Absent: all."
    )
    ceiling: Count = Field(
        default=200, description="A run that would send more than so many messages sends nothing at all."
    )
    document_kilobytes: Count = Field(
        default=2000,
        description="A PDF document of more kilobytes goes with no message; the message waits.",
    )
    transport: Literal["outbox", "smtp"] = Field(
        default="outbox", description="Where messages go: files that staff read and send, or a mail server."
    )
