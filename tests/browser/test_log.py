"""The browser judges a log proof as the command line does: every shared vector, every change of a proof."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.trust.merkle import MerkleTree, leaf_hash
from tests.browser.harness import ROOT, serve
from tests.logs import KEY, leaves, log_of
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


def test_consistency_is_judged_as_on_the_command_line(verifier: Page) -> None:
    tree = MerkleTree.of(leaf_hash(entry) for entry in leaves(130))
    sizes = (1, 2, 3, 4, 7, 8, 9, 63, 64, 65, 127, 128, 129, 130)
    good, bad = [], []
    for size in sizes:
        for old in (one for one in sizes if one <= size):
            path = [list(node) for node in tree.consistency(old, size)]
            one = {
                "old": old,
                "size": size,
                "oldRoot": list(tree.root(old)),
                "root": list(tree.root(size)),
                "path": path,
            }
            good.append(one)
            bad.append({**one, "oldRoot": list(tree.root(old - 1))})
            bad.append({**one, "root": list(tree.root(size - 1))})
            bad.append({**one, "path": [*path, list(tree.root())]})
            bad += [{**one, "path": path[:place] + path[place + 1 :]} for place in range(len(path))]
    ask = """(all) => Promise.all(all.map((one) => parchemin.consistent({...one,
              oldRoot: Uint8Array.from(one.oldRoot), root: Uint8Array.from(one.root),
              path: one.path.map((node) => Uint8Array.from(node))})))"""
    assert set(verifier.evaluate(ask, good)) == {True}
    assert set(verifier.evaluate(ask, bad)) == {False}


def test_a_checkpoint_is_read_with_its_signature_verified(verifier: Page) -> None:
    note = str(log_of(leaves(3), [3]).checkpoints[3].note)
    ask = """([text, vkey]) => parchemin.readCheckpoint(text, vkey)
               .then(({origin, size}) => `${origin} ${size}`, (error) => error.reason)"""
    assert verifier.evaluate(ask, [note, str(KEY)]) == f"{KEY.name} 3"
    assert verifier.evaluate(ask, [note.replace("\n3\n", "\n4\n"), str(KEY)]) == "log-signature"
    assert verifier.evaluate(ask, [note.replace(KEY.name, "other.example/log"), str(KEY)]) == "origin"
    assert verifier.evaluate(ask, [note, "x"]) == "vkey"


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
