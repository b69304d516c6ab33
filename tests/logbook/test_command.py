"""``parchemin log``, as people and scheduled jobs call it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.adapters.logstore import LogStore
from generator.cli import main
from generator.logbook.witnessing import origin_hash, witness_files
from generator.site.log import log_files
from generator.trust.logleaf import IssueLeaf
from generator.trust.note import NoteKey
from tests.issuing.school import School
from tests.logbook.checkout import KEY, ORIGIN, Checkout
from tests.logbook.conftest import Clone

Run = Callable[..., Result]
SEED = "11" * 32
PASSPHRASE = "a long enough passphrase"  # noqa: S105


def runner(root: Path, keys: Path) -> Run:
    def invoke(*arguments: str, env: dict[str, str] | None = None) -> Result:
        clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        return CliRunner().invoke(
            main,
            ["-C", str(root), "log", *arguments],
            env={**clean, "PARCHEMIN_KEYS": str(keys), **(env or {})},
        )

    return invoke


@pytest.fixture
def school(tmp_path: Path) -> School:
    school = School(tmp_path / "site").build()
    school.add_key()
    return school


@pytest.fixture
def run(school: School, tmp_path: Path) -> Run:
    return runner(school.root, tmp_path / "keys")


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def parsed(result: Result, code: int = 0) -> dict[str, Any]:
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def publish(root: Path, place: Path) -> Path:
    for path, data in (*log_files(LogStore(root).load()), *witness_files(root)):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return place


# --- beginning


def test_a_demonstration_s_log_from_beginning_to_end(school: School, run: Run, tmp_path: Path) -> None:
    assert "no transparency log yet" in refused(run("verify"))
    output = good(run("init", "--demonstration"))
    assert str(KEY) in output
    assert "already" in refused(run("init", "--demonstration"))
    school.issue()
    turn = parsed(run("append", "--demonstration", "--without-git", "--json"))
    assert turn == {"v": 1, "added": 5, "known": 0, "size": 6, "signed": 6}
    assert "Nothing to do" in good(run("append", "--demonstration", "--without-git"))
    state = parsed(run("verify", "--json"))
    assert (state["origin"], state["leaves"], state["signed"], state["in_order"]) == (ORIGIN, 6, 6, True)
    site = publish(school.root, tmp_path / "published")
    for place in (site, site / "log", LogStore(school.root).directory, school.root):
        assert "6 leaves, 6 of them signed" in good(run("verify", str(place)))
    assert good(run("verify", str(site), "--vkey", str(KEY)))
    other = NoteKey("x.example/log", KEY.public)
    assert "another one than yours" in refused(run("verify", str(site), "--vkey", str(other)))
    assert "6 records: " not in refused(run("verify", str(tmp_path / "nowhere")), 2)
    assert "holds no transparency log" in refused(run("verify", str(school.root / "content")))


def test_a_real_log_has_a_key_of_its_own_sealed_outside_the_site(
    school: School, run: Run, tmp_path: Path
) -> None:
    env = {"PARCHEMIN_PASSPHRASE": PASSPHRASE}
    output = good(run("init", env=env))
    (file,) = (tmp_path / "keys").glob("log.*.key.json")
    assert str(file) in output
    assert "passphrase is needed" in refused(run("append", "--without-git"))
    assert "not that of the log" not in good(run("append", "--without-git", env=env))
    assert LogStore(school.root).load().sizes == (1,)
    assert "Signed" not in good(run("sign", "--without-git", env=env))


def test_a_key_can_be_given_by_the_environment_and_must_be_the_log_s(school: School, run: Run) -> None:
    good(run("init", env={"PARCHEMIN_LOG_KEY": SEED}))
    wrong = refused(run("append", "--without-git", env={"PARCHEMIN_LOG_KEY": "22" * 32}))
    assert "is not that of" in wrong
    assert "22" * 32 not in wrong
    assert "demonstration" not in good(run("append", "--without-git", env={"PARCHEMIN_LOG_KEY": SEED}))
    assert "not in" in refused(run("append", "--without-git"))
    assert "is not that of" in refused(run("append", "--without-git", "--demonstration"))


def test_a_key_that_signs_diplomas_never_signs_a_log(school: School, run: Run) -> None:
    seed = school.signer().key.seed.hex()
    assert "signs diplomas" in refused(run("init", env={"PARCHEMIN_LOG_KEY": seed}))


def test_the_demonstration_s_key_is_refused_for_a_real_host(tmp_path: Path) -> None:
    school = School(tmp_path / "site", host="diplomes.pasteur.fr").build()
    run = runner(school.root, tmp_path / "keys")
    assert "cannot sign for diplomes.pasteur.fr" in refused(run("init", "--demonstration"))
    good(run("init", env={"PARCHEMIN_LOG_KEY": SEED}))
    told = refused(run("append", "--without-git", env={"PARCHEMIN_LOG_KEY": SEED}))
    assert "with git alone" in told


def test_signing_can_be_left_to_another_machine(school: School, run: Run) -> None:
    good(run("init", "--demonstration"))
    school.issue()
    turn = parsed(run("append", "--no-sign", "--without-git", "--json"))
    assert (turn["size"], turn["signed"]) == (6, None)
    assert parsed(run("sign", "--demonstration", "--without-git", "--json"))["signed"] == 6


def test_in_git_the_command_commits_pushes_and_signs(clone: Clone, tmp_path: Path) -> None:
    checkout = clone("a")
    run = runner(checkout.root, tmp_path / "keys")
    checkout.edition("first-aid-2026", 0, 1)
    checkout.issue()
    assert "not committed" in refused(run("append", "--demonstration"))
    checkout.commit()
    assert "Signed at 3 leaves" in good(run("append", "--demonstration"))
    subjects = checkout.git("log", "--format=%s", "-2", "origin/main").splitlines()
    assert subjects == ["Sign the log at 3 leaves", "Log 2 leaves"]
    site = publish(checkout.root, tmp_path / "published")
    assert "Nothing to do" in good(run("append", "--demonstration", "--live", str(site / "log")))
    old = clone("old")
    old.git("reset", "--quiet", "--hard", "HEAD~1")
    late = runner(old.root, tmp_path / "keys")
    told = refused(late("append", "--demonstration", "--live", str(site / "log")))
    assert "moved on" in told
    old.git("switch", "--quiet", "--create", "x")
    assert "written on main alone" in refused(late("append", "--demonstration"))
    assert "publishes no checkpoint" in refused(
        run("append", "--demonstration", "--live", str(tmp_path / "nowhere"))
    )


def test_without_a_remote_nothing_is_signed(school: School, run: Run) -> None:
    good(run("init", "--demonstration"))
    Checkout(school.root).git("init", "--quiet", "--initial-branch=main")
    assert "no remote" in refused(run("append", "--demonstration"))


# --- checking


@pytest.fixture
def logged(school: School, run: Run) -> School:
    good(run("init", "--demonstration"))
    school.issue()
    good(run("append", "--demonstration", "--without-git"))
    return school


def test_an_audit_says_whether_the_new_log_continues_the_old_one(
    logged: School, run: Run, tmp_path: Path
) -> None:
    old = publish(logged.root, tmp_path / "old")
    Checkout(logged.root).act("revoke", logged.codes()[0])
    good(run("append", "--demonstration", "--without-git"))
    new = publish(logged.root, tmp_path / "new")
    assert "7 leaves continue the 6" in good(run("audit", str(old), str(new)))
    found = parsed(run("audit", str(new), str(old), "--json"), 1)
    assert (found["consistent"], found["reason"]) == (False, "rolled-back")
    assert "rolled-back" in refused(run("audit", str(new), str(old)))
    assert parsed(run("audit", str(old), str(LogStore(logged.root).directory), "--json"))["compared"] == 1
    refused(run("audit", str(old), str(tmp_path / "nowhere")), 2)
    refused(run("audit", str(old), str(tmp_path / "site" / "content")))


def test_a_changed_published_file_is_named(logged: School, run: Run, tmp_path: Path) -> None:
    site = publish(logged.root, tmp_path / "published")
    (site / "log/tile/0/000.p/6").write_bytes(b"")
    assert "log/tile/0/000.p/6 is missing, or not" in refused(run("verify", str(site)))
    assert parsed(run("verify", str(site), "--json"), 1)["differing_files"] == ["log/tile/0/000.p/6"]


def test_reconciling_lists_what_is_late_and_gives_it_its_leaf(school: School, run: Run) -> None:
    school.issue()
    good(run("init", "--demonstration"))
    told = good(run("reconcile"))
    assert "5 records: 0 in the log, 0 waiting, 5 without a leaf." in told
    assert "L324W" in told
    assert len(parsed(run("reconcile", "--queue", "--json"))["queued"]) == 1
    good(run("append", "--demonstration", "--without-git"))
    assert "5 records: 5 in the log, 0 waiting, 0 without" in good(run("reconcile"))


def test_reconciling_raises_the_alarm(logged: School, run: Run) -> None:
    LogStore(logged.root).add_pending([IssueLeaf(bytes(32), logged.signer().key.public)])
    good(run("append", "--demonstration", "--without-git"))
    told = refused(run("reconcile"))
    assert "L323" in told and "ALARM" in told
    found = parsed(run("reconcile", "--json"), 1)
    assert [alarm["code"] for alarm in found["alarms"]] == ["L323"]


# --- witnesses


def test_a_school_witnesses_another_s_log_which_collects_what_it_signed(
    logged: School, run: Run, tmp_path: Path
) -> None:
    other = School(tmp_path / "other", host="school.example").build()
    theirs = runner(other.root, tmp_path / "their-keys")
    assert "--witness" in refused(theirs("witness", str(tmp_path), "--vkey", str(KEY), "--demonstration"))
    line = good(theirs("init", "--witness", "--demonstration")).splitlines()[-1].split()
    assert "already" in refused(theirs("init", "--witness", "--demonstration"))
    site = publish(logged.root, tmp_path / "published")
    place = str(site / "log")
    assert "never witnessed here" in refused(theirs("witness", place, "--demonstration"))
    assert "seen for the first time" in good(theirs("witness", place, "--vkey", str(KEY), "--demonstration"))
    assert "nothing new" in good(theirs("witness", place, "--demonstration"))

    policy = LogStore(logged.root).directory / "policy"
    named = f"witness school {line[2]} {line[3]}\nquorum school\n"
    policy.write_text(policy.read_text().replace("quorum none\n", named))
    their_site = publish_witness(other.root, tmp_path / "their-site")
    found = parsed(run("collect", str(their_site / "witness"), "--json"))
    assert found["places"][0]["new"] == ["school"]
    assert "nothing new, at 6 leaves" in good(run("collect", str(their_site / "witness")))
    assert "has not cosigned" in good(run("collect", str(tmp_path)))
    file = their_site / "witness" / origin_hash(ORIGIN) / "checkpoint"
    assert "nothing new" in good(run("collect", str(file)))
    log = LogStore(logged.root).load()
    assert log.witnessed_proof_of(3) is not None

    Checkout(logged.root).act("revoke", logged.codes()[0])
    good(run("append", "--demonstration", "--without-git"))
    publish(logged.root, site)
    assert "continues the 6 seen before" in good(theirs("witness", place, "--demonstration"))
    shutil.rmtree(LogStore(logged.root).directory)
    good(run("init", "--demonstration"))
    good(run("append", "--demonstration", "--without-git"))
    shutil.rmtree(site)
    publish(logged.root, site)
    told = refused(theirs("witness", place, "--demonstration"))
    assert "rolled back from 7 to 1" in told and "evidence" in told


def publish_witness(root: Path, place: Path) -> Path:
    for path, data in witness_files(root):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return place


def test_a_log_under_another_key_than_the_first_time_is_refused(
    logged: School, run: Run, tmp_path: Path
) -> None:
    other = School(tmp_path / "other", host="school.example").build()
    theirs = runner(other.root, tmp_path / "their-keys")
    good(theirs("init", "--witness", "--demonstration"))
    place = str(publish(logged.root, tmp_path / "published") / "log")
    good(theirs("witness", place, "--vkey", str(KEY), "--demonstration"))
    changed = NoteKey(ORIGIN, logged.signer().key.public)
    assert "under another key" in refused(theirs("witness", place, "--vkey", str(changed), "--demonstration"))
    assert "not the Ed25519 key" in refused(theirs("witness", place, "--vkey", "a+b+c", "--demonstration"))


def test_collecting_needs_somewhere_to_look(logged: School, run: Run) -> None:
    assert "names no witness" in refused(run("collect"), 2)
