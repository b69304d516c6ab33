"""`decide`, `approve` and `status`, as staff run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.issuing.planning import edition_path
from tests.cli.test_issue_command import PASSPHRASE, demonstration, good, runner, snapshot
from tests.issuing.school import EDITION, School, _day, ident, text

Run = Callable[..., Result]
PATH = edition_path(EDITION)
DECIDE = ("decide", "first-aid", "--edition", "2026")
ON = ("--date", "2026-07-10")
RESULTS = "candidates/results/first-aid/2026.yml"
ISSUE = ("issue", EDITION, "--demonstration", "--at", "2026-07-13")


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Five people who sat the exam, one of them without identity check, and no edition yet."""
    site = School(tmp_path / "site").build()
    (site.root / PATH).unlink()
    change(site, 4, identity="not-checked")
    return site


@pytest.fixture
def run(school: School, tmp_path: Path) -> Run:
    return runner(school, tmp_path)


def change(school: School, place: int, **fields: Any) -> None:
    value = school.read(RESULTS)
    value["results"][place] |= fields
    school.write(RESULTS, "results", value)


def test_an_edition_is_proposed_approved_and_issued(school: School, run: Run) -> None:
    output = good(run(*DECIDE, *ON))
    assert "jury of 2026-07-10: 4 entitled, 1 nearly, 0 further away" in output
    assert "✓ Personne Exemple a  c-person0000" in output
    assert (
        "~ Personne Exemple e  c-person0004\n    0 of 1 course: First aid (2026): identity not checked."
        in output
    )
    assert f"wrote {PATH}; read it, correct it" in output
    record = school.read(PATH)
    assert record["date"] == _day("2026-07-10")
    assert [award["candidate"] for award in record["awards"]] == [ident(place) for place in range(4)]
    assert all(re.fullmatch("[0-9a-f]{64}", award["evidence"]) for award in record["awards"])
    assert record["deferred"] == [
        {
            "candidate": ident(4),
            "reason": {
                "fr": "First aid (2026)\u00a0: identité non vérifiée.",
                "en": "First aid (2026): identity not checked.",
            },
        }
    ]
    assert "# Personne Exemple a: First aid 18/20 (2026, 2026-06-15)" in (school.root / PATH).read_text()
    good(run("check"))
    demonstration(run)
    assert run(*ISSUE).exit_code == 1
    good(run("approve", EDITION, "--by", "Ada Exemple", "--role", "Head", *ON))
    assert "4 diplomas issued." in good(run(*ISSUE))
    assert "no problems" in good(run("check"))


def test_a_dry_run_prints_the_file_and_writes_nothing(school: School, run: Run) -> None:
    before = snapshot(school.root)
    output = good(run(*DECIDE, *ON, "--dry-run"))
    assert snapshot(school.root) == before
    assert "$schema=../../content/schemas/edition.json" in output
    good(run(*DECIDE, *ON))
    assert (school.root / PATH).read_text(encoding="utf-8").strip() in output


def test_the_same_records_give_the_same_file(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON))
    first = (school.root / PATH).read_bytes()
    (school.root / PATH).unlink()
    value = school.read(RESULTS)
    school.write(RESULTS, "results", {**value, "results": value["results"][::-1]})
    good(run(*DECIDE, *ON))
    assert (school.root / PATH).read_bytes() == first


def test_what_people_edited_stays_and_the_difference_is_said(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON))
    written = (school.root / PATH).read_text(encoding="utf-8")
    edited = re.sub(r"# Personne Exemple a.*\n- candidate: c-person0000\n.*\n", "", written)
    edited = edited.replace("# Personne Exemple b", "# the jury looked twice at Personne Exemple b")
    (school.root / PATH).write_text(edited, encoding="utf-8")
    change(school, 1, score=19)
    change(school, 2, score=13)
    change(school, 4, identity="verified")
    output = good(run(*DECIDE))
    assert (school.root / PATH).read_text(encoding="utf-8") == edited
    assert "exists and stays as it is" in output
    assert "c-person0000 is entitled, and neither awarded nor deferred" in output
    assert re.search(
        "c-person0001 rests on other evidence: [0-9a-f]{64} in the edition, [0-9a-f]{64}", output
    )
    assert "c-person0002 is awarded, and not entitled: First aid, Certifying path: not yet passed" in output
    assert "c-person0004 is deferred, and entitled by the records" in output
    assert "c-person0003 " not in output.split("otherwise:")[1]


def test_an_update_renews_digests_adds_who_is_missing_and_leaves_the_rest(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON))
    old = school.read(PATH)
    text_ = (school.root / PATH).read_text(encoding="utf-8")
    edited = re.sub(r"# Personne Exemple a.*\n- candidate: c-person0000\n.*\n", "", text_)
    (school.root / PATH).write_text(edited, encoding="utf-8")
    change(school, 1, score=19)
    assert f"updated {PATH}" in good(run(*DECIDE, "--update"))
    new = school.read(PATH)
    assert [award["candidate"] for award in new["awards"]] == [*map(ident, (1, 2, 3)), ident(0)]
    assert new["awards"][0]["evidence"] != old["awards"][1]["evidence"]
    assert new["awards"][1:] == [*old["awards"][2:], old["awards"][0]]
    assert "# Personne Exemple b" in (school.root / PATH).read_text(encoding="utf-8")
    good(run("check"))
    assert "says what the records say" in good(run(*DECIDE, "--update"))


def test_who_was_awarded_elsewhere_is_not_proposed_again(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON))
    output = run("decide", "first-aid", "--edition", "2026-12", "--date", "2026-12-01").output
    assert "0 entitled, 1 nearly, 0 further away, 4 awarded by other editions" in output


def test_a_large_edition_is_split_by_a_limit(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON, "--limit", "3"))
    assert [award["candidate"] for award in school.read(PATH)["awards"]] == [*map(ident, range(3))]
    rest = good(run("decide", "first-aid", "--edition", "2026-2", *ON))
    assert "1 entitled, 1 nearly, 0 further away, 3 awarded by other editions" in rest


def test_an_edition_too_large_to_be_read_again_is_not_written(
    school: School, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.issuing import proposing

    monkeypatch.setattr(proposing, "MAX_BYTES", 600)
    result = run(*DECIDE, *ON)
    assert result.exit_code == 1
    assert "4 awards would be larger than a record may be" in result.output
    assert not (school.root / PATH).exists()
    good(run(*DECIDE, *ON, "--limit", "1"))


def test_machines_read_the_same(school: School, run: Run) -> None:
    told = json.loads(good(run(*DECIDE, *ON, "--json", "--dry-run")).split("Dry run")[0])
    assert [one["candidate"] for one in told["entitled"]] == [ident(place) for place in range(4)]
    assert told["entitled"][0]["courses"][0]["transmission"] == "0" * 64
    assert told["near"][0]["reason"]["en"] == "First aid (2026): identity not checked."


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("decide", "nothing", "--edition", "1", *ON), 1, "there is no programme nothing"),
        (("decide", "first-aid", "--edition", "../x", *ON), 2, "lower-case letters"),
        (("decide", "first-aid", "--edition", "2031"), 2, "--date YYYY-MM-DD"),
        ((*DECIDE, *ON, "--update"), 1, "does not exist yet"),
        (("approve", "nothing", "--by", "Ada", "--role", "Head"), 1, "there is no edition nothing"),
        (("status", "c-0000000000"), 1, "there is no candidate c-0000000000"),
        (("status", "--programme", "first-ait"), 1, "Did you mean 'first-aid'?"),
        (("status", ident(0), "--stage", "blocked"), 2, "--stage is for the table"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    run: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, words in result.output) == (code, True), result.output


def test_an_edition_of_another_day_is_not_decided_over(run: Run) -> None:
    good(run(*DECIDE, *ON))
    result = run(*DECIDE, "--date", "2026-07-11")
    assert result.exit_code == 1
    assert "is of 2026-07-10, not of 2026-07-11" in result.output


def test_a_person_approves_once_and_not_before_the_jury(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON))
    early = run("approve", EDITION, "--by", "Ada Exemple", "--role", "Head", "--date", "2026-07-09")
    assert early.exit_code == 1
    assert "has not met on 2026-07-09" in early.output
    good(run("approve", EDITION, "--by", "Ada Exemple", "--role", "Head", *ON))
    before = snapshot(school.root)
    again = run("approve", EDITION, "--by", "ada exemple", "--role", "Head", *ON)
    assert again.exit_code == 1
    assert "has approved already" in again.output
    bad = run("approve", EDITION, "--by", "123", "--role", "Head", *ON)
    assert bad.exit_code == 1
    assert "holds no letter" in bad.output
    assert snapshot(school.root) == before


def test_an_approval_bears_the_name_under_which_one_commits(school: School, run: Run) -> None:
    programme = "content/programmes/first-aid.yml"
    school.write(programme, "programme", {**school.read(programme), "approvals": 2})
    good(run(*DECIDE, *ON))
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "init", "--quiet", str(school.root)], check=True, env=quiet)
    subprocess.run(["git", "-C", str(school.root), "config", "user.name", "Basile Modèle"], check=True)
    output = good(run("approve", EDITION, "--role", "Head", *ON))
    assert "approved by Basile Modèle on 2026-07-10" in output
    assert "It counts once you commit it yourself: git commit -m" in output
    assert school.read(PATH)["approvals"] == [
        {"by": "Basile Modèle", "role": "Head", "date": _day("2026-07-10")}
    ]


# --- status


def test_a_candidate_is_shown_clause_by_clause_with_deadline_and_diploma(school: School, run: Run) -> None:
    output = good(run("status", ident(4), "--date", "2026-08-01"))
    assert "Personne Exemple e  c-person0004, as of 2026-08-01" in output
    assert "blocked, 0 of 1 course" in output
    assert "registered 2026-04-01, judged by version 2026, until 2027-04-01 (243 days left)" in output
    assert "NOT met: First aid, Certifying path: not yet passed" in output
    assert "missing: First aid (Certifying path) still needed, by 1 April 2027 at the latest" in output
    assert "il manque First aid (Certifying path), au plus tard le 1er avril 2027" in output
    assert "does not count: First aid, 2026 2026-06-15, identity not checked" in output
    good(run(*DECIDE, *ON))
    good(run("approve", EDITION, "--by", "Ada Exemple", "--role", "Head", *ON))
    assert "awarded by first-aid-2026 on 2026-07-10: not issued yet" in good(
        run("status", ident(0), "--date", "2026-08-01")
    )
    assert "deferred by first-aid-2026: First aid (2026): identity not checked." in good(
        run("status", ident(4), "--date", "2026-08-01")
    )
    demonstration(run)
    good(run(*ISSUE))
    code = school.codes()[0]
    assert f"diploma {code}, valid" in good(run("status", ident(0), "--date", "2026-08-01"))
    statement = ("--by", "Ada Exemple", "--note", "A note.", "--reason-class", "fraud")
    good(run("revoke", code, "--demonstration", *statement, "--at", "2026-08-01"))
    assert f"diploma {code}, revoked" in good(run("status", ident(0), "--date", "2026-08-02"))


@pytest.mark.parametrize(
    ("day", "words"), [("2027-03-31", "one day left"), ("2027-04-01", "last day"), ("2027-04-02", "over")]
)
def test_the_last_days_are_counted(run: Run, day: str, words: str) -> None:
    assert f"until 2027-04-01 ({words})" in good(run("status", ident(0), "--date", day))


def test_the_table_counts_each_stage_and_names_whom_somebody_keeps_waiting(school: School, run: Run) -> None:
    change(school, 3, score=13)
    output = good(run("status", "--date", "2026-08-01"))
    assert re.search(
        r"first-aid  Certificate in first aid\n +1  registered\n +1  blocked\n +3  entitled", output
    )
    assert re.search(r"What blocks them\n +1  identity-not-checked", output)
    assert "c-person0004  first-aid  first-aid 2026: identity not checked" in output
    assert "c-person0003" not in output
    assert "c-person0003  first-aid" in good(run("status", "--stage", "registered", "--date", "2026-08-01"))
    told = json.loads(good(run("status", "--json", "--date", "2026-08-01")))
    assert told["counts"] == {
        "first-aid": {"blocked": 1, "entitled, waiting for an edition": 3, "registered": 1}
    }
    assert told["blocked_by"] == {"identity-not-checked": 1}


def test_a_diploma_that_lost_its_ground_is_told_by_status_and_check(school: School, run: Run) -> None:
    good(run(*DECIDE, *ON))
    good(run("approve", EDITION, "--by", "Ada Exemple", "--role", "Head", *ON))
    demonstration(run)
    good(run(*ISSUE))
    change(school, 0, invalidated={"date": _day("2026-08-01"), "reason": text("Fraud.")})
    change(school, 1, score=19)
    assert "WARNING: the ground of this diploma is gone" in good(
        run("status", ident(0), "--date", "2026-09-01")
    )
    table = good(run("status", "--date", "2026-09-01"))
    assert "WARNING: c-person0000, first-aid: the ground of this diploma is gone" in table
    assert "one diploma rests on other evidence than the jury saw, and still earned" in table
    checked = good(run("check"))
    assert "L360W the candidate c-person0000 holds a diploma whose ground is gone" in checked
    assert "L361W the diploma of c-person0001 rests on other evidence" in checked


def test_no_email_and_no_date_of_birth_is_printed(run: Run) -> None:
    outputs = [run("status").output, run("status", ident(0)).output, run(*DECIDE, *ON).output, PASSPHRASE]
    assert not any("secret-" in output or "1990" in output for output in outputs)


def test_everything_runs_on_the_demonstration(root: Path) -> None:
    for arguments in (
        ("status",),
        ("status", "--json"),
        ("decide", "dnm2ip", "--edition", "2026-07", "--dry-run"),
    ):
        result = CliRunner().invoke(main, ["-C", str(root), *arguments])
        assert result.exit_code == 0, result.output
