"""The tables about money, for the staff of the school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.reports.finance import Finance, Line, Sums
from generator.reports.table import Cell, Chapter, Column, Named, Row, Table
from generator.rules.sentence import Sentence

__all__ = ["OFFERS", "finance_chapter"]

_S = Sentence
TOTAL: Final = _S("Total", "Total")
OFFERS: Final = {
    "standard": _S("standard", "standard"),
    "premium": _S("premium", "premium"),
    "": _S("sans contrat", "no contract"),
}
_SUPERVISED: Final = {
    "yes": _S("avec surveillance", "supervised"),
    "no": _S("sans surveillance", "unsupervised"),
}
_MONEY: Final = (
    Column(_S("Paiements", "Payments"), "count"),
    Column(_S("Payé, TVA comprise", "Paid, VAT included"), "money"),
    Column(_S("Remboursé", "Refunded"), "money"),
    Column(_S("Encaissé", "Received"), "money"),
    Column(_S("dont TVA", "of which VAT"), "money"),
    Column(_S("Surveillance", "Supervision"), "money"),
    Column(_S("Banque", "Bank"), "money"),
    Column(_S("Part de l’école", "School’s share"), "money"),
    Column(_S("Part de la plateforme", "Platform’s share"), "money"),
    Column(_S("Sans contrat", "No contract"), "money"),
    Column(_S("Frais estimés", "Fees estimated"), "count"),
)
_NOTE: Final = _S(
    "Encaissé = TVA + surveillance + banque + part de l’école + part de la plateforme + sans contrat, au centime près.",
    "Received = VAT + supervision + bank + school’s share + platform’s share + no contract, to the cent.",
)

_UNPAID: Final = _S(
    "Aucun paiement n’est enregistré : les relevés se prennent avec la commande parchemin payments.",
    "No payment is recorded: statements are taken in with the command parchemin payments.",
)
_UNCOMPARED: Final = _S(
    "Rien n’a pu être comparé : il faut, pour une même session, les paiements et les résultats.",
    "Nothing could be compared: that takes payments and results of the same session.",
)


def finance_chapter(finance: Finance, course: Named, school: Named, person: Named) -> Chapter:
    """Everything about money."""
    years = _named(finance.by(lambda line: (str(line.payment.date.year),)), (str,))
    tables = [
        _sums(
            "money-by-year",
            _S("Par année du paiement", "By year of payment"),
            ("year",),
            years,
            finance,
            chart=3,
            note=_NOTE,
        ),
        _sums(
            "money-by-school",
            _S("Par école et par année", "By school and year"),
            ("school", "year"),
            _named(finance.by(lambda line: (line.school, str(line.payment.date.year))), (school, str)),
            finance,
        ),
        _sums(
            "money-by-offer",
            _S("Par offre et par type d’examen", "By offer and kind of exam"),
            ("offer", "supervision"),
            _named(finance.by(_offer), (OFFERS.__getitem__, _SUPERVISED.__getitem__)),
            finance,
        ),
        _sums(
            "money-by-session",
            _S("Par session", "By session"),
            ("course", "session"),
            _named(finance.by(lambda line: (line.course, line.session)), (course, str)),
            finance,
        ),
        _discords(finance, course, person),
    ]
    return Chapter(
        "finance",
        _S("Finances", "Finance"),
        _S(
            "Ce qui a été payé pour les examens, et son partage selon les contrats. Chaque paiement est partagé au "
            "centime : la TVA qu’il contient puis la part de l’école sont arrondies au centime le plus proche (un "
            "demi-centime vers le haut), et la plateforme a le reste ; ainsi toute somme est exacte. Un remboursement "
            "compte dans l’année du paiement. Les frais qu’aucun relevé n’indique sont ceux que le contrat estime.",
            "What was paid for exams, and how contracts share it. Every payment is shared to the cent: the VAT that it "
            "contains and then the school’s share are rounded to the nearest cent (half a cent upwards), and the "
            "platform has the rest, so that every sum is exact. A refund counts in the year of its payment. Fees that "
            "no statement gives are those that the contract estimates.",
        ),
        tuple(tables),
    )


_HEADS: Final = {
    "year": _S("Année", "Year"),
    "school": _S("École", "School"),
    "offer": _S("Offre", "Offer"),
    "supervision": _S("Examen", "Exam"),
    "course": _S("Cours", "Course"),
    "session": _S("Session", "Session"),
}


def _offer(line: Line) -> tuple[str, ...]:
    return (line.offer or "", "yes" if line.supervised else "no")


def _named(found: dict[tuple[str, ...], Sums], names: tuple[Named, ...]) -> dict[Row, Sums]:
    return {
        tuple(name(part) for name, part in zip(names, key, strict=True)): sums for key, sums in found.items()
    }


def _sums(
    id_: str,
    title: Sentence,
    heads: tuple[str, ...],
    found: Mapping[Row, Sums],
    finance: Finance,
    *,
    chart: int | None = None,
    note: Sentence | None = None,
) -> Table:
    columns = (*(Column(_HEADS[head]) for head in heads), *_MONEY)
    rows = tuple((*key, *_cells(sums)) for key, sums in found.items())
    blank: tuple[Cell, ...] = ("",) * (len(heads) - 1)
    total = (TOTAL, *blank, *_cells(finance.total))
    place = None if chart is None else len(heads) + chart
    return Table(id_, title, columns, rows, note, total, place, len(heads), _UNPAID)


def _cells(sums: Sums) -> Row:
    return (
        sums.payments,
        sums.paid,
        sums.refunded,
        sums.received,
        sums.vat,
        sums.supervision,
        sums.bank,
        sums.school,
        sums.platform,
        sums.unshared,
        sums.estimated,
    )


_KINDS: Final = {
    "paid-absent": _S("a payé, absent des résultats", "paid, absent from the results"),
    "unpaid": _S("présent dans les résultats, sans paiement", "in the results, without a payment"),
    "refunded": _S("présent dans les résultats, remboursé", "in the results, paid back"),
}


def _discords(finance: Finance, course: Named, person: Named) -> Table:
    rows = tuple(
        (
            course(one.course),
            one.session,
            _KINDS[one.kind],
            person(one.who),
            one.payment.id if one.payment else None,
            one.payment.date if one.payment else None,
            one.payment.amount_eur if one.payment else None,
        )
        for one in finance.discords
    )
    compared = len(finance.compared)
    return Table(
        "money-against-results",
        _S("Paiements et résultats qui ne vont pas ensemble", "Payments and results that do not go together"),
        (
            Column(_S("Cours", "Course")),
            Column(_S("Session", "Session")),
            Column(_S("Ce qui ne va pas", "What is wrong")),
            Column(_S("Personne", "Person")),
            Column(_S("Paiement", "Payment")),
            Column(_S("Date", "Date"), "day"),
            Column(_S("Montant", "Amount"), "money"),
        ),
        rows,
        _S(
            f"Sessions comparées : {compared}. Seules le sont celles dont on a les paiements et les résultats.",
            f"Sessions compared: {compared}. Only those are of which both payments and results are known.",
        ),
        heads=2,
        empty=None if compared else _UNCOMPARED,
    )
