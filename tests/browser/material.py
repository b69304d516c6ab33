"""One diploma, its issuer's keys and its status list, for tests of the browser's verifier."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from generator.trust import code, statuslist
from generator.trust.canonical import canonical
from generator.trust.credential import Achievement, Alignment, Award, CourseResult, Issuer, build
from generator.trust.did import Did, did_document
from generator.trust.evidence import EvidenceItem
from generator.trust.keys import SecretKey, demonstration_key
from generator.trust.proof import sign_jcs
from tests.browser.harness import ROOT

Document = dict[str, Any]

HOST = "diplomes.example.org"
DID = f"did:web:{HOST}"
LIST = f"https://{HOST}/status/revocation-1.json"
INDEX = 94_567

CODE = code.make(bytes(range(40)))

AWARD = Award(
    base_url=f"https://{HOST}/",
    code=CODE,
    issuer=Issuer(
        did=DID,
        name="École fictive",
        url=f"https://{HOST}/fr/",
        email="diplomes@example.org",
        image_url=f"https://{HOST}/logo.png",
        image_caption="Logo",
    ),
    holder_name="Zoé D’Almeida‑Ñandú 李",
    language="fr",
    licence_number="EX-2026-0001",
    awarded=date(2026, 7, 10),
    achievement=Achievement(
        id=f"https://{HOST}/fr/programmes/exemple.html",
        type="Diploma",
        name="Diplôme d’exemple",
        description="Ce qui est appris <b>&</b> comment.",
        criteria_url=f"https://{HOST}/fr/programmes/exemple.html#regle",
        criteria_narrative="Cinq cours sur dix-huit.",
        human_code="EX",
        field_of_study="Exemples",
        credits=1.5,
        alignments=(Alignment("Cadre", "https://example.org/cadre", "Niveau", "Cadre européen", "7"),),
    ),
    results=(
        CourseResult(
            f"https://{HOST}/fr/courses/un.html#result",
            "Un",
            "78 %",
            course_url=f"https://{HOST}/fr/courses/un.html",
        ),
        CourseResult(f"https://{HOST}/fr/courses/deux.html#result", "Deux", "acquis"),
    ),
    status_list_url=LIST,
    status_index=INDEX,
    valid_until=date(2030, 1, 31),
    activity_start=date(2024, 9, 1),
    activity_end=date(2026, 6, 30),
    evidence=(
        EvidenceItem("EX, version v2", "Règle", "En vigueur depuis le 1er janvier 2025.", "SHA-256 : 5e5e"),
        EvidenceItem("Un <b>", "Examen", "Session 2026-1, 12 mai 2026."),
    ),
)
KEY = demonstration_key(DID)


def credential(award: Award = AWARD) -> Document:
    """The unsigned credential, free to be changed."""
    return copy.deepcopy(build(award))


def signed(document: Document, key: SecretKey = KEY) -> str:
    """The text of `document` with a proof by `key`, in place of any that it had."""
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return canonical(
        sign_jcs(unsigned, key, did=DID, created=datetime(2026, 7, 15, 9, 30, tzinfo=UTC))
    ).decode()


def status_list(**changes: Any) -> str:
    """The signed list, its `revoked` bits set, and members of it or of its subject changed before signing."""
    statuses = statuslist.StatusList.empty().with_bits(set_=changes.pop("revoked", ()))
    document = statuslist.status_list_credential(
        LIST, DID, statuses, valid_from=datetime(2026, 11, 1, tzinfo=UTC)
    )
    for name, value in changes.items():
        target = document if name in document or name == "validUntil" else document["credentialSubject"]
        target[name] = value
    return signed(document)


DID_DOCUMENT = canonical(did_document(Did.parse(DID), [KEY.public])).decode()


# --- The shared vectors

VECTORS = ROOT / "tests" / "vectors" / "verify"


def vectors() -> list[Any]:
    """Every case of the shared vectors, under a name of its own."""
    return [
        pytest.param(case, id=f"{file.stem}-{case['name']}")
        for file in sorted(VECTORS.glob("*.json"))
        for case in json.loads(file.read_text(encoding="utf-8"))
    ]


def _text(value: str | Document) -> str:
    """A large input is given as a repetition."""
    if isinstance(value, str):
        return value
    return f"{value['prefix']}{value['repeat'] * value['times']}{value['suffix']}"


def given_to_browser(case: Document) -> Document:
    """What `parchemin.verify` is given in a vector."""
    return {
        "credentialText": _text(case["credential"]),
        "didDocuments": {did: _text(text) for did, text in case["did_documents"].items()},
        "statusLists": {url: _text(text) for url, text in case["status_lists"].items()},
        "now": case["now"],
        "pinned": case["pinned"],
    }
