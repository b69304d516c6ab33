"""What is written into a credential, and what is refused before it is signed."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust import Verdict, Verifier, build, canonical, fields, sign_jcs, verify_jcs
from generator.trust.credential import Issuer
from generator.trust.evidence import EvidenceItem
from generator.trust.instant import format_instant, parse_instant
from tests.vectors.themes.diplomas import CREATED, DID, DID_TEXT, FULL, GOOD_LISTS, KEY, award, small

NOW = datetime(2026, 11, 20, tzinfo=UTC)
VERIFIER = Verifier({DID: DID_TEXT}, GOOD_LISTS)
FULL_TEXT = canonical(FULL)


def test_a_diploma_has_the_members_of_the_standard() -> None:
    document: Any = build(award())
    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["id"].startswith("https://diplomes.example.org/d/")
    assert document["validFrom"] == document["awardedDate"] == "2026-03-01T00:00:00Z"
    assert document["validUntil"] == "2031-02-28T23:59:59Z"
    subject = document["credentialSubject"]
    assert subject["identifier"] == [
        {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": subject["name"]}
    ]
    assert subject["achievement"]["creditsAvailable"] == 7.5
    described = [item["id"] for item in subject["achievement"]["resultDescription"]]
    assert described == [item["resultDescription"] for item in subject["result"]]
    assert all(isinstance(item["value"], str) for item in subject["result"])
    assert document["credentialStatus"]["statusListIndex"] == "94567"


def test_what_is_absent_stays_absent() -> None:
    document: Any = build(small())
    assert "validUntil" not in document
    assert not {"result", "activityStartDate", "activityEndDate"} & document["credentialSubject"].keys()
    assert (
        not {"creditsAvailable", "humanCode", "resultDescription", "alignment"}
        & document["credentialSubject"]["achievement"].keys()
    )
    assert not {"email", "image"} & document["issuer"].keys()
    assert "null" not in json.dumps(document)


def test_a_diploma_says_what_it_rests_on_item_by_item() -> None:
    document: Any = build(award())
    assert [item["type"] for item in document["evidence"]] == [["Evidence"]] * 3
    assert document["evidence"][1] == {
        "type": ["Evidence"],
        "name": "Cours A",
        "genre": "Examen",
        "narrative": "Session 2024-2, examen du 3 juin 2024, identité vérifiée.",
        "description": "SHA-256 : " + "a1" * 32,
    }
    assert "description" not in document["evidence"][2]
    view = fields(document)
    assert [item.name.value for item in view.evidence] == ["EX-1, version v2", "Cours A", "Cours B"]
    assert view.evidence[0].description is not None
    assert view.evidence[0].description.pointer == "/evidence/0/description"
    assert view.evidence[2].description is None


def test_a_diploma_from_before_says_nothing_of_evidence() -> None:
    document = build(award(evidence=()))
    assert "evidence" not in document
    assert fields(document).evidence == ()


def test_evidence_said_twice_is_refused() -> None:
    item = EvidenceItem("Cours A", "Examen", "Session 1.")
    with pytest.raises(MalformedError) as refused:
        build(award(evidence=(item, item)))
    assert refused.value.reason == "duplicate-evidence"


def test_signing_leaves_the_document_alone() -> None:
    document = build(award())
    before = deepcopy(document)
    signed = sign_jcs(document, KEY, did=DID, created=CREATED)
    assert document == before
    assert verify_jcs(signed, KEY.public)
    with pytest.raises(MalformedError):
        sign_jcs(signed, KEY, did=DID, created=CREATED)


def test_signing_twice_gives_the_same_bytes() -> None:
    assert canonical(sign_jcs(build(award()), KEY, did=DID, created=CREATED)) == FULL_TEXT


def _at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def test_every_field_of_the_view_stands_at_its_pointer() -> None:
    view = fields(FULL)
    assert len({field.pointer for field in view.every_field()}) > 30
    for field in view.every_field():
        value = _at(FULL, field.pointer)
        assert field.value == (value if isinstance(value, str) else canonical(value).decode())


def test_the_view_leaves_out_no_signed_text_but_vocabulary() -> None:
    shown = {field.pointer for field in fields(FULL).every_field()}
    constant = (
        "@context",
        "type",
        "proof",
        "credentialSchema",
        "resultDescription",
        "identifier",
        "statusPurpose",
    )

    def every(value: Any, pointer: str = "") -> list[str]:
        if isinstance(value, dict):
            return [found for name, item in value.items() for found in every(item, f"{pointer}/{name}")]
        if isinstance(value, list):
            return [found for place, item in enumerate(value) for found in every(item, f"{pointer}/{place}")]
        return [pointer]

    left = [
        pointer
        for pointer in every(FULL)
        if pointer not in shown and not any(name in pointer.split("/") for name in constant)
    ]
    assert left == ["/credentialStatus/id"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Zoë\u202egnirts", "bidi-override"),
        ("\u2066Zoë\u2069", "bidi-override"),
        ("Zoë\x00", "control-character"),
        ("Zoë\x1b[31m", "control-character"),
        ("Zoë\nX", "control-character"),
        ("Zoë\tX", "control-character"),
        ("Zoë\x7f", "control-character"),
        ("Zoë\x85", "control-character"),
        ("Zoë\u2028X", "control-character"),
        ("Zoe\u0308", "not-nfc"),
        ("\ud800", "lone-surrogate"),
        ("", "blank"),
        (" Zoë", "blank"),
        ("Zoë\u00a0", "blank"),
        ("Z" * 501, "too-long"),
    ],
)
def test_a_name_that_would_mislead_is_refused_with_its_reason(name: str, reason: str) -> None:
    with pytest.raises(MalformedError) as caught:
        build(small(holder_name=name))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://diplomes.example.org/"},
        {"base_url": "https://diplomes.example.org"},
        {"base_url": "https://u@diplomes.example.org/"},
        {"code": "2222"},
        {"language": "de"},
        {"status_index": -1},
        {"status_list_url": "https://diplomes.example.org/s#1"},
        {"valid_until": date(2020, 1, 1)},
        {"awarded": datetime(2026, 3, 1, tzinfo=UTC)},
        {"licence_number": ""},
        {"issuer": Issuer(did="did:key:z6Mk", name="x", url="https://x.example/")},
        {"issuer": Issuer(did=DID, name="x", url="javascript:alert(1)")},
        {"issuer": Issuer(did=DID, name="x\x00", url="https://x.example/")},
        {"achievement": replace(award().achievement, credits=0.0)},
        {"achievement": replace(award().achievement, credits=float("nan"))},
        {"achievement": replace(award().achievement, description="x\x0c")},
        {"achievement": replace(award().achievement, criteria_url="https://x.example/a b")},
        {"results": (award().results[0], award().results[0])},
        {"results": (replace(award().results[0], result_type="Score"),)},
        {"results": (replace(award().results[0], status="Passed"),)},
    ],
)
def test_an_award_that_no_verifier_would_read_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        build(small(**change))


def test_integral_credits_are_written_as_an_integer() -> None:
    document: Any = build(award(achievement=replace(award().achievement, credits=3.0)))
    assert json.dumps(document["credentialSubject"]["achievement"]["creditsAvailable"]) == "3"


@given(st.integers(0, len(FULL_TEXT) - 1), st.integers(1, 255))
@settings(max_examples=400, deadline=None)
def test_no_changed_byte_leaves_a_diploma_valid(place: int, mask: int) -> None:
    changed = FULL_TEXT[:place] + bytes([FULL_TEXT[place] ^ mask]) + FULL_TEXT[place + 1 :]
    report = VERIFIER.verify(changed, now=NOW)
    assert report.verdict not in (Verdict.VALID, Verdict.VALID_STATUS_NOT_CHECKED)
    assert report.view is None


@given(st.integers(0, len(FULL_TEXT) - 1), st.binary(max_size=3), st.integers(0, 3))
@settings(max_examples=400, deadline=None)
def test_no_inserted_or_deleted_bytes_change_what_is_verified(
    place: int, inserted: bytes, deleted: int
) -> None:
    changed = FULL_TEXT[:place] + inserted + FULL_TEXT[place + deleted :]
    report = VERIFIER.verify(changed, now=NOW)
    if report.view is not None:  # white space between tokens
        assert report.view == fields(FULL)


@given(st.text(min_size=1, max_size=300))
@settings(deadline=None)
def test_a_name_is_refused_or_comes_back_as_it_was(name: str) -> None:
    try:
        document = build(small(holder_name=name))
    except MalformedError:
        return
    report = VERIFIER.verify(canonical(sign_jcs(document, KEY, did=DID, created=CREATED)), now=NOW)
    assert report.verdict is Verdict.VALID
    assert report.view is not None
    assert report.view.holder_name.value == name


@given(st.floats(0.01, 1000))
@settings(deadline=None)
def test_any_number_of_credits_is_signed_and_verified(credits: float) -> None:
    document = build(award(achievement=replace(award().achievement, credits=credits)))
    report = VERIFIER.verify(canonical(sign_jcs(document, KEY, did=DID, created=CREATED)), now=NOW)
    assert report.verdict is Verdict.VALID


def test_an_instant_is_read_back() -> None:
    instant = datetime(2026, 3, 1, 12, 30, 1, tzinfo=UTC)
    assert parse_instant(format_instant(instant)) == instant
    for text in (
        "2026-03-01",
        "2026-03-01T00:00:00",
        "2026-02-30T00:00:00Z",
        "2026-03-01T24:00:00Z",
        "２026-03-01T00:00:00Z",
        "",
    ):
        with pytest.raises(MalformedError):
            parse_instant(text)
    with pytest.raises(MalformedError):
        format_instant(datetime(2026, 3, 1))


def test_a_verification_needs_a_time_zone() -> None:
    with pytest.raises(MalformedError):
        VERIFIER.verify(FULL_TEXT, now=datetime(2026, 11, 20))


def test_a_report_as_json_holds_every_check() -> None:
    report: Any = VERIFIER.verify(FULL_TEXT, now=NOW).to_json()
    assert report["verdict"] == "valid"
    assert [check["id"] for check in report["checks"]] == [
        "parse",
        "structure",
        "issuer",
        "key",
        "proof",
        "dates",
        "status",
    ]
    assert report["fields"]["/credentialSubject/name"] == "Éléonore d’Aubigné-Nguyễn"
    details = {check["id"]: list(check["detail"]) for check in report["checks"]}
    assert details == {
        "parse": ["bytes", "sha256"],
        "structure": ["id"],
        "issuer": ["issuer", "did.json"],
        "key": ["verificationMethod", "fingerprint"],
        "proof": ["cryptosuite", "created"],
        "dates": ["now", "validFrom", "validUntil"],
        "status": ["list", "index", "list date"],
    }
    assert report["checks"][0]["detail"]["sha256"] == hashlib.sha256(FULL_TEXT).hexdigest()
    json.dumps(report)
