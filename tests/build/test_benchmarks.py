"""The measurement runs, and measures what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_the_measurement_gives_seconds_and_memory_for_us_and_for_mkdocs(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--count", "12", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["count"] == 12
    assert set(found["rows"]) == {"parchemin", "mkdocs", "material"}
    for row in found["rows"].values():
        assert row["pages"] == 12
        assert row["peak_mb"] > 10
    assert {"records", "registry", "pages", "mkdocs", "files"} == set(found["rows"]["parchemin"]["stages"])
