"""A program that is killed, two programs at once, two clones at once: nobody gets a message twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from generator.adapters.git import Git
from generator.adapters.mailledger import MailLedger
from generator.errors import LedgerError
from generator.mailing.turn import Turn, TurnRefusedError
from tests.issuing.school import ident
from tests.logbook.checkout import IDENTITY, git
from tests.mailing.conftest import Run
from tests.mailing.office import EXAM_DAY, Office, Post, running

PARCHEMIN = str(Path(sys.executable).parent / "parchemin")


def clean(post: Post, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PARCHEMIN_", "SOURCE_DATE"))
    }
    return {
        **kept,
        **IDENTITY,
        "PARCHEMIN_SMTP_HOST": "127.0.0.1",
        "PARCHEMIN_SMTP_PORT": str(post.port),
        "PARCHEMIN_SMTP_TLS": "none",
        **more,
    }


def begin(root: Path, post: Post, *more: str, day: str = EXAM_DAY) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PARCHEMIN, "-C", str(root), "mail", "send", "--yes", "--at", day, *more],
        env=clean(post),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


class Killer:
    """Kills the sending process with the signal that nothing can catch."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.known = threading.Event()

    def __call__(self) -> None:
        self.known.wait(20)
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


@pytest.mark.parametrize("moment", ["recipient", "lost", "taken"])
def test_a_program_killed_while_a_message_is_under_way_does_not_send_it_again(
    started: Office, run: Run, moment: str
) -> None:
    started.mail(transport="smtp")
    killer = Killer()
    armed = threading.Event()
    armed.set()

    def strike() -> None:
        if armed.is_set():
            armed.clear()
            killer()

    def at_recipient(address: str) -> str:
        if "secret-1" in address and moment == "recipient":
            strike()
        return "250 Ok"

    def at_answer(count: int) -> str | None:
        if count == 2 and moment != "recipient":
            first = armed.is_set()
            strike()  # the server has the text, and the answer reaches nobody
            return None if first and moment == "lost" else "250 Ok"
        return "250 Ok"

    post = Post(rcpt=at_recipient, data=at_answer)
    with running(post):
        killer.process = begin(started.root, post, "--without-git")
        killer.known.set()
        assert killer.process.wait(30) == -signal.SIGKILL
        env = clean(post)
        # The run that did not end is for a person to close, and nothing leaves before.
        refused = run("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY, env=env)
        assert refused.exit_code == 1
        assert "M511" in refused.output
        plan = run("mail", "plan", "--date", EXAM_DAY)
        assert plan.exit_code == 1
        assert f"{ident(1)}/exam-opens/first-aid/2026 was sent" in plan.output
        name = next(word for word in plan.output.split() if word.startswith(f"{EXAM_DAY}."))
        closed = run(
            "mail", "close", name, "--reason", "La machine s’est arrêtée.", "--at", f"{EXAM_DAY}T08:00:00Z"
        )
        assert closed.exit_code == 0, closed.output
        for day in (f"{EXAM_DAY}T09:00:00Z", f"{EXAM_DAY}T10:00:00Z"):
            assert run("mail", "send", "--yes", "--without-git", "--at", day, env=env).exit_code == 0
    got = Counter(one.recipients[0] for one in post.received)
    assert got["secret-0@example.org"] == got["secret-2@example.org"] == 1
    assert got["secret-1@example.org"] == (1 if moment == "taken" else 0)


def test_the_intention_is_on_the_disk_before_the_server_hears_of_the_message(
    started: Office, run: Run
) -> None:
    started.mail(transport="smtp")
    seen: list[int] = []

    def look(count: int) -> str:
        seen.append(sum('"t":"intend"' in line for line in started.lines()))
        return "250 Ok"

    post = Post(mail=look)
    with running(post):
        assert run("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY, env=clean(post)).exit_code == 0
    assert seen == [1, 2, 3]


def test_a_second_program_waits_outside(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    inside, leave = threading.Event(), threading.Event()

    def hold(count: int) -> str:
        inside.set()
        leave.wait(20)
        return "250 Ok"

    post = Post(mail=hold)
    with running(post):
        first = begin(started.root, post, "--without-git")
        assert inside.wait(20)
        second = run("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY, env=clean(post))
        assert second.exit_code == 1
        assert "another process is sending mail" in second.output
        leave.set()
        assert first.wait(30) == 0
    assert len(post.received) == 3


def test_a_full_disk_stops_the_run_before_the_message_leaves(
    started: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = MailLedger(started.root)
    from generator.outreach.entries import Accept, Run
    from generator.records.mail import MAIL_KINDS
    from tests.outreach.builders import at

    with ledger.writing(), ledger.begin(Run(at(EXAM_DAY), "0123abcd", MAIL_KINDS, "smtp")) as journal:
        monkeypatch.setattr("generator.adapters.mailledger.os.write", lambda descriptor, data: len(data) - 1)
        with pytest.raises(LedgerError):
            journal.add(Accept(at(EXAM_DAY), f"{ident(0)}/exam-opens/first-aid/2026"))


# --- Two clones


@pytest.fixture
def clones(started: Office, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A bare remote and two clones of a site that is ready to send."""
    started.mail(transport="smtp")
    started.settle_templates()
    (started.root / ".gitignore").write_text("/candidates/mail/.lock\n/.parchemin/\n")
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(started.root, "init", "--quiet", "--initial-branch=main")
    git(started.root, "add", "--all")
    git(started.root, "commit", "--quiet", "-m", "Ready")
    git(started.root, "remote", "add", "origin", str(remote))
    git(started.root, "push", "--quiet", "origin", "HEAD")
    for name in ("a", "b"):
        git(tmp_path, "clone", "--quiet", str(remote), str(tmp_path / name))
    return tmp_path / "a", tmp_path / "b", remote


def said(process: subprocess.Popen[str]) -> tuple[int, str]:
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def test_a_run_is_recorded_on_the_shared_branch(clones: tuple[Path, Path, Path]) -> None:
    a, b, remote = clones
    post = Post()
    with running(post):
        code, output = said(begin(a, post))
        assert code == 0, output
        assert len(post.received) == 3
        # Another clone is told to pull, and then has nothing to do.
        code, output = said(begin(b, post))
        assert (code, "M510" in output) == (1, True), output
        git(b, "pull", "--quiet", "--ff-only")
        code, output = said(begin(b, post))
        assert (code, "no message sent" in output) == (0, True), output
    assert len(post.received) == 3
    log = git(remote, "log", "--format=%s", "main").splitlines()
    assert log == ["Record a run of mail", "Begin a run of mail", "Ready"]
    assert "secret-" not in git(remote, "log", "-p", "-2", "main")
    assert git(a, "status", "--porcelain") == ""


def test_a_run_whose_record_was_deleted_and_committed_is_not_repeated(
    clones: tuple[Path, Path, Path],
) -> None:
    a, b, _ = clones
    post = Post()
    with running(post):
        assert said(begin(a, post))[0] == 0
        assert len(post.received) == 3
        git(a, "rm", "--quiet", "-r", "candidates/mail/runs")
        git(a, "commit", "--quiet", "-m", "Tidy up")
        git(a, "push", "--quiet", "origin", "HEAD")
        git(b, "pull", "--quiet", "--ff-only")
        for clone in (a, b):
            code, output = said(begin(clone, post))
            assert (code, "M510" in output, "taken away" in output) == (1, True, True), output
        git(a, "revert", "--no-edit", "HEAD")
        git(a, "push", "--quiet", "origin", "HEAD")
        code, output = said(begin(a, post))
        assert (code, "no message sent" in output) == (0, True), output
    assert len(post.received) == 3


def test_of_two_clones_that_send_at_the_same_moment_one_sends(clones: tuple[Path, Path, Path]) -> None:
    a, b, _ = clones
    post = Post(mail=lambda count: (time.sleep(0.2), "250 Ok")[1])
    with running(post):
        results = [said(one) for one in [begin(a, post), begin(b, post)]]
    assert sorted(code for code, _ in results) == [0, 1], results
    assert Counter(one.recipients[0] for one in post.received) == {
        f"secret-{n}@example.org": 1 for n in range(3)
    }


def test_what_was_read_before_a_pull_is_not_sent_after_it(clones: tuple[Path, Path, Path]) -> None:
    a, b, remote = clones
    turn = Turn(Git(a))
    place = turn.check()
    git(b, "commit", "--quiet", "--allow-empty", "-m", "A run that another clone made")
    git(b, "push", "--quiet", "origin", "HEAD")
    git(a, "pull", "--quiet", "--ff-only")
    with pytest.raises(TurnRefusedError):
        turn.take(a / "candidates/mail/runs/2026-06-16.00000000.jsonl", place)
    assert "Begin" not in git(remote, "log", "--format=%s", "main")


def test_while_one_clone_sends_another_that_pulls_is_told_to_wait(clones: tuple[Path, Path, Path]) -> None:
    a, b, _ = clones
    inside, leave = threading.Event(), threading.Event()

    def hold(count: int) -> str:
        inside.set()
        leave.wait(30)
        return "250 Ok"

    post = Post(mail=hold)
    with running(post):
        first = begin(a, post)
        assert inside.wait(30)
        git(b, "pull", "--quiet", "--ff-only")
        code, output = said(begin(b, post))
        assert code == 1
        assert "M511" in output
        leave.set()
        code, output = said(first)
        assert code == 0, output
    assert len(post.received) == 3


def test_mail_is_sent_from_the_default_branch_at_the_commit_that_everybody_has(
    clones: tuple[Path, Path, Path],
) -> None:
    a, _, _ = clones
    post = Post()
    with running(post):
        git(a, "checkout", "--quiet", "-b", "work")
        code, output = said(begin(a, post))
        assert (code, "mail is sent from main alone" in output) == (1, True), output
        git(a, "checkout", "--quiet", "main")
        record = a / f"candidates/register/{ident(0)}.yml"
        record.write_text(record.read_text() + "note: changed\n")
        code, output = said(begin(a, post))
        assert (code, "differ from the last commit" in output) == (1, True), output
        git(a, "commit", "--quiet", "-am", "Change a record")
        code, output = said(begin(a, post))
        assert (code, "not at the same commit" in output) == (1, True), output
        assert post.seen == 0
        git(a, "push", "--quiet", "origin", "HEAD")
        code, output = said(begin(a, post))
        assert code == 0, output


def test_a_record_that_cannot_be_pushed_at_the_end_is_said_and_keeps_others_out(
    clones: tuple[Path, Path, Path],
) -> None:
    a, b, _ = clones
    git(b, "commit", "--quiet", "--allow-empty", "-m", "Other work")

    def meanwhile(count: int) -> str:
        if count == 3:
            git(b, "pull", "--quiet", "--rebase")
            git(b, "push", "--quiet", "origin", "HEAD")
        return "250 Ok"

    post = Post(mail=meanwhile)
    with running(post):
        code, output = said(begin(a, post))
        assert code == 1
        assert "3 messages sent" in output
        assert "--rebase" in output
        code, output = said(begin(b, post))
        assert (code, "M511" in output) == (1, True), output
        git(a, "pull", "--quiet", "--rebase")
        git(a, "push", "--quiet", "origin", "HEAD")
        git(b, "pull", "--quiet", "--ff-only")
        assert said(begin(b, post))[0] == 0
    assert len(post.received) == 3


def test_branches_that_each_add_to_the_mail_ledger_merge_without_a_conflict(
    clones: tuple[Path, Path, Path],
) -> None:
    a, b, _ = clones
    for place, (root, moment) in enumerate(((a, "2026-06-15T10:00:00Z"), (b, "2026-06-15T11:00:00Z"))):
        key = f"{ident(place)}/exam-opens/first-aid/2026"
        done = subprocess.run(
            [
                PARCHEMIN,
                "-C",
                str(root),
                "mail",
                "answer",
                key,
                "--never",
                "--reason",
                "Non.",
                "--at",
                moment,
            ],
            env=clean(Post()),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "-m", "Settle")
    git(a, "push", "--quiet", "origin", "HEAD")
    git(b, "-c", "pull.rebase=false", "pull", "--quiet", "--no-edit")
    book = MailLedger(b).book()
    assert [track.fate for track in book.tracks.values()] == ["never", "never"]
