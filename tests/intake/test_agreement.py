"""No diploma out of results that the platform did not send: whatever is edited, the files are asked again."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from generator.records.erased import erased_record
from tests.intake.desk import HEAD, WHERE, Desk, ident, line

RESULTS = "candidates/results/first-aid/2026.yml"
NOW = ("--date", "2026-07-13T09:00:00Z", "--demonstration")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two people, of whom the second failed; only the first is awarded."""
    desk = Desk(tmp_path, 2)
    desk.sent(desk.file(HEAD, line(0), line(1, score=9)))
    desk.reconciled()
    return desk


def rewrite(desk: Desk, pattern: str, by: str) -> None:
    path = desk.root / RESULTS
    text = path.read_text(encoding="utf-8")
    changed = re.sub(pattern, by, text, count=1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def check(desk: Desk) -> list[str]:
    return re.findall(r"\b[A-Z]\d{3}W?\b", desk.run("check", "--date", "2026-07-13").output)


def decide(desk: Desk, *more: str) -> str:
    result = desk.run("decide", "first-aid", "--edition", "2026", "--dry-run", *more)
    assert "Traceback" not in result.output
    return f"{result.exit_code} {result.output}"


def test_untouched_results_agree_with_their_file(desk: Desk) -> None:
    assert not {"T307", "T308W", "C401"} & set(check(desk))
    assert decide(desk).startswith("0")


@pytest.mark.parametrize(
    ("pattern", "by", "said"),
    [
        ("score: 9", "score: 20", "score 9"),
        (r"(?s)(candidate: c-person)0000(.*candidate: c-person)0001", r"\g<1>0001\g<2>0000", "score 9"),
        ("CERT-0001", "CERT-9999", "CERT-0001"),
        ("2026-06-20", "2026-06-19", "2026-06-20"),
    ],
    ids=["a better score", "two people exchanged", "another number", "another day"],
)
def test_results_edited_by_hand_are_found(desk: Desk, pattern: str, by: str, said: str) -> None:
    rewrite(desk, pattern, by)
    output = desk.run("check", "--date", "2026-07-13").output
    assert said in output
    place = re.search(rf"{RESULTS}:(\d+):14: T307", output)
    assert place is not None
    assert "candidate: c-person" in (desk.root / RESULTS).read_text().splitlines()[int(place[1]) - 1]


@pytest.mark.parametrize("trick", ["score", "source", "digest"])
def test_nothing_is_proposed_or_issued_on_results_edited_by_hand(desk: Desk, trick: str) -> None:
    rewrite(desk, "score: 9", "score: 20")
    if trick == "source":
        rewrite(desk, r"  number: 1\n", "")
    if trick == "digest":
        rewrite(
            desk, 'sha256: "?[0-9a-f]{8}', 'sha256: "00000000' if '"' in _digest(desk) else "sha256: a0000000"
        )
    before = desk.school.codes()
    code = {"score": "T307", "source": "C401", "digest": "T305"}[trick]
    said = decide(desk)
    assert said.startswith("1")
    assert code in said
    issued = desk.run("issue", "first-aid-2026", *NOW)
    assert issued.exit_code == 1
    assert code in issued.output
    assert "nothing was issued" in issued.output
    assert desk.school.codes() == before


def _digest(desk: Desk) -> str:
    return next(one for one in (desk.root / RESULTS).read_text().splitlines() if "sha256" in one)


def test_a_corrected_file_that_was_not_reconciled_stops_the_awards(desk: Desk) -> None:
    """The corrected file takes the pass away; the results still say what the former file said."""
    desk.sent(desk.file(HEAD, line(0, score=12), line(1, score=9), name="corrected.csv"))
    said = decide(desk)
    assert said.startswith("1")
    assert "T307" in said
    assert "T306W" in check(desk)
    desk.reconciled()
    assert "T307" not in decide(desk)


def test_a_decision_for_fraud_counts_before_the_results_are_written_anew(desk: Desk) -> None:
    row = next(r.who for r in desk.store.read("first-aid", "2026", 1).rows if r.certificate == "CERT-0000")
    told = ("--told-fr", "Fraude.", "--told-en", "Fraud.", "--by", "Diane", "--reason", "Vu.")
    assert desk.run("resolve", WHERE, row, "--fraud", *told).exit_code == 0
    assert "T307" in decide(desk)


def test_who_came_into_doubt_since_is_told_and_not_awarded(desk: Desk) -> None:
    """The register says another date of birth now: was it this person's row?"""
    first = desk.school.read(f"candidates/register/{ident(0)}.yml")
    first["birth_date"] = "1990-03-09"
    desk.school.write(f"candidates/register/{ident(0)}.yml", "candidate", first)
    assert "T308W" in check(desk)
    assert "T307" in decide(desk)


def test_of_whoever_was_erased_nothing_is_asked_but_an_edited_result_is_told(desk: Desk) -> None:
    path = f"candidates/register/{ident(0)}.yml"
    known = desk.school.tree().candidates[ident(0)]
    (desk.root / path).write_text(erased_record(ident(0), known, date(2026, 7, 13)), encoding="utf-8")
    assert not {"T307", "T308W"} & set(check(desk))
    rewrite(desk, r"score: \d+", "score: 20")
    assert "T307" in check(desk)
