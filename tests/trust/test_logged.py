"""Whether a diploma is in the log: the neutral vectors, to which the browser's twin is held as well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.trust.base64text import decode_url, encode_url
from generator.trust.logged import verify_logged
from generator.trust.report import Outcome
from tests.vectors.make_log_vectors import DIRECTORY, PROOF, files


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{case['name']}")
        for path in sorted(DIRECTORY.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def salt_of(case: dict[str, Any]) -> bytes | None:
    text = case["salt"]
    return None if text is None else decode_url(text, len(text) * 3 // 4)


def judge(case: dict[str, Any]) -> dict[str, Any]:
    return verify_logged(
        case["credential"],
        issuer_key=case["issuer_key"],
        proof=case["proof"],
        vkey=case["vkey"],
        policy=case["policy"],
        salt=salt_of(case),
        beside=case["beside"],
        live=case["live"],
        compromised_since=case["compromised_since"],
    ).to_json()


@pytest.mark.parametrize("case", cases())
def test_a_vector_is_judged_as_expected(case: dict[str, Any]) -> None:
    assert judge(case) == case["expect"]


def test_the_vectors_are_what_their_generator_writes() -> None:
    made = files()
    assert {path.name for path in DIRECTORY.glob("*.json")} == set(made)
    for name, content in made.items():
        assert (DIRECTORY / name).read_text(encoding="utf-8") == content, f"{name} is out of step"


def good() -> dict[str, Any]:
    case: dict[str, Any] = json.loads((DIRECTORY / "good.json").read_text(encoding="utf-8"))[0]
    return case


@pytest.mark.parametrize("position", range(0, len(str(PROOF)), 3))
def test_no_changed_character_of_a_proof_is_believed(position: int) -> None:
    case = good()
    text = case["proof"]
    case["proof"] = text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]
    assert judge(case)["outcome"] != "passed"


@pytest.mark.parametrize("position", range(0, 300, 2))
def test_no_truncated_proof_is_believed(position: int) -> None:
    case = good()
    case["proof"] = case["proof"][:position]
    assert judge(case)["outcome"] == "failed"


def test_too_few_witnesses_is_still_logged() -> None:
    case = next(
        one
        for one in json.loads((DIRECTORY / "witnesses.json").read_text(encoding="utf-8"))
        if one["name"] == "quorum-not-met"
    )
    report = verify_logged(
        case["credential"],
        issuer_key=case["issuer_key"],
        proof=case["proof"],
        vkey=case["vkey"],
        policy=case["policy"],
    )
    assert (report.outcome, report.logged) == (Outcome.FAILED, True)


def test_the_salt_of_a_vector_is_base64url() -> None:
    assert all(
        case["salt"] is None or encode_url(salt_of(case) or b"") == case["salt"]
        for (case,) in map(_values, cases())
    )


def _values(parameter: Any) -> Any:
    return parameter.values
