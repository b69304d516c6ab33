"""The neutral vectors that the browser's verifier is held to as well."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from generator.trust import verify
from generator.trust.instant import parse_instant

VECTORS = Path(__file__).parent.parent / "vectors"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}/{case['name']}")
        for path in sorted((VECTORS / "verify").glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    return str(given["prefix"] + given["repeat"] * given["times"] + given["suffix"])


@pytest.mark.parametrize("case", _cases())
def test_a_vector_is_judged_as_expected(case: dict[str, Any]) -> None:
    report = verify(
        _text(case["credential"]),
        did_documents=case["did_documents"],
        status_lists=case["status_lists"],
        now=parse_instant(case["now"]),
        pinned=case["pinned"],
    )
    found = {
        "verdict": report.verdict.value,
        "checks": {check.id.value: check.outcome.value for check in report.checks},
        "reasons": {check.id.value: check.reason for check in report.checks if check.reason not in ("ok", "not-reached")},
    }
    assert found == case["expect"]
    assert (report.view is None) == (case["expect"]["checks"]["proof"] != "passed")


def test_the_vectors_are_what_their_generator_writes() -> None:
    spec = importlib.util.spec_from_file_location("make_vectors", VECTORS / "make_vectors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["make_vectors"] = module
    spec.loader.exec_module(module)
    for name, content in module.files().items():
        assert (VECTORS / "verify" / name).read_text(encoding="utf-8") == content, name
    assert {path.name for path in (VECTORS / "verify").glob("*.json")} == set(module.files())
