"""The chapters about candidates: where they stand and what stands in the way, who left and why, what waits for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from generator.issuing.overview import Line
from generator.outreach.plan import MailPlan, Standing
from generator.records.mail import MailKind
from generator.records.tree import Tree
from generator.reports.table import Cell, Chapter, Column, Named, Row, Table
from generator.rules.progress import STAGES, Stage
from generator.rules.reconciliation import Outcome
from generator.rules.sentence import Sentence

if TYPE_CHECKING:
    from generator.intake.results.reconciling import Outlook
    from generator.intake.results.waiting import Waiting

__all__ = ["candidates_chapter", "mail_chapter", "reconciliation_chapter"]

_S = Sentence
_TOTAL: Final = _S("Total", "Total")
_CANDIDATE: Final = Column(_S("Candidat", "Candidate"))
_PROGRAMME: Final = Column(_S("Programme", "Programme"))
_COURSE: Final = Column(_S("Cours", "Course"))
_SESSION: Final = Column(_S("Session", "Session"))
_WHY: Final = Column(_S("Pourquoi", "Why"))
_QUIET_DAYS: Final = 365
"""Days without an exam after which a candidate who has not left may have given up."""


def candidates_chapter(
    tree: Tree, lines: Iterable[Line], day: date, programme: Named, person: Named
) -> Chapter:
    """Where everyone stands, and who has to act."""
    listed = tuple(lines)
    tables = (
        _stages(tree, listed, programme),
        _blocked(tree, listed, programme, person),
        _entitled(listed, programme, person),
        _gone(tree, listed, day, programme, person),
    )
    return Chapter(
        "candidates",
        _S("Candidats", "Candidates"),
        _S(
            "Où en est chaque inscription, ce qui la bloque, et qui a abandonné.",
            "Where every registration stands, what blocks it, and who has given up.",
        ),
        tables,
    )


def _stages(tree: Tree, lines: tuple[Line, ...], programme: Named) -> Table:
    found = Counter((line.programme, line.progress.stage) for line in lines)
    stages = [stage for stage in STAGES if any((slug, stage) in found for slug in tree.programmes)]
    slugs = [slug for slug in tree.programmes if any((slug, stage) in found for stage in stages)]
    columns = (
        _PROGRAMME,
        *(Column(_capital(STAGES[stage]), "count") for stage in stages),
        Column(_TOTAL, "count"),
    )
    rows = tuple(
        (
            programme(slug),
            *(found[slug, stage] for stage in stages),
            sum(found[slug, stage] for stage in stages),
        )
        for slug in slugs
    )
    total: Row = (_TOTAL, *(sum(found[slug, stage] for slug in slugs) for stage in stages), len(lines))
    title = _S("Inscriptions par étape", "Registrations by stage")
    return Table("stages", title, columns, rows, total=total, chart=len(columns) - 1)


def _blocked(tree: Tree, lines: tuple[Line, ...], programme: Named, person: Named) -> Table:
    rows = tuple(
        (
            person(line.candidate),
            programme(line.programme),
            _S(tree.courses[item.course].title.fr, tree.courses[item.course].title.en)
            if item.course in tree.courses
            else item.course,
            item.session or "",
            item.sentence,
        )
        for line in lines
        if line.progress.stage == "blocked"
        for item in line.progress.blocks
    )
    return Table(
        "blocked",
        _S("Bloqués : il ne manque qu’un acte de quelqu’un", "Blocked: only an act of somebody is missing"),
        (_CANDIDATE, _PROGRAMME, _COURSE, _SESSION, _WHY),
        rows,
        heads=2,
    )


def _entitled(lines: tuple[Line, ...], programme: Named, person: Named) -> Table:
    rows = tuple(
        (person(line.candidate), programme(line.programme), line.progress.measure)
        for line in lines
        if line.progress.stage == "entitled"
    )
    return Table(
        "entitled",
        _S("Ont tout réussi et attendent un jury", "Entitled, waiting for an edition"),
        (_CANDIDATE, _PROGRAMME, Column(_S("Acquis", "Passed"))),
        rows,
        heads=2,
    )


def _gone(tree: Tree, lines: tuple[Line, ...], day: date, programme: Named, person: Named) -> Table:
    last: dict[str, date] = {}
    for record in tree.results.values():
        for one in record.results:
            if one.date <= day:
                last[one.candidate] = max(one.date, last.get(one.candidate, one.date))
    rows: list[Row] = []
    for line in lines:
        reason = _reason(tree, line, last.get(line.candidate), day)
        if reason is not None:
            rows.append((person(line.candidate), programme(line.programme), *reason, line.progress.measure))
    return Table(
        "abandoned",
        _S("Abandons, et pourquoi", "Given up, and why"),
        (
            _CANDIDATE,
            _PROGRAMME,
            _WHY,
            Column(_S("Depuis", "Since"), "day"),
            Column(_S("Acquis", "Passed")),
        ),
        tuple(rows),
        _S(
            f"« Sans nouvelles » : aucun examen depuis {_QUIET_DAYS} jours, sans que personne ait quitté le programme.",
            f"“No news”: no exam for {_QUIET_DAYS} days, although the candidate has not left the programme.",
        ),
        heads=2,
    )


def _reason(tree: Tree, line: Line, last: date | None, day: date) -> tuple[Cell, Cell] | None:
    stage: Stage = line.progress.stage
    entry = tree.candidates[line.candidate].registration(line.programme)
    if stage == "withdrawn":
        return _S("inscription retirée", "withdrew"), entry.withdrawn if entry else None
    if stage == "out-of-time":
        return _S("délai expiré", "ran out of time"), line.progress.deadline
    if stage in ("registered", "under-way") and entry is not None:
        since = max(last, entry.date) if last is not None else entry.date
        if (day - since).days >= _QUIET_DAYS:
            return _S("sans nouvelles", "no news"), since
    return None


_OUTCOME_WORDS: Final[Mapping[Outcome, Sentence]] = {
    "ambiguous": _S("Ambiguës", "Ambiguous"),
    "contradicted": _S("Contredites", "Contradicted"),
    "claimed-not-transmitted": _S("Déclarées, non transmises", "Claimed, not transmitted"),
    "invalidated": _S("Invalidées", "Invalidated"),
    "identity-not-checked": _S("Identité non vérifiée", "Identity not checked"),
    "below-mark": _S("Insuffisantes", "Below the mark"),
    "no-result": _S("Sans résultat", "No result"),
    "verified": _S("Vérifiées", "Verified"),
    "transmitted-not-registered": _S("Non inscrits ici", "Not registered here"),
}


def reconciliation_chapter(
    outlooks: Iterable[Outlook], waiting: Iterable[Waiting], course: Named, person: Named
) -> Chapter:
    """What the confrontation of register, declarations and files came to, and what it leaves to people."""
    rows = []
    sums: Counter[Outcome] = Counter()
    for item in outlooks:
        counts = item.outcome.counts
        sums.update(counts)
        rows.append(
            (
                course(item.outcome.course),
                item.outcome.session,
                *(counts.get(one, 0) for one in _OUTCOME_WORDS),
            )
        )
    outcomes = Table(
        "reconciliation",
        _S("Lignes et déclarations par session et par issue", "Rows and claims by session and outcome"),
        (_COURSE, _SESSION, *(Column(words, "count") for words in _OUTCOME_WORDS.values())),
        tuple(rows),
        total=(_TOTAL, "", *(sums[one] for one in _OUTCOME_WORDS)),
        heads=2,
    )
    return Chapter(
        "reconciliation",
        _S("Rapprochement des résultats", "Reconciliation of results"),
        _S(
            "Ce que les candidats déclarent, confronté à ce que la plateforme transmet. Rien d’ambigu n’est accepté.",
            "What candidates declare, confronted with what the platform transmits. Nothing ambiguous is accepted.",
        ),
        (outcomes, _questions(waiting, course, person)),
    )


def _questions(waiting: Iterable[Waiting], course: Named, person: Named) -> Table:
    rows = tuple(
        (
            course(item.course),
            item.session,
            _OUTCOME_WORDS[one.outcome],
            person(one.candidate) if one.candidate else "",
            one.sentence,
        )
        for item in waiting
        for one in item.findings
    )
    return Table(
        "questions",
        _S("Ce qui attend une décision", "What waits for a decision"),
        (_COURSE, _SESSION, Column(_S("Issue", "Outcome")), _CANDIDATE, _WHY),
        rows,
        heads=2,
    )


_KINDS: Final[Mapping[MailKind, Sentence]] = {
    "registered": _S("inscription reçue", "registered"),
    "withdrawn": _S("inscription retirée", "withdrawn"),
    "course-starts": _S("un cours commence", "a course starts"),
    "exam-opens": _S("un examen ouvre", "an exam opens"),
    "exam-closes": _S("un examen ferme", "an exam closes"),
    "result": _S("résultat", "result"),
    "contradicted": _S("résultat contredit", "contradicted result"),
    "issued": _S("diplôme émis", "diploma issued"),
    "corrected": _S("diplôme corrigé", "diploma corrected"),
    "revoked": _S("diplôme révoqué", "diploma revoked"),
    "reinstated": _S("diplôme rétabli", "diploma reinstated"),
    "window-ending": _S("délai bientôt expiré", "time is running out"),
}
_STANDINGS: Final[Mapping[Standing, Sentence]] = {
    "due": _S("À envoyer", "Due"),
    "question": _S("À trancher", "To be settled"),
    "refused": _S("Refusés", "Refused"),
    "address-refused": _S("Adresse refusée", "Address refused"),
    "declined": _S("Rappels déclinés", "Reminders declined"),
    "not-started": _S("Pas commencés", "Not started"),
    "off": _S("Désactivés", "Switched off"),
    "past": _S("Du passé", "Of the past"),
    "never": _S("Jamais", "Never"),
    "sent": _S("Envoyés", "Sent"),
}


def mail_chapter(plan: MailPlan | None, person: Named) -> Chapter:
    """Who should be written to, by the plan of mail of the day."""
    tables = () if plan is None else (_plan(plan), _due(plan, person))
    silent = _S("Ce site n’écrit à personne.", "This site writes to nobody.")
    lead = _S(
        "Les messages dont l’heure est venue, et ce qu’ils deviennent. Rien n’est envoyé par ce rapport.",
        "The messages whose time has come, and what becomes of them. This report sends nothing.",
    )
    return Chapter(
        "mail", _S("À qui écrire", "Who should be written to"), silent if plan is None else lead, tables
    )


def _plan(plan: MailPlan) -> Table:
    found = Counter((item.message.kind, item.standing) for item in plan.items)
    standings = [one for one in _STANDINGS if one == "due" or any((kind, one) in found for kind in _KINDS)]
    kinds = [kind for kind in _KINDS if any((kind, one) in found for one in standings)]
    return Table(
        "mail-plan",
        _S("Messages par sorte et par état", "Messages by kind and standing"),
        (Column(_S("Message", "Message")), *(Column(_STANDINGS[one], "count") for one in standings)),
        tuple((_capital(_KINDS[kind]), *(found[kind, one] for one in standings)) for kind in kinds),
        total=(_TOTAL, *(sum(found[kind, one] for kind in kinds) for one in standings)),
        chart=1,
    )


def _due(plan: MailPlan, person: Named) -> Table:
    def rows() -> Iterator[Row]:
        for message in sorted(plan.due, key=lambda one: (one.closes, one.key)):
            yield person(message.candidate), _KINDS[message.kind], message.why, message.opens, message.closes

    return Table(
        "mail-due",
        _S("Messages à envoyer", "Messages that are due"),
        (
            _CANDIDATE,
            Column(_S("Message", "Message")),
            _WHY,
            Column(_S("À partir du", "From"), "day"),
            Column(_S("Au plus tard", "At the latest"), "day"),
        ),
        tuple(rows()),
        heads=2,
    )


def _capital(words: Sentence) -> Sentence:
    return _S(words.fr[:1].upper() + words.fr[1:], words.en[:1].upper() + words.en[1:])
