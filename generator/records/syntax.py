"""What is wrong with a text that is not YAML, in the words of the person who wrote it.

libyaml says where it stopped and what it hoped for; the cause is often a few characters or lines before.
Each case here goes from its sentence to the mistake that people really make.
"""

from __future__ import annotations

from typing import NamedTuple

import yaml

__all__ = ["SyntaxProblem", "explain"]


class SyntaxProblem(NamedTuple):
    """A syntax error, with its place counted from 1."""

    line: int
    column: int
    code: str
    message: str
    hint: str


class _Cause(NamedTuple):
    code: str
    message: str
    hint: str
    at_start: bool = False  # report where the construct starts, not where the reader gave up


_QUOTE = 'Put the whole value between double quotes: field: "value".'
_INDENT = "Align the line with the fields beside it, with spaces only."


def explain(error: Exception, text: str) -> SyntaxProblem:
    """Return the mistake behind `error`, which reading `text` gave."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return SyntaxProblem(1, 1, "Y120", "this is not YAML that can be read", _INDENT)
    mark = error.problem_mark
    lines = text.split("\n")
    cause = _cause(error.problem or "", error.context or "", lines, mark.line, mark.column)
    if cause.at_start and error.context_mark is not None:
        mark = error.context_mark
    return SyntaxProblem(mark.line + 1, mark.column + 1, cause.code, cause.message, cause.hint)


def _cause(  # noqa: PLR0911 - one way out for each sentence of libyaml
    problem: str, where: str, lines: list[str], row: int, column: int
) -> _Cause:
    line = lines[row] if row < len(lines) else ""
    if "quoted" in where and ("end of stream" in problem or "document indicator" in problem):
        return _Cause(
            "Y122", "a quotation mark is opened here and never closed", "Add the closing one.", True
        )
    if "flow" in where:
        bracket = "]" if "sequence" in where else "}"
        return _Cause(
            "Y122",
            f"what is opened here is not closed by '{bracket}', or lacks a comma between two parts",
            f"Separate the parts by commas, end with '{bracket}', and quote text that holds , [ ] {{ }}.",
            at_start=True,
        )
    if "cannot start any token" in problem or "tab character" in problem:
        return _unexpected_start(line, column)
    if "mapping values are not allowed" in problem:
        return _unexpected_colon(lines, row, column)
    if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
        return _Cause(
            "Y124",
            "a backslash inside double quotes starts an escape that does not exist",
            r"Double the backslash (\\), or use single quotes around the text.",
        )
    if "alias" in where or "anchor" in where or "tag" in problem or "tag" in where:
        return _Cause("Y123", "a value cannot start with &, * or !", _QUOTE, at_start=True)
    if "could not find expected ':'" in problem:
        return _Cause(
            "Y125",
            "this line is no field: it lacks a colon after the name",
            "Write 'name: value'; indent the line if it continues the text above it.",
            at_start=True,
        )
    if "comment or line break" in problem:
        return _Cause("Y123", "text follows > or | on the same line", "Write the text below, indented.")
    if "sequence entries are not allowed" in problem:
        return _Cause("Y126", "a list starts on the line of its field", "Put each '- …' on its own line.")
    if "did not find expected key" in problem or "expected '-'" in problem:
        return _misplaced(lines, row, column)
    if "node content" in problem:
        return _Cause("Y123", f"a value cannot start with '{line[column : column + 1]}'", _QUOTE)
    if "document" in problem or "directive" in where:
        return _Cause("Y120", "something stands outside the record", "Remove lines with '---', '...' or '%'.")
    return _Cause("Y120", "this line cannot be read as YAML", _INDENT)


def _unexpected_start(line: str, column: int) -> _Cause:
    character = line[column : column + 1]
    if character == "\t" or (not line[:column].strip() and "\t" in line[: column + 1]):
        return _Cause("Y121", "the line is indented with a tab", "Indent with spaces; YAML takes no tabs.")
    return _Cause("Y123", f"a value cannot start with '{character}'", _QUOTE)


def _unexpected_colon(lines: list[str], row: int, column: int) -> _Cause:
    line = lines[row] if row < len(lines) else ""
    if ":" in line[:column].rstrip(":"):
        return _Cause("Y123", "a second ': ' on the line makes this text look like a field", _QUOTE)
    above = next((text for text in reversed(lines[:row]) if text.strip()), "")
    if above.strip() and ": " not in above and not above.rstrip().endswith(":"):
        return _Cause(
            "Y125",
            "the line above is no field: it lacks ': ' after the name",
            "Write 'name: value' with a blank after the colon.",
        )
    return _Cause(
        "Y126", "the line is indented more than the field above it, which has a value already", _INDENT
    )


def _misplaced(lines: list[str], row: int, column: int) -> _Cause:
    before = lines[row][:column] if row < len(lines) else ""
    if before.strip():
        if before.count("'") >= 2:
            return _Cause(
                "Y122",
                "the quotation ends before the text does",
                "An apostrophe inside single quotes is doubled (l''école); or use double quotes outside.",
            )
        return _Cause(
            "Y122",
            "the quotation ends before the text does, or one is not closed on a line above",
            r"A double quote inside double quotes is written \"; or use single quotes outside.",
        )
    return _Cause("Y126", "the line does not line up with the fields or list items around it", _INDENT)
