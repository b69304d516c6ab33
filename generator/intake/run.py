"""A run of the intake: the effects around `considering`.

The register is read under a lock; the files are opened, and judged in the order in which they were made, each seeing
what those before it changed; and unless it is a dry run what a file changes is written at once: the scan first, then
the record, each whole or not at all. A crash in between leaves files that were taken in and files that were not, and
another run goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

from generator.adapters.atomic import make_folder, write_once
from generator.adapters.atomic import replace as replace_file
from generator.adapters.files import read_record, snapshot, stored
from generator.adapters.ledger import Ledger
from generator.errors import Diagnostic, KeyStoreError, MalformedError, RecordError
from generator.intake.considering import consider
from generator.intake.desk import CANDIDATE, Desk
from generator.intake.gathering import Arrival
from generator.intake.message import Letter, read_letter
from generator.intake.outcome import Decision, Outcome, refused
from generator.issuing.book import open_book
from generator.records.candidate import LetterKind
from generator.records.reading import draft_of, read
from generator.trust.letterbox import LetterKey
from generator.trust.sealed import kid_of, open_sealed

__all__ = [
    "FindKey",
    "Opened",
    "UnknownKeyError",
    "new_candidate_id",
    "open_all",
    "open_desk",
    "process",
    "put_record",
]

FindKey = Callable[[str], LetterKey]
"""Finds the secret of a key by its name; raises `UnknownKeyError` with what is to be said where it is not at hand."""


class UnknownKeyError(KeyStoreError):
    """A file is sealed to a key whose secret is not at hand; the files after it may be sealed to another."""


_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_CODES: Final[Mapping[str, str]] = {
    "too-large": "I201",
    "not-sealed": "I202",
    "construction": "I203",
    "version": "I203",
    "altered": "I205",
    "padding": "I205",
}
_HINTS: Final[Mapping[str, str]] = {
    "not-sealed": "Was it cut short on its way? Ask the sender for it once more.",
    "construction": "Only files made by the site's own pages are opened.",
    "version": "Update this program.",
    "altered": "Ask the sender for it once more.",
}


def new_candidate_id() -> str:
    """An identifier of a candidate: random, and meaning nothing."""
    return "c-" + "".join(secrets.choice(_ALPHABET) for _ in range(10))


def open_desk(root: Path, now: datetime) -> Desk:
    """The register of the site; raises `RecordError` where the records hold mistakes."""
    found = snapshot(root)
    reading = read(found.files, found.others)
    if reading.tree is None or found.problems:
        count = reading.errors + len(found.problems)
        noun = "one mistake" if count == 1 else f"{count} mistakes"
        raise RecordError(
            f"the records hold {noun}; nothing was taken in",
            sorted((*found.problems, *(one for one in reading.diagnostics if not one.code.endswith("W")))),
        )
    tree = reading.tree
    named = {item.candidate for item in open_book(Ledger(root)).issued.values()}
    named |= {row.candidate for results in tree.results.values() for row in results.results}
    return Desk(
        tree=tree,
        draft=draft_of({name: data for name, data in found.files.items() if name.startswith("content/")}),
        texts={key: found.files[CANDIDATE.path(key)] for key in tree.candidates},
        named=frozenset(named),
        now=now,
        new_id=new_candidate_id,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed file that was opened, or what is wrong with it (then `letter` is None)."""

    source: str
    letter: Letter | None = None
    problems: tuple[Diagnostic, ...] = ()


def open_all(arrivals: Iterable[Arrival], find: FindKey) -> list[Opened]:
    """Open every file, and put them into the order in which they were made.

    A folder lists deposits before registrations; what becomes of them must not depend on names. Files that do not open
    come first. Never raises for what a file holds.
    """
    return sorted((_open(arrival, find) for arrival in arrivals), key=_order)


def _order(opened: Opened) -> tuple[datetime, int, str]:
    letter = opened.letter
    if letter is None:
        return datetime.min.replace(tzinfo=UTC), 0, ""
    # Of one second: who registers is registered first, and who withdraws withdraws last.
    return letter.made, get_args(LetterKind).index(letter.kind), letter.id


def process(
    root: Path, desk: Desk, opened: Opened, decide: Callable[[str], Decision | None], *, write: bool
) -> Outcome:
    """Take in one file. `decide` gives what a person said of a file by its number."""
    if opened.letter is None:
        return refused(opened.source, *opened.problems)
    outcome = consider(desk, opened.letter, opened.source)
    decision = decide(opened.letter.id)
    if decision is not None and outcome.state in ("open", "taken"):
        outcome = consider(desk, opened.letter, opened.source, decision)
    if outcome.state == "taken" and write:
        outcome = _written(root, outcome)
    desk.take(outcome)
    return outcome


def _open(arrival: Arrival, find: FindKey) -> Opened:
    source = arrival.source
    if arrival.problem is not None:
        return Opened(source, problems=(arrival.problem,))
    try:
        payload = open_sealed(arrival.token, find(kid_of(arrival.token)))
    except MalformedError as error:
        code, hint = _CODES[error.reason], _HINTS.get(error.reason, "")
        return Opened(source, problems=(Diagnostic(source, 0, 0, code, str(error), hint),))
    except UnknownKeyError as error:
        return Opened(source, problems=(Diagnostic(source, 0, 0, "I204", str(error), error.hint),))
    digest = hashlib.sha256(b"".join(arrival.token.split())).hexdigest()
    letter = read_letter(payload, digest, source)
    return Opened(source, letter) if isinstance(letter, Letter) else Opened(source, problems=tuple(letter))


def _written(root: Path, outcome: Outcome) -> Outcome:
    """Write what a file changes; refused where the record is no longer what was judged."""
    for path, data in outcome.files.items():
        if path.startswith(CANDIDATE.folder):
            problem = put_record(root, path, data, outcome.former, outcome.source)
            if problem is not None:
                return replace(
                    outcome, state="refused", problems=(problem,), changes=(), files={}, record=None
                )
        else:
            make_folder((root / path).parent, mode=0o700)
            # A file of that digest is that file, whoever sent it first.
            with contextlib.suppress(FileExistsError):
                write_once(root / path, data, mode=0o600)
    return outcome


def put_record(root: Path, path: str, data: bytes, former: bytes | None, source: str) -> Diagnostic | None:
    """Write a record in the place of `former`; a diagnostic where somebody else changed it meanwhile."""
    try:
        if former is None:
            make_folder((root / path).parent)  # the first candidate of a school
            write_once(root / path, stored(root, path, data))
            return None
        if read_record(root, path) == former and not (root / path).is_symlink():
            replace_file(root / path, stored(root, path, data))
            return None
    except (FileExistsError, FileNotFoundError):
        pass
    message = f"{path} was changed by somebody else meanwhile"
    return Diagnostic(source, 0, 0, "I307", message, "Run the command again.")
