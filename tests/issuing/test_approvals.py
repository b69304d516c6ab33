"""Who has approved, read from real commits."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.adapters.git import Git
from generator.errors import Diagnostic
from generator.issuing.book import open_book
from generator.issuing.planning import EditionPlan, edition_path, plan_editions
from tests.issuing.school import EDITION, NOW, School, _day, ident

ADA = ("Ada Exemple", "ada@school.example")
BASILE = ("Basile Modèle", "basile@school.example")
CLERK = ("Camille Essai", "office@school.example")
PROGRAMME = "content/programmes/first-aid.yml"
PATH = edition_path(EDITION)


class Office:
    """A school in a git repository, and people who commit to it."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.root = school.root
        self.git("init", "--quiet", "--initial-branch=main")
        self.demand("commit", 2)
        self.school.edition({"awards": [{"candidate": ident(place)} for place in range(5)], "approvals": []})
        self.commit(CLERK, "Propose the edition")

    def git(self, *words: str, who: tuple[str, str] = CLERK, root: Path | None = None) -> str:
        environment = {
            **os.environ,
            "GIT_AUTHOR_NAME": who[0],
            "GIT_AUTHOR_EMAIL": who[1],
            "GIT_COMMITTER_NAME": who[0],
            "GIT_COMMITTER_EMAIL": who[1],
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        done = subprocess.run(
            ["git", *words],
            cwd=root or self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def demand(self, evidence: str | None, approvals: int) -> None:
        value = {**self.school.read(PROGRAMME), "approvals": approvals, "approval_evidence": evidence}
        if evidence is None:
            del value["approval_evidence"]
        self.school.write(PROGRAMME, "programme", value)

    def commit(self, who: tuple[str, str], message: str, *more: str) -> None:
        self.git("add", "--all", who=who)
        self.git("commit", "--quiet", "-m", message, *more, who=who)

    def approve(self, by: str) -> None:
        """Write the line of an approval, without committing it."""
        text = (self.root / PATH).read_text(encoding="utf-8")
        line = f"approvals:\n- by: {by}\n  role: Head\n  date: 2026-07-10\n"
        head = "approvals: []\n" if "approvals: []\n" in text else "approvals:\n"
        (self.root / PATH).write_text(text.replace(head, line), encoding="utf-8")

    def plan(self, root: Path | None = None) -> tuple[EditionPlan, tuple[Diagnostic, ...]]:
        place = root or self.root
        plan = plan_editions(
            self.school.tree(),
            open_book(self.school.ledger()),
            [EDITION],
            {PATH: (place / PATH).read_bytes()},
            NOW,
            git=Git(place),
        )
        return plan.editions[0], plan.problems

    def problems(self, root: Path | None = None) -> list[str]:
        return [f"{problem.code} {problem.message}" for problem in self.plan(root)[1]]


@pytest.fixture
def office(school: School) -> Office:
    return Office(school)


def test_two_people_who_commit_their_own_lines_have_approved(office: Office) -> None:
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, f"{who[0]} approves")
    plan, problems = office.plan()
    assert problems == ()
    assert [told.split(" (commit ")[0] for told in plan.approved] == ["Basile Modèle", "Ada Exemple"]
    assert all("signed" not in told for told in plan.approved)


def test_two_lines_of_one_author_are_one_approval(office: Office) -> None:
    for by in (ADA[0], BASILE[0]):
        office.approve(by)
        office.commit(ADA, "Approve")
    found = office.problems()
    assert "L353 1 of 2 approvals are missing" in found
    assert any("it comes from the person who approved as Basile Modèle" in line for line in found)


@pytest.mark.parametrize(
    "twin",
    [
        (ADA[0], "other@school.example"),
        ("Somebody Else", ADA[1].upper()),
        ("ADA  EXEMPLE", "x@school.example"),
        ("Exemple, Ada", "x@school.example"),
        ("Somebody Else", "ada+jury@school.example"),
    ],
    ids=["the name", "the address", "the name in capitals", "the family name first", "an extended address"],
)
def test_an_author_is_known_again_by_name_or_address(office: Office, twin: tuple[str, str]) -> None:
    office.approve(ADA[0])
    office.commit(ADA, "Approve")
    office.approve(BASILE[0])
    office.commit(twin, "Approve")
    assert "L353 1 of 2 approvals are missing" in office.problems()


def test_an_approval_between_two_shows_that_they_are_one_persons(office: Office) -> None:
    """The first and the last have nothing in common but the one in the middle."""
    for by, who in (
        ("Carole Tiers", ("Basile Modèle", "private@elsewhere.example")),
        ("Basile Modèle", ("Basile Modèle", ADA[1])),
        (ADA[0], ADA),
    ):
        office.approve(by)
        office.commit(who, "Approve")
    found = office.problems()
    assert "L353 1 of 2 approvals are missing" in found
    assert sum("it comes from the person who approved as" in line for line in found) == 2


def test_a_mailmap_makes_nobody_two_people_or_one(office: Office) -> None:
    (office.root / ".mailmap").write_text(
        "Zoé Autre <zoe@school.example> <ada@school.example>\n", encoding="utf-8"
    )
    for by in (ADA[0], BASILE[0]):
        office.approve(by)
        office.commit(ADA, "Approve")
    assert "L353 1 of 2 approvals are missing" in office.problems()


def test_a_line_that_is_not_committed_is_no_approval(office: Office) -> None:
    office.approve(ADA[0])
    office.commit(ADA, "Approve")
    office.approve(BASILE[0])
    found = office.problems()
    assert "L353 1 of 2 approvals are missing" in found
    assert any("Basile Modèle does not count" in line and "not committed yet" in line for line in found)
    _, problems = office.plan()
    place = next(problem for problem in problems if problem.code == "L358W")
    assert (office.root / PATH).read_text(encoding="utf-8").split("\n")[
        place.line - 1
    ] == "- by: Basile Modèle"


def test_an_approval_changed_by_somebody_else_is_nobodys(office: Office) -> None:
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, "Approve")
    text = (office.root / PATH).read_text(encoding="utf-8")
    (office.root / PATH).write_text(
        text.replace("- by: Ada Exemple\n  role: Head", "- by: Ada Exemple\n  role: President"),
        encoding="utf-8",
    )
    office.commit(CLERK, "Correct a role")
    found = office.problems()
    assert any("committed by several people (Ada Exemple, Camille Essai)" in line for line in found)
    assert "L353 1 of 2 approvals are missing" in found


def test_an_award_added_after_an_approval_is_not_approved(office: Office) -> None:
    office.school.edition({"awards": [{"candidate": ident(place)} for place in range(4)], "approvals": []})
    office.commit(CLERK, "Only four")
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, "Approve")
    assert office.problems() == []
    whole = (office.root / PATH).read_text(encoding="utf-8")
    value = office.school.read(PATH)
    office.school.edition({**value, "awards": [*value["awards"], {"candidate": ident(4)}]})
    more = (office.root / PATH).read_text(encoding="utf-8").split(f"candidate: {ident(4)}")
    assert len(more) == 2
    (office.root / PATH).write_text(f"{whole}- candidate: {ident(4)}\n", encoding="utf-8")
    office.commit(CLERK, "Slip somebody in")
    found = office.problems()
    assert "L353 2 of 2 approvals are missing" in found
    assert sum(f"the awards have changed since it was committed: {ident(4)}" in line for line in found) == 2


def test_a_jury_moved_to_another_day_is_another_jury(office: Office) -> None:
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, "Approve")
    text = (office.root / PATH).read_text(encoding="utf-8")
    (office.root / PATH).write_text(
        text.replace("date: 2026-07-10\napprovals", "date: 2026-07-09\napprovals"), encoding="utf-8"
    )
    office.commit(CLERK, "Move the jury")
    assert sum("given for another jury" in line for line in office.problems()) == 2


def test_a_squashed_branch_has_one_author(office: Office) -> None:
    office.git("switch", "--quiet", "-c", "approvals")
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, "Approve")
    office.git("switch", "--quiet", "main")
    office.git("merge", "--quiet", "--squash", "approvals")
    office.commit(CLERK, "Squashed")
    assert "L353 1 of 2 approvals are missing" in office.problems()
    office.git("reset", "--quiet", "--hard", "HEAD~1")
    office.git("merge", "--quiet", "--no-ff", "-m", "Merged", "approvals")
    assert office.problems() == []


def test_a_shallow_clone_cannot_tell_and_says_so(office: Office, tmp_path: Path) -> None:
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, "Approve")
    clone = tmp_path / "clone"
    office.git("clone", "--quiet", "--depth=1", f"file://{office.root}", str(clone), root=tmp_path)
    found = office.problems(clone)
    assert "L353 2 of 2 approvals are missing" in found
    assert any("shallow" in line and "git fetch --unshallow" in line for line in found)
    office.git("fetch", "--quiet", "--unshallow", root=clone)
    assert office.problems(clone) == []


def test_without_a_repository_git_cannot_tell(office: Office) -> None:
    office.approve(ADA[0])
    shutil.rmtree(office.root / ".git")
    found = office.problems()
    assert "L353 2 of 2 approvals are missing" in found
    assert any("git cannot tell who committed it" in line for line in found)


def test_two_approvals_ask_for_commits_unless_the_programme_says_otherwise(office: Office) -> None:
    office.demand(None, 2)
    for by in (ADA[0], BASILE[0]):
        office.approve(by)
    office.commit(CLERK, "Two lines by the office")
    assert "L353 1 of 2 approvals are missing" in office.problems()
    office.demand("record", 2)
    plan, problems = office.plan()
    assert problems == ()
    assert plan.approved == ("Basile Modèle", "Ada Exemple")


def test_what_is_issued_is_not_asked_again(office: Office) -> None:
    office.demand("record", 1)
    office.school.edition({"awards": [{"candidate": ident(0)}]})
    assert len(office.school.issue().diplomas) == 1
    office.demand("signed-commit", 2)
    assert office.problems() == []


def _keys(office: Office, folder: Path) -> dict[str, str]:
    """Two people's signing keys, and the list of those whom this repository trusts."""
    trusted, keys = [], {}
    for who in (ADA, BASILE):
        key = folder / who[1]
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who[1], "-f", str(key)], check=True
        )
        trusted.append(f"{who[1]} {Path(f'{key}.pub').read_text(encoding='utf-8')}")
        keys[who[1]] = str(key)
    (folder / "trusted").write_text("".join(trusted), encoding="utf-8")
    office.git("config", "gpg.format", "ssh")
    office.git("config", "gpg.ssh.allowedSignersFile", str(folder / "trusted"))
    return keys


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen to make a signing key with")
def test_signed_commits_are_told_and_may_be_demanded(office: Office, tmp_path: Path) -> None:
    keys: dict[str, Any] = _keys(office, tmp_path)
    office.demand("signed-commit", 2)
    office.commit(CLERK, "Demand signatures")
    for who in (ADA, BASILE):
        office.approve(who[0])
        office.commit(who, "Approve", f"-S{keys[who[1]]}")
    plan, problems = office.plan()
    assert problems == ()
    assert all(told.endswith(", signed)") for told in plan.approved)
    # The same lines without signatures, and both signed with one key.
    for signing, why in (
        ((), "is not signed"),
        ((f"-S{keys[ADA[1]]}",), "it comes from the person who approved"),
    ):
        office.git("reset", "--quiet", "--hard", "HEAD~2")
        for who in (ADA, BASILE):
            office.approve(who[0])
            office.commit(who, "Approve", *signing)
        found = office.problems()
        assert any(line.startswith("L353") for line in found)
        assert any(why in line for line in found), found
    (tmp_path / "trusted").write_text("", encoding="utf-8")
    assert any(
        "not trusted here" in line or "not signed as git can check" in line for line in office.problems()
    )


def test_a_date_before_the_jury_is_a_reason(office: Office) -> None:
    value = office.school.read(PATH)
    approval = {"by": ADA[0], "role": "Head", "date": _day("2026-07-09")}
    office.school.edition({**value, "approvals": [approval]})
    office.commit(ADA, "Approve early")
    assert any("it is dated before the jury" in line for line in office.problems())
