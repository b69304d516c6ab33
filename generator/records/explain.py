"""What is wrong with the shape of a record, in plain words.

Pydantic finds the mistakes; this module says them: where (the value, the key of an unknown field, the
parent of a missing one), what, and what to write instead.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.errors import Diagnostic
from generator.records.shape import data_location, fields_at
from generator.records.yaml import Document, Json, Location, shown

__all__ = ["MOST_SAID", "PATTERNS", "did_you_mean", "explain"]


class _Said(NamedTuple):
    code: str
    message: str
    hint: str = ""
    below: str = ""  # the field that a contradiction between several is shown at


PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": (
        "a short name is due here: lower-case letters, digits and single hyphens",
        "{slug}",
    ),
    r"^c-[a-z0-9]{10}$": (
        "a candidate's identifier is due here: 'c-' and ten lower-case letters or digits",
        "It is the name of the candidate's file in candidates/register/.",
    ),
    r"^https://[^\s<>\"]+$": ("a web address is due here", "Write it in full, starting with https://."),
    r"^[^\s@<>\"(),:;\\]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$": (
        "an e-mail address is due here",
        "For example: name@example.org.",
    ),
    r"^[0-9a-f]{16}$": (
        "the key of a transmitted row is due here: sixteen digits from 0 to 9 and a to f",
        "parchemin reconcile prints it.",
    ),
    r"^[A-Z]{2}$": (
        "a country is due here, as two capital letters",
        "For example FR, SN or CA (ISO 3166-1).",
    ),
    r"^[a-z]{2,3}$": ("a language is due here, as two or three small letters", "For example fr, en or ar."),
    r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){4}$": (
        "the code of a diploma is due here: five groups of four symbols, joined by hyphens",
        "It is printed on the diploma and stands in the address of its page.",
    ),
    r"^[0-9a-f]{64}$": (
        "the SHA-256 digest of a file is due here: 64 digits and letters a to f",
        "sha256sum FILE prints it.",
    ),
    r"^[a-z0-9][a-z0-9/_-]*\.(svg|png)$": (
        "an image below content/assets/ is due here, its path in lower case, ending in .svg or .png",
        "For example logos/school.svg.",
    ),
    r"^did:web:[a-z0-9.%A-Z-]+(:[a-z0-9-]+)*$": (
        "a did:web identifier is due here",
        "did:web:HOST for one issuer of the site, did:web:HOST:SLUG for the others.",
    ),
    r"^[0-9]{11}$": (
        "eleven digits are due here, quoted",
        "The number of the declaration of activity, such as '11750000000'.",
    ),
    r"^[0-9]{14}$": (
        "fourteen digits are due here, quoted",
        "The SIRET number of the school, without blanks.",
    ),
    r"^[A-Z0-9][A-Z0-9-]{1,19}$": (
        "a code of 2 to 20 capital letters, digits and hyphens is due here",
        "For example DNM2IP.",
    ),
    r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$": (
        "the name of a host is due here, in lower case, without https:// or a path",
        "For example diplomes.example.org.",
    ),
    r"^https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$": (
        "a plain web address is due here: https://, a host, a path",
        "For example https://inscriptions.example.org/depot.",
    ),
    r"^[A-Za-z0-9_-]{43}$": (
        "a coordinate of a key is due here: 43 characters of base64url",
        "parchemin keys intake new writes the whole key.",
    ),
    r"^[0-9a-f]{32}$": ("the number of a sealed file is due here: 32 digits and letters a to f", ""),
    r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$": (
        "a receipt is due here: three groups of four symbols, joined by hyphens",
        "The registration page has shown it to the candidate.",
    ),
}
"""Pattern of a text field → what is due there, and a hint; a test finds a pattern that has no words."""

_LATER: Final = {"window": "closes", "session": "end", "enrolment": "enrolment_end", "contract": "until"}
_CONTRADICTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "pass_mark": ("pass_correct", "Lower pass_correct, or correct questions."),
    "session_undated": ("", "Add 'start: YYYY-MM-DD', or 'period: {fr: …, en: …}' for a past session."),
    "two_grounds": ("passed", "Keep the score; keep 'passed' only where no score was transmitted."),
    "off_curve": ("x", "Copy the key again, or make one: parchemin keys intake new."),
    "course_set_empty": ("", "Name courses: […], starred: true or theme: …."),
    **{f"{what}_order": (field, "Swap the two dates, or correct one.") for what, field in _LATER.items()},
    "nobody_paid": ("", "Add 'candidate: c-…', or 'account: …' for somebody who is not in the register."),
    "refund": ("refunds", "What went back is at most what was paid, and later: correct amounts or dates."),
}

_OF_VALUE: Final[Mapping[str, tuple[str, str]]] = {
    "no_such_day": ("R108", "Correct the day or the month."),
    "far_day": ("R108", "Was a digit of the year mistyped?"),
    "not_a_day": ("R108", "For example 2026-03-01."),
    "not_an_amount": ("R109", ""),
    "not_a_rate": ("R110", "For example 20, or '5.50'."),
    "not_an_hour": ("R105", "Two digits, a colon, two digits, from 00:00 to 23:59."),
    "within": ("R105", ""),
    "course_and_path": ("R105", ""),
    "control_character": ("R107", "Delete the character, or retype the text."),
    "bidi_control": ("R107", "Delete the character; no name needs one, in any script."),
    "unshown_character": (
        "R107",
        "Delete the character, or write the name with letters that every reader has.",
    ),
    "no_letter": ("R107", "Write the name as its bearer writes it."),
    "stacked_marks": ("R107", "Keep the marks that the name is written with."),
    "outer_blank": ("R107", "Delete the blanks around the text."),
    "not_nfc": ("R107", "Retype the accented letters, or convert the file to Unicode form NFC."),
    "clause": ("R111", "For example 'at_least: 5' with 'of: {courses: [a, b]}' below it."),
}

_WORDS_FOR_BOOLEANS: Final = frozenset(
    {"yes", "no", "on", "off", "oui", "non", "y", "n", "o", "vrai", "faux"}
)


MOST_SAID: Final = 50
"""Problems of one record that are told."""


def explain(error: ValidationError, model: type[BaseModel], document: Document) -> list[Diagnostic]:
    """Return a diagnostic for each mistake that is not reported already."""
    problems: list[Diagnostic] = []
    details = error.errors(include_url=False)
    for detail in details:
        if len(problems) == MOST_SAID:
            # Finding the nearest field for each of a hundred thousand would take hours, and nobody would read on.
            last = problems[-1]
            more = f"{last.message} (and more in this file: only the first {MOST_SAID} problems are said)"
            return [*problems[:-1], replace(last, message=more)]
        location = data_location(detail["loc"])
        if any(location[: len(taint)] == taint for taint in document.tainted):
            continue
        if detail["type"] == "too_short" and detail["input"]:
            continue  # the list only seems short because its items are broken, which is said already
        said = _say(detail, location, model, document.data)
        at = location
        if detail["type"] == "missing":
            at = location[:-1]
            place = document.key_place(at)
        elif detail["type"] == "extra_forbidden":
            place = document.key_place(at)
        else:
            place = document.place((*at, said.below) if said.below else at)
        problems.append(
            Diagnostic(document.path, place.line, place.column, said.code, said.message, said.hint)
        )
    return problems


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """Return ``Did you mean 'x'?`` where something known is close to `word`, else an empty string."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else ""


def _say(  # noqa: PLR0911 - one way out for each family of mistakes
    detail: ErrorDetails, location: Location, model: type[BaseModel], data: Json
) -> _Said:
    kind = detail["type"]
    name = _name(location)
    if kind == "extra_forbidden":
        allowed = fields_at(model, location[:-1], _follow(data, location[:-1]))
        known = [field for field in allowed if field not in _keys(data, location[:-1])] or list(allowed)
        hint = did_you_mean(str(location[-1]), known) or f"Fields here: {', '.join(allowed)}."
        return _Said("R101", f"there is no field '{shown(location[-1])}' here", hint)
    if kind == "missing":
        if location[-1] in ("fr", "en"):
            return _Said("R115", f"{_whose(location)} has no text in '{location[-1]}'", _TRANSLATE)
        hint = f"Add '{location[-1]}: …'."
        return _Said("R102", f"the field '{location[-1]}' is missing{_inside(location[:-1])}", hint)
    if kind in _CONTRADICTIONS:
        below, hint = _CONTRADICTIONS[kind]
        return _Said("R112", detail["msg"], hint, below)
    if kind in _OF_VALUE:
        code, hint = _OF_VALUE[kind]
        if kind == "not_a_day":
            return _Said(code, f"{name}: {detail['msg']}{_not(detail['input'])}", _day_hint(detail["input"]))
        return _Said(code, f"{name}: {detail['msg']}", hint)
    if detail["input"] is None:
        return _empty(location, name)
    handler = _BY_TYPE.get(kind)
    if handler is not None:
        return handler(name, location, detail["input"], detail.get("ctx", {}))
    return _Said("R103", f"{name}: {detail['msg']}")


_TRANSLATE: Final = "Every text for people is written in French and in English: {fr: …, en: …}."


def _empty(location: Location, name: str) -> _Said:
    if location and location[-1] in ("fr", "en"):
        return _Said("R115", f"{_whose(location)} has no text in '{location[-1]}'", _TRANSLATE)
    return _Said("R103", f"{name} is empty", "Write a value after the colon, or delete the line.")


def _text_due(name: str, location: Location, value: object, _: Mapping[str, Any]) -> _Said:
    if isinstance(value, bool):
        return _Said(
            "R103", f"{name}: text is due here{_not(value)}", f"Quote the word: '{str(value).lower()}'."
        )
    if isinstance(value, int | float):
        return _Said("R103", f"{name}: text is due here{_not(value)}", f"Quote it: '{value}'.")
    if isinstance(value, dict):
        return _Said("R103", f"{name}: one text is due here{_not(value)}", "Quote text that holds ': '.")
    return _Said("R103", f"{name}: one text is due here{_not(value)}", "Write it without '-' or brackets.")


def _number_due(name: str, location: Location, value: object, _: Mapping[str, Any]) -> _Said:
    hint = "Write digits only, without unit, blank or point."
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value, re.ASCII):
        hint = f"Write it without quotes: {int(value)}."
    return _Said("R103", f"{name}: a whole number is due here{_not(value)}", hint)


def _boolean_due(name: str, location: Location, value: object, _: Mapping[str, Any]) -> _Said:
    hint = "Write true or false."
    if isinstance(value, str) and value.casefold() in _WORDS_FOR_BOOLEANS:
        hint = f"In YAML 1.2 the word '{value}' is text; write true or false."
    return _Said("R103", f"{name}: true or false is due here{_not(value)}", hint)


def _list_due(name: str, location: Location, value: object, _: Mapping[str, Any]) -> _Said:
    return _Said(
        "R103", f"{name}: a list is due here{_not(value)}", "Write one '- …' a line below it, or [a, b]."
    )


def _mapping_due(name: str, location: Location, value: object, context: Mapping[str, Any]) -> _Said:
    if context.get("class_name") == "Text":
        return _Said("R115", f"{name}: a text in both languages is due here{_not(value)}", _TRANSLATE)
    return _Said(
        "R103", f"{name}: fields with names are due here{_not(value)}", "Write 'field: value' lines below."
    )


def _choice_due(name: str, location: Location, value: object, context: Mapping[str, Any]) -> _Said:
    choices = re.findall(r"'([^']*)'", str(context.get("expected", ""))) or [str(context.get("expected"))]
    hint = (
        did_you_mean(value, choices) if isinstance(value, str) else ""
    ) or f"One of: {', '.join(choices)}."
    if choices == ["True"]:
        return _Said("R104", f"{name}: only 'true' makes sense here", "Leave the line out otherwise.")
    return _Said("R104", f"{name}: '{shown(value)}' is not one of the values allowed here", hint)


def _form_due(name: str, location: Location, value: object, context: Mapping[str, Any]) -> _Said:
    due, hint = PATTERNS.get(str(context.get("pattern")), ("another form is due here", ""))
    if hint == "{slug}":
        slug = _slug(str(value))
        hint = f"For example '{slug}'." if slug else "For example 'gestion-de-projet'."
    return _Said("R105", f"{name}: {due}{_not(value)}", hint)


def _too_short(name: str, location: Location, value: object, _: Mapping[str, Any]) -> _Said:
    if isinstance(value, str):
        return _empty(location, name)
    return _Said("R113", f"{name}: the list is empty", "Give it at least one item.")


def _too_long(name: str, location: Location, value: object, context: Mapping[str, Any]) -> _Said:
    length = len(value) if isinstance(value, str | list) else "too many"
    limit = context.get("max_length")
    return _Said("R106", f"{name}: {length} characters are too many; {limit} at most", "Shorten it.")


def _out_of_range(name: str, location: Location, value: object, context: Mapping[str, Any]) -> _Said:
    words = {"gt": "more than {}", "ge": "{} or more", "lt": "less than {}", "le": "{} or less"}
    due = next((text.format(context[key]) for key, text in words.items() if key in context), "another number")
    return _Said("R110", f"{name}: {shown(value)} is out of range; it must be {due}")


_BY_TYPE: Final = {
    "string_type": _text_due,
    "string_unicode": _text_due,
    "int_type": _number_due,
    "int_from_float": _number_due,
    "bool_type": _boolean_due,
    "tuple_type": _list_due,
    "model_type": _mapping_due,
    "literal_error": _choice_due,
    "string_pattern_mismatch": _form_due,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "greater_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "less_than_equal": _out_of_range,
}


def _follow(data: Json, location: Location) -> Json:
    for part in location:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _keys(data: Json, location: Location) -> set[str]:
    found = _follow(data, location)
    return set(found) if isinstance(found, dict) else set()


def _name(location: Location) -> str:
    """Return ``title.fr``, or ``choices, item 3``: what people call the place."""
    if not location:
        return "the record"
    *above, last = location
    if isinstance(last, int):
        field = next((str(part) for part in reversed(above) if isinstance(part, str)), "list")
        return f"{shown(field)}, item {last + 1}"
    if last in ("fr", "en"):
        return f"{_name(tuple(above))}.{last}"
    return shown(last)


def _whose(location: Location) -> str:
    return _name(location[:-1])


def _inside(location: Location) -> str:
    return f" ({_name(location)})" if location else ""


def _not(value: object) -> str:
    """Return `` (not …)`` with what was found."""
    if value is None:
        return " (it is empty)"
    if isinstance(value, bool):
        return f" (not {str(value).lower()})"
    if isinstance(value, dict):
        return " (not a mapping)"
    if isinstance(value, list):
        return " (not a list)"
    return f" (not {shown(value, 40)!r})" if isinstance(value, str) else f" (not {shown(value, 40)})"


def _day_hint(value: object) -> str:
    if isinstance(value, str) and (
        match := re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z", value, re.ASCII)
    ):
        return f"Year first: {match[3]}-{int(match[2]):02}-{int(match[1]):02}."
    return "For example 2026-03-01."


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
