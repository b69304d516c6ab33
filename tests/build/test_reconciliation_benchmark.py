"""The measurement of reconciliation runs, and measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_the_measurement_gives_seconds_and_memory_and_the_outcomes_that_it_made(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.reconciliation", "--count", "100", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    sizes = json.loads(ran.stdout)["sizes"]
    assert set(sizes) == {"10", "100"}
    steps = sizes["100"]
    assert set(steps) == {"import", "first", "again", "one changed"}
    assert all(step["peak_mb"] > 10 for step in steps.values())
    counts = steps["first"]["counts"]
    assert counts == steps["again"]["counts"]
    assert (counts["ambiguous"], counts["transmitted-not-registered"], sum(counts.values())) == (1, 10, 100)
    assert (steps["first"]["written"], steps["again"]["written"]) == (1, 0)
