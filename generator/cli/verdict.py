"""A verification report in words, for people at a terminal.

What is printed comes from outside and may be hostile: characters that steer a terminal or reorder a line are
written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.text import Text

from generator.cli.explanations import CHECKS_EXPLAINED, LOG_EXPLAINED, VERDICT_NOTE
from generator.trust import Check, CheckId, CredentialView, Outcome, Report, Verdict
from generator.trust.did import Did
from generator.trust.logged import LogReport

__all__ = ["EXIT_CODES", "in_one_line", "in_words", "printable"]

EXIT_CODES: dict[Verdict, int] = {
    Verdict.VALID: 0,
    Verdict.VALID_STATUS_NOT_CHECKED: 3,
    Verdict.REVOKED: 1,
    Verdict.SUPERSEDED: 1,
    Verdict.EXPIRED: 1,
    Verdict.NOT_YET_VALID: 1,
    Verdict.ALTERED: 1,
    Verdict.UNKNOWN_ISSUER: 1,
    Verdict.CANNOT_CHECK: 3,
}

_VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.VALID: ("green", "Valid. Authentic, within its dates, not revoked."),
    Verdict.VALID_STATUS_NOT_CHECKED: (
        "yellow",
        "Authentic and within its dates, but whether it was revoked could not be checked.",
    ),
    Verdict.REVOKED: ("red", "Revoked. The issuer did sign this diploma, and has taken it back."),
    Verdict.SUPERSEDED: ("red", "Superseded. Another diploma replaces this one."),
    Verdict.EXPIRED: ("red", "Expired. Authentic, but it no longer holds."),
    Verdict.NOT_YET_VALID: ("red", "Not yet valid. Authentic, but it begins later."),
    Verdict.ALTERED: ("red", "Altered, or not issued here. No signature of the issuer covers this text."),
    Verdict.UNKNOWN_ISSUER: ("red", "Unknown issuer. It is not signed by a key that you trust."),
    Verdict.CANNOT_CHECK: ("yellow", "Cannot be checked. The means to check it are missing."),
}

_TITLES: dict[CheckId, str] = {
    CheckId.PARSE: "readable",
    CheckId.STRUCTURE: "structure",
    CheckId.ISSUER: "issuer",
    CheckId.KEY: "key",
    CheckId.PROOF: "signature",
    CheckId.DATES: "dates",
    CheckId.STATUS: "status",
}

_LOG_TITLE = "log"
_WORDS: dict[Verdict, str] = {
    Verdict.VALID: "valid",
    Verdict.VALID_STATUS_NOT_CHECKED: "status not checked",
    Verdict.REVOKED: "revoked",
    Verdict.SUPERSEDED: "superseded",
    Verdict.EXPIRED: "expired",
    Verdict.NOT_YET_VALID: "not yet valid",
    Verdict.ALTERED: "altered or not issued",
    Verdict.UNKNOWN_ISSUER: "unknown issuer",
    Verdict.CANNOT_CHECK: "cannot be checked",
}
_PROBLEMS: dict[str, tuple[str, str]] = {
    "mistyped": ("yellow", "not a code"),
    "unknown-code": ("red", "unknown code"),
    "not-shared": ("yellow", "no longer shared"),
    "not-a-diploma": ("dim", "not a diploma"),
}

_REASONS: dict[str, str] = {
    "absolute-iri": "a member is hidden behind its absolute name",
    "archive-too-large": "the archive is larger than any bundle",
    "compact-jwt": "the credential is a compact JWT, which is not read",
    "compressed-credential": "the credential inside the image is compressed",
    "did-document-malformed": "the issuer's did.json cannot be read",
    "did-mismatch": "the did.json is another issuer's",
    "doctype": "the image has a document type, which may define entities",
    "duplicate-member": "a member appears twice",
    "expired": "it no longer holds",
    "fingerprint-mismatch": "the key is not the one pinned",
    "key-controller": "did.json says that another controls this key",
    "key-fragment": "did.json gives another key under this name",
    "key-malformed": "the key is not an Ed25519 key",
    "key-not-for-assertion": "did.json does not let this key issue",
    "key-not-found": "did.json does not list this key",
    "key-of-another-issuer": "the key named is not the issuer's",
    "key-type": "did.json gives a key of another kind",
    "keys-from-bundle": "the keys come from the bundle itself",
    "list-expired": "the status list no longer holds",
    "list-key": "the status list is signed with a key that is not trusted",
    "list-missing": "no status list was given or found",
    "list-of-another-issuer": "the status list is another issuer's",
    "list-signature": "the status list bears no good signature",
    "names-differ": "the holder's two names differ",
    "no-credential": "no diploma is inside",
    "no-did-document": "no did.json of this issuer was given",
    "no-jcs-proof": "no proof of the kind eddsa-jcs-2022",
    "no-proof": "it carries no proof",
    "not-included": "the proof does not lead to the log's signed root",
    "not-json": "it is not JSON",
    "not-reached": "not reached",
    "not-yet-valid": "it begins later",
    "pdf": "diplomas inside PDF files are not read",
    "pinned-key-only": "no did.json; the pinned key carries the trust",
    "revoked": "its bit in the status list is set",
    "signature": "the signature is false",
    "quorum": "too few witnesses have seen the log",
    "too-deep": "nested too deep",
    "too-large": "too large for a diploma",
    "two-credentials": "two diplomas are inside: which one is meant?",
}

_MARKS = {Outcome.PASSED: ("green", "✓"), Outcome.FAILED: ("red", "✗"), Outcome.NOT_CHECKED: ("yellow", "–")}
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e007f]"
)


def printable(text: str, limit: int = 400) -> str:
    """`text` on one line, without anything that steers a terminal; what was replaced is written as its code
    point.
    """
    safe = _UNSAFE.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)
    return safe if len(safe) <= limit else safe[:limit] + "…"


def in_words(report: Report, log: LogReport | None = None, *, explain: bool = False) -> Iterator[Text]:
    """The verdict, whom and who it concerns, then one line for each check; with `explain`, what each of them
    compares and means.
    """
    colour, sentence = _VERDICTS[report.verdict]
    yield Text(sentence, style=f"bold {colour}")
    if report.view is not None:
        yield from _facts(report.view)
    yield Text()
    for check in report.checks:
        yield _line(check)
        if explain:
            yield from _explained(
                CHECKS_EXPLAINED[check.id].compares, CHECKS_EXPLAINED[check.id].meaning(check.outcome)
            )
    if log is not None:
        yield _log_line(log)
        if explain:
            yield from _explained(LOG_EXPLAINED.compares, LOG_EXPLAINED.meaning(log.outcome))
    if explain:
        yield Text()
        yield Text(f"  {VERDICT_NOTE}", style="dim")


def in_one_line(source: str, report: Report | None, problem: str, log: LogReport | None = None) -> Text:
    """One row of a list of results."""
    if report is None:
        colour, word = _PROBLEMS[problem]
        return Text.assemble((f"{word:<22}", colour), printable(source, 200))
    colour = _VERDICTS[report.verdict][0]
    line = Text.assemble((f"{_WORDS[report.verdict]:<22}", colour), printable(source, 200))
    if report.view is not None:
        line.append(f"  {printable(report.view.holder_name.value, 80)}", "dim")
    elif report.verdict is Verdict.CANNOT_CHECK:
        reasons = (one for one in report.checks if one.reason not in ("ok", "not-reached"))
        check = next(reasons, report.checks[0])
        line.append(f"  {_REASONS.get(check.reason, check.reason)}", "dim")
    if log is not None and log.outcome is Outcome.FAILED:
        line.append(f"  log: {_REASONS.get(log.reason, log.reason)}", "red")
    return line


def _explained(compares: str, means: str) -> Iterator[Text]:
    for text in (compares, means):
        yield Text(f"      {text}", style="dim")


def _log_line(log: LogReport) -> Text:
    colour, mark = _MARKS[log.outcome]
    line = Text.assemble((f"  {mark} ", colour), (f"{_LOG_TITLE:<10}", "bold"))
    if log.outcome is not Outcome.PASSED:
        line.append(f" {_REASONS.get(log.reason, log.reason)}.", colour)
    elif not log.witnesses:
        line.append(" logged, not witnessed.", "yellow")
    if log.index is not None:
        line.append(f" leaf {log.index} of {log.size}", "dim")
    if log.witnesses:
        line.append(f", witnessed by {printable(', '.join(log.witnesses), 120)}", "dim")
    return line


def _facts(view: CredentialView) -> Iterator[Text]:
    rows = [
        ("Holder", view.holder_name.value),
        ("Diploma", view.achievement_name.value),
        ("Issued by", f"{view.issuer_name.value} ({view.issuer_did.value})"),
        ("Official host", Did.parse(view.issuer_did.value).host.replace("%3A", ":")),
        ("Awarded", (view.awarded or view.valid_from).value[:10]),
        ("Until", view.valid_until.value[:10] if view.valid_until else ""),
        ("Number", view.licence_number.value if view.licence_number else ""),
    ]
    rows += [("Result", f"{result.name or '?'}: {result.value}") for result in view.results]
    for item in view.evidence:
        parts = (part.value for part in (item.name, item.narrative, item.description) if part is not None)
        rows.append(("Rests on", " · ".join(parts)))
    yield Text()
    for title, value in rows:
        if value:
            yield Text.assemble((f"  {title:<14}", "dim"), printable(value))


def _line(check: Check) -> Text:
    colour, mark = _MARKS[check.outcome]
    compared = "  ".join(f"{name} {printable(value, 120)}" for name, value in check.detail)
    line = Text.assemble((f"  {mark} ", colour), (f"{_TITLES[check.id]:<10}", "bold"))
    if check.outcome is not Outcome.PASSED:
        line.append(f" {_REASONS.get(check.reason, check.reason)}.", colour)
    if compared:
        line.append(f" {compared}", "dim")
    return line
