"""Write docs/records.md and docs/commands.md from the program itself.

::

    python -m tests.docs.make_reference

Types and descriptions of fields come from the JSON Schemas, which come from the models. Examples come from the small
site in tests/docs/specimen, whose records use every field and are in order (a test says so). Commands come from click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click
import yaml

from generator.cli import main
from generator.records.kinds import KINDS, Kind
from generator.records.schema import schema_of

ROOT = Path(__file__).resolve().parents[2]
SPECIMEN = ROOT / "tests" / "docs" / "specimen"
ASSETS: Final = (
    "content/assets/logos/ecole-exemple.svg",
    "content/assets/signatures/ada-exemple.svg",
    "candidates/scans/6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b.pdf",
)
SHOWN: Final = {
    "site": "content/site.yml",
    "issuer": "content/issuers/ecole-exemple.yml",
    "course": "content/courses/premiers-secours.yml",
    "programme": "content/programmes/vie-numerique.yml",
    "mapping": "content/mappings/liste.yml",
    "candidate": "candidates/register/c-4f9k2m7x1q.yml",
    "results": "candidates/results/premiers-secours/2026-t1.yml",
    "resolutions": "candidates/resolutions/premiers-secours/2026-t1.yml",
    "edition": "candidates/editions/vie-numerique-2026.yml",
    "contract": "candidates/contracts/ecole-exemple-2026.yml",
    "payments": "candidates/payments/premiers-secours/2026-t1.yml",
}
"""The record that stands for each kind."""

_HEAD: Final = "| field | type | meaning | example |\n|---|---|---|---|\n"
_CLAUSES: Final = ("AllOf", "AnyOf", "AtLeast", "CreditsFrom", "Passed")
_PATTERNS: Final[Mapping[str, str]] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "slug",
    r"^c-[a-z0-9]{10}$": "candidate’s id",
    r"^https://[^\s<>\"]+$": "web address",
    r"^[^\s@<>\"(),:;\\]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$": "e-mail address",
    r"^([01]\d|2[0-3]):[0-5]\d$": "hour",
    r"^[A-Z]{2}$": "country",
    r"^[a-z]{2,3}$": "language",
    r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){4}$": "code of a diploma",
    r"^[0-9a-f]{64}$": "SHA-256 digest",
    r"^[0-9a-f]{16}$": "key of a row",
    r"^[0-9]{11}$": "eleven digits",
    r"^[0-9]{14}$": "fourteen digits",
    r"^[a-z0-9][a-z0-9/_-]*\.(svg|png)$": "image",
    r"^did:web:[a-z0-9.%A-Z-]+(:[a-z0-9-]+)*$": "did:web",
    r"^[A-Z0-9][A-Z0-9-]{1,19}$": "code of a programme",
    r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$": "host",
    r"^https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$": "web address",
    r"^[A-Za-z0-9_-]{43}$": "coordinate",
    r"^[0-9a-f]{32}$": "number of a sealed file",
    r"^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$": "receipt",
}


def records() -> str:
    """The text of docs/records.md."""
    parts = [_intro("records")]
    for kind in KINDS:
        parts.append(_kind(kind))
        if kind.name == "programme":
            parts.append(_clauses(kind))
    return "\n".join(parts)


def commands() -> str:
    """The text of docs/commands.md."""
    return _intro("commands") + "".join(f"\n## {name}\n\n```text\n{text}\n```\n" for name, text in helps())


def _intro(page: str) -> str:
    return (ROOT / "tests" / "docs" / "intro" / f"{page}.md").read_text(encoding="utf-8")


def helps() -> Iterator[tuple[str, str]]:
    """Yield every command with its help, groups before what they hold."""
    yield from _helps("parchemin", main, None)


def _helps(name: str, command: click.Command, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=80, max_content_width=80, color=False,
        help_option_names=["-h", "--help"],
    )  # fmt: skip
    yield context.command_path, "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None and not found.hidden:
                yield from _helps(inner, found, context)


def _kind(kind: Kind) -> str:
    schema = schema_of(kind)
    path = SHOWN[kind.name]
    text = (SPECIMEN / path).read_text(encoding="utf-8")
    rows = "\n".join(_rows(schema, schema, "", [yaml.safe_load(text)]))
    place = {
        "site": "content/site.yml",
        "candidate": "candidates/register/<id>.yml",
        "results": "candidates/results/<course>/<session>.yml",
        "resolutions": "candidates/resolutions/<course>/<session>.yml",
        "payments": "candidates/payments/<course>/<session>.yml",
    }.get(kind.name, f"{kind.folder}<{'programme>-<n' if kind.name == 'edition' else 'slug'}>.yml")
    return (
        f"## {kind.name.capitalize()}: `{place}`\n\n{_cell(schema['description'])}\n\n"
        f"{_HEAD}{rows}\n\n"
        f"A whole one:\n\n```yaml\n{text}```\n"
    )


def _clauses(kind: Kind) -> str:
    schema = schema_of(kind)
    record = yaml.safe_load((SPECIMEN / SHOWN[kind.name]).read_text(encoding="utf-8"))
    rule = record["versions"][0]["requirement"]
    found: list[Any] = []
    waiting = [rule]
    while waiting:
        clause = waiting.pop(0)
        found.append(clause)
        waiting += [*clause.get("all_of", ()), *clause.get("any_of", ())]
    parts = ["### Clauses\n\nA clause is known by the field that names it; clauses nest.\n"]
    for name in _CLAUSES:
        model = schema["$defs"][name]
        key = next(iter(model["properties"]))
        mine = [clause for clause in found if key in clause]
        rows = "\n".join(_rows(schema, model, "", mine))
        parts.append(f"`{key}`: {_cell(model['description'])}\n\n{_HEAD}{rows}\n")
    return "\n".join(parts)


def _rows(
    schema: Mapping[str, Any], model: Mapping[str, Any], prefix: str, examples: list[Any]
) -> Iterator[str]:
    required = set(model.get("required", ()))
    for name, field in model["properties"].items():
        below = [one[name] for one in examples if isinstance(one, dict) and name in one]
        target, many = _target(schema, field)
        need = "**required** " if name in required else ""
        if _is_clause(field) or _is_clause(field.get("items", {})):
            kind, inner = ("clauses" if many else "clause"), None
        elif target is None:
            kind, inner = _type(field), None
        elif set(target["properties"]) == {"fr", "en"}:
            kind, inner = "text in both languages", None
        else:
            kind, inner = "", target
        shown = prefix + name + ("[]" if many and inner else "")
        if many and inner is None and "text" in kind:
            kind = f"list: {kind}"
        example = "" if inner or "clause" in kind else _example(below)
        if inner is not None:
            kind = "list of these:" if many else "these:"
        yield f"| `{shown}` | {need}{kind} | {_cell(field.get('description', ''))} | {example} |"
        if inner is not None:
            flat = [item for one in below for item in (one if many else [one])]
            yield from _rows(schema, inner, f"{shown}.", flat)


def _target(schema: Mapping[str, Any], field: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, bool]:
    """The model that a field holds, and whether it holds a list of them."""
    for one in (field, *field.get("anyOf", ())):
        if "$ref" in one:
            return schema["$defs"][one["$ref"].rsplit("/", 1)[1]], False
        if one.get("type") == "array":
            inner = one["items"]
            return (schema["$defs"][inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else None), True
    return None, False


def _is_clause(field: Mapping[str, Any]) -> bool:
    return any("AllOf" in str(option.get("$ref", "")) for option in field.get("oneOf", ()))


def _type(field: Mapping[str, Any]) -> str:
    options = [one for one in field.get("anyOf", (field,)) if one.get("type") != "null"]
    if {one["type"] for one in options} == {"integer", "string"}:
        return "percent, with decimals" if any("maximum" in one for one in options) else "amount"
    (one,) = options
    if "const" in one:
        return f"`{str(one['const']).lower()}`"
    if "enum" in one:
        return " or ".join(f"`{value}`" for value in one["enum"])
    if one["type"] == "array":
        return f"list: {_type(one['items'])}"
    return _number(one) if one["type"] == "integer" else _text(one)


def _number(one: Mapping[str, Any]) -> str:
    low, high = one.get("minimum"), one.get("maximum")
    if (low, high) == (0, 100):
        return "percent"
    return f"number, {low} to {high}" if high is not None else "number"


def _text(one: Mapping[str, Any]) -> str:
    if one["type"] == "boolean":
        return "yes or no"
    if one.get("format") == "date":
        return "day"
    return _PATTERNS[one["pattern"]] if "pattern" in one else "line" if "maxLength" in one else "text"


def _example(found: list[Any]) -> str:
    if not found:
        return ""
    text = yaml.safe_dump(
        found[0], default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return f"`{_cell(text.removesuffix(chr(10)).removesuffix('...').strip())}`"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def write(root: Path = ROOT) -> None:
    """Write both pages."""
    (root / "docs" / "records.md").write_text(records(), encoding="utf-8")
    (root / "docs" / "commands.md").write_text(commands(), encoding="utf-8")


if __name__ == "__main__":
    write()
