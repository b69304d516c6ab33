"""The book: what the ledger says, read once as a stream and kept as little as deciding needs.

The credentials themselves are not kept, only where each stands and what must not be given twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from generator.adapters.ledger import REPLACEMENTS, Ledger, Located, StatusFile
from generator.errors import Diagnostic, LedgerError
from generator.issuing.awards import serial_of
from generator.trust.did import Did
from generator.trust.diplomastate import sealed_after, sets_bit, state_of
from generator.trust.keyact import Keyring
from generator.trust.ledger import Act, CredentialLine, KeyEntry
from generator.trust.strictjson import JsonObject

__all__ = ["Book", "Issued", "open_book", "status_list_url", "status_place"]


@dataclass(frozen=True, slots=True)
class Issued:
    """One diploma in the ledger."""

    code: str
    candidate: str
    edition: str
    programme: str
    issuer: str
    did: str
    serial: int
    list_number: int
    status_index: int
    dates: Mapping[str, str]
    path: str
    line: int
    sealed: bool

    @property
    def replacement(self) -> bool:
        """Whether it stands in a batch of its own, because it replaced another diploma."""
        return int(self.path.rpartition("/")[2].split(".")[1]) >= REPLACEMENTS


@dataclass(frozen=True, slots=True)
class Book:
    """Everything issued (by code, in the order of the ledger), the acts on each code, keys and lists. `keys` has every
    key, `ring` also what became of it.
    """

    issued: Mapping[str, Issued]
    acts: Mapping[str, tuple[Act, ...]]
    keys: tuple[KeyEntry, ...]
    lists: Mapping[tuple[str, int], StatusFile]
    ring: Keyring

    def awards(self) -> dict[tuple[str, str], list[Issued]]:
        """The diplomas of each award (edition, candidate); more than one where one was superseded."""
        found: dict[tuple[str, str], list[Issued]] = {}
        for item in self.issued.values():
            found.setdefault((item.edition, item.candidate), []).append(item)
        return found

    def state(self, item: Issued, at: datetime) -> str:
        """The state of a diploma at an instant."""
        return state_of(item.dates, self.acts.get(item.code, ()), at).state

    def sealed(self, item: Issued) -> bool:
        """Whether only the whole link opens a diploma's page."""
        return sealed_after(self.acts.get(item.code, ()), item.sealed)

    def taken(self, issuer: str, number: int) -> set[int]:
        """The indexes of one status list that a diploma points to."""
        return {
            item.status_index
            for item in self.issued.values()
            if (item.issuer, item.list_number) == (issuer, number)
        }

    def bits_set(self, issuer: str, number: int) -> set[int]:
        """The indexes of one status list whose bit the acts set."""
        return {
            item.status_index
            for code, acts in self.acts.items()
            if (item := self.issued.get(code)) is not None
            and (item.issuer, item.list_number) == (issuer, number)
            and sets_bit(acts)
        }

    def current_key(self, issuer: str) -> KeyEntry | None:
        """The key that an issuer signs with now: the newest that is neither retired nor compromised."""
        return self.ring.current(issuer)


def open_book(ledger: Ledger) -> Book:
    """Read the whole ledger. Signatures are not verified here: `audit` does that."""
    issued: dict[str, Issued] = {}
    for item in ledger.all_credentials():
        entry = _issued(item)
        if entry.code in issued:
            problem = item.problem("L304", f"the code {entry.code} is in the ledger twice")
            raise LedgerError("the ledger is damaged", [problem])
        issued[entry.code] = entry
    acts: dict[str, tuple[Act, ...]] = {}
    for act in ledger.acts():
        acts[act.value.code] = (*acts.get(act.value.code, ()), act.value)
    ring = ledger.keyring()
    lists = {(item.issuer, item.number): item for item in ledger.status_lists()}
    return Book(issued, acts, ring.entries, lists, ring)


def status_list_url(did: str, number: int) -> str:
    """``https://HOST/status/revocation-<n>.json``, below the path of the did where it has one."""
    parsed = Did.parse(did)
    return "/".join((parsed.origin, *parsed.path, "status", f"revocation-{number}.json"))


def status_place(credential: JsonObject, did: str) -> tuple[int, int] | None:
    """The number of the list and the index that a credential points to, None where it is not one of ours."""
    status = credential.get("credentialStatus")
    if not isinstance(status, dict):
        return None
    url, index = status.get("statusListCredential"), status.get("statusListIndex")
    if not isinstance(url, str) or not isinstance(index, str) or not index.isascii() or not index.isdigit():
        return None
    digits = url.rpartition("revocation-")[2].removesuffix(".json")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6 and len(index) <= 9):
        return None
    number = int(digits)
    return (number, int(index)) if number and url == status_list_url(did, number) else None


def _issued(item: Located[CredentialLine]) -> Issued:
    line = item.value
    issuer, subject = line.credential.get("issuer"), line.credential.get("credentialSubject")
    did = issuer.get("id") if isinstance(issuer, dict) else None
    licence = subject.get("licenseNumber") if isinstance(subject, dict) else None
    place = (
        status_place(line.credential, did) if isinstance(did, str) and did.startswith("did:web:") else None
    )
    if place is None or not isinstance(did, str) or not isinstance(licence, str):
        problem: Diagnostic = item.problem(
            "L301", "its credential names no issuer, number or place in a status list"
        )
        raise LedgerError("the ledger is damaged", [problem])
    dates = {
        name: value
        for name in ("validFrom", "validUntil")
        if isinstance(value := line.credential.get(name), str)
    }
    return Issued(
        code=line.code,
        candidate=line.candidate,
        edition=line.edition,
        programme=line.programme,
        issuer=line.issuer,
        did=did,
        serial=serial_of(licence),
        list_number=place[0],
        status_index=place[1],
        dates=dates,
        path=item.path,
        line=item.line,
        sealed=line.sealed,
    )
