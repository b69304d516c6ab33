"""Changing a record that people also write: a value put, an item added, everything else left as it stands.

The text is changed, not dumped anew: comments, order, quotation and blank lines are the work of a person. Places come
from PyYAML's nodes. What cannot be changed safely so (or comes out as anything but what was meant) is written anew as a
whole, which loses comments and nothing else; `amended` compares the data either way and never returns another.

    text = amended(kind, key, text, [Put(("registrations", 0, "withdrawn"), day), Append(("deposits",), {...})])
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Final, TypeAlias

import yaml

from generator.records.kinds import Kind
from generator.records.scalars import resolve
from generator.records.yaml import Json, Location, load

__all__ = ["Append", "Edit", "Put", "Value", "amended", "block", "edited", "written"]

Value: TypeAlias = "Mapping[str, Value] | Sequence[Value] | str | int | bool | date | None"

_PLAIN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z|[A-Z]{2}\Z")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]+")
_FLOW_WIDTH: Final = 96
_WITHOUT_END: Final = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}


@dataclass(frozen=True, slots=True)
class Put:
    """Give the field at `location` this value, whether it is there or not. Its mapping must be there."""

    location: Location
    value: Value


@dataclass(frozen=True, slots=True)
class Append:
    """Add an item to the list at `location`, which may be missing. Its mapping must be there."""

    location: Location
    value: Value


Edit: TypeAlias = Put | Append


class _AwkwardError(Exception):
    """The text is written in a way that this module does not change in place."""


def amended(kind: Kind, key: str, text: str, edits: Iterable[Edit]) -> str:
    """Return the text of a record (which must be in order) with the edits made."""
    wanted = edited(_data(text), edits)
    try:
        changed = text
        for edit in edits:
            changed = _change(changed, edit)
        if _data(changed) == wanted:
            return changed
    except _AwkwardError:
        pass
    return written(kind, key, wanted)


def edited(data: Json, edits: Iterable[Edit]) -> Json:
    """The data of a record with the edits made; `data` itself is left alone."""
    result: Json = json.loads(json.dumps(data))
    for edit in edits:
        *way, last = edit.location
        parent: Any = result
        for step in way:
            parent = parent[step]
        if isinstance(edit, Put):
            parent[last] = _plain(edit.value)
        else:
            parent.setdefault(last, []).append(_plain(edit.value))
    return result


def written(kind: Kind, key: str, data: Json, heading: str = "") -> str:
    """A record written anew: the line for editors, `heading` (comments), one field after the other."""
    fields = data if isinstance(data, dict) else {}
    return f"{kind.schema_line(kind.path(key))}\n{heading}{block(fields)}"


def block(fields: Mapping[str, Any], indent: int = 0) -> str:
    """Fields as YAML lines: short lists and fields on one line, longer ones below their name."""
    margin = " " * indent
    lines = []
    for name, value in fields.items():
        flow = _flow(value)
        nested = isinstance(value, Mapping | list | tuple) and value
        if not nested or (len(margin) + len(name) + len(flow) < _FLOW_WIDTH and not _holds_fields(value)):
            lines.append(f"{margin}{_key(name)}: {flow}\n")
        elif isinstance(value, Mapping):
            lines.append(f"{margin}{_key(name)}:\n{block(value, indent + 2)}")
        else:
            lines.append(f"{margin}{_key(name)}:\n" + "".join(_item(item, indent + 2) for item in value))
    return "".join(lines)


def _holds_fields(value: Any) -> bool:
    """Whether a value is better shown over several lines: it holds fields that hold more."""
    if isinstance(value, Mapping):
        return any(isinstance(inner, Mapping | list | tuple) for inner in value.values())
    return any(isinstance(item, Mapping | list | tuple) for item in value)


def _item(value: Any, indent: int) -> str:
    margin = " " * indent
    flow = _flow(value)
    if not isinstance(value, Mapping) or (len(margin) + len(flow) < _FLOW_WIDTH and not _holds_fields(value)):
        return f"{margin}- {flow}\n"
    return f"{margin}- {block(value, indent + 2)[indent + 2 :]}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _key(name: str) -> str:
    """The name of a field; no record that is in order has one that needs quotation marks."""
    return name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _scalar(value: str | int | float | bool | date | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return json.dumps(value) if isfinite(value) else _WITHOUT_END[str(value)]
    text = value.isoformat() if isinstance(value, date) else value
    return text if _stays_text(text) else json.dumps(text, ensure_ascii=False)


def _stays_text(text: str) -> bool:
    """Whether a text can go without quotation marks, here and for readers of YAML 1.1 (where NO is false)."""
    if _PLAIN.match(text) is None or text in ("NO", "no", "on", "off", "yes", "y", "n", "ON"):
        return False
    try:
        return isinstance(resolve(text), str)
    except ValueError:
        return False


def _plain(value: Any) -> Json:
    """A value as reading the record gives it back."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _data(text: str) -> Json:
    document = load(text.encode(), "")
    if not document.readable or document.problems:
        raise _AwkwardError
    return document.data


def _change(text: str, edit: Edit) -> str:
    if "\r" in text or not text.endswith("\n"):
        raise _AwkwardError
    *way, last = edit.location
    try:
        # The pure parser counts characters, as Python does.
        node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        # It refuses a tab where a token may begin, which libyaml (and so `load`) reads.
        raise _AwkwardError from error
    for step in way:
        node = node.value[step] if isinstance(step, int) else _field(node, step)
        if node is None:
            raise _AwkwardError
    if not isinstance(node, yaml.MappingNode) or not isinstance(last, str):
        raise _AwkwardError
    found = _field(node, last)
    if found is None:
        return _add_field(text, node, last, [edit.value] if isinstance(edit, Append) else edit.value)
    if isinstance(edit, Put):
        return _replace(text, found, edit.value)
    return _add_item(text, found, edit.value)


def _field(node: Any, name: str) -> Any:
    return next((value for key, value in node.value if key.value == name), None)


def _replace(text: str, node: Any, value: Value) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        raise _AwkwardError
    return text[: node.start_mark.index] + _flow(value) + text[node.end_mark.index :]


def _add_field(text: str, mapping: Any, name: str, value: Any) -> str:
    if mapping.flow_style:
        return _before_bracket(text, mapping, f"{_key(name)}: {_flow(value)}")
    if not mapping.value:
        raise _AwkwardError
    indent = mapping.value[0][0].start_mark.column
    place = len(text) if indent == 0 and mapping.start_mark.column == 0 else _end(text, mapping)
    return text[:place] + block({name: value}, indent) + text[place:]


def _add_item(text: str, node: Any, value: Value) -> str:
    if not isinstance(node, yaml.SequenceNode):
        raise _AwkwardError
    if node.flow_style or not node.value:
        return _before_bracket(text, node, _flow(value))
    place = _end(text, node)
    return text[:place] + _item(value, node.start_mark.column) + text[place:]


def _before_bracket(text: str, node: Any, added: str) -> str:
    place = node.end_mark.index - 1
    if text[place] not in "]}":
        raise _AwkwardError
    before = text[:place].rstrip()
    comma = "" if not node.value or before.endswith(",") else ","
    if "#" in text[text.rfind("\n", 0, len(before)) + 1 : len(before)] and "\n" in text[len(before) : place]:
        raise _AwkwardError  # a comment stands between the last item and the bracket
    space = " " if node.value else ""
    return f"{before}{comma}{space}{added}{text[place:]}"


def _end(text: str, node: Any) -> int:
    """Where the line after a block's last value begins; comments below it belong to what follows."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    index: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return len(text[:index].rstrip()) + 1
    line_end = text.find("\n", index)
    return len(text) if line_end < 0 else line_end + 1
