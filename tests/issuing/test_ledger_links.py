"""A link in the ledger is refused: git keeps its name only, and what is written would go where another wants it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.synthetic import make_site
from generator.adapters.ledger import Ledger
from generator.cli import main
from generator.errors import LedgerError


@pytest.mark.parametrize("place", ["credentials", "status", "acts", "keys", "log", "."])
def test_a_folder_that_is_a_link_is_neither_read_nor_written(tmp_path: Path, place: str) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    (holder,) = make_site(root, 1, logged=True)
    folder = root / "candidates/ledger" / place
    folder.mkdir(exist_ok=True)
    shutil.move(folder, outside)
    folder.symlink_to(outside)
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    words = ("revoke", holder.code, "--reason-class", "fraud", "--by", "A", "--note", "n", "--demonstration")
    for command in (("check",), words):
        result = CliRunner().invoke(main, ["-C", str(root), *command])
        assert result.exit_code == 1, result.output
        assert "L302 is a link" in result.output
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before


def test_a_batch_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    make_site(tmp_path, 1)
    ledger = Ledger(tmp_path)
    (batch,) = ledger.segments()
    shutil.move(batch, tmp_path / batch.name)
    batch.symlink_to(tmp_path / batch.name)
    with pytest.raises(LedgerError, match="stray"):
        ledger.segments()


@pytest.mark.parametrize("kind", ["link", "pipe"])
@pytest.mark.parametrize("place", ["pending/" + "0" * 64 + ".jsonl", "leaves/000001.jsonl", "checkpoints/9"])
def test_a_file_of_the_log_that_is_a_link_or_a_pipe_is_named_and_not_waited_for(
    tmp_path: Path, place: str, kind: str
) -> None:
    root = tmp_path / "site"
    make_site(root, 1, logged=True)
    path = root / "candidates/ledger/log" / place
    path.parent.mkdir(exist_ok=True)
    if kind == "link":
        path.symlink_to(next((root / "candidates/ledger/log/leaves").iterdir()))
    else:
        os.mkfifo(path)
    done = subprocess.run(
        [Path(sys.executable).parent / "parchemin", "-C", root, "check"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert f"candidates/ledger/log/{place}:0:0: L320 it is a link, or no plain file" in done.stdout
