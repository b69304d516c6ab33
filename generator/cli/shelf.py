"""A place where a site's files are: a folder, a bundle, or the site itself on the network; and what it says of a
diploma beside the diploma.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from generator.adapters.fetch import FetchError, fetch
from generator.errors import MalformedError
from generator.trust import Did, Report
from generator.trust.archive import MAX_ARCHIVE, read_archive
from generator.trust.bundle import Bundle, logged, open_bundle
from generator.trust.canonical import canonical_text
from generator.trust.carriers import MAX_PAGE, carried_credential, page_state
from generator.trust.formerkeys import PATH as COMPROMISED
from generator.trust.formerkeys import LogMeans
from generator.trust.logged import LogReport
from generator.trust.view import CredentialView, read_view

__all__ = ["Host", "Place", "Register", "Shelf", "is_published", "read_file", "view_of"]

_MAX_LOG_FILE = 1_000_000
# Of a proof of the log: the size in the checkpoint at its end.
_SIZE = re.compile(r"\n\n[^\n]*\n([0-9]{1,15})\n")


class Place(Protocol):
    """Files by their address below a site's root."""

    def read(self, path: str, limit: int) -> bytes | None:
        """The file at the address `path`, None where there is none of at most `limit` bytes."""


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


class Host:
    """A site on the network; each file is fetched once, and what does not come is not there."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._files: dict[str, bytes | None] = {}

    def read(self, path: str, limit: int) -> bytes | None:
        """The file at the address `path`, None where it does not come, or has more than `limit` bytes."""
        if path not in self._files:
            try:
                self._files[path] = fetch(f"{self._base}/{path.lstrip('/')}", max_bytes=limit)
            except FetchError:
                self._files[path] = None
        return self._files[path]


class Register:
    """What a site that is trusted says of a diploma beside the diploma: the state on its page, its place in the log."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._texts: dict[str, str] = {}
        self._last: tuple[str, bytes | None] = ("", None)
        self._logged: tuple[bytes, str, LogReport | None] = b"", "", None

    @cached_property
    def has_log(self) -> bool:
        """Whether the site has a transparency log that has signed something."""
        return all(map(self._text, ("log/vkey", "log/policy", "log/checkpoint")))

    def state_of(self, code: str) -> str | None:
        """The state that the diploma's page declares. A status list knows no "superseded"."""
        page = self._page(code)
        return None if page is None else page_state(page, code)

    def proof_of(self, text: bytes, code: str) -> str | None:
        """The proof of the log beside this very diploma in its page. One that was signed anew since is another diploma
        to the log.
        """
        page = self._page(code)
        try:
            carried = None if page is None else carried_credential(page)
            same = carried is not None and (
                carried.text == text or canonical_text(carried.text) == canonical_text(text)
            )
        except MalformedError:
            return None
        return carried.proof if carried is not None and same else None

    def means(self, proof: str) -> LogMeans:
        """What the log says now, to hold a proof against."""
        size = _SIZE.search(proof)
        return LogMeans(
            proof=proof,
            vkey=self._text("log/vkey").strip(),
            policy=self._text("log/policy"),
            live=self._text("log/checkpoint"),
            beside=(self._text(f"log/checkpoints/{size[1]}") or None) if size else None,
            compromised=self._text(COMPROMISED),
        )

    def logged(self, text: bytes, report: Report, proof: str) -> LogReport | None:
        """Hold a proof of a diploma, whose `report` is good, against what the log says now."""
        # In a folder, a diploma's document follows its page, with the same text and the same proof.
        if self._logged[:2] != (text, proof):
            means = self.means(proof)
            found = logged(
                text,
                report,
                proof=proof,
                vkey=means.vkey,
                policy=means.policy,
                live=means.live,
                beside=means.beside,
            )
            self._logged = text, proof, found
        return self._logged[2]

    def _page(self, code: str) -> bytes | None:
        if self._last[0] != code:
            self._last = (code, self.place.read(f"d/{code}.html", MAX_PAGE))
        return self._last[1]

    def _text(self, path: str) -> str:
        # Every diploma is held against the same few files.
        if path not in self._texts:
            data = self.place.read(path, _MAX_LOG_FILE)
            self._texts[path] = "" if data is None else data.decode("utf-8", "surrogateescape")
        return self._texts[path]


def is_published(data: bytes, place: Place) -> bool | None:
    """Whether a site publishes the digest of a document; None where it publishes none."""
    digest = hashlib.sha256(data).hexdigest()
    listed = place.read(f"documents/digests/{digest[:2]}.txt", _MAX_LOG_FILE)
    return None if listed is None else digest.encode() in listed.split(b"\n")


def view_of(text: bytes) -> CredentialView | None:
    """Where a credential says that its documents are; nothing in it is believed."""
    try:
        return read_view(text)
    except MalformedError:
        return None


def read_file(path: Path, limit: int) -> bytes:
    """At most one byte more than `limit` of a file. Raises `OSError`, also for what is no plain file."""
    with path.open("rb") as file:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(f"{path} is not a plain file")
        return file.read(limit + 1)
