"""What the script of a diploma's page sees, says and hides, on a page made by hand to its contract."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from playwright.sync_api import Page

from generator.records.base import Language
from generator.site import language
from tests.browser.conftest import OpenPage
from tests.browser.harness import ROOT, axe, serve, verdict
from tests.browser.material import (
    AWARD,
    CODE,
    DID,
    DID_DOCUMENT,
    HOST,
    INDEX,
    KEY,
    credential,
    given_to_browser,
    signed,
    status_list,
    vectors,
)

ASSETS = ROOT / "site_templates" / "assets"
SCRIPTS = (
    "strict-json.js",
    "vocabulary.js",
    "nquads.js",
    "credential.js",
    "proof.js",
    "verify-core.js",
    "verify-words.js",
    "words-fr.js",
    "words-en.js",
    "doubts-fr.js",
    "doubts-en.js",
    "log.js",
    "diploma.js",
)
RECORD = signed(credential())
PAGE, COPY, KEYS, LIST = (
    f"/d/{CODE}.html",
    f"/d/{CODE}.json",
    "/.well-known/did.json",
    "/status/revocation-1.json",
)
STYLE = "#diploma, [data-diploma] { display: grid }"  # a style sheet outweighs the plain attribute `hidden`


def _shown(lang: str) -> str:
    day, kind = {"fr": ("10 juillet 2026", "Diplôme"), "en": ("10 July 2026", "Diploma")}[lang]
    signed_at = {"fr": "15 juillet 2026 à 09:30 UTC", "en": "15 July 2026 at 09:30 UTC"}[lang]
    credits = {"fr": "1,5", "en": "1.5"}[lang]
    spoken = {"fr": "français", "en": "French"}[lang]
    subject, achieved = "/credentialSubject", "/credentialSubject/achievement"
    created, email = "2026-07-15T09:30:00Z", "diplomes@example.org"
    name = f'<bdi data-f="{subject}/name">{html.escape(AWARD.holder_name)}</bdi>'
    return f"""
    <div class="rendition" lang="{lang}" id="{lang}">
      <section data-verification aria-live="polite"><p data-static>static {lang}</p></section>
      <p data-page-state>state {lang}</p>
      <article data-diploma>
        <h1>{name}</h1>
        <p><span data-f="{achieved}/name">Diplôme d’exemple</span>
           <span data-f="{achieved}/achievementType" data-format="achievement-type">{kind}</span>
           <span data-f="{achieved}/inLanguage" data-format="language">{spoken}</span>
           <span data-f="{achieved}/description">Ce qui est appris &lt;b&gt;&amp;&lt;/b&gt; comment.</span>
           <span data-f="{achieved}/creditsAvailable" data-format="number">{credits}</span> ECTS
           <span data-f="{subject}/result/0/value">78 %</span></p>
        <p><time data-f="/awardedDate" data-format="date" datetime="2026-07-10">{day}</time>
           <time data-f="/proof/0/created" data-format="datetime" datetime="{created}">{signed_at}</time></p>
        <p><a data-f="/issuer/name" data-f-href="/issuer/url" href="https://{HOST}/fr/">École fictive</a>
           <a data-f="/issuer/email" data-f-href="/issuer/email" href="mailto:{email}">{email}</a>
           <span data-f="/issuer/id" data-format="host">{HOST}</span>
           <span data-f="/id" data-format="code">{CODE}</span></p>
        <p data-f="/proof/0/verificationMethod" data-format="fingerprint">{KEY.public.fingerprint}</p>
      </article>
    </div>"""


@dataclass
class Fake:
    """A site of one diploma; tests change its files before serving it."""

    folder: Path
    files: dict[str, str | None] = field(default_factory=dict)
    below: str = ""

    def page(
        self, *, record: str | None = None, state: str = "valid", edit: tuple[str, str] = ("", "")
    ) -> str:
        embedded = (record or RECORD).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        text = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8">
        <title>{AWARD.holder_name}</title>
        <link rel="stylesheet" href="../style.css">
        {"".join(f'<script src="../{name}" defer></script>' for name in SCRIPTS)}</head><body>
        <main id="main" data-state="{state}" data-did="{DID}" data-did-url="{KEYS}"
          data-code="{CODE}">
        {_shown("fr")}{_shown("en")}</main>
        <script type="application/json" id="credential">{embedded}</script></body></html>"""
        shown, record_and_rest = text.split('<script type="application/json"')
        assert edit[0] in text
        changed = shown.replace(*edit) if edit[0] else shown
        return changed + '<script type="application/json"' + record_and_rest

    def write(self) -> None:
        files = {
            PAGE: self.page(),
            COPY: RECORD,
            KEYS: DID_DOCUMENT,
            LIST: status_list(),
            "/style.css": STYLE,
            **self.files,
        }
        for path, text in files.items():
            if text is not None:
                file = self.folder / (self.below + path).lstrip("/")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        (self.folder / "favicon.ico").touch()
        for script in SCRIPTS:
            shutil.copy(ASSETS / script, self.folder / self.below.lstrip("/"))


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    return Fake(tmp_path)


Visit = Callable[..., Page]


@pytest.fixture
def visit(fake: Fake, open_page: OpenPage) -> Iterator[Visit]:
    """Serve the fake site and open its page; what is done with it comes after its verdict."""

    def go(path: str = PAGE, **options: Any) -> Page:
        fake.write()
        with serve(fake.folder) as served:
            page = open_page(served.url + fake.below + path, **options)
            verdict(page)
            return page

    yield go


def outcomes(page: Page) -> dict[str, str]:
    """The first rendition's checks."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelector('.checks').children]
             .map((line) => [line.dataset.check, line.dataset.outcome]))"""
    )
    return found


def detail(page: Page, check: str) -> str:
    return page.locator(f"[data-check={check}] .check-detail").first.inner_text()


# --- What is said


def test_a_good_page_says_so_in_both_languages_one_line_a_check(visit: Visit) -> None:
    page = visit()
    assert verdict(page) == "valid"
    names = ["parse", "structure", "issuer", "key", "proof", "dates", "status", "copy", "page"]
    assert outcomes(page) == {**dict.fromkeys(names, "passed"), "log": "not-checked"}
    french, english = page.locator("#fr .verification-result"), page.locator("#en .verification-result")
    assert "Authentique et valable" in french.inner_text()
    assert french.locator(".check-outcome").all_inner_texts() == [
        *["réussi"] * 7,
        "non vérifié",  # this page holds no proof of the log
        *["réussi"] * 2,
    ]
    assert "Authentic and valid" in english.inner_text()
    assert english.locator(".check-outcome").all_inner_texts() == [
        *["passed"] * 7,
        "not checked",
        *["passed"] * 2,
    ]
    assert "not revoked in the signed list of 1 November 2026" in detail_in(page, "en", "status")
    assert "non révoqué dans la liste signée du 1er novembre 2026" in detail_in(page, "fr", "status")
    assert page.locator("[data-static]:visible").count() == 0
    assert page.locator("[data-page-state]:visible").count() == 2


def detail_in(page: Page, lang: str, check: str) -> str:
    return page.locator(f"#{lang} [data-check={check}] .check-detail").inner_text()


def test_a_copy_on_another_host_names_the_official_address(visit: Visit) -> None:
    """opencrvs #3623, SIMPLE #249: a cloned site showed a fine diploma."""
    page = visit()
    note = page.locator("#en .verdict-note").inner_text()
    assert f"https://{HOST}{PAGE}" in note
    assert "127.0.0.1:" in note
    assert page.get_attribute("html", "data-official") == "no"


def test_the_result_carries_its_time_so_that_paper_cannot_pretend(visit: Visit) -> None:
    page = visit()
    page.emulate_media(media="print")
    line = page.locator("#fr .verdict-time")
    assert line.is_visible()
    assert re.search(r"le \d{1,2}(er)? \w+ \d{4} à \d\d:\d\d UTC", line.inner_text())


def test_the_result_is_accessible(visit: Visit) -> None:
    violations = [line for line in axe(visit()) if "verif" in line or "check" in line or "verdict" in line]
    assert violations == []


def test_a_copy_in_a_folder_of_another_host_still_finds_its_files(fake: Fake, visit: Visit) -> None:
    fake.below = "/mirror/2026"
    assert verdict(visit()) == "valid"


# --- What is hidden


@pytest.mark.parametrize(
    "edit",
    [
        (AWARD.holder_name.split()[0] + " ", "Mallory "),
        ('datetime="2026-07-10"', 'datetime="2026-07-11"'),
        ("10 juillet 2026", "11 juillet 2026"),
        ("10 July 2026", "July 10, 2026"),
        ("78 %", "98 %"),
        ("78 %", " 78 %"),
        (">1,5<", ">15<"),
        (KEY.public.fingerprint, "0" + KEY.public.fingerprint[1:]),
        (f'href="https://{HOST}/fr/"', 'href="https://evil.example/"'),
        ("mailto:diplomes@", "mailto:mallory@"),
        ('data-f="/awardedDate"', 'data-g="/awardedDate"'),
        ('data-f="/issuer/name"', ""),
        ('data-f="/credentialSubject/result/0/value"', 'data-f="/credentialSubject/result/7/value"'),
        ('data-format="number"', 'data-format="no-such-format"'),
        (f'data-code="{CODE}"', 'data-code="2222-2222-2222-2222-2222"'),
        (f'data-did="{DID}"', 'data-did="did:web:evil.example"'),
    ],
)
def test_a_page_that_does_not_say_what_is_signed_is_altered_and_shows_nothing(
    fake: Fake, visit: Visit, edit: tuple[str, str]
) -> None:
    fake.files[PAGE] = fake.page(edit=edit)
    page = visit()
    assert verdict(page) == "altered"
    assert outcomes(page)["page"] == "failed"
    assert outcomes(page)["proof"] == "passed"
    assert page.locator("[data-diploma]:visible, [data-page-state]:visible").count() == 0
    assert AWARD.holder_name not in page.title()
    page.emulate_media(media="print")
    assert page.locator("[data-diploma]:visible").count() == 0
    assert "Mallory" not in page.locator("main").inner_text()


def test_a_genuine_record_on_the_page_of_another_code_is_altered(fake: Fake, visit: Visit) -> None:
    other = "/d/2222-2222-2222-2222-2222.html"
    fake.files[other] = fake.page()
    fake.files["/d/saved.html"] = fake.page()
    assert verdict(visit(other)) == "altered"
    assert verdict(visit("/d/saved.html")) == "valid"


def test_a_published_file_that_differs_is_altered(fake: Fake, visit: Visit) -> None:
    fake.files[COPY] = RECORD + "\n"
    page = visit()
    assert verdict(page) == "altered"
    assert outcomes(page)["copy"] == "failed"


@pytest.mark.parametrize(
    "record", [RECORD[:-1], RECORD.replace('"name":', '"name":"x","name":', 1), "", "{}"]
)
def test_a_broken_record_is_altered(fake: Fake, visit: Visit, record: str) -> None:
    fake.files[PAGE] = fake.page().replace(
        re.findall(r'id="credential">(.*?)</script>', fake.page())[0], record
    )
    page = visit()
    assert verdict(page) == "altered"
    assert page.locator("[data-diploma]:visible").count() == 0


def test_keys_of_another_issuer_hide_the_content(fake: Fake, visit: Visit) -> None:
    fake.files[KEYS] = DID_DOCUMENT.replace(DID, "did:web:other.example")
    page = visit()
    assert verdict(page) == "unknown-issuer"
    assert page.locator("[data-diploma]:visible").count() == 0


# --- What could not be checked


def test_an_unreadable_list_is_said_and_the_page_s_own_word_is_hidden(
    fake: Fake, visit: Visit, watch: Any
) -> None:
    watch.allow("404")
    fake.files[LIST] = None
    page = visit()
    assert verdict(page) == "valid-status-not-checked"
    assert page.locator("[data-page-state]:visible").count() == 0
    assert "n’a pas pu être lue" in detail(page, "status")
    assert page.locator("[data-diploma]:visible").count() == 2


def test_missing_keys_make_the_check_impossible_not_the_issuer_unknown(
    fake: Fake, visit: Visit, watch: Any
) -> None:
    watch.allow("404")
    fake.files[KEYS] = None
    page = visit()
    assert verdict(page) == "cannot-check"
    assert outcomes(page)["issuer"] == "not-checked"
    assert outcomes(page)["page"] == "not-checked"
    assert page.locator("[data-page-state]:visible").count() == 0


def test_a_missing_published_file_is_not_held_against_the_page(fake: Fake, visit: Visit, watch: Any) -> None:
    watch.allow("404")
    fake.files[COPY] = None
    page = visit()
    assert verdict(page) == "valid"
    assert outcomes(page)["copy"] == "not-checked"


def test_from_a_file_nothing_is_fetched_and_the_page_says_so(fake: Fake, open_page: OpenPage) -> None:
    fake.write()
    page = open_page((fake.folder / PAGE.lstrip("/")).as_uri())
    assert verdict(page) == "cannot-check"
    assert "Page ouverte depuis un fichier" in page.locator("#fr .verdict-note").inner_text()
    made = outcomes(page)
    assert (made["parse"], made["structure"], made["proof"], made["page"]) == (
        "passed",
        "passed",
        "not-checked",
        "not-checked",
    )
    assert page.locator("[data-diploma]:visible").count() == 2


def test_from_a_file_a_page_that_contradicts_its_record_is_altered(fake: Fake, open_page: OpenPage) -> None:
    fake.files[PAGE] = fake.page(edit=("78 %", "98 %"))
    fake.write()
    assert verdict(open_page((fake.folder / PAGE.lstrip("/")).as_uri())) == "altered"


def test_a_page_without_a_record_claims_nothing(fake: Fake, visit: Visit) -> None:
    fake.files[PAGE] = fake.page().replace('id="credential"', 'id="none"')
    page = visit()
    assert verdict(page) == "cannot-check"
    assert page.locator(".check").count() == 0


# --- States


@pytest.mark.parametrize(
    ("state", "revoked", "expected"),
    [
        ("valid", (INDEX,), "revoked"),
        ("revoked", (INDEX,), "revoked"),
        ("revoked", (), "revoked"),
        ("superseded", (INDEX,), "superseded"),
        ("superseded", (), "superseded"),
        ("withdrawn", (), "revoked"),
        ("expired", (), "expired"),
        ("not-yet-valid", (), "valid"),
    ],
)
def test_the_page_may_take_back_more_than_the_list_but_never_less(
    fake: Fake, visit: Visit, state: str, revoked: tuple[int, ...], expected: str
) -> None:
    fake.files |= {PAGE: fake.page(state=state), LIST: status_list(revoked=revoked)}
    page = visit()
    assert verdict(page) == expected
    assert page.locator("[data-diploma]:visible").count() == 2
    shown = page.locator("[data-page-state]:visible").count()
    assert shown == (0 if state == "valid" else 2)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"validUntil": "2026-07-11T23:59:59Z"}, "expired"),
        ({"validFrom": "2999-01-01T00:00:00Z"}, "not-yet-valid"),
    ],
)
def test_dates_are_judged_by_the_reader_s_clock(
    fake: Fake, visit: Visit, dates: dict[str, str], expected: str
) -> None:
    record = signed({**credential(), **dates})
    fake.files |= {PAGE: fake.page(record=record), COPY: record}
    page = visit()
    assert verdict(page) == expected
    assert outcomes(page)["dates"] == "failed"


# --- Saved copies, twisted pages


def test_a_page_saved_after_its_check_begins_again(fake: Fake, visit: Visit) -> None:
    fake.files[PAGE] = fake.page(edit=("78 %", "98 %"))
    saved = visit().content()
    assert 'data-verdict="altered"' in saved
    assert "hidden" in saved
    # the file as saved, but with the right value again: nothing of the old result may stay
    fake.files[PAGE] = saved.replace("98 %", "78 %").replace(' style="display: none !important;"', "")
    page = visit()
    assert verdict(page) == "valid"
    assert page.locator(".verification-result").count() == 2
    assert page.locator("[data-diploma]:visible").count() == 2


def test_a_page_without_a_place_for_the_result_gets_one(fake: Fake, visit: Visit) -> None:
    fake.files[PAGE] = fake.page(edit=("data-verification", "data-nothing"))
    page = visit()
    assert page.locator("main > [data-verification] .verdict").is_visible()


def test_a_result_placed_inside_the_content_is_not_hidden_with_it(fake: Fake, visit: Visit) -> None:
    inside = '<article data-diploma><section data-verification aria-live="polite"></section>'
    text = fake.page(edit=("78 %", "98 %")).replace("<section data-verification", "<section")
    fake.files[PAGE] = text.replace("<article data-diploma>", inside)
    page = visit()
    assert page.locator("#fr .verdict").is_visible()
    assert page.locator("#en .verdict").is_visible()


# --- Words


@pytest.fixture
def words(fake: Fake, visit: Visit) -> Page:
    return visit()


def test_values_are_written_as_the_generator_writes_them(words: Page) -> None:
    write = "([value, format, lang]) => parchemin.written(value, format, lang)"
    for lang in get_args(Language):
        for month in range(1, 13):
            for day in (1, 2, 28):
                value = date(2026, month, day)
                expected = language.day(value, lang)
                assert words.evaluate(write, [f"{value}T23:59:59Z", "date", lang]) == expected
        moment = datetime(2026, 7, 1, 4, 5, 59)
        expected = language.instant(moment, lang)
        assert words.evaluate(write, [f"{moment.isoformat()}Z", "datetime", lang]) == expected
        for tag, name in {**language.LANGUAGES[lang], "nl": "nl"}.items():
            assert words.evaluate(write, [tag, "language", lang]) == name
        for kind, name in {**language.ACHIEVEMENT_TYPES[lang], "License": "License"}.items():
            assert words.evaluate(write, [kind, "achievement-type", lang]) == name
    for bad in ("2026-02-30T00:00:00Z", "2026-13-01", "10/07/2026", "", None, 7, {}):
        assert words.evaluate(write, [bad, "date", "fr"]) is None


def test_every_outcome_of_every_vector_has_words_in_both_languages(words: Page) -> None:
    """Whole sentences: no slug that stands alone, no fact left out."""
    says = """async (given) => {
      const {verdict, checks} = await parchemin.verify(given);
      return ['fr', 'en'].flatMap((lang) => [
        verdict, ...Object.values(parchemin.verdictWords(verdict, lang)),
        ...checks.flatMap((check) => [check.reason, ...Object.values(parchemin.checkWords(check, lang))])]);
    }"""
    verdicts = set()
    for param in vectors():
        given = given_to_browser(param.values[0])
        said = words.evaluate(says, given)
        verdicts.add(said[0])
        assert not [line for line in said if "undefined" in line or not line]
        for reason, _icon, _outcome, _name, detail in zip(*[iter(said[3 : len(said) // 2])] * 5, strict=True):
            assert detail != reason
    assert len(verdicts) == 8  # the ninth, superseded, is the register's alone
