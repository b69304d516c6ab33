"""``python -m benchmarks.log``: the transparency log with 130,000 and 1,000,000 leaves.

A leaf is that of a diploma. Each size is measured in a process of its own, on files in a temporary directory: writing
the leaves as the ledger keeps them, reading them back with every check, finding a leaf, proving every leaf against the
checkpoint that first held it (there are a hundred), verifying proofs, making every file that is published, appending
another 500 leaves, and following the published log as a witness does. Times are of one processor.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.adapters.logstore import LogStore
from generator.logbook.sequencer import move_pending, sign_due
from generator.site.log import log_files
from generator.trust.base64text import encode_url
from generator.trust.canonical import canonical
from generator.trust.checkpoint import Checkpoint, sign_checkpoint
from generator.trust.keys import demonstration_key, demonstration_log_key
from generator.trust.logged import verify_logged
from generator.trust.logleaf import Genesis, IssueLeaf, commitment
from generator.trust.logpolicy import LogEntry, Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import leaf_hash
from generator.trust.note import NoteKey
from generator.trust.tiles import TileTree

SIZES = (130_000, 1_000_000)
ORIGIN = "diplomes.example.org/log"
SECRET = demonstration_log_key(ORIGIN)
KEY = NoteKey(ORIGIN, SECRET.public)
ISSUER = demonstration_key("did:web:diplomes.example.org")
CREDENTIAL = canonical({"credentialSubject": {"name": "x" * 40}, "filler": "y" * 4_000})
SALT = bytes(32)
CHECKPOINTS = 100
VERIFIED = 2_000


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: seconds for `count` things."""

    what: str
    count: int
    seconds: float

    @property
    def each(self) -> float:
        """Microseconds for one."""
        return self.seconds / self.count * 1e6


@dataclass(frozen=True, slots=True)
class Result:
    """What one size took. `memory` is the peak of the process in MB, `published` and `kept` are bytes."""

    leaves: int
    measures: tuple[Measure, ...]
    memory: float
    published_files: int
    published: int
    kept: int


class Stopwatch:
    """Collects measures."""

    def __init__(self) -> None:
        self.measures: list[Measure] = []

    @contextmanager
    def __call__(self, what: str, count: int) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.measures.append(Measure(what, count, time.perf_counter() - started))


def leaf(number: int) -> bytes:
    """A leaf as `issue` writes it."""
    hidden = hashlib.sha256(b"%d" % number).digest()
    return f'{{"c":"{encode_url(hidden)}","k":"{ISSUER.public.multibase}","t":"issue","v":1}}'.encode()


def measure(size: int) -> Result:
    """Measure one size."""
    watch, known = Stopwatch(), IssueLeaf(commitment(SALT, CREDENTIAL), ISSUER.public).to_bytes()
    leaves = [leaf(number) for number in range(1, size)]
    leaves[size // 2] = known
    sizes = sorted({size * step // CHECKPOINTS for step in range(1, CHECKPOINTS + 1)} - {0})
    verified = min(VERIFIED, size)
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        store = LogStore(root)
        store.create(KEY, str(Policy(logs=(LogEntry(KEY),))), Genesis(ORIGIN).to_bytes())
        with watch("write the leaves", size):
            store.append(leaves)
        del leaves
        bare = store.load()
        (store.directory / "checkpoints").mkdir(exist_ok=True)
        for one in sizes:
            store.add_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, one, bare.tree.root(one)), SECRET))
        del bare
        with watch("read, build the tree, check the checkpoints", size):
            log = store.load()
        with watch("index the leaves", size):
            assert log.index_of(known) == size // 2 + 1
        with watch("hash and find a leaf", size):
            for start in range(0, size, 256):
                for index, data in enumerate(log.leaves[start : start + 256], start):
                    assert log.index_of(data) == index
        with watch("prove a leaf", size):
            for index in range(size):
                log.proof_of(index, SALT)
        proofs = [log.proof_of(index * (size // verified), SALT) or "" for index in range(verified)]
        with watch("read a proof and follow its path", verified):
            for place, text in enumerate(proofs):
                proof = InclusionProof.parse(text)
                assert proof.proves(log.tree.leaf_hash(place * (size // verified)))
        whole = log.proof_of(size // 2 + 1, SALT) or ""
        with watch("verify a diploma's proof, signature included", verified):
            for _ in range(verified):
                report = verify_logged(
                    CREDENTIAL,
                    issuer_key=ISSUER.public.multibase,
                    proof=whole,
                    vkey=str(KEY),
                    policy=log.policy,
                )
                assert report.logged
        files = published = 0
        with watch("make every published file", size):
            for _, data in log_files(log):
                files += 1
                published += len(data)
        tiles = {path.removeprefix("log/"): data for path, data in log_files(log) if "/entries/" not in path}
        with watch("follow the log as a witness", 1):
            tree = TileTree(size, tiles.get)
            assert tree.root() == log.tree.root()
            tree.consistency(sizes[-2])
        del tiles
        store.add_pending(
            IssueLeaf(hashlib.sha256(b"new %d" % one).digest(), ISSUER.public) for one in range(500)
        )
        with watch("append 500 leaves and sign", 1):
            moved, _, _ = move_pending(store, log, {ISSUER.public})
            sign_due(store, moved, SECRET)
        kept = sum(path.stat().st_size for path in store.directory.rglob("*") if path.is_file())
    assert leaf_hash(b"") and len(moved.tree) == size + 500
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(size, tuple(watch.measures), memory, files, published, kept)


def show(results: list[Result]) -> str:
    """The table, as Markdown."""
    lines = [
        f"| what | {' | '.join(f'{result.leaves:,} leaves' for result in results)} |",
        f"|---|{'---|' * len(results)}",
    ]
    for rows in zip(*(result.measures for result in results), strict=True):
        cells = [
            f"{row.seconds:.2f} s" + (f", {row.each:.1f} µs each" if row.count > 1 else "") for row in rows
        ]
        lines.append(f"| {rows[0].what} | {' | '.join(cells)} |")
    for what, values in (
        (
            "published",
            [f"{result.published / 1e6:.0f} MB in {result.published_files:,} files" for result in results],
        ),
        ("kept in the ledger", [f"{result.kept / 1e6:.0f} MB" for result in results]),
        ("memory at most", [f"{result.memory:.0f} MB" for result in results]),
    ):
        lines.append(f"| {what} | {' | '.join(values)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="LEAVES")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    results = []
    for size in given.sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results.append(pool.apply(measure, (size,)))
    if given.json:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        sys.stdout.write(
            json.dumps({**machine, "results": [asdict(result) for result in results]}, indent=2) + "\n"
        )
    else:
        sys.stdout.write(show(results) + "\n")


if __name__ == "__main__":
    main()
