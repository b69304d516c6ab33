"""Policies (https://c2sp.org/tlog-policy): which logs count, and which witnesses must have seen a checkpoint.

::

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <name>…
    quorum <name>|none

Files are octets: names are compared byte for byte, whatever they mean to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.errors import MalformedError
from generator.trust.note import COSIGNS, SIGNS, KeyKind, Note, NoteKey

__all__ = ["NONE", "Group", "LogEntry", "Policy", "Witness"]

NONE = "none"
_MAX_BYTES = 100_000
_FORBIDDEN = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_COUNT = re.compile("[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A log that counts."""

    key: NoteKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness; `name` has a meaning inside its policy only, `key.name` is what it signs under."""

    name: str
    key: NoteKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses, or groups of them, of which `needed` must have cosigned."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a checkpoint needs to be believed. `logs` may be empty: then the log is known from elsewhere."""

    quorum: str = NONE
    logs: tuple[LogEntry, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = field(default=())

    @classmethod
    def parse(cls, data: bytes | str) -> Policy:
        """Read a policy. Raises `MalformedError` (``policy``) naming the line."""
        octets = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        if len(octets) > _MAX_BYTES or _FORBIDDEN.search(octets):
            raise MalformedError(
                "a policy is text of at most 100,000 bytes, without control characters", reason="policy"
            )
        reader = _Reader()
        for number, line in enumerate(octets.decode("utf-8", "surrogateescape").split("\n"), start=1):
            # Blanks are the space and the tab alone; `str.split` without an argument would take more.
            words = [word for word in re.split("[ \t]+", line) if word]
            if words and not words[0].startswith("#"):
                try:
                    reader.line(words)
                except MalformedError as error:
                    raise MalformedError(f"line {number} of the policy: {error}", reason="policy") from None
        return reader.policy()

    def __str__(self) -> str:
        lines = [f"log {_with_url(log.key, log.url)}" for log in self.logs]
        lines += [f"witness {one.name} {_with_url(one.key, one.url)}" for one in self.witnesses]
        lines += [f"group {one.name} {one.needed} {' '.join(one.members)}" for one in self.groups]
        return "".join(f"{line}\n" for line in (*lines, f"quorum {self.quorum}"))

    def trusts_log(self, key: NoteKey) -> bool:
        """Whether that log counts."""
        return not self.logs or any(log.key == key for log in self.logs)

    def satisfied_by(self, witnesses: Iterable[str]) -> bool:
        """Whether cosignatures of the witnesses of those names (in the policy) are enough."""
        done = set(witnesses)
        # A group names only what stands before it: one pass settles them all.
        for group in self.groups:
            if sum(member in done for member in group.members) >= group.needed:
                done.add(group.name)
        return self.quorum == NONE or self.quorum in done

    def cosigners(self, note: Note) -> tuple[str, ...]:
        """The witnesses that cosigned a note, by their names in the policy.

        Raises `MalformedError` (``cosignature``) where a line in the name of one of them is false.
        """
        found = []
        for witness in self.witnesses:
            if not note.by(witness.key):
                continue
            if not note.signed_by(witness.key):
                raise MalformedError(
                    f"a cosignature in the name of {witness.key.name} is false", reason="cosignature"
                )
            found.append(witness.name)
        return tuple(found)


class _Reader:
    def __init__(self) -> None:
        self.logs: list[LogEntry] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.names: set[str] = set()
        self.members: set[str] = set()
        self.quorum: str | None = None

    def line(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                key = self._key(vkey, SIGNS, (log.key for log in self.logs))
                self.logs.append(LogEntry(key, *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                key = self._key(vkey, COSIGNS, (witness.key for witness in self.witnesses))
                self.witnesses.append(Witness(self._new(name), key, *url))
            case ["group", name, count, *members] if members:
                self._group(name, count, members)
            case ["quorum", name]:
                if self.quorum is not None:
                    raise MalformedError("there is a quorum already")
                if name != NONE:
                    self._known(name)
                self.quorum = name
            case _:
                raise MalformedError(
                    "it is neither log, witness, group nor quorum, or has too few or too many words"
                )

    def policy(self) -> Policy:
        if self.quorum is None:
            raise MalformedError("the policy has no quorum", reason="policy")
        return Policy(self.quorum, tuple(self.logs), tuple(self.witnesses), tuple(self.groups))

    def _group(self, name: str, count: str, members: list[str]) -> None:
        words = {"any": 1, "all": len(members)}
        needed = int(count) if _COUNT.fullmatch(count) else words.get(count, 0)
        if not 1 <= needed <= len(members):
            raise MalformedError(f"{count!r} of {len(members)} cannot be asked for")
        for member in members:
            self._known(member)
            if member in self.members:
                raise MalformedError(f"{member!r} is in a group already")
            self.members.add(member)
        self.groups.append(Group(self._new(name), needed, tuple(members)))

    def _key(self, vkey: str, kind: KeyKind, others: Iterable[NoteKey]) -> NoteKey:
        key = NoteKey.parse(vkey, kind)
        if any(key.public == other.public for other in others):
            raise MalformedError(f"the key of {key.name!r} is listed twice")
        return key

    def _new(self, name: str) -> str:
        if name == NONE or name in self.names:
            raise MalformedError(f"the name {name!r} is taken")
        self.names.add(name)
        return name

    def _known(self, name: str) -> None:
        if name not in self.names:
            raise MalformedError(f"nothing named {name!r} stands before it")


def _with_url(key: NoteKey, url: str | None) -> str:
    return str(key) if url is None else f"{key} {url}"
