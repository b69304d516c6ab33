"""Write the tables of docs/security.md: ``python -m tests.docs.make_security``."""

from __future__ import annotations

import re

from tests.conftest import ROOT
from tests.fuzz import corpus
from tests.fuzz.targets import TARGETS
from tests.injection.__main__ import table as injected
from tests.mutation import __main__ as mutation
from tests.privacy import test_search as leaks

PAGE = ROOT / "docs" / "security.md"
RELIABILITY = ROOT / "docs" / "reliability.md"


def page(text: str) -> str:
    """The page with its tables as they are due."""
    tables = {
        "summary": summary(),
        "fuzz": corpus.table({name: target.about for name, target in TARGETS.items()}),
        "injection": injected(),
        "mutation": mutation.table(),
        "survivors": mutation.survivors(),
    }
    for name, table in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, count = marked.subn(lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", text)
        assert count == 1, name
    return text


def summary() -> str:
    """One row for each kind of trial, with what came of it and the command that tries it."""
    points, *_, tries, survived = _cells("kill points")
    races, acts, _, wrong = _cells("races")
    _, _, executions, minutes, _, inputs, mended = _last(
        corpus.table({name: target.about for name, target in TARGETS.items()})
    )
    _, injections, *_ = _last(injected())
    _, mutants, caught, _, _ = _last(mutation.table())
    search = leaks.searching()
    planted = len(leaks.PLACES) * len(leaks.LEAKS)
    found = planted - sum(len(leaks.missed(search, place)) for place in leaks.PLACES)
    rows = (
        ("points at which a command was stopped", points, f"{tries} tries, {survived} survived", "tests.crash --all"),
        ("races of two clones", races, f"{acts} acts, {wrong} races ended wrong", "tests.crash --races N"),
        ("executions under a fuzzer", executions, f"{minutes} minutes of processor", "tests.fuzz TARGET"),
        ("inputs in the hostile corpus", inputs, f"{mended} of them broke a reader once", "pytest tests/fuzz"),
        ("injections, place by place below", injections, "none arrives as anything but text", "pytest tests/injection"),
        ("leaks planted", f"{planted:,}", f"{found:,} found", "pytest tests/privacy"),
        ("faults seeded", mutants, f"{caught} caught", "tests.mutation"),
    )  # fmt: skip
    lines = ["| tried | number | what came of it | command |", "|---|--:|---|---|"]
    for what, number, came, command in rows:
        said = command if command.startswith("pytest") else f"python -m {command}"
        lines.append(f"| {what} | {number} | {came} | `{said}` |")
    return "\n".join(lines) + "\n"


def _cells(name: str) -> list[str]:
    """The figures of the last row of a table in the page about reliability, which its own runs write."""
    text = RELIABILITY.read_text(encoding="utf-8").partition(f"<!-- {name} -->")[2]
    cells = _last(text.partition(f"<!-- end of {name} -->")[0])
    return cells[1:] if cells[0] == "all" else cells


def _last(table: str) -> list[str]:
    return [cell.strip() for cell in table.strip().splitlines()[-1].strip("| ").split("|")]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
