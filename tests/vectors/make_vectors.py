"""Write the neutral verification vectors, `tests/vectors/verify/*.json`.

Both verifiers, in Python and in the browser, are held to these files. They are made from demonstration keys
and fixed dates, so that running this twice gives the same bytes; what is expected of each case is written by
hand in `themes` and never taken from a verifier. ``README.md`` beside this file explains their form.

Run ``python -m tests.vectors.make_vectors`` after a change, and read the difference before committing it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.vectors.themes import currency, keys, members, proofs, proofset, wording

__all__ = ["DIRECTORY", "THEMES", "files"]

DIRECTORY = Path(__file__).parent / "verify"
THEMES = (
    wording.good,
    wording.names,
    wording.parsing,
    wording.numbers,
    members.tampered,
    members.members,
    members.structure,
    keys.issuers,
    keys.keys,
    keys.pins,
    proofs.proofs,
    proofset.proof_set,
    currency.dates,
    currency.statuses,
)


def files() -> dict[str, str]:
    """The text of every file, by name."""
    made = {}
    for make_theme in THEMES:
        theme = make_theme()
        repeated = [case["name"] for case in theme.cases]
        assert len(set(repeated)) == len(repeated), theme.name
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in theme.cases)
        made[f"{theme.name}.json"] = f"[\n{lines}\n]\n"
    return made


if __name__ == "__main__":
    for file_name, content in files().items():
        (DIRECTORY / file_name).write_text(content, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{file_name}: {content.count(chr(10)) - 2} cases, {len(content)} characters\n")
