"""Reading a signed object member by member: each value with its JSON pointer (RFC 6901), or the reason why it is wrong.

reader = Reader(credential, "")
reader.text("name", "member")        # Field('/name', 'Diplôme'); MalformedError("member") where there is none
reader.object("issuer", "issuer")    # a Reader of that object
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.instant import parse_instant
from generator.trust.strictjson import JsonObject

__all__ = ["Field", "Reader", "is_https"]


@dataclass(frozen=True, slots=True)
class Field:
    """One signed value as text, and where it stands. Instants and numbers keep their signed (canonical)
    writing.
    """

    pointer: str
    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Reader:
    """An object and where it stands; reads members or says which one is wrong."""

    members: JsonObject
    pointer: str

    def _wrong(self, name: str, reason: str) -> MalformedError:
        return MalformedError(f"{self.pointer}/{name} is missing or not of the right kind", reason=reason)

    def text(self, name: str, reason: str) -> Field:
        """A text that must be there and not be empty."""
        value = self.members.get(name)
        if not isinstance(value, str) or not value:
            raise self._wrong(name, reason)
        return Field(f"{self.pointer}/{name}", value)

    def optional_text(self, name: str) -> Field | None:
        """A text, None where there is none."""
        return self.text(name, "member") if name in self.members else None

    def optional_url(self, name: str) -> Field | None:
        """An address, which must be https (`url`): it becomes a link."""
        field = self.optional_text(name)
        if field is not None and not is_https(field.value):
            raise self._wrong(name, "url")
        return field

    def instant(self, name: str) -> Field:
        """An instant that must be there (`date`)."""
        field = self.text(name, "date")
        parse_instant(field.value)
        return field

    def optional_instant(self, name: str) -> Field | None:
        """An instant, None where there is none."""
        return self.instant(name) if name in self.members else None

    def optional_number(self, name: str) -> Field | None:
        """A number in its canonical writing, None where there is none."""
        if name not in self.members:
            return None
        value = self.members[name]
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise self._wrong(name, "member")
        return Field(f"{self.pointer}/{name}", canonical(value).decode())

    def object(self, name: str, reason: str) -> Reader:
        """An object that must be there."""
        value = self.members.get(name)
        if not isinstance(value, dict):
            raise self._wrong(name, reason)
        return Reader(value, f"{self.pointer}/{name}")

    def optional_object(self, name: str) -> Reader | None:
        """An object, None where there is none."""
        return self.object(name, "member") if name in self.members else None

    def objects(self, name: str) -> list[Reader]:
        """The objects of an array; none where it is missing."""
        value = self.members.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, "member")
        readers = []
        for place, item in enumerate(value):
            if not isinstance(item, dict):
                raise self._wrong(name, "member")
            readers.append(Reader(item, f"{self.pointer}/{name}/{place}"))
        return readers


@lru_cache(maxsize=4096)
def is_https(address: str) -> bool:
    """Whether an address may become a link: https, with a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and address.startswith("https://")
