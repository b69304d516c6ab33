"""Cases about the set of two proofs, as everything is issued: eddsa-rdfc-2022 and eddsa-jcs-2022."""

from __future__ import annotations

from typing import Any

from generator.trust import build, sign
from tests.vectors.themes.diplomas import (
    CREATED,
    DID,
    GOOD_LISTS,
    KEY,
    LIST,
    ROGUE_KEY,
    Json,
    award,
    small,
    status_list,
)
from tests.vectors.themes.expected import SIGNATURE, Theme, no_jcs, status, stops, valid

_HOSTILE = 'Zoé \\"<script>\u200f 漢字 \U0001d4b3 O\u2019Test'


def _issued(what: Any, key: Any = KEY) -> Json:
    return sign(build(what), key, did=DID, created=CREATED)


def proof_set() -> Theme:
    """Both proofs must hold; the jcs proof must be there."""
    theme = Theme("proof-set")
    full = _issued(award())
    rdfc, jcs = full["proof"]
    renamed = {name: value for name, value in full.items() if name != "credentialStatus"} | {
        "https://www.w3.org/2018/credentials#credentialStatus": full["credentialStatus"]
    }

    def having(*proofs: Json) -> Json:
        return full | {"proof": list(proofs)}

    theme.add("as-issued", "A diploma as it is issued is valid", full, valid())
    theme.add("other-order", "The order of the two proofs does not matter", having(jcs, rdfc), valid())
    theme.add("small", "A diploma without optional facts is valid", _issued(small()), valid())
    theme.add(
        "hostile-name",
        "A name with quotes, markup, marks of direction and characters beyond U+FFFF is signed as it is",
        _issued(award(holder_name=_HOSTILE)),
        valid(),
    )
    theme.add(
        "rdfc-alone", "The rdfc proof alone does not cover the JSON that is read", having(rdfc), no_jcs()
    )
    theme.add("jcs-alone", "The jcs proof alone is good", having(jcs), valid())
    flipped = {**rdfc, "proofValue": _issued(award(), ROGUE_KEY)["proof"][0]["proofValue"]}
    theme.add(
        "bad-rdfc",
        "A false rdfc proof beside a good jcs proof spoils the document",
        having(flipped, jcs),
        SIGNATURE,
    )
    swapped = {**jcs, "proofValue": rdfc["proofValue"]}
    theme.add(
        "bad-jcs",
        "A false jcs proof beside a good rdfc proof spoils the document",
        having(rdfc, swapped),
        SIGNATURE,
    )
    theme.add(
        "rdfc-with-context",
        "An rdfc proof carries no @context",
        having({**rdfc, "@context": full["@context"]}, jcs),
        {
            **stops("proof", "proof-malformed"),
            "checks": {**stops("proof", "proof-malformed")["checks"], "key": "not-checked"},
        },
    )
    rogue = _issued(award(), ROGUE_KEY)["proof"][0]
    theme.add(
        "rdfc-of-a-stranger",
        "An rdfc proof by a key that the issuer does not list spoils the document",
        having(rogue, jcs),
        stops("key", "key-not-found"),
    )
    theme.add(
        "status-renamed",
        "A status entry renamed to its absolute IRI, which leaves the rdfc proof good, is refused",
        renamed,
        stops("structure", "absolute-iri"),
    )
    changed = full | {"name": full["name"] + "."}
    theme.add("name-changed", "A changed name is altered", changed, SIGNATURE)
    theme.add(
        "list-with-both",
        "A status list with both proofs counts",
        full,
        status("revoked"),
        status_lists={LIST: status_list(revoked=(int(full["credentialStatus"]["statusListIndex"]),))},
    )
    theme.add(
        "list-good",
        "A status list that says nothing against the diploma",
        full,
        valid(),
        status_lists=GOOD_LISTS,
    )
    return theme
