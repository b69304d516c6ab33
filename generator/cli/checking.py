"""One thing that ``parchemin verify`` was given → one result: the checks made, and what is to be said beside them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from generator.adapters.fetch import fetch
from generator.cli.beside import CODE_IN_ADDRESS, doubting_the_clock
from generator.cli.evidence import Evidence
from generator.cli.shelf import is_published, read_file
from generator.cli.verdict import EXIT_CODES
from generator.errors import MalformedError
from generator.trust import CheckId, Report, Verdict, demonstration_key
from generator.trust import code as codes
from generator.trust.archive import MAX_ARCHIVE, read_archive
from generator.trust.bundle import CREDENTIAL, DID, Bundle, open_bundle
from generator.trust.canonical import look_at
from generator.trust.carriers import Form, carried_credential, form_of, opened
from generator.trust.logged import LogReport
from generator.trust.pdf import revisions
from generator.trust.proof import RDFC
from generator.trust.report import CHECKS, Check, Outcome
from generator.trust.sealedpage import from_fragment
from generator.trust.strictjson import MAX_BYTES, JsonObject, parse_object

if TYPE_CHECKING:
    from generator.site.pagecheck import PageCheck

__all__ = [
    "Result",
    "check_codes",
    "check_file",
    "check_source",
    "files_of",
    "is_address",
    "is_bundle_folder",
]

_MAX_CREDENTIAL = 1_000_001
"""One byte more than any credential, so that the reader of JSON sees that it is too large."""
_SUFFIXES = frozenset({".json", ".html", ".htm", ".svg", ".png", ".zip", ".pdf"})
_NOT_A_DIPLOMA = frozenset({"no-credential", "not-svg", "not-a-bundle"})
_DEMONSTRATION = "Signed with the public demonstration key, which anyone has: it proves nothing."
_NO_RDFC = (
    "It lacks the eddsa-rdfc-2022 signature that every diploma is issued with: other software will refuse it."
)
_COPY = ".rdfc.json"
_COPY_NOTE = "It is a copy for other software; the file beside it was checked."
_PAGE = "The diploma inside the page was checked, not the words of the page around it."
_DOCUMENT = (
    "The diploma attached to the PDF was checked, not what is printed on its pages, which anyone can edit: they must "
    "say the same as above."
)
_ADDED_TO = "Something was added to the PDF after it was made."
_PUBLISHED = "The PDF is byte for byte a document of the school, which publishes its digest."
_NOT_PUBLISHED = (
    "The PDF is none of the documents whose digests the site publishes: it was edited, or made otherwise. Rely only on "
    "what is shown here."
)
_SEALED = (
    "What is published of it is ciphertext. Give the whole link, or its key with --key: its holder has it."
)
_IMAGE = "The diploma inside the image was checked, not what is drawn on it."


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one source.

    `problem` is a slug where nothing was judged: ``not-a-diploma`` (a folder holds other files too), ``mistyped``,
    ``unknown-code``, ``not-shared``, ``sealed`` (nobody gave its key); `report` is None then.
    """

    source: str
    report: Report | None
    notes: tuple[str, ...] = ()
    problem: str = ""
    log: LogReport | None = None
    page: PageCheck | None = None
    document: bool | None = None
    """For a PDF: whether the site publishes its digest; None where no digests are at hand."""

    @property
    def doubtful(self) -> bool:
        """Whether a valid diploma has a proof of the log that is not good, a page around it that says otherwise, or
        is in a document that the school does not know."""
        if self.report is None or self.report.verdict is not Verdict.VALID:
            return False
        unlogged = self.log is not None and self.log.outcome is Outcome.FAILED
        return (
            unlogged
            or self.document is False
            or (self.page is not None and bool(self.page.differing or self.page.strange))
        )

    @property
    def exit_code(self) -> int:
        """As that of the verdict, but for a doubtful one; an unknown code counts as not issued, what is no diploma does
        not count.
        """
        if self.report is not None:
            return EXIT_CODES[Verdict.CANNOT_CHECK] if self.doubtful else EXIT_CODES[self.report.verdict]
        return {"unknown-code": 1, "not-a-diploma": 0}.get(self.problem, 3)

    def to_json(self) -> JsonObject:
        """The result for machines."""
        value: JsonObject = {"source": self.source, "verdict": None, "checks": [], "fields": None}
        if self.report is not None:
            value |= self.report.to_json()
        if self.problem:
            value["problem"] = self.problem
        if self.log is not None:
            value["log"] = self.log.to_json()
        if self.page is not None:
            value["page"] = self.page.to_json()
        if self.document is not None:
            value["document"] = "published" if self.document else "unknown"
        return value | {"notes": list(self.notes)}


def is_address(source: str) -> bool:
    """Whether a source is to be fetched."""
    return source.startswith(("https://", "http://"))


def check_source(source: str, evidence: Evidence) -> Result:
    """Check one file, folder with a bundle in it, address, or ``-`` for standard input.

    Raises `OSError` for a file that cannot be read, `FetchError` for an address that does not answer.
    """
    if is_address(source):
        # What follows the # is for us alone: the key of a sealed diploma, perhaps.
        address, _, fragment = source.partition("#")
        data = fetch(address, max_bytes=MAX_ARCHIVE)
        return _judged(address, data, _with_key(evidence, fragment), address=address)
    if source == "-":
        return _judged(source, sys.stdin.buffer.read(MAX_ARCHIVE + 1), evidence)
    path = Path(source)
    if path.is_dir():
        return _judged_bundle(source, _open_folder(path), evidence)
    return _judged(source, read_file(path, MAX_ARCHIVE), evidence)


def _with_key(evidence: Evidence, fragment: str) -> Evidence:
    try:
        return replace(evidence, link_key=from_fragment(fragment)) if fragment else evidence
    except MalformedError:
        return evidence


def files_of(folder: Path) -> Iterator[Path]:
    """Every file in a folder and below that may hold a diploma, in the order of their names."""
    waiting = _entries(folder)
    while waiting:
        entry = waiting.pop()
        if entry.is_dir(follow_symlinks=False):
            waiting += _entries(entry)
        elif Path(entry.name).suffix.lower() in _SUFFIXES and entry.is_file():
            yield Path(entry)


def _entries(folder: os.PathLike[str]) -> list[os.DirEntry[str]]:
    """What is in a folder, from the last name to the first. Hidden files are those of other programs."""
    found = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
    return sorted(found, key=attrgetter("name"), reverse=True)


def check_file(path: Path, evidence: Evidence) -> Result:
    """Check a file that lies among others."""
    if path.name.endswith(_COPY) and path.with_name(f"{path.name.removesuffix(_COPY)}.json").is_file():
        # The same diploma with the other signature alone, which does not cover the JSON that is read here.
        return Result(str(path), None, (_COPY_NOTE,), problem="not-a-diploma")
    return _judged(str(path), read_file(path, MAX_ARCHIVE), evidence, among_others=True)


def is_bundle_folder(path: Path) -> bool:
    """Whether a folder is a bundle that was unpacked."""
    return (path / CREDENTIAL).is_file() and (path / DID).is_file()


def check_codes(lines: Iterable[str], evidence: Evidence) -> Iterator[Result]:
    """Look up codes on the shelf, one a line, and check what is found. A line may be an address or the row of a table:
    its first cell that is a code counts. Empty lines and those that begin with ``#`` do not.
    """
    for line in lines:
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        try:
            code = _code(text)
        except MalformedError as error:
            yield Result(text[:200], None, (str(error),), problem="mistyped")
            continue
        yield _looked_up(code, evidence)


def _looked_up(code: str, evidence: Evidence) -> Result:
    shelf = evidence.shelf
    data = shelf.read(f"d/{code}.json", _MAX_CREDENTIAL) if shelf is not None else None
    if data is not None:
        result = _judged(code, data, evidence)
        view = result.report.view if result.report is not None else None
        if view is None or view.id.value.endswith(f"/d/{code}.json"):
            return result
        return Result(code, None, ("The file at its address is another diploma.",), problem="unknown-code")
    if shelf is not None and shelf.read(f"d/{code}.html", MAX_ARCHIVE) is not None:
        note = "Its page is there, without the diploma: its holder no longer shares it."
        return Result(code, None, (note,), problem="not-shared")
    return Result(code, None, ("This site has no diploma of that code.",), problem="unknown-code")


def _code(text: str) -> str:
    if found := CODE_IN_ADDRESS.search(text):
        return codes.read(found[1])
    cells = [cell.strip().strip('"') for cell in re.split(r"[;,\t]", text)]
    wrong: MalformedError | None = None
    for cell in cells:
        try:
            return codes.read(cell)
        except MalformedError as error:
            wrong = wrong or error
    raise wrong or MalformedError("there is no code in this line", reason="length")


def _judged(
    source: str, data: bytes, evidence: Evidence, *, address: str | None = None, among_others: bool = False
) -> Result:
    try:
        if form_of(data) is Form.ARCHIVE:
            return _judged_bundle(source, open_bundle(read_archive(data)), evidence)
        if evidence.link_key is not None:
            data = opened(data, evidence.link_key)
        carried = carried_credential(data)
    except MalformedError as error:
        if among_others and error.reason in _NOT_A_DIPLOMA:
            return Result(source, None, (str(error),), problem="not-a-diploma")
        if error.reason == "sealed":
            return Result(source, None, (_SEALED,), problem="sealed")
        return Result(source, _refused(error))
    if among_others and carried.form is Form.JSON and _is_another_document(carried.text):
        return Result(source, None, ("It says itself that it is something else.",), problem="not-a-diploma")
    notes: tuple[str, ...] = (_IMAGE,) if carried.form in (Form.SVG, Form.PNG) else ()
    found = evidence.examine(carried, address)
    page = None
    if carried.form is Form.PAGE and found.report.view is not None:
        from generator.site.pagecheck import compare_page  # noqa: PLC0415 - slow to load

        page = compare_page(data, look_at(carried.text), evidence.link_key)
        if page is None:
            notes += (_PAGE,)
    document = None
    if carried.form is Form.PDF:
        document = is_published(data, evidence.shelf) if evidence.shelf is not None else None
        notes += (_DOCUMENT,) if revisions(data) == 1 else (_DOCUMENT, _ADDED_TO)
        notes += () if document is None else (_PUBLISHED if document else _NOT_PUBLISHED,)
    notes += (*found.notes, *_warnings(found.report))
    report = doubting_the_clock(found.report, evidence.now) if evidence.by_clock else found.report
    return Result(source, report, notes, log=found.log, page=page, document=document)


def _judged_bundle(source: str, bundle: Bundle, evidence: Evidence) -> Result:
    judgement, found = evidence.judge(bundle)
    report = found.report
    notes = list(found.notes)
    if not judgement.anchored:
        notes.append(
            "The keys come from the bundle itself: they prove nothing about who issued this diploma."
        )
        if report[CheckId.PROOF].outcome is Outcome.PASSED:
            used = dict(report[CheckId.KEY].detail)["fingerprint"]
            notes.append(
                f"It was signed with the key {used}. Ask the school for its fingerprint, by telephone or on paper, "
                "and give that one with --fingerprint."
            )
    since = dict(report[CheckId.STATUS].detail).get("list date")
    if since is not None:
        notes.append(f"The status list is of {since}: what happened to the diploma later, it cannot say.")
    if found.log is not None and found.log is judgement.log:
        notes.append("The key of the transparency log comes from the bundle itself too.")
    return Result(source, report, (*notes, *_warnings(report)), log=found.log)


def _open_folder(path: Path) -> Bundle:
    names = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    return open_bundle(
        {file.relative_to(path).as_posix(): read_file(file, MAX_ARCHIVE) for file in names[:100]}
    )


def _refused(error: MalformedError) -> Report:
    """The report on a container that no credential could be taken out of: nothing was found false or true."""
    parse = Check(CheckId.PARSE, Outcome.NOT_CHECKED, error.reason, (("error", str(error)),))
    rest = (Check(check, Outcome.NOT_CHECKED, "not-reached") for check in CHECKS[1:])
    return Report(Verdict.CANNOT_CHECK, (parse, *rest), None)


def _is_another_document(text: bytes) -> bool:
    """Whether a JSON file in a folder claims to be something else, such as a did.json or a status list."""
    try:
        value = look_at(text) if len(text) <= MAX_BYTES else parse_object(text, max_bytes=4_000_000)
    except MalformedError:
        return False
    kinds = value.get("type")
    return not (
        isinstance(kinds, list) and ("OpenBadgeCredential" in kinds or "AchievementCredential" in kinds)
    )


def _warnings(report: Report) -> Iterator[str]:
    if report.view is None:
        return
    if RDFC.name not in dict(report[CheckId.PROOF].detail)["cryptosuite"].split(", "):
        yield _NO_RDFC
    used = dict(report[CheckId.KEY].detail)["fingerprint"]
    if used == demonstration_key(report.view.issuer_did.value).public.fingerprint:
        yield _DEMONSTRATION
