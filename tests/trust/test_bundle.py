"""A bundle is worth what its keys are worth, and its keys are worth what somebody outside says of them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from generator.errors import MalformedError
from generator.trust import Outcome, Verdict, canonical, did_document
from generator.trust.bundle import CREDENTIAL, DID, STATUS, Bundle, judge, open_bundle
from generator.trust.instant import parse_instant
from tests.vectors.themes.diplomas import (
    DID as ISSUER,
)
from tests.vectors.themes.diplomas import (
    DID_TEXT,
    FULL,
    GOOD_LISTS,
    INDEX,
    KEY,
    LIST,
    NOW,
    OLD_KEY,
    ROGUE_KEY,
    status_list,
)
from tests.vectors.themes.walking import replaced

MOMENT: datetime = parse_instant(NOW)
FILES = {CREDENTIAL: canonical(FULL), DID: DID_TEXT.encode(), STATUS: GOOD_LISTS[LIST].encode()}
PIN = KEY.public.fingerprint


def bundle(**changes: bytes | None) -> Bundle:
    files: dict[str, bytes | None] = {
        **FILES,
        **{name.replace("_", "."): data for name, data in changes.items()},
    }
    return open_bundle({f"diploma/{name}": data for name, data in files.items() if data is not None})


def judged(what: Bundle, *pins: str, **more: Any) -> Verdict:
    return judge(what, now=MOMENT, pins=pins, **more).report.verdict


def test_without_a_pin_a_sound_bundle_proves_nothing_and_says_why() -> None:
    judgement = judge(bundle(), now=MOMENT)
    assert judgement.report.verdict is Verdict.CANNOT_CHECK
    assert not judgement.anchored
    assert judgement.report.view is None
    issuer = judgement.report.checks[2]
    assert (issuer.outcome, issuer.reason) == (Outcome.NOT_CHECKED, "keys-from-bundle")
    assert PIN in judgement.fingerprints


def test_with_the_right_pin_the_bundle_is_valid_and_with_another_it_is_not() -> None:
    assert judged(bundle(), PIN) is Verdict.VALID
    assert judged(bundle(), OLD_KEY.public.fingerprint) is Verdict.UNKNOWN_ISSUER
    assert judged(bundle(), ROGUE_KEY.public.fingerprint) is Verdict.UNKNOWN_ISSUER
    assert judged(bundle(), OLD_KEY.public.fingerprint, PIN) is Verdict.VALID


def test_a_did_document_from_elsewhere_is_enough() -> None:
    assert judged(bundle(did_json=None), did_documents={ISSUER: DID_TEXT.encode()}) is Verdict.VALID
    stranger = canonical(did_document(ISSUER, [ROGUE_KEY.public]))
    assert judged(bundle(), did_documents={ISSUER: stranger}) is Verdict.ALTERED


def test_a_pin_alone_is_enough_where_the_bundle_has_lost_its_did_document() -> None:
    assert judged(bundle(did_json=None), PIN) is Verdict.VALID
    assert judged(bundle(did_json=b"\xff"), PIN) is Verdict.VALID


def test_a_forged_bundle_convinces_nobody_who_has_a_pin() -> None:
    forged = {
        DID: canonical(did_document(ISSUER, [ROGUE_KEY.public])),
        CREDENTIAL: canonical(replaced(FULL, "/credentialSubject/name", "Mallory")),
    }
    assert judged(open_bundle(FILES | forged), PIN) in (Verdict.ALTERED, Verdict.UNKNOWN_ISSUER)


def test_a_list_that_a_stranger_signed_does_not_bring_a_revoked_diploma_back() -> None:
    revoked = {STATUS: status_list((INDEX,)).encode()}
    assert judged(open_bundle(FILES | revoked), PIN) is Verdict.REVOKED
    fresh = {
        DID: canonical(did_document(ISSUER, [KEY.public, ROGUE_KEY.public])),
        STATUS: status_list((), key=ROGUE_KEY).encode(),
    }
    assert judged(open_bundle(FILES | fresh), PIN) is Verdict.VALID_STATUS_NOT_CHECKED


def test_after_a_rotation_both_keys_can_be_pinned() -> None:
    later = {
        DID: canonical(did_document(ISSUER, [KEY.public, OLD_KEY.public])),
        STATUS: status_list((), key=OLD_KEY).encode(),
    }
    both = open_bundle(FILES | later)
    assert judged(both, PIN) is Verdict.VALID_STATUS_NOT_CHECKED
    assert judged(both, PIN, OLD_KEY.public.fingerprint) is Verdict.VALID


def test_a_newer_list_from_elsewhere_goes_before_the_one_inside() -> None:
    revoked = {LIST: status_list((INDEX,)).encode()}
    assert judged(bundle(), PIN, status_lists=revoked) is Verdict.REVOKED


@pytest.mark.parametrize("name", ["status.json", "did.json"])
@pytest.mark.parametrize("data", [None, b"", b"{}", b"[", b'{"id":"did:web:x"}', b'{"id":1}'])
def test_a_missing_or_damaged_file_only_says_nothing(name: str, data: bytes | None) -> None:
    what = bundle(**{name.replace(".", "_"): data})
    good = Verdict.VALID if name == DID else Verdict.VALID_STATUS_NOT_CHECKED
    assert judged(what, PIN) is good
    assert judged(what) in (Verdict.CANNOT_CHECK, Verdict.UNKNOWN_ISSUER)


def test_files_without_a_credential_are_no_bundle() -> None:
    for files in ({}, {"x/y": b""}, {"a/credential.json": b"", "b/c": b""}):
        with pytest.raises(MalformedError) as caught:
            open_bundle(files)
        assert caught.value.reason == "not-a-bundle"


def test_a_changed_byte_in_the_credential_is_never_valid() -> None:
    text = FILES[CREDENTIAL]
    for place in range(0, len(text), 97):
        changed = bytearray(text)
        changed[place] ^= 1
        what = open_bundle({**FILES, CREDENTIAL: bytes(changed)})
        assert judged(what, PIN) not in (Verdict.VALID, Verdict.VALID_STATUS_NOT_CHECKED)
    assert json.loads(text) == FULL
