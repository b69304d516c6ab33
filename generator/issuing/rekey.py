"""What a school does when a key changes hands, goes out of use, or is stolen.

rotate      a new key is entered; the old ones stay in did.json, and their diplomas stay good
retire      a key signs no more; it stays in did.json for ever
compromise  a key leaves did.json; what it signed is signed anew by another key under the same addresses, or falls

    plan = plan_compromise(ledger, ring, log, entry, since=4_211)
    plan.resign, plan.fall                       # codes, for a person to read before anything is written
    compromise(plan, desk)

Which diplomas are signed anew: those that the transparency log holds below the index `since`, for a thief cannot have
put anything there; and those that a person names. Without a log only the latter. The others fall: they are revoked.

Everything that is signed anew is written before the act that makes it necessary, so that the ledger is sound wherever a
run is stopped, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.errors import KeyStoreError, LedgerError, MalformedError
from generator.issuing.acts import Statement
from generator.issuing.book import open_book
from generator.issuing.lists import settle, signed_list
from generator.issuing.signers import Signer
from generator.logbook.pending import changes, queue_key
from generator.trust.diplomastate import sets_bit
from generator.trust.instant import format_instant
from generator.trust.keyact import KeyAct, KeyChange, Keyring
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.ledger import Act, CredentialLine, KeyEntry
from generator.trust.logkeys import good_despite_compromise
from generator.trust.logleaf import ActLeaf, KeyLeaf, parse_leaf
from generator.trust.logline import commitment_of, issue_leaf
from generator.trust.proof import read_proofs, sign, verify_set
from generator.trust.strictjson import parse_object
from generator.trust.transparency import TransparencyLog

__all__ = [
    "CompromisePlan",
    "RekeyDesk",
    "compromise",
    "enter_key",
    "find_key",
    "log_anew",
    "plan_compromise",
    "retire",
]


@dataclass(frozen=True, slots=True)
class RekeyDesk:
    """Where keys are changed: use it inside ``ledger.writing()``. `signer` is the key that goes on signing."""

    ledger: Ledger
    store: LogStore
    signer: Signer
    statement: Statement
    now: datetime


@dataclass(frozen=True, slots=True)
class CompromisePlan:
    """What becomes of the diplomas of a compromised key, as codes in the order of the ledger."""

    entry: KeyEntry
    since: int | None
    resign: tuple[str, ...]
    fall: tuple[str, ...]


def find_key(ring: Keyring, issuer: str, text: str) -> KeyEntry:
    """The key of an issuer that a person means: its Multikey, its fingerprint, or the first 8 digits of that at least.

    Raises `KeyStoreError` where it is none or several.
    """
    digits = "".join(text.split()).replace(":", "").lower()
    found = [
        entry
        for entry in ring.entries
        if entry.issuer == issuer
        and (
            entry.public.multibase == text
            or (len(digits) >= 8 and entry.public.fingerprint.replace(" ", "").startswith(digits))
        )
    ]
    if len(found) != 1:
        number = "no" if not found else "more than one"
        raise KeyStoreError(f"{issuer} has {number} key {text}", hint="See them with: parchemin keys list")
    return found[0]


def enter_key(ledger: Ledger, store: LogStore, entry: KeyEntry, secret: SecretKey) -> tuple[str, ...]:
    """Enter a new public key; the log learns of it, under the key's own signature. What an interrupted run has entered
    is completed.
    """
    written = [] if entry in ledger.keyring().entries else [ledger.add_key(entry)]
    return (*written, *queue_key(store, KeyLeaf.sign(secret, "added", entry.public)))


def retire(desk: RekeyDesk, ring: Keyring, entry: KeyEntry) -> tuple[str, ...]:
    """Let a key sign no more. Asking for what is already so changes nothing."""
    fate = ring.fate(entry)
    if fate is not None and fate.act != "retire":
        return ()
    written = [] if fate else [desk.ledger.add_key_act(entry.issuer, _act(desk, "retire", entry, None))]
    return (*written, *queue_key(desk.store, KeyLeaf.sign(desk.signer.key, "retired", entry.public)))


def plan_compromise(
    ledger: Ledger,
    ring: Keyring,
    log: TransparencyLog | None,
    entry: KeyEntry,
    *,
    since: int | None,
    named: Collection[str] = (),
    everything: bool = False,
) -> CompromisePlan:
    """Judge every diploma that `entry` signed. `named` are codes that a person vouches for, `everything` all of them.

    Raises `KeyStoreError` for a `since` that says nothing, `LedgerError` for a named code that the key did not sign.
    """
    if (log is None) != (since is None):
        raise KeyStoreError(
            "this site has no transparency log, so an index of it says nothing"
            if log is None
            else "say from which index of the log on the key is not to be trusted",
            hint=""
            if log is None
            else f"The log has {len(log.tree)} leaves: --since {len(log.tree)} trusts all.",
        )
    if log is not None and since is not None and since > len(log.tree):
        raise KeyStoreError(f"the log has only {len(log.tree)} leaves")
    resign: list[str] = []
    fall: list[str] = []
    for line in _signed_by(ledger, entry.public):
        index = (
            log.index_of(issue_leaf(line).to_bytes()) if log is not None and line.salt is not None else None
        )
        # Without a log nothing says when a signature was made.
        good = log is not None and good_despite_compromise(index, since)
        (resign if good or everything or line.code in named else fall).append(line.code)
    if strange := set(named) - {*resign, *fall}:
        raise LedgerError(
            f"this key did not sign {', '.join(sorted(strange))}, or it was signed anew already"
        )
    return CompromisePlan(entry, since, tuple(resign), tuple(fall))


def compromise(desk: RekeyDesk, plan: CompromisePlan) -> tuple[str, ...]:
    """Carry out a plan; returns the files written. Nothing where everything was done already."""
    ledger, entry = desk.ledger, plan.entry
    if desk.signer.key.public == entry.public:
        raise KeyStoreError(
            f"{entry.issuer} has no other key to sign with",
            hint=f"Make one first: parchemin keys rotate {entry.issuer}",
        )
    files = list(_resigned(desk, plan))
    book = open_book(ledger)
    fallen = [code for code in plan.fall if not sets_bit(book.acts.get(code, ()))]
    if fallen:
        acts = [_revocation(desk, code, book.acts.get(code, ())) for code in fallen]
        files.append(ledger.add_acts(acts))
        book = open_book(ledger)
    files += settle(ledger, book, desk.signer, desk.now)
    files += _lists_anew(desk, entry.public)
    files += log_anew(desk.ledger, desk.store, desk.signer.key, {*plan.resign, *plan.fall})
    fate = ledger.keyring().fate(entry)
    if fate is None or fate.act != "compromise":
        files.append(ledger.add_key_act(entry.issuer, _act(desk, "compromise", entry, plan.since)))
        since = plan.since
    else:
        since = fate.since
    files += queue_key(
        desk.store, KeyLeaf.sign(desk.signer.key, "compromised", entry.public, since=since or 0)
    )
    return tuple(files)


def _signed_by(ledger: Ledger, key: PublicKey) -> Iterator[CredentialLine]:
    for segment in ledger.segments():
        if _holds(segment, key):
            yield from (item.value for item in ledger.credentials(segment) if _is_signed(item.value, key))


def _holds(segment: Path, key: PublicKey) -> bool:
    return key.multibase.encode() in segment.read_bytes()


def _is_signed(line: CredentialLine, key: PublicKey) -> bool:
    proofs, _ = read_proofs(line.credential)
    return any(proof.verification_method.endswith(f"#{key.multibase}") for proof in proofs)


def _resigned(desk: RekeyDesk, plan: CompromisePlan) -> Iterator[str]:
    """Write each batch that holds diplomas of the key once more, these signed anew and the others as they are."""
    wanted, key = set(plan.resign), plan.entry.public
    for segment in desk.ledger.segments():
        if not _holds(segment, key):
            continue
        lines = [item.value for item in desk.ledger.credentials(segment)]
        anew = [
            _anew(desk, line) if line.code in wanted and _is_signed(line, key) else line for line in lines
        ]
        if anew != lines:
            yield desk.ledger.add_revision(segment, anew)


def _anew(desk: RekeyDesk, line: CredentialLine) -> CredentialLine:
    bare = {name: value for name, value in line.credential.items() if name != "proof"}
    credential = sign(bare, desk.signer.key, did=desk.signer.did, created=desk.now)
    if not verify_set(credential, desk.signer.key.public):
        raise LedgerError("a signature just made does not verify; nothing was written")
    return replace(line, credential=credential)


def _revocation(desk: RekeyDesk, code: str, acts: Sequence[Act]) -> Act:
    last = max((act.date for act in acts), default=None)
    if last is not None and desk.now <= last:
        raise LedgerError(f"the last act on {code} is of {format_instant(last)}, which is not before now")
    return Act.sign(
        desk.signer.key,
        act="revoke",
        code=code,
        issuer=desk.signer.did,
        date=desk.now,
        by=desk.statement.by,
        reason="other",
        note=f"Signed with a key that was compromised. {desk.statement.note}",
    )


def _lists_anew(desk: RekeyDesk, key: PublicKey) -> Iterator[str]:
    """Sign every list of the issuer that the compromised key signed once more: without its key it says nothing."""
    book = open_book(desk.ledger)
    for (issuer, number), file in sorted(book.lists.items()):
        if issuer != desk.signer.issuer:
            continue
        try:
            proofs, _ = read_proofs(parse_object(file.data, max_bytes=4_000_000))
        except MalformedError as error:
            raise LedgerError(f"{file.path} is damaged: {error}", hint="Bring it back from git.") from None
        if any(proof.verification_method.endswith(f"#{key.multibase}") for proof in proofs):
            data = signed_list(desk.signer, number, book.bits_set(issuer, number), desk.now)
            yield desk.ledger.replace_status_list(issuer, number, data)


def log_anew(ledger: Ledger, store: LogStore, key: SecretKey, named: Collection[str]) -> tuple[str, ...]:
    """Let the leaves wait of what was signed anew (`named` codes and all former ones), which is another diploma to the
    log, and of every change of what it has. `key` is the issuer's.
    """
    if not store.exists():
        return ()
    # What an earlier run has signed anew and not told the log is told now.
    codes = {*named, *(item.value.code for item in ledger.replaced_credentials())}
    book, log = open_book(ledger), store.load()
    waiting = {leaf for _, leaves in store.pending() for leaf in leaves}
    done = {
        (leaf.commitment, leaf.turn, leaf.change)
        for data in chain(log.leaves, waiting)
        if b'"n":' in data and isinstance(leaf := parse_leaf(data), ActLeaf)
    }
    files: list[str] = []
    for segment in ledger.segments():
        lines = [
            item.value
            for item in ledger.credentials(segment)
            if item.value.code in codes and item.value.salt is not None
        ]
        leaves = {leaf.to_bytes(): leaf for leaf in map(issue_leaf, lines)}
        files += store.add_pending(
            leaf for data, leaf in leaves.items() if data not in waiting and log.index_of(data) is None
        )
        files += store.add_pending(
            ActLeaf.sign(key, change, commitment_of(line), turn)
            for line in lines
            for turn, change in enumerate(changes(book.acts.get(line.code, ())), start=1)
            if (commitment_of(line), turn, change) not in done
        )
    return tuple(dict.fromkeys(files))


def _act(desk: RekeyDesk, act: KeyChange, entry: KeyEntry, since: int | None) -> KeyAct:
    try:
        return KeyAct.sign(
            desk.signer.key,
            act=act,
            issuer=entry.did,
            key=entry.public,
            date=desk.now,
            by=desk.statement.by,
            note=desk.statement.note,
            since=since,
        )
    except MalformedError as error:
        raise KeyStoreError(str(error), hint=error.hint) from None
