"""What hosts are told, in every language that they speak; and the digests that scripts are held to."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import html

from generator.site.assets import digests_file, integrity, published_assets
from generator.site.fragments import Fragments
from generator.site.hosting import POLICY, apache_file, headers_for, security_file
from generator.site.pages import edited_pages, staged_files
from generator.site.verify_page import verify_page
from tests.conftest import ROOT
from tests.site.demonstration import fragments, source

LOOK = ROOT / "site_templates"
ASSETS = published_assets(
    {
        path.relative_to(LOOK / "assets").as_posix(): path.read_bytes()
        for path in (LOOK / "assets").rglob("*")
        if path.is_file()
    }
)
TEMPLATES = {
    path.relative_to(LOOK).as_posix(): path.read_text(encoding="utf-8") for path in LOOK.rglob("*.html")
}
ORIGIN = "https://desk.example"
PATHS = (
    "/", "/fr/index.html", "/d/X.html", "/d/X.json", "/verify/verify.html", "/verify/index.html", "/calendar/a.ics",
    "/feeds/a.xml", "/catalogue.json", "/catalogueXjson", "/.well-known/did.json", "/status/revocation-1.json",
    "/ecole/did.json", "/log/checkpoint", "/log/checkpoint.old", "/log/checkpoints/4", "/log/tile/0/000", "/witness/a",
)  # fmt: skip


def as_apache_reads(text: str, path: str) -> dict[str, str]:
    """The headers of a path: `Header` and `ForceType` outside of sections and inside those that match."""
    found: dict[str, str] = {}
    open_ = True
    for line in map(str.strip, text.splitlines()):
        if match := re.fullmatch(r'<If "%\{REQUEST_URI\} =~ m#(.*)#">', line):
            open_ = re.search(match[1], path) is not None
        elif line == "</If>":
            open_ = True
        elif open_ and (match := re.fullmatch(r'Header always set ([\w-]+) "(.*)"', line)):
            found[match[1]] = match[2].replace('\\"', '"')
        elif open_ and (match := re.fullmatch(r'ForceType "(.*)"', line)):
            found["Content-Type"] = match[1]
    return found


@pytest.mark.parametrize("path", PATHS)
def test_apache_sends_what_other_hosts_send(path: str) -> None:
    assert as_apache_reads(apache_file(["ecole"], ORIGIN), path) == headers_for(path, ["ecole"], ORIGIN)


def test_the_policy_allows_nothing_inline_and_no_other_host() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert POLICY.startswith("default-src 'none';")


def test_security_txt_says_whom_to_write_to_and_ends_within_a_year() -> None:
    """RFC 9116 §2.5: Contact and Expires are due, Expires once, less than a year ahead."""
    day = date(2026, 11, 26)
    text = security_file("https://diplomes.example.org/", "securite@ecole.example", day)
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:securite@ecole.example"
    assert fields["Canonical"] == "https://diplomes.example.org/.well-known/security.txt"
    begin = datetime.combine(day, datetime.min.time(), UTC)
    assert begin < datetime.fromisoformat(fields["Expires"]) < begin + timedelta(days=365)
    assert text == security_file("https://diplomes.example.org/", "securite@ecole.example", day)


def asked_for(page: str) -> dict[str, str | None]:
    """The digests that a page asks of its scripts and styles, by name."""
    tree = html.fromstring(page.encode())
    found = {}
    for element in (*tree.iterfind(".//script[@src]"), *tree.iterfind(".//link[@rel='stylesheet']")):
        address = element.get("src") or element.get("href") or ""
        found[address.rpartition("assets/")[2]] = element.get("integrity")
    return found


def digest(name: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(ASSETS[name]).digest()).decode()


def test_the_verify_page_runs_nothing_but_the_scripts_that_it_was_built_with() -> None:
    site = source().tree.site
    asked = asked_for(verify_page(site, TEMPLATES, integrity=integrity(ASSETS)).decode())
    assert {"site.js", "verify-page.js", "verify.css", "tokens.css"} <= asked.keys()
    assert asked == {name: digest(name) for name in asked}
    assert set(asked_for(verify_page(site, TEMPLATES).decode()).values()) == {None}


def test_pages_to_which_people_confide_something_do_so_too_and_others_open_from_a_disk() -> None:
    """Chromium refuses every script with a digest on a page that was opened as a file."""
    made: Fragments = fragments()
    pages = edited_pages(source(), made, {})
    files = staged_files(pages, ASSETS, "https://diplomes.example.org/")
    guarded = {page.path for page in pages if b"\nintegrity: " in files[page.source]}
    assert guarded == {page.path for page in pages if page.kind in ("register", "deposit")}
    assert guarded
    matter = files["fr/register/dnm2ip.md"].decode()
    for name in ("site.js", "base.css", "register.js", "sealed.js"):
        assert f'"{name}": "{digest(name)}"' in matter
    changed = staged_files(pages, ASSETS | {"sealed.js": b"steal()"}, "https://diplomes.example.org/")
    assert changed["fr/register/dnm2ip.md"] != files["fr/register/dnm2ip.md"], "MkDocs must render it anew"


def test_the_digests_of_all_scripts_are_published() -> None:
    lines = digests_file(ASSETS).decode().splitlines()
    assert len(lines) == len(ASSETS)
    assert f"{hashlib.sha256(ASSETS['site.js']).hexdigest()}  site.js" in lines
