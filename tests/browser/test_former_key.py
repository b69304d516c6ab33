"""The browser judges what a stolen key signed as the command line does: every shared vector."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.harness import ROOT, serve
from tests.vectors.make_former_vectors import DIRECTORY

ASSETS = ROOT / "site_templates" / "assets"
SCRIPTS = (
    "strict-json.js",
    "vocabulary.js",
    "nquads.js",
    "credential.js",
    "proof.js",
    "verify-core.js",
    "log.js",
    "former-key.js",
)
CASES: list[dict[str, Any]] = json.loads((DIRECTORY / "former.json").read_text(encoding="utf-8"))
JUDGE = """async (one) => {
  const given = {
    credentialText: one.credential, didDocuments: one.did_documents, statusLists: one.status_lists, now: one.now,
  };
  const report = await parchemin.verify(given);
  const { proof, vkey, policy, live, beside, compromised } = one;
  const again = await parchemin.judgeFormer(given, report, { proof, vkey, policy, live, beside, compromised });
  const { verdict, checks } = again?.report ?? report;
  return { verdict, key: checks.find(({ id }) => id === 'key').reason, log: again?.log.reason ?? null };
}"""


@pytest.fixture(scope="module")
def verifier(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """An empty page under the site's policy, with the scripts as the verify page loads them."""
    root = tmp_path_factory.mktemp("former")
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


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_vector_is_judged_as_expected(verifier: Page, case: dict[str, Any]) -> None:
    assert verifier.evaluate(JUDGE, case) == case["expect"]


def test_no_changed_character_of_the_word_brings_a_key_back(verifier: Page) -> None:
    verdicts: list[str] = verifier.evaluate(
        f"""async (one) => {{
          const judge = {JUDGE};
          const verdicts = [];
          for (let place = 0; place < one.compromised.length; place += 5) {{
            const flipped = String.fromCharCode(one.compromised.charCodeAt(place) ^ 1);
            const compromised = one.compromised.slice(0, place) + flipped + one.compromised.slice(place + 1);
            verdicts.push((await judge({{ ...one, compromised }})).verdict);
          }}
          return verdicts;
        }}""",
        CASES[0],
    )
    assert len(verdicts) > 100
    assert set(verdicts) == {"altered"}
