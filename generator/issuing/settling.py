"""What two branches leave when they meet: status lists that neither has whole, and places that both gave.

Diplomas, acts and leaves of the log are files of their own, which git puts together by itself. A status list is one
signed file that both branches replaced: whichever git kept (or mixed) says only half of what the acts of both say. And
places are drawn at random, so that with large editions on both sides one place may have been given twice.

Everything that a list says follows from the acts, so it is signed anew from them, whatever state the file is in. Of the
diplomas at one place the one that the log holds first keeps it, else the one signed first; the others are signed anew
with a place of their own, under the same code, number and date. Nothing was published from such a ledger: every check
and every build refuses it.

Where both branches issued the same edition, git stops at the batch, and a person keeps one side of it. What the other
side let wait for the log is left over, and is taken away here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError, MalformedError
from generator.issuing.book import Book, open_book, status_list_url, status_place
from generator.issuing.issue import Chance
from generator.issuing.lists import Allocator, list_bits, signed_list
from generator.issuing.rekey import log_anew
from generator.issuing.signers import Signer
from generator.logbook.pending import drop_unissued
from generator.trust.anchors import Anchors
from generator.trust.canonical import canonical
from generator.trust.did import did_document
from generator.trust.instant import format_instant
from generator.trust.ledger import CredentialLine
from generator.trust.logline import issue_leaf
from generator.trust.proof import read_proofs, sign, verify_set
from generator.trust.publishedlist import read_published_list
from generator.trust.statuslist import StatusList
from generator.trust.strictjson import JsonObject

__all__ = ["Settled", "settle_issuer"]


@dataclass(frozen=True, slots=True)
class Settled:
    """The files written, the codes of the diplomas that were given a place of their own, and how many leaves waited for
    the log of diplomas that are not in the ledger."""

    files: tuple[str, ...]
    moved: tuple[str, ...]
    dropped: int = 0


def settle_issuer(ledger: Ledger, signer: Signer, now: datetime, random: Chance) -> Settled:
    """Settle what concerns one issuer: use it inside ``ledger.writing()``. Nothing where nothing is to be done.

    What a crash leaves undone, the next call does.
    """
    book, store = open_book(ledger), LogStore(ledger.root)
    moves = _moves(ledger, book, store, signer, random)
    files = [_moved(ledger, signer, now, edition_moves) for edition_moves in _by_segment(book, moves)]
    files += log_anew(ledger, store, signer.key, moves.keys())
    files += _lists(ledger, open_book(ledger), signer, now)
    mine = {entry.public for entry in book.ring.entries if entry.issuer == signer.issuer}
    return Settled(tuple(files), tuple(moves), drop_unissued(ledger, mine))


_Moves = dict[str, tuple[int, int]]


def _moves(ledger: Ledger, book: Book, store: LogStore, signer: Signer, random: Chance) -> _Moves:
    """The new place of each diploma whose place another keeps, by code."""
    at: dict[tuple[int, int], list[str]] = defaultdict(list)
    for item in book.issued.values():
        if item.issuer == signer.issuer:
            at[item.list_number, item.status_index].append(item.code)
    shared = {code for codes in at.values() if len(codes) > 1 for code in codes}
    if not shared:
        return {}
    log = store.load() if store.exists() else None
    order: dict[str, tuple[float, str, str]] = {}
    for line in (located.value for located in ledger.all_credentials()):
        if line.code in shared:
            index = None
            if log is not None and line.salt is not None:
                index = log.index_of(issue_leaf(line).to_bytes())
            created = format_instant(read_proofs(line.credential)[0][0].created)
            order[line.code] = (float("inf") if index is None else index, created, line.code)
    allocator = Allocator(book, signer.issuer, random)
    leaving = (
        code for codes in at.values() if len(codes) > 1 for code in sorted(codes, key=order.__getitem__)[1:]
    )
    return {code: allocator.next() for code in leaving}


def _by_segment(book: Book, moves: _Moves) -> Iterator[tuple[str, _Moves]]:
    found: dict[str, _Moves] = defaultdict(dict)
    for code, place in moves.items():
        found[book.issued[code].path][code] = place
    yield from sorted(found.items())


def _moved(ledger: Ledger, signer: Signer, now: datetime, work: tuple[str, _Moves]) -> str:
    """Write one batch once more, the diplomas that move signed anew and the others as they are."""
    path, moves = work
    segment = ledger.root / path
    lines = [item.value for item in ledger.credentials(segment)]
    anew = [_anew(line, moves[line.code], signer, now) if line.code in moves else line for line in lines]
    return ledger.add_revision(segment, anew)


def _anew(line: CredentialLine, place: tuple[int, int], signer: Signer, now: datetime) -> CredentialLine:
    number, index = place
    url = status_list_url(signer.did, number)
    bare = {name: value for name, value in line.credential.items() if name != "proof"}
    entry = bare["credentialStatus"]
    if not isinstance(entry, dict):  # `open_book` has read it
        raise LedgerError(f"the diploma {line.code} has no place in a status list")
    moved: JsonObject = {"id": f"{url}#{index}", "statusListCredential": url, "statusListIndex": str(index)}
    credential = sign({**bare, "credentialStatus": entry | moved}, signer.key, did=signer.did, created=now)
    if not verify_set(credential, signer.key.public) or status_place(credential, signer.did) != place:
        raise LedgerError("a signature just made does not verify; nothing was written")
    return replace(line, credential=credential)


def _lists(ledger: Ledger, book: Book, signer: Signer, now: datetime) -> Iterator[str]:
    """Sign every list anew that does not say what the acts say, or bears no good signature; make what is missing."""
    keys = canonical(did_document(signer.did, book.ring.published(signer.did)))
    anchors = Anchors({signer.did: keys})
    mine = {number for issuer, number in book.lists if issuer == signer.issuer}
    needed = {item.list_number for item in book.issued.values() if item.issuer == signer.issuer}
    for number in sorted(mine | needed):
        due = book.bits_set(signer.issuer, number)
        file = book.lists.get((signer.issuer, number))
        if file is None:
            data = signed_list(signer, number, due, now)
            yield ledger.add_status_list(signer.issuer, number, data)
        elif not _is_right(file.data, due, status_list_url(signer.did, number), signer.did, anchors):
            _check_clock(file.data, file.path, now)
            yield ledger.replace_status_list(signer.issuer, number, signed_list(signer, number, due, now))


def _is_right(data: bytes, due: set[int], address: str, did: str, anchors: Anchors) -> bool:
    try:
        found = read_published_list(data, address=address, issuer=did, anchors=anchors).statuses
        return found == StatusList.empty(len(found)).with_bits(set_=due)
    except MalformedError:
        return False


def _check_clock(data: bytes, path: str, now: datetime) -> None:
    """A list never goes back in time; one that cannot even be read, as git leaves it, has no time."""
    try:
        _, since = list_bits(data)
    except MalformedError:
        return
    if format_instant(now) < since:
        raise LedgerError(
            f"{path} was signed on {since}, which is later than now", hint="Is the clock right?"
        )
