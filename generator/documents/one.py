"""One diploma on paper: its data made, its characters looked up, its document set."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from generator.adapters.typesetting import DoesNotFitError, Typesetter
from generator.errors import Diagnostic, DocumentError
from generator.site.documents import fonts
from generator.site.documents.facts import Recorded, awarded_instant, document_data
from generator.site.documents.setting import Kind, Setting
from generator.trust.ledger import CredentialLine
from generator.trust.logline import issue_leaf
from generator.trust.strictjson import JsonObject
from generator.trust.transparency import TransparencyLog
from generator.trust.view import CredentialView

__all__ = ["Draft", "Subject", "draft_of", "lacks", "proof_in", "set_document"]

_PLACES = {
    "holder": "the holder’s name",
    "title": "the name of the programme",
    "description": "the description of the programme",
    "facts": "what is told in one line",
    "head": "the name of the school",
    "foot": "signatories and legal mention",
    "page": "the whole",
}
_NOT_PRINTED = frozenset({"attachments", "qr", "keywords"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose document it is, for messages: where the diploma stands, and the record of its holder."""

    path: str
    line: int
    candidate: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it is set. `key` is a digest of all that its bytes depend on."""

    template: str
    data: JsonObject
    key: str


def draft_of(
    press: Typesetter,
    root: Path,
    code: str,
    view: CredentialView,
    document: bytes,
    *,
    setting: Setting,
    recorded: Recorded,
    base_url: str,
) -> Draft:
    """What is to be set, and its key."""
    data = document_data(code, view, document, setting, recorded, base_url=base_url)
    total = hashlib.sha256(f"{press.digest} {setting.kind}\n".encode())
    total.update(json.dumps(data, sort_keys=True).encode())
    for image in (recorded.logo, *(one.image for one in recorded.signatories)):
        if image is not None:
            total.update(hashlib.sha256((root / image.lstrip("/")).read_bytes()).digest())
    return Draft(setting.kind.value, data, total.hexdigest())


def set_document(press: Typesetter, draft: Draft, view: CredentialView, subject: Subject) -> bytes:
    """The bytes of a document. Raises `DocumentError` with what is wrong, at the diploma's place."""
    text = "".join(_printed(draft.data))
    lacking = fonts.missing(text, press.covered)
    whose = f"candidates/register/{subject.candidate}.yml"
    if lacking:
        characters = ", ".join(map(fonts.named, lacking[:5]))
        where = "in the holder’s name" if set(lacking) & set(view.holder_name.value) else "in its texts"
        message = f"no font has {characters}, {where} ({whose})"
        problem = Diagnostic(subject.path, subject.line, 1, "P101", message, fonts.font_for(lacking))
        raise DocumentError("a character cannot be printed", [problem])
    try:
        return press.pdf(draft.template, draft.data, awarded_instant(view))
    except DoesNotFitError as error:
        place = _PLACES.get(error.place, error.place)
        message = f"{place} does not fit on the {draft.template}, even in the smallest letters ({whose})"
        hint = f"Give it more room in site_templates/documents/{draft.template}.typ, or shorten what is too long."
        problem = Diagnostic(subject.path, subject.line, 1, "P102", message, hint)
        raise DocumentError("a text does not fit", [problem]) from None


def _printed(data: JsonObject) -> list[str]:
    found: list[str] = []
    _collect({name: value for name, value in data.items() if name not in _NOT_PRINTED}, found)
    return found


def _collect(value: object, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for one in value.values():
            _collect(one, found)
    elif isinstance(value, list):
        for one in value:
            _collect(one, found)


def lacks(kind: Kind, recorded: Recorded) -> str:
    """What the records lack for a kind of document; empty where nothing is."""
    if kind is Kind.REALISATION and (recorded.provider is None or recorded.training is None):
        return "training_provider in the issuer’s record and training in the programme’s"
    return ""


def proof_in(log: TransparencyLog | None, line: CredentialLine) -> str | None:
    """The diploma's frozen proof, None where the log does not hold it."""
    if log is None or line.salt is None:
        return None
    index = log.index_of(issue_leaf(line).to_bytes())
    return None if index is None else log.proof_of(index, line.salt)
