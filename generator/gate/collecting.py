"""All that is private in `candidates/`, as the lines of an `Index`; what was gathered before is kept.

Candidates are gathered in 64 shares, everything else file by file. A share is gathered again when one of its records
changed; the others are taken from ``.parchemin/cache/private``, which is as private as the records, and only a cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from generator.adapters.files import Snapshot
from generator.adapters.ledger import Located
from generator.adapters.program import program_digest
from generator.adapters.transmissions import TransmissionStore
from generator.adapters.wholefile import read_whole, write_whole
from generator.gate.values import Values
from generator.issuing.batches import Batch
from generator.privacy.secrets import (
    Row,
    candidate_secrets,
    contract_secrets,
    edition_secrets,
    payment_secrets,
    resolution_secrets,
    result_secrets,
    text_secret,
    transmission_secrets,
)
from generator.records.tree import Tree
from generator.trust.ledger import Act

__all__ = ["Collection", "Sources"]

_FILE: Final = "private"
_SHARES: Final = 64
_WORTH_KEEPING: Final = 5_000
"""Values that take longer to gather than to read again."""
_Share: TypeAlias = "tuple[str, bytes, Callable[[], Iterable[Row]]]"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where private things stand: the records, the batches of the ledger by path, the acts."""

    root: Path
    tree: Tree
    files: Snapshot
    batches: Mapping[str, Batch]
    acts: tuple[Located[Act], ...]


class _Gathered(NamedTuple):
    """The lines of one share in one piece, the key that they were gathered under, and a digest of them."""

    key: bytes
    digest: bytes
    text: bytes


class Collection:
    """Everything private. `key` changes whenever anything behind it does, and costs no more than looking at it; the
    `values` are gathered when they are asked for, those of each share together."""

    def __init__(self, sources: Sources, cache: Path | None) -> None:
        self._cache = cache
        self._shares = list(_shares(sources))
        self._codes = [batch.facts.codes for batch in sources.batches.values()]
        states = (name.encode() + key for name, key, _ in self._shares)
        self.key = _key((*states, *(batch.digest for batch in sources.batches.values()))).hex()

    @property
    def values(self) -> Values:
        """All of them."""
        return Values([share.text for share in self._gathered.values() if share.text], self._codes)

    @cached_property
    def digest(self) -> str:
        """Of the values themselves: a record may change and hold the same."""
        shares = (name.encode() + share.digest for name, share in sorted(self._gathered.items()))
        return _key((*shares, *self._codes)).hex()

    @cached_property
    def _gathered(self) -> dict[str, _Gathered]:
        kept = {} if self._cache is None else _read(self._cache / _FILE)
        now: dict[str, _Gathered] = {}
        learned = False
        for name, key, gather in self._shares:
            known = kept.get(name)
            if known is None or known.key != key:
                learned = True
                text = b"\n".join(sorted(row.to_line() for row in gather()))
                known = _Gathered(key, hashlib.blake2b(text, digest_size=16).digest(), text)
            now[name] = known
        size = sum(share.text.count(b"\n") + 1 for share in now.values())
        if self._cache is not None and (learned or len(kept) != len(now)) and size >= _WORTH_KEEPING:
            with contextlib.suppress(OSError):
                _write(self._cache / _FILE, now)
        return now


def _shares(sources: Sources) -> Iterator[_Share]:
    tree, digest = sources.tree, sources.files.digest
    dealt: dict[int, list[str]] = {}
    for key in tree.candidates:
        dealt.setdefault(zlib.crc32(key.encode()) % _SHARES, []).append(key)
    for number, keys in sorted(dealt.items()):
        paths = {f"candidates/register/{key}.yml": key for key in keys}
        state = _key(path.encode() + digest(path) for path in paths)

        def gather(paths: Mapping[str, str] = paths) -> Iterator[Row]:
            for path, key in paths.items():
                yield from candidate_secrets(path, key, tree.candidates[key])

        yield f"register/{number}", state, gather
    for (course, session), results in tree.results.items():
        path = f"candidates/results/{course}/{session}.yml"
        yield path, _key([digest(path)]), partial(result_secrets, path, results)
    for (course, session), resolutions in tree.resolutions.items():
        path = f"candidates/resolutions/{course}/{session}.yml"
        yield path, _key([digest(path)]), partial(resolution_secrets, path, resolutions)
    for name, edition in tree.editions.items():
        path = f"candidates/editions/{name}.yml"
        yield path, _key([digest(path)]), partial(edition_secrets, path, edition)
    for (course, session), payments in tree.payments.items():
        path = f"candidates/payments/{course}/{session}.yml"
        yield path, _key([digest(path)]), partial(payment_secrets, path, payments)
    for name, contract in tree.contracts.items():
        path = f"candidates/contracts/{name}.yml"
        yield path, _key([digest(path)]), partial(contract_secrets, path, contract)
    yield _acts(sources)
    yield from _transmissions(sources.root)


def _acts(sources: Sources) -> _Share:
    def notes() -> Iterator[Row]:
        for act in sources.acts:
            yield from text_secret(act.path, act.line, act.value.note)

    return "acts", _key(act.value.signature for act in sources.acts), notes


def _transmissions(root: Path) -> Iterator[_Share]:
    store = TransmissionStore(root)
    for course, session in store.sessions():
        for number in store.numbers(course, session):
            path = store.path(course, session, number)
            with (root / path).open("rb") as file:
                state = hashlib.file_digest(file, "blake2b").digest()

            def gather(
                path: str = path, where: tuple[str, str, int] = (course, session, number)
            ) -> Iterator[Row]:
                return transmission_secrets(path, store.read(*where))

            yield path, _key([state]), gather


def _key(parts: Iterable[bytes]) -> bytes:
    found = hashlib.blake2b(program_digest(), digest_size=16)
    for part in parts:
        found.update(b"%d " % len(part) + part)
    return found.digest()


def _read(path: Path) -> dict[str, _Gathered]:
    """The shares that were kept; none where the file is damaged, not to be had, or of another version."""
    with contextlib.suppress(ValueError, TypeError), read_whole(path) as found:
        if found is None:
            return {}
        header, file = found
        return {
            name: _Gathered(bytes.fromhex(key), bytes.fromhex(digest), file.read(size))
            for name, key, digest, size in header
        }
    return {}


def _write(path: Path, shares: Mapping[str, _Gathered]) -> None:
    header = [[name, one.key.hex(), one.digest.hex(), len(one.text)] for name, one in shares.items()]
    write_whole(path, header, [one.text for one in shares.values()])
