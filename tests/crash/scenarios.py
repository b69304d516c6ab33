"""The commands that change something, each on a small site of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from generator.cli import main
from generator.issuing.book import open_book
from tests.crash.facts import whole_site
from tests.crash.trying import Facts, Scenario, Told
from tests.issuing.school import EDITION, School, Stream, ident
from tests.logbook.checkout import IDENTITY, begin_log

__all__ = ["SITE", "command", "plain", "quiet_environment"]

SITE = "site"
AT = "2026-09-01T09:00:00Z"
DECIDED = ("--by", "Ada Exemple", "--note", "A note.")


def quiet_environment() -> None:
    """No settings of whoever runs this: for a process that does nothing else."""
    for name in list(os.environ):
        if name.startswith(("PARCHEMIN_", "SOURCE_DATE")):
            del os.environ[name]
    os.environ.update(IDENTITY)


def command(*words: str | Callable[[Path], str], env: dict[str, str] | None = None) -> Callable[[Path], Told]:
    """A command line on the site below the base; a word may be worked out there. ``{base}`` stands for its path."""

    def run(base: Path) -> Told:
        said = [word(base) if callable(word) else word.replace("{base}", str(base)) for word in words]
        given = {name: value.replace("{base}", str(base)) for name, value in (env or {}).items()}
        result = CliRunner().invoke(
            main, ["-C", str(base / SITE), *said], env={"XDG_CONFIG_HOME": str(base / "config"), **given}
        )
        trace = ""
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            trace = f"{type(result.exception).__name__}: {result.exception}"
        return Told(result.exit_code, result.output, trace)

    return run


def plain(base: Path) -> tuple[Facts, set[str]]:
    """The facts of a site, and the number of its sealed keys."""
    found, codes = whole_site(base / SITE)
    found["sealed keys"] += len(list((base / "config").rglob("*.json")))
    return +found, codes


# --- Sites


def school(base: Path, *, logged: bool = True) -> School:
    """Three people awarded, a key, a log that was begun, nothing issued."""
    made = School(base / SITE).build(3)
    made.add_key()
    if logged:
        begin_log(made.root)
    return made


def issued(base: Path) -> School:
    """The same, issued; all leaves wait."""
    made = school(base)
    made.issue(random=Stream())
    return made


def revoked(base: Path) -> None:
    """The same, and one diploma revoked."""
    issued(base)
    well(
        command(
            "revoke", first_code, "--reason-class", "fraud", *DECIDED, "--demonstration", "--at", "2026-08-01"
        )(base)
    )


def two_keys(base: Path) -> None:
    """Issued and logged, and the issuer has a second key, which is not the demonstration's."""
    issued(base)
    well(command("log", "append", "--demonstration", "--without-git")(base))
    well(command("keys", "rotate", "school", "--at", "2026-08-01", env=ROTATED)(base))


def half_listed(base: Path) -> None:
    """Revoked, and the status list is that before: as git leaves it where two branches met."""
    made = issued(base)
    (path,) = (made.ledger().directory / "status").iterdir()
    data = path.read_bytes()
    well(
        command(
            "revoke", first_code, "--reason-class", "fraud", *DECIDED, "--demonstration", "--at", "2026-08-01"
        )(base)
    )
    path.write_bytes(data)


def first_code(base: Path) -> str:
    """The code of the first person's diploma, the oldest one."""
    book = open_book(School(base / SITE).ledger())
    own = [item for item in book.issued.values() if item.candidate == ident(0)]
    return min(own, key=lambda item: item.serial).code


def first_key(base: Path) -> str:
    return School(base / SITE).ledger().public_keys()[0].value.public.multibase


def well(told: Told) -> None:
    """Insist that a command of the preparation was carried out."""
    if told.code != 0:
        raise AssertionError(told.output + told.trace)


ROTATED = {"PARCHEMIN_SECRET_KEY": "11" * 32}

_ACT = ("--reason-class", "fraud", *DECIDED, "--demonstration", "--at", AT)
# An act whose list is not signed yet, or a replacement whose act is not written yet, is named and stops every build.
_ACTS = frozenset({"L307", "L309"})

ISSUING = (
    Scenario("issue", school, command("issue", EDITION, "--demonstration", "--at", AT), plain),  # type: ignore[arg-type]
    Scenario("revoke", issued, command("revoke", first_code, *_ACT), plain, unfinished=_ACTS),  # type: ignore[arg-type]
    Scenario(
        "reinstate",
        revoked,
        command("reinstate", first_code, *DECIDED, "--demonstration", "--at", AT),
        plain,
        unfinished=_ACTS,
    ),
    Scenario(
        "supersede",
        issued,
        command("supersede", first_code, *DECIDED, "--demonstration", "--at", AT),
        plain,
        unfinished=_ACTS,
    ),  # type: ignore[arg-type]
    Scenario(
        "withdraw",
        issued,
        command("withdraw", first_code, *DECIDED, "--demonstration", "--at", AT),
        plain,
        unfinished=_ACTS,
    ),  # type: ignore[arg-type]
    Scenario(
        "settle",
        half_listed,
        command("settle", "school", "--demonstration", "--at", AT),
        plain,
        unfinished=_ACTS,
    ),
)
