"""The repository: what is committed, pushed and there at all; templates that an upgrade has left behind; and texts of a
model that nobody has written yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator import __version__
from generator.adapters.git import Git, GitError
from generator.adapters.overrides import State, overrides
from generator.adapters.upgrading import upgrades
from generator.checkup.check import Check, Desk
from generator.errors import Diagnostic
from generator.records.placeholder import placeholders

__all__ = ["repository_checks"]

_LEDGERS = ("candidates/ledger", "candidates/mail")
_LOCKS = ".lock"


def repository_checks(desk: Desk) -> Iterator[Check]:
    """Look at git, at the templates, and at what is still to be written."""
    yield _git(desk)
    yield _templates(desk)
    yield _version(desk)
    yield _texts(desk.root)


def _git(desk: Desk) -> Check:
    git = Git(desk.root)
    try:
        if git.head() is None:
            raise GitError("nothing was ever committed here")
    except GitError as error:
        problem = Diagnostic(
            ".",
            0,
            0,
            "D301",
            f"no history: {error}",
            "git init, then commit: the ledger is only safe in git.",
        )
        return Check("git", "no repository, or no commit yet", (problem,))
    upstream = git.upstream()
    problems = [*_uncommitted(git), *_unpushed(git, upstream)]
    if git.is_shallow():
        hint = "git fetch --unshallow; in a workflow, fetch-depth: 0."
        problems.append(Diagnostic(".", 0, 0, "D304W", "git has only the newest commits here", hint))
    where = f"follows {upstream[0]}" if upstream else "follows nothing"
    return Check("git", f"branch {git.branch() or '(none)'}, {where}", tuple(problems))


def _uncommitted(git: Git) -> Iterator[Diagnostic]:
    ledgers = [name for name in git.changed(*_LEDGERS) if not name.endswith(_LOCKS)]
    others = [name for name in git.changed("content", "candidates") if name not in ledgers]
    others = [name for name in others if not name.endswith(_LOCKS)]
    if ledgers:
        hint = "Commit and push them now: this disk holds the only copy."
        yield Diagnostic(
            ledgers[0], 0, 0, "D302", f"what was signed or sent is not committed{_more(ledgers)}", hint
        )
    if others:
        message = f"records are not committed{_more(others)}"
        yield Diagnostic(others[0], 0, 0, "D303W", message, "Commit them, or put them back.")


def _more(names: list[str]) -> str:
    return f" (and {len(names) - 1} more)" if len(names) > 1 else ""


def _unpushed(git: Git, upstream: tuple[str, int, int] | None) -> Iterator[Diagnostic]:
    if upstream is None:
        hint = "git push --set-upstream origin BRANCH. Until then this disk holds the only copy."
        yield Diagnostic(".", 0, 0, "D305W", "this branch follows none elsewhere", hint)
        return
    name, ahead, behind = upstream
    if ahead:
        yield Diagnostic(".", 0, 0, "D306W", f"{_commits(ahead)} not on {name}", "git push")
    if behind:
        yield Diagnostic(".", 0, 0, "D307W", f"{_commits(behind)} of {name} not here", "git pull --ff-only")


def _commits(number: int) -> str:
    return "one commit is" if number == 1 else f"{number} commits are"


def _version(desk: Desk) -> Check:
    waiting = upgrades(desk.root)
    said = f"Parchemin {__version__}, format {desk.tree.site.format}"
    if not waiting:
        return Check("version", said)
    number = "one file is" if len(waiting) == 1 else f"{len(waiting)} files are"
    message = f"{number} not as this version wants them ({waiting[0].path}: {waiting[0].why})"
    hint = "parchemin upgrade --dry-run shows all of them; without, it changes them."
    return Check("version", said, (Diagnostic(waiting[0].path, 0, 0, "D309W", message, hint),))


def _templates(desk: Desk) -> Check:
    mine = overrides(desk.root)
    hint = "Look at both (parchemin templates diff), take over what is new, and copy it again."
    old = tuple(
        Diagnostic(
            f"site_templates/{one.name}",
            0,
            0,
            "D308W",
            "the template that this was copied from has changed",
            hint,
        )
        for one in mine
        if one.state is State.OUTDATED
    )
    noun = "one template" if len(mine) == 1 else f"{len(mine)} templates"
    return Check("templates", f"{noun} of the site's own" if mine else "all of them Parchemin's", old)


def _texts(root: Path) -> Check:
    """Everyone reads these on the site."""
    content = root / "content"
    files = sorted([*content.rglob("*.yml"), *content.glob("pages/*/*.md")])
    left = {path: lines for path in files if path.is_file() and (lines := placeholders(path.read_bytes()))}
    if not left:
        return Check("texts", "none left to be written")
    problems = []
    for path, lines in left.items():
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
        message, hint = (
            f"{where} still to be written",
            "The site shows it as it stands: write it, or take it out.",
        )
        problems.append(Diagnostic(path.relative_to(root).as_posix(), lines[0], 0, "D310W", message, hint))
    number = sum(len(lines) for lines in left.values())
    said = "one line to be written" if number == 1 else f"{number} lines to be written"
    return Check("texts", said, tuple(problems))
