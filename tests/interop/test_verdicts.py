"""Other people's verifiers judge as docs/interoperability.md says, case by case, and so does ours.

The tables of that page are the expectation: whoever changes one changes a claim that strangers read.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.interop.cases import ATTACKS, CURRENT, GOOD, STATES, Case
from tests.interop.judges import HERE, SETUPS, Judgement, by_openbadgeslib, by_openvc, by_us

PAGE = (HERE.parents[1] / "docs" / "interoperability.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| `[a-z-]+` \|", line)
]
DOCUMENTED = {row[0].strip("`"): (row[1], tuple(row[2:])) for row in ROWS if len(row) == 9}

Judgements = dict[str, dict[str, Judgement]]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_genuine_diploma_is_valid_for_every_judge(
    case: Case, digital_bazaar: Judgements, dcc: dict[str, Judgement]
) -> None:
    assert by_us(case) == "valid"
    assert {setup: digital_bazaar[case.name][setup].word for setup in SETUPS} == dict.fromkeys(
        SETUPS, "valid"
    )
    assert dcc[case.name] == Judgement(True, False)
    assert by_openbadgeslib(case) == Judgement(True, False)
    assert by_openvc(case.with_one_proof()) == Judgement(True, False)


@pytest.mark.parametrize("case", [*STATES, *ATTACKS], ids=lambda case: case.name)
def test_each_judge_says_what_the_page_says(
    case: Case, digital_bazaar: Judgements, dcc: dict[str, Judgement]
) -> None:
    words = (
        str(by_us(case)),
        *(digital_bazaar[case.name][setup].word for setup in SETUPS),
        dcc[case.name].word,
        by_openbadgeslib(case).word,
        by_openvc(case.with_one_proof()).word,
    )
    assert DOCUMENTED[case.name] == (case.claim, words)


def test_the_page_has_no_other_rows() -> None:
    assert list(DOCUMENTED) == [case.name for case in (*STATES, *ATTACKS)]


def test_no_attack_is_valid_for_us_although_each_weakness_is_real_in_some_judge() -> None:
    """An attack that no judge falls for would prove nothing about ours."""
    verdicts = {case.name: DOCUMENTED[case.name][1] for case in ATTACKS}
    assert {ours for ours, *_ in verdicts.values()} == {"altered", "unknown-issuer"}
    deceived = {name for name, (_, *others) in verdicts.items() if "valid" in others}
    assert {
        "status-renamed",
        "end-renamed",
        "member-twice",
        "bad-rdfc",
        "bad-jcs",
        "wrong-controller",
    } <= deceived


def test_openbadgeslib_checks_the_signature_of_a_list_in_jwt_form_alone() -> None:
    refused = by_openbadgeslib(GOOD[0], verify_list=True)
    assert not refused.verified
    assert "is not a signed JWT-VC" in str(refused.error)


def test_openvc_wants_a_single_proof_on_the_diploma_and_on_the_list() -> None:
    for case, single_list in ((GOOD[0], True), (GOOD[0].with_one_proof(), False)):
        refused = by_openvc(case, single_list=single_list)
        assert not refused.verified
        assert "UnknownCredentialFormat" in str(refused.error)


def test_the_status_library_says_verified_of_a_revoked_diploma(digital_bazaar: Judgements) -> None:
    """Whoever calls it must read `status` as well."""
    assert digital_bazaar["revoked"]["both"] == Judgement(verified=True, revoked=True)


def test_a_genuine_list_was_read_in_every_good_case(digital_bazaar: Judgements) -> None:
    assert CURRENT
    assert {digital_bazaar[case.name]["both"].revoked for case in GOOD} == {False}


def test_the_page_names_the_versions_that_were_asked() -> None:
    installed = {name: version(name) for name in ("openbadgeslib", "openvc-core", "PyLD")}
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    for found in re.finditer(
        r'"node_modules/(@(?:digitalbazaar|digitalcredentials|learncard)/[^"/]+)": \{\s*"version": "([^"]+)"',
        lock,
    ):
        installed[found[1]] = found[2]
    documented = dict(re.findall(r"^\| `([@\w/-]+)` \| (\d[\w.-]+) \|", PAGE, re.MULTILINE))
    assert len(documented) == 11
    assert documented == {name: installed[name] for name in documented}


def test_the_lock_file_names_no_host_and_hashes_everything() -> None:
    lock = (Path(HERE) / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')
