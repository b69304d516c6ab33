"""What arrives sealed: the desk that asks for it, and what records keep of it (numbers, receipts, scans)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Diagnostic
from generator.records.draft import Draft
from generator.records.references.twice import repeated
from generator.records.yaml import Location

__all__ = ["check"]


def check(draft: Draft, present: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong. `present` are the paths of the files that are no records."""
    for site in draft.site:
        desk = site.record.registration
        if desk is None:
            continue
        for place, purpose in repeated(text.purpose for text in desk.consents):
            at: Location = ("registration", "consents", place, "purpose")
            yield draft.problem(
                site, at, "X210", f"the consent '{purpose}' is listed twice", "Keep one of them."
            )
        for place, kid in repeated(key.kid for key in desk.keys):
            at = ("registration", "keys", place)
            yield draft.problem(site, at, "X210", f"the key {kid[:12]}… is listed twice", "Keep one of them.")
        if desk.key is None:
            message = "there is no key to seal registrations to, so the site has no registration pages"
            hint = "Make one: parchemin keys intake new"
            yield draft.problem(site, ("registration",), "I101W", message, hint)
    numbers: dict[str, str] = {}
    receipts: dict[str, str] = {}
    for candidate in draft.candidates:
        record, path = candidate.record, candidate.path
        for place, letter in enumerate(record.received):
            if (other := numbers.setdefault(letter.id, path)) != path:
                message = f"the file {letter.id[:8]} was taken in once, and {other} names it too"
                at = ("received", place, "id")
                yield draft.problem(
                    candidate, at, "I105", message, "Keep it in the record that it belongs to."
                )
        for place, receipt in enumerate(record.receipts):
            if (other := receipts.setdefault(receipt, path)) != path:
                message = f"{other} has the same receipt"
                hint = "Keep it in the record of the person to whom it was shown."
                yield draft.problem(candidate, ("receipts", place), "I105", message, hint)
        for place, deposit in enumerate(record.deposits):
            if deposit.scan is not None and deposit.scan.path not in present:
                message = f"there is no file {deposit.scan.path}"
                at = ("deposits", place, "scan", "sha256")
                yield draft.problem(
                    candidate, at, "I103", message, "Bring it back from git, or take 'scan' out."
                )
