"""What becomes of one sealed file, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.errors import Diagnostic
from generator.intake.message import Letter
from generator.records.candidate import Candidate
from generator.rules.likeness import Likeness

__all__ = ["Decision", "Outcome", "State", "refused"]

State = Literal["taken", "known", "open", "refused"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one file: it is from somebody new (`into` is None), or from that candidate."""

    into: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``taken`` (or would be), ``known`` (taken in before), ``open`` (a person must decide) or ``refused``.

    `changes` says line by line what the record of `candidate` gains; `files` are the bytes to write by path,
    `record` the candidate as it then is. `alike` is who the file may be from. `former` are the bytes that the record
    has now (None for a new one): a record that changes in between is left alone.
    """

    source: str
    state: State
    letter: Letter | None = None
    candidate: str | None = None
    changes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    alike: tuple[Likeness, ...] = ()
    record: Candidate | None = None
    former: bytes | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


def refused(source: str, *problems: Diagnostic, letter: Letter | None = None) -> Outcome:
    """The outcome of a file that is refused."""
    return Outcome(source, "refused", letter, problems=problems)
