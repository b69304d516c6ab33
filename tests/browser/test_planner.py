"""The planner as people use it: by role and label, by keyboard, on a phone, from a link, into a calendar."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.harness import HERE, Served, axe, overflow

ICAL_JS = HERE / "node_modules" / "ical.js" / "dist" / "ical.es5.min.cjs"
DAY = "2026-11-25T10:00:00"
TWO_PASSED = "r=2026-11-25&p=malaria/qualifying,rabies/qualifying"
SCRIPTS = Path(__file__).parents[2] / "site_templates" / "assets"


def planner(open_page: OpenPage, served: Served, fragment: str = "", /, **options: Any) -> Page:
    """The planner of the diploma on 25 November 2026, in French unless `lang` says otherwise."""
    language, programme = options.pop("lang", "fr"), options.pop("programme", "dnm2ip")
    day = options.pop("day", DAY)
    page = open_page(**options)
    page.clock.set_fixed_time(day)
    page.goto(f"{served.url}/{language}/plan/{programme}.html{f'#{fragment}' if fragment else ''}")
    return page


def answer(page: Page) -> str:
    return page.locator(".plan-answer").inner_text()


def whole(page: Page) -> str:
    return page.locator(".plan-result").inner_text()


def test_a_diploma_is_planned_from_two_passed_courses(served_site: Served, open_page: OpenPage) -> None:
    page = open_page()
    page.clock.set_fixed_time(DAY)
    page.goto(f"{served_site.url}/fr/programmes/dnm2ip.html")
    page.get_by_role("link", name="Planifier ce diplôme").click()
    expect(page.get_by_role("status").first).to_contain_text("juillet 2027")
    for course in ("Paludisme", "Rage"):
        page.get_by_role("group", name=course).get_by_role("checkbox", name="Réussi").check()
    said = answer(page)
    assert "Au plus tôt en juillet 2027" in said
    assert "Après 3 examens, le dernier fini le 7 mars 2027" in said
    assert "450\u00a0€" in said
    assert "25 novembre 2028" in said
    plan = page.locator(".plan-quarters")
    expect(plan).to_contain_text("du 19 octobre au 13 décembre 2026")
    expect(plan).to_contain_text("examen du 7 au 20 décembre 2026")
    expect(plan.get_by_role("link")).to_have_text(["Immunité innée", "Hépatites virales", "Science du VIH"])
    expect(plan.get_by_role("heading")).to_have_text(["4e trimestre 2026", "1er trimestre 2027"])
    missed = page.locator(".plan-missed li").first.inner_text()
    assert "Prochaine diffusion le 19 octobre 2028 (attendue, non publiée), hors délai" in missed
    assert "Diplôme avec le jury de juillet 2028, avec Vaccinologie à la place" in missed


def test_a_preference_is_weighed_and_what_it_costs_in_time_is_said(
    served_site: Served, open_page: OpenPage
) -> None:
    page = planner(open_page, served_site, TWO_PASSED, lang="en")
    page.get_by_role("group", name="Tuberculosis").get_by_label("Preferred").check()
    expect(page.locator(".plan-quarters").get_by_role("link", name="Tuberculosis")).to_be_visible()
    page.get_by_role("group", name="Vaccinology").get_by_label("Preferred").check()
    expect(page.get_by_text("With Vaccinology: diploma with the jury of July 2028.")).to_be_visible()


def test_the_day_of_registration_decides_about_rule_and_period(
    served_site: Served, open_page: OpenPage
) -> None:
    page = planner(open_page, served_site, lang="en")
    page.get_by_label("Day of registration").fill("2024-12-01")
    assert "No longer possible in the period" in answer(page)
    assert "1 December 2026" in answer(page)
    expect(page.get_by_text("Without that limit: diploma with the jury of July 2027")).to_be_visible()
    expect(page.get_by_role("heading", name="What no longer fits in the period")).to_be_visible()
    page.get_by_label("Day of registration").fill("2023-06-01")
    assert "in force since 1 January 2020" in answer(page)
    page.get_by_label("Day of registration").fill("")
    assert "Which day of registration?" in answer(page)
    expect(page.get_by_role("button", name="Add to my calendar")).to_be_disabled()


def test_a_course_under_way_can_be_followed_although_enrolment_is_closed(
    served_site: Served, open_page: OpenPage
) -> None:
    page = planner(open_page, served_site, lang="en")
    rabies = page.get_by_role("group", name="Rabies")
    expect(page.get_by_role("group", name="Malaria").get_by_label("Following it now")).to_be_hidden()
    rabies.get_by_label("Following it now").check()
    assert "following it now, enrolment is closed" in page.locator(".plan-quarters").inner_text()


def test_chosen_courses_bind_and_bend_by_exchanges(served_site: Served, open_page: OpenPage) -> None:
    page = planner(open_page, served_site, lang="en")
    for course in ("Rabies", "Tuberculosis", "HIV Science", "Viral Hepatitis", "Malaria"):
        page.get_by_role("group", name=course).get_by_label("Preferred").check()
    page.get_by_label("My preferences are the courses that I chose").check()
    expect(page.locator(".plan-quarters").get_by_text("by an exchange").first).to_be_visible()
    page.get_by_label("Exchanges already made").select_option("2")
    assert "No longer possible in the period" in answer(page)


def test_a_link_opened_elsewhere_gives_the_same_plan_and_nothing_is_sent(
    served_site: Served, open_page: OpenPage
) -> None:
    page = planner(open_page, served_site, TWO_PASSED)
    requests: list[str] = []
    page.context.on("request", lambda request: requests.append(request.url))
    page.get_by_role("group", name="Tuberculose").get_by_label("Préféré").check()
    page.get_by_role("group", name="Rage").get_by_label("Suivi en ce moment").check()
    link = page.get_by_label("Lien de ce plan").input_value()
    # Chromium may ask again for the icon of a page whose address changes; the fragment is never part of a request.
    assert {request.rsplit("/", 1)[1] for request in requests} <= {"favicon.svg"}
    other = open_page()
    other.clock.set_fixed_time(DAY)
    asked: list[str] = []
    other.context.on("request", lambda request: asked.append(request.url))
    other.goto(link)
    assert whole(other) == whole(page)
    assert other.get_by_label("Lien de ce plan").input_value() == link
    expect(other.get_by_role("group", name="Tuberculose").get_by_label("Préféré")).to_be_checked()
    assert not any("malaria" in address for address in asked if "/plan/" in address and "#" not in address)


def test_copying_says_so_or_shows_where_the_link_is(served_site: Served, open_page: OpenPage) -> None:
    page = planner(open_page, served_site, TWO_PASSED, lang="en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("The link is in the field below")).to_be_visible()


def test_the_exported_calendar_is_read_by_two_programs(
    served_site: Served, open_page: OpenPage, tmp_path: Path
) -> None:
    page = planner(open_page, served_site, TWO_PASSED)
    with page.expect_download() as download:
        page.get_by_role("button", name="Ajouter à mon calendrier").click()
    assert download.value.suggested_filename == "plan-dnm2ip.ics"
    file = tmp_path / "plan.ics"
    download.value.save_as(file)
    data = file.read_bytes()
    expect(page.get_by_text("12\u00a0dates dans le fichier.")).to_be_visible()

    assert re.sub(rb"\r\n", b"", data).count(b"\n") == 0
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    events = {str(one["UID"]): one for one in icalendar.Calendar.from_ical(data).walk("VEVENT")}
    assert len(events) == 12
    session = events["innate-immunity.2026-t4.session@diplomes.example.org"]
    assert (session.decoded("DTSTART").isoformat(), session.decoded("DTEND").isoformat()) == (
        "2026-10-19",
        "2026-12-14",
    )
    assert session["STATUS"] == "TENTATIVE"
    assert str(session["SUMMARY"]) == "Immunité innée (date indicative)"
    kinds = {uid.split("@")[0].rsplit(".", 1)[1] for uid in events}
    assert kinds == {"session", "enrolment", "exam-opens", "exam-closes"}
    assert [str(problem) for event in events.values() for problem in event.errors] == []

    read = _by_ical_js(data.decode())
    assert {one["uid"]: one["start"] for one in read} == {
        uid: event.decoded("DTSTART").isoformat() for uid, event in events.items()
    }
    assert {one["uid"]: one["summary"] for one in read} == {
        uid: str(event["SUMMARY"]) for uid, event in events.items()
    }


def _by_ical_js(text: str) -> list[dict[str, str]]:
    code = """
      const ICAL = require(process.argv[1]).default ?? require(process.argv[1]);
      const text = require('fs').readFileSync(0, 'utf8');
      const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map(one => new ICAL.Event(one));
      console.log(JSON.stringify(events.map(one => (
        {uid: one.uid, start: one.startDate.toString(), summary: one.summary, description: one.description}))));
    """
    found = subprocess.run(
        ["node", "-e", code, str(ICAL_JS)], input=text, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    events: list[dict[str, str]] = json.loads(found.stdout)
    return events


@pytest.mark.parametrize(
    "title",
    [
        'Virus; bactéries, champignons\\levures : "un cours"',
        "一" * 60,
        "😀" * 40,
        "ligne un\nligne deux\r\nEND:VCALENDAR",
        "é" * 37 + "😀",
    ],
)
def test_no_title_breaks_the_calendar(page: Page, title: str) -> None:
    for script in ("plan-core.js", "plan-words.js", "plan-share.js"):
        page.add_script_tag(content=(SCRIPTS / script).read_text(encoding="utf-8"))
    text = page.evaluate(
        """title => {
          const offer = {courses: {x: {broadcasts: [], ways: []}}};
          const step = {course: 'x', session: 'expected-2028-02-29', start: '2028-02-29', end: '2028-04-30',
            enrol_by: null, opens: '2028-04-17', last: '2028-04-30', expected: true, indicative: false,
            following: false};
          return parchemin.planCalendar({steps: [step]}, {offer, titles: {x: title}, examless: {x: []}, host: 'h.test',
            words: parchemin.planWords('fr', {x: title}), programme: title, courses: 'https://h.example/fr/courses/',
            lang: 'fr', now: '20261125T100000Z'}).text;
        }""",
        title,
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == 3
    assert str(events[0]["SUMMARY"]) == f"{title} (date attendue)".replace("\r\n", "\n")
    assert _by_ical_js(text)[0]["summary"] == str(events[0]["SUMMARY"])


def test_everything_can_be_done_by_keyboard(served_site: Served, open_page: OpenPage) -> None:
    page = planner(open_page, served_site, lang="en")
    page.get_by_label("Day of registration").focus()
    wanted = {"Passed: Malaria", "Passed: Rabies"}
    seen: list[str] = []
    with page.expect_download():
        for _ in range(200):
            page.keyboard.press("Tab")
            name, seen_at = page.evaluate(
                """() => {
                  const now = document.activeElement, box = now.getBoundingClientRect();
                  const name = (now.labels?.[0] ?? now).textContent.trim().replace(/\\s+/g, ' ');
                  return [name, box.width * box.height];
                }"""
            )
            assert seen_at > 0, name
            seen.append(name)
            if name.replace(" :", ":") in wanted:
                page.keyboard.press("Space")
            if name.startswith("Add to my calendar"):
                page.keyboard.press("Enter")
                break
    assert wanted <= {name.replace(" :", ":") for name in seen}
    assert "After 3 exams" in answer(page)


def test_on_a_phone_the_answer_stays_in_sight_and_hides_nothing_that_has_the_focus(
    served_site: Served, open_page: OpenPage
) -> None:
    page = planner(open_page, served_site, viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    bar = page.locator("#plan-see")
    rage = page.get_by_role("group", name="Rage").get_by_label("Réussi")
    rage.focus()
    expect(bar).to_be_in_viewport()
    field, sticky = rage.bounding_box(), page.locator(".plan-bar").bounding_box()
    assert field is not None
    assert sticky is not None
    assert field["y"] + field["height"] <= sticky["y"]
    rage.check()
    expect(bar).to_have_text("Au plus tôt en juillet 2027")
    bar.click()
    expect(page.get_by_role("heading", name="Votre plan")).to_be_focused()
    expect(page.locator(".plan-when")).to_be_in_viewport()
    assert overflow(page) == []


def test_a_page_built_long_ago_plans_from_the_day_on_which_it_is_read(
    served_site: Served, open_page: OpenPage
) -> None:
    page = planner(open_page, served_site, lang="en", day="2027-08-01T09:00:00")
    expect(page.get_by_label("Day of registration")).to_have_value("2027-08-01")
    assert "July 2028 at the earliest" in answer(page)
    assert "Innate Immunity" not in page.locator(".plan-quarters").inner_text()


@pytest.mark.parametrize(
    "fragment",
    [
        "main",
        "r=2026-02-30&p=nothing/x,malaria,/,::&w=<b>,constructor&f=a/b/c&b=99",
        "r&p&w=&=&&&",
        "%E0%A4%A",
    ],
)
def test_a_strange_link_gives_a_plan_all_the_same(
    served_site: Served, open_page: OpenPage, fragment: str
) -> None:
    page = planner(open_page, served_site, fragment, lang="en")
    assert "July 2027 at the earliest" in answer(page)
    assert page.locator(".plan-result b").count() == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_javascript_the_page_says_the_rule_and_the_exams_by_quarter(
    served_site: Served, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{served_site.url}/{language}/plan/dnm2ip.html", java_script_enabled=False)
    expect(page.locator(".plan-desk")).to_be_hidden()
    text = page.locator("main").inner_text()
    assert "JavaScript" in text
    assert ("dans les deux ans" if language == "fr" else "within two years") in text
    assert page.locator(".board .run").count() > 15
    assert page.locator(".board .run", has_text="attendue" if language == "fr" else "expected").count() > 0


@pytest.mark.parametrize(
    ("options", "fragment"),
    [
        ({"color_scheme": "light"}, TWO_PASSED),
        ({"color_scheme": "dark"}, "r=2024-12-01"),
        ({"forced_colors": "active"}, TWO_PASSED),
        (
            {"viewport": {"width": 320, "height": 800}},
            "r=2025-12-01&w=rabies,malaria,biobanking,vaccinology,waterborne&b=0",
        ),
    ],
    ids=["light", "dark", "forced", "320"],
)
def test_axe_finds_nothing_in_a_plan(
    served_site: Served, open_page: OpenPage, options: dict[str, Any], fragment: str
) -> None:
    page = planner(open_page, served_site, fragment, reduced_motion="reduce", **options)
    # The colours that axe compares are not those that are seen when the system sets its own.
    found = [
        one for one in axe(page) if "forced_colors" not in options or not one.startswith("color-contrast")
    ]
    assert found == []
    assert overflow(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pictures_of_a_plan_are_kept(
    served_site: Served, open_page: OpenPage, screenshot: Any, scheme: str, width: int
) -> None:
    page = planner(
        open_page,
        served_site,
        f"{TWO_PASSED}&w=vaccinology",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    assert page.locator(".plan-svg").bounding_box() is not None
    assert screenshot(page, f"plan-{width}-{scheme}").is_file()


@pytest.mark.parametrize(
    "programme", ["gdp-avance", "attestation-vie-numerique", "certificat-premiers-secours-numeriques"]
)
def test_every_programme_has_a_planner(served_site: Served, open_page: OpenPage, programme: str) -> None:
    page = planner(open_page, served_site, lang="en", programme=programme)
    assert "at the earliest" in answer(page)
    expect(page.locator(".plan-svg")).to_be_visible()
    assert axe(page) == []
