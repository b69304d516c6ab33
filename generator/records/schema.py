"""JSON Schemas of the records, for editors: JSON Schema draft 2020-12, written from the models.

A schema helps while typing; it promises less than ``parchemin check``, which also knows the other records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from generator.records.kinds import KINDS, SCHEMAS, Kind

__all__ = ["DIALECT", "schema_of", "schemas"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """Pydantic's schema without the titles that only repeat the names of fields."""

    schema_dialect = DIALECT

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas() -> dict[str, bytes]:
    """Return the bytes of every schema by its path from the root of a site. The same models give the same
    bytes."""
    return {f"{SCHEMAS}{kind.name}.json": _encoded(schema_of(kind)) for kind in KINDS}


def schema_of(kind: Kind) -> dict[str, Any]:
    """Return the schema of one kind of record."""
    schema = kind.model.model_json_schema(schema_generator=_Plain)
    described = _described(schema)
    return {
        "$schema": DIALECT,
        "$id": f"https://parchemin.example/schemas/{kind.name}.json",
        "title": f"Parchemin {kind.name}",
        **{key: value for key, value in described.items() if key not in ("$schema", "$id", "title")},
    }


def _described(node: Any) -> Any:
    """Unwrap the lines of docstrings, whose markup means nothing in an editor, and drop class names."""
    if isinstance(node, Mapping):
        return {
            key: " ".join(re.sub(r"``?", "", value).split())
            if key == "description" and isinstance(value, str)
            else _described(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str) and node.get("type") == "object")
        }
    if isinstance(node, list):
        return [_described(item) for item in node]
    return node


def _encoded(schema: Mapping[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
