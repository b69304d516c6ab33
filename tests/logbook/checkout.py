"""A school's site in real git: a bare remote, and clones of it in which branches issue and the sequencer works."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from generator.adapters.git import Git
from generator.adapters.logstore import LogStore
from generator.issuing.acts import Desk as ActDesk
from generator.issuing.acts import Statement, find
from generator.issuing.book import open_book
from generator.logbook.sequencer import Desk, Turn
from generator.trust.keys import demonstration_log_key
from generator.trust.ledger import ActKind
from generator.trust.logleaf import Genesis
from generator.trust.logpolicy import LogEntry, Policy
from generator.trust.note import NoteKey
from tests.issuing.school import HOST, NOW, School, Stream, ident

ORIGIN = f"{HOST}/log"
SECRET = demonstration_log_key(ORIGIN)
KEY = NoteKey(ORIGIN, SECRET.public)
PEOPLE = 5

IDENTITY = {
    "GIT_AUTHOR_NAME": "Nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.org",
    "GIT_COMMITTER_NAME": "Nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(place: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(place), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **IDENTITY},
    )
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout.strip()


def begin_log(root: Path) -> LogStore:
    store = LogStore(root)
    store.create(KEY, str(Policy(logs=(LogEntry(KEY),))), Genesis(ORIGIN).to_bytes())
    return store


@dataclass
class Checkout:
    """One clone."""

    root: Path

    @property
    def school(self) -> School:
        return School(self.root)

    @property
    def store(self) -> LogStore:
        return LogStore(self.root)

    def git(self, *words: str) -> str:
        return git(self.root, *words)

    def edition(self, name: str, *people: int) -> None:
        """A jury's decision for some of the people."""
        self.school.edition({"awards": [{"candidate": ident(place)} for place in people]}, name)

    def issue(self, *, seed: str = "seed") -> None:
        self.school.issue(random=Stream(seed))

    def act(self, act: ActKind, code: str, minutes: int = 0) -> None:
        ledger = self.school.ledger()
        now: datetime = NOW + timedelta(days=1, minutes=minutes)
        with ledger.writing():
            book = open_book(ledger)
            desk = ActDesk(ledger, book, self.school.signer(), Statement("Ada", "fraud", "A note."), now)
            desk.act(find(book, code), act)

    def commit(self, message: str = "work") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)

    def push(self) -> None:
        self.git("push", "--quiet", "origin", "HEAD")

    def pull(self) -> None:
        self.git("pull", "--quiet", "--ff-only", "origin", "main")

    def desk(self, live: str | None = None, branch: str | None = None) -> Desk:
        keys = {item.value.public for item in self.school.ledger().public_keys()}
        return Desk(self.store, Git(self.root), keys, branch, live)

    def append(self, live: str | None = None) -> Turn:
        return self.desk(live).append(SECRET)
