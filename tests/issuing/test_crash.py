"""The program is stopped between any two operations on the file system, as by a power cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.adapters import ledger as ledger_module
from generator.adapters.atomic import Steps
from generator.errors import LedgerError
from generator.issuing.acts import Desk, Statement, find
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from tests.issuing.school import NOW, School, Stream

LATER = datetime(2026, 9, 1, 9, tzinfo=UTC)
STATEMENT = Statement("Ada Exemple", "corrected", "A note.")


class PowerCutError(BaseException):
    """Not an Exception: nothing in the program may catch it and carry on."""


class Failing(Steps):
    """Does `allowed` operations, then nothing any more; a file being written is left half written."""

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self.count = 0

    def _go(self) -> bool:
        self.count += 1
        return self.count <= self.allowed

    def create(self, path: Path, data: bytes, mode: int) -> None:
        if not self._go():
            if self.count == self.allowed + 1:
                path.write_bytes(data[: len(data) // 2])
            raise PowerCutError
        super().create(path, data, mode)

    def link(self, source: Path, target: Path) -> None:
        if not self._go():
            raise PowerCutError
        super().link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        if not self._go():
            raise PowerCutError
        super().rename(source, target)

    def unlink(self, path: Path) -> None:
        if not self._go():
            raise PowerCutError
        super().unlink(path)

    def flush_directory(self, directory: Path) -> None:
        if not self._go():
            raise PowerCutError
        super().flush_directory(directory)


def every_cut(run: Callable[[Steps], object]) -> int:
    """How many operations `run` takes: the number of places where it can be cut."""
    counting = Failing(10**6)
    run(counting)
    return counting.count


def hidden(school: School) -> list[str]:
    return [path.name for path in school.ledger().directory.rglob(".parchemin-*")]


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], School]:
    """New schools of five people, whose diplomas fill three batches."""
    monkeypatch.setattr(ledger_module, "SEGMENT_LINES", 2)

    def make(name: str) -> School:
        school = School(tmp_path / name).build()
        school.add_key()
        return school

    return make


def test_issuing_can_be_cut_anywhere_and_completed_without_issuing_twice(
    prepared: Callable[[str], School],
) -> None:
    cuts = every_cut(prepared("whole").issue)
    assert cuts > 12
    for cut in range(cuts):
        school = prepared(f"cut-{cut}")
        before = school.files()
        with pytest.raises(PowerCutError):
            school.issue(Failing(cut))
        halfway = school.files()
        assert {name: halfway[name] for name in before} == before
        verify_ledger(school.root)
        school.issue(random=Stream("second run"))
        after = school.files()
        assert {name: after[name] for name in halfway} == halfway
        book = open_book(school.ledger())
        assert sorted(item.candidate for item in book.issued.values()) == sorted(school.tree().candidates)
        assert len({item.status_index for item in book.issued.values()}) == 5
        assert sorted(item.serial for item in book.issued.values()) == [1, 2, 3, 4, 5]
        assert verify_ledger(school.root).diplomas == 5
        assert hidden(school) == []


def revoke(school: School, steps: Steps, now: datetime = LATER) -> None:
    ledger = school.ledger(steps)
    with ledger.writing():
        book = open_book(ledger)
        desk = Desk(ledger, book, school.signer(), STATEMENT, now)
        desk.act(find(book, next(iter(book.issued))), "revoke")


def test_revoking_can_be_cut_anywhere_and_completed(prepared: Callable[[str], School]) -> None:
    whole = prepared("whole")
    whole.issue()
    for cut in range(every_cut(lambda steps: revoke(whole, steps))):
        school = prepared(f"cut-{cut}")
        school.issue()
        before = school.files()
        with pytest.raises(PowerCutError):
            revoke(school, Failing(cut))
        halfway = school.files()
        kept = {name for name in before if "/status/" not in name}
        assert all(halfway[name] == before[name] for name in kept)
        revoke(school, Steps(), LATER + timedelta(seconds=5))
        audit = verify_ledger(school.root)
        assert [len(acts) for acts in audit.acts.values()] == [1]
        assert hidden(school) == []


def test_an_act_whose_list_was_not_signed_is_not_published(prepared: Callable[[str], School]) -> None:
    school = prepared("site")
    school.issue()
    lists = {name: data for name, data in school.files().items() if "/status/" in name}
    revoke(school, Steps())
    for name, data in lists.items():
        (school.root / name).write_bytes(data)
    with pytest.raises(LedgerError) as caught:
        verify_ledger(school.root)
    assert [problem.code for problem in caught.value.diagnostics] == ["L307"]
    revoke(school, Steps(), LATER + timedelta(seconds=5))
    verify_ledger(school.root)


def supersede(school: School, steps: Steps, now: datetime = LATER) -> str:
    ledger = school.ledger(steps)
    with ledger.writing():
        book = open_book(ledger)
        desk = Desk(ledger, book, school.signer(), STATEMENT, now)
        outcome = desk.supersede(school.tree(), find(book, next(iter(book.issued))), Stream("new"))
    assert outcome.replacement is not None
    return outcome.replacement


def test_superseding_can_be_cut_anywhere_and_never_issues_a_third_diploma(
    prepared: Callable[[str], School],
) -> None:
    whole = prepared("whole")
    whole.issue()
    for cut in range(every_cut(lambda steps: supersede(whole, steps))):
        school = prepared(f"cut-{cut}")
        school.issue()
        old = school.codes()[0]
        with pytest.raises(PowerCutError):
            supersede(school, Failing(cut))
        replacement = supersede(school, Steps(), LATER + timedelta(seconds=5))
        assert len(school.codes()) == 6
        audit = verify_ledger(school.root)
        assert [act.replacement for act in audit.acts[old]] == [replacement]
        assert hidden(school) == []


def test_a_replacement_without_its_act_is_named_by_the_audit(prepared: Callable[[str], School]) -> None:
    school = prepared("site")
    school.issue()
    supersede(school, Steps())
    for name in school.files():
        if "/acts/" in name:
            (school.root / name).unlink()
    with pytest.raises(LedgerError) as caught:
        verify_ledger(school.root)
    assert {problem.code for problem in caught.value.diagnostics} == {"L307", "L309"}


def test_a_crash_leaves_no_trace_that_a_reader_could_take_for_a_diploma(
    prepared: Callable[[str], School],
) -> None:
    school = prepared("site")
    with pytest.raises(PowerCutError):
        school.issue(Failing(4))
    assert hidden(school) != []
    assert school.codes() == []
    assert NOW < LATER
