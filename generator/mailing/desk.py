"""The desk: everything that a command about mail works with, read once. Nothing is changed by opening it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.adapters.files import load_tree
from generator.adapters.ledger import Ledger
from generator.adapters.look import look_files
from generator.adapters.mailledger import MailLedger
from generator.adapters.transmissions import TransmissionStore
from generator.adapters.transport import Parcel
from generator.errors import Diagnostic, DocumentError, LedgerError, RecordError
from generator.mailing.contents import values_of
from generator.mailing.envelope import Attachment, NoDocumentError, compose
from generator.mailing.letter import Letter, Letters
from generator.outreach.diplomas import Diploma
from generator.outreach.disagreement import HeldBack, held_back
from generator.outreach.message import Message
from generator.outreach.plan import MailPlan, plan_mail
from generator.outreach.results import DAYS_OF_NEWS
from generator.records.mail import MailSettings
from generator.records.tree import Tree
from generator.rules.standing import Sitting, sittings_by_candidate
from generator.site.badge import svg_badge
from generator.site.documents.published import MAILING
from generator.trust.canonical import canonical
from generator.trust.instant import parse_instant
from generator.trust.ledger import Act, CredentialLine
from generator.trust.sealedpage import link_key, to_fragment
from generator.trust.strictjson import JsonObject
from generator.trust.view import fields

if TYPE_CHECKING:
    from generator.documents.single import Printer

__all__ = [
    "WITH_DOCUMENTS",
    "Desk",
    "Written",
    "open_desk",
    "read_diplomas",
    "read_templates",
    "read_waiting",
    "signed_at",
]

WITH_DOCUMENTS = frozenset({"issued", "corrected"})


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words and as the bytes that leave."""

    message: Message
    letter: Letter
    parcel: Parcel


@dataclass(frozen=True)
class Desk:
    """Records, diplomas, mail ledger and templates of one site, and the plan that follows from them."""

    root: Path
    tree: Tree
    settings: MailSettings
    ledger: MailLedger
    diplomas: tuple[Diploma, ...]
    letters: Letters
    plan: MailPlan

    @cached_property
    def sittings(self) -> Mapping[str, tuple[Sitting, ...]]:
        """Every candidate's transmitted results."""
        return sittings_by_candidate(self.tree.results)

    @cached_property
    def _fragments(self) -> Mapping[str, str]:
        """What opens the diplomas that are sealed, by code."""
        return {one.code: one.fragment for one in self.diplomas if one.fragment}

    def documents(self, messages: Sequence[Message]) -> Mapping[str, CredentialLine]:
        """The diplomas that go with some of the messages, by code, in one pass over the ledger."""
        wanted = {message.code for message in messages if message.kind in WITH_DOCUMENTS and message.code}
        if not wanted:
            return {}
        lines = (item.value for item in Ledger(self.root).all_credentials())
        return {line.code: line for line in lines if line.code in wanted}

    def write(self, message: Message, now: datetime, documents: Mapping[str, CredentialLine]) -> Written:
        """The message as it would leave at `now`. Raises `TemplateFaultError` and `UnwritableError`."""
        candidate = self.tree.candidates[message.candidate]
        line = documents.get(message.code) if message.code else None
        values = values_of(self.tree, self.sittings, message, self.plan.day, self.settings)
        values["printed"] = line is not None and self._is_mailed(line)
        if message.code and (fragment := self._fragments.get(message.code)):
            # What lies at the other address is ciphertext; the diploma itself is attached.
            values |= {"diploma_url": f"{values['diploma_url']}{fragment}", "credential_url": None}
        letter = self.letters.write(message.kind, candidate.language, values)
        parcel = compose(
            letter,
            self.settings,
            digest=message.digest,
            name=candidate.name.display,
            address=candidate.email,
            language=candidate.language,
            now=now,
            attachments=(*_attachments(line), *self._printed(line)) if line is not None else (),
        )
        return Written(message, letter, parcel)

    def _is_mailed(self, line: CredentialLine) -> bool:
        return self.tree.programmes[line.programme].documents in MAILING

    def _printed(self, line: CredentialLine) -> tuple[Attachment, ...]:
        """The diploma to print, where the programme mails it. Raises `NoDocumentError` where it cannot go along: a
        letter that speaks of a file must have it."""
        if not self._is_mailed(line):
            return ()
        try:
            data = self._printer.pdf(line)
        except DocumentError as error:
            problem = error.diagnostics[0] if error.diagnostics else None
            said = str(error) if problem is None else f"{error}: {problem.code} {problem.message}"
            raise NoDocumentError(f"the PDF cannot be made: {said}") from None
        size, most = -(-len(data) // 1000), self.settings.document_kilobytes
        if size > most:
            raise NoDocumentError(f"the PDF has {size} kB, and {most} is the most that a message carries")
        return (Attachment(f"{line.code}.pdf", data, "application", "pdf"),)

    @cached_property
    def _printer(self) -> Printer:
        # The typesetter and its fonts are slow to load, and most runs attach nothing.
        from generator.documents.single import Printer  # noqa: PLC0415

        moment = datetime.combine(self.plan.day, time.max, UTC)
        return Printer(self.root, self.tree, {one.code: one.acts for one in self.diplomas}, moment)


def open_desk(root: Path, day: date) -> Desk:
    """Read the site at `root` and plan its mail for `day`.

    Raises `RecordError` (`M501` where the site has no settings for mail) and `LedgerError`.
    """
    tree = load_tree(root)
    settings = tree.site.mail
    if settings is None:
        problem = Diagnostic(
            "content/site.yml",
            0,
            0,
            "M501",
            "the site does not say as whom it writes",
            "Add 'mail:' with sender, name and since; docs/records.md shows it.",
        )
        raise RecordError("no mail is sent from this site", [problem])
    ledger = MailLedger(root)
    diplomas = tuple(read_diplomas(Ledger(root)))
    letters = Letters(read_templates(root))
    plan = plan_mail(tree, diplomas, ledger.book(), day, read_waiting(root, tree, day))
    return Desk(root, tree, settings, ledger, diplomas, letters, plan)


def read_waiting(root: Path, tree: Tree, day: date) -> Mapping[str, Sequence[HeldBack]]:
    """What contradictions keep from the results, by candidate, in sessions of which there may be news on that day."""
    store = TransmissionStore(root)
    since = day - timedelta(days=DAYS_OF_NEWS)
    found: dict[str, list[HeldBack]] = {}
    register = None
    claimed: dict[tuple[str, str], date] = {}
    for record in tree.candidates.values():
        for one in record.deposits:
            place = (one.course, one.session)
            claimed[place] = max(one.date, claimed.get(place, one.date))
    for course, session in store.sessions() if claimed else ():
        transmission = store.in_force(course, session)
        if transmission is None or course not in tree.courses or transmission.header.received > day:
            continue
        if max(transmission.header.received, claimed.get((course, session), since)) < since:
            continue
        # Comparing names needs anyascii, which is slow to load; most days bring no file.
        from generator.rules.matching import Register  # noqa: PLC0415
        from generator.rules.reconciliation import reconcile  # noqa: PLC0415
        from generator.rules.sources import SessionCase  # noqa: PLC0415

        register = register or Register.of(tree.candidates)
        decided = tree.resolutions.get((course, session))
        case = SessionCase(course, tree.courses[course], session, transmission, decided)
        for held in held_back(case, reconcile(case, register), tree.candidates):
            found.setdefault(held.candidate, []).append(held)
    return found


def read_diplomas(ledger: Ledger) -> Iterator[Diploma]:
    """Every diploma of the ledger, with what was done to it. Signatures are not verified here."""
    acts: dict[str, list[Act]] = {}
    for act in ledger.acts():
        acts.setdefault(act.value.code, []).append(act.value)
    for chain in ledger.revisions():
        # Signing a batch anew is no news to anybody: the day is that of the first signature.
        first = (
            {item.value.code: signed_at(item.value) for item in ledger.credentials(chain[0])}
            if chain[1:]
            else {}
        )
        for item in ledger.credentials(chain[-1]):
            line = item.value
            signed = first.get(line.code) or signed_at(line)
            if signed is None:
                raise LedgerError(
                    "the ledger is damaged",
                    [item.problem("L301", "its diploma does not say when it was signed")],
                )
            yield Diploma(
                code=line.code,
                candidate=line.candidate,
                programme=line.programme,
                edition=line.edition,
                signed=signed,
                dates={
                    name: value
                    for name in ("validFrom", "validUntil")
                    if isinstance(value := line.credential.get(name), str)
                },
                acts=tuple(acts.get(line.code, ())),
                fragment=_fragment(line, acts.get(line.code, ())),
            )


def _fragment(line: CredentialLine, acts: Sequence[Act]) -> str:
    if line.salt is None or not line.is_sealed(acts):
        return ""
    return f"#{to_fragment(link_key(line.salt, line.code))}"


def signed_at(line: CredentialLine) -> datetime | None:
    """When a diploma was signed, None where it does not say."""
    proofs = line.credential.get("proof")
    found = [
        created
        for proof in (proofs if isinstance(proofs, list) else [proofs])
        if isinstance(proof, dict) and isinstance(created := proof.get("created"), str)
    ]
    return min((parse_instant(one) for one in found), default=None)


def _attachments(line: CredentialLine) -> tuple[Attachment, ...]:
    """The signed diploma, byte for byte what the site publishes, and the badge that holds it."""
    credential: JsonObject = line.credential
    document = canonical(credential)
    return (
        Attachment(f"{line.code}.json", document, "application", "json"),
        Attachment(f"badge-{line.code}.svg", svg_badge(document, fields(credential)), "image", "svg+xml"),
    )


def read_templates(root: Path) -> dict[str, str]:
    """The templates of messages of the site at `root`, by file name."""
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in look_files(root, "mail").items()
        if path.suffix in (".txt", ".html")
    }
