"""The leaves of the log: canonical JSON (RFC 8785) in ASCII, without a name, a date or a programme.

::

    {"o": origin, "t": "genesis", "v": 1}                                leaf 0
    {"c": …, "k": …, "t": "issue", "v": 1}                               a diploma, by the commitment c, under the key k
    {"c": …, "k": …, "n": …, "s": …, "t": "revoke"|"reinstate", "v": 1}  the n-th change of its state
    {"k": …, "s": …, "state": …, "t": "key", "v": 1}                     a key: added, retired, compromised

The commitment is ``base64url(HMAC-SHA-256(salt, "parchemin/leaf/v1\\n" || SHA-256(credential)))`` with a random salt
for each diploma: who has the diploma finds its leaf, who has the log learns nothing. Leaves that change something
carry a signature of an issuer's key over ``parchemin/leaf/v1\\n`` and their canonical form without it, so that
whoever holds the log's key alone can revoke nothing.

`n` counts the changes of one diploma. It puts them in order, whichever way a batch was sorted, and keeps an old
``reinstate`` from being repeated after a later ``revoke``. The leaf of a compromised key says `since` which index its
diplomas are no longer good, and may be signed by another key of the issuer, named in `by`: a stolen key may be lost.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from generator.errors import MalformedError
from generator.trust.base64text import decode_url, encode_url
from generator.trust.canonical import canonical
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.strictjson import Json, JsonObject, parse_object

__all__ = [
    "SALT_SIZE",
    "ActLeaf",
    "Change",
    "Genesis",
    "IssueLeaf",
    "KeyLeaf",
    "KeyState",
    "Leaf",
    "commitment",
    "parse_leaf",
]

Change: TypeAlias = Literal["revoke", "reinstate"]
KeyState: TypeAlias = Literal["added", "retired", "compromised"]
SALT_SIZE = 32
_DOMAIN = b"parchemin/leaf/v1\n"
_MAX_LEAF = 2_000
_MAX_NUMBER = 10**15 - 1
_CHANGES: tuple[Change, ...] = get_args(Change)
_STATES: tuple[KeyState, ...] = get_args(KeyState)


def commitment(salt: bytes, credential: bytes) -> bytes:
    """What a leaf says of a diploma: 32 bytes. `credential` is its canonical, signed text, `salt` its 32 bytes.

    Raises `MalformedError` (``salt``).
    """
    if len(salt) != SALT_SIZE:
        raise MalformedError(f"a salt has {SALT_SIZE} bytes", reason="salt")
    return hmac.digest(salt, _DOMAIN + hashlib.sha256(credential).digest(), "sha256")


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first leaf: no two logs begin alike."""

    origin: str

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return _bytes({"o": self.origin, "t": "genesis", "v": 1})


@dataclass(frozen=True, slots=True)
class IssueLeaf:
    """A diploma was issued under `key`."""

    commitment: bytes
    key: PublicKey

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        # Spelled out, for a hundred thousand of them are written at once; a test holds it to `canonical`.
        key = self.key.multibase
        return f'{{"c":"{encode_url(self.commitment)}","k":"{key}","t":"issue","v":1}}'.encode()


@dataclass(frozen=True, slots=True)
class ActLeaf:
    """The `turn`-th change (from 1) of a diploma: revoked, or in force again."""

    change: Change
    commitment: bytes
    key: PublicKey
    turn: int
    signature: bytes = b""

    @classmethod
    def sign(cls, key: SecretKey, change: Change, commitment: bytes, turn: int) -> ActLeaf:
        """Make and sign the leaf."""
        bare = cls(change, commitment, key.public, turn)
        return replace(bare, signature=key.sign(_DOMAIN + _bytes(bare._unsigned())))

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return _bytes(self._unsigned() | {"s": encode_url(self.signature)})

    def verify(self) -> bool:
        """Whether the key that the leaf names signed it. Whose key that is, did.json says."""
        return self.key.verify(self.signature, _DOMAIN + _bytes(self._unsigned()))

    def _unsigned(self) -> JsonObject:
        return {
            "c": encode_url(self.commitment),
            "k": self.key.multibase,
            "n": self.turn,
            "t": self.change,
            "v": 1,
        }


@dataclass(frozen=True, slots=True)
class KeyLeaf:
    """Something happened to a key of an issuer. `since`, for a compromised one only: an index of the log, from which
    on its diplomas are not good. `by` is the key that signed, None where it is `key` itself.
    """

    state: KeyState
    key: PublicKey
    since: int | None = None
    by: PublicKey | None = None
    signature: bytes = b""

    @classmethod
    def sign(cls, signer: SecretKey, state: KeyState, key: PublicKey, *, since: int | None = None) -> KeyLeaf:
        """Make and sign the leaf; `signer` is `key`'s secret, or that of another key of the same issuer."""
        bare = cls(state, key, since, None if signer.public == key else signer.public)
        bare._check()
        return replace(bare, signature=signer.sign(_DOMAIN + _bytes(bare._unsigned())))

    @property
    def signer(self) -> PublicKey:
        """The key that must have signed."""
        return self.by or self.key

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return _bytes(self._unsigned() | {"s": encode_url(self.signature)})

    def verify(self) -> bool:
        """Whether `signer` signed. Whether that is a key of the same issuer, did.json says."""
        return self.signer.verify(self.signature, _DOMAIN + _bytes(self._unsigned()))

    def _check(self) -> None:
        if (self.since is not None) != (self.state == "compromised"):
            raise _malformed("since belongs to a compromised key, and to it alone")
        if self.by == self.key or (self.since is not None and not 0 <= self.since <= _MAX_NUMBER):
            raise _malformed("by or since is out of bounds")

    def _unsigned(self) -> JsonObject:
        value: JsonObject = {"k": self.key.multibase, "state": self.state, "t": "key", "v": 1}
        if self.since is not None:
            value["since"] = self.since
        if self.by is not None:
            value["by"] = self.by.multibase
        return value


Leaf: TypeAlias = Genesis | IssueLeaf | ActLeaf | KeyLeaf


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf; signatures are read, not yet verified.

    Raises `MalformedError`: ``log-leaf`` for anything that this version would not have written byte for byte, or
    the reason of the strict JSON reader.
    """
    value = parse_object(data, max_bytes=_MAX_LEAF)
    try:
        leaf = _leaf(value)
    except MalformedError as error:
        raise _malformed(str(error)) from None
    if leaf.to_bytes() != data:
        raise _malformed("it has other members, or is not in canonical form (RFC 8785)")
    return leaf


def _leaf(value: JsonObject) -> Leaf:
    kind = value.get("t")
    if kind == "genesis":
        return Genesis(_text(value, "o"))
    key = PublicKey.from_multibase(_text(value, "k"))
    if kind == "issue":
        return IssueLeaf(decode_url(_text(value, "c"), 32), key)
    if kind in _CHANGES:
        turn = _number(value, "n")
        if turn == 0:
            raise MalformedError("n counts from 1")
        return ActLeaf(kind, decode_url(_text(value, "c"), 32), key, turn, decode_url(_text(value, "s"), 64))
    state = _text(value, "state")
    if kind != "key" or state not in _STATES:
        raise MalformedError("its kind is not known")
    leaf = KeyLeaf(
        state,
        key,
        _number(value, "since") if "since" in value else None,
        PublicKey.from_multibase(_text(value, "by")) if "by" in value else None,
        decode_url(_text(value, "s"), 64),
    )
    leaf._check()
    return leaf


def _bytes(value: JsonObject) -> bytes:
    data = canonical(value)
    if not data.isascii():
        raise _malformed("it is not ASCII")
    return data


def _text(value: JsonObject, name: str) -> str:
    found: Json = value.get(name)
    if not isinstance(found, str):
        raise MalformedError(f"{name} is missing, or no text")
    return found


def _number(value: JsonObject, name: str) -> int:
    found = value.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= _MAX_NUMBER:
        raise MalformedError(f"{name} is missing, or no number")
    return found


def _malformed(what: str) -> MalformedError:
    return MalformedError(f"this is no leaf of the log: {what}", reason="log-leaf")
