"""The planner's page and the key figures as values: what they carry, and what they leave out."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.adapters.files import load_tree
from generator.records.base import Text
from generator.records.tree import Tree
from generator.rules.plan import offer_of
from generator.site.chart import Bar, bars
from generator.site.countries import country_name
from generator.site.fragments import Fragments, Source
from generator.site.page import Page
from generator.site.pages import edited_pages
from tests.rules.plan import reading

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 25)
HOSTILE = "It's <script>alert(1)</script> & \"x\" \u2028 {{ 7*7 }} '/>"


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_tree(ROOT)


def render(tree: Tree, day: date = DAY) -> dict[str, Page]:
    templates = ROOT / "site_templates"
    found = {path.name: path.read_text(encoding="utf-8") for path in (templates / "fragments").glob("*.html")}
    mark = (templates / "pages/partials/mark.html").read_text(encoding="utf-8")
    fragments = Fragments({**found, "partials/mark.html": mark})
    return {page.path: page for page in edited_pages(Source(tree, day), fragments, {})}


def data_of(page: Page) -> Any:
    found = re.search(r"data-plan='([^']*)'", page.body)
    assert found is not None
    return json.loads(html.unescape(found[1]))


def test_the_page_carries_the_offer_that_the_rules_plan_from(tree: Tree) -> None:
    pages = render(tree)
    for programme in tree.programmes:
        for language in ("fr", "en"):
            data = data_of(pages[f"{language}/plan/{programme}"])
            assert reading.offer(data["offer"]) == offer_of(tree, programme, DAY)
            assert set(data["titles"]) == set(data["offer"]["courses"])


def test_a_hostile_title_stays_text_in_the_page_and_in_its_data(tree: Tree) -> None:
    text = Text(fr=HOSTILE, en=HOSTILE)
    course = tree.courses["malaria"].model_copy(update={"title": text})
    page = render(replace(tree, courses={**tree.courses, "malaria": course}))["fr/plan/dnm2ip"]
    assert data_of(page)["titles"]["malaria"] == HOSTILE
    assert "<script" not in page.body


def test_an_expected_broadcast_is_marked_wherever_it_is_listed(tree: Tree) -> None:
    page = render(tree)["fr/plan/dnm2ip"].body
    runs = re.findall(r'<li class="run">.*?</li>', page, re.DOTALL)
    expected = [run for run in runs if "2028" in re.search(r"<p>(.*?)</p>", run, re.DOTALL)[1]]  # type: ignore[index]
    assert expected
    assert all("date attendue" in run for run in expected)


def test_the_figures_publish_no_count_below_the_threshold(tree: Tree) -> None:
    for threshold in (3, 5, 10):
        site = tree.site.model_copy(update={"figures_threshold": threshold})
        page = render(replace(tree, site=site))["en/figures"].body
        part = page[page.index('id="diplomas"') : page.index('id="how"')]
        shown = re.findall(r'<td class="num">([\d,]+)</td>', part)
        assert shown
        assert all(int(count.replace(",", "")) >= threshold or count == "0" for count in shown)
        assert f"fewer than {threshold} people" in page


def test_what_is_not_published_is_said_and_has_no_length(tree: Tree) -> None:
    page = render(tree)["fr/figures"].body
    assert "non publié" in page
    assert 'class="chart-none"' in page
    assert "None" not in page


def test_nobody_is_named_in_the_figures(tree: Tree) -> None:
    for language in ("fr", "en"):
        page = render(tree)[f"{language}/figures"].body
        assert not re.search(r"\bc-[a-z0-9]{10}\b", page)
        assert not any(one.name.display in page for one in tree.candidates.values())


def test_a_chart_is_as_long_as_its_counts() -> None:
    chart = bars(
        "x",
        "Title",
        [Bar("a", "10", 1.0), Bar("b", "5", 0.5), Bar("c", "-", None), Bar("d", "50%", 1.0, 0.5)],
    )
    assert [drawn.length for drawn in chart.bars] == [300, 150, 24, 300]
    assert [drawn.part for drawn in chart.bars] == [0, 0, 0, 150]
    assert chart.description == "a: 10; b: 5; c: -; d: 50%"


def test_countries_have_a_name_in_both_languages() -> None:
    assert (country_name("CI", "fr"), country_name("VN", "en")) == ("Côte d’Ivoire", "Vietnam")
    assert country_name("XX", "fr") == "XX"
