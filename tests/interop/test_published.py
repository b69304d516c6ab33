"""Every diploma of the demonstration site, as it lies on disk after a build, before judges that we did not write."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from generator.trust import CheckId, Outcome, Report, canonical, verify
from generator.trust.did import Did
from generator.trust.instant import format_instant
from tests.interop.cases import Case
from tests.interop.judges import SETUPS, by_digital_bazaar, by_openbadgeslib, by_openvc, run_node

Json = Any

# One judge reads the machine's clock, so that all are asked about now.
NOW = datetime.now(UTC)


def _read(site: Path, address: str) -> Json:
    return json.loads((site / urlsplit(address).path.lstrip("/")).read_bytes())


@pytest.fixture(scope="module")
def published(site: Path) -> list[Case]:
    """A case for each file ``/d/<CODE>.json``, with the did.json and the list that the site serves for it."""
    cases = []
    for path in sorted((site / "d").glob("????-????-????-????-????.json")):
        credential = json.loads(path.read_bytes())
        did, url = credential["issuer"]["id"], credential["credentialStatus"]["statusListCredential"]
        lists, issuers = {url: _read(site, url)}, {did: _read(site, Did.parse(did).document_url)}
        text = path.read_text(encoding="utf-8")
        cases.append(Case(path.stem, "", credential, lists, issuers, format_instant(NOW), text))
    return cases


def _ours(case: Case) -> Report:
    return verify(
        case.text,
        did_documents={did: canonical(document) for did, document in case.issuers.items()},
        status_lists={url: canonical(document) for url, document in case.lists.items()},
        now=NOW,
    )


def _expected(report: Report) -> str:
    """What a library says that looks at the dates first, and then reads the bit."""
    assert report[CheckId.PROOF].outcome is Outcome.PASSED
    if report[CheckId.DATES].outcome is Outcome.FAILED:
        return "refused"
    return "revoked" if report[CheckId.STATUS].outcome is Outcome.FAILED else "valid"


def test_every_judge_says_of_every_published_diploma_what_we_say(published: list[Case]) -> None:
    expected = {case.name: _expected(_ours(case)) for case in published}
    assert Counter(expected.values()).keys() == {"valid", "revoked", "refused"}, (
        "the demonstration lacks a state"
    )
    theirs = by_digital_bazaar(published)
    for case in published:
        words = [theirs[case.name][setup].word for setup in SETUPS]
        words += [by_openbadgeslib(case).word, by_openvc(case.with_one_proof()).word]
        assert words == [expected[case.name]] * 5, case.name


def test_every_published_diploma_has_the_shape_of_open_badges(published: list[Case]) -> None:
    wrong = run_node("shape.mjs", job={"credentials": [case.credential for case in published]})
    assert dict(zip([case.name for case in published], wrong, strict=True)) == {
        case.name: [] for case in published
    }


def test_the_file_with_the_rdfc_proof_alone_lies_beside_every_diploma(
    site: Path, published: list[Case]
) -> None:
    for case in published:
        beside = json.loads((site / "d" / f"{case.name}.rdfc.json").read_bytes())
        assert isinstance(beside["proof"], dict)
        assert {**beside, "proof": None} == {**case.credential, "proof": None}
        assert beside["proof"] in case.credential["proof"]
