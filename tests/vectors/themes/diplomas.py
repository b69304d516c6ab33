"""The diplomas, did.json documents and status lists that the cases are made from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from generator.trust import (
    Award,
    SecretKey,
    StatusList,
    build,
    canonical,
    demonstration_key,
    did_document,
    sign_jcs,
    status_list_credential,
)
from generator.trust.code import make
from generator.trust.credential import Achievement, Alignment, CourseResult, Issuer
from generator.trust.evidence import EvidenceItem

BASE = "https://diplomes.example.org/"


DID = "did:web:diplomes.example.org"


OTHER_DID = "did:web:diplomes.example.org:ecole-exemple"


LIST = BASE + "status/revocation-1.json"


KEY = demonstration_key(DID)


OLD_KEY = demonstration_key(DID + "#2024")


OTHER_KEY = demonstration_key(OTHER_DID)


ROGUE_KEY = demonstration_key("did:web:rogue.example")


CREATED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


LISTED = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)


NOW = "2026-11-20T12:00:00Z"


CODE = make(bytes(range(40, 56)))


INDEX = 94_567


Json = Any


Vector = dict[str, Json]


def award(**changes: Json) -> Award:
    """A diploma that uses every member that we ever write."""
    facts: dict[str, Json] = {
        "base_url": BASE,
        "code": CODE,
        "issuer": Issuer(
            did=DID,
            name="Institut de démonstration",
            url=BASE,
            email="diplomes@diplomes.example.org",
            image_url=BASE + "assets/logo.svg",
            image_caption="Logo de l’Institut de démonstration",
        ),
        "holder_name": "Éléonore d’Aubigné-Nguyễn",
        "language": "fr",
        "licence_number": "2026-0042",
        "awarded": date(2026, 3, 1),
        "valid_until": date(2031, 2, 28),
        "achievement": Achievement(
            id=BASE + "fr/programmes/exemple.html",
            type="Diploma",
            name="Diplôme d’exemple en maladies imaginaires",
            description="Cinq cours suivis et validés.",
            criteria_url=BASE + "fr/programmes/exemple.html#regle",
            criteria_narrative="Cinq cours validés parmi dix-huit,\ndont un cours étoilé, en deux ans.",
            human_code="EX-1",
            field_of_study="Maladies imaginaires",
            credits=7.5,
            alignments=(
                Alignment(
                    name="Cadre d’exemple",
                    url="https://cadre.example/6",
                    description="Niveau",
                    framework="CE",
                    code="6",
                ),
            ),
        ),
        "activity_start": date(2024, 2, 1),
        "activity_end": date(2025, 12, 15),
        "results": (
            CourseResult(
                id=BASE + "fr/courses/cours-a.html#resultat",
                name="Cours A",
                value="78 %",
                result_type="Percent",
                course_url=BASE + "fr/courses/cours-a.html",
            ),
            CourseResult(id=BASE + "fr/courses/cours-b.html#resultat", name="Cours B", value="acquis"),
        ),
        "evidence": (
            EvidenceItem(
                name="EX-1, version v2",
                genre="Règle",
                narrative="Version en vigueur depuis le 1er septembre 2024.",
                description="SHA-256 : " + "5e" * 32,
            ),
            EvidenceItem(
                name="Cours A",
                genre="Examen",
                narrative="Session 2024-2, examen du 3 juin 2024, identité vérifiée.",
                description="SHA-256 : " + "a1" * 32,
            ),
            EvidenceItem(
                name="Cours B", genre="Certificat reconnu", narrative="Certificat antérieur, reconnu."
            ),
        ),
        "status_list_url": LIST,
        "status_index": INDEX,
    }
    return Award(**(facts | changes))


def small(**changes: Json) -> Award:
    """A diploma with few members, for cases where they do not matter."""
    facts: dict[str, Json] = {
        "issuer": Issuer(did=DID, name="Institut de démonstration", url=BASE),
        "achievement": Achievement(
            id=BASE + "en/programmes/example.html",
            type="Certificate",
            name="Example certificate",
            description="One course.",
            criteria_url=BASE + "en/programmes/example.html#rule",
            criteria_narrative="Pass the course.",
        ),
        "holder_name": "Ada Exemple",
        "language": "en",
        "valid_until": None,
        "activity_start": None,
        "activity_end": None,
        "results": (),
        "evidence": (),
    }
    return award(**(facts | changes))


def signed(what: Award, key: SecretKey = KEY, did: str = DID) -> Json:
    """The signed credential as parsed JSON."""
    return sign_jcs(build(what), key, did=did, created=CREATED)


def resigned(document: Json, key: SecretKey = KEY, did: str = DID) -> Json:
    """Sign a document that `build` would not write."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    return sign_jcs(bare, key, did=did, created=CREATED)


def text(value: Json) -> str:
    """The canonical text."""
    return canonical(value).decode()


FULL = signed(award())


SMALL = signed(small())


DID_TEXT = text(did_document(DID, [OLD_KEY.public, KEY.public]))


OTHER_TEXT = text(did_document(OTHER_DID, [OTHER_KEY.public]))


def status_list(
    revoked: tuple[int, ...] = (),
    key: SecretKey = KEY,
    did: str = DID,
    signer: str = DID,
    url: str = LIST,
    **members: Json,
) -> str:
    """A signed status list; `members` replace members before signing, None removes one."""
    document = status_list_credential(url, did, StatusList.empty().with_bits(set_=revoked), valid_from=LISTED)
    subject = members.pop("subject", {})
    document["credentialSubject"].update(subject)  # type: ignore[union-attr]
    document.update(members)
    document = {name: value for name, value in document.items() if value is not None}
    return text(sign_jcs(document, key, did=signer, created=LISTED))


GOOD_LISTS = {LIST: status_list()}
