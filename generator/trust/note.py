"""Signed notes (https://c2sp.org/signed-note), their Ed25519 keys, and cosignatures (https://c2sp.org/tlog-cosignature).

A note is a text that ends in a newline, an empty line, and signature lines ``— NAME BASE64(keyID || signature)``. A
verifier key, or vkey, is ``NAME+HEX(keyID)+BASE64(type || public key)``. Type 0x01 signs the text; type 0x04 is the
cosignature of a witness, who signs the text together with the time.

Stricter than the specification: base64 has one form, and a note whose known key signed falsely is refused whole (the
specification says SHOULD).
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from generator.errors import MalformedError
from generator.trust.base64text import decode, encode
from generator.trust.keys import PublicKey, SecretKey

__all__ = [
    "COSIGNS",
    "MAX_NOTE",
    "SIGNS",
    "KeyKind",
    "Note",
    "NoteKey",
    "NoteSignature",
    "cosign",
    "parse_note",
    "sign_note",
]

KeyKind: TypeAlias = Literal[1, 4]
SIGNS: KeyKind = 1
COSIGNS: KeyKind = 4
MAX_NOTE = 1_000_000
"""Bytes; a note with sixteen post-quantum signatures has some 100,000."""
_MAX_SIGNATURES = 100
_LENGTHS = {SIGNS: 64, COSIGNS: 72}
# Unicode White_Space, spelled out: `\s` means something else in every language.
_BLANK = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NAME = re.compile(f"[^+{_BLANK}\x00-\x1f\x7f\ud800-\udfff]+")
_SIGNATURE_LINE = re.compile(f"— ([^+{_BLANK}\x00-\x1f\x7f\ud800-\udfff]+) ([A-Za-z0-9+/]+={{0,2}})")


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that signs (`kind` 1) or cosigns (`kind` 4) notes under a name."""

    name: str
    public: PublicKey
    kind: KeyKind = SIGNS

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise MalformedError(f"{self.name!r} cannot name a key: no blanks, no '+'", reason="vkey")

    @property
    def id(self) -> bytes:
        """Four bytes that let a reader find the signature meant for a key; no more than a hint."""
        tagged = self.name.encode() + b"\n" + bytes((self.kind,)) + self.public.raw
        return hashlib.sha256(tagged).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(bytes((self.kind,)) + self.public.raw)}"

    @classmethod
    def parse(cls, text: str, kind: KeyKind = SIGNS) -> NoteKey:
        """Read a verifier key of one kind. Raises `MalformedError` (``vkey``), also where its id is not that of its
        key.
        """
        name, _, rest = text.partition("+")
        identifier, _, encoded = rest.partition("+")
        try:
            raw = decode(encoded)
        except MalformedError:
            raw = b""
        if len(raw) != 33 or raw[0] != kind:
            whose = "log (type 1)" if kind == SIGNS else "witness (type 4)"
            raise MalformedError(f"{text[:200]!r} is not the Ed25519 key of a {whose}", reason="vkey")
        key = cls(name, PublicKey(raw[1:]), kind)
        if key.id.hex() != identifier:
            raise MalformedError(f"the id of the key {name!r} is not that of its bytes", reason="vkey")
        return key


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who, the key's id, and the signature's bytes."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> NoteSignature:
        """Read one line, without its newline. Raises `MalformedError` (``note``)."""
        found = _SIGNATURE_LINE.fullmatch(line)
        try:
            raw = decode(found[2]) if found else b""
        except MalformedError:
            raw = b""
        if found is None or len(raw) < 5:
            raise MalformedError(f"{line[:80]!r} is not a signature line", reason="note")
        return cls(found[1], raw[:4], raw[4:])

    def __str__(self) -> str:
        return f"— {self.name} {encode(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (with its last newline) and its signatures, verified or not."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def by(self, key: NoteKey) -> tuple[NoteSignature, ...]:
        """The lines that claim to be of `key`."""
        return tuple(line for line in self.signatures if (line.name, line.key_id) == (key.name, key.id))

    def signed_by(self, key: NoteKey) -> bool:
        """Whether `key` signed this text. One false line in its name makes all of them worthless."""
        mine = self.by(key)
        return bool(mine) and all(self._holds(line, key) for line in mine)

    def cosigned_at(self, key: NoteKey) -> datetime | None:
        """When the witness `key` last cosigned this text; None where it did not."""
        if key.kind != COSIGNS or not self.signed_by(key):
            return None
        try:
            return datetime.fromtimestamp(max(_instant(line) for line in self.by(key)), UTC)
        except (OverflowError, ValueError, OSError):
            return None

    def with_signatures(self, *more: NoteSignature) -> Note:
        """The same text with further signature lines; those that it has already are not repeated."""
        new = tuple(line for line in dict.fromkeys(more) if line not in self.signatures)
        return Note(self.text, self.signatures + new)

    def _holds(self, line: NoteSignature, key: NoteKey) -> bool:
        if len(line.signature) != _LENGTHS[key.kind]:
            return False
        if key.kind == SIGNS:
            return key.public.verify(line.signature, self.text.encode())
        instant = _instant(line)
        return instant < 1 << 63 and key.public.verify(line.signature[8:], _cosigned(self.text, instant))


def sign_note(text: str, name: str, key: SecretKey) -> Note:
    """Sign `text`, which ends in a newline."""
    note_key = NoteKey(name, key.public)
    return Note(_checked(text), (NoteSignature(name, note_key.id, key.sign(text.encode())),))


def cosign(note: Note, name: str, key: SecretKey, *, at: datetime) -> NoteSignature:
    """A witness's signature over the note's text and the time `at` (``cosignature/v1``). The caller has made sure
    that the text is consistent with all it cosigned before.
    """
    instant = int(at.timestamp())
    signature = struct.pack(">Q", instant) + key.sign(_cosigned(note.text, instant))
    return NoteSignature(name, NoteKey(name, key.public, COSIGNS).id, signature)


def parse_note(data: bytes | str) -> Note:
    """Read a signed note. Raises `MalformedError` (``note``)."""
    try:
        whole = data.decode() if isinstance(data, bytes) else data
        length = len(whole.encode())
    except UnicodeError:
        raise MalformedError("the signed note is not UTF-8", reason="note") from None
    text, separator, tail = whole.rpartition("\n\n")
    lines = tail.split("\n")
    if length > MAX_NOTE or not separator or lines.pop() != "" or not 0 < len(lines) <= _MAX_SIGNATURES:
        raise MalformedError("this is not a signed note", reason="note")
    return Note(_checked(text + "\n"), tuple(NoteSignature.parse(line) for line in lines))


def _checked(text: str) -> str:
    if not text.endswith("\n") or any(sign < " " and sign != "\n" for sign in text):
        raise MalformedError(
            "the text of a note ends in a newline and holds no control character", reason="note"
        )
    return text


def _instant(line: NoteSignature) -> int:
    return int.from_bytes(line.signature[:8], "big")


def _cosigned(text: str, instant: int) -> bytes:
    return f"cosignature/v1\ntime {instant}\n{text}".encode()
