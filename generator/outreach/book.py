"""What the mail ledger says, put together: for each message whether it left, and what only a person can answer.

Entries may arrive in any order of files: two branches that each added some give the same book as one after the other.
In doubt a message counts as possibly sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from generator.outreach.entries import (
    Accept,
    Bounce,
    Close,
    Doubt,
    End,
    Entry,
    Intend,
    Past,
    Refuse,
    Run,
    Settle,
    Start,
)
from generator.outreach.message import candidate_of, key_digest
from generator.records.mail import MailKind

__all__ = ["Fate", "MailBook", "OpenRun", "Placed", "Track", "names_address"]

Fate: TypeAlias = Literal["sent", "question", "refused", "past", "never", "again"]
"""``again``: it did not leave (refused for the moment, or a person said so), and is due again while its time lasts."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_ORDER: Final = {"intend": 0, "doubt": 1, "refuse": 2, "accept": 3, "settle": 4, "bounce": 5, "past": 6}


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with the file and line that it stands in."""

    entry: Entry
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """One message's way. `to` is the digest of the address of the last attempt; `path` and `line` are its place."""

    key: str
    fate: Fate
    at: datetime
    to: str = ""
    state: str = ""
    attempts: int = 0
    bounced: Bounce | None = None
    refusal: Refuse | None = None
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run without its last line: under way elsewhere, or stopped."""

    name: str
    at: datetime
    path: str


@dataclass(frozen=True)
class MailBook:
    """Every message's track by its key; since when each kind is live; the addresses that refuse mail for good."""

    tracks: Mapping[str, Track] = field(default_factory=dict)
    live: Mapping[MailKind, datetime] = field(default_factory=dict)
    dead: Mapping[str, frozenset[str]] = field(default_factory=dict)
    open_runs: tuple[OpenRun, ...] = ()
    reports: frozenset[str] = frozenset()
    told: Mapping[str, tuple[Track, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Placed]) -> MailBook:
        """Put the entries of all files together."""
        by_key: dict[str, list[Placed]] = {}
        runs: dict[str, tuple[Run, str]] = {}
        over: set[str] = set()
        starts: list[Start] = []
        reports: set[str] = set()
        for placed in entries:
            entry = placed.entry
            if isinstance(entry, Run):
                runs[_run_name(placed.path)] = (entry, placed.path)
            elif isinstance(entry, End):
                over.add(_run_name(placed.path))
            elif isinstance(entry, Close):
                over.add(entry.run)
            elif isinstance(entry, Start):
                starts.append(entry)
            else:
                by_key.setdefault(entry.key, []).append(placed)
                if isinstance(entry, Bounce):
                    reports.add(entry.dsn)
        tracks = {key: _track(key, by_key[key]) for key in sorted(by_key)}
        return cls(
            tracks=tracks,
            live=_live(starts, [run for run, _ in runs.values()]),
            dead=_dead(by_key),
            open_runs=tuple(
                OpenRun(name, run.at, path) for name, (run, path) in sorted(runs.items()) if name not in over
            ),
            reports=frozenset(reports),
            told=_told(tracks),
        )

    @property
    def by_digest(self) -> Mapping[str, str]:
        """Every key by its digest, for messages that come back."""
        return {key_digest(key): key for key in self.tracks}

    def refuses(self, candidate: str, address: str) -> bool:
        """Whether the address with that digest refused the candidate's mail for good."""
        return address in self.dead.get(candidate, ())


def names_address(code: int, status: str) -> bool:
    """Whether a final refusal is about the address itself: it does not exist, has moved, is disabled (RFC 3463 X.1.z,
    X.2.1). A full mailbox, a policy or a fault on the way is no reason to give an address up.
    """
    if status:
        return status.startswith("5.1.") or status == "5.2.1"
    return code in (550, 551, 553)


def _run_name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".jsonl")


def _track(key: str, placed: list[Placed]) -> Track:
    """Replay what happened to one message, in the order of time; within one second, in the order of the acts."""
    if (simple := _taken_at_once(key, placed)) is not None:
        return simple
    ordered = sorted(placed, key=lambda one: (one.entry.at, _ORDER[one.entry.t], one.path, one.line))
    fate: Fate = "again"
    at, to, state, path, line, attempts = _FIRST, "", "", "", 0, 0
    bounced: Bounce | None = None
    refusal: Refuse | None = None
    # Attempts without an outcome, by file: a run's outcome says nothing of what another run tried.
    unknown: Counter[str] = Counter()
    for one in ordered:
        entry, path, line = one.entry, one.path, one.line
        unknown[path] += {"intend": 1, "accept": -1, "refuse": -1}.get(entry.t, 0)
        at = entry.at
        if isinstance(entry, Intend | Settle | Past):
            state = entry.state or state
        if isinstance(entry, Intend):
            fate, to, attempts = "question", entry.to, attempts + 1
        elif isinstance(entry, Doubt):
            fate = "question"
        elif isinstance(entry, Accept):
            fate = "sent"
        elif isinstance(entry, Refuse):
            fate, refusal = ("refused" if entry.final else "again"), entry
        elif isinstance(entry, Settle):
            bounced = None
            unknown.clear()
            fate = {"sent": "sent", "not-sent": "again", "never": "never"}[entry.settled]  # type: ignore[assignment]
        elif isinstance(entry, Past):
            fate = "past"
        elif isinstance(entry, Bounce):
            bounced = entry
    # Of several attempts one was taken, or may have been: whatever the others came to, it is not tried again.
    if fate in ("again", "refused", "question") and _taken(ordered):
        fate = "sent"
    elif fate in ("again", "refused") and any(count > 0 for count in unknown.values()):
        fate = "question"
    return Track(key, fate, at, to, state, attempts, bounced, refusal, path, line)


def _taken_at_once(key: str, placed: list[Placed]) -> Track | None:
    """The track of nearly every message: meant, and taken by the same run."""
    if len(placed) != 2:
        return None
    first, last = placed
    intend, accept = first.entry, last.entry
    if not isinstance(intend, Intend) or not isinstance(accept, Accept):
        return None
    if first.path != last.path or accept.at < intend.at:
        return None
    return Track(key, "sent", accept.at, intend.to, intend.state, 1, path=last.path, line=last.line)


def _taken(ordered: list[Placed]) -> bool:
    """Whether a server took the message and no person said afterwards that it did not leave."""
    taken = False
    for one in ordered:
        if isinstance(one.entry, Accept):
            taken = True
        elif isinstance(one.entry, Settle):
            taken = one.entry.settled == "sent"
    return taken


def _live(starts: list[Start], runs: list[Run]) -> dict[MailKind, datetime]:
    """Since when each kind is sent. A run in which a kind was switched off ends it: to go on needs another start."""
    found: dict[MailKind, datetime] = {}
    for start in sorted(starts, key=lambda entry: entry.at):
        for kind in start.kinds:
            found.setdefault(kind, start.at)
            if any(kind not in run.kinds and found[kind] <= run.at <= start.at for run in runs):
                found[kind] = start.at
    return {
        kind: since
        for kind, since in found.items()
        if not any(kind not in run.kinds and run.at > since for run in runs)
    }


def _dead(by_key: Mapping[str, list[Placed]]) -> dict[str, frozenset[str]]:
    """The digests of addresses that refused for good, by candidate.

    A message that a person says was sent, or is to be tried again, gives its address another chance.
    """
    found: dict[str, set[str]] = {}
    for key, placed in by_key.items():
        if not any(isinstance(one.entry, Refuse | Bounce) for one in placed):
            continue
        to = ""
        mine: set[str] = set()
        for one in sorted(placed, key=lambda one: (one.entry.at, _ORDER[one.entry.t], one.path, one.line)):
            entry = one.entry
            if isinstance(entry, Intend):
                to = entry.to
            elif isinstance(entry, Settle):
                mine.clear()
            elif (
                isinstance(entry, Refuse)
                and entry.final
                and entry.scope == "recipient"
                and names_address(entry.code, entry.status)
            ) or (isinstance(entry, Bounce) and entry.action == "failed" and names_address(0, entry.status)):
                mine.add(to)
        found.setdefault(candidate_of(key), set()).update(mine - {""})
    return {candidate: frozenset(digests) for candidate, digests in found.items() if digests}


def _told(tracks: Mapping[str, Track]) -> dict[str, tuple[Track, ...]]:
    """What was told about each thing that can be told again, by the key without its last part's count."""
    found: dict[str, list[Track]] = {}
    for key, track in tracks.items():
        if track.state:
            candidate, _, rest = key.split("/", 2)
            course, session = rest.split("/")[:2]
            found.setdefault(f"{candidate}/{course}/{session}", []).append(track)
    return {thing: tuple(sorted(told, key=lambda one: (one.at, one.key))) for thing, told in found.items()}
