"""What happened to an issuer's key after it was entered: it was retired, or found to be compromised.

A retired key signs no more and stays in did.json for ever, or every diploma that it signed would fail. A compromised
key leaves did.json: whoever has it could issue in the school's name. Each act is one canonical line, signed by the key
itself or by another key of the same issuer.

::

    ring = Keyring(entries, acts)
    ring.current("institut-pasteur")          # the entry that signs now, None where none does
    ring.published(did)                       # what did.json lists, the oldest first
    ring.fate(public)                         # the act that ended a key, None while it is good
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from generator.errors import MalformedError
from generator.trust.base64text import decode_url, encode_url
from generator.trust.canonical import canonical
from generator.trust.did import Did
from generator.trust.instant import format_instant, parse_instant
from generator.trust.keys import PublicKey, SecretKey
from generator.trust.ledger import KeyEntry
from generator.trust.strictjson import JsonObject, parse_object
from generator.trust.text import check_text

__all__ = ["KeyAct", "KeyChange", "Keyring"]

KeyChange: TypeAlias = Literal["retire", "compromise"]
_CHANGES: tuple[KeyChange, ...] = get_args(KeyChange)
_DOMAIN = b"parchemin/key-act/v1\n"
_MAX_TEXT = 2_000
_MEMBERS = {"act", "by", "date", "issuer", "key", "note", "signature", "signer", "v"}


@dataclass(frozen=True, slots=True)
class KeyAct:
    """One act on a key. `issuer` is a did. `by` and `note` are private: they stay in the ledger.

    `since`, for a compromised key where there is a transparency log: the index of the log from which on what the key
    signed is not trusted.
    """

    act: KeyChange
    issuer: str
    key: PublicKey
    date: datetime
    by: str
    note: str
    signer: PublicKey
    since: int | None = None
    signature: bytes = b""

    @classmethod
    def sign(
        cls,
        secret: SecretKey,
        *,
        act: KeyChange,
        issuer: str,
        key: PublicKey,
        date: datetime,
        by: str,
        note: str,
        since: int | None = None,
    ) -> KeyAct:
        """Make and sign an act. Raises `MalformedError` for a text that may not be signed, and for a `since` that
        belongs to no compromise.
        """
        bare = cls(act, issuer, key, date, by, note, secret.public, since)
        bare._check()
        return replace(bare, signature=secret.sign(_DOMAIN + canonical(bare._unsigned())))

    @classmethod
    def parse(cls, line: bytes) -> KeyAct:
        """Read one line; the signature is read, not yet verified. Raises `MalformedError` (``ledger-line``)."""
        text = line.removesuffix(b"\n")
        value = parse_object(text)
        act = value.get("act")
        if not _MEMBERS <= value.keys() <= _MEMBERS | {"since"} or value["v"] != 1 or value["v"] is True:
            raise _malformed("it has other members than the expected ones, or another version")
        if act not in _CHANGES or canonical(value) != text:
            raise _malformed("its act is not known, or it is not in canonical form (RFC 8785)")
        parsed = cls(
            act=act,
            issuer=str(Did.parse(_text(value, "issuer"))),
            key=PublicKey.from_multibase(_text(value, "key")),
            date=parse_instant(_text(value, "date")),
            by=_text(value, "by"),
            note=_text(value, "note"),
            signer=PublicKey.from_multibase(_text(value, "signer")),
            since=_since(value),
            signature=decode_url(_text(value, "signature"), 64),
        )
        parsed._check()
        return parsed

    def to_line(self) -> bytes:
        """The canonical bytes and a newline."""
        return canonical({**self._unsigned(), "signature": encode_url(self.signature)}) + b"\n"

    def verify(self) -> bool:
        """Whether `signer` signed. Whose key that is, the ledger's key entries say."""
        return self.signer.verify(self.signature, _DOMAIN + canonical(self._unsigned()))

    def _check(self) -> None:
        check_text(self.by, "the name of who acts")
        check_text(self.note, "the note")
        if not self.by.strip() or len(self.by) > _MAX_TEXT or len(self.note) > _MAX_TEXT:
            raise _malformed("it does not say who acted, or tells too long a story")
        if self.date.microsecond:
            raise _malformed("its date is not in whole seconds")
        if self.since is not None and (self.act != "compromise" or self.since < 0):
            raise _malformed("since belongs to a compromised key, and is an index of the log")
        if self.act == "compromise" and self.signer == self.key:
            raise _malformed("whoever stole a key could sign this; another key of the issuer must")

    def _unsigned(self) -> JsonObject:
        value: JsonObject = {
            "act": self.act,
            "by": self.by,
            "date": format_instant(self.date),
            "issuer": self.issuer,
            "key": self.key.multibase,
            "note": self.note,
            "signer": self.signer.multibase,
            "v": 1,
        }
        if self.since is not None:
            value["since"] = self.since
        return value


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key of every issuer, and what became of it. `entries` come with the oldest first; `fates` has the act that
    ended a key, by did and key.
    """

    entries: tuple[KeyEntry, ...]
    acts: tuple[KeyAct, ...] = ()
    fates: Mapping[tuple[str, PublicKey], KeyAct] = field(init=False)

    def __post_init__(self) -> None:
        fates: dict[tuple[str, PublicKey], KeyAct] = {}
        for act in sorted(self.acts, key=lambda one: (one.date, one.to_line())):
            known = fates.get((act.issuer, act.key))
            # A compromise is graver than a retirement, before or after it.
            if known is None or (known.act == "retire" and act.act == "compromise"):
                fates[act.issuer, act.key] = act
        object.__setattr__(self, "fates", fates)

    def fate(self, entry: KeyEntry) -> KeyAct | None:
        """The act that ended a key, None while it is good."""
        return self.fates.get((entry.did, entry.public))

    def current(self, issuer: str) -> KeyEntry | None:
        """The key that an issuer (by its slug) signs with now: the newest that is neither retired nor compromised."""
        good = [one for one in self.entries if one.issuer == issuer and self.fate(one) is None]
        return good[-1] if good else None

    def published(self, did: str) -> tuple[PublicKey, ...]:
        """The keys of did.json: all but the compromised ones, each once."""
        return tuple(
            dict.fromkeys(
                one.public for one in self.entries if one.did == did and not self.is_compromised(one)
            )
        )

    def is_compromised(self, entry: KeyEntry) -> bool:
        """Whether a key was found to be compromised."""
        fate = self.fate(entry)
        return fate is not None and fate.act == "compromise"


def _text(value: JsonObject, name: str) -> str:
    text = value[name]
    if not isinstance(text, str):
        raise _malformed(f"{name} is not text")
    return text


def _since(value: JsonObject) -> int | None:
    if "since" not in value:
        return None
    since = value["since"]
    if not isinstance(since, int) or isinstance(since, bool):
        raise _malformed("since is not a whole number")
    return since


def _malformed(what: str) -> MalformedError:
    return MalformedError(f"this is no act on a key: {what}", reason="ledger-line")
