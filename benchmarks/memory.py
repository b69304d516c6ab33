"""Running a measurement in a process of its own; peak memory and processors' time of it and all its children.

Memory is the proportional set size (what several processes share counts once), as Linux reports it; where it does
not, resident memory, which counts shared pages more than once. Processors' time depends little on what else the
machine is doing, where elapsed time does. Both are sampled twenty times a second.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROC = Path("/proc")
_EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command and all below it took. `output` is what it wrote; `seconds` have passed; `largest_mb` is the most
    that one of its processes had. `done` is false where it was ended because it took too long."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_mb: int
    largest_mb: int
    done: bool = True


def measure(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run ``python -m module arguments``, which prints one JSON object; return it with `peak_mb` and `cpu_seconds`."""
    ran = run_measured([sys.executable, "-m", module, *arguments])
    return {
        **json.loads(ran.output.splitlines()[-1]),
        "peak_mb": ran.peak_mb,
        "largest_mb": ran.largest_mb,
        "cpu_seconds": ran.cpu_seconds,
    }


def run_measured(command: Sequence[str], *, folder: Path | None = None, limit: float | None = None) -> Ran:
    """Run a command in `folder`, for at most `limit` seconds; a failure ends the whole measurement."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    peak = largest = 0
    ticks: dict[int, int] = {}
    done = threading.Event()

    def watch() -> None:
        nonlocal peak, largest
        while not done.is_set():
            running = list(tree(process.pid))
            sizes = [memory(pid) for pid in running]
            peak, largest = max(peak, sum(sizes)), max(largest, *sizes)
            ticks.update({pid: spent for pid in running if (spent := processor_ticks(pid))})
            time.sleep(_EVERY)

    watcher = threading.Thread(target=watch)
    watcher.start()
    ended = True
    try:
        output, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        ended = False
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        done.set()
        watcher.join()
    if ended and process.returncode != 0:
        raise SystemExit(f"The measurement '{' '.join(command)}' failed:\n{output[-2000:]}{errors[-2000:]}")
    cpu = sum(ticks.values()) / os.sysconf("SC_CLK_TCK")
    seconds = round(time.perf_counter() - started, 3)
    return Ran(output, seconds, round(cpu, 2), round(peak / 1024), round(largest / 1024), ended)


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
