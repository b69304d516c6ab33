"""The documents of one diploma, as bytes: for the pack that its holder hands to an employer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from generator.adapters.typesetting import Typesetter
from generator.documents.making import PRINTED
from generator.documents.one import Subject, draft_of, set_document
from generator.documents.recorded import image_problems, recorded_of
from generator.errors import DocumentError
from generator.records.tree import Tree
from generator.site.bundle import BundleParts
from generator.site.documents.setting import Kind, Setting
from generator.trust.ledger import Act, CredentialLine, state_of
from generator.trust.sealedpage import link_of
from generator.trust.view import fields

__all__ = ["PACK", "pack"]

PACK = {"diploma.pdf": Kind.DIPLOMA, "transcript.pdf": Kind.TRANSCRIPT}
"""The names of a pack's documents."""


def pack(
    root: Path,
    tree: Tree,
    line: CredentialLine,
    parts: BundleParts,
    *,
    acts: tuple[Act, ...],
    moment: datetime,
) -> dict[str, bytes]:
    """Diploma and transcript of a diploma whose `parts` were verified. Raises `DocumentError` where it was taken
    back, or cannot be printed."""
    state = state_of(line.credential, acts, moment).state
    if state not in PRINTED:
        raise DocumentError(f"this diploma is {state}: no documents are made of it")
    issuer, programme = tree.issuers[line.issuer], tree.programmes[line.programme]
    if wrong := tuple(image_problems(root, tree.issuers, {line.programme: programme})):
        raise DocumentError("the images of documents cannot be used", wrong)
    press, view = Typesetter(root), fields(line.credential)
    proof = parts.log.proof if parts.log is not None else None
    link = link_of(line, tree.site.base_url, sealed=line.is_sealed(acts))
    recorded = recorded_of(issuer, programme, view, tree.site.base_url, root=root, proof=proof, link=link)
    subject = Subject("candidates/ledger/credentials", 0, line.candidate)
    signed = "en" if view.language is not None and view.language.value == "en" else "fr"
    made = {}
    for name, kind in PACK.items():
        draft = draft_of(
            press,
            root,
            line.code,
            view,
            parts.document,
            setting=Setting(kind, "a4", "en" if signed == "en" else "fr"),
            recorded=recorded,
            base_url=tree.site.base_url,
        )
        made[name] = set_document(press, draft, view, subject)
    return made
