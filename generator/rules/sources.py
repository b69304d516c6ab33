"""What one session is reconciled from: what was transmitted, what was claimed, what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.records.candidate import Deposit
from generator.records.course import Course
from generator.records.resolution import Resolution, Resolutions
from generator.records.transmission import Transmission
from generator.rules.matching import Register

__all__ = ["Decisions", "SessionCase"]


@dataclass(frozen=True, slots=True)
class SessionCase:
    """One session of one course, with what was transmitted and what people decided. `transmission` is None where
    nothing was transmitted yet."""

    course_slug: str
    course: Course
    session: str
    transmission: Transmission | None
    resolutions: Resolutions | None = None

    def claims(self, register: Register) -> dict[str, Deposit]:
        """Who claims a certificate of this session. Of several claims of one candidate the latest counts."""
        found: dict[str, Deposit] = {}
        for ident, record in register.candidates.items():
            for deposit in record.deposits:
                if (deposit.course, deposit.session) == (self.course_slug, self.session):
                    former = found.get(ident)
                    if former is None or (former.date, former.certificate) < (
                        deposit.date,
                        deposit.certificate,
                    ):
                        found[ident] = deposit
        return found

    def idle(self) -> Iterator[Resolution]:
        """Decisions about rows that are not in the transmission in force, or whose content has changed since."""
        if self.resolutions is None or self.transmission is None:
            return
        rows = self.transmission.by_who
        for one in self.resolutions.resolutions:
            row = rows.get(one.row)
            if row is None or (one.content is not None and one.content != row.content):
                yield one


@dataclass(frozen=True, slots=True)
class Decisions:
    """A session's resolutions, by row; the last one of each kind counts."""

    matched: dict[str, Resolution]
    rejected: dict[str, dict[str, Resolution]]
    sides: dict[str, Resolution]
    frauds: dict[str, Resolution]

    @classmethod
    def of(cls, resolutions: Resolutions | None) -> Decisions:
        """Sort them out."""
        found = cls({}, {}, {}, {})
        for one in resolutions.resolutions if resolutions else ():
            if one.decision == "match":
                found.matched[one.row] = one
                found.rejected.get(one.row, {}).pop(one.candidate or "", None)
            elif one.decision == "reject" and one.candidate is None:
                found.matched[one.row] = one
            elif one.decision == "reject" and one.candidate is not None:
                found.rejected.setdefault(one.row, {})[one.candidate] = one
                if (former := found.matched.get(one.row)) and former.candidate == one.candidate:
                    del found.matched[one.row]
            elif one.decision == "fraud":
                found.frauds[one.row] = one
            else:
                found.sides[one.row] = one
        return found
