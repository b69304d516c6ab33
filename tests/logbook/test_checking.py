"""What audit, examination and reconciliation find; what a damaged store says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.adapters.atomic import replace
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError, ParcheminError
from generator.logbook.auditing import audit, examine
from generator.logbook.pending import issue_leaf
from generator.logbook.reconciling import reconcile
from generator.logbook.sequencer import move_pending, sign_due
from generator.logbook.snapshots import differing_files, published, reader, snapshot
from generator.site.log import log_files
from generator.trust.keys import SecretKey
from generator.trust.logleaf import ActLeaf, Genesis, IssueLeaf, KeyLeaf
from generator.trust.transparency import TransparencyLog
from tests.issuing.school import School
from tests.logbook.checkout import ORIGIN, SECRET, begin_log
from tests.logs import ISSUER, leaves, log_of


def publish(log: TransparencyLog, place: Path) -> Path:
    for path, data in log_files(log):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return place


ENTRIES = leaves(600)


# --- snapshots


def test_a_published_log_is_read_back_as_it_was(tmp_path: Path) -> None:
    log = log_of(ENTRIES, (1, 256, 300, 600), witnessed={300: ()})
    publish(log, tmp_path)
    for place in (tmp_path, tmp_path / "log"):
        back = snapshot(place)
        assert list(back.leaves) == ENTRIES
        assert back.tree == log.tree
        assert back.sizes == log.sizes
        assert [back.proof_of(index) for index in (0, 299, 599)] == [
            log.proof_of(index) for index in (0, 299, 599)
        ]
        assert differing_files(back, reader(str(tmp_path / "log"))) == []


def test_a_log_read_over_an_address_knows_its_newest_checkpoint(tmp_path: Path) -> None:
    publish(log_of(ENTRIES, (1, 256, 600)), tmp_path)
    assert published(reader(str(tmp_path / "log"))).sizes == (600,)


def test_a_directory_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParcheminError, match="holds no transparency log"):
        snapshot(tmp_path)


Damage = Callable[[Path], object]


@pytest.mark.parametrize(
    "damage",
    [
        lambda log: (log / "tile" / "entries" / "001").unlink(),
        lambda log: (log / "tile" / "entries" / "001").write_bytes(b"\0\1a"),
        lambda log: (log / "tile" / "entries" / "002.p" / "88").write_bytes(b""),
        lambda log: (log / "checkpoint").write_text("nothing"),
        lambda log: (log / "vkey").write_text("nothing"),
        lambda log: (log / "policy").write_text("quorum nobody\n"),
        lambda log: (log / "checkpoints" / "256").write_bytes((log / "checkpoint").read_bytes()),
        lambda log: (log / "checkpoints" / "256").write_text("nothing"),
        lambda log: (log / "vkey").unlink(),
    ],
)
def test_a_published_log_that_is_cut_or_changed_is_refused(tmp_path: Path, damage: Damage) -> None:
    publish(log_of(ENTRIES, (1, 256, 600)), tmp_path)
    damage(tmp_path / "log")
    with pytest.raises(LedgerError):
        snapshot(tmp_path)


def test_a_truncated_or_changed_tile_is_listed(tmp_path: Path) -> None:
    log = log_of(ENTRIES, (1, 256, 600))
    publish(log, tmp_path)
    tile, partial = tmp_path / "log/tile/0/001", tmp_path / "log/tile/1/000.p/2"
    tile.write_bytes(tile.read_bytes()[:-32])
    partial.unlink()
    assert differing_files(snapshot(tmp_path), reader(str(tmp_path / "log"))) == [
        "log/tile/0/001",
        "log/tile/1/000.p/2",
    ]


# --- audit


def test_a_log_that_grew_is_consistent_at_every_old_checkpoint() -> None:
    found = audit(log_of(ENTRIES[:300], (1, 2, 256, 300)), log_of(ENTRIES, (1, 2, 256, 300, 600)))
    assert (found.consistent, found.reason, found.compared) == (True, "consistent", 4)
    assert (found.old_size, found.new_size) == (300, 600)


def test_a_log_is_consistent_with_itself_and_with_an_empty_one() -> None:
    log = log_of(ENTRIES, (600,))
    assert audit(log, log).consistent
    assert audit(log_of(ENTRIES, ()), log).consistent


def test_a_rolled_back_log_is_found_out_though_each_of_its_own_signatures_holds() -> None:
    found = audit(log_of(ENTRIES, (300, 600)), log_of(ENTRIES[:300], (300,)))
    assert (found.consistent, found.reason) == (False, "rolled-back")


def test_a_forked_log_is_found_out_wherever_the_fork_lies() -> None:
    old = log_of(ENTRIES[:300], (2, 300))
    for place in (1, 150, 299):
        changed = [*ENTRIES[:place], b"another", *ENTRIES[place + 1 :]]
        found = audit(old, log_of(changed, (600,)))
        assert (found.consistent, found.reason) == (False, "forked")
        # An old checkpoint below the fork is still borne out.
        assert found.compared == (1 if place >= 2 else 0)


def test_the_log_of_another_key_is_another_log() -> None:
    from dataclasses import replace as changed

    from tests.logs import KEY, witness_secret

    log = log_of(ENTRIES, (600,))
    stranger = changed(KEY, public=witness_secret(0).public)
    assert audit(log, changed(log, key=stranger)).reason == "other-log"


# --- examination


def codes(*more: bytes) -> list[str]:
    return [
        problem.code
        for problem in examine(log_of([Genesis("diplomes.example.org/log").to_bytes(), *more], ()))
    ]


def test_acts_that_follow_nothing_repeat_or_skip_are_named() -> None:
    c = bytes(32)
    issued = IssueLeaf(c, ISSUER.public).to_bytes()
    revoke, reinstate, third = (
        ActLeaf.sign(ISSUER, change, c, turn).to_bytes()  # type: ignore[arg-type]
        for change, turn in (("revoke", 1), ("reinstate", 2), ("revoke", 3))
    )
    assert codes(issued, revoke, reinstate, third) == []
    assert codes(third, revoke, issued, reinstate) == []  # a batch is sorted by hash, not by time
    assert codes(issued, reinstate) == ["L325"]
    assert codes(issued, revoke, third) == ["L325"]
    assert codes(issued, revoke, revoke) == ["L325"]
    assert codes(revoke) == ["L325"]
    assert codes(issued, issued) == ["L325"]
    assert codes(Genesis("diplomes.example.org/log").to_bytes()) == ["L325"]


def test_false_signatures_and_impossible_indexes_are_named() -> None:
    c = bytes(32)
    false = ActLeaf("revoke", c, ISSUER.public, 1, bytes(64)).to_bytes()
    assert codes(IssueLeaf(c, ISSUER.public).to_bytes(), false) == ["L322"]
    assert codes(KeyLeaf("retired", ISSUER.public, signature=bytes(64)).to_bytes()) == ["L322"]
    assert codes(KeyLeaf.sign(ISSUER, "compromised", ISSUER.public, since=2).to_bytes()) == ["L325"]
    assert codes(KeyLeaf.sign(ISSUER, "compromised", ISSUER.public, since=1).to_bytes()) == []
    with pytest.raises(LedgerError, match="leaf 1"):
        codes(b"{}")


# --- reconciliation


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Five diplomas, one of them revoked, all in a signed log."""
    school = School(tmp_path / "site").build()
    school.add_key()
    begin_log(school.root)
    school.issue()
    from tests.logbook.checkout import Checkout

    Checkout(school.root).act("revoke", school.codes()[0])
    sequence(school)
    return school


def sequence(school: School) -> None:
    store = LogStore(school.root)
    with store.writing():
        keys = {item.value.public for item in school.ledger().public_keys()}
        log, _, _ = move_pending(store, store.load(), keys)
        sign_due(store, log, SECRET)


def reconciled(school: School) -> tuple[int, int, int, list[str], int]:
    store = LogStore(school.root)
    found = reconcile(store.load(), store, school.ledger())
    return (
        found.records,
        found.logged,
        found.waiting,
        [one.message for one in found.alarms],
        len(found.missing),
    )


def test_everything_has_its_leaf_and_its_record(school: School) -> None:
    assert reconciled(school) == (6, 6, 0, [], 0)


def test_a_diploma_issued_behind_the_school_s_back_is_an_alarm(school: School) -> None:
    LogStore(school.root).add_pending([IssueLeaf(bytes(32), school.signer().key.public)])
    (alarm,) = reconciled(school)[3]
    assert alarm == "a leaf that waits: a diploma was issued that is not in the ledger"
    sequence(school)
    (alarm,) = reconciled(school)[3]
    assert alarm == "leaf 7: a diploma was issued that is not in the ledger"


def test_a_change_without_an_act_is_an_alarm(school: School) -> None:
    store, key = LogStore(school.root), school.signer().key
    line = next(
        item.value for item in school.ledger().all_credentials() if item.value.code == school.codes()[1]
    )
    store.add_pending([ActLeaf.sign(key, "revoke", issue_leaf(line).commitment, 1)])
    (alarm,) = reconciled(school)[3]
    assert "changed (revoke) without an act" in alarm


def test_a_leaf_of_a_key_that_is_nobody_s_is_an_alarm(school: School) -> None:
    stranger = SecretKey(bytes(32))
    LogStore(school.root).add_pending([IssueLeaf(bytes(32), stranger.public)])
    (alarm,) = reconciled(school)[3]
    assert stranger.public.multibase in alarm


def test_a_record_removed_from_the_ledger_leaves_its_leaf_behind(school: School) -> None:
    segment = next((school.root / "candidates/ledger/credentials").glob("*.jsonl"))
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(lines[:-1]))
    alarms = reconciled(school)[3]
    assert len(alarms) == 1 and "not in the ledger" in alarms[0]


def test_what_a_crash_left_out_is_listed_and_can_be_given_its_leaf(tmp_path: Path) -> None:
    school = School(tmp_path / "site").build()
    school.add_key()
    school.issue()  # before there was a log
    begin_log(school.root)
    store = LogStore(school.root)
    found = reconcile(store.load(), store, school.ledger())
    assert (found.records, found.logged, len(found.missing), found.alarms) == (5, 0, 5, ())
    assert {item.problem.code for item in found.missing} == {"L324W"}
    store.add_pending(item.leaf for item in found.missing if item.leaf is not None)
    assert reconciled(school) == (5, 0, 5, [], 0)
    sequence(school)
    assert reconciled(school) == (5, 5, 0, [], 0)


# --- the store


@pytest.mark.parametrize(
    ("damage", "code", "place"),
    [
        (lambda log: (log / "leaves/000000.jsonl").write_bytes(b"x"), "L320", "leaves/000000.jsonl"),
        (lambda log: (log / "leaves/000000.jsonl").write_bytes(b"\n"), "L320", "leaves/000000.jsonl"),
        (lambda log: (log / "leaves/000000.jsonl").write_bytes(b"x\n" * 257), "L320", "leaves/000000.jsonl"),
        (
            lambda log: (log / "leaves/000000.jsonl").rename(log / "leaves/000001.jsonl"),
            "L320",
            "leaves/000000.jsonl",
        ),
        (
            lambda log: shutil.copy(log / "leaves/000000.jsonl", log / "leaves/000001.jsonl"),
            "L320",
            "leaves/000000.jsonl",
        ),
        (lambda log: (log / "leaves/notes.txt").write_text("x"), "L320", "leaves/notes.txt"),
        (lambda log: (log / "leaves/000000.jsonl").write_bytes(b"{}\n"), "L321", "leaves"),
        (lambda log: (log / "checkpoints/7").rename(log / "checkpoints/6"), "L320", "checkpoints/6"),
        (lambda log: (log / "checkpoints/7").write_text("x"), "L320", "checkpoints/7"),
        (lambda log: (log / "checkpoints/07").write_text("x"), "L320", "checkpoints/07"),
        (
            lambda log: replace(
                log / "checkpoints/7", (log / "checkpoints/7").read_bytes().replace(b"\n7\n", b"\n8\n")
            ),
            "L322",
            "checkpoints/7",
        ),
        (lambda log: (log / "vkey").write_text("x"), "L320", "vkey"),
        (lambda log: (log / "policy").write_text("x"), "L320", "policy"),
        (lambda log: (log / "policy").unlink(), "L320", "policy"),
        (lambda log: _write(log / "witness/7.00000000", "x"), "L320", "witness/7.00000000"),
        (lambda log: _write(log / "witness/x", "x"), "L320", "witness/x"),
    ],
)
def test_a_damaged_log_is_named_by_its_file(school: School, damage: Damage, code: str, place: str) -> None:
    damage(LogStore(school.root).directory)
    with pytest.raises(LedgerError) as refused:
        LogStore(school.root).load()
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.path) == (code, f"candidates/ledger/log/{place}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_a_changed_or_stray_waiting_file_is_refused(school: School) -> None:
    store = LogStore(school.root)
    (path,) = store.add_pending([IssueLeaf(bytes(32), school.signer().key.public)])
    file = school.root / path
    file.write_bytes(file.read_bytes().replace(b"A", b"B", 1))
    with pytest.raises(LedgerError) as refused:
        store.pending()
    assert "does not match its name" in refused.value.diagnostics[0].message
    file.rename(file.with_name("notes.txt"))
    with pytest.raises(LedgerError):
        store.pending()


def test_a_hundred_thousand_leaves_wait_in_few_files(tmp_path: Path) -> None:
    store = begin_log(tmp_path)
    paths = store.add_pending(IssueLeaf(number.to_bytes(32, "big"), ISSUER.public) for number in range(5_000))
    assert len(paths) == 10
    assert sum(len(waiting) for _, waiting in store.pending()) == 5_000
    assert (
        store.add_pending(IssueLeaf(number.to_bytes(32, "big"), ISSUER.public) for number in range(5_000))
        == ()
    )


def test_a_log_is_begun_once(tmp_path: Path) -> None:
    store = begin_log(tmp_path)
    with pytest.raises(LedgerError, match="already"):
        begin_log(tmp_path)
    assert list(store.load().leaves) == [Genesis(ORIGIN).to_bytes()]


def test_a_site_without_a_log_says_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as refused:
        LogStore(tmp_path).load()
    assert "parchemin log init" in refused.value.hint
