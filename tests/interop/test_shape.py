"""Every shape of diploma that we write is Open Badges 3.0, as LearnCard and the specification describe it.

1EdTech's own JSON schema is served on the web only, and no package brings it along; LearnCard's description is another
reading of the specification. It leaves the enumerations open, so that these are compared here.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.interop.cases import FULL, GOOD
from tests.interop.judges import run_node

Json = Any

# Open Badges 3.0, Appendix B: the enumerations that our members take their values from.
ENUMERATIONS = {
    "achievementType": {"Diploma", "Certificate", "CertificateOfCompletion", "MicroCredential"},
    "identityType": {"name"},
    "resultType": {"Percent", "Result"},
    "status": {"Completed"},
}
# Closed classes (additionalProperties false in 1EdTech's schema), and what they may hold.
CLOSED = {
    "image": {"id", "type", "caption"},
    "identifier": {"type", "hashed", "identityHash", "identityType", "salt"},
}


def _wrong(credentials: list[Json]) -> list[list[str]]:
    found: list[list[str]] = run_node("shape.mjs", job={"credentials": credentials})
    return found


def test_every_shape_is_open_badges_as_learncard_describes_it() -> None:
    assert _wrong([case.credential for case in GOOD]) == [[] for _ in GOOD]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), {"fr": "Diplôme", "en": "Diploma"}),
        (("issuer", "image", "type"), ["Image"]),
        (("credentialSubject", "identifier", 0, "type"), ["IdentityObject"]),
        (("credentialSubject", "result", 0, "value"), 78),
        (("credentialSubject", "achievement", "criteria"), None),
        (("credentialSubject", "achievement", "creditsAvailable"), "7.5"),
    ],
    ids=lambda value: "/".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_learncard_would_have_noticed(path: tuple[str | int, ...], value: Json) -> None:
    broken = deepcopy(FULL)
    node: Json = broken
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    assert _wrong([broken]) != [[]]


def _members(value: Json) -> list[tuple[str, Json]]:
    if isinstance(value, list):
        return [member for item in value for member in _members(item)]
    if isinstance(value, dict):
        return [*value.items(), *(member for item in value.values() for member in _members(item))]
    return []


def test_enumerated_members_hold_values_of_the_specification() -> None:
    """`targetType` has an enumeration, too, in which there is no course: we write none."""
    for case in GOOD:
        for name, value in _members(case.credential):
            assert name != "targetType"
            if name in ENUMERATIONS:
                assert value in ENUMERATIONS[name]


def test_closed_classes_hold_nothing_else() -> None:
    for case in GOOD:
        for name, value in _members(case.credential):
            for item in value if isinstance(value, list) else [value]:
                assert name not in CLOSED or set(item) <= CLOSED[name]
