"""Before signing: whether each diploma that is due could be printed, while its record can still be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.adapters.files import read_record
from generator.adapters.typesetting import Typesetter
from generator.documents.one import Subject, draft_of, set_document
from generator.documents.recorded import image_problems, recorded_of
from generator.errors import Diagnostic, DocumentError
from generator.issuing.awards import Place, award_of
from generator.issuing.book import status_list_url
from generator.issuing.planning import Plan
from generator.records.tree import Tree
from generator.records.yaml import load
from generator.site.documents.setting import FORMATS, Setting
from generator.trust import code as codes
from generator.trust.canonical import canonical
from generator.trust.credential import Award, build
from generator.trust.view import fields

__all__ = ["rehearse"]

_NOBODY = codes.make(bytes(range(40, 56)))


def rehearse(root: Path, tree: Tree, plan: Plan) -> tuple[Diagnostic, ...]:
    """What would keep the documents of the due diplomas from being made; of programmes that have documents."""
    due = [
        edition
        for edition in plan.editions
        if edition.due and tree.programmes[edition.programme].documents != "none"
    ]
    if not due:
        return ()
    programmes = {edition.programme: tree.programmes[edition.programme] for edition in due}
    problems = list(image_problems(root, tree.issuers, programmes))
    if problems:
        return tuple(problems)
    try:
        press = Typesetter(root)
    except DocumentError as error:
        return error.diagnostics
    for edition in due:
        for serial, decision in enumerate(edition.due, start=1):
            did = tree.issuers[edition.issuer].did
            place = Place(_NOBODY, serial, status_list_url(did, 1), 0)
            award = award_of(tree, edition.edition_id, decision, place)
            problems += _printed(
                root, tree, press, award, candidate=decision.candidate, programme=edition.programme
            )
    return tuple(dict.fromkeys(problems))


def _printed(
    root: Path, tree: Tree, press: Typesetter, award: Award, *, candidate: str, programme: str
) -> Iterator[Diagnostic]:
    path = f"candidates/register/{candidate}.yml"
    line = load(read_record(root, path), path).problem(("name",), "P101", "").line
    unsigned = build(award)
    view, document = fields(unsigned), canonical(unsigned)
    record = tree.programmes[programme]
    recorded = recorded_of(
        tree.issuers[record.issuer], record, view, tree.site.base_url, root=root, proof=None
    )
    for paper in FORMATS:
        draft = draft_of(
            press,
            root,
            _NOBODY,
            view,
            document,
            setting=Setting(paper=paper, tongue="both"),
            recorded=recorded,
            base_url=tree.site.base_url,
        )
        try:
            set_document(press, draft, view, Subject(path, line, candidate))
        except DocumentError as error:
            yield from error.diagnostics
