"""The staff’s report: where it may lie, what its tables say, and that no page or spreadsheet can be made to act."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
from collections import Counter
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from generator.cli import main
from generator.office.cells import plain, shown
from generator.office.pages import STYLES, pages_of
from generator.office.sheets import csv_of, workbook_of
from generator.records.base import Text
from generator.reports.table import Chapter, Column, Table
from generator.rules.sentence import Sentence

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-25"


def run(*words: str, root: Path = ROOT) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), "report", *words, "--date", DAY])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "made"
    done = run(str(place))
    assert done.exit_code == 0, done.output
    return place


def table(report: Path, name: str) -> list[dict[str, str]]:
    text = (report / "en" / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def raw(folder: str) -> list[dict[str, Any]]:
    return [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).rglob("*.yml"))
    ]


# --- What it says


def test_every_registration_stands_at_one_stage(report: Path) -> None:
    rows = table(report, "stages")
    registered = Counter(
        entry["programme"] for one in raw("candidates/register") for entry in one["registrations"]
    )
    names = {
        path.stem: yaml.safe_load(path.read_text())["name"]["en"]
        for path in (ROOT / "content/programmes").glob("*.yml")
    }
    # Somebody may be registered twice for one programme, one after the other, and stands in it once.
    assert {row["Programme"] for row in rows} == {names[slug] for slug in registered} | {"Total"}
    for row in rows:
        counts = [int(value) for name, value in row.items() if name not in ("Programme", "Total")]
        assert sum(counts) == int(row["Total"])
    assert int(rows[-1]["Total"]) == sum(int(row["Total"]) for row in rows[:-1]) <= sum(registered.values())


def test_exams_countries_and_money_are_those_of_the_records(report: Path) -> None:
    candidates = raw("candidates/register")
    countries = {row["Country"]: int(row["Candidates"]) for row in table(report, "countries")}
    assert countries.pop("Total") == len(candidates) == sum(countries.values())
    assert countries["France"] == sum(one.get("country") == "FR" for one in candidates)
    money = table(report, "money-by-session")
    paid = sum(Decimal(str(p["amount_eur"])) for one in raw("candidates/payments") for p in one["payments"])
    assert Decimal(money[-1]["Paid, VAT included"]) == paid
    for row in money:
        parts = ("of which VAT", "Supervision", "Bank", "School’s share", "Platform’s share", "No contract")
        assert Decimal(row["Received"]) == sum(Decimal(row[one]) for one in parts)
    funnel = table(report, "funnel")
    known = next(
        row for row in funnel if row["Session"] == "2024-t2" and row["Course"].startswith("Viral Outbreaks")
    )
    assert (known["Enrolled"], known["Watched a full video"], known["Sat the exam"]) == ("2077", "25", "3")
    sat = sum(int(row["Exams in the results"] or 0) for row in funnel)
    assert (
        sat
        == int(table(report, "success")[-1]["Exams sat"])
        == sum(len(one["results"]) for one in raw("candidates/results"))
    )


def test_who_waits_blocked_or_entitled_is_whom_status_names(report: Path) -> None:
    told = CliRunner().invoke(main, ["-C", str(ROOT), "status", "--json", "--date", DAY])
    named = json.loads(told.stdout)["named"]
    assert {row["Candidate"] for row in table(report, "entitled")} == {
        one["candidate"] for one in named if one["stage"] == "entitled"
    }
    assert {row["Candidate"] for row in table(report, "blocked")} == {
        one["candidate"] for one in named if one["stage"] == "blocked"
    }


def test_candidates_are_named_by_identifiers_unless_names_are_asked_for(report: Path, tmp_path: Path) -> None:
    names = {one["name"]["display"] for one in raw("candidates/register")}
    pages = b"".join(path.read_bytes() for path in report.rglob("*.*"))
    assert not [name for name in names if name.encode() in pages]
    assert run(str(tmp_path / "named"), "--names").exit_code == 0
    entitled = table(tmp_path / "named", "entitled")
    assert entitled
    assert all(row["Candidate"].partition(" (")[0] in names for row in entitled)


def test_the_same_records_give_the_same_bytes_and_nobody_else_may_read_them(
    report: Path, tmp_path: Path
) -> None:
    assert run(str(tmp_path / "again"), "--json").exit_code == 0
    made = {path.relative_to(report): path.read_bytes() for path in report.rglob("*.*")}
    again = {
        path.relative_to(tmp_path / "again"): path.read_bytes() for path in (tmp_path / "again").rglob("*.*")
    }
    assert made == again
    assert report.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in report.rglob("*.*")} == {0o600}


def test_both_languages_have_the_same_pages_and_tables(report: Path) -> None:
    french, english = ({path.name for path in (report / lang).iterdir()} for lang in ("fr", "en"))
    assert french == english
    assert {"index.html", "finance.html", "candidates.html", "money-by-year.csv"} <= french
    text = (report / "fr" / "money-by-year.csv").read_bytes().decode("utf-8-sig")
    assert text.startswith("Année;Paiements;")
    assert re.search(r";\d+,\d\d;", text)


# --- Pages that need nothing and run nothing


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_page_loads_nothing_and_its_policy_allows_its_own_style_alone(report: Path) -> None:
    for path in sorted(report.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        seen = Seen()
        seen.feed(text)
        assert not [
            tag for tag, _ in seen.tags if tag in ("script", "link", "img", "iframe", "form", "object")
        ]
        assert not [
            attrs for _, attrs in seen.tags if any(name.startswith("on") or name == "style" for name in attrs)
        ]
        (policy,) = [
            str(a["content"]) for t, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy"
        ]
        (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert (
            policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert "url(http" not in style
        for _, attrs in seen.tags:
            if attrs.get("href") and not str(attrs["href"]).startswith("#"):
                target = (path.parent / str(attrs["href"]).partition("#")[0]).resolve()
                assert target.is_file(), f"{path}: {attrs['href']}"


def test_a_table_without_a_row_says_what_is_missing_where_something_is() -> None:
    words = Sentence("titre", "title")
    missing = Sentence("Il manque les relevés.", "The statements are missing.")
    columns = (Column(Sentence("nom", "name")),)
    tables = (Table("none", words, columns, ()), Table("lacking", words, columns, (), empty=missing))
    pages = pages_of(
        (Chapter("c", words, words, tables),),
        date(2026, 1, 1),
        Text(fr="École", en="School"),
        {"report.html": (ROOT / "site_templates/office/report.html").read_text(encoding="utf-8")},
        dict.fromkeys(STYLES, "p{}"),
    )
    for language, nothing, lacking in (
        ("fr", "Rien à signaler.", "Il manque les relevés."),
        ("en", "Nothing to report.", "The statements are missing."),
    ):
        text = pages[f"{language}/c.html"].decode()
        assert text.count(nothing) == 1
        assert text.count(lacking) == 1


HOSTILE = (
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "=cmd|' /C calc'!A0", "＝1+1",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
)  # fmt: skip


def hostile() -> Chapter:
    words = Sentence("<b>titre</b>", "<b>title</b>")
    columns = (Column(Sentence("=A1", "=A1")), Column(words, "money"))
    rows = tuple((text, Decimal("-1.50")) for text in HOSTILE)
    return Chapter("c", words, words, (Table("t", words, columns, rows, note=words, chart=1),))


def test_no_cell_of_a_spreadsheet_is_executed() -> None:
    chapter = hostile()
    for lang in ("fr", "en"):
        rows = list(csv.reader(io.StringIO(csv_of(chapter.tables[0], lang).decode("utf-8-sig"), newline=""),
                               delimiter=";" if lang == "fr" else ","))  # fmt: skip
        assert [row[0] for row in rows] == ["'=A1", *(f"'{text}" for text in HOSTILE[:9]), *HOSTILE[9:]]
        # Our own negative amounts are numbers, and stay so.
        assert {row[1] for row in rows[1:]} == {"-1,50" if lang == "fr" else "-1.50"}
        book = openpyxl.load_workbook(io.BytesIO(workbook_of([chapter], date(2026, 1, 1), lang)))
        cells = [cell for row in book["t"].iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
        assert [cell.value for cell in book["t"]["A"][3:]] == [
            text.replace("\r", "_x000D_") for text in HOSTILE
        ]
        assert {cell.value for cell in book["t"]["B"][3:]} == {-1.5}


def test_nothing_written_in_a_record_becomes_markup() -> None:
    templates = {"report.html": (ROOT / "site_templates/office/report.html").read_text()}
    pages = pages_of(
        (hostile(),),
        date(2026, 1, 1),
        Text(fr="<i>site</i>", en="<i>site</i>"),
        templates,
        dict.fromkeys(STYLES, "p{}"),
    )
    for data in pages.values():
        seen = Seen()
        seen.feed(data.decode())
        assert not {"script", "img", "b", "i"} & {tag for tag, _ in seen.tags}


def test_unknown_is_no_zero_and_a_loss_has_a_minus_sign() -> None:
    assert shown(None, "count", "fr") is None
    assert plain(None, "money", "en") == ""
    assert shown(Decimal("-1234.5"), "money", "fr") == "−1\u202f234,50\u00a0€"
    assert shown(Decimal("1234.5"), "money", "en") == "€1,234.50"
    assert shown(0, "percent", "fr") == "0\u00a0%"
    assert shown(date(2026, 7, 1), "day", "fr") == "1er juil. 2026"


# --- Where it may lie


def test_a_report_is_refused_where_it_would_be_published_committed_or_in_the_way(tmp_path: Path) -> None:
    root = tmp_path / "school"
    for folder in ("content", "candidates", "site/d", "kept"):
        (root / folder).mkdir(parents=True)
    (root / "kept" / "notes.txt").write_text("mine")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "_headers").write_bytes(b"# Written by Parchemin\n")
    (tmp_path / "link").symlink_to(root / "site")
    (root / "file").write_text("x")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".gitignore").write_text("/ours/\n/kept/\n")
    refused = {
        root / "site" / "report": "published",
        root / "site": "published",
        tmp_path / "public" / "report": "published",
        tmp_path / "link" / "report": "published",
        root / "report": "does not ignore",
        root / "candidates" / "report": "own folder",
        root: "own folder",
        tmp_path: "own folder",
        root / "kept": "no report",
        root / "file": "is a file",
    }
    before = sorted(tmp_path.rglob("*"))
    for place, why in refused.items():
        done = run(str(place), root=root)
        assert (done.exit_code, why in done.stderr, "hint" in done.stderr or why == "is a file") == (
            1,
            True,
            True,
        ), done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_git_ignores_is_taken_and_an_older_report_replaced(tmp_path: Path) -> None:
    from generator.adapters.reportfolder import check_place, write_report

    root = tmp_path / "school"
    (root / "content").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".gitignore").write_text("/ours/\n")
    for files in ({"a.html": b"1", "fr/b.html": b"2"}, {"a.html": b"3"}):
        place = check_place(root / "ours", root)
        write_report(place, files)
    assert {path.name for path in place.rglob("*")} == {".parchemin-report", "a.html"}
    assert (place / "a.html").read_bytes() == b"3"
    assert [path.name for path in root.iterdir() if path.name.startswith(".ours")] == []
