"""What a build promises: the same bytes again, nothing false, the old site until the new one is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks.synthetic import act
from generator.build import build
from generator.errors import BuildError, LedgerError, RecordError
from generator.trust.canonical import canonical
from tests.build.conftest import Small, contents, debris


def test_a_build_holds_pages_diplomas_keys_lists_and_what_hosts_read(built: Small) -> None:
    files = contents(built.output)
    for name in (
        "index.html",
        "404.html",
        "fr/index.html",
        "en/courses/cours.html",
        "fr/programmes/certificat.html",
        ".well-known/did.json",
        "status/revocation-1.json",
        "sitemap.xml",
        "robots.txt",
        "_headers",
        ".htaccess",
        ".nojekyll",
        "assets/SHA256SUMS",
        "assets/tokens.css",
        "assets/logos/ecole.svg",
    ):
        assert name in files
    for one in built.holders:
        assert f"d/{one.code}.html" in files
        assert f"d/{one.code}.json" in files


def test_the_published_document_is_the_canonical_form_of_what_was_signed(built: Small) -> None:
    line = json.loads(built.segment().read_text().splitlines()[0])
    published = (built.output / "d" / f"{line['code']}.json").read_bytes()
    assert published == canonical(line["credential"])


def test_two_builds_give_the_same_bytes(small: Small) -> None:
    small.build()
    first = contents(small.output)
    small.build()
    assert contents(small.output) == first


def test_another_place_gives_the_same_bytes(built: Small, tmp_path: Path) -> None:
    build(built.root, tmp_path / "elsewhere", day=date(2026, 8, 1), jobs=1)
    assert contents(tmp_path / "elsewhere") == contents(built.output)


def test_several_processes_give_the_same_bytes_as_one(make_small: Callable[[int], Small]) -> None:
    many = make_small(2100)
    many.build(jobs=1)
    alone = contents(many.output)
    many.build(jobs=2)
    assert contents(many.output) == alone


def test_a_false_signature_stops_the_build_and_is_named(small: Small) -> None:
    small.build()
    before = contents(small.output)
    path = small.segment()
    text = path.read_text(encoding="utf-8")
    name = small.holders[2].name
    path.write_text(text.replace(name, name.replace("2", "9")), encoding="utf-8")
    with pytest.raises(LedgerError) as refused:
        small.build()
    problems = refused.value.diagnostics
    assert [(one.code, one.line) for one in problems] == [("L303", 3)]
    assert small.holders[2].code in problems[0].message
    assert contents(small.output) == before
    assert debris(small.root) == []


def test_a_mistake_in_the_records_stops_the_build(small: Small) -> None:
    small.build()
    before = contents(small.output)
    small.change("content/courses/cours.yml", "language: fr", "language: fr\nstarred: true")
    with pytest.raises(RecordError) as refused:
        small.build()
    assert refused.value.diagnostics[0].path == "content/courses/cours.yml"
    assert contents(small.output) == before
    assert debris(small.root) == []


def test_a_broken_link_in_a_hand_written_page_stops_the_build_and_is_named(small: Small) -> None:
    small.build()
    before = contents(small.output)
    small.change("content/pages/fr/legal.md", "Text.", "[nulle part](nowhere.md)")
    with pytest.raises(BuildError, match=r"nowhere\.md"):
        small.build()
    assert contents(small.output) == before
    assert debris(small.root) == []


@pytest.mark.parametrize("interrupted", ["records", "registry", "pages", "mkdocs", "files"])
def test_an_interrupted_build_leaves_the_old_site_and_nothing_else(small: Small, interrupted: str) -> None:
    small.build()
    before = contents(small.output)

    def interrupt(stage: str, _done: int, _total: int) -> None:
        if stage == interrupted:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small.build(progress=interrupt)
    assert contents(small.output) == before
    assert debris(small.root) == []


def test_an_interrupted_first_build_leaves_no_site(small: Small) -> None:
    def interrupt(stage: str, _done: int, _total: int) -> None:
        if stage == "registry":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small.build(progress=interrupt)
    assert not small.output.exists()
    assert debris(small.root) == []


def test_what_a_killed_build_has_left_is_removed_by_the_next(small: Small) -> None:
    (small.root / ".site.next-killed" / "d").mkdir(parents=True)
    small.build()
    assert debris(small.root) == []


def test_a_withdrawn_diploma_keeps_its_page_and_publishes_no_document(small: Small) -> None:
    act(small.root, "withdraw", small.holders[0].code, reason="holder-request")
    report = small.build()
    assert report.diplomas["withdrawn"] == 1
    page = (small.output / "d" / f"{small.holders[0].code}.html").read_text(encoding="utf-8")
    assert 'data-state="withdrawn"' in page
    assert small.holders[0].name not in page
    assert not (small.output / "d" / f"{small.holders[0].code}.json").exists()


def test_a_revoked_diploma_keeps_its_page_and_its_document(small: Small) -> None:
    act(small.root, "revoke", small.holders[1].code, reason="fraud", revoked=(1,))
    report = small.build()
    assert report.diplomas["revoked"] == 1
    page = (small.output / "d" / f"{small.holders[1].code}.html").read_text(encoding="utf-8")
    assert 'data-state="revoked"' in page
    assert (small.output / "d" / f"{small.holders[1].code}.json").exists()


def test_no_other_file_or_name_reveals_who_holds_a_diploma(built: Small) -> None:
    for path in built.output.rglob("*"):
        relative = path.relative_to(built.output).as_posix()
        if relative.startswith("d/") or not path.is_file():
            assert not any(one.name in relative for one in built.holders)
            continue
        data = path.read_bytes()
        for one in built.holders:
            assert one.code not in relative
            assert one.code.encode() not in data, relative
            assert one.name.encode() not in data, relative


def test_a_diplomas_page_names_no_other_diploma(built: Small) -> None:
    for one in built.holders:
        data = (built.output / "d" / f"{one.code}.html").read_bytes()
        assert not any(other.code.encode() in data for other in built.holders if other != one)


def test_only_the_specimens_that_the_record_names_are_linked(small: Small) -> None:
    chosen, gone = small.holders[3].code, "2222-2222-2222-2222-2222"
    act(small.root, "withdraw", small.holders[4].code)
    entries = "".join(
        f"  - code: {code}\n    what: {{fr: Un exemple, en: An example}}\n"
        for code in (chosen, gone, small.holders[4].code)
    )
    site = (small.root / "content/site.yml").read_text(encoding="utf-8")
    small.write("content/site.yml", f"{site}specimens:\n{entries}")
    report = small.build()
    assert [one.code for one in report.warnings] == ["B104W", "B104W"]
    for page in ("fr/index.html", "en/index.html", "fr/programmes/certificat.html"):
        text = (small.output / page).read_text(encoding="utf-8")
        assert f"d/{chosen}.html" in text
        assert gone not in text
        assert small.holders[4].code not in text


def test_the_sitemap_lists_edited_pages_alone_with_both_languages(built: Small) -> None:
    index = (built.output / "sitemap.xml").read_text(encoding="utf-8")
    assert re.findall("<loc>(.*?)</loc>", index) == [
        f"https://diplomes.example.org/{language}/sitemap.xml" for language in ("fr", "en")
    ]
    for language in ("fr", "en"):
        text = (built.output / language / "sitemap.xml").read_text(encoding="utf-8")
        assert f"<loc>https://diplomes.example.org/{language}/courses/cours.html</loc>" in text
        assert text.count('hreflang="en"') == text.count('hreflang="x-default"') == text.count("<loc>")
        assert "/d/" not in text
        assert "404" not in text
        assert "lastmod" not in text
    assert "https://diplomes.example.org/sitemap.xml" in (built.output / "robots.txt").read_text()


def test_nothing_of_the_themes_own_files_is_published(built: Small) -> None:
    names = contents(built.output)
    assert not any(
        "javascripts" in name or "stylesheets" in name or name.endswith((".gz", ".map")) for name in names
    )
    assert not any(name.startswith("search/") for name in names)
    ours = [name for name in names if name.startswith("assets/") and not name.startswith("assets/cards/")]
    assert sum((built.output / name).stat().st_size for name in ours) < 700_000


def test_the_build_day_decides_what_comes_next(small: Small) -> None:
    small.build(day=date(2026, 8, 1))
    before = (small.output / "fr/courses/cours.html").read_text(encoding="utf-8")
    assert 'chip-open">Inscriptions ouvertes' in before
    small.build(day=date(2027, 1, 1))
    after = (small.output / "fr/courses/cours.html").read_text(encoding="utf-8")
    assert 'chip-open">' not in after
    assert "Aucune prochaine session" in after


def test_the_build_day_moves_no_diploma(small: Small) -> None:
    small.build(day=date(2026, 8, 1))
    before = {name: digest for name, digest in contents(small.output).items() if name.startswith("d/")}
    small.build(day=date(2029, 8, 1))
    after = {name: digest for name, digest in contents(small.output).items() if name.startswith("d/")}
    assert after == before


def test_renaming_a_course_or_the_school_moves_no_diploma(small: Small) -> None:
    small.build()
    before = {name: digest for name, digest in contents(small.output).items() if name.startswith("d/")}
    small.change("content/courses/cours.yml", "Cours d’essai", "Un autre nom")
    small.change("content/issuers/ecole.yml", "École d’essai", "Un autre nom")
    small.build()
    after = {name: digest for name, digest in contents(small.output).items() if name.startswith("d/")}
    assert after == before


def test_a_ledger_of_another_host_is_refused(small: Small) -> None:
    small.change("content/site.yml", "diplomes.example.org", "autre.example.org")
    small.change("content/issuers/ecole.yml", "diplomes.example.org", "autre.example.org")
    with pytest.raises(LedgerError) as refused:
        small.build()
    assert [one.code for one in refused.value.diagnostics] == ["B105"]


def test_a_hand_written_page_may_not_take_the_place_of_a_records_page(small: Small) -> None:
    for language in ("fr", "en"):
        small.write(
            f"content/pages/{language}/catalogue.md", '---\ntitle: "x"\ndescription: "y"\n---\n\n# x\n'
        )
    with pytest.raises(BuildError) as refused:
        small.build()
    assert [one.code for one in refused.value.diagnostics] == ["B101", "B101"]


def test_a_site_without_courses_is_built_too_and_its_catalogue_says_so(
    make_small: Callable[[int], Small],
) -> None:
    empty = make_small(0)
    for record in ("programmes/certificat.yml", "courses/cours.yml"):
        (empty.root / "content" / record).unlink()
    empty.build()
    french = (empty.output / "fr/catalogue.html").read_text(encoding="utf-8")
    assert "Aucun cours n’est encore annoncé." in french
    assert 'id="words"' not in french
    assert "No course has been announced yet." in (empty.output / "en/catalogue.html").read_text(
        encoding="utf-8"
    )


def test_a_site_without_diplomas_is_built_too(make_small: Callable[[int], Small]) -> None:
    empty = make_small(0)
    report = empty.build()
    assert report.diplomas == {}
    assert (empty.output / "fr/index.html").is_file()
    assert not (empty.output / ".well-known").exists()


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("fragments/home.html", "home.html"),
        ("pages/main.html", "main.html"),
        ("registry/diploma.html", "diploma.html"),
    ],
)
def test_a_broken_template_is_named_with_its_line(small: Small, template: str, name: str) -> None:
    path = small.root / "site_templates" / template
    path.write_text(path.read_text(encoding="utf-8") + "{% if %}", encoding="utf-8")
    with pytest.raises(BuildError, match=rf"{name}, line \d+"):
        small.build()
    assert not small.output.exists()
