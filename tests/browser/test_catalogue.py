"""The catalogue as people use it: by role and label alone, from the keyboard, on a phone, from a disk, weeks later."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.records.reading import read
from generator.records.tree import Tree
from tests.browser.conftest import OpenPage
from tests.browser.harness import ROOT, Served, Watch, axe, overflow, serve
from tests.demonstration import build

DAY = "2026-11-25"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

At = Callable[..., Page]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration as built for one day."""
    output = build(tmp_path_factory.mktemp("dated") / "site", "--date", DAY)
    with serve(output) as served:
        yield served


@pytest.fixture(scope="module")
def tree() -> Tree:
    """The records that the site was made from, for what a task should find."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "content").rglob("*")
        if path.suffix in (".yml", ".md")
    }
    others = [
        path.relative_to(ROOT).as_posix() for path in (ROOT / "content/assets").rglob("*") if path.is_file()
    ]
    found = read(files, others).tree
    assert found is not None
    return found


@pytest.fixture
def at(dated: Served, open_page: OpenPage) -> At:
    """Open a page of the dated site, on a day of the browser's clock."""

    def open_at(path: str, day: str = DAY, **options: object) -> Page:
        page = open_page(**options)
        page.clock.set_fixed_time(f"{day}T11:00:00Z")
        page.goto(dated.url + path)
        page.wait_for_selector("[data-catalogue][data-ready]")
        return page

    return open_at


def titles(page: Page) -> list[str]:
    """The titles of the courses that are shown, in their order."""
    return page.get_by_role("main").get_by_role("heading", level=3).all_inner_texts()


def box(page: Page, name: str) -> Locator:
    """The checkbox of that name; its number of courses is part of the name and changes."""
    return page.get_by_role("checkbox", name=re.compile(rf"^{re.escape(name)} \d+$"))


def found(page: Page, number: int) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{number}\s"))


def french_with_certificate_soon(tree: Tree) -> list[str]:
    return [
        course.title.fr
        for course in tree.courses.values()
        if course.language == "fr"
        and any(path.gives == "certificate" and path.price_eur != 0 for path in course.paths)
        and any(one.start and DAY < one.start.isoformat() <= "2027-02-25" for one in course.sessions)
    ]


# --- Tasks


def test_task_find_a_french_course_with_a_certificate_that_starts_soon(at: At, tree: Tree) -> None:
    page = at("/fr/catalogue.html")
    wanted = french_with_certificate_soon(tree)
    page.get_by_role("group", name="Langue", exact=True).get_by_label("français").check()
    page.get_by_label("Certificat payant possible").check()
    page.get_by_label("Commence").select_option("3")
    found(page, len(wanted))
    assert titles(page) == wanted
    page.get_by_role("link", name=wanted[0], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted[0])
    summary = page.get_by_role("complementary")
    expect(summary).to_contain_text("Prochaine session")
    expect(summary).to_contain_text("du 1er au 28 février 2027")


def test_task_find_a_course_on_viruses_with_a_certificate_and_french_subtitles_this_winter(at: At) -> None:
    page = at("/fr/catalogue.html")
    page.get_by_role("group", name="Thème").get_by_label("Virus").check()
    page.get_by_label("Certificat payant possible").check()
    page.get_by_text("Plus de critères").click()
    page.get_by_role("group", name="Sous-titres").get_by_label("français").check()
    page.get_by_label("Commence").select_option("3")
    found(page, 1)
    assert titles(page) == ["Science du VIH"]
    expect(page.get_by_role("main")).to_contain_text("du 11 janvier au 7 mars 2027")


def test_task_the_same_from_the_keyboard_alone(at: At, tree: Tree) -> None:
    page = at("/fr/catalogue.html", reduced_motion="reduce")

    def reach(*names: str) -> None:
        """Press Tab until the focus is on the control of that name; the focus must be seen on the way."""
        for _ in range(90):
            page.keyboard.press("Tab")
            here = page.evaluate(
                """() => {
                  const now = document.activeElement, style = getComputedStyle(now);
                  const box = now.getBoundingClientRect();
                  const seen = style.outlineStyle !== 'none' && box.bottom > 0 && box.top < innerHeight;
                  const group = now.closest('fieldset')?.querySelector('legend').innerText ?? '';
                  return [group, (now.labels?.[0] ?? now).innerText ?? '', seen];
                }"""
            )
            assert here[2], f"the focus cannot be seen on {here[:2]}"
            if here[1].startswith(names[-1]) and names[0] in ("", here[0]):
                return
        pytest.fail(f"no way to {names} by Tab")

    reach("Langue", "français")
    page.keyboard.press("Space")
    reach("Ce que le cours offre", "Certificat payant possible")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    for _ in range(20):
        if page.evaluate("document.activeElement.name") == "within":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")  # d’ici à 1 mois: nothing, so it is passed over
    found(page, 1)
    wanted = french_with_certificate_soon(tree)
    assert titles(page) == wanted
    reach("", wanted[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted[0])


def test_task_the_same_on_a_phone(at: At, tree: Tree) -> None:
    page = at("/fr/catalogue.html", **PHONE)
    expect(page.get_by_label("Commence")).to_be_hidden()
    page.get_by_text("Filtrer", exact=True).tap()
    page.get_by_role("group", name="Langue", exact=True).get_by_label("français").tap()
    page.get_by_label("Certificat payant possible").tap()
    page.get_by_label("Commence").select_option("3")
    page.get_by_text("Filtrer", exact=True).tap()
    wanted = french_with_certificate_soon(tree)
    found(page, len(wanted))
    page.get_by_role("link", name=wanted[0], exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted[0])
    assert overflow(page) == []
    # What learners look for first comes first.
    assert page.evaluate("document.querySelector('aside').getBoundingClientRect().top < innerHeight")


# --- The address


def test_the_filters_live_in_the_address_which_can_be_shared_and_gone_back_from(
    at: At, dated: Served
) -> None:
    page = at("/en/catalogue.html")
    page.get_by_role("group", name="Theme").get_by_label("Viruses").check()
    page.get_by_role("group", name="Theme").get_by_label("Bacteria").check()
    found(page, 8)
    box(page, "Starred course").check()
    found(page, 1)
    address = page.url
    assert address.endswith("?theme=viruses&theme=bacteria&star=yes")
    page.go_back()
    found(page, 8)
    expect(box(page, "Starred course")).not_to_be_checked()
    page.go_forward()
    found(page, 1)
    other = at(address.removeprefix(dated.url))
    found(other, 1)
    expect(box(other, "Starred course")).to_be_checked()
    other.get_by_role("link", name="Français").click()
    other.wait_for_selector("[data-catalogue][data-ready]")
    found(other, 1)
    assert other.url.endswith("/fr/catalogue.html?theme=viruses&theme=bacteria&star=yes")


def test_an_address_with_values_that_do_not_exist_is_no_harm(at: At) -> None:
    page = at("/fr/catalogue.html?theme=nothing&price=abc&x=%22%3E%3Cscript%3E&within=99")
    expect(page.get_by_role("status")).to_have_text("26\u00a0cours")


def test_each_filter_in_use_can_be_taken_back_and_all_at_once(at: At) -> None:
    page = at("/fr/catalogue.html?theme=viruses&star=yes")
    found(page, 0)
    expect(page.get_by_role("heading", name="Aucun cours ne répond à tous ces critères")).to_be_visible()
    page.get_by_role("button", name="Sans Virus (3)").click()
    found(page, 3)
    expect(page.get_by_role("status")).to_be_focused()
    page.get_by_role("button", name="Retirer Cours étoilé").click()
    expect(page.get_by_role("status")).to_have_text("26\u00a0cours")
    page.goto(page.url + "?theme=viruses&language=en")
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.get_by_role("status")).to_have_text("26\u00a0cours")
    assert "?" not in page.url


def test_counts_follow_the_other_filters_and_what_would_find_nothing_cannot_be_chosen(at: At) -> None:
    page = at("/fr/catalogue.html")
    themes = page.get_by_role("group", name="Thème")
    expect(themes.get_by_label("Bactéries")).to_have_accessible_name("Bactéries 2")
    box(page, "Cours étoilé").check()
    expect(themes.get_by_label("Bactéries")).to_have_accessible_name("Bactéries 1")
    expect(themes.get_by_label("Virus")).to_be_disabled()
    themes.get_by_label("Bactéries").check()
    # A further theme would add to this one: its own filter does not narrow its counts.
    expect(themes.get_by_label("Réponse de l’hôte")).to_have_accessible_name("Réponse de l’hôte 2")


def test_free_to_follow_and_a_paid_certificate_are_two_filters(at: At, tree: Tree) -> None:
    """wai-course-list #336: one filter “free” hid free courses with a paid certificate."""
    page = at("/fr/catalogue.html?free=yes&certificate=yes")
    both = [
        course
        for course in tree.courses.values()
        if any(path.price_eur == 0 for path in course.paths)
        and any(path.gives == "certificate" and path.price_eur != 0 for path in course.paths)
    ]
    found(page, len(both))
    assert len(both) > 10


# --- Words


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("hepatites", "Hépatites virales"),
        ("ÉPIDÉMIES virales", "Épidémies virales et pandémies"),
        ("tubercullose", "Tuberculose"),
        ("rabies", "Rage"),
        ("scrum", "ABC de la gestion de projet"),
        ("Bachelet", "ABC de la gestion de projet"),
        ("MOOC GdP", "ABC de la gestion de projet"),
        ("l’hameçonnage", "Premiers secours numériques"),
        ("mycolo", "Mycologie médicale"),
    ],
)
def test_words_are_found_whatever_their_accents_capitals_and_typing(at: At, words: str, first: str) -> None:
    """richie #1347: accents broke the search."""
    page = at("/fr/catalogue.html")
    page.get_by_label("Chercher un cours").fill(words)
    expect(page.get_by_role("heading", name="Ce qui répond le mieux")).to_be_visible()
    assert titles(page)[0] == first
    assert "q=" in page.url


def test_nothing_for_searching_is_fetched_before_somebody_searches(at: At) -> None:
    page = at("/fr/catalogue.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    box(page, "Cours étoilé").check()
    found(page, 3)
    assert not [name for name in asked if "favicon" not in name]
    box(page, "Cours étoilé").uncheck()
    page.get_by_label("Chercher un cours").fill("virus")
    expect(page.get_by_role("heading", name="Ce qui répond le mieux")).to_be_visible()
    assert sorted(name for name in asked if "favicon" not in name) == ["minisearch.js", "search-fr.json"]


def test_words_and_filters_narrow_one_another(at: At) -> None:
    page = at("/fr/catalogue.html?q=maladies&counts=dnm2ip&language=fr")
    assert titles(page) == ["Essais cliniques dans les maladies infectieuses et tropicales"]


# --- Time


def test_a_site_built_weeks_ago_says_what_is_true_today(at: At) -> None:
    built = at("/fr/catalogue.html")
    tuberculosis = built.get_by_role("listitem").filter(has=built.get_by_role("heading", name="Tuberculose"))
    expect(tuberculosis).to_contain_text("Inscriptions à venir")
    page = at("/fr/catalogue.html", day="2027-01-26")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Tuberculose"))
    expect(card).to_contain_text("En cours, inscriptions ouvertes")
    region = page.get_by_role("region", name="On peut s’inscrire")
    expect(region.get_by_role("heading", name="Tuberculose")).to_be_visible()
    hepatitis = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Hépatites virales"))
    expect(hepatitis).to_contain_text("Terminé")
    expect(hepatitis).to_contain_text("du 26 octobre au 20 décembre 2026")


def test_a_course_page_built_weeks_ago_says_which_session_comes_next(
    dated: Served, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.set_fixed_time("2027-03-15T11:00:00Z")
    page.goto(dated.url + "/fr/courses/digital-first-aid.html")
    summary = page.get_by_role("complementary")
    expect(summary).to_contain_text("du 8 novembre au 5 décembre 2027")
    expect(summary).to_contain_text("Inscriptions à venir")
    expect(summary).to_contain_text("du 13 septembre au 28 novembre 2027")
    expect(summary).to_contain_text("du 29 novembre au 5 décembre 2027")
    page.clock.set_fixed_time("2030-01-01T11:00:00Z")
    page.reload()
    expect(summary).to_contain_text("Dernière session")
    expect(summary).to_contain_text("Pas de prochaine date annoncée")


def test_a_programme_page_built_weeks_ago_says_where_its_courses_stand(
    dated: Served, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.set_fixed_time("2027-01-26T11:00:00Z")
    page.goto(dated.url + "/en/programmes/dnm2ip.html")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Tuberculosis"))
    expect(row).to_contain_text("Running, enrolment open")


# --- Without scripts, from a disk


def test_without_scripts_every_course_is_listed_and_every_theme_has_a_page(
    dated: Served, open_page: OpenPage, tree: Tree
) -> None:
    page = open_page(dated.url + "/fr/catalogue.html", java_script_enabled=False)
    assert len(titles(page)) == len(tree.courses)
    assert page.get_by_role("search").count() == 0
    page.get_by_role("navigation", name="Thèmes").get_by_role("link", name="Virus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Virus")
    assert len(titles(page)) == sum(course.theme == "viruses" for course in tree.courses.values())


def test_a_copy_on_a_disk_can_be_read_filtered_and_searched(
    dated: Served, open_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    watch.allow("file://|Failed to load|Fetch API cannot load|URL scheme")
    for name in ("fr", "assets"):
        shutil.copytree(dated.root / name, tmp_path / name)
    page = open_page()
    page.clock.set_fixed_time(f"{DAY}T11:00:00Z")
    page.goto((tmp_path / "fr/catalogue.html").as_uri())
    page.wait_for_selector("[data-catalogue][data-ready]")
    box(page, "Cours étoilé").check()
    found(page, 3)
    box(page, "Cours étoilé").uncheck()
    page.get_by_label("Chercher un cours").fill("hepatites")
    found(page, 1)
    page.get_by_role("link", name="Hépatites virales").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hépatites virales")


# --- The look, kept for people


PICTURES = {
    "catalogue": "/fr/catalogue.html",
    "catalogue-filtered": "/fr/catalogue.html?language=fr&certificate=yes",
    "catalogue-nothing": "/fr/catalogue.html?theme=viruses&star=yes",
    "theme": "/fr/catalogue/methods.html",
    "course": "/fr/courses/viral-outbreaks-pandemics.html",
    "course-of-three-paths": "/fr/courses/abc-gestion-de-projet.html",
    "programme": "/fr/programmes/dnm2ip.html",
    "programmes": "/fr/programmes.html",
    "accessibility": "/fr/accessibility.html",
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_kept_of_every_kind_of_page(
    dated: Served, open_page: OpenPage, screenshot: Callable[..., Path], name: str
) -> None:
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme, reduced_motion="reduce")
        page.clock.set_fixed_time(f"{DAY}T11:00:00Z")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(dated.url + PICTURES[name], wait_until="networkidle")
            assert screenshot(page, f"{name}-{width}-{scheme}").stat().st_size > 10_000


@pytest.mark.parametrize("query", ["q=virus&language=en", "theme=viruses&star=yes"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_the_filters_are_in_use(at: At, query: str, scheme: str) -> None:
    for width in (1280, 320):
        page = at(
            f"/fr/catalogue.html?{query}",
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert axe(page) == []
        assert overflow(page) == []
