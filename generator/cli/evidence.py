"""What a verification relies on: saved did.json files and status lists, pinned fingerprints, a saved site.

Nothing here believes what a diploma says of itself: it only says where to look.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import click

from generator.adapters.fetch import FetchError, fetch, is_this_machine
from generator.errors import MalformedError
from generator.trust import Did, Report, Verifier, parse_did_document
from generator.trust.archive import MAX_ARCHIVE, read_archive
from generator.trust.bundle import Bundle, Judgement, judge, logged, open_bundle
from generator.trust.carriers import MAX_PAGE, carried_credential
from generator.trust.logged import LogReport
from generator.trust.report import CheckId, Outcome
from generator.trust.strictjson import parse_object
from generator.trust.view import CredentialView, fields

__all__ = ["Evidence", "Shelf", "did_of", "list_of", "read_file", "view_of"]

_MAX_DID = 65_536
_MAX_LIST = 4_000_000
# Of a proof of the log: the size in the checkpoint at its end.
_SIZE = re.compile(r"\n\n[^\n]*\n([0-9]{1,15})\n")


class Shelf:
    """A site that was built or saved, or the part of one that a bundle holds: files by their address."""

    def __init__(self, place: Path) -> None:
        self._root = place.resolve()
        self._files: Mapping[str, bytes] | None = None
        if not place.is_dir():
            bundle = open_bundle(read_archive(read_file(place, MAX_ARCHIVE)))
            self._files = _addresses(bundle)

    def read(self, path: str, limit: int) -> bytes | None:
        """The file at the address `path`, None where there is none of at most `limit` bytes."""
        if self._files is not None:
            found = self._files.get(path.lstrip("/"))
            return found if found is not None and len(found) <= limit else None
        try:
            file = (self._root / path.lstrip("/")).resolve()
            if not file.is_relative_to(self._root) or not file.is_file():
                return None
            data = read_file(file, limit)
        except (OSError, ValueError):
            return None
        return data if len(data) <= limit else None


def _addresses(bundle: Bundle) -> dict[str, bytes]:
    view = view_of(bundle.credential)
    files = {}
    if view is not None:
        files[urlsplit(view.id.value).path.lstrip("/")] = bundle.credential
    if bundle.did:
        files[Did.parse(bundle.did).document_path.lstrip("/")] = bundle.did_text
    if bundle.list_url:
        files[urlsplit(bundle.list_url).path.lstrip("/")] = bundle.list_text
    return files


@dataclass
class Evidence:
    """Whom the caller trusts, and what was found on the way. Documents are looked up once, and kept."""

    now: datetime
    pins: tuple[str, ...] = ()
    did_documents: dict[str, bytes] = field(default_factory=dict)
    status_lists: dict[str, bytes] = field(default_factory=dict)
    shelf: Shelf | None = None

    def __post_init__(self) -> None:
        self._verifiers: dict[str | None, Verifier] = {}

    @property
    def anchored(self) -> bool:
        """Whether the caller has named anybody to trust."""
        return bool(self.pins or self.did_documents or self.shelf)

    def report(self, text: bytes) -> Report:
        """Verify one credential; with several pins, by the one that fits."""
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

    def judge(self, bundle: Bundle) -> Judgement:
        """Verify a bundle's diploma. What the caller brought goes before what the bundle holds."""
        view = view_of(bundle.credential)
        if view is not None and self.shelf is not None:
            self._take(view, self.shelf)
        return judge(
            bundle,
            now=self.now,
            pins=self.pins,
            did_documents=self.did_documents,
            status_lists=self.status_lists,
        )

    def fetched(self, text: bytes, address: str) -> tuple[Report, tuple[str, ...]]:
        """Verify a credential that was fetched from `address`, with documents fetched from where it says; and what
        could not be.
        """
        notes: list[str] = []
        view = view_of(text)
        if view is not None:
            did = Did.parse(view.issuer_did.value)
            self._fetch(_located(did.document_url, address), _MAX_DID, self.did_documents, str(did), notes)
        report = self.report(text)
        if report.view is not None:
            # Only an authentic diploma makes this program visit the address that it names.
            url = report.view.status_list.value
            self._fetch(_located(url, address), _MAX_LIST, self.status_lists, url, notes)
            self._verifiers.clear()
            report = self.report(text)
        return report, tuple(notes)

    def logged(self, text: bytes, report: Report, proof: str) -> LogReport | None:
        """Check a proof of the transparency log by the log's key and policy as the trusted site gives them."""
        vkey, policy = self._log
        if not vkey or not policy:
            return None
        size = _SIZE.search(proof)
        return logged(
            text,
            report,
            proof=proof,
            vkey=vkey,
            policy=policy,
            live=self._text("log/checkpoint") or None,
            beside=self._text(f"log/checkpoints/{size[1]}") or None if size else None,
        )

    def proof_of(self, code: str) -> str | None:
        """The proof of the transparency log in a diploma's page on the shelf."""
        if self.shelf is None or not all(self._log):
            return None
        page = self.shelf.read(f"d/{code}.html", MAX_PAGE)
        try:
            return None if page is None else carried_credential(page).proof
        except MalformedError:
            return None

    @cached_property
    def _log(self) -> tuple[str, str]:
        """The log's key and policy, empty where there is no log."""
        return self._text("log/vkey"), self._text("log/policy")

    def _text(self, path: str) -> str:
        data = None if self.shelf is None else self.shelf.read(path, _MAX_DID)
        return "" if data is None else data.decode("utf-8", "replace")

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


def view_of(text: bytes) -> CredentialView | None:
    """Where a credential says that its documents are; nothing in it is believed."""
    try:
        return fields(parse_object(text))
    except MalformedError:
        return None


def read_file(path: Path, limit: int) -> bytes:
    """At most one byte more than `limit` of a file. Raises `OSError`, also for what is no plain file."""
    with path.open("rb") as file:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(f"{path} is not a plain file")
        return file.read(limit + 1)


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
