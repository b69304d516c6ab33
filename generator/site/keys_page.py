"""The key directory: which keys signed when, fingerprints to compare by telephone, verifying with openssl and jq.

Everything on it comes from the ledger's key entries and the acts on them, and nothing private: who acted and why
stays in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, TypeAlias

from generator.site.fragments import LANGUAGES, Fragments, Source
from generator.site.openssl import DECODE, FINGERPRINT, HASHES, VERIFY, pem
from generator.site.page import Page
from generator.site.voice import Voice
from generator.trust.did import Did
from generator.trust.keyact import Keyring
from generator.trust.ledger import KeyEntry

__all__ = ["IssuerKeys", "KeyView", "issuer_keys", "pages"]

KeyState: TypeAlias = Literal["current", "replaced", "retired", "compromised"]


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key. `since` is when it was entered; `until` when another took its place, or it was retired or given up."""

    fingerprint: str
    multibase: str
    pem: str
    state: KeyState
    since: date
    until: date | None
    demonstration: bool


@dataclass(frozen=True, slots=True)
class IssuerKeys:
    """The keys of one issuer, the newest first. `name` is the issuer's, or its did where the record is gone."""

    slug: str
    name: str
    did: str
    document: str
    keys: tuple[KeyView, ...]


def issuer_keys(source: Source) -> tuple[IssuerKeys, ...]:
    """Every issuer that has a key, by name."""
    ring = source.ring
    found = []
    for did, entries in groupby(
        sorted(ring.entries, key=lambda one: (one.did, one.created)), lambda one: one.did
    ):
        mine = list(entries)
        record = source.tree.issuers.get(mine[0].issuer)
        keys = [
            _view(ring, entry, following) for entry, following in zip(mine, [*mine[1:], None], strict=True)
        ]
        found.append(
            IssuerKeys(
                slug=mine[0].issuer,
                name=record.name if record is not None else did,
                did=did,
                document=Did.parse(did).document_path.lstrip("/"),
                keys=tuple(reversed(keys)),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.did)))


def pages(source: Source, fragments: Fragments) -> Iterator[Page]:
    """The directory in both languages."""
    issuers = issuer_keys(source)
    for language in LANGUAGES:
        voice = Voice(language)
        yield fragments.page(
            source,
            language,
            "keys",
            "keys",
            title=voice("keys"),
            description=voice("keys_lead"),
            issuers=issuers,
            commands=(
                ("keys_step_hash", HASHES),
                ("keys_step_decode", DECODE),
                ("keys_step_verify", VERIFY.format(key="key.pem", signature="signature.bin")),
                ("keys_step_compare", FINGERPRINT.format(key="key.pem")),
            ),
        )


def _view(ring: Keyring, entry: KeyEntry, following: KeyEntry | None) -> KeyView:
    fate = ring.fate(entry)
    state: KeyState = "current" if entry == ring.current(entry.issuer) else "replaced"
    until = following.created if following is not None and state == "replaced" else None
    if fate is not None:
        state = "retired" if fate.act == "retire" else "compromised"
        # A key that another had replaced signed no more from then on.
        until = min(fate.date, following.created) if following is not None else fate.date
    return KeyView(
        fingerprint=entry.public.fingerprint,
        multibase=entry.public.multibase,
        pem=pem(entry.public).rstrip(),
        state=state,
        since=entry.created.date(),
        until=until.date() if until is not None else None,
        demonstration=entry.demonstration,
    )
