"""`parchemin payments import`: what a platform's file of payments becomes, and every cell that is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator.cli import main
from generator.errors import RecordError
from generator.intake.payments import payments_text, read_payments
from generator.records.money import Payments
from tests.records.specimen import OTHERS, PAYMENTS, reading, site

DAY = date(2025, 1, 5)
KEY = ("malaria", "s1")
HEAD = "N° de commande;Date de paiement;Montant;Remboursé;Remboursé le;Compte;E-mail;Frais bancaires\n"
GOOD = (
    HEAD
    + "P-2;2024-10-02;150,00 €;;;ANA;;1,15\n"
    + "P-1;2024-10-01;1 150.5;50;2024-10-09;;BO@example.org;\n"
    + "P-3;2024-10-03;150;;;quelqu'un;x@example.org;\n"
)


def read(text: str, dates: str = "year-month-day") -> tuple[Payments | None, list[tuple[str, int, int]]]:
    tree = reading(site()).tree
    assert tree is not None
    found = read_payments("p.csv", text.encode(), KEY, DAY, tree.candidates, dates=dates)
    return found.record, [(one.code, one.line, one.column) for one in found.problems]


def test_a_file_becomes_a_record_that_says_who_paid_by_identifier() -> None:
    record, problems = read(GOOD)
    assert problems == []
    assert record is not None
    told = [
        (one.id, str(one.amount_eur), one.candidate, one.account, one.bank_eur) for one in record.payments
    ]
    assert told[0][:4] == ("P-1", "1150.5", "c-bbbbbbbbbb", None)
    assert [one[2:4] for one in told[1:]] == [("c-aaaaaaaaaa", None), (None, "quelqu'un")]
    assert str(record.payments[1].bank_eur) == "1.15"
    assert [(str(r.date), r.amount_eur) for r in record.payments[0].refunds] == [("2024-10-09", 50)]
    assert Payments.model_validate(yaml.safe_load(payments_text(record))) == record


@pytest.mark.parametrize(
    ("line", "dates", "expected"),
    [
        ("P;2024-10-01;1,234;;;ana;;", "", [("T216", 2, 3)]),
        ("P;2024-10-01;150.005;;;ana;;", "", [("T216", 2, 3)]),
        ("P;2024-10-01;-150;;;ana;;", "", [("T216", 2, 3)]),
        ("P;2024-10-01;$150;;;ana;;", "", [("T216", 2, 3)]),
        ("P;2024-10-01;;;;ana;;", "", [("T216", 2, 3)]),
        (";2024-10-01;150;;;ana;;", "", [("T217", 2, 1)]),
        ("P;01/10/2024;150;;;ana;;", "", [("T209", 2, 2)]),
        ("P;01/10/2024;150;;;ana;;", "day-month-year", []),
        ("P;2024-10-01;150;;;;;", "", [("T205", 2, 6)]),
        ("P;2024-10-01;150;50;;ana;;", "", [("T209", 2, 5)]),
        ("P;2024-10-01;150;151;2024-10-02;ana;;", "", [("T216", 2, 3)]),
        ("P;2024-10-01;150;50;2024-09-30;ana;;", "", [("T216", 2, 3)]),
        ("P;2024-10-01;150;;;=ana();;", "", [("T203", 2, 6)]),
        ("P;2024-10-01;x;y;;ana;;z", "", [("T216", 2, 3), ("T216", 2, 4), ("T216", 2, 8)]),
        ("P;2024-10-01;150;;;ana;;\nP;2024-10-02;150;;;bo;;", "", [("T217", 3, 1)]),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_refuses_the_file_with_its_place(
    line: str, dates: str, expected: list[tuple[str, int, int]]
) -> None:
    record, problems = read(HEAD + line + "\n", dates or "year-month-day")
    assert problems == expected
    assert (record is None) is bool(expected)


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(RecordError) as refused:
        read("Order;Date;Amount\nP;2024-10-01;150\n")
    assert [one.code for one in refused.value.diagnostics] == ["T110"]


def test_a_heading_of_the_platforms_own_is_named_on_the_command_line(school: Path) -> None:
    (school / "own.csv").write_text("Référence;Date;Montant;Compte\nP;2024-10-01;150;ana\n", encoding="utf-8")
    words = ["-C", str(school), "payments", "import", str(school / "own.csv"), "--session", "malaria/s1"]
    words += ["--json", "--received", "2025-01-05"]

    def run(*more: str, write: bool = False) -> Result:
        return CliRunner().invoke(main, [*words, *([] if write else ["--dry-run"]), *more])

    assert "T110" in run().output
    assert "--column id=HEADING" in run().output
    done = run("--column", "id=référence")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["counts"]["payments"] == 1
    for wrong in ("id", "number=x", "id="):
        assert run("--column", wrong).exit_code == 2
    # What it is called is remembered, for every session; what is said on the command line goes before.
    assert run("--column", "id=référence", write=True).exit_code == 0
    assert '- {field: id, heading: "Référence"}' in (school / PAYMENTS).read_text("utf-8")
    assert run().exit_code == 0
    (school / "own.csv").write_text("Référence;N° de commande;Date;Montant;Compte\nQ;P;2024-10-01;150;ana\n")
    assert json.loads(run("--column", "id=N° de commande").stdout)["counts"]["changed"] == 0
    # The usual heading is then another column's.
    assert run("--column", "id=référence", "--column", "amount=Prix").exit_code == 1


@pytest.fixture
def school(tmp_path: Path) -> Path:
    for name, data in (site() | dict.fromkeys(OTHERS, b"<svg/>")).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / PAYMENTS).unlink()
    (tmp_path / "p.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def run(root: Path, *words: str) -> Result:
    file = str(root / "p.csv")
    return CliRunner().invoke(
        main, ["-C", str(root), "payments", "import", file, "--session", "malaria/s1", *words]
    )


def test_a_dry_run_writes_nothing_and_the_same_file_twice_changes_nothing(school: Path) -> None:
    told = "malaria/s1: payments 3, new 3, changed 0, gone 0, not in the register 1\n"
    assert run(school, "--dry-run").output == told
    assert not (school / PAYMENTS).exists()
    assert run(school).output.startswith(told + f"wrote {PAYMENTS}\n")
    written = (school / PAYMENTS).read_bytes()
    assert CliRunner().invoke(main, ["-C", str(school), "check", "candidates/payments"]).exit_code == 0
    assert "nothing to do" in run(school).output
    assert (school / PAYMENTS).read_bytes() == written
    (school / "p.csv").write_text(
        GOOD.replace("P-3;2024-10-03;150", "P-4;2024-10-03;150").replace("1,15", "1,16")
    )
    assert run(school).output.startswith("malaria/s1: payments 3, new 1, changed 1, gone 1,")


def test_what_was_written_by_hand_is_never_replaced_and_a_refused_file_changes_nothing(school: Path) -> None:
    by_hand = site()[PAYMENTS]
    (school / PAYMENTS).parent.mkdir(parents=True, exist_ok=True)
    (school / PAYMENTS).write_bytes(by_hand)
    done = run(school)
    assert (done.exit_code, "written by hand" in done.stderr) == (1, True)
    (school / "p.csv").write_text(GOOD.replace("150,00 €", "cent"))
    done = run(school)
    assert (done.exit_code, "p.csv:2:3: T216" in done.stderr) == (1, True)
    assert (school / PAYMENTS).read_bytes() == by_hand
