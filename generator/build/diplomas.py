"""The diplomas of a site: every one verified, those that changed written, and the ledger held against the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from generator.adapters.ledger import Ledger
from generator.adapters.machine import processors
from generator.adapters.program import program_digest
from generator.build.progress import Progress
from generator.build.site import Site, template_texts
from generator.errors import Diagnostic, LedgerError
from generator.issuing.alarms import log_alarms
from generator.issuing.audit import Audit, close_audit
from generator.issuing.total import Total
from generator.records.tree import Tree
from generator.registry.keeping import WHOLE, Part, Registry, bring_up_to_date
from generator.registry.manifest import Manifest
from generator.registry.writing import Job, PageWriter
from generator.site.fragments import Sample
from generator.site.registry import page_writer
from generator.trust.did import Did

__all__ = ["Diplomas", "write_diplomas"]


@dataclass(frozen=True, slots=True)
class Diplomas:
    """The diplomas of a site, every one of them verified, and written where it had to be."""

    audit: Audit
    registry: Registry
    samples: tuple[Sample, ...]
    warnings: tuple[Diagnostic, ...]


def write_diplomas(
    site: Site,
    output: Path,
    *,
    jobs: int | None = None,
    last: Manifest | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
    part: Part = WHOLE,
) -> Diplomas:
    """Verify every diploma that is not as it was at the `last` build, and write its files below `output`; of one `part`
    of the registry, where others see to the rest.

    Raises `LedgerError` with all that is false in the ledger, or missing from it.
    """
    job = Job(
        root=site.root,
        output=output,
        at=datetime.combine(site.day, datetime.min.time(), UTC),
        acts=site.opening.by_code,
        writer=_writer(site),
    )
    registry = bring_up_to_date(
        site.opening,
        job,
        last,
        key=_page_key(site),
        log=site.log,
        processes=processors() if jobs is None else jobs,
        progress=partial(progress, "registry"),
        part=part,
    )
    total = registry.total
    audit = close_audit(site.opening, total)
    _check_log(site, audit)
    _check_issuers(site.tree, audit)
    samples = _samples(site, total)
    return Diplomas(audit, registry, samples, tuple(_missing_samples(site.tree, samples)))


def _writer(site: Site) -> Callable[[], PageWriter]:
    return partial(page_writer, site.tree.site, template_texts(site.root))


def _page_key(site: Site) -> bytes:
    """The digest of all that every diploma's page depends on, and of the keys that its signatures are verified by."""
    templates = template_texts(site.root)
    parts: list[object] = [
        program_digest().hex(),
        # Where people register is no diploma's business.
        site.tree.site.model_dump(mode="json", exclude={"registration"}),
        {name: text for name, text in templates.items() if name.startswith(("pages/", "registry/"))},
        site.opening.question.digest().hex(),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def _check_log(site: Site, audit: Audit) -> None:
    """Refuse a ledger that lacks what the log has: a lost batch would turn printed addresses into nothing."""
    if site.log is not None and (found := log_alarms(site.root, audit, site.log)):
        raise LedgerError(
            "the log holds what the ledger does not; nothing may be published from it",
            found,
            hint="Bring the ledger back from git; parchemin log reconcile shows the same.",
        )


def _check_issuers(tree: Tree, audit: Audit) -> None:
    """Refuse a ledger that belongs to another host: its diplomas name addresses that this site would not have."""
    problems = [
        Diagnostic(
            "content/site.yml",
            0,
            0,
            "B105",
            f"the host is {tree.site.host}, but diplomas were issued for {did}",
            "The host is signed into every diploma and printed on paper: bring the old one back.",
        )
        for did in sorted(audit.did_documents)
        if Did.parse(did).host.replace("%3A", ":") != tree.site.host
    ]
    if problems:
        raise LedgerError("the ledger does not belong to this site", problems)


def _samples(site: Site, total: Total) -> tuple[Sample, ...]:
    """The site's specimens that are in the ledger and still shown, in the order of the record."""
    found = []
    ledger = Ledger(site.root)
    places = total.find(one.code for one in site.tree.site.specimens)
    for code in (one.code for one in site.tree.site.specimens if one.code in places):
        acts = site.opening.by_code.get(code, ())
        if not _ends_withdrawn([act.act for act in acts]):
            path, line = places[code]
            item = next(ledger.credentials(site.root / path, frozenset((line,))))
            found.append(Sample(code, item.value.programme))
    return tuple(found)


def _missing_samples(tree: Tree, samples: tuple[Sample, ...]) -> Iterator[Diagnostic]:
    shown = {sample.code for sample in samples}
    for specimen in tree.site.specimens:
        if specimen.code not in shown:
            message = f"the specimen {specimen.code} is not in the ledger, or no longer shown"
            yield Diagnostic("content/site.yml", 0, 0, "B104W", message, "Pages leave it out meanwhile.")


def _ends_withdrawn(acts: list[str]) -> bool:
    last = [act for act in acts if act in ("withdraw", "reinstate")]
    return bool(last) and last[-1] == "withdraw"
