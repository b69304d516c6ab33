"""The plan: every message whose time has come, and whether it leaves, waits, or is held back, with the reason.

One pass over the candidates; what is due about sessions is looked up once a course. Cost grows with the number of
candidates and of what is due, not with the history in the mail ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final, Literal, TypeAlias

from generator.outreach.book import Fate, MailBook, Track, names_address
from generator.outreach.courses import course_messages, live_sessions
from generator.outreach.diplomas import Diploma, Shelf, diploma_messages
from generator.outreach.disagreement import HeldBack
from generator.outreach.message import NECESSARY, Message, address_digest, candidate_of
from generator.outreach.registrations import registration_messages
from generator.outreach.results import result_messages
from generator.records.candidate import Candidate
from generator.records.mail import MailKind, MailSettings
from generator.records.tree import Tree
from generator.rules.eligibility import Case, Decision, decide
from generator.rules.standing import sittings_by_candidate

__all__ = ["CONSENT", "MailPlan", "Planned", "Standing", "as_if_started", "messages", "plan_mail"]

Standing: TypeAlias = Literal[
    "due", "off", "not-started", "past", "declined", "address-refused", "sent", "question", "refused", "never"
]
"""``due`` leaves with the next run. Of the others the names say why not."""

CONSENT: Final = "mail"
"""Purpose of the consent that is asked about. Who answered no gets no reminders; who did not answer does, for they
follow from the courses that the candidate chose."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A message whose time has come, and what becomes of it."""

    message: Message
    standing: Standing

    @property
    def due(self) -> bool:
        """Whether it leaves with the next run."""
        return self.standing == "due"


@dataclass(frozen=True)
class MailPlan:
    """What one day asks for. `unanswered` are tracks on which a person must decide, `unstarted` kinds that are switched
    on and were never started."""

    day: date
    items: tuple[Planned, ...]
    unanswered: tuple[Track, ...]
    bounced: tuple[Track, ...]
    unstarted: tuple[MailKind, ...]
    book: MailBook

    @property
    def due(self) -> tuple[Message, ...]:
        """The messages that leave with the next run, in the order of their keys."""
        return tuple(item.message for item in self.items if item.due)

    def find(self, key: str) -> Planned | None:
        """The planned message with that key (or the digest of it)."""
        return next((item for item in self.items if key in (item.message.key, item.message.digest)), None)


def plan_mail(
    tree: Tree,
    diplomas: Iterable[Diploma],
    book: MailBook,
    day: date,
    waiting: Mapping[str, Sequence[HeldBack]] | None = None,
) -> MailPlan:
    """Plan for one day. `waiting` holds what a contradiction keeps from the results, by candidate.

    The tree's site must have `mail` settings (`ValueError` otherwise).
    """
    settings = tree.site.mail
    if settings is None:
        raise ValueError("the site has no settings for mail")
    found = sorted(messages(tree, diplomas, book, day, waiting or {}), key=lambda message: message.key)
    items = tuple(Planned(message, _standing(message, tree, settings, book)) for message in found)
    return MailPlan(
        day=day,
        items=items,
        unanswered=tuple(
            track
            for track in book.tracks.values()
            if track.fate == "question"
            or (track.fate == "refused" and not _is_about_address(track))
            or (
                track.bounced is not None
                and track.bounced.action == "failed"
                and not names_address(0, track.bounced.status)
            )
        ),
        bounced=tuple(track for track in book.tracks.values() if _still_dead(track, tree, book)),
        unstarted=tuple(kind for kind in settings.kinds if kind not in book.live),
        book=book,
    )


def messages(
    tree: Tree,
    diplomas: Iterable[Diploma],
    book: MailBook,
    day: date,
    waiting: Mapping[str, Sequence[HeldBack]],
) -> Iterator[Message]:
    """Every message whose time has come on that day, whether or not it left already."""
    shelf = Shelf.of(diplomas)
    sittings = sittings_by_candidate(tree.results)
    live = live_sessions(tree, day)
    at = datetime.combine(day, time(23, 59, 59), UTC)
    for name, candidate in tree.candidates.items():
        rows = sittings.get(name, ())

        def holds(programme: str, name: str = name) -> bool:
            return shelf.holds(name, programme, at)

        def entitled(programme: str, name: str = name) -> Decision:
            return decide(Case.of(tree, sittings, programme, name), on=day)

        yield from registration_messages(tree, name, candidate, day, holds=holds, decide=entitled)
        if live:
            yield from course_messages(tree, name, rows, live, day)
        if rows or name in waiting:
            yield from result_messages(tree, name, rows, book, day, waiting=waiting.get(name, ()))
        yield from diploma_messages(tree, name, shelf, day, at)


_FATES: Final[dict[Fate, Standing]] = {
    "sent": "sent",
    "question": "question",
    "refused": "refused",
    "past": "past",
    "never": "never",
}


def _standing(message: Message, tree: Tree, settings: MailSettings, book: MailBook) -> Standing:
    candidate = tree.candidates[message.candidate]
    track = book.tracks.get(message.key)
    if track is not None and track.fate in _FATES and not _moved(track, candidate):
        return _FATES[track.fate]
    started = book.live.get(message.kind)
    address = address_digest(message.candidate, candidate.email)
    obstacles: tuple[tuple[Standing, bool], ...] = (
        ("off", message.kind not in settings.kinds),
        ("past", message.opens < settings.since),
        ("not-started", started is None),
        ("past", started is not None and message.opens < started.date()),
        ("declined", message.kind not in NECESSARY and candidate.refuses(CONSENT)),
        ("address-refused", book.refuses(message.candidate, address)),
    )
    return next((standing for standing, stands in obstacles if stands), "due")


def _moved(track: Track, candidate: Candidate) -> bool:
    """Whether the message was refused because of an address that the record does not have any more: then it is due."""
    return _is_about_address(track) and track.to != address_digest(candidate_of(track.key), candidate.email)


def _is_about_address(track: Track) -> bool:
    refusal = track.refusal
    return (
        track.fate == "refused"
        and refusal is not None
        and refusal.scope == "recipient"
        and names_address(refusal.code, refusal.status)
    )


def _still_dead(track: Track, tree: Tree, book: MailBook) -> bool:
    """Whether this message told us that the candidate's present address refuses mail."""
    name = candidate_of(track.key)
    candidate = tree.candidates.get(name)
    if candidate is None or not (track.bounced or track.fate == "refused"):
        return False
    present = address_digest(name, candidate.email)
    return track.to == present and book.refuses(name, present)


def as_if_started(plan: MailPlan, kinds: Iterable[MailKind]) -> tuple[Planned, ...]:
    """The messages that would be due if these kinds were started without leaving the past alone."""
    wanted = frozenset(kinds)
    return tuple(
        replace(item, standing="due")
        for item in plan.items
        if item.message.kind in wanted and item.standing == "not-started"
    )
