"""Two clones of one school work at once, and meet by plain git.

A race is a list of acts drawn at random: who acts, what is done, when somebody commits and pulls. Conflicts are settled
as the documentation tells a person to; a conflict that it does not know is a failure. In the end both clones hold the
same, `check` finds nothing, whatever anybody was told was done is there, and every checkpoint that was ever signed lies
in the one log.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.transmissions import TransmissionStore
from generator.cli import main
from generator.issuing.book import open_book
from generator.logbook.reconciling import reconcile
from generator.trust.checkpoint import SignedCheckpoint
from generator.trust.strictjson import parse_object
from tests.conftest import ROOT as ROOT_FILES
from tests.crash.facts import whole_site
from tests.intake import desk as clerks
from tests.issuing.school import EDITION, School, ident
from tests.logbook.checkout import IDENTITY, begin_log, git

__all__ = ["Race", "World"]

START = datetime(2026, 8, 1, 9, tzinfo=UTC)
SIGNED = ("--demonstration",)
BOTH = "first-aid-both"
"""An edition that both may issue."""
_KEEP_THEIRS = ("candidates/ledger/credentials/", "candidates/transmissions/", "candidates/results/")
_DECIDED = ("--by", "Ada Exemple", "--note", "A note.", "--reason-class", "other")


class World:
    """A bare remote and two clones, made once and put back before each race."""

    def __init__(self, base: Path) -> None:
        self.base = base / "work"
        self._kept = base / "kept"
        self.base.mkdir(parents=True)
        self._make()
        shutil.copytree(self.base, self._kept, symlinks=True)

    def put_back(self) -> None:
        """As it was."""
        shutil.rmtree(self.base)
        shutil.copytree(self._kept, self.base, symlinks=True)

    def _make(self) -> None:
        school = School(self.base / "origin").build(8)
        course = school.read("content/courses/first-aid.yml")
        first = course["sessions"][0]
        course["sessions"] = [*(_earlier(first, year) for year in (2024, 2025)), first]
        school.write("content/courses/first-aid.yml", "course", course)
        shutil.copytree(ROOT_FILES / "content" / "mappings", school.root / "content" / "mappings")
        school.add_key()
        begin_log(school.root)
        school.edition({"awards": [{"candidate": ident(place)} for place in range(4)]})
        for name in (".gitignore", ".gitattributes"):
            shutil.copy(ROOT_FILES / name, school.root / name)
        git(self.base, "init", "--quiet", "--bare", "--initial-branch=main", str(self.base / "remote.git"))
        git(school.root, "init", "--quiet", "--initial-branch=main")
        git(school.root, "remote", "add", "origin", str(self.base / "remote.git"))
        first_clone = Clone("origin", school.root)
        first_clone.well("issue", EDITION, *SIGNED, "--at", "2026-07-20")
        school.edition({"awards": [{"candidate": ident(6)}, {"candidate": ident(7)}]}, BOTH)
        for name, place in (("a", 4), ("b", 5)):
            school.edition({"awards": [{"candidate": ident(place)}]}, f"first-aid-{name}")
        # Four rows whose birth dates are other than the candidates': a person has to decide about each.
        rows = [
            clerks.line(place, birth="05/05/1985", session="2025", date="20/06/2025") for place in range(4)
        ]
        (self.base / "doubt.csv").write_text("\r\n".join([clerks.HEAD, *rows, ""]))
        first_clone.transmit(self.base / "doubt.csv", "2025")
        first_clone.commit("begin")
        git(school.root, "push", "--quiet", "origin", "main")
        first_clone.well("log", "append", *SIGNED)
        for name in "ab":
            git(self.base, "clone", "--quiet", str(self.base / "remote.git"), name)
            for hook in (self.base / name / ".git" / "hooks").iterdir():
                hook.unlink()
        for number, places in enumerate(((0, 1), (2, 3))):
            lines = [clerks.line(place, session="2024", date="20/06/2024") for place in places]
            (self.base / f"results{number}.csv").write_text("\r\n".join([clerks.HEAD, *lines, ""]))


def _codes(batch: Path) -> set[str]:
    """The codes of a batch; none of another file."""
    if "/credentials/" not in batch.as_posix():
        return set()
    return {str(parse_object(line)["code"]) for line in batch.read_bytes().splitlines()}


def _earlier(session: dict[str, Any], year: int) -> dict[str, Any]:
    moved = {name: session[name].replace(year=year) for name in ("start", "end")}
    return {
        "id": str(year),
        **moved,
        "exam": {name: day.replace(year=year) for name, day in session["exam"].items()},
    }


@dataclass
class Clone:
    """One person's clone."""

    name: str
    root: Path
    sent: list[Path] = field(default_factory=list)

    def run(self, *words: str) -> Result:
        """A command line; bad news must be said without a trace."""
        clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        done = CliRunner().invoke(main, ["-C", str(self.root), *words], env={**clean, **IDENTITY})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f"{self.name}: {words}") from done.exception
        return done

    def well(self, *words: str) -> str:
        """A command that must be carried out."""
        done = self.run(*words)
        assert done.exit_code == 0, f"{self.name}: {words}: {done.output}"
        return done.output

    def transmit(self, path: Path, session: str) -> bool:
        """Import a file of results."""
        where = f"first-aid/{session}"
        words = ("--session", where, "--sender", "A platform", "--received", "2026-07-01")
        return self.run("results", "import", str(path), *words).exit_code == 0

    def commit(self, message: str) -> None:
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "-m", message)


@dataclass
class Race:
    """One race in a world that was just put back. `said` is what people were told was done."""

    world: World
    seed: int
    said: Counter[str] = field(default_factory=Counter)
    signed: dict[int, SignedCheckpoint] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    clones: tuple[Clone, Clone] = field(init=False)
    clock: datetime = START

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.clones = Clone("a", self.world.base / "a"), Clone("b", self.world.base / "b")

    def go(self, steps: int = 10) -> list[str]:
        """Run it; what is wrong in the end, in sentences. `told` has what was done."""
        acts: list[Callable[[Clone], None]] = [
            self._change, self._change, self._supersede, self._issue, self._import, self._resolve, self._approve,
            self._register, self._append, self.meet,
        ]  # fmt: skip
        for _ in range(steps):
            clone = self.chance.choice(self.clones)
            # Sometimes two things happen in one second.
            self.clock += timedelta(seconds=self.chance.choice((0, 1, 90)))
            act = self.chance.choice(acts)
            self.told.append(f"{clone.name}: {act.__name__.strip('_')}")
            act(clone)
        for clone in (*self.clones, self.clones[0]):
            self.meet(clone)
        self.clones[0].well("log", "append", *SIGNED)
        self.meet(self.clones[1])
        return list(self._wrong())

    # --- what people do

    @property
    def _at(self) -> str:
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _did(self, done: Result, fact: str) -> bool:
        assert done.exit_code in (0, 1), done.output
        if done.exit_code == 0:
            self.said[fact] += 1
        return done.exit_code == 0

    def _code(self, clone: Clone) -> str:
        return self.chance.choice(sorted(open_book(Ledger(clone.root)).issued))

    def _change(self, clone: Clone) -> None:
        kind, code = self.chance.choice(("revoke", "reinstate", "withdraw")), self._code(clone)
        done = clone.run(kind, code, *_DECIDED, *SIGNED, "--at", self._at)
        self._did(done, f"{kind} {code}")

    def _supersede(self, clone: Clone) -> None:
        # Two people who replace the same diploma have to speak to each other; that is tried apart.
        book = open_book(Ledger(clone.root))
        mine = [
            item.code for item in book.issued.values() if int(item.candidate[-4:]) % 2 == (clone.name == "b")
        ]
        if mine:
            code = self.chance.choice(sorted(mine))
            done = clone.run("supersede", code, *_DECIDED, *SIGNED, "--at", self._at)
            self._did(done, f"supersede {code}")

    def _issue(self, clone: Clone) -> None:
        name = self.chance.choice((f"first-aid-{clone.name}", BOTH))
        self._did(clone.run("issue", name, *SIGNED, "--at", self._at), f"issue {name}")

    def _import(self, clone: Clone) -> None:
        path = self.world.base / f"results{self.chance.randrange(2)}.csv"
        if clone.transmit(path, "2024"):
            clone.sent.append(path)
            clone.well("reconcile", "first-aid/2024")

    def _resolve(self, clone: Clone) -> None:
        store = TransmissionStore(clone.root)
        found = store.in_force("first-aid", "2025")
        assert found is not None
        row = self.chance.choice(found.rows)
        said = ("--nobody",) if self.chance.random() < 0.5 else ("--match", ident(int(row.certificate[-4:])))
        words = ("resolve", "first-aid/2025", row.who, *said, "--by", clone.name, "--reason", "Seen.")
        done = clone.run(*words, "--date", "2026-08-01")
        self._did(done, f"resolution {row.who} {'reject' if said == ('--nobody',) else 'match'}")

    def _approve(self, clone: Clone) -> None:
        name = f"{clone.name.upper()} Exemple {self.chance.randrange(100)}"
        done = clone.run("approve", BOTH, "--by", name, "--role", "Head", "--date", "2026-07-15")
        self._did(done, f"approved by {name}")

    def _register(self, clone: Clone) -> None:
        name = f"Nour Exemple {self.seed} {sum(self.said.values())}"
        self._did(
            clone.run("new", "candidate", "--name", name, "--programme", "first-aid"), f"candidate {name}"
        )

    def _append(self, clone: Clone) -> None:
        clone.commit("work")
        clone.run("log", "append", *SIGNED)
        self._remember(clone)

    def _remember(self, clone: Clone) -> None:
        """Every checkpoint that was signed, whether or not it was pushed."""
        for size, signed in LogStore(clone.root).load().checkpoints.items():
            known = self.signed.setdefault(size, signed)
            assert known.root == signed.root, f"the log forked at {size} leaves"

    # --- how they meet

    def meet(self, clone: Clone) -> None:
        """Commit, pull, settle what is in conflict, push."""
        clone.commit("work")
        pulled = subprocess.run(
            ["git", "-C", str(clone.root), "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **IDENTITY},
        )
        conflicts = git(clone.root, "diff", "--name-only", "--diff-filter=U").split()
        assert bool(conflicts) == (pulled.returncode != 0), pulled.stderr
        for path in conflicts:
            self._reconcile(clone, path)
        if conflicts:
            clone.commit("merge")
        clone.well("settle", "school", *SIGNED, "--at", self._at)
        for path in conflicts:
            self._complete(clone, path)
        clone.commit("settled")
        _, codes = whole_site(clone.root)
        assert codes <= {"L351"}, f"{clone.name} after meeting: {codes}"
        git(clone.root, "push", "--quiet", "origin", "HEAD:main")
        self._remember(clone)

    def _reconcile(self, clone: Clone, path: str) -> None:
        """What a person does about one file."""
        self.told.append(f"{clone.name}: conflict in {path}")
        if path.startswith(_KEEP_THEIRS):
            ours = _codes(clone.root / path)
            git(clone.root, "checkout", "--theirs", "--", path)
            self._withdraw(clone, ours - _codes(clone.root / path))
        elif path.startswith("candidates/editions/"):
            # Two lines side by side, each an approval: both stay.
            text = (clone.root / path).read_text().split("\n")
            marks = ("<<<<<<< ", "=======", ">>>>>>> ")
            (clone.root / path).write_text("\n".join(line for line in text if not line.startswith(marks)))
        else:
            assert path.startswith("candidates/ledger/status/"), f"a conflict in {path}"

    def _withdraw(self, clone: Clone, codes: set[str]) -> None:
        """Take away what was done with diplomas of the side that was not kept: acts, and what replaced them."""
        acts = sorted((clone.root / "candidates/ledger/acts").glob("*.jsonl"))
        for path in acts:
            lines = [parse_object(line) for line in path.read_bytes().splitlines()]
            if codes & {str(line["code"]) for line in lines}:
                path.unlink()
                replacements = {str(line["replacement"]) for line in lines if line.get("replacement")}
                for batch in (clone.root / "candidates/ledger/credentials").glob("*.jsonl"):
                    if replacements & _codes(batch):
                        batch.unlink()
                        self._withdraw(clone, replacements)

    def _complete(self, clone: Clone, path: str) -> None:
        """Do again what the side that was not kept had done."""
        if path.startswith("candidates/ledger/credentials/"):
            clone.well("issue", Path(path).name.partition(".")[0], *SIGNED, "--at", self._at)
        elif path.startswith("candidates/transmissions/"):
            for file in clone.sent:
                assert clone.transmit(file, "2024")
            clone.well("reconcile", "first-aid/2024")
        elif path.startswith("candidates/results/"):
            clone.well("reconcile", "first-aid/2024")

    # --- the end

    def _wrong(self) -> Iterator[str]:
        one, other = (git(clone.root, "rev-parse", "HEAD^{tree}") for clone in self.clones)
        if one != other:
            yield "the two clones hold different trees"
        root = self.clones[1].root
        found, codes = whole_site(root)
        if codes:
            yield f"check finds {sorted(codes)}"
        text = "\n".join(found)
        book, log = open_book(Ledger(root)), LogStore(root).load()
        acts = Counter(f"{act.act} {code}" for code, made in book.acts.items() for act in made)
        for fact in self.said:
            kind, _, rest = fact.partition(" ")
            if kind in ("revoke", "reinstate", "withdraw", "supersede"):
                # Saying again what is so already is no act; and of a diplomas's twin that was not kept there is none.
                if rest in book.issued and not acts[fact]:
                    yield f"lost: {fact}"
            elif kind == "issue":
                yield from self._issued_once(rest)
            elif rest not in text:
                yield f"lost: {fact}"
        for size, signed in self.signed.items():
            if log.tree.root(size) != signed.root:
                yield f"the log does not continue what was signed at {size} leaves"
        done = reconcile(log, LogStore(root), Ledger(root))
        if done.alarms or done.missing:
            yield f"the log: {done.alarms} {done.missing}"

    def _issued_once(self, edition: str) -> Iterator[str]:
        book = open_book(Ledger(self.clones[1].root))
        ordinary = Counter(
            item.candidate
            for item in book.issued.values()
            if item.edition == edition and not item.replacement
        )
        if not ordinary or set(ordinary.values()) != {1}:
            yield f"{edition} was issued {dict(ordinary)}"
