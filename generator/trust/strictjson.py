"""RFC 8259 JSON, read so that every reader sees the same document.

The signature covers the parsed document, so two parsers that disagree on one text are an attack: duplicate
members (first or last wins?), numbers beyond 2^53 (rounded in a browser), NaN, lone surrogates, and text so
large or deep that a reader gives up. All are refused here, in the style of I-JSON (RFC 7493). The way a
number is written (``2.0``, ``2``, ``20e-1``) is not restricted: RFC 8785 canonicalisation makes it one text
before anything is hashed.
"""

from __future__ import annotations

import json
import re
from typing import TypeAlias, cast

from generator.errors import MalformedError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_SAFE_INTEGER", "Json", "JsonObject", "parse", "parse_object"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, Json]"

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_SAFE_INTEGER = 2**53 - 1
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def parse(text: str | bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Json:
    """Parse one JSON text; `max_depth` counts nested objects and arrays, the outermost being 1.

    Raises `MalformedError` with the reason ``too-large``, ``not-utf8``, ``not-json``, ``duplicate-member``,
    ``number``, ``lone-surrogate`` or ``too-deep``. A byte order mark is ``not-json``.
    """
    decoded = _decoded(text, max_bytes)
    try:
        value = cast(Json, _DECODER.decode(decoded))
    except RecursionError:
        raise _too_deep(max_depth) from None
    except json.JSONDecodeError as error:
        raise MalformedError(
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}", reason="not-json"
        ) from None
    check_strings = _SURROGATE_ESCAPE.search(decoded) is not None
    _walk(value, max_depth, max_depth, check_strings)
    return value


def parse_object(text: str | bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> JsonObject:
    """As `parse`, and the outermost value must be an object (reason ``not-an-object``)."""
    value = parse(text, max_bytes=max_bytes, max_depth=max_depth)
    if not isinstance(value, dict):
        raise MalformedError("a JSON object was expected", reason="not-an-object")
    return value


def _decoded(text: str | bytes, max_bytes: int) -> str:
    # Size comes first: nothing is spent on a text that nobody issued.
    if len(text) > max_bytes:
        raise _too_large(max_bytes)
    try:
        if isinstance(text, bytes):
            return text.decode("utf-8")
        if len(text.encode("utf-8")) > max_bytes:
            raise _too_large(max_bytes)
    except UnicodeError:
        raise MalformedError("the text is not UTF-8", reason="not-utf8") from None
    return text


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise MalformedError(
                    f"the member {name!r} appears twice in one object", reason="duplicate-member"
                )
            seen.add(name)
    return members


def _integer(digits: str) -> int:
    # The length is looked at first: int() of a million digits takes quadratic time.
    if len(digits) <= 17 and abs(value := int(digits)) <= MAX_SAFE_INTEGER:
        return value
    raise MalformedError("an integer beyond 2^53 - 1 is not the same number everywhere", reason="number")


def _float(digits: str) -> float:
    value = float(digits)
    # The same bound, or 1e16 would be read while its canonical text, an integer, is refused.
    if abs(value) <= MAX_SAFE_INTEGER:
        return value
    raise MalformedError("a number beyond 2^53 - 1 is not the same number everywhere", reason="number")


def _constant(name: str) -> float:
    raise MalformedError(f"{name} is not JSON", reason="not-json")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant, strict=True
)


def _walk(value: Json, levels: int, max_depth: int, check_strings: bool) -> None:
    if isinstance(value, dict):
        if levels == 0:
            raise _too_deep(max_depth)
        for name, item in value.items():
            if check_strings:
                _check_string(name)
            if check_strings or isinstance(item, (dict, list)):
                _walk(item, levels - 1, max_depth, check_strings)
    elif isinstance(value, list):
        if levels == 0:
            raise _too_deep(max_depth)
        for item in value:
            if check_strings or isinstance(item, (dict, list)):
                _walk(item, levels - 1, max_depth, check_strings)
    elif check_strings and isinstance(value, str):
        _check_string(value)


def _check_string(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise MalformedError("half of a surrogate pair stands alone", reason="lone-surrogate") from None


def _too_large(max_bytes: int) -> MalformedError:
    return MalformedError(f"the text has more than {max_bytes} bytes", reason="too-large")


def _too_deep(max_depth: int) -> MalformedError:
    return MalformedError(f"the text is nested more than {max_depth} levels deep", reason="too-deep")
