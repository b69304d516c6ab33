"""RDFC-1.0 canonical N-Quads of the documents that Parchemin signs.

https://www.w3.org/TR/rdf-canon/ over https://www.w3.org/TR/json-ld11-api/, for the shapes of `credential` and
`statuslist` alone. A general processor takes milliseconds for each diploma because it expands three large
contexts; our documents have a fixed shape, so the contexts are folded into the table of `vocabulary`. The
tests compare every shape, and hostile names, with PyLD's processor and the published contexts.

Stricter than the specifications, on purpose: a member, type or relative address that is not in the table is
refused. A general processor drops undefined members in silence, so that they would not be signed; and it
follows absolute IRIs, so that ``credentialStatus`` renamed to its IRI would keep a valid signature.

Blank nodes are named by the hash of their own quads (Hash First Degree Quads). Two blank nodes with equal
hashes would need Hash N-Degree Quads; they occur only when something is said twice, and are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.errors import MalformedError
from generator.trust.literals import iri, writer
from generator.trust.strictjson import Json, JsonObject
from generator.trust.vocabulary import CONTEXTS, DOCUMENTS, NODES

__all__ = ["canonical_nquads"]

_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a node, ready to write: a literal by `write`, or a node of the kind `node`."""

    predicate: str
    write: Callable[[Json], str] | None
    node: str


_TYPES = {kind: {name: f"<{iri}>" for name, iri in node.types.items()} for kind, node in NODES.items()}
_MEMBERS = {
    kind: {name: _Member(f"<{iri}>", writer(how), how) for name, (iri, how) in node.members.items()}
    for kind, node in NODES.items()
}
_NOT_MEMBERS = frozenset(("id", "type"))


def canonical_nquads(document: JsonObject) -> bytes:
    """The canonical N-Quads (UTF-8) of a credential, status list credential or proof configuration.

    Raises `MalformedError` with a `reason` when the document holds anything that would not be signed as it
    reads: ``context``, ``undefined-type``, ``undefined-term``, ``relative-iri``, ``control-character``, ``type``,
    ``duplicate-node``.
    """
    types = document.get("type")
    name = types[-1] if isinstance(types, list) and types else types
    kind = DOCUMENTS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise MalformedError(f"documents of type {name!r} are not signed here", reason="undefined-type")
    context = CONTEXTS[kind]
    if document.get("@context") != (None if context is None else list(context)):
        raise MalformedError(
            "the @context is not the one that the vocabulary was read from", reason="context"
        )
    quads = _Quads()
    quads.add_node({name: value for name, value in document.items() if name != "@context"}, kind)
    return quads.canonical()


class _Quads:
    """Quads being collected. Blank nodes are written as ``_:<number>`` until they get their names."""

    def __init__(self) -> None:
        self.ground: list[str] = []
        # For each blank node the quads in which it stands.
        self.about: list[list[_Quad]] = []

    def add_node(self, value: Json, kind: str) -> str | int:
        """Collect the quads of one node; return its IRI, or the number of its blank node."""
        if not isinstance(value, dict):
            raise MalformedError(f"an object ({kind}) is due where {value!r} stands", reason="type")
        subject: str | int
        if "id" in value:
            subject = iri(value["id"])
        else:
            subject = len(self.about)
            self.about.append([])
        self._add_types(subject, value.get("type", []), kind)
        for name, item in value.items():
            if name in _NOT_MEMBERS:
                continue
            member = _MEMBERS[kind].get(name)
            if member is None:
                raise MalformedError(f"{name!r} is not defined in {kind}", reason="undefined-term")
            self._add_member(subject, member, item)
        return subject

    def _add_types(self, subject: str | int, types: Json, kind: str) -> None:
        names = types if isinstance(types, list) else [types]
        if sorted(map(str, names)) != sorted(_TYPES[kind]):
            expected = ", ".join(_TYPES[kind]) or "none"
            raise MalformedError(f"the types of {kind} are: {expected}", reason="undefined-type")
        for name in _TYPES[kind].values():
            self._add(subject, _RDF_TYPE, name)

    def _add_member(self, subject: str | int, member: _Member, value: Json) -> None:
        if member.write is not None:
            self._add(subject, member.predicate, member.write(value))
        else:
            for item in value if isinstance(value, list) else [value]:
                self._add(subject, member.predicate, self.add_node(item, member.node))

    def _add(self, subject: str | int, predicate: str, target: str | int) -> None:
        blank_subject = subject if isinstance(subject, int) else None
        blank_target = target if isinstance(target, int) else None
        if blank_subject is None and blank_target is None:
            self.ground.append(f"{subject} {predicate} {target} .\n")
            return
        quad = (str(subject), blank_subject, f" {predicate} ", blank_target)
        text = quad if blank_target is not None else (quad[0], blank_subject, f" {predicate} {target} ", None)
        if blank_subject is not None:
            self.about[blank_subject].append(text)
        if blank_target is not None:
            self.about[blank_target].append(text)

    def canonical(self) -> bytes:
        """Name the blank nodes (RDFC-1.0 §4.4.3 steps 3-4) and return all quads, sorted by code point."""
        hashes: dict[str, int] = {}
        for number, quads in enumerate(self.about):
            lines = sorted(_line(quad, {number: "a"}) for quad in quads)
            digest = hashlib.sha256("".join(lines).encode()).hexdigest()
            if digest in hashes:
                raise MalformedError("something is said twice in the document", reason="duplicate-node")
            hashes[digest] = number
        names = {hashes[digest]: f"c14n{place}" for place, digest in enumerate(sorted(hashes))}
        named = {_line(quad, names) for quads in self.about for quad in quads}
        # A dataset is a set: a quad stated twice is one quad.
        return "".join(sorted({*self.ground, *named})).encode()


# A quad that touches a blank node: what comes before and after it, with the numbers of the blank nodes.
_Quad = tuple[str, int | None, str, int | None]


def _line(quad: _Quad, names: Mapping[int, str]) -> str:
    """One line of N-Quads. A blank node left out of `names` is ``_:z``, as Hash First Degree Quads asks."""
    subject, blank_subject, middle, blank_target = quad
    start = subject if blank_subject is None else f"_:{names.get(blank_subject, 'z')}"
    return (
        f"{start}{middle}.\n"
        if blank_target is None
        else f"{start}{middle}_:{names.get(blank_target, 'z')} .\n"
    )
