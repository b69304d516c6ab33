"""What every test may use: the repository's root, and the demonstration site, built once a run.

`make test` shares the tests between processes (pytest-xdist), a file at a time: what a file sets up is set up once.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code: benchmarks measure, tests do not.
settings.register_profile("parchemin", deadline=None)
settings.load_profile("parchemin")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


# Folders whose tests share something that takes long to set up: they stay together in one process.
TOGETHER = ("interop", "year")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Which tests go to the same process, for `--dist loadgroup`."""
    for item in items:
        place = item.path.relative_to(ROOT / "tests")
        item.add_marker(
            pytest.mark.xdist_group(place.parts[0] if place.parts[0] in TOGETHER else place.as_posix())
        )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The complete demonstration site, built by the command that everyone uses; treat it as read-only.

    `PARCHEMIN_TEST_SITE` names a site that is already built, for quick work on templates and scripts.
    """
    ready = os.environ.get("PARCHEMIN_TEST_SITE")
    if ready:
        return Path(ready).resolve()
    if worker_id == "master":
        return _build(tmp_path_factory.mktemp("demonstration") / "site")
    # The first process builds; the others wait for it. A build that failed leaves nothing, and fails in each of them.
    shared = tmp_path_factory.getbasetemp().parent
    output = shared / "demonstration" / "site"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return output if output.exists() else _build(output)


def _build(output: Path) -> Path:
    output.parent.mkdir(exist_ok=True)
    command = [str(Path(sys.executable).parent / "parchemin"), "build", "--output", str(output)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        pytest.fail(
            f"parchemin build failed ({built.returncode}):\n{built.stdout}{built.stderr}", pytrace=False
        )
    return output
