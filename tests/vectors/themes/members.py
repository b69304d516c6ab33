"""Cases about members: changed, removed, added, renamed, of the wrong kind."""

from __future__ import annotations

from copy import deepcopy

from tests.vectors.themes.diplomas import BASE, DID, FULL, INDEX, KEY, SMALL, Json, resigned
from tests.vectors.themes.expected import SIGNATURE, Theme, bad_proof, no_jcs, stops, valid
from tests.vectors.themes.walking import expected_at, leaves, objects, removed, replaced, slug


def tampered() -> Theme:
    """Every single value changed."""
    theme = Theme("tampered")
    names_differ = stops("structure", "names-differ")
    entry = stops("structure", "status-entry")
    table = {
        "/@context": stops("structure", "context"),
        "/type": stops("structure", "type"),
        "/issuer/id": stops("issuer", "no-did-document", "unknown-issuer"),
        "/credentialSubject/name": names_differ,
        "/credentialSubject/identifier/0/identityHash": names_differ,
        "/credentialStatus/type": entry,
        "/credentialStatus/statusPurpose": entry,
        "/proof/0/type": no_jcs(),
        "/proof/0/cryptosuite": no_jcs(),
        "/proof/0/proofPurpose": bad_proof("proof-purpose"),
        "/proof/0/@context": bad_proof("proof-context"),
        "/proof/0/verificationMethod": stops("key", "key-not-found"),
    }
    for pointer, value in leaves(FULL):
        document = replaced(FULL, pointer, other(pointer, value))
        theme.add(slug(pointer), f"Changing {pointer} is reported", document, expected_at(pointer, table))
    return theme


def other(pointer: str, value: Json) -> Json:
    """Another value of the same kind, that structure alone would accept."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 1
    name = pointer.rsplit("/", 1)[1]
    if name in ("validFrom", "awardedDate", "validUntil", "activityStartDate", "activityEndDate", "created"):
        return value.replace("202", "201", 1) if "202" in value else value.replace("203", "204", 1)
    if name == "statusListIndex":
        return value[:-1] + "8"
    if name == "proofValue":
        return value[:-1] + ("2" if value[-1] != "2" else "3")
    return value + "x"


def members() -> Theme:
    """Every member removed, added, or renamed to its absolute IRI."""
    theme = Theme("members")
    entry, subject, issuer = (stops("structure", reason) for reason in ("status-entry", "subject", "issuer"))
    member = stops("structure", "member")
    required = {
        "/@context": stops("structure", "context"),
        "/type": stops("structure", "type"),
        "/id": stops("structure", "id"),
        "/name": member,
        "/issuer": issuer,
        "/issuer/id": issuer,
        "/issuer/name": issuer,
        "/validFrom": stops("structure", "date"),
        "/credentialSubject": subject,
        "/credentialSubject/name": subject,
        "/credentialSubject/achievement": subject,
        "/credentialSubject/achievement/name": subject,
        "/credentialSubject/identifier/0/identityHash": stops("structure", "names-differ"),
        "/credentialSubject/achievement/alignment/0/targetName": member,
        "/credentialSubject/achievement/alignment/0/targetUrl": member,
        "/credentialSubject/achievement/resultDescription/0/id": member,
        "/credentialSubject/achievement/resultDescription/1/id": member,
        "/credentialSubject/result/0/value": member,
        "/credentialSubject/result/1/value": member,
        "/evidence/0/name": member,
        "/evidence/1/name": member,
        "/evidence/2/name": member,
        "/credentialStatus": entry,
        "/credentialStatus/type": entry,
        "/credentialStatus/statusPurpose": entry,
        "/credentialStatus/statusListIndex": entry,
        "/credentialStatus/statusListCredential": entry,
        "/proof": bad_proof("no-proof"),
        "/proof/0/type": no_jcs(),
        "/proof/0/cryptosuite": no_jcs(),
        "/proof/0/@context": bad_proof("proof-context"),
        "/proof/0/created": bad_proof("proof-malformed"),
        "/proof/0/verificationMethod": bad_proof("proof-malformed"),
        "/proof/0/proofPurpose": bad_proof("proof-malformed"),
        "/proof/0/proofValue": bad_proof("proof-malformed"),
    }
    for pointer, value in objects(FULL):
        for name in value:
            at = f"{pointer}/{name}"
            theme.add(
                f"removed-{slug(at)}",
                f"Removing {at} is reported",
                removed(FULL, at),
                required.get(at, SIGNATURE),
            )
    for pointer, _ in objects(FULL):
        at = f"{pointer}/note"
        expect = bad_proof("proof-malformed") if pointer.startswith("/proof") else SIGNATURE
        theme.add(f"added-{slug(at)}", f"Adding {at} is reported", replaced(FULL, at, "x"), expect)
    theme.add(
        "added-statusSize",
        "A status entry of another size would give the bits another meaning",
        resigned(replaced(FULL, "/credentialStatus/statusSize", 2)),
        entry,
    )
    renamed = stops("structure", "absolute-iri")
    for name, vocabulary in (
        ("validUntil", "https://www.w3.org/2018/credentials#"),
        ("credentialStatus", "https://www.w3.org/2018/credentials#"),
        ("validFrom", "https://www.w3.org/2018/credentials#"),
    ):
        document = {vocabulary + name if key == name else key: value for key, value in FULL.items()}
        theme.add(f"renamed-{name}", f"{name} renamed to its absolute IRI is refused", document, renamed)
    document = deepcopy(FULL)
    document["credentialSubject"]["https://schema.org/name"] = document["credentialSubject"].pop("name")
    theme.add("renamed-name", "The holder's name renamed to its absolute IRI is refused", document, subject)
    theme.add(
        "unknown-but-signed",
        "A member that this version does not know is let through when it is signed",
        resigned(
            SMALL
            | {
                "relatedResource": [
                    {"id": BASE + "d/x.pdf", "digestSRI": "sha256-x", "mediaType": "application/pdf"}
                ]
            }
        ),
        valid(),
    )
    return theme


def structure() -> Theme:
    """Members of the wrong kind, even when signed."""
    theme = Theme("structure")
    for name, pointer, value, reason in (
        ("context-order", "/@context", list(reversed(FULL["@context"])), "context"),
        ("context-more", "/@context", [*FULL["@context"], "https://more.example/v1"], "context"),
        ("context-object", "/@context", [*FULL["@context"][:2], {"name": "https://x.example/"}], "context"),
        ("context-text", "/@context", FULL["@context"][0], "context"),
        ("type-text", "/type", "VerifiableCredential", "type"),
        ("type-order", "/type", list(reversed(FULL["type"])), "type"),
        ("id-http", "/id", "http://diplomes.example.org/d/x.json", "id"),
        ("id-urn", "/id", "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33", "id"),
        ("issuer-text", "/issuer", DID, "issuer"),
        ("issuer-https", "/issuer/id", "https://diplomes.example.org/", "issuer"),
        ("issuer-key", "/issuer/id", f"did:key:{KEY.public.multibase}", "issuer"),
        ("issuer-upper-case", "/issuer/id", "did:web:Diplomes.example.org", "issuer"),
        ("issuer-dots", "/issuer/id", "did:web:diplomes.example.org:..:x", "issuer"),
        ("issuer-javascript", "/issuer/url", "javascript:alert(1)", "url"),
        ("issuer-data-image", "/issuer/image/id", "data:image/svg+xml,<svg/>", "url"),
        ("date-offset", "/validFrom", "2026-03-01T00:00:00+01:00", "date"),
        ("date-fraction", "/validFrom", "2026-03-01T00:00:00.0Z", "date"),
        ("date-day", "/validFrom", "2026-03-01", "date"),
        ("date-impossible", "/validFrom", "2026-02-30T00:00:00Z", "date"),
        ("date-hour-24", "/validFrom", "2026-03-01T24:00:00Z", "date"),
        ("date-leap-second", "/validFrom", "2026-06-30T23:59:60Z", "date"),
        ("date-year-zero", "/validFrom", "0000-01-01T00:00:00Z", "date"),
        ("date-null", "/validUntil", None, "date"),
        ("subject-list", "/credentialSubject", [FULL["credentialSubject"]], "subject"),
        ("name-map", "/credentialSubject/name", {"fr": "x"}, "subject"),
        ("name-empty", "/credentialSubject/name", "", "subject"),
        ("title-map", "/name", {"fr": "x"}, "member"),
        ("credits-text", "/credentialSubject/achievement/creditsAvailable", "7.5", "member"),
        ("credits-true", "/credentialSubject/achievement/creditsAvailable", True, "member"),
        ("result-number", "/credentialSubject/result/0/value", 78, "member"),
        ("result-object", "/credentialSubject/result", {"value": "x"}, "member"),
        ("criteria-javascript", "/credentialSubject/achievement/criteria/id", "javascript:x", "url"),
        ("evidence-object", "/evidence", FULL["evidence"][0], "member"),
        ("evidence-text", "/evidence/0", "x", "member"),
        ("evidence-number", "/evidence/1/description", 5, "member"),
        ("status-list", "/credentialStatus", [FULL["credentialStatus"]], "status-entry"),
        ("status-index-number", "/credentialStatus/statusListIndex", INDEX, "status-entry"),
        ("status-index-negative", "/credentialStatus/statusListIndex", "-1", "status-entry"),
        ("status-index-zero", "/credentialStatus/statusListIndex", "007", "status-entry"),
        ("status-index-blank", "/credentialStatus/statusListIndex", " 7", "status-entry"),
        (
            "status-http",
            "/credentialStatus/statusListCredential",
            "http://diplomes.example.org/s",
            "status-entry",
        ),
    ):
        document = resigned(replaced(FULL, pointer, value))
        theme.add(
            name,
            f"{pointer} as in {name} is refused although it is signed",
            document,
            stops("structure", reason),
        )
    theme.add("not-an-object", "A credential is an object", "[]", stops("parse", "not-an-object"))
    theme.add("empty-object", "An empty object is no credential", "{}", stops("structure", "context"))
    return theme
