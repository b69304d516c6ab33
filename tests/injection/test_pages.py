"""Records full of payloads, through templates, Markdown and MkDocs, into pages that a real parser of HTML reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from generator.adapters.mkdocs import Settings, render
from generator.adapters.staging import stage
from generator.records.issuer import Issuer
from generator.records.tree import Tree
from generator.site.engines import layout_values
from generator.site.fragments import Source
from generator.site.pages import edited_pages, staged_files
from tests.conftest import ROOT
from tests.injection.contexts import folded, injected
from tests.injection.payloads import PAYLOADS
from tests.site.demonstration import DAY, course, fragments, session, tree

NAMES = tuple(PAYLOADS)
# Markdown would begin a heading, a list, a rule or a block of code after each of these.
BLOCKS = "\n\n# {0}\n\n    {0}\n\n- {0}\n\n---\n\n```\n{0}\n```\n\n</div>{0}"


def hostile() -> Tree:
    """One course a payload, which stands in each of its texts, held by a school whose name is another one."""
    courses = {}
    for place, payload in enumerate(PAYLOADS.values()):
        both = {"fr": payload, "en": payload}
        prose = {language: f"{payload}{BLOCKS.format(payload)}" for language in both}
        courses[f"p{place}"] = course(
            session(period=both), title=both, subtitle=both, summary=prose, prerequisites=prose, structure=both,
            hours_per_week=both, outcomes=[both], syllabus=[{"title": both, "detail": prose}], partners=[payload],
            team=[{"name": payload, "role": both}], platform=payload, also_known_as=[payload], history=[both],
            paths=[{"id": "a", "name": both, "summary": both, "workload": both, "assessment": both}],
        )  # fmt: skip
    one = tree()
    school = one.issuers["ecole-exemple"].model_dump() | {
        "name": PAYLOADS["attribute"], "logo_caption": {"fr": PAYLOADS["attribute"], "en": PAYLOADS["attribute"]},
        "about": {"fr": PAYLOADS["script"], "en": PAYLOADS["script"]},
    }  # fmt: skip
    issuers = {**one.issuers, "ecole-exemple": Issuer.model_validate(school)}
    return Tree(one.site, issuers, courses, {}, {}, {}, {})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("injection")
    one = hostile()
    pages = edited_pages(Source(one, DAY), fragments(), {})
    stage(staged_files(pages, {}, one.site.base_url), folder / "staged")
    (folder / "site").mkdir()
    render(ROOT, folder / "staged", folder / "site", Settings(one.site.base_url, "x", layout_values(one)))
    return folder / "site"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_course_page_holds_its_payload_as_text_in_every_place(site: Path, language: str) -> None:
    for place, (name, payload) in enumerate(PAYLOADS.items()):
        page = (site / language / "courses" / f"p{place}.html").read_bytes()
        assert injected(page) == [], name
        root = html.fromstring(page)
        assert [folded(one.text_content()) for one in root.iterfind(".//h1")] == [folded(payload)], name
        assert len(root.findall(".//main")) == len(root.findall(".//body")) == 1, name
        (description,) = root.iterfind(".//meta[@name='description']")
        assert folded(payload)[:60] in folded(description.get("content") or ""), name
        for script in root.iterfind(".//script[@type='application/ld+json']"):
            told = json.dumps(json.loads(script.text or ""), ensure_ascii=False)
            assert folded(json.dumps(payload, ensure_ascii=False)[1:-1]) in folded(told), name
        # Title, summary, syllabus, path, team: more than a page that lost one of them would have.
        assert folded(root.find(".//main").text_content()).count(folded(payload)) >= 12, name


def test_no_page_holds_anything_that_no_template_wrote(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 2 * len(PAYLOADS)
    assert {path.name: found for path in pages if (found := injected(path.read_bytes()))} == {}


def test_lists_of_courses_hold_every_title(site: Path) -> None:
    text = folded(html.fromstring((site / "fr" / "catalogue.html").read_bytes()).text_content())
    assert [name for name, payload in PAYLOADS.items() if folded(payload) not in text] == []
