"""The tours of the documentation as data: what is typed, what is printed, and the addresses that readers are to open.

A block ``sh`` is typed as it stands; a block ``text`` that follows it is what it prints, and nothing is printed where
none follows. There, ``…`` stands for anything within a line, and alone on a line for any number of lines. A block
``sh serve`` holds one command that goes on running; what is in a block ``sh install`` is there already.

::

    python -m tests.docs.tour     # run them, and write what is printed into the pages where the two differ
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## A ten-minute tour"
SCHOOL = ("docs/fr/visite.md", "docs/tour.md")
"""One tour in two languages: from an empty directory to a school of one's own."""
PORT = "8000"
_BLOCK = re.compile(
    r"^```sh( serve)?\n(?P<typed>.*?)^```\n(?:\n```text\n(?P<printed>.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
_ADDRESS = re.compile(r"<(http://127\.0\.0\.1:8000/[^>]*)>")
_END = "\x1e"


@dataclass(frozen=True, slots=True)
class Commands:
    """One block of commands, and what README says it prints; `serve` where it goes on running."""

    typed: str
    printed: str
    serve: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """A page that the reader is to open."""

    url: str


@dataclass(slots=True)
class Outcome:
    """What became of the tour: each block with what it printed, each address with its status."""

    printed: list[tuple[Commands, str]] = field(default_factory=list)
    served: list[tuple[Commands, str]] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)


def section(text: str) -> str:
    """The part of README that is the tour; any other page is one as a whole."""
    if HEADING not in text:
        return text
    start = text.index(HEADING)
    following = re.compile(r"^## ", re.MULTILINE).search(text, start + len(HEADING))
    return text[start : following.start() if following else None]


def steps(text: str) -> Iterator[Commands | Address]:
    """Yield the steps of the tour in their order."""
    tour = section(text)
    found: list[tuple[int, Commands | Address]] = [
        (block.start(), Commands(block["typed"], block["printed"] or "", bool(block[1])))
        for block in _BLOCK.finditer(tour)
    ]
    found += [(match.start(), Address(match[1])) for match in _ADDRESS.finditer(tour)]
    yield from (step for _, step in sorted(found, key=lambda item: item[0]))


def matches(expected: str, actual: str) -> bool:
    """Whether `actual` is what `expected` says, blanks at the ends of lines aside."""
    lines = [line.rstrip() for line in expected.rstrip("\n").split("\n")]
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else "[^\n]*".join(map(re.escape, line.split("…"))) + "\n"
        for line in lines
    )
    said = "\n".join(line.rstrip() for line in actual.rstrip("\n").split("\n")) + "\n"
    return re.fullmatch(pattern, said) is not None


def clean_copy(target: Path) -> None:
    """Put the files of the working tree that git does not ignore into a repository of their own, committed.

    Its virtual environment is the one that runs this program, so that nothing is installed.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    shutil.copymode(ROOT / "docs/verify-with-openssl.sh", target / "docs/verify-with-openssl.sh")
    git = ["git", "-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    subprocess.run([*git, "init", "--quiet"], cwd=target, check=True)
    subprocess.run([*git, "add", "--all"], cwd=target, check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "A clean clone"], cwd=target, check=True)
    (target / ".venv").mkdir()
    (target / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    for stamp in (".product", ".dev"):
        (target / ".venv" / stamp).touch()


def environment(port: int) -> dict[str, str]:
    """The reader's: nothing of the make or pytest around this one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PARCHEMIN_", "PYTEST_", "GIT_"))
        and name != "SOURCE_DATE_EPOCH"
    }
    kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {
        "PORT": str(port),
        "PARCHEMIN_PORT": str(port),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "PS1": "",
    }


def follow(text: str, place: Path) -> Outcome:
    """Do in `place` what the tour says, and return what happened."""
    outcome = Outcome()
    port = free_port()
    with contextlib.ExitStack() as stack:
        shell = stack.enter_context(_Shell(place, port))
        for step in steps(text):
            if isinstance(step, Address):
                outcome.opened.append((step.url, _status(step.url.replace(PORT, str(port)))))
            elif step.serve:
                said = stack.enter_context(_serving(step.typed, place, port))
                outcome.served.append((step, said.replace(str(port), PORT)))
            else:
                outcome.printed.append((step, shell.run(step.typed).replace(f":{port}/", f":{PORT}/")))
    return outcome


class _Shell:
    """One bash for the whole tour, so that variables last."""

    def __init__(self, place: Path, port: int) -> None:
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=place,
            env=environment(port),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> _Shell:
        return self

    def run(self, typed: str) -> str:
        """Type a block and return what it printed; ``$?`` stays what it was."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{typed}_last=$?; printf '{_END}\\n'; (exit $_last)\n")
        self._process.stdin.flush()
        said = ""
        for line in self._process.stdout:
            said += line
            if said.endswith(f"{_END}\n"):
                return said.removesuffix(f"{_END}\n")
        raise AssertionError(f"the shell ended after: {typed}\n{said}")

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate("exit\n", timeout=10)


@contextlib.contextmanager
def _serving(typed: str, place: Path, port: int) -> Iterator[str]:
    process = subprocess.Popen(
        ["bash", "-c", typed],
        cwd=place,
        env=environment(port) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("http://"):
                break
        yield said
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdout is not None:
            process.stdout.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        found: int = one.getsockname()[1]
        return found


def _status(url: str) -> int:
    for _ in range(50):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - the tour's own server
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    return 0


def rewritten(text: str, outcome: Outcome) -> str:
    """README with what was printed, where that differs from what it says."""
    for commands, said in outcome.printed:
        if not matches(commands.printed, said):
            lines = "".join(line.rstrip() + "\n" for line in said.splitlines())
            before = f"```sh\n{commands.typed}```\n"
            shown = f"\n```text\n{commands.printed}```\n" if commands.printed else ""
            text = text.replace(before + shown, before + (f"\n```text\n{lines}```\n" if lines else ""), 1)
    return text


def mend(page: Path, *, clone: bool) -> None:
    """Follow the tour of a page, in a clone or in an empty directory, and write what was printed into the page."""
    with tempfile.TemporaryDirectory() as folder:
        if clone:
            clean_copy(Path(folder))
        before = page.read_text(encoding="utf-8")
        page.write_text(rewritten(before, follow(before, Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    mend(ROOT / "README.md", clone=True)
    for name in SCHOOL:
        mend(ROOT / name, clone=False)
