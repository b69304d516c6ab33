"""Cases about who issued, and with which key."""

from __future__ import annotations

import json
from copy import deepcopy

from generator.trust import multibase
from generator.trust.credential import Issuer
from tests.vectors.themes.diplomas import (
    BASE,
    DID,
    DID_TEXT,
    KEY,
    LIST,
    OLD_KEY,
    OTHER_DID,
    OTHER_KEY,
    OTHER_TEXT,
    ROGUE_KEY,
    SMALL,
    Json,
    signed,
    small,
    status_list,
    text,
)
from tests.vectors.themes.expected import SIGNATURE, Theme, stops, valid
from tests.vectors.themes.walking import replaced


def issuers() -> Theme:
    """Which did.json is believed for whom."""
    theme = Theme("issuers")
    unknown = stops("issuer", "no-did-document", "unknown-issuer")
    theme.add("none", "Without any did.json the issuer is unknown", SMALL, unknown, did_documents={})
    theme.add(
        "another",
        "The did.json of another issuer says nothing",
        SMALL,
        unknown,
        did_documents={OTHER_DID: OTHER_TEXT},
    )
    theme.add(
        "wrong-document",
        "A did.json that names another id is not the issuer's",
        SMALL,
        stops("issuer", "did-mismatch", "unknown-issuer"),
        did_documents={DID: OTHER_TEXT},
    )
    broken = stops("issuer", "did-document-malformed", "cannot-check")
    for name, document in (
        ("not-json", DID_TEXT[:-1]),
        ("empty", ""),
        ("html", "<!doctype html><title>404</title>"),
        ("list", "[]"),
        ("no-methods", text({"id": DID})),
        ("duplicate-member", DID_TEXT[:-1] + f',"id":"{DID}"' + "}"),
        (
            "duplicate-key",
            text(
                replaced(
                    json.loads(DID_TEXT),
                    "/verificationMethod",
                    [json.loads(DID_TEXT)["verificationMethod"][0]] * 2,
                )
            ),
        ),
        ("too-large", DID_TEXT[:-1] + " " * 70_000 + "}"),
    ):
        theme.add(
            f"document-{name}",
            "A did.json that cannot be read leaves the question open",
            SMALL,
            broken,
            did_documents={DID: document},
        )
    other_school = signed(
        small(
            issuer=Issuer(did=OTHER_DID, name="École d’exemple", url=BASE),
            status_list_url=BASE + "ecole-exemple/status/revocation-1.json",
        ),
        OTHER_KEY,
        OTHER_DID,
    )
    other_list = BASE + "ecole-exemple/status/revocation-1.json"
    theme.add(
        "with-path",
        "A did:web with a path is an issuer like another",
        other_school,
        valid(),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
        status_lists={other_list: status_list((), OTHER_KEY, OTHER_DID, OTHER_DID, other_list)},
    )
    return theme


def keys() -> Theme:
    """Which key is believed."""
    theme = Theme("keys")
    document = json.loads(DID_TEXT)
    method = f"{DID}#{KEY.public.multibase}"
    rogue = ROGUE_KEY.public.multibase
    theme.add(
        "fragment",
        "A key that only the credential's own fragment carries is not believed",
        signed(small(), ROGUE_KEY),
        stops("key", "key-not-found"),
    )
    theme.add(
        "wrong-key",
        "A signature by another key under the right name is false",
        renamed_method(signed(small(), ROGUE_KEY), method),
        SIGNATURE,
    )
    theme.add(
        "other-did",
        "A verification method of another did is not the issuer's",
        signed(small(), OTHER_KEY, OTHER_DID),
        stops("key", "key-of-another-issuer"),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
    )
    theme.add(
        "did-key",
        "A did:key carries its own key, and is not the issuer's",
        renamed_method(signed(small(), ROGUE_KEY), f"did:key:{rogue}#{rogue}"),
        stops("key", "key-of-another-issuer"),
    )
    theme.add(
        "longer-did",
        "A did that only begins like the issuer's is another",
        renamed_method(signed(small(), ROGUE_KEY), f"{DID}.rogue.example#{rogue}"),
        stops("key", "key-of-another-issuer"),
    )
    theme.add(
        "no-fragment",
        "A verification method without fragment names no key",
        renamed_method(SMALL, DID),
        stops("key", "key-of-another-issuer"),
    )
    theme.add(
        "relative",
        "A relative verification method names no issuer",
        renamed_method(SMALL, "#" + KEY.public.multibase),
        stops("key", "key-of-another-issuer"),
    )
    last = "/verificationMethod/1"
    for name, claim, changes, reason in (
        (
            "not-for-assertion",
            "A key outside assertionMethod does not issue",
            {"/assertionMethod": document["assertionMethod"][:1]},
            "key-not-for-assertion",
        ),
        (
            "no-assertion",
            "Without assertionMethod no key issues",
            {"/assertionMethod": []},
            "key-not-for-assertion",
        ),
        (
            "embedded-assertion",
            "A key embedded in assertionMethod is not one of ours",
            {"/assertionMethod": [document["verificationMethod"][1]]},
            "key-not-for-assertion",
        ),
        (
            "wrong-controller",
            "A key controlled by another did is not the issuer's",
            {f"{last}/controller": OTHER_DID},
            "key-controller",
        ),
        ("wrong-type", "A key of another type is not read", {f"{last}/type": "JsonWebKey"}, "key-type"),
        (
            "other-key-behind-fragment",
            "The fragment names its own key",
            {f"{last}/publicKeyMultibase": rogue},
            "key-fragment",
        ),
        (
            "x25519",
            "A key for encryption signs nothing",
            {f"{last}/publicKeyMultibase": "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"},
            "key-fragment",
        ),
        (
            "missing",
            "A key that was removed no longer verifies",
            {"/verificationMethod": document["verificationMethod"][:1]},
            "key-not-found",
        ),
    ):
        altered = document
        for pointer, value in changes.items():
            altered = replaced(altered, pointer, value)
        theme.add(name, claim, SMALL, stops("key", reason), did_documents={DID: text(altered)})
    for name, bad in (
        ("base58-rubbish", "z0OIl"),
        ("not-base58btc", "u7QEx"),
        ("short", "z6Mk"),
        ("empty", ""),
    ):
        named = f"{DID}#{bad}"
        altered = {
            **document,
            "verificationMethod": [
                {"id": named, "type": "Multikey", "controller": DID, "publicKeyMultibase": bad}
            ],
            "assertionMethod": [named],
        }
        theme.add(
            f"malformed-{name}",
            "A key that is no key verifies nothing",
            renamed_method(SMALL, named),
            stops("key", "key-malformed"),
            did_documents={DID: text(altered)},
        )
    # The identity point: with it, R = identity and S = 0 would "verify" any message in a careless library.
    weak = multibase.encode(b"\xed\x01" + b"\x01" + bytes(31))
    named = f"{DID}#{weak}"
    altered = {
        **document,
        "verificationMethod": [
            {"id": named, "type": "Multikey", "controller": DID, "publicKeyMultibase": weak}
        ],
        "assertionMethod": [named],
    }
    forged = replaced(
        renamed_method(SMALL, named), "/proof/0/proofValue", multibase.encode(b"\x01" + bytes(63))
    )
    theme.add(
        "small-order",
        "A key of small order verifies nothing",
        forged,
        SIGNATURE,
        did_documents={DID: text(altered)},
    )
    return theme


def renamed_method(document: Json, method: str) -> Json:
    """With another verification method, the signature being left as it was."""
    return replaced(document, "/proof/0/verificationMethod", method)


def pins() -> Theme:
    """A fingerprint known beforehand, with or without did.json."""
    theme = Theme("pinned")
    right, wrong = KEY.public.fingerprint, ROGUE_KEY.public.fingerprint
    mismatch = stops("key", "fingerprint-mismatch", "unknown-issuer")
    theme.add("right", "The pinned key signed", SMALL, valid(), pinned=right)
    theme.add(
        "as-copied",
        "A fingerprint is read as people copy it",
        SMALL,
        valid(),
        pinned=right.upper().replace(" ", ":"),
    )
    theme.add(
        "wrong",
        "A good key of the issuer that is not the pinned one is not trusted",
        SMALL,
        mismatch,
        pinned=wrong,
    )
    theme.add(
        "other-key-of-issuer",
        "The pin holds against the issuer's other keys",
        SMALL,
        mismatch,
        pinned=OLD_KEY.public.fingerprint,
    )
    theme.add(
        "false-signature",
        "A pin saves no altered text",
        replaced(SMALL, "/description", "x"),
        SIGNATURE,
        pinned=right,
    )
    alone = valid()
    alone["checks"]["issuer"] = "not-checked"
    alone["reasons"]["issuer"] = "pinned-key-only"
    theme.add(
        "alone",
        "With a pin and no did.json, the pin carries the trust",
        SMALL,
        alone,
        pinned=right,
        did_documents={},
    )
    lone = deepcopy(mismatch)
    lone["checks"]["issuer"] = "not-checked"
    lone["reasons"]["issuer"] = "pinned-key-only"
    theme.add(
        "alone-wrong",
        "With a pin and no did.json, no other key is believed",
        SMALL,
        lone,
        pinned=wrong,
        did_documents={},
    )
    theme.add(
        "alone-rogue",
        "A rogue's own key is not the pinned one",
        signed(small(), ROGUE_KEY),
        lone,
        pinned=right,
        did_documents={},
    )
    false = deepcopy(SIGNATURE)
    false["checks"]["issuer"] = "not-checked"
    false["reasons"]["issuer"] = "pinned-key-only"
    theme.add(
        "alone-renamed",
        "Naming the pinned key does not sign with it",
        renamed_method(signed(small(), ROGUE_KEY), f"{DID}#{KEY.public.multibase}"),
        false,
        pinned=right,
        did_documents={},
    )
    without = deepcopy(alone)
    without["verdict"] = "valid-status-not-checked"
    without["checks"]["status"] = "not-checked"
    without["reasons"]["status"] = "list-key"
    theme.add(
        "alone-list-by-other-key",
        "With a pin and no did.json, a list signed by another key says nothing",
        SMALL,
        without,
        pinned=right,
        did_documents={},
        status_lists={LIST: status_list((), OLD_KEY)},
    )
    return theme
