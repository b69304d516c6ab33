from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.adapters.transmissions import TransmissionStore
from generator.intake.results.reconciling import outlook, sessions_with_sources
from generator.issuing.audit import verify_ledger
from generator.rules import Case, decide, sittings_by_candidate
from generator.rules.matching import Register
from generator.trust.diplomastate import state_of
from tests.demo.make_candidates import FOLDERS, records

TODAY = datetime(2026, 11, 22, tzinfo=UTC)


def test_the_script_writes_the_committed_records(root: Path) -> None:
    made = records(root)
    for folder in FOLDERS:
        there = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in (root / "candidates" / folder).rglob("[!.]*.*")
        }
        assert there == {
            name: data for name, data in made.items() if name.startswith(f"candidates/{folder}/")
        }


def test_there_are_sixty_people_and_none_of_them_exists(root: Path) -> None:
    candidates = load_tree(root).candidates
    assert len(candidates) >= 60
    assert all(one.fictional and one.email.endswith("@example.org") for one in candidates.values())


def test_diplomas_are_in_every_state_that_can_be_reached_lawfully(root: Path) -> None:
    # `not-yet-valid` is not: nothing is issued before the jury has met.
    audit = verify_ledger(root)
    states = Counter(
        state_of(item.value.credential, audit.acts.get(item.value.code, ()), TODAY).state
        for item in Ledger(root).all_credentials()
    )
    assert set(states) == {"valid", "revoked", "superseded", "withdrawn", "expired"}
    assert states["valid"] >= 20


def test_every_ground_on_which_a_result_does_not_count_occurs(root: Path) -> None:
    tree = load_tree(root)
    sittings = sittings_by_candidate(tree.results)
    grounds: Counter[str] = Counter()
    entitled: Counter[str] = Counter()
    for name, candidate in tree.candidates.items():
        for entry in candidate.registrations:
            decision = decide(Case.of(tree, sittings, entry.programme, name), on=TODAY.date())
            grounds.update(judged.reason for judged in decision.judged)
            entitled[f"{entry.programme} {decision.entitled}"] += 1
    assert {
        "passed", "recognised", "counted-once", "invalidated", "no-result", "below-mark", "failed",
        "identity-failed", "identity-not-checked", "after-window", "declared-only",
    } <= set(grounds)  # fmt: skip
    waiting = {
        name
        for name, candidate in tree.candidates.items()
        if candidate.registration("dnm2ip") is not None
        and decide(Case.of(tree, sittings, "dnm2ip", name), on=TODAY.date()).entitled
        and not any(name == award.candidate for one in tree.editions.values() for award in one.awards)
    }
    assert len(waiting) >= 3, "entitled in the coming edition"


def test_no_file_of_the_ledger_names_anybody(root: Path) -> None:
    for path in Ledger(root).directory.rglob("*"):
        assert re.fullmatch(r"[a-zA-Z0-9.-]+", path.name)


def test_the_transmitted_sessions_show_what_can_happen(root: Path) -> None:
    tree = load_tree(root)
    store = TransmissionStore(root)
    register = Register.of(tree.candidates)
    found = {
        key: outlook(tree, register, *key, store.in_force(*key)).outcome
        for key in sessions_with_sources(tree, store)
    }
    listed, reported = (
        found["neglected-tropical-diseases", "2026-t3"],
        found["shs-gestion-epidemies", "2026-t3"],
    )
    assert listed.counts["contradicted"] == 1
    assert listed.counts["transmitted-not-registered"] == 1
    assert [one.settled is not None for one in listed.findings].count(True) == 1
    assert reported.counts["verified"] == 3
    assert found["rabies", "2026-t4"].counts["claimed-not-transmitted"] == 3
    assert store.numbers("neglected-tropical-diseases", "2026-t3") == (1, 2)
    for key in (("neglected-tropical-diseases", "2026-t3"), ("shs-gestion-epidemies", "2026-t3")):
        assert tree.results[key].results == found[key].results


def test_without_the_decision_of_the_demonstration_a_row_would_be_ambiguous(root: Path) -> None:
    tree = load_tree(root)
    key = ("neglected-tropical-diseases", "2026-t3")
    bare = replace(tree, resolutions={})
    outcome = outlook(
        bare, Register.of(tree.candidates), *key, TransmissionStore(root).in_force(*key)
    ).outcome
    assert [one.reason for one in outcome.findings if one.outcome == "ambiguous"] == ["name-alone"]
