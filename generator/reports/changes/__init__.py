"""What the difference between two states of the records means, in sentences for the staff. Pure.

::

    found = changes(before, after, person=str)
    found[0].topic, found[0].sentence.en      # "sessions", "Malaria, 2026-t2 starts one week later, on 6 July 2026."

`catalogue` compares what is published, `people` what was registered, transmitted, decided and paid, `outcome` what
follows from it: who is entitled, which diplomas there are and whether they still have their ground, which mail is due.
"""

from __future__ import annotations

from generator.reports.changes.catalogue import catalogue_changes
from generator.reports.changes.change import TOPICS, Change, Person, Snapshot, summary
from generator.reports.changes.outcome import outcome_changes
from generator.reports.changes.people import people_changes

__all__ = ["TOPICS", "Change", "Snapshot", "changes", "summary"]


def changes(before: Snapshot, after: Snapshot, *, person: Person) -> tuple[Change, ...]:
    """Every change, by topic, then in the order of the records. `person` says how a candidate is called."""
    found = [
        *catalogue_changes(before.tree, after.tree),
        *people_changes(before.tree, after.tree, person),
        *outcome_changes(before, after, person),
    ]
    order = list(TOPICS)
    return tuple(sorted(found, key=lambda one: order.index(one.topic)))
