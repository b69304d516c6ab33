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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from generator.errors import MalformedError
from generator.trust.literals import iri, writer
from generator.trust.remembered import remembered
from generator.trust.strictjson import Json, JsonObject
from generator.trust.vocabulary import CONTEXTS, DOCUMENTS, NODES

__all__ = ["canonical_nquads"]

_SHARED: Final = frozenset({"issuer", "achievement", "result-description", "result", "evidence"})
"""Kinds of nodes that many diplomas have in common, with all that is below them."""
_END: Final = b" .\n"
_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a node, ready to write: a literal by `write`, or a node of the kind `node`."""

    predicate: str
    link: bytes
    write: Callable[[Json], str] | None
    node: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of node, ready to write: the names of its types, the ends of the quads that say them."""

    name: str
    types: list[str]
    type_endings: list[bytes]
    members: dict[str, _Member]


@dataclass(slots=True, eq=False)
class _Node:
    """A node of the document's tree; many documents may share it. All of it is UTF-8, which sorts like code points.

    `name` is its IRI, empty for a blank node, which has the `digest` of its first-degree quads instead. `endings` are
    what follows the subject in each quad with a literal or an IRI; of a node with a name `quads` are the same with the
    subject. `links` lead to further nodes, each behind a predicate; `below` are all that can be reached. No node leads
    to itself, so that what a diploma leaves behind is freed at once.
    """

    name: bytes
    digest: bytes
    endings: list[bytes]
    quads: list[bytes]
    links: list[tuple[bytes, _Node]]
    below: tuple[_Node, ...] = ()


_KINDS = {
    kind: _Kind(
        kind,
        list(node.types),
        [f" {_RDF_TYPE} <{name}> .\n".encode() for name in node.types.values()],
        {
            name: _Member(f" <{predicate}> ", f" <{predicate}> ".encode(), writer(how), how)
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
    without_context = {name: value for name, value in document.items() if name != "@context"}
    top = _read(without_context, kind, b"", b"")
    nodes = (top, *top.below)
    names = {node: node.name for node in nodes} | _blank_names(nodes)
    quads: list[bytes] = []
    # Node after node in the order of their names: the sorting below then finds little to do.
    for node in sorted(nodes, key=names.__getitem__):
        subject = names[node]
        quads += node.quads or [subject + ending for ending in node.endings]
        quads += [subject + link + names[other] + _END for link, other in node.links]
    # A dataset is a set: a quad stated twice is one quad.
    return b"".join(sorted(dict.fromkeys(quads)))


def _read(value: Json, kind_name: str, parent: bytes, link: bytes) -> _Node:
    """Read one node and, through it, all that it leads to. `link` leads to it from the node called `parent`, which is
    ``_:z`` for a blank one.
    """
    if not isinstance(value, dict):
        raise MalformedError(f"an object ({kind_name}) is due where {value!r} stands", reason="type")
    return (_read_again if kind_name in _SHARED else _read_object)(value, kind_name, parent, link)


def _read_object(value: JsonObject, kind_name: str, parent: bytes, link: bytes) -> _Node:
    kind = _KINDS[kind_name]
    _check_types(value.get("type", []), kind)
    name = iri(value["id"]).encode() if "id" in value else b""
    endings, links = kind.type_endings.copy(), []
    for term, item in value.items():
        member = kind.members.get(term)
        if member is None:
            if term in ("id", "type"):
                continue
            raise MalformedError(f"{term!r} is not defined in {kind.name}", reason="undefined-term")
        if member.write is not None:
            endings.append(f"{member.predicate}{member.write(item)} .\n".encode())
        else:
            for one in item if isinstance(item, list) else (item,):
                links.append((member.link, _read(one, member.node, name or b"_:z", member.link)))
    digest = b"" if name else _hash_first_degree(endings, links, parent, link)
    quads = [name + ending for ending in endings] if name else []
    node = _Node(name, digest, endings, quads, links)
    node.below = tuple(chain.from_iterable([(other, *other.below) for _, other in links]))
    return node


_read_again = remembered(_read_object)


def _check_types(types: Json, kind: _Kind) -> None:
    names = types if isinstance(types, list) else [types]
    # In the order that we write them, which spares the sorting, or in any other.
    if names != kind.types and sorted(map(str, names)) != sorted(kind.types):
        expected = ", ".join(kind.types) or "none"
        raise MalformedError(f"the types of {kind.name} are: {expected}", reason="undefined-type")


def _blank_names(nodes: Sequence[_Node]) -> dict[_Node, bytes]:
    """RDFC-1.0 §4.4.3 steps 3 and 4: blank nodes are numbered in the order of their hashes."""
    blank = [node for node in nodes if not node.name]
    by_digest = {node.digest: node for node in blank}
    if len(by_digest) != len(blank):
        raise MalformedError("something is said twice in the document", reason="duplicate-node")
    return {by_digest[digest]: b"_:c14n%d" % place for place, digest in enumerate(sorted(by_digest))}


def _hash_first_degree(
    endings: Sequence[bytes], links: Sequence[tuple[bytes, _Node]], parent: bytes, link: bytes
) -> bytes:
    """§4.6 Hash First Degree Quads: the node is ``_:a`` in its quads, every other blank node ``_:z``."""
    quads = [b"_:a" + ending for ending in endings]
    quads += [b"_:a" + predicate + (other.name or b"_:z") + _END for predicate, other in links]
    if parent:
        quads.append(parent + link + b"_:a" + _END)
    quads.sort()
    # In binary, which sorts like the hexadecimal that the specification asks for.
    return hashlib.sha256(b"".join(quads)).digest()
