"""How to verify a diploma with nothing but openssl and jq: the commands, and the two files that spare a base58 decoder.

An ``eddsa-jcs-2022`` signature covers 64 bytes: the SHA-256 of the proof without its value, then that of the document
without its proofs, both in canonical form (JCS). For our diplomas, whose member names are ASCII and whose texts hold no
control characters, ``jq --sort-keys --compact-output`` writes that form.

The commands are tested as they are printed.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

from generator.errors import MalformedError
from generator.trust.keys import PublicKey
from generator.trust.proof import JCS, read_proofs
from generator.trust.strictjson import JsonObject

__all__ = ["DECODE", "FINGERPRINT", "HASHES", "VERIFY", "Signature", "pem", "signature_of"]

_PREFIX: Final = bytes.fromhex("302a300506032b6570032100")
"""SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 §4), up to its 32 bytes."""

HASHES: Final = """\
jq -cjS 'del(.proof)' credential.json | openssl dgst -sha256 -binary > document.hash
jq -cjS '.proof[] | select(.cryptosuite == "eddsa-jcs-2022") | del(.proofValue)' credential.json \\
  | openssl dgst -sha256 -binary > proof.hash
cat proof.hash document.hash > signed.bin"""
"""``credential.json`` → ``signed.bin``, what was signed."""

DECODE: Final = """\
jq -r '"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz" as $a
  | .proof[] | select(.cryptosuite == "eddsa-jcs-2022") | .proofValue[1:] | explode
  | reduce .[] as $c ([range(64) | 0];
      reduce range(64) as $i ({b: ., k: ($a | index([$c] | implode))};
        (.b[$i] * 58 + .k) as $v | .b[$i] = $v % 256 | .k = ($v / 256 | floor)) | .b)
  | reverse | map("0123456789abcdef" as $h | $h[. / 16 | floor:][:1] + $h[. % 16:][:1]) | add' \\
  credential.json | xxd -r -p > signature.bin"""
"""``credential.json`` → ``signature.bin``, out of base58."""

VERIFY: Final = "openssl pkeyutl -verify -pubin -inkey {key} -rawin -in signed.bin -sigfile {signature}"
FINGERPRINT: Final = (
    "openssl pkey -pubin -in {key} -outform DER | tail -c 32 | openssl dgst -sha256 -r | cut -c 1-32"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """The ``eddsa-jcs-2022`` proof of a credential: 64 bytes, and the key that it names."""

    value: bytes
    key: PublicKey


def pem(key: PublicKey) -> str:
    """A public key as openssl reads it."""
    text = base64.b64encode(_PREFIX + key.raw).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"


def signature_of(credential: JsonObject) -> Signature:
    """The signature that openssl is to check. Raises `MalformedError` where there is not exactly one such proof."""
    found = [proof for proof in read_proofs(credential)[0] if proof.suite.name == JCS.name]
    if len(found) != 1:
        raise MalformedError(f"the diploma has not exactly one {JCS.name} proof", reason="no-jcs-proof")
    return Signature(
        found[0].signature, PublicKey.from_multibase(found[0].verification_method.partition("#")[2])
    )
