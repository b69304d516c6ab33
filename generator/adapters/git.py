"""Git, by its command: which branch this is, what is not committed, commit, push.

Nothing is ever forced, and output that programs read is asked for in forms made for them (``-z``, ``--porcelain``).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import ParcheminError

__all__ = [
    "Change",
    "Commit",
    "Git",
    "GitError",
    "Introduced",
    "LineOrigin",
    "Listed",
    "Past",
    "PushRefusedError",
]

_BLAMED = re.compile(r"[0-9a-f]{40,64} [0-9]+ [0-9]+")
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
"""No question that nobody would answer, and messages in one language."""


class GitError(ParcheminError):
    """Git is missing, this is no working tree, or git refused what was asked."""


class PushRefusedError(GitError):
    """The remote branch has moved meanwhile, or may not be pushed to. Nothing was changed there."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file as one commit left it: `blob` is None where it was deleted. `seconds` since 1970 is the committer's date.

    `horizon`: the commit is the oldest of a shallow clone, which shows files as new that may be older.
    """

    seconds: int
    path: str
    blob: str | None
    horizon: bool


@dataclass(frozen=True, slots=True)
class Introduced:
    """The commit that brought a file: who made it, and its committer's date in seconds since 1970."""

    commit: str
    author: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Past:
    """What brought each file of a folder, which were edited since, and all commits by their id, the oldest first."""

    brought: Mapping[str, Introduced]
    edited: frozenset[str]
    commits: Mapping[str, Introduced]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a commit. `mode` is git's: ``100644``, ``100755``, ``120000`` (a link), ``160000`` (a submodule)."""

    mode: str
    blob: str
    path: str


@dataclass(frozen=True, slots=True)
class LineOrigin:
    """Where a line of a file comes from: the commit (None: not committed) and the file's name in it, from the top of
    the repository."""

    commit: str | None
    path: str


@dataclass(frozen=True, slots=True)
class Commit:
    """Who made a commit, and whether it is signed.

    `author` and `email` are as the commit says, whatever a .mailmap makes of them. `signature` is git's letter
    (``G`` is good and trusted, ``N`` none; see `git log`, "%G?"), `key` the fingerprint of the key, empty without.
    """

    id: str
    author: str
    email: str
    signature: str
    key: str


class Git:
    """The working tree that holds `root`, and its remote."""

    def __init__(self, root: Path, *, remote: str = "origin") -> None:
        self.root = root
        self.remote = remote

    def branch(self) -> str | None:
        """The branch that is checked out, None where HEAD is detached."""
        return self._ask("symbolic-ref", "--quiet", "--short", "HEAD")

    def has_remote(self) -> bool:
        """Whether the remote is configured."""
        return self.remote in self._run("remote").split()

    def default_branch(self) -> str:
        """The branch that the remote's HEAD names, which everyone gets who clones it."""
        listed = self._ask("ls-remote", "--symref", self.remote, "HEAD") or ""
        for line in listed.splitlines():
            target, _, name = line.partition("\t")
            if name == "HEAD" and target.startswith("ref: refs/heads/"):
                return target.removeprefix("ref: refs/heads/")
        known = self._ask("symbolic-ref", "--quiet", "--short", f"refs/remotes/{self.remote}/HEAD")
        if known is not None:
            return known.removeprefix(f"{self.remote}/")
        raise GitError(
            f"{self.remote} does not say which branch is its default", hint="Name it with --branch NAME."
        )

    def head(self) -> str | None:
        """The commit that is checked out, None before the first."""
        return self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")

    def changed(self, *paths: str) -> tuple[str, ...]:
        """Files below `paths` that differ from the last commit, untracked ones included."""
        listed = self._run(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *paths
        )
        return tuple(entry[3:] for entry in listed.split("\0") if entry)

    def removed(self, *paths: str) -> tuple[str, ...]:
        """Files below `paths` that some commit took away, and that have not come back, in the order of their names."""
        form = ("-m", "--relative", "--diff-filter=D", "--no-renames", "--format=", "--name-only", "-z")
        listed = self._run("log", *form, "--", *paths)
        gone = {name.strip() for name in listed.split("\0")} - {""}
        return tuple(sorted(name for name in gone if not (self.root / name).exists()))

    def tracks(self, path: str) -> bool:
        """Whether git has something at or below `path`, which is told as any pathspec is."""
        return bool(self._run("ls-files", "-z", "--", path))

    def ignores(self, path: Path) -> bool:
        """Whether the folder that is or will be at `path` can never be committed: git ignores it, or it lies in no
        working tree."""
        if self._call("rev-parse", "--is-inside-work-tree").stdout.strip() != "true":
            return True
        return self._succeeds("check-ignore", "--quiet", "--no-index", "--", f"{path}/")

    def resolve(self, revision: str) -> str | None:
        """The commit that a revision names, None where there is none."""
        return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")

    def from_top(self) -> str:
        """The root within its working tree: nothing, or a path that ends in a slash."""
        return self._run("rev-parse", "--show-prefix")

    def listing(self, commit: str, *paths: str) -> tuple[Listed, ...]:
        """Every file below `paths` in a commit, by its path from the root."""
        prefix = self.from_top()
        told = self._run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *(prefix + one for one in paths))
        found = []
        for entry in told.split("\0"):
            head, tab, path = entry.partition("\t")
            if tab:
                mode, _, blob = head.split(" ")
                found.append(Listed(mode, blob, path.removeprefix(prefix)))
        return tuple(found)

    def fetch(self, branch: str) -> str | None:
        """Learn where the remote branch is; returns its commit, None where it does not exist yet."""
        if not self._run("ls-remote", "--heads", self.remote, f"refs/heads/{branch}"):
            return None
        self._run("fetch", "--quiet", "--no-tags", self.remote, f"refs/heads/{branch}")
        return self._run("rev-parse", "--verify", "FETCH_HEAD^{commit}")

    def commit(self, message: str, paths: Sequence[str]) -> str | None:
        """Commit everything below `paths`, and nothing else; returns the commit, None where nothing had changed."""
        self._run("add", "--all", "--", *paths)
        if not self.changed(*paths):
            return None
        self._run("commit", "--quiet", "--message", message, "--", *paths)
        return self.head()

    def push(self, branch: str) -> None:
        """Push HEAD to `branch`, never by force. Raises `PushRefusedError`."""
        done = self._call("push", "--porcelain", self.remote, f"HEAD:refs/heads/{branch}")
        if done.returncode != 0:
            raise PushRefusedError(
                f"{self.remote} refused the push to {branch}",
                hint=_last_line(done.stderr) or _last_line(done.stdout),
            )

    def line_origins(self, path: str) -> tuple[LineOrigin, ...]:
        """Where each line of the file at `path` (below the root) comes from, as it lies in the working tree."""
        # Neither a list of commits to pass over nor a replaced commit may change who wrote a line.
        asked = ("-c", "blame.ignoreRevsFile=", "-c", "core.quotePath=false", "blame", "--line-porcelain")
        told = self._run("--no-replace-objects", *asked, "--", path)
        origins, commit, name = [], "", ""
        for line in told.split("\n"):
            if line.startswith("\t"):
                origins.append(LineOrigin(commit if commit.strip("0") else None, name))
            elif line.startswith("filename "):
                name = line.removeprefix("filename ")
            elif _BLAMED.match(line):
                commit = line.partition(" ")[0]
        return tuple(origins)

    def about(self, commit: str) -> Commit:
        """Who made a commit, and whether it is signed."""
        told = self._run(
            "--no-replace-objects",
            "log",
            "-1",
            "--no-show-signature",
            "--format=%H%x00%an%x00%ae%x00%G?%x00%GF",
            commit,
        )
        return Commit(*told.split("\0"))

    def file_at(self, commit: str, path: str) -> bytes:
        """A file as it was in a commit; `path` counts from the top of the repository."""
        told = self._run("--no-replace-objects", "show", f"{commit}:{path}")
        return told.encode("utf-8", "surrogateescape")

    def follows(self, later: str, earlier: str) -> bool:
        """Whether `later` has `earlier` in its past, or is the same commit."""
        return self._succeeds("merge-base", "--is-ancestor", earlier, later)

    def cut_off(self) -> frozenset[str]:
        """The commits at which a shallow clone ends: what they say of lines may be older than they are."""
        if not self.is_shallow():
            return frozenset()
        place = self.root / self._run("rev-parse", "--git-path", "shallow")
        return frozenset(place.read_text(encoding="ascii").split())

    def person(self) -> str | None:
        """The name under which this person commits, None where it is not set."""
        return self._ask("config", "user.name")

    def undo(self, commit: str) -> None:
        """Take back commits made since `commit`, and what they changed; changes of anything else stay."""
        self._run("reset", "--quiet", "--keep", commit)

    def committed(self) -> int | None:
        """The committer's date of HEAD in seconds since 1970, None before the first commit."""
        told = self._ask("log", "-1", "--format=%ct")
        return int(told) if told and told.isdecimal() else None

    def upstream(self) -> tuple[str, int, int] | None:
        """The branch that this one follows, as it was last seen: its name, how many commits are only here, and how many
        only there. None where it follows none."""
        name = self._ask("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
        told = self._ask("rev-list", "--left-right", "--count", "HEAD...@{upstream}")
        if name is None or told is None:
            return None
        ahead, behind = told.split()
        return name, int(ahead), int(behind)

    def is_shallow(self) -> bool:
        """Whether the clone lacks the commits before some point."""
        return self._run("rev-parse", "--is-shallow-repository") == "true"

    def history(self, folder: str) -> tuple[Change, ...]:
        """Every change of the files below `folder` along the first parents, the oldest first.

        Paths are relative to `root`. A merge counts as one change against the line that it was merged into. Raises
        `GitError` outside a repository and before its first commit.
        """
        shallow = self.is_shallow()
        raw = ("--raw", "-z", "--no-abbrev", "--no-renames")
        form = ("--first-parent", "-m", *raw, "--reverse", "--relative")
        listed = self._run("log", *form, "--format=%x01%ct %P", "--", folder)
        return tuple(
            change for commit in listed.split("\1")[1:] for change in _changes(commit, shallow=shallow)
        )

    def past(self, folder: str) -> Past:
        """What brought and edited the files below `folder`: one pass over the history. A file that was taken away
        and came back has the commit of the last time."""
        asked = ("--reverse", "--diff-filter=AMT", "--no-renames", "--name-status", "-z", "--relative")
        commits: dict[str, Introduced] = {}
        brought: dict[str, Introduced] = {}
        edited: set[str] = set()
        for chunk in self._run("log", *asked, "--format=%x01%H%x00%an%x00%ct", "--", folder).split("\1")[1:]:
            commit, author, seconds, *named = chunk.split("\0")
            commits[commit] = made = Introduced(commit, author, int(seconds))
            for status, path in zip(named[0::2], named[1::2], strict=False):
                if status.strip() == "A":
                    brought[path] = made
                    edited.discard(path)
                else:
                    edited.add(path)
        return Past(brought, frozenset(edited), commits)

    def blobs(self, names: Sequence[str]) -> dict[str, bytes]:
        """The contents of blobs, by one process for all."""
        if not names:
            return {}
        done = subprocess.run(
            ["git", "-C", str(self.root), "cat-file", "--batch"],
            input="".join(f"{name}\n" for name in names).encode(),
            capture_output=True,
            check=False,
            env={**os.environ, **_ENVIRONMENT},
        )
        found: dict[str, bytes] = {}
        rest = done.stdout
        while rest:
            head, _, rest = rest.partition(b"\n")
            name, _, size = head.decode().partition(" blob ")
            if not size.isdigit():
                raise GitError(f"git cat-file failed: {head.decode(errors='replace')}")
            found[name], rest = rest[: int(size)], rest[int(size) + 1 :]
        if len(found) != len(set(names)):
            raise GitError("git cat-file failed: objects are missing")
        return found

    def _run(self, *words: str) -> str:
        done = self._call(*words)
        if done.returncode != 0:
            raise GitError(f"git {_command(words)} failed: {_last_line(done.stderr) or done.returncode}")
        return done.stdout.rstrip("\n")

    def _ask(self, *words: str) -> str | None:
        done = self._call(*words)
        return done.stdout.rstrip("\n") or None if done.returncode == 0 else None

    def _succeeds(self, *words: str) -> bool:
        return self._call(*words).returncode == 0

    def _call(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", "-C", str(self.root), *words],
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **_ENVIRONMENT},
            )
        except FileNotFoundError:
            raise GitError("git is not installed, or not on the PATH") from None


def _command(words: Sequence[str]) -> str:
    """The command among the words of a call, behind git's own options."""
    return next((word for word in words if not word.startswith("-") and "=" not in word), words[0])


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("hint:")]
    return lines[-1].strip() if lines else ""


def _changes(commit: str, *, shallow: bool) -> Iterator[Change]:
    """The changes of one commit, as ``git log --raw -z`` writes them: ``:mode mode blob blob STATUS NUL path NUL``."""
    head, *fields = commit.split("\0")
    seconds, _, parents = head.partition(" ")
    for entry, path in zip(fields[0::2], fields[1::2], strict=False):
        parts = entry.strip().split(" ")
        if len(parts) == 5 and parts[0].startswith(":"):
            blob = None if parts[4] == "D" else parts[3]
            yield Change(int(seconds), path, blob, shallow and not parents.strip())
