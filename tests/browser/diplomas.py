"""The published diplomas of the demonstration, as the browser tests look at them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.browser.harness import Served


@dataclass(frozen=True, slots=True)
class Diploma:
    """One published diploma: the addresses of its files and what they hold."""

    served: Served
    address: str

    @property
    def json_address(self) -> str:
        return self.address.removesuffix(".html") + ".json"

    @property
    def page(self) -> bytes:
        return self.served.read(self.address)

    @property
    def text(self) -> bytes:
        return self.served.read(self.json_address)

    @property
    def credential(self) -> Any:
        return json.loads(self.text)

    @property
    def state(self) -> str:
        found = re.search(rb'<main[^>]*\bdata-state="([a-z-]+)"', self.page)
        assert found is not None
        return found[1].decode()

    @property
    def did_address(self) -> str:
        found = re.search(rb'<main[^>]*\bdata-did-url="([^"]+)"', self.page)
        assert found is not None
        return found[1].decode()

    @property
    def official_address(self) -> str:
        """The page's own address on the official host."""
        return str(self.credential["id"]).removesuffix(".json") + ".html"

    @property
    def holder(self) -> str:
        return str(self.credential["credentialSubject"]["name"])

    @property
    def list_url(self) -> str:
        return str(self.credential["credentialStatus"]["statusListCredential"])

    @property
    def status_index(self) -> int:
        return int(self.credential["credentialStatus"]["statusListIndex"])

    @property
    def did(self) -> str:
        return str(self.credential["issuer"]["id"])


def all_diplomas(served: Served) -> list[Diploma]:
    found = [Diploma(served, address) for address in served.pages("/d")]
    assert found, "the demonstration holds no diploma"
    return found


def in_state(served: Served, state: str) -> Diploma:
    found = [diploma for diploma in all_diplomas(served) if diploma.state == state]
    assert found, f"the demonstration holds no diploma in the state {state}"
    # A name in plain letters is the easiest to falsify byte by byte.
    return min(found, key=lambda diploma: (not diploma.holder.isascii(), diploma.address))
