"""The schemas for editors: in step with the models, valid, and true of the specimen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.records.kinds import KINDS, SCHEMAS, name_of
from generator.records.schema import DIALECT, schema_of, schemas
from generator.records.shape import fields_at


def test_the_schemas_in_the_tree_are_those_of_the_models(root: Path) -> None:
    for path, data in schemas().items():
        assert (root / path).read_bytes() == data, f"{path} is out of date; run: parchemin schema"


def test_there_is_a_schema_for_every_kind_and_no_other(root: Path) -> None:
    written = {path.name for path in (root / SCHEMAS).glob("*.json")}
    assert written == {f"{kind.name}.json" for kind in KINDS}


def test_the_same_models_give_the_same_bytes() -> None:
    assert schemas() == schemas()


def test_every_schema_names_its_dialect_and_refuses_unknown_fields() -> None:
    for kind in KINDS:
        schema = schema_of(kind)
        assert schema["$schema"] == DIALECT
        assert schema["additionalProperties"] is False
        assert schema["description"]
        assert set(schema["properties"]) == set(kind.model.model_fields)


def test_every_field_of_every_record_is_described() -> None:
    missing = []

    def look(name: str, node: dict[str, Any]) -> None:
        for field, value in node.get("properties", {}).items():
            if not value.get("description"):
                missing.append(f"{name}.{field}")

    for kind in KINDS:
        schema = schema_of(kind)
        look(kind.name, schema)
        for name, definition in schema.get("$defs", {}).items():
            if name != "Text":
                look(name, definition)
    assert missing == []


def test_every_reference_inside_a_schema_leads_somewhere() -> None:
    for kind in KINDS:
        schema = schema_of(kind)
        text = json.dumps(schema)
        for part in text.split('"$ref": "#/$defs/')[1:]:
            assert part.split('"')[0] in schema["$defs"]


def test_the_first_line_of_every_record_of_the_demonstration_leads_to_its_schema(root: Path) -> None:
    for folder in ("content", "candidates"):
        for path in sorted((root / folder).rglob("*.yml")):
            name = path.relative_to(root).as_posix()
            named = name_of(name)
            assert named is not None, name
            first = path.read_text(encoding="utf-8").split("\n", 1)[0]
            assert first == named.kind.schema_line(name)
            target = first.partition("$schema=")[2]
            assert (path.parent / target).resolve() == root / SCHEMAS / f"{named.kind.name}.json"


def test_the_fields_of_a_clause_are_known_at_any_depth() -> None:
    programme = next(kind.model for kind in KINDS if kind.name == "programme")
    place = ("versions", 0, "requirement", "all_of", 1, "any_of", 0)
    assert fields_at(programme, place, {"passed": "x"}) == ("passed", "min_score")
    assert fields_at(programme, (*place, "of"), {}) == ("courses", "starred", "theme")
