"""The audit of the ledger: every signature, every index, every act, before anything is published from it.

::

    audit = verify_ledger(root)            # LedgerError names what is false, by file, line and code
    audit.did_documents, audit.acts, audit.lists
    for item in Ledger(root).all_credentials(): …

Batches are independent of one another (`segment`), and several processes can share them (`sharing`). Whoever does
something else with the batches on the way (`generator.build` writes their pages) opens and closes the audit himself.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from generator.adapters.ledger import Ledger, Located, StatusFile
from generator.adapters.program import program_digest
from generator.adapters.wholefile import read_whole, write_whole
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.issuing.batches import Batch, batches_in, columns_of, read_batches
from generator.issuing.book import status_list_url
from generator.issuing.keyaudit import act_problems, key_act_problems, revision_problems
from generator.issuing.segment import Question
from generator.issuing.sharing import Share, read_segments
from generator.issuing.signers import is_demonstration_key
from generator.issuing.total import Total
from generator.trust.anchors import Anchors
from generator.trust.canonical import canonical
from generator.trust.did import Did, did_document
from generator.trust.diplomastate import sets_bit
from generator.trust.keyact import Keyring
from generator.trust.keys import is_reserved_host
from generator.trust.ledger import Act, KeyEntry
from generator.trust.publishedlist import read_published_list
from generator.trust.statuslist import StatusList

__all__ = ["Audit", "Opening", "close_audit", "open_audit", "verify_ledger"]

_LEFT_OVER = (
    "Bring its batch back from git. Where two branches issued the same and one side was kept, this act is of the other "
    "one: git rm this file, and say the act of the diploma that was kept."
)
_VERIFIED = "ledger"
_MANY = 50
"""Diagnostics after which the audit stops: the ledger is then beyond line by line."""


@dataclass(frozen=True, slots=True)
class Audit:
    """A ledger whose every signature was verified. `total` has the batches.

    `did_documents` has the canonical bytes of each issuer's did.json, by did; `issuers` the did of each
    slug; `keys` the entries, the oldest first, and `ring` what became of them; `acts` those on each code; `lists` the
    status lists by their published address.
    """

    total: Total
    did_documents: Mapping[str, bytes]
    issuers: Mapping[str, str]
    keys: tuple[KeyEntry, ...]
    acts: Mapping[str, tuple[Act, ...]]
    lists: Mapping[str, StatusFile]
    ring: Keyring

    @property
    def diplomas(self) -> int:
        """How many diplomas there are."""
        return self.total.count


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known before the first diploma is read. `by_code` has the acts on each code, the oldest first."""

    question: Question
    ring: Keyring
    acts: tuple[Located[Act], ...]
    by_code: Mapping[str, tuple[Act, ...]]
    problems: tuple[Diagnostic, ...]


def verify_ledger(
    root: Path,
    *,
    cache: Path | None = None,
    processes: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Audit:
    """Verify the whole ledger of the site at `root`; with a `cache`, not once more the batches that are as they were
    when they were verified, by the same keys and the same program.

    Raises `LedgerError` with a diagnostic for each thing that is false (at most 50). `progress` is told the
    diplomas of each batch. `processes` above 1 shares the batches.
    """
    opening, there = open_audit(root), batches_in(root)
    key = hashlib.sha256(program_digest() + opening.question.digest()).hexdigest()
    known = {} if cache is None else _verified(cache / _VERIFIED, key)
    batches = there.same(known)
    for batch in batches.values():
        progress(batch.facts.count)
    names = [name for name in there.paths if name not in batches]
    found = len(opening.problems)
    shares = [Share(there.paths[name]) for name in names]
    results = read_segments(shares, opening.question, processes=processes)
    for name, (facts, _) in zip(names, results, strict=False):
        batches[name] = there.read(name, facts)
        progress(facts.count)
        found += len(facts.problems)
        if found >= _MANY:
            break
    total = Total([batches[name].facts for name in there.paths if name in batches])
    audit = close_audit(opening, total, whole=found < _MANY)
    if cache is not None and {name: one.stamp for name, one in known.items()} != there.stamps:
        with contextlib.suppress(OSError):
            entries, columns = columns_of(batches)
            write_whole(cache / _VERIFIED, {"key": key, "batches": entries}, columns)
    return audit


def _verified(path: Path, key: str) -> dict[str, Batch]:
    """What was verified before by that key."""
    with read_whole(path) as found:
        if found is None or found[0]["key"] != key:
            return {}
        return read_batches(found[0]["batches"], found[1])


def open_audit(root: Path) -> Opening:
    """Read the keys and the acts, and verify them. What is false is kept for `close_audit`."""
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
        frozenset(superseded | _revoked(acts)),
        everything,
        frozenset(f"{one.did}#{one.public.multibase}" for one in ring.entries if ring.is_compromised(one)),
    )
    by_code: dict[str, tuple[Act, ...]] = {}
    for item in acts:
        by_code[item.value.code] = (*by_code.get(item.value.code, ()), item.value)
    return Opening(question, ring, acts, by_code, tuple(problems))


def close_audit(opening: Opening, total: Total, *, whole: bool = True) -> Audit:
    """Hold the batches against one another, the acts and the status lists; `whole` is false where they were not all
    read, because too much was found already. Raises `LedgerError` with everything that is false.
    """
    question = opening.question
    ledger = Ledger(question.root)
    problems = [*opening.problems, *(problem for facts in total.segments for problem in facts.problems)]
    if whole:
        places = total.places({item.value.code for item in opening.acts} | _replacements(opening.acts))
        problems += total.repeated(question.replaced)
        problems += _strange_acts(opening.acts, question, places)
        problems += _list_problems(ledger, question, opening.acts, places, total.lists)
    if problems:
        noun = "one false entry" if len(problems) == 1 else f"{len(problems)} false entries"
        raise LedgerError(f"the ledger holds {noun}; nothing may be published from it", problems[:_MANY])
    lists = {
        status_list_url(question.issuers[file.issuer], file.number): file for file in ledger.status_lists()
    }
    return Audit(
        total,
        question.did_documents,
        question.issuers,
        opening.ring.entries,
        opening.by_code,
        lists,
        opening.ring,
    )


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
                yield item.problem("L305", f"no diploma has the code {code}", _LEFT_OVER)
            elif question.issuers.get(concerned[code][0]) != item.value.issuer:
                yield item.problem("L305", f"the diploma {code} is not one of {item.value.issuer}")


def _list_problems(
    ledger: Ledger,
    question: Question,
    acts: Iterable[Located[Act]],
    places: Mapping[str, tuple[str, int, int]],
    lists: Set[tuple[str, int]],
) -> Iterator[Diagnostic]:
    """Each list that a diploma points to is there, signed, and says exactly what the acts say."""
    anchors = Anchors(question.did_documents)
    due: dict[tuple[str, int], set[int]] = {}
    for code in _revoked(acts):
        if code in places:
            issuer, number, index = places[code]
            due.setdefault((issuer, number), set()).add(index)
    missing = set(lists)
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
