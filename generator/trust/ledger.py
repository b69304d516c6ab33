"""The lines of the ledger: signed credentials, the acts that change a diploma's state, the issuers' keys.

Each is one JSON object on one line, in canonical form (RFC 8785): a value has one text, so a ledger compares
byte by byte and a changed byte is a changed value. Acts are signed by a key of the issuer, apart from the
credentials, over ``parchemin/act/v1`` and their canonical bytes; the log or a web server alone can revoke
nothing.

What they come to, is computed and never stored (`diplomastate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from generator.errors import MalformedError
from generator.trust import code as codes
from generator.trust.base64text import decode_url, encode_url
from generator.trust.canonical import canonical, read_canonical
from generator.trust.did import Did
from generator.trust.diplomastate import sealed_after
from generator.trust.instant import format_instant, parse_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.logleaf import SALT_SIZE
from generator.trust.strictjson import JsonObject
from generator.trust.text import check_text

__all__ = [
    "ACTS",
    "REASONS",
    "Act",
    "ActKind",
    "CredentialLine",
    "KeyEntry",
    "ReasonClass",
]

ActKind: TypeAlias = Literal["revoke", "reinstate", "supersede", "withdraw", "share", "seal", "unseal"]
ReasonClass: TypeAlias = Literal["issued-in-error", "fraud", "holder-request", "corrected", "other"]
ACTS: tuple[ActKind, ...] = get_args(ActKind)
REASONS: tuple[ReasonClass, ...] = get_args(ReasonClass)

_DOMAIN = b"parchemin/act/v1\n"
_MAX_TEXT = 2_000
_CREDENTIAL = {"candidate", "code", "credential", "edition", "issuer", "programme", "v"}
_ACT = {"act", "by", "code", "date", "issuer", "key", "note", "reason", "signature", "v"}
_KEY = {"created", "demonstration", "did", "issuer", "key", "v"}


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """One diploma as it was issued. `candidate` is the meaningless id of the register; `credential` the signed Open
    Badge, frozen for ever. `salt` (32 bytes) hides the diploma in the transparency log: it goes with the diploma and is
    in no leaf; None for one issued before there was a log. `sealed`: issued to be published sealed."""

    candidate: str
    code: str
    credential: JsonObject
    edition: str
    issuer: str
    programme: str
    salt: bytes | None = None
    sealed: bool = False
    _document: bytes | None = field(init=False, default=None, compare=False, repr=False)

    @property
    def document(self) -> bytes:
        """The canonical text of the credential."""
        return canonical(self.credential) if self._document is None else self._document

    @classmethod
    def parse(cls, line: bytes) -> CredentialLine:
        """Read one line; raises `MalformedError` (``ledger-line``, or the reason of the strict JSON reader)."""
        value = _object(line, _CREDENTIAL, optional={"salt", "sealed"})
        credential = value["credential"]
        if not isinstance(credential, dict):
            raise _malformed("its credential is not an object")
        if "sealed" in value and (value["sealed"] is not True or "salt" not in value):
            raise _malformed("it says otherwise than 'true' that it is sealed, or has no salt")
        parsed = cls(
            candidate=_text(value, "candidate"),
            code=_code(value, "code"),
            credential=credential,
            edition=_text(value, "edition"),
            issuer=_text(value, "issuer"),
            programme=_text(value, "programme"),
            salt=decode_url(_text(value, "salt"), SALT_SIZE) if "salt" in value else None,
            sealed="sealed" in value,
        )
        # The line is in canonical form, and so is this part of it. What follows is text without a bare quotation mark.
        before = canonical({"candidate": parsed.candidate, "code": parsed.code})[:-1] + b',"credential":'
        object.__setattr__(parsed, "_document", line[len(before) : line.rindex(b',"edition":')])
        return parsed

    def to_line(self) -> bytes:
        """The canonical bytes and a newline."""
        value: JsonObject = {
            "candidate": self.candidate,
            "code": self.code,
            "credential": self.credential,
            "edition": self.edition,
            "issuer": self.issuer,
            "programme": self.programme,
            "v": 1,
        }
        if self.salt is not None:
            value["salt"] = encode_url(self.salt)
        if self.sealed:
            value["sealed"] = True
        return _line(value)

    def is_sealed(self, acts: Iterable[Act]) -> bool:
        """Whether the diploma is published sealed (`sealedpage`)."""
        return self.salt is not None and sealed_after(acts, self.sealed)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that an issuer did to a diploma after issuing it. `issuer` is its did, `key` the Multikey that signed.
    `note` and `by` are private, never published; the `reason` is. `replacement` is the code of the corrected diploma,
    for ``supersede`` only."""

    act: ActKind
    code: str
    issuer: str
    date: datetime
    by: str
    reason: ReasonClass
    note: str
    key: str
    signature: bytes
    replacement: str | None = None

    @classmethod
    def sign(
        cls,
        key: SecretKey,
        *,
        act: ActKind,
        code: str,
        issuer: str,
        date: datetime,
        by: str,
        reason: ReasonClass,
        note: str,
        replacement: str | None = None,
    ) -> Act:
        """Make and sign an act; raises `MalformedError` for an unsound text, or a replacement out of place."""
        bare = cls(act, code, issuer, date, by, reason, note, key.public.multibase, b"", replacement)
        bare._check()
        signature = key.sign(bare._message())
        return cls(act, code, issuer, date, by, reason, note, bare.key, signature, replacement)

    @classmethod
    def parse(cls, line: bytes) -> Act:
        """Read one line; the signature is read, not yet verified."""
        value = _object(line, _ACT, optional={"replacement"})
        act, reason = _text(value, "act"), _text(value, "reason")
        if act not in ACTS or reason not in REASONS:
            raise _malformed("its act or its reason is not a known one")
        replacement = _code(value, "replacement") if "replacement" in value else None
        parsed = cls(
            act=act,
            code=_code(value, "code"),
            issuer=_text(value, "issuer"),
            date=parse_instant(_text(value, "date")),
            by=_text(value, "by"),
            reason=reason,
            note=_text(value, "note"),
            key=_text(value, "key"),
            signature=_signature(_text(value, "signature")),
            replacement=replacement,
        )
        parsed._check()
        return parsed

    def to_line(self) -> bytes:
        """The canonical bytes and a newline."""
        return _line({**self._unsigned(), "signature": encode_url(self.signature)})

    def verify(self) -> bool:
        """Whether the signature is that of the key which the act names; whose that is, the caller compares."""
        try:
            return PublicKey.from_multibase(self.key).verify(self.signature, self._message())
        except MalformedError:
            return False

    def _check(self) -> None:
        check_text(self.by, "the name of who acts")
        check_text(self.note, "the note")
        if not self.by.strip() or len(self.by) > _MAX_TEXT or len(self.note) > _MAX_TEXT:
            raise _malformed("it does not say who acted, or tells too long a story")
        if self.date.microsecond:
            raise _malformed("its date is not in whole seconds")
        if (self.act == "supersede") != (self.replacement is not None):
            raise _malformed("a replacement belongs to supersede, and to it alone")
        if self.replacement == self.code:
            raise _malformed("a diploma cannot replace itself")
        Did.parse(self.issuer)

    def _unsigned(self) -> JsonObject:
        value: JsonObject = {
            "act": self.act,
            "by": self.by,
            "code": self.code,
            "date": format_instant(self.date),
            "issuer": self.issuer,
            "key": self.key,
            "note": self.note,
            "reason": self.reason,
            "v": 1,
        }
        if self.replacement is not None:
            value["replacement"] = self.replacement
        return value

    def _message(self) -> bytes:
        return _DOMAIN + canonical(self._unsigned())


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A public key of an issuer. Entries are never removed: every older diploma needs its key."""

    issuer: str
    did: str
    public: PublicKey
    created: datetime
    demonstration: bool

    @classmethod
    def parse(cls, line: bytes) -> KeyEntry:
        """Read one entry."""
        value = _object(line, _KEY)
        demonstration = value["demonstration"]
        if not isinstance(demonstration, bool):
            raise _malformed("demonstration is neither true nor false")
        return cls(
            issuer=_text(value, "issuer"),
            did=str(Did.parse(_text(value, "did"))),
            public=PublicKey.from_multibase(_text(value, "key")),
            created=parse_instant(_text(value, "created")),
            demonstration=demonstration,
        )

    def to_line(self) -> bytes:
        """The canonical bytes and a newline."""
        return _line(
            {
                "created": format_instant(self.created),
                "demonstration": self.demonstration,
                "did": self.did,
                "issuer": self.issuer,
                "key": self.public.multibase,
                "v": 1,
            }
        )


def _malformed(what: str) -> MalformedError:
    return MalformedError(f"this is no line of the ledger: {what}", reason="ledger-line")


def _object(line: bytes, members: Set[str], optional: Set[str] = frozenset()) -> JsonObject:
    text = line.removesuffix(b"\n")
    try:
        value = read_canonical(text)
    except MalformedError as error:
        raise _malformed(str(error)) if error.reason == "not-canonical" else error from None
    if not members <= value.keys() <= members | optional:
        raise _malformed("it has other members than the expected ones")
    if value["v"] != 1 or value["v"] is True:
        raise _malformed("its version is not known")
    return value


def _line(value: JsonObject) -> bytes:
    return canonical(value) + b"\n"


def _text(value: JsonObject, name: str) -> str:
    text = value[name]
    if not isinstance(text, str):
        raise _malformed(f"{name} is not text")
    return text


def _code(value: JsonObject, name: str) -> str:
    text = _text(value, name)
    if not codes.is_code(text):
        raise _malformed(f"{name} is not the code of a diploma")
    return text


def _signature(text: str) -> bytes:
    try:
        return decode_url(text, 64)
    except MalformedError:
        raise _malformed("its signature is not the base64url of an Ed25519 signature") from None
