"""The HTML of every kind of page is valid by the W3C's own checker (the Nu HTML Checker), run once over all of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from tests.browser.harness import HERE, MissingToolError, Served

CHECKER = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
STATES = ("valid", "revoked", "superseded", "expired", "withdrawn")
# The checker reads files, of which a policy that names the page's own host allows none.
BESIDE_THE_POINT = re.compile("Content Security Policy")


def pages(served: Served) -> list[str]:
    """All pages but the diplomas, and a diploma in each state."""
    found = [
        f"/{path.relative_to(served.root).as_posix()}"
        for path in sorted(served.root.rglob("*.html"))
        if path.parent.name != "d"
    ]
    states = {}
    for address in served.pages("/d"):
        state = re.search(rb'data-state="([a-z]+)"', served.read(address))
        states.setdefault(state[1].decode() if state else "", address)
    assert set(STATES) <= states.keys()
    return found + sorted(states.values())


def test_every_kind_of_page_is_valid_html(served_site: Served) -> None:
    java = shutil.which("java")
    if java is None or not CHECKER.exists():
        message = (
            "The HTML checker needs Java and vnu-jar: run .ci/java and .ci/npm tests/browser, or make test."
        )
        pytest.fail(str(MissingToolError(message)), pytrace=False)
    checked = pages(served_site)
    assert {"/fr/catalogue.html", "/en/courses/malaria.html", "/verify/index.html", "/404.html"} <= set(
        checked
    )
    files = [str(served_site.root / address.lstrip("/")) for address in checked]
    ran = subprocess.run(
        [java, "-jar", str(CHECKER), "--format", "json", *files], capture_output=True, text=True, check=False
    )
    found = [
        f"{message['url'].rpartition('/site/')[2]}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(ran.stderr)["messages"]
        if not BESIDE_THE_POINT.search(message["message"])
    ]
    assert found == []
