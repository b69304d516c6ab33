"""What fuzzing has left behind: inputs by target, and the figures of its runs.

``corpus/<target>.txt`` holds an input a line, in base64, followed where it once broke something by what it broke.
``runs.jsonl`` holds a line a run.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
RUNS = HERE / "runs.jsonl"


class Kept(NamedTuple):
    """One input of the corpus. `broke` says what it broke once; empty for one that is only unusual."""

    data: bytes
    broke: str


def path_of(target: str) -> Path:
    """Where the inputs of a target stand."""
    return HERE / "corpus" / f"{target}.txt"


def kept(target: str) -> Iterator[Kept]:
    """The inputs of a target, in their order."""
    path = path_of(target)
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        data, _, broke = line.partition(" ")
        yield Kept(base64.b64decode(data, validate=True), broke)


def keep(target: str, inputs: list[Kept]) -> None:
    """Write the inputs of a target: those that broke something first, then the shorter ones."""
    ordered = sorted(set(inputs), key=lambda one: (not one.broke, len(one.data), one.data))
    lines = [f"{base64.b64encode(one.data).decode()} {one.broke}".rstrip() + "\n" for one in ordered]
    path_of(target).write_text("".join(lines), encoding="utf-8")


def runs() -> list[dict[str, Any]]:
    """The runs so far."""
    return (
        [json.loads(line) for line in RUNS.read_text(encoding="utf-8").splitlines()] if RUNS.is_file() else []
    )


def record(run: dict[str, Any]) -> None:
    """Add a run."""
    with RUNS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(run, sort_keys=True) + "\n")


def table(abouts: dict[str, str]) -> str:
    """The figures as a table in Markdown, a row a target and a last one for all."""
    lines = [
        "| reader | what it reads | executions | minutes of processor | branches reached | inputs kept "
        "| faults found and mended |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    by_target: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for run in runs():
        by_target[run["target"]].append(run)
    total = [0, 0.0, 0, 0]
    for target, about in abouts.items():
        mine = by_target[target]
        inputs = list(kept(target))
        figures = (
            sum(run["executions"] for run in mine),
            sum(run["seconds"] for run in mine) / 60,
            len(inputs),
            sum(bool(one.broke) for one in inputs),
        )
        total = [one + other for one, other in zip(total, figures, strict=True)]
        reached = max((run["edges"] for run in mine), default=0)
        lines.append(
            f"| `{target}` | {about} | {figures[0]:,} | {figures[1]:.1f} | {reached:,} | {figures[2]} | {figures[3]} |"
        )
    lines.append(f"| all | | {total[0]:,} | {total[1]:.1f} | | {total[2]} | {total[3]} |")
    return "\n".join(lines) + "\n"
