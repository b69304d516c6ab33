"""The templates: every kind in both languages, text and HTML that say the same, French set as French is."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.mailing.contents import values_of
from generator.mailing.desk import read_templates
from generator.mailing.letter import Letter, Letters, TemplateFaultError
from generator.outreach import Message
from generator.outreach.message import NECESSARY
from generator.records.mail import MAIL_KINDS
from generator.rules.standing import sittings_by_candidate
from tests.mailing.office import ROOT
from tests.outreach.builders import (
    CODE,
    OTHER,
    act,
    diploma,
    plan,
    registered,
    sent,
    started,
    tree,
)

LETTERS = Letters(read_templates(ROOT))
NAME = "Ariane Exemple"


def _deposit(score: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {"course": "malaria", "session": "s1", "certificate": "A", "date": "2026-06-21"}
    return found if score is None else {**found, "score": score}


def cases() -> dict[str, tuple[Any, Message]]:
    """A site and a message of each kind, and of each way in which a kind is said."""
    plain, passed, failed = tree(), tree(rows=[{"score": 18}]), tree(rows=[{"score": 17}])
    told = started(*sent(plan(failed, "2026-07-02").due[0], "2026-07-02"))
    corrected = tree(rows=[{"score": 18}], received="2026-07-20")
    superseded = [
        diploma(CODE, "2026-07-13", act("supersede", "2026-08-01", replacement=OTHER)),
        diploma(OTHER, "2026-08-01"),
    ]
    undone = [act("revoke", "2026-08-01"), act("reinstate", "2026-08-02")]
    found = {
        "registered": (plain, plan(plain, "2026-02-01").due),
        "registered, no end": (endless := tree(within=None), plan(endless, "2026-02-01").due),
        "withdrawn": (
            left := tree(registrations=[registered(withdrawn="2026-06-01")]),
            plan(left, "2026-06-02").due,
        ),
        "course-starts": (plain, plan(plain, "2026-04-30").due),
        "exam-opens": (plain, plan(plain, "2026-06-16").due),
        "exam-closes": (plain, plan(plain, "2026-06-26").due),
        "result": (passed, plan(passed, "2026-07-02").due),
        "result, failed": (failed, plan(failed, "2026-07-02").due),
        "result, corrected": (corrected, plan(corrected, "2026-07-21", told).due),
        "contradicted": (
            other := tree(rows=[{"score": 18}], deposits=[_deposit(80)]),
            plan(other, "2026-07-02").due,
        ),
        "contradicted, no score": (
            bare := tree(rows=[{"score": 17}], deposits=[_deposit(None)]),
            plan(bare, "2026-07-02").due,
        ),
        "issued": (plain, plan(plain, "2026-07-14", None, [diploma()]).due),
        "corrected": (plain, plan(plain, "2026-08-02", None, superseded).due),
        "revoked": (
            plain,
            plan(plain, "2026-08-01", None, [diploma(CODE, "2026-07-13", undone[0])]).due,
        ),
        "reinstated": (plain, plan(plain, "2026-08-02", None, [diploma(CODE, "2026-07-13", *undone)]).due),
        "window-ending": (plain, plan(plain, "2027-12-01").due),
    }
    return {
        name: (where, next(one for one in due if one.kind == name.partition(",")[0]))
        for name, (where, due) in found.items()
    }


CASES = cases()


def letter(case: str, language: Any, **changed: object) -> Letter:
    where, message = CASES[case]
    assert where.site.mail is not None
    person = where.candidates[message.candidate].model_copy(update={"language": language})
    where = type(where)(**{
        field: getattr(where, field) for field in where.__slots__ if field != "candidates"
    }, candidates={message.candidate: person})  # fmt: skip
    values = values_of(where, sittings_by_candidate(where.results), message, message.opens, where.site.mail)
    return LETTERS.write(message.kind, language, {**values, **changed})


class _Words(HTMLParser):
    """The words of an HTML message, as a person reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._silent += tag in ("style", "title")
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background")]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += re.findall(r"\w+", data)


def parsed(text: str) -> _Words:
    found = _Words()
    found.feed(text)
    return found


def test_every_kind_is_tried() -> None:
    assert {name.partition(",")[0] for name in CASES} == set(MAIL_KINDS)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", CASES)
def test_text_and_html_say_the_same(name: str, language: str) -> None:
    found = letter(name, language)
    text = re.sub(r"https://\S+", "", found.text)
    read = parsed(found.html)
    said = set(re.findall(r"\w+", f"{found.subject} {text}"))
    assert said - set(read.words) == set()
    addresses = set(re.findall(r"\w+", " ".join(read.links)))
    assert set(read.words) - said - addresses == set()
    assert set(read.links) == set(re.findall(r"https://\S+", found.text))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", CASES)
def test_a_message_is_self_contained_and_says_its_language(name: str, language: str) -> None:
    found = letter(name, language)
    read = parsed(found.html)
    assert f'<html lang="{language}"' in found.html
    assert '<meta name="color-scheme" content="light dark">' in found.html
    assert not {"img", "table", "script", "link", "iframe", "form", "object"} & set(read.tags)
    assert "url(" not in found.html
    assert "@import" not in found.html
    assert all(link.startswith("https://diplomes.example.org/") for link in read.links)
    assert "None" not in found.text
    assert "{" not in found.text + found.subject
    assert len(found.html) < 12_000
    assert max(len(line) for line in found.text.splitlines() if "https://" not in line) <= 80


@pytest.mark.parametrize("name", CASES)
def test_french_is_set_as_french_is(name: str) -> None:
    found = letter(name, "fr")
    text = f"{found.subject}\n{re.sub(r'https://[^ ]*', '', found.text)}"
    assert re.findall(r".{0,20} [:;!?»%].{0,10}", text) == []
    assert (
        re.findall(r".{0,20}\S[;!?»].{0,10}", text.replace("\u00a0", " \u00a0").replace("\u202f", " \u00a0"))
        == []
    )
    assert re.findall(r".{0,10}« .{0,10}", text) == []
    assert "'" not in text


@pytest.mark.parametrize("name", CASES)
def test_a_reminder_says_how_to_get_no_more_and_the_rest_why_it_comes_all_the_same(name: str) -> None:
    reminder = CASES[name][1].kind not in NECESSARY
    assert ("C’est un rappel." in letter(name, "fr").text) is reminder
    assert ("This is a reminder." in letter(name, "en").text) is reminder


def test_the_subject_names_no_person() -> None:
    for name in CASES:
        for language in ("fr", "en"):
            assert NAME not in letter(name, language).subject


@given(st.text(alphabet="<>&\"'{}%- \n#aé\u00a0", min_size=1, max_size=60))
def test_no_text_of_a_record_becomes_markup_or_a_template(text: str) -> None:
    for name in ("exam-opens", "result", "registered"):
        found = letter(
            name, "fr", name=f"A{text}", course=f"B{text}", programme=f"C{text}", outcome=f"D{text}"
        )
        plain = letter(name, "fr")
        assert parsed(found.html).tags.count("script") == 0
        assert set(parsed(found.html).tags) <= {*parsed(plain.html).tags, "ul", "li"}
        assert html.escape(text.strip()).split("\n")[0].strip()[:1] in found.html
        assert "\n" not in found.subject


def test_a_name_in_another_direction_is_kept_apart() -> None:
    assert "<bdi>ليلى بنت مثال</bdi>" in letter("result", "fr", name="ليلى بنت مثال").html


def test_a_value_that_a_kind_does_not_have_is_a_named_fault() -> None:
    broken = Letters({**read_templates(ROOT), "result.fr.txt": "Sujet\n\n{{ nonsense }}\n"})
    with pytest.raises(TemplateFaultError) as caught:
        broken.write("result", "fr", {})
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.path) == ("M513", "site_templates/mail/result.fr.txt")
    with pytest.raises(TemplateFaultError):
        Letters({**read_templates(ROOT), "result.fr.txt": "\n\n"}).write("result", "fr", {})
    with pytest.raises(TemplateFaultError):
        Letters({**read_templates(ROOT), "result.fr.txt": "Sujet {% if %}"}).write("result", "fr", {})


def test_a_kind_may_have_html_of_its_own() -> None:
    own = Letters(
        {
            **read_templates(ROOT),
            "withdrawn.fr.html": '<html lang="{{ lang }}"><h1>{{ subject }}</h1>{{ body }}',
        }
    )
    where, message = CASES["withdrawn"]
    assert where.site.mail is not None
    values = values_of(where, {}, message, date(2026, 6, 2), where.site.mail)
    found = own.write("withdrawn", "fr", values)
    assert found.html.startswith('<html lang="fr"><h1>Inscription retirée')
