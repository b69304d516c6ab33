"""The registration pages: what they are made of, and where there are none."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from generator.adapters.files import load_tree
from generator.records.letterbox import RegistrationDesk
from generator.records.tree import Tree
from generator.site import programme_page, registration_page
from generator.site.fragments import Fragments, Source
from generator.site.page import Page
from generator.site.voice import Voice

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def tree(root: Path) -> Tree:
    return load_tree(root)


@pytest.fixture(scope="module")
def fragments(root: Path) -> Fragments:
    folder = root / "site_templates" / "fragments"
    return Fragments({path.name: path.read_text("utf-8") for path in folder.glob("*.html")})


def changed(tree: Tree, **changes: object) -> Tree:
    assert tree.site.registration is not None
    desk = tree.site.registration.model_copy(update=changes)
    return replace(tree, site=tree.site.model_copy(update={"registration": desk}))


def pages(tree: Tree, fragments: Fragments, day: date = TODAY) -> dict[str, Page]:
    return {page.path: page for page in registration_page.pages(Source(tree, day), fragments)}


def settings(page: Page) -> dict[str, object]:
    match = re.search(r'data-settings="([^"]*)"', page.body)
    assert match is not None
    found: dict[str, object] = json.loads(unescape(match[1]))
    return found


def test_every_programme_has_both_pages_in_both_languages(tree: Tree, fragments: Fragments) -> None:
    assert set(pages(tree, fragments)) == {
        f"{language}/{kind}/{slug}"
        for language in ("fr", "en")
        for kind in ("register", "deposit")
        for slug in tree.programmes
    }


def test_a_site_without_a_desk_or_a_key_has_none_and_links_to_none(tree: Tree, fragments: Fragments) -> None:
    without = replace(tree, site=tree.site.model_copy(update={"registration": None}))
    for one in (without, changed(tree, keys=())):
        assert pages(one, fragments) == {}
        bodies = [page.body for page in programme_page.pages(Source(one, TODAY), fragments)]
        assert not any("register/" in body or "deposit/" in body for body in bodies)


def test_a_programme_that_does_not_exist_yet_cannot_be_registered_for(
    tree: Tree, fragments: Fragments
) -> None:
    assert not any("dnm2ip" in path for path in pages(tree, fragments, date(2019, 6, 1)))


def test_the_page_seals_to_the_newest_key(tree: Tree, fragments: Fragments) -> None:
    assert isinstance(tree.site.registration, RegistrationDesk)
    (key,) = tree.site.registration.keys
    older = key.model_copy(update={"created": date(2020, 1, 1), "x": "A" * 43})
    made = pages(changed(tree, keys=(older, key)), fragments)["fr/register/dnm2ip"]
    assert settings(made)["key"] == {"kid": key.kid, "x": key.x, "y": key.y}


def test_what_the_script_counts_by_is_the_rule(tree: Tree, fragments: Fragments) -> None:
    found = settings(pages(tree, fragments)["en/register/dnm2ip"])
    rule = found["rule"]
    assert isinstance(rule, dict)
    assert rule["needed"] == 2
    five, starred = rule["parts"]
    assert (five["needed"], len(five["courses"])) == (5, 18)
    assert set(starred["courses"]) == {"innate-immunity", "resistance-antibacterial-agents", "vaccinology"}
    courses = found["courses"]
    assert isinstance(courses, dict)
    assert {course["price"] for course in courses.values()} == {15000}
    assert found["months"] == 24


def test_credits_are_counted_by_what_a_course_gives(tree: Tree) -> None:
    from generator.records.programme import CourseSet, CreditsFrom

    clause = CreditsFrom(credits=3, of=CourseSet(courses=("abc-gestion-de-projet", "malaria")))
    rule = registration_page.rule_of(clause, tree.courses, {}, Voice("en"))
    assert rule["needed"] == 3
    assert rule["courses"] == {"abc-gestion-de-projet": 2, "malaria": 0}


def test_an_endpoint_is_offered_and_allowed_only_where_there_is_one(tree: Tree, fragments: Fragments) -> None:
    plain = pages(tree, fragments)["en/register/dnm2ip"]
    assert "connect" not in plain.meta
    assert "data-send" not in plain.body
    other = pages(changed(tree, endpoint="https://desk.example:8443/in"), fragments)["en/register/dnm2ip"]
    assert other.meta["connect"] == "https://desk.example:8443"
    assert "data-send" in other.body


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://desk.example/",
        "https://desk.example/; script-src *",
        "https://a@b.example/",
        "https://desk.example/?q",
        "https://*",
    ],
)
def test_an_endpoint_cannot_widen_the_policy(endpoint: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        RegistrationDesk(address="a@example.org", endpoint=endpoint)


def test_a_rule_without_exchanges_offers_none(tree: Tree, fragments: Fragments) -> None:
    programme = tree.programmes["dnm2ip"]
    last = programme.versions[-1].model_copy(update={"swaps": 0})
    fixed = programme.model_copy(update={"versions": (*programme.versions[:-1], last)})
    one = replace(tree, programmes={**tree.programmes, "dnm2ip": fixed})
    body = pages(one, fragments)["fr/deposit/dnm2ip"].body
    assert 'value="choices"' not in body
    assert 'value="withdrawal"' in body
