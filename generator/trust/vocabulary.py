"""The vocabulary of the documents that Parchemin signs: for each kind of node, its types and members as RDF.

Folded by hand from the three published contexts of `credential.CONTEXTS`, whose type-scoped definitions
decide what a member means where. It is a closed list: what is not here is not signed. The tests compare every
kind and member with a general processor over the published contexts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["BOOLEAN", "CONTEXTS", "DOCUMENTS", "IRI", "NODES", "NUMBER", "PURPOSE", "TEXT", "Node"]

_VC = "https://www.w3.org/2018/credentials#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_SCHEMA = "https://schema.org/"
_SEC = "https://w3id.org/security#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# The Open Badges context writes https where XML Schema has http, and once leaves its prefix unexpanded; what
# is signed is what the published context says.
_XSD_OB = "https://www.w3.org/2001/XMLSchema#"

TEXT, IRI, BOOLEAN, NUMBER, PURPOSE = "text", "iri", "boolean", "number", "purpose"
"""Ways to write a value; another way is ``^^`` and a datatype; any other name is a kind of node."""


@dataclass(frozen=True, slots=True)
class Node:
    """A kind of node: the IRI of each of its types, and for each member its predicate and how it is written.

    Plain data: the browser's verifier gets the same table as JSON.
    """

    types: Mapping[str, str]
    members: Mapping[str, tuple[str, str]]


def _node(types: Mapping[str, str], **members: tuple[str, str]) -> Node:
    return Node(types, members)


_NAME = (f"{_SCHEMA}name", TEXT)
_DESCRIPTION = (f"{_SCHEMA}description", TEXT)
_ANY_URI = f"^^{_XSD_OB}anyURI"
_DATE = f"^^{_XSD_OB}date"
_INSTANT = f"^^{_XSD}dateTime"

NODES: Mapping[str, Node] = {
    "credential": _node(
        {
            "VerifiableCredential": f"{_VC}VerifiableCredential",
            "OpenBadgeCredential": f"{_OB}OpenBadgeCredential",
        },
        name=_NAME,
        description=_DESCRIPTION,
        issuer=(f"{_VC}issuer", "issuer"),
        validFrom=(f"{_VC}validFrom", _INSTANT),
        validUntil=(f"{_VC}validUntil", _INSTANT),
        awardedDate=(f"{_OB}awardedDate", "^^xsd:dateTime"),
        credentialSubject=(f"{_VC}credentialSubject", "subject"),
        credentialStatus=(f"{_VC}credentialStatus", "status-entry"),
        credentialSchema=(f"{_VC}credentialSchema", "schema"),
        evidence=(f"{_VC}evidence", "evidence"),
    ),
    "issuer": _node(
        {"Profile": f"{_OB}Profile"},
        name=_NAME,
        url=(f"{_SCHEMA}url", _ANY_URI),
        email=(f"{_SCHEMA}email", TEXT),
        image=(f"{_OB}image", "image"),
    ),
    "image": _node({"Image": f"{_OB}Image"}, caption=(f"{_SCHEMA}caption", TEXT)),
    "subject": _node(
        {"AchievementSubject": f"{_OB}AchievementSubject"},
        name=_NAME,
        identifier=(f"{_OB}identifier", "identity"),
        licenseNumber=(f"{_OB}licenseNumber", TEXT),
        activityStartDate=(f"{_OB}activityStartDate", _DATE),
        activityEndDate=(f"{_OB}activityEndDate", _DATE),
        achievement=(f"{_OB}achievement", "achievement"),
        result=(f"{_OB}result", "result"),
    ),
    "identity": _node(
        {"IdentityObject": f"{_OB}IdentityObject"},
        identityType=(f"{_OB}identityType", TEXT),
        hashed=(f"{_OB}hashed", BOOLEAN),
        identityHash=(f"{_OB}identityHash", TEXT),
    ),
    "achievement": _node(
        {"Achievement": f"{_OB}Achievement"},
        achievementType=(f"{_OB}achievementType", TEXT),
        name=_NAME,
        description=_DESCRIPTION,
        criteria=(f"{_OB}Criteria", "criteria"),
        humanCode=(f"{_OB}humanCode", TEXT),
        fieldOfStudy=(f"{_OB}fieldOfStudy", TEXT),
        inLanguage=(f"{_SCHEMA}inLanguage", TEXT),
        creditsAvailable=(f"{_OB}creditsAvailable", NUMBER),
        resultDescription=(f"{_OB}resultDescription", "result-description"),
        alignment=(f"{_OB}alignment", "alignment"),
    ),
    "criteria": _node({}, narrative=(f"{_OB}narrative", TEXT)),
    "result-description": _node(
        {"ResultDescription": f"{_OB}ResultDescription"},
        name=_NAME,
        resultType=(f"{_OB}resultType", TEXT),
        alignment=(f"{_OB}alignment", "alignment"),
    ),
    "result": _node(
        {"Result": f"{_OB}Result"},
        resultDescription=(f"{_OB}resultDescription", _ANY_URI),
        value=(f"{_SCHEMA}value", TEXT),
        status=(f"{_OB}status", TEXT),
    ),
    "alignment": _node(
        {"Alignment": f"{_SCHEMA}AlignmentObject"},
        targetName=(f"{_SCHEMA}targetName", TEXT),
        targetUrl=(f"{_SCHEMA}targetUrl", _ANY_URI),
        targetDescription=(f"{_SCHEMA}targetDescription", TEXT),
        targetFramework=(f"{_SCHEMA}targetFramework", TEXT),
        targetCode=(f"{_OB}targetCode", TEXT),
    ),
    "evidence": _node(
        {"Evidence": f"{_OB}Evidence"},
        name=_NAME,
        description=_DESCRIPTION,
        narrative=(f"{_OB}narrative", TEXT),
        genre=(f"{_SCHEMA}genre", TEXT),
    ),
    "status-entry": _node(
        {"BitstringStatusListEntry": f"{_STATUS}BitstringStatusListEntry"},
        statusPurpose=(f"{_STATUS}statusPurpose", TEXT),
        statusListIndex=(f"{_STATUS}statusListIndex", TEXT),
        statusListCredential=(f"{_STATUS}statusListCredential", IRI),
    ),
    "schema": _node(
        {
            "1EdTechJsonSchemaValidator2019": (
                "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019"
            )
        }
    ),
    "status-list-credential": _node(
        {
            "VerifiableCredential": f"{_VC}VerifiableCredential",
            "BitstringStatusListCredential": f"{_STATUS}BitstringStatusListCredential",
        },
        issuer=(f"{_VC}issuer", IRI),
        validFrom=(f"{_VC}validFrom", _INSTANT),
        validUntil=(f"{_VC}validUntil", _INSTANT),
        credentialSubject=(f"{_VC}credentialSubject", "status-list"),
    ),
    "status-list": _node(
        {"BitstringStatusList": f"{_STATUS}BitstringStatusList"},
        statusPurpose=(f"{_STATUS}statusPurpose", TEXT),
        encodedList=(f"{_STATUS}encodedList", f"^^{_SEC}multibase"),
    ),
    "proof": _node(
        {"DataIntegrityProof": f"{_SEC}DataIntegrityProof"},
        cryptosuite=(f"{_SEC}cryptosuite", f"^^{_SEC}cryptosuiteString"),
        created=("http://purl.org/dc/terms/created", _INSTANT),
        verificationMethod=(f"{_SEC}verificationMethod", IRI),
        proofPurpose=(f"{_SEC}proofPurpose", PURPOSE),
    ),
}
# Which kind a whole document is, by the last of its types, and the @context from which its members were read.
DOCUMENTS: Mapping[str, str] = {
    "OpenBadgeCredential": "credential",
    "BitstringStatusListCredential": "status-list-credential",
    "DataIntegrityProof": "proof",
}
_V2 = "https://www.w3.org/ns/credentials/v2"
CONTEXTS: Mapping[str, tuple[str, ...] | None] = {
    "credential": (
        _V2,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ),
    "status-list-credential": (_V2,),
    # A proof's configuration is read in the context of its document.
    "proof": None,
}
