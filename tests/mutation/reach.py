"""A plugin of pytest that notes which test reaches which line of the rooms (``-p tests.mutation.reach``)."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

_ROOT = Path(__file__).resolve().parents[2]
_SOURCES = [str(_ROOT / "generator" / room) for room in ("rules", "trust")]
_measure = coverage.Coverage(data_file=None, source=_SOURCES, config_file=False)
_measure.start()
_seconds: dict[str, float] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Charge what runs to this test, its fixtures included."""
    _measure.switch_context(item.nodeid)
    yield
    _measure.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how long each took."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    """Write what was found."""
    _measure.stop()
    data = _measure.get_data()
    lines: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for path in data.measured_files():
        name = Path(path).relative_to(_ROOT).as_posix()
        for line, tests in data.contexts_by_lineno(path).items():
            lines[name][str(line)] = sorted(tests)
    Path(os.environ["PARCHEMIN_REACHED"]).write_text(
        json.dumps({"lines": lines, "seconds": _seconds}), encoding="utf-8"
    )
