"""One place sends at a time: the right to a run of mail is taken through the shared branch of git.

A run begins with the head of its file, committed and pushed to the default branch before the first message leaves.
Git's server lets one of two pushes through: of two clones that begin at the same moment one is refused, and has sent
nothing. Whoever comes later sees a run without its end, and waits, or has a person say that it is over. The run's file
is committed and pushed again at its end, whatever became of the messages.

So mail is sent from a clone that is exactly the published default branch: what a candidate reads follows from records
that everybody has.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from generator.adapters.git import Git, PushRefusedError
from generator.errors import Diagnostic, ParcheminError
from generator.outreach.book import MailBook
from generator.records.kinds import MAIL

__all__ = ["Place", "Turn", "TurnRefusedError", "check_no_open_run"]

_MAIL = MAIL.rstrip("/")
_WATCHED = (
    "content",
    "candidates",
    "site_templates",
    f":(exclude){_MAIL}/.lock",
    ":(exclude)candidates/ledger/.lock",
)


class TurnRefusedError(ParcheminError):
    """Mail is not sent from here, or not now."""


@dataclass(frozen=True, slots=True)
class Place:
    """The branch that mail is sent from, and the commit that everybody has of it."""

    branch: str
    commit: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to one run. `git` is None for a demonstration without it.

    Check before reading the records: what is sent must follow from the commit that the run is then published on.
    """

    git: Git | None
    branch: str | None = None

    def check(self) -> Place | None:
        """Where mail is sent from, None without git. Raises `TurnRefusedError` (`M510`) unless it is here."""
        if self.git is None:
            return None
        if not self.git.has_remote():
            _refuse(
                "this clone has no remote to push to",
                "Add one, or say --without-git where nobody else sends.",
            )
        default = self.branch or self.git.default_branch()
        if self.git.branch() != default:
            _refuse(
                f"this is {self.git.branch() or 'no branch'}, and mail is sent from {default} alone",
                "Merge into it, and send from there.",
            )
        if changed := self.git.changed(*_WATCHED):
            _refuse(
                f"{len(changed)} of its files differ from the last commit, among them {changed[0]}",
                "Commit and push them: candidates are written to on the strength of what everybody has.",
            )
        if removed := self.git.removed(_MAIL):
            # What it says was sent would be sent again.
            _refuse(
                f"{removed[0]} was committed, and has been taken away since",
                f"Nothing is ever taken out of the mail ledger: bring it back. git log -- {removed[0]}",
            )
        remote = self.git.fetch(default)
        head = self.git.head()
        if head is None or remote != head:
            _refuse(
                f"this clone and {self.git.remote}/{default} are not at the same commit",
                "Pull and push, and run this again.",
            )
        return Place(default, head)

    def take(self, path: Path, place: Place | None) -> None:
        """Publish the head of the run's file. Raises `PushRefusedError` after taking the commit back."""
        if self.git is None or place is None:
            return
        if self.git.head() != place.commit:
            _refuse("another commit was checked out meanwhile", "Run this again.")
        self.git.commit("Begin a run of mail", [str(path)])
        try:
            self.git.push(place.branch)
        except PushRefusedError as refused:
            self.git.undo(place.commit)
            raise PushRefusedError(
                f"{refused}; nothing was sent", hint="Somebody else was faster. Pull, and run this again."
            ) from None

    def give_back(self, path: Path, place: Place | None) -> None:
        """Publish the whole file of the run. Raises `PushRefusedError` where the branch has moved meanwhile."""
        if self.git is None or place is None:
            return
        self.git.commit("Record a run of mail", [str(path)])
        try:
            self.git.push(place.branch)
        except PushRefusedError as refused:
            raise PushRefusedError(
                f"the mail was sent and its record committed, but {refused}",
                hint="Pull with --rebase and push: until then nobody else can send.",
            ) from None


def check_no_open_run(book: MailBook) -> None:
    """Raise `TurnRefusedError` (`M511`) where a run has not ended, so far as this clone knows."""
    problems = [
        Diagnostic(
            run.path,
            1,
            1,
            "M511",
            f"the run {run.name} has not ended",
            "If it is under way elsewhere, wait and pull. If it stopped, say: "
            f"parchemin mail close {run.name} --reason TEXT",
        )
        for run in book.open_runs
    ]
    if problems:
        raise TurnRefusedError("nothing is sent while a run is open", problems)


def _refuse(message: str, hint: str) -> NoReturn:
    raise TurnRefusedError("mail is not sent from here", [Diagnostic(_MAIL, 0, 0, "M510", message, hint)])
