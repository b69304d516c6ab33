"""A built site holds its log: the files of tlog-tiles, and in each page the proof that it is in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator.adapters.logstore import LogStore
from generator.build import finish_site, open_site, write_diplomas
from generator.errors import LedgerError
from generator.logbook.sequencer import move_pending, sign_due
from generator.logbook.snapshots import differing_files, reader, snapshot
from generator.logbook.witnessing import WitnessStore
from generator.site.hosting import headers_for
from generator.trust.carriers import carried_credential
from generator.trust.keys import demonstration_log_key
from generator.trust.logged import verify_logged
from generator.trust.note import COSIGNS, NoteKey
from tests.conftest import ROOT
from tests.issuing.school import School
from tests.logbook.checkout import SECRET, Checkout, begin_log


@pytest.fixture
def school(tmp_path: Path) -> School:
    school = School(tmp_path / "site").build()
    (school.root / "site_templates").symlink_to(ROOT / "site_templates")
    school.add_key()
    begin_log(school.root)
    school.issue()
    return school


def sequence(school: School) -> None:
    store = LogStore(school.root)
    with store.writing():
        keys = {item.value.public for item in school.ledger().public_keys()}
        log, _, _ = move_pending(store, store.load(), keys)
        sign_due(store, log, SECRET)


def finish(school: School, output: Path) -> Path:
    """The site without its edited pages, which know nothing of the log."""
    output.mkdir()
    site = open_site(school.root, date(2026, 8, 1))
    finish_site(site, write_diplomas(site, output, jobs=1), output)
    return output


def test_every_page_holds_a_proof_that_verifies_with_what_the_site_publishes(
    school: School, tmp_path: Path
) -> None:
    sequence(school)
    site = finish(school, tmp_path / "output")
    log = snapshot(site)
    assert differing_files(log, reader(str(site / "log"))) == []
    for code in school.codes():
        carried = carried_credential((site / "d" / f"{code}.html").read_bytes())
        assert carried.proof is not None
        report = verify_logged(
            (site / "d" / f"{code}.json").read_bytes(),
            issuer_key=school.signer().key.public.multibase,
            proof=carried.proof,
            vkey=(site / "log" / "vkey").read_text().strip(),
            policy=(site / "log" / "policy").read_text(),
            live=(site / "log" / "checkpoint").read_text(encoding="utf-8"),
        )
        assert (report.outcome, report.reason) == ("passed", "not-witnessed")


def test_a_diploma_s_page_stays_the_same_bytes_as_the_log_grows(school: School, tmp_path: Path) -> None:
    sequence(school)
    before = finish(school, tmp_path / "before")
    Checkout(school.root).act("revoke", school.codes()[0])
    sequence(school)
    after = finish(school, tmp_path / "after")
    changed = {
        path.name
        for path in before.glob("d/*")
        if path.read_bytes() != (after / "d" / path.name).read_bytes()
    }
    assert changed == {f"{school.codes()[0]}.html"}
    for path in (before / "log").rglob("*"):
        if path.is_file() and path.name != "checkpoint":
            assert (after / path.relative_to(before)).read_bytes() == path.read_bytes()


def test_what_waits_is_not_in_the_page_and_what_is_not_signed_is_not_published(
    school: School, tmp_path: Path
) -> None:
    site = finish(school, tmp_path / "output")
    assert sorted(path.name for path in (site / "log").iterdir()) == ["policy", "vkey"]
    page = (site / "d" / f"{school.codes()[0]}.html").read_bytes()
    assert carried_credential(page).proof is None
    assert b"log-proof" not in page


def test_a_log_that_contradicts_what_it_signed_stops_the_build(school: School, tmp_path: Path) -> None:
    sequence(school)
    path = LogStore(school.root).directory / "leaves" / "000000.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(LedgerError) as refused:
        finish(school, tmp_path / "output")
    assert refused.value.diagnostics[0].code == "L321"


def test_no_file_of_the_log_names_anybody_or_any_diploma(school: School, tmp_path: Path) -> None:
    sequence(school)
    site = finish(school, tmp_path / "output")
    names = [one.name.display for one in school.tree().candidates.values()]
    for path in (site / "log").rglob("*"):
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        assert not [word for word in (*names, *school.codes(), "first-aid", "2026") if word in text], path


def test_a_witness_publishes_its_key(school: School, tmp_path: Path) -> None:
    name = "diplomes.example.org/witness"
    key = NoteKey(name, demonstration_log_key(name).public, COSIGNS)
    WitnessStore(school.root).create(key)
    assert (finish(school, tmp_path / "output") / "witness" / "vkey").read_text() == f"{key}\n"


def test_anybody_s_reader_may_fetch_the_log_with_the_types_that_it_expects() -> None:
    for path, kind in (
        ("/log/checkpoint", "text/plain; charset=utf-8"),
        ("/log/checkpoints/17", "text/plain; charset=utf-8"),
        ("/log/vkey", "text/plain; charset=utf-8"),
        ("/log/tile/entries/000.p/3", "application/octet-stream"),
        ("/witness/00/checkpoint", "text/plain; charset=utf-8"),
    ):
        headers = headers_for(path)
        assert (headers["Content-Type"], headers["Access-Control-Allow-Origin"]) == (kind, "*")
