"""The documents of one diploma, as bytes: for the pack that its holder hands to an employer, and for mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from generator.adapters.logstore import LogStore
from generator.adapters.typesetting import Typesetter
from generator.documents.one import Subject, draft_of, proof_in, set_document
from generator.documents.recorded import image_problems, recorded_of
from generator.errors import DocumentError
from generator.records.tree import Tree
from generator.site.documents.published import PRINTED
from generator.site.documents.setting import Kind, Setting
from generator.trust.canonical import canonical
from generator.trust.diplomastate import state_of
from generator.trust.ledger import Act, CredentialLine
from generator.trust.sealedpage import link_of
from generator.trust.transparency import TransparencyLog
from generator.trust.view import fields

__all__ = ["PACK", "Printer", "pack"]

PACK = {"diploma.pdf": Kind.DIPLOMA, "transcript.pdf": Kind.TRANSCRIPT}
"""The names of a pack's documents."""


@dataclass
class Printer:
    """Prints one diploma after the other, from one compiler. `acts` are those on each code, `moment` judges states."""

    root: Path
    tree: Tree
    acts: Mapping[str, tuple[Act, ...]]
    moment: datetime

    @cached_property
    def _press(self) -> Typesetter:
        if wrong := tuple(image_problems(self.root, self.tree.issuers, self.tree.programmes)):
            raise DocumentError("the images of documents cannot be used", wrong)
        return Typesetter(self.root)

    @cached_property
    def _log(self) -> TransparencyLog | None:
        store = LogStore(self.root)
        return store.load() if store.exists() else None

    def pdf(self, line: CredentialLine, kind: Kind = Kind.DIPLOMA) -> bytes:
        """A document on A4, in the diploma's own language: the file that `parchemin documents` makes by default. Raises
        `DocumentError` where the diploma was taken back, or cannot be printed."""
        acts = self.acts.get(line.code, ())
        state = state_of(line.credential, acts, self.moment).state
        if state not in PRINTED:
            raise DocumentError(f"this diploma is {state}: no documents are made of it")
        view, document = fields(line.credential), canonical(line.credential)
        signed = "en" if view.language is not None and view.language.value == "en" else "fr"
        recorded = recorded_of(
            self.tree.issuers[line.issuer],
            self.tree.programmes[line.programme],
            view,
            self.tree.site.base_url,
            root=self.root,
            proof=proof_in(self._log, line),
            link=link_of(line, self.tree.site.base_url, sealed=line.is_sealed(acts)),
        )
        draft = draft_of(
            self._press,
            self.root,
            line.code,
            view,
            document,
            setting=Setting(kind, "a4", "en" if signed == "en" else "fr"),
            recorded=recorded,
            base_url=self.tree.site.base_url,
        )
        subject = Subject("candidates/ledger/credentials", 0, line.candidate)
        return set_document(self._press, draft, view, subject)


def pack(printer: Printer, line: CredentialLine) -> dict[str, bytes]:
    """Diploma and transcript, for the pack of a diploma that was verified. Raises `DocumentError` as `Printer.pdf`."""
    return {name: printer.pdf(line, kind) for name, kind in PACK.items()}
