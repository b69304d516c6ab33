"""Two states of a site compared: what `generator.reports.changes` says of them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from pathlib import Path

from generator.adapters.revision import checked_out
from generator.errors import RecordError
from generator.office.state import State, read_state
from generator.records.tree import Tree
from generator.reports.changes import Change, Snapshot, changes
from generator.reports.changes.change import Given

__all__ = ["compare", "snapshot_of"]


def compare(
    root: Path, before: str, after: str | None, day: date, *, names: bool = False
) -> tuple[Change, ...]:
    """What changed between two revisions; `after` None is the working tree. Both are judged on the same day, so that
    what only time changes is no change."""
    with ExitStack() as stack:
        past = stack.enter_context(checked_out(root, before)).root
        present = root if after is None else stack.enter_context(checked_out(root, after)).root
        old, new = _state(past, day, before), _state(present, day, after or "the working tree")
        trees = (new.tree, old.tree)

        def person(name: str) -> str:
            return _named(name, trees) if names else name

        return changes(snapshot_of(old), snapshot_of(new), person=person)


def _state(root: Path, day: date, what: str) -> State:
    try:
        return read_state(root, day)
    except RecordError as error:
        raise RecordError(f"{what}: {error}", error.diagnostics, hint=error.hint) from None


def _named(name: str, trees: tuple[Tree, ...]) -> str:
    record = next((tree.candidates[name] for tree in trees if name in tree.candidates), None)
    return name if record is None else f"{record.name.display} ({name})"


def snapshot_of(state: State) -> Snapshot:
    """What two states are compared by."""
    evening = datetime.combine(state.day, time(23, 59, 59), UTC)
    plan = state.mail
    return Snapshot(
        tree=state.tree,
        entitled=frozenset(
            (one.candidate, one.programme) for one in state.lines if one.progress.decision.entitled
        ),
        groundless=frozenset((one.candidate, one.programme) for one in state.lines if one.ground == "gone"),
        diplomas={
            code: Given(one.candidate, one.programme, one.edition, state.book.state(one, evening))
            for code, one in state.book.issued.items()
        },
        due=frozenset(message.key for message in plan.due) if plan else frozenset(),
        sent=frozenset(item.message.key for item in plan.items if item.standing == "sent")
        if plan
        else frozenset(),
    )
