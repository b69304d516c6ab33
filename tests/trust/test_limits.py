"""Where something just fits, and where it just does not: what seeded faults showed that no test said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from generator.errors import MalformedError
from generator.rules.registered import could_meet
from generator.rules.sentence import day
from generator.rules.sharing import is_supervised
from generator.trust import canonical
from generator.trust.bundle import judge, open_bundle
from generator.trust.carriers import Form, form_of
from generator.trust.formerkeys import PATH
from generator.trust.instant import parse_instant
from generator.trust.ledger import CredentialLine
from generator.trust.logline import signing_key
from generator.trust.logpolicy import Policy
from generator.trust.proof import JCS, RDFC, rdfc_only
from generator.trust.sealed import BLOCK, LARGE_BLOCK, SMALL, open_sealed
from generator.trust.text import MAX_NAME_LENGTH, check_name
from generator.trust.tiles import ChunkedLeaves
from tests.intake.sealing import KEY, seal_bytes
from tests.rules.builders import COURSES, programme
from tests.site.demonstration import course, session
from tests.vectors.themes.diplomas import CODE, DID_TEXT, FULL, GOOD_LISTS, LIST, NOW
from tests.vectors.themes.diplomas import KEY as ISSUER_KEY


def line(credential: Any) -> CredentialLine:
    return CredentialLine("c-0123456789", CODE, credential, "a-2026", "ecole", "a")


def test_a_name_of_the_greatest_length_is_a_name() -> None:
    assert check_name("a" * MAX_NAME_LENGTH) == "a" * MAX_NAME_LENGTH
    with pytest.raises(MalformedError):
        check_name("a" * (MAX_NAME_LENGTH + 1))


def test_a_policy_of_the_greatest_size_is_read() -> None:
    policy = "quorum none\n#"
    assert Policy.parse(policy + "x" * (100_000 - len(policy))).quorum == "none"
    with pytest.raises(MalformedError):
        Policy.parse(policy + "x" * (100_001 - len(policy)))


@pytest.mark.parametrize("size", [BLOCK, SMALL, SMALL + BLOCK, LARGE_BLOCK])
def test_a_letter_is_padded_to_small_blocks_up_to_a_size_and_to_large_ones_above(size: int) -> None:
    token = seal_bytes(b"{}".ljust(size), KEY)
    if size == SMALL + BLOCK:
        with pytest.raises(MalformedError):
            open_sealed(token, KEY)
    else:
        assert open_sealed(token, KEY) == b"{}"


def test_an_archive_without_members_is_an_archive() -> None:
    assert form_of(b"PK\x05\x06" + bytes(18)) is Form.ARCHIVE


def test_leaves_are_read_in_slices_as_a_list_is() -> None:
    leaves = ChunkedLeaves(
        600, lambda chunk: [b"%d" % at for at in range(256 * chunk, min(600, 256 * chunk + 256))]
    )
    assert leaves[250:260] == [b"%d" % at for at in range(250, 260)]
    assert leaves[-1] == b"599"
    assert leaves[0] == b"0"


def test_a_set_of_proofs_gives_up_its_rdfc_proof_alone() -> None:
    rdfc, jcs = {"cryptosuite": RDFC.name, "proofValue": "z1"}, {"cryptosuite": JCS.name, "proofValue": "z2"}
    assert rdfc_only({"id": "a", "proof": [rdfc, jcs]}) == {"id": "a", "proof": rdfc}
    for proofs in ([jcs], [rdfc, rdfc], []):
        with pytest.raises(MalformedError):
            rdfc_only({"id": "a", "proof": proofs})


def test_the_key_of_a_diploma_is_that_of_its_jcs_proof_or_none() -> None:
    assert signing_key(line(FULL)) == ISSUER_KEY.public
    with pytest.raises(MalformedError) as caught:
        signing_key(line({**FULL, "proof": [{"cryptosuite": RDFC.name}]}))
    assert caught.value.reason == "no-proof"


def test_a_bundle_says_whether_its_diploma_is_in_the_log() -> None:
    files = {
        "credential.json": canonical(FULL),
        "did.json": DID_TEXT.encode(),
        "status.json": GOOD_LISTS[LIST].encode(),
    }
    log = {"log/proof": b"c2sp.org/tlog-proof@v1\n", "log/vkey": b"x", "log/policy": b"quorum none\n"}
    now, pins = parse_instant(NOW), [ISSUER_KEY.public.fingerprint]
    assert judge(open_bundle(files), now=now, pins=pins).log is None
    report = judge(open_bundle(files | log), now=now, pins=pins).log
    assert report is not None
    assert (report.outcome.value, report.reason) == ("not-checked", "vkey")
    assert not replace(report).logged
    json.dumps(report.to_json())


def test_what_is_printed_or_published_is_called_as_it_always_was() -> None:
    assert PATH == "log/compromised.json"
    months = [day(date(2026, month, 1)).en for month in range(1, 13)]
    assert months[10] == "1 November 2026"
    assert len(set(months)) == 12


def test_a_line_of_the_ledger_holds_a_credential_that_is_an_object() -> None:
    value = json.loads(line(FULL).to_line())
    assert CredentialLine.parse(canonical(value) + b"\n").credential == FULL
    with pytest.raises(MalformedError) as caught:
        CredentialLine.parse(canonical({**value, "credential": []}) + b"\n")
    assert caught.value.reason == "ledger-line"


@pytest.mark.parametrize(("supervision", "supervised"), [("live", True), ("recorded", True), ("none", False)])
def test_an_exam_is_supervised_unless_nobody_watches(supervision: str, supervised: bool) -> None:
    exam = {"supervision": supervision, "identity_check": True, "questions": 20, "pass_correct": 10}
    assert is_supervised(course(session(), exam=exam)) is supervised
    assert not is_supervised(course(session()))


def test_a_requirement_in_parts_could_be_met_by_all_of_them_or_by_any() -> None:
    parts = [{"passed": "malaria"}, {"passed": "rabies"}]
    both, either = (programme({name: parts}).versions[0].requirement for name in ("all_of", "any_of"))
    for passed, all_, any_ in (
        ((), False, False),
        (("malaria",), False, True),
        (("malaria", "rabies"), True, True),
    ):
        assert could_meet(both, frozenset(passed), COURSES) is all_
        assert could_meet(either, frozenset(passed), COURSES) is any_
