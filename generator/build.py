"""The build: records and ledger in, a whole site out, in place of the last one or not at all.

    report = build(root, root / "site", day=build_day(root).day)

No secret is needed and nothing is decided here: signatures were made when diplomas were issued, and every one
is verified before anything is written. What was wrong is raised as a `ParcheminError` with every diagnostic.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from generator.adapters.extras import extra_files, extra_warnings
from generator.adapters.files import Snapshot, snapshot
from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.publish import MARKER, check_output, exclusive, generation
from generator.adapters.registry import Job, PageWriter, Tally, processors, write_diplomas
from generator.adapters.staging import stage
from generator.errors import BuildError, Diagnostic, LedgerError, RecordError
from generator.issuing.audit import Audit, verify_ledger
from generator.logbook.reconciling import reconcile
from generator.logbook.witnessing import witness_files
from generator.records.kinds import ASSETS
from generator.records.reading import read
from generator.records.tree import Tree
from generator.site.engines import layout_values
from generator.site.fragments import Fragments, Sample, Source
from generator.site.hosting import headers_file, robots_file
from generator.site.log import log_files
from generator.site.offline import PATH as OFFLINE_PATH
from generator.site.offline import offline_page
from generator.site.pages import edited_pages, staged_files
from generator.site.registry import page_writer
from generator.site.verify_page import PATH as VERIFY_PATH
from generator.site.verify_page import verify_page
from generator.trust.did import Did

if TYPE_CHECKING:
    from generator.adapters.mkdocs import Settings

__all__ = [
    "BuildReport",
    "Progress",
    "Site",
    "Stage",
    "build",
    "finish_site",
    "mkdocs_settings",
    "open_site",
    "stage_pages",
    "staged_site",
]

Progress = Callable[[str, int, int], None]
"""Told a stage, how much of it is done, and how much there is (0 where that is not known)."""

STAGING: Final = ".parchemin/stage"
_TEMPLATES: Final = "site_templates"
_PARTS: Final = ("fragments/", "pages/")


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a build, and how long it took."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built. `diplomas` counts pages by state; `warnings` did not stop the build."""

    output: Path
    day: date
    pages: int
    diplomas: Mapping[str, int]
    issuers: int
    lists: int
    stages: tuple[Stage, ...]
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was read and whose ledger was verified: everything that may be published."""

    root: Path
    day: date
    tree: Tree
    files: Snapshot
    audit: Audit
    samples: tuple[Sample, ...]
    warnings: tuple[Diagnostic, ...]


def build(
    root: Path,
    output: Path,
    *,
    day: date,
    jobs: int | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
) -> BuildReport:
    """Build the site at `root` for `day` and put it at `output`, in one step.

    `jobs` is the number of processes that verify and render diplomas (default: one a processor). Whatever is
    raised, or an interruption, leaves `output` as it was.
    """
    place = check_output(output, root)
    watch = _Watch(progress)
    with exclusive(root):
        site = open_site(root, day, jobs=jobs, watch=watch)
        with watch("pages"):
            staged, pages = stage_pages(site)
        with generation(place) as fresh:
            with watch("mkdocs"):
                _run_mkdocs(site, staged, fresh)
            with watch("registry"):
                tally = finish_site(
                    site, fresh, jobs, lambda done: progress("registry", done, site.audit.diplomas)
                )
    return BuildReport(
        output=place,
        day=day,
        pages=pages,
        diplomas=dict(sorted(tally.states.items())),
        issuers=len(site.audit.did_documents),
        lists=len(site.audit.lists),
        stages=tuple(watch.stages),
        warnings=site.warnings,
    )


def open_site(root: Path, day: date, *, jobs: int | None = None, watch: _Watch | None = None) -> Site:
    """Read the records and verify the ledger; raise `RecordError` or `LedgerError` with all that is wrong."""
    watch = watch or _Watch(lambda _stage, _done, _total: None)
    with watch("records"):
        files = snapshot(root)
        reading = read(files.files, files.others, today=day)
        errors = [one for one in reading.diagnostics if not one.code.endswith("W")]
        if reading.tree is None or files.problems:
            problems = sorted([*files.problems, *errors])
            noun = "one mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
            raise RecordError(f"the records hold {noun}; nothing was built", problems)
    with watch("ledger"):
        done = 0

        def tell(number: int) -> None:
            nonlocal done
            done += number
            watch.progress("ledger", done, 0)

        audit = verify_ledger(root, processes=processors() if jobs is None else jobs, progress=tell)
        _check_log(root)
        _check_issuers(reading.tree, audit)
    site = Site(root, day, reading.tree, files, audit, (), ())
    samples = _samples(site)
    warnings = [one for one in reading.diagnostics if one.code.endswith("W")]
    warnings += [*_missing_samples(reading.tree, samples), *extra_warnings(root, reading.tree)]
    return replace(site, samples=samples, warnings=tuple(warnings))


def stage_pages(site: Site) -> tuple[Path, int]:
    """Stage the edited pages and feeds; return the staged directory and how many pages there are."""
    files, pages = staged_site(site)
    directory = site.root / STAGING
    stage(files, directory)
    return directory, pages


def staged_site(site: Site) -> tuple[dict[str, bytes], int]:
    """What is staged, by path: edited pages, scripts and images, feeds; and how many pages there are."""
    templates = _texts(site.root / _TEMPLATES)
    parts = {name.partition("/")[2]: text for name, text in templates.items() if name.startswith(_PARTS)}
    source = Source(site.tree, site.day, site.samples, site.audit.ring)
    pages = edited_pages(source, Fragments(parts), site.files.files)
    files = staged_files(pages, _assets(site), site.tree.site.base_url)
    return files | extra_files(site.root, source), len(pages)


def finish_site(
    site: Site, output: Path, jobs: int | None = None, progress: Callable[[int], None] = lambda _: None
) -> Tally:
    """Write below `output` all that MkDocs does not: the verify page, keys, status lists, the log, diplomas, …

    `progress` is told how many diplomas are done.
    """
    _write_hosting(site, output)
    templates = _texts(site.root / _TEMPLATES)
    _write(output, VERIFY_PATH, verify_page(site.tree.site, templates))
    _write(output, OFFLINE_PATH, offline_page(site.tree.site, templates, _assets(site)))
    for did, document in site.audit.did_documents.items():
        _write(output, Did.parse(did).document_path, document + b"\n")
    for address, file in site.audit.lists.items():
        _write(output, urlsplit(address).path, file.data)
    store = LogStore(site.root)
    for path, data in (*(log_files(store.load()) if store.exists() else ()), *witness_files(site.root)):
        _write(output, path, data)
    done = 0

    def tell(number: int) -> None:
        nonlocal done
        done += number
        progress(done)

    job = Job(
        root=site.root,
        output=output,
        at=datetime.combine(site.day, datetime.min.time(), UTC),
        acts=site.audit.acts,
        writer=_writer(site),
    )
    return write_diplomas(job, jobs, tell)


def _writer(site: Site) -> Callable[[], PageWriter]:
    return partial(page_writer, site.tree.site, _texts(site.root / _TEMPLATES))


def mkdocs_settings(tree: Tree) -> Settings:
    """The address and name of the site, and what the layout finds in `config.extra`."""
    # MkDocs costs a tenth of a second to import, which no other command should pay.
    from generator.adapters.mkdocs import Settings  # noqa: PLC0415

    return Settings(tree.site.base_url, tree.site.name.fr, layout_values(tree))


def _run_mkdocs(site: Site, staged: Path, output: Path) -> None:
    from generator.adapters.mkdocs import render  # noqa: PLC0415

    render(site.root, staged, output, mkdocs_settings(site.tree))


def _write_hosting(site: Site, output: Path) -> None:
    """What a static host reads: headers, robots.txt, and the mark that keeps GitHub Pages from using Jekyll."""
    own = [path[0] for path in (Did.parse(did).path for did in site.audit.did_documents) if path]
    _write(output, "robots.txt", robots_file(site.tree.site.base_url).encode())
    _write(output, ".nojekyll", b"")
    _write(output, MARKER, headers_file(own).encode())


def _check_log(root: Path) -> None:
    """Refuse a ledger that lacks what the log has: a lost batch would turn printed addresses into nothing."""
    store = LogStore(root)
    if not store.exists():
        return
    alarms = reconcile(store.load(), store, Ledger(root)).alarms
    if alarms:
        raise LedgerError(
            "the log holds what the ledger does not; nothing may be published from it",
            alarms,
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


def _samples(site: Site) -> tuple[Sample, ...]:
    """The site's specimens that are in the ledger and still shown, in the order of the record."""
    wanted = [one.code for one in site.tree.site.specimens]
    if not wanted:
        return ()
    ledger = Ledger(site.root)
    found: dict[str, str] = {}
    for segment in ledger.segments():
        # A million lines need not be parsed to find three codes.
        data = segment.read_bytes()
        if any(code.encode() in data for code in wanted):
            found |= {one.value.code: one.value.programme for one in ledger.credentials(segment)}
    hidden = {code for code, acts in site.audit.acts.items() if _ends_withdrawn([act.act for act in acts])}
    return tuple(Sample(code, found[code]) for code in wanted if code in found and code not in hidden)


def _missing_samples(tree: Tree, samples: tuple[Sample, ...]) -> Iterator[Diagnostic]:
    shown = {sample.code for sample in samples}
    for specimen in tree.site.specimens:
        if specimen.code not in shown:
            message = f"the specimen {specimen.code} is not in the ledger, or no longer shown"
            yield Diagnostic("content/site.yml", 0, 0, "B104W", message, "Pages leave it out meanwhile.")


def _ends_withdrawn(acts: list[str]) -> bool:
    last = [act for act in acts if act in ("withdraw", "reinstate")]
    return bool(last) and last[-1] == "withdraw"


def _assets(site: Site) -> dict[str, bytes]:
    """Scripts, styles and images by path below ``assets/``: the look's, and the records' own."""
    look = site.root / _TEMPLATES / "assets"
    paths = [path for path in sorted(look.rglob("*")) if not path.name.startswith(".")]
    for path in paths:
        if path.is_symlink():
            raise BuildError(
                f"{path.relative_to(site.root).as_posix()} is a link, and what it points to would be published",
                hint="Put the file itself there.",
            )
    found = {path.relative_to(look).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    own = {
        name.removeprefix(ASSETS): (site.root / name).read_bytes()
        for name in site.files.others
        if name.startswith(ASSETS)
    }
    problems = [
        Diagnostic(
            f"{ASSETS}{name}", 0, 0, "B106", "the look of the site has a file of that name", "Rename it."
        )
        for name in sorted(found.keys() & own.keys())
    ]
    if problems:
        raise BuildError("two files claim the same address", problems)
    return found | own


def _texts(folder: Path) -> dict[str, str]:
    """The templates of a folder and of those below it, by relative path."""
    if not folder.is_dir():
        raise BuildError(
            f"{folder} is missing", hint="The templates belong to the site; bring them back from git."
        )
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".html", ".svg", ".xml")
    }


def _write(output: Path, path: str, data: bytes) -> None:
    target = output / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


class _Watch:
    """Times the stages of a build and announces them."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.stages: list[Stage] = []

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        self.progress(name, 0, 0)
        started = time.perf_counter()
        yield
        self.stages.append(Stage(name, time.perf_counter() - started))
