"""All records of one site, read together: the value that rules, publication and reports work from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.records.candidate import Candidate
from generator.records.course import Course
from generator.records.edition import Edition
from generator.records.issuer import Issuer
from generator.records.mapping import Mapping as ColumnMapping
from generator.records.money import Contract, Payments
from generator.records.programme import Programme
from generator.records.resolution import Resolutions
from generator.records.result import Results
from generator.records.site import Site

__all__ = ["Tree"]


@dataclass(frozen=True, slots=True)
class Tree:
    """Every record by its permanent name, in the order of those names.

    `results`, `resolutions` and `payments` are keyed by (course slug, session id); `editions` by the name of the file,
    such as ``dnm2ip-2026-07``.
    """

    site: Site
    issuers: Mapping[str, Issuer]
    courses: Mapping[str, Course]
    programmes: Mapping[str, Programme]
    candidates: Mapping[str, Candidate]
    results: Mapping[tuple[str, str], Results]
    editions: Mapping[str, Edition]
    mappings: Mapping[str, ColumnMapping] = field(default_factory=dict)
    resolutions: Mapping[tuple[str, str], Resolutions] = field(default_factory=dict)
    payments: Mapping[tuple[str, str], Payments] = field(default_factory=dict)
    contracts: Mapping[str, Contract] = field(default_factory=dict)
