"""The demonstration site as it is published: every page in both languages, every link, nothing given away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from generator.adapters.files import load_tree

LANGUAGES = ("fr", "en")
ORIGIN = "https://diplomes.example.org"


class Links(HTMLParser):
    """The addresses that a page names, its ids, and whatever a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.refused: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        self.refused += [name for name in values if name == "style" or name.startswith("on")]
        # A script of these types is a block of data: browsers neither run it nor ask the policy about it.
        data = values.get("type") in {"application/json", "application/ld+json", "text/plain"}
        if tag == "script" and "src" not in values and not data:
            self.refused.append("inline script")
        for name in ("href", "src", "action", "data-did-url"):
            if values.get(name) is not None and (tag, values.get("rel")) != ("link", "canonical"):
                self.addresses.append(values[name] or "")


def pages(site: Path) -> Iterator[tuple[str, Links]]:
    for path in sorted(site.rglob("*.html")):
        yield "/" + path.relative_to(site).as_posix(), Links(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def parsed(site: Path) -> dict[str, Links]:
    return dict(pages(site))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_has_its_page(root: Path, site: Path, language: str) -> None:
    tree = load_tree(root)
    wanted = [f"courses/{slug}" for slug in tree.courses] + [f"programmes/{slug}" for slug in tree.programmes]
    wanted += [
        "index",
        "catalogue",
        "calendar",
        "programmes",
        "verify",
        "legal",
        "privacy",
        "accessibility",
        "about",
    ]
    assert [one for one in wanted if not (site / language / f"{one}.html").is_file()] == []


def test_both_languages_have_the_same_pages(site: Path) -> None:
    trees = [
        {path.relative_to(site / language).as_posix() for path in (site / language).rglob("*.html")}
        for language in LANGUAGES
    ]
    assert trees[0] == trees[1]


def test_every_internal_link_leads_somewhere(site: Path, parsed: dict[str, Links]) -> None:
    broken = []
    for page, links in parsed.items():
        for address in links.addresses:
            target = urlsplit(urljoin(ORIGIN + page, address))
            if target.scheme not in ("http", "https") or f"{target.scheme}://{target.netloc}" != ORIGIN:
                continue
            path = unquote(target.path)
            file = site / path.lstrip("/")
            if path.endswith("/d/") and file.is_dir():
                continue
            if not file.is_file() and not (path.endswith("/") and (file / "index.html").is_file()):
                broken.append(f"{page}: {address}")
            elif target.fragment and path in parsed and unquote(target.fragment) not in parsed[path].ids:
                broken.append(f"{page}: {address} (no such place in that page)")
    assert broken == []


def test_every_link_but_those_of_the_404_page_is_relative_so_that_a_saved_copy_works(
    parsed: dict[str, Links],
) -> None:
    absolute = {
        f"{page}: {address}"
        for page, links in parsed.items()
        if page != "/404.html"
        for address in links.addresses
        if address.startswith("/") and not page.startswith("/d/")
    }
    assert absolute == set()


def test_no_id_stands_twice_in_a_page(parsed: dict[str, Links]) -> None:
    twice = {
        page: sorted({one for one in links.ids if links.ids.count(one) > 1}) for page, links in parsed.items()
    }
    assert {page: ids for page, ids in twice.items() if ids} == {}


def test_no_page_holds_an_inline_script_or_style_but_the_verifier_in_one_file(
    parsed: dict[str, Links],
) -> None:
    refused = {page: links.refused for page, links in parsed.items() if links.refused}
    # Meant to be saved and opened from disk; its own policy admits its scripts by their digests.
    refused.pop("/verify/verify.html", None)
    assert refused == {}


def test_every_page_says_that_this_is_a_demonstration(site: Path, parsed: dict[str, Links]) -> None:
    silent = [
        page for page in parsed if "monstration" not in (site / page.lstrip("/")).read_text(encoding="utf-8")
    ]
    assert silent == []


def test_no_holder_and_no_code_appears_outside_the_diplomas_pages(root: Path, site: Path) -> None:
    shown = {specimen.code for specimen in load_tree(root).site.specimens}
    secrets: set[str] = set()
    for segment in (root / "candidates/ledger/credentials").glob("*.jsonl"):
        for line in segment.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            secrets.add(entry["credential"]["credentialSubject"]["name"])
            if entry["code"] not in shown:
                secrets.add(entry["code"])
    assert len(secrets) > 40
    found = []
    for path in site.rglob("*"):
        relative = path.relative_to(site).as_posix()
        if path.is_file() and not relative.startswith("d/"):
            data = path.read_bytes()
            found += [f"{relative}: {secret}" for secret in secrets if secret.encode() in data]
    assert found == []


def test_nobody_of_the_register_is_published_but_holders(root: Path, site: Path) -> None:
    tree = load_tree(root)
    published = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert [one for one in tree.candidates if one.encode() in published] == []
    assert [one.email for one in tree.candidates.values() if one.email.encode() in published] == []


def test_plain_mkdocs_builds_the_whole_site_too(root: Path, site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    for folder in ("content", "candidates", "site_templates"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "mkdocs.yml", copy)
    mkdocs = Path(sys.executable).parent / "mkdocs"
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # a notice of the theme, not of the build
    ran = subprocess.run(
        [mkdocs, "build", "--strict"], cwd=copy, capture_output=True, text=True, check=False, env=quiet
    )
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in ran.stderr
    built = copy / ".parchemin/mkdocs"
    ours = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    theirs = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert theirs == ours


def test_plain_mkdocs_names_a_mistake_in_the_records_without_a_traceback(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    for folder in ("content", "candidates", "site_templates"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "mkdocs.yml", copy)
    (copy / "content/courses/malaria.yml").write_text("title: x\n")
    mkdocs = Path(sys.executable).parent / "mkdocs"
    ran = subprocess.run([mkdocs, "build"], cwd=copy, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "content/courses/malaria.yml:1:" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_no_published_page_lets_inline_scripts_run(site: Path, parsed: dict[str, Links]) -> None:
    lenient = [
        page for page in parsed if "'unsafe-inline'" in (site / page.lstrip("/")).read_text(encoding="utf-8")
    ]
    assert lenient == []
