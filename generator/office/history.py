"""The history of a school: who did what, when, and in which commit it came.

Everything is read from records that say it already: the ledger, the mail ledger, transmissions, editions, resolutions,
the register. Git adds the commit that brought each file, and its author: one pass over its history, so that the cost
grows with the records and the commits, and not with their product. Of a record that was edited since (an edition,
resolutions, a candidate's), git is asked besides for the act's own lines, a record at a time; where these cannot be
told apart (a record that is encrypted), the commit is that in which the file first came. Where a shallow clone ends,
nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from generator.adapters.git import Git, GitError, Introduced
from generator.adapters.ledger import Ledger
from generator.adapters.mailledger import MailLedger
from generator.adapters.transmissions import TransmissionStore
from generator.issuing.approvals import lines_of
from generator.mailing.desk import signed_at
from generator.outreach.entries import Accept, Settle, Start
from generator.outreach.message import candidate_of
from generator.records.tree import Tree
from generator.records.yaml import Location, load
from generator.trust.instant import format_instant
from generator.trust.ledger import ActKind

__all__ = ["KINDS", "Act", "Wanted", "history"]

KINDS: Final = (
    "key-created",
    "key-retired",
    "key-compromised",
    "taken-in",
    "name-decided",
    "recognised",
    "imported",
    "resolved",
    "approved",
    "issued",
    "revoked",
    "reinstated",
    "superseded",
    "withdrawn",
    "shared",
    "sealed",
    "unsealed",
    "mail-started",
    "sent",
    "settled",
    "paid",
)
_ACTS: Final[dict[ActKind, str]] = {
    "revoke": "revoked",
    "reinstate": "reinstated",
    "supersede": "superseded",
    "withdraw": "withdrawn",
    "share": "shared",
    "seal": "sealed",
    "unseal": "unsealed",
}
_KEY_ACTS: Final = {"retire": "key-retired", "compromise": "key-compromised"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did. `at` is a day, or an instant (UTC), as ISO 8601 writes them; `by` is whom the record
    names, None where it names nobody; `about` a session, an edition, a key or a message; `place` where in the record it
    stands, if that holds others."""

    at: str
    kind: str
    path: str
    by: str | None = None
    candidate: str | None = None
    code: str | None = None
    programme: str | None = None
    about: str = ""
    note: str = ""
    place: Location = ()
    brought: Introduced | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are asked for; what is None or empty does not narrow."""

    candidate: str | None = None
    code: str | None = None
    programme: str | None = None
    since: date | None = None
    kinds: frozenset[str] = field(default_factory=frozenset)

    def fits(self, act: Act) -> bool:
        """Whether an act is asked for."""
        return (
            self.candidate in (None, act.candidate)
            and self.code in (None, act.code)
            and self.programme in (None, act.programme)
            and (self.since is None or act.at >= self.since.isoformat())
            and (not self.kinds or act.kind in self.kinds)
        )


def history(
    root: Path, tree: Tree, wanted: Wanted, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Act]:
    """The acts that are asked for, the oldest first; those of one day in the order of `KINDS`. `progress` is told how
    many of how many edited records git was asked about."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    found = [act for act in _everything(root, tree) if wanted.fits(act)]
    return sorted(
        _dated(Git(root), found, progress),
        key=lambda act: (
            act.at[:10],
            order[act.kind],
            act.at,
            act.path,
            act.code or "",
            act.candidate or "",
            act.about,
        ),
    )


def _dated(git: Git, acts: Sequence[Act], progress: Callable[[int, int], None]) -> Iterator[Act]:
    """The acts with their commits, where git knows them."""
    try:
        horizon, past = git.cut_off(), git.past("candidates")
    except GitError:
        yield from acts
        return
    edited = sorted({act.path for act in acts if act.place} & past.edited)
    told: dict[str, _Lines] = {}
    for number, path in enumerate(edited, 1):
        told[path] = _Lines(git, path)
        progress(number, len(edited))
    for act in acts:
        commit = past.brought.get(act.path)
        if act.path in told and (ids := told[act.path].commits(act.place)):
            known = [one for name, one in past.commits.items() if name in ids]
            commit = None if None in ids else known[-1] if known else commit
        yield replace(act, brought=None if commit is None or commit.commit in horizon else commit)


class _Lines:
    """From which commits the parts of one record come, as it lies in the working tree."""

    def __init__(self, git: Git, path: str) -> None:
        self._document = load((git.root / path).read_bytes(), path)
        try:
            self._origins = git.line_origins(path)
        except GitError:
            self._origins = ()

    def commits(self, place: Location) -> set[str | None]:
        """The commits of the part's lines, None for one that is not committed; empty where that is not known."""
        numbers = lines_of(self._document, place)
        return {self._origins[number - 1].commit for number in numbers if number <= len(self._origins)}


def _everything(root: Path, tree: Tree) -> Iterator[Act]:
    ledger = Ledger(root)
    yield from _keys(ledger)
    yield from _diplomas(ledger)
    yield from _register(tree)
    yield from _decisions(tree)
    yield from _imports(TransmissionStore(root), tree)
    yield from _mail(root, tree)


def _keys(ledger: Ledger) -> Iterator[Act]:
    for entry in ledger.public_keys():
        key = entry.value
        yield Act(
            format_instant(key.created),
            "key-created",
            entry.path,
            about=f"{key.issuer} {key.public.multibase}",
        )
    for item in ledger.key_acts():
        act = item.value
        at, kind = format_instant(act.date), _KEY_ACTS[act.act]
        yield Act(at, kind, item.path, by=act.by, about=act.key.multibase, note=act.note)


def _diplomas(ledger: Ledger) -> Iterator[Act]:
    whose: dict[str, tuple[str, str]] = {}
    for chain in ledger.revisions():
        # A batch that was signed anew issued nothing: the act is that of the first signature.
        for item in ledger.credentials(chain[0]):
            line = item.value
            whose[line.code] = (line.candidate, line.programme)
            signed = signed_at(line)
            at = format_instant(signed) if signed else ""
            yield Act(
                at, "issued", item.path, None, line.candidate, line.code, line.programme, about=line.edition
            )
    for located in ledger.acts():
        act = located.value
        candidate, programme = whose.get(act.code, (None, None))
        yield Act(
            format_instant(act.date),
            _ACTS[act.act],
            located.path,
            act.by,
            candidate,
            act.code,
            programme,
            about=f"{act.reason}, now {act.replacement}" if act.replacement else act.reason,
            note=act.note,
        )


def _register(tree: Tree) -> Iterator[Act]:
    for name, record in tree.candidates.items():
        path = f"candidates/register/{name}.yml"
        for number, letter in enumerate(record.received):
            at, place = letter.taken.isoformat(), ("received", number)
            yield Act(at, "taken-in", path, candidate=name, about=letter.kind, place=place)
        for number, request in enumerate(record.name_requests):
            if request.decided is not None:
                said = "accepted" if request.accepted else "refused"
                at, place = request.decided.isoformat(), ("name_requests", number)
                yield Act(at, "name-decided", path, request.by, name, about=said, place=place)
        for number, one in enumerate(record.recognitions):
            yield Act(
                one.date.isoformat(),
                "recognised",
                path,
                one.by,
                name,
                None,
                one.programme,
                one.course,
                one.reason.en,
                ("recognitions", number),
            )


def _decisions(tree: Tree) -> Iterator[Act]:
    for (course, session), record in tree.resolutions.items():
        path = f"candidates/resolutions/{course}/{session}.yml"
        for number, one in enumerate(record.resolutions):
            about = f"{course}/{session}, row {one.row}: {one.decision}"
            yield Act(
                one.date.isoformat(),
                "resolved",
                path,
                one.by,
                one.candidate,
                about=about,
                note=one.reason,
                place=("resolutions", number),
            )
    for name, edition in tree.editions.items():
        path = f"candidates/editions/{name}.yml"
        for number, approval in enumerate(edition.approvals):
            yield Act(
                approval.date.isoformat(),
                "approved",
                path,
                approval.by,
                programme=edition.programme,
                about=name,
                note=approval.role,
                place=("approvals", number),
            )


def _imports(store: TransmissionStore, tree: Tree) -> Iterator[Act]:
    for course, session in store.sessions():
        for number in store.numbers(course, session):
            header = store.read(course, session, number).header
            about = f"{course}/{session}, transmission {number}: {header.file}, {header.rows} rows"
            path = store.path(course, session, number)
            yield Act(header.received.isoformat(), "imported", path, header.sender, about=about)
    for (course, session), record in tree.results.items():
        source = record.source
        if source.number is None:
            path = f"candidates/results/{course}/{session}.yml"
            about = f"{course}/{session}: {source.file}, {len(record.results)} results"
            yield Act(source.received.isoformat(), "imported", path, source.sender, about=about)
    for (course, session), payments in tree.payments.items():
        path = f"candidates/payments/{course}/{session}.yml"
        for number, one in enumerate(payments.payments):
            yield Act(
                one.date.isoformat(),
                "paid",
                path,
                candidate=one.candidate,
                about=f"{course}/{session}, {one.id}",
                place=("payments", number),
            )


def _mail(root: Path, tree: Tree) -> Iterator[Act]:
    for placed in MailLedger(root).entries():
        entry = placed.entry
        if isinstance(entry, Start):
            yield Act(format_instant(entry.at), "mail-started", placed.path, about=", ".join(entry.kinds))
        elif isinstance(entry, Accept):
            at, name = format_instant(entry.at), candidate_of(entry.key)
            yield Act(at, "sent", placed.path, candidate=name, about=entry.key.partition("/")[2])
        elif isinstance(entry, Settle):
            at, name = format_instant(entry.at), candidate_of(entry.key)
            about = f"{entry.key.partition('/')[2]}: {entry.settled}"
            yield Act(at, "settled", placed.path, candidate=name, about=about, note=entry.reason)
