"""What the judges are given: diplomas as we issue them, every state, every attack that we know of.

Each case is a text and the documents that a verifier finds at the issuer's addresses; nothing else exists for it.
One judge reads the machine's clock, so that dates here are past or future for any clock from March 2026 on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from generator.trust import SecretKey, StatusList, build, canonical, rdfc_only, sign, status_list_credential
from generator.trust.credential import Award
from generator.trust.did import Did, did_document
from tests.vectors.themes.diplomas import (
    CREATED,
    DID,
    INDEX,
    KEY,
    LIST,
    LISTED,
    NOW,
    OLD_KEY,
    OTHER_DID,
    OTHER_KEY,
    ROGUE_KEY,
    award,
    small,
)
from tests.vectors.themes.wording import names

Json = Any

FAR = date(2999, 12, 31)
PAST = date(2026, 6, 30)
CREDENTIALS = "https://www.w3.org/2018/credentials#"


def issued(what: Award, key: SecretKey = KEY, did: str = DID) -> Json:
    """A diploma with the set of two proofs, as everything is issued."""
    return sign(build(what), key, did=did, created=CREATED)


def published_list(
    revoked: tuple[int, ...] = (), key: SecretKey = KEY, did: str = DID, signer: str = DID, **members: Json
) -> Json:
    """A status list with the set of two proofs; `members` are added before signing."""
    bits = StatusList.empty().with_bits(set_=revoked)
    unsigned = status_list_credential(LIST, did, bits, valid_from=LISTED) | members
    return sign(unsigned, key, did=signer, created=LISTED)


ISSUER = did_document(DID, [OLD_KEY.public, KEY.public])
OTHER_ISSUER = did_document(OTHER_DID, [OTHER_KEY.public])
CURRENT = {LIST: published_list()}
REVOKING = {LIST: published_list((INDEX,))}
OTHER_LIST = {LIST: published_list((), OTHER_KEY, OTHER_DID, OTHER_DID)}


@dataclass(frozen=True)
class Case:
    """One document to judge: `lists` by the address they are found at, `issuers` (did.json) by did.

    `text` is what is published, `credential` where not said otherwise.
    """

    name: str
    claim: str
    credential: Json
    lists: Mapping[str, Json] = field(default_factory=lambda: CURRENT)
    issuers: Mapping[str, Json] = field(default_factory=lambda: {DID: ISSUER, OTHER_DID: OTHER_ISSUER})
    now: str = NOW
    text: str = ""

    def __post_init__(self) -> None:
        if not self.text:
            object.__setattr__(self, "text", canonical(self.credential).decode())

    def at(self, url: str) -> bytes:
        """What is served at an address; raises `LookupError` where nothing is."""
        documents = {Did.parse(did).document_url: found for did, found in self.issuers.items()}
        return canonical((documents | dict(self.lists))[url])

    def with_one_proof(self) -> Case:
        """The same with the rdfc proof alone, where the document has a set."""
        is_set = isinstance(self.credential.get("proof"), list)
        return replace(self, credential=rdfc_only(self.credential), text="") if is_set else self


FULL = issued(award(valid_until=FAR))
SMALL = issued(small())


def good() -> Iterator[Case]:
    """What every judge must call verified and not revoked."""
    yield Case("french-full", "A French diploma with every member", FULL)
    yield Case("english-small", "An English certificate with few members", SMALL)
    english = issued(award(language="en", valid_until=None, holder_name="Ada King, Countess of Lovelace"))
    yield Case("english-full", "An English diploma with results and credits, without an end", english)
    achievement = award().achievement
    no_credits = award(valid_until=None, achievement=replace(achievement, credits=None))
    yield Case("without-credits", "Results, but no credits", issued(no_credits))
    no_results = award(valid_until=None, achievement=replace(achievement, credits=12.0), results=())
    yield Case("without-results", "Credits in a whole number, but no results", issued(no_results))
    before = award(valid_until=FAR, evidence=())
    yield Case("without-evidence", "A diploma that does not say what it rests on", issued(before))
    yield Case("ends-later", "An end that has not come yet", issued(small(valid_until=FAR)))
    yield Case("old-key", "Signed with a retired key that did.json still lists", issued(small(), OLD_KEY))
    path = small(issuer=replace(small().issuer, did=OTHER_DID))
    yield Case("did-with-path", "An issuer with a path", issued(path, OTHER_KEY, OTHER_DID), OTHER_LIST)
    yield Case("other-order", "The two proofs in the other order", FULL | {"proof": FULL["proof"][::-1]})
    beside = {LIST: published_list((INDEX - 1, INDEX + 1))}
    yield Case("neighbours-revoked", "The bits beside its own are set", SMALL, beside)
    for vector in names().cases:
        holder = json.loads(vector["credential"])["credentialSubject"]["name"]
        named = issued(award(holder_name=holder, valid_until=FAR))
        yield Case(f"name-{vector['name']}", f"The name {vector['name']}", named)


def states() -> Iterator[Case]:
    """Authentic, but revoked, outside its dates, of unknown status, or carried with one proof."""
    yield Case("rdfc-alone", "The copy with the rdfc proof alone", rdfc_only(FULL))
    yield Case("jcs-alone", "The jcs proof alone", FULL | {"proof": FULL["proof"][1]})
    yield Case("revoked", "Its bit is set", FULL, REVOKING)
    yield Case("revoked-rdfc-alone", "Its bit is set; rdfc proof alone", rdfc_only(FULL), REVOKING)
    yield Case("expired", "Its end has passed", issued(award(valid_until=PAST)))
    yield Case("not-yet-valid", "Its beginning is to come", issued(small(awarded=date(2999, 1, 1))))
    yield Case("list-missing", "Its status list is not found", FULL, {})
    stale = {LIST: published_list(validUntil="2026-06-01T00:00:00Z")}
    yield Case("list-stale", "Its status list is past the end that the list names", FULL, stale)
    yield Case("list-of-another-issuer", "Its status list is another issuer's", FULL, OTHER_LIST)
    stranger = {LIST: published_list((), ROGUE_KEY)}
    yield Case("list-of-a-stranger", "Its status list is signed with a key not in did.json", FULL, stranger)
    cleared = deepcopy(REVOKING[LIST])
    cleared["credentialSubject"]["encodedList"] = StatusList.empty().encode()
    yield Case("list-cleared", "A bit of its status list was cleared after signing", FULL, {LIST: cleared})
    unsigned = {LIST: _without(CURRENT[LIST], "proof")}
    yield Case("list-unsigned", "Its status list carries no proof", FULL, unsigned)


def attacks() -> Iterator[Case]:
    """What nobody issued, or what was revoked or expired and should look otherwise."""
    rdfc, jcs = FULL["proof"]
    expired = issued(award(valid_until=PAST))
    yield Case("name-changed", "Another holder's name", _with_holder(FULL, "Eve Exemple"))
    yield Case("member-added", "A member that no context defines", FULL | {"nickname": "Zoé"})
    twice = canonical(FULL).decode().replace('"name":', '"name":"Doctor of Everything","name":', 1)
    yield Case("member-twice", "A member twice, of which one is genuine", FULL, text=twice)
    stripped = _without(FULL, "credentialStatus")
    yield Case("status-stripped", "A revoked diploma without its status entry", stripped, REVOKING)
    renamed = _renamed(FULL, "credentialStatus")
    yield Case("status-renamed", "A revoked diploma, status entry named by its IRI", renamed, REVOKING)
    alone = rdfc_only(renamed)
    yield Case("status-renamed-alone", "The same with the rdfc proof alone", alone, REVOKING)
    ended = _renamed(expired, "validUntil")
    yield Case("end-renamed", "An expired diploma, its end named by its IRI", ended)
    yield Case("end-renamed-alone", "The same with the rdfc proof alone", rdfc_only(ended))
    strange = issued(small(), ROGUE_KEY)
    yield Case("strangers-key", "Signed with a key that only the proof itself spells", strange)
    others = issued(small(), OTHER_KEY, OTHER_DID)
    yield Case("key-of-another-issuer", "Signed with another issuer's key", others)
    controlled = deepcopy(ISSUER)
    for method in controlled["verificationMethod"]:  # type: ignore[union-attr]
        method["controller"] = OTHER_DID  # type: ignore[index, call-overload]
    both = {DID: controlled, OTHER_DID: OTHER_ISSUER}
    yield Case("wrong-controller", "did.json says that someone else controls the key", FULL, issuers=both)
    unasserted = {DID: ISSUER | {"assertionMethod": []}}
    yield Case(
        "not-for-assertion", "did.json lists the key, but not for assertions", FULL, issuers=unasserted
    )
    yield Case("issuer-unknown", "The issuer's did.json is not found", FULL, issuers={})
    bad_rdfc = {**rdfc, "proofValue": SMALL["proof"][0]["proofValue"]}
    bad_jcs = {**jcs, "proofValue": SMALL["proof"][1]["proofValue"]}
    yield Case("bad-rdfc", "A false rdfc proof beside a good jcs proof", FULL | {"proof": [bad_rdfc, jcs]})
    yield Case("bad-jcs", "A good rdfc proof beside a false jcs proof", FULL | {"proof": [rdfc, bad_jcs]})
    yield Case("both-bad", "Two false proofs", FULL | {"proof": [bad_rdfc, bad_jcs]})
    yield Case("no-proof", "No proof at all", _without(FULL, "proof"))


def _without(document: Json, name: str) -> Json:
    return {other: value for other, value in document.items() if other != name}


def _renamed(document: Json, name: str) -> Json:
    """`document` with a member under its absolute IRI: the same RDF, which is what an rdfc proof signs."""
    value = document[name]
    if isinstance(value, str):  # a date, whose datatype the context no longer supplies
        value = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": value}
    return _without(document, name) | {CREDENTIALS + name: value}


def _with_holder(document: Json, holder: str) -> Json:
    changed = deepcopy(document)
    changed["credentialSubject"]["name"] = holder
    changed["credentialSubject"]["identifier"][0]["identityHash"] = holder
    return changed


GOOD, STATES, ATTACKS = tuple(good()), tuple(states()), tuple(attacks())
