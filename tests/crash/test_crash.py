"""Each command that changes something, stopped at a sample of its points in every way; ``python -m tests.crash --all``
tries all of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.disk import Disk
from tests.crash.everything import POST, SCENARIOS
from tests.crash.points import Fate, Watch
from tests.crash.publishing import PUBLISHING
from tests.crash.scenarios import SITE, command, quiet_environment
from tests.crash.trying import Bench, Facts, Scenario, Told, in_child

EACH = int(os.environ.get("PARCHEMIN_CRASH_TRIES", "3"))
"""Tries of each command, drawn from all its fates and points."""
# The site takes seconds a try: tests/build has the cases that matter, and the command above tries the rest.
QUICK = [one for one in SCENARIOS if one not in PUBLISHING and one.name != "keys intake new"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    before = dict(os.environ)
    quiet_environment()
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.parametrize("scenario", QUICK, ids=[one.name for one in QUICK])
def test_stopped_anywhere_nothing_is_lost_and_the_next_run_finishes(
    scenario: Scenario, tmp_path: Path
) -> None:
    if scenario.name == "mail send":
        with POST.serving(tmp_path):
            problems = _sample(scenario, tmp_path)
    else:
        problems = _sample(scenario, tmp_path)
    assert problems == []


def _sample(scenario: Scenario, folder: Path) -> list[str]:
    bench = Bench(scenario, folder / "bench")
    every = [(fate, number) for fate in scenario.fates for number in bench.points(fate)]
    drawn = random.Random(scenario.name).sample(every, min(EACH, len(every)))
    problems = [problem for fate, number in drawn for problem in bench.problems(fate, number)]
    # What was reported as done must have reached the disk.
    return problems + (bench.problems(Fate.NAMES_LOST, len(bench.labels)) if scenario.lasting else [])


# --- the harness sees what it should


def _read(base: Path) -> tuple[Facts, set[str]]:
    path = base / SITE / "record"
    text = path.read_text() if path.exists() else ""
    return Facts({"old": text == "old\n", "new": text == "new\n"}), set() if text.endswith("\n") else {"torn"}


def _prepare(base: Path) -> None:
    (base / SITE).mkdir()
    (base / SITE / "record").write_text("old\n")


def _in_place(base: Path) -> Told:
    (base / SITE / "record").write_text("new\n")
    return Told(0, "")


def _unflushed(base: Path) -> Told:
    path = base / SITE / "record"
    temporary = path.with_name(".parchemin-1-record.tmp")
    temporary.write_text("new\n")
    temporary.replace(path)
    return Told(0, "")


def _problems(act: object, folder: Path, fate: Fate) -> list[str]:
    scenario = Scenario("a careless command", _prepare, act, _read, swept=False)  # type: ignore[arg-type]
    bench = Bench(scenario, folder / "bench")
    return [problem for number in bench.points(fate) for problem in bench.problems(fate, number)]


def test_a_file_written_in_place_is_found_torn(tmp_path: Path) -> None:
    assert any("torn" in problem for problem in _problems(_in_place, tmp_path, Fate.KILLED))


def test_a_rename_without_a_flush_survives_a_kill_and_not_a_power_cut(tmp_path: Path) -> None:
    assert _problems(_unflushed, tmp_path / "killed", Fate.KILLED) == []
    assert any("torn" in problem for problem in _problems(_unflushed, tmp_path / "data", Fate.DATA_LOST))
    lost = _problems(_unflushed, tmp_path / "names", Fate.NAMES_LOST)
    assert any("reported as done" in problem for problem in lost)


def test_a_full_disk_that_is_not_spoken_of_is_found(tmp_path: Path) -> None:
    def silent(base: Path) -> Told:
        try:
            return _unflushed(base)
        except OSError:
            return Told(0, "")

    assert any("reported as done" in problem for problem in _problems(silent, tmp_path, Fate.FULL))


def test_a_message_written_twice_is_found(tmp_path: Path) -> None:
    def appending(base: Path) -> Told:
        with (base / SITE / "record").open("a") as file:
            file.write("new\n")
        return Told(0, "")

    def counted(base: Path) -> tuple[Facts, set[str]]:
        lines = (base / SITE / "record").read_text().splitlines()
        return Facts(lines), set() if set(lines) <= {"old", "new"} else {"torn"}

    scenario = Scenario("a command that repeats", _prepare, appending, counted, swept=False)
    bench = Bench(scenario, tmp_path / "bench")
    problems = [
        problem for number in bench.points(Fate.KILLED) for problem in bench.problems(Fate.KILLED, number)
    ]
    assert any("too much new × 1" in problem for problem in problems)


def test_every_kind_of_step_is_a_point(tmp_path: Path) -> None:
    def steps() -> Told:
        folder = tmp_path / "watched"
        watch = Watch(folder)
        watch.install()
        (folder / "one").mkdir()
        descriptor = os.open(folder / "two", os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, b"x")
        os.fsync(descriptor)
        (folder / "two").rename(folder / "three")
        os.link(folder / "three", folder / "four")
        (folder / "four").unlink()
        (folder / "one").rmdir()
        (folder / "five").write_text("x")
        return Told(0, " ".join(label.partition(" ")[0] for label in watch.labels))

    (tmp_path / "watched").mkdir()
    told = in_child(steps)
    assert told is not None
    assert told.output == "mkdir create write half fsync rename link unlink rmdir create write half", (
        told.trace
    )


def test_a_disk_forgets_names_and_data_that_were_not_flushed(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "old").write_text("old")
    disk = Disk(folder)
    with (folder / "new").open("w") as file:
        told = disk.creating(str(folder / "new"))
        disk.opened(file.fileno(), fresh=True)
        told()
        file.write("new")
    told = disk.moving(str(folder / "new"), str(folder / "old"))
    (folder / "new").rename(folder / "old")
    told()
    disk.lose_data()
    assert (folder / "old").read_text() == ""
    disk.lose_names(removals=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"old": "old"}


def test_a_command_that_is_refused_says_so_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / SITE / "content").mkdir(parents=True)
    told = command("issue", "nothing", "--demonstration")(tmp_path)
    assert (told.code, told.trace) == (1, "")
