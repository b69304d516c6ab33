"""Whatever a verifier reports has words: no slug for machines reaches a person's sentence."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from generator.cli.reasons import REASONS, in_reason
from tests.conftest import ROOT

TRUST = ROOT / "generator" / "trust"
MODULES = (
    "anchors.py",
    "archive.py",
    "baked.py",
    "bundle.py",
    "carriers.py",
    "did.py",
    "formerkeys.py",
    "keys.py",
    "logged.py",
    "multibase.py",
    "proof.py",
    "publishedlist.py",
    "sealedpage.py",
    "statuslist.py",
    "strictjson.py",
    "verify.py",
    "view.py",
)
"""Those whose reasons stand in a report."""
UNSEEN = {
    "already-signed",  # while signing
    "compromised",  # turned into "nothing is said of the key"
    "duplicate-key",  # while writing did.json
    "duplicate-node",
    "fingerprint",  # a mistake in the command
    "no-did-document",
    "replace",
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slugs(module: str) -> set[str]:
    """The reasons that a module gives: `reason="…"`, and the words of a helper whose name says so."""
    found = set()
    for node in ast.walk(ast.parse((TRUST / module).read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        values = [item.value for item in node.keywords if item.arg == "reason"]
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in ("_refused", "_RefusedError", "_failed", "Check"):
            values += node.args
        found.update(
            value.value
            for value in values
            if isinstance(value, ast.Constant) and isinstance(value.value, str)
        )
    return {slug for slug in found if SLUG.fullmatch(slug)}


@pytest.mark.parametrize("module", MODULES)
def test_every_reason_of_a_module_has_words(module: str) -> None:
    assert slugs(module) - UNSEEN <= REASONS.keys()


def test_every_reason_of_the_vectors_has_words() -> None:
    found: set[str] = set()
    for path in sorted((ROOT / "tests/vectors").rglob("*.json")):
        if path.parent.name in ("verify", "log", "former"):
            found.update(_reasons(json.loads(path.read_text(encoding="utf-8"))))
    assert len(found) > 40
    assert found <= REASONS.keys()


def _reasons(value: Any) -> Iterator[str]:
    """The reasons that are expected, anywhere."""
    if isinstance(value, list):
        for item in value:
            yield from _reasons(item)
    elif isinstance(value, dict):
        expect = value.get("expect")
        if isinstance(expect, dict):
            found = [
                *(expect.get(name) for name in ("reason", "key", "log")),
                *expect.get("reasons", {}).values(),
            ]
            yield from (one for one in found if isinstance(one, str))
        for item in value.values():
            yield from _reasons(item)


def test_words_are_sentences_for_people() -> None:
    for slug, words in REASONS.items():
        assert words == in_reason(slug)
        assert " " in words, slug
        assert not words.endswith("."), slug
    assert "no words" in in_reason("something-new")
