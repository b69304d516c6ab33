"""A diploma issued today says on its page what it rests on, and the page checks each word of it."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.cli import main
from generator.site.registry import page_writer
from generator.trust.canonical import canonical
from generator.trust.diplomastate import DiplomaState
from generator.trust.strictjson import JsonObject
from generator.trust.view import fields
from tests.browser.conftest import OpenPage, ServeChanged
from tests.browser.harness import ROOT, Served, axe, overflow, verdict

EDITION = "dnm2ip-2026-11"


@dataclass(frozen=True)
class Fresh:
    """A diploma issued into a copy of the demonstration: its address, page, and credential."""

    code: str
    page: bytes
    credential: bytes

    @property
    def address(self) -> str:
        return f"/d/{self.code}.html"

    def files(self, page: bytes | None = None) -> dict[str, bytes | None]:
        return {self.address: page or self.page, f"/d/{self.code}.json": self.credential}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """The diploma of somebody to whom an earlier certificate was recognised, so that every kind of evidence occurs."""
    root = tmp_path_factory.mktemp("school")
    for folder in ("content", "candidates"):
        shutil.copytree(ROOT / folder, root / folder)
    day = ("--date", "2026-11-20")
    for arguments in (
        ("decide", "dnm2ip", "--edition", "2026-11", *day),
        ("approve", EDITION, "--by", "Diane Démonstration", "--role", "Jury", *day),
        ("approve", EDITION, "--by", "Édouard Illustration", "--role", "Direction", *day),
        ("issue", EDITION, "--demonstration", "--at", "2026-11-20T09:00:00Z"),
    ):
        done = CliRunner().invoke(main, ["-C", str(root), *arguments])
        assert done.exit_code == 0, done.output
    lines = [item.value for item in Ledger(root).all_credentials() if item.value.edition == EDITION]
    line = next(one for one in lines if _recognised(one.credential))
    templates = {
        path.relative_to(ROOT / "site_templates").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "site_templates").rglob("*.html")
    }
    document = canonical(line.credential)
    page = page_writer(load_tree(root).site, templates).page(line, DiplomaState("valid"), document)
    return Fresh(line.code, page, document)


def _recognised(credential: JsonObject) -> bool:
    kinds = {item.genre.value for item in fields(credential).evidence if item.genre is not None}
    return bool(kinds & {"Certificat reconnu", "Recognised certificate"})


@pytest.fixture
def served(fresh: Fresh, serve_changed: ServeChanged) -> Callable[..., Served]:
    return lambda page=None: serve_changed(fresh.files(page))


def test_the_page_finds_its_diploma_valid_and_shows_what_it_rests_on(
    fresh: Fresh, served: Callable[..., Served], open_page: OpenPage
) -> None:
    page = open_page(served().url + fresh.address)
    assert verdict(page) == "valid"
    section = page.locator("section.evidence")
    shown = section.locator("li")
    told = fields(json.loads(fresh.credential)).evidence
    assert shown.count() == len(told) >= 6
    for place, item in enumerate(told):
        text = shown.nth(place).inner_text()
        for one in (item.name, item.narrative, item.description):
            assert one is None or one.value in text
    assert any(item.description is None for item in told), "a recognised certificate came in no file"
    holder = json.loads(fresh.credential)["credentialSubject"]["name"]
    assert holder not in section.inner_text()


def test_another_word_in_it_makes_the_page_altered(
    fresh: Fresh, served: Callable[..., Served], open_page: OpenPage
) -> None:
    told = fields(json.loads(fresh.credential)).evidence[-1]
    for one in (told.name, told.genre, told.narrative, told.description):
        assert one is not None
        before = f'data-f="{one.pointer}">{html.escape(one.value)}<'.encode()
        assert fresh.page.count(before) == 1
        after = f'data-f="{one.pointer}">{html.escape(one.value)}!<'.encode()
        page = open_page(served(fresh.page.replace(before, after)).url + fresh.address)
        assert verdict(page) == "altered"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_accessible_and_fits_a_small_screen(
    fresh: Fresh, served: Callable[..., Served], open_page: OpenPage, scheme: str, width: int
) -> None:
    page = open_page(
        served().url + fresh.address, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    verdict(page)
    assert axe(page) == []
    assert overflow(page) == []


def test_it_stands_there_without_javascript(
    fresh: Fresh, served: Callable[..., Served], open_page: OpenPage, screenshot: Callable[..., Path]
) -> None:
    page = open_page(served().url + fresh.address, java_script_enabled=False)
    assert page.locator("section.evidence li").first.is_visible()
    screenshot(page)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_programmes_page_shows_the_digest_that_the_diploma_quotes(
    fresh: Fresh, served_site: Served, lang: str
) -> None:
    rule = fields(json.loads(fresh.credential)).evidence[0]
    assert rule.description is not None
    digest = rule.description.value[-64:]
    assert digest in served_site.read(f"/{lang}/programmes/dnm2ip.html").decode()
