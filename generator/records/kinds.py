"""The kinds of record: which model a file has, where it lives and what its name says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.records.base import Record
from generator.records.candidate import Candidate
from generator.records.course import Course
from generator.records.edition import Edition
from generator.records.issuer import Issuer
from generator.records.mapping import Mapping
from generator.records.money import Contract, Payments
from generator.records.programme import Programme
from generator.records.resolution import Resolutions
from generator.records.result import Results
from generator.records.site import Site

__all__ = [
    "ASSETS",
    "KINDS",
    "LEDGER",
    "MAIL",
    "PAGES",
    "SCANS",
    "SCHEMAS",
    "SITE",
    "TRANSMISSIONS",
    "Kind",
    "Named",
    "name_of",
]

SITE: Final = "content/site.yml"
ASSETS: Final = "content/assets/"
PAGES: Final = "content/pages/"
SCHEMAS: Final = "content/schemas/"
LEDGER: Final = "candidates/ledger/"
TRANSMISSIONS: Final = "candidates/transmissions/"
SCANS: Final = "candidates/scans/"
MAIL: Final = "candidates/mail/"

_SLUG: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `folder` holds its files; `key` matches the rest of the path without ``.yml``."""

    name: str
    plural: str
    model: type[Record]
    folder: str
    key: re.Pattern[str]
    example: str

    def schema_line(self, path: str) -> str:
        """Return the first line of the file at `path`, which tells an editor where its schema lies."""
        up = "../" * path.count("/")
        target = f"{SCHEMAS}{self.name}.json"
        if path.startswith("content/"):
            up, target = up.removesuffix("../"), target.removeprefix("content/")
        return f"# yaml-language-server: $schema={up}{target}"

    def path(self, key: str) -> str:
        """Return the path of the record with that key."""
        return f"{self.folder}{key}.yml"


def _kind(name: str, plural: str, model: type[Record], folder: str, *, key: str, example: str) -> Kind:
    return Kind(name, plural, model, folder, re.compile(f"{key}\\Z", re.ASCII), example)


KINDS: Final[tuple[Kind, ...]] = (
    _kind("site", "sites", Site, "content/", key="site", example="content/site.yml"),
    _kind("issuer", "issuers", Issuer, "content/issuers/", key=_SLUG, example="content/issuers/pasteur.yml"),
    _kind("course", "courses", Course, "content/courses/", key=_SLUG, example="content/courses/malaria.yml"),
    _kind(
        "programme",
        "programmes",
        Programme,
        "content/programmes/",
        key=_SLUG,
        example="content/programmes/dnm2ip.yml",
    ),
    _kind(
        "mapping",
        "mappings",
        Mapping,
        "content/mappings/",
        key=_SLUG,
        example="content/mappings/certificate-list.yml",
    ),
    _kind(
        "candidate",
        "candidates",
        Candidate,
        "candidates/register/",
        key="c-[a-z0-9]{10}",
        example="candidates/register/c-4f9k2m7x1q.yml",
    ),
    _kind(
        "results",
        "results files",
        Results,
        "candidates/results/",
        key=f"{_SLUG}/{_SLUG}",
        example="candidates/results/malaria/2024-autumn.yml",
    ),
    _kind(
        "resolutions",
        "resolutions files",
        Resolutions,
        "candidates/resolutions/",
        key=f"{_SLUG}/{_SLUG}",
        example="candidates/resolutions/malaria/2024-autumn.yml",
    ),
    _kind(
        "edition",
        "editions",
        Edition,
        "candidates/editions/",
        key=_SLUG,
        example="candidates/editions/dnm2ip-2026.yml",
    ),
    _kind(
        "contract",
        "contracts",
        Contract,
        "candidates/contracts/",
        key=_SLUG,
        example="candidates/contracts/pasteur-2024.yml",
    ),
    _kind(
        "payments",
        "payments files",
        Payments,
        "candidates/payments/",
        key=f"{_SLUG}/{_SLUG}",
        example="candidates/payments/malaria/2024-autumn.yml",
    ),
)
"""Every kind, in the order in which references point: later ones refer to earlier ones."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a path says of its file; `key` is None where the name breaks the rule of its folder."""

    kind: Kind
    key: str | None


def name_of(path: str, kinds: Iterable[Kind] = KINDS) -> Named | None:
    """Return the kind and key of the record at `path`, or None where no record is expected there."""
    if path == SITE:
        return Named(KINDS[0], "site")
    for kind in kinds:
        if kind.name == "site" or not path.startswith(kind.folder):
            continue
        stem = path.removeprefix(kind.folder)
        key = stem.removesuffix(".yml")
        return Named(
            kind, key if stem.endswith(".yml") and len(stem) <= 170 and kind.key.match(key) else None
        )
    return None
