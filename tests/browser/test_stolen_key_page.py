"""On the verify page: a saved page whose key was stolen later is good where the log held it before, else it falls."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from generator.site.verify_page import verify_page
from generator.trust.did import did_document
from generator.trust.formerkeys import compromised_file
from generator.trust.keys import demonstration_key
from generator.trust.logleaf import IssueLeaf, KeyLeaf, commitment
from generator.trust.logproof import InclusionProof
from tests.browser import desk
from tests.browser.conftest import OpenPage
from tests.browser.harness import serve
from tests.browser.material import DID, KEY, signed, status_list
from tests.logs import KEY as LOG_KEY
from tests.logs import POLICY, leaves, log_of

NEW = demonstration_key("did:web:diplomes.example.org#new")
SALT = bytes(range(32))
PLACE, SIZE = 5, 9

ENTRIES = leaves(SIZE)
ENTRIES[PLACE] = IssueLeaf(commitment(SALT, desk.RECORD.encode()), KEY.public).to_bytes()


def files(since: int) -> dict[str, bytes]:
    """The site after the theft: only the new key in did.json, its list, and the log that tells of the theft."""
    word = KeyLeaf.sign(NEW, "compromised", KEY.public, since=since).to_bytes()
    log = log_of([*ENTRIES, word], (SIZE, SIZE + 1))
    texts = {
        desk.DID_PATH: json.dumps(did_document(DID, [NEW.public])),
        desk.LIST_PATH: signed(json.loads(status_list()), NEW),
        "/log/vkey": f"{LOG_KEY}\n",
        "/log/policy": POLICY,
        "/log/checkpoint": str(log.published(SIZE + 1)),
        f"/log/checkpoints/{SIZE}": str(log.published(SIZE)),
        "/log/compromised.json": compromised_file(log).decode(),
    }
    page = verify_page(desk.SITE, desk.templates(), has_log=True)
    return {path: text.encode() for path, text in texts.items()} | {"/verify/index.html": page}


def saved() -> bytes:
    """The page as its holder saved it before the theft."""
    log = log_of(ENTRIES, (SIZE,))
    proof = InclusionProof(PLACE, log.tree.inclusion(PLACE, SIZE), log.published(SIZE), SALT)
    beside = f'<script type="text/plain" id="log-proof">{proof}</script></html>'
    return desk.html_page().replace(b"</html>", beside.encode())


@pytest.fixture
def checked(tmp_path_factory: pytest.TempPathFactory, open_page: OpenPage) -> Callable[[int, bytes], Page]:
    def go(since: int, data: bytes) -> Page:
        root = desk.write_site(tmp_path_factory.mktemp("stolen"))
        for path, content in files(since).items():
            (root / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
            (root / path.lstrip("/")).write_bytes(content)
        with serve(root) as served:
            page = open_page(f"{served.url}/verify/")
            chosen = page.get_by_label(re.compile("^Choisir un fichier(?! CSV)"))
            chosen.set_input_files([{"name": "page.html", "mimeType": "text/html", "buffer": data}])
            page.wait_for_selector("html[data-verdict]")
            return page

    return go


def test_what_the_log_held_before_is_good(checked: Callable[[int, bytes], Page]) -> None:
    page = checked(SIZE, saved())
    assert page.get_attribute("html", "data-verdict") == "valid"
    text = page.get_by_role("article").inner_text()
    assert "clé volée plus tard" in text
    assert "signé de nouveau" in text
    assert "inscrit sous le" in text


def test_what_was_logged_since_falls(checked: Callable[[int, bytes], Page]) -> None:
    page = checked(PLACE, saved())
    assert page.get_attribute("html", "data-verdict") == "altered"
    assert "rien ne montre que ce diplôme soit plus ancien" in page.get_by_role("article").inner_text()


def test_without_its_proof_nothing_shows_that_it_is_older(checked: Callable[[int, bytes], Page]) -> None:
    page = checked(SIZE, desk.html_page())
    assert page.get_attribute("html", "data-verdict") == "altered"
