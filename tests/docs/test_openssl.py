"""docs/verify-with-openssl.sh says of a diploma what `parchemin verify` says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from generator.trust.did import Did

Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(root: Path) -> Check:
    def run(*files: Path) -> tuple[int, str]:
        command = ["sh", str(root / "docs" / "verify-with-openssl.sh"), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def _specimens(root: Path) -> list[str]:
    settings = yaml.safe_load((root / "content" / "site.yml").read_text(encoding="utf-8"))
    return [specimen["code"] for specimen in settings["specimens"]]


def _files(site: Path, diploma: Path) -> tuple[Path, Path, Path]:
    """The diploma, its issuer's keys and its list, all in the built site."""
    credential = json.loads(diploma.read_bytes())
    did = Did.parse(credential["issuer"]["id"])
    listed = credential["credentialStatus"]["statusListCredential"].split("/", 3)[3]
    return diploma, site / did.document_path.lstrip("/"), site / listed


@pytest.fixture
def genuine(site: Path, root: Path) -> tuple[Path, Path, Path]:
    return _files(site, site / "d" / f"{_specimens(root)[0]}.json")


def _changed(path: Path, into: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    target = into / path.name
    target.write_text(text.replace(old, new), encoding="utf-8")
    return target


def test_it_agrees_with_parchemin_verify_on_every_specimen(site: Path, root: Path, check: Check) -> None:
    verdicts = set()
    for code in _specimens(root):
        diploma = site / "d" / f"{code}.json"
        verdict = json.loads(
            subprocess.run(
                [Path(sys.executable).parent / "parchemin", "verify", diploma, "--site", site, "--json"],
                capture_output=True,
                text=True,
                check=False,
            ).stdout
        )["verdict"]
        verdicts.add(verdict)
        status, said = check(*_files(site, diploma))
        assert (status == 0) == (verdict == "valid"), (code, verdict, said)
        assert "signature    good" in said
    assert {"valid", "revoked", "expired"} <= verdicts


def test_it_names_the_holder_the_fingerprint_and_the_date_of_the_list(
    genuine: tuple[Path, Path, Path], check: Check
) -> None:
    credential = json.loads(genuine[0].read_bytes())
    status, said = check(*genuine)
    assert status == 0
    assert credential["credentialSubject"]["name"] in said
    assert "cba1 e3c6 02cb c128 2743 4f39 6322 bff9" in said
    assert json.loads(genuine[2].read_bytes())["validFrom"] in said


def test_without_a_list_it_says_that_revocation_was_not_checked(
    genuine: tuple[Path, Path, Path], check: Check
) -> None:
    status, said = check(*genuine[:2])
    assert status == 0
    assert "revocation   not checked" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("24/30", "25/30"),
        ("2024-07-12", "2023-07-12"),
        ('"statusPurpose":"revocation"', '"statusPurpose":"suspension"'),
        ('"proofPurpose":"assertionMethod"', '"proofPurpose":"authentication"'),
        ('"cryptosuite":"eddsa-jcs-2022"', '"cryptosuite":"eddsa-jcs-2023"'),
        ('"created":"2024-07-15', '"created":"2024-07-16'),
        ('"proofValue":"z', '"proofValue":"z2'),
        ('"proofValue":"z', '"proofValue":"z0'),
    ],
)
def test_a_changed_diploma_fails(
    old: str, new: str, genuine: tuple[Path, Path, Path], tmp_path: Path, check: Check
) -> None:
    diploma, keys, listed = genuine
    status, said = check(_changed(diploma, tmp_path, old, new), keys, listed)
    assert status == 1, said
    assert "FAILED" in said


def test_the_keys_of_another_issuer_or_for_another_use_fail(
    genuine: tuple[Path, Path, Path], site: Path, tmp_path: Path, check: Check
) -> None:
    diploma, keys, listed = genuine
    other = next(path for path in sorted(site.glob("*/did.json")) if path.parent.name != ".well-known")
    assert check(diploma, other, listed)[0] == 1
    document = json.loads(keys.read_bytes())
    for change in ("assertionMethod", "controller", "key"):
        spoilt = json.loads(json.dumps(document))
        if change == "assertionMethod":
            spoilt["assertionMethod"] = []
        elif change == "controller":
            spoilt["verificationMethod"][0]["controller"] = "did:web:elsewhere.example"
        else:
            theirs = json.loads(other.read_bytes())["verificationMethod"][0]["publicKeyMultibase"]
            spoilt["verificationMethod"][0]["publicKeyMultibase"] = theirs
        path = tmp_path / "did.json"
        path.write_text(json.dumps(spoilt), encoding="utf-8")
        assert check(diploma, path, listed)[0] == 1, change


def test_a_forged_or_foreign_list_fails(
    genuine: tuple[Path, Path, Path], site: Path, tmp_path: Path, check: Check
) -> None:
    diploma, keys, listed = genuine
    forged = _changed(listed, tmp_path, '"validFrom":"20', '"validFrom":"21')
    assert check(diploma, keys, forged)[0] == 1
    other = next(path for path in sorted(site.glob("*/status/revocation-1.json")))
    assert check(diploma, keys, other)[0] == 1


def test_jq_writes_the_canonical_form_of_every_published_diploma(site: Path) -> None:
    for diploma in sorted((site / "d").glob("*.json")):
        done = subprocess.run(["jq", "-cSj", ".", diploma], capture_output=True, check=True)
        assert done.stdout == diploma.read_bytes(), diploma.name
