"""``python -m benchmarks.plan``: the prospects of 130,000 candidates in one pass, and whole plans one by one.

The candidates are made up and live in memory, over the courses and the programme of the demonstration: registered in
the last two and a half years, five courses chosen by most of them, none to five passed. Measured are the pass behind
``parchemin plan --programme`` and, over a sample, the whole plan behind ``parchemin plan CANDIDATE``. One processor.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from generator.adapters.files import load_tree
from generator.records.candidate import Candidate, Name, Registration
from generator.records.result import Result, Results, Transmission
from generator.records.tree import Tree
from generator.rules import sittings_by_candidate
from generator.rules.plan import Planner, offer_of, person_of
from generator.rules.plan.overview import outlooks

PROJECT = Path(__file__).resolve().parent.parent
PROGRAMME = "dnm2ip"
TODAY = date(2026, 11, 25)
_SAMPLE = 500


def made_up(count: int) -> Tree:
    """The demonstration's courses and programmes with so many candidates of our own; the same number, the same tree."""
    tree = load_tree(PROJECT)
    chance = random.Random(count)
    offer = offer_of(tree, PROGRAMME, TODAY)
    courses = [name for name, course in offer.courses.items() if course.ways]
    candidates: dict[str, Candidate] = {}
    rows: dict[tuple[str, str], list[Result]] = {}
    for number in range(count):
        name = f"c-{number:010d}"
        registered = TODAY - timedelta(days=chance.randrange(0, 900))
        chosen = tuple(chance.sample(courses, 5))
        entry = Registration.model_construct(
            programme=PROGRAMME,
            date=registered,
            choices=chosen if chance.random() < 0.8 else (),
            swaps=(),
            withdrawn=None,
        )
        candidates[name] = Candidate.model_construct(
            name=Name.model_construct(display=f"Personne Exemple {number}", given=None, family=None),
            email=f"{name}@example.org",
            language="fr",
            registrations=(entry,),
        )
        for course in chosen[: chance.randrange(0, 6)]:
            rows.setdefault((course, "s1"), []).append(
                Result.model_construct(
                    candidate=name,
                    path="qualifying",
                    date=min(TODAY, registered + timedelta(days=chance.randrange(1, 700))),
                    certificate=None,
                    score=chance.randrange(16, 31),
                    passed=None,
                    identity="verified",
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
    """Seconds over `count` candidates, milliseconds a whole plan, and the peak of the process in MB."""
    tree = made_up(count)
    took: dict[str, float] = {"count": count}
    began, spent = time.perf_counter(), time.process_time()
    standings = Counter(one.standing for one in outlooks(tree, PROGRAMME, TODAY))
    took["outlooks_s"] = time.perf_counter() - began
    took["outlooks_cpu_s"] = time.process_time() - spent
    sittings = sittings_by_candidate(tree.results)
    offer = offer_of(tree, PROGRAMME, TODAY)
    planner = Planner(offer)
    some = list(tree.candidates.items())[:_SAMPLE]
    began = time.perf_counter()
    for name, candidate in some:
        (entry,) = candidate.registrations
        planner.plan(person_of(tree, offer, candidate, entry, sittings.get(name, ()), today=TODAY), TODAY)
    took["plan_ms"] = 1000 * (time.perf_counter() - began) / max(len(some), 1)
    took |= dict(sorted(standings.items()))
    took["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.plan", description=__doc__)
    parser.add_argument("--count", type=int, default=130_000)
    print(json.dumps(measure(parser.parse_args(arguments).count), indent=2))


if __name__ == "__main__":
    main()
