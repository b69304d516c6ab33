"""What the records add to a signed diploma on paper, and what is wrong with their images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from generator.adapters.ink import ink_contrast
from generator.errors import Diagnostic, MalformedError
from generator.records.issuer import Issuer
from generator.records.kinds import ASSETS
from generator.records.programme import Programme
from generator.records.yaml import load
from generator.site.documents.facts import Recorded, RecordedSignatory
from generator.site.documents.images import LOGO, MIN_DPI, SIGNATURE, Box, dots_per_inch
from generator.trust.view import CredentialView

__all__ = ["image_problems", "recorded_of"]


def recorded_of(
    issuer: Issuer,
    programme: Programme,
    view: CredentialView,
    base_url: str,
    *,
    root: Path,
    proof: str | None,
    link: str | None = None,
) -> Recorded:
    """What a diploma's document shows beside what is signed: those who signed for its day, not whoever signs now."""
    day = date.fromisoformat((view.awarded or view.valid_from).value[:10])
    by_id = {one.id: one for one in issuer.signatories}
    signing = [by_id[name] for name in programme.signatories if name in by_id and by_id[name].signs(day)]
    return Recorded(
        logo=f"/{_logo(issuer, view, base_url, root)}",
        logo_caption=issuer.logo_caption,
        signatories=tuple(
            RecordedSignatory(one.name, one.role, f"/{ASSETS}{one.signature}" if one.signature else None)
            for one in signing
        ),
        legal=programme.legal_mention,
        proof=proof,
        provider=issuer.training_provider,
        training=programme.training,
        link=link,
    )


def _logo(issuer: Issuer, view: CredentialView, base_url: str, root: Path) -> str:
    """The logo that the diploma was signed with, where it is still here; else that of the record."""
    prefix = f"{base_url}assets/"
    address = view.issuer_image.value if view.issuer_image is not None else ""
    if address.startswith(prefix):
        path = f"{ASSETS}{address.removeprefix(prefix)}"
        place = (root / path).resolve()
        if place.is_relative_to((root / ASSETS).resolve()) and place.is_file():
            return path
    return f"{ASSETS}{issuer.logo}"


def image_problems(
    root: Path, issuers: Mapping[str, Issuer], programmes: Mapping[str, Programme]
) -> Iterator[Diagnostic]:
    """What is wrong with the images of documents of these `programmes`, each at its place in the issuer's record."""
    wanted: dict[str, set[str]] = {}
    for programme in programmes.values():
        wanted.setdefault(programme.issuer, set()).update(programme.signatories)
    for slug, names in sorted(wanted.items()):
        issuer = issuers[slug]
        yield from _image(root, slug, ("logo",), issuer.logo, LOGO)
        for place, one in enumerate(issuer.signatories):
            if one.id in names and one.signature is not None:
                yield from _image(root, slug, ("signatories", place, "signature"), one.signature, SIGNATURE)


def _image(root: Path, issuer: str, at: tuple[str | int, ...], name: str, box: Box) -> Iterator[Diagnostic]:
    path = f"content/issuers/{issuer}.yml"
    record = load((root / path).read_bytes(), path)
    try:
        data = (root / ASSETS / name).read_bytes()
        dots, seen = dots_per_inch(data, box), ink_contrast(data, box)
    except OSError:
        yield record.problem(
            at, "P103", f"the image {ASSETS}{name} is missing", "Put it there, or correct its path."
        )
        return
    except MalformedError as error:
        yield record.problem(at, "P103", f"{ASSETS}{name}: {error}", "Export it anew, as SVG or PNG.")
        return
    if dots is not None and dots < MIN_DPI:
        width, height = (round(side / 25.4 * MIN_DPI) for side in (box.width, box.height))
        message = f"{ASSETS}{name} has {dots:.0f} dots an inch at the size at which it is printed"
        hint = f"At least {MIN_DPI} are needed: {width} pixels wide or {height} high, or an SVG."
        yield record.problem(at, "P104", message, hint)
    if seen < box.contrast:
        message = f"{ASSETS}{name} is too pale to be seen in print: a contrast of {seen:.1f} with white paper"
        hint = (
            f"At least {box.contrast:g} is needed: take it darker, and dark on a transparent or white ground."
        )
        yield record.problem(at, "P108", message, hint)
