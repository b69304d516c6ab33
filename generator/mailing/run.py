"""The run: each message's intention on the disk, the message handed over, what became of it on the disk.

Never twice, by construction. A message is handed over only when the line that intends it was flushed; a program that is
killed between that and the line that says what became of it leaves an intention without an outcome, which no later run
takes up: a person is asked. What is certain not to have left (a refusal, a connection that broke before the text) is
recorded as such, and is due again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from generator.adapters.git import PushRefusedError
from generator.adapters.mailledger import Journal
from generator.adapters.transport import DoubtError, Parcel, RefusedError, Transport, UnreachableError
from generator.errors import Diagnostic, LedgerError, ParcheminError
from generator.mailing.desk import Desk, Written
from generator.mailing.turn import Place, Turn, check_no_open_run
from generator.outreach.entries import Accept, Doubt, End, Intend, Refuse, Run
from generator.outreach.message import Message, address_digest
from generator.records.mail import MailKind

__all__ = ["Outcome", "check_ready", "send"]

Clock = Callable[[], datetime]
_MOST_REFUSED_IN_A_ROW = 10
"""After so many refusals one after the other something is wrong with us, not with the addresses."""


@dataclass
class Outcome:
    """What a run came to, in counts of keys; `stopped` says why it went no further, if it did not."""

    accepted: Counter[MailKind] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    left: int = 0
    stopped: ParcheminError | None = None
    journal: str = ""
    unpublished: PushRefusedError | None = None

    @property
    def complete(self) -> bool:
        """Whether everything was handed over and taken."""
        return not (self.refused or self.doubtful or self.stopped or self.unpublished)


def check_ready(desk: Desk, wanted: Sequence[Message], ceiling: int) -> None:
    """Refuse a run that must not begin; raises `LedgerError` with `M502`, `M503` or `M511`."""
    check_no_open_run(desk.plan.book)
    if desk.plan.unstarted:
        message = f"not started yet: {', '.join(desk.plan.unstarted)}"
        hint = (
            "Look at parchemin mail plan, then say parchemin mail start: what is past by then is never sent."
        )
        problem = Diagnostic("content/site.yml", 0, 0, "M502", message, hint)
        raise LedgerError("nothing is sent before mail was started", [problem])
    if len(wanted) > ceiling:
        message = f"{len(wanted)} messages are due, and a run sends {ceiling} at most"
        hint = (
            f"Look at parchemin mail plan. If all of them are meant: --ceiling {len(wanted)}; "
            "to send some: --limit N."
        )
        problem = Diagnostic("content/site.yml", 0, 0, "M503", message, hint)
        raise LedgerError("nothing was sent", [problem])


def send(
    desk: Desk,
    transport: Transport,
    written: Sequence[Written],
    turn: Turn,
    place: Place | None,
    *,
    run_id: str,
    transport_name: str,
    clock: Clock,
    done: Callable[[], None] = lambda: None,
) -> Outcome:
    """Hand over every message of `written`, in order.

    Call it inside ``ledger.writing()``, with the `place` that ``turn.check()`` gave there and a desk opened after that.
    The connection is made before the run begins, so that a server which cannot be reached leaves no trace. Raises
    `UnreachableError`, `TurnRefusedError` or `PushRefusedError`; nothing was sent then.
    """
    outcome = Outcome(left=len(written))
    if not written:
        return outcome
    transport.ready()
    try:
        run = Run(clock(), run_id, desk.settings.kinds, transport_name)
        with desk.ledger.begin(run) as journal:
            outcome.journal = desk.ledger.relative(journal.path)
            _take(turn, journal, place)
            _Round(desk, transport, journal, clock, outcome, done).go(written)
            journal.add(End(clock(), sum(outcome.accepted.values()), len(outcome.refused)))
            try:
                turn.give_back(journal.path, place)
            except PushRefusedError as refused:
                outcome.unpublished = refused
    finally:
        transport.close()
    return outcome


def _take(turn: Turn, journal: Journal, place: Place | None) -> None:
    try:
        turn.take(journal.path, place)
    except ParcheminError:
        # Nobody but this process knows of the run yet, and it has sent nothing.
        journal.path.unlink(missing_ok=True)
        raise


@dataclass
class _Round:
    """One run while it is under way."""

    desk: Desk
    transport: Transport
    journal: Journal
    clock: Clock
    outcome: Outcome
    done: Callable[[], None]
    in_a_row: int = 0

    def go(self, written: Sequence[Written]) -> None:
        for one in written:
            try:
                self.transport.ready()
            except UnreachableError as error:
                self.outcome.stopped = error
                return
            self._intend(one.message, one.parcel)
            try:
                self._deliver(one.message, one.parcel)
            except KeyboardInterrupt:
                self.journal.add(Doubt(self.clock(), one.message.key))
                self.outcome.doubtful.append(one.message.key)
                self.outcome.stopped = ParcheminError("interrupted by hand")
            self.outcome.left -= 1
            self.done()
            if self.outcome.stopped is not None:
                return

    def _intend(self, message: Message, parcel: Parcel) -> None:
        digest = hashlib.sha256(parcel.data).hexdigest()
        to = address_digest(message.candidate, parcel.recipient)
        self.journal.add(Intend(self.clock(), message.key, digest, to, message.state))

    def _deliver(self, message: Message, parcel: Parcel) -> None:
        key, outcome = message.key, self.outcome
        try:
            self.transport.deliver(parcel)
        except RefusedError as refused:
            self.journal.add(Refuse(self.clock(), key, refused.code, refused.status, refused.scope))
            outcome.refused.append(key)
            self.in_a_row += 1
            if refused.scope == "sender" or self.in_a_row >= _MOST_REFUSED_IN_A_ROW:
                outcome.stopped = refused
        except UnreachableError as error:
            self.journal.add(Refuse(self.clock(), key, 421, "", "sender"))
            outcome.refused.append(key)
            outcome.stopped = error
        except DoubtError:
            self.journal.add(Doubt(self.clock(), key))
            outcome.doubtful.append(key)
            self.in_a_row = 0
        else:
            self.journal.add(Accept(self.clock(), key))
            outcome.accepted[message.kind] += 1
            self.in_a_row = 0
