"""What can go wrong around a build: a disk that fills, a damaged line among many, a killed worker, a cache that cannot
be written, a second build, a clock that jumps, Ctrl-C. Each is named, and the old site stands as it was.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.memory import tree
from benchmarks.synthetic import EDITION, act, add_diplomas, make_site
from generator.adapters import stamp
from generator.adapters.publish import exclusive
from generator.build import CACHE
from generator.errors import BuildError, LedgerError
from tests.build.conftest import DAY, Small, contents, debris
from tests.build.test_commands import PARCHEMIN, run

MANY = 2_100
"""Enough batches for several processes to share them."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A site that was built with six diplomas, and has many more since."""
    root = tmp_path_factory.mktemp("grown") / "root"
    small = Small(root, make_site(root, 6))
    small.build()
    add_diplomas(root, f"{EDITION}-more", range(6, MANY))
    return small


@pytest.fixture
def site(grown: Small, tmp_path: Path) -> Small:
    """A copy of it, to be spoilt. Its registry is made anew: the copied folder is not the one that was noted."""
    root = tmp_path / "root"
    shutil.copytree(grown.root, root)
    return Small(root, grown.holders)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, where one can be had."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_fills_is_named_and_the_old_site_stands(site: Small, disk: Path) -> None:
    shutil.copytree(site.output, disk / "site")
    before = contents(disk / "site")
    ran = run(site.root, "build", "--date", f"{DAY}", "--output", str(disk / "site"), "--jobs", "2")
    assert ran.returncode == 1, ran.stderr
    assert "No space left on device" in ran.stderr
    assert "stands as it was" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert contents(disk / "site") == before
    assert debris(disk) == []


def test_a_cache_that_cannot_be_written_is_a_warning_and_the_site_is_complete(small: Small) -> None:
    (small.root / ".parchemin").mkdir()
    (small.root / CACHE).write_text("not a folder")
    report = small.build()
    assert [problem.code for problem in report.warnings] == ["B107W"]
    before = contents(small.output)
    act(small.root, "revoke", small.holders[0].code, revoked=(0,))
    assert small.build().written == 6
    assert contents(small.output) != before


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda line: line[: len(line) // 2],
    "a bit": lambda line: line.replace(b'"value":"6', b'"value":"7', 1),
    "no text": lambda _: b"\x00\xff\xfe",
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_line_damaged_in_the_middle_of_many_is_named(site: Small, damage: str) -> None:
    before = contents(site.output)
    path = sorted((site.root / "candidates/ledger/credentials").iterdir())[3]
    lines = path.read_bytes().split(b"\n")
    lines[249] = DAMAGES[damage](lines[249])
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(LedgerError) as refused:
        site.build(jobs=2)
    assert [(one.path, one.line) for one in refused.value.diagnostics] == [
        (path.relative_to(site.root).as_posix(), 250)
    ]
    assert contents(site.output) == before
    assert debris(site.root) == []


def test_a_killed_worker_is_named(site: Small) -> None:
    before = contents(site.output)
    bystanders = _grandchildren()  # a browser that other tests drive

    def kill(stage: str, done: int, _: int) -> None:
        if stage == "registry" and done:
            for pid in _grandchildren() - bystanders:
                os.kill(pid, signal.SIGKILL)

    with pytest.raises(BuildError, match="ended from outside"):
        site.build(jobs=2, progress=kill)
    assert contents(site.output) == before
    assert debris(site.root) == []


def _grandchildren() -> set[int]:
    """The processes that were started by one that this process has started; the fork server's are workers."""
    return {pid for server in _children(os.getpid()) for pid in _children(server)}


def _children(pid: int) -> Iterator[int]:
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from map(int, file.read_text().split())


def test_ctrl_c_leaves_the_old_site_no_debris_and_no_process(site: Small) -> None:
    before = contents(site.output)
    # A session of its own, as a terminal's: the signal reaches every process of it. Tests in the background may have
    # been told to ignore it, and hand that down.
    process = subprocess.Popen(
        [
            *("env", "--default-signal=INT"),
            *(PARCHEMIN, "-C", site.root, "build", "--date", f"{DAY}", "--jobs", "2"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not any(site.root.glob(".site.next-*/d/*.html")) and time.monotonic() < deadline:
            time.sleep(0.01)
        started = set(tree(process.pid)) - {process.pid}
        assert len(started) >= 3
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130, errors
    assert errors.strip() == "Interrupted."
    assert "Built" not in output
    assert contents(site.output) == before
    assert debris(site.root) == []
    deadline = time.monotonic() + 20
    while any(map(_runs, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_runs, started))


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_second_build_at_once_is_refused_and_disturbs_nothing(small: Small) -> None:
    small.build()
    before = contents(small.output)
    with exclusive(small.root):
        ran = run(small.root, "build", "--date", f"{DAY}")
    assert ran.returncode == 1
    assert "another build of this site is running" in ran.stderr
    assert contents(small.output) == before


@pytest.mark.parametrize("years", [-20, 20])
def test_a_clock_that_jumps_changes_no_byte(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    small.build()
    now = time.time_ns()
    monkeypatch.setattr(stamp.time, "time_ns", lambda: now + years * 365 * 86_400 * 10**9)
    act(small.root, "revoke", small.holders[0].code, revoked=(0,))
    for path in small.root.rglob("*.jsonl"):
        os.utime(path, ns=(now - 10**18, now - 10**18))
    assert small.build().written == 1
    monkeypatch.undo()
    small.change("content/courses/cours.yml", "Cours d’essai", "Cours renommé")
    assert small.build().written == 0
    clean = tmp_path / "clean"
    shutil.copytree(small.root, clean, ignore=shutil.ignore_patterns("site", ".parchemin"))
    again = Small(clean, small.holders)
    again.build()
    assert contents(small.output) == contents(again.output)
    tampered = small.segment()
    text = tampered.read_bytes()
    tampered.write_bytes(text.replace(small.holders[2].name.encode(), b"Somebody else", 1))
    os.utime(tampered, ns=(now - 10**18, now - 10**18))
    with pytest.raises(LedgerError):
        small.build()
