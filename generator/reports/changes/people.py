"""Changes of what is private: candidates, results, decisions, payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from generator.records.base import Language
from generator.records.candidate import Candidate
from generator.records.edition import Edition
from generator.records.resolution import Resolutions
from generator.records.result import Result, Results
from generator.records.tree import Tree
from generator.reports.changes.catalogue import changed_fields, euros
from generator.reports.changes.change import Change, Person, by_days, by_key
from generator.rules.sentence import Sentence

__all__ = ["people_changes"]

_S = Sentence
_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")


def people_changes(before: Tree, after: Tree, person: Person) -> Iterator[Change]:
    """Everything that changed in the private records."""
    yield from _candidates(before.candidates, after.candidates, person)
    for key in sorted(before.results.keys() | after.results.keys()):
        if before.results.get(key) != after.results.get(key):
            yield from _results(key, before.results.get(key), after.results.get(key), person)
    for key in sorted(before.resolutions.keys() | after.resolutions.keys()):
        yield from _resolutions(key, before.resolutions.get(key), after.resolutions.get(key), person)
    yield from _editions(before.editions, after.editions, person)
    yield from _payments(before, after)


def _candidates(
    before: Mapping[str, Candidate], after: Mapping[str, Candidate], person: Person
) -> Iterator[Change]:
    new, gone, both = by_key(before, after)
    for name in new:
        who, where = person(name), ", ".join(entry.programme for entry in after[name].registrations)
        said = _S(f"{who} s’inscrit : {where}.", f"{who} registers: {where}.")
        yield Change("candidates", "candidate-new", name, said, name)
    for name in gone:
        who = person(name)
        said = _S(f"{who} n’est plus au registre.", f"{who} is no longer in the register.")
        yield Change("candidates", "candidate-removed", name, said, name)
    for name in both:
        if before[name] != after[name]:
            yield from _candidate(name, before[name], after[name], person(name))


def _candidate(name: str, before: Candidate, after: Candidate, who: str) -> Iterator[Change]:
    known = {(entry.programme, entry.date): entry for entry in before.registrations}
    for entry in after.registrations:
        former = known.get((entry.programme, entry.date))
        if former is None:
            said = _S(f"{who} s’inscrit : {entry.programme}.", f"{who} registers: {entry.programme}.")
            yield Change("candidates", "registered", f"{name}/{entry.programme}", said, name)
        elif former.withdrawn is None and entry.withdrawn is not None:
            said = _S(f"{who} quitte {entry.programme}.", f"{who} leaves {entry.programme}.")
            yield Change("candidates", "withdrew", f"{name}/{entry.programme}", said, name)
        elif former != entry:
            said = _S(
                f"{who}, {entry.programme} : choix ou échanges modifiés.",
                f"{who}, {entry.programme}: choices or swaps changed.",
            )
            yield Change("candidates", "choices-changed", f"{name}/{entry.programme}", said, name)
    # What a field says of a person stays in the record: the name of the field is enough to look for it.
    others = [field for field in changed_fields(before, after) if field != "registrations"]
    dropped = known.keys() - {(entry.programme, entry.date) for entry in after.registrations}
    others += ["registrations"] if dropped else []
    if others:
        listed = ", ".join(others)
        said = _S(f"{who} : changement de {listed}.", f"{who}: {listed} changed.")
        yield Change("candidates", "candidate-changed", name, said, name)


def _results(
    key: tuple[str, str], before: Results | None, after: Results | None, person: Person
) -> Iterator[Change]:
    where = "/".join(key)
    old, new = (
        {one.candidate: one for one in (record.results if record else ())} for record in (before, after)
    )
    added, gone, both = by_key(old, new)
    for name in added:
        who, came = person(name), _outcome(new[name])
        said = _S(
            f"{where} : nouveau résultat de {who}, {came.fr}.", f"{where}: new result of {who}, {came.en}."
        )
        yield Change("results", "result-new", where, said, name)
    for name in gone:
        who = person(name)
        said = _S(f"{where} : le résultat de {who} disparaît.", f"{where}: the result of {who} is gone.")
        yield Change("results", "result-removed", where, said, name)
    for name in both:
        if old[name] != new[name]:
            yield Change(
                "results", "result-changed", where, _result(where, person(name), old[name], new[name]), name
            )
    if before and after and before.source != after.source and not (added or gone) and old == new:
        said = _S(f"{where} : autre fichier, mêmes résultats.", f"{where}: another file, the same results.")
        yield Change("results", "source-changed", where, said)


def _outcome(one: Result) -> Sentence:
    if one.invalidated is not None:
        return _S("invalidé", "invalidated")
    if one.score is not None:
        return _S(f"note {one.score}", f"score {one.score}")
    if one.passed is not None:
        return _S("réussi", "passed") if one.passed else _S("non réussi", "not passed")
    return _S("sans résultat", "without a result")


def _result(where: str, who: str, before: Result, after: Result) -> Sentence:
    if before.invalidated is None and after.invalidated is not None:
        return _S(
            f"{where} : le résultat de {who} est invalidé.", f"{where}: the result of {who} is invalidated."
        )
    old, new = _outcome(before), _outcome(after)
    if old != new:
        return _S(
            f"{where} : le résultat de {who} passe de « {old.fr} » à « {new.fr} ».",
            f"{where}: the result of {who} goes from “{old.en}” to “{new.en}”.",
        )
    listed = ", ".join(changed_fields(before, after))
    return _S(
        f"{where} : résultat de {who}, changement de {listed}.",
        f"{where}: result of {who}, {listed} changed.",
    )


def _resolutions(
    key: tuple[str, str], before: Resolutions | None, after: Resolutions | None, person: Person
) -> Iterator[Change]:
    where = "/".join(key)
    old, new = (record.resolutions if record else () for record in (before, after))
    for one in new:
        if one not in old:
            who = f", {person(one.candidate)}" if one.candidate else ""
            said = _S(
                f"{where} : décision « {one.decision} » sur la ligne {one.row}{who}, par {one.by}.",
                f"{where}: decision “{one.decision}” about the row {one.row}{who}, by {one.by}.",
            )
            yield Change("resolutions", "resolution-new", where, said, one.candidate)
    for one in old:
        if one not in new:
            said = _S(
                f"{where} : la décision « {one.decision} » sur la ligne {one.row} disparaît.",
                f"{where}: the decision “{one.decision}” about the row {one.row} is gone.",
            )
            yield Change("resolutions", "resolution-removed", where, said, one.candidate)


def _editions(
    before: Mapping[str, Edition], after: Mapping[str, Edition], person: Person
) -> Iterator[Change]:
    new, gone, both = by_key(before, after)
    for name in new:
        count = len(after[name].awards)
        said = _S(
            f"Nouvelle édition {name} : diplômes décidés, {count}.",
            f"New edition {name}: diplomas decided, {count}.",
        )
        yield Change("decisions", "edition-new", name, said)
    for name in gone:
        yield Change(
            "decisions",
            "edition-removed",
            name,
            _S(f"L’édition {name} disparaît.", f"The edition {name} is gone."),
        )
    for name in both:
        if before[name] != after[name]:
            yield from _edition(name, before[name], after[name], person)


def _edition(name: str, before: Edition, after: Edition, person: Person) -> Iterator[Change]:
    if before.date != after.date:
        far = by_days(before.date, after.date)
        yield Change(
            "decisions",
            "jury-moved",
            name,
            _S(f"{name} : le jury se réunit {far.fr}.", f"{name}: the jury meets {far.en}."),
        )
    for kind, words in (
        ("awarded", _S("le diplôme est décidé pour", "the diploma is awarded to")),
        ("deferred", _S("est ajourné :", "deferred:")),
    ):
        old, new = (_decided(edition, kind) for edition in (before, after))
        for one in sorted(new - old):
            text = _S(f"{name} : {words.fr} {person(one)}.", f"{name}: {words.en} {person(one)}.")
            yield Change("decisions", kind, name, text, one)
        for one in sorted(old - new):
            text = _S(
                f"{name} : ne dit plus « {words.fr} {person(one)} ».",
                f"{name}: no longer “{words.en} {person(one)}”.",
            )
            yield Change("decisions", f"{kind}-undone", name, text, one)
    for approval in after.approvals:
        if approval not in before.approvals:
            text = _S(f"{name} : approuvée par {approval.by}.", f"{name}: approved by {approval.by}.")
            yield Change("decisions", "approved", name, text)
    for approval in before.approvals:
        if approval not in after.approvals:
            text = _S(
                f"{name} : l’approbation de {approval.by} disparaît.",
                f"{name}: the approval of {approval.by} is gone.",
            )
            yield Change("decisions", "approval-undone", name, text)


def _decided(edition: Edition, kind: str) -> set[str]:
    return {one.candidate for one in (edition.awards if kind == "awarded" else edition.deferred)}


def _payments(before: Tree, after: Tree) -> Iterator[Change]:
    for key in sorted(before.payments.keys() | after.payments.keys()):
        records = (tree.payments.get(key) for tree in (before, after))
        old, new = ({one.id: one for one in (record.payments if record else ())} for record in records)
        added, gone, both = by_key(old, new)
        changed = [one for one in both if old[one] != new[one]]
        counts = (
            (len(added), _S("de plus", "more")),
            (len(gone), _S("de moins", "fewer")),
            (len(changed), _S("modifiés", "changed")),
        )
        told = [(count, words) for count, words in counts if count]
        if told:
            where = "/".join(key)
            total = euros(sum((one.amount_eur - one.refunded for one in new.values()), Decimal(0)))
            fr, en = (", ".join(f"{count} {words.in_(lang)}" for count, words in told) for lang in _LANGUAGES)
            said = _S(
                f"{where}, paiements : {fr} ; encaissé désormais : {total.fr}.",
                f"{where}, payments: {en}; received now: {total.en}.",
            )
            yield Change("money", "payments-changed", where, said)
    new_names, gone_names, both_names = by_key(before.contracts, after.contracts)
    for name in new_names:
        yield Change("money", "contract-new", name, _S(f"Nouveau contrat {name}.", f"New contract {name}."))
    for name in gone_names:
        yield Change(
            "money",
            "contract-removed",
            name,
            _S(f"Le contrat {name} disparaît.", f"The contract {name} is gone."),
        )
    for name in both_names:
        if names := changed_fields(before.contracts[name], after.contracts[name]):
            listed = ", ".join(names)
            said = _S(f"Contrat {name} : changement de {listed}.", f"Contract {name}: {listed} changed.")
            yield Change("money", "contract-changed", name, said)
