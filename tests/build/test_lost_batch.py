"""A ledger that lost something is not published: the log remembers what there was."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.build import Diplomas, open_site, write_diplomas
from generator.cli import main
from generator.errors import LedgerError
from generator.issuing.alarms import log_alarms
from generator.issuing.audit import verify_ledger
from generator.issuing.total import Total
from generator.logbook.reconciling import reconcile

DAY = date(2026, 11, 22)


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The demonstration's records and ledger."""
    for name in ("content", "candidates", "site_templates"):
        shutil.copytree(root / name, tmp_path / name)
    shutil.copy(root / "mkdocs.yml", tmp_path)
    return tmp_path


def opened(copy: Path) -> Diplomas:
    output = copy / "output"
    output.mkdir()
    return write_diplomas(open_site(copy, DAY), output, jobs=1)


def test_a_whole_ledger_is_opened(copy: Path) -> None:
    assert opened(copy).audit.diplomas > 0


def test_a_lost_batch_is_noticed_by_the_build(copy: Path) -> None:
    (copy / "candidates/ledger/credentials/gdp-avance-27.0001.jsonl").unlink()
    with pytest.raises(LedgerError) as refused:
        opened(copy)
    assert {problem.code for problem in refused.value.diagnostics} == {"L323"}


def test_a_lost_batch_is_noticed_by_check(copy: Path) -> None:
    assert CliRunner().invoke(main, ["-C", str(copy), "check"]).exit_code == 0
    (copy / "candidates/ledger/credentials/gdp-avance-27.0001.jsonl").unlink()
    result = CliRunner().invoke(main, ["-C", str(copy), "check"])
    assert result.exit_code == 1
    assert "L323" in result.output
    assert "a diploma was issued that is not in the ledger" in result.output


def test_what_the_build_and_check_are_told_is_what_reading_all_once_more_tells(copy: Path) -> None:
    audit, store = verify_ledger(copy), LogStore(copy)
    assert log_alarms(copy, audit) == reconcile(store.load(), store, Ledger(copy)).alarms == ()
    for gone in audit.total.segments:
        kept = (copy / gone.path).read_bytes()
        (copy / gone.path).unlink()
        rest = replace(audit, total=Total([one for one in audit.total.segments if one is not gone]))
        expected = reconcile(store.load(), store, Ledger(copy)).alarms
        assert log_alarms(copy, rest) == expected
        assert len(expected) >= len(gone.lines)
        (copy / gone.path).write_bytes(kept)
