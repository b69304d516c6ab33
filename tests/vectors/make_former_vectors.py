"""Write the neutral vectors of stolen keys, `tests/vectors/former/former.json`.

Both verifiers, `generator/trust/formerkeys.py` and `site_templates/assets/former-key.js`, are held to this file. It is
made from fixed keys and dates, so that running this twice gives the same bytes; what is expected of each case is
written here by hand and never taken from a verifier. ``former/README.md`` explains its form.

Run ``python -m tests.vectors.make_former_vectors`` after a change, and read the difference before committing it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.trust.canonical import canonical
from generator.trust.credential import build
from generator.trust.did import did_document
from generator.trust.formerkeys import compromised_file
from generator.trust.keys import SecretKey
from generator.trust.logleaf import IssueLeaf, KeyLeaf, commitment
from generator.trust.logpolicy import LogEntry, Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import MerkleTree, leaf_hash
from generator.trust.proof import sign
from generator.trust.statuslist import StatusList, status_list_credential
from tests.logs import KEY as LOG_KEY
from tests.logs import leaves, log_of, signed, witness_secret
from tests.vectors.themes.diplomas import (
    CREATED,
    DID,
    INDEX,
    KEY,
    LIST,
    LISTED,
    NOW,
    OLD_KEY,
    ROGUE_KEY,
    award,
)

__all__ = ["DIRECTORY", "files"]

DIRECTORY = Path(__file__).parent / "former"

Case = dict[str, Any]

STOLEN = OLD_KEY
PLACE, SIZE = 137, 300
SALT = hashlib.sha256(b"salt of the vectors").digest()
SIGNED = sign(build(award()), STOLEN, did=DID, created=CREATED)
TEXT = canonical(SIGNED)
POLICY = str(Policy(logs=(LogEntry(LOG_KEY),)))


def _entries(leaf: bytes) -> list[bytes]:
    """A log of `SIZE` leaves with the diploma's at `PLACE`."""
    found = leaves(SIZE)
    found[PLACE] = leaf
    return found


LEAF = IssueLeaf(commitment(SALT, TEXT), STOLEN.public).to_bytes()
ENTRIES = _entries(LEAF)
TREE = MerkleTree.of(leaf_hash(entry) for entry in ENTRIES)
PROOF = str(InclusionProof(PLACE, TREE.inclusion(PLACE), signed(TREE, SIZE).note, SALT))


def said(*words: KeyLeaf) -> str:
    """The published file of a log in which these leaves follow the diplomas."""
    entries = [*ENTRIES, *(leaf.to_bytes() for leaf in words)]
    return compromised_file(log_of(entries, (SIZE, len(entries)))).decode()


def word(since: int, by: SecretKey = KEY, key: SecretKey = STOLEN) -> KeyLeaf:
    """A leaf that says since when a key is not good."""
    return KeyLeaf.sign(by, "compromised", key.public, since=since)


def listed(*revoked: int, key: SecretKey = KEY) -> str:
    """A status list."""
    bits = StatusList.empty().with_bits(set_=revoked)
    unsigned = status_list_credential(LIST, DID, bits, valid_from=LISTED)
    return canonical(sign(unsigned, key, did=DID, created=LISTED)).decode()


def case(name: str, claim: str, verdict: str, key: str, log: str | None, **given: Any) -> Case:
    """A case like the good one but for what is given. `log` is None where the log has nothing to say of the key."""
    return {
        "name": name,
        "claim": claim,
        "credential": TEXT.decode(),
        "did_documents": {DID: canonical(did_document(DID, [KEY.public])).decode()},
        "status_lists": {LIST: listed()},
        "now": NOW,
        "proof": PROOF,
        "vkey": str(LOG_KEY),
        "policy": POLICY,
        "live": None,
        "beside": None,
        "compromised": said(word(200)),
        **given,
        "expect": {"verdict": verdict, "key": key, "log": log},
    }


def cases() -> Iterator[Case]:
    """Every case."""
    yield case(
        "logged-before", "A diploma that the log held before the theft is good.",
        "valid", "stolen-later", "not-witnessed",
    )  # fmt: skip
    yield case(
        "just-before", "Its index is the last that is trusted.", "valid", "stolen-later", "not-witnessed",
        compromised=said(word(PLACE + 1)),
    )  # fmt: skip
    for since in (PLACE, 0):
        yield case(
            f"logged-since-{since}", "A diploma that was logged later falls.",
            "altered", "key-compromised", "key-compromised", compromised=said(word(since)),
        )  # fmt: skip
    yield case(
        "without-proof", "Without a proof of the log nothing says that it is older.",
        "altered", "key-compromised", "proof", proof="",
    )  # fmt: skip
    other = canonical(
        sign(build(award(holder_name="Eve Exemple")), STOLEN, did=DID, created=CREATED)
    ).decode()
    yield case(
        "made-by-the-thief", "The proof of another diploma proves nothing.",
        "altered", "key-compromised", "not-included", credential=other,
    )  # fmt: skip
    yield case(
        "altered", "A changed text is not what was logged.", "altered", "key-compromised", "not-included",
        credential=TEXT.decode().replace("Aubign", "Aubigm"),
    )  # fmt: skip
    yield case(
        "nothing-said", "The log says nothing of the key: a key that did.json does not list.",
        "altered", "key-not-found", None, compromised=said(),
    )  # fmt: skip
    yield case(
        "another-key", "What the log says is said of another key.", "altered", "key-not-found", None,
        compromised=said(word(200, key=ROGUE_KEY)),
    )  # fmt: skip
    yield case(
        "said-by-itself", "The stolen key's own word does not bring it back.",
        "altered", "key-not-found", None, compromised=said(word(200, by=STOLEN)),
    )  # fmt: skip
    yield case(
        "said-by-a-stranger", "The word of a key that did.json does not list counts for nothing.",
        "altered", "key-not-found", None, compromised=said(word(200, by=ROGUE_KEY)),
    )  # fmt: skip
    yield case(
        "beyond-itself", "Nobody can speak of what the log will hold.",
        "altered", "key-not-found", None, compromised=said(word(SIZE + 1)),
    )  # fmt: skip
    yield case(
        "the-gravest-counts", "Of two words the graver one counts, even the thief's.",
        "altered", "key-compromised", "key-compromised", compromised=said(word(200), word(100, by=STOLEN)),
    )  # fmt: skip
    forged = json.loads(said(word(200)))
    forged["keys"][0]["leaf"] = word(150).to_bytes().decode()
    yield case(
        "unproven-word", "A word that is not in the log makes the whole file worthless.",
        "altered", "key-not-found", None, compromised=canonical(forged).decode(),
    )  # fmt: skip
    signature = json.loads(said(word(200)))
    leaf = json.loads(signature["keys"][0]["leaf"])
    entries = [
        *ENTRIES,
        canonical({**leaf, "s": KeyLeaf.sign(KEY, "added", KEY.public).to_bytes()[-88:-2].decode()}),
    ]
    yield case(
        "false-word", "A leaf whose own signature is false says nothing.", "altered", "key-not-found", None,
        compromised=compromised_file(log_of(entries, (len(entries),))).decode(),
    )  # fmt: skip
    tree = MerkleTree.of(leaf_hash(entry) for entry in [*ENTRIES, word(200).to_bytes()])
    theirs = InclusionProof(SIZE, tree.inclusion(SIZE), signed(tree, SIZE + 1, witness_secret(0)).note)
    yield case(
        "another-log", "A word in a log that another key signs counts for nothing.",
        "altered", "key-not-found", None,
        compromised=canonical(
            {"keys": [{"leaf": word(200).to_bytes().decode(), "proof": str(theirs)}], "v": 1}
        ).decode(),
    )  # fmt: skip
    for number, text in enumerate(
        ("", "{}", '{"keys":[],"v":2}', '{"keys":[{}],"v":1}', '{"keys":{},"v":1}')
    ):
        yield case(
            f"malformed-{number}", "A file of another form says nothing.", "altered", "key-not-found", None,
            compromised=text,
        )  # fmt: skip
    yield case(
        "revoked", "It may have been revoked since.", "revoked", "stolen-later", "not-witnessed",
        status_lists={LIST: listed(INDEX)},
    )  # fmt: skip
    yield case(
        "list-of-the-thief", "A status list that the stolen key signed says nothing.",
        "valid-status-not-checked", "stolen-later", "not-witnessed", status_lists={LIST: listed(key=STOLEN)},
    )  # fmt: skip
    mixed = dict(SIGNED)
    mixed["proof"] = [sign(build(award()), KEY, did=DID, created=CREATED)["proof"][0], SIGNED["proof"][1]]  # type: ignore[index]
    yield case(
        "two-keys", "Proofs under two keys are not of one time.", "altered", "key-not-found", None,
        credential=canonical(mixed).decode(),
    )  # fmt: skip
    yield case(
        "still-listed", "A key that did.json lists needs no word of the log.", "valid", "ok", None,
        did_documents={DID: canonical(did_document(DID, [STOLEN.public, KEY.public])).decode()},
    )  # fmt: skip
    yield case(
        "rolled-back", "A log that lost the diploma vouches for nothing.",
        "altered", "key-compromised", "rolled-back", live=str(signed(TREE, 200).note),
    )  # fmt: skip


def files() -> dict[str, str]:
    """Every file by name."""
    return {"former.json": json.dumps(list(cases()), ensure_ascii=False, indent=1) + "\n"}


def main() -> None:
    """Write the files."""
    DIRECTORY.mkdir(exist_ok=True)
    for name, content in files().items():
        (DIRECTORY / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
