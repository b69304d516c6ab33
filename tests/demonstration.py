"""The demonstration of this repository, built by the command that everyone uses."""

from __future__ import annotations

import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no test of another process builds in this repository, where one build runs at a time."""
    folder = ROOT / ".parchemin"
    folder.mkdir(exist_ok=True)
    with (folder / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(output: Path, *arguments: str) -> Path:
    """Build the demonstration into `output`, where it does not stand there yet; fails the test where that fails."""
    command = [str(Path(sys.executable).parent / "parchemin"), "build", *arguments, "--output", str(output)]
    with alone():
        if output.exists():
            return output
        output.parent.mkdir(parents=True, exist_ok=True)
        built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        pytest.fail(
            f"parchemin build failed ({built.returncode}):\n{built.stdout}{built.stderr}", pytrace=False
        )
    return output
