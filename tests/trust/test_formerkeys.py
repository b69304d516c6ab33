"""A stolen key is good for what the log held before: the neutral vectors, to which the browser is held as well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.trust import Verdict
from generator.trust.formerkeys import LogMeans, compromised_file, judge_former
from generator.trust.instant import parse_instant
from generator.trust.keys import SecretKey
from generator.trust.logleaf import KeyLeaf
from generator.trust.report import CheckId
from generator.trust.verify import verify
from tests.logs import ISSUER, leaves, log_of
from tests.vectors.make_former_vectors import DIRECTORY, files

CASES: list[dict[str, Any]] = json.loads((DIRECTORY / "former.json").read_text(encoding="utf-8"))


def judged(case: dict[str, Any]) -> dict[str, Any]:
    did_documents = {did: text.encode() for did, text in case["did_documents"].items()}
    status_lists = {url: text.encode() for url, text in case["status_lists"].items()}
    now, credential = parse_instant(case["now"]), case["credential"].encode()
    report = verify(credential, did_documents=did_documents, status_lists=status_lists, now=now)
    means = LogMeans(
        case["proof"], case["vkey"], case["policy"], case["live"], case["beside"], case["compromised"]
    )
    again = judge_former(
        credential, report, means, did_documents=did_documents, status_lists=status_lists, now=now
    )
    log = None
    if again is not None:
        report, log = again
    return {
        "verdict": report.verdict.value,
        "key": report[CheckId.KEY].reason,
        "log": None if log is None else log.reason,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_vector_is_judged_as_expected(case: dict[str, Any]) -> None:
    assert judged(case) == case["expect"]


def test_the_vectors_are_what_their_generator_writes() -> None:
    for name, content in files().items():
        assert (DIRECTORY / name).read_text(encoding="utf-8") == content, f"{name} is out of step"


@pytest.mark.parametrize("position", range(0, len(CASES[0]["compromised"]), 7))
def test_no_changed_character_of_the_word_brings_a_key_back(position: int) -> None:
    """Not even one that leaves the word in force: a file with one false entry is believed in nothing."""
    text = CASES[0]["compromised"]
    changed = text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]
    assert judged({**CASES[0], "compromised": changed})["verdict"] == Verdict.ALTERED


def test_what_is_not_signed_for_is_not_published() -> None:
    word = KeyLeaf.sign(ISSUER, "compromised", SecretKey(bytes(32)).public, since=2).to_bytes()
    entries = [*leaves(4), word]
    assert json.loads(compromised_file(log_of(entries, (4,)))) == {"keys": [], "v": 1}
    assert len(json.loads(compromised_file(log_of(entries, (4, 5))))["keys"]) == 1
    grown = [*entries, *leaves(9)[4:]]
    assert compromised_file(log_of(grown, (4, 5, len(grown)))) == compromised_file(log_of(entries, (4, 5)))
