"""A verification report in words, for people at a terminal.

What is printed comes from outside and may be hostile: characters that steer a terminal or reorder a line are
written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from generator.cli.context import printable
from generator.cli.explanations import CHECKS_EXPLAINED, LOG_EXPLAINED, PAGE_EXPLAINED, VERDICT_NOTE
from generator.cli.reasons import in_reason
from generator.trust import Check, CheckId, CredentialView, Outcome, Report, Verdict
from generator.trust.did import Did
from generator.trust.logged import LogReport

if TYPE_CHECKING:
    from generator.site.pagecheck import PageCheck

__all__ = ["EXIT_CODES", "in_a_word", "in_one_line", "in_words"]

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

_DOUBTFUL = (
    "yellow",
    "Authentic, within its dates, not revoked; but its place in the transparency log is not proven. Ask why.",
)

_OTHER_WORDS = (
    "yellow",
    "The diploma inside is authentic and valid, but the page around it says something else.",
)

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
    "sealed": ("yellow", "sealed"),
    "not-a-diploma": ("dim", "not a diploma"),
}

_MARKS = {Outcome.PASSED: ("green", "✓"), Outcome.FAILED: ("red", "✗"), Outcome.NOT_CHECKED: ("yellow", "–")}


def in_words(
    report: Report, log: LogReport | None = None, page: PageCheck | None = None, *, explain: bool = False
) -> Iterator[Text]:
    """The verdict, whom and who it concerns, then one line for each check; with `explain`, what each of them
    compares and means.
    """
    colour, sentence = _VERDICTS[report.verdict]
    if report.verdict is Verdict.VALID and log is not None and log.outcome is Outcome.FAILED:
        colour, sentence = _DOUBTFUL
    if report.verdict is Verdict.VALID and page is not None and (page.differing or page.strange):
        colour, sentence = _OTHER_WORDS
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
    if page is not None:
        yield from _page_lines(page)
        if explain:
            good = not page.differing and not page.strange
            yield from _explained(
                PAGE_EXPLAINED.compares, PAGE_EXPLAINED.meaning(Outcome.PASSED if good else Outcome.FAILED)
            )
    if explain:
        yield Text()
        yield Text(f"  {VERDICT_NOTE}", style="dim")


def in_a_word(report: Report | None, problem: str) -> str:
    """What to count a result under."""
    return _PROBLEMS[problem][1] if report is None else _WORDS[report.verdict]


def in_one_line(
    source: str,
    report: Report | None,
    problem: str,
    log: LogReport | None = None,
    page: PageCheck | None = None,
) -> Text:
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
        line.append(f"  {in_reason(check.reason)}", "dim")
    if log is not None and log.outcome is Outcome.FAILED:
        line.append(f"  log: {in_reason(log.reason)}", "red")
    if page is not None and (page.differing or page.strange):
        line.append("  the page around it says something else", "red")
    return line


def _explained(compares: str, means: str) -> Iterator[Text]:
    for text in (compares, means):
        yield Text(f"      {text}", style="dim")


def _log_line(log: LogReport) -> Text:
    colour, mark = _MARKS[log.outcome]
    line = Text.assemble((f"  {mark} ", colour), (f"{_LOG_TITLE:<10}", "bold"))
    if log.outcome is not Outcome.PASSED:
        line.append(f" {in_reason(log.reason)}.", colour)
    elif not log.witnesses:
        line.append(" logged, not witnessed.", "yellow")
    if log.index is not None:
        line.append(f" leaf {log.index} of {log.size}", "dim")
    if log.witnesses:
        line.append(f", witnessed by {printable(', '.join(log.witnesses), 120)}", "dim")
    return line


def _page_lines(page: PageCheck) -> Iterator[Text]:
    colour, mark = _MARKS[Outcome.FAILED if page.differing or page.strange else Outcome.PASSED]
    line = Text.assemble((f"  {mark} ", colour), (f"{'page':<10}", "bold"))
    if page.differing:
        line.append(
            f" it says something else than is signed: {printable(', '.join(page.differing), 200)}", colour
        )
    line.append(f" {page.count} values compared", "dim")
    yield line
    for words in page.strange:
        yield Text(f"      it also says, which nobody signed: “{printable(words, 120)}”", style=colour)


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
        line.append(f" {in_reason(check.reason)}.", colour)
    if compared:
        line.append(f" {compared}", "dim")
    return line
