# ruff: noqa: E501, PLR0917 - a table of changes reads best with one change a line
"""`parchemin diff`: each change of a small school, and the sentence that says what it means."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.adapters.mailledger import MailLedger
from generator.cli import main
from generator.outreach.entries import Start
from tests.records.specimen import (
    ANA,
    BO,
    CONTRACT,
    DIPLOMA,
    EDITION,
    MALARIA,
    OTHERS,
    PAYMENTS,
    RABIES,
    RABIES_RESULTS,
    RESULTS,
    SITE,
    site,
)

DAY = "2026-07-15"


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    root = tmp_path / "school"
    put(root, site() | dict.fromkeys(OTHERS, b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    for words in (["config", "user.name", "Ada"], ["config", "user.email", "ada@example.org"]):
        if not (root / ".git").exists():
            git(root.parent, "init", "-q", str(root))
        git(root, *words)
    commit(root, "A school")
    return root


def commit(root: Path, message: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD")


def spoil(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "diff", "--date", DAY, *words])


def changes(root: Path, *words: str) -> list[dict[str, Any]]:
    done = run(root, "--json", *words)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["changes"]
    return found


CASES = [
    (MALARIA, "price_eur: 150", "price_eur: '162.50'", "price-changed",
     "Malaria, Qualifying: the price goes from €150 to €162.50."),
    (MALARIA, "    start: 2026-09-07\n    end: 2026-12-13", "    start: 2026-09-14\n    end: 2026-12-20", "session-moved",
     "Malaria, s2 moves as a whole: it starts one week later, on 14 September 2026."),
    (MALARIA, "end: 2026-12-13", "end: 2026-12-10", "session-moved", "Malaria, s2 ends 3 days earlier, on 10 December 2026."),
    (MALARIA, "closes: 2024-12-15", "closes: 2024-12-14", "window-moved",
     "Malaria, s1 closes its exam one day earlier, on 14 December 2024."),
    (MALARIA, "    enrolment_end: 2024-11-30\n", "", "window-moved",
     "Malaria, s1 closes for enrolment on a day that is not known any more."),
    (MALARIA, "end: 2026-12-13", "end: 2026-12-13\n    enrolment_end: 2026-10-01", "window-moved",
     "Malaria, s2 closes for enrolment on 1 October 2026: the day is known now."),
    (MALARIA, "end: 2026-12-13", "end: 2026-12-13\n    cancelled: true", "session-cancelled", "Malaria, s2 is cancelled."),
    (MALARIA, "end: 2026-12-13", "end: 2026-12-13\n  - id: s3\n    start: 2028-09-04", "session-new",
     "Malaria: new session s3, from 4 September 2028."),
    (MALARIA, "end: 2026-12-13", "end: 2026-12-13\n    enrolled: 12", "session-changed", "Malaria, s2: enrolled changed."),
    (RABIES, "title: {fr: Rage, en: Rabies}", "title: {fr: Rage, en: The rabies}", "course-renamed",
     "“Rabies” is now called “The rabies”."),
    (RABIES, "{fr: Un cours., en: A course.}", "{fr: Un cours., en: The course.}", "course-changed",
     "Rabies: summary changed."),
    (DIPLOMA, "kind: Diploma", "kind: Certificate", "programme-changed", "Programme diploma: kind changed."),
    (SITE, "publisher: École", "publisher: Une école", "site-changed", "The settings of the site: publisher changed."),
    (ANA, "choices: [malaria, rabies]", "choices: [rabies, malaria]", "choices-changed",
     "c-aaaaaaaaaa, diploma: choices or swaps changed."),
    (BO, "date: 2024-07-01", "date: 2024-07-01, withdrawn: 2026-07-01", "withdrew", "c-bbbbbbbbbb leaves diploma."),
    (BO, "email: bo@example.org", "email: li@example.org", "candidate-changed", "c-bbbbbbbbbb: email changed."),
    (RESULTS, "score: 12", "score: 13", "result-changed",
     "malaria/s1: the result of c-bbbbbbbbbb goes from “score 12” to “score 13”."),
    (EDITION, "  - {by: Basile Modèle, role: Responsable, date: 2025-07-01}\n", "", "approval-undone",
     "diploma-1: the approval of Basile Modèle is gone."),
    (EDITION, "date: 2025-07-01\napp", "date: 2025-07-08\napp", "jury-moved",
     "diploma-1: the jury meets one week later, on 8 July 2025."),
    (EDITION, "deferred:\n  - candidate: c-bbbbbbbbbb\n    reason: {fr: Un cours manque., en: One course is missing.}\n", "",
     "deferred-undone", "diploma-1: no longer “deferred: c-bbbbbbbbbb”."),
    (PAYMENTS, "amount_eur: 150, account", "amount_eur: 151, account", "payments-changed",
     "malaria/s1, payments: 1 changed; received now: €151."),
    (CONTRACT, "vat_percent: 0", "vat_percent: 20", "contract-changed", "Contract school-1: vat_percent changed."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "kind", "sentence"),
    CASES,
    ids=[f"{case[3]}-{at}" for at, case in enumerate(CASES)],
)
def test_a_change_is_said_in_a_sentence(
    school: Path, path: str, old: str, new: str, kind: str, sentence: str
) -> None:
    spoil(school, path, old, new)
    found = changes(school)
    assert (kind, sentence) in [(one["kind"], one["words"]["en"]) for one in found]
    # What only follows from it is said besides; nothing else that was not done.
    assert {one["topic"] for one in found if one["kind"] != kind} <= {
        "entitled",
        "grounds",
        "mail",
        "results",
    }


def test_who_becomes_entitled_and_whose_diploma_loses_its_ground_is_said(school: Path) -> None:
    # Bo passes both courses now, and the platform withdraws the exam on which Ana's diploma rests.
    spoil(school, RESULTS, "score: 12", "score: 28")
    spoil(school, RABIES_RESULTS, "passed: true, identity: not-checked}",
          "passed: true, identity: not-checked}\n  - {candidate: c-bbbbbbbbbb, path: qualifying, date: 2025-03-11, "
          "passed: true, identity: verified}")  # fmt: skip
    spoil(
        school,
        RESULTS,
        "score: 25",
        "score: 25\n    invalidated: {date: 2026-07-01, reason: {fr: Fraude., en: Fraud.}}",
    )
    kinds = {(one["kind"], one["candidate"]) for one in changes(school)}
    assert {
        ("becomes-entitled", "c-bbbbbbbbbb"), ("ceases-to-be-entitled", "c-aaaaaaaaaa"),
        ("ground-lost", "c-aaaaaaaaaa"), ("result-new", "c-bbbbbbbbbb"), ("result-changed", "c-aaaaaaaaaa"),
    } <= kinds  # fmt: skip
    done = run(school, "--names")
    assert done.stdout.startswith(
        "1 candidate becomes entitled, 1 candidate ceases to be entitled, 1 diploma loses its ground"
    )
    assert "Bo Li (c-bbbbbbbbbb) becomes entitled to diploma." in done.stdout
    assert "Bo Li" not in run(school).stdout
    french = run(school, "--language", "fr").stdout
    assert "c-bbbbbbbbbb obtient le droit au diplôme diploma." in french


def test_mail_that_becomes_due_and_mail_that_falls_away_are_said(school: Path) -> None:
    settings = (school / SITE).read_text() + "mail: {sender: d@example.org, name: École, since: 2024-01-01}\n"
    (school / SITE).write_text(settings)
    ledger = MailLedger(school)
    with ledger.writing():
        ledger.add([Start(datetime(2024, 1, 1, tzinfo=UTC), ("registered",))])
    commit(school, "Mail")
    new = (
        (school / BO)
        .read_text()
        .replace("bo@", "cy@")
        .replace("Bo Li", "Cy Do")
        .replace("platform_id: bo", "platform_id: cy")
    )
    (school / "candidates/register/c-cccccccccc.yml").write_text(new.replace("2024-07-01", DAY))
    found = {one["kind"]: one for one in changes(school)}
    assert found["mail-due"]["about"].startswith("c-cccccccccc/registered/")
    assert found["candidate-new"]["words"]["en"] == "c-cccccccccc registers: diploma."
    commit(school, "Cy")
    (school / "candidates/register/c-cccccccccc.yml").unlink()
    assert {"mail-gone", "candidate-removed"} == {one["kind"] for one in changes(school)}


def test_two_revisions_are_compared_whatever_lies_in_the_working_tree(school: Path) -> None:
    first = git(school, "rev-parse", "HEAD")
    spoil(school, MALARIA, "price_eur: 150", "price_eur: 160")
    second = commit(school, "Dearer")
    spoil(school, MALARIA, "price_eur: 160", "price_eur: 170")
    before = git(school, "status", "--porcelain")
    assert [one["words"]["en"] for one in changes(school, f"{first}..{second}")] == [
        "Malaria, Qualifying: the price goes from €150 to €160."
    ]
    assert "from €160 to €170" in changes(school)[0]["words"]["en"]
    assert "from €150 to €170" in changes(school, first)[0]["words"]["en"]
    assert "from €160 to €150" in changes(school, f"{second}..{first}")[0]["words"]["en"]
    assert git(school, "status", "--porcelain") == before
    git(school, "checkout", "-q", "--", ".")
    assert run(school).stdout == "Nothing has changed.\n"


def test_a_school_in_a_folder_of_its_repository_is_read_there(tmp_path: Path) -> None:
    root = tmp_path / "school"
    git(tmp_path, "init", "-q")
    put(root, site() | dict.fromkeys(OTHERS, b"<svg/>"))
    put(tmp_path, {"content/courses/decoy.yml": b"no record"})
    git(tmp_path, "add", "-A")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x")
    spoil(root, BO, "language: en", "language: fr")
    assert [one["words"]["en"] for one in changes(root)] == ["c-bbbbbbbbbb: language changed."]


@pytest.mark.parametrize("words", [["..HEAD"], ["HEAD.."], ["HEAD...HEAD"]])
def test_half_a_range_is_a_mistake_of_usage(school: Path, words: list[str]) -> None:
    assert run(school, *words).exit_code == 2


def test_a_revision_that_cannot_be_read_is_refused_with_the_reason(school: Path) -> None:
    done = run(school, "nowhere")
    assert (done.exit_code, "git knows no revision 'nowhere'" in done.stderr) == (1, True)
    assert run(school, "--", "--all").exit_code == 1
    spoil(school, MALARIA, "school: school\n", "school: schol\n")
    broken = commit(school, "Broken")
    done = run(school, broken)
    assert done.exit_code == 1
    assert f"{broken}: the records hold 1 mistake" in done.stderr
    assert "X203" in done.stderr


def test_protecting_the_records_changes_nothing_that_they_say(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCHEMIN_KEYRING", str(tmp_path / "ring"))
    monkeypatch.setenv("PARCHEMIN_IDENTITY", str(tmp_path / "identity"))
    done = CliRunner().invoke(main, ["-C", str(school), "protect", "on", "--as", "ada"])
    assert done.exit_code == 0, done.output
    assert b"Bo Li" not in (school / BO).read_bytes()
    assert changes(school) == []
    commit(school, "Protected")
    assert changes(school, "HEAD~1..HEAD") == []
    assert CliRunner().invoke(main, ["-C", str(school), "protect", "off"]).exit_code == 0
    spoil(school, BO, "language: en", "language: fr")
    assert [one["words"]["en"] for one in changes(school)] == ["c-bbbbbbbbbb: language changed."]


def test_a_link_of_a_revision_leads_nowhere(school: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text("secret: words")
    (school / "content/courses/link.yml").symlink_to(secret)
    commit(school, "A link")
    done = run(school, "HEAD")
    assert done.exit_code == 1
    assert "Y100" in done.stderr
    assert "secret: words" not in done.output
