"""``python -m benchmarks.standing``: where 130,000 candidates stand, and whom an edition would award.

The candidates are made up and live in memory, over the courses and the programme of the demonstration: five to seven
sittings each, some below the mark, some without identity, some out of time. Measured are the one pass behind
`parchemin status`, the proposal behind `parchemin decide`, and the digests of its evidence. One processor.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from generator.adapters.files import load_tree
from generator.issuing.book import Book
from generator.issuing.overview import overview
from generator.records.candidate import Candidate, Name, Registration
from generator.records.result import Result, Results, Transmission
from generator.records.tree import Tree
from generator.rules.digest import evidence_digest
from generator.rules.proposal import propose
from generator.rules.standing import sittings_by_candidate
from generator.trust.keyact import Keyring

PROJECT = Path(__file__).resolve().parent.parent
PROGRAMME = "dnm2ip"
TODAY = date(2026, 11, 25)


def made_up(count: int) -> Tree:
    """The demonstration's courses and programmes with so many candidates of our own; the same number, the same tree."""
    tree = load_tree(PROJECT)
    chance = random.Random(count)
    courses = [name for name, course in tree.courses.items() if course.exam and course.exam.questions == 30]
    candidates: dict[str, Candidate] = {}
    rows: dict[tuple[str, str], list[Result]] = {}
    for number in range(count):
        name = f"c-{number:010d}"
        registered = TODAY - timedelta(days=chance.randrange(30, 1000))
        entry = Registration.model_construct(
            programme=PROGRAMME, date=registered, choices=(), swaps=(), withdrawn=None
        )
        candidates[name] = Candidate.model_construct(
            name=Name.model_construct(display=f"Personne Exemple {number}", given=None, family=None),
            email=f"{name}@example.org",
            language="fr",
            registrations=(entry,),
        )
        for course in chance.sample(courses, chance.randrange(5, 8)):
            rows.setdefault((course, "s1"), []).append(
                Result.model_construct(
                    candidate=name,
                    path="qualifying",
                    date=registered + timedelta(days=chance.randrange(1, 760)),
                    certificate=None,
                    score=chance.randrange(14, 31),
                    passed=None,
                    identity="not-checked" if chance.random() < 0.02 else "verified",
                    invalidated=None,
                )
            )
    source = Transmission(file="a.csv", sha256="0" * 64, received=TODAY, sender="A platform")
    results = {
        key: Results.model_construct(course=key[0], session=key[1], source=source, results=tuple(found))
        for key, found in rows.items()
    }
    return replace(tree, candidates=candidates, results=results, editions={})


def measure(count: int) -> dict[str, float]:
    """Seconds for each step over `count` candidates, and the peak of the process in MB."""
    tree = made_up(count)
    took: dict[str, float] = {"count": count}
    began = time.perf_counter()
    stages: dict[str, int] = {}
    for line in overview(tree, Book({}, {}, (), {}, Keyring((), ())), on=TODAY):
        stages[line.progress.stage] = stages.get(line.progress.stage, 0) + 1
    took["status"] = time.perf_counter() - began
    began = time.perf_counter()
    proposal = propose(tree, sittings_by_candidate(tree.results), PROGRAMME, f"{PROGRAMME}-x", on=TODAY)
    took["decide"] = time.perf_counter() - began
    began = time.perf_counter()
    for decision in proposal.entitled:
        evidence_digest(tree.programmes[PROGRAMME], decision)
    took["digests"] = time.perf_counter() - began
    took |= {f"stage {name}": number for name, number in sorted(stages.items())}
    took["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.standing", description=__doc__)
    parser.add_argument("--count", type=int, default=130_000)
    print(json.dumps(measure(parser.parse_args(arguments).count), indent=2))


if __name__ == "__main__":
    main()
