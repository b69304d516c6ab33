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
from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of node, ready to write: the names of its types, the ends of the quads that say them."""

    name: str
    types: list[str]
    type_endings: tuple[str, ...]
    members: dict[str, _Member]


@dataclass(slots=True)
class _Node:
    """A node of the document's tree. `name` is its IRI; a blank node gets one only in the end.

    `endings` are what follows the subject in each quad with a literal or an IRI. `predicate` leads to this node from
    the one called `parent` (``_:z`` for a blank one), `links` from it to others.
    """

    name: str
    endings: list[str]
    parent: str
    predicate: str
    links: list[_Node] = field(default_factory=list)


_KINDS = {
    kind: _Kind(
        kind,
        list(node.types),
        tuple(f" {_RDF_TYPE} <{name}> .\n" for name in node.types.values()),
        {
            name: _Member(f" <{predicate}> ", writer(how), how)
            for name, (predicate, how) in node.members.items()
        },
    )
    for kind, node in NODES.items()
}


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
    nodes: list[_Node] = []
    without_context = {name: value for name, value in document.items() if name != "@context"}
    _read(without_context, _KINDS[kind], "", "", nodes)
    _name_blank_nodes(nodes)
    # A dataset is a set: a quad stated twice is one quad.
    quads: set[str] = set()
    for node in nodes:
        quads.update(_lines(node))
    return "".join(sorted(quads)).encode()


def _read(value: Json, kind: _Kind, parent: str, predicate: str, nodes: list[_Node]) -> _Node:
    """Read one node and, through it, all that it leads to; add them to `nodes`."""
    if not isinstance(value, dict):
        raise MalformedError(f"an object ({kind.name}) is due where {value!r} stands", reason="type")
    _check_types(value.get("type", []), kind)
    name = iri(value["id"]) if "id" in value else ""
    node = _Node(name, list(kind.type_endings), parent, predicate)
    nodes.append(node)
    for term, item in value.items():
        member = kind.members.get(term)
        if member is None:
            if term in ("id", "type"):
                continue
            raise MalformedError(f"{term!r} is not defined in {kind.name}", reason="undefined-term")
        if member.write is not None:
            node.endings.append(f"{member.predicate}{member.write(item)} .\n")
        else:
            below = _KINDS[member.node]
            for one in item if isinstance(item, list) else (item,):
                node.links.append(_read(one, below, name or "_:z", member.predicate, nodes))
    return node


def _check_types(types: Json, kind: _Kind) -> None:
    names = types if isinstance(types, list) else [types]
    # In the order that we write them, which spares the sorting, or in any other.
    if names != kind.types and sorted(map(str, names)) != sorted(kind.types):
        expected = ", ".join(kind.types) or "none"
        raise MalformedError(f"the types of {kind.name} are: {expected}", reason="undefined-type")


def _name_blank_nodes(nodes: list[_Node]) -> None:
    """RDFC-1.0 §4.4.3 steps 3 and 4: blank nodes are numbered in the order of their hashes."""
    blank = {_hash_first_degree(node): node for node in nodes if not node.name}
    if len(blank) != sum(not node.name for node in nodes):
        raise MalformedError("something is said twice in the document", reason="duplicate-node")
    for place, digest in enumerate(sorted(blank)):
        blank[digest].name = f"_:c14n{place}"


def _hash_first_degree(node: _Node) -> str:
    """§4.6 Hash First Degree Quads: the node is ``_:a`` in its quads, every other blank node ``_:z``."""
    lines = [f"_:a{ending}" for ending in node.endings]
    lines += [f"_:a{other.predicate}{other.name or '_:z'} .\n" for other in node.links]
    if node.parent:
        lines.append(f"{node.parent}{node.predicate}_:a .\n")
    lines.sort()
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _lines(node: _Node) -> list[str]:
    """The quads of which the node is the subject."""
    name = node.name
    lines = [name + ending for ending in node.endings]
    lines += [f"{name}{other.predicate}{other.name} .\n" for other in node.links]
    return lines
