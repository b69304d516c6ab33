"""Two clones at once: a few races drawn at random (``python -m tests.crash --races 500`` runs more), and the conflicts
that only people can settle.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from generator.adapters.ledger import Ledger
from generator.issuing.alarms import log_alarms
from generator.issuing.audit import verify_ledger
from generator.issuing.book import open_book
from tests.crash.facts import whole_site
from tests.crash.races import BOTH, SIGNED, Race, World
from tests.crash.scenarios import quiet_environment
from tests.issuing.school import ident
from tests.logbook.checkout import git

RACES = int(os.environ.get("PARCHEMIN_RACES", "2"))
DECIDED = ("--by", "Ada Exemple", "--note", "A note.", "--reason-class", "other")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    before = dict(os.environ)
    quiet_environment()
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    before = dict(os.environ)
    quiet_environment()
    world = World(tmp_path_factory.mktemp("world"))
    os.environ.clear()
    os.environ.update(before)
    return world


@pytest.fixture
def world(made: World) -> World:
    made.put_back()
    return made


@pytest.mark.parametrize("seed", range(RACES))
def test_two_clones_lose_nothing_and_fork_nothing(world: World, seed: int) -> None:
    race = Race(world, seed)
    assert race.go() == [], race.told


def test_of_two_who_issue_the_same_edition_one_side_is_kept_and_nobody_has_two_diplomas(world: World) -> None:
    race = Race(world, 0)
    one, two = race.clones
    for clone in race.clones:
        clone.well("issue", BOTH, *SIGNED, "--at", "2026-08-01")
    race.meet(one)
    race.meet(two)
    assert any("credentials/first-aid-both.0001.jsonl" in told for told in race.told)
    race.meet(one)
    race.meet(two)
    two.well("log", "append", *SIGNED)
    assert log_alarms(two.root, verify_ledger(two.root)) == ()
    issued = [item.candidate for item in open_book(Ledger(two.root)).issued.values() if item.edition == BOTH]
    assert sorted(issued) == [ident(6), ident(7)]


def test_two_replacements_in_one_edition_merge_without_a_conflict(world: World) -> None:
    race = Race(world, 0)
    for clone, place in zip(race.clones, (0, 1), strict=True):
        book = open_book(Ledger(clone.root))
        code = next(item.code for item in book.issued.values() if item.candidate == ident(place))
        clone.well("supersede", code, *DECIDED, *SIGNED, "--at", "2026-08-01")
        race.meet(clone)
    # The status list is the only file that both changed, and settle makes it anew.
    conflicts = [told for told in race.told if "conflict" in told]
    assert all("status/school.revocation-1.json" in told for told in conflicts)
    assert whole_site(race.clones[1].root)[1] <= {"L351"}
    serials = sorted(item.serial for item in open_book(Ledger(race.clones[1].root)).issued.values())
    assert serials == [1, 2, 3, 4, 10_001, 10_002]


def test_a_conflict_that_git_left_in_a_record_is_named_at_its_line(world: World) -> None:
    one, two = Race(world, 0).clones
    for clone in (one, two):
        name = f"{clone.name.upper()} Exemple"
        clone.well("approve", BOTH, "--by", name, "--role", "Head", "--date", "2026-07-15")
        clone.commit("approve")
    git(one.root, "push", "--quiet", "origin", "main")
    with pytest.raises(AssertionError):
        git(two.root, "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    done = two.run("check")
    assert done.exit_code == 1
    assert f"candidates/editions/{BOTH}.yml" in done.output
    assert "Y109" in done.output
    # Each approval is one line: both are there, whole, one below the other.
    text = (two.root / f"candidates/editions/{BOTH}.yml").read_text().splitlines()
    start, middle, end = (
        next(n for n, line in enumerate(text) if line.startswith(mark)) for mark in ("<<<", "===", ">>>")
    )
    assert (middle - start, end - middle) == (2, 2)


def test_decisions_of_both_are_kept_by_git_alone(world: World) -> None:
    race = Race(world, 0)
    for seed in range(4):
        race.chance.seed(seed)
        for clone in race.clones:
            race._resolve(clone)
    for clone in (*race.clones, race.clones[0]):
        race.meet(clone)
    assert not any("resolutions" in told for told in race.told)
    text = "\n".join(whole_site(race.clones[0].root)[0])
    assert all(fact.partition(" ")[2] in text for fact in race.said)
