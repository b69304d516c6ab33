"""Every place where text goes: functions that put a payload there and return what that format's real reader reads.

Each raises `AssertionError` where something but text arrived. Pages that MkDocs renders are in `test_pages`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import typst
from icalendar import Calendar
from lxml import html

from generator.mailing.envelope import compose
from generator.mailing.letter import Letter, Letters
from generator.records.mail import MailSettings
from generator.records.tree import Tree
from generator.site.badge import svg_badge
from generator.site.cards import Card
from generator.site.feeds import files
from generator.site.fragments import Source
from generator.site.page import front_matter
from generator.site.registry import DiplomaWriter, page_writer
from generator.site.search_texts import catalogue_files
from generator.trust.baked import extract
from generator.trust.canonical import canonical
from generator.trust.diplomastate import DiplomaState
from generator.trust.view import fields
from tests.documents import print_shop
from tests.injection.payloads import MARK
from tests.site import test_registry as registry
from tests.site.demonstration import DAY, UNCHANGED, course, session, source, tree

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 16, 9, tzinfo=UTC)
_SVG = "{http://www.w3.org/2000/svg}"


def injected(page: bytes | str) -> list[str]:
    """What a page holds that no template of ours wrote: marked elements, handlers, addresses that run."""
    found = []
    for element in html.fromstring(page if isinstance(page, bytes) else page.encode()).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == MARK or (
            element.tag == "script" and f"{MARK}()" in (element.text or "") and not element.get("type")
        ):
            found.append(element.tag)
        for name, value in element.attrib.items():
            scheme = re.sub(r"[\x00-\x20]", "", value).lower()
            runs = name in ("href", "src", "action", "formaction") and scheme.startswith(
                ("javascript:", "data:text")
            )
            if name.startswith("on") or runs or (name in ("href", "src") and MARK in value.partition("?")[0]):
                found.append(f"{element.tag} {name}={value}")
    return found


def folded(text: str) -> str:
    """Text without blanks and without what typesetting joins: lines are broken where the paper ends."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("\u00ad", "")


@cache
def _feeds(payload: str) -> dict[str, bytes]:
    made = course(
        session(),
        title={"fr": payload, "en": payload},
        summary={"fr": payload, "en": payload},
        platform=payload,
    )
    one = tree()
    alone = Tree(one.site, one.issuers, {"essai": made}, {}, {}, {}, {})
    return dict(files(Source(alone, DAY), UNCHANGED))


def calendar(payload: str) -> str:
    """iCalendar: every event of a course's calendar."""
    found = Calendar.from_ical(_feeds(payload)["calendar/fr/courses/essai.ics"])
    assert isinstance(found, Calendar)
    events = found.walk("VEVENT")
    assert events
    assert all(folded(payload) in folded(str(event["SUMMARY"])) for event in events)
    assert {str(event["UID"]).partition("@")[2] for event in events} == {"diplomes.example.org"}
    return str(events[0]["SUMMARY"])


def news(payload: str) -> str:
    """Atom: the title of an entry."""
    feeds = _feeds(payload)
    name = next(path for path in feeds if path.endswith(".atom"))
    root = ElementTree.fromstring(feeds[name])  # noqa: S314 - our own feed
    titles = [element.text or "" for element in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert not [element.tag for element in root.iter() if MARK in element.tag]
    return next((title for title in titles if folded(payload) in folded(title)), f"not among {titles[:3]}")


def table(payload: str) -> str:
    """CSV: the cell of a title. What a spreadsheet would take for a formula stands behind an apostrophe."""
    text = _feeds(payload)["catalogue.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    row = next(row for row in rows if row["slug"] == "essai")
    cells = [cell for name, cell in row.items() if name.startswith("title")]
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert len(cells) == 2 and None not in row
    return cells[0] if payload.startswith("'") else cells[0].removeprefix("'")


def catalogue(payload: str) -> str:
    """The catalogue as JSON."""
    document = json.loads(_feeds(payload)["catalogue.json"])
    one = next(one for one in document["courses"] if one["slug"] == "essai")
    return str(one["title"]["fr"])


def search(payload: str) -> str:
    """The texts of the word search, which scripts read."""
    made = course(session(), title={"fr": payload, "en": payload})
    found = catalogue_files(source(essai=made))["assets/catalogue/search-fr.json"]
    return next((text for text in _texts(json.loads(found)) if payload in text), "not there")


def matter(payload: str) -> str:
    """Front matter of a staged page, as an engine's YAML reader takes it."""
    from mkdocs.utils.meta import get_data

    body, values = get_data(front_matter({"title": payload, "description": "x"}) + "\nbody\n")
    assert set(values) == {"title", "description"} and body.strip() == "body"
    return str(values["title"])


@cache
def _writer() -> DiplomaWriter:
    templates = {
        path.relative_to(registry.TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in registry.TEMPLATES.rglob("*.html")
    }
    made = page_writer(tree().site, templates)
    assert isinstance(made, DiplomaWriter)
    return made


def diploma(payload: str) -> str:
    """A diploma's page: the holder's name as text, and the signed document in its script."""
    line = registry.line_of(registry.award(payload))
    page = _writer().page(line, DiplomaState("valid"), canonical(line.credential))
    assert not injected(page)
    root = html.fromstring(page)
    (script,) = root.iterfind(".//script[@id='credential']")
    assert json.loads(script.text or "")["credentialSubject"]["name"] == payload
    names = {element.text_content() for element in root.iterfind(".//*[@data-f='/credentialSubject/name']")}
    assert len(names) == 1
    return names.pop()


def badge(payload: str) -> str:
    """An SVG badge: what it says for those who do not see it, and the document inside."""
    line = registry.line_of(registry.award(payload))
    document = canonical(line.credential)
    picture = svg_badge(document, fields(line.credential), holder=True)
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own picture
    assert not [
        element.tag for element in root.iter() if MARK in element.tag or element.tag == f"{_SVG}script"
    ]
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert json.loads(extract(picture).credential) == json.loads(document)
    texts = [element.text or "" for element in root.iter() if element.tag in (f"{_SVG}title", f"{_SVG}desc")]
    return next((text for text in texts if payload in text), f"not in {texts}")


def card(payload: str) -> str:
    """A picture for other sites, set as a PDF instead, so that its words can be read."""
    one = Card(
        "x.png", payload, "overline", payload, star=False, language="fr", site="site", host="example.org"
    )
    template = ROOT / "site_templates" / "cards" / "card.typ"
    data = typst.compile(str(template), format="pdf", sys_inputs=one.inputs, ignore_system_fonts=True)
    assert isinstance(data, bytes)
    return print_shop.words_of(data)


def document(payload: str) -> str:
    """A diploma on paper."""
    return print_shop.words_of(print_shop.document(holder_name=payload))


def headers(payload: str) -> str:
    """The header fields of a message: subject, and names of sender and receiver."""
    settings = MailSettings.model_validate(
        {"sender": "a@ecole.example", "name": payload, "since": "2026-01-01", "reply_to": "b@ecole.example"}
    )
    parcel = compose(
        Letter(payload, "x\n", "<p>x</p>\n"), settings, digest="0" * 32, name=payload,
        address="camille@example.org", language="fr", now=NOW,
    )  # fmt: skip
    message = message_from_bytes(parcel.data, policy=policy.default)
    assert "Bcc" not in message
    assert [one.addr_spec for one in message["To"].addresses] == ["camille@example.org"]
    assert [one.addr_spec for one in message["From"].addresses] == ["a@ecole.example"]
    assert len(message.keys()) == len(set(message.keys()))
    return str(message["Subject"])


@cache
def _letters() -> Letters:
    folder = ROOT / "site_templates" / "mail"
    return Letters({path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} | _TEMPLATE)


_TEMPLATE = {
    "probe.fr.txt": "{{ name }}\n\nBonjour {{ name }}.\n\n- {{ name }}\n\n{{ facts([(name, name)]) }}\n"
    '\n{{ link("https://diplomes.example.org/", name) }}\n',
    "frame.txt": "{{ body }}",
    "frame.html": "<!doctype html><title>{{ subject }}</title><main>{{ body }}</main>",
}


def bodies(payload: str) -> str:
    """Both bodies of a message, by a template that uses everything that templates can."""
    letter = _letters().write("probe", "fr", {"name": payload})
    assert not injected(letter.html)
    assert folded(letter.text).count(folded(payload)) >= 4
    root = html.fromstring(letter.html)
    assert {element.get("href") for element in root.iterfind(".//a")} == {"https://diplomes.example.org/"}
    shown = folded(root.text_content())
    assert shown.count(folded(payload)) >= 5
    return payload if folded(payload) in shown else shown


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


CONTEXTS: dict[str, Callable[[str], str]] = {
    "calendars (iCalendar)": calendar,
    "news (Atom)": news,
    "tables (CSV)": table,
    "catalogue (JSON)": catalogue,
    "word search (JSON)": search,
    "front matter (YAML)": matter,
    "diplomas' pages (HTML, JSON in script)": diploma,
    "badges (SVG)": badge,
    "cards (typst)": card,
    "documents (typst, PDF)": document,
    "headers of mails": headers,
    "bodies of mails (text, HTML)": bodies,
}
