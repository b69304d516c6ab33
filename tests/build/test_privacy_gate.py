"""The privacy gate of a build: what leaks stops it, is named by its record, and leaves the old site as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.synthetic import make_site
from generator.cli import main
from generator.errors import BuildError
from generator.gate.listing import Listing, diploma_code
from generator.privacy.days import days_in
from generator.privacy.views import views
from generator.privacy.words import finished, split
from tests.build.conftest import Small, contents

RECORD = "candidates/register/c-4f9k2m7x1q.yml"
PERSON = """\
# yaml-language-server: $schema=../../content/schemas/candidate.json
name:
  display: Camille Fictive-Personne
birth_date: 1987-03-09
email: camille.f@courrier.example
language: fr
fictional: true
platform_id: demo-441011
registrations:
- programme: certificat
  date: 2026-02-01
note: Asked twice for more time because of an illness.
"""
PAGE = "content/pages/fr/about.md"


@pytest.fixture
def school(small: Small) -> Small:
    """A site with one candidate, built once."""
    small.write(RECORD, PERSON)
    small.build()
    return small


def refused(small: Small) -> list[tuple[str, str]]:
    """Codes and places of what stops a build."""
    with pytest.raises(BuildError) as error:
        small.build()
    return [(one.code, f"{one.path}:{one.line}:{one.column}") for one in error.value.diagnostics]


LEAKS: dict[str, tuple[str, str, str]] = {
    # what: where it is planted, what is written there, where the record says it
    "an address on a page": (PAGE, "camille.f&#64;courrier.example", "5:8"),
    "an account in a style sheet": ("site_templates/assets/leak.css", "/* demo-441011 */", "8:14"),
    "an identifier in a script": ("site_templates/assets/leak.js", "let a = 'c-4f9k2m7x1q'", "2:1"),
    "a name in a picture": (
        "content/assets/leak.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><title>Camille Fictive-Personne</title></svg>",
        "3:12",
    ),
    "a birthday in a source map": ("site_templates/assets/leak.js.map", '{"a":"9 mars 1987"}', "4:13"),
    "a note in a template of every diploma": (
        "site_templates/registry/withdrawn.html",
        "<!-- asked twice for more time because of an illness -->",
        "12:7",
    ),
}


@pytest.mark.parametrize("what", LEAKS)
def test_a_leak_stops_the_build_and_names_its_record(school: Small, what: str) -> None:
    path, text, place = LEAKS[what]
    before = contents(school.output)
    target = school.root / path
    old = target.read_text(encoding="utf-8") if target.exists() else ""
    school.write(path, f"{old}\n{text}\n")
    if "withdrawn" in path:
        # What no page is made of is not published.
        school.change(
            "site_templates/registry/diploma.html", '<dl class="facts">', f'<dl class="facts">{text}'
        )
    assert ("B301", f"{RECORD}:{place}") in refused(school)
    assert contents(school.output) == before
    school.write(path, old)


def test_what_leaks_is_told_without_being_repeated(school: Small) -> None:
    school.write("site_templates/assets/camille-fictive-personne.js", "let a = 'demo-441011'")
    result = CliRunner().invoke(
        main, ["-C", str(school.root), "build", "--date", "2026-08-01", "--jobs", "1"]
    )
    assert result.exit_code == 1
    assert (
        f"{RECORD}:3:12: B301 the name that stands here would be published in the name of a file"
        in result.output
    )
    for private in ("demo-441011", "Camille", "camille", "Fictive"):
        assert private not in result.output.replace("assets/camille-fictive-personne.js", "", 1)


def test_a_teacher_may_have_the_name_of_a_candidate(school: Small) -> None:
    school.change(
        "content/courses/cours.yml", "sessions:", "team:\n  - name: Camille Fictive-Personne\nsessions:"
    )
    assert school.build().warnings == ()


def test_a_name_in_a_public_text_is_a_warning_until_it_is_declared(school: Small) -> None:
    text = (school.root / PAGE).read_text(encoding="utf-8")
    school.write(PAGE, f"{text}\nÉcrit par Camille Fictive-Personne.\n")
    warnings = school.build().warnings
    assert [(one.code, one.path, one.line) for one in warnings] == [("B303W", RECORD, 3)]
    school.change("content/site.yml", "themes:", "public_names: [Camille Fictive-Personne]\nthemes:")
    assert school.build().warnings == ()


def test_a_date_of_birth_may_be_a_day_of_the_public_records(school: Small) -> None:
    school.change("content/courses/cours.yml", "fr: Un cours.", "fr: Un cours né le 9 mars 1987.")
    school.build()


def test_people_may_be_born_on_any_day_that_the_site_happens_to_name(school: Small) -> None:
    found: set[bytes] = set()
    for path in school.output.rglob("*"):
        if path.is_file() and path.parent.name != "d":
            for view in views(path.read_bytes()):
                words = finished(b" ".join(split(view)))
                places = (at for at, word in enumerate(words) if re.fullmatch(rb"(19|20)\d\d(\d{4})?", word))
                found.update(
                    day for at in places for day in days_in(words[max(at - 2, 0) : at + 3], min(at, 2))
                )
    born = sorted(day.decode() for day in found if b"1920" < day[:4] < b"2013" and is_day(day))
    # That of the address of rdf:type, in the script that verifies.
    assert "1999-02-22" in born
    for number, day in enumerate(born):
        person = PERSON.replace("1987-03-09", day).replace(
            "Camille Fictive-Personne", f"Personne {number} Sans-Nom"
        )
        person = person.replace("camille.f@", f"personne.{number}@").replace(
            "demo-441011", f"demo-55{number:04d}"
        )
        school.write(f"candidates/register/c-2222222{number:03d}.yml", person)
    school.build()


def is_day(text: bytes) -> bool:
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        return False
    return True


def test_a_holder_is_named_on_the_own_page_only(school: Small) -> None:
    # The record of a holder: the signed name is that of the record.
    holder = school.holders[0]
    school.write(RECORD, PERSON.replace("Camille Fictive-Personne", holder.name))
    school.build()
    text = (school.root / "site_templates/registry/diploma.html").read_text(encoding="utf-8")
    school.write(
        "site_templates/registry/diploma.html", text.replace('<dl class="facts">', f"<p>{holder.name}</p>")
    )
    assert refused(school) == [("B301", f"{RECORD}:3:12")]


def test_codes_stand_in_their_own_files_alone(school: Small) -> None:
    code = school.holders[2].code
    for path in school.output.rglob("*"):
        if path.is_file() and diploma_code(path.relative_to(school.output).as_posix()) != code:
            assert code.encode() not in path.read_bytes()
    school.write("site_templates/assets/list.js", f"let codes = ['{code}']")
    found = refused(school)
    assert [one for one, _ in found] == ["B302"]
    assert found[0][1].startswith("candidates/ledger/credentials/")


def test_a_build_of_parts_searches_them_too(tmp_path: Path) -> None:
    root = tmp_path / "parts"
    small = Small(root, make_site(root, 4))
    small.write(RECORD, PERSON)
    small.change("site_templates/registry/diploma.html", '<dl class="facts">', "<p>demo-441011</p>")
    assert refused(small) == [("B301", f"{RECORD}:8:14")]


def test_nothing_is_searched_twice_while_nothing_changes(
    school: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    import generator.gate.gate as module

    real: Callable[..., object] = module.search_files

    def watching(directory: Path, files: Listing, *rest: object, **more: object) -> object:
        looked.append(len(files))
        return real(directory, files, *rest, **more)

    monkeypatch.setattr(module, "search_files", watching)
    school.build()
    school.write(RECORD, PERSON + "consents: [{purpose: x, version: '1', date: 2026-02-01, given: true}]\n")
    school.build()
    school.write(RECORD, PERSON.replace("demo-441011", "demo-441012"))
    school.build()
    # Nothing is left to search but after the last change.
    assert len(looked) == 1
    assert looked[0] > 20


def test_what_is_staged_for_another_engine_is_searched_before_it_is_written(school: Small) -> None:
    school.write("site_templates/assets/leak.css", "/* demo-441011 */")
    place = school.root.parent / "staged"
    words = ("-C", str(school.root), "stage", str(place), "--date", "2026-08-01")
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1 and f"{RECORD}:8:14: B301" in result.output
    assert not place.exists()
    school.write("site_templates/assets/leak.css", "/* */")
    assert CliRunner().invoke(main, words).exit_code == 0


def test_few_files_and_many_are_searched_alike(school: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    import generator.gate.gate as module

    school.write("site_templates/assets/leak.json", '["demo-441011, né le 9 mars 1987, 19870309"]')
    many = refused(school)
    monkeypatch.setattr(module, "_LINES_A_FILE", 0)
    few = refused(school)
    assert few == many
    assert {place for _, place in few} == {f"{RECORD}:8:14", f"{RECORD}:4:13"}


def test_a_name_that_is_not_public_any_more_is_found_in_files_that_did_not_change(school: Small) -> None:
    school.change("content/site.yml", "themes:", "public_names: [Camille Fictive-Personne]\nthemes:")
    school.write("site_templates/assets/leak.css", "/* Camille Fictive-Personne */")
    school.build()
    school.change("content/site.yml", "public_names: [Camille Fictive-Personne]\n", "")
    assert refused(school) == [("B301", f"{RECORD}:3:12")]
