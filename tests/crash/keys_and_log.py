"""Keys made, replaced, ended; the log begun, grown, witnessed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from generator.adapters.logstore import LogStore
from generator.logbook.witnessing import witness_files
from generator.site.log import log_files
from tests.crash.scenarios import (
    DECIDED,
    ROTATED,
    SITE,
    command,
    first_key,
    issued,
    plain,
    school,
    two_keys,
    well,
)
from tests.crash.trying import Facts, Scenario
from tests.intake import office as letters
from tests.issuing.school import School
from tests.logbook.checkout import git

__all__ = ["KEYS", "LOG"]

AT = "2026-09-01T09:00:00Z"
PASSPHRASE = {"PARCHEMIN_PASSPHRASE": "six random words are better than this"}
DEMONSTRATION = "--demonstration"
WITNESS = {"PARCHEMIN_WITNESS_KEY": "22" * 32}


# --- keys


def keyless(base: Path) -> None:
    made = school(base)
    for path in (made.ledger().directory / "keys").iterdir():
        path.unlink()


def real(base: Path) -> None:
    """A site at a host of its own, without a letterbox."""
    office = letters.open_office(base)
    path = office.root / "content" / "site.yml"
    path.write_text(
        path.read_text("utf-8")
        .split("  keys:")[0]
        .replace("host: diplomes.example.org", "host: diplomes.ecole.fr"),
        "utf-8",
    )
    for issuer in (office.root / "content" / "issuers").glob("*.yml"):
        changed = issuer.read_text("utf-8").replace("diplomes.example.org", "diplomes.ecole.fr")
        issuer.unlink()
        issuer.write_text(changed, "utf-8")


def sealed(base: Path) -> tuple[Facts, set[str]]:
    """A sealed secret that no record names yet is of no consequence; that there is one must be so."""
    found, codes = plain(base)
    found["sealed keys"] = min(found["sealed keys"], 1)
    return +found, codes


KEYS = (
    Scenario(
        "keys new",
        keyless,
        command("keys", "new", "school", DEMONSTRATION, "--at", AT),
        plain,
        already="has a key already",
    ),
    Scenario(
        "keys rotate",
        issued,
        command("keys", "rotate", "school", "--at", AT, env=ROTATED),
        plain,
        again=command("keys", "rotate", "school", "--at", "2026-09-02", env=ROTATED),
        already="is in the ledger already",
    ),
    Scenario(
        "keys retire",
        two_keys,
        command("keys", "retire", "school", first_key, *DECIDED, "--at", AT, env=ROTATED),
        plain,
    ),
    Scenario(
        "keys compromise",
        two_keys,
        command(
            "keys",
            "compromise",
            "school",
            first_key,
            "--since",
            "2",
            *DECIDED,
            "--yes",
            "--at",
            AT,
            env=ROTATED,
        ),
        plain,
        unfinished=frozenset({"L307"}),
    ),
    Scenario(
        "keys intake new",
        real,
        command("keys", "intake", "new", "--at", AT, env=PASSPHRASE),
        sealed,
        already="has a key already",
        # A key that is made is not made again; what was left is cleared with the next one.
        swept=False,
    ),
)


# --- the log


def unlogged(base: Path) -> None:
    school(base, logged=False)


def waiting(base: Path) -> None:
    """A clone whose log has a signed genesis; three leaves wait, committed and pushed."""
    made = school(base)
    (made.root / ".gitignore").write_text("/candidates/ledger/.lock\n.parchemin-*.tmp\n")
    git(base, "init", "--quiet", "--bare", "--initial-branch=main", str(base / "remote.git"))
    git(made.root, "init", "--quiet", "--initial-branch=main")
    for hook in (made.root / ".git" / "hooks").iterdir():
        hook.unlink()
    git(made.root, "remote", "add", "origin", str(base / "remote.git"))
    for step in (lambda: None, made.issue):
        step()
        git(made.root, "add", "--all")
        git(made.root, "commit", "--quiet", "-m", "work")
        git(made.root, "push", "--quiet", "origin", "main")


def cloned(base: Path) -> tuple[Facts, set[str]]:
    """The site, what its remote has of it, and what is not committed."""
    found, codes = plain(base)
    found["commits on the remote"] += int(git(base / "remote.git", "rev-list", "--count", "main"))
    listed = git(base / "remote.git", "ls-tree", "-r", "--name-only", "main")
    for name in re.findall(r"log/checkpoints/\d+", listed):
        held = git(base / "remote.git", "show", f"main:candidates/ledger/{name}")
        found[f"{name} on the remote is {held.splitlines()[2]}"] += 1
    return found, codes


APPEND = command("log", "append", DEMONSTRATION)


def witnessing(base: Path) -> None:
    """A witness, and the published log of another school beside it."""
    other = base / "other"
    issued(other)
    well(command("log", "append", DEMONSTRATION, "--without-git")(other))
    publish(base, log_files(LogStore(other / SITE).load()))
    shutil.rmtree(other)
    unlogged(base)
    well(command("log", "init", "--witness", env=WITNESS)(base))


def publish(base: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for path, data in files:
        place = base / "published" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def witnessed(base: Path) -> None:
    """A logged site whose policy names a witness, who has published what it signed."""
    issued(base)
    well(command("log", "append", DEMONSTRATION, "--without-git")(base))
    store, other = LogStore(base / SITE), base / "other"
    publish(base, log_files(store.load()))
    School(other / SITE, host="school.example").build(1)
    told = command("log", "init", "--witness", env=WITNESS)(other)
    seen = command(
        "log",
        "witness",
        f"{base}/published/log",
        "--vkey",
        other_key(base),
        "--at",
        "2026-08-15",
        env=WITNESS,
    )(other)
    for one in (told, seen):
        well(one)
    publish(base, witness_files(other / SITE))
    shutil.rmtree(other)
    _, _, name, key = told.output.splitlines()[-1].split()
    policy = store.directory / "policy"
    text = policy.read_text().replace("quorum none\n", f"witness school {name} {key}\nquorum school\n")
    policy.write_text(text)


def other_key(base: Path) -> str:
    return (base / "published" / "log" / "vkey").read_text().strip()


LOG = (
    Scenario(
        "log init",
        unlogged,
        command("log", "init", DEMONSTRATION, "--at", AT),
        plain,
        already="a transparency log already",
        # What was left is cleared by the next command that writes to the ledger.
        swept=False,
    ),
    Scenario(
        "log append (without git)", issued, command("log", "append", DEMONSTRATION, "--without-git"), plain
    ),
    Scenario("log append", waiting, APPEND, cloned),
    Scenario(
        "log witness",
        witnessing,
        command(
            "log",
            "witness",
            "{base}/published/log",
            "--vkey",
            other_key,
            "--at",
            AT,
            env=WITNESS,
        ),
        plain,
    ),
    Scenario("log collect", witnessed, command("log", "collect", "{base}/published/witness"), plain),
)
