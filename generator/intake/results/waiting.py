"""What reconciliation leaves to people, for whoever asks where things stand.

A claim counts as waiting only while nobody wrote a result for it: results may also be written by hand, without a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.adapters.transmissions import TransmissionStore
from generator.intake.results.reconciling import outlook, sessions_with_sources
from generator.records.tree import Tree
from generator.rules.matching import Register
from generator.rules.reconciliation import NEEDS_PERSON, OUTCOMES, Finding, Outcome

__all__ = ["Waiting", "waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one session leaves open."""

    course: str
    session: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many findings have each outcome that needs a person."""
        found = Counter(finding.outcome for finding in self.findings)
        return {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}

    def about(self, candidate: str) -> tuple[Finding, ...]:
        """What concerns one candidate, as somebody whom a row may be about included."""
        return tuple(
            finding
            for finding in self.findings
            if candidate == finding.candidate or candidate in {one.candidate for one in finding.proposals}
        )


def waiting(tree: Tree, store: TransmissionStore) -> Iterator[Waiting]:
    """Every session of which something waits for a person, in order."""
    register = Register.of(tree.candidates)
    for course, session in sessions_with_sources(tree, store):
        item = outlook(tree, register, course, session, store.in_force(course, session))
        record = tree.results.get((course, session))
        written = {one.candidate for one in record.results} if record is not None else set()
        findings = tuple(
            finding
            for finding in item.outcome.findings
            if finding.outcome in NEEDS_PERSON
            and finding.settled is None
            and not (finding.outcome == "claimed-not-transmitted" and finding.candidate in written)
        )
        if findings:
            yield Waiting(course, session, findings)
