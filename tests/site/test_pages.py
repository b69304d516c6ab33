"""The edited pages as values: what they say of a record, and that a record's text is only ever text."""

from __future__ import annotations

import html
import re
import string
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from mkdocs.utils.meta import get_data

from generator.errors import BuildError
from generator.records.base import Text
from generator.records.course import Course, Participation, Session
from generator.records.edition import Award, Edition
from generator.records.reading import read
from generator.records.tree import Tree
from generator.site.calendar import Quarter
from generator.site.fragments import Fragments, Source
from generator.site.page import Page, front_matter, relative
from generator.site.pages import edited_pages, staged_files
from generator.site.programme_page import SMALLEST_COUNT
from generator.site.voice import Voice
from generator.site.words import WORDS

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)
HOSTILE = 'A "quoted" <script>alert(1)</script> & {{ 7*7 }} [x](javascript:y) `code` # * _ \u2028 é 文 😀'


@pytest.fixture(scope="module")
def fragments() -> Fragments:
    templates = ROOT / "site_templates"
    found = {path.name: path.read_text(encoding="utf-8") for path in (templates / "fragments").glob("*.html")}
    mark = (templates / "pages/partials/mark.html").read_text(encoding="utf-8")
    return Fragments({**found, "partials/mark.html": mark})


@pytest.fixture(scope="module")
def tree() -> Tree:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "content").rglob("*")
        if path.suffix in (".yml", ".md")
    }
    others = [
        path.relative_to(ROOT).as_posix() for path in (ROOT / "content/assets").rglob("*") if path.is_file()
    ]
    reading = read(files, others)
    assert reading.tree is not None, reading.diagnostics
    return reading.tree


def render(tree: Tree, fragments: Fragments, day: date = DAY) -> dict[str, Page]:
    return {page.path: page for page in edited_pages(Source(tree, day), fragments, {})}


def with_course(tree: Tree, course: Course, slug: str = "malaria") -> Tree:
    return replace(tree, courses={**tree.courses, slug: course})


def text_of(page: Page) -> str:
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.body)))


def test_every_page_exists_in_both_languages_under_one_slug(tree: Tree, fragments: Fragments) -> None:
    pages = render(tree, fragments)
    assert {path[3:] for path in pages if path.startswith("fr/")} == {
        path[3:] for path in pages if path.startswith("en/")
    }
    themes = {course.theme for course in tree.courses.values()}
    # A programme has four pages: its own, the planner, and those to register and to write again.
    years = {
        one.start.year
        for course in tree.courses.values()
        for one in course.sessions
        if one.start is not None and not one.cancelled and Quarter.of(one.start) < Quarter.of(DAY)
    }
    assert len(years) > 1
    assert {f"fr/calendar/{year}" for year in years} <= pages.keys()
    assert len(pages) == 1 + 2 * (len(years) + 6 + len(themes) + len(tree.courses) + 4 * len(tree.programmes))


@pytest.mark.parametrize("day", [date(2010, 1, 1), date(2026, 2, 28), date(2040, 12, 31)])
def test_the_pages_can_be_written_for_any_day(tree: Tree, fragments: Fragments, day: date) -> None:
    assert render(tree, fragments, day)


def test_a_hostile_title_is_shown_as_text_everywhere(tree: Tree, fragments: Fragments) -> None:
    text = Text(fr=HOSTILE, en=HOSTILE)
    course = tree.courses["malaria"].model_copy(update={"title": text, "summary": text, "outcomes": (text,)})
    programme = tree.programmes["dnm2ip"].model_copy(update={"name": text, "summary": text, "facts": (text,)})
    hostile = replace(with_course(tree, course), programmes={**tree.programmes, "dnm2ip": programme})
    for page in render(hostile, fragments).values():
        assert "<script" not in page.body.replace('<script type="application/json" id="run-words">', "")
        assert "alert(1)" not in page.body or "&lt;script&gt;alert(1)" in page.body
        assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|(?<= )49(?= )", page.body)


def test_front_matter_survives_a_yaml_reader(tree: Tree, fragments: Fragments) -> None:
    title = HOSTILE + "\u0085\ufeff: - #\n---\n"
    page = Page(
        "fr/x", "fr", "x", "course", title, HOSTILE, "<div>x</div>", meta={"scripts": ["a.js"], "none": None}
    )
    body, matter = get_data(page.text())
    assert matter == {
        "title": title,
        "description": HOSTILE,
        "lang": "fr",
        "slug": "x",
        "kind": "course",
        "scripts": ["a.js"],
        "none": None,
        "html": True,
    }
    assert body == "<div>x</div>\n"


def test_front_matter_is_one_line_a_member() -> None:
    assert front_matter({"a": "x\ny", "b": True}) == '---\na: "x\\ny"\nb: true\n---\n'


def test_a_staged_body_is_one_block_without_blank_lines(tree: Tree, fragments: Fragments) -> None:
    for page in render(tree, fragments).values():
        body = page.text().split("\n---\n", 1)[1].strip()
        assert "\n\n" not in body, page.path
        assert body.startswith("<div"), page.path
        assert body.endswith("</div>"), page.path


@pytest.mark.parametrize(
    ("here", "target", "expected"),
    [
        ("index", "fr/index.html", "fr/index.html"),
        ("fr/index", "fr/calendar.html", "calendar.html"),
        ("fr/courses/malaria", "fr/courses/rabies.html", "rabies.html"),
        ("fr/courses/malaria", "fr/catalogue.html", "../catalogue.html"),
        ("fr/courses/malaria", "assets/logos/x.svg", "../../assets/logos/x.svg"),
        ("fr/courses/malaria", "d/", "../../d/"),
    ],
)
def test_addresses_are_relative_to_the_page(here: str, target: str, expected: str) -> None:
    assert relative(here, target) == expected


def test_what_is_unknown_of_a_course_leaves_no_hole(tree: Tree, fragments: Fragments) -> None:
    bare = Course.model_validate(
        {
            "title": {"fr": "Cours nu", "en": "Bare course"},
            "school": "institut-pasteur",
            "theme": "viruses",
            "language": "fr",
            "summary": {"fr": "Rien de plus.", "en": "Nothing more."},
        }
    )
    page = render(with_course(tree, bare, "bare"), fragments)["fr/courses/bare"]
    assert "None" not in page.body
    assert not re.search(r"<dd>\s*</dd>|<td>\s*</td>|<ul[^>]*>\s*</ul>|<p[^>]*>\s*</p>", page.body)
    for heading in ("Prérequis", "Équipe", "L’examen", "Programme</h2>", "Façons de suivre"):
        assert heading not in page.body


def test_sessions_that_are_over_keep_their_dates(tree: Tree, fragments: Fragments) -> None:
    """richie #2104: once a run was closed, its dates were hidden."""
    day = date(2031, 1, 1)
    pages, seen = render(tree, fragments, day), 0
    for slug, course in tree.courses.items():
        shown = text_of(pages[f"fr/courses/{slug}"])
        for session in course.sessions:
            if session.start is not None and session.end is not None and session.end < day:
                seen += 1
                assert Voice("fr").range(session.start, session.end) in shown, (slug, session.id)
    assert seen > 20


def test_no_page_of_the_demonstration_shows_an_empty_element(tree: Tree, fragments: Fragments) -> None:
    for page in render(tree, fragments).values():
        # What is hidden is filled in by a script before it is shown.
        shown = re.sub(
            r"<(section|div) [^>]*hidden>.*?</\1>|hidden></(p|ul)>", "", page.body, flags=re.DOTALL
        )
        assert not re.search(r"<(dd|li|p|h\d|ul|ol|dl)( [^>]*)?>\s*</\1>", shown), page.path
        assert "None" not in text_of(page), page.path


def test_a_course_says_its_next_session_enrolment_exam_price_and_diploma_first(
    tree: Tree, fragments: Fragments
) -> None:
    page = text_of(render(tree, fragments)["fr/courses/viral-hepatitis"])
    head = page[: page.index("Présentation")]
    for words in (
        "Session en cours",
        "du 26\u00a0octobre au 20\u00a0décembre 2026",
        "date indicative",
        "du 31\u00a0août au 13\u00a0décembre 2026",
        "du 7 au 20\u00a0décembre 2026",
        "anglais",
        "150\u00a0€",
        "Diplôme Numérique des Maladies Infectieuses",
    ):
        assert words in head


def test_past_sessions_show_their_figures_and_participation(tree: Tree, fragments: Fragments) -> None:
    session = Session(
        id="old",
        start=date(2020, 1, 6),
        end=date(2020, 3, 1),
        enrolled=12345,
        participation=Participation(answered_a_quiz=40, succeeded=12),
    )
    course = tree.courses["malaria"].model_copy(update={"sessions": (session,)})
    pages = render(with_course(tree, course), fragments)
    assert "12\u202f345" in pages["fr/courses/malaria"].body
    assert "12,345" in pages["en/courses/malaria"].body
    assert "12\u00a0% ont réussi" in pages["fr/courses/malaria"].body
    assert "40% answered a quiz" in pages["en/courses/malaria"].body


def test_a_cancelled_session_is_named_as_such_and_is_never_the_next(tree: Tree, fragments: Fragments) -> None:
    session = Session(id="x", start=date(2027, 3, 1), end=date(2027, 4, 30), cancelled=True)
    course = tree.courses["malaria"].model_copy(update={"sessions": (session,)})
    page = render(with_course(tree, course), fragments)["fr/courses/malaria"]
    assert "Aucune prochaine session" in page.body
    assert "Annulé" in page.body


def test_the_catalogue_lists_every_course_once(tree: Tree, fragments: Fragments) -> None:
    page = render(tree, fragments)["en/catalogue"]
    found = re.findall(r'<h3><a href="courses/([a-z0-9-]+)\.html">', page.body)
    assert sorted(found) == sorted(tree.courses)


def test_the_catalogue_puts_first_what_can_be_joined(tree: Tree, fragments: Fragments) -> None:
    page = render(tree, fragments)["fr/catalogue"].body
    places = [page.index(f'data-tier="{tier}"') for tier in ("now", "soon", "running", "rest")]
    assert places == sorted(places)
    order = [
        page.index(f"courses/{slug}.html")
        for slug in (
            "viral-hepatitis",
            "hiv-science",
            "tuberculosis",
            "viral-outbreaks-pandemics",
            "epidemiology",
        )
    ]
    assert order == sorted(order)
    now, soon, running, rest = places
    assert now < order[0] < order[1] < soon < order[2] < running < rest < order[3]


def test_a_course_that_is_over_still_shows_its_dates(tree: Tree, fragments: Fragments) -> None:
    page = render(tree, fragments)["fr/catalogue"].body
    card = page[page.index('data-course="viral-outbreaks-pandemics"') :]
    assert "du 13\u00a0avril au 7\u00a0juin 2026" in card[: card.index("</li>\n</ul>")]


def test_a_card_names_the_path_beside_each_price(tree: Tree, fragments: Fragments) -> None:
    page = render(tree, fragments)["fr/catalogue"].body
    offers = re.search(r'data-course="malaria".*?<ul class="offers">(.*?)</ul>', page, re.DOTALL)
    assert offers is not None
    assert re.sub(r"<[^>]+>|\s+", " ", offers[1]).split() == [
        "Découverte",
        "gratuit",
        "Qualifiant",
        "150",
        "€",
    ]


def test_a_course_taught_in_another_language_shows_its_own_title_in_that_language(
    tree: Tree, fragments: Fragments
) -> None:
    pages = render(tree, fragments)
    assert '<p class="original" lang="en">Viral Hepatitis</p>' in pages["fr/courses/viral-hepatitis"].body
    assert 'class="original"' not in pages["en/courses/viral-hepatitis"].body
    same = tree.courses["malaria"].model_copy(update={"title": Text(fr="Malaria", en="Malaria")})
    alike = render(with_course(tree, same), fragments)
    assert '<h1 lang="en">Malaria</h1>' in alike["fr/courses/malaria"].body
    assert "<h1>Malaria</h1>" in alike["en/courses/malaria"].body


def test_french_is_set_with_its_no_break_spaces(tree: Tree, fragments: Fragments) -> None:
    text = Text(fr="Vrai ? Oui : « 3 % » ; non !", en="True? Yes: “3%”; no!")
    course = tree.courses["malaria"].model_copy(update={"summary": text})
    body = render(with_course(tree, course), fragments)["fr/courses/malaria"].body
    assert "Vrai\u00a0? Oui\u00a0: «\u00a03\u00a0%\u00a0»\u00a0; non\u00a0!" in body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gives": "attestation", "price_eur": Decimal(0), "exam": False}, "ne certifie pas l’identité"),
        ({"gives": "certificate", "exam": True}, "L’identité est contrôlée à l’examen"),
        ({"gives": "nothing", "exam": False}, "Aucun document"),
    ],
)
def test_a_course_says_what_the_document_of_a_path_is_worth(
    tree: Tree, fragments: Fragments, changes: dict[str, object], words: str
) -> None:
    course = tree.courses["malaria"]
    path = course.paths[1].model_copy(update=changes)
    page = render(with_course(tree, course.model_copy(update={"paths": (path,)})), fragments)[
        "fr/courses/malaria"
    ]
    assert words in text_of(page)
    assert ("aucun crédit ECTS" in text_of(page)) == (changes["gives"] == "attestation")


def test_a_programme_says_its_rule_versions_price_and_courses(tree: Tree, fragments: Fragments) -> None:
    page = text_of(render(tree, fragments)["fr/programmes/dnm2ip"])
    for words in (
        "Réussir au moins 5 de ces 18\u00a0cours",
        "Réussir au moins 1 de ces 3\u00a0cours étoilés",
        "dans les 2\u00a0ans qui suivent l’inscription",
        "2\u00a0cours choisis peuvent être échangés",
        "Version antérieure, du 1er\u00a0janvier 2020 au 22\u00a0juillet 2024",
        "750\u00a0€",
        "Une fois par an, en juillet",
        "5\u00a0cours à 150\u00a0€",
        "juillet 2027",
    ):
        assert words in page


def edition(day: date, number: int) -> Edition:
    awards = tuple(Award(candidate=f"c-{place:010d}") for place in range(number))
    return Edition(programme="dnm2ip", date=day, awards=awards)


def test_an_edition_says_how_many_diplomas_it_awarded_only_where_they_are_many(
    tree: Tree, fragments: Fragments
) -> None:
    held = {
        "a": edition(date(2025, 7, 11), SMALLEST_COUNT),
        "b": edition(date(2026, 7, 10), SMALLEST_COUNT - 1),
    }
    page = render(replace(tree, editions=held), fragments)["fr/programmes/dnm2ip"]
    assert "11\u00a0juillet 2025" in page.body
    assert "10\u00a0juillet 2026" in page.body
    assert re.findall("(\\d+)\u00a0diplômes? décerné", text_of(page)) == [str(SMALLEST_COUNT)]
    assert "c-000000" not in page.body


@pytest.mark.parametrize(
    ("day", "held", "expected"),
    [
        (date(2026, 6, 30), None, "juillet 2026"),
        (date(2026, 7, 1), None, "juillet 2026"),
        (date(2026, 7, 31), date(2026, 7, 10), "juillet 2027"),
        (date(2026, 8, 1), None, "juillet 2027"),
    ],
)
def test_a_programme_says_when_its_jury_meets_next(
    tree: Tree, fragments: Fragments, day: date, held: date | None, expected: str
) -> None:
    editions = {"x": edition(held, 12)} if held else {}
    page = text_of(render(replace(tree, editions=editions), fragments, day)["fr/programmes/dnm2ip"])
    assert f"Prochain jury {expected}" in page


def test_pages_are_staged_as_markdown_and_assets_below_their_folder(tree: Tree, fragments: Fragments) -> None:
    pages = tuple(render(tree, fragments).values())
    files = staged_files(pages, {"logos/x.svg": b"<svg/>"}, "https://diplomes.example.org/")
    assert "fr/courses/malaria.md" in files
    assert files["assets/logos/x.svg"] == b"<svg/>"


def test_a_hand_written_page_goes_through_with_its_front_matter_completed(
    tree: Tree, fragments: Fragments
) -> None:
    text = '---\ntitle: "Aide : tout"\ndescription: "Quoi"\nscripts: [x.js]\n---\n\n# Aide\n\n*Texte* <b>libre</b>.\n'
    written = {f"content/pages/{lang}/aide.md": text.encode() for lang in ("fr", "en")}
    pages = {page.path: page for page in edited_pages(Source(tree, DAY), fragments, written)}
    body, matter = get_data(pages["fr/aide"].text())
    assert matter["title"] == "Aide : tout"
    assert matter["slug"] == "aide"
    assert matter["scripts"] == ["x.js"]
    assert body.strip() == "# Aide\n\n*Texte* <b>libre</b>."


def test_a_hand_written_page_may_call_for_the_form(tree: Tree, fragments: Fragments) -> None:
    text = '---\ntitle: "V"\ndescription: "V"\n---\n\n# V\n\n<!-- fragment: code-form -->\n\nFin.\n'
    pages = edited_pages(Source(tree, DAY), fragments, {"content/pages/fr/v.md": text.encode()})
    page = next(page for page in pages if page.path == "fr/v")
    assert 'data-diplomas="../d/"' in page.body
    assert page.meta["scripts"] == ["code.js"]
    assert page.body.rstrip().endswith("Fin.")


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("content/pages/fr/a.md", "# No front matter\n", "B103"),
        ("content/pages/fr/a.md", "---\ntitle: x\n---\n\n# x\n", "B103"),
        ("content/pages/fr/a.md", "---\ntitle: [1]\ndescription: x\n---\n", "B103"),
        ("content/pages/de/a.md", '---\ntitle: "x"\ndescription: "y"\n---\n', "B102"),
        ("content/pages/fr/sub/a.md", '---\ntitle: "x"\ndescription: "y"\n---\n', "B102"),
    ],
)
def test_a_broken_hand_written_page_is_named(
    tree: Tree, fragments: Fragments, path: str, text: str, code: str
) -> None:
    with pytest.raises(BuildError) as refused:
        edited_pages(Source(tree, DAY), fragments, {path: text.encode()})
    assert {(one.path, one.code) for one in refused.value.diagnostics} == {(path, code)}


def test_a_mistake_in_front_matter_is_reported_at_its_line(tree: Tree, fragments: Fragments) -> None:
    text = "---\ntitle: x\ndescription: y\ntitle: z\n---\n"
    with pytest.raises(BuildError) as refused:
        edited_pages(Source(tree, DAY), fragments, {"content/pages/fr/a.md": text.encode()})
    assert refused.value.diagnostics[0].line == 4


def test_a_phrase_has_the_same_placeholders_in_both_languages() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert {key for key, (fr, en) in WORDS.items() if names(fr) != names(en)} == set()


def test_every_phrase_is_used() -> None:
    places = [*(ROOT / "site_templates/fragments").glob("*.html"), *(ROOT / "generator/site").rglob("*.py")]
    used = "".join(path.read_text(encoding="utf-8") for path in places if not path.name.startswith("words"))
    built = re.compile(
        r".*_(one|many)|(state|level|gives|tier|facet|deposit_kind|keys_state|keys_diplomas|keys_step)_.*|exam_(live|recorded|none)"
        r"|(any|category|event|feed|mark|register|view|window)_.*"
    )
    assert [
        key for key in WORDS if f'"{key}"' not in used and f"'{key}'" not in used and not built.fullmatch(key)
    ] == []


def test_a_table_of_a_hand_written_page_scrolls_in_a_region_of_its_own(
    tree: Tree, fragments: Fragments
) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    text = f'---\ntitle: "T"\ndescription: "T"\n---\n\n# T\n\n{table}\n\n```\n| no table\n```\n\n{table}'
    pages = edited_pages(Source(tree, DAY), fragments, {"content/pages/en/t.md": text.encode()})
    body = next(page for page in pages if page.path == "en/t").body
    assert re.findall(r'aria-label="([^"]+)"', body) == ["Table 1, scrollable", "Table 2, scrollable"]
    assert body.count("</div>") == 2
    assert "```\n| no table\n```" in body


@pytest.mark.parametrize(
    ("path", "up"),
    [("fr/courses/malaria", "../catalogue.html"), ("en/programmes/dnm2ip", "../programmes.html")],
)
def test_a_course_and_a_programme_say_the_way_up(
    tree: Tree, fragments: Fragments, path: str, up: str
) -> None:
    body = render(tree, fragments)[path].body
    crumbs = body[body.index('class="breadcrumbs"') : body.index("</nav>")]
    assert 'href="../index.html"' in crumbs
    assert f'href="{up}"' in crumbs
    assert 'aria-current="page"' in crumbs


def test_a_course_says_the_hours_of_its_exam_where_they_are_known(tree: Tree, fragments: Fragments) -> None:
    pages = render(tree, fragments)
    hours = {
        "fr": "du 22\u00a0février 2027 à 9\u00a0h au 28\u00a0février 2027 à 18\u00a0h (heure de Paris)",
        "en": "22\u00a0February 2027 at 09:00 to 28\u00a0February 2027 at 18:00 (Paris time)",
    }
    for language, words in hours.items():
        body = pages[f"{language}/courses/digital-first-aid"].body
        panel, _, rest = body.partition('<h2 id="about">')
        assert f"<dd>{words}</dd>" in panel
        assert f'data-window="{words}"' in rest
    assert "heure de Paris" not in pages["fr/courses/hiv-science"].body


def test_the_catalogue_leads_to_the_planner_of_every_programme(tree: Tree, fragments: Fragments) -> None:
    pages = render(tree, fragments)
    for language in ("fr", "en"):
        for slug in tree.programmes:
            assert f'href="plan/{slug}.html"' in pages[f"{language}/catalogue"].body
