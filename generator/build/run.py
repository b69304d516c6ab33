"""One build from beginning to end."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import TemplateError, TemplateSyntaxError

from generator.adapters.publish import check_output, exclusive, generation
from generator.adapters.recordcache import CACHE
from generator.adapters.renewal import resume
from generator.adapters.reuse import note, take_over
from generator.build.diplomas import Diplomas, write_diplomas
from generator.build.documents import keep_documents
from generator.build.files import finish_site, write_marker
from generator.build.pages import Staged, render_pages, stage_pages
from generator.build.privacy import search
from generator.build.progress import Progress, Stage, Watch
from generator.build.site import TEMPLATES, Site, open_site
from generator.errors import BuildError, Diagnostic
from generator.registry.keeping import WHOLE, Part, recall, remember
from generator.registry.writing import FOLDER
from generator.site.log import TILES

__all__ = ["CACHE", "BuildReport", "build"]

_PAGES: Final = "pages"
_TILES: Final = "tiles"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built. `diplomas` counts pages by state, `written` those that were not up to date; `warnings` did not
    stop the build."""

    output: Path
    day: date
    pages: int
    diplomas: Mapping[str, int]
    written: int
    issuers: int
    lists: int
    stages: tuple[Stage, ...]
    warnings: tuple[Diagnostic, ...]


def build(
    root: Path,
    output: Path,
    *,
    day: date,
    jobs: int | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
    part: Part = WHOLE,
) -> BuildReport:
    """Build the site at `root` for `day` and put it at `output`.

    What did not change since the last build into `output` is left as it is; a first build takes the place of what was
    there in one step. `jobs` is the number of processes that verify and render diplomas (default: one a processor).
    Of a `part`, only its diplomas are written, the first one's with the rest of the site: the parts' files, copied
    together, are the site.
    Whatever is raised, or an interruption, leaves `output` as it was.
    """
    place = check_output(output, root)
    cache = root / CACHE
    watch = Watch(progress)
    with exclusive(root), _refusing_templates(), _room(place):
        resume(place)
        with watch("records"):
            site = open_site(root, day)
        with generation(place) as fresh:
            with watch("registry"):
                last = recall(cache, place) if part == WHOLE else None
                diplomas = write_diplomas(
                    site, fresh.directory, jobs=jobs, last=last, progress=progress, part=part
                )
            if part.number > 1:
                write_marker(site, diplomas.audit, fresh.directory)
                search(site, diplomas, fresh.directory, cache=None, jobs=jobs)
                return _report(place, site, diplomas, 0, watch)
            with watch("pages"):
                staged = stage_pages(site, diplomas)
            with watch("mkdocs"):
                rendered = _pages(site, staged, cache, place, fresh.directory)
            with watch("files"):
                reuse = partial(take_over, cache / _TILES, old=place, new=fresh.directory)
                tiles = finish_site(site, diplomas, fresh.directory, reuse)
                keep_documents(site, diplomas, place, fresh.directory)
            # Of a million diplomas the log is 70 MB, and the gate needs as much.
            site = replace(site, log=None)
            with watch("privacy"):
                doubts = search(site, diplomas, fresh.directory, cache=cache, jobs=jobs)
            if not diplomas.registry.plan.everything:
                fresh.keep([FOLDER], FOLDER, diplomas.registry.stale)
        forgetful = _remember(cache, place, diplomas, staged, rendered, tiles=tiles) if part == WHOLE else ()
    return _report(place, site, diplomas, staged.pages, watch, more=(*doubts, *forgetful))


@contextlib.contextmanager
def _refusing_templates() -> Iterator[None]:
    """Name the template that cannot be read or rendered: schools change theirs."""
    try:
        yield
    except TemplateError as error:
        where = f" {error.name}, line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        raise BuildError(
            f"a template of {TEMPLATES}/ is not in order{where}: {error.message}",
            hint="Bring the template back from git, or mend that line.",
        ) from None


@contextlib.contextmanager
def _room(place: Path) -> Iterator[None]:
    """Say what a full disk means here."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise BuildError(
            f"the new site could not be written: {error.strerror}; the one at {place} stands as it was",
            hint="Make room on that disk: a new site grows beside the old one before it takes its place.",
        ) from None


def _remember(
    cache: Path, place: Path, diplomas: Diplomas, staged: Staged, rendered: Sequence[str], *, tiles: str
) -> tuple[Diagnostic, ...]:
    """Keep for the next build what this one has done. The site stands already: failing to is worth a warning."""
    try:
        remember(cache, diplomas.registry, place)
        note(cache / _PAGES, staged.key, place, rendered)
        note(cache / _TILES, tiles, place, [f"{TILES}/{name}" for name in _names(place / TILES)])
    except OSError as error:
        message = f"what was built could not be noted: {error.strerror}"
        hint = "The site is complete; the next build makes everything anew. Let the folder be writable."
        return (Diagnostic(CACHE, 0, 0, "B107W", message, hint),)
    return ()


def _report(
    place: Path,
    site: Site,
    diplomas: Diplomas,
    pages: int,
    watch: Watch,
    *,
    more: tuple[Diagnostic, ...] = (),
) -> BuildReport:
    return BuildReport(
        output=place,
        day=site.day,
        pages=pages,
        diplomas=diplomas.registry.states,
        written=diplomas.registry.tally.states.total(),
        issuers=len(diplomas.audit.did_documents),
        lists=len(diplomas.audit.lists),
        stages=tuple(watch.stages),
        warnings=(*site.warnings, *diplomas.warnings, *more),
    )


def _pages(site: Site, staged: Staged, cache: Path, old: Path, fresh: Path) -> tuple[str, ...]:
    """Put the rendered pages into `fresh`, those of the old site where nothing changed; return their names."""
    there = set(_names(fresh))
    if not take_over(cache / _PAGES, staged.key, old, fresh):
        render_pages(site, staged, fresh)
    return tuple(name for name in _names(fresh) if name not in there)


def _names(directory: Path) -> Iterator[str]:
    """The files below a directory, but for the registry's, which may be many."""
    for folder, folders, files in os.walk(directory):
        if Path(folder) == directory and FOLDER in folders:
            folders.remove(FOLDER)
        folders.sort()
        for name in sorted(files):
            yield (Path(folder) / name).relative_to(directory).as_posix()
