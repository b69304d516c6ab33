"""The verify page as people use it: by code, file, camera or list; and everything that must not fool it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from generator.trust.canonical import canonical
from generator.trust.did import Did, did_document
from generator.trust.keys import SecretKey, demonstration_key
from tests.browser import desk
from tests.browser.conftest import OpenPage
from tests.browser.desk import CODE, RECORD, as_file
from tests.browser.diplomas import all_diplomas, in_state
from tests.browser.harness import Served, Watch, axe, overflow, serve
from tests.browser.material import AWARD, HOST, KEY, credential, signed, status_list
from tests.vectors.make_codes import FILE as CODES

OTHER_HOST = "school.example"
OTHER_DID = f"did:web:{OTHER_HOST}"
OTHER_KEY = demonstration_key(OTHER_DID)
OTHER_LIST = f"https://{OTHER_HOST}/status/revocation-1.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk.write_site(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def desk_site(folder: Path) -> Iterator[Served]:
    with serve(folder) as served:
        yield served


Visit = Callable[..., Page]


@pytest.fixture
def visit(folder: Path, desk_site: Served, open_page: OpenPage, watch: Watch) -> Iterator[Visit]:
    """Open the verify page, with some of the site's files changed or gone."""
    watch.allow(r"status of 404.*/d/")  # an unknown code is asked for, and is not there
    watch.allow(r"status of 404.*/documents/digests")  # a school need not publish digests of its PDFs

    def go(fragment: str = "", changes: Mapping[str, bytes | None] | None = None, **options: Any) -> Page:
        served = stack.enter_context(serve(folder, changes)) if changes else desk_site
        page = open_page(f"{served.url}/verify/{fragment}", **options)
        page.set_default_timeout(10_000)
        return page

    with ExitStack() as stack:
        yield go


def type_code(page: Page, text: str) -> None:
    english = page.get_attribute("html", "lang") == "en"
    page.get_by_label("Code printed" if english else "Code imprimé").fill(text)
    page.get_by_role("button", name="Verify" if english else "Vérifier", exact=True).click()


def choose(page: Page, *files: dict[str, Any]) -> None:
    page.get_by_label(re.compile("^Choisir un fichier(?! CSV)")).set_input_files(list(files))


def report(page: Page) -> Locator:
    found = page.get_by_role("article")
    expect(found).to_be_visible()
    return found


def verdict(page: Page) -> str:
    return str(report(page).get_attribute("data-verdict"))


def tone(page: Page) -> str:
    return str(report(page).get_attribute("data-tone"))


def answers(page: Page) -> dict[str, str]:
    found: dict[str, str] = report(page).evaluate(
        "report => Object.fromEntries([...report.querySelectorAll('[data-fact]')]"
        ".map(fact => [fact.dataset.fact, fact.dataset.answer]))"
    )
    return found


def outcomes(page: Page) -> dict[str, str]:
    found: dict[str, str] = report(page).evaluate(
        "report => Object.fromEntries([...report.querySelectorAll('[data-check]')]"
        ".map(check => [check.dataset.check, check.dataset.outcome]))"
    )
    return found


def refusal(page: Page) -> str:
    alert = page.locator("[role=alert] > p:visible")
    expect(alert).to_have_count(1)
    return alert.inner_text()


def other_school() -> str:
    """A diploma that another school signed."""
    document = credential()
    document["id"] = f"https://{OTHER_HOST}/d/{CODE}.json"
    document["issuer"]["id"] = OTHER_DID
    status = document["credentialStatus"]
    status["statusListCredential"] = OTHER_LIST
    status["id"] = f"{OTHER_LIST}#{status['statusListIndex']}"
    return signed_by(document, OTHER_KEY, OTHER_DID)


def signed_by(document: dict[str, Any], key: SecretKey, did: str) -> str:
    from generator.trust.proof import sign_jcs

    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return canonical(
        sign_jcs(unsigned, key, did=did, created=datetime(2026, 7, 15, 9, 30, tzinfo=UTC))
    ).decode()


def other_did() -> str:
    return canonical(did_document(Did.parse(OTHER_DID), [OTHER_KEY.public])).decode()


def other_list() -> str:
    document = json.loads(status_list())
    document["id"], document["issuer"] = OTHER_LIST, OTHER_DID
    document["credentialSubject"]["id"] = f"{OTHER_LIST}#list"
    return signed_by(document, OTHER_KEY, OTHER_DID)


# --- By code


def test_a_good_code_is_reported_with_its_four_facts(visit: Visit) -> None:
    page = visit()
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("valid", "good")
    assert answers(page) == {"authentic": "yes", "current": "yes", "who": "yes", "whom": "compare"}
    assert set(outcomes(page).values()) == {"passed"}
    text = report(page).inner_text()
    for expected in (AWARD.holder_name, "École fictive", HOST, KEY.public.fingerprint, "10 juillet 2026"):
        assert expected in text


def test_the_focus_moves_to_the_verdict_and_the_status_falls_silent(visit: Visit) -> None:
    page = visit()
    type_code(page, CODE)
    heading = report(page).get_by_role("heading", level=2)
    expect(heading).to_be_focused()
    assert heading.inner_text() == "Authentique et valable"
    expect(page.get_by_role("status").first).to_be_empty()


def test_the_report_leads_to_the_page_of_the_diploma(visit: Visit) -> None:
    page = visit()
    type_code(page, CODE)
    report(page).get_by_role("link", name="Ouvrir la page du diplôme").click()
    page.wait_for_url(f"**/d/{CODE}.html")


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " – "),
        f"  {CODE}\n",
        f"https://{HOST}/d/{CODE}.html",
        f"https://{HOST}/d/{CODE}.json#en",
    ],
)
def test_a_code_is_read_however_it_is_typed(visit: Visit, typed: str) -> None:
    page = visit()
    type_code(page, typed)
    assert verdict(page) == "valid"
    expect(page.get_by_label("Code imprimé")).to_have_value(CODE)


def test_the_browser_reads_codes_as_the_program_does(visit: Visit) -> None:
    cases = json.loads(CODES.read_text(encoding="ascii"))
    found = visit().evaluate("cases => cases.map(({typed}) => parchemin.readCode(typed))", cases)
    assert [one.get("code", one.get("reason")) for one in found] == [
        case.get("code", case.get("reason")) for case in cases
    ]


def test_a_mistyped_code_is_told_apart_from_an_unknown_one(visit: Visit) -> None:
    page = visit()
    wrong = ("3" if CODE[0] != "3" else "4") + CODE[1:]
    type_code(page, wrong)
    assert "faute de frappe" in refusal(page)
    field = page.get_by_label("Code imprimé")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.get_by_role("article")).to_have_count(0)

    type_code(page, desk.UNKNOWN)
    assert verdict(page) == "unknown-code"
    assert tone(page) == "warn"
    assert "Aucun diplôme de ce code n’est publié ici" in report(page).inner_text()
    expect(field).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Entrez le code"),
        (CODE[:-1], "vingt signes"),
        ("O" + CODE[1:], "n’apparaît jamais"),
        ("é" + CODE[1:], "n’apparaît jamais"),
        (f"https://evil.example/d/{CODE}.html", "evil.example"),
        ("<img src=x onerror=alert(1)>", "n’apparaît jamais"),
        ("A" * 1_900, "vingt signes"),
    ],
)
def test_what_is_no_code_is_refused_in_words(visit: Visit, typed: str, words: str) -> None:
    page = visit()
    type_code(page, typed)
    assert words in refusal(page)


def test_a_code_in_the_address_is_checked_at_once(visit: Visit) -> None:
    assert verdict(visit(f"?code={CODE.lower()}")) == "valid"


def test_a_superseded_diploma_says_so_though_its_list_only_says_revoked(visit: Visit) -> None:
    page = visit()
    type_code(page, desk.REVOKED)
    assert (verdict(page), tone(page)) == ("superseded", "bad")
    assert answers(page)["current"] == "no"


def test_a_revoked_diploma_without_its_page_is_revoked(visit: Visit) -> None:
    page = visit(changes={f"/d/{desk.REVOKED}.html": None})
    type_code(page, desk.REVOKED)
    assert (verdict(page), tone(page)) == ("revoked", "bad")


def test_an_expired_diploma_is_expired(visit: Visit) -> None:
    page = visit()
    type_code(page, desk.EXPIRED)
    assert (verdict(page), tone(page)) == ("expired", "bad")
    assert "Sa validité a pris fin le 10 août 2026" in report(page).inner_text()


def test_a_withdrawn_diploma_is_neither_unknown_nor_shown(visit: Visit) -> None:
    page = visit()
    type_code(page, desk.WITHDRAWN)
    assert (verdict(page), tone(page)) == ("withdrawn", "warn")


def test_a_genuine_diploma_at_the_address_of_another_is_refused(visit: Visit) -> None:
    page = visit(changes={f"/d/{desk.UNKNOWN}.json": RECORD.encode()})
    type_code(page, desk.UNKNOWN)
    assert (verdict(page), tone(page)) == ("altered", "bad")
    assert AWARD.holder_name not in report(page).inner_text()


@pytest.mark.parametrize(
    ("path", "expected", "fact"),
    [
        (desk.DID_PATH, "cannot-check", "authentic"),
        (desk.LIST_PATH, "valid-status-not-checked", "current"),
    ],
)
def test_what_could_not_be_read_is_never_green(
    visit: Visit, watch: Watch, path: str, expected: str, fact: str
) -> None:
    """verifier-plus #138, learner-credential-wallet #642: what could not be read was "not revoked"."""
    watch.allow("404")
    page = visit(changes={path: None})
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == (expected, "warn")
    assert answers(page)[fact] == "unknown"


def test_a_site_that_does_not_answer_proves_nothing(visit: Visit, watch: Watch) -> None:
    watch.allow("ERR_")
    page = visit()
    page.context.set_offline(True)
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("unreachable", "warn")


def test_a_changed_byte_hides_everything(visit: Visit) -> None:
    page = visit(changes={f"/d/{CODE}.json": desk.changed(RECORD, "EX-2026-0001", "EX-2026-0002").encode()})
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("altered", "bad")
    assert AWARD.holder_name not in page.locator("main").inner_text()
    assert answers(page)["authentic"] == "no"


# --- The clock


@pytest.mark.parametrize("year", [1999, 2020, 2031, 2090])
def test_a_clock_wrong_by_years_is_named_and_judges_nothing(visit: Visit, year: int) -> None:
    page = visit()
    page.clock.set_fixed_time(datetime(year, 6, 1, tzinfo=UTC))
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("cannot-check", "warn")
    assert "L’horloge de cet appareil est fausse" in report(page).inner_text()
    assert outcomes(page)["dates"] == "not-checked"


def test_a_wrong_clock_takes_no_revocation_back(visit: Visit) -> None:
    page = visit(changes={f"/d/{desk.REVOKED}.html": None})
    page.clock.set_fixed_time(datetime(2090, 6, 1, tzinfo=UTC))
    type_code(page, desk.REVOKED)
    assert verdict(page) == "revoked"


# --- The log


def test_a_diploma_in_the_log_is_found_there_and_without_witness_it_says_so(visit: Visit) -> None:
    page = visit(changes=desk.logged().files())
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("valid", "good")
    assert outcomes(page)["log"] == "passed"
    assert "inscrit sous le n°\u00a05 d’un journal de 9 lignes" in report(page).inner_text()


def test_a_proof_of_another_leaf_is_no_longer_green(visit: Visit) -> None:
    page = visit(changes=desk.logged(RECORD.replace("EX-2026", "EX-2027")).files())
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("valid", "warn")
    assert outcomes(page)["log"] == "failed"
    text = report(page).inner_text()
    assert "Authentique, avec une réserve" in text
    assert "la preuve n’est pas celle de ce diplôme" in text


def test_a_log_that_was_rolled_back_is_no_longer_green(visit: Visit) -> None:
    older = desk.logged_checkpoint(4)
    page = visit(changes={**desk.logged().files(), "/log/checkpoint": older.encode()})
    type_code(page, CODE)
    assert tone(page) == "warn"
    assert "des lignes en ont disparu" in report(page).inner_text()


# --- By file


GOOD = {
    "json": as_file("diplôme.json", RECORD),
    "svg": as_file("badge.svg", desk.svg()),
    "png": as_file("badge.png", desk.png(RECORD.encode())),
    "html": as_file("page.html", desk.html_page()),
    "pdf": as_file("diploma.pdf", desk.pdf()),
    "pdf-plain": as_file("diploma.pdf", desk.pdf(flate=False)),
    "pdf-indirect": as_file("diploma.pdf", desk.pdf(indirect=True)),
    "no-extension": as_file("diploma", RECORD),
}


@pytest.mark.parametrize("form", GOOD)
def test_a_diploma_is_found_in_every_form_of_file(visit: Visit, form: str) -> None:
    page = visit()
    choose(page, GOOD[form])
    assert (verdict(page), tone(page)) == ("valid", "good")
    assert page.title().startswith("Vérifier")  # no script of the file has run
    assert GOOD[form]["name"] in report(page).inner_text()


def test_the_badges_that_we_draw_are_read(visit: Visit) -> None:
    from generator.site.badge import svg_badge
    from generator.site.badge_png import png_badge
    from generator.trust.view import fields

    view = fields(json.loads(RECORD))
    for name, data in {
        "ours.svg": svg_badge(RECORD.encode(), view),
        "ours.png": png_badge(RECORD.encode(), view),
    }.items():
        page = visit()
        choose(page, as_file(name, data))
        assert verdict(page) == "valid", name


def test_a_dropped_file_is_taken_wherever_it_falls(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], 'dropped.json'));
          document.querySelector('h1').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        RECORD,
    )
    assert verdict(page) == "valid"


def test_choosing_a_file_sends_nothing(visit: Visit) -> None:
    page = visit()
    asked: list[tuple[str, str]] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append((request.method, request.url)))
    choose(page, GOOD["json"])
    assert verdict(page) == "valid"
    assert {method for method, _ in asked} == {"GET"}
    assert all(url.endswith((desk.DID_PATH, desk.LIST_PATH)) for _, url in asked), asked


REFUSED = {
    "empty": (as_file("empty.json", b""), "vide"),
    "not-a-diploma": (as_file("other.json", b'{"name": "package"}'), "ne contient pas de diplôme"),
    "binary": (as_file("noise.bin", bytes(range(256)) * 40), "ne contient pas de diplôme"),
    "png-two-chunks": (as_file("two.png", desk.png(RECORD.encode(), RECORD.encode())), "deux diplômes"),
    "png-compressed": (as_file("z.png", desk.png(RECORD.encode(), compressed=True)), "compressé"),
    "png-cut": (as_file("cut.png", desk.png(RECORD.encode())[:300]), "abîmée"),
    "png-plain": (as_file("plain.png", desk.png()), "ne contient pas de diplôme"),
    "svg-two": (
        as_file("two.svg", desk.svg(before=desk.svg(RECORD.replace("EX-2026", "EX-2027")).decode())),
        "deux diplômes",
    ),
    "html-two": (
        as_file("two.html", desk.html_page() + desk.html_page(RECORD.replace("EX-2026", "EX-2027"))),
        "deux diplômes",
    ),
    "html-many-tags": (as_file("tags.html", b"<!doctype html>" + b"<script " * 600_000), "ne contient pas"),
    "pdf-bomb": (as_file("bomb.pdf", desk.pdf(b"{" + b" " * 60_000_000)), "démesuré"),
    "pdf-none": (as_file("none.pdf", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"), "ne contient pas de diplôme"),
    "pdf-encrypted": (as_file("locked.pdf", desk.pdf() + b"/Encrypt 5 0 R"), "chiffré"),
    "pdf-many": (as_file("many.pdf", b"%PDF-1.7\n" + b"/EmbeddedFile " * 300_000), "démesuré"),
    "jwt": (as_file("vc.jwt", "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl"), "JWT"),
    "zip-cut": (as_file("cut.zip", b"PK\x03\x04" + bytes(100)), "archive"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_or_empty_file_is_refused_in_words(visit: Visit, name: str) -> None:
    file, words = REFUSED[name]
    page = visit()
    choose(page, file)
    assert words in refusal(page)
    expect(page.get_by_role("article")).to_have_count(0)


def test_a_file_of_ten_megabytes_is_refused_before_it_is_read(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    path.write_bytes(b"{" + b" " * 10_000_000)
    page = visit()
    page.get_by_label(re.compile("^Choisir un fichier(?! CSV)")).set_input_files(path)
    assert "dépasse" in refusal(page)
    page.get_by_label("Choisir un fichier CSV").set_input_files(path)
    expect(page.locator("#list-error")).to_contain_text("dépasse")


def test_a_file_of_depth_1000_is_refused_by_name(visit: Visit) -> None:
    page = visit()
    choose(page, as_file("deep.json", '{"credentialSubject":' * 1_000 + "1" + "}" * 1_000))
    assert (verdict(page), tone(page)) == ("altered", "bad")
    assert "emboîté plus profondément" in report(page).inner_text()


def test_a_member_twice_is_refused_by_name(visit: Visit) -> None:
    page = visit()
    choose(page, as_file("twice.json", '{"name":"x",' + RECORD[1:]))
    assert (verdict(page), tone(page)) == ("altered", "bad")
    assert "une donnée y figure deux fois" in report(page).inner_text()


def test_a_gzip_bomb_as_a_status_list_is_not_checked_and_not_green(visit: Visit) -> None:
    page = visit(changes={desk.LIST_PATH: desk.gzip_bomb_list().encode()})
    type_code(page, CODE)
    assert (verdict(page), tone(page)) == ("valid-status-not-checked", "warn")
    assert "se déploie au-delà" in report(page).inner_text()


def test_the_name_in_a_file_is_text_and_nothing_else(visit: Visit) -> None:
    hostile = "<img src=x onerror=document.title='owned'>"
    page = visit()
    choose(page, as_file(f"{hostile}.json", desk.record(CODE, holder_name=hostile)))
    assert verdict(page) == "valid"
    assert hostile in report(page).inner_text()
    assert page.title().startswith("Vérifier")
    assert page.locator("article img").count() == 0


# --- Diplomas of another school


def test_a_diploma_of_another_school_is_unknown_here_and_says_what_to_do(visit: Visit) -> None:
    page = visit()
    choose(page, as_file("other.json", other_school()))
    assert (verdict(page), tone(page)) == ("unknown-issuer", "bad")
    text = report(page).inner_text()
    assert OTHER_HOST in text
    assert "did.json" in text
    assert AWARD.holder_name not in text


def test_saved_keys_prove_only_as_much_as_their_file(visit: Visit) -> None:
    page = visit()
    choose(page, as_file("other.json", other_school()))
    assert verdict(page) == "unknown-issuer"
    # The files that were missing may come afterwards: the diploma is judged again.
    choose(page, as_file("did.json", other_did()), as_file("list.json", other_list()))
    expect(page.get_by_role("article")).to_have_attribute("data-verdict", "cannot-check")
    assert tone(page) == "warn"
    assert "si ces clés sont bien celles de l’émetteur" in report(page).inner_text()
    assert answers(page) == {"authentic": "compare", "current": "yes", "who": "compare", "whom": "compare"}


def test_a_fingerprint_known_from_elsewhere_makes_saved_keys_good(visit: Visit) -> None:
    page = visit()
    page.get_by_text("Diplôme d’un autre établissement").click()
    page.get_by_label("Empreinte attendue").fill(OTHER_KEY.public.fingerprint.upper().replace(" ", ":"))
    choose(
        page,
        as_file("other.json", other_school()),
        as_file("did.json", other_did()),
        as_file("list.json", other_list()),
    )
    assert (verdict(page), tone(page)) == ("valid", "good")


def test_a_wrong_fingerprint_is_an_unknown_issuer(visit: Visit) -> None:
    page = visit()
    page.get_by_text("Diplôme d’un autre établissement").click()
    page.get_by_label("Empreinte attendue").fill(KEY.public.fingerprint)
    choose(page, as_file("other.json", other_school()), as_file("did.json", other_did()))
    assert (verdict(page), tone(page)) == ("unknown-issuer", "bad")


def test_what_is_no_fingerprint_is_said_to_be_none(visit: Visit) -> None:
    page = visit()
    page.get_by_text("Diplôme d’un autre établissement").click()
    field = page.get_by_label("Empreinte attendue")
    field.fill("cba1 e3c6")
    field.blur()
    assert "huit groupes" in refusal(page)


def test_forged_keys_that_come_with_a_diploma_of_this_site_are_not_used(visit: Visit) -> None:
    forger = SecretKey(b"f" * 32)
    forged = signed(credential(), forger)
    did = canonical(did_document(Did.parse(f"did:web:{HOST}"), [forger.public])).decode()
    page = visit()
    choose(page, as_file("forged.json", forged), as_file("did.json", did))
    assert (verdict(page), tone(page)) == ("altered", "bad")


def test_keys_alone_wait_for_a_diploma_and_can_be_forgotten(visit: Visit) -> None:
    page = visit()
    choose(page, as_file("did.json", other_did()))
    assert "Choisissez maintenant le diplôme" in refusal(page)
    assert "did.json (clés de l’émetteur)" in page.locator("main").inner_text()
    page.get_by_role("button", name="Oublier ces fichiers").click()
    choose(page, as_file("other.json", other_school()))
    assert verdict(page) == "unknown-issuer"


# --- The camera

CAMERA = """
  globalThis.BarcodeDetector = class {
    static async getSupportedFormats() { return ['qr_code']; }
    async detect() { return globalThis.seen.map((rawValue) => ({ rawValue })); }
  };
  globalThis.seen = [];
  globalThis.tracks = [];
  navigator.mediaDevices.getUserMedia = async () => {
    if (globalThis.refuse) throw new DOMException('no', globalThis.refuse);
    const canvas = document.createElement('canvas');
    canvas.getContext('2d').fillRect(0, 0, 9, 9);
    const stream = canvas.captureStream(10);
    globalThis.tracks.push(...stream.getTracks());
    return stream;
  };
"""


@pytest.fixture
def camera(visit: Visit) -> Page:
    """The page in a browser that reads QR codes: this Chromium does not, so its two functions are played."""
    page = visit()
    page.add_init_script(CAMERA)
    page.reload()
    return page


def scan(page: Page) -> Locator:
    page.get_by_role("button", name="Scanner le QR code").click()
    dialog = page.get_by_role("dialog", name="Montrez le QR code du diplôme")
    expect(dialog).to_be_visible()
    return dialog


def test_without_a_detector_the_button_is_absent_and_the_phone_is_named(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("button", name="Scanner le QR code")).to_have_count(0)
    expect(page.get_by_text("l’appareil photo de votre téléphone suffit")).to_be_visible()


def test_a_scanned_address_of_this_site_is_checked_and_the_camera_switched_off(camera: Page) -> None:
    dialog = scan(camera)
    expect(dialog).to_contain_text("Cherche un QR code")
    camera.evaluate("text => { seen = [text]; }", f"https://{HOST}/d/{CODE}.html")
    assert verdict(camera) == "valid"
    expect(dialog).to_be_hidden()
    camera.wait_for_function("tracks.length && tracks.every((track) => track.readyState === 'ended')")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"https://evil.example/d/{CODE}.html", "evil.example"),
        ("https://evil.example/", "evil.example"),
        ("WIFI:S:x;;", "ne contient pas l’adresse d’un diplôme"),
        ("javascript:alert(1)", "ne contient pas l’adresse d’un diplôme"),
    ],
)
def test_what_a_qr_code_says_of_elsewhere_is_not_followed(camera: Page, text: str, words: str) -> None:
    dialog = scan(camera)
    camera.evaluate("text => { seen = [text]; }", text)
    expect(dialog).to_contain_text(words)
    assert "/verify/" in camera.url
    dialog.get_by_role("button", name="Fermer").click()
    camera.wait_for_function("tracks.length && tracks.every((track) => track.readyState === 'ended')")


@pytest.mark.parametrize(
    ("error", "words"),
    [("NotAllowedError", "La caméra a été refusée"), ("NotFoundError", "Aucune caméra")],
)
def test_a_refused_or_missing_camera_is_said(camera: Page, error: str, words: str) -> None:
    camera.evaluate("name => { refuse = name; }", error)
    expect(scan(camera)).to_contain_text(words)


# --- A list


def check_list(page: Page, text: str) -> Locator:
    page.get_by_label("Codes, adresses ou lignes").fill(text)
    page.get_by_role("button", name="Vérifier la liste").click()
    table = page.get_by_role("region", name="Résultats")
    expect(page.locator("[data-batch]")).to_have_attribute("data-state", "done", timeout=60_000)
    return table


def rows(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate(
        """() => [...document.querySelectorAll('[data-batch] tbody tr')].map((row) => ({
             verdict: row.dataset.verdict, tone: row.dataset.tone, text: row.innerText }))"""
    )
    return found


def saved_csv(page: Page) -> list[list[str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer en CSV").click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_list_gives_a_table_of_every_state(visit: Visit) -> None:
    page = visit(changes={f"/d/{desk.REVOKED}.html": None})
    table = check_list(
        page,
        "Nom;Code\n"
        f"Zoé;{CODE.lower()}\n"
        f"Ana;https://{HOST}/d/{desk.REVOKED}.html\n"
        f'"Bo; dit ""B""";{desk.UNKNOWN.replace("-", " ")}\n'
        f"Cy;{desk.WITHDRAWN}\n"
        f"Di;{desk.EXPIRED}\n"
        f"Ed;{'3' if CODE[0] != '3' else '4'}{CODE[1:]}\n"
        "\n"
        "Fa;rien\n",
    )
    assert [row["verdict"] for row in rows(page)] == [
        "valid",
        "revoked",
        "unknown-code",
        "withdrawn",
        "expired",
        "not-a-code",
        "not-a-code",
    ]
    assert "faute de frappe" in rows(page)[5]["text"]
    assert 'Bo; dit "B"' in rows(page)[2]["text"]
    assert AWARD.holder_name in rows(page)[0]["text"]
    assert (
        "Lignes : 7. Authentiques et valables : 1. Refusées : 4. À regarder de plus près : 2."
        in page.locator("[data-batch-status]").inner_text().replace("\u00a0", " ")
    )
    expect(table.get_by_role("link", name=CODE)).to_have_attribute(
        "href", re.compile(rf"^http://127\.0\.0\.1:\d+/d/{CODE}\.html$")
    )
    expect(page.get_by_role("heading", name="Résultats")).to_be_focused()


def test_a_saved_table_neutralises_formulas(visit: Visit) -> None:
    page = visit()
    check_list(page, f"+cmd;{desk.REVOKED}\n@SUM(A1);{CODE}\n-1;{CODE}\n")
    header, *lines = saved_csv(page)
    assert header[1:3] == ["code", "verdict"]
    assert lines[0][4] == "'=HYPERLINK(1)"  # a holder's name is a stranger's text as well
    assert [line[7] for line in lines] == ["'+cmd", "'@SUM(A1)", "'-1"]
    assert [line[2] for line in lines] == ["superseded", "valid", "valid"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line[8]) for line in lines)
    assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for line in lines for cell in line)


def test_a_thousand_rows_are_checked_with_one_request_for_keys_and_list(visit: Visit) -> None:
    from generator.trust import code

    codes = [code.make(number.to_bytes(16, "big") + b"x") for number in range(1, 1_001)]
    pages = {f"/d/{one}.json": desk.record(one).encode() for one in codes[:100]}
    page = visit(changes=pages)
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    # Nine hundred times the same is asked for once.
    check_list(page, "\n".join(codes[:100] + codes[:1] * 900))
    assert len(rows(page)) == 1_000
    assert {row["verdict"] for row in rows(page)} == {"valid"}
    assert len(asked) == 102, asked[-5:]


def test_a_csv_file_is_read_in_the_code_page_of_old_spreadsheets(visit: Visit) -> None:
    page = visit()
    page.get_by_label("Choisir un fichier CSV").set_input_files(
        [as_file("liste.csv", f"Zoé;{CODE}\r\n".encode("cp1252"))]
    )
    expect(page.locator("[data-batch]")).to_have_attribute("data-state", "done")
    assert "Zoé" in rows(page)[0]["text"]
    assert rows(page)[0]["verdict"] == "valid"


def test_several_files_give_a_table(visit: Visit) -> None:
    page = visit()
    choose(page, GOOD["json"], REFUSED["png-two-chunks"][0], as_file("other.json", other_school()))
    expect(page.locator("[data-batch]")).to_have_attribute("data-state", "done")
    assert [row["verdict"] for row in rows(page)] == ["valid", "unknown-issuer", "not-a-code"]


def test_an_empty_list_is_refused_in_words(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Vérifier la liste").click()
    assert "aucun code" in refusal(page)


# --- The receipt on paper, languages, no JavaScript


def test_the_receipt_on_paper_says_what_when_and_how_it_ended(visit: Visit) -> None:
    page = visit()
    type_code(page, CODE)
    report(page)
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    for expected in (
        "reçu de vérification",
        "authentique et valable",
        CODE.lower(),
        f"https://{HOST}/d/{CODE}.html".lower(),
        "d’après l’horloge de cet appareil",
        date.today().strftime("%Y"),
        KEY.public.fingerprint,
        "sha-256",
        f"https://{HOST}/verify/",
        "signature",
    ):
        assert expected in text.lower().replace("\u00a0", " "), expected
    for absent in ("Code imprimé", "Toute une liste", "Imprimer le reçu", "Verification receipt"):
        assert absent not in text
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1, "the receipt is one sheet"


def test_english_is_chosen_by_the_address_and_nothing_french_is_left(visit: Visit) -> None:
    page = visit("#en")
    type_code(page, CODE)
    text = report(page).inner_text()
    assert "Authentic and valid" in text
    assert page.get_attribute("html", "lang") == "en"
    shown = page.locator("body").inner_text()
    for french in ("Vérifier", "Authentique", "réussi", "Empreinte", "établissement"):
        assert french not in shown
    page.get_by_role("link", name="Français").click()
    expect(report(page)).to_contain_text("Authentique et valable")


def test_without_javascript_the_page_says_that_it_verified_nothing_and_where_to_go(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    text = page.locator("main").inner_text().replace("\u200b", "")
    assert "elle n’a rien vérifié" in text
    assert f"https://{HOST}/d/CODE.html" in text
    assert page.get_by_role("button").count() == 0
    assert page.locator("input:visible, textarea:visible").count() == 0


def test_the_permanent_address_stands_on_paper(visit: Visit) -> None:
    page = visit()
    page.emulate_media(media="print")
    assert f"https://{HOST}/verify/" in page.locator("main").inner_text()


STATES = {"valid": CODE, "revoked": desk.REVOKED, "unknown": desk.UNKNOWN, "none": ""}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    visit: Visit, state: str, scheme: str
) -> None:
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    if STATES[state]:
        type_code(page, STATES[state])
        report(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert overflow(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_table_is_accessible_too(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    check_list(page, f"Zoé;{CODE}\nAna;{desk.REVOKED}\nBo;{desk.UNKNOWN}\nCy;oups\n")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert overflow(page) == []


def test_everything_can_be_done_with_the_keyboard(visit: Visit) -> None:
    page = visit()
    page.get_by_label("Code imprimé").focus()
    page.keyboard.type(CODE)
    page.keyboard.press("Enter")
    expect(report(page).get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Tab")
    expect(report(page).get_by_role("link", name="Ouvrir la page du diplôme")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(report(page).get_by_role("button", name="Vérifier un autre diplôme")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code imprimé")).to_be_focused()
    expect(page.get_by_role("article")).to_have_count(0)


# --- The site as it is built


@pytest.mark.parametrize("state", ["valid", "revoked", "superseded", "expired"])
def test_the_built_page_verifies_the_demonstration(
    served_site: Served, open_page: OpenPage, state: str
) -> None:
    found = in_state(served_site, state)
    page = open_page(f"{served_site.url}/verify/")
    type_code(page, Path(found.address).stem)
    assert verdict(page) == state
    assert set(outcomes(page)) >= {"parse", "structure", "issuer", "key", "proof", "dates", "status"}
    assert found.holder in report(page).inner_text()


def test_the_built_page_tells_a_withdrawn_diploma_from_an_unknown_one(
    served_site: Served, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 404.*/d/")
    found = next(one for one in all_diplomas(served_site) if one.state == "withdrawn")
    page = open_page(f"{served_site.url}/verify/")
    type_code(page, Path(found.address).stem)
    assert verdict(page) == "withdrawn"


def test_a_diploma_that_is_in_the_log_says_so(served_site: Served, open_page: OpenPage) -> None:
    found = next((one for one in all_diplomas(served_site) if b'id="log-proof"' in one.page), None)
    if found is None:
        pytest.skip("the demonstration has no log")
    page = open_page(f"{served_site.url}/verify/")
    type_code(page, Path(found.address).stem)
    assert outcomes(page)["log"] == "passed"
    page = open_page(f"{served_site.url}/verify/")
    choose(page, as_file("page.html", found.page))
    assert outcomes(page)["log"] == "passed"


def test_the_home_page_leads_to_the_verify_page(served_site: Served, open_page: OpenPage) -> None:
    page = open_page(f"{served_site.url}/en/index.html")
    page.get_by_role("link", name="Verify a file, a QR code or a whole list").click()
    page.wait_for_url("**/verify/index.html#en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verify a diploma")
