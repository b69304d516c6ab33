"""A signed document's canonical text, cut where its proofs stand: what the same document looks like without them, or
with others, need not be written again.

    text = canonical(document)
    cut_out(document, text).unsigned        # canonical({…document without `proof`…})
    cut_out(document, text).with_proof(one) # canonical({**document, "proof": one})
"""

from __future__ import annotations

from typing import Final, NamedTuple

from generator.errors import MalformedError
from generator.trust.canonical import canonical
from generator.trust.strictjson import Json, JsonObject

__all__ = ["Cut", "cut_out"]

_NAME: Final = "proof"
_MEMBER: Final = b',"proof":'


class Cut(NamedTuple):
    """What stands before and after the member `proof`, the comma in front of it left out."""

    before: bytes
    after: bytes

    @property
    def unsigned(self) -> bytes:
        """The canonical text of the document without its proofs."""
        return self.before + self.after

    def with_proof(self, proof: Json) -> bytes:
        """The canonical text of the document with `proof` in place of its own."""
        return b"".join((self.before, _MEMBER, canonical(proof), self.after))


def cut_out(document: JsonObject, text: bytes) -> Cut:
    """Cut the canonical `text` of a signed `document`, which has an ``@context``.

    Raises `MalformedError` (``no-proof``) for a document without one of these members.
    """
    if _NAME not in document or "@context" not in document:
        raise MalformedError("the document is not signed", reason="no-proof")
    member = _MEMBER + canonical(document[_NAME])
    at = text.find(_MEMBER)
    if text.find(_MEMBER, at + 1) >= 0 or not text.startswith(member, at):
        # An inner object has such a member too: what stands before them says which is which.
        at = len(canonical({name: value for name, value in document.items() if name < _NAME})) - 1
    return Cut(text[:at], text[at + len(member) :])
