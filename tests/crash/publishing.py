"""Documents and the site."""

from __future__ import annotations

import hashlib
from pathlib import Path

from benchmarks.synthetic import act, holder, make_site
from tests.crash.facts import site_facts
from tests.crash.points import Fate
from tests.crash.scenarios import (
    SITE,
    command,
    well,
)
from tests.crash.trying import Facts, Scenario

__all__ = ["PUBLISHING"]

AT = "2026-09-01T09:00:00Z"


# --- documents, the site


def printed(base: Path) -> tuple[Facts, set[str]]:
    """The documents that the list names, each of which must be as it says."""
    folder, found, codes = base / SITE / "documents", Facts(), set()
    sums = folder / "SHA256SUMS"
    for line in sums.read_text().splitlines() if sums.exists() else ():
        digest, _, name = line.partition("  ")
        found[f"document {name} is {digest[:8]}"] += 1
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            codes.add(f"{name} is not as SHA256SUMS says")
    return found, codes


def small(base: Path) -> None:
    make_site(base / SITE, 3)


def built(base: Path) -> None:
    """A site that was built; since then a diploma was revoked and a course renamed."""
    holders = make_site(base / SITE, 6)
    well(BUILD(base))
    act(base / SITE, "revoke", holders[0].code, revoked=(0,))
    course = base / SITE / "content/courses/cours.yml"
    course.write_text(course.read_text().replace("Cours d’essai", "Cours renommé"))


def published(base: Path) -> tuple[Facts, set[str]]:
    return site_facts(base / SITE / "site"), set()


BUILD = command("build", "--date", "2026-08-01", "--jobs", "1")

COSTLY = (Fate.KILLED, Fate.ADDED_LOST, Fate.FULL)
"""A site takes seconds a try: the fates that say most."""

PUBLISHING = (
    Scenario(
        "documents",
        small,
        command("documents", holder(0).code, holder(1).code, "--jobs", "1", "--at", "2026-08-01"),
        printed,
    ),
    Scenario("build (first)", small, BUILD, published, stride=120, fates=COSTLY, lasting=False),
    Scenario("build (again)", built, BUILD, published, stride=120, fates=COSTLY, lasting=False),
)
