"""The registration pages as people use them: filled in by label, sealed by the browser, taken in by the school."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from generator.adapters.files import load_tree
from generator.rules.registered import could_meet
from generator.site import registration_page
from generator.site.fragments import Fragments, Source
from generator.site.hosting import POLICY, connection, headers_file, headers_for, policy
from generator.trust.receipt import read_receipt
from generator.trust.sealed import open_sealed
from tests.browser.conftest import OpenPage
from tests.browser.harness import Served, Watch, axe, overflow, serve
from tests.intake.office import PNG, Office, open_office
from tests.intake.sealing import KEY
from tests.vectors.make_sealed import DIRECTORY

WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "given": "Prénoms",
        "family": "Nom de famille",
        "display": "Nom sur le diplôme",
        "birth": "Date de naissance",
        "country": "Pays de résidence",
        "email": "Adresse électronique",
        "language": "Langue des courriers",
        "account": "Nom de votre compte",
        "consent": "J’accepte que l’école conserve",
        "make": "Préparer le fichier",
        "ready": "Votre fichier est prêt",
        "save": "Enregistrer le fichier chiffré",
        "receipt": "Code de reçu",
        "France": "France",
        "malaria": "Paludisme",
        "vaccinology": "Vaccinologie",
        "enough": "Ce choix suffit",
        "short": "Ce choix ne suffit pas encore",
        "deposit": "Déposer un certificat",
        "choices": "Échanger des cours choisis",
        "name": "Faire corriger mon nom",
        "withdrawal": "Me retirer de ce diplôme",
        "course": "Cours",
        "session": "Session",
        "number": "Numéro du certificat",
        "issued": "Date du certificat",
        "score": "Note, en pour cent",
        "scan": "Copie du certificat",
        "out": "Échange 1\u00a0: je laisse",
        "into": "Échange 1\u00a0: je prends",
        "reason": "Pourquoi",
        "sure": "Je me retire de ce diplôme",
    },
    "en": {
        "given": "Given names",
        "family": "Family name",
        "display": "Name on the diploma",
        "birth": "Date of birth",
        "country": "Country of residence",
        "email": "E-mail address",
        "language": "Language of letters",
        "account": "Name of your account",
        "consent": "I agree that the school keeps",
        "make": "Prepare the",
        "ready": "Your file is ready",
        "save": "Save the encrypted file",
        "receipt": "Receipt code",
        "France": "France",
        "malaria": "Malaria",
        "vaccinology": "Vaccinology",
        "enough": "This choice is enough",
        "short": "This choice is not enough",
        "deposit": "Deposit a certificate",
        "choices": "Exchange courses",
        "name": "Have my name corrected",
        "withdrawal": "Withdraw from this diploma",
        "course": "Course",
        "session": "Session",
        "number": "Number of the certificate",
        "issued": "Date of the certificate",
        "score": "Score, in per cent",
        "scan": "Scan of the certificate",
        "out": "Exchange 1: I give up",
        "into": "Exchange 1: I take",
        "reason": "Why",
        "sure": "I withdraw from this diploma",
    },
}
CHOSEN = ["malaria", "rabies", "tuberculosis", "hiv-science", "vaccinology"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def fill_in(page: Page, words: dict[str, str], **changes: str) -> None:
    answers = {
        "given": "Zoé",
        "family": "Exemple-Fictive",
        "birth": "1990-01-31",
        "email": "zoe@example.org",
        "account": "zoe90",
        **changes,
    }
    for field, answer in answers.items():
        page.get_by_label(words[field]).fill(answer)
    page.get_by_label(words["country"]).select_option(label=words["France"])
    for slug in CHOSEN:
        page.locator(f'input[value="{slug}"]').check()
    page.get_by_label(words["consent"]).check()


def saved(page: Page, words: dict[str, str], office: Office) -> Path:
    """Prepare the file, save it, and put it where mail arrives."""
    page.get_by_role("button", name=words["make"]).click()
    expect(page.get_by_role("heading", name=words["ready"])).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=words["save"]).click()
    path = office.inbox / download.value.suggested_filename
    download.value.save_as(path)
    return path


def shown_receipt(page: Page) -> str:
    return read_receipt(page.locator("[data-receipt]").inner_text())


def take(office: Office, path: Path, *, carefully: bool = False) -> str:
    if carefully:
        before = office.state()
        preview = office.run("intake", path, "--dry-run")
        assert preview.exit_code == 0, preview.output
        assert office.state() == before
    done = office.run("intake", path)
    assert done.exit_code == 0, done.output
    if not carefully:
        return done.output
    state = office.state()
    again = office.run("intake", path)
    assert "1 received before." in again.output
    assert office.state() == state
    return done.output


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_from_the_form_to_the_record_and_on(
    served_site: Served, open_page: OpenPage, office: Office, lang: str
) -> None:
    words = WORDS[lang]
    page = open_page(f"{served_site.url}/{lang}/programmes/dnm2ip.html")
    page.get_by_role("link", name="S’inscrire" if lang == "fr" else "Register", exact=True).click()
    fill_in(page, words)
    printed = page.locator("[data-printed]")
    expect(printed).to_have_text("Zoé Exemple-Fictive")
    page.get_by_label(words["display"]).fill("  Zoé  EXEMPLE ")
    expect(printed).to_have_text("Zoé EXEMPLE")
    path = saved(page, words, office)
    assert re.fullmatch(r"registration-dnm2ip-[0-9a-f]{8}\.jwe", path.name)
    receipt = shown_receipt(page)
    page.get_by_role("button", name="Corriger" if lang == "fr" else "Correct my").click()
    page.get_by_role("button", name=words["make"]).click()
    assert shown_receipt(page) == receipt
    mail = page.locator("[data-mail]").get_attribute("href") or ""
    assert mail.startswith("mailto:inscriptions@parchemin.example?subject=")
    assert "Zo" not in mail
    take(office, path, carefully=True)
    record = office.record
    assert record["name"] == {"display": "Zoé EXEMPLE", "given": "Zoé", "family": "Exemple-Fictive"}
    assert (record["country"], record["language"], record["birth_date"]) == ("FR", lang, "1990-01-31")
    assert record["receipts"] == [receipt]
    assert sorted(record["registrations"][0]["choices"]) == sorted(CHOSEN)
    assert {one["purpose"]: one["given"] for one in record["consents"]} == {
        "register": True,
        "diploma-page": False,
        "mail": False,
    }

    def later(kind: str, fill: Callable[[Page], None]) -> str:
        visit = open_page(f"{served_site.url}/{lang}/deposit/dnm2ip.html")
        visit.get_by_label(words["receipt"]).fill(receipt.lower().replace("-", " "))
        visit.get_by_label(words["email"]).fill("zoe@example.org")
        visit.get_by_label(words["birth"]).fill("1990-01-31")
        visit.get_by_role("radio", name=words[kind]).check()
        fill(visit)
        return take(office, saved(visit, words, office))

    def claim(visit: Page) -> None:
        visit.get_by_label(words["course"], exact=True).select_option(label=words["malaria"])
        visit.get_by_label(words["session"], exact=True).select_option(value="2024-t2")
        visit.get_by_label(words["number"]).fill("FUN-0042")
        visit.get_by_label(words["issued"]).fill("2024-06-20")
        visit.get_by_label(words["score"]).fill("93")
        visit.get_by_label(words["scan"]).set_input_files(
            {"name": "../../Zoé Exemple.png", "mimeType": "text/html", "buffer": PNG}
        )

    later("deposit", claim)
    assert office.record["deposits"][0]["score"] == 93
    assert office.record["deposits"][0]["scan"]["type"] == "image/png"
    if lang == "en":  # the rest differs by its words alone, which the other tests read
        return

    def exchange(visit: Page) -> None:
        visit.get_by_label(words["out"]).select_option(label=words["malaria"])
        visit.get_by_label(words["into"]).select_option(value="biobanking")

    assert "exchanges left afterwards: 1" in later("choices", exchange)

    def correct(visit: Page) -> None:
        visit.get_by_label(words["given"]).fill("Zoé")
        visit.get_by_label(words["family"]).fill("Modèle")
        visit.get_by_label(words["reason"]).fill("Mariage")

    later("name", correct)
    assert office.record["name"]["display"] == "Zoé Modèle"
    later("withdrawal", lambda visit: visit.get_by_label(words["sure"]).check())
    assert "withdrawn" in office.record["registrations"][0]
    assert office.run("check").exit_code == 0


def test_the_plan_counts_as_the_rule_does(served_site: Served, open_page: OpenPage, root: Path) -> None:
    page = open_page(f"{served_site.url}/fr/register/dnm2ip.html")
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_text("Aucun cours choisi.")
    plan = page.get_by_role("region", name="Prochaine session de chaque cours choisi")
    expect(plan).to_be_hidden()
    for slug in CHOSEN[:4]:
        page.locator(f'input[value="{slug}"]').check()
    expect(verdict).to_contain_text("4 cours choisis.")
    expect(verdict).to_contain_text("Ce choix ne suffit pas encore")
    page.get_by_label("Vaccinologie").check()
    expect(verdict).to_contain_text("5 cours choisis, dont 1 étoilé.")
    expect(verdict).to_contain_text("Ce choix suffit")
    expect(plan.get_by_role("row", name=re.compile("^Total"))).to_contain_text("750")
    expect(plan.get_by_role("row")).to_have_count(7)
    page.get_by_label("Vaccinologie").uncheck()
    page.locator('input[value="waterborne"]').check()
    expect(page.locator("[data-rule] li")).to_contain_text(["rempli", "pas encore : 0 sur 1"])
    # The same as the rule itself, for choices of every size and every programme.
    tree = load_tree(root)
    for slug, programme in tree.programmes.items():
        page.goto(f"{served_site.url}/en/register/{slug}.html")
        boxes = page.locator('input[name="choice"]').evaluate_all("boxes => boxes.map(box => box.value)")
        requirement = programme.versions[-1].requirement
        for start in range(0, len(boxes), 2):
            for size in (1, 2, 4, 5, 6):
                chosen = [boxes[(start + 3 * step) % len(boxes)] for step in range(min(size, len(boxes)))]
                said = page.evaluate(
                    """chosen => {
                      const boxes = [...document.querySelectorAll('input[name="choice"]')];
                      for (const box of boxes) box.checked = chosen.includes(box.value);
                      boxes[0].dispatchEvent(new Event('change', { bubbles: true }));
                      return document.querySelector('[data-verdict]').textContent;
                    }""",
                    chosen,
                )
                meets = could_meet(requirement, frozenset(chosen), tree.courses)
                assert ("This choice is enough" in said) is meets, (slug, chosen, said)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_mistakes_are_said_at_once_and_beside_their_fields(
    served_site: Served, open_page: OpenPage, lang: str
) -> None:
    words = WORDS[lang]
    page = open_page(f"{served_site.url}/{lang}/register/dnm2ip.html")
    page.get_by_label(words["email"]).fill("nowhere")
    page.get_by_label(words["birth"]).fill("2150-01-01")
    page.get_by_role("button", name=words["make"]).click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(8)
    expect(page.get_by_label(words["given"])).to_be_focused()
    assert page.get_by_label(words["email"]).get_attribute("aria-invalid") == "true"
    assert axe(page) == []
    summary.get_by_role("link", name=words["birth"]).click()
    expect(page.get_by_label(words["birth"])).to_be_focused()
    page.get_by_label(words["birth"]).fill("1990-01-31")
    expect(page.locator("#birth-error")).to_be_hidden()
    expect(page.get_by_role("heading", name=words["ready"])).to_be_hidden()


@pytest.mark.parametrize("typed", ["Cam\u202eelli", "123", "\u3164"])
def test_a_name_that_could_not_be_printed_is_refused_by_the_page(
    served_site: Served, open_page: OpenPage, typed: str
) -> None:
    page = open_page(f"{served_site.url}/en/register/dnm2ip.html")
    fill_in(page, WORDS["en"])
    page.get_by_label("Name on the diploma").fill(typed)
    page.get_by_role("button", name="Prepare").click()
    expect(page.locator("#display-error")).to_be_visible()


def test_a_scan_is_looked_at_before_it_is_sealed(served_site: Served, open_page: OpenPage) -> None:
    page = open_page(f"{served_site.url}/en/deposit/dnm2ip.html")
    for data, said in ((b"<html>", "Choose a PDF"), (PNG + bytes(2_000_000), "larger than 2 MB")):
        page.get_by_label("Scan of the certificate").set_input_files(
            {"name": "a.png", "mimeType": "image/png", "buffer": data}
        )
        page.get_by_role("button", name="Prepare").click()
        expect(page.locator("#scan-error")).to_contain_text(said)


def test_the_form_works_by_keyboard_alone(served_site: Served, open_page: OpenPage, office: Office) -> None:
    page = open_page(f"{served_site.url}/en/register/attestation-vie-numerique.html")
    page.get_by_label("Given names").focus()
    keys = page.keyboard
    keys.type("Ada")
    keys.press("Tab")
    keys.type("Exemple")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("01311990")
    keys.press("Tab")
    while page.evaluate("document.activeElement.id") != "country":
        keys.press("Tab")
    keys.type("France")
    keys.press("Tab")
    keys.type("ada@example.org")
    for _ in range(4):
        keys.press("Tab")
    keys.press("Space")
    while page.evaluate("document.activeElement.id") != "consent-register":
        keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    expect(page.locator("[data-done]")).to_be_focused()
    with page.expect_download() as download:
        keys.press("Tab")
        keys.press("Enter")
    path = office.inbox / "x.jwe"
    download.value.save_as(path)
    letter = json.loads(open_sealed(path.read_bytes(), KEY))
    assert letter["content"]["birth_date"] == "1990-01-31"
    take(office, path)
    assert office.record["name"]["display"] == "Ada Exemple"


@pytest.mark.parametrize("kind", ["register", "deposit"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_javascript_a_page_says_how_else(
    served_site: Served, open_page: OpenPage, lang: str, kind: str
) -> None:
    page = open_page(f"{served_site.url}/{lang}/{kind}/dnm2ip.html", java_script_enabled=False)
    expect(page.locator("form.letter")).to_be_hidden()
    notice = page.locator("[data-without-script]")
    expect(notice).to_contain_text("JavaScript")
    expect(notice).to_contain_text("inscriptions@parchemin.example")


def test_a_browser_that_cannot_seal_says_so(served_site: Served, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false });")
    page.goto(f"{served_site.url}/en/register/dnm2ip.html")
    expect(page.locator("[data-cannot]")).to_be_visible()
    expect(page.locator("form.letter")).to_be_hidden()


@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "dark")])
@pytest.mark.parametrize("kind", ["register", "deposit"])
def test_a_form_that_is_filled_in_stays_accessible_and_narrow(
    served_site: Served, open_page: OpenPage, lang: str, kind: str, scheme: str
) -> None:
    words = WORDS[lang]
    page = open_page(
        f"{served_site.url}/{lang}/{kind}/dnm2ip.html", color_scheme=scheme, reduced_motion="reduce"
    )
    if kind == "register":
        fill_in(page, words)
    else:
        page.get_by_label(words["choices"]).check()
    found: list[Any] = []
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found += [*axe(page), *overflow(page)]
    page.get_by_role("button", name=words["make"]).click()
    found += axe(page)
    assert found == []


# --- Sending


ENDPOINT = "https://desk.example/letters"
ORIGIN = "https://desk.example"


def with_endpoint(served: Served, root: Path, kind: str) -> dict[str, bytes | None]:
    """A page as the build writes it where the site's record names an endpoint: another body, another policy."""
    tree = load_tree(root)
    assert tree.site.registration is not None
    desk = tree.site.registration.model_copy(update={"endpoint": ENDPOINT})
    site = tree.site.model_copy(update={"registration": desk})
    folder = root / "site_templates" / "fragments"
    fragments = Fragments({path.name: path.read_text("utf-8") for path in folder.glob("*.html")})
    source = Source(replace(tree, site=site), date(2026, 11, 25))
    path = f"en/{kind}/dnm2ip"
    page = next(one for one in registration_page.pages(source, fragments) if one.path == path)
    assert page.meta["connect"] == ORIGIN
    text = served.read(f"/{path}.html").decode()
    start = text.index('<main id="main" tabindex="-1">')
    body = f'<main id="main" tabindex="-1">{page.body}{text[text.index("</main>") :]}'
    head = text[:start].replace("connect-src 'self';", f"connect-src 'self' {ORIGIN};")
    return {f"/{path}.html": (head + body).encode()}


@pytest.mark.parametrize(("status", "said"), [(204, "Sent."), (500, "Sending did not work.")])
def test_nothing_is_sent_but_by_the_button(
    served_site: Served,
    open_page: OpenPage,
    office: Office,
    watch: Watch,
    *,
    root: Path,
    status: int,
    said: str,
) -> None:
    watch.allow(f"request to another host: {ENDPOINT}$")
    watch.allow("status of 500")
    with serve(served_site.root, with_endpoint(served_site, root, "register"), connect=ORIGIN) as served:
        page = open_page(f"{served.url}/en/register/dnm2ip.html")
        asked: list[Any] = []

        def answer(route: Any) -> None:
            asked.append((route.request.method, route.request.post_data))
            allow = {f"Access-Control-Allow-{what}": "*" for what in ("Origin", "Headers")}
            route.fulfill(status=status, headers=allow)

        page.route(f"{ORIGIN}/**", answer)
        fill_in(page, WORDS["en"])
        path = saved(page, WORDS["en"], office)
        assert axe(page) == []
        assert asked == []
        page.get_by_role("button", name="Send now").click()
        expect(page.locator("[data-sent]")).to_contain_text(said)
        assert ("POST", path.read_text("ascii")) in asked


def test_no_other_page_may_send_there(served_site: Served, open_page: OpenPage, watch: Watch) -> None:
    watch.allow("Content Security Policy")
    with serve(served_site.root, connect=ORIGIN) as served:
        page = open_page(f"{served.url}/en/programmes/dnm2ip.html")
        failed = page.evaluate(f"fetch('{ENDPOINT}').then(() => false, () => true)")
        assert failed


def test_the_policy_of_a_site_with_an_endpoint_allows_that_host_and_no_other() -> None:
    allowed = policy(ORIGIN)
    assert allowed == POLICY.replace("connect-src 'self'", f"connect-src 'self' {ORIGIN}")
    assert connection(headers_file((), ORIGIN)) == ORIGIN
    assert connection(headers_file(())) is None
    assert headers_for("/", (), ORIGIN)["Content-Security-Policy"] == allowed


# --- The shared vectors


def test_the_browser_seals_the_same_files_and_reads_the_same_receipts(
    served_site: Served, open_page: OpenPage
) -> None:
    page = open_page(f"{served_site.url}/en/register/dnm2ip.html")
    for case in json.loads((DIRECTORY / "good.json").read_text("ascii")):
        token = page.evaluate(
            """async (given) => {
              const text = atob(given.iv.replaceAll('-', '+').replaceAll('_', '/'));
              const iv = Uint8Array.from(text, (character) => character.charCodeAt(0));
              return parchemin.seal(given.letter, given.key, { ephemeral: given.ephemeral, iv });
            }""",
            case,
        )
        assert token == case["token"], case["name"]
    for case in json.loads((DIRECTORY / "receipts.json").read_text("ascii")):
        made, read = page.evaluate(
            """(given) => [
              parchemin.newReceipt(() => Uint8Array.from(given.draw.match(/../g), (byte) => parseInt(byte, 16))),
              Object.fromEntries(Object.keys(given.typed).map((typed) => [typed, parchemin.readReceipt(typed)])),
            ]""",
            case,
        )
        assert made == case["receipt"]
        assert read == case["typed"]
