"""Files far larger than anything of their kind are refused by name, in little memory and without being read whole."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.build import site as building
from generator.errors import BuildError, LedgerError, ParcheminError

ROOT = Path(__file__).resolve().parents[2]
LARGE = 300_000_000
LEDGER = "candidates/ledger"
LOG = f"{LEDGER}/log"


def _log(root: Path) -> object:
    """The log in its folder, whose key and policy are in order."""
    for name in ("vkey", "policy"):
        (root / LOG / name).write_bytes((ROOT / LOG / name).read_bytes())
    return LogStore(root).load()


PLACES: dict[str, Callable[[Path], object]] = {
    f"{LEDGER}/status/ecole-exemple.revocation-1.json": lambda root: Ledger(root).status_lists(),
    f"{LEDGER}/acts/2025-01-20.be236da0.jsonl": lambda root: Ledger(root).acts(),
    f"{LEDGER}/keys/ecole-exemple.hsjE2hUW3eAMGznA.json": lambda root: Ledger(root).public_keys(),
    f"{LEDGER}/credentials/a.0001.jsonl": lambda root: list(Ledger(root).all_credentials()),
    f"{LOG}/vkey": lambda root: LogStore(root).key,
    f"{LOG}/leaves/000000.jsonl": _log,
    f"{LOG}/checkpoints/44": _log,
    f"{LOG}/pending/{'0' * 64}.jsonl": lambda root: LogStore(root).pending(),
    "site_templates/pages/layout.html": building.template_texts,
}


@pytest.mark.parametrize("name", PLACES)
def test_a_file_out_of_all_proportion_is_refused_by_its_name_in_little_memory(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(LARGE)
    tracemalloc.start()
    try:
        with pytest.raises(ParcheminError) as caught:
            PLACES[name](tmp_path)
        assert tracemalloc.get_traced_memory()[1] < LARGE // 4
    finally:
        tracemalloc.stop()
    assert isinstance(caught.value, LedgerError | BuildError)
    told = f"{caught.value} {' '.join(map(str, caught.value.diagnostics))}"
    assert name in told
