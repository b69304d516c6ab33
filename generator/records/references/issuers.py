"""Issuers and the site's settings: identifiers under the site's own host, images that exist, names that do
not collide with the addresses of the site."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from generator.errors import Diagnostic
from generator.records.draft import Draft, Entry
from generator.records.issuer import Issuer
from generator.records.kinds import ASSETS
from generator.records.references.twice import repeated
from generator.records.site import FORMAT, Site
from generator.records.yaml import Location, shown

__all__ = ["RESERVED_SLUGS", "check"]

RESERVED_SLUGS: Final = frozenset(
    {
        "assets",
        "calendar",
        "d",
        "en",
        "feeds",
        "fr",
        "log",
        "search",
        "sitemap",
        "static",
        "status",
        "verify",
        "witness",
    }
)
"""First parts of permanent addresses, which an issuer's ``/<slug>/did.json`` must not share."""


def check(draft: Draft, present: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the settings and the issuers."""
    for site in draft.site:
        for place, theme in repeated(theme.id for theme in site.record.themes):
            message = f"the theme '{theme}' is listed twice"
            yield draft.problem(site, ("themes", place, "id"), "X210", message, "Keep one of them.")
        if site.record.format > FORMAT:
            message = f"the site is in format {site.record.format}, and this Parchemin knows {FORMAT}"
            hint = "Install the version that requirements.txt names, or a newer one."
            yield draft.problem(site, ("format",), "R126", message, hint)
    owners: dict[str, str] = {}
    for issuer in draft.issuers:
        yield from _issuer(draft, issuer, present)
        did = issuer.record.did
        if did in owners:
            message = f"the identifier {did} belongs to '{owners[did]}' already"
            hint = f"Each issuer has its own, for example …:{issuer.key}."
            yield draft.problem(issuer, ("did",), "X219", message, hint)
        owners.setdefault(did, issuer.key)
        if (site_record := draft.site.get("site")) is not None:
            yield from _did(draft, issuer, site_record)


def _issuer(draft: Draft, issuer: Entry[Issuer], present: frozenset[str]) -> Iterator[Diagnostic]:
    if issuer.key in RESERVED_SLUGS:
        message = f"'{issuer.key}' cannot name an issuer: addresses of the site start with /{issuer.key}/"
        yield Diagnostic(issuer.path, 0, 0, "X255", message, "Rename the file.")
    yield from _image(draft, issuer, ("logo",), issuer.record.logo, present)
    for place, signatory in enumerate(issuer.record.signatories):
        if signatory.signature is not None:
            at = ("signatories", place, "signature")
            yield from _image(draft, issuer, at, signatory.signature, present)
    for place, name in repeated(signatory.id for signatory in issuer.record.signatories):
        message = f"the signatory '{name}' is listed twice"
        yield draft.problem(
            issuer, ("signatories", place, "id"), "X210", message, "Give each an id of its own."
        )


def _image(
    draft: Draft, issuer: Entry[Issuer], at: Location, path: str, present: frozenset[str]
) -> Iterator[Diagnostic]:
    if ASSETS + path in present:
        return
    images = [name.removeprefix(ASSETS) for name in present if name.startswith(ASSETS)]
    close = difflib.get_close_matches(path, sorted(images), n=1)
    hint = (
        f"Did you mean '{close[0]}'?" if close else f"Put the image at {ASSETS}{path}, or correct the path."
    )
    yield draft.problem(issuer, at, "X251", f"there is no image {ASSETS}{shown(path)}", hint)


def _did(draft: Draft, issuer: Entry[Issuer], site: Site) -> Iterator[Diagnostic]:
    host, _, path = issuer.record.did.removeprefix("did:web:").partition(":")
    own = site.host.replace(":", "%3A")
    if host != own:
        message = f"the identifier is under {shown(host)}, and the site is {site.host}"
        hint = f"Keys are published by the site itself: did:web:{own} or did:web:{own}:{issuer.key}."
        yield draft.problem(issuer, ("did",), "X252", message, hint)
    elif path not in ("", issuer.key):
        message = f"the identifier ends in '{shown(path)}', and the record is '{issuer.key}'"
        hint = f"Write did:web:{own}:{issuer.key}."
        yield draft.problem(issuer, ("did",), "X253", message, hint)
