"""The letterbox's keys: made by an explicit act, sealed at rest, replaced without losing what was sealed before."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from generator.trust.keys import is_reserved_host
from generator.trust.letterbox import LetterKey
from tests.intake.office import Office, deposit, registration
from tests.intake.sealing import KEY, seal
from tests.intake.test_refusals import codes

PASSPHRASE = "six random words are better than this"  # noqa: S105


@pytest.fixture
def secret(tmp_path: Path) -> dict[str, str]:
    return {"PARCHEMIN_KEYS": str(tmp_path / "keys"), "PARCHEMIN_PASSPHRASE": PASSPHRASE}


def settings(office: Office) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((office.root / "content" / "site.yml").read_text("utf-8"))
    return found


def real(office: Office, host: str = "diplomes.ecole-polyvalente.fr") -> None:
    """A site at a host that is not reserved, without a letterbox yet."""
    assert not is_reserved_host(host)
    path = office.root / "content" / "site.yml"
    text = path.read_text("utf-8").split("  keys:")[0]
    path.write_text(text.replace("host: diplomes.example.org", f"host: {host}"), "utf-8")
    for issuer in (office.root / "content" / "issuers").glob("*.yml"):
        changed = issuer.read_text("utf-8").replace("diplomes.example.org", host)
        issuer.unlink()  # it may be a hard link to the repository's own
        issuer.write_text(changed, "utf-8")


def keys(office: Office) -> list[dict[str, str]]:
    desk = settings(office)["registration"]
    assert isinstance(desk, dict)
    return desk.get("keys", [])


def test_a_key_is_made_sealed_and_opens_what_is_sealed_to_it(office: Office, secret: dict[str, str]) -> None:
    real(office)
    made = office.run("keys", "intake", "new", "--at", "2026-11-01", env=secret)
    assert made.exit_code == 0, made.output
    (entry,) = keys(office)
    (file,) = Path(secret["PARCHEMIN_KEYS"]).iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert PASSPHRASE not in file.read_text("utf-8")
    assert "contacts:" in (office.root / "content" / "site.yml").read_text("utf-8")
    listed = json.loads(office.run("keys", "intake", "list", "--json", env=secret).output)["keys"]
    assert [(one["current"], one["secret"]) for one in listed] == [(True, "stored")]
    school = public(entry)
    office.arrive(seal(registration(frame={"host": "diplomes.ecole-polyvalente.fr"}), school))
    result = office.intake(env=secret)
    assert result.exit_code == 0, result.output
    wrong = office.intake(env={**secret, "PARCHEMIN_PASSPHRASE": "another passphrase"})
    assert wrong.exit_code == 1
    assert "the passphrase is wrong" in wrong.output


def public(entry: dict[str, str]) -> LetterKey:
    """A stand-in that has the public half alone, which is all that sealing needs."""
    from generator.records.letterbox import LetterboxKey

    key = LetterboxKey(created="2026-01-01", x=entry["x"], y=entry["y"])  # type: ignore[arg-type]
    stand_in = object.__new__(LetterKey)
    for name, value in (("scalar", b""), ("x", key.x), ("y", key.y), ("kid", key.kid)):
        object.__setattr__(stand_in, name, value)
    return stand_in


def test_a_replaced_key_still_opens_what_was_sealed_to_it(office: Office, secret: dict[str, str]) -> None:
    real(office)
    office.run("keys", "intake", "new", "--at", "2026-11-01", env=secret)
    again = office.run("keys", "intake", "new", "--at", "2026-11-02", env=secret)
    assert again.exit_code == 1
    assert "has a key already" in again.output
    done = office.run("keys", "intake", "rotate", "--at", "2026-11-02", env=secret)
    assert done.exit_code == 0, done.output
    old, new = map(public, keys(office))
    assert old.kid != new.kid
    frame = {"host": "diplomes.ecole-polyvalente.fr"}
    office.arrive(seal(registration(frame=frame), old), seal({**deposit(), **frame}, new))
    assert office.intake(env=secret).exit_code == 0
    assert len(office.record["deposits"]) == 1


def test_a_file_to_a_key_that_is_not_at_hand_names_the_key(office: Office, secret: dict[str, str]) -> None:
    real(office)
    office.run("keys", "intake", "new", "--at", "2026-11-01", env=secret)
    (entry,) = keys(office)
    office.arrive(seal(registration(frame={"host": "diplomes.ecole-polyvalente.fr"}), public(entry)))
    result = office.intake(env={**secret, "PARCHEMIN_KEYS": str(office.inbox.parent / "empty")})
    assert codes(result.output) == ["I204"]
    assert "of 2026-11-01" in result.output


def test_a_secret_given_directly_is_entered_and_stays_where_it_is(
    office: Office, secret: dict[str, str]
) -> None:
    real(office)
    scalar = bytes(range(1, 33))
    given = {**secret, "PARCHEMIN_LETTERBOX_KEY": scalar.hex()}
    assert office.run("keys", "intake", "new", "--at", "2026-11-01", env=given).exit_code == 0
    assert not Path(secret["PARCHEMIN_KEYS"]).exists()
    office.arrive(seal(registration(frame={"host": "diplomes.ecole-polyvalente.fr"}), LetterKey(scalar)))
    assert office.intake(env=given).exit_code == 0
    reader, writer = os.pipe()
    os.write(writer, scalar.hex().encode())
    os.close(writer)
    again = office.run("intake", office.inbox, "--key-fd", reader, env=secret)
    assert "1 received before." in again.output


def test_the_demonstrations_letterbox_never_serves_a_real_host(
    office: Office, secret: dict[str, str]
) -> None:
    real(office)
    refused = office.run("keys", "intake", "new", "--demonstration", "--at", "2026-11-01", env=secret)
    assert refused.exit_code == 1
    assert "can be opened by anyone" in refused.output
    given = {**secret, "PARCHEMIN_LETTERBOX_KEY": KEY.scalar.hex()}
    assert office.run("keys", "intake", "new", "--at", "2026-11-01", env=given).exit_code == 1
    office.arrive(seal(registration(frame={"host": "diplomes.ecole-polyvalente.fr"})))
    assert codes(office.intake(env=secret).output) == ["I204"]
    path = office.root / "content" / "site.yml"
    key = f"  keys:\n    - created: 2026-11-25\n      x: {KEY.x!r}\n      y: {KEY.y!r}\n"
    path.write_text(path.read_text("utf-8") + key, "utf-8")
    assert "K402" in office.run("check").output


def test_a_key_store_inside_the_site_is_refused(office: Office, secret: dict[str, str]) -> None:
    real(office)
    inside = {**secret, "PARCHEMIN_KEYS": str(office.root / "keys")}
    result = office.run("keys", "intake", "new", "--at", "2026-11-01", env=inside)
    assert result.exit_code == 1
    assert "lies inside" in result.output
    assert keys(office) == []


def test_a_site_without_a_letterbox_names_its_address_first(office: Office, secret: dict[str, str]) -> None:
    real(office)
    path = office.root / "content" / "site.yml"
    path.write_text(path.read_text("utf-8").split("# How people register")[0], "utf-8")
    assert office.run("keys", "intake", "new", env=secret).exit_code == 2
    made = office.run(
        "keys", "intake", "new", "--address", "a@ecole.example", "--at", "2026-11-01", env=secret
    )
    assert made.exit_code == 0, made.output
    assert office.run("check").exit_code == 0
