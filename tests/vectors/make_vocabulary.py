"""Write the browser's copy of `generator.trust.vocabulary`, `site_templates/assets/vocabulary.js`.

Run ``python -m tests.vectors.make_vocabulary`` after a change of the vocabulary; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.trust.vocabulary import CONTEXTS, DOCUMENTS, NODES, Node

__all__ = ["PATH", "script"]

PATH = Path(__file__).parents[2] / "site_templates" / "assets" / "vocabulary.js"

_HEAD = """\
/* The vocabulary of what Parchemin signs. Do not edit: tests/vectors/make_vocabulary.py writes it from
   generator/trust/vocabulary.py. For each kind of node the IRI of each type, and for each member its predicate
   and how it is written. It is sent to telephones, so that it stands here as rows:

     kind  type,prefix,name …  |  member,prefix,how,name …     no name: that of the type or member; no how: text */
'use strict';
"""

_READ = """\
  const entry = (word) => {
    const [name, prefix, how, local] = word.split(',');
    return [name, prefixes[prefix] + (local || name), hows[how] ?? (how || 'text')];
  };
  const nodes = Object.fromEntries(rows.map((row) => {
    const [[kind, ...types], members] = row.split('|').map((part) => part.split(' ').filter(Boolean));
    return [kind, {
      types: Object.fromEntries(types.map(entry)),
      members: Object.fromEntries(members.map(entry).map(([name, ...member]) => [name, member])),
    }];
  }));
  return { contexts, documents, nodes };
"""


def script() -> str:
    """The text of the script."""
    iris = [
        iri
        for node in NODES.values()
        for iri in (*node.types.values(), *(m[0] for m in node.members.values()))
    ]
    prefixes = _legend(_prefix(iri) for iri in iris)
    hows = _legend(how for node in NODES.values() for _, how in node.members.values() if how.startswith("^^"))
    rows = [_row(kind, node, prefixes, hows) for kind, node in NODES.items()]
    parts = {
        "contexts": CONTEXTS,
        "documents": DOCUMENTS,
        "prefixes": {sign: prefix for prefix, sign in prefixes.items()},
        "hows": {sign: how for how, sign in hows.items()},
        "rows": rows,
    }
    tables = "".join(f"  const {name} = {json.dumps(part, indent=1)};\n" for name, part in parts.items())
    return f"{_HEAD}(globalThis.parchemin ??= {{}}).vocabulary = (() => {{\n{tables}{_READ}}})();\n"


def _prefix(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _legend(texts: Iterable[str]) -> dict[str, str]:
    """A sign for each text: numbers, which are no name of a kind of node."""
    return {text: str(number) for number, text in enumerate(dict.fromkeys(texts))}


def _row(kind: str, node: Node, prefixes: Mapping[str, str], hows: Mapping[str, str]) -> str:
    def word(name: str, iri: str, how: str = "") -> str:
        prefix = _prefix(iri)
        local = iri.removeprefix(prefix)
        return ",".join((name, prefixes[prefix], how, "" if local == name else local)).rstrip(",")

    types = [word(name, iri) for name, iri in node.types.items()]
    members = [
        word(name, iri, hows.get(how, "" if how == "text" else how))
        for name, (iri, how) in node.members.items()
    ]
    return f"{' '.join((kind, *types))}|{' '.join(members)}"


if __name__ == "__main__":
    PATH.write_text(script(), encoding="utf-8", newline="\n")
