"""A file of payments, from the platform that takes them, as the record of one session.

CSV, XLSX and ODS are read by the reader of results files (`generator.intake.results`), and columns known by their
headings. Of whoever paid only the register's identifier is kept, or, for somebody who is not in it, the account. An
amount is exact: one that has more than cents, or could be read in two ways, is refused with its line and column.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeVar

from pydantic import ValidationError

from generator.errors import Diagnostic
from generator.intake.results import cells
from generator.intake.results.tables import Cell, Line, Table, refusal
from generator.intake.results.workbook import open_tables
from generator.records.candidate import Candidate
from generator.records.money import Payment, PaymentColumn, PaymentFile, Payments
from generator.records.skeleton import quoted

__all__ = ["HEADINGS", "ReadPayments", "payments_text", "read_payments"]

T = TypeVar("T")

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        "order",
        "order id",
        "payment",
        "payment id",
        "commande",
        "n° de commande",
        "paiement",
        "n° de paiement",
    ),
    "date": ("date", "paid on", "payment date", "payé le", "date de paiement"),
    "amount": ("amount", "paid", "total", "montant", "payé", "montant ttc", "total ttc"),
    "refunded": ("refunded", "refund", "remboursé", "remboursement"),
    "refunded_on": ("refunded on", "refund date", "remboursé le", "date de remboursement"),
    "account": ("account", "username", "compte", "nom d'utilisateur"),
    "mail": ("mail", "e-mail", "email", "adresse électronique", "courriel"),
    "bank": ("bank fee", "bank", "frais bancaires"),
    "supervision": ("supervision fee", "supervision", "frais de surveillance", "surveillance"),
}
"""What the heading of each column may be; case, accents, blanks and punctuation do not matter."""

_REQUIRED: Final = ("id", "date", "amount")
_SEARCHED: Final = 25
_AMOUNT: Final = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
_AROUND: Final = re.compile(r"[\s\u00a0\u202f]|€|EUR", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadPayments:
    """What came of a file: the record, or every cell that is wrong. `strangers` counts who is not in the register."""

    record: Payments | None
    problems: tuple[Diagnostic, ...]
    strangers: int


def read_payments(
    name: str,
    data: bytes,
    where: tuple[str, str],
    received: date,
    register: Mapping[str, Candidate],
    *,
    dates: str,
    headed: Mapping[str, str] = MappingProxyType({}),
    before: Sequence[PaymentColumn] = (),
) -> ReadPayments:
    """Read the payments of one session. `dates` is the order of a day, as a mapping has it; `headed` names the headings
    of columns (keys of `HEADINGS`) that are called otherwise, `before` those of earlier files, which are known besides.
    Raises `RecordError` where the file cannot be read at all."""
    table, heading, columns = _choose(name, open_tables(name, data), headed, before)
    reader = _Reader(name, columns, dates, _people(register))
    found: list[Payment] = []
    problems: list[Diagnostic] = []
    numbers: dict[str, int] = {}
    for line in table.lines:
        if line.number <= heading.number or line.blank:
            continue
        payment = reader.payment(line, problems)
        if payment is not None and payment.id in numbers:
            message = f"the payment {payment.id} stands in line {numbers[payment.id]} too"
            problems.append(reader.problem("id", line, "T217", message, "Delete one of the two in the file."))
        elif payment is not None:
            numbers[payment.id] = line.number
            found.append(payment)
    if problems:
        return ReadPayments(None, tuple(sorted(problems)), 0)
    source = PaymentFile(
        file=name.rpartition("/")[2],
        sha256=hashlib.sha256(data).hexdigest(),
        received=received,
        columns=_unusual(heading, columns),
    )
    ordered = tuple(sorted(found, key=lambda one: (one.date, one.id)))
    record = Payments(course=where[0], session=where[1], source=source, payments=ordered)
    return ReadPayments(record, (), sum(one.candidate is None for one in ordered))


def _people(register: Mapping[str, Candidate]) -> dict[str, str]:
    found = {record.email.casefold(): name for name, record in register.items()}
    return found | {
        record.platform_id.casefold(): name
        for name, record in register.items()
        if record.platform_id is not None
    }


def headings_before(known: Iterable[Payments]) -> tuple[PaymentColumn, ...]:
    """The columns that earlier files headed otherwise than usual, those of the newest first."""
    files = [one.source for one in known if one.source is not None]
    files.sort(key=lambda one: (one.received, one.sha256), reverse=True)
    return tuple(dict.fromkeys(column for one in files for column in one.columns))


def _unusual(heading: Line, columns: Mapping[str, int]) -> tuple[PaymentColumn, ...]:
    """The headings of a file that nobody could know without being told."""
    said = {field: cells.text(heading.cells[place]) for field, place in columns.items()}
    found = {field: "".join(filter(str.isprintable, " ".join(text.split()))) for field, text in said.items()}
    usual = {field: {_heading(one) for one in names} for field, names in HEADINGS.items()}
    return tuple(
        PaymentColumn.model_validate({"field": field, "heading": text})
        for field, text in found.items()
        if _heading(text) not in usual[field]
    )


def _choose(
    name: str, tables: list[Table], headed: Mapping[str, str], before: Sequence[PaymentColumn]
) -> tuple[Table, Line, dict[str, int]]:
    asked = {field: (headed[field],) if field in headed else names for field, names in HEADINGS.items()}
    known: dict[str, str] = {
        _heading(one.heading): one.field for one in reversed(before) if one.field not in headed
    }
    known |= {_heading(one): field for field, names in asked.items() for one in names}
    for table in tables:
        for line in table.lines[:_SEARCHED]:
            columns: dict[str, int] = {}
            for place, cell in enumerate(line.cells):
                if (field := known.get(_heading(cells.text(cell)))) is not None:
                    columns.setdefault(field, place)
            if all(field in columns for field in _REQUIRED) and {"account", "mail"} & columns.keys():
                return table, line, columns
    message = "no line of the file heads a number, a date, an amount, and an account or e-mail address"
    hint = (
        "Head the columns, for example: order, date, amount, refunded, refunded on, account; "
        "or say what they are called here: --column id=HEADING."
    )
    raise refusal(name, [Diagnostic(name, 0, 0, "T110", message, hint)])


def _heading(found: str) -> str:
    return cells.word(found).replace(" ", "")


def _amount(cell: Cell) -> Decimal | None:
    """Euros and cents; `CellError` (T216) for what is none, or could be a thousand as well as a decimal."""
    text = _AROUND.sub("", cells.text(cell))
    if not text:
        return None
    if (match := _AMOUNT.fullmatch(text)) is None or isinstance(cell, bool):
        raise cells.CellError(
            "T216", f"'{text[:40]}' is no amount in euros and cents", "Write it as 150 or 150.00."
        )
    return Decimal(f"{match[1]}.{match[2] or '0'}")


class _Reader:
    """Reads one line after the other."""

    def __init__(self, name: str, columns: Mapping[str, int], dates: str, people: Mapping[str, str]) -> None:
        self._name, self._columns, self._dates, self._people = name, columns, dates, people

    def problem(self, field: str, line: Line, code: str, message: str, hint: str) -> Diagnostic:
        return Diagnostic(self._name, line.number, self._columns.get(field, 0) + 1, code, message, hint)

    def payment(self, line: Line, problems: list[Diagnostic]) -> Payment | None:
        """The payment in a line; None where something is wrong, which is added to `problems`."""
        before = len(problems)

        def take(field: str, read: Callable[[Cell], T]) -> T | None:
            place = self._columns.get(field, len(line.cells))
            try:
                return read(line.cells[place] if place < len(line.cells) else "")
            except cells.CellError as error:
                problems.append(self.problem(field, line, error.code, str(error), error.hint))
                return None

        number, amount = take("id", cells.line), take("amount", _amount)
        paid_on = take("date", lambda cell: cells.day(cell, self._dates))
        back, back_on = (
            take("refunded", _amount),
            take("refunded_on", lambda cell: cells.day(cell, self._dates)),
        )
        account, mail = take("account", cells.line), take("mail", cells.mail)
        bank, supervision = take("bank", _amount), take("supervision", _amount)
        if len(problems) > before:
            return None
        missing = list(
            self._missing(line, {"id": number, "amount": amount, "date": paid_on}, account or mail)
        )
        if back and back_on is None:
            missing.append(
                self.problem("refunded_on", line, "T209", "money went back, and no day says when", "Add it.")
            )
        if missing:
            problems.extend(missing)
            return None
        candidate = next(
            (
                self._people[one.casefold()]
                for one in (account, mail)
                if one and one.casefold() in self._people
            ),
            None,
        )
        value = {
            "id": number,
            "date": paid_on,
            "amount_eur": amount,
            "candidate": candidate,
            "account": None if candidate else account or mail,
            "bank_eur": bank,
            "supervision_eur": supervision,
            "refunds": [{"date": back_on, "amount_eur": back}] if back else [],
        }
        try:
            return Payment.model_validate(value)
        except ValidationError as error:
            what = error.errors(include_url=False, include_input=False)[0]["msg"]
            problems.append(
                self.problem("amount", line, "T216", what, "Correct the amounts or the days in the file.")
            )
            return None

    def _missing(self, line: Line, due: Mapping[str, object], who: str | None) -> Iterator[Diagnostic]:
        codes = {"id": "T217", "amount": "T216", "date": "T209"}
        for field, value in due.items():
            if value is None:
                message = (
                    f"the line has no {HEADINGS[field][0] if field != 'id' else 'number of the payment'}"
                )
                yield self.problem(field, line, codes[field], message, "Fill the cell, or delete the line.")
        if who is None:
            yield self.problem(
                "account", line, "T205", "the line says of nobody who paid", "Add the account."
            )


def payments_text(record: Payments) -> str:
    """The record as YAML, always in the same words."""
    lines = [
        "# yaml-language-server: $schema=../../../content/schemas/payments.json",
        "# Written by parchemin payments import; do not edit.",
        f"course: {quoted(record.course)}",
        f"session: {quoted(record.session)}",
    ]
    if record.source is not None:
        lines += [
            "source:",
            f"  file: {quoted(record.source.file)}",
            f"  sha256: {quoted(record.source.sha256)}",
            f"  received: {record.source.received}",
        ]
        lines += ["  columns:"] if record.source.columns else []
        lines += [
            f"  - {{field: {one.field}, heading: {quoted(one.heading)}}}" for one in record.source.columns
        ]
    lines.append("payments:" if record.payments else "payments: []")
    for one in record.payments:
        lines += [f"- id: {quoted(one.id)}", f"  date: {one.date}", f"  amount_eur: '{one.amount_eur:.2f}'"]
        lines += (
            [f"  candidate: {one.candidate}"]
            if one.candidate
            else [f"  account: {quoted(one.account or '')}"]
        )
        lines += (
            [f"  supervision_eur: '{one.supervision_eur:.2f}'"] if one.supervision_eur is not None else []
        )
        lines += [f"  bank_eur: '{one.bank_eur:.2f}'"] if one.bank_eur is not None else []
        if one.refunds:
            lines.append("  refunds:")
            lines += [
                f"  - {{date: {back.date}, amount_eur: '{back.amount_eur:.2f}'}}" for back in one.refunds
            ]
    return "\n".join(lines) + "\n"
