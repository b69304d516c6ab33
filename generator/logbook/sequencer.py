"""The sequencer: the one place where leaves get their order, and where the log is signed.

It works on the default branch alone, on a clean ledger that holds everything the remote branch holds. It
commits and pushes the leaves without force, and only then signs: a second sequencer that ran at the same time
had its push refused, and has signed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from generator.adapters.git import Git, GitError, PushRefusedError
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError, MalformedError
from generator.trust.checkpoint import SignedCheckpoint, open_checkpoint, sign_checkpoint
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.logleaf import ActLeaf, Genesis, KeyLeaf, parse_leaf
from generator.trust.merkle import leaf_hash
from generator.trust.transparency import TransparencyLog

__all__ = ["Desk", "Turn", "move_pending", "sign_due"]

_LEDGER = "candidates/ledger"
_CLEAN = (_LEDGER, f":(exclude){_LEDGER}/.lock")
_LOG = f"{_LEDGER}/log"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one run did: leaves added, leaves that were in the log already, the size now, the checkpoint signed."""

    added: int
    known: int
    size: int
    signed: SignedCheckpoint | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a run works with. `git` is None for a demonstration without it. `live` is the newest checkpoint that the
    published site shows, if it was asked; `issuer_keys` are all public keys of the ledger.
    """

    store: LogStore
    git: Git | None
    issuer_keys: Collection[PublicKey]
    branch: str | None = None
    live: str | None = None
    say: Callable[[str], None] = lambda _: None

    def append(self, secret: SecretKey | None) -> Turn:
        """Move what waits into the log, push it, and sign; without `secret` nothing is signed.

        Raises `LedgerError` or `GitError` for everything that stands in the way; nothing was signed then, and what was
        not pushed was undone.
        """
        with self.store.writing():
            branch = self._ready()
            log = self._load()
            before = self.git.head() if self.git else None
            log, added, known = move_pending(self.store, log, self.issuer_keys)
            if added or known or log.due():
                # Those of an interrupted run are in the log already, and no commit has them yet.
                self._push(branch, f"Log {_leaves(added or len(log.tree) - _signed(log))}", before)
            signed = self._sign(branch, log, secret) if secret is not None else None
            if signed is None:
                self._finish(branch, log, before)
            return Turn(added, known, len(log.tree), signed)

    def sign(self, secret: SecretKey) -> Turn:
        """Sign for leaves that are pushed and not signed for yet. Raises as `append`."""
        with self.store.writing():
            branch = self._ready()
            log = self._load()
            before = self.git.head() if self.git else None
            if self.git and branch is not None and log.due():
                self.git.push(branch)
            signed = self._sign(branch, log, secret)
            if signed is None:
                self._finish(branch, log, before)
            return Turn(0, 0, len(log.tree), signed)

    def _ready(self) -> str | None:
        """The branch to push to, None without git. Raises `LedgerError` unless this is the place and the moment."""
        if self.git is None:
            return None
        default = self.branch or self.git.default_branch()
        if self.git.branch() != default:
            raise LedgerError(
                f"this is {self.git.branch() or 'no branch'}, and the log is written on {default} alone",
                hint="Merge into it: leaves that wait in branches never conflict.",
            )
        changed = self.git.changed(*_CLEAN)
        if changed and not self._was_interrupted(changed):
            raise LedgerError(
                f"the ledger has changes that are not committed: {', '.join(changed[:3])}",
                hint="Commit them.",
            )
        remote = self.git.fetch(default)
        if remote is not None and not self.git.follows("HEAD", remote):
            raise LedgerError(f"{self.git.remote}/{default} has moved on", hint="Pull, and run this again.")
        return default

    def _was_interrupted(self, changed: Collection[str]) -> bool:
        """Whether all that is not committed was left by a run that goes on here: a checkpoint of what is committed, or
        leaves that wait in the last commit and were put into the log."""
        assert self.git is not None  # noqa: S101 - it has just said what changed
        head = self.git.head()
        signed = [path for path in changed if path.startswith(f"{_LOG}/checkpoints/")]
        own = [path for path in changed if path.startswith((f"{_LOG}/leaves/", f"{_LOG}/pending/"))]
        if head is None or len(signed) + len(own) < len(changed) or (signed and own):
            return False
        committed, waited = (_lines(self.git, head, part) for part in ("leaves", "pending"))
        try:
            leaves = list(self.store.load().leaves)
        except LedgerError:
            return False
        moved = leaves[len(committed) :]
        waiting = {leaf for _, found in self.store.pending() for leaf in found}
        return leaves[: len(committed)] == committed and {*moved, *waiting} == set(waited)

    def _finish(self, branch: str | None, log: TransparencyLog, before: str | None) -> None:
        """Commit and push what an interrupted run had signed."""
        if self.git is None or branch is None:
            return
        remote, head = self.git.fetch(branch), self.git.head()
        if remote is None or head is None:
            return
        ahead = remote != head and self.git.listing(remote, _LOG) != self.git.listing(head, _LOG)
        if ahead or self.git.changed(_LOG):
            self._push(branch, f"Sign the log at {_signed(log)} leaves", before)

    def _load(self) -> TransparencyLog:
        log = self.store.load()
        if self.live is not None:
            check_live(log, self.live)
        return log

    def _push(self, branch: str | None, message: str, before: str | None) -> None:
        if self.git is None or branch is None:
            return
        self.git.commit(message, [_LOG])
        try:
            self.git.push(branch)
        except PushRefusedError as refused:
            if before is not None:
                self.git.undo(before)
            raise PushRefusedError(
                f"{refused}; what was to be pushed was undone, and nothing was signed for it",
                hint=f"Pull, and run this again. ({refused.hint})",
            ) from None

    def _sign(self, branch: str | None, log: TransparencyLog, secret: SecretKey) -> SignedCheckpoint | None:
        """Sign what is due. Everything that is signed for is on the remote branch by now."""
        if self.git is not None and branch is not None and log.due():
            head = self.git.head()
            if head is None or self.git.fetch(branch) != head:
                raise GitError(
                    f"{self.git.remote}/{branch} is not what was pushed", hint="Pull, and run this again."
                )
        before = self.git.head() if self.git else None
        signed = sign_due(self.store, log, secret)
        if signed is not None:
            self._push(branch, f"Sign the log at {signed.size} leaves", before)
        return signed


def move_pending(
    store: LogStore, log: TransparencyLog, issuer_keys: Collection[PublicKey]
) -> tuple[TransparencyLog, int, int]:
    """Put the leaves that wait at the end of the log, sorted by their hashes, and remove their files.

    Returns the log as it is then, how many were added, and how many it held already. Raises `LedgerError` for a leaf
    that must not be logged: a false signature, or a key that is nobody's.
    """
    files = store.pending()
    waiting: dict[bytes, bytes] = {}
    known = 0
    for path, leaves in files:
        for data in leaves:
            _check_leaf(data, path.name, issuer_keys)
            if log.index_of(data) is None:
                waiting[leaf_hash(data)] = data
            else:
                known += 1
    if waiting:
        store.append([waiting[hash_] for hash_ in sorted(waiting)])
    store.drop(path for path, _ in files)
    return (store.load() if waiting else log), len(waiting), known


def sign_due(store: LogStore, log: TransparencyLog, secret: SecretKey) -> SignedCheckpoint | None:
    """Sign for the whole log, None where that was done already. Raises `LedgerError` for another log's key."""
    if secret.public != log.key.public:
        raise LedgerError("this is not the secret key of the log", hint=f"Its public key is {log.key}")
    due = log.due()
    if due is None:
        return None
    signed = sign_checkpoint(due, secret)
    store.add_checkpoint(signed)
    return signed


def check_live(log: TransparencyLog, live: str) -> None:
    """Refuse to go on where the published log knows more than this one, or something else. Raises `LedgerError`."""
    try:
        signed = open_checkpoint(live, log.key)
        newest = log.newest.size if log.newest else 0
        if signed.size > newest:
            raise LedgerError(
                f"the published log has {signed.size} leaves, and the last checkpoint here {newest}: this copy is old",
                hint="Pull. If that does not help, find out who signed: the log may have forked.",
            )
        log.extends(signed)
    except MalformedError as error:
        raise LedgerError(
            f"the published log is not this one: {error}", hint="Sign nothing before this is understood."
        ) from None


def _check_leaf(data: bytes, name: str, issuer_keys: Collection[PublicKey]) -> None:
    leaf = parse_leaf(data)
    problem = None
    if isinstance(leaf, Genesis):
        problem = "a log has one genesis"
    elif leaf.key not in issuer_keys:
        problem = f"the key {leaf.key.multibase} is not in the ledger"
    elif isinstance(leaf, KeyLeaf) and leaf.by is not None and leaf.by not in issuer_keys:
        problem = f"the key {leaf.by.multibase} is not in the ledger"
    elif isinstance(leaf, ActLeaf | KeyLeaf) and not leaf.verify():
        problem = "its signature is false"
    if problem is not None:
        raise LedgerError(f"a leaf in pending/{name} must not be logged: {problem}")


def _lines(git: Git, commit: str, part: str) -> list[bytes]:
    """The leaves that a commit has below a folder of the log, file by file."""
    listed = sorted((one.path, one.blob) for one in git.listing(commit, f"{_LOG}/{part}"))
    blobs = git.blobs([blob for path, blob in listed if path.endswith(".jsonl")])
    return [line for _, blob in listed if blob in blobs for line in blobs[blob].split(b"\n")[:-1]]


def _signed(log: TransparencyLog) -> int:
    """How many leaves the newest checkpoint covers."""
    return log.newest.size if log.newest else 0


def _leaves(count: int) -> str:
    return "one leaf" if count == 1 else f"{count} leaves"
