"""Write the browser's copy of `generator.trust.vocabulary`, `site_templates/assets/vocabulary.js`.

Run ``python -m tests.vectors.make_vocabulary`` after a change of the vocabulary; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path

from generator.trust.vocabulary import CONTEXTS, DOCUMENTS, NODES

__all__ = ["PATH", "script"]

PATH = Path(__file__).parents[2] / "site_templates" / "assets" / "vocabulary.js"

_HEAD = """\
/* The vocabulary of what Parchemin signs. Do not edit: tests/vectors/make_vocabulary.py writes it from
   generator/trust/vocabulary.py. For each kind of node the IRI of each type, and for each member its predicate
   and how it is written. */
'use strict';
"""


def script() -> str:
    """The text of the script."""
    nodes = {
        kind: {"types": node.types, "members": {name: list(member) for name, member in node.members.items()}}
        for kind, node in NODES.items()
    }
    table = {"contexts": CONTEXTS, "documents": DOCUMENTS, "nodes": nodes}
    return f"{_HEAD}(globalThis.parchemin ??= {{}}).vocabulary = {json.dumps(table, indent=1)};\n"


if __name__ == "__main__":
    PATH.write_text(script(), encoding="utf-8", newline="\n")
