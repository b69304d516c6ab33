from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.issuing.audit import verify_ledger
from generator.trust.keys import demonstration_key
from tests.issuing.school import EDITION, School, ident

Run = Callable[..., Result]
SEED = "11" * 32
PASSPHRASE = "a long enough passphrase"  # noqa: S105
WHEN = ("--at", "2026-07-13T09:00:00Z")


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(tmp_path / "site").build()


@pytest.fixture
def run(school: School, tmp_path: Path) -> Run:
    return runner(school, tmp_path)


def runner(school: School, tmp_path: Path) -> Run:
    def invoke(*arguments: str, env: dict[str, str] | None = None) -> Result:
        clean = {name: None for name in os.environ if name.startswith(("PARCHEMIN_", "SOURCE_DATE"))}
        return CliRunner().invoke(
            main,
            ["-C", str(school.root), *arguments],
            env={**clean, "PARCHEMIN_KEYS": str(tmp_path / "keys"), **(env or {})},
        )

    return invoke


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def demonstration(run: Run) -> None:
    good(run("keys", "new", "school", "--demonstration", "--at", "2026-01-05"))


def test_issuing_and_revoking_from_beginning_to_end(school: School, run: Run) -> None:
    demonstration(run)
    output = good(run("issue", EDITION, "--demonstration", *WHEN))
    assert "5 diplomas issued." in output
    code = school.codes()[0]
    assert f"https://diplomes.example.org/d/{code}.html" in output
    again = good(run("issue", "--all", "--demonstration", *WHEN))
    assert "no diploma issued; 5 issued before." in again
    typed = code.lower().replace("-", " ")
    statement = ("--by", "Ada Exemple", "--note", "A note.", "--reason-class", "fraud")
    told = good(run("revoke", typed, "--demonstration", *statement, "--at", "2026-08-01"))
    assert f"{code}: revoked." in told
    told = good(run("reinstate", code, "--demonstration", *statement, "--at", "2026-08-02"))
    assert "in force again" in told
    told = good(run("supersede", code, "--share", "--demonstration", *statement, "--at", "2026-08-03"))
    assert "issued in its place" in told
    audit = verify_ledger(school.root)
    assert [act.act for act in audit.acts[code]] == ["revoke", "reinstate", "share", "supersede"] or [
        act.act for act in audit.acts[code]
    ] == ["revoke", "reinstate", "supersede", "share"]
    assert audit.diplomas == 6


def test_a_dry_run_shows_the_reasons_and_writes_nothing(school: School, run: Run) -> None:
    before = snapshot(school.root)
    output = good(run("issue", EDITION, "--dry-run", *WHEN))
    assert "Personne Exemple a" in output
    assert "met: First aid, Certifying path: 18/20" in output
    assert "registered 2026-04-01 to 2027-04-01" in output
    assert "5 diplomas to issue; nothing was written" in output
    assert snapshot(school.root) == before


def test_a_dry_run_shows_who_is_not_entitled_and_fails(school: School, run: Run) -> None:
    school.results([])
    result = run("issue", EDITION, "--dry-run", *WHEN)
    assert result.exit_code == 1
    assert "NOT met: First aid, Certifying path: not yet passed" in result.output
    assert result.output.count("L351") == 5
    assert f"candidates/editions/{EDITION}.yml:" in result.output


def test_a_dry_run_needs_no_key(school: School, run: Run) -> None:
    assert not (school.root / "candidates/ledger").exists()
    good(run("issue", EDITION, "--dry-run", *WHEN))
    assert not (school.root / "candidates/ledger").exists()


def test_pages_that_a_candidate_refused_to_have_open_are_counted(school: School, run: Run) -> None:
    path = f"candidates/register/{ident(1)}.yml"
    answer = {"purpose": "diploma-page", "version": "1", "date": date(2026, 4, 1), "given": False}
    school.write(path, "candidate", {**school.read(path), "consents": [answer]})
    demonstration(run)
    told = good(run("issue", EDITION, "--demonstration", *WHEN))
    assert f"\n{len(school.codes())} diplomas issued" in told
    assert "1 of them is sealed: parchemin link CODE" in told


def test_json_tells_machines_the_same(school: School, run: Run) -> None:
    demonstration(run)
    told = json.loads(good(run("issue", EDITION, "--dry-run", "--json", *WHEN)))
    assert [one["code"] for one in told["editions"][0]["due"]] == [None] * 5
    told = json.loads(good(run("issue", EDITION, "--demonstration", "--json", *WHEN)))
    (edition,) = told["editions"]
    assert {one["code"] for one in edition["due"]} == set(school.codes())
    assert edition["due"][0]["reasons"][0]["fr"] == "First aid, Certifying path : 18/20"


def test_no_email_and_no_date_of_birth_is_ever_printed(run: Run) -> None:
    demonstration(run)
    outputs = [
        run("issue", EDITION, *more, *WHEN).output
        for more in (
            ("--dry-run",),
            ("--dry-run", "--json"),
            ("--demonstration", "--json"),
            ("--demonstration",),
        )
    ]
    assert all("secret-" not in output and "1990" not in output for output in outputs)


def test_markup_in_a_name_is_printed_as_it_is_written(school: School, run: Run) -> None:
    name = f"candidates/register/{ident(0)}.yml"
    hostile = "[bold red]Zoé[/] <script>"
    school.write(name, "candidate", {**school.read(name), "name": {"display": hostile}})
    assert hostile in good(run("issue", EDITION, "--dry-run", *WHEN))


def test_records_with_mistakes_issue_nothing(school: School, run: Run) -> None:
    demonstration(run)
    (school.root / "candidates/register/c-broken0001.yml").write_text("name: [")
    result = run("issue", EDITION, "--demonstration", *WHEN)
    assert result.exit_code == 1
    assert "candidates/register/c-broken0001.yml:" in result.output
    assert school.codes() == []


def test_nothing_named_is_a_mistake_in_the_command(run: Run) -> None:
    assert run("issue").exit_code == 2
    assert run("issue", EDITION, "--all").exit_code == 2


def test_the_demonstration_key_refuses_a_real_host(tmp_path: Path) -> None:
    real = School(tmp_path / "real", host="diplomes.ecole-veritable.fr").build()
    run = runner(real, tmp_path)
    result = run("keys", "new", "school", "--demonstration")
    assert result.exit_code == 1
    assert "cannot sign for diplomes.ecole-veritable.fr" in result.output
    assert not list((real.root / "candidates/ledger/keys").glob("*"))


def test_the_demonstration_key_put_into_the_ledger_of_a_real_host_by_hand_signs_nothing(
    tmp_path: Path,
) -> None:
    real = School(tmp_path / "real", host="diplomes.ecole-veritable.fr").build()
    real.add_key()
    result = runner(real, tmp_path)("issue", EDITION, "--demonstration", *WHEN)
    assert result.exit_code == 1
    assert "cannot sign for" in result.output
    assert real.codes() == []


def test_the_demonstration_seed_passed_off_as_a_secret_is_refused(school: School, run: Run) -> None:
    seed = school.signer().key.seed.hex()
    result = run("keys", "new", "school", env={"PARCHEMIN_SECRET_KEY": seed})
    assert result.exit_code == 1
    assert "anyone can compute" in result.output
    assert seed not in result.output


@pytest.mark.parametrize(
    "did", ["did:web:diplomes.example.org", "did:web:diplomes.example.org:centrale-lille"]
)
def test_the_demonstration_seed_of_another_school_is_refused_for_a_real_host(
    tmp_path: Path, did: str
) -> None:
    """It would sign in a real school's name, and anyone can compute it."""
    real = School(tmp_path / "real", host="diplomes.ecole-veritable.fr").build()
    seed = demonstration_key(did).seed.hex()
    result = runner(real, tmp_path)("keys", "new", "school", env={"PARCHEMIN_SECRET_KEY": seed})
    assert result.exit_code == 1
    assert "anyone can compute" in result.output
    assert not list((real.root / "candidates/ledger/keys").glob("*"))


def test_the_demonstration_key_is_used_only_when_asked_for(school: School, run: Run) -> None:
    demonstration(run)
    result = run("issue", EDITION, *WHEN)
    assert result.exit_code == 1
    assert "Say --demonstration" in result.output
    assert school.codes() == []


def test_an_issuer_without_a_key_issues_nothing(run: Run) -> None:
    result = run("issue", EDITION, *WHEN)
    assert result.exit_code == 1
    assert "parchemin keys new school" in result.output


def test_a_sealed_key_signs_and_is_never_shown(school: School, run: Run, tmp_path: Path) -> None:
    secret = {"PARCHEMIN_PASSPHRASE": PASSPHRASE}
    made = good(run("keys", "new", "school", "--at", "2026-01-05", env=secret))
    (path,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    issued = good(run("issue", EDITION, *WHEN, env=secret))
    listed = good(run("keys", "list")) + good(run("keys", "list", "--json"))
    verify_ledger(school.root)
    assert "in the key store" in listed
    sealed = json.loads(path.read_text())
    for output in (made, issued, listed):
        assert PASSPHRASE not in output
        assert sealed["box"] not in output
    wrong = run("issue", EDITION, *WHEN, env={"PARCHEMIN_PASSPHRASE": "another passphrase"})
    assert wrong.exit_code == 0, "nothing is due any more, so no key is opened"


def test_a_wrong_passphrase_issues_nothing(school: School, run: Run) -> None:
    good(run("keys", "new", "school", "--at", "2026-01-05", env={"PARCHEMIN_PASSPHRASE": PASSPHRASE}))
    result = run("issue", EDITION, *WHEN, env={"PARCHEMIN_PASSPHRASE": "another passphrase"})
    assert result.exit_code == 1
    assert "passphrase is wrong" in result.output
    assert school.codes() == []


def test_without_a_terminal_and_without_a_passphrase_nothing_hangs(run: Run) -> None:
    result = run("keys", "new", "school")
    assert result.exit_code == 1
    assert "nobody is there to type it" in result.output


def test_a_secret_from_the_environment_signs_and_is_stored_nowhere(
    school: School, run: Run, tmp_path: Path
) -> None:
    secret = {"PARCHEMIN_SECRET_KEY": SEED}
    outputs = good(run("keys", "new", "school", "--at", "2026-01-05", env=secret))
    outputs += good(run("issue", EDITION, *WHEN, env=secret))
    assert SEED not in outputs
    assert not (tmp_path / "keys").exists()
    assert not any(
        SEED.encode() in data or bytes.fromhex(SEED) in data for data in snapshot(tmp_path).values()
    )
    verify_ledger(school.root)


def test_a_secret_from_a_file_descriptor_signs(school: School, run: Run) -> None:
    def descriptor() -> str:
        reader, writer = os.pipe()
        os.write(writer, SEED.encode() + b"\n")
        os.close(writer)
        return str(reader)

    good(run("keys", "new", "school", "--at", "2026-01-05", "--key-fd", descriptor()))
    good(run("issue", EDITION, *WHEN, "--key-fd", descriptor()))
    verify_ledger(school.root)


def test_another_secret_than_the_issuers_is_refused(school: School, run: Run) -> None:
    good(run("keys", "new", "school", "--at", "2026-01-05", env={"PARCHEMIN_SECRET_KEY": SEED}))
    result = run("issue", EDITION, *WHEN, env={"PARCHEMIN_SECRET_KEY": "22" * 32})
    assert result.exit_code == 1
    assert "is not that of school" in result.output
    assert school.codes() == []


def test_a_second_key_is_made_only_on_purpose(run: Run) -> None:
    demonstration(run)
    result = run("keys", "new", "school", env={"PARCHEMIN_SECRET_KEY": SEED})
    assert result.exit_code == 1
    assert "keys rotate school" in result.output
    good(run("keys", "new", "school", "--rotate", env={"PARCHEMIN_SECRET_KEY": SEED}))
    rows = json.loads(good(run("keys", "list", "--json")))["keys"]
    assert [row["current"] for row in rows] == [False, True]


def test_keys_inside_the_site_are_refused(school: School, run: Run) -> None:
    inside = {"PARCHEMIN_KEYS": str(school.root / "keys"), "PARCHEMIN_PASSPHRASE": PASSPHRASE}
    result = run("keys", "new", "school", env=inside)
    assert result.exit_code == 1
    assert "lies inside" in result.output
    assert not (school.root / "keys").exists()


def test_an_unknown_issuer_is_refused(run: Run) -> None:
    result = run("keys", "new", "nobody", "--demonstration")
    assert result.exit_code == 1
    assert "Issuers: school." in result.output


def test_a_mistyped_code_is_refused_before_anything_is_read(run: Run) -> None:
    result = run("revoke", "2222-2222-2222-2222-2223", "--by", "A", "--note", "B", "--reason-class", "other")
    assert result.exit_code == 2
    assert "one symbol is wrong" in result.output


def test_a_revocation_does_not_wait_for_a_broken_record(school: School, run: Run) -> None:
    demonstration(run)
    good(run("issue", EDITION, "--demonstration", *WHEN))
    (school.root / "candidates/register/c-broken0001.yml").write_text("name: [")
    code = school.codes()[0]
    statement = ("--by", "Ada Exemple", "--note", "A note.", "--reason-class", "fraud")
    good(run("revoke", code, "--demonstration", *statement, "--at", "2026-08-01"))


def test_revoking_says_who_and_why_or_does_nothing(run: Run) -> None:
    assert run("revoke", "2222-2222-2222-2222-2222", "--note", "B", "--reason-class", "other").exit_code == 2
    assert run("revoke", "2222-2222-2222-2222-2222", "--by", "A", "--reason-class", "other").exit_code == 2
    assert run("revoke", "2222-2222-2222-2222-2222", "--by", "A", "--note", "B").exit_code == 2


def test_the_moment_comes_from_source_date_epoch_where_it_is_set(school: School, run: Run) -> None:
    demonstration(run)
    good(run("issue", EDITION, "--demonstration", env={"SOURCE_DATE_EPOCH": "1783933200"}))
    proof = next(school.ledger().all_credentials()).value.credential["proof"]
    assert isinstance(proof, list) and isinstance(proof[0], dict)
    assert proof[0]["created"] == "2026-07-13T09:00:00Z"
    assert run("issue", EDITION, env={"SOURCE_DATE_EPOCH": "soon"}).exit_code == 2
    assert run("issue", EDITION, "--at", "2026-02-30").exit_code == 2


def test_nothing_is_signed_for_a_day_to_come(school: School, run: Run) -> None:
    demonstration(run)
    before = snapshot(school.root)
    result = run("issue", EDITION, "--demonstration", "--at", "2999-01-01")
    assert result.exit_code == 2
    assert "still to come" in result.output
    assert snapshot(school.root) == before
