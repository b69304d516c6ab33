"""Cases about the proof itself."""

from __future__ import annotations

import hashlib

from generator.trust import canonical, multibase
from tests.vectors.themes.diplomas import FULL, KEY, OLD_KEY, ROGUE_KEY, SMALL, Json, signed, small
from tests.vectors.themes.expected import SIGNATURE, Theme, bad_proof, no_jcs, stops, valid
from tests.vectors.themes.walking import removed


def proofs() -> Theme:
    """One proof, several, none, others."""
    theme = Theme("proofs")
    proof = SMALL["proof"][0]
    value = proof["proofValue"]

    def having(**changes: Json) -> Json:
        return SMALL | {"proof": [{**proof, **changes}]}

    rdfc = {name: item for name, item in proof.items() if name != "@context"} | {
        "cryptosuite": "eddsa-rdfc-2099"
    }
    theme.add("none", "Without a proof nothing is authentic", removed(SMALL, "/proof"), bad_proof("no-proof"))
    theme.add("null", "A proof that is null is none", SMALL | {"proof": None}, bad_proof("no-proof"))
    theme.add("empty-set", "An empty set of proofs is none", SMALL | {"proof": []}, bad_proof("no-proof"))
    theme.add(
        "text",
        "A proof that is a text is malformed",
        SMALL | {"proof": "trust me"},
        bad_proof("proof-malformed"),
    )
    theme.add(
        "set-of-text",
        "A set of texts is malformed",
        SMALL | {"proof": ["trust me"]},
        bad_proof("proof-malformed"),
    )
    theme.add(
        "unknown-only",
        "Only proofs of suites unknown here: cannot be checked",
        SMALL | {"proof": [rdfc]},
        no_jcs(),
    )
    theme.add(
        "legacy-only",
        "A proof of an older kind cannot be checked",
        having(type="Ed25519Signature2020"),
        no_jcs(),
    )
    theme.add(
        "unknown-beside",
        "A proof of an unknown suite beside a good one does not matter",
        SMALL | {"proof": [rdfc, proof]},
        valid(),
    )
    second = signed(small(), OLD_KEY)["proof"][0]
    theme.add("two-good", "Two good proofs are as good as one", SMALL | {"proof": [proof, second]}, valid())
    bad = {**second, "proofValue": value}
    theme.add(
        "one-bad-of-two",
        "One false proof among known ones spoils the document",
        SMALL | {"proof": [proof, bad]},
        SIGNATURE,
    )
    theme.add("bad-first", "The order of proofs does not matter", SMALL | {"proof": [bad, proof]}, SIGNATURE)
    unlisted = signed(small(), ROGUE_KEY)["proof"][0]
    theme.add(
        "one-unlisted-of-two",
        "A known proof by an unknown key spoils the document",
        SMALL | {"proof": [proof, unlisted]},
        stops("key", "key-not-found"),
    )
    theme.add(
        "other-credential",
        "The proof of another credential proves nothing here",
        SMALL | {"proof": FULL["proof"]},
        SIGNATURE,
    )
    unsigned = {name: item for name, item in SMALL.items() if name != "proof"}
    bare = {name: item for name, item in proof.items() if name not in ("@context", "proofValue")}
    message = digest(bare) + digest(unsigned)
    contextless = {**bare, "proofValue": multibase.encode(KEY.sign(message))}
    theme.add(
        "without-context",
        "A jcs proof without @context is refused although signed",
        SMALL | {"proof": [contextless]},
        bad_proof("proof-context"),
    )
    prefix = {**proof, "@context": SMALL["@context"][:2]}
    theme.add(
        "shorter-context",
        "A proof's @context is the whole of the document's",
        SMALL | {"proof": [prefix]},
        bad_proof("proof-context"),
    )
    theme.add(
        "expires",
        "A member that nobody checks is a promise: refused",
        having(expires="2030-01-01T00:00:00Z"),
        bad_proof("proof-malformed"),
    )
    theme.add(
        "domain",
        "A proof for one domain is not ours",
        having(domain="x.example"),
        bad_proof("proof-malformed"),
    )
    theme.add(
        "authentication",
        "A proof made for another purpose is refused",
        having(proofPurpose="authentication"),
        bad_proof("proof-purpose"),
    )
    theme.add(
        "created-number", "The instant of a proof is a text", having(created=1), bad_proof("proof-malformed")
    )
    theme.add(
        "created-offset",
        "The instant of a proof is in UTC",
        having(created="2026-03-02T09:30:00+00:00"),
        bad_proof("proof-malformed"),
    )
    theme.add(
        "method-object",
        "A verification method is named, not embedded",
        having(verificationMethod={"id": proof["verificationMethod"]}),
        bad_proof("proof-malformed"),
    )
    signature = multibase.decode(value)
    order = 2**252 + 27742317777372353535851937790883648493
    malleable = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    theme.add(
        "malleable",
        "A signature rewritten modulo the group order is refused",
        having(proofValue=multibase.encode(malleable)),
        SIGNATURE,
    )
    for name, rubbish in (
        ("empty", ""),
        ("prefix-only", "z"),
        ("no-prefix", value[1:]),
        ("other-prefix", "u" + value[1:]),
        ("not-base58", value[:10] + "0OIl" + value[14:]),
        ("blank", value[:10] + " " + value[11:]),
        ("leading-one", "z1" + value[1:]),
        ("short", multibase.encode(signature[:-1])),
        ("long", multibase.encode(signature + b"\0")),
        ("huge", "z" + "2" * 100_000),
        ("number", 7),
        ("hexadecimal", signature.hex()),
    ):
        theme.add(
            f"value-{name}",
            "A proof value that is not 64 bytes in base58btc is refused",
            having(proofValue=rubbish),
            bad_proof("proof-value"),
        )
    theme.add(
        "value-zero",
        "A signature of zeros is false",
        having(proofValue=multibase.encode(bytes(64))),
        SIGNATURE,
    )
    theme.add(
        "value-swapped",
        "A signature with its halves swapped is false",
        having(proofValue=multibase.encode(signature[32:] + signature[:32])),
        SIGNATURE,
    )
    return theme


def digest(value: Json) -> bytes:
    """SHA-256 of the canonical text."""

    return hashlib.sha256(canonical(value)).digest()
