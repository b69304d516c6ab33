"""What every test may use: the repository's root, and the demonstration site, built once a run.

`make test` shares the tests between processes (pytest-xdist), a file at a time: what a file sets up is set up once.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.demonstration import ROOT, build

# How long an example takes says more of the machine than of the code: benchmarks measure, tests do not.
settings.register_profile("parchemin", deadline=None)
settings.load_profile("parchemin")


# What protects records at rest lies below the home of whoever runs the program: never below that of a tester.
_SECRETS = Path(tempfile.gettempdir()) / f"parchemin-tests-{os.getpid()}"
os.environ["PARCHEMIN_KEYRING"] = str(_SECRETS / "keyring")
os.environ["PARCHEMIN_IDENTITY"] = str(_SECRETS / "identity.key")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


# Folders whose tests share something that takes long to set up: they stay together in one process.
TOGETHER = ("interop", "year")


class ByFile(LoadScopeScheduling):
    """What a file of tests sets up is set up in one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = path.removeprefix("tests/").partition("/")[0]
        return folder if folder in TOGETHER else path


# The marks of `--dist loadgroup` say nothing to pytest 9 (pytest-xdist 3.8).
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Which tests go to the same process."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The complete demonstration site, built by the command that everyone uses; treat it as read-only.

    `PARCHEMIN_TEST_SITE` names a site that is already built, for quick work on templates and scripts.
    """
    ready = os.environ.get("PARCHEMIN_TEST_SITE")
    if ready:
        return Path(ready).resolve()
    folder = tmp_path_factory.getbasetemp()
    # Where several processes share the tests, their folders lie in a common one: the first to come builds for all.
    return build((folder if worker_id == "master" else folder.parent) / "demonstration" / "site")
