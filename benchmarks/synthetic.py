"""A small made-up site with as many signed diplomas as wanted: for measurements, and for tests of the build.

Everything is deterministic: the same number gives the same bytes. The key is a demonstration's, which anyone can
compute; the host is a reserved name.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.issuing.book import status_list_url
from generator.issuing.lists import signed_list
from generator.issuing.signers import Signer
from generator.logbook.sequencer import sign_due
from generator.trust import code as codes
from generator.trust.credential import Achievement, Award, CourseResult, Issuer, build
from generator.trust.keys import demonstration_key, demonstration_log_key
from generator.trust.ledger import Act, ActKind, CredentialLine, KeyEntry, ReasonClass
from generator.trust.logleaf import Genesis
from generator.trust.logline import issue_leaf
from generator.trust.logpolicy import LogEntry, Policy
from generator.trust.note import NoteKey
from generator.trust.proof import sign
from generator.trust.statuslist import MINIMUM_BITS

PROJECT = Path(__file__).resolve().parent.parent
FONTS = "site_templates/documents/fonts"
HOST = "diplomes.example.org"
BASE = f"https://{HOST}/"
DID = f"did:web:{HOST}"
ISSUER = "ecole"
EDITION = "certificat-2026"
DAY = date(2026, 7, 10)
ISSUED = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
SIGNER = Signer(ISSUER, DID, demonstration_key(DID))

_PER_LIST = MINIMUM_BITS // 4
_AT_ONCE = 10_000
_GIVEN = (
    "Aïcha",
    "Léo",
    "Nguyễn Thị",
    "Zoë",
    "Jean-Baptiste",
    "Ólafur",
    "María José",
    "Kwame",
    "Chloé",
    "Ibrahim",
)
_FAMILY = ("Exemple", "Modèle", "Essai", "Témoin", "Spécimen", "Canevas", "Patron", "Gabarit", "Maquette")

_RECORDS = {
    "content/site.yml": f"""\
# yaml-language-server: $schema=schemas/site.json
host: {HOST}
name: {{fr: Site d’essai, en: Test site}}
tagline: {{fr: Des diplômes d’essai, en: Test diplomas}}
demonstration: true
publisher: Nobody
themes:
  - id: testing
    name: {{fr: Essais, en: Testing}}
""",
    "content/issuers/ecole.yml": f"""\
# yaml-language-server: $schema=../schemas/issuer.json
name: École d’essai
did: {DID}
url: https://ecole.example/
email: ecole@ecole.example
logo: logos/ecole.svg
logo_caption: {{fr: Monogramme, en: Monogram}}
""",
    "content/courses/cours.yml": """\
# yaml-language-server: $schema=../schemas/course.json
title: {fr: Cours d’essai, en: Test course}
school: ecole
theme: testing
language: fr
summary: {fr: Un cours., en: A course.}
paths:
  - id: examen
    name: {fr: Avec examen, en: With exam}
    summary: {fr: Le cours et son examen., en: The course and its exam.}
    price_eur: 150
    gives: certificate
    exam: true
sessions:
  - id: automne-2026
    start: 2026-09-01
    end: 2026-10-31
    enrolment_start: 2026-06-01
    enrolment_end: 2026-10-01
    enrolled: 1200
""",
    "content/programmes/certificat.yml": """\
# yaml-language-server: $schema=../schemas/programme.json
code: ESSAI
issuer: ecole
name: {fr: Certificat d’essai, en: Test certificate}
kind: Certificate
summary: {fr: Un cours réussi., en: One course passed.}
description: {fr: Délivré après un cours., en: Awarded after one course.}
registration_fee_eur: 0
versions:
  - id: "2026"
    since: 2026-01-01
    summary: {fr: Le cours réussi., en: The course passed.}
    requirement:
      passed: cours
""",
}
_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>É</title><path d="M1 1h6v6H1z"/></svg>\n'
_PAGES = ("about", "accessibility", "legal", "privacy", "verify")


@dataclass(frozen=True, slots=True)
class Holder:
    """A made-up person and the code of their diploma."""

    name: str
    code: str


def make_site(root: Path, diplomas: int = 0, *, logged: bool = False) -> tuple[Holder, ...]:
    """Write a whole site below `root` (which must not exist) and issue so many diplomas; return who has them. Where
    they are to be `logged`, a transparency log holds them, signed.
    """
    for path, text in _RECORDS.items():
        _write(root / path, text)
    _write(root / "content/assets/logos/ecole.svg", _LOGO)
    for language in ("fr", "en"):
        for page in _PAGES:
            text = f'---\ntitle: "{page}"\ndescription: "{page}"\n---\n\n# {page}\n\nText.\n'
            _write(root / f"content/pages/{language}/{page}.md", text)
    # Seven megabytes of fonts, which documents alone need: a link will do.
    shutil.copytree(
        PROJECT / "site_templates", root / "site_templates", ignore=shutil.ignore_patterns("fonts")
    )
    (root / FONTS).symlink_to(PROJECT / FONTS)
    shutil.copy(PROJECT / "mkdocs.yml", root / "mkdocs.yml")
    holders = tuple(map(holder, range(diplomas)))
    if diplomas:
        _issue(root, holders)
    if logged:
        _log(root)
    return holders


def holder(number: int) -> Holder:
    """The holder with that number."""
    name = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number // len(_GIVEN) % len(_FAMILY)]} {number}"
    return Holder(name, codes.make(b"\0" + hashlib.sha256(f"code {number}".encode()).digest()[:15]))


def add_diplomas(root: Path, edition: str, numbers: range) -> tuple[Holder, ...]:
    """Issue more diplomas, to the holders with these numbers, in an edition of their own."""
    holders = tuple(map(holder, numbers))
    ledger = Ledger(root)
    with ledger.writing():
        ledger.add_credentials(edition, tuple(lines(holders, numbers.start, edition)))
    return holders


def act(
    root: Path,
    kind: ActKind,
    code: str,
    *,
    reason: ReasonClass = "other",
    revoked: tuple[int, ...] = (),
    turn: int = 0,
) -> None:
    """Record an act on a diploma and publish the status list with the numbers in `revoked` set; `turn` orders acts."""
    ledger = Ledger(root)
    moment = ISSUED + timedelta(seconds=turn)
    done = Act.sign(
        SIGNER.key, act=kind, code=code, issuer=DID, date=moment, by="Nobody", reason=reason, note="Test"
    )
    with ledger.writing():
        ledger.add_acts([done])
        ledger.replace_status_list(ISSUER, 1, signed_list(SIGNER, 1, set(revoked), moment))


def lines(holders: tuple[Holder, ...], start: int = 0, edition: str = EDITION) -> Iterator[CredentialLine]:
    """The signed lines of the ledger; `start` is the number of the first holder."""
    for number, one in enumerate(holders, start):
        award = Award(
            base_url=BASE,
            code=one.code,
            issuer=Issuer(
                DID, "École d’essai", "https://ecole.example/", image_url=f"{BASE}assets/logos/ecole.svg"
            ),
            holder_name=one.name,
            language="fr" if number % 2 else "en",
            licence_number=f"ESSAI-2026-{number:07d}",
            awarded=DAY,
            achievement=Achievement(
                id=f"{BASE}fr/programmes/certificat.html",
                type="Certificate",
                name="Certificat d’essai",
                description="Délivré après cinq cours.",
                criteria_url=f"{BASE}fr/programmes/certificat.html",
                criteria_narrative="Cinq cours réussis, dont un au moins des cours étoilés, en deux ans.",
                human_code="ESSAI",
            ),
            results=tuple(
                CourseResult(
                    f"{BASE}fr/courses/cours-{place}.html#result", f"Cours {place}", f"{60 + place} %"
                )
                for place in range(1, 6)
            ),
            status_list_url=status_list_url(DID, number // _PER_LIST + 1),
            status_index=number % _PER_LIST,
        )
        signed = sign(build(award), SIGNER.key, did=DID, created=ISSUED)
        salt = hashlib.sha256(f"salt {number}".encode()).digest()
        yield CredentialLine(f"c-{number:010d}", one.code, signed, edition, ISSUER, "certificat", salt)


def _issue(root: Path, holders: tuple[Holder, ...]) -> None:
    ledger = Ledger(root)
    with ledger.writing():
        ledger.add_key(KeyEntry(ISSUER, DID, SIGNER.key.public, datetime(2026, 1, 1, tzinfo=UTC), True))
        for number in range(1, (len(holders) - 1) // _PER_LIST + 2):
            ledger.add_status_list(ISSUER, number, signed_list(SIGNER, number, set(), ISSUED))
        for start in range(0, len(holders), _AT_ONCE):
            ledger.add_credentials(EDITION, tuple(lines(holders[start : start + _AT_ONCE], start)))


def _log(root: Path) -> None:
    origin = f"{HOST}/log"
    secret = demonstration_log_key(origin)
    key = NoteKey(origin, secret.public)
    store, ledger = LogStore(root), Ledger(root)
    store.create(key, str(Policy(logs=(LogEntry(key, f"https://{origin}"),))), Genesis(origin).to_bytes())
    leaves = [issue_leaf(item.value).to_bytes() for item in ledger.all_credentials()]
    store.append(leaves)
    (store.directory / "checkpoints").mkdir(exist_ok=True)
    sign_due(store, store.load(), secret)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
