"""A key is replaced, retired, stolen: what each does to the diplomas that it signed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.adapters.atomic import STEPS, Steps
from generator.adapters.logstore import LogStore
from generator.errors import KeyStoreError, LedgerError, MalformedError
from generator.issuing.acts import Desk, Statement, find
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from generator.issuing.rekey import (
    CompromisePlan,
    RekeyDesk,
    compromise,
    enter_key,
    find_key,
    plan_compromise,
    retire,
)
from generator.issuing.signers import Signer, signer_for
from generator.logbook.reconciling import reconcile
from generator.logbook.sequencer import move_pending, sign_due
from generator.trust import Verdict, canonical, verify
from generator.trust.diplomastate import state_of
from generator.trust.keyact import KeyAct
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.ledger import KeyEntry
from generator.trust.logleaf import KeyLeaf
from tests.issuing.school import EDITION, NOW, School
from tests.issuing.test_crash import Failing, PowerCutError
from tests.logbook.checkout import SECRET as LOG_SECRET
from tests.logbook.checkout import begin_log

OLD = SecretKey(hashlib.sha256(b"the first key").digest())
NEW = SecretKey(hashlib.sha256(b"the second key").digest())
LATER = NOW + timedelta(days=30)
WHO = Statement("A. Person", "other", "The laptop was stolen.")


class KeyedSchool(School):
    """A school with a real key."""

    def signer(self) -> Signer:
        return Signer("school", self.did, OLD)

    def new_signer(self) -> Signer:
        return Signer("school", self.did, NEW)

    def enter(self, key: SecretKey, created: datetime) -> tuple[str, ...]:
        ledger = self.ledger()
        with ledger.writing():
            entry = KeyEntry("school", self.did, key.public, created, demonstration=False)
            return enter_key(ledger, LogStore(self.root), entry, key)

    def add_key(self) -> None:
        self.enter(OLD, datetime(2026, 1, 5, 9, tzinfo=UTC))

    def rotate(self) -> None:
        self.enter(NEW, datetime(2026, 7, 20, tzinfo=UTC))

    def desk(self, signer: Signer | None = None, now: datetime = LATER) -> RekeyDesk:
        return RekeyDesk(self.ledger(), LogStore(self.root), signer or self.new_signer(), WHO, now)

    def entry(self, key: PublicKey = OLD.public) -> KeyEntry:
        return find_key(self.ledger().keyring(), "school", key.multibase)

    def sequence(self) -> None:
        store = LogStore(self.root)
        keys = {item.value.public for item in self.ledger().public_keys()}
        with store.writing():
            log, _, _ = move_pending(store, store.load(), keys)
            sign_due(store, log, LOG_SECRET)

    def rekey(self, *named: str, since: int | None = None, everything: bool = False) -> CompromisePlan:
        store = LogStore(self.root)
        log = store.load() if store.exists() else None
        ring = self.ledger().keyring()
        return plan_compromise(
            self.ledger(), ring, log, self.entry(), since=since, named=named, everything=everything
        )

    def carry_out(self, plan: CompromisePlan) -> tuple[str, ...]:
        with self.ledger().writing():
            return compromise(self.desk(), plan)

    def documents(self) -> dict[str, bytes]:
        """The published text of each diploma."""
        return {item.value.code: canonical(item.value.credential) for item in self.ledger().all_credentials()}

    def verdict(self, document: bytes, now: datetime = LATER + timedelta(days=1)) -> Verdict:
        """What a verifier says who has today's did.json and lists."""
        audit = verify_ledger(self.root)
        lists = {address: file.data for address, file in audit.lists.items()}
        return verify(document, did_documents=audit.did_documents, status_lists=lists, now=now).verdict


@pytest.fixture
def school(tmp_path: Path) -> KeyedSchool:
    site = KeyedSchool(tmp_path / "site")
    site.build()
    site.add_key()
    site.issue()
    return site


@pytest.fixture
def logged(tmp_path: Path) -> KeyedSchool:
    """Five diplomas, of which the log holds the first three."""
    site = KeyedSchool(tmp_path / "logged")
    site.build()
    begin_log(site.root)
    site.edition({"awards": [{"candidate": f"c-person{place:04d}"} for place in range(3)]})
    site.add_key()
    site.issue()
    site.sequence()
    site.edition(
        {"awards": [{"candidate": f"c-person{place:04d}"} for place in range(3, 5)]}, "first-aid-2027"
    )
    site.issue(now=NOW + timedelta(hours=1))
    return site


# rotation and retirement


def test_after_a_rotation_old_and_new_diplomas_verify(school: KeyedSchool) -> None:
    before = school.documents()
    school.rotate()
    book = open_book(school.ledger())
    current = book.current_key("school")
    assert current is not None
    assert current.public == NEW.public
    assert school.documents() == before
    assert {school.verdict(document) for document in before.values()} == {Verdict.VALID}


def test_a_retired_key_signs_no_more_and_its_diplomas_stay_good(school: KeyedSchool) -> None:
    before = school.documents()
    school.rotate()
    with school.ledger().writing():
        files = retire(school.desk(), school.ledger().keyring(), school.entry())
        assert retire(school.desk(), school.ledger().keyring(), school.entry()) == ()
    assert [name for name in files if name.endswith(".retire.json")]
    audit = verify_ledger(school.root)
    assert OLD.public.multibase.encode() in audit.did_documents[school.did]
    assert school.documents() == before
    assert {school.verdict(document) for document in before.values()} == {Verdict.VALID}


def test_a_school_that_retired_its_only_key_cannot_sign(school: KeyedSchool) -> None:
    with school.ledger().writing():
        retire(school.desk(school.signer()), school.ledger().keyring(), school.entry())
    verify_ledger(school.root)
    book = open_book(school.ledger())
    assert book.current_key("school") is None
    with pytest.raises(KeyStoreError) as caught:
        signer_for(book, "school", demonstration=False, secret=lambda _: OLD)
    assert "keys rotate" in caught.value.hint


def test_a_retired_key_can_still_be_found_to_be_compromised(school: KeyedSchool) -> None:
    school.rotate()
    with school.ledger().writing():
        retire(school.desk(), school.ledger().keyring(), school.entry())
    school.carry_out(school.rekey(everything=True))
    assert school.ledger().keyring().is_compromised(school.entry())
    assert OLD.public.multibase.encode() not in verify_ledger(school.root).did_documents[school.did]


# compromise


def test_after_a_compromise_the_old_file_is_refused_and_the_new_one_verifies(school: KeyedSchool) -> None:
    before = school.documents()
    school.rotate()
    school.carry_out(school.rekey(everything=True))
    after = school.documents()
    assert list(after) == list(before)
    for code, document in after.items():
        assert school.verdict(before[code]) is Verdict.ALTERED
        assert school.verdict(document) is Verdict.VALID
        now, then = json.loads(document), json.loads(before[code])
        assert now.pop("proof") != then.pop("proof")
        assert now == then


def test_without_a_log_only_the_named_are_signed_anew_and_the_others_fall(school: KeyedSchool) -> None:
    before = school.documents()
    named, *others = before
    school.rotate()
    plan = school.rekey(named)
    assert (plan.resign, plan.fall) == ((named,), tuple(others))
    school.carry_out(plan)
    audit = verify_ledger(school.root)
    after = school.documents()
    assert school.verdict(after[named]) is Verdict.VALID
    for item in school.ledger().all_credentials():
        code = item.value.code
        state = state_of(item.value.credential, audit.acts.get(code, ()), LATER).state
        assert state == ("valid" if code == named else "revoked")
        if code != named:
            assert after[code] == before[code]
            assert school.verdict(after[code]) is Verdict.ALTERED


def test_the_index_of_the_log_decides_who_is_signed_anew(logged: KeyedSchool) -> None:
    logged.rotate()
    logged.sequence()
    store = LogStore(logged.root)
    codes = list(logged.documents())
    everything = logged.rekey(since=len(store.load().tree))
    assert set(everything.resign) == set(codes)
    # The genesis, the first key and three diplomas were there before the thief.
    plan = logged.rekey(since=5)
    assert set(plan.resign) == {
        item.value.code for item in logged.ledger().all_credentials() if item.value.edition == EDITION
    }
    assert len(plan.fall) == 2
    assert logged.rekey(since=0).resign == ()
    assert logged.rekey(plan.fall[0], since=5).fall == plan.fall[1:]


def test_the_log_is_told_and_still_agrees_with_the_ledger(logged: KeyedSchool) -> None:
    school = logged
    codes = list(school.documents())
    revoked = codes[0]
    with school.ledger().writing():
        book = open_book(school.ledger())
        desk = Desk(
            school.ledger(),
            book,
            school.signer(),
            Statement("Ada", "fraud", "A note."),
            NOW + timedelta(days=1),
        )
        desk.act(find(book, revoked), "revoke")
    school.rotate()
    school.sequence()
    school.carry_out(school.rekey(since=5))
    school.sequence()
    log = LogStore(school.root).load()
    states = [(leaf.state, leaf.key, leaf.since) for _, leaf in log.key_leaves()]
    assert sorted(map(str, states)) == sorted(
        map(
            str,
            [
                ("added", OLD.public, None),
                ("added", NEW.public, None),
                ("compromised", OLD.public, 5),
            ],
        )
    )
    assert all(isinstance(leaf, KeyLeaf) and leaf.verify() for _, leaf in log.key_leaves())
    found = reconcile(log, LogStore(school.root), school.ledger())
    assert found.alarms == ()
    assert found.missing == ()
    verify_ledger(school.root)


def test_a_revoked_diploma_that_is_signed_anew_stays_revoked(school: KeyedSchool) -> None:
    code = next(iter(school.documents()))
    with school.ledger().writing():
        book = open_book(school.ledger())
        desk = Desk(
            school.ledger(),
            book,
            school.signer(),
            Statement("Ada", "fraud", "A note."),
            NOW + timedelta(days=1),
        )
        desk.act(find(book, code), "revoke")
    school.rotate()
    school.carry_out(school.rekey(everything=True))
    assert school.verdict(school.documents()[code]) is Verdict.REVOKED


def test_doing_it_twice_changes_nothing(school: KeyedSchool) -> None:
    school.rotate()
    named = next(iter(school.documents()))
    school.carry_out(school.rekey(named))
    before = school.files()
    assert school.carry_out(school.rekey()) == ()
    assert school.files() == before


def test_a_fallen_diploma_can_be_signed_anew_later_and_reinstated(school: KeyedSchool) -> None:
    school.rotate()
    school.carry_out(school.rekey())
    code = next(iter(school.documents()))
    with school.ledger().writing():
        compromise(school.desk(now=LATER + timedelta(days=1)), school.rekey(code))
    with school.ledger().writing():
        book = open_book(school.ledger())
        desk = Desk(
            school.ledger(),
            book,
            school.new_signer(),
            Statement("Ada", "other", "It is good."),
            LATER + timedelta(days=2),
        )
        desk.act(find(book, code), "reinstate")
    assert school.verdict(school.documents()[code], LATER + timedelta(days=3)) is Verdict.VALID


@pytest.mark.parametrize("with_log", [False, True], ids=["no log", "log"])
def test_a_run_stopped_anywhere_leaves_a_sound_ledger_and_can_be_done_again(
    tmp_path: Path, with_log: bool
) -> None:
    start = KeyedSchool(tmp_path / "start")
    start.build()
    if with_log:
        begin_log(start.root)
    start.add_key()
    start.issue()
    start.rotate()
    if with_log:
        start.sequence()
    named = next(iter(start.documents()))

    def run(place: Path, steps: Steps, now: datetime) -> KeyedSchool:
        school = KeyedSchool(place)
        ledger, store = school.ledger(steps), LogStore(place, steps=steps)
        again = [named] if any(find_code(school, named)) else []
        with ledger.writing():
            plan = school.rekey(*again, since=0 if with_log else None)
            compromise(RekeyDesk(ledger, store, school.new_signer(), WHO, now), plan)
        return school

    def find_code(school: KeyedSchool, code: str) -> Iterator[str]:
        yield from (one for one in [code] if OLD.public.multibase.encode() in school.documents()[one])

    counting = Failing(10**6)
    shutil.copytree(start.root, tmp_path / "whole")
    run(tmp_path / "whole", counting, LATER)
    for allowed in range(0, counting.count, 3):
        place = tmp_path / f"cut{allowed}"
        shutil.copytree(start.root, place)
        with pytest.raises(PowerCutError):
            run(place, Failing(allowed), LATER)
        assert set(problems(KeyedSchool(place), sound=True)) <= {"L307"}
        school = run(place, STEPS, LATER + timedelta(hours=1))
        audit = verify_ledger(place)
        assert OLD.public.multibase.encode() not in audit.did_documents[school.did]
        assert school.verdict(school.documents()[named]) is Verdict.VALID
        if with_log:
            school.sequence()
            found = reconcile(LogStore(place).load(), LogStore(place), school.ledger())
            assert (found.alarms, found.missing) == ((), ())
        shutil.rmtree(place)


def test_the_key_that_signs_cannot_be_given_up_without_another(school: KeyedSchool) -> None:
    with pytest.raises(KeyStoreError) as caught, school.ledger().writing():
        compromise(school.desk(school.signer()), school.rekey(everything=True))
    assert "keys rotate" in caught.value.hint


def test_what_says_nothing_is_refused(school: KeyedSchool, logged: KeyedSchool) -> None:
    school.rotate()
    with pytest.raises(KeyStoreError, match="no transparency log"):
        school.rekey(since=3)
    with pytest.raises(KeyStoreError, match="say from which index"):
        logged.rekey()
    with pytest.raises(KeyStoreError, match="only"):
        logged.rekey(since=10_000)
    with pytest.raises(LedgerError, match="did not sign"):
        school.rekey("2222-2222-2222-2222-2222")
    ring = school.ledger().keyring()
    for text in ("", "1234567", NEW.public.multibase[:-1], "z" * 48):
        with pytest.raises(KeyStoreError):
            find_key(ring, "school", text)
    assert find_key(ring, "school", NEW.public.fingerprint[:12].upper()).public == NEW.public


# the audit


def problems(school: KeyedSchool, *, sound: bool = False) -> Iterator[str]:
    try:
        verify_ledger(school.root)
    except LedgerError as error:
        yield from (problem.code for problem in error.diagnostics)
    else:
        assert sound


def test_a_batch_signed_anew_with_other_words_is_found(school: KeyedSchool) -> None:
    school.rotate()
    school.carry_out(school.rekey(everything=True))
    path = next((school.ledger().directory / "credentials").glob("*.r1.jsonl"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    assert "L311" in set(problems(school))


def test_a_diploma_in_force_under_a_compromised_key_is_found(school: KeyedSchool) -> None:
    school.rotate()
    school.carry_out(school.rekey(everything=True))
    for path in (school.ledger().directory / "credentials").glob("*.r1.jsonl"):
        path.unlink()
    assert set(problems(school)) == {"L312"}


def test_a_missing_revision_is_found(school: KeyedSchool) -> None:
    school.rotate()
    school.carry_out(school.rekey(everything=True))
    path = next((school.ledger().directory / "credentials").glob("*.r1.jsonl"))
    path.rename(path.with_name(path.name.replace(".r1.", ".r2.")))
    assert set(problems(school)) == {"L301"}


def test_a_thief_can_neither_act_nor_speak_about_keys_after_the_compromise(school: KeyedSchool) -> None:
    school.rotate()
    school.carry_out(school.rekey(everything=True))
    code = next(iter(school.documents()))
    with school.ledger().writing():
        book = open_book(school.ledger())
        desk = Desk(
            school.ledger(), book, school.signer(), Statement("Eve", "fraud", "."), LATER + timedelta(days=1)
        )
        school.ledger().add_acts([desk._sign(find(book, code), "revoke")])
    assert "L306" in set(problems(school))


def test_an_act_on_a_key_by_a_stranger_or_the_thief_is_found(school: KeyedSchool) -> None:
    school.rotate()
    stranger = SecretKey(hashlib.sha256(b"a stranger").digest())
    act = KeyAct.sign(
        stranger,
        act="compromise",
        issuer=school.did,
        key=NEW.public,
        date=LATER,
        by="Eve",
        note="",
    )
    with school.ledger().writing():
        school.ledger().add_key_act("school", act)
    assert "K403" in set(problems(school))
    with pytest.raises(MalformedError):
        KeyAct.sign(OLD, act="compromise", issuer=school.did, key=OLD.public, date=LATER, by="Eve", note="")


def test_an_act_on_a_key_reads_back_and_a_changed_byte_is_noticed() -> None:
    act = KeyAct.sign(
        NEW,
        act="compromise",
        issuer="did:web:x.example",
        key=OLD.public,
        date=LATER,
        by="Ada",
        note="é",
        since=7,
    )
    line = act.to_line()
    assert KeyAct.parse(line) == act
    assert act.verify()
    for place in range(len(line) - 1):
        changed = bytearray(line)
        changed[place] ^= 1
        try:
            assert not KeyAct.parse(bytes(changed)).verify()
        except MalformedError:
            continue
