"""Documents in bulk: verified, incremental, the same from any number of processes, none of what was taken back."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pikepdf
import pytest
from click.testing import CliRunner, Result

from benchmarks.synthetic import Holder, act, make_site
from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.cli import main
from generator.documents import Order, Report, make, select
from generator.documents.publishing import compare_file, publish_documents
from generator.errors import DocumentError, LedgerError
from generator.site.documents import Kind
from generator.trust import code as codes
from generator.trust.archive import read_archive
from generator.trust.carriers import carried_credential
from generator.trust.sealedpage import link_of
from tests.documents.print_shop import words_of
from tests.documents.test_ink import signature

NOW = datetime(2026, 8, 1, tzinfo=UTC)
PLAIN = Order()


class Office:
    """A small school, and its documents."""

    def __init__(self, root: Path, number: int) -> None:
        self.root = root
        self.holders: tuple[Holder, ...] = make_site(root, number)
        self.output = root / "documents"

    def make(self, order: Order = PLAIN, *, processes: int = 1, output: Path | None = None) -> Report:
        tree = load_tree(self.root)
        selection = select(self.root, editions=("certificat-2026",))
        return make(self.root, tree, selection, order, output or self.output, at=NOW, processes=processes)

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["-C", str(self.root), "documents", *words])

    def bytes_of(self, folder: Path | None = None) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((folder or self.output).glob("*.pdf"))}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "school", 3)


PROGRAMME = "content/programmes/certificat.yml"
ISSUER = "content/issuers/ecole.yml"


def test_each_diploma_gets_its_document_in_the_language_it_was_signed_in(office: Office) -> None:
    report = office.make()
    assert report.written == 3
    assert sorted(report.files) == sorted(
        f"{one.code}-diploma-a4-{'fr' if number % 2 else 'en'}.pdf"
        for number, one in enumerate(office.holders)
    )
    for one in office.holders:
        (path,) = office.output.glob(f"{one.code}-*.pdf")
        assert "".join(one.name.split()) in "".join(words_of(path.read_bytes()).split())


def test_nothing_personal_stands_in_a_name_of_a_file(office: Office) -> None:
    office.make(
        Order(kinds=(Kind.DIPLOMA, Kind.ATTESTATION, Kind.TRANSCRIPT), papers=("a4", "letter"), tongue="both")
    )
    names = [path.name for path in office.output.iterdir()]
    assert len(names) == 3 * 6 + 2
    for name in names:
        if name.endswith(".pdf"):
            assert codes.is_code(name[:24])
            assert re.fullmatch(r"-(diploma|attestation|transcript)-(a4|letter)-both\.pdf", name[24:])


def test_a_second_run_touches_nothing_and_a_third_only_what_was_damaged(office: Office) -> None:
    office.make()
    before = {path: path.stat().st_mtime_ns for path in office.output.glob("*.pdf")}
    again = office.make()
    assert (again.written, len(again.files)) == (0, 3)
    assert {path: path.stat().st_mtime_ns for path in office.output.glob("*.pdf")} == before
    victim = min(before)
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-10])
    assert office.make().written == 1
    assert victim.read_bytes() == whole


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("site_templates/documents/look.json", "#1d3d6b", "#5b1d1d"),
        ("site_templates/documents/diploma.typ", "32pt", "31pt"),
        ("content/assets/logos/ecole.svg", "M1 1", "M2 2"),
    ],
)
def test_a_changed_look_template_or_image_changes_every_document(
    office: Office, path: str, old: str, new: str
) -> None:
    office.make()
    office.change(path, old, new)
    assert office.make().written == 3


def test_two_processes_make_the_same_bytes_as_one(tmp_path: Path) -> None:
    office = Office(tmp_path / "school", 36)
    tree = load_tree(office.root)
    selection = select(office.root, editions=("certificat-2026",))
    chosen = replace(selection, places=dict(list(selection.places.items())[:34]))
    one, two = tmp_path / "one", tmp_path / "two"
    order = Order()
    for folder, processes in ((one, 1), (two, 2)):
        make(office.root, tree, chosen, order, folder, at=NOW, processes=processes)
    assert office.bytes_of(one) == office.bytes_of(two)
    assert len(office.bytes_of(one)) == 34


@pytest.mark.parametrize(("kind", "state"), [("withdraw", "withdrawn"), ("revoke", "revoked")])
def test_what_is_withdrawn_or_revoked_has_no_documents_and_loses_those_it_had(
    office: Office, kind: str, state: str
) -> None:
    office.make()
    code = office.holders[1].code
    act(office.root, kind, code, revoked=(1,) if kind == "revoke" else ())  # type: ignore[arg-type]
    report = office.make()
    assert dict(report.none) == {code: state}
    assert report.removed == 1
    assert not list(office.output.glob(f"{code}*"))
    assert len(report.files) == 2
    answer = office.run(code)
    assert answer.exit_code == 0
    assert f"none for 1 {state}" in answer.output


def test_a_diploma_whose_signature_is_false_is_not_printed(office: Office) -> None:
    segment = next((office.root / "candidates/ledger/credentials").iterdir())
    segment.write_bytes(segment.read_bytes().replace("Léo Exemple 1".encode(), "Léo Exemple 9".encode()))
    report = office.make()
    assert [problem.code for problem in report.problems] == ["L303"]
    assert not report.files


def test_unknown_codes_and_editions_are_refused(office: Office) -> None:
    with pytest.raises(LedgerError, match="has the code"):
        select(office.root, codes=(codes.make(bytes(range(16))),))
    answer = office.run("--edition", "nothing-2020")
    assert answer.exit_code == 2
    assert office.run().exit_code == 2


# ---- what the records say


def test_a_certificat_de_realisation_needs_its_records_and_leaves_unknown_what_is_unknown(
    office: Office,
) -> None:
    refused = office.run(office.holders[1].code, "--kind", "realisation")
    assert refused.exit_code == 1
    assert "P107" in refused.output
    office.change(ISSUER, "url:", "training_provider: {declaration: '11750000000', place: Paris}\nurl:")
    office.change(PROGRAMME, "kind:", "training: {nature: training, hours: 35}\nkind:")
    made = office.run(office.holders[1].code, "--kind", "realisation")
    assert made.exit_code == 0, made.output
    (path,) = office.output.glob("*-realisation-a4-fr.pdf")
    text = " ".join(words_of(path.read_bytes()).split())
    for expected in ("11750000000", "35 heures", "action de formation", "Fait à Paris", "10 juillet 2026"):
        assert expected in text, expected
    # No dates of the training, no SIRET, no employer were signed or recorded.
    assert text.count("non renseigné") >= 4
    assert "n’est pas un diplôme" in text


def test_a_signature_is_printed_only_for_the_days_on_which_its_owner_signed(office: Office) -> None:
    office.change(
        ISSUER,
        "url:",
        "signatories:\n"
        "  - {id: ada, name: Ada Exemple, role: {fr: Directrice, en: Head}, until: 2026-06-30}\n"
        "  - {id: zoe, name: Zoé Suivante, role: {fr: Directrice, en: Head}, since: 2026-07-01}\n"
        "url:",
    )
    office.change(PROGRAMME, "kind:", "signatories: [ada, zoe]\nkind:")
    office.make()
    text = words_of(next(iter(office.bytes_of().values())))
    assert "Zoé Suivante" in text
    assert "Ada Exemple" not in text


def _png(width: int, height: int) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("L", (width, height), 0).save(made, "PNG")
    return made.getvalue()


def test_an_image_too_small_for_print_is_refused_at_its_line(office: Office) -> None:
    office.change(ISSUER, "logos/ecole.svg", "logos/ecole.png")
    place = office.root / "content/assets/logos/ecole.png"
    for size, good in (((100, 40), False), ((615, 230), True)):
        place.write_bytes(_png(*size))
        if good:
            office.make()
            continue
        with pytest.raises(DocumentError) as caught:
            office.make()
        (problem,) = caught.value.diagnostics
        assert (problem.code, problem.path) == ("P104", ISSUER)
        line = (office.root / ISSUER).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        assert line.startswith("logo:")
        assert "614 pixels wide" in problem.hint


def test_a_signature_too_pale_for_print_is_refused_at_its_line(office: Office) -> None:
    office.change(
        ISSUER,
        "url:",
        "signatories:\n"
        "  - {id: ada, name: Ada Exemple, role: {fr: Directrice, en: Head}, signature: signatures/ada.png}\n"
        "url:",
    )
    office.change(PROGRAMME, "kind:", "signatories: [ada]\nkind:")
    place = office.root / "content/assets/signatures/ada.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(signature((190, 190, 190, 255)))
    with pytest.raises(DocumentError) as caught:
        office.make()
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.path) == ("P108", ISSUER)
    assert "a contrast of 1.9 with white paper" in problem.message
    line = (office.root / ISSUER).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert "signatures/ada.png" in line
    place.write_bytes(signature((20, 30, 90, 255)))
    office.make()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("#55565e", "#9a9a9a", "P106"),
        ("#1d3d6b", "blue", "P105"),
        ("Noto Serif Hebrew", "Noto Serif Klingon", "P105"),
        ('"ink"', '"ink', "P105"),
    ],
)
def test_a_look_that_cannot_be_read_is_refused_at_its_line(
    office: Office, old: str, new: str, code: str
) -> None:
    office.change("site_templates/documents/look.json", old, new)
    answer = office.run(office.holders[0].code)
    assert answer.exit_code == 1
    assert re.search(rf"look\.json:\d+:\d+: {code}", answer.output), answer.output


def test_a_template_that_fails_is_named(office: Office) -> None:
    office.change("site_templates/documents/diploma.typ", "#let wide = 240mm", "#let wide = nothing")
    answer = office.run(office.holders[0].code)
    assert answer.exit_code == 1
    assert "diploma.typ" in answer.output
    assert "P105" in answer.output
    assert "Traceback" not in answer.output


# ---- edited copies


def edited(data: bytes) -> bytes:
    """A copy whose page an editor has changed; pikepdf writes the whole file anew."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        pdf.pages[0].Contents.write(content + b"\nq 0.9 g 200 300 400 60 re f Q\n")
        made = io.BytesIO()
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def test_the_schools_own_file_is_known_again_and_an_edited_copy_is_not(office: Office) -> None:
    office.make()
    tree = load_tree(office.root)
    data = next(iter(office.bytes_of().values()))
    assert compare_file(office.root, tree, data).same
    copy = edited(data)
    assert copy != data
    said = compare_file(office.root, tree, copy)
    assert not said.same
    assert "edited" in said.sentence
    path = office.root / "received.pdf"
    path.write_bytes(copy)
    answer = office.run("--compare", str(path))
    assert answer.exit_code == 1
    assert "it was edited" in answer.output


def test_a_verifier_with_the_site_tells_the_edited_copy_from_the_published_one(office: Office) -> None:
    office.change(PROGRAMME, "kind:", "documents: mail\nkind:")
    site = office.root / "site"
    (site / "d").mkdir(parents=True)
    report = office.make()
    selection = select(office.root, editions=("certificat-2026",))
    published, digests = publish_documents(load_tree(office.root), selection, report, office.output, site)
    assert (published, digests) == (0, 3)
    assert not list((site / "documents").glob("*.pdf"))
    everything = "".join(path.read_text() for path in sorted((site / "documents/digests").iterdir()))
    data = next(iter(office.bytes_of().values()))
    assert sorted(everything.split()) == sorted(
        hashlib.sha256(one).hexdigest() for one in office.bytes_of().values()
    )
    assert not any(one.code in everything for one in office.holders)
    for name, content, expected in (
        ("ours.pdf", data, "byte for byte a document of the school"),
        ("edited.pdf", edited(data), "it was edited, or made otherwise"),
        ("added.pdf", data + b"\nstartxref\n0\n%%EOF\n", "Something was added to the PDF"),
    ):
        path = office.root / name
        path.write_bytes(content)
        answer = CliRunner().invoke(main, ["verify", str(path), "--site", str(site)])
        shown = " ".join(answer.output.split())
        assert expected in shown, shown
        assert "not what is printed on its pages" in shown


def test_what_the_programme_publishes_is_published_and_taken_away_when_withdrawn(office: Office) -> None:
    office.change(PROGRAMME, "kind:", "documents: both\nkind:")
    (office.root / "site/d").mkdir(parents=True)
    assert office.run("--all", "--publish").exit_code == 0
    folder = office.root / "site/documents"
    assert len(list(folder.glob("*.pdf"))) == 3
    code = office.holders[0].code
    act(office.root, "withdraw", code)
    assert office.run("--all", "--publish").exit_code == 0
    assert len(list(folder.glob("*.pdf"))) == 2
    assert not list(folder.glob(f"{code}*"))


def test_nothing_private_is_published_in_a_document(office: Office) -> None:
    office.change(PROGRAMME, "kind:", "documents: both\nkind:")
    site = office.root / "site"
    (site / "d").mkdir(parents=True)
    holder = office.holders[0]
    record = office.root / "candidates/register/c-4f9k2m7x1q.yml"
    record.parent.mkdir(parents=True, exist_ok=True)
    text = """\
# yaml-language-server: $schema=../../content/schemas/candidate.json
name: {display: %s}
email: camille.f@courrier.example
language: fr
registrations: [{programme: certificat, date: 2026-02-01}]
note: %s
"""
    # Its holder may be named there; what a template prints of a note may not.
    record.write_text(text % (holder.name, "Nothing to say of it here."), encoding="utf-8")
    assert office.run("--all", "--publish").exit_code == 0
    for path in (site / "documents").glob("*.pdf"):
        path.unlink()
    record.write_text(
        text % (holder.name, "Délivré après un cours d’essai, sans rien dire."), encoding="utf-8"
    )
    made = next(iter(sorted(office.output.glob(f"{office.holders[1].code}*.pdf"))))
    leaking = made.read_bytes() + b"\n/Note (D\\351livr\\351 apr\\350s un cours d'essai, sans rien dire.)\n"
    read = _instead(made.name, leaking)
    with (
        mock.patch.object(Path, "read_bytes", read),
        mock.patch("generator.gate.files._read", lambda path: read(Path(path))),
    ):
        answer = office.run("--all", "--publish")
    assert answer.exit_code == 1, answer.output
    assert "c-4f9k2m7x1q.yml:6:7: B301" in answer.output
    assert not list((site / "documents").glob("*.pdf"))


def _instead(name: str, data: bytes) -> Callable[[Path], bytes]:
    """Read other bytes of the file of that name, once it is made."""
    real = Path.read_bytes
    return lambda path: data if path.name == name else real(path)


def test_documents_of_a_sealed_diploma_hold_the_link_and_are_not_published(office: Office) -> None:
    office.change(PROGRAMME, "kind:", "documents: both\nkind:")
    (office.root / "site/d").mkdir(parents=True)
    code = office.holders[0].code
    segment = next((office.root / "candidates/ledger/credentials").iterdir())
    lines = [item.value for item in Ledger(office.root).credentials(segment)]
    # Issued with a log or without: what seals is the salt.
    lines[0] = replace(lines[0], salt=bytes(range(32)), sealed=True)
    segment.write_bytes(b"".join(line.to_line() for line in lines))
    answer = office.run("--all", "--publish")
    assert answer.exit_code == 0, answer.output
    published = {path.name[:24] for path in (office.root / "site/documents").glob("*.pdf")}
    assert published == {one.code for one in office.holders[1:]}
    link = link_of(lines[0], "https://diplomes.example.org/", sealed=True)
    (made,) = office.output.glob(f"{code}*.pdf")
    assert "".join(link.split()) in "".join(words_of(made.read_bytes()).split())


def test_by_default_no_programme_has_documents(office: Office) -> None:
    answer = office.run("--all", "--publish")
    assert answer.exit_code == 0
    assert "No programme has documents" in answer.output
    assert not office.output.exists()


def test_a_pack_for_an_employer_holds_the_documents_beside_the_means_to_verify_them(office: Office) -> None:
    place = office.root / "pack.zip"
    code = office.holders[1].code
    answer = CliRunner().invoke(
        main, ["-C", str(office.root), "bundle", code, "--documents", "--output", str(place)]
    )
    assert answer.exit_code == 0, answer.output
    files = {name.partition("/")[2]: data for name, data in read_archive(place.read_bytes()).items()}
    assert {"diploma.pdf", "transcript.pdf", "credential.json", "verify.html", "LISEZ-MOI.html"} <= set(files)
    assert carried_credential(files["transcript.pdf"]).text == files["credential.json"]
    assert "transcript.pdf" in files["LISEZ-MOI.html"].decode()
    act(office.root, "withdraw", code)
    refused = CliRunner().invoke(main, ["-C", str(office.root), "bundle", code, "--documents"])
    assert refused.exit_code == 1
    assert "withdrawn" in refused.output
