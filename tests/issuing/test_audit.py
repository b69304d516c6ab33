from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.adapters.ledger import Ledger
from generator.errors import Diagnostic, LedgerError
from generator.issuing.acts import Desk, Statement, find
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from generator.issuing.lists import signed_list
from generator.issuing.signers import Signer
from generator.trust.canonical import canonical
from generator.trust.keys import SecretKey, demonstration_key
from generator.trust.ledger import Act, KeyEntry
from tests.issuing.school import School

LATER = datetime(2026, 9, 1, 9, tzinfo=UTC)
SEGMENT = "candidates/ledger/credentials/first-aid-2026.0001.jsonl"
STATUS = "candidates/ledger/status/school.revocation-1.json"


@pytest.fixture
def issued(school: School) -> School:
    school.issue()
    return school


def refused(school: School) -> tuple[Diagnostic, ...]:
    with pytest.raises(LedgerError) as caught:
        verify_ledger(school.root)
    return caught.value.diagnostics


def rewrite(school: School, number: int, change: Callable[[dict[str, object]], None]) -> str:
    """Change one line of the batch, keep it canonical, and return its code."""
    path = school.root / SEGMENT
    lines = path.read_bytes().splitlines(keepends=True)
    value = json.loads(lines[number - 1])
    change(value)
    lines[number - 1] = canonical(value) + b"\n"
    path.write_bytes(b"".join(lines))
    return str(value["code"])


def revoke(school: School, place: int = 0, now: datetime = LATER) -> str:
    ledger = school.ledger()
    with ledger.writing():
        book = open_book(ledger)
        item = find(book, list(book.issued)[place])
        desk = Desk(ledger, book, school.signer(), Statement("Ada Exemple", "other", "A note."), now)
        desk.act(item, "revoke")
    return item.code


def test_a_tampered_diploma_is_named_by_file_line_and_code(issued: School) -> None:
    def rename(value: dict[str, object]) -> None:
        subject = value["credential"]["credentialSubject"]  # type: ignore[index]
        subject["name"] = subject["identifier"][0]["identityHash"] = "Somebody Else"

    code = rewrite(issued, 3, rename)
    (problem,) = refused(issued)
    assert (problem.path, problem.line, problem.code) == (SEGMENT, 3, "L303")
    assert code in problem.message


def test_every_false_line_is_named(issued: School) -> None:
    for number in (2, 4):
        rewrite(issued, number, lambda value: value["credential"].update(name="Another"))  # type: ignore[attr-defined]
    assert [(problem.line, problem.code) for problem in refused(issued)] == [(2, "L303"), (4, "L303")]


def test_a_diploma_under_another_code_is_named(issued: School) -> None:
    other = issued.codes()[1]
    rewrite(issued, 1, lambda value: value.update(code=other))
    assert (SEGMENT, 1, "L310") in [(p.path, p.line, p.code) for p in refused(issued)]


def test_a_line_given_to_another_issuer_is_named(issued: School) -> None:
    rewrite(issued, 1, lambda value: value.update(issuer="elsewhere"))
    assert refused(issued)[0].code == "L310"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'{"candidate"', b'{ "candidate"', 1),
        lambda data: data + b"\n",
        lambda data: b"",
        lambda data: data.replace(b'"v":1}', b'"v":1,"x":1}', 1),
        lambda data: data.replace(b'"edition":"first-aid-2026"', b'"edition":"first-aid-2027"', 1),
        lambda data: data.replace(b"Exemple", b"\xff", 1),
    ],
    ids=["no last newline", "cut", "blank", "empty line", "empty", "member", "edition", "not UTF-8"],
)
def test_a_damaged_batch_is_refused_with_its_place(issued: School, damage: Callable[[bytes], bytes]) -> None:
    path = issued.root / SEGMENT
    path.write_bytes(damage(path.read_bytes()))
    (problem,) = refused(issued)
    assert (problem.path, problem.code) == (SEGMENT, "L301")


def test_a_batch_copied_under_another_number_is_named_line_by_line(issued: School) -> None:
    copy = issued.root / SEGMENT.replace("0001", "0002")
    copy.write_bytes((issued.root / SEGMENT).read_bytes())
    found = refused(issued)
    assert {problem.code for problem in found} == {"L304", "L309"}
    assert {problem.path for problem in found} == {SEGMENT, SEGMENT.replace("0001", "0002")}


@pytest.mark.parametrize("part", ["credentials", "acts", "keys", "status"])
def test_a_stray_file_is_named(issued: School, part: str) -> None:
    stray = issued.root / "candidates/ledger" / part / "notes.txt"
    stray.write_text("remember")
    (problem,) = refused(issued)
    assert (problem.path, problem.code) == (f"candidates/ledger/{part}/notes.txt", "L302")


def test_a_diploma_signed_with_a_key_that_the_issuer_has_not_is_named(issued: School) -> None:
    key = next((issued.root / "candidates/ledger/keys").glob("*.json"))
    stranger = KeyEntry("school", issued.did, SecretKey(b"s" * 32).public, LATER, False)
    key.unlink()
    issued.ledger().add_key(stranger)
    assert {problem.code for problem in refused(issued)} == {"L303", "L308"}


def test_an_act_signed_by_a_stranger_is_named(issued: School) -> None:
    act = Act.sign(
        SecretKey(b"s" * 32),
        act="revoke",
        code=issued.codes()[0],
        issuer=issued.did,
        date=LATER,
        by="A stranger",
        reason="other",
        note="",
    )
    path = issued.ledger().add_acts([act])
    assert ("L306", path) in [(problem.code, problem.path) for problem in refused(issued)]


def test_an_act_whose_text_was_changed_is_named(issued: School) -> None:
    revoke(issued)
    (path,) = (issued.root / "candidates/ledger/acts").iterdir()
    data = path.read_bytes().replace(b'"reason":"other"', b'"reason":"fraud"')
    assert refused_after_renaming(issued, path, data) == {"L306"}


def refused_after_renaming(school: School, path: Path, data: bytes) -> set[str]:
    path.unlink()
    name = f"{path.name[:10]}.{hashlib.sha256(data).hexdigest()[:8]}.jsonl"
    path.with_name(name).write_bytes(data)
    return {problem.code for problem in refused(school)}


def test_an_act_file_that_does_not_match_its_name_is_named(issued: School) -> None:
    revoke(issued)
    (path,) = (issued.root / "candidates/ledger/acts").iterdir()
    path.write_bytes(path.read_bytes().replace(b"A note", b"B note"))
    (problem,) = refused(issued)
    assert problem.code == "L301"


def test_an_act_on_a_diploma_that_does_not_exist_is_named(issued: School) -> None:
    signer = issued.signer()
    act = Act.sign(
        signer.key,
        act="withdraw",
        code="2222-2222-2222-2222-2222",
        issuer=signer.did,
        date=LATER,
        by="Ada Exemple",
        reason="other",
        note="",
    )
    issued.ledger().add_acts([act])
    assert [problem.code for problem in refused(issued)] == ["L305"]


def test_a_status_list_that_says_less_than_the_acts_is_named(issued: School) -> None:
    before = (issued.root / STATUS).read_bytes()
    revoke(issued)
    verify_ledger(issued.root)
    (issued.root / STATUS).write_bytes(before)
    (problem,) = refused(issued)
    assert (problem.path, problem.code) == (STATUS, "L307")


def test_a_status_list_that_says_more_than_the_acts_is_named(issued: School) -> None:
    (issued.root / STATUS).write_bytes(signed_list(issued.signer(), 1, {12}, LATER))
    (problem,) = refused(issued)
    assert (problem.path, problem.code) == (STATUS, "L307")


def test_a_status_list_signed_by_a_stranger_is_named(issued: School) -> None:
    stranger = Signer("school", issued.did, SecretKey(b"s" * 32))
    (issued.root / STATUS).write_bytes(signed_list(stranger, 1, set(), LATER))
    (problem,) = refused(issued)
    assert (problem.path, problem.code) == (STATUS, "L308")


def test_a_missing_status_list_is_named(issued: School) -> None:
    (issued.root / STATUS).unlink()
    (problem,) = refused(issued)
    assert (problem.path, problem.code) == (STATUS, "L308")


def test_a_demonstration_key_passed_off_as_a_real_one_is_named(issued: School) -> None:
    (path,) = (issued.root / "candidates/ledger/keys").iterdir()
    path.write_bytes(path.read_bytes().replace(b'"demonstration":true', b'"demonstration":false'))
    assert [problem.code for problem in refused(issued)] == ["K402"]


def test_the_demonstration_key_of_another_issuer_is_named_too(issued: School) -> None:
    borrowed = demonstration_key("did:web:diplomes.example.org:ecole-exemple").public
    issued.ledger().add_key(KeyEntry("school", issued.did, borrowed, LATER, False))
    assert [problem.code for problem in refused(issued)] == ["K402"]


def test_one_issuer_with_two_identifiers_is_named(issued: School) -> None:
    other = KeyEntry("school", "did:web:elsewhere.example.org", SecretKey(b"s" * 32).public, LATER, False)
    issued.ledger().add_key(other)
    assert "K401" in {problem.code for problem in refused(issued)}


def test_several_processes_find_the_same(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.adapters.ledger.SEGMENT_LINES", 2)
    school.issue()
    monkeypatch.undo()
    revoke(school, 1)
    assert len(school.ledger().segments()) == 3
    assert verify_ledger(school.root) == verify_ledger(school.root, processes=2)


def test_an_empty_ledger_is_a_ledger(tmp_path: Path) -> None:
    assert verify_ledger(tmp_path).diplomas == 0
    assert tuple(Ledger(tmp_path).all_credentials()) == ()


def test_keys_rotate_and_older_diplomas_stay_good(issued: School) -> None:
    key = SecretKey(b"n" * 32)
    issued.ledger().add_key(KeyEntry("school", issued.did, key.public, LATER, False))
    audit = verify_ledger(issued.root)
    assert audit.did_documents[issued.did].count(b'"type":"Multikey"') == 2
    ledger = issued.ledger()
    with ledger.writing():
        book = open_book(ledger)
        signer = Signer("school", issued.did, key)
        statement = Statement("Ada Exemple", "fraud", "A note.")
        desk = Desk(ledger, book, signer, statement, LATER + timedelta(days=1))
        desk.act(find(book, issued.codes()[0]), "revoke")
    verify_ledger(issued.root)
