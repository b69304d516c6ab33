"""One command, stopped at one point, and what is found afterwards.

A `Scenario` prepares a small site once; `Bench` keeps it aside, puts it back before each try at the same place (so that
absolute paths stay true), and runs the command in a forked child, which costs some milliseconds. Then it is judged:

1. After the stop every reader can read what is there, or names what is unfinished by a code that the scenario expects;
   everything is as before or as after, nothing is there twice and nothing is gone (`facts`).
2. No file lies about that git would take in.
3. The command, said again (and what the first one says to do before), finishes, and the facts are those of a run that
   was never stopped.
4. A command that reported success is believed: the power may fail then, and all of it is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import secrets
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pathspec import GitIgnoreSpec

from tests.crash.points import DIED, FAULTS, Fate, Watch

__all__ = ["Bench", "Facts", "Result", "Scenario", "Told"]

_PROCESS: Final = re.compile(r"(?<=\.parchemin-)[0-9]+(?=-)")
"""The number of a process in the name of what it left."""
ROOT: Final = Path(__file__).resolve().parents[2]
Facts = Counter[str]
"""What a site says: a sentence for each thing, and how often it is so."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended: its exit code, what it printed, and the trace of what it should have caught."""

    code: int
    output: str
    trace: str = ""


@dataclass(frozen=True)
class Scenario:
    """A command and the site it is tried on.

    `prepare` makes everything below the folder it is given; `act` is the command, `again` what a person does when it
    was stopped; `read` gives the facts, and names by its code what cannot be read. `unfinished` are the codes that may
    be named after a stop.
    """

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], Told]
    read: Callable[[Path], tuple[Facts, set[str]]]
    again: Callable[[Path], Told] | None = None
    unfinished: frozenset[str] = frozenset()
    already: str = ""
    """What the command says where everything was done before, if it does not say so with exit code 0."""
    besides: frozenset[str] = frozenset()
    """Codes of what is wrong all along, before and after."""
    swept: bool = True
    """Whether the next run clears what was left."""
    lasting: bool = True
    """Whether what was reported must survive a power cut; false for what can be made again."""
    fates: tuple[Fate, ...] = tuple(Fate)
    """What is tried."""
    stride: int = 1
    """Try every so many-th point of those that repeat, where there are hundreds of a kind."""
    outside: Callable[[], Facts] = Counter
    """What happened outside of the machine since the last `reset`, such as messages received."""
    reset: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Result:
    """The tries of one scenario, by fate, and what was wrong."""

    name: str
    points: int
    tried: Counter[Fate] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class Bench:
    """A place where one scenario is tried."""

    def __init__(self, scenario: Scenario, base: Path) -> None:
        self.scenario = scenario
        self._base = base / "work"
        self._kept = base / "kept"
        self._base.mkdir(parents=True)
        scenario.prepare(self._base)
        shutil.copytree(self._base, self._kept, symlinks=True)
        self.before = self._read()
        told, self.labels = self._child(Fate.KILLED, None)
        if told is None or told.code != 0:
            raise AssertionError(f"{scenario.name} does not even run: {told}")
        self._judged: dict[tuple[str, bool], list[str]] = {}
        self.after, codes = self._read()
        if codes or (self.before[1] - scenario.unfinished):
            raise AssertionError(f"{scenario.name} is not sound at rest: {self.before[1]} {codes}")
        if self.after == self.before[0]:
            raise AssertionError(f"{scenario.name} changes nothing that is read")

    def points(self, fate: Fate) -> list[int]:
        """The points at which this fate is worth trying."""
        if fate is Fate.BROKEN:
            return [number for number, label in enumerate(self.labels) if label.startswith("fsync ")]
        numbers = list(range(len(self.labels)))
        if fate not in FAULTS:
            numbers.append(len(self.labels))
        if self.scenario.stride > 1:
            numbers = [n for n in numbers if not self._repeats(n) or n % self.scenario.stride == 0]
        return numbers

    def _repeats(self, number: int) -> bool:
        return number < len(self.labels) and (
            ".next-" in self.labels[number] or ".parchemin/" in self.labels[number]
        )

    def problems(self, fate: Fate, number: int) -> list[str]:
        """Stop the command there, and say what is wrong afterwards, in sentences."""
        where = self.labels[number] if number < len(self.labels) else "the end"
        return [
            f"{self.scenario.name}, {fate} at {number} ({where}): {what}"
            for what in self._judge(fate, number)
        ]

    # --- one try

    def _judge(self, fate: Fate, number: int) -> Iterator[str]:
        self._put_back()
        told, _ = self._child(fate, number)
        if fate in FAULTS:
            if told is None:
                yield "the process ended by itself"
                return
            yield from _well_said(told)
        elif told is not None:
            yield f"the point was not reached (exit {told.code})"
            return
        reported = number == len(self.labels) or (told is not None and told.code == 0)
        key = self._fingerprint(), reported
        if key not in self._judged:
            self._judged[key] = [*self._afterwards(reported and self.scenario.lasting)]
        yield from self._judged[key]

    def _afterwards(self, reported: bool) -> Iterator[str]:
        """What is wrong with the state that lies there, and with what comes of it. Changes it."""
        yield from self._look(reported)
        yield from self._strays()
        again = self.scenario.again or self.scenario.act
        told = in_child(lambda: again(self._base))
        if (
            told is None
            or told.trace
            or (told.code != 0 and not (self.scenario.already and self.scenario.already in told.output))
        ):
            yield f"the next run does not finish: {told}"
            return
        found, codes = self._read()
        if codes:
            yield f"after the next run: {sorted(codes)}"
        if found != self.after:
            yield f"after the next run: {_differences(self.after, found)}"
        if self.scenario.swept:
            yield from self._debris()

    def _look(self, reported: bool) -> Iterator[str]:
        found, codes = self._read()
        if unexpected := codes - self.scenario.unfinished:
            yield f"cannot be read: {sorted(unexpected)}"
            return
        if codes and reported:
            yield f"reported as done, and unfinished: {sorted(codes)}"
        elif reported and found != self.after:
            yield f"reported as done, and {_differences(self.after, found)}"
        for fact in sorted({*found, *self.before[0], *self.after}):
            low, high = sorted((self.before[0][fact], self.after[fact]))
            if not low <= found[fact] <= high:
                yield f"{found[fact]} times {fact!r} instead of {low} to {high}"

    def _fingerprint(self) -> str:
        """The same for what is the same on the disk: what comes of it needs to be tried once."""
        digest = hashlib.sha256(repr(sorted(self.scenario.outside().items())).encode())
        for path in sorted(self._base.rglob("*")):
            name = _PROCESS.sub("", path.relative_to(self._base).as_posix())
            data = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
            digest.update(repr((name, data)).encode())
        return digest.hexdigest()

    def _read(self) -> tuple[Facts, set[str]]:
        facts, codes = self.scenario.read(self._base)
        facts.update(self.scenario.outside())
        return facts, codes - self.scenario.besides

    def _strays(self) -> Iterator[str]:
        """Hidden files that were not there before, and that git would take in."""
        kept = {path.relative_to(self._kept).as_posix() for path in self._kept.rglob("*")}
        for path in sorted(self._base.rglob("*")):
            name = path.relative_to(self._base).as_posix()
            hidden = any(part.startswith(".") for part in Path(name).parts)
            meant = path.name in (".protection.json", ".gitattributes")
            if name in kept or not hidden or meant or path.is_dir() or "/.git/" in name or ".git/" in name:
                continue
            inside = name.partition("/")[2]
            if name.startswith("site/") and not _IGNORED.match_file(inside):
                yield f"git would take in {name}"

    def _debris(self) -> Iterator[str]:
        for path in sorted(self._base.rglob(".*")):
            if path.name.startswith((".parchemin-", ".site.")) and "/.git/" not in str(path):
                yield f"{path.relative_to(self._base)} still lies there"

    def _put_back(self) -> None:
        shutil.rmtree(self._base)
        shutil.copytree(self._kept, self._base, symlinks=True)
        shutil.rmtree(self._base.with_name(f"{self._base.name}.graves"), ignore_errors=True)
        self.scenario.reset()

    def _child(self, fate: Fate, number: int | None) -> tuple[Told | None, list[str]]:
        labels: list[str] = []

        def run() -> Told:
            watch = Watch(self._base, fate, number)
            watch.install()
            _draw_alike()
            told = self.scenario.act(self._base)
            watch.end()
            labels.extend(watch.labels)
            return told

        with _forked(run, labels) as answer:
            return answer


_IGNORED: Final = GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text().splitlines())


def in_child(run: Callable[[], Told]) -> Told | None:
    """Run in a forked child; None where it died at its point."""
    with _forked(run, []) as (told, _):
        return told


@contextlib.contextmanager
def _forked(run: Callable[[], Told], labels: list[str]) -> Iterator[tuple[Told | None, list[str]]]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            told = run()
        except BaseException:
            told = Told(1, "", traceback.format_exc())
        try:
            from tests.crash.disk import REAL

            data = json.dumps([told.code, told.output, told.trace, labels]).encode()
            while data:
                data = data[REAL.write(writing, data) :]
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == DIED and not data:
        yield None, []
        return
    if code != 0 or not data:
        raise AssertionError(f"the child ended with {code}")
    ended, output, trace, told_labels = json.loads(data)
    yield Told(ended, output, trace), told_labels


def _draw_alike() -> None:
    """Let the program draw the same codes and places each time, so that equal states look equal."""
    drawn = random.Random(20260901)
    secrets.token_bytes = drawn.randbytes  # type: ignore[assignment]
    secrets.token_hex = lambda size=32: drawn.randbytes(size).hex()  # type: ignore[misc]
    secrets.choice = drawn.choice


def _well_said(told: Told) -> Iterator[str]:
    if told.trace or "Traceback" in told.output:
        yield f"a traceback: {(told.trace or told.output).strip().splitlines()[-3:]}"
    elif told.code not in (0, 1):
        yield f"exit {told.code}: {told.output.strip()[-300:]}"
    elif told.code == 1 and "error:" not in told.output and "hint:" not in told.output:
        yield f"refused without saying why: {told.output.strip()[-300:]}"


def _differences(wanted: Facts, found: Facts) -> str:
    parts = [f"missing {fact} × {number}" for fact, number in sorted((wanted - found).items())]
    parts += [f"too much {fact} × {number}" for fact, number in sorted((found - wanted).items())]
    return "; ".join(parts[:6]) + (f" and {len(parts) - 6} more" if len(parts) > 6 else "")


if sys.platform != "linux":
    raise ImportError("the harness follows open files by /proc")
