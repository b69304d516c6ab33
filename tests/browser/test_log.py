"""The browser judges a log proof as the command line does: every shared vector, every change of a proof."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.harness import ROOT, serve
from tests.vectors.make_log_vectors import DIRECTORY, PROOF

ASSETS = ROOT / "site_templates" / "assets"
SCRIPTS = ("strict-json.js", "credential.js", "proof.js", "log.js")

Case = dict[str, Any]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{case['name']}")
        for path in sorted(DIRECTORY.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


@pytest.fixture(scope="module")
def verifier(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """An empty page under the site's policy, with the scripts as a registry page loads them."""
    root = tmp_path_factory.mktemp("log")
    for script in SCRIPTS:
        shutil.copy(ASSETS / script, root)
    tags = "".join(f'<script src="{script}" defer></script>' for script in SCRIPTS)
    (root / "index.html").write_text(
        f'<!doctype html><html lang="en"><title>-</title>{tags}', encoding="utf-8"
    )
    with serve(root) as served:
        page = browser.new_page()
        page.goto(served.url + "/")
        yield page
        page.close()


def given(case: Case) -> Case:
    return {
        "credentialText": case["credential"],
        "issuerKey": case["issuer_key"],
        "proof": case["proof"],
        "vkey": case["vkey"],
        "policy": case["policy"],
        "salt": case["salt"],
        "beside": case["beside"],
        "live": case["live"],
        "compromisedSince": case["compromised_since"],
    }


def judge(page: Page, case: Case) -> Case:
    report: Case = page.evaluate("(given) => parchemin.verifyLogged(given)", given(case))
    return report


@pytest.mark.parametrize("case", cases())
def test_a_vector_is_judged_as_expected(verifier: Page, case: Case) -> None:
    assert judge(verifier, case) == case["expect"]


def test_no_changed_or_missing_character_of_a_proof_is_believed(verifier: Page) -> None:
    case = given(json.loads((DIRECTORY / "good.json").read_text(encoding="utf-8"))[0])
    outcomes: list[str] = verifier.evaluate(
        """async (given) => {
          const outcomes = [];
          for (let place = 0; place < given.proof.length; place += 1) {
            const flipped = String.fromCharCode(given.proof.charCodeAt(place) ^ 1);
            for (const middle of [flipped, '', flipped + given.proof[place]]) {
              const proof = given.proof.slice(0, place) + middle + given.proof.slice(place + 1);
              if (proof !== given.proof) outcomes.push((await parchemin.verifyLogged({...given, proof})).outcome);
            }
          }
          return outcomes;
        }""",
        case,
    )
    assert len(outcomes) > 2 * len(str(PROOF))
    assert set(outcomes) <= {"failed", "not-checked"}


def test_a_browser_that_cannot_check_signatures_says_so(browser: Browser, verifier: Page) -> None:
    context = browser.new_context()
    context.add_init_script("SubtleCrypto.prototype.verify = () => Promise.resolve(false)")
    page = context.new_page()
    page.goto(verifier.url)
    report = judge(page, json.loads((DIRECTORY / "good.json").read_text(encoding="utf-8"))[0])
    context.close()
    assert (report["outcome"], report["reason"]) == ("not-checked", "no-ed25519")


def test_the_script_uses_neither_page_nor_network_nor_clock() -> None:
    text = (Path(ASSETS) / "log.js").read_text(encoding="utf-8")
    for word in ("document.", "window", "fetch(", "Date", "XMLHttpRequest", "innerHTML", "eval("):
        assert word not in text, word
