"""Batches that were verified before: the same audit as without, whatever became of the ledger or the cache."""

from __future__ import annotations

import os
import random
from array import array
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator.errors import LedgerError
from generator.issuing import audit as module
from generator.issuing.audit import Audit, verify_ledger
from generator.issuing.segment import CODE_SIZE, SegmentFacts
from generator.issuing.sharing import Share
from generator.trust.keys import SecretKey
from generator.trust.ledger import KeyEntry
from tests.issuing.school import School
from tests.issuing.test_audit import LATER, SEGMENT, revoke, rewrite


@pytest.fixture
def issued(school: School, monkeypatch: pytest.MonkeyPatch) -> School:
    """A school whose five diplomas stand in three batches."""
    monkeypatch.setattr("generator.adapters.ledger.SEGMENT_LINES", 2)
    school.issue()
    monkeypatch.undo()
    return school


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the batches that were read, in this process."""
    found: list[str] = []
    real = module.read_segments

    def watching(shares: list[Share], *rest: object, **more: object) -> object:
        found.extend(share.path.name for share in shares)
        return real(shares, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read_segments", watching)
    return found


def outcome(ask: Callable[[], Audit]) -> object:
    try:
        return ask()
    except LedgerError as error:
        return error.diagnostics


def both(school: School, cache: Path) -> object:
    """The audit with the cache, which has to be that without."""
    found = outcome(lambda: verify_ledger(school.root, cache=cache))
    assert found == outcome(lambda: verify_ledger(school.root))
    return found


def test_what_did_not_change_is_not_verified_again(issued: School, tmp_path: Path, read: list[str]) -> None:
    cache = tmp_path / "cache"
    first = verify_ledger(issued.root, cache=cache)
    assert len(read) == 3
    told: list[int] = []
    assert verify_ledger(issued.root, cache=cache, progress=told.append) == first
    assert len(read) == 3 and sum(told) == first.diplomas == 5
    # Touched, it is known again by its digest; what an act says is no part of a batch.
    (issued.root / SEGMENT).touch()
    revoke(issued, 1)
    verify_ledger(issued.root, cache=cache)
    assert len(read) == 3
    # Another key may make another diploma true or false.
    issued.ledger().add_key(KeyEntry("school", issued.did, SecretKey(b"n" * 32).public, LATER, False))
    verify_ledger(issued.root, cache=cache)
    assert len(read) == 6


def test_a_batch_that_was_tampered_with_since_is_named(issued: School, tmp_path: Path) -> None:
    path, cache = issued.root / SEGMENT, tmp_path / "cache"
    verify_ledger(issued.root, cache=cache)
    before, whole = path.stat(), path.read_bytes()
    code = rewrite(issued, 1, lambda line: line["credential"]["credentialSubject"].update(name="Eve Exempel"))  # type: ignore[attr-defined]
    changed = path.read_bytes()
    path.write_bytes(changed.ljust(len(whole)) if len(changed) < len(whole) else changed)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    found = both(issued, cache)
    assert isinstance(found, tuple) and any(
        code in problem.message or problem.code == "L301" for problem in found
    )
    path.write_bytes(whole)
    assert isinstance(both(issued, cache), Audit)


def test_the_cache_is_only_ever_a_cache(issued: School, tmp_path: Path) -> None:
    cache, chance = tmp_path / "cache", random.Random(20261127)  # noqa: S311
    verify_ledger(issued.root, cache=cache)
    file = cache / "ledger"
    whole = file.read_bytes()
    for _ in range(60):
        damaged = bytearray(whole[: chance.randrange(len(whole) + 1)])
        if damaged:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        assert isinstance(both(issued, cache), Audit)
        # What the stamps believe depends on the hour, so not byte for byte.
        assert len(file.read_bytes()) == len(whole)
    file.unlink()
    file.mkdir()
    assert isinstance(both(issued, cache), Audit)


def test_over_a_school_s_days_the_audit_is_that_without_a_cache(issued: School, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    batches = issued.ledger().segments()
    assert isinstance(both(issued, cache), Audit)
    revoke(issued, 0)
    assert isinstance(both(issued, cache), Audit)
    revoke(issued, 3, LATER + timedelta(days=1))
    assert isinstance(both(issued, cache), Audit)
    kept = batches[1].read_bytes()
    batches[1].unlink()
    assert not isinstance(both(issued, cache), Audit)
    batches[1].write_bytes(kept + kept.splitlines(keepends=True)[0])
    assert not isinstance(both(issued, cache), Audit)
    batches[1].write_bytes(kept)
    audit = both(issued, cache)
    assert isinstance(audit, Audit) and audit.diplomas == 5


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_rows_are_found_by_their_codes_few_or_many(count: int) -> None:
    chance = random.Random(count)  # noqa: S311
    codes = ["-".join("".join(chance.choices("2345", k=4)) for _ in range(5)) for _ in range(count)]
    none = array("Q")
    text = "".join(codes).encode()
    facts = SegmentFacts("x", count, none, text, (), b"", none, none, none, none, b"", ())
    # Nor are two halves of codes beside one another a code.
    others = ["2" * CODE_SIZE, text[12 : 12 + CODE_SIZE].decode()]
    for size in (0, 1, 5, 11, 60):
        wanted = {one.encode() for one in chance.choices(codes + others, k=size)}
        assert list(facts.rows(wanted)) == [row for row, code in enumerate(codes) if code.encode() in wanted]
