"""The sequencer in real git: branches issue at once, two sequencers run at once, and nothing ever forks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.adapters.atomic import Steps
from generator.adapters.git import Git, GitError, PushRefusedError
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError
from generator.logbook.auditing import audit, examine
from generator.logbook.reconciling import reconcile
from generator.logbook.sequencer import Desk, move_pending, sign_due
from generator.logbook.snapshots import snapshot
from generator.trust.checkpoint import Checkpoint, sign_checkpoint
from generator.trust.keys import SecretKey
from generator.trust.logleaf import ActLeaf, Genesis, IssueLeaf, KeyLeaf, parse_leaf
from generator.trust.merkle import EMPTY_ROOT, leaf_hash
from tests.logbook.checkout import KEY, ORIGIN, SECRET, Checkout, begin_log
from tests.logbook.conftest import Clone


def pending(checkout: Checkout) -> list[str]:
    return sorted(path.name for path in (checkout.store.directory / "pending").glob("*.jsonl"))


def leaves(checkout: Checkout) -> list[bytes]:
    return list(checkout.store.load().leaves)


def signed_sizes(checkout: Checkout) -> tuple[int, ...]:
    return checkout.store.load().sizes


# --- one school, one branch


def test_a_log_begins_with_its_genesis_and_is_signed_once_that_is_pushed(clone: Clone) -> None:
    school = clone("a")
    assert signed_sizes(school) == ()
    turn = school.append()
    assert (turn.added, turn.size) == (0, 1)
    assert turn.signed is not None and turn.signed.size == 1
    assert school.git("rev-parse", "HEAD") == school.git("rev-parse", "origin/main")
    assert leaves(school) == [Genesis(ORIGIN).to_bytes()]
    assert school.append().signed is None  # nothing new


def test_what_is_issued_waits_in_one_file_and_then_stands_in_the_log_sorted_by_hash(clone: Clone) -> None:
    school = clone("a")
    school.append()
    school.edition("first-aid-2026", 0, 1, 2)
    school.issue()
    assert len(pending(school)) == 1
    school.commit()
    turn = school.append()
    assert (turn.added, turn.known, turn.size) == (3, 0, 4)
    assert pending(school) == []
    batch = leaves(school)[1:]
    assert [leaf_hash(leaf) for leaf in batch] == sorted(leaf_hash(leaf) for leaf in batch)
    assert signed_sizes(school) == (1, 4)
    other = clone("b")
    assert leaves(other) == leaves(school)
    assert (other.store.directory / "checkpoints" / "4").read_bytes() == str(
        turn.signed and turn.signed.note
    ).encode()


def test_revoking_and_reinstating_leave_signed_leaves_in_their_order(clone: Clone) -> None:
    school = clone("a")
    school.edition("first-aid-2026", 0, 1)
    school.issue()
    code = school.school.codes()[0]
    for minutes, act in enumerate(("revoke", "reinstate", "revoke")):
        school.act(act, code, minutes)  # type: ignore[arg-type]
    school.act("withdraw", school.school.codes()[1])
    school.commit()
    assert school.append().added == 5
    acts = [leaf for _, leaf in school.store.load().parsed() if isinstance(leaf, ActLeaf)]
    assert sorted((leaf.turn, leaf.change) for leaf in acts) == [
        (1, "revoke"),
        (2, "reinstate"),
        (3, "revoke"),
    ]
    assert all(leaf.verify() for leaf in acts)
    assert examine(school.store.load()) == ()
    found = reconcile(school.store.load(), school.store, school.school.ledger())
    assert (found.records, found.logged, found.alarms, found.missing) == (5, 5, (), ())


def test_saying_an_act_again_adds_no_leaf(clone: Clone) -> None:
    school = clone("a")
    school.edition("first-aid-2026", 0)
    school.issue()
    code = school.school.codes()[0]
    school.act("revoke", code)
    before = pending(school)
    school.act("revoke", code, 5)
    assert pending(school) == before
    school.commit()
    school.append()
    school.act("revoke", code, 9)
    assert pending(school) == []


def test_changes_that_came_before_the_log_are_logged_with_the_next_one(clone: Clone) -> None:
    school = clone("a")
    school.edition("first-aid-2026", 0)
    school.issue()
    code = school.school.codes()[0]
    school.act("revoke", code)
    for name in pending(school):
        (school.store.directory / "pending" / name).unlink()  # as if a crash had kept them from being written
    school.act("reinstate", code, 1)
    school.commit()
    assert school.append().added == 2
    missing = reconcile(school.store.load(), school.store, school.school.ledger()).missing
    assert [item.leaf is not None for item in missing] == [True]  # the diploma's own, for reconcile --queue
    school.store.add_pending(item.leaf for item in missing if item.leaf is not None)
    school.commit()
    school.append()
    assert examine(school.store.load()) == ()


# --- branches


def test_two_branches_that_issue_at_once_merge_without_conflict_and_without_a_fork(clone: Clone) -> None:
    before = clone("before")
    before.edition("first-aid-2026", 4)
    before.issue()
    before.commit()
    before.append()
    one, two = clone("one"), clone("two")
    for checkout, name, people in ((one, "first-aid-2026-a", (0, 1)), (two, "first-aid-2026-b", (2, 3))):
        checkout.git("switch", "--quiet", "--create", name)
        checkout.edition(name, *people)
        checkout.issue(seed=name)
        if checkout is two:
            checkout.act("revoke", checkout.school.codes()[0])
        checkout.commit()
        checkout.push()
    keeper = clone("keeper")
    old = snapshot(keeper.root)
    keeper.git("merge", "--quiet", "--no-edit", "origin/first-aid-2026-a")
    keeper.git("merge", "--quiet", "--no-edit", "origin/first-aid-2026-b")
    assert len(pending(keeper)) == 3
    turn = keeper.append()
    assert (turn.added, turn.size) == (5, 7)
    log = keeper.store.load()
    assert sum(isinstance(leaf, IssueLeaf) for _, leaf in log.parsed()) == 5
    assert audit(old, log).consistent
    assert reconcile(log, keeper.store, keeper.school.ledger()).alarms == ()


def test_a_branch_that_comes_later_than_the_log_moved_on_still_merges(clone: Clone) -> None:
    first = clone("first")
    first.edition("first-aid-2026-first", 3)
    first.issue(seed="first")
    first.commit()
    first.push()
    late = clone("late")
    late.git("switch", "--quiet", "--create", "late")
    late.edition("first-aid-2026-late", 4)
    late.issue(seed="late")
    late.commit()
    late.push()
    keeper = clone("keeper")
    keeper.edition("first-aid-2026", 0, 1)
    keeper.issue()
    keeper.commit()
    keeper.append()
    keeper.git("fetch", "--quiet")
    keeper.git("merge", "--quiet", "--no-edit", "origin/late")
    assert keeper.append().size == 5
    assert signed_sizes(keeper) == (4, 5)


def test_two_branches_that_say_the_same_act_leave_one_leaf(clone: Clone) -> None:
    first = clone("first")
    first.edition("first-aid-2026", 0)
    first.issue()
    first.commit()
    first.append()
    code = first.school.codes()[0]
    for name in ("a", "b"):
        checkout = clone(name)
        checkout.git("switch", "--quiet", "--create", name)
        checkout.act("revoke", code)
        checkout.commit()
        checkout.push()
    keeper = clone("keeper")
    keeper.git("merge", "--quiet", "--no-edit", "origin/a")
    keeper.git("merge", "--quiet", "--no-edit", "origin/b")
    turn = keeper.append()
    assert turn.added == 1
    assert [leaf.change for _, leaf in keeper.store.load().parsed() if isinstance(leaf, ActLeaf)] == [
        "revoke"
    ]


# --- two sequencers


def test_of_two_sequencers_at_once_one_is_refused_and_has_signed_nothing(clone: Clone) -> None:
    first = clone("first")
    first.edition("first-aid-2026", 4)
    first.issue()
    first.commit()
    first.push()
    one, two = clone("one"), clone("two")
    for checkout, name, person in ((one, "first-aid-2026-a", 0), (two, "first-aid-2026-b", 1)):
        checkout.edition(name, person)
        checkout.issue(seed=name)
        checkout.commit()

    class Overtaken(Git):
        """The other sequencer pushes between this one's look at the remote and its own push."""

        def push(self, branch: str) -> None:
            if not overtaken:
                overtaken.append(one.append().size)
            super().push(branch)

    overtaken: list[int] = []
    before = two.git("rev-parse", "HEAD")
    keys = {item.value.public for item in two.school.ledger().public_keys()}
    with pytest.raises(PushRefusedError, match="undone, and nothing was signed"):
        Desk(two.store, Overtaken(two.root), keys).append(SECRET)
    assert overtaken == [3]
    assert two.git("rev-parse", "HEAD") == before
    assert two.git("status", "--porcelain") == ""
    assert signed_sizes(two) == ()
    assert len(pending(two)) == 2
    # As it was told, it pulls (by merging) and runs again: one order for everybody.
    two.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    turn = two.append()
    assert (turn.added, turn.size) == (1, 4)
    assert signed_sizes(two) == (3, 4)
    assert leaves(two)[:3] == leaves(one)


def test_nothing_is_signed_where_the_checkpoint_cannot_be_pushed_and_the_next_run_signs_the_same(
    clone: Clone,
) -> None:
    school = clone("a")
    pushed: list[str] = []

    class Failing(Git):
        def push(self, branch: str) -> None:
            pushed.append(branch)
            if len(pushed) == 2:
                raise PushRefusedError("the line is down", hint="x")
            super().push(branch)

    keys = {item.value.public for item in school.school.ledger().public_keys()}
    school.edition("first-aid-2026", 0)
    school.issue()
    school.commit()
    with pytest.raises(PushRefusedError):
        Desk(school.store, Failing(school.root), keys).append(SECRET)
    assert signed_sizes(school) == ()
    assert len(leaves(school)) == 2
    other = clone("b")
    assert other.append().size == 2
    school.pull()
    assert signed_sizes(school) == (2,)


# --- refusals


def test_off_the_default_branch_nothing_is_done(clone: Clone) -> None:
    school = clone("a")
    school.git("switch", "--quiet", "--create", "work")
    with pytest.raises(LedgerError, match="written on main alone"):
        school.append()
    school.git("switch", "--quiet", "--detach")
    with pytest.raises(LedgerError, match="no branch"):
        school.append()
    with pytest.raises(LedgerError, match="written on other alone"):
        school.desk(branch="other").append(SECRET)
    assert signed_sizes(school) == ()


def test_a_ledger_with_uncommitted_changes_is_left_alone(clone: Clone) -> None:
    school = clone("a")
    school.edition("first-aid-2026", 0)
    school.commit()
    school.issue()
    with pytest.raises(LedgerError, match="not committed: candidates/ledger/"):
        school.append()
    school.commit()
    (school.store.directory / "leaves" / "000000.jsonl").write_bytes(b"x\n")
    with pytest.raises(LedgerError, match=r"log/leaves/000000\.jsonl"):
        school.append()


class DyingGit(Git):
    """Git of a machine that is switched off instead of the n-th commit or push."""

    left = 0

    def commit(self, message: str, paths: Sequence[str]) -> str | None:
        self._go()
        return super().commit(message, paths)

    def push(self, branch: str) -> None:
        self._go()
        super().push(branch)

    def _go(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PowerCutError


@pytest.mark.parametrize("allowed", range(4))
@pytest.mark.parametrize("staged", [False, True])
def test_a_run_that_was_interrupted_before_git_had_all_of_it_goes_on(
    clone: Clone, allowed: int, staged: bool
) -> None:
    """Of commit, push, commit and push of the two commits, so many were done."""
    school = clone("a")
    school.edition("first-aid-2026", 0, 1)
    school.commit()
    school.issue()
    school.commit()
    school.push()
    dying = DyingGit(school.root)
    dying.left = allowed
    with pytest.raises(PowerCutError):
        replace(school.desk(), git=dying).append(SECRET)
    if staged:
        school.git("add", "--all")
    turn = school.append()
    assert (turn.size, signed_sizes(school)) == (3, (3,))
    other = clone("b")
    assert signed_sizes(other) == (3,)
    assert leaves(other) == leaves(school)
    assert pending(other) == []
    assert school.append().signed is None


def test_leaves_that_never_waited_in_a_commit_are_no_interrupted_run(clone: Clone) -> None:
    school = clone("a")
    path = school.store.directory / "leaves" / "000000.jsonl"
    path.write_bytes(path.read_bytes() + IssueLeaf(bytes(32), SecretKey(bytes(32)).public).to_bytes() + b"\n")
    with pytest.raises(LedgerError, match=r"log/leaves/000000\.jsonl"):
        school.append()
    assert signed_sizes(clone("b")) == ()


def test_a_clone_that_is_behind_must_pull(clone: Clone) -> None:
    behind, ahead = clone("behind"), clone("ahead")
    ahead.append()
    with pytest.raises(LedgerError, match="moved on"):
        behind.append()
    behind.pull()
    assert behind.append().signed is None


def test_a_history_that_lost_what_was_signed_is_refused(clone: Clone) -> None:
    school = clone("a")
    school.edition("first-aid-2026", 0, 1)
    school.issue()
    school.commit()
    school.append()
    path = school.store.directory / "leaves" / "000000.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for changed, message in (
        (lines[:2], "3 leaves was signed, and the log has 2"),
        ([lines[0], lines[2], lines[1]], "other"),
    ):
        path.write_bytes(b"".join(changed))
        school.commit("a rewritten history")
        with pytest.raises(LedgerError) as refused:
            school.append()
        assert [problem.code for problem in refused.value.diagnostics] == ["L321"]
        assert message in refused.value.diagnostics[0].message


def test_a_published_log_that_is_ahead_or_another_one_stops_everything(clone: Clone) -> None:
    school = clone("a")
    assert school.append().size == 1
    live = (school.store.directory / "checkpoints" / "1").read_text()
    assert school.append(live).signed is None
    ahead = str(sign_checkpoint(Checkpoint(ORIGIN, 7, EMPTY_ROOT), SECRET).note)
    with pytest.raises(LedgerError, match="7 leaves, and the last checkpoint here 1"):
        school.append(ahead)
    forked = str(sign_checkpoint(Checkpoint(ORIGIN, 1, EMPTY_ROOT), SECRET).note)
    with pytest.raises(LedgerError, match="not this one"):
        school.append(forked)
    stranger = str(sign_checkpoint(Checkpoint(ORIGIN, 1, EMPTY_ROOT), SecretKey(bytes(32))).note)
    with pytest.raises(LedgerError, match="not signed by the key"):
        school.append(stranger)
    with pytest.raises(LedgerError, match="not this one"):
        school.append("<!doctype html>")


def test_another_key_than_the_log_s_signs_nothing(clone: Clone) -> None:
    school = clone("a")
    with pytest.raises(LedgerError, match="not the secret key of the log"):
        school.desk().append(SecretKey(bytes(32)))
    assert signed_sizes(school) == ()


def test_leaves_that_must_not_be_logged_are_refused(clone: Clone) -> None:
    school = clone("a")
    key = school.school.signer().key
    stranger = SecretKey(bytes(32))
    for leaf, message in (
        (Genesis(ORIGIN), "one genesis"),
        (IssueLeaf(bytes(32), stranger.public), "not in the ledger"),
        (ActLeaf("revoke", bytes(32), key.public, 1, bytes(64)), "signature is false"),
        (ActLeaf.sign(stranger, "revoke", bytes(32), 1), "not in the ledger"),
        (KeyLeaf.sign(stranger, "compromised", key.public, since=0), "not in the ledger"),
    ):
        school.store.add_pending([leaf])
        school.commit()
        with pytest.raises(LedgerError, match=message):
            school.append()
        school.git("reset", "--quiet", "--hard", "HEAD~1")


def test_without_a_default_branch_one_must_be_named(clone: Clone, tmp_path: Path) -> None:
    school = clone("a")
    empty = tmp_path / "empty.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=nothing", str(empty)], check=True)
    school.git("remote", "set-url", "origin", str(empty))
    school.git("remote", "set-head", "origin", "--delete")
    with pytest.raises(GitError, match="default"):
        school.append()
    assert school.desk(branch="main").append(SECRET).size == 1


def test_a_remote_hook_that_refuses_is_no_harm(clone: Clone, tmp_path: Path) -> None:
    school = clone("a")
    hook = tmp_path / "remote.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'protected branch' >&2\nexit 1\n")
    hook.chmod(0o755)
    school.edition("first-aid-2026", 0)
    school.issue()
    school.commit()
    before = school.git("rev-parse", "HEAD")
    with pytest.raises(PushRefusedError):
        school.append()
    assert school.git("rev-parse", "HEAD") == before
    assert signed_sizes(school) == ()


# --- crash, at any operation on files


class PowerCutError(BaseException):
    """Nothing in the program may catch it."""


class Cut(Steps):
    def __init__(self, allowed: int) -> None:
        self.allowed = allowed

    def _go(self) -> None:
        self.allowed -= 1
        if self.allowed < 0:
            raise PowerCutError

    def create(self, path: Path, data: bytes, mode: int) -> None:
        self._go()
        super().create(path, data, mode)

    def link(self, source: Path, target: Path) -> None:
        self._go()
        super().link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        self._go()
        super().rename(source, target)

    def unlink(self, path: Path) -> None:
        self._go()
        super().unlink(path)


def test_moving_leaves_can_be_cut_anywhere_and_goes_on(tmp_path: Path) -> None:
    issuer = SecretKey(bytes(32))
    waiting = [IssueLeaf(number.to_bytes(32, "big"), issuer.public) for number in range(700)]
    done = 0
    for allowed in range(14):
        store = LogStore(tmp_path / str(allowed), steps=Cut(10_000))
        begin_log(store.root)
        store.add_pending(waiting)
        try:
            cut = LogStore(store.root, steps=Cut(allowed))
            move_pending(cut, cut.load(), [issuer.public])
            done += 1
        except PowerCutError:
            again = LogStore(store.root)
            assert again.load().sizes == ()
            with again.writing():
                move_pending(again, again.load(), [issuer.public])
        log = LogStore(store.root).load()
        assert len(log.tree) == 701
        assert {parse_leaf(leaf) for leaf in list(log.leaves)[1:]} == set(waiting)
        assert LogStore(store.root).pending() == ()
    assert done > 0


def test_signing_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    store = begin_log(tmp_path)
    first = sign_due(store, store.load(), SECRET)
    path = store.directory / "checkpoints" / "1"
    before = path.read_bytes()
    path.unlink()
    assert sign_due(store, store.load(), SECRET) == first
    assert path.read_bytes() == before
    assert json.dumps(str(KEY)) and sign_due(store, store.load(), SECRET) is None


def test_a_second_root_for_one_size_is_never_kept(tmp_path: Path) -> None:
    store = begin_log(tmp_path)
    sign_due(store, store.load(), SECRET)
    with pytest.raises(LedgerError, match="fork"):
        store.add_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, 1, EMPTY_ROOT), SECRET))
