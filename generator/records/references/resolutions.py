"""Decisions about transmitted rows: sessions and candidates that exist."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Diagnostic
from generator.records.draft import Draft
from generator.records.references.sessions import check_session

__all__ = ["check"]


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Yield what is wrong with the resolutions, as far as the records alone can say."""
    for entry in draft.resolutions:
        yield from check_session(draft, entry, "candidates/resolutions")
        for place, one in enumerate(entry.record.resolutions):
            if one.candidate is not None:
                at = ("resolutions", place, "candidate")
                yield from draft.refers(entry, at, "candidate", one.candidate)
