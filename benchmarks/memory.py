"""Running a measurement in a process of its own; peak memory and processors' time of it and all its children.

Memory is the proportional set size (what several processes share counts once), as Linux reports it; where it does
not, resident memory, which counts shared pages more than once. Processors' time depends little on what else the
machine is doing, where elapsed time does. Both are sampled twenty times a second.
"""

from __future__ import annotations

import json
import os
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
    """Run ``python -m module arguments``, which prints one JSON object; return it with `peak_mb` and `cpu_seconds`."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak = 0
    ticks: dict[int, int] = {}
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.is_set():
            running = list(tree(process.pid))
            peak = max(peak, sum(memory(pid) for pid in running))
            ticks.update({pid: spent for pid in running if (spent := processor_ticks(pid))})
            time.sleep(_EVERY)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode != 0:
        raise SystemExit(f"The measurement '{' '.join(arguments)}' failed:\n{errors}")
    cpu = sum(ticks.values()) / os.sysconf("SC_CLK_TCK")
    return {
        **json.loads(output.splitlines()[-1]),
        "peak_mb": round(peak / 1024),
        "cpu_seconds": round(cpu, 2),
    }


def processor_ticks(pid: int) -> int:
    """Clock ticks that a process has spent on the processors so far; 0 once it has gone."""
    try:
        # The name, in parentheses, may hold anything; the numbers start after it (proc_pid_stat(5)).
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


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
