"""``parchemin keys rotate|retire|compromise``, from the command to the published page."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.issuing.audit import open_audit, verify_ledger
from generator.registry.keeping import bring_up_to_date
from generator.registry.writing import Job
from generator.trust.canonical import canonical
from generator.trust.did import Did
from generator.trust.diplomastate import DiplomaState
from generator.trust.keys import SecretKey
from generator.trust.ledger import CredentialLine
from generator.trust.view import CredentialView
from tests.issuing.school import EDITION, School

Run = Callable[..., Result]
OLD, NEW = "11" * 32, "22" * 32
WHEN = ("--at", "2026-07-13T09:00:00Z")
WHO = ("--by", "A. Person", "--note", "The laptop was stolen.")
FINGERPRINTS = {text: SecretKey(bytes.fromhex(text)).public.fingerprint for text in (OLD, NEW)}


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(tmp_path / "site").build()


@pytest.fixture
def run(school: School) -> Run:
    """The command inside the school's site, its key issued with, five diplomas issued."""

    def invoke(*arguments: str, key: str = OLD, answer: str | None = None) -> Result:
        clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        command = ["-C", str(school.root), *arguments]
        return CliRunner().invoke(main, command, env={**clean, "PARCHEMIN_SECRET_KEY": key}, input=answer)

    good(invoke("keys", "new", "school", "--at", "2026-01-05"))
    good(invoke("issue", EDITION, *WHEN))
    return invoke


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def rotated(run: Run) -> None:
    good(run("keys", "rotate", "school", "--at", "2026-07-20", key=NEW))


def states(run: Run) -> dict[str, str]:
    return {
        row["fingerprint"]: row["state"] for row in json.loads(good(run("keys", "list", "--json")))["keys"]
    }


class Plain:
    """Writes what a page is made of."""

    def page(
        self,
        line: CredentialLine,
        state: DiplomaState,
        document: bytes,
        proof: str | None = None,
        view: CredentialView | None = None,
    ) -> bytes:
        return state.state.encode() + b"\n" + document


def published(school: School, place: Path) -> Path:
    """What a verifier downloads: the diplomas, did.json, the status list."""
    audit = verify_ledger(school.root)
    place.mkdir()
    job = Job(
        root=school.root,
        output=place,
        at=datetime(2026, 9, 1, tzinfo=UTC),
        acts=audit.acts,
        writer=Plain,
    )
    bring_up_to_date(
        open_audit(school.root), job, None, key=b"", log=None, processes=1, progress=lambda _done, _of: None
    )
    files = {Did.parse(did).document_path: data for did, data in audit.did_documents.items()}
    files |= {"/status/revocation-1.json": next(iter(audit.lists.values())).data}
    for path, data in files.items():
        (place / path.lstrip("/")).parent.mkdir(exist_ok=True)
        (place / path.lstrip("/")).write_bytes(data)
    return place


def verdict(site: Path, file: Path) -> str:
    result = CliRunner().invoke(
        main, ["verify", str(file), "--site", str(site), "--json", "--at", "2026-09-01T00:00:00Z"]
    )
    return str(json.loads(result.stdout)["verdict"])


def test_an_old_diploma_verifies_after_rotation_and_retirement(
    school: School, run: Run, tmp_path: Path
) -> None:
    code = school.codes()[0]
    old = tmp_path / "old.json"
    old.write_bytes(canonical(next(school.ledger().all_credentials()).value.credential))
    rotated(run)
    assert states(run) == {FINGERPRINTS[OLD]: "replaced", FINGERPRINTS[NEW]: "current"}
    assert verdict(published(school, tmp_path / "rotated"), old) == "valid"
    output = good(run("keys", "retire", "school", FINGERPRINTS[OLD][:9], *WHO, "--at", "2026-07-21", key=NEW))
    assert "Its diplomas stay good." in output
    assert states(run)[FINGERPRINTS[OLD]] == "retired"
    site = published(school, tmp_path / "retired")
    assert verdict(site, old) == "valid"
    assert (site / f"d/{code}.json").read_bytes() == old.read_bytes()


def test_after_a_compromise_the_page_shows_the_diploma_signed_anew(
    school: School, run: Run, tmp_path: Path
) -> None:
    one, *others = school.codes()
    old = tmp_path / "old.json"
    old.write_bytes(canonical(next(school.ledger().all_credentials()).value.credential))
    rotated(run)
    output = good(
        run(
            "keys",
            "compromise",
            "school",
            FINGERPRINTS[OLD],
            *WHO,
            "--resign",
            one.lower(),
            "--yes",
            "--at",
            "2026-08-01",
            key=NEW,
        )
    )
    assert "signed anew: 1" in output
    assert "revoked: 4" in output
    assert states(run) == {FINGERPRINTS[OLD]: "compromised", FINGERPRINTS[NEW]: "current"}
    site = published(school, tmp_path / "published")
    assert verdict(site, old) == "altered"
    assert verdict(site, site / f"d/{one}.json") == "valid"
    page = (site / f"d/{one}.html").read_bytes()
    assert page.startswith(b"valid\n")
    assert page.endswith((site / f"d/{one}.json").read_bytes())
    for code in others:
        assert (site / f"d/{code}.html").read_bytes().startswith(b"revoked\n")
        assert verdict(site, site / f"d/{code}.json") == "altered"
    good(run("issue", EDITION, "--at", "2026-08-02", key=NEW))


def test_nothing_happens_without_a_yes(school: School, run: Run) -> None:
    rotated(run)
    before = school.files()
    arguments = (
        "keys",
        "compromise",
        "school",
        FINGERPRINTS[OLD],
        *WHO,
        "--resign-all",
        "--at",
        "2026-08-01",
    )
    # Nobody sits at a terminal here: what is piped in is no answer.
    assert run(*arguments, key=NEW, answer="y\n").exit_code == 2
    assert run(*arguments, key=NEW).exit_code == 2
    assert school.files() == before
    with patch("generator.cli.options.attended", return_value=True):
        assert run(*arguments, key=NEW, answer="n\n").exit_code == 1
        assert run(*arguments, key=NEW).exit_code == 1
        assert school.files() == before
        good(run(*arguments, key=NEW, answer="y\n"))
    assert "Nothing to do" in good(run(*arguments, "--yes", key=NEW))


def test_the_key_in_use_is_not_given_up_before_another_is_there(school: School, run: Run) -> None:
    result = run("keys", "compromise", "school", FINGERPRINTS[OLD], *WHO, "--resign-all", "--yes")
    assert result.exit_code == 1
    assert "keys rotate school" in result.output


def test_a_retired_issuer_is_told_how_to_sign_again(school: School, run: Run) -> None:
    output = good(run("keys", "retire", "school", FINGERPRINTS[OLD], *WHO, "--at", "2026-07-21"))
    assert "no key to sign with now" in output
    code = school.codes()[0]
    result = run("revoke", code, *WHO, "--reason-class", "fraud", "--at", "2026-07-22")
    assert result.exit_code == 1
    assert "keys rotate school" in result.output


def test_rotating_needs_a_first_key_and_an_issuer(tmp_path: Path) -> None:
    empty = School(tmp_path / "empty").build()
    result = CliRunner().invoke(main, ["-C", str(empty.root), "keys", "rotate", "school"])
    assert result.exit_code == 1
    assert "keys new school" in result.output
