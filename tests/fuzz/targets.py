"""The readers of what comes from outside, each as a function that no bytes may bring down.

A target lets pass the errors that its reader names, and nothing else: any other exception is a finding. Where
checksums or signatures would keep the fuzzer outside (zip, PNG, AES-GCM, Ed25519), the first byte says whether the rest
is read as it is or packed, sealed or signed first, as an issuer or a sender who means harm would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.errors import Diagnostic, LedgerError, MalformedError, RecordError
from generator.intake.gathering import gather
from generator.intake.message import read_letter
from generator.intake.results.columns import choose
from generator.intake.results.rows import Facts, read_rows
from generator.intake.results.workbook import open_tables
from generator.logbook.snapshots import published
from generator.mailing.bounces import read_reports
from generator.records.amend import Append, Put, amended
from generator.records.kinds import KINDS
from generator.records.reading import read
from generator.records.transmission import Transmission
from generator.records.yaml import load
from generator.trust import base64text, code, multibase, sign
from generator.trust.archive import read_archive
from generator.trust.bundle import judge, open_bundle
from generator.trust.canonical import canonical
from generator.trust.carriers import carried_credential, page_state
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.keyact import KeyAct
from generator.trust.keys import normal_fingerprint
from generator.trust.ledger import Act, CredentialLine, KeyEntry
from generator.trust.logged import verify_logged
from generator.trust.logleaf import parse_leaf
from generator.trust.logpolicy import Policy
from generator.trust.logproof import InclusionProof
from generator.trust.note import NoteKey, parse_note
from generator.trust.pdf import revisions
from generator.trust.receipt import read_receipt
from generator.trust.sealed import find_tokens, kid_of, open_sealed
from generator.trust.statuslist import StatusList
from generator.trust.strictjson import parse_object
from generator.trust.verify import Verifier
from tests.fuzz import packing, seeds

MAX_INPUT = 100_000
"""Bytes of one input of the fuzzer; the bounds of the readers themselves are tested where they are."""
_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_VERIFIER = Verifier(seeds.DIDS, seeds.LISTS)
_ROOM = TemporaryDirectory(prefix="parchemin-fuzz-")
_PACKED = 128


@dataclass(frozen=True)
class Target:
    """One reader. `about` is what it reads, `samples` inputs that are in order or nearly so."""

    about: str
    run: Callable[[bytes], None]
    samples: Callable[[], Iterator[bytes]]


def _speak(problem: Diagnostic) -> None:
    """The terminal's door replaces what steers it, but keeps the ends of our own lines: a foreign one would let a file
    speak in our name."""
    assert problem.message, "a diagnostic says nothing"
    assert "\n" not in f"{problem}{problem.hint}", "a file speaks in the program's name"


def _records(data: bytes) -> None:
    kind = KINDS[data[0] % len(KINDS)] if data else KINDS[0]
    found = read({kind.example: data[1:]})
    for problem in found.diagnostics:
        _speak(problem)


def _amended(data: bytes) -> None:
    document = load(data, "candidates/register/c-4f9k2m7x1q.yml")
    if document.problems or not isinstance(document.data, dict):
        return
    if not isinstance(document.data.get("deposits", []), list):
        return
    kind = next(kind for kind in KINDS if kind.name == "candidate")
    edits = [
        Put(("name",), "Zoë: #'\"\\ [x]"),
        Append(("deposits",), {"course": "malaria", "note": "- a\n- b"}),
    ]
    text = amended(kind, "c-4f9k2m7x1q", data.decode().removeprefix("\ufeff"), edits)
    again = load(text.encode(), document.path).data
    assert isinstance(again, dict) and again["name"] == "Zoë: #'\"\\ [x]", "the edit was lost"
    rest = {name: value for name, value in again.items() if name not in ("name", "deposits")}
    kept = {name: value for name, value in document.data.items() if name not in ("name", "deposits")}
    assert rest == kept, "something else was changed"


def _tables(data: bytes) -> None:
    with suppress(RecordError):
        tables = open_tables("f", data)
        chosen = choose("f", tables, {"list": seeds.MAPPING})
        rows = read_rows("f", chosen, Facts("first-aid", seeds.COURSE, seeds.COURSE.sessions[0], _NOW.date()))
        for problem in rows.problems:
            _speak(problem)


def _workbook(pack: Callable[[bytes], bytes]) -> Callable[[bytes], None]:
    return lambda data: _tables(data[1:] if data[:1] < bytes([_PACKED]) else pack(data[1:]))


def _transmission(data: bytes) -> None:
    if data[:1] >= bytes([_PACKED]):
        data = seeds.transmission_head(data[1:]) + data[1:]
    with suppress(MalformedError):
        assert Transmission.parse(data).to_bytes() == data


def _credential(data: bytes) -> None:
    text = data[1:]
    if data[:1] >= bytes([_PACKED]):
        with suppress(MalformedError):
            unsigned = parse_object(text)
            unsigned.pop("proof", None)
            text = canonical(sign(unsigned, seeds.KEY, did=seeds.DID, created=seeds.CREATED))
    _VERIFIER.verify(text, now=_NOW)


def _did(data: bytes) -> None:
    Verifier({seeds.DID: data}, seeds.LISTS).verify(seeds.TEXT, now=_NOW)


def _status(data: bytes) -> None:
    text = data[1:]
    if data[:1] >= bytes([_PACKED]):
        with suppress(MalformedError):
            StatusList.decode(text.decode("latin-1"))
        with suppress(MalformedError):
            unsigned = parse_object(text)
            unsigned.pop("proof", None)
            text = canonical(sign(unsigned, seeds.KEY, did=seeds.DID, created=seeds.CREATED))
    Verifier(seeds.DIDS, {seeds.LIST: text}).verify(seeds.TEXT, now=_NOW)


def _log(data: bytes) -> None:
    which, text = data[:1], data[1:]
    words = text.decode("utf-8", "replace")
    readers: list[Callable[[], object]] = [
        lambda: parse_note(text),
        lambda: InclusionProof.parse(words).proves(b"leaf"),
        lambda: str(Policy.parse(text)),
        lambda: NoteKey.parse(words),
        lambda: parse_leaf(text),
        lambda: verify_logged(
            seeds.LOGGED["credential"],
            issuer_key=seeds.LOGGED["issuer_key"],
            proof=words,
            vkey=seeds.LOGGED["vkey"],
            policy=seeds.LOGGED["policy"],
        ),
        lambda: published(seeds.parts(text).get, range(1, 3)),
    ]
    with suppress(MalformedError, LedgerError):
        readers[(which[0] if which else 0) % len(readers)]()


def _sealed(data: bytes) -> None:
    token = data[1:]
    if data[:1] >= bytes([_PACKED]):
        token = seeds.seal_bytes(token, ephemeral=7, iv=bytes(12))
    for found in (*find_tokens(token), token):
        with suppress(MalformedError):
            kid_of(found)
            read_letter(open_sealed(found, seeds.LETTERBOX), "0" * 64, "mail")


def _letter(data: bytes) -> None:
    found = read_letter(data, "0" * 64, "mail")
    for problem in found if isinstance(found, list) else ():
        _speak(problem)


def _mail(data: bytes) -> None:
    path = Path(_ROOM.name) / ("a.mbox" if data[:1] >= bytes([_PACKED]) else "a.eml")
    path.write_bytes(data[1:])
    for arrival in gather([path]):
        assert arrival.source.isprintable(), "the name of an attachment could steer a terminal"
    for _ in read_reports(path):
        pass


def _codes(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    code.is_code(text)
    readers: tuple[Callable[[str], object], ...] = (
        code.read,
        read_receipt,
        normal_fingerprint,
        Did.parse,
        parse_instant,
        multibase.decode,
        base64text.decode,
        lambda one: base64text.decode_url(one, 32),
    )
    for reader in readers:
        with suppress(MalformedError):
            reader(text)


def _carried(pack: Callable[[bytes], bytes]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        body = data[1:] if data[:1] < bytes([_PACKED]) else pack(data[1:])
        with suppress(MalformedError):
            carried_credential(body)
        page_state(body, seeds.CODE)
        revisions(body)

    return run


def _archive(data: bytes) -> None:
    body = data[1:] if data[:1] < bytes([_PACKED]) else packing.bundle(data[1:])
    with suppress(MalformedError):
        judge(open_bundle(read_archive(body)), now=_NOW)


def _ledger(data: bytes) -> None:
    for reader in (CredentialLine.parse, Act.parse, KeyEntry.parse, KeyAct.parse):
        with suppress(MalformedError):
            found = reader(data)
            assert reader(found.to_line()) == found
            if isinstance(found, Act | KeyAct):
                found.verify()


TARGETS: dict[str, Target] = {
    "records": Target("records in YAML, of every kind", _records, seeds.records),
    "amended": Target("records that the program changes in place", _amended, seeds.candidates),
    "csv": Target("files of results, CSV in any encoding", _tables, seeds.csv),
    "xlsx": Target("files of results, XLSX", _workbook(packing.xlsx), seeds.xlsx),
    "ods": Target("files of results, ODS", _workbook(packing.ods), seeds.ods),
    "transmissions": Target("results as they are kept", _transmission, seeds.transmissions),
    "credentials": Target(
        "credentials, unsigned and signed by a hostile issuer", _credential, seeds.credentials
    ),
    "did": Target("did.json", _did, seeds.did),
    "status": Target("status lists, forged and signed", _status, seeds.status),
    "log": Target("checkpoints, proofs, policies, keys, leaves, tiles", _log, seeds.log),
    "ledger": Target("lines of the ledger", _ledger, seeds.ledger),
    "sealed": Target("sealed files (JWE)", _sealed, seeds.sealed),
    "letters": Target("what a sealed file holds", _letter, seeds.letters),
    "mail": Target("mails and mailboxes: attachments, reports of failure", _mail, seeds.mail),
    "codes": Target("codes, receipts, fingerprints, identifiers, instants", _codes, seeds.codes),
    "pages": Target("saved pages of diplomas", _carried(bytes), seeds.pages),
    "svg": Target("badges in SVG", _carried(bytes), seeds.svg),
    "png": Target("badges in PNG", _carried(packing.png), seeds.png),
    "pdf": Target("documents in PDF", _carried(packing.pdf), seeds.pdf),
    "archives": Target("bundles in ZIP", _archive, seeds.archives),
}
