"""Which diplomas documents are asked for: by code, by edition, or all of the programmes that have documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.adapters.ledger import Ledger
from generator.errors import LedgerError
from generator.issuing.sharing import Share

__all__ = ["Place", "Selection", "select"]

_PER_SHARE = 10
"""Lines that a process takes at once: batches of the ledger are too large to share an edition among processes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a diploma stands in the ledger, and whose it is."""

    path: str
    line: int
    candidate: str
    programme: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Diplomas by code, in the order of the ledger. `named` is true where a person named each code."""

    places: Mapping[str, Place]
    named: bool

    def shares(self, root: Path) -> list[Share]:
        """The lines of the ledger, in portions."""
        lines: dict[str, list[int]] = {}
        for place in self.places.values():
            lines.setdefault(place.path, []).append(place.line)
        return [
            Share(root / path, frozenset(found[start : start + _PER_SHARE]))
            for path, found in lines.items()
            for start in range(0, len(found), _PER_SHARE)
        ]


def select(
    root: Path,
    *,
    codes: Collection[str] = (),
    editions: Collection[str] = (),
    programmes: Collection[str] = (),
) -> Selection:
    """The diplomas with one of the `codes`, or of the `editions`, or of the `programmes`.

    Raises `LedgerError` for a code or an edition that the ledger does not hold.
    """
    ledger = Ledger(root)
    wanted, issued = set(codes), set()
    places: dict[str, Place] = {}
    for path in ledger.segments():
        edition = path.name.partition(".")[0]
        whole = edition in editions or bool(programmes)
        data = b"" if whole else path.read_bytes()
        if not whole and not any(code.encode() in data for code in wanted):
            continue
        name = path.relative_to(root).as_posix()
        for item in ledger.credentials(path):
            line = item.value
            if line.edition in editions or line.code in wanted or line.programme in programmes:
                issued.add(line.edition)
                places[line.code] = Place(name, item.line, line.candidate, line.programme)
    if lost := sorted(wanted - places.keys()):
        raise LedgerError(f"no diploma in the ledger has the code {', '.join(lost)}")
    if lost := sorted(set(editions) - issued):
        raise LedgerError(f"nothing was issued in the edition {', '.join(lost)}")
    return Selection(places, named=bool(codes))
