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
    pages = {name: row["pages"] for name, row in found["rows"].items()}
    assert pages == {
        "parchemin": 12,
        "unchanged": 12,
        "changed": 24,
        "floor": 24,
        "mkdocs": 12,
        "material": 12,
    }
    written = {name: found["rows"][name]["written"] for name in ("parchemin", "unchanged", "changed")}
    assert written == {"parchemin": 12, "unchanged": 0, "changed": 22}
    for row in found["rows"].values():
        assert row["peak_mb"] > 10
    assert {"records", "registry", "pages", "mkdocs", "files"} <= set(found["rows"]["parchemin"]["stages"])


def test_the_measurement_of_a_catalogue_gives_its_build_beside_mkdocs_alone(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.catalogue", "--counts", "4", "--no-browser", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    (row,) = json.loads(ran.stdout)["rows"]
    assert row["courses"] == 4
    assert row["pages"] > 2 * 4
    assert {"pages", "mkdocs"} <= set(row["stages"])
    assert row["mkdocs_alone_cpu_seconds"] > 0


def test_the_measurement_of_mail_plans_writes_and_sends(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.mail", "--count", "30", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["candidates"], found["written"]) == (30, 30)


def test_where_everyone_stands_is_measured_over_people_of_every_stage(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.standing", "--count", "200"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    stages = {name: value for name, value in found.items() if name.startswith("stage ")}
    assert {"stage entitled", "stage out-of-time", "stage registered", "stage under-way"} <= set(stages)
    assert sum(stages.values()) == found["count"] == 200
