"""Write the tables of docs/security.md: ``python -m tests.docs.make_security``."""

from __future__ import annotations

import re

from tests.conftest import ROOT
from tests.fuzz import corpus
from tests.fuzz.targets import TARGETS
from tests.injection.__main__ import table as injected
from tests.mutation import __main__ as mutation

PAGE = ROOT / "docs" / "security.md"


def page(text: str) -> str:
    """The page with its tables as they are due."""
    tables = {
        "fuzz": corpus.table({name: target.about for name, target in TARGETS.items()}),
        "injection": injected(),
        "mutation": mutation.table(),
        "survivors": mutation.survivors(),
    }
    for name, table in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, count = marked.subn(lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", text)
        assert count == 1, name
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
