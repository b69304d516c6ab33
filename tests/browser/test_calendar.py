"""The calendar as people use it: three views, filters in the address, dates to subscribe to, paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.harness import HERE, Served, axe, overflow

ICAL = HERE / "node_modules" / "ical.js" / "dist" / "ical.js"
VIEWS = {"board": "Trimestres", "months": "Mois", "list": "Liste"}


def calendar(served: Served, rest: str = "", language: str = "fr") -> str:
    return f"{served.url}/{language}/calendar.html{rest}"


def shown(page: Page) -> set[str]:
    """The views that can be seen."""
    return {view for view in VIEWS if page.locator(f"#{view}").is_visible()}


def choose(page: Page, view: str) -> None:
    """Click on the name of a view."""
    page.get_by_role("group", name="Affichage").get_by_text(view, exact=True).click()


def courses(page: Page, where: str) -> set[str]:
    found = page.locator(f"{where} [data-course]:visible").evaluate_all(
        "all => all.map(one => one.dataset.course)"
    )
    return set(found)


@pytest.mark.parametrize("view", list(VIEWS))
def test_axe_finds_nothing_in_any_view(
    served_site: Served, open_page: OpenPage, screenshot: Callable[..., Path], view: str
) -> None:
    page = open_page(calendar(served_site, f"#{view}"), reduced_motion="reduce")
    found = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert shown(page) == {view}
            seen = (*axe(page, colours_only=scheme == "dark"), *overflow(page))
            found += [f"{width} px, {scheme}: {one}" for one in seen]
    assert found == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            screenshot(page, f"calendar-{view}-{scheme}-{width}")


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_where_no_script_of_the_page_runs(
    served_site: Served, open_page: OpenPage, width: int
) -> None:
    # axe is a script itself, so that JavaScript stays on and the page's own scripts arrive empty.
    page = open_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(calendar(served_site))
    assert page.locator(".calendar-filters").is_hidden()
    assert [*axe(page), *overflow(page)] == []


def test_forced_colours_keep_the_bars_and_axe_finds_nothing(served_site: Served, open_page: OpenPage) -> None:
    page = open_page(calendar(served_site), forced_colors="active", reduced_motion="reduce")
    assert page.locator(".bar-run").first.evaluate("one => getComputedStyle(one).fill") != "none"
    # axe computes contrast from the colours that a page asked for, which forced colours replace.
    assert [one for one in axe(page) if not one.startswith("color-contrast")] == []


def test_the_views_are_chosen_by_keyboard_and_the_address_says_which(served_site: Served, page: Page) -> None:
    page.goto(calendar(served_site))
    assert shown(page) == {"board"}
    page.get_by_role("radio", name="Trimestres").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Mois")).to_be_checked()
    expect(page.get_by_role("radio", name="Mois")).to_be_focused()
    assert shown(page) == {"months"}
    page.keyboard.press("ArrowRight")
    assert shown(page) == {"list"}
    assert urlsplit(page.url).fragment == "list"
    page.reload()
    assert shown(page) == {"list"}


def test_without_javascript_each_view_can_be_chosen_and_the_list_is_complete(
    served_site: Served, open_page: OpenPage
) -> None:
    page = open_page(calendar(served_site), java_script_enabled=False)
    assert page.get_by_role("form").count() == 0  # a filter that could not filter is not shown
    choose(page, "Liste")
    rows = page.locator(".agenda [data-session]:visible")
    with_js = open_page(calendar(served_site, "#list"))
    assert rows.count() == with_js.locator(".agenda [data-session]:visible").count() > 15
    choose(page, "Mois")
    page.get_by_role("link", name="janvier 2027").first.click()
    expect(page.get_by_role("heading", name="janvier 2027")).to_be_visible()
    assert page.locator(".month:visible").count() == 1


def test_a_link_to_a_month_opens_it(served_site: Served, page: Page) -> None:
    page.goto(calendar(served_site, "#m2027-02"))
    assert shown(page) == {"months"}
    expect(page.get_by_role("heading", name="février 2027")).to_be_visible()
    page.get_by_role("link", name=re.compile("mars")).last.click()
    expect(page.get_by_role("heading", name="mars 2027")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="février 2027")).to_be_visible()


def test_filters_narrow_all_three_views_and_live_in_the_address(served_site: Served, page: Page) -> None:
    page.goto(calendar(served_site))
    page.get_by_role("combobox", name="Thème").select_option("Virus")
    page.get_by_role("combobox", name="Langue").select_option("anglais")
    assert urlsplit(page.url).query == "theme=viruses&language=en"
    wanted = courses(page, ".schedule")
    assert {"rabies", "hiv-science"} <= wanted
    assert "innate-immunity" not in wanted
    expect(page.locator(".calendar-filters output")).to_have_text(re.compile(r"^4\ssessions$"))
    assert page.locator(".schedule tbody:visible").count() == 1
    choose(page, "Liste")
    assert courses(page, ".agenda") == wanted
    choose(page, "Mois")
    assert courses(page, ".view-months") <= wanted
    page.reload()
    assert shown(page) == {"months"}
    expect(page.get_by_role("combobox", name="Thème")).to_have_value("viruses")
    page.get_by_role("button", name="Tout afficher").click()
    # The form is emptied after the event, so that the address follows a moment later.
    expect(page.locator(".calendar-filters output")).to_have_text(re.compile(r"^2\d\ssessions$"))
    assert urlsplit(page.url).query == ""


def test_choices_that_nothing_fits_say_so_and_an_odd_address_is_no_choice(
    served_site: Served, page: Page
) -> None:
    page.goto(calendar(served_site, "?theme=viruses&star=1"))
    expect(page.get_by_text("Aucune session ne correspond à ces choix.")).to_be_visible()
    page.goto(calendar(served_site, "?theme=%3Cscript%3E&colour=red#list"))
    assert len(courses(page, ".agenda")) > 10


@pytest.mark.parametrize("width", [1280, 360])
def test_somebody_subscribes_to_the_dates_of_a_french_course(
    served_site: Served, open_page: OpenPage, width: int
) -> None:
    page = open_page(f"{served_site.url}/fr/index.html", viewport={"width": width, "height": 800})
    page.get_by_role("navigation", name="Navigation principale").get_by_role(
        "link", name="Calendrier"
    ).click()
    page.get_by_role("combobox", name="Langue").select_option("français")
    choose(page, "Liste")
    page.get_by_role("link", name="Premiers secours numériques", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Premiers secours numériques")
    link = page.get_by_role("link", name="S’abonner (Premiers secours numériques)")
    address = urlsplit(link.get_attribute("href") or "")
    assert (address.scheme, address.netloc) == ("webcal", "diplomes.example.org")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger (Premiers secours numériques)").click()
    assert download.value.path().read_bytes() == served_site.read(address.path)
    assert b"BEGIN:VEVENT" in served_site.read(address.path)


def test_the_address_of_a_calendar_is_copied_and_said(served_site: Served, open_page: OpenPage) -> None:
    page = open_page(calendar(served_site, language="en"), permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy the address (Starred courses)")
    button.click()
    expect(page.get_by_role("button", name="Address copied (Starred courses)")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://diplomes.example.org/calendar/en/starred.ics"


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_the_board_fits_on_one_sheet_that_lies_down(served_site: Served, page: Page, size: str) -> None:
    page.goto(calendar(served_site))
    sheet = page.pdf(format=size, landscape=True, print_background=True)
    boxes = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)]
    assert len(boxes) == 1
    assert boxes[0][0] > boxes[0][1]


def test_each_month_has_a_sheet_of_its_own(served_site: Served, page: Page) -> None:
    page.goto(calendar(served_site, "#months"))
    number = page.locator(".month").count()
    sheet = page.pdf(format="A4", landscape=True)
    assert len(re.findall(rb"/MediaBox", sheet)) == number > 3


# --- Calendars, read by a reader that is not ours


def read_by_ical_js(open_page: OpenPage, text: str) -> list[dict[str, object]]:
    page = open_page()
    page.evaluate(f"async () => {{ window.ICAL = (await import({json.dumps(_module())})).default; }}")
    events: list[dict[str, object]] = page.evaluate(
        """text => {
          const calendar = new ICAL.Component(ICAL.parse(text));
          for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
          return calendar.getAllSubcomponents('vevent').map(part => {
            const event = new ICAL.Event(part);
            return {uid: event.uid, summary: event.summary, day: event.startDate.isDate, sequence: event.sequence,
              start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
              status: part.getFirstPropertyValue('status')};
          });
        }""",
        text,
    )
    return events


def _module() -> str:
    if not ICAL.exists():
        pytest.fail(
            "The calendar tests need ical.js: run .ci/npm tests/browser, or make test.", pytrace=False
        )
    return "data:text/javascript;charset=utf-8," + _quoted(ICAL.read_text(encoding="utf-8"))


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_every_calendar_parses_in_ical_js_with_the_same_events(
    served_site: Served, open_page: OpenPage
) -> None:
    text = served_site.read("/calendar/fr/all.ics").decode()
    found = read_by_ical_js(open_page, text)
    assert len(found) == text.count("BEGIN:VEVENT") > 100
    assert {str(one["uid"]) for one in found} == set(
        re.findall(r"^UID:(\S+)\r$", _unfolded(text), re.MULTILINE)
    ) - {"calendar/fr/all.ics@diplomes.example.org"}
    hours = {one["uid"]: one["start"] for one in found if not one["day"]}
    assert hours["digital-first-aid.2026-t4.exam-opens@diplomes.example.org"] == "2026-11-30T08:00:00.000Z"


def test_ical_js_finds_the_hours_of_paris_on_both_sides_of_the_change_of_clocks(open_page: OpenPage) -> None:
    from generator.site.feeds import files
    from tests.site.demonstration import UNCHANGED, course, session, source

    window = {"opens": "2026-10-19", "opens_at": "09:00", "closes": "2026-11-01", "closes_at": "18:30"}
    text = dict(files(source(essai=course(session(exam=window))), UNCHANGED))["calendar/fr/courses/essai.ics"]
    starts = {
        str(one["uid"]).split("@")[0]: one["start"] for one in read_by_ical_js(open_page, text.decode())
    }
    assert starts["essai.s1.exam-opens"] == "2026-10-19T07:00:00.000Z"
    assert starts["essai.s1.exam-closes"] == "2026-11-01T17:30:00.000Z"
    assert starts["essai.s1.session"] == "2026-10-05"


def _unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


# --- What machines find


def test_linked_data_and_pictures_are_in_the_page_and_break_no_policy(
    served_site: Served, page: Page
) -> None:
    page.goto(f"{served_site.url}/fr/courses/viral-hepatitis.html")
    documents = page.locator('script[type="application/ld+json"]').all_text_contents()
    assert [node["@type"] for node in json.loads(documents[0])["@graph"]] == ["Course", "BreadcrumbList"]
    picture = page.locator('meta[property="og:image"]').get_attribute("content") or ""
    assert served_site.read(urlsplit(picture).path).startswith(b"\x89PNG")
    alternates = page.locator('link[rel="alternate"][hreflang]').evaluate_all(
        "all => all.map(one => one.hreflang)"
    )
    assert alternates == ["fr", "en", "x-default"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_for_an_unknown_address_lead_on(served_site: Served, page: Page, language: str) -> None:
    page.goto(f"{served_site.url}/404.html")
    part = page.locator(f'section[lang="{language}"]')
    links = part.get_by_role("link").evaluate_all("all => all.map(one => one.pathname)")
    assert {f"/{language}/{name}.html" for name in ("verify", "catalogue", "calendar", "index")} <= set(links)
