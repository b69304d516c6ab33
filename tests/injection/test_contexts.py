"""A payload arrives as text wherever text goes: each is put into each place, and read by that format's real reader."""

from __future__ import annotations

import pytest

from tests.injection.contexts import CONTEXTS, folded, injected
from tests.injection.payloads import PAYLOADS


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_payload_arrives_as_text(context: str) -> None:
    wrong = []
    for name, payload in PAYLOADS.items():
        arrived = CONTEXTS[context](payload)
        if folded(payload) not in folded(arrived):
            wrong.append(f"{name}: {arrived[:200]!r}")
    assert wrong == []


def test_what_is_injected_is_seen() -> None:
    """The measure itself: each of these would be found."""
    for page in (
        "<p><xss7 a=1></p>",
        '<p title="" onxss7="1">x</p>',
        '<a href=" java\tscript:xss7()">x</a>',
        "<p><script>xss7()</script></p>",
        '<img src="//xss7.example/x">',
    ):
        assert injected(page), page
    assert injected("<p title='onxss7=1'>&lt;xss7 onxss7=1&gt; javascript:xss7()</p>") == []
