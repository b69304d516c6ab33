"""What a site says of a diploma beside the diploma: its place in the log, its page's state, a key stolen later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from generator.cli.shelf import Register, view_of
from generator.errors import MalformedError
from generator.trust import CheckId, Report, Verdict
from generator.trust import code as codes
from generator.trust.carriers import Carried, Form
from generator.trust.formerkeys import judge_former
from generator.trust.instant import format_instant, parse_instant
from generator.trust.logged import LogReport
from generator.trust.report import Check, Outcome

__all__ = ["CODE_IN_ADDRESS", "Finding", "Trusted", "doubting_the_clock", "looked_beside"]

_CLOCK_TOLERANCE = timedelta(hours=26)  # a day, and a clock set to another zone
CODE_IN_ADDRESS = re.compile(r"/d/([^/?#]+)\.(?:html|json)\b")
_STRIPPED = "This copy lacks the proof of the log that the page on the site carries; that one was checked."
_ANEW = "Its key was stolen later and given up. Its page on the site has it signed anew: keep that copy."


@dataclass(frozen=True, slots=True)
class Finding:
    """The report on a diploma, that of the log (None: there is no log, or it was not asked), and what to say beside."""

    report: Report
    log: LogReport | None = None
    notes: tuple[str, ...] = ()


def doubting_the_clock(report: Report, now: datetime) -> Report:
    """A diploma that was signed later than this machine believes it is now: its clock is wrong, and judges no dates. A
    revocation stands, whatever the time.
    """
    created = dict(report[CheckId.PROOF].detail).get("created")
    if report.view is None or created is None or report.verdict is Verdict.REVOKED:
        return report
    if now + _CLOCK_TOLERANCE >= parse_instant(created):
        return report
    detail = (("now", format_instant(now)), ("signed", created))
    checks = tuple(
        Check(CheckId.DATES, Outcome.NOT_CHECKED, "clock", detail) if one.id is CheckId.DATES else one
        for one in report.checks
    )
    return replace(report, verdict=Verdict.CANNOT_CHECK, checks=checks)


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the report was made with, to make it once more."""

    did_documents: Mapping[str, bytes]
    status_lists: Mapping[str, bytes]
    pins: Sequence[str]
    now: datetime


def looked_beside(carried: Carried, report: Report, register: Register | None, trusted: Trusted) -> Finding:
    """Add to a report what the site behind `register` says beside the diploma."""
    if register is None:
        # A proof without the log's key says nothing.
        unasked = carried.proof is not None and report.view is not None
        return Finding(report, LogReport(Outcome.NOT_CHECKED, "means") if unasked else None)
    code = _code_of(carried.text)
    if code is None:
        return Finding(report)
    if report[CheckId.KEY].reason == "key-not-found" and not trusted.pins and register.has_log:
        return _with_former_key(carried, report, register, trusted, code)
    if report.view is None:
        return Finding(report)
    log, notes = _logged(carried, report, register, code)
    return Finding(_with_state(report, register, code), log, notes)


def _logged(
    carried: Carried, report: Report, register: Register, code: str
) -> tuple[LogReport | None, tuple[str, ...]]:
    if not register.has_log:
        return (LogReport(Outcome.NOT_CHECKED, "means") if carried.proof is not None else None), ()
    notes: tuple[str, ...] = ()
    proof = carried.proof
    if proof is None:
        proof = register.proof_of(carried.text, code)
        if proof is not None and carried.form is Form.PAGE:
            notes = (_STRIPPED,)
    if proof is None:
        return LogReport(Outcome.NOT_CHECKED, "not-logged"), ()
    return register.logged(carried.text, report, proof), notes


def _with_former_key(
    carried: Carried, report: Report, register: Register, trusted: Trusted, code: str
) -> Finding:
    """Without a proof of its own the diploma has only that of its page, where the page has not been signed anew."""
    proof = carried.proof or register.proof_of(carried.text, code) or ""
    judged = judge_former(
        carried.text,
        report,
        register.means(proof),
        did_documents=trusted.did_documents,
        status_lists=trusted.status_lists,
        now=trusted.now,
    )
    if judged is None:
        return Finding(report)
    former, log = judged
    notes = (_ANEW,) if former.view is not None else ()
    return Finding(_with_state(former, register, code), log if proof else None, notes)


def _with_state(report: Report, register: Register, code: str) -> Report:
    # A page may take back more than the list does, never less: this word only makes "revoked" more precise.
    if report.verdict is Verdict.REVOKED and register.state_of(code) == "superseded":
        return replace(report, verdict=Verdict.SUPERSEDED)
    return report


def _code_of(text: bytes) -> str | None:
    view = view_of(text)
    found = None if view is None else CODE_IN_ADDRESS.search(view.id.value)
    try:
        return None if found is None else codes.read(found[1])
    except MalformedError:
        return None
