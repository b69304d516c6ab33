"""What the privacy gate costs: `python -m benchmarks.privacy [--diplomas 2000] [--candidates 130000] [--json]`.

A made-up site of so many diplomas is built; so many made-up candidates, each with a name, an address, an account, a day
of birth, a certificate and a receipt, are gathered; then all files of the diplomas are searched, as in a first build.
The holders of the diplomas are among the candidates, so that each page holds a name which it may hold.
"""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.synthetic import Holder, make_site
from generator.build import build
from generator.gate.files import search_files
from generator.gate.listing import Listing
from generator.gate.values import Values
from generator.privacy.secrets import candidate_secrets
from generator.records.candidate import Candidate

_DAY = date(2026, 8, 1)
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "lan",
    "mer",
    "nis",
    "pol",
    "ra",
    "so",
    "tu",
    "vel",
    "xan",
    "yo",
    "zim",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--diplomas", type=int, default=2_000)
    parser.add_argument("--candidates", type=int, default=130_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="parchemin-") as folder:
        found = measure(Path(folder), given.diplomas, given.candidates, given.jobs)
    print(json.dumps(found) if given.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


def measure(root: Path, diplomas: int, candidates: int, jobs: int = 1) -> dict[str, float]:
    """Seconds of this machine's processors, and what they were spent on."""
    holders = make_site(root, diplomas)
    build(root, root / "site", day=_DAY, jobs=jobs)
    started = _processors()
    codes = "".join(one.code for one in holders).encode()
    private = Values(list(_lines(holders, candidates)), [codes])
    gathered = _processors()
    values = len(private.index())
    indexed = _processors()
    hits = list(search_files(root / "site", Listing(codes, ()), private, {}, processes=jobs))
    # Whoever searches makes the index for himself.
    searching = _processors() - indexed - jobs * (indexed - gathered)
    if hits:
        raise SystemExit(f"{len(hits)} false alarms: {hits[0]}")
    return {
        "diplomas": diplomas,
        "candidates": candidates,
        "values": values,
        "files": sum(1 for _ in (root / "site" / "d").iterdir()),
        "bytes": sum(path.stat().st_size for path in (root / "site" / "d").iterdir()),
        "gathering_s": round(gathered - started, 2),
        "indexing_s": round(indexed - gathered, 2),
        "searching_s": round(searching, 2),
        "searching_us_per_diploma": round(searching / diplomas * 1e6, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _lines(holders: Sequence[Holder], candidates: int) -> Iterator[bytes]:
    for number in range(candidates):
        name = holders[number].name if number < len(holders) else _name(number)
        key = f"c-{number:010d}"
        candidate = Candidate.model_validate(
            {
                "name": {"display": name},
                "birth_date": (date(1950, 1, 1) + timedelta(days=number % 20_000)).isoformat(),
                "email": f"{name.split()[0].lower().encode('ascii', 'ignore').decode()}x{number}@mail.example",
                "language": "fr",
                "platform_id": f"compte-{number:06d}",
                "registrations": [{"programme": "certificat", "date": "2026-01-01"}],
                "deposits": [
                    {"course": "x", "session": "y", "certificate": f"CERT-{number:08X}", "date": "2026-01-01"}
                ],
                "receipts": [_receipt(number)],
            }
        )
        for row in candidate_secrets(f"candidates/register/{key}.yml", key, candidate):
            yield row.to_line()


def _name(number: int) -> str:
    parts = []
    for _ in range(2):
        word = ""
        for _ in range(3):
            number, rest = divmod(number * 7 + 3, len(_SYLLABLES))
            word += _SYLLABLES[rest]
        parts.append(word.capitalize())
    return " ".join(parts)


def _receipt(number: int) -> str:
    text = "".join("23456789ABCDEFGH"[int(digit, 16)] for digit in f"{number:012x}")
    return "-".join((text[:4], text[4:8], text[8:]))


def _processors() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
