"""Leaks of every kind, planted in every kind of place and in every encoding that the gate undoes, are all found."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import quopri
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from generator.privacy.index import Index
from generator.privacy.own import Own
from generator.privacy.search import Search, words_in
from generator.privacy.secrets import candidate_secrets, code_secret, payment_secrets
from generator.privacy.words import folded, strong, words_of
from generator.records.candidate import Candidate
from generator.records.money import Payments

PATH = "candidates/register/c-4f9k2m7x1q.yml"
PERSON = Candidate.model_validate(
    {
        "name": {"display": "Éloïse Conjecture", "given": "Éloïse Marie", "family": "CONJECTURE"},
        "birth_date": "1987-03-09",
        "email": "eloise.c@courrier.example",
        "language": "fr",
        "platform_id": "demo-441011",
        "registrations": [{"programme": "x", "date": "2026-01-01"}],
        "deposits": [{"course": "x", "session": "y", "certificate": "CERT-E253E734", "date": "2026-01-01"}],
        "recognitions": [
            {
                "programme": "x",
                "course": "y",
                "date": "2026-01-01",
                "by": "A. Exemple",
                "reason": {"fr": "Un stage de deux mois à l’hôpital.", "en": "Two months of hospital work."},
            }
        ],
        "note": "Asked twice for more time because of an illness.",
        "name_requests": [{"date": "2026-01-02", "display": "Élio Conjecture", "former": "Ancien Prénom"}],
        "receipts": ["ABCD-2345-WXYZ"],
        "received": [
            {
                "id": "0123456789abcdef0123456789abcdef",
                "kind": "registration",
                "made": "2026-01-01",
                "taken": "2026-01-02",
                "sha256": "a1" * 32,
            }
        ],
    }
)
CODE = "9CKP-78K3-7W2K-3VP3-5PP3"
LEAKS = {
    "id": "c-4f9k2m7x1q",
    "name": "Éloïse Conjecture",
    "the name the other way round": "CONJECTURE Éloïse Marie",
    "the name in capitals without accents": "ELOISE MARIE CONJECTURE",
    "the former name": "Ancien Prénom",
    "the name asked for": "Élio Conjecture",
    "birth-date": "1987-03-09",
    "birth-date in French": "9 mars 1987",
    "birth-date in English": "March 9, 1987",
    "birth-date with slashes": "09/03/1987",
    "birth-date with a time": "1987-03-09T00:00:00Z",
    "birth-date of a calendar": "19870309",
    "address": "eloise.c@courrier.example",
    "account": "demo-441011",
    "certificate": "CERT-E253E734",
    "receipt": "ABCD-2345-WXYZ",
    "letter": "0123456789abcdef0123456789abcdef",
    "file": "a1" * 32,
    "text": "asked twice for more time because of an illness",
    "another text": "Two months of hospital work",
    "code": CODE,
}


def _pdf(text: str) -> bytes:
    inside = zlib.compress(f"<rdf:li>{text}</rdf:li>".encode())
    return b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n" + inside + b"\nendstream\n"


def _png(text: str) -> bytes:
    chunk = b"Comment\0\0" + zlib.compress(text.encode("utf-8"))
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + len(chunk).to_bytes(4, "big") + b"zTXt" + chunk


_PIXELS = 8 * (1 + 8)
"""Of a grey picture of eight by eight, with the filter of each line."""


def _picture(*, pixels: bytes | None = None, after: bytes = b"", **texts: bytes) -> bytes:
    """A PNG as programs write it, with further chunks before its pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    further = [chunk(name.encode(), body) for name, body in texts.items()]
    data = (zlib.compress(bytes(_PIXELS)) if pixels is None else pixels) + after
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(further)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def _stored(data: bytes) -> bytes:
    return zlib.compress(data, 0)


def _zip(inside: bytes, method: int, name: str = "xl/sharedStrings.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("other.txt", b"nothing here " * 50)
        archive.writestr(name, inside + b" " * 99)
        # As a program does that does not know the size beforehand.
        with archive.open("last.txt", "w", force_zip64=False) as member:
            member.write(b"nothing")
    return made.getvalue()


def _folded(text: str) -> str:
    data = f"BEGIN:VCALENDAR\r\nDESCRIPTION:{'x' * 20} {text}".encode()
    cut = len(data) - len(text.encode()) // 2
    # Between characters, as RFC 5545 asks.
    while data[cut] & 0xC0 == 0x80:
        cut -= 1
    return (data[:cut] + b"\r\n " + data[cut:] + b"\r\n").decode()


PLACES: dict[str, Callable[[str], bytes]] = {
    "a page": lambda text: f"<p>Bravo à {text}, reçue.</p>".encode(),
    "an attribute": lambda text: f'<meta name="author" content="{text}">'.encode(),
    "a comment of HTML": lambda text: f"<p>x</p><!-- {text} -->".encode(),
    "cells of a table": lambda text: f"<tr><td>{text.replace(' ', '</td><td>')}</td></tr>".encode(),
    "words with marks": lambda text: f"<p><em>{text.replace(' ', '</em> <strong>')}</strong></p>".encode(),
    "character references": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
    "every character a reference": lambda text: "".join(f"&#x{ord(c):x};" for c in text).encode(),
    "references twice": lambda text: html.escape(
        html.escape(text).encode("ascii", "xmlcharrefreplace").decode()
    ).encode(),
    "a search index": lambda text: json.dumps({"docs": [{"text": f"le {text} ici"}]}).encode(),
    "escapes of JSON": lambda text: b'{"a":"%s"}' % "".join(f"\\u{ord(c):04x}" for c in text).encode(),
    "escapes of JavaScript": lambda text: (
        b"let a='%s'" % "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in text).encode()
    ),
    "an address": lambda text: f"https://x.example/?q={quote(text, safe='')}".encode(),
    "every character in percent": lambda text: "".join(f"%{one:02x}" for one in text.encode()).encode(),
    "a slug": lambda text: f'<a href="/fr/{text.replace(" ", "-").lower()}.html">x</a>'.encode(),
    "a sitemap": lambda text: f"<url><loc>https://x.example/{quote(text)}</loc></url>".encode(),
    "a feed": lambda text: f"<entry><title>{html.escape(text)}</title></entry>".encode(),
    "a calendar": lambda text: f"BEGIN:VCALENDAR\r\nSUMMARY:{text}\r\nEND:VCALENDAR\r\n".encode(),
    "a folded line": lambda text: _folded(text).encode(),
    "a table of CSV": lambda text: ";".join(("x", *text.split(" "), "y")).encode(),
    "a source map": lambda text: json.dumps({"sourcesContent": [f"// {text}\nlet x"]}).encode(),
    "lines of a string of JSON": lambda text: json.dumps({"a": f"Bravo\n{text}\tx"}).encode(),
    "a style sheet": lambda text: f'a::after {{ content: "{text}" }}'.encode(),
    "quoted-printable": lambda text: b"Subject: x=\n\n" + quopri.encodestring(text.encode()),
    "quoted-printable below a digest": lambda text: (
        base64.b64encode(bytes(32)) + b"\nx=\n\n" + quopri.encodestring(text.encode())
    ),
    "base64": lambda text: b"data:text/plain;base64," + base64.b64encode(f"*** {text} ***".encode()),
    "base64 of addresses": lambda text: b"x." + base64.urlsafe_b64encode(f"*** {text} ***".encode()),
    "base64 of base64": lambda text: base64.b64encode(base64.b64encode(f"*** {text} ***".encode())),
    "hexadecimal": lambda text: text.encode().ljust(12).hex().encode(),
    "hexadecimal in capitals beside a letter": lambda text: (
        b"xa" + text.encode().ljust(12).hex().upper().encode()
    ),
    "hexadecimal of gzip": lambda text: gzip.compress(text.encode()).hex().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "bzip2": lambda text: bz2.compress(text.encode()),
    "xz": lambda text: lzma.compress(text.encode()),
    "gzip in base64": lambda text: base64.b64encode(gzip.compress(text.encode())),
    "the metadata of a PDF": lambda text: (
        b"%PDF-1.7\n/Title <FEFF" + text.encode("utf-16-be").hex().encode() + b">"
    ),
    "UTF-16 in a PDF": lambda text: b"%PDF-1.7\n\0/Title (\xfe\xff" + text.encode("utf-16-be") + b")",
    "a compressed stream of a PDF": _pdf,
    "a text of a PNG": _png,
    "a plain text in a real picture": lambda text: _picture(tEXt=b"Title\0" + text.encode()),
    "a compressed text in a real picture": lambda text: _picture(
        zTXt=b"Title\0\0" + zlib.compress(text.encode())
    ),
    "a chunk of nobody's in a real picture": lambda text: _picture(eXIf=text.encode()),
    "behind the end of a real picture": lambda text: _picture() + text.encode(),
    "behind the pixels of a picture": lambda text: _picture(after=text.encode()),
    "in the place of a picture's pixels": lambda text: _picture(pixels=text.encode()),
    "before the pixels of a picture, stored": lambda text: _picture(
        pixels=_stored(text.encode() + bytes(_PIXELS))
    ),
    "a text in Windows-1252": lambda text: f"é;{text};x\n".encode("cp1252"),
    "percent of Windows-1252": lambda text: quote(f"é {text} x", safe="", encoding="cp1252").encode(),
    "base64 of Windows-1252": lambda text: base64.b64encode(f"{'é' * 40} {text} ***".encode("cp1252")),
    "a text in UTF-16": lambda text: f"{'x;' * 3000} {text}".encode("utf-16"),
    "a text in UTF-16 without a mark": lambda text: f"{'x;' * 3000} {text}".encode("utf-16-be"),
    "a spreadsheet": lambda text: _zip(f"<si><t>{text}</t></si>".encode(), zipfile.ZIP_DEFLATED),
    "a member of a ZIP that is not compressed": lambda text: _zip(_png(text), zipfile.ZIP_STORED),
    "the name of a member of a ZIP": lambda text: _zip(b"x", zipfile.ZIP_DEFLATED, text.replace("/", "-")),
    "a string of a PDF": lambda text: b"%%PDF-1.7\n/Title (%s)" % text.encode("cp1252"),
    "a string of a PDF in octal digits": lambda text: (
        b"%%PDF-1.7\n/Title (%s)" % "".join(f"\\{one:03o}" for one in text.encode("cp1252")).encode()
    ),
    "invisible characters": lambda text: "\u200b".join(text).encode(),
}


@pytest.fixture(scope="module", name="search")
def search_fixture() -> Search:
    return searching()


def searching() -> Search:
    """A search for all that is private of one candidate."""
    rows = [
        *candidate_secrets(PATH, "c-4f9k2m7x1q", PERSON),
        code_secret(CODE),
    ]
    return Search(Index.of(row.to_line() for row in rows))


@pytest.mark.parametrize("place", PLACES)
def test_every_leak_is_found_in_every_place(search: Search, place: str) -> None:
    assert missed(search, place) == []


def missed(search: Search, place: str) -> list[str]:
    """The leaks that are not found in a place."""
    unseen = []
    for kind, text in LEAKS.items():
        found = {row.kind for row in search(PLACES[place](text))}
        expected = kind.partition(" ")[0]
        if expected in ("the", "another"):
            expected = "text" if expected == "another" else "name"
        if expected not in found:
            unseen.append(kind)
    return unseen


@pytest.mark.parametrize(
    "text",
    [
        "Éloïse et la conjecture de Syracuse",
        "Marie Conjectural, éloïse",
        "le 9 mai 1987, le 3 mars 1987",
        "demo-441012, demo 44101, c-4f9k2m7x1r",
        "<li><strong>9CKP</strong></li> 78K3",
        "courrier.example eloise.d@courrier.example",
    ],
)
def test_what_only_resembles_is_no_leak(search: Search, text: str) -> None:
    assert list(search(text.encode())) == []


def test_a_holder_is_named_on_the_own_page_and_nowhere_else(search: Search) -> None:
    page = f'<h1>Éloïse Conjecture</h1><p data-code="{CODE}">Éloïse Conjecture Éloïse Conjecture</p>'.encode()
    assert list(search(page, Own((CODE,), "Éloïse Conjecture"))) == []
    assert {row.kind for row in search(page, Own((CODE,), "Zoé Autre"))} == {"name"}
    assert {row.kind for row in search(page)} == {"name", "code"}
    address = page + b"<p>eloise.c@courrier.example</p>"
    assert {row.kind for row in search(address, Own((CODE,), "Éloïse Conjecture"))} == {"address"}


def test_names_of_elements_are_nobody() -> None:
    person = PERSON.model_copy(
        update={"name": PERSON.name.model_copy(update={"display": "Li Lang", "given": None, "family": None})}
    )
    search = Search(Index.of(row.to_line() for row in candidate_secrets(PATH, "c-4f9k2m7x1q", person)))
    assert list(search(b'<ul><li lang="fr">x</li></ul>')) == []
    assert [row.kind for row in search(b"<ul><li>Li Lang</li></ul>")] == ["name"]


def test_scripts_without_blanks_are_searched() -> None:
    person = PERSON.model_copy(
        update={"name": PERSON.name.model_copy(update={"display": "王小明", "given": None, "family": None})}
    )
    search = Search(Index.of(row.to_line() for row in candidate_secrets(PATH, "c-4f9k2m7x1q", person)))
    assert [row.kind for row in search("祝贺王小明获得证书".encode())] == ["name"]
    assert list(search("祝贺王大明获得证书".encode())) == []


def test_what_was_paid_and_by_whom_is_searched_for() -> None:
    paid = Payments.model_validate(
        {
            "course": "x",
            "session": "y",
            "payments": [
                {
                    "id": "P-2026-000417",
                    "date": "2026-01-01",
                    "amount_eur": 150,
                    "account": "demo-441012",
                    "refunds": [
                        {"date": "2026-01-02", "amount_eur": 1, "reason": "Gave up because of an illness."}
                    ],
                }
            ],
        }
    )
    path = "candidates/payments/x/y.yml"
    search = Search(Index.of(row.to_line() for row in payment_secrets(path, paid)))
    for text, kind, place in (
        ("order p-2026-000417", "payment", "payments/0/id"),
        ("by demo-441012", "account", "payments/0/account"),
        ("gave up because of an illness", "text", "payments/0/refunds/0/reason"),
    ):
        assert [(row.kind, row.path, row.place) for row in search(f"<p>{text}</p>".encode())] == [
            (kind, path, place)
        ]
    assert list(search(b"<p>nothing of it, 150 or 2026-01-01</p>")) == []


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("Li Na", False),
        ("Jo Martin", True),
        ("martin", False),
        ("12345", False),
        ("1234567890", True),
        ("martin-1978", True),
        ("mm12", False),
        ("王小明", True),
        ("x2345678", True),
    ],
)
def test_what_is_too_short_is_not_looked_for(text: str, enough: bool) -> None:
    assert strong(words_of(text)) is enough


def test_noise_in_latin_1_has_the_words_that_it_has_letter_by_letter() -> None:
    chance = random.Random(20260801)  # noqa: S311 - which noise
    letters = [code for code in range(256) if code >= 0xA0 or 0x20 <= code < 0x7F]
    for _ in range(2_000):
        noise = bytes(chance.choices(letters, k=chance.randint(6, 40)))
        assert set(folded(noise.decode("latin-1").encode())) <= words_in(b"\0\x01" + noise + b"\x02")
