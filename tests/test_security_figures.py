"""The figures in docs/security.md are those that the runs left behind."""

from __future__ import annotations

from tests.docs import make_security


def test_the_tables_are_those_of_the_runs() -> None:
    text = make_security.PAGE.read_text(encoding="utf-8")
    assert make_security.page(text) == text, "python -m tests.docs.make_security writes them"
    assert "not looked at yet" not in text
