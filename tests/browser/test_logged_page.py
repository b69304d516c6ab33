"""A diploma's page checks its own place in the transparency log: a false or uncheckable proof never leaves it green."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.site.badge import svg_badge
from generator.site.badge_png import png_badge
from generator.trust.view import fields
from tests.browser.conftest import OpenPage, ServeChanged
from tests.browser.desk import as_file
from tests.browser.diplomas import Diploma, all_diplomas, in_state
from tests.browser.harness import Served, Watch, verdict
from tests.browser.test_log import cases
from tests.logs import KEY, POLICY, witness

PROOF = re.compile(rb'(<script type="text/plain" id="log-proof">)(.*?)(</script>)', re.DOTALL)

Changes = dict[str, bytes | None]


def proof_of(diploma: Diploma) -> bytes:
    found = PROOF.search(diploma.page)
    assert found is not None, "the demonstration's diplomas hold a proof of the log"
    return found[2]


def with_proof(diploma: Diploma, proof: bytes) -> Changes:
    return {diploma.address: PROOF.sub(lambda found: found[1] + proof + found[3], diploma.page)}


def told(page: Page, lang: str = "fr") -> Locator:
    """What the page found, in a language: its own is there at once, the other when somebody asks for it."""
    result = page.locator(f".verification[lang={lang}]")
    if result.locator(".verification-result").count() == 0:
        page.evaluate("lang => { location.hash = lang; }", lang)
        expect(result.locator(".verification-result")).to_have_count(1)
    return result


def line(page: Page, lang: str = "fr") -> tuple[str, str]:
    """The outcome and the words about the log."""
    found = told(page, lang).locator(".check[data-check=log]")
    return str(found.get_attribute("data-outcome")), str(found.locator(".check-detail").text_content())


def title(page: Page, lang: str = "fr") -> str:
    return str(told(page, lang).locator(".verdict strong").text_content())


def is_green(page: Page) -> bool:
    """What an eye sees: the colour of the verdict, its mark, the state that the build declared."""
    probe = """() => {
      const box = document.querySelector('.verification-result');
      const style = getComputedStyle(box);
      return style.getPropertyValue('--tone') === style.getPropertyValue('--good');
    }"""
    green: bool = page.evaluate(probe)
    marked = page.locator(".verdict-icon").first.text_content() == "✓"
    declared = page.locator(".state-valid:visible").count() == 1
    assert green == marked == declared == (page.get_attribute("html", "data-tone") == "good")
    return green


Visit = Callable[[Changes], Page]


@pytest.fixture
def visit(valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage) -> Visit:
    def go(changes: Changes) -> Page:
        page = open_page(serve_changed(changes).url + valid.address)
        verdict(page)
        return page

    return go


# --- Passed


def test_a_diploma_in_the_log_says_where_and_that_nobody_witnessed_it(valid: Diploma, visit: Visit) -> None:
    page = visit({})
    index = int(re.findall(rb"\nindex (\d+)\n", proof_of(valid))[0])
    size = int(re.findall(rb"\n\n[^\n]+\n(\d+)\n", proof_of(valid))[0])
    outcome, words = line(page)
    assert outcome == "passed"
    assert (
        f"inscrit sous le n°\u00a0{index} d’un journal de {size} lignes, signé par diplomes.example.org/log"
        in words
    )
    assert words.endswith("aucun témoin")
    expected = f"logged as entry {index} of {size}, signed by diplomes.example.org/log; not witnessed"
    assert line(page, "en") == ("passed", expected)
    assert (verdict(page), is_green(page)) == ("valid", True)


def test_every_published_diploma_is_found_in_the_log(served_site: Served, open_page: OpenPage) -> None:
    page = open_page()
    wrong = []
    for diploma in all_diplomas(served_site):
        if diploma.state != "withdrawn":
            page.goto(served_site.url + diploma.address)
            verdict(page)
            wrong += [diploma.address] if line(page)[0] != "passed" else []
    assert wrong == []


# --- Failed: never green, and the verdict on the signature stands


def another(valid: Diploma) -> Diploma:
    diplomas = all_diplomas(valid.served)
    return next(one for one in diplomas if one.address != valid.address and one.state != "withdrawn")


def test_the_proof_of_another_diploma_is_not_believed(valid: Diploma, visit: Visit) -> None:
    page = visit(with_proof(valid, proof_of(another(valid))))
    assert line(page) == ("failed", "la preuve n’est pas celle de ce diplôme")
    assert line(page, "en") == ("failed", "the proof is not that of this diploma")
    assert (verdict(page), is_green(page)) == ("valid", False)
    assert title(page) == "Authentique, avec une réserve"
    assert title(page, "en") == "Authentic, with one reservation"
    notes = told(page).locator(".verdict-note").all_text_contents()
    assert any("Demandez à l’établissement pourquoi" in note for note in notes)
    assert page.locator("[data-diploma]:visible").count() > 0


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.97])
def test_a_flipped_byte_of_the_proof_is_not_believed(valid: Diploma, visit: Visit, share: float) -> None:
    proof = bytearray(proof_of(valid))
    place = int(len(proof) * share)
    while not chr(proof[place]).isalnum():
        place -= 1
    proof[place] = ord("B") if proof[place] != ord("B") else ord("C")
    page = visit(with_proof(valid, bytes(proof)))
    assert line(page)[0] == "failed"
    assert (verdict(page), is_green(page)) == ("valid", False)


@pytest.mark.parametrize("proof", [b"", b"c2sp.org/tlog-proof@v1", b"x" * 100_000])
def test_what_is_no_proof_is_not_taken_for_a_missing_one(valid: Diploma, visit: Visit, proof: bytes) -> None:
    page = visit(with_proof(valid, proof))
    assert line(page) == ("failed", "la preuve d’inscription n’est pas bonne")
    assert not is_green(page)


def test_the_key_of_another_log_does_not_vouch_for_it(visit: Visit) -> None:
    page = visit({"/log/vkey": str(KEY).encode(), "/log/policy": b"quorum none\n"})
    assert line(page) == ("failed", "la preuve n’est pas signée par la clé de ce journal")
    assert not is_green(page)


def test_a_policy_that_names_another_log_is_a_contradiction(visit: Visit) -> None:
    page = visit({"/log/policy": POLICY.encode()})
    assert line(page)[0] == "failed"
    assert not is_green(page)


def test_a_log_whose_policy_asks_for_witnesses_is_not_believed_without_them(visit: Visit) -> None:
    policy = f"witness one {witness(1).key}\nquorum one\n"
    page = visit({"/log/policy": policy.encode()})
    outcome, words = line(page)
    assert outcome == "failed"
    assert words.endswith("vu par moins de témoins qu’il n’en demande")
    assert not is_green(page)


def test_a_revoked_diploma_stays_revoked_whatever_its_proof(
    served_site: Served, serve_changed: ServeChanged, open_page: OpenPage
) -> None:
    diploma = in_state(served_site, "revoked")
    page = open_page(serve_changed(with_proof(diploma, b"x")).url + diploma.address)
    assert verdict(page) == "revoked"
    assert page.get_attribute("html", "data-tone") == "bad"


# --- Not checked


def test_a_page_without_a_proof_is_as_good_as_before(valid: Diploma, visit: Visit) -> None:
    page = visit({valid.address: PROOF.sub(b"", valid.page)})
    assert line(page) == (
        "not-checked",
        "aucune preuve : pas encore inscrit, ou la preuve a été retirée".replace(" :", "\u00a0:"),
    )
    assert line(page, "en") == ("not-checked", "no proof: not logged yet, or the proof was taken away")
    assert (verdict(page), is_green(page)) == ("valid", True)


def test_a_proof_that_could_not_be_checked_is_a_reservation(visit: Visit, watch: Watch) -> None:
    watch.allow("404")
    page = visit({"/log/vkey": None})
    assert line(page) == ("not-checked", "la clé du journal n’a pas pu être lue")
    assert line(page, "en") == ("not-checked", "the key of the log could not be read")
    assert (verdict(page), is_green(page)) == ("valid", False)


def test_a_host_that_answers_every_address_with_a_page_gives_no_key(visit: Visit) -> None:
    page = visit({"/log/vkey": b"<!doctype html><title>Hello</title>"})
    assert line(page) == ("not-checked", "la clé du journal est illisible")
    assert not is_green(page)


def test_of_a_falsified_diploma_the_log_is_not_asked(valid: Diploma, visit: Visit) -> None:
    name = valid.holder.encode()
    page = visit({valid.address: valid.page.replace(name, b"Q" + name[1:])})
    assert verdict(page) == "altered"
    assert line(page)[0] == "not-checked"


def test_from_a_file_the_line_says_what_is_missing(valid: Diploma, open_page: OpenPage) -> None:
    page = open_page((valid.served.root / valid.address.lstrip("/")).as_uri())
    assert verdict(page) == "cannot-check"
    assert line(page)[0] == "not-checked"
    assert not is_green(page)


def test_a_withdrawn_page_holds_no_proof(served_site: Served) -> None:
    found = [diploma for diploma in all_diplomas(served_site) if diploma.state == "withdrawn"]
    assert found
    assert not [diploma.address for diploma in found if b"log-proof" in diploma.page]


# --- Words


def test_every_outcome_of_every_vector_of_the_log_has_words(valid: Diploma, open_page: OpenPage) -> None:
    page = open_page(valid.served.url + valid.address)
    verdict(page)
    told(page), told(page, "en")  # the words of both languages are there now
    say = """(check) => ['fr', 'en'].flatMap((lang) => Object.values(parchemin.checkWords(check, lang)))"""
    for param in cases():
        expected = param.values[0]["expect"]
        detail = {"index": "1", "size": "2", "log": "l.example/log", "witnesses": "one"}
        check = {"id": "log", "outcome": expected["outcome"], "reason": expected["reason"], "detail": detail}
        words: list[str] = page.evaluate(say, check)
        assert not [text for text in words if not text or "undefined" in text or text == expected["reason"]]


# --- Layout


@pytest.mark.parametrize("width", [360, 1120, 1280])
def test_what_says_that_a_page_is_false_stands_in_its_middle(
    valid: Diploma, serve_changed: ServeChanged, open_page: OpenPage, width: int
) -> None:
    name = valid.holder.encode()
    changed = serve_changed({valid.address: valid.page.replace(name, b"Q" + name[1:])})
    page = open_page(changed.url + valid.address, viewport={"width": width, "height": 800})
    assert verdict(page) == "altered"
    box = page.locator(".verification:visible").bounding_box()
    assert box is not None
    assert abs(box["x"] + box["width"] / 2 - page.evaluate("document.documentElement.clientWidth") / 2) < 2
    assert box["width"] >= min(width - 80, 600)


# --- A badge that was drawn from the page's diploma carries the proof along


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_badge_brings_its_own_proof_to_the_verify_page(
    valid: Diploma, served_site: Served, open_page: OpenPage, form: str
) -> None:
    document = valid.text
    view = fields(json.loads(document))
    draw = svg_badge if form == "svg" else png_badge
    for proof, outcome in ((proof_of(valid), "passed"), (proof_of(another(valid)), "failed")):
        page = open_page(served_site.url + "/verify/")
        image = draw(document, view, f"{proof.decode().strip()}\n")
        page.get_by_label(re.compile("^Choisir un fichier(?! CSV)")).set_input_files(
            [as_file(f"badge.{form}", image)]
        )
        report = page.get_by_role("article")
        expect(report).to_have_attribute("data-verdict", "valid")
        expect(report.locator(".check[data-check=log]").first).to_have_attribute("data-outcome", outcome)
