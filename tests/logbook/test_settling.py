"""Two branches that both issued and revoked meet: only status lists are in conflict, and one command settles it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.errors import LedgerError
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from generator.issuing.settling import Settled, settle_issuer
from generator.logbook.reconciling import reconcile
from generator.trust.diplomastate import state_of
from tests.issuing.school import NOW, Stream
from tests.issuing.test_crash import Failing, PowerCutError
from tests.logbook.checkout import Checkout, git

LIST = "candidates/ledger/status/school.revocation-1.json"
LATER = NOW + timedelta(days=3)


class OnePlace(Stream):
    """Random bytes that always draw one place in the status list first."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.first = True

    def __call__(self, size: int) -> bytes:
        if size == 4 and self.first:
            self.first = False
            return (4_711).to_bytes(4, "big")
        return super().__call__(size)


def settle(checkout: Checkout, seed: str = "settle") -> Settled:
    ledger = checkout.school.ledger()
    with ledger.writing():
        return settle_issuer(ledger, checkout.school.signer(), LATER, Stream(seed))


def codes_found(checkout: Checkout) -> set[str]:
    with pytest.raises(LedgerError) as refused:
        verify_ledger(checkout.root)
    return {problem.code for problem in refused.value.diagnostics}


def merge(checkout: Checkout, branch: str) -> list[str]:
    """Merge a branch; the files in conflict, which are then taken as git left them."""
    done = subprocess.run(
        ["git", "-C", str(checkout.root), "merge", "--quiet", branch], capture_output=True, check=False
    )
    conflicts = checkout.git("diff", "--name-only", "--diff-filter=U").split()
    assert (done.returncode != 0) == bool(conflicts)
    return conflicts


@pytest.fixture
def two(clone: Callable[[str], Checkout]) -> tuple[Checkout, list[str]]:
    """A checkout in which `main` and `other` have each revoked another of five diplomas."""
    checkout = clone("one")
    checkout.edition("first-aid-2026", 0, 1, 2, 3, 4)
    checkout.issue()
    checkout.commit()
    codes = checkout.school.codes()
    checkout.git("checkout", "-q", "-b", "other")
    checkout.act("revoke", codes[0])
    checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.act("revoke", codes[1], minutes=5)
    checkout.commit()
    return checkout, codes


def test_only_the_status_list_is_in_conflict_and_one_command_settles_it(
    two: tuple[Checkout, list[str]],
) -> None:
    checkout, codes = two
    assert merge(checkout, "other") == [LIST]
    assert b"<<<<<<<" in (checkout.root / LIST).read_bytes()
    assert "L308" in codes_found(checkout)
    assert settle(checkout) == Settled((LIST,), ())
    assert settle(checkout) == Settled((), ())
    audit = verify_ledger(checkout.root)
    states = {code: state_of({}, audit.acts.get(code, ()), LATER).state for code in codes}
    assert [code for code, state in states.items() if state == "revoked"] == codes[:2]
    book = open_book(checkout.school.ledger())
    assert len(book.bits_set("school", 1)) == 2
    checkout.commit()
    checkout.append()
    found = reconcile(checkout.store.load(), checkout.store, checkout.school.ledger())
    assert (found.alarms, found.missing) == ((), ())


def test_whichever_side_git_keeps_the_list_is_found_to_be_half(two: tuple[Checkout, list[str]]) -> None:
    checkout, _ = two
    merge(checkout, "other")
    checkout.git("checkout", "--theirs", LIST)
    assert codes_found(checkout) == {"L307"}
    assert settle(checkout).files == (LIST,)
    verify_ledger(checkout.root)


@pytest.fixture
def shared(clone: Callable[[str], Checkout]) -> tuple[Checkout, str, str]:
    """Two branches that each issued an edition, and by chance gave one place twice: the codes of the two diplomas, of
    which the log holds the first.
    """
    checkout = clone("one")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "other")
    checkout.edition("first-aid-2027", 3, 4)
    checkout.school.issue(random=OnePlace("theirs"))
    checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.edition("first-aid-2026", 0, 1, 2)
    checkout.school.issue(random=OnePlace("ours"))
    checkout.commit()
    checkout.push()
    checkout.append()
    merge(checkout, "other")
    at = [
        item.code
        for item in open_book(checkout.school.ledger()).issued.values()
        if item.status_index == 4_711
    ]
    assert len(at) == 2
    return checkout, at[0], at[1]


def test_a_place_that_both_branches_gave_is_kept_by_the_logged_one(shared: tuple[Checkout, str, str]) -> None:
    checkout, ours, theirs = shared
    assert "L304" in codes_found(checkout)
    before = {item.value.code: item.value for item in checkout.school.ledger().all_credentials()}
    settled = settle(checkout)
    assert settled.moved == (theirs,)
    verify_ledger(checkout.root)
    after = {item.value.code: item.value for item in checkout.school.ledger().all_credentials()}
    assert {code for code in before if before[code] != after[code]} == {theirs}
    assert before[ours] == after[ours]
    changed = {
        name for name, value in after[theirs].credential.items() if value != before[theirs].credential[name]
    }
    assert changed == {"credentialStatus", "proof"}
    assert settle(checkout) == Settled((), ())
    checkout.commit()
    checkout.append()
    found = reconcile(checkout.store.load(), checkout.store, checkout.school.ledger())
    assert (found.alarms, found.missing) == ((), ())


def test_a_revocation_after_it_concerns_one_diploma_alone(shared: tuple[Checkout, str, str]) -> None:
    checkout, ours, theirs = shared
    settle(checkout)
    checkout.act("revoke", theirs, minutes=9_000)
    audit = verify_ledger(checkout.root)
    revoked = {code for code in (ours, theirs) if audit.acts.get(code)}
    assert revoked == {theirs}
    book = open_book(checkout.school.ledger())
    assert (
        book.bits_set("school", 1) == {book.issued[theirs].status_index} != {book.issued[ours].status_index}
    )


def test_a_place_that_nobody_shared_moves_for_nobody(shared: tuple[Checkout, str, str]) -> None:
    """A batch written anew with another place, without the reason, is still another diploma."""
    checkout, ours, _ = shared
    settle(checkout)
    ledger = checkout.school.ledger()
    segment = next(path for path in ledger.segments() if ours.encode() in path.read_bytes())
    lines = [item.value for item in ledger.credentials(segment)]
    other = next(line for line in lines if line.code != ours)
    entry = other.credential["credentialStatus"]
    assert isinstance(entry, dict)
    text = segment.read_bytes().replace(str(entry["statusListIndex"]).encode(), b"99")
    segment.with_name(segment.name.replace(".jsonl", ".r1.jsonl")).write_bytes(text)
    assert "L311" in codes_found(checkout)


def test_a_run_stopped_anywhere_can_be_done_again(shared: tuple[Checkout, str, str], tmp_path: Path) -> None:
    start, _, theirs = shared
    for step in range(40):
        place = tmp_path / f"copy{step}"
        git(tmp_path, "clone", "-q", str(start.root), str(place))
        subprocess.run(["cp", "-a", f"{start.root}/candidates", str(place)], check=True)
        copy = Checkout(place)
        ledger = copy.school.ledger(Failing(step))
        try:
            with ledger.writing():
                settle_issuer(ledger, copy.school.signer(), LATER, Stream("settle"))
        except PowerCutError:
            settle(copy, "again")
            verify_ledger(copy.root)
            found = reconcile(copy.store.load(), copy.store, copy.school.ledger())
            assert found.alarms == ()
            assert found.missing == ()
        else:
            break
    else:
        pytest.fail("it never came to an end")
    assert theirs in {item.code for item in open_book(start.school.ledger()).issued.values()}


def test_the_command_says_what_it_did(two: tuple[Checkout, list[str]]) -> None:
    checkout, _ = two
    merge(checkout, "other")
    run = CliRunner().invoke
    command = ["-C", str(checkout.root), "settle", "school", "--demonstration"]
    told = json.loads(run(main, [*command, "--json"]).stdout)
    assert told == {"v": 1, "issuer": "school", "moved": [], "files": [LIST], "dropped": 0}
    assert "everything is in order" in run(main, command).output
    assert run(main, ["-C", str(checkout.root), "settle", "nobody", "--demonstration"]).exit_code == 1
