"""What a verification relies on: saved did.json files and status lists, pinned fingerprints, a saved site.

Nothing here believes what a diploma says of itself: it only says where to look.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from generator.adapters.fetch import FetchError, fetch, is_this_machine
from generator.cli.beside import Finding, Trusted, looked_beside
from generator.cli.shelf import Host, Register, Shelf, read_file, view_of
from generator.errors import MalformedError
from generator.trust import Did, Report, Verifier, parse_did_document
from generator.trust.bundle import LOG_PROOF, Bundle, Judgement, judge
from generator.trust.carriers import Carried, Form
from generator.trust.report import CheckId, Outcome
from generator.trust.strictjson import parse_object
from generator.trust.view import CredentialView

__all__ = ["Evidence", "did_of", "list_of"]

_MAX_DID = 65_536
_MAX_LIST = 4_000_000


@dataclass
class Evidence:
    """Whom the caller trusts, and what was found on the way. Documents are looked up once, and kept."""

    now: datetime
    pins: tuple[str, ...] = ()
    did_documents: dict[str, bytes] = field(default_factory=dict)
    status_lists: dict[str, bytes] = field(default_factory=dict)
    shelf: Shelf | None = None
    by_clock: bool = False
    """Whether `now` is what this machine's clock says, which may be wrong by years."""
    link_key: bytes | None = None
    """What opens a sealed diploma."""

    def __post_init__(self) -> None:
        self._verifiers: dict[str | None, Verifier] = {}
        self._last: tuple[bytes, Report] | None = None
        self._register = None if self.shelf is None else Register(self.shelf)

    @property
    def anchored(self) -> bool:
        """Whether the caller has named anybody to trust."""
        return bool(self.pins or self.did_documents or self.shelf)

    def examine(self, carried: Carried, address: str | None = None) -> Finding:
        """Verify what a file carries, or what was fetched from `address`; and look at what the site says beside it."""
        if address is None:
            return self._looked_beside(carried, self.report(carried.text), self._register)
        report, notes = self._fetched(carried.text, address)
        register = self._register
        if register is None and (view := view_of(carried.text)) is not None:
            # Its own host was asked for its keys; no other is visited for a diploma that is not authentic.
            register = Register(Host(_located(Did.parse(view.issuer_did.value).origin, address).rstrip("/")))
        found = self._looked_beside(carried, report, register)
        return Finding(found.report, found.log, (*notes, *found.notes))

    def _looked_beside(self, carried: Carried, report: Report, register: Register | None) -> Finding:
        trusted = Trusted(self.did_documents, self.status_lists, self.pins, self.now)
        return looked_beside(carried, report, register, trusted)

    def report(self, text: bytes) -> Report:
        """Verify one credential; with several pins, by the one that fits."""
        # In a folder, a diploma's document follows its page, with the same text in it.
        if self._last is None or self._last[0] != text:
            self._last = (text, self._report(text))
        return self._last[1]

    def _report(self, text: bytes) -> Report:
        view = view_of(text)
        if view is not None and self.shelf is not None:
            self._take(view, self.shelf)
        reports = (self._verifier(pin).verify(text, now=self.now) for pin in self.pins or (None,))
        report = next(reports)
        for other in reports:
            if report[CheckId.KEY].outcome is Outcome.PASSED:
                break
            report = other
        return report

    def state_of(self, code: str) -> str | None:
        """The state that the diploma's page on the shelf declares."""
        return None if self._register is None else self._register.state_of(code)

    def judge(self, bundle: Bundle) -> tuple[Judgement, Finding]:
        """Verify a bundle's diploma, and look at what the trusted site says beside it. What the caller brought goes
        before what the bundle holds.
        """
        view = view_of(bundle.credential)
        if view is not None and self.shelf is not None:
            self._take(view, self.shelf)
        judgement = judge(
            bundle,
            now=self.now,
            pins=self.pins,
            did_documents=self.did_documents,
            status_lists=self.status_lists,
        )
        if self._register is None:
            return judgement, Finding(judgement.report, judgement.log)
        carried = Carried(Form.JSON, bundle.credential, bundle.log.get(LOG_PROOF))
        return judgement, self._looked_beside(carried, judgement.report, self._register)

    def _fetched(self, text: bytes, address: str) -> tuple[Report, tuple[str, ...]]:
        """Verify a credential that was fetched from `address`, with documents fetched from where it says; and what
        could not be.
        """
        notes: list[str] = []
        view = view_of(text)
        if view is not None:
            did = Did.parse(view.issuer_did.value)
            self._fetch(_located(did.document_url, address), _MAX_DID, self.did_documents, str(did), notes)
        report = self._report(text)
        if report.view is not None:
            # Only an authentic diploma makes this program visit the address that it names.
            url = report.view.status_list.value
            self._fetch(_located(url, address), _MAX_LIST, self.status_lists, url, notes)
            self._verifiers.clear()
            report = self._report(text)
        return report, tuple(notes)

    def _verifier(self, pin: str | None) -> Verifier:
        if pin not in self._verifiers:
            self._verifiers[pin] = Verifier(self.did_documents, self.status_lists, pinned=pin)
        return self._verifiers[pin]

    def _take(self, view: CredentialView, shelf: Shelf) -> None:
        did, url = Did.parse(view.issuer_did.value), view.status_list.value
        for name, path, limit, into in (
            (str(did), did.document_path, _MAX_DID, self.did_documents),
            (url, urlsplit(url).path, _MAX_LIST, self.status_lists),
        ):
            if name not in into and (data := shelf.read(path, limit)) is not None:
                into[name] = data

    def _fetch(self, url: str, limit: int, into: dict[str, bytes], name: str, notes: list[str]) -> None:
        if name in into:
            return
        try:
            into[name] = fetch(url, max_bytes=limit)
        except FetchError as error:
            notes.append(str(error))


def did_of(file: Path) -> tuple[str, bytes]:
    """The did of a saved did.json, and its text; a mistake in the command where it is none."""
    data = read_file(file, _MAX_DID)
    try:
        return parse_did_document(parse_object(data, max_bytes=_MAX_DID)).id, data
    except MalformedError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--did") from None


def list_of(file: Path) -> tuple[str, bytes]:
    """The address of a saved status list, and its text; a mistake in the command where it is none."""
    data = read_file(file, _MAX_LIST)
    try:
        identifier = parse_object(data, max_bytes=_MAX_LIST).get("id")
    except MalformedError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--status") from None
    if not isinstance(identifier, str):
        raise click.BadParameter(f"{file} is not a status list", param_hint="--status")
    return identifier, data


def _located(url: str, source: str) -> str:
    """Where to fetch `url`: a site served from this machine stands for the one that it is a copy of."""
    if not is_this_machine(source):
        return url
    here = urlsplit(source)
    return f"{here.scheme}://{here.netloc}{urlsplit(url).path}"
