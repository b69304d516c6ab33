"""What a site says, as sentences that can be counted: the same whatever random codes its diplomas drew.

A crash may leave something unfinished; then the sentence is missing, or its opposite is still there. What is there
twice, or gone, shows as a number that is neither that before nor that after.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from unittest import mock

from generator.adapters.files import open_records
from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.mailledger import MailLedger
from generator.adapters.transmissions import TransmissionStore
from generator.cli import check
from generator.errors import ParcheminError, Severity
from generator.issuing.book import open_book
from generator.issuing.lists import list_bits
from generator.logbook.witnessing import WitnessStore
from generator.records.tree import Tree
from tests.crash.trying import Facts

__all__ = ["DAY", "site_facts", "whole_site"]

DAY = date(2026, 9, 1)


def whole_site(root: Path) -> tuple[Facts, set[str]]:
    """Everything that the records and ledgers of the site at `root` say, and the codes of what is wrong in them."""
    # One process is enough for a handful of signatures.
    with redirect_stdout(io.StringIO()), mock.patch.object(check.os, "cpu_count", lambda: 1):
        problems, _ = check._problems(root, DAY, lambda *_: None, ledger=True)
    codes = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    found: Facts = Counter()
    for part in (_records, _ledger, _log, _mail, _transmissions):
        try:
            found.update(part(root))
        except ParcheminError as error:
            codes.update({problem.code for problem in error.diagnostics} or {f"{part.__name__}: {error}"})
    return found, codes


def site_facts(output: Path) -> Facts:
    """A built site, file by file; what hosts read begins with a dot, and belongs to it."""
    return Counter(
        sentence
        for path in sorted(output.rglob("*"))
        if path.is_file()
        for sentence in (
            f"site has {path.relative_to(output)}",
            f"site {path.relative_to(output)} is {hashlib.sha256(path.read_bytes()).hexdigest()[:8]}",
        )
    )


def _records(root: Path) -> Facts:
    _, reading = open_records(root, today=DAY)
    tree, found = reading.tree, Counter[str]()
    if tree is None:
        return found
    for person in tree.candidates.values():
        who = person.email or person.name.display
        found[f"candidate {who} {person.name.display}"] += 1
        for registration in person.registrations:
            found[f"registration {who} {registration.programme}"] += 1
        for deposit in person.deposits:
            found[f"deposit {who} {deposit.course}"] += 1
        for request in person.name_requests:
            found[f"name {request.display} asked for, accepted: {request.accepted}"] += 1
    for name, edition in tree.editions.items():
        found[f"edition {name} awards {len(edition.awards)}"] += 1
        for approval in edition.approvals:
            found[f"edition {name} approved by {approval.by}"] += 1
    if tree.site.registration is not None:
        found["letterbox keys"] += len(tree.site.registration.keys)
    return found + _sessions(tree)


def _sessions(tree: Tree) -> Facts:
    """What was transmitted, decided and paid, session by session."""
    found: Facts = Counter()
    for (course, session), results in tree.results.items():
        for row in results.results:
            found[f"result {course}/{session} {row.candidate} {row.score}"] += 1
    for (course, session), decided in tree.resolutions.items():
        for one in decided.resolutions:
            found[f"resolution {course}/{session} {one.row} {one.decision}"] += 1
    for (course, session), paid in tree.payments.items():
        for payment in paid.payments:
            found[f"payment {course}/{session} {payment.id} {payment.amount_eur}"] += 1
    return found


def _ledger(root: Path) -> Facts:
    ledger = Ledger(root)
    book, found = open_book(ledger), Counter[str]()
    for item in book.issued.values():
        found[f"diploma {item.edition} {item.candidate}"] += 1
    for code, acts in book.acts.items():
        item = book.issued.get(code)
        for act in acts:
            found[f"act {act.act} on {item.candidate if item else code}"] += 1
    for (issuer, number), file in book.lists.items():
        bits, _ = list_bits(file.data)
        found[f"list {issuer} {number} has {sum(byte.bit_count() for byte in bits.bits)} bits"] += 1
    for entry in book.ring.entries:
        fate = book.ring.fate(entry)
        found[f"key of {entry.issuer}"] += 1
        if fate is not None:
            found[f"key of {entry.issuer} {fate.act}"] += 1
    return found


def _log(root: Path) -> Facts:
    found: Facts = Counter()
    store = LogStore(root)
    waiting: set[bytes] = set()
    for _, leaves in store.pending():
        waiting.update(leaves)
    if store.exists():
        log = store.load()
        found["leaves"] += len(log.tree)
        found["leaves signed"] += log.newest.size if log.newest else 0
        waiting = {leaf for leaf in waiting if log.index_of(leaf) is None}
        found["log"] += 1
        found["cosignatures"] += sum(len(lines) for lines in log.cosignatures.values())
    found["leaves waiting"] += len(waiting)
    witness = WitnessStore(root)
    if (witness.directory / "vkey").exists():
        found["witness key"] += 1
        found["logs witnessed"] += len(list(witness.directory.glob("*/checkpoint")))
    return +found


def _mail(root: Path) -> Facts:
    book, found = MailLedger(root).book(), Counter[str]()
    for track in book.tracks.values():
        found[f"mail {track.key} {track.fate}"] += 1
        if track.bounced:
            found[f"mail {track.key} bounced"] += 1
    found["mail runs open"] += len(book.open_runs)
    for kind in book.live:
        found[f"mail {kind} started"] += 1
    return +found


def _transmissions(root: Path) -> Facts:
    store, found = TransmissionStore(root), Counter[str]()
    for course, session in store.sessions():
        for number in store.numbers(course, session):
            rows = store.read(course, session, number).header.rows
            found[f"transmission {course}/{session}/{number} of {rows} rows"] += 1
    return found
