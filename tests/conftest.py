"""What every test may use: the repository's root, and the demonstration site, built once a session."""

from __future__ import annotations

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete demonstration site, built by the command that everyone uses; treat it as read-only.

    `PARCHEMIN_TEST_SITE` names a site that is already built, for quick work on templates and scripts.
    """
    ready = os.environ.get("PARCHEMIN_TEST_SITE")
    if ready:
        return Path(ready).resolve()
    output = tmp_path_factory.mktemp("demonstration") / "site"
    command = [str(Path(sys.executable).parent / "parchemin"), "build", "--output", str(output)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        pytest.fail(
            f"parchemin build failed ({built.returncode}):\n{built.stdout}{built.stderr}", pytrace=False
        )
    return output
