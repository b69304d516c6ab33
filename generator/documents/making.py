"""Making documents in bulk: each diploma verified, then set, in one of several processes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from generator.adapters.atomic import sweep
from generator.adapters.logstore import LogStore
from generator.adapters.renewal import sync_around
from generator.adapters.typesetting import Typesetter
from generator.documents.one import Subject, draft_of, lacks, proof_in, set_document
from generator.documents.recorded import image_problems, recorded_of
from generator.documents.selecting import Place, Selection
from generator.documents.shelf import Shelf
from generator.errors import Diagnostic, DocumentError, LedgerError
from generator.issuing.audit import open_audit
from generator.issuing.segment import Verified
from generator.issuing.sharing import read_segments
from generator.records.issuer import Issuer
from generator.records.programme import Programme
from generator.records.tree import Tree
from generator.site.documents.published import PRINTED
from generator.site.documents.setting import Kind, Paper, Setting, Tongue, courses, file_name
from generator.trust.diplomastate import state_of
from generator.trust.ledger import Act
from generator.trust.sealedpage import link_of

__all__ = ["Made", "Order", "Report", "make"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for of each diploma. `tongue` None means the language that it was signed in."""

    kinds: tuple[Kind, ...] = (Kind.DIPLOMA,)
    papers: tuple[Paper, ...] = ("a4",)
    tongue: Tongue | None = None
    specimen: bool = False

    def settings(self, signed: Tongue, results: int) -> tuple[Setting, ...]:
        """Each document of one diploma with so many results."""
        return tuple(
            Setting(kind, paper, self.tongue or signed, self.specimen, course)
            for kind in self.kinds
            for course in courses(kind, results)
            for paper in self.papers
        )


@dataclass(frozen=True, slots=True)
class Job:
    """What every process is told."""

    root: Path
    output: Path
    at: datetime
    base_url: str
    order: Order
    acts: Mapping[str, tuple[Act, ...]]
    places: Mapping[str, Place]
    issuers: Mapping[str, Issuer]
    programmes: Mapping[str, Programme]
    known: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Made:
    """What became of some diplomas: `files` by name with key and digest, `written` those that were set anew, `none` the
    codes that have no documents with their state, `sealed` those whose documents are not to be published."""

    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    written: int = 0
    none: dict[str, str] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)
    problems: list[Diagnostic] = field(default_factory=list)

    def add(self, other: Made) -> None:
        """Take up what another process did."""
        self.files.update(other.files)
        self.written += other.written
        self.none.update(other.none)
        self.sealed |= other.sealed
        self.problems += other.problems


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `files` has every document asked for that exists now, by name, with its SHA-256."""

    files: Mapping[str, str]
    written: int
    none: Mapping[str, str]
    removed: int
    problems: tuple[Diagnostic, ...]
    sealed: frozenset[str] = frozenset()

    @property
    def states(self) -> Counter[str]:
        """How many diplomas have no documents, by state."""
        return Counter(self.none.values())


def make(
    root: Path,
    tree: Tree,
    selection: Selection,
    order: Order,
    output: Path,
    *,
    at: datetime,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Report:
    """Make the documents of a selection in `output`. What can be made is made; the rest is among the problems.

    Raises `LedgerError` where something in the ledger is false, `DocumentError` where images, fonts or look cannot be
    used."""
    programmes = {
        name: tree.programmes[name] for name in sorted({one.programme for one in selection.places.values()})
    }
    if wrong := tuple(image_problems(root, tree.issuers, programmes)):
        raise DocumentError("the images of documents cannot be used; nothing was made", wrong)
    Typesetter(root)  # what is wrong with fonts and look is said once, before processes are started
    opening = open_audit(root)
    if opening.problems:
        raise LedgerError("the ledger holds what is false; nothing was made", opening.problems)
    output.mkdir(parents=True, exist_ok=True)
    sweep(output)
    shelf = Shelf.open(output)
    job = Job(
        root,
        output,
        at,
        tree.site.base_url,
        order,
        opening.by_code,
        selection.places,
        tree.issuers,
        programmes,
        shelf.files,
    )
    total, done = Made(), 0
    for facts, made in read_segments(
        selection.shares(root), opening.question, processes=processes, visit=partial(_Printing, job)
    ):
        total.problems += facts.problems
        if isinstance(made, Made):
            total.add(made)
        done += facts.count
        progress(done, len(selection.places))
    removed = sum(shelf.drop(code) for code in total.none)
    shelf.files.update(total.files)
    # What the lists name is whole, after a power cut too.
    sync_around(output)
    shelf.save()
    return Report(
        {name: digest for name, (_, digest) in sorted(total.files.items())},
        total.written,
        total.none,
        removed,
        tuple(sorted(total.problems)),
        frozenset(total.sealed),
    )


class _Printing:
    """What a process keeps between diplomas: the compiler, the log, what is on the shelf."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._press = Typesetter(job.root)
        self._shelf = Shelf(job.output, dict(job.known))
        store = LogStore(job.root)
        self._log = store.load() if store.exists() else None

    def __call__(self, diplomas: tuple[Verified, ...]) -> Made:
        made = Made()
        for one in diplomas:
            state = state_of(one.line.credential, self._job.acts.get(one.line.code, ()), self._job.at).state
            if state not in PRINTED:
                made.none[one.line.code] = state
                continue
            self._print(one, made)
        return made

    def _print(self, one: Verified, made: Made) -> None:
        job, line, view = self._job, one.line, one.view
        place = job.places[line.code]
        subject = Subject(place.path, place.line, place.candidate)
        issuer, programme = job.issuers[line.issuer], job.programmes[line.programme]
        sealed = line.is_sealed(job.acts.get(line.code, ()))
        if sealed:
            made.sealed.add(line.code)
        recorded = recorded_of(
            issuer,
            programme,
            view,
            job.base_url,
            root=job.root,
            proof=proof_in(self._log, line),
            link=link_of(line, job.base_url, sealed=sealed),
        )
        signed: Tongue = "en" if view.language is not None and view.language.value == "en" else "fr"
        for setting in job.order.settings(signed, len(view.results)):
            if lacking := lacks(setting.kind, recorded):
                path = f"content/programmes/{line.programme}.yml"
                hint = "Without them nobody could tell for which training it is."
                problem = Diagnostic(path, 0, 0, "P107", f"a certificat de réalisation needs {lacking}", hint)
                if problem not in made.problems:
                    made.problems.append(problem)
                continue
            name = file_name(line.code, setting)
            draft = draft_of(
                self._press,
                job.root,
                line.code,
                view,
                line.document,
                setting=setting,
                recorded=recorded,
                base_url=job.base_url,
            )
            digest = self._shelf.has(name, draft.key)
            if digest is None:
                try:
                    data = set_document(self._press, draft, view, subject)
                except DocumentError as error:
                    made.problems += error.diagnostics
                    continue
                _write(job.output / name, data)
                digest = hashlib.sha256(data).hexdigest()
                made.written += 1
            made.files[name] = (draft.key, digest)


def _write(path: Path, data: bytes) -> None:
    """Whole or absent; flushed with all others at the end, since every document can be made again."""
    temporary = path.with_name(f".parchemin-{path.name}.tmp")
    temporary.write_bytes(data)
    temporary.replace(path)
