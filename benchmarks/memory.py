"""Running a measurement in a process of its own, and the peak memory of that process with all its children.

Counted is the proportional set size (memory shared by several processes counts once), as Linux reports it; where
it does not, resident memory, which counts shared pages more than once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

PROC = Path("/proc")
_EVERY = 0.05


def measure(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run ``python -m module arguments``, which prints one JSON object; return it with `peak_mb` added."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.is_set():
            peak = max(peak, sum(memory(pid) for pid in tree(process.pid)))
            time.sleep(_EVERY)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode != 0:
        raise SystemExit(f"The measurement '{' '.join(arguments)}' failed:\n{errors}")
    return {**json.loads(output.splitlines()[-1]), "peak_mb": round(peak / 1024)}


def tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for children in (PROC / str(pid) / "task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in found:
            yield from tree(int(child))


def memory(pid: int) -> int:
    """Kilobytes of one process; 0 once it has gone."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = (PROC / str(pid) / name).read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            if line.startswith(field):
                return int(line.split()[1])
    return 0
