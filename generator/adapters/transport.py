"""What carries a message away: the parcel, the ways in which that can fail, and the outbox of files.

A transport says of each parcel one of four things, and never anything less clear: it was taken (no exception), it was
refused (`RefusedError`: certainly not sent), the way there is closed (`UnreachableError`: certainly not sent, and
nothing else will be), or nobody knows (`DoubtError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from generator.adapters.atomic import STEPS, Steps, write_once
from generator.errors import ParcheminError

__all__ = ["DoubtError", "Outbox", "Parcel", "RefusedError", "Transport", "UnreachableError"]

_UNSENT = b"X-Unsent: 1\r\n"
"""Mail programs open such a file as a draft, with a button that sends it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as it leaves: `data` has CRLF line ends, `name` stands for it in file names and shows nobody."""

    name: str
    sender: str
    recipient: str
    data: bytes
    utf8: bool = False


class RefusedError(ParcheminError):
    """The server did not take the message. `code` is its reply (RFC 5321), `status` its status code (RFC 3463) or
    empty. What it said in words is not kept: servers quote addresses."""

    def __init__(self, code: int, status: str, scope: Literal["recipient", "message", "sender"]) -> None:
        super().__init__(f"the server refused it: {code} {status}".rstrip())
        self.code, self.status, self.scope = code, status, scope


class UnreachableError(ParcheminError):
    """No connection, no encryption, or no permission to send. No message was under way."""


class DoubtError(ParcheminError):
    """The connection broke after the text began to leave: it may have been taken."""


class Transport(Protocol):
    """Anything that messages can be handed to."""

    def ready(self) -> None:
        """Make sure that a message can be handed over now; raises `UnreachableError`."""

    def deliver(self, parcel: Parcel) -> None:
        """Hand one message over; raises `RefusedError`, `UnreachableError` or `DoubtError`."""

    def close(self) -> None:
        """Let go of what is open."""


class Outbox:
    """A folder of ``.eml`` files that staff read, and send with their own mail program."""

    def __init__(self, folder: Path, *, steps: Steps = STEPS) -> None:
        self.folder = folder
        self._steps = steps

    def ready(self) -> None:
        """Make the folder. It holds names and addresses, so nobody else may look into it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def deliver(self, parcel: Parcel) -> None:
        """Write the file. One that is there already stays as it is."""
        try:
            write_once(
                self.folder / f"{parcel.name}.eml", _UNSENT + parcel.data, mode=0o600, steps=self._steps
            )
        except FileExistsError:
            raise RefusedError(554, "", "message") from None

    def close(self) -> None:
        """Nothing is open."""
