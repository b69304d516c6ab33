"""Literals and IRIs as RDFC-1.0 canonical N-Quads write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.errors import MalformedError
from generator.trust import vocabulary
from generator.trust.strictjson import Json

__all__ = ["iri", "writer"]

_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {"\t": "\\t", "\n": "\\n", '"': '\\"', "\\": "\\\\"}


def _escape(found: re.Match[str]) -> str:
    try:
        return _ESCAPES[found[0]]
    except KeyError:
        # Libraries differ here (STANDARDS: a signature over such a character is wrong somewhere).
        raise MalformedError(
            f"a text holds the control character U+{ord(found[0]):04X}", reason="control-character"
        ) from None


def _plain(value: Json) -> str:
    if not isinstance(value, str):
        raise MalformedError(f"text is due where {value!r} stands", reason="type")
    return f'"{_ESCAPED.sub(_escape, value)}"'


def iri(value: Json) -> str:
    """`value` as an IRI in N-Quads; relative ones are refused."""
    if not isinstance(value, str) or not _IRI.match(value):
        raise MalformedError(f"{value!r} is not an absolute IRI", reason="relative-iri")
    return f"<{value}>"


def _typed(datatype: str) -> Callable[[Json], str]:
    suffix = f"^^<{datatype}>"

    def literal(value: Json) -> str:
        return _plain(value) + suffix

    return literal


def _boolean(value: Json) -> str:
    if not isinstance(value, bool):
        raise MalformedError(f"true or false is due where {value!r} stands", reason="type")
    return f'"{str(value).lower()}"^^<https://www.w3.org/2001/XMLSchema#boolean>'


def _number(value: Json) -> str:
    # JSON-LD 1.1 API §8.2.2: whole numbers keep their digits, others become the canonical xsd:double.
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 10**15:
        raise MalformedError(f"a number is due where {value!r} stands", reason="type")
    if float(value).is_integer():
        lexical = str(int(value))
    else:
        mantissa, exponent = f"{value:.15E}".split("E")
        digits = mantissa.rstrip("0")
        lexical = f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}"
    return f'"{lexical}"^^<https://www.w3.org/2001/XMLSchema#float>'


def _purpose(value: Json) -> str:
    if value != "assertionMethod":
        raise MalformedError(f"the proof's purpose is assertionMethod, not {value!r}", reason="proof-purpose")
    return "<https://w3id.org/security#assertionMethod>"


_WRITERS: dict[str, Callable[[Json], str]] = {
    vocabulary.TEXT: _plain,
    vocabulary.IRI: iri,
    vocabulary.BOOLEAN: _boolean,
    vocabulary.NUMBER: _number,
    vocabulary.PURPOSE: _purpose,
}


def writer(how: str) -> Callable[[Json], str] | None:
    """What writes a value in the way that the vocabulary names; None where it names a kind of node."""
    return _typed(how[2:]) if how.startswith("^^") else _WRITERS.get(how)
