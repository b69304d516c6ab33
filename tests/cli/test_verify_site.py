"""``parchemin verify`` against the whole demonstration site: what the site says of a diploma beside the diploma."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.adapters.logstore import LogStore
from generator.cli import main
from generator.issuing.audit import verify_ledger
from generator.site.log import log_files
from generator.trust.canonical import canonical
from generator.trust.did import Did
from generator.trust.logline import issue_leaf
from generator.trust.proof import rdfc_only
from tests.issuing.test_rekey import NEW, OLD, KeyedSchool
from tests.issuing.test_rekey import logged as logged  # noqa: PLC0414 - a fixture

VALID, SUPERSEDED = "9CKP-78K3-7W2K-3VP3-5PP3", "Q65C-87MD-VMDN-T5FK-73K4"
PROOF = re.compile(rb'<script type="text/plain" id="log-proof">[^<]*</script>\n?')


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["verify", "--at", "2026-11-25T00:00:00Z", *map(str, arguments)])


def judged(*arguments: object) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return value


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    """The parts of the site that a verifier reads, to be changed."""
    for name in ("d", "log", "status", ".well-known"):
        shutil.copytree(site / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


def test_a_plain_file_is_looked_for_in_the_log_by_the_page_of_its_code(site: Path) -> None:
    result = judged(site / f"d/{VALID}.json", "--site", site)
    assert (result["log"]["outcome"], result["log"]["reason"]) == ("passed", "not-witnessed")


def test_a_page_whose_proof_was_taken_away_is_told_so(site: Path, tmp_path: Path) -> None:
    page = (site / f"d/{VALID}.html").read_bytes()
    stripped = tmp_path / "stripped.html"
    stripped.write_bytes(PROOF.sub(b"", page))
    assert stripped.stat().st_size < len(page)
    result = judged(stripped, "--site", site)
    assert result["log"]["outcome"] == "passed"
    assert any("lacks the proof of the log" in note for note in result["notes"])


def test_where_the_site_has_no_proof_either_the_log_was_not_checked(copy: Path) -> None:
    page = copy / f"d/{VALID}.html"
    page.write_bytes(PROOF.sub(b"", page.read_bytes()))
    result = judged(copy / f"d/{VALID}.json", "--site", copy)
    assert result["verdict"] == "valid"
    assert (result["log"]["outcome"], result["log"]["reason"]) == ("not-checked", "not-logged")
    assert "somebody took the proof away" in run(copy / f"d/{VALID}.json", "--site", copy).output


def test_a_false_proof_leaves_no_plain_valid(copy: Path, tmp_path: Path) -> None:
    others = PROOF.search((copy / f"d/{SUPERSEDED}.html").read_bytes())
    assert others is not None
    page = tmp_path / "page.html"
    page.write_bytes(PROOF.sub(others[0], (copy / f"d/{VALID}.html").read_bytes()))
    result = run(page, "--site", copy)
    assert result.exit_code == 3
    assert "not proven" in result.output.splitlines()[0]
    assert "Valid." not in result.output


def test_what_was_superseded_is_called_so(site: Path) -> None:
    for source in (f"d/{SUPERSEDED}.json", f"d/{SUPERSEDED}.html"):
        assert judged(site / source, "--site", site)["verdict"] == "superseded"
    assert run(site / f"d/{SUPERSEDED}.json", "--site", site).exit_code == 1


def test_a_page_cannot_make_a_revocation_less(copy: Path) -> None:
    page = copy / f"d/{SUPERSEDED}.html"
    page.write_bytes(page.read_bytes().replace(b'data-state="superseded"', b'data-state="valid"'))
    assert judged(copy / f"d/{SUPERSEDED}.json", "--site", copy)["verdict"] == "revoked"


def test_a_copy_without_its_rdfc_proof_is_told_so(site: Path, tmp_path: Path) -> None:
    text = json.loads((site / f"d/{VALID}.json").read_text(encoding="utf-8"))
    text["proof"] = [proof for proof in text["proof"] if proof["cryptosuite"] == "eddsa-jcs-2022"]
    (tmp_path / "jcs.json").write_bytes(canonical(text))
    result = judged(tmp_path / "jcs.json", "--site", site)
    assert result["verdict"] == "valid"
    assert any("eddsa-rdfc-2022" in note for note in result["notes"])
    assert not any(
        "eddsa-rdfc-2022" in note for note in judged(site / f"d/{VALID}.json", "--site", site)["notes"]
    )
    (tmp_path / "rdfc.json").write_bytes(canonical(rdfc_only(text | {"proof": _proofs(site)})))
    assert judged(tmp_path / "rdfc.json", "--site", site)["verdict"] == "cannot-check"


def _proofs(site: Path) -> Any:
    return json.loads((site / f"d/{VALID}.json").read_text(encoding="utf-8"))["proof"]


# A stolen key


def saved(school: KeyedSchool, place: Path) -> dict[str, Path]:
    """The pages that holders saved: each diploma with its proof of the log, where it has one."""
    log = LogStore(school.root).load()
    place.mkdir()
    pages = {}
    for item in school.ledger().all_credentials():
        line = item.value
        index = log.index_of(issue_leaf(line).to_bytes())
        proof = None if index is None else log.proof_of(index, line.salt)
        pages[line.code] = place / f"{line.code}.html"
        pages[line.code].write_bytes(_page(line.code, canonical(line.credential), proof))
    return pages


def _page(code: str, document: bytes, proof: str | None) -> bytes:
    beside = "" if proof is None else f'<script type="text/plain" id="log-proof">{proof}</script>'
    head = f'<!doctype html><main data-state="valid" data-code="{code}">'.encode()
    return (
        head + b'<script type="application/json" id="credential">' + document + b"</script>" + beside.encode()
    )


def published(school: KeyedSchool, place: Path) -> Path:
    audit = verify_ledger(school.root)
    files = {Did.parse(did).document_path: data for did, data in audit.did_documents.items()}
    files |= {"/status/revocation-1.json": next(iter(audit.lists.values())).data}
    files |= dict(log_files(LogStore(school.root).load()))
    for path, data in files.items():
        (place / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (place / path.lstrip("/")).write_bytes(data)
    return place


def test_what_a_stolen_key_signed_before_is_good_and_what_it_signed_since_falls(
    logged: KeyedSchool, tmp_path: Path
) -> None:
    logged.sequence()
    pages = saved(logged, tmp_path / "saved")
    logged.rotate()
    codes = list(pages)
    log = LogStore(logged.root).load()
    lines = [item.value for item in logged.ledger().all_credentials()]
    indexes = [log.index_of(issue_leaf(line).to_bytes()) for line in lines]
    since = sorted(index for index in indexes if index is not None)[3]
    logged.carry_out(logged.rekey(since=since))
    logged.sequence()
    site = published(logged, tmp_path / "site")
    assert OLD.public.multibase.encode() not in (site / ".well-known/did.json").read_bytes()
    assert NEW.public.multibase.encode() in (site / ".well-known/did.json").read_bytes()
    for code, index in zip(codes, indexes, strict=True):
        result = judged(pages[code], "--site", site)
        key = result["checks"][3]
        if index is not None and index < since:
            assert (result["verdict"], key["reason"]) == ("valid", "stolen-later")
            assert result["log"]["outcome"] == "passed"
            assert any("given up" in note for note in result["notes"])
        else:
            assert (result["verdict"], key["reason"]) == ("altered", "key-compromised")
    stripped = tmp_path / "stripped.html"
    before = next(
        code for code, index in zip(codes, indexes, strict=True) if index is not None and index < since
    )
    stripped.write_bytes(PROOF.sub(b"", pages[before].read_bytes()))
    result = run(stripped, "--site", site)
    assert result.exit_code == 1
    assert "nothing shows that this diploma is older" in result.output
