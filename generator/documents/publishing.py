"""Documents on the site, and whether a file is one of ours.

A PDF cannot hold its own digest, and a credential that named the PDF could not be inside it. Three things tell an
edited copy from
the original: the signed diploma inside it, which every verifier shows as the truth; the digests that the site
publishes beside
its diplomas (`documents/digests/`); and, for the school, that the same diploma gives the same bytes again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

from generator.adapters.atomic import replace
from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.typesetting import DoesNotFitError, Typesetter
from generator.documents.making import Report
from generator.documents.one import draft_of, lacks, proof_in
from generator.documents.recorded import recorded_of
from generator.documents.selecting import Selection
from generator.errors import DocumentError, MalformedError
from generator.issuing.bundling import find_line
from generator.issuing.segment import CODE_SIZE
from generator.records.tree import Tree
from generator.site.documents.facts import awarded_instant
from generator.site.documents.published import FOLDER, NOTICE, PRINTED, PUBLISHING, digest_lists
from generator.site.documents.setting import Kind, Paper, Setting, Tongue, courses
from generator.trust import code as codes
from generator.trust.canonical import canonical
from generator.trust.carriers import carried_credential
from generator.trust.diplomastate import state_of
from generator.trust.sealedpage import link_of
from generator.trust.strictjson import parse_object
from generator.trust.view import CredentialView, fields

__all__ = ["Comparison", "compare_file", "publish_documents", "published_names"]

_KEPT: Final = "PUBLISHED"
"""In the folder of documents: the digests of all that was ever published or handed out from it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a file is byte for byte one of ours, in a sentence."""

    same: bool
    sentence: str


def publish_documents(
    tree: Tree, selection: Selection, report: Report, source: Path, site: Path
) -> tuple[int, int]:
    """Put documents and digests into a built site, as the programmes' settings say; take away those of diplomas that
    have none any more. Returns how many files are published, and how many digests.

    The digests are in 256 files by how they begin: whoever asks for one tells the site nothing of whose it is, and
    the files
    tell nobody more than how many documents there are. Those of earlier runs stay: what was an original is one.
    """
    if not (site / "d").is_dir():
        raise DocumentError(f"{site} is no built site", hint="Run parchemin build first.")
    folder = site / FOLDER
    (folder / "digests").mkdir(parents=True, exist_ok=True)
    # What is published sealed is not published in clear beside.
    for code in (*report.none, *report.sealed):
        for file in folder.glob(f"{code}-*"):
            file.unlink()
    published, digests = 0, _digests(source / _KEPT)
    for name, digest in report.files.items():
        setting = tree.programmes[selection.places[name[:CODE_SIZE]].programme].documents
        if setting == "none":
            continue
        digests.add(digest)
    for name in published_names(tree, selection, report):
        replace(folder / name, (source / name).read_bytes())
        published += 1
    replace(source / _KEPT, "".join(f"{one}\n" for one in sorted(digests)).encode())
    lists = dict(digest_lists(digests))
    notice = lists.pop(NOTICE)
    for address, listed in lists.items():
        (site / address).write_bytes(listed)
    (site / NOTICE).write_bytes(notice)  # last: it says that the lists are there
    return published, len(digests)


def published_names(tree: Tree, selection: Selection, report: Report) -> tuple[str, ...]:
    """The documents that are put on the site itself, by name."""
    return tuple(
        name
        for name in report.files
        if tree.programmes[selection.places[name[:CODE_SIZE]].programme].documents in PUBLISHING
        and name[:CODE_SIZE] not in report.sealed
    )


def _digests(path: Path) -> set[str]:
    try:
        return set(path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return set()


def compare_file(root: Path, tree: Tree, data: bytes) -> Comparison:
    """Make every document of the diploma inside `data` again, and compare. Raises `MalformedError` where there is no
    diploma inside, `LedgerError` where it is not in the ledger."""
    inside = carried_credential(data).text
    code = _code_in(inside)
    line = find_line(Ledger(root), code)
    document = canonical(line.credential)
    if _canonical(inside) != document:
        return Comparison(False, f"the diploma inside it is not the one that was issued as {code}")
    acts = [item.value for item in Ledger(root).acts() if item.value.code == code]
    state = state_of(line.credential, acts, datetime.now(UTC)).state
    view = fields(line.credential)
    press = Typesetter(root)
    store = LogStore(root)
    proof = proof_in(store.load() if store.exists() else None, line)
    issuer, programme = tree.issuers[line.issuer], tree.programmes[line.programme]
    wanted = hashlib.sha256(data).digest()
    link = link_of(line, tree.site.base_url, sealed=line.is_sealed(acts))
    for with_proof in dict.fromkeys((proof, None)):
        recorded = recorded_of(
            issuer, programme, view, tree.site.base_url, root=root, proof=with_proof, link=link
        )
        for setting in _every_setting(len(view.results)):
            if lacks(setting.kind, recorded):
                continue
            draft = draft_of(
                press,
                root,
                code,
                view,
                document,
                setting=setting,
                recorded=recorded,
                base_url=tree.site.base_url,
            )
            try:
                made = press.pdf(draft.template, draft.data, awarded_instant(view))
            except DoesNotFitError:
                continue
            if hashlib.sha256(made).digest() == wanted:
                course = f" {setting.course}" if setting.kind is Kind.COURSE else ""
                note = "" if state in PRINTED else f", but the diploma is {state}"
                what = f"{setting.kind}{course}, {setting.paper}, {setting.tongue}"
                return Comparison(True, f"it is ours, byte for byte ({what}){note}")
    return Comparison(
        False,
        f"it is none of the files that the templates of today make of {code}: it was edited, or made with an earlier "
        f"state of templates, records or log. The diploma inside it is genuine: its holder is {_holder(view)}",
    )


def _every_setting(results: int) -> Iterator[Setting]:
    for kind in Kind:
        papers: tuple[Paper, ...] = get_args(Paper)
        tongues: tuple[Tongue, ...] = ("fr",) if kind is Kind.REALISATION else get_args(Tongue)
        yield from (
            Setting(kind, paper, tongue, specimen, course)
            for specimen in (False, True)
            for paper in papers
            for tongue in tongues
            for course in courses(kind, results)
        )


def _code_in(text: bytes) -> str:
    address = fields(parse_object(text)).id.value
    name = address.rpartition("/")[2].removesuffix(".json")
    try:
        return codes.read(name)
    except MalformedError:
        raise MalformedError(f"its address holds no code: {address}", reason="code") from None


def _canonical(text: bytes) -> bytes:
    return canonical(parse_object(text))


def _holder(view: CredentialView) -> str:
    return view.holder_name.value
