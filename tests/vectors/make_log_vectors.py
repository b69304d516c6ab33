"""Write the neutral vectors of the transparency log, `tests/vectors/log/*.json`.

Both verifiers, `generator/trust/logged.py` and `site_templates/assets/log.js`, are held to these files. They are made
from fixed keys and dates, so that running this twice gives the same bytes; what is expected of each case is written
here by hand and never taken from a verifier. ``log/README.md`` explains their form.

Run ``python -m tests.vectors.make_log_vectors`` after a change, and read the difference before committing it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.trust.base64text import encode, encode_url
from generator.trust.canonical import canonical
from generator.trust.checkpoint import Checkpoint
from generator.trust.keys import SecretKey
from generator.trust.logleaf import IssueLeaf, commitment
from generator.trust.logpolicy import Group, LogEntry, Policy
from generator.trust.logproof import InclusionProof
from generator.trust.merkle import MerkleTree, leaf_hash
from generator.trust.note import Note, NoteKey, NoteSignature, sign_note
from tests.logs import ISSUER, KEY, ORIGIN, SECRET, cosigned, leaves, signed, witness, witness_key

__all__ = ["DIRECTORY", "files"]

DIRECTORY = Path(__file__).parent / "log"

Case = dict[str, Any]

CREDENTIAL: dict[str, Any] = {
    "credentialSubject": {"name": "Zoé D’Almeida-Ñandú 李", "score": 1.50},
    "id": "https://diplomes.example.org/d/2345-6789-CDFH-JKMN-PQRT.json",
    "proof": [{"cryptosuite": "eddsa-jcs-2022", "proofValue": "z…"}],
}
TEXT = canonical(CREDENTIAL)
SALT = hashlib.sha256(b"salt of the vectors").digest()
LEAF = IssueLeaf(commitment(SALT, TEXT), ISSUER.public).to_bytes()
THIEF = SecretKey(hashlib.sha256(b"another log key").digest())

LOG_ONLY = Policy(logs=(LogEntry(KEY),))
WITNESSES = tuple(witness(number) for number in range(3))
NAMES = tuple(one.name for one in WITNESSES)
SEEN = Policy(logs=(LogEntry(KEY),), witnesses=WITNESSES)
TWO_OF_THREE = Policy("quorum", (LogEntry(KEY),), WITNESSES, (Group("quorum", 2, NAMES),))


def tree_of(size: int, index: int, leaf: bytes = LEAF) -> MerkleTree:
    """A log of `size` leaves with the diploma's at `index`."""
    entries = leaves(size)
    entries[index] = leaf
    return MerkleTree.of(leaf_hash(entry) for entry in entries)


TREE = tree_of(300, 137)
NOTE = signed(TREE, 300).note
PROOF = InclusionProof(137, TREE.inclusion(137), NOTE, SALT)


def case(name: str, claim: str, reason: str, **given: Any) -> Case:
    """A case like the good one but for what is given; `place` is (index, size) where the log's signature holds."""
    place = given.pop("place", (137, 300))
    witnesses = given.pop("witnesses", ())
    outcome = given.pop("outcome", "passed" if reason in ("witnessed", "not-witnessed") else "failed")
    return {
        "name": name,
        "claim": claim,
        "credential": TEXT.decode(),
        "salt": None,
        "issuer_key": ISSUER.public.multibase,
        "proof": str(PROOF),
        "vkey": str(KEY),
        "policy": str(LOG_ONLY),
        "beside": None,
        "live": None,
        "compromised_since": None,
        **given,
        "expect": {
            "outcome": outcome,
            "reason": reason,
            "index": place[0] if place else None,
            "size": place[1] if place else None,
            "witnesses": list(witnesses),
        },
    }


def changed(**members: Any) -> str:
    """The good proof with members replaced."""
    given = {"index": 137, "path": PROOF.path, "checkpoint": NOTE, "extra": SALT} | members
    return str(InclusionProof(**given))


def good() -> Iterator[Case]:
    yield case(
        "proof", "A diploma in the log is found to be in it; nobody was asked to witness.", "not-witnessed"
    )
    yield case(
        "salt-beside", "The salt may come beside a proof without extra line.", "not-witnessed",
        proof=changed(extra=None), salt=encode_url(SALT),
    )  # fmt: skip
    yield case(
        "salt-given-counts", "A salt that is given counts, not the one in the proof.", "not-witnessed",
        proof=changed(extra=bytes(32)), salt=encode_url(SALT),
    )  # fmt: skip
    yield case(
        "another-form", "The diploma may be written in another way: its canonical form is what was logged.",
        "not-witnessed", credential=json.dumps(CREDENTIAL, indent=2),
    )  # fmt: skip
    yield case(
        "policy-without-logs", "A policy without logs leaves the log to the verifier's key.", "not-witnessed",
        policy="# any log\nquorum none\n",
    )  # fmt: skip
    positions = {
        1: (0,),
        2: (0, 1),
        3: (2,),
        255: (254,),
        256: (0, 255),
        257: (255, 256),
        65_537: (65_535, 65_536),
    }
    for size, indexes in positions.items():
        for index in indexes:
            tree = tree_of(size, index)
            proof = InclusionProof(index, tree.inclusion(index), signed(tree, size).note, SALT)
            yield case(
                f"leaf-{index}-of-{size}", f"Leaf {index} of {size} is proven.", "not-witnessed",
                proof=str(proof), place=(index, size),
            )  # fmt: skip
    larger = MerkleTree.of([*(TREE.leaf_hash(index) for index in range(300)), leaf_hash(b"later")])
    yield case(
        "live-larger",
        "A live log that has grown is in order.",
        "not-witnessed",
        live=str(signed(larger, 301).note),
    )
    yield case("live-equal", "A live log that has not grown is in order.", "not-witnessed", live=str(NOTE))
    yield case(
        "before-compromise", "A diploma logged before its key was compromised is good.", "not-witnessed",
        compromised_since=138,
    )  # fmt: skip
    unknown = NoteSignature("stranger.example", b"\1\2\3\4", bytes(72))
    yield case(
        "unknown-signer", "A signature of somebody unknown, true or false, says nothing.", "not-witnessed",
        proof=changed(checkpoint=NOTE.with_signatures(unknown)),
    )  # fmt: skip


def witnesses() -> Iterator[Case]:
    two = str(TWO_OF_THREE)
    yield case(
        "quorum-met", "Two witnesses of three are enough where two are asked for.", "witnessed",
        proof=changed(checkpoint=cosigned(NOTE, 2, 0)), policy=two, witnesses=("school-0", "school-2"),
    )  # fmt: skip
    yield case(
        "quorum-not-met", "One witness is not enough where two are asked for.", "quorum",
        proof=changed(checkpoint=cosigned(NOTE, 1)), policy=two, witnesses=("school-1",),
    )  # fmt: skip
    yield case(
        "quorum-without-witnesses", "None is not enough where two are asked for.", "quorum", policy=two
    )
    yield case(
        "beside", "Cosignatures that came in later stand in the checkpoint published beside the proof.", "witnessed",
        policy=two, beside=str(cosigned(NOTE, 0, 1)), witnesses=("school-0", "school-1"),
    )  # fmt: skip
    yield case(
        "beside-and-inside", "Cosignatures of the proof and of the checkpoint beside it count together.", "witnessed",
        proof=changed(checkpoint=cosigned(NOTE, 0)), policy=two, beside=str(cosigned(NOTE, 0, 2)),
        witnesses=("school-0", "school-2"),
    )  # fmt: skip
    yield case(
        "twice-the-same", "A witness that cosigned twice is one witness.", "quorum",
        proof=changed(checkpoint=Note(NOTE.text, (*NOTE.signatures, *cosigned(NOTE, 0).signatures[1:] * 2))),
        policy=two, witnesses=("school-0",),
    )  # fmt: skip
    yield case(
        "none-asked", "Where no witness is asked for, those who cosigned are named all the same.", "not-witnessed",
        proof=changed(checkpoint=cosigned(NOTE, 1)), policy=str(SEEN), witnesses=("school-1",),
    )  # fmt: skip
    yield case(
        "stranger", "A witness that the policy does not name does not count.", "quorum",
        proof=changed(checkpoint=cosigned(NOTE, 0, 7)), policy=two, witnesses=("school-0",),
    )  # fmt: skip
    false = NoteSignature(witness_key(0).name, witness_key(0).id, bytes(72))
    yield case(
        "false-cosignature", "A false cosignature in the name of a known witness is reported.", "cosignature",
        proof=changed(checkpoint=NOTE.with_signatures(false)), policy=str(SEEN),
    )  # fmt: skip
    moved = cosigned(NOTE, 0).signatures[1]
    later = NoteSignature(moved.name, moved.key_id, bytes(7) + b"\1" + moved.signature[8:])
    yield case(
        "cosignature-of-another-time", "A cosignature covers its time.", "cosignature",
        proof=changed(checkpoint=NOTE.with_signatures(later)), policy=str(SEEN),
    )  # fmt: skip
    cut = NoteSignature(moved.name, moved.key_id, moved.signature[:-1])
    yield case(
        "cosignature-cut", "A cosignature that is too short is false.", "cosignature",
        proof=changed(checkpoint=NOTE.with_signatures(cut)), policy=str(SEEN),
    )  # fmt: skip
    other = cosigned(signed(tree_of(300, 5), 300).note, 0).signatures[1]
    yield case(
        "cosignature-of-another-root", "A cosignature of another root is false here.", "cosignature",
        proof=changed(checkpoint=NOTE.with_signatures(other)), policy=str(SEEN),
    )  # fmt: skip
    plain = sign_note(NOTE.text, witness_key(0).name, SECRET).signatures[0]
    yield case(
        "signature-as-cosignature", "A plain signature is no cosignature.", "quorum",
        proof=changed(checkpoint=NOTE.with_signatures(plain)), policy=two,
    )  # fmt: skip
    nested = Policy(
        "all", (LogEntry(KEY),), WITNESSES,
        (Group("pair", 1, NAMES[:2]), Group("all", 2, ("pair", NAMES[2]))),
    )  # fmt: skip
    yield case(
        "groups-of-groups", "Groups of groups are counted.", "witnessed",
        proof=changed(checkpoint=cosigned(NOTE, 1, 2)), policy=str(nested), witnesses=("school-1", "school-2"),
    )  # fmt: skip
    yield case(
        "groups-of-groups-not-met", "Both of a pair are no substitute for the third.", "quorum",
        proof=changed(checkpoint=cosigned(NOTE, 0, 1)), policy=str(nested), witnesses=("school-0", "school-1"),
    )  # fmt: skip


def attacks() -> Iterator[Case]:
    lost = {"reason": "not-included"}
    yield case("other-leaf", "The proof of another leaf proves nothing here.", **lost, place=(138, 300),
               proof=changed(index=138, path=TREE.inclusion(138)))  # fmt: skip
    yield case(
        "other-index", "A path proves its own index only.", **lost, place=(136, 300), proof=changed(index=136)
    )
    yield case("index-beyond-size", "An index beyond the size is in no tree.", **lost, place=(300, 300),
               proof=changed(index=300))  # fmt: skip
    yield case("truncated-path", "A path that lacks its last hash is refused.", **lost,
               proof=changed(path=PROOF.path[:-1]))  # fmt: skip
    yield case("truncated-at-the-leaf", "A path that lacks its first hash is refused.", **lost,
               proof=changed(path=PROOF.path[1:]))  # fmt: skip
    yield case("no-path", "A path without hashes is refused.", **lost, proof=changed(path=()))
    yield case("extra-hash", "A path with one hash too many is refused.", **lost,
               proof=changed(path=(*PROOF.path, TREE.root())))  # fmt: skip
    yield case("swapped-hashes", "A path in another order is refused.", **lost,
               proof=changed(path=PROOF.path[::-1]))  # fmt: skip
    forked = tree_of(300, 4)
    yield case("forked-path", "A path through a forked tree does not lead to the signed root.", **lost,
               proof=changed(path=forked.inclusion(137)))  # fmt: skip
    yield case("wrong-salt", "Another salt gives another leaf.", **lost, proof=changed(extra=bytes(32)))
    yield case("changed-credential", "A changed diploma is not in the log.", **lost,
               credential=TEXT.decode().replace("1.5", "1.6"))  # fmt: skip
    yield case("other-issuer-key", "A diploma is logged under the key that signed it.", **lost,
               issuer_key=SECRET.public.multibase)  # fmt: skip
    yield case("node-as-leaf", "An inner node is no leaf.", **lost, place=(68, 150),
               proof=str(InclusionProof(68, PROOF.path[1:], sign_note(
                   str(Checkpoint(ORIGIN, 150, TREE.root())), ORIGIN, SECRET), SALT)))  # fmt: skip

    yield case("forged-root", "A root that the log did not sign is refused.", "log-signature", place=None,
               proof=changed(path=forked.inclusion(137), checkpoint=Note(
                   str(Checkpoint(ORIGIN, 300, forked.root())), NOTE.signatures)))  # fmt: skip
    yield case("other-log-key", "A checkpoint that another key signed is refused.", "log-signature", place=None,
               proof=changed(checkpoint=signed(TREE, 300, THIEF).note))  # fmt: skip
    false = NoteSignature(ORIGIN, KEY.id, bytes(64))
    yield case("false-signature", "A false signature of the log is refused.", "log-signature", place=None,
               proof=changed(checkpoint=Note(NOTE.text, (false,))))  # fmt: skip
    yield case("true-and-false-signature", "A false signature is refused beside a true one.", "log-signature",
               place=None, proof=changed(checkpoint=Note(NOTE.text, (*NOTE.signatures, false))))  # fmt: skip
    yield case("wrong-origin", "A proof of another log is refused.", "origin", place=None,
               proof=changed(checkpoint=signed(TREE, 300, origin="other.example/log").note))  # fmt: skip
    renamed = NoteKey("other.example/log", KEY.public)
    yield case("right-key-wrong-name", "The same key under another name is another log.", "origin", place=None,
               vkey=str(renamed), policy=str(Policy(logs=(LogEntry(renamed),))))  # fmt: skip
    yield case("not-of-the-policy", "A log that the policy does not name is refused.", "policy-log", place=None,
               policy=str(Policy(logs=(LogEntry(renamed),))))  # fmt: skip

    yield case(
        "forked-live", "Two roots of one size are a fork.", "forked", live=str(signed(forked, 300).note)
    )
    yield case("forked-beside", "Two roots of one size are a fork, wherever they are found.", "forked",
               beside=str(signed(forked, 300).note))  # fmt: skip
    yield case("rolled-back", "A live log that is smaller than the proof's was rolled back.", "rolled-back",
               live=str(signed(TREE, 299).note))  # fmt: skip
    yield case("beside-of-another-size", "The checkpoint beside a proof has its size.", "checkpoint",
               beside=str(signed(TREE, 299).note))  # fmt: skip
    yield case("live-of-another-log", "The live checkpoint is of this log.", "origin",
               live=str(signed(TREE, 300, origin="other.example/log").note))  # fmt: skip
    yield case("live-unsigned", "The live checkpoint is signed by this log.", "log-signature",
               live=str(signed(TREE, 300, THIEF).note))  # fmt: skip
    yield case(
        "live-malformed", "The live checkpoint is a checkpoint.", "checkpoint", live="<!doctype html>\n"
    )
    yield case("after-compromise", "A diploma logged since its key was compromised is not good.", "key-compromised",
               compromised_since=137)  # fmt: skip
    yield case("compromised-from-the-start", "Nor is any, where the key was never safe.", "key-compromised",
               compromised_since=0)  # fmt: skip


def malformed() -> Iterator[Case]:
    text = str(PROOF)
    first = encode(PROOF.path[0])
    forms = {
        "empty": "",
        "another-format": text.replace("tlog-proof@v1", "tlog-proof@v2"),
        "windows-lines": text.replace("\n", "\r\n"),
        "no-index": text.replace("index 137\n", ""),
        "leading-zero": text.replace("index 137", "index 0137"),
        "negative-index": text.replace("index 137", "index -137"),
        "huge-index": text.replace("index 137", "index 1000000000000000"),
        "short-hash": text.replace(first, first[:-4] + "="),
        "unpadded-hash": text.replace(first, first.rstrip("=")),
        "stray-bits": text.replace(first, first[:-2] + chr(ord(first[-2]) + 1) + "="),
        "blank-in-hash": text.replace(first, first[:20] + " " + first[20:]),
        "too-many-hashes": text.replace(f"{first}\n", f"{first}\n" * 60),
        "no-checkpoint": text.partition("\n\n")[0] + "\n",
        "no-signature": text.rpartition("\n\n")[0] + "\n",
        "last-newline-missing": text.rstrip("\n"),
        "trailing-text": text + "x\n",
        "extension-line": changed(checkpoint=sign_note(f"{NOTE.text}extension\n", ORIGIN, SECRET)),
        "control-character": changed(checkpoint=Note(NOTE.text.replace("300", "3\x0000"), NOTE.signatures)),
        "size-with-zero": changed(
            checkpoint=sign_note(NOTE.text.replace("\n300\n", "\n0300\n"), ORIGIN, SECRET)
        ),
        "huge-size": changed(
            checkpoint=sign_note(NOTE.text.replace("\n300\n", "\n1000000000000000\n"), ORIGIN, SECRET)
        ),
        "plain-dash": text.replace("—", "-"),
        "extra-after-index": text.replace(
            f"extra {encode(SALT)}\nindex 137\n", f"index 137\nextra {encode(SALT)}\n"
        ),
        "extra-twice": text.replace("index 137", f"extra {encode(SALT)}\nindex 137"),
        "extra-unpadded": text.replace(f"extra {encode(SALT)}", f"extra {encode(SALT).rstrip('=')}"),
    }
    for name, proof in forms.items():
        assert proof != text, name
        yield case(name, "A proof that is not of the form is refused.", "proof", place=None, proof=proof)
    yield case("no-salt", "Without a salt nothing can be said.", "no-salt", outcome="not-checked", place=None,
               proof=changed(extra=None))  # fmt: skip
    yield case("short-salt", "A salt has 32 bytes.", "salt", place=None, proof=changed(extra=SALT[:-1]))
    yield case(
        "short-salt-given", "A salt has 32 bytes, given too.", "salt", place=None, salt=encode_url(SALT[:-1])
    )
    yield case(
        "credential-not-json", "What is no JSON is in no log.", "credential", place=None, credential="<html>"
    )
    yield case("credential-duplicate", "A member given twice is refused.", "credential", place=None,
               credential='{"a":1,"a":1}')  # fmt: skip
    for name, vkey in {
        "vkey-empty": "",
        "vkey-other-id": str(KEY).replace(KEY.id.hex(), "00000000"),
        "vkey-other-type": f"{ORIGIN}+{KEY.id.hex()}+{encode(bytes((2,)) + KEY.public.raw)}",
        "vkey-of-a-witness": str(witness_key(0)),
        "vkey-with-newline": f"{KEY}\n",
    }.items():
        yield case(name, "Without the log's key nothing can be checked.", "vkey", outcome="not-checked", place=None,
                   vkey=vkey)  # fmt: skip
    for name, policy in {
        "policy-empty": "",
        "policy-without-quorum": f"log {KEY}\n",
        "policy-two-quorums": "quorum none\nquorum none\n",
        "policy-unknown-word": "quorum none\nfoo\n",
        "policy-unknown-name": "quorum nobody\n",
        "policy-control-character": "quorum none\r\n",
        "policy-witness-as-log": f"log {witness_key(0)}\nquorum none\n",
        "policy-member-twice": f"{SEEN}".replace("quorum none", "group g 1 school-0 school-0\nquorum g"),
    }.items():
        yield case(name, "Without a policy nothing can be judged.", "policy", outcome="not-checked", place=None,
                   policy=policy)  # fmt: skip
    yield case("key-malformed", "A key that is none names nobody.", "key", outcome="not-checked", place=None,
               issuer_key="z6Mk")  # fmt: skip


THEMES = {"good": good, "witnesses": witnesses, "attacks": attacks, "malformed": malformed}


def files() -> dict[str, str]:
    """The text of every file, by name."""
    made = {}
    for name, theme in THEMES.items():
        cases = list(theme())
        names = [one["name"] for one in cases]
        assert len(set(names)) == len(names), name
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in cases)
        made[f"{name}.json"] = f"[\n{lines}\n]\n"
    return made


if __name__ == "__main__":
    for file_name, content in files().items():
        (DIRECTORY / file_name).write_text(content, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{file_name}: {content.count(chr(10)) - 2} cases, {len(content)} characters\n")
