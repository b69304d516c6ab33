"""How many payloads go into how many places, as a table in Markdown."""

from __future__ import annotations

from tests.injection.contexts import CONTEXTS
from tests.injection.payloads import PAYLOADS, SPOKEN
from tests.injection.test_paths import ELSEWHERE
from tests.injection.test_paths import PLACES as NAMED
from tests.injection.test_sizes import PLACES as SIZED
from tests.injection.test_terminal import PLACES as TOLD


def table() -> str:
    """A row a place."""
    rows = [(name, len(PAYLOADS), "arrives as text") for name in CONTEXTS]
    rows.append(
        (
            "pages of courses, in both languages (HTML, attributes, JSON-LD, Markdown)",
            2 * len(PAYLOADS),
            "arrives as text",
        )
    )
    rows += [(f"terminal: {name}", len(PAYLOADS) + len(SPOKEN), "steers nothing") for name in TOLD]
    rows += [(f"names: {name}", len(ELSEWHERE), "leads nowhere else") for name in NAMED]
    rows.append(
        (
            "files of 300 MB where a small one belongs",
            len(SIZED),
            "refused by name, in a quarter of that memory at most",
        )
    )
    lines = ["| place | tried | what is asserted |", "|---|--:|---|"]
    lines += [f"| {place} | {count} | {claim} |" for place, count, claim in rows]
    lines.append(f"| all | {sum(count for _, count, _ in rows)} | |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
