"""Records protected at rest: the keyring begun, its staff changed, somebody forgotten."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from nacl.public import PrivateKey

from generator.adapters.keyring import open_ring, public_text
from generator.errors import ParcheminError
from tests.crash.scenarios import DECIDED, SITE, command, first_code, issued, plain, well
from tests.crash.trying import Facts, Scenario
from tests.issuing.school import ident

__all__ = ["PROTECTION"]

AT = "2026-09-01T09:00:00Z"
KEYS = {"PARCHEMIN_KEYRING": "{base}/ring", "PARCHEMIN_IDENTITY": "{base}/identity.key"}
BEA = public_text(PrivateKey(b"\2" * 32))


def guarded(base: Path) -> tuple[Facts, set[str]]:
    """What the records say, read with the keyring; who may open it; whose keys it holds."""
    with mock.patch.dict("os.environ", {name: text.format(base=base) for name, text in KEYS.items()}):
        found, codes = plain(base)
        try:
            ring = open_ring(base / SITE)
        except ParcheminError as error:
            return found, {*codes, str(error)}
        if ring is not None:
            found["protected"] += 1
            found.update(f"staff {name}" for name in ring.staff)
        for path in (base / SITE / "candidates/register").glob("*.yml"):
            found[f"in clear {path.stem}"] += not path.read_bytes().startswith(b"# parchemin: protected")
        for place in range(3):
            found[f"key of {ident(place)}"] += any((base / "ring").glob(f"people*/{ident(place)}.key"))
    return +found, codes


def protected(base: Path) -> None:
    """Issued, and every record under a key."""
    issued(base)
    well(ON(base))


def staffed(base: Path) -> None:
    """The same, and a second member of staff."""
    protected(base)
    well(command("protect", "add-staff", "bea", BEA, env=KEYS)(base))


def sealed(base: Path) -> None:
    """Issued, and one diploma sealed."""
    issued(base)
    well(command("seal", first_code, *DECIDED, "--demonstration", "--at", "2026-08-01")(base))


ON = command("protect", "on", "--as", "ada", env=KEYS)

PROTECTION = (
    Scenario("protect on", lambda base: void(issued(base)), ON, guarded),
    Scenario(
        "protect off", protected, command("protect", "off", env=KEYS), guarded, already="are not protected"
    ),
    Scenario("protect add-staff", protected, command("protect", "add-staff", "bea", BEA, env=KEYS), guarded),
    Scenario(
        "protect remove-staff",
        staffed,
        command("protect", "remove-staff", "bea", env=KEYS),
        guarded,
        already="is not among the staff",
    ),
    Scenario(
        "erase",
        protected,
        command("erase", ident(0), "--by", "Ada Exemple", "--yes", "--demonstration", "--at", AT, env=KEYS),
        guarded,
        unfinished=frozenset({"L307"}),
    ),
    Scenario(
        "seal",
        lambda base: void(issued(base)),
        command("seal", first_code, *DECIDED, "--demonstration", "--at", AT),
        plain,
        unfinished=frozenset({"L307"}),
    ),
    Scenario(
        "unseal",
        sealed,
        command("unseal", first_code, *DECIDED, "--demonstration", "--at", AT),
        plain,
        unfinished=frozenset({"L307"}),
    ),
)


def void(_: object) -> None:
    """A preparation whose value is of no use here."""
