"""The intake: registrations, deposits, exchanges, names and withdrawals reach the record that they belong to, once."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

from generator.adapters.files import load_tree
from generator.rules.registered import confirmation
from tests.intake.office import (
    CHOICES,
    PNG,
    Office,
    choices,
    correction,
    deposit,
    receipt,
    registration,
    who,
    withdrawal,
)
from tests.intake.sealing import seal


def test_a_registration_becomes_a_record_that_check_accepts(office: Office) -> None:
    office.take(registration())
    record = office.record
    assert record["name"] == {"display": "Camille Exemple", "given": "Camille", "family": "Exemple"}
    assert (record["email"], record["country"], record["language"]) == ("camille@example.org", "FR", "fr")
    assert record["registrations"] == [{"programme": "dnm2ip", "date": "2026-11-19", "choices": CHOICES}]
    assert [(one["purpose"], one["version"], one["given"]) for one in record["consents"]] == [
        ("register", "1", True),
        ("diploma-page", "1", False),
    ]
    assert record["fictional"] is True  # a demonstration holds no real person
    assert office.run("check").exit_code == 0
    first = office.paths[0].read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../content/schemas/candidate.json"


def test_the_first_candidate_of_a_school_is_taken_in(office: Office) -> None:
    """Git keeps no empty folder: in a fresh clone there is no register yet."""
    shutil.rmtree(office.root / "candidates" / "register", ignore_errors=True)
    office.take(registration())
    assert office.record["name"]["display"] == "Camille Exemple"


def test_the_name_of_a_record_says_nothing_of_its_person(office: Office) -> None:
    office.take(registration())
    other = office.root / "candidates" / "register"
    names = {path.name for path in other.iterdir()}
    office.paths[0].unlink()
    office.take(registration())
    assert names.isdisjoint(path.name for path in other.iterdir())


def test_the_preview_is_the_intake_without_its_writes(office: Office) -> None:
    """Elsewhere a preview differed from what was imported (pawtograder #979)."""
    office.arrive(registration(), deposit(), choices(("malaria", "biobanking")))
    before = office.state()
    preview = office.intake("--dry-run")
    assert preview.exit_code == 0, preview.output
    assert office.state() == before
    assert "Nothing was written." in preview.output
    done = office.intake()
    shown = [line.split("c-")[0] for line in preview.output.splitlines() if line.startswith("      ")]
    assert shown == [line.split("c-")[0] for line in done.output.splitlines() if line.startswith("      ")]


def test_a_second_run_changes_nothing_and_names_what_it_knows(office: Office) -> None:
    office.arrive(registration(), deposit(), correction("Camille Exemplé"))
    assert office.intake().exit_code == 0
    before = office.state()
    again = office.intake()
    assert again.exit_code == 0
    assert "3 received before." in again.output
    assert office.state() == before


def test_the_order_of_names_does_not_matter(office: Office) -> None:
    office.arrive(seal(deposit()), name="a.jwe")
    office.arrive(seal(registration(frame={"made": "2026-11-18T08:00:00Z"})), name="z.jwe")
    result = office.intake()
    assert result.exit_code == 0, result.output
    assert len(office.record["deposits"]) == 1


def test_a_deposit_is_kept_with_its_scan_under_its_digest(office: Office) -> None:
    office.take(registration(), deposit(scan=base64.b64encode(PNG).decode()))
    (claim,) = office.record["deposits"]
    digest = hashlib.sha256(PNG).hexdigest()
    assert claim == {
        "course": "malaria",
        "session": "2024-t2",
        "certificate": "FUN-0042",
        "date": "2026-11-19",
        "score": 80,
        "issued": "2024-06-20",
        "scan": {"sha256": digest, "type": "image/png", "bytes": len(PNG)},
    }
    scan = office.root / "candidates" / "scans" / f"{digest}.png"
    assert scan.read_bytes() == PNG
    assert scan.stat().st_mode & 0o077 == 0
    assert "no problems" in office.run("check").output
    scan.unlink()
    assert "I103" in office.run("check").output


def test_a_certificate_is_declared_once(office: Office) -> None:
    office.take(registration(), deposit())
    office.clear()
    office.arrive(deposit(2, score=100))
    result = office.intake()
    assert "I305" in result.output
    assert len(office.record["deposits"]) == 1


def test_a_certificate_that_two_people_declare_is_left_to_a_person(office: Office) -> None:
    office.take(registration(), deposit(), registration("basile", **BASILE))
    office.clear()
    office.arrive(deposit(2, by=who(**BASILE_WHO)))
    result = office.intake()
    assert result.exit_code == 1
    assert "I310" in result.output


def test_swaps_are_counted_and_dated_and_end_at_the_rules_limit(office: Office) -> None:
    office.take(registration(), choices(("malaria", "biobanking")))
    office.take(choices(("rabies", "waterborne"), seed=2))
    swaps = office.record["registrations"][0]["swaps"]
    assert swaps == [
        {"date": "2026-11-19", "out": "malaria", "into": "biobanking"},
        {"date": "2026-11-19", "out": "rabies", "into": "waterborne"},
    ]
    office.clear()
    office.arrive(choices(("vaccinology", "innate-immunity"), seed=3))
    result = office.intake()
    assert result.exit_code == 1
    assert "I305" in result.output
    assert "2 made before, none is left" in result.output
    assert office.record["registrations"][0]["swaps"] == swaps


def test_a_change_of_choice_is_made_whole_or_not_at_all(office: Office) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(choices(("malaria", "biobanking"), ("malaria", "waterborne")))
    assert "malaria cannot be exchanged for waterborne" in office.intake().output
    assert office.state() == before


@pytest.mark.parametrize("into", ["abc-gestion-de-projet", "digital-first-aid", "no-such-course"])
def test_a_course_that_does_not_count_cannot_be_chosen(office: Office, into: str) -> None:
    office.take(registration())
    office.clear()
    office.arrive(choices(("malaria", into)))
    result = office.intake()
    assert result.exit_code == 1
    assert "I306" in result.output
    assert "swaps" not in office.record["registrations"][0]


def test_a_name_is_corrected_where_nothing_bears_it_yet(office: Office) -> None:
    office.take(registration(), correction("Camille Exemplé", reason="Un accent manquait."))
    record = office.record
    assert record["name"]["display"] == "Camille Exemplé"
    assert record["name_requests"][0]["former"] == "Camille Exemple"


def named_by_a_result(office: Office) -> None:
    """A transmitted result names the candidate."""
    folder = office.root / "candidates" / "results" / "malaria"
    folder.mkdir(parents=True)
    text = {
        "course": "malaria",
        "session": "2024-t2",
        "source": {"file": "x.csv", "sha256": "0" * 64, "received": "2024-06-20", "sender": "Exemple"},
        "results": [
            {"candidate": office.candidate, "path": "qualifying", "date": "2024-06-01", "score": 20,
             "identity": "verified"}
        ],
    }  # fmt: skip
    line = "# yaml-language-server: $schema=../../../content/schemas/results.json\n"
    (folder / "2024-t2.yml").write_text(line + yaml.safe_dump(text, sort_keys=False), "utf-8")


def test_a_name_that_a_result_bears_only_becomes_a_request(office: Office) -> None:
    office.take(registration())
    named_by_a_result(office)
    result = office.take(correction("Camille Modèle", reason="Mariage."))
    assert "only a request" in result.output
    record = office.record
    assert record["name"]["display"] == "Camille Exemple"
    assert "decided" not in record["name_requests"][0]


def test_a_person_accepts_or_refuses_a_correction(office: Office) -> None:
    office.take(registration())
    named_by_a_result(office)
    office.take(correction("Camille Modèle", reason="Mariage."))
    listed = office.run("names")
    assert office.candidate in listed.output
    assert "Mariage." in listed.output
    assert office.run("names", office.candidate, "--accept").exit_code == 2
    done = office.run("names", office.candidate, "--accept", "--by", "Ada Exemple", "--at", "2026-11-21")
    assert done.exit_code == 0, done.output
    assert office.record["name"] == {"display": "Camille Modèle", "given": "Camille", "family": "Modèle"}
    (request,) = office.record["name_requests"]
    assert (request["former"], request["accepted"], request["by"]) == ("Camille Exemple", True, "Ada Exemple")
    assert office.run("names").output == "No correction of a name waits for a decision.\n"
    office.take(correction("Camille Autre", 2))
    refused = office.run("names", office.candidate, "--refuse", "--by", "Ada Exemple", "--at", "2026-11-21")
    assert refused.exit_code == 0, refused.output
    assert office.record["name"]["display"] == "Camille Modèle"
    assert office.run("check").exit_code == 0


def test_a_withdrawal_ends_the_registration_and_another_may_begin(office: Office) -> None:
    office.take(registration(), withdrawal())
    assert office.record["registrations"][0]["withdrawn"] == "2026-11-19"
    office.clear()
    office.arrive(choices(("malaria", "biobanking")))
    assert "is not registered for dnm2ip" in office.intake().output
    office.take(registration("again"))
    assert [one["date"] for one in office.record["registrations"]] == ["2026-11-19", "2026-11-19"]
    assert office.run("check").exit_code == 0


def test_one_more_programme_joins_the_record_of_whoever_quotes_the_receipt(office: Office) -> None:
    office.take(registration())
    frame = {"programme": "certificat-premiers-secours-numeriques"}
    office.take(registration("second", frame=frame, choices=["digital-first-aid"]))
    assert [one["programme"] for one in office.record["registrations"]] == ["dnm2ip", frame["programme"]]
    assert office.record["receipts"] == [receipt("camille")]
    assert office.run("check").exit_code == 0


def test_comments_of_a_person_survive(office: Office) -> None:
    office.take(registration())
    path = office.paths[0]
    text = path.read_text("utf-8").replace(
        "country: FR", "country: FR  # a déménagé en mars\n# Un mot pour Ada."
    )
    path.write_text(text, "utf-8")
    office.take(deposit(), choices(("malaria", "biobanking")), withdrawal())
    after = path.read_text("utf-8")
    assert "# a déménagé en mars" in after
    assert "# Un mot pour Ada." in after


def test_a_record_written_in_another_way_keeps_what_it_says(office: Office) -> None:
    """Anchors of style that cannot be changed in place: the whole record in one flow mapping."""
    office.take(registration())
    path = office.paths[0]
    lines = path.read_text("utf-8").splitlines()
    data = yaml.safe_load(path.read_text("utf-8"))
    path.write_text(lines[0] + "\n" + json.dumps(data, default=str, ensure_ascii=False) + "\n", "utf-8")
    before = office.record
    office.take(deposit())
    after = office.record
    assert {name: after[name] for name in before if name != "received"} == {
        name: before[name] for name in before if name != "received"
    }
    assert len(after["deposits"]) == 1
    assert office.run("check").exit_code == 0


def test_the_confirmation_is_told_by_the_record_alone(office: Office) -> None:
    office.take(registration(), choices(("malaria", "biobanking")))
    tree = load_tree(office.root)
    record = tree.candidates[office.candidate]
    facts = confirmation(office.candidate, record, record.registrations[0], tree.programmes["dnm2ip"])
    assert (facts.name, facts.email, facts.language) == ("Camille Exemple", "camille@example.org", "fr")
    assert facts.registered.isoformat() == "2026-11-19"
    assert facts.taken is not None
    assert facts.taken.isoformat() == "2026-11-20"
    assert facts.version == "2024-07"
    assert facts.window is not None
    assert str(facts.window.closes) == "2028-11-19"
    assert facts.choices == ("biobanking", *CHOICES[1:])
    assert facts.swaps_left == 1
    assert facts.receipts == (receipt("camille"),)


# --- What machines are told, and what stays on the terminal


def test_json_holds_no_name(office: Office) -> None:
    office.arrive(registration(), deposit())
    result = office.intake("--json")
    files = json.loads(result.output)["files"]
    assert [(one["kind"], one["state"]) for one in files] == [("registration", "taken"), ("deposit", "taken")]
    for secret in ("Camille", "camille", "1990"):
        assert secret not in result.output


def test_nothing_decrypted_is_kept_but_the_record(office: Office, tmp_path: Path) -> None:
    office.take(registration(), deposit(scan=base64.b64encode(PNG).decode()))
    for path in tmp_path.rglob("*"):
        assert "amille" not in path.name
        if path.is_file() and path.stat().st_nlink == 1 and b"amille" in path.read_bytes():
            assert path.parent.name == "register", path


def test_two_intakes_do_not_run_at_once(office: Office) -> None:
    from generator.adapters.atomic import locked

    office.arrive(registration())
    with locked(office.root / "candidates" / ".lock"):
        result = office.intake()
    assert result.exit_code == 1
    assert "another process" in result.output
    assert not office.paths


def test_a_record_that_somebody_edits_meanwhile_is_left_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(registration())
    office.clear()
    office.arrive(deposit())
    path = office.paths[0]
    from generator.intake import run

    real = run.put_record

    def meanwhile(root: Path, name: str, *rest: object) -> object:
        path.write_bytes(path.read_bytes() + b"# edited\n")
        return real(root, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "put_record", meanwhile)
    result = office.intake()
    assert "I307" in result.output
    assert path.read_bytes().endswith(b"# edited\n")
    assert "deposits" not in office.record


def test_a_crash_between_two_files_leaves_whole_records(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(registration())
    before = office.state()
    office.clear()
    office.arrive(deposit(scan=base64.b64encode(PNG).decode()))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crash)
        patch.setattr(Path, "replace", crash)
        assert office.intake().exit_code == 130
    left = office.state()
    assert {name: data for name, data in left.items() if name in before} == before
    assert "scans" in " ".join(left)  # the scan was written first, and nothing names it yet
    assert office.intake().exit_code == 0
    assert office.record["deposits"][0]["scan"]["bytes"] == len(PNG)


BASILE = {
    "name": {"display": "Basile Modèle", "given": "Basile", "family": "Modèle"},
    "birth_date": "1985-06-02",
    "email": "basile@example.org",
    "platform_id": "basile85",
    "receipt": receipt("basile"),
}
BASILE_WHO = {name: BASILE[name] for name in ("receipt", "birth_date", "email", "platform_id")}


def test_one_certificate_is_declared_once_however_its_number_is_written(office: Office) -> None:
    office.take(registration())
    office.take(deposit(1, certificate="FUN-0042"))
    office.clear()
    office.arrive(deposit(2, certificate="fun 0042"))
    result = office.intake()
    assert result.exit_code == 1
    assert "has declared the certificate fun 0042 already" in result.output
