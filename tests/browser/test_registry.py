"""A diploma's page judges itself: the verdict on a genuine one, and every way to cheat that came to mind."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.trust.did import did_document
from generator.trust.keys import SecretKey, demonstration_key
from generator.trust.proof import sign_jcs
from generator.trust.statuslist import StatusList, status_list_credential
from generator.trust.view import fields
from tests.browser.conftest import OpenPage, ServeChanged
from tests.browser.diplomas import Diploma, all_diplomas, in_state
from tests.browser.harness import ROOT, Served, Watch, verdict

NOT_GREEN = {"valid-status-not-checked", "cannot-check", "unknown-issuer", "altered"}


def is_hidden(page: Page) -> bool:
    """Whether the content is hidden, and the holder's name with it."""
    return page.locator("#diploma:visible, [data-diploma]:visible").count() == 0


def falsified(text: bytes, diploma: Diploma) -> bytes:
    """The same text with one byte of the holder's name changed, wherever the name stands."""
    name = diploma.holder.encode()
    assert name in text
    return text.replace(name, (b"Q" if name[:1] != b"Q" else b"R") + name[1:])


# --- What the page says of itself


def test_a_genuine_diploma_is_found_valid(valid: Diploma, open_page: OpenPage) -> None:
    page = open_page(valid.served.url + valid.address)
    assert verdict(page) == "valid"
    assert not is_hidden(page)
    assert page.get_by_text(valid.holder).first.is_visible()
    assert page.locator(".check[data-outcome=failed], .check[data-outcome=not-checked]").count() == 0


@pytest.mark.parametrize("state", ["revoked", "superseded", "expired"])
def test_a_diploma_that_no_longer_counts_says_so(
    served_site: Served, open_page: OpenPage, state: str
) -> None:
    assert verdict(open_page(served_site.url + in_state(served_site, state).address)) == state


def test_every_published_diploma_passes_its_own_check(served_site: Served, open_page: OpenPage) -> None:
    page = open_page()
    wrong = {}
    for diploma in all_diplomas(served_site):
        if diploma.state == "withdrawn":  # its page no longer shows a record that could be checked
            continue
        page.goto(served_site.url + diploma.address)
        found = verdict(page)
        if found != diploma.state:
            wrong[diploma.address] = (diploma.state, found)
    assert wrong == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_language_can_be_chosen_by_address(valid: Diploma, open_page: OpenPage, language: str) -> None:
    page = open_page(f"{valid.served.url}{valid.address}#{language}")
    verdict(page)
    shown = page.locator(".rendition:visible")
    assert shown.count() == 1
    assert shown.get_attribute("lang") == language


@pytest.mark.parametrize("first", ["fr", "en"])
def test_the_words_of_the_other_language_come_when_it_is_asked_for(
    valid: Diploma, open_page: OpenPage, first: str
) -> None:
    other = {"fr": "en", "en": "fr"}[first]
    page = open_page(f"{valid.served.url}{valid.address}#{first}")
    verdict(page)
    expect(
        page.locator(f"[data-verification][lang={first}] .verdict, section[lang={first}] .verdict")
    ).to_be_visible()
    page.goto(f"{valid.served.url}{valid.address}#{other}")
    said = page.locator(f"section[lang={other}] .verdict")
    expect(said).to_be_visible()
    expect(said).to_contain_text({"fr": "Authentique et valable", "en": "Authentic and valid"}[other])
    assert page.locator("section:visible [data-static]:visible").count() == 0


def test_where_the_other_languages_words_are_missing_the_result_is_said_in_the_pages_own(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage, watch: Watch
) -> None:
    own = "en" if b'<html lang="en">' in valid.page else "fr"
    other = {"fr": "en", "en": "fr"}[own]
    watch.allow(r"404|words-")
    page = open_page(f"{serve_changed({f'/assets/words-{other}.js': None}).url}{valid.address}#{other}")
    verdict(page)
    box = page.locator(f"section[lang={other}] .verification-result")
    expect(box).to_contain_text({"fr": "Authentique et valable", "en": "Authentic and valid"}[own])
    assert box.get_attribute("lang") == own


def test_the_line_for_a_cv_is_signed_text_and_can_be_copied(valid: Diploma, open_page: OpenPage) -> None:
    page = open_page(
        f"{valid.served.url}{valid.address}#fr", permissions=["clipboard-read", "clipboard-write"]
    )
    verdict(page)
    page.get_by_text("Ce diplôme est le vôtre").click()
    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert valid.official_address in copied
    assert valid.credential["credentialSubject"]["achievement"]["name"] in copied
    assert valid.holder not in copied
    picture = page.get_by_role("link", name="Image à publier, sans votre nom").get_attribute("href")
    assert page.request.get(f"{valid.served.url}/d/{picture}").headers["content-type"] == "image/png"


def test_without_javascript_the_line_for_a_cv_and_the_links_are_there(
    valid: Diploma, open_page: OpenPage
) -> None:
    page = open_page(f"{valid.served.url}{valid.address}#fr", java_script_enabled=False)
    page.get_by_text("Ce diplôme est le vôtre").click()
    expect(page.locator(".cv:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="Copier")).to_have_count(0)
    expect(page.get_by_role("link", name="Ajouter à un profil LinkedIn")).to_be_visible()


def test_a_line_for_a_cv_that_says_what_was_not_signed_makes_the_page_altered(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    start = valid.page.index(b'<p class="cv">')
    name = valid.credential["credentialSubject"]["achievement"]["name"].encode()
    forged = valid.page[:start] + valid.page[start:].replace(name, b"Doctorate", 1)
    page = open_page(serve_changed({valid.address: forged}).url + valid.address)
    assert verdict(page) == "altered"


# --- Cheating


def test_a_changed_byte_of_the_published_record_is_reported_as_altered(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    cheat = serve_changed({valid.json_address: falsified(valid.text, valid)})
    page = open_page(cheat.url + valid.address)
    assert verdict(page) == "altered"
    assert is_hidden(page)


def embedded_falsified(diploma: Diploma) -> bytes:
    start = diploma.page.index(b"<script", diploma.page.index(b'id="credential"') - 80)
    end = diploma.page.index(b"</script>", start)
    return diploma.page[:start] + falsified(diploma.page[start:end], diploma) + diploma.page[end:]


def shown_falsified(diploma: Diploma) -> bytes:
    pattern = rb'(data-f="/credentialSubject/name"[^>]*>(?:<bdi>)?)' + re.escape(
        html.escape(diploma.holder).encode()
    )
    changed, count = re.subn(pattern, rb"\g<1>Mallory", diploma.page, count=1)
    assert count == 1
    return changed


@pytest.mark.parametrize("cheat", [embedded_falsified, shown_falsified], ids=["embedded", "shown"])
def test_a_falsified_page_is_reported_as_altered_and_shows_nothing(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage, cheat: Any
) -> None:
    page = open_page(serve_changed({valid.address: cheat(valid)}).url + valid.address)
    assert verdict(page) == "altered"
    assert is_hidden(page)
    assert "Mallory" not in page.locator("main").inner_text()


def test_a_name_changed_everywhere_at_once_is_still_altered(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    changes = {
        valid.address: falsified(valid.page, valid),
        valid.json_address: falsified(valid.text, valid),
    }
    page = open_page(serve_changed(changes).url + valid.address)
    assert verdict(page) == "altered"
    assert is_hidden(page)


def test_a_diploma_signed_anew_by_a_stranger_is_not_accepted(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    unsigned = {key: value for key, value in valid.credential.items() if key != "proof"}
    stranger = SecretKey(bytes(range(32)))
    forged = json.dumps(
        sign_jcs(unsigned, stranger, did=valid.did, created=datetime(2026, 7, 10, tzinfo=UTC)),
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    ).encode()
    start = valid.page.index(b">", valid.page.index(b'id="credential"')) + 1
    end = valid.page.index(b"</script>", start)
    safe = forged.replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")
    changes = {valid.address: valid.page[:start] + safe + valid.page[end:], valid.json_address: forged}
    page = open_page(serve_changed(changes).url + valid.address)
    assert verdict(page) in {"altered", "unknown-issuer"}
    assert is_hidden(page)


def test_an_issuer_document_with_another_key_makes_the_diploma_unacceptable(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    rogue = json.dumps(did_document(valid.did, [SecretKey(bytes(range(32))).public])).encode()
    page = open_page(serve_changed({valid.did_address: rogue}).url + valid.address)
    assert verdict(page) in {"altered", "unknown-issuer"}
    assert is_hidden(page)


# --- Status


def signed_list(diploma: Diploma, *, revoked: bool, key: SecretKey | None = None) -> bytes:
    """A status list for a diploma's address, in which its bit is set or not, signed by its issuer's key."""
    bits = StatusList.empty().with_bits(set_=[diploma.status_index] if revoked else [])
    when = datetime(2026, 7, 10, tzinfo=UTC)
    unsigned = status_list_credential(diploma.list_url, diploma.did, bits, valid_from=when)
    signer = key or demonstration_key(diploma.did)
    return json.dumps(sign_jcs(unsigned, signer, did=diploma.did, created=when)).encode()


def test_a_bit_set_since_the_page_was_built_is_reported(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    changes = {urlsplit(valid.list_url).path: signed_list(valid, revoked=True)}
    assert verdict(open_page(serve_changed(changes).url + valid.address)) == "revoked"


def test_a_list_that_a_stranger_signed_proves_nothing(
    served_site: Served, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    revoked = in_state(served_site, "revoked")
    forged = signed_list(revoked, revoked=False, key=SecretKey(bytes(range(32))))
    changes = {urlsplit(revoked.list_url).path: forged}
    assert verdict(open_page(serve_changed(changes).url + revoked.address)) in NOT_GREEN | {"revoked"}


def test_a_missing_list_is_never_read_as_not_revoked(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 404.*/status/")
    page = open_page(serve_changed({urlsplit(valid.list_url).path: None}).url + valid.address)
    assert verdict(page) == "valid-status-not-checked"
    assert page.locator('.check[data-check="status"][data-outcome="passed"]').count() == 0


# --- Where nothing can be checked


def test_an_unavailable_issuer_document_gives_no_green_mark(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow(r"status of 404.*did\.json")
    page = open_page(serve_changed({valid.did_address: None}).url + valid.address)
    assert verdict(page) == "cannot-check"


def test_a_browser_without_ed25519_gives_no_green_mark(valid: Diploma, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(
        "SubtleCrypto.prototype.importKey = async () => { throw new DOMException('', 'NotSupportedError'); };"
    )
    page.goto(valid.served.url + valid.address)
    assert verdict(page) == "cannot-check"


def test_a_copy_opened_from_disk_gives_no_green_mark(
    valid: Diploma, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow(
        "file://|origin 'null'|ERR_"
    )  # a page from disk may not fetch, and its absolute addresses lead nowhere
    page = open_page((valid.served.root / valid.address.lstrip("/")).as_uri())
    if page.locator("html[data-verdict]").count():
        assert verdict(page) != "valid"
    assert page.get_by_text(valid.holder).first.is_visible()


def test_without_javascript_the_page_claims_no_check_and_reads_well(
    valid: Diploma, open_page: OpenPage
) -> None:
    page = open_page(valid.served.url + valid.address, java_script_enabled=False)
    assert page.get_attribute("html", "data-verdict") is None
    assert page.get_by_text(valid.holder).first.is_visible()
    static = page.locator("[data-static]:visible").first
    assert static.is_visible()
    assert page.locator(".verdict:visible, .check:visible").count() == 0


# --- What must not be found elsewhere


def test_no_list_feed_index_or_sitemap_reveals_a_diploma(site: Path) -> None:
    # From the ledger, not from the published files: a withdrawn diploma's holder is the first not to be named.
    lines = [item.value for item in Ledger(ROOT).all_credentials()]
    specimens = {specimen.code for specimen in load_tree(ROOT).site.specimens}
    secrets = {line.code for line in lines} - specimens
    secrets |= {fields(line.credential).holder_name.value for line in lines}
    pattern = re.compile("|".join(map(re.escape, sorted(secrets))))
    leaks = []
    for path in sorted(site.rglob("*")):
        relative = path.relative_to(site).as_posix()
        if not path.is_file() or relative.startswith("d/"):
            continue
        found = pattern.search(path.read_bytes().decode("utf-8", errors="replace"))
        if found:
            leaks.append(f"{relative}: {found[0]}")
    assert leaks == []


def test_where_the_words_of_doubt_cannot_be_had_nothing_sounds_like_a_good_diploma(
    valid: Diploma, open_page: OpenPage, serve_changed: ServeChanged, watch: Watch
) -> None:
    watch.allow(r"404|doubts-")
    lang = "en" if b'<html lang="en"' in valid.page else "fr"
    altered = valid.page.replace(b"<bdi data-f", b"<bdi class=x data-f").replace(b"</bdi>", b" X</bdi>")
    page = open_page(
        serve_changed({f"/assets/doubts-{lang}.js": None, valid.address: altered}).url + valid.address
    )
    assert verdict(page) == "altered"
    shown = page.locator(f".verification[lang={lang}] .verification-result")
    assert {"fr": "Autre chose", "en": "Something else"}[lang] in str(shown.text_content())
    assert not page.locator("[data-diploma]").first.is_visible()
