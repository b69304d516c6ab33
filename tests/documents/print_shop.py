"""What the tests of documents share: one diploma set, and what other programs read in the file."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from generator.adapters.typesetting import Typesetter
from generator.documents.one import Subject, draft_of, set_document
from generator.records.base import Text
from generator.records.issuer import TrainingProvider
from generator.records.programme import Training
from generator.site.documents import Kind, Recorded, RecordedSignatory, Setting
from generator.trust.canonical import canonical
from generator.trust.strictjson import JsonObject
from generator.trust.view import fields
from tests.interop.cases import issued
from tests.vectors.themes.diplomas import BASE, CODE, award

ROOT = Path(__file__).resolve().parents[2]
SUBJECT = Subject("candidates/ledger/credentials/essai.0001.jsonl", 3, "c-0000000000")
DIPLOMA = Setting()
PROOF = "c2sp.org/tlog-proof@v1\nindex 7\n\nexample.org/log\n8\nabc=\n"
ADDRESS = f"{BASE}d/{CODE}.html"


def both(text: str) -> Text:
    return Text(fr=text, en=text)


RECORDED = Recorded(
    logo="/content/assets/logos/ecole-exemple.svg",
    logo_caption=Text(fr="Monogramme de l’école", en="Monogram of the school"),
    signatories=(
        RecordedSignatory(
            "Ada Exemple",
            Text(fr="Directrice", en="Head"),
            "/content/assets/signatures/ada-exemple.svg",
        ),
        RecordedSignatory("Basile Modèle", Text(fr="Responsable des cours", en="Head of courses"), None),
    ),
    legal=Text(fr="Ce document est une démonstration.", en="This document is a demonstration."),
    proof=PROOF,
    provider=TrainingProvider(declaration="11750000000", place="Paris"),
    training=Training(nature="training", hours=35, remote=True),
)


@cache
def press() -> Typesetter:
    return Typesetter(ROOT)


@cache
def credential(**changes: Any) -> JsonObject:
    return issued(award(**changes))


def document(setting: Setting = DIPLOMA, recorded: Recorded = RECORDED, **changes: Any) -> bytes:
    """The bytes of one document of a diploma with these `changes`."""
    signed = credential(**changes)
    view = fields(signed)
    draft = draft_of(
        press(), ROOT, CODE, view, canonical(signed), setting=setting, recorded=recorded, base_url=BASE
    )
    return set_document(press(), draft, view, SUBJECT)


ALL = tuple(
    replace(Setting(), kind=kind, paper=paper, tongue=tongue)
    for kind in Kind
    for paper, tongue in (("a4", "fr"), ("letter", "both"))
)


def run(*command: str, data: bytes) -> bytes:
    """Another program's answer to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(data)
        words = [str(path) if word == "FILE" else word for word in command]
        done = subprocess.run(words, capture_output=True, check=False)
        assert done.returncode == 0, (command, done.stderr.decode(errors="replace"), done.stdout[:500])
        return done.stdout


def words_of(data: bytes) -> str:
    """The text that pdftotext reads, in reading order."""
    return run("pdftotext", "-enc", "UTF-8", "FILE", "-", data=data).decode()


def picture(data: bytes, dpi: int, page: int = 1) -> Image.Image:
    """A page as pdftoppm draws it."""
    import io

    drawn = run("pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "FILE", data=data)
    return Image.open(io.BytesIO(drawn))
