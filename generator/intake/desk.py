"""The register while files are taken in: who is there, which files were taken in before, what a record may become.

A `Desk` only knows values: records as text and as models. What it judges is what ``parchemin check`` would say
of the record that a file leads to, so that nothing is written which is refused afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from generator.errors import Diagnostic, Severity
from generator.intake.message import Letter
from generator.intake.outcome import Outcome
from generator.records.amend import Append, Edit, Value, amended, block
from generator.records.candidate import Candidate
from generator.records.draft import Draft, Entry
from generator.records.explain import explain
from generator.records.kinds import KINDS
from generator.records.references import register
from generator.records.tree import Tree
from generator.records.yaml import load
from generator.rules.likeness import Likeness, People, person_of
from generator.rules.matching import certificate_key

__all__ = ["CANDIDATE", "Desk"]

CANDIDATE: Final = next(kind for kind in KINDS if kind.name == "candidate")


@dataclass(slots=True)
class Desk:
    """`texts` are the records by candidate; `named` who a result or a diploma names already; `broken` the ids of
    records that cannot be read. `new_id` draws an identifier that means nothing."""

    tree: Tree
    draft: Draft
    texts: dict[str, bytes]
    named: frozenset[str]
    now: datetime
    new_id: Callable[[], str]
    candidates: dict[str, Candidate] = field(init=False)
    people: People = field(init=False)
    receipts: dict[str, str] = field(init=False)
    received: dict[str, tuple[str, str]] = field(init=False)
    certificates: dict[tuple[str, str], str] = field(init=False)

    def __post_init__(self) -> None:
        self.candidates = dict(self.tree.candidates)
        self.people = People.of(self.candidates)
        self.receipts, self.received, self.certificates = {}, {}, {}
        for key, record in self.candidates.items():
            self._index(key, record)

    def fresh_id(self) -> str:
        """An identifier that no candidate has."""
        while (key := self.new_id()) in self.candidates:
            pass
        return key

    def take(self, outcome: Outcome) -> None:
        """Make what a file changed part of the register, for the files after it."""
        if outcome.state != "taken" or outcome.candidate is None or outcome.record is None:
            return
        self.texts[outcome.candidate] = outcome.files[CANDIDATE.path(outcome.candidate)]
        self.candidates[outcome.candidate] = outcome.record
        self.people.put(outcome.candidate, person_of(outcome.record))
        self._index(outcome.candidate, outcome.record)

    def _index(self, key: str, record: Candidate) -> None:
        self.receipts |= dict.fromkeys(record.receipts, key)
        self.received |= {one.id: (key, one.sha256) for one in record.received}
        self.certificates |= {(one.course, certificate_key(one.certificate)): key for one in record.deposits}

    # --- What a record becomes

    def stamp(self, letter: Letter) -> Append:
        """The line that keeps a file from being taken in twice."""
        return Append(
            ("received",),
            {
                "id": letter.id,
                "kind": letter.kind,
                "made": letter.made.date(),
                "taken": self.now.date(),
                "sha256": letter.sha256,
            },
        )

    def changed(self, source: str, letter: Letter, candidate: str, edits: Iterable[Edit]) -> Outcome:
        """The outcome of a file that changes a candidate's record by these edits."""
        former = self.texts[candidate]
        edits = (*edits, self.stamp(letter))
        text = amended(CANDIDATE, candidate, former.decode("utf-8").removeprefix("\ufeff"), edits)
        told = tuple(_told(edit) for edit in edits[:-1])
        return self._judged(source, letter, candidate, text, former=former, told=told)

    def begun(self, source: str, letter: Letter, fields: dict[str, Value]) -> Outcome:
        """The outcome of a file that makes a new record of these fields."""
        candidate = self.fresh_id()
        stamp = self.stamp(letter)
        heading = (
            "# One candidate. Private: nothing of this is published but what a signed diploma shows.\n"
            f"# Taken in on {self.now.date()} from a registration made on {letter.made.date()}.\n"
        )
        body = block({**fields, "received": [stamp.value]})
        text = f"{CANDIDATE.schema_line(CANDIDATE.path(candidate))}\n{heading}{body}"
        told = tuple(line for line in block(fields).splitlines())
        return self._judged(source, letter, candidate, text, former=None, told=told)

    def _judged(
        self,
        source: str,
        letter: Letter,
        candidate: str,
        text: str,
        *,
        former: bytes | None,
        told: tuple[str, ...],
    ) -> Outcome:
        path = CANDIDATE.path(candidate)
        record, problems = self._read(candidate, path, text.encode())
        if record is not None:
            problems += self._clashes(candidate, record)
        if problems or record is None:
            said = tuple(
                Diagnostic(
                    source, 0, 0, "I306", f"the record would be refused: {one.message} ({one.code})", one.hint
                )
                for one in problems
            )
            return Outcome(
                source, "refused", letter, candidate if former is not None else None, problems=said
            )
        return Outcome(
            source,
            "taken",
            letter,
            candidate,
            changes=told,
            record=record,
            former=former,
            files={path: text.encode()},
        )

    def _read(self, candidate: str, path: str, data: bytes) -> tuple[Candidate | None, list[Diagnostic]]:
        document = load(data, path)
        if not document.readable or document.problems:
            return None, list(document.problems)
        try:
            record = Candidate.model_validate(document.data)
        except ValidationError as error:
            return None, explain(error, Candidate, document)
        draft = Draft(
            {path: data}, site=self.draft.site, courses=self.draft.courses, programmes=self.draft.programmes
        )
        draft.candidates.good[candidate] = Entry(candidate, path, record)
        found = [one for one in register.check(draft) if one.severity is Severity.ERROR]
        return record, found

    def _clashes(self, candidate: str, record: Candidate) -> list[Diagnostic]:
        """What the register holds once and would hold twice."""
        codes = {"mail": "X212", "platform": "X212", "name-and-birth": "X213"}
        found = [
            Diagnostic("", 0, 0, codes[reason], f"{one.candidate} has the same {_SAID[reason]}")
            for one in self.people.like(person_of(record), besides=candidate)
            for reason in one.reasons
            if reason in codes
        ]
        shared = [code for code in record.receipts if self.receipts.get(code, candidate) != candidate]
        return found + [
            Diagnostic("", 0, 0, "I105", f"{self.receipts[code]} has the same receipt") for code in shared
        ]

    def alike(self, keys: Iterable[str], reason: str) -> tuple[Likeness, ...]:
        """Candidates to be shown beside a file, all for the same reason."""
        return tuple(Likeness(key, (reason,)) for key in dict.fromkeys(keys))


_SAID: Final = {
    "mail": "e-mail address",
    "platform": "account on the platform",
    "name-and-birth": "name and birth date",
}


def _told(edit: Edit) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in edit.location).lstrip(
        "."
    )
    value = block({"it": edit.value})
    text = (
        value.removeprefix("it:").strip()
        if "\n" not in value.strip()
        else "\n" + value.partition("\n")[2].rstrip("\n")
    )
    return f"{place} {'+' if isinstance(edit, Append) else '='} {text}"
