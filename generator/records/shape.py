"""Walking a model as data is walked: which fields are allowed at a place."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

__all__ = ["data_location", "fields_at"]

_CLAUSES: Final = frozenset({"all_of", "any_of", "at_least", "credits", "passed"})


def data_location(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the place in the data that pydantic's `location` means.

    Pydantic inserts the tag of a clause (``requirement.all_of.all_of.0``) as if it were a field.
    """
    result: list[int | str] = []
    clause_due = False
    for part in location:
        if clause_due and part in _CLAUSES:
            clause_due = False
            continue
        clause_due = part == "requirement" or (
            isinstance(part, int) and bool(result) and result[-1] in ("all_of", "any_of")
        )
        result.append(part)
    return tuple(result)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a value so annotated may be (one, or one for each clause)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    origin = typing.get_origin(annotation)
    if origin in (typing.Annotated, typing.Union, types.UnionType, tuple):
        arguments = typing.get_args(annotation)
        for argument in arguments[:1] if origin is typing.Annotated else arguments:
            yield from _models(argument)


def fields_at(model: type[BaseModel], location: tuple[int | str, ...], data: object) -> tuple[str, ...]:
    """Return the names of the fields allowed in the mapping at `location` (a place in the data).

    Of several clauses the one that `data`, the mapping itself, names is meant.
    """
    models = [model]
    for part in location:
        if isinstance(part, int):
            continue
        models = [
            found
            for parent in models
            if (field := parent.model_fields.get(part)) is not None
            for found in _models(field.annotation)
        ]
    if len(models) > 1 and isinstance(data, dict):
        models = [m for m in models if set(m.model_fields) & _CLAUSES & set(data)] or models
    return tuple(dict.fromkeys(name for found in models for name in found.model_fields))
