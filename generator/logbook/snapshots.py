"""Logs read back from wherever they are: a published site or its saved copy, the log's own folder, a checkout.

A place is a directory or an https address. What is read is verified before it is returned, but for whose key it
is: the caller compares that with the one it trusts.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.adapters.fetch import FetchError, fetch
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError, MalformedError, ParcheminError
from generator.site.log import log_files
from generator.trust.checkpoint import SignedCheckpoint, open_checkpoint
from generator.trust.merkle import MerkleTree, leaf_hash
from generator.trust.note import Note, NoteKey
from generator.trust.tiles import TILE_WIDTH, ChunkedLeaves, ReadTile, read_entry_bundle, tile_path
from generator.trust.transparency import TransparencyLog

__all__ = ["differing_files", "published", "reader", "snapshot"]

_MAX_FILE = 20_000_000
"""A bundle of 256 leaves of the greatest length."""


def snapshot(place: Path) -> TransparencyLog:
    """The log in a directory: of a published site, of its ``log/``, of the ledger's ``log/``, or of a whole checkout.

    Raises `ParcheminError` where there is none, or `LedgerError` where it is damaged or contradicts what it signed.
    """
    for directory in (place, place / "candidates" / "ledger" / "log"):
        if (directory / "leaves").is_dir():
            return LogStore(place, directory=directory).load()
    for directory in (place, place / "log"):
        if (directory / "checkpoint").is_file() and (directory / "tile").is_dir():
            sizes = [
                int(path.name) for path in (directory / "checkpoints").glob("*") if path.name.isdecimal()
            ]
            return published(reader(str(directory)), sizes)
    raise ParcheminError(
        f"{place} holds no transparency log",
        hint="A published site, its folder log, candidates/ledger/log and a checkout do.",
    )


def published(read: ReadTile, sizes: Iterable[int] = ()) -> TransparencyLog:
    """The log behind `read`, from its newest checkpoint, its entries, and the checkpoints of `sizes`.

    Raises `LedgerError` where something is missing or false.
    """
    try:
        key = NoteKey.parse(_due(read, "vkey").decode("utf-8", "replace").removesuffix("\n"))
        newest = open_checkpoint(_due(read, "checkpoint"), key)
        found = {newest.size: newest} | {
            size: open_checkpoint(_due(read, f"checkpoints/{size}"), key) for size in sizes
        }
        wrong = next((size for size, signed in found.items() if signed.size != size), None)
        if wrong is not None:
            raise MalformedError(f"checkpoints/{wrong} is of another size", reason="checkpoint")

        def bundle(number: int) -> tuple[bytes, ...]:
            width = min(TILE_WIDTH, newest.size - number * TILE_WIDTH)
            leaves = read_entry_bundle(_due(read, tile_path("entries", number, width)))
            if len(leaves) != width:
                raise MalformedError(
                    f"bundle {number} holds {len(leaves)} leaves instead of {width}", reason="bundle"
                )
            return leaves

        leaves = ChunkedLeaves(newest.size, bundle)
        log = TransparencyLog(
            key=key,
            policy=_due(read, "policy").decode("utf-8", "surrogateescape"),
            leaves=leaves,
            tree=MerkleTree.of(leaf_hash(leaf) for leaf in leaves),
            checkpoints={size: _bare(signed, key) for size, signed in sorted(found.items())},
            cosignatures={size: signed.note.signatures for size, signed in found.items()},
        )
        log.check()
    except MalformedError as error:
        raise LedgerError(f"the published log is not in order: {error}") from None
    return log


def differing_files(log: TransparencyLog, read: ReadTile) -> list[str]:
    """Files of a published log that are missing, or not what its leaves and checkpoints make them."""
    return [path for path, data in log_files(log) if read(path.removeprefix("log/")) != data]


def reader(place: str) -> ReadTile:
    """Reads files below a directory or an https address; None for what is not there."""
    if place.startswith(("https://", "http://")):
        base = place.rstrip("/")

        def over_https(path: str) -> bytes | None:
            try:
                return fetch(f"{base}/{path}", max_bytes=_MAX_FILE)
            except FetchError as error:
                if str(error).endswith("status 404"):
                    return None
                raise

        return over_https

    directory = Path(place)

    def from_disk(path: str) -> bytes | None:
        file = directory / path
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            return opened.read(_MAX_FILE)

    return from_disk


def _due(read: ReadTile, path: str) -> bytes:
    data = read(path)
    if data is None:
        raise MalformedError(f"{path} is missing", reason="missing")
    return data


def _bare(signed: SignedCheckpoint, key: NoteKey) -> SignedCheckpoint:
    return SignedCheckpoint(signed.checkpoint, Note(signed.note.text, signed.note.by(key)))
