"""The transparency log as files below ``/log/``: checkpoints, tiles, entries, the log's key, its policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.trust.formerkeys import PATH as COMPROMISED
from generator.trust.formerkeys import compromised_file
from generator.trust.tiles import entry_bundles, tiles
from generator.trust.transparency import TransparencyLog

__all__ = ["TILES", "log_files", "log_heads", "log_tiles"]

TILES: Final = "log/tile"
"""The folder of what `log_tiles` gives."""


def log_files(log: TransparencyLog) -> Iterator[tuple[str, bytes]]:
    """Every file of a log that was checked, as (path below the site, bytes), in an order that never changes.

    Nothing but the key and the policy before the first checkpoint: what is not signed is not published.
    """
    yield from log_heads(log)
    yield from log_tiles(log)


def log_heads(log: TransparencyLog) -> Iterator[tuple[str, bytes]]:
    """Those that say which log it is: its key, its policy, what was signed for it."""
    yield "log/vkey", f"{log.key}\n".encode()
    yield "log/policy", log.policy.encode("utf-8", "surrogateescape")
    if log.newest is None:
        return
    yield "log/checkpoint", str(log.published(log.newest.size)).encode()
    for size in log.sizes:
        yield f"log/checkpoints/{size}", str(log.published(size)).encode()
    yield COMPROMISED, compromised_file(log)


def log_tiles(log: TransparencyLog) -> Iterator[tuple[str, bytes]]:
    """The rest: the tree and its leaves. Checkpoints tell their roots, so that where `log_heads` are the same, so are
    these.
    """
    if log.newest is None:
        return
    for path, data in tiles(log.tree, log.sizes):
        yield f"log/{path}", data
    for path, data in entry_bundles(log.leaves, log.sizes):
        yield f"log/{path}", data
