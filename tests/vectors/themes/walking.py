"""Walking through a document and changing it at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

from tests.vectors.themes.diplomas import Json, Vector
from tests.vectors.themes.expected import SIGNATURE


def leaves(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every string, number and truth value with its pointer."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{place}")
    else:
        yield pointer, value


def objects(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every object with its pointer."""
    if isinstance(value, dict):
        yield pointer, value
        for name, item in value.items():
            yield from objects(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from objects(item, f"{pointer}/{place}")


def changed(document: Json, pointer: str, change: Callable[[Json, Json], None]) -> Json:
    """A copy in which `change(parent, name)` was made at `pointer` (no name of ours holds ``/`` or ``~``)."""
    copy = deepcopy(document)
    parent, name = copy, ""
    parts = pointer.split("/")[1:]
    for part in parts[:-1]:
        parent = parent[int(part)] if isinstance(parent, list) else parent[part]
    name = parts[-1]
    change(parent, int(name) if isinstance(parent, list) else name)
    return copy


def replaced(document: Json, pointer: str, value: Json) -> Json:
    """A copy with another value at `pointer`."""

    def put(parent: Json, name: Json) -> None:
        parent[name] = value

    return changed(document, pointer, put)


def removed(document: Json, pointer: str) -> Json:
    """A copy without the member at `pointer`."""

    def drop(parent: Json, name: Json) -> None:
        del parent[name]

    return changed(document, pointer, drop)


def slug(pointer: str) -> str:
    """A name for a case."""
    return pointer.strip("/").replace("/", "-").replace("@", "at-") or "top"


def expected_at(pointer: str, table: dict[str, Vector]) -> Vector:
    """The expectation of the longest entry of `table` that `pointer` begins with, or a false signature."""
    fitting = [
        prefix for prefix in table if pointer == prefix or pointer.startswith(prefix.rstrip("*") + "/")
    ]
    return table[max(fitting, key=len)] if fitting else SIGNATURE
