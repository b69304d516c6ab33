"""``parchemin reconcile`` and ``resolve``: what is written, what waits for a person, and what a second run does."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.adapters.files import load_tree
from generator.intake.results.memo import Inputs, Memo
from generator.intake.results.reconciling import results_text
from generator.records.result import Result, Results
from generator.records.yaml import MAX_BYTES, load
from tests.intake.desk import HEAD, WHERE, Desk, ident, line

RESULTS = "candidates/results/first-aid/2026.yml"
BY = ("--by", "Diane Démonstration", "--reason", "Pièce d’identité vue.")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def findings(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["outcome"], one["reason"]) for one in answer["sessions"][0]["findings"]]


def key(answer: dict[str, Any], place: int = 0) -> str:
    return str(answer["sessions"][0]["findings"][place]["row"]["key"])


def test_what_is_certain_is_written_and_nothing_else(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0), line(1, score=13), line(2, birth=""), line(9)))
    before = desk.everything()
    looked = desk.reconciled("--dry-run")
    assert desk.everything() == before
    assert looked["pending"] == [RESULTS]
    assert findings(looked) == [("ambiguous", "name-alone")]
    desk.reconciled()
    results = load_tree(desk.root).results["first-aid", "2026"]
    assert [(one.candidate, one.score) for one in results.results] == [(ident(0), 18), (ident(1), 13)]
    assert results.source.number == 1


def test_a_second_run_writes_nothing_and_prints_the_same(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0), line(2, birth="")))
    first = desk.reconciled()
    before = desk.everything()
    second = desk.reconciled()
    assert desk.everything() == before
    assert (first.pop("written"), second.pop("written")) == ([RESULTS], [])
    assert second == first
    assert "nothing to do" in desk.run("reconcile", WHERE).output


def test_a_dry_run_names_what_it_would_write_and_writes_nothing(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0)))
    before = desk.everything()
    output = desk.run("reconcile", WHERE, "--dry-run").output
    assert f"Dry run: would write {RESULTS}; nothing was written." in output
    assert desk.everything() == before


def test_both_sources_are_shown_side_by_side(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(2, birth="")))
    output = desk.run("reconcile", WHERE).output
    for words in (
        "ambiguous: only the name matches",
        "Personne EXEMPLE C",
        "Personne Exemple c",
        "CERT-0002",
        ident(2),
    ):
        assert words in output
    assert f"decide: parchemin resolve {WHERE}" in output


def test_without_arguments_every_session_with_a_source_is_looked_at(desk: Desk) -> None:
    record = desk.school.read(f"candidates/register/{ident(0)}.yml")
    record["deposits"] = [
        {"course": "first-aid", "session": "2026", "certificate": "C-1", "date": date(2026, 6, 30)}
    ]
    desk.school.write(f"candidates/register/{ident(0)}.yml", "candidate", record)
    (only,) = json.loads(desk.run("reconcile", "--json").stdout)["sessions"]
    assert (only["transmission"], only["counts"]["claimed-not-transmitted"]) == (None, 1)
    assert "1" in desk.run("reconcile").output


def test_results_written_by_hand_are_never_overwritten(tmp_path: Path) -> None:
    desk = Desk(tmp_path, results=True)
    by_hand = (desk.root / RESULTS).read_bytes()
    desk.sent(desk.file(HEAD, line(0)))
    looked = desk.run("reconcile", WHERE, "--dry-run")
    assert (looked.exit_code, "C401" in looked.output) == (0, True)
    refused = desk.run("reconcile", WHERE)
    assert (refused.exit_code, "C401" in refused.output) == (1, True)
    assert (desk.root / RESULTS).read_bytes() == by_hand
    (desk.root / RESULTS).unlink()
    assert desk.reconciled()["written"] == [RESULTS]


# --- Decisions


def test_a_decision_is_kept_with_its_reason_and_honoured(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(2, birth="")))
    row = key(desk.reconciled("--dry-run"))
    done = desk.run("resolve", WHERE, row[:8], "--match", ident(2), *BY, "--date", "2026-07-02")
    assert done.exit_code == 0, done.output
    (kept,) = load_tree(desk.root).resolutions["first-aid", "2026"].resolutions
    assert (kept.row, kept.decision, kept.candidate, kept.date) == (row, "match", ident(2), date(2026, 7, 2))
    assert kept.reason == "Pièce d’identité vue."
    assert findings(desk.reconciled()) == []
    assert load_tree(desk.root).results["first-aid", "2026"].results[0].candidate == ident(2)
    again = desk.run("resolve", WHERE, row, "--match", ident(2), *BY)
    assert "decided so already" in again.output


def test_a_decision_outlives_a_corrected_file_with_other_lines(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(2, birth="")))
    desk.run("resolve", WHERE, key(desk.reconciled("--dry-run")), "--match", ident(2), *BY)
    desk.sent(desk.file("titre", HEAD, line(0), line(1), line(2, birth="", score=19), name="b.csv"))
    assert findings(desk.reconciled()) == []
    scores = {one.candidate: one.score for one in load_tree(desk.root).results["first-aid", "2026"].results}
    assert scores[ident(2)] == 19


def test_a_decision_about_a_row_that_is_gone_is_named(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0), line(2, birth="")))
    desk.run("resolve", WHERE, key(desk.reconciled("--dry-run")), "--match", ident(2), *BY)
    desk.sent(desk.file(HEAD, line(0), name="b.csv"))
    (warning,) = desk.reconciled("--dry-run")["warnings"]
    assert warning["code"] == "C403W"


def test_fraud_takes_the_ground_from_a_diploma(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, *(line(place) for place in range(5))))
    desk.reconciled()
    desk.school.add_key()
    desk.jury()
    desk.school.issue()
    row = next(r.who for r in desk.store.read("first-aid", "2026", 1).rows if r.certificate == "CERT-0001")
    told = ("--told-fr", "Une autre personne répondait.", "--told-en", "Somebody else was answering.")
    done = desk.run("resolve", WHERE, row, "--fraud", *told, *BY, "--date", "2026-07-20")
    assert done.exit_code == 0, done.output
    answer = desk.reconciled()
    assert answer["sessions"][0]["counts"]["invalidated"] == 1
    assert len(answer["diplomas"]) == 1
    by_candidate = {one.candidate: one for one in load_tree(desk.root).results["first-aid", "2026"].results}
    invalidated = by_candidate[ident(1)].invalidated
    assert invalidated is not None
    assert invalidated.reason.en == "Somebody else was answering."


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ffffffff", "--nobody", *BY), 1),
        (("ff", "--nobody", *BY), 1),
        (("{row}", "--match", "c-0000000000", *BY), 1),
        (("{row}", "--nobody", "--by", "\u202e", "--reason", "x"), 1),
        (("{row}", *BY), 2),
        (("{row}", "--nobody", "--match", "c-person0002", *BY), 2),
        (("{row}", "--fraud", *BY), 2),
        (("{row}", "--nobody", "--told-fr", "x", *BY), 2),
        (("{row}", "--nobody", "--by", "Diane"), 2),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(
    desk: Desk, arguments: tuple[str, ...], code: int
) -> None:
    desk.sent(desk.file(HEAD, line(2, birth="")))
    row = key(desk.reconciled("--dry-run"))
    before = desk.everything()
    done = desk.run("resolve", WHERE, *(row if one == "{row}" else one for one in arguments))
    assert (done.exit_code, "Traceback" in done.output) == (code, False), done.output
    assert desk.everything() == before


# --- The memo


def test_the_memo_answers_while_nothing_has_changed_and_no_longer(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0)))
    memo = Memo(desk.root, "question")
    assert memo.recall() is None
    memo.keep(Inputs.of(desk.root), {"answer": 1})
    assert memo.recall() == {"answer": 1}
    assert Memo(desk.root, "other").recall() is None
    record = desk.root / f"candidates/register/{ident(0)}.yml"
    was = record.stat()
    record.write_bytes(record.read_bytes().replace(b"secret-0", b"secret-9"))
    os.utime(record, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert memo.recall() is None, "the same size and time within the same moment: the content tells"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"question":"question"}', b"\xff"])
def test_a_damaged_memo_is_no_memo(desk: Desk, damage: bytes) -> None:
    memo = Memo(desk.root, "question")
    memo.keep(Inputs.of(desk.root), {"answer": 1})
    memo.path.write_bytes(damage)
    assert memo.recall() is None


def test_a_changed_record_is_seen_by_the_next_run(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0)))
    assert desk.reconciled("--dry-run")["sessions"][0]["counts"]["verified"] == 1
    path = f"candidates/register/{ident(0)}.yml"
    desk.school.write(path, "candidate", {**desk.school.read(path), "birth_date": date(1980, 1, 1)})
    assert desk.reconciled("--dry-run")["sessions"][0]["counts"]["verified"] == 0


# --- The file of results

TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


@given(TEXTS, TEXTS, st.sampled_from(["2026-t1", "2026", "1e5", "true", "null", "t1"]))
def test_the_written_results_read_back_as_the_same_record(file: str, certificate: str, session: str) -> None:
    value = {
        "course": "malaria",
        "session": session,
        "source": {"number": 1, "file": "f", "sha256": "1e" * 32, "received": "2026-01-01", "sender": "P"},
        "results": [
            {"candidate": ident(0), "path": "exam", "date": "2026-01-01", "score": 3, "identity": "failed"},
            {
                "candidate": ident(1), "path": "exam", "date": "2026-01-01", "passed": True, "identity": "verified",
                "invalidated": {"date": "2026-01-02", "reason": {"fr": "a: b # c", "en": "'\"\\"}},
            },
        ],
    }  # fmt: skip
    record = Results.model_validate(value)
    try:
        source = record.source.model_validate({**record.source.model_dump(), "file": file})
        last = record.results[0].model_validate(
            {**record.results[0].model_dump(), "certificate": certificate}
        )
    except ValueError:
        return
    record = record.model_copy(update={"source": source, "results": (last, record.results[1])})
    text = results_text(record)
    document = load(text.encode(), RESULTS)
    assert document.problems == ()
    assert Results.model_validate(document.data) == record
    assert yaml.safe_load(text)["results"][0]["score"] == 3


def test_the_results_of_a_large_session_may_be_larger_than_any_other_record() -> None:
    rows = tuple(
        Result(
            candidate=f"c-{number:010d}", path="exam", date=date(2026, 6, 20), score=18, identity="verified"
        )
        for number in range(12_000)
    )
    source = {"number": 1, "file": "f", "sha256": "1e" * 32, "received": "2026-07-01", "sender": "P"}
    record = Results.model_validate(
        {"course": "malaria", "session": "2026", "source": source, "results": rows}
    )
    data = results_text(record).encode()
    assert len(data) > MAX_BYTES
    document = load(data, RESULTS)
    assert document.problems == ()
    assert Results.model_validate(document.data) == record
    assert [one.code for one in load(data, "candidates/editions/a-1.yml").problems] == ["Y102"]
