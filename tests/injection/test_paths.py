"""Names that lead elsewhere: each place where a name becomes a path refuses them, or stays where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from generator.adapters.staging import stage
from generator.errors import BuildError, ParcheminError
from generator.records.base import Slug
from generator.records.issuer import AssetPath
from generator.records.kinds import KINDS, name_of
from generator.trust import code
from generator.trust.archive import read_archive
from generator.trust.did import Did
from tests.fuzz.packing import archive

ELSEWHERE = (
    "../x", "../../x", "a/../../x", "/etc/passwd", "a//b", "./a", ".", "..", "", "a\\..\\b", "C:\\x", "~root", "a\0b",
    "a\nb", "%2e%2e%2fx", "..%2fx", "‥/x", "．．/x", "a/./b", "a b/../../c", "-x", "a\u202eb",
)  # fmt: skip


def _refused(read: Callable[[str], object]) -> Callable[[str], bool]:
    def refuses(name: str) -> bool:
        try:
            read(name)
        except (ParcheminError, ValidationError):
            return True
        return False

    return refuses


def _no_record(name: str) -> bool:
    """No kind of record is expected at such a path."""
    found = [name_of(f"{kind.folder}{name}.yml") for kind in KINDS if kind.name != "site"]
    return all(one is None or one.key is None for one in found)


PLACES: Mapping[str, Callable[[str], bool]] = {
    "records": _no_record,
    "short names": _refused(TypeAdapter(Slug).validate_python),
    "images": _refused(lambda name: TypeAdapter(AssetPath).validate_python(f"{name}.svg")),
    "identifiers of issuers": _refused(lambda name: Did.parse(f"did:web:example.org:{name}")),
    "codes": _refused(code.read),
    "members of a bundle": _refused(lambda name: read_archive(archive({name: b"x"}))),
}
HARMLESS = {
    # A path that an archive or an identifier may have, and that stays where it belongs.
    "members of a bundle": {"-x", "a\0b"},
    "identifiers of issuers": {"-x"},
    "images": {"a//b"},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_leads_elsewhere_is_refused(place: str) -> None:
    passed = {name for name in ELSEWHERE if not PLACES[place](name)}
    assert passed <= HARMLESS.get(place, set())


@pytest.mark.parametrize(
    "name", [name for name in ELSEWHERE if name not in ("~root", "-x", "%2e%2e%2fx", "..%2fx")]
)
def test_nothing_is_staged_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    before = sorted(path for path in tmp_path.rglob("*"))
    try:
        stage({name: b"x"}, tmp_path / "inner" / "stage")
    except (BuildError, ValueError):
        assert sorted(path for path in tmp_path.rglob("*")) == before
        return
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(tmp_path / "inner" / "stage") for path in found)
    assert len(found) == 1
