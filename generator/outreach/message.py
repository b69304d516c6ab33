"""A message that a candidate is owed: its permanent key, the days on which it is due, the reason for staff."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from generator.records.mail import MAIL_KINDS, MailKind
from generator.rules.sentence import Sentence
from generator.trust.ledger import ReasonClass

__all__ = ["KEY", "NECESSARY", "Message", "address_digest", "candidate_of", "key_digest", "kind_of"]

NECESSARY: Final[frozenset[MailKind]] = frozenset(MAIL_KINDS) - {
    "course-starts",
    "exam-opens",
    "exam-closes",
    "window-ending",
}
"""What a candidate must be told whatever they answered about reminders: that they are registered or have left, what
was transmitted about them, and what becomes of their diploma (performance of a contract, GDPR article 6(1)(b)). The
others are reminders."""

_KINDS: Final = "|".join(MAIL_KINDS)
KEY: Final = re.compile(rf"(c-[a-z0-9]{{10}})/({_KINDS})/([A-Za-z0-9-]+(?:/[A-Za-z0-9-]+){{0,3}})", re.ASCII)
"""``<candidate>/<kind>/<about>``, such as ``c-4f9k2m7x1q/exam-opens/malaria/2026-t2``."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `opens` is the day on which it becomes due, `closes` the last one on which it is worth sending.

    `about` is the rest of the key after candidate and kind. `state` is a digest of what the message says where the
    same thing can be told again in other words (a result that was corrected); `again` says that this is so.
    The remaining fields name the records it speaks of: `passed` and `facts` what a result came to, `received` the day
    of the file that it stands in, `declared` the score (percent) that the candidate had deposited, `differs` on what
    the two disagree besides the score, `reason` why a diploma was revoked or corrected.
    """

    candidate: str
    kind: MailKind
    about: str
    opens: date
    closes: date
    why: Sentence
    programme: str | None = None
    course: str | None = None
    session: str | None = None
    code: str | None = None
    registered: date | None = None
    state: str = ""
    again: bool = False
    passed: bool | None = None
    facts: Sentence | None = None
    received: date | None = None
    declared: int | None = None
    differs: Sentence | None = None
    reason: ReasonClass | None = None

    @property
    def key(self) -> str:
        """The permanent name of this message."""
        return f"{self.candidate}/{self.kind}/{self.about}"

    @property
    def digest(self) -> str:
        """The key as file names and Message-IDs may show it."""
        return key_digest(self.key)


def key_digest(key: str) -> str:
    """32 hexadecimal digits that stand for a key where it must not be read."""
    return hashlib.sha256(b"parchemin/mail/v1\n" + key.encode()).hexdigest()[:32]


def address_digest(candidate: str, address: str) -> str:
    """16 hexadecimal digits that stand for a candidate's address in the mail ledger.

    They tell whether the record still has the address that refused mail. They hide it from a glance, not from somebody
    who guesses it: the ledger is as private as the register beside it.
    """
    text = f"parchemin/address/v1\n{candidate}\n{address.casefold()}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def candidate_of(key: str) -> str:
    """The candidate whom the message with that key is for."""
    return key.partition("/")[0]


def kind_of(key: str) -> str:
    """The kind of the message with that key."""
    return key.split("/", 2)[1]
