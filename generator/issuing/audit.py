"""The audit of the ledger: every signature, every index, every act, before anything is published from it.

::

    audit = verify_ledger(root)            # LedgerError names what is false, by file, line and code
    audit.did_documents, audit.acts, audit.lists
    for item in Ledger(root).all_credentials(): …

Batches are independent of one another (`segment`), and several processes can share them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from generator.adapters.ledger import Ledger, Located, StatusFile
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.issuing.book import status_list_url
from generator.issuing.keyaudit import act_problems, key_act_problems, revision_problems
from generator.issuing.segment import Question, SegmentFacts, audit_segment
from generator.issuing.signers import is_demonstration_key
from generator.trust.anchors import Anchors
from generator.trust.canonical import canonical
from generator.trust.did import Did, did_document
from generator.trust.keyact import Keyring
from generator.trust.keys import is_reserved_host
from generator.trust.ledger import Act, KeyEntry, sets_bit
from generator.trust.publishedlist import read_published_list
from generator.trust.statuslist import StatusList

__all__ = ["Audit", "verify_ledger"]

_MANY = 50
"""Diagnostics after which the audit stops: the ledger is then beyond line by line."""


@dataclass(frozen=True, slots=True)
class Audit:
    """A ledger whose every signature was verified.

    `did_documents` has the canonical bytes of each issuer's did.json, by did; `issuers` the did of each
    slug; `keys` the entries, the oldest first, and `ring` what became of them; `acts` those on each code; `lists` the
    status lists by their published address.
    """

    diplomas: int
    did_documents: Mapping[str, bytes]
    issuers: Mapping[str, str]
    keys: tuple[KeyEntry, ...]
    acts: Mapping[str, tuple[Act, ...]]
    lists: Mapping[str, StatusFile]
    ring: Keyring


def verify_ledger(
    root: Path, *, processes: int = 1, progress: Callable[[int], None] = lambda _: None
) -> Audit:
    """Verify the whole ledger of the site at `root`.

    Raises `LedgerError` with a diagnostic for each thing that is false (at most 50). `progress` is told the
    diplomas of each batch. `processes` above 1 shares the batches.
    """
    ledger = Ledger(root)
    keys = ledger.public_keys()
    problems = list(_key_problems(keys))
    key_acts = ledger.key_acts()
    ring = Keyring(tuple(item.value for item in keys), tuple(item.value for item in key_acts))
    problems += key_act_problems(key_acts, ring)
    documents, everything, issuers = _documents(ring)
    acts = ledger.acts()
    problems += act_problems(acts, everything, ring)
    problems += revision_problems(ledger)
    superseded = {item.value.code for item in acts if item.value.act == "supersede"}
    question = Question(
        root,
        documents,
        issuers,
        frozenset(item.value.code for item in acts) | _replacements(acts),
        frozenset(superseded | _revoked(acts)),
        everything,
        frozenset(f"{one.did}#{one.public.multibase}" for one in ring.entries if ring.is_compromised(one)),
    )
    total = _Total()
    for facts in _segments(ledger, question, processes):
        total.add(facts)
        problems += facts.problems
        progress(facts.count)
        if len(problems) >= _MANY:
            break
    else:
        problems += total.repeated(ledger, question)
        problems += _strange_acts(acts, question, total.concerned)
        problems += _list_problems(ledger, question, acts, total)
    if problems:
        noun = "one false entry" if len(problems) == 1 else f"{len(problems)} false entries"
        raise LedgerError(f"the ledger holds {noun}; nothing may be published from it", problems[:_MANY])
    by_code: dict[str, tuple[Act, ...]] = {}
    for item in acts:
        by_code[item.value.code] = (*by_code.get(item.value.code, ()), item.value)
    lists = {status_list_url(issuers[file.issuer], file.number): file for file in ledger.status_lists()}
    return Audit(total.count, documents, issuers, ring.entries, by_code, lists, ring)


@dataclass(slots=True)
class _Total:
    """What the batches add up to."""

    count: int = 0
    codes: array[int] = field(default_factory=lambda: array("Q"))
    indexes: array[int] = field(default_factory=lambda: array("Q"))
    numbers: array[int] = field(default_factory=lambda: array("Q"))
    awards: array[int] = field(default_factory=lambda: array("Q"))
    lists: set[tuple[str, int]] = field(default_factory=set)
    concerned: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def add(self, facts: SegmentFacts) -> None:
        """Take up one batch."""
        self.count += facts.count
        self.codes.extend(facts.codes)
        self.indexes.extend(facts.indexes)
        self.numbers.extend(facts.numbers)
        self.awards.extend(facts.awards)
        self.lists |= facts.lists
        self.concerned.update(facts.concerned)

    def repeated(self, ledger: Ledger, question: Question) -> Iterator[Diagnostic]:
        """Name what is given twice. The ledger is read again only if something is."""
        twice = {
            kind: found
            for kind in ("codes", "indexes", "numbers", "awards")
            if (found := _repeated(getattr(self, kind)))
        }
        if not twice:
            return
        for path in ledger.segments():
            facts = audit_segment(path, question)
            for kind, digests in twice.items():
                for line, digest in enumerate(getattr(facts, kind), start=1):
                    if digest in digests:
                        yield Diagnostic(facts.path, line, 1, *_TWICE[kind])


_TWICE = {
    "codes": ("L304", "its code is given twice"),
    "indexes": (
        "L304",
        "its index in the status list is given twice",
        "Where two branches issued at once: parchemin settle ISSUER gives one of the two another index.",
    ),
    "numbers": ("L304", "its diploma number is given twice"),
    "awards": (
        "L309",
        "two diplomas of this award are in force at once",
        "Run 'parchemin supersede' once more on the older of the two: it completes the replacement.",
    ),
}


def _segments(ledger: Ledger, question: Question, processes: int) -> Iterator[SegmentFacts]:
    paths = ledger.segments()
    if processes <= 1 or len(paths) < 2:
        yield from (audit_segment(path, question) for path in paths)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(audit_segment, paths, [question] * len(paths), chunksize=4)


def _documents(ring: Keyring) -> tuple[dict[str, bytes], dict[str, bytes], dict[str, str]]:
    """Each issuer's did.json as it is published, the same with its compromised keys, and the did of each slug."""
    published: dict[str, bytes] = {}
    everything: dict[str, bytes] = {}
    issuers: dict[str, str] = {}
    for entry in ring.entries:
        issuers.setdefault(entry.issuer, entry.did)
        if entry.did not in published:
            published[entry.did] = canonical(did_document(entry.did, ring.published(entry.did)))
            every = dict.fromkeys(one.public for one in ring.entries if one.did == entry.did)
            everything[entry.did] = canonical(did_document(entry.did, tuple(every)))
    return published, everything, issuers


def _key_problems(keys: Sequence[Located[KeyEntry]]) -> Iterator[Diagnostic]:
    known = {item.value.did for item in keys}
    dids: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for item in keys:
        entry = item.value
        if (
            dids.setdefault(entry.issuer, entry.did) != entry.did
            or slugs.setdefault(entry.did, entry.issuer) != entry.issuer
        ):
            yield item.problem("K401", f"{entry.issuer} and {entry.did} do not belong together")
        open_secret = is_demonstration_key(entry.public, entry.did, known)
        if open_secret != entry.demonstration:
            yield item.problem("K402", "the entry is wrong about being the demonstration's key")
        elif open_secret and not is_reserved_host(Did.parse(entry.did).host):
            yield item.problem("K402", f"the demonstration's key cannot serve {Did.parse(entry.did).host}")


def _revoked(acts: Iterable[Located[Act]]) -> set[str]:
    by_code: dict[str, list[Act]] = {}
    for item in acts:
        by_code.setdefault(item.value.code, []).append(item.value)
    return {code for code, those in by_code.items() if sets_bit(those)}


def _replacements(acts: Iterable[Located[Act]]) -> set[str]:
    return {item.value.replacement for item in acts if item.value.replacement is not None}


def _strange_acts(
    acts: Iterable[Located[Act]], question: Question, concerned: Mapping[str, tuple[str, int, int]]
) -> Iterator[Diagnostic]:
    """Acts on diplomas that do not exist, or that another issuer has issued."""
    for item in acts:
        for code in filter(None, (item.value.code, item.value.replacement)):
            if code not in concerned:
                yield item.problem("L305", f"no diploma has the code {code}")
            elif question.issuers.get(concerned[code][0]) != item.value.issuer:
                yield item.problem("L305", f"the diploma {code} is not one of {item.value.issuer}")


def _list_problems(
    ledger: Ledger, question: Question, acts: Iterable[Located[Act]], total: _Total
) -> Iterator[Diagnostic]:
    """Each list that a diploma points to is there, signed, and says exactly what the acts say."""
    anchors = Anchors(question.did_documents)
    due: dict[tuple[str, int], set[int]] = {}
    for code in _revoked(acts):
        if code in total.concerned:
            issuer, number, index = total.concerned[code]
            due.setdefault((issuer, number), set()).add(index)
    missing = set(total.lists)
    for file in ledger.status_lists():
        missing.discard((file.issuer, file.number))
        did = question.issuers.get(file.issuer)
        try:
            if did is None:
                raise MalformedError(f"{file.issuer} has no key")
            address = status_list_url(did, file.number)
            published = read_published_list(file.data, address=address, issuer=did, anchors=anchors)
            size = len(published.statuses)
            expected = StatusList.empty(size).with_bits(set_=due.get((file.issuer, file.number), set()))
        except MalformedError as error:
            hint = f"Bring the file back from git, or sign it anew: parchemin settle {file.issuer}"
            yield Diagnostic(file.path, 1, 1, "L308", f"the status list does not verify: {error}", hint)
            continue
        if published.statuses != expected:
            hint = f"Where an act was interrupted, or two branches met: parchemin settle {file.issuer}"
            yield Diagnostic(file.path, 1, 1, "L307", "the status list does not say what the acts say", hint)
    for issuer, number in sorted(missing):
        path = f"candidates/ledger/status/{issuer}.revocation-{number}.json"
        hint = f"Bring the file back from git, or sign it anew: parchemin settle {issuer}"
        yield Diagnostic(path, 0, 0, "L308", "the status list is missing", hint)


def _repeated(digests: array[int]) -> set[int]:
    ordered = sorted(digests)
    return {one for one, other in pairwise(ordered) if one == other}
