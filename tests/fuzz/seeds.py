"""Inputs to begin from: what is in order, from the demonstration and the shared vectors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from generator.records.course import Course
from generator.records.kinds import KINDS
from generator.records.mapping import Mapping
from generator.records.transmission import Transmission
from generator.site.badge import svg_badge
from generator.trust import build, sign
from generator.trust.canonical import canonical
from generator.trust.view import fields
from tests.fuzz.packing import CUT, RELATIONS, WORKBOOK
from tests.intake.sealing import KEY as LETTERBOX
from tests.intake.sealing import padded, seal_bytes, text_of
from tests.vectors.themes.diplomas import CODE, CREATED, DID, DID_TEXT, GOOD_LISTS, KEY, LIST, award

__all__ = ["CODE", "CREATED", "DID", "KEY", "LETTERBOX", "LIST", "seal_bytes"]

ROOT = Path(__file__).resolve().parents[2]
DIDS = {DID: DID_TEXT}
LISTS = GOOD_LISTS
TEXT = canonical(sign(build(award()), KEY, did=DID, created=CREATED))
HEAD = "Numéro de certificat;Nom;Prénom;Date de naissance;Compte;Note;Date d’examen;Identité;Session"
RAW, PACKED = b"\x00", b"\xff"


def _yaml(path: str) -> Any:
    return yaml.load((ROOT / path).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506


def _vectors(name: str) -> Any:
    return json.loads((ROOT / "tests" / "vectors" / name).read_bytes())


MAPPING = Mapping.model_validate(_yaml("content/mappings/certificate-list.yml"))
LOGGED = _vectors("log/good.json")[0]


def _course() -> Course:
    from tests.issuing.school import _course as record

    return Course.model_validate(record())


COURSE = _course()


def records() -> Iterator[bytes]:
    """One record of each kind, the smallest of the demonstration."""
    for place, kind in enumerate(KINDS):
        folder = ROOT / kind.folder
        found = [folder / "site.yml"] if kind.name == "site" else sorted(folder.rglob("*.yml"))
        if found:
            yield bytes([place]) + min(found, key=lambda path: path.stat().st_size).read_bytes()


def candidates() -> Iterator[bytes]:
    """Records of candidates."""
    for path in sorted((ROOT / "candidates/register").glob("*.yml"))[:12]:
        yield path.read_bytes()


def csv() -> Iterator[bytes]:
    """A file of results, in every encoding."""
    row = "CERT-0001;EXEMPLE A;Personne;01/01/1990;;18;20/06/2026;oui;2026"
    text = f"{HEAD}\r\n{row}\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "mac-roman"):
        yield text.encode(encoding)
    yield ("sep=,\n" + text.replace(";", ",").replace("EXEMPLE A", '"EXEMPLE, A"')).encode()


def xlsx() -> Iterator[bytes]:
    """A worksheet by its XML, and the parts around it."""
    row = "".join(
        f'<c r="{chr(65 + at)}1" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(HEAD.split(";"))
    )
    other = '<c r="A2" t="s"><v>0</v></c><c r="F2"><v>18</v></c><c r="G2" t="d"><v>2026-06-20</v></c>'
    sheet = (
        f'<worksheet><sheetData><row r="1">{row}</row><row r="2">{other}</row></sheetData>'
        '<mergeCells><mergeCell ref="A3:B4"/></mergeCells></worksheet>'
    ).encode()
    yield PACKED + CUT.join((sheet, b"<sst><si><t>CERT-0001</t></si></sst>", WORKBOOK))
    yield PACKED + sheet.replace(b"<v>18</v>", b"<f>1+1</f><v></v>")
    yield PACKED + CUT.join((sheet, b"<sst/>", RELATIONS))
    yield RAW + b"PK\x03\x04"


def ods() -> Iterator[bytes]:
    """The content of an OpenDocument sheet."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        f'<t:table-cell o:value-type="string"><x:p>{cell}</x:p></t:table-cell>' for cell in HEAD.split(";")
    )
    yield (
        PACKED
        + (
            f'<o:document-content xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0" xmlns:x="{space}:text:1.0">'
            f'<o:body><o:spreadsheet><t:table t:name="a"><t:table-row>{cells}</t:table-row>'
            '<t:table-row t:number-rows-repeated="2"><t:table-cell o:value-type="float" o:value="18" '
            't:number-columns-repeated="3" t:formula="of:=1"/></t:table-row></t:table></o:spreadsheet></o:body>'
            "</o:document-content>"
        ).encode()
    )


def transmissions() -> Iterator[bytes]:
    """Whole files, and their lines without the head."""
    for path in sorted((ROOT / "candidates/transmissions").rglob("*.jsonl")):
        data = path.read_bytes()
        yield data
        yield PACKED + b"".join(data.splitlines(keepends=True)[1:3])


def transmission_head(body: bytes) -> bytes:
    """The head that makes any lines those of a file that nobody has touched."""
    empty = Transmission.of(
        (), course="malaria", session="2026-t1", number=1, file="f.csv", sha256="0" * 64,
        received=date(2026, 7, 1), sender="A platform", mapping="list", refused=0,
    )  # fmt: skip
    head = json.loads(empty.header.to_line())
    head |= {"body": hashlib.sha256(body).hexdigest(), "rows": body.count(b"\n")}
    return canonical(head) + b"\n"


def credentials() -> Iterator[bytes]:
    """Diplomas, and the cases of every verifier."""
    yield RAW + TEXT
    yield PACKED + TEXT
    for name in ("members", "numbers", "proofs", "structure"):
        for case in _vectors(f"verify/{name}.json")[:40:8]:
            yield PACKED + case["credential"].encode("utf-8", "surrogatepass")


def did() -> Iterator[bytes]:
    """did.json documents."""
    yield DID_TEXT.encode()
    for case in _vectors("verify/keys.json")[:12]:
        for text in case.get("did_documents", {}).values():
            yield text.encode("utf-8", "surrogatepass")


def status() -> Iterator[bytes]:
    """Status lists, and an encoded list by itself."""
    whole = GOOD_LISTS[LIST]
    yield RAW + whole.encode()
    yield PACKED + whole.encode()
    yield PACKED + json.loads(whole)["credentialSubject"]["encodedList"].encode()


def parts(data: bytes) -> dict[str, bytes]:
    """Files by path: each part a path, a line end and the content."""
    found = {}
    for part in data.split(CUT):
        name, _, content = part.partition(b"\n")
        found[name.decode("utf-8", "replace")] = content
    return found


def log() -> Iterator[bytes]:
    """One input for each of the readers of `targets._log`."""
    folder = ROOT / "candidates/ledger/log"
    newest = max((folder / "checkpoints").iterdir(), key=lambda path: int(path.name))
    checkpoint, policy, vkey = (
        newest.read_bytes(),
        (folder / "policy").read_bytes(),
        (folder / "vkey").read_bytes(),
    )
    proof = LOGGED["proof"].encode()
    yield b"\x00" + checkpoint
    yield b"\x01" + proof
    yield b"\x02" + policy
    yield b"\x02witness a a+00000000+AAAA https://a.example/\ngroup g 1 a\nquorum g\n"
    yield b"\x03" + vkey.strip()
    leaves = (folder / "leaves" / "000000.jsonl").read_bytes().splitlines()
    kinds = {json.loads(leaf)["t"]: leaf for leaf in leaves}
    for leaf in kinds.values():
        yield b"\x04" + leaf
    yield b"\x05" + proof
    entries = b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
    files = {
        "vkey": vkey,
        "policy": policy,
        "checkpoint": checkpoint,
        "tile/entries/000.p/44": entries,
        "checkpoints/1": checkpoint,
    }
    yield b"\x06" + CUT.join(name.encode() + b"\n" + content for name, content in files.items())


def ledger() -> Iterator[bytes]:
    """One line of each kind."""
    folder = ROOT / "candidates/ledger"
    for pattern in ("credentials/*.jsonl", "acts/*.jsonl", "keys/*.json"):
        yield sorted(folder.glob(pattern))[0].read_bytes().splitlines()[0]


def letters() -> Iterator[bytes]:
    """Letters of every kind, as the pages make them."""
    from tests.intake import office

    yield text_of(office.registration())
    who = {"name": "Camille Exemple", "birth_date": "1990-01-31", "email": "camille@example.org"}
    contents: dict[str, Any] = {
        "deposit": {"who": who, "course": "malaria", "certificate": "A-1", "scan": "iVBORw0KGgo="},
        "choices": {"who": who, "choices": office.CHOICES, "exchanges": []},
        "name": {"who": who, "name": {"display": "Camille Autre"}},
        "withdrawal": {"who": who},
    }
    for kind, content in contents.items():
        yield text_of(office.letter(kind, content, kind))


def sealed() -> Iterator[bytes]:
    """Sealed files, good and refused, and letters that the target seals itself."""
    for case in (*_vectors("sealed/good.json"), *_vectors("sealed/refused.json")):
        if len(token := case["token"].encode()) < 4_000:
            yield RAW + token
    for letter in letters():
        yield PACKED + padded(letter)


def mail() -> Iterator[bytes]:
    """A mail with an attachment, a mailbox, a report of failure."""
    attached = (
        b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b'Content-Type: application/octet-stream; name="letter.jwe"\nContent-Transfer-Encoding: base64\n'
        b'Content-Disposition: attachment; filename="=?utf-8?q?l=C3=A9.jwe?="\n\nZXlK\n--b--\n'
    )
    report = (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: failed\nStatus: 5.1.1\n"
        b"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <0@diplomes.example.org>\n--b--\n"
    )
    yield RAW + attached
    yield RAW + report
    yield PACKED + b"From a Thu Jan  1 00:00:00 2026\n" + attached + b"\nFrom b\n" + report


def codes() -> Iterator[bytes]:
    """Whatever is typed by hand."""
    for text in (CODE, "9CKP-78K3", DID, f"{DID}:a", "2026-01-31T00:00:00Z", KEY.public.multibase):
        yield text.encode()
    yield KEY.public.fingerprint.encode()


def pages() -> Iterator[bytes]:
    """A page with a diploma and its proof."""
    page = b'<!doctype html><main data-code="%b" data-state="valid"><script id="credential">%b</script>'
    yield (
        RAW
        + page % (CODE.encode(), TEXT)
        + b'<script id="log-proof">c2sp.org/tlog-proof@v1\n</script></main>'
    )
    yield RAW + b"<html><script ID = 'credential'>{}</script><script id=credential>"


def svg() -> Iterator[bytes]:
    """A badge, and less of one."""
    yield RAW + svg_badge(TEXT, fields(json.loads(TEXT)))
    yield RAW + (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">'
        b'<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><![CDATA[{}]]>'
        b"</openbadges:credential></svg>"
    )


def png() -> Iterator[bytes]:
    """Chunks: a head, a baked credential, an end."""
    chunks = (
        (b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"),
        (b"iTXt", b"openbadgecredential\0\0\0\0\0" + TEXT),
        (b"IDAT", b"\x78\x9c\x63\x60\0\0\0\2\0\1"),
        (b"IEND", b""),
    )
    packed = [len(content).to_bytes(2, "big") + kind + content for kind, content in chunks]
    yield PACKED + b"".join(packed)
    yield PACKED + b"".join(packed[:1] + packed[2:])
    yield PACKED + packed[0] + b"\0\x19iTXtopenbadgecredential\0\1\0\0\0\0" + packed[3]


def pdf() -> Iterator[bytes]:
    """A credential to attach, and a file as it is."""
    yield PACKED + TEXT
    yield RAW + (
        b"%PDF-1.7\n1 0 obj <</Type/EmbeddedFile/Length 2>>stream\n{}\nendstream endobj\n"
        b"2 0 obj <</Type/EmbeddedFile/Filter[/FlateDecode]>> stream\r\nx\nendstream\nstartxref\n0\n%%EOF"
    )


def archives() -> Iterator[bytes]:
    """A bundle, and names that lead elsewhere."""
    files = {"credential.json": TEXT, "did.json": DID_TEXT.encode(), "status.json": GOOD_LISTS[LIST].encode()}
    yield PACKED + CUT.join(name.encode() + b"\n" + content for name, content in files.items())
    yield PACKED + CUT.join((b"../a\nx", b"/etc/passwd\nx", b"a/./b\nx", b"credential.json\n{}"))
