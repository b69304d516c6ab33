"""The credential out of whatever a person has at hand: its JSON, its saved page, a baked badge, a document.

    carried = carried_credential(data)
    carried.form, carried.text        # Form.PAGE, b'{"@context":…'

Nothing of it is believed here, and nothing around it is read: a page may say anything beside the diploma inside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from generator.errors import MalformedError
from generator.trust.baked import PNG_SIGNATURE, extract_png, extract_svg
from generator.trust.pdf import extract_pdf
from generator.trust.sealedpage import is_sealed, open_sealed

__all__ = ["MAX_PAGE", "Carried", "Form", "carried_credential", "embedded", "form_of", "opened", "page_state"]

MAX_PAGE = 4_000_000
"""Bytes of a page; ours have some 30,000."""

_SUBJECT = b"credentialSubject"
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
# Of a tag, only what matters: the value of its attribute id.
_IDENTIFIER = re.compile(rb"""\sid\s*=\s*(?:"([\w-]*)"|'([\w-]*)'|([\w-]+)(?=[\s>/]))""", re.IGNORECASE)
_MAIN = re.compile(rb"<main\b[^>]{0,600}>")
_STATE = re.compile(rb'\bdata-state="([a-z-]{1,20})"')
_SVG_HEAD = re.compile(rb"<(?:\w+:)?svg[\s>]")


class Form(StrEnum):
    """What carries a credential."""

    JSON = "json"
    PAGE = "page"
    SVG = "svg"
    PNG = "png"
    ARCHIVE = "archive"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Carried:
    """A credential's text, and what it came in; all but the bare JSON may hold its proof of the transparency
    log beside it."""

    form: Form
    text: bytes
    proof: str | None = None


def page_state(page: bytes, code: str) -> str | None:
    """The state that a diploma's page declares, None where it is not the page of that code. Nothing signs it: it may
    take back more than a status list does, never less.
    """
    main = _MAIN.search(page)
    if main is None or f'data-code="{code}"'.encode() not in main[0]:
        return None
    found = _STATE.search(main[0])
    return found[1].decode() if found else None


def form_of(data: bytes) -> Form:
    """What `data` is, by its first bytes; what is nothing else is taken for JSON, whose reader says what is wrong."""
    if data.startswith(PNG_SIGNATURE):
        return Form.PNG
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return Form.ARCHIVE
    if data.startswith(b"%PDF-"):
        return Form.PDF
    start = _START.match(data)
    head = data[start.end() if start else 0 :][:2_000]
    if not head.startswith(b"<"):
        return Form.JSON
    page = re.match(rb"<!doctype\s+html|<html", head, re.IGNORECASE)
    return Form.SVG if page is None and _SVG_HEAD.search(head) else Form.PAGE


def carried_credential(data: bytes) -> Carried:
    """The one credential that `data` carries.

    Raises `MalformedError`: the reasons of `baked.extract_svg` and `baked.extract_png`; for a page
    ``page-too-large``, ``no-credential``, ``two-credentials``; ``sealed`` for a sealed page or document
    (`opened`); for anything else ``no-credential`` where nothing in it was ever a diploma; those of
    `pdf.extract_pdf`; ``archive`` for what is opened elsewhere.
    """
    form = form_of(data)
    if form is Form.PNG:
        return Carried(form, *extract_png(data))
    if form is Form.SVG:
        return Carried(form, *extract_svg(data))
    if form is Form.PAGE:
        return _page(data)
    if form is Form.ARCHIVE:
        raise MalformedError("this is an archive, not one diploma", reason="archive")
    if form is Form.PDF:
        attached = extract_pdf(data)
        return Carried(form, attached.credential, attached.proof)
    # A damaged or altered diploma is for the verifier to name; a file that never was one is not "altered".
    if is_sealed(data):
        raise MalformedError("the diploma is sealed: only the key of its link opens it", reason="sealed")
    if _SUBJECT not in data:
        raise MalformedError("the file holds no diploma", reason="no-credential")
    return Carried(form, data)


def opened(data: bytes, key: bytes) -> bytes:
    """A sealed page or document, opened; anything else as it is. Raises `MalformedError` (reason ``link``) where the
    key is another diploma's."""
    if form_of(data) is Form.PAGE:
        tokens = embedded(data, "sealed")
        return open_sealed(tokens[0], key) if len(tokens) == 1 else data
    return open_sealed(data, key) if is_sealed(data) else data


def embedded(page: bytes, identifier: str) -> tuple[bytes, ...]:
    """The texts of the scripts of a page that have this id. HTML decodes nothing in a script.

    No parser of HTML: those of the library take quadratic time on hostile pages. Raises `MalformedError`
    (``page-too-large``).
    """
    if len(page) > MAX_PAGE:
        raise MalformedError(f"the page has more than {MAX_PAGE} bytes", reason="page-too-large")
    low = page.lower()
    found: list[bytes] = []
    place = 0
    while (start := low.find(b"<script", place)) >= 0:
        inner = low.find(b">", start) + 1
        end = low.find(b"</script", inner) if inner else -1
        if end < 0:
            break
        name = _IDENTIFIER.search(page, start, inner)
        if name is not None and identifier.encode() in name.groups():
            found.append(page[inner:end])
        place = end
    return tuple(found)


def _page(data: bytes) -> Carried:
    found = embedded(data, "credential")
    if not found and embedded(data, "sealed"):
        raise MalformedError("the diploma is sealed: only the key of its link opens it", reason="sealed")
    if len(found) != 1:
        reason = "two-credentials" if found else "no-credential"
        number = "more than one diploma" if found else "no diploma"
        raise MalformedError(f'the page holds {number} (<script id="credential">)', reason=reason)
    proofs = embedded(data, "log-proof")
    # The page leaves out the proof's last line end.
    proof = f"{proofs[0].decode('utf-8', 'replace').strip()}\n" if len(proofs) == 1 else None
    return Carried(Form.PAGE, found[0], proof)
