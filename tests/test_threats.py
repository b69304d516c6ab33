"""The page of threats names tests that exist."""

from __future__ import annotations

import re

from tests.conftest import ROOT

TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    if "node_modules" not in path.parts
    for name in re.findall(r"(?m)^(?:    )?def (test_\w+)", path.read_text(encoding="utf-8"))
}
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
WHO = (
    "forger",
    "thief of the key",
    "dishonest insider",
    "careless colleague",
    "scraper",
    "hosting company",
    "court order",
)


def test_each_threat_names_a_test_that_exists() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "test |" not in line]
    assert len(rows) >= 35
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= TESTS, row


def test_everybody_who_is_to_be_feared_has_a_part() -> None:
    assert re.findall(r"(?m)^## The (.*)$", PAGE) == list(WHO)
