"""What a document is, as programs that are not ours see it.

No registry has veraPDF. What is asked here: outloud (the Matterhorn checkpoints of PDF/UA-1 that a machine can judge,
and WCAG 2.2), qpdf (syntax), poppler (fonts, text, tags), pikepdf (metadata, attachments, structure); typst itself
refuses what it knows to break PDF/A-3a or PDF/UA-1. What that misses: the colour, font-program and XMP-schema rules of
PDF/A in their whole detail, and the reading order, which people must judge.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from generator.site.documents import Kind, Setting
from generator.trust.canonical import canonical
from generator.trust.carriers import Form, carried_credential
from tests.documents.print_shop import ADDRESS, ALL, PROOF, credential, document, run, words_of
from tests.interop.cases import Case
from tests.interop.judges import by_openbadgeslib, by_openvc, by_us
from tests.vectors.themes.diplomas import CODE

IDS = [f"{one.kind}-{one.paper}-{one.tongue}" for one in ALL]


@pytest.fixture(scope="module", params=ALL, ids=IDS)
def setting(request: pytest.FixtureRequest) -> Setting:
    return request.param


@pytest.fixture(scope="module")
def data(setting: Setting) -> bytes:
    return document(setting)


@pytest.fixture
def pdf(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_the_file_is_sound_and_says_that_it_is_pdf_a_3a_and_pdf_ua_1(data: bytes, pdf: pikepdf.Pdf) -> None:
    assert b"No syntax or stream encoding errors" in run("qpdf", "--check", "FILE", data=data)
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].strip()
    assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert "/JavaScript" not in pdf.Root.get("/Names", {})
    assert "/OpenAction" not in pdf.Root


def test_it_is_tagged_titled_and_in_a_language(setting: Setting, pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(root.Lang).startswith(setting.languages("fr")[0])
    tags = [str(one.get("/S")) for one in _elements(root.StructTreeRoot)]
    assert "/H1" in tags
    figures = [one for one in _elements(root.StructTreeRoot) if one.get("/S") == "/Figure"]
    assert figures
    for figure in figures:
        assert str(figure.get("/Alt", "")).strip()
    assert any(ADDRESS in str(figure.Alt) for figure in figures)


def _elements(node: pikepdf.Object) -> list[pikepdf.Object]:
    found = []
    children = node.get("/K")
    listed = list(children) if isinstance(children, pikepdf.Array) else [] if children is None else [children]
    for child in listed:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *_elements(child)]
    return found


def test_every_font_is_embedded_and_subset_and_none_is_the_systems(data: bytes) -> None:
    lines = run("pdffonts", "FILE", data=data).decode().splitlines()[2:]
    assert lines
    for line in lines:
        assert re.match(r"[A-Z]{6}\+(Noto|DroidSansFallback)", line)
        assert re.search(r"yes yes yes\s+\d+\s+\d+$", line), line


def test_code_and_address_stand_in_clear_and_what_is_signed_is_legible(setting: Setting, data: bytes) -> None:
    text = re.sub(r"\s+", "", words_of(data))
    assert CODE in text
    assert ADDRESS in text
    assert re.sub(r"\s+", "", "Éléonore d’Aubigné-Nguyễn") in text
    assert "Diplôme" in text or setting.kind is Kind.REALISATION


def test_diploma_and_proof_are_attached_each_with_its_relation_and_a_description(pdf: pikepdf.Pdf) -> None:
    files = {name: pdf.attachments[name] for name in pdf.attachments}
    assert {name: str(file.obj.AFRelationship) for name, file in files.items()} == {
        "credential.json": "/Source",
        "log-proof.txt": "/Supplement",
    }
    for file in files.values():
        assert file.description
    assert files["log-proof.txt"].get_file().read_bytes() == PROOF.encode()
    assert files["credential.json"].get_file().read_bytes() == canonical(credential())


def test_the_attached_diploma_verifies_with_the_libraries_of_others(pdf: pikepdf.Pdf) -> None:
    text = pdf.attachments["credential.json"].get_file().read_bytes()
    case = Case("attached", "the diploma attached to a document", json.loads(text), text=text.decode())
    assert by_openbadgeslib(case).word == "valid"
    assert by_openvc(case.with_one_proof()).word == "valid"
    assert by_us(case).value == "valid"


def test_our_own_reader_finds_the_same(data: bytes) -> None:
    carried = carried_credential(data)
    assert carried.form is Form.PDF
    assert carried.text == canonical(credential())
    assert carried.proof == PROOF


def test_the_same_diploma_gives_the_same_bytes(setting: Setting, data: bytes) -> None:
    assert document(setting) == data


def test_a_diploma_is_one_page_and_the_date_is_the_jurys() -> None:
    for tongue in ("fr", "en", "both"):
        info = run("pdfinfo", "FILE", data=document(Setting(tongue=tongue))).decode()
        assert re.search(r"Pages:\s+1\n", info)
        assert "CreationDate:    Sun Mar  1 00:00:00 2026" in info


def judged(data: bytes, folder: Path) -> tuple[set[str], list[tuple[str, str]], set[str]]:
    """What outloud says: the features that it saw, each error as rule and evidence, the rules that it ran."""
    path, report = folder / "document.pdf", folder / "report.json"
    path.write_bytes(data)
    command = [sys.executable, "-m", "outloud.cli", "--quiet", "--json", str(report), str(path)]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr.decode()
    (found,) = json.loads(report.read_bytes())["results"]
    assert found["error"] is None
    seen = {name for name, there in found["stats"]["features"].items() if there}
    errors = [
        (one["rule"], one.get("evidence") or "") for one in found["findings"] if one["severity"] == "error"
    ]
    return seen, errors, {one["rule"] for one in found["rules"] if one["status"] == "ran"}


@pytest.mark.parametrize("kind", [Kind.DIPLOMA, Kind.TRANSCRIPT])
def test_a_checker_of_the_matterhorn_protocol_finds_no_error(kind: Kind, tmp_path: Path) -> None:
    seen, errors, ran = judged(document(Setting(kind=kind)), tmp_path)
    assert {"struct", "text", "fonts", "figures", "embedded", "lang", "title"} <= seen
    assert len(ran) > 40
    # The line at the foot of each page of a letter says again what its text says: pagination, which readers skip.
    assert [one for one in errors if one[0] != "TAG-002" or not one[1].startswith(CODE)] == []


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(document(Setting()))) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.Lang
        made = io.BytesIO()
        pdf.save(made)
    assert len({rule for rule, _ in judged(made.getvalue(), tmp_path)[1]}) >= 2
