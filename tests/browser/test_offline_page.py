"""The offline verifier: one file, opened from a disk, that judges by chosen files alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator.errors import BuildError
from generator.site.hosting import headers_for
from generator.site.offline import SCRIPTS_OFFLINE, STYLES, offline_page
from generator.trust.archive import write_archive
from tests.browser import desk
from tests.browser.conftest import OpenPage
from tests.browser.desk import CODE, RECORD, as_file
from tests.browser.harness import ROOT, Served, Watch, axe, overflow
from tests.browser.material import AWARD, DID_DOCUMENT, KEY, status_list
from tests.browser.test_verify_page import (
    answers,
    choose,
    outcomes,
    refusal,
    report,
    rows,
    saved_csv,
    tone,
    verdict,
)

MEANS = (as_file("did.json", DID_DOCUMENT), as_file("status.json", status_list()))
Open = Callable[..., Page]


@pytest.fixture
def open_offline(tmp_path: Path, open_page: OpenPage) -> Open:
    """Open the file from a disk, in a browser without a network; `edit` spoils it first."""

    def go(edit: tuple[str, str] = ("", ""), fragment: str = "", **options: Any) -> Page:
        text = offline_page(desk.SITE, desk.templates(), desk.assets()).decode()
        assert edit[0] in text
        path = tmp_path / "verify.html"
        path.write_text(text.replace(*edit) if edit[0] else text, encoding="utf-8")
        page = open_page(**options)
        page.set_default_timeout(10_000)
        page.context.set_offline(True)
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    return go


def pin(page: Page, fingerprint: str) -> None:
    page.get_by_label("Empreinte attendue").fill(fingerprint)


def test_a_bundle_with_a_known_fingerprint_is_good(open_offline: Open) -> None:
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    choose(page, as_file("credential.json", RECORD), *MEANS)
    assert (verdict(page), tone(page)) == ("valid", "good")
    assert AWARD.holder_name in report(page).inner_text()


def test_a_bundle_alone_cannot_vouch_for_itself(open_offline: Open) -> None:
    page = open_offline()
    choose(page, as_file("credential.json", RECORD), *MEANS)
    assert (verdict(page), tone(page)) == ("cannot-check", "warn")
    assert answers(page)["authentic"] == "compare"
    assert KEY.public.fingerprint in report(page).inner_text()
    # The fingerprint may be compared by eye, or typed afterwards: the diploma is judged again.
    pin(page, KEY.public.fingerprint)
    page.get_by_label("Empreinte attendue").press("Tab")
    expect(page.get_by_role("article")).to_have_attribute("data-tone", "good")


def test_without_a_list_nothing_is_green(open_offline: Open) -> None:
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    choose(page, as_file("credential.json", RECORD), MEANS[0])
    assert (verdict(page), tone(page)) == ("valid-status-not-checked", "warn")


def test_a_fingerprint_alone_is_enough_for_the_signature(open_offline: Open) -> None:
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    choose(page, as_file("credential.json", RECORD))
    assert verdict(page) == "valid-status-not-checked"
    assert outcomes(page)["proof"] == "passed"


def test_without_any_means_nothing_is_judged(open_offline: Open) -> None:
    page = open_offline()
    choose(page, as_file("credential.json", RECORD))
    assert (verdict(page), tone(page)) == ("cannot-check", "warn")
    assert AWARD.holder_name not in report(page).inner_text()
    assert "Choisissez aussi les clés" in report(page).inner_text()


def test_the_proof_of_the_log_is_checked_with_the_key_of_the_log(open_offline: Open) -> None:
    log = desk.logged()
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    files = {"log/proof": log.proof, "log/vkey": log.vkey, "log/policy": log.policy}
    choose(
        page,
        as_file("credential.json", RECORD),
        *MEANS,
        *(as_file(name.replace("/", "-"), text) for name, text in files.items()),
    )
    assert (verdict(page), tone(page)) == ("valid", "good")
    assert outcomes(page)["log"] == "passed"


def test_an_archive_is_opened_within_bounds(open_offline: Open) -> None:
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    files = {"credential.json": RECORD, "did.json": DID_DOCUMENT, "status.json": status_list(), "x.html": "?"}
    archive = write_archive({f"diplome-{CODE}/{name}": text.encode() for name, text in files.items()})
    choose(page, as_file("bundle.zip", archive))
    assert (verdict(page), tone(page)) == ("valid", "good")


def test_an_archive_that_unpacks_without_end_is_refused(open_offline: Open, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("credential.json", bytes(300_000_000))
    page = open_offline()
    choose(page, as_file("bomb.zip", path.read_bytes()))
    assert "archive" in refusal(page)


def test_all_files_of_an_unpacked_bundle_may_be_chosen_at_once(open_offline: Open) -> None:
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    document = json.loads(RECORD)
    document["proof"] = [one for one in document["proof"] if one["cryptosuite"] != "eddsa-jcs-2022"]
    choose(
        page,
        as_file("credential.json", RECORD),
        as_file("credential.rdfc.json", json.dumps(document)),
        as_file("badge.svg", desk.svg()),
        as_file("badge.png", desk.png(RECORD.encode())),
        as_file("key.pem", "-----BEGIN PUBLIC KEY-----\n"),
        as_file("verify.html", offline_page(desk.SITE, desk.templates(), desk.assets())),
        as_file("signature.bin", b"\xff" * 64),
        *MEANS,
    )
    assert (verdict(page), tone(page)) == ("valid", "good")
    assert "verify.html, signature.bin" in refusal(page)


def test_several_diplomas_give_a_table_to_save(open_offline: Open) -> None:
    page = open_offline()
    pin(page, KEY.public.fingerprint)
    revoked = desk.record(desk.REVOKED, status_index=desk.REVOKED_INDEX, holder_name="=1+1")
    listed = status_list(revoked=(desk.REVOKED_INDEX,))
    choose(
        page,
        as_file("one.json", RECORD),
        as_file("two.json", revoked),
        MEANS[0],
        as_file("status.json", listed),
    )
    expect(page.locator("[data-batch]")).to_have_attribute("data-state", "done")
    assert [row["verdict"] for row in rows(page)] == ["valid", "revoked"]
    assert saved_csv(page)[2][4] == "'=1+1"


def test_nothing_can_leave_the_file(open_offline: Open, watch: Watch) -> None:
    text = offline_page(desk.SITE, desk.templates(), desk.assets()).decode()
    assert not re.search(r'(?:src|href)="(?!#|https://)', text)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy[1]
    watch.allow("Content Security Policy|Failed to fetch|Refused to connect|Fetch API cannot load")
    page = open_offline()
    assert (
        page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.name)") == "TypeError"
    )


def test_a_changed_script_does_not_run_and_the_page_says_so(open_offline: Open, watch: Watch) -> None:
    watch.allow("Content Security Policy")
    page = open_offline(("'use strict';", "'use strict'; "))
    assert "n’a rien vérifié" in page.locator("main").inner_text()
    expect(page.get_by_label(re.compile("^Choisir un fichier"))).to_be_hidden()


def test_without_javascript_it_says_that_it_verified_nothing(open_offline: Open) -> None:
    page = open_offline(java_script_enabled=False)
    assert "n’a rien vérifié" in page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_small_phone(open_offline: Open, scheme: str) -> None:
    page = open_offline(color_scheme=scheme, reduced_motion="reduce")
    choose(page, as_file("credential.json", RECORD), *MEANS)
    report(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert overflow(page) == []


def test_it_speaks_english(open_offline: Open) -> None:
    page = open_offline(fragment="#en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verify a diploma offline")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier un diplôme hors ligne")


def test_the_same_sources_give_the_same_bytes() -> None:
    first, second = (offline_page(desk.SITE, desk.templates(), desk.assets()) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("name", "spoiled"),
    [
        (SCRIPTS_OFFLINE[0], b"'</script>'"),
        (SCRIPTS_OFFLINE[-1], b"// <!-- "),
        (STYLES[0], b"@import 'x';"),
        (STYLES[-1], b"a { background: url(https://evil.example/x) }"),
    ],
)
def test_what_cannot_stand_inside_a_page_is_refused(name: str, spoiled: bytes) -> None:
    with pytest.raises(BuildError, match=re.escape(name)):
        offline_page(desk.SITE, desk.templates(), {**desk.assets(), name: spoiled})


def test_a_missing_asset_is_named() -> None:
    assets = {name: data for name, data in desk.assets().items() if name != "verify-core.js"}
    with pytest.raises(BuildError, match=r"verify-core\.js"):
        offline_page(desk.SITE, desk.templates(), assets)


def test_the_site_offers_it_to_be_saved(served_site: Served, open_page: OpenPage) -> None:
    assert "attachment" in headers_for("/verify/verify.html")["Content-Disposition"]
    page = open_page(f"{served_site.url}/verify/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Enregistrer le vérificateur hors ligne").click()
    assert Path(download.value.path()).read_bytes() == served_site.read("/verify/verify.html")
    assert download.value.suggested_filename == "verify.html"


def test_every_script_of_the_page_is_there() -> None:
    for name in (*SCRIPTS_OFFLINE, *STYLES):
        assert (ROOT / "site_templates" / "assets" / name).is_file()
