"""Run states in the browser, by the vectors that `generator/site/runs.py` answers to as well."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from generator.site.assets import published_assets
from generator.site.facets import months_later
from generator.site.runs import RANKS
from tests.browser.harness import ROOT, serve

VECTORS = ROOT / "tests" / "vectors" / "runs"

Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    found: list[Case] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def scripts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """An empty page with the scripts under test."""
    root = tmp_path_factory.mktemp("runs")
    names = ("runs.js", "facets.js", "search.js")
    for name in names:
        shutil.copy(ROOT / "site_templates" / "assets" / name, root)
    tags = "".join(f'<script src="{name}"></script>' for name in names)
    (root / "index.html").write_text(f"<!doctype html><title>-</title>{tags}", encoding="utf-8")
    with serve(root) as served:
        page = browser.new_page(timezone_id="Asia/Tokyo")
        page.goto(served.url + "/")
        yield page
        page.close()


@pytest.mark.parametrize("case", cases("states"), ids=lambda case: case["claim"])
def test_a_session_is_in_the_state_that_the_vector_says(scripts: Page, case: Case) -> None:
    found = scripts.evaluate(
        "([session, day]) => parchemin.runState(session, day)", [case["session"], case["day"]]
    )
    assert found == {"state": case["state"], "rank": case["rank"]}


@pytest.mark.parametrize("case", cases("courses"), ids=lambda case: case["claim"])
def test_a_course_is_shown_by_the_session_that_the_vector_says(scripts: Page, case: Case) -> None:
    found = scripts.evaluate(
        """([sessions, day]) => {
          const {session, state, rank} = parchemin.foremost(sessions, day);
          return {state, rank, at: session === null ? null : sessions.indexOf(session)};
        }""",
        [case["sessions"], case["day"]],
    )
    assert found == {"state": case["state"], "rank": RANKS[case["state"]], "at": case["foremost"]}


@pytest.mark.parametrize("case", cases("ranges"), ids=lambda case: case["fr"])
def test_a_range_of_days_is_written_as_the_vector_says(scripts: Page, case: Case) -> None:
    for language in ("fr", "en"):
        said = scripts.evaluate(
            "([start, end, lang]) => parchemin.rangeText(start, end, lang)",
            [case["start"], case["end"], language],
        )
        assert said == case[language]


def test_what_a_page_says_of_its_sessions_is_read_back(scripts: Page) -> None:
    text = "2026-01-05/2026-05-31/////p 2027-01-01/2027-02-01/2026-12-01/2027-01-10/2027-01-20/2027-02-01/i"
    first, second = scripts.evaluate("text => parchemin.readRuns(text)", text)
    assert (first["end"], first["opens"], first["presumed"], first["indicative"]) == (
        "2026-05-31",
        "",
        True,
        False,
    )
    assert (second["examOpens"], second["closes"], second["indicative"]) == ("2027-01-20", "2027-01-10", True)
    assert scripts.evaluate("text => parchemin.readRuns(text)", "") == []


@pytest.mark.parametrize(
    ("now", "built", "expected"),
    [
        ("2026-11-25T22:59:00Z", "2026-11-20", "2026-11-25"),  # 23.59 in Paris, the day after in Tokyo
        ("2026-11-25T23:01:00Z", "2026-11-20", "2026-11-26"),
        ("2026-07-01T21:59:00Z", "2026-01-01", "2026-07-01"),  # summer time
        ("2026-07-01T22:01:00Z", "2026-01-01", "2026-07-02"),
        ("2020-01-01T12:00:00Z", "2026-11-20", "2026-11-20"),  # a clock that runs behind
    ],
)
def test_the_day_is_that_of_paris_and_never_before_the_build(
    scripts: Page, now: str, built: str, expected: str
) -> None:
    scripts.clock.set_fixed_time(now)
    assert scripts.evaluate("built => parchemin.schoolDay(built)", built) == expected


def test_the_clocks_of_paris_are_those_of_the_time_zone_database(scripts: Page) -> None:
    """Reckoned by the rule in the page; every hour around midnight of fifteen years."""
    hours = [
        datetime(2024, 1, 1, 20, tzinfo=UTC) + timedelta(days=day, hours=hour)
        for day in range(15 * 365)
        for hour in range(5)
    ]
    told = scripts.evaluate(
        """instants => {
          const real = Date.now;
          const days = instants.map((instant) => { Date.now = () => instant; return parchemin.schoolDay(''); });
          Date.now = real;
          return days;
        }""",
        [int(hour.timestamp() * 1000) for hour in hours],
    )
    assert told == [hour.astimezone(ZoneInfo("Europe/Paris")).date().isoformat() for hour in hours]


@pytest.mark.parametrize("day", ["2026-01-31", "2026-08-31", "2027-11-30", "2024-02-29", "2026-12-25"])
@pytest.mark.parametrize("months", [1, 3, 6])
def test_months_are_counted_alike_in_both_languages(scripts: Page, day: str, months: int) -> None:
    counted = scripts.evaluate("([day, months]) => parchemin.monthsLater(day, months)", [day, months])
    assert counted == months_later(date.fromisoformat(day), months).isoformat()


def test_filters_join_with_and_their_values_with_or_and_counts_follow_the_other_filters(
    scripts: Page,
) -> None:
    found = scripts.evaluate(
        """() => {
          const make = (slug, facets) => parchemin.judge(parchemin.readEntry(slug, facets, ''), '2026-11-25');
          const entries = [
            make('a', 'theme:x language:fr price:0'), make('b', 'theme:x language:en price:60'),
            make('c', 'theme:y language:fr price:150'), make('d', 'theme:z language:fr'),
          ];
          const options = new Map([['theme', ['x', 'y', 'z']], ['language', ['fr', 'en']], ['price', ['60', '150']]]);
          const ask = (chosen, hits) => {
            const {found, counts, without} = parchemin.tally(entries, new Map(chosen), hits, options, '2026-11-25');
            const [numbers, drops] = [counts, without].map((map) => Object.fromEntries(map));
            return {found: found.map(({slug}) => slug).join(''), counts: numbers, without: drops};
          };
          return {
            none: ask([], null), or: ask([['theme', ['x', 'y']]], null),
            and: ask([['theme', ['x', 'y']], ['language', ['fr']]], null), price: ask([['price', ['60']]], null),
            nothing: ask([['theme', ['z']], ['language', ['en']]], null),
            words: ask([['language', ['fr']]], new Set(['b'])),
          };
        }"""
    )
    assert found["none"]["found"] == "abcd"
    assert found["none"]["counts"]["price:150"] == 3  # a price that is not known answers to no limit
    assert found["or"]["found"] == "abc"
    assert (
        found["or"]["counts"]["theme:z"] == 1
    )  # its own filter does not narrow what a further value would find
    assert found["and"]["found"] == "ac"
    assert found["and"]["counts"]["language:en"] == 1
    assert found["and"]["counts"]["theme:z"] == 1
    assert found["price"]["found"] == "ab"
    assert found["nothing"]["found"] == ""
    assert found["nothing"]["without"] == {"theme": 1, "language": 1}
    assert found["words"]["found"] == ""
    assert found["words"]["without"] == {"language": 1, "q": 3}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L’Épidémie", "l epidemie"),
        ("Cœur, Ångström", "coeur angstrom"),
        ("  ÇA — va ?", "ca va"),
        ("ﬁn", "ﬁn"),
    ],
)
def test_words_are_compared_without_accents_capitals_and_punctuation(
    scripts: Page, text: str, plain: str
) -> None:
    assert scripts.evaluate("text => parchemin.plain(text)", text) == plain


def test_the_library_for_searching_is_the_one_that_npm_has() -> None:
    package = Path(__file__).parent / "node_modules" / "minisearch"
    assert json.loads((package / "package.json").read_text(encoding="utf-8"))["version"] == "7.2.0"
    vendor = ROOT / "site_templates" / "assets" / "vendor"
    assert (vendor / "minisearch.js").read_bytes() == (package / "dist" / "umd" / "index.js").read_bytes()
    assert (vendor / "minisearch-LICENSE.txt").read_bytes() == (package / "LICENSE.txt").read_bytes()


def test_what_is_not_ours_is_published_as_it_came() -> None:
    folder = ROOT / "site_templates" / "assets"
    assets = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".js", ".css")}
    library = (folder / "vendor" / "minisearch.js").read_bytes()
    assert published_assets({**assets, "vendor/minisearch.js": library})["vendor/minisearch.js"] == library
