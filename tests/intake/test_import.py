"""``parchemin results import``: what is accepted, what is refused and why, and what a corrected file changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.adapters.atomic import Steps
from generator.adapters.transmissions import TransmissionStore
from generator.errors import RecordError
from generator.intake.results.columns import choose
from generator.intake.results.csvfile import read_csv
from generator.intake.results.importing import Request, apply, plan_import
from generator.intake.results.rows import Facts, read_rows
from generator.records.course import Course
from generator.records.mapping import Mapping
from generator.records.transmission import Transmission
from tests.intake.desk import HEAD, ROOT, WHERE, Desk, ident, line
from tests.issuing.school import _course as course_record

EDX = (
    "Student ID,Email,Username,Grade,Exam (Avg),Enrollment Track,Verification Status,"
    "Certificate Eligible,Certificate Delivered,Certificate Type,Enrollment Status"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_preview_is_the_import_not_yet_applied(desk: Desk) -> None:
    """pawtograder #979."""
    path = desk.file(HEAD, line(0), line(1))
    before = desk.everything()
    preview = desk.sent(path, "--dry-run")
    assert desk.everything() == before
    done = desk.sent(path)
    assert done["path"] == "candidates/transmissions/first-aid/2026/1.jsonl"
    assert {**done, "path": None} == preview
    assert set(desk.everything()) - set(before) == {done["path"]}


def test_a_second_run_changes_nothing(desk: Desk) -> None:
    path = desk.file(HEAD, line(0))
    desk.sent(path)
    before = desk.everything()
    again = desk.send(path)
    assert again.exit_code == 0
    assert "already; nothing to do" in again.output
    assert desk.everything() == before


def test_digest_day_and_sender_are_kept(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0)), "--sender", "France Université Numérique")
    (kept,) = [data for name, data in desk.everything().items() if "transmissions" in name]
    header = json.loads(kept.split(b"\n")[0])
    assert header["received"] == "2026-07-01"
    assert header["sender"] == "France Université Numérique"
    assert (header["file"], header["mapping"], header["rows"]) == ("results.csv", "certificate-list", 1)
    assert Transmission.parse(kept).to_bytes() == kept


# --- Refusals, each with its line and column

CASES: list[tuple[str, dict[str, Any], list[tuple[str, int]]]] = [
    ("a 0-1 grade where right answers are due", {"score": "0,9"}, [("T206", 6)]),
    ("more answers than questions", {"score": 21}, [("T208", 6)]),
    ("another exam", {"score": "24/30"}, [("T208", 6)]),
    ("a formula", {"family": "=HYPERLINK(1)"}, [("T203", 2)]),
    ("a wrong day", {"date": "31/06/2026"}, [("T209", 7)]),
    ("no day", {"date": ""}, [("T209", 7)]),
    ("another session by date", {"date": "14/06/2026"}, [("T212", 7)]),
    ("another session by name", {"session": "2025"}, [("T211", 9)]),
    ("an unknown word", {"identity": "peut-être"}, [("T210", 8)]),
    ("nobody", {"certificate": "", "family": "", "given": ""}, [("T205", 1)]),
    ("a birthday to come", {"birth": "01/01/2030"}, [("T209", 4)]),
    ("a direction override", {"given": "Ada\u202e"}, [("T204", 3)]),
    ("two at once", {"score": "x", "date": "x"}, [("T206", 6), ("T209", 7)]),
]


@pytest.mark.parametrize(("what", "fields", "found"), CASES, ids=[case[0] for case in CASES])
def test_a_bad_cell_is_a_named_refusal_at_its_line_and_column(
    desk: Desk, what: str, fields: dict[str, Any], found: list[tuple[str, int]]
) -> None:
    """pix: import errors by line."""
    path = desk.file(HEAD, line(0), line(1, **fields), line(2))
    assert desk.codes(path) == [(code, 3, column) for code, column in found]


def test_first_and_last_day_of_the_exam_are_within_it(desk: Desk) -> None:
    path = desk.file(HEAD, line(0, date="15/06/2026"), line(1, date="28/06/2026"), line(2, date="29/06/2026"))
    assert desk.codes(path) == [("T212", 4, 7)]


def test_one_refused_row_refuses_the_file_and_the_rest_can_be_taken_on_purpose(desk: Desk) -> None:
    path = desk.file(HEAD, line(0), line(1, score="x"))
    before = desk.everything()
    refused = desk.send(path)
    assert (refused.exit_code, desk.everything()) == (1, before)
    assert "1 of 2 rows are refused; nothing was imported" in refused.output
    done = desk.sent(path, "--accept-rest")
    assert (done["state"], done["accepted"], done["refused"]) == ("new", 1, 1)
    assert desk.store.read("first-aid", "2026", 1).header.refused == 1


def test_a_file_of_which_every_row_is_refused_is_never_imported(desk: Desk) -> None:
    assert desk.sent(desk.file(HEAD, line(0, score="x")), "--accept-rest")["state"] == "refused"


def test_a_decimal_comma_that_cuts_a_cell_in_two_is_refused(desk: Desk) -> None:
    path = desk.file(HEAD.replace(";", ","), line(0, score="17,5").replace(";", ","))
    assert desk.codes(path) == [("T201", 2, 10)]


def test_a_repeated_row_is_read_once_and_one_that_differs_refuses_both(desk: Desk) -> None:
    """Two sittings of one session: which holds, only the platform can say."""
    done = desk.sent(desk.file(HEAD, line(0), line(1), line(0)), "--dry-run")
    assert (done["accepted"], done["repeated"]) == (2, 1)
    assert [(one["code"], one["line"]) for one in done["problems"]] == [("T214W", 4)]
    path = desk.file(HEAD, line(0), line(1), line(0, score=19))
    assert desk.codes(path) == [("T215", 2, 1), ("T215", 4, 1)]


def test_one_certificate_under_two_accounts_refuses_both(desk: Desk) -> None:
    path = desk.file(HEAD, line(0, account="a"), line(1, account="b", certificate="cert 0000"))
    assert [code for code, *_ in desk.codes(path)] == ["T215", "T215"]


def test_a_trailing_blank_makes_no_second_row(desk: Desk) -> None:
    """gradecraft #2097."""
    done = desk.sent(desk.file(HEAD, line(0), line(0, family="EXEMPLE A \u00a0")))
    assert (done["accepted"], done["repeated"]) == (1, 1)


def test_other_columns_are_refused_with_what_is_missing_and_what_is_there(desk: Desk) -> None:
    output = desk.refused(desk.file("Nom;Prénom;Âge", "Exemple;Camille;33"))
    assert "T110" in output
    assert "score (Bonnes réponses or Note" in output
    assert "Nom, Prénom, Âge" in output
    assert "T110" in desk.refused(desk.file("x;y", "1;2"))


def test_two_columns_of_one_heading_are_refused(desk: Desk) -> None:
    assert "T112" in desk.refused(desk.file(f"{HEAD};note", f"{line(0)};19"))


def test_headings_are_known_whatever_their_case_accents_and_blanks(desk: Desk) -> None:
    path = desk.file(
        HEAD.upper().replace("É", "E").replace("NUMERO DE CERTIFICAT", "n°  certificat"), line(0)
    )
    assert desk.sent(path)["accepted"] == 1


def test_a_sender_that_could_not_be_shown_is_refused_before_anything_is_written(desk: Desk) -> None:
    result = desk.send(desk.file(HEAD, line(0)), "--sender", "A\u202eB")
    assert (result.exit_code, "'sender'" in result.output) == (1, True)
    assert desk.store.numbers("first-aid", "2026") == ()


def test_what_was_asked_wrongly_says_what_exists(desk: Desk) -> None:
    path = desk.file(HEAD, line(0))
    for where, more, words in (
        ("first-aid/2027", (), "mean '2026'"),
        ("first-ayd/2026", (), "first-aid"),
        (WHERE, ("--mapping", "certificate-lists"), "certificate-list"),
    ):
        result = desk.send(path, *more, where=where)
        assert (result.exit_code, words in result.output) == (1, True), result.output
    assert desk.send(path, where="first-aid").exit_code == 2
    assert desk.send(path, "--received", "2999-01-01").exit_code == 2


# --- Open edX


def test_a_native_grade_report_is_recognised_and_read(desk: Desk) -> None:
    path = desk.file(
        EDX,
        "7,secret-0@example.org,un,0.7,0.7,verified,ID Verified,Y,Y,verified,enrolled",
        "8,secret-1@example.org,deux,0.65,0.65,verified,Not ID Verified,N,N,N/A,enrolled",
        "9,secret-2@example.org,trois,Not Attempted,Not Attempted,verified,N/A,N,N,N/A,enrolled",
        end="\n",
    )
    done = desk.sent(path)
    assert (done["accepted"], done["refused"]) == (3, 0)
    rows = desk.store.read("first-aid", "2026", 1).rows
    assert [row.score for row in rows] == [14, 13, None]
    assert [row.identity for row in rows] == ["verified", "not-checked", "not-checked"]
    # The report knows no day: the last of the exam stands in, in nobody's favour.
    assert {row.date.isoformat() for row in rows} == {"2026-06-28"}


def test_a_grade_of_the_whole_course_is_never_rounded_into_a_pass(desk: Desk) -> None:
    path = desk.file(EDX, "7,a@example.org,un,0.69,0.7,verified,ID Verified,Y,Y,verified,enrolled")
    assert desk.codes(path) == [("T207", 2, 4)]


def test_passed_without_a_score_is_refused_where_the_exam_has_a_mark(desk: Desk) -> None:
    path = desk.file(EDX, "7,a@example.org,un,N/A,N/A,verified,ID Verified,Y,Y,verified,enrolled")
    assert desk.codes(path) == [("T208", 2, 8)]


def test_a_path_that_the_course_has_not_is_refused(desk: Desk) -> None:
    path = desk.file(EDX, "7,a@example.org,un,0.7,0.7,audit,N/A,N,N,N/A,enrolled")
    assert desk.codes(path) == [("T213", 2, 6)]


# --- Corrected files


def test_a_corrected_file_is_a_new_transmission_that_says_what_it_changes(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0), line(1, account="b"), line(2)))
    changed = desk.file(
        HEAD, line(3), line(1, account="b", score=13, family="EXEMPLE Bé"), line(0), name="new.csv"
    )
    done = desk.sent(changed)
    assert (done["number"], done["unchanged"], done["new"], done["changed"], done["gone"]) == (2, 1, 1, 1, 1)
    assert [(one["line"], one["state"]) for one in done["rows"]] == [
        (2, "new"),
        (3, "changed"),
        (4, "unchanged"),
    ]
    (altered,) = [one for one in done["changes"] if one["before"] and one["after"]]
    assert (altered["before"]["score"], altered["after"]["score"]) == (18, 13)
    shown = desk.send(desk.file(HEAD, line(3), line(0), name="third.csv"), "--dry-run").output
    assert "gone 1" in shown
    assert "EXEMPLE Bé" in shown


def test_rows_in_another_order_or_format_change_nothing(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0), line(1)))
    again = desk.sent(desk.file("titre", HEAD, line(1), line(0), encoding="utf-16", name="b.csv"))
    assert (again["state"], desk.store.numbers("first-aid", "2026")) == ("nothing-changes", (1,))


def test_a_file_that_was_replaced_comes_back_only_on_purpose(desk: Desk) -> None:
    old, new = desk.file(HEAD, line(0), name="a.csv"), desk.file(HEAD, line(0, score=15), name="b.csv")
    desk.sent(old)
    desk.sent(new)
    result = desk.send(old)
    assert (result.exit_code, "T303" in result.output) == (1, True)
    assert desk.sent(old, "--again")["number"] == 3


def test_a_corrected_file_names_the_diplomas_that_lose_their_ground(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.sent(desk.file(HEAD, *(line(place) for place in range(5))))
    assert desk.reconciled()["written"] == ["candidates/results/first-aid/2026.yml"]
    desk.jury()
    desk.school.add_key()
    desk.school.issue()
    corrected = desk.file(HEAD, line(0, score=13), line(1), line(2, identity="non"), line(3), name="b.csv")
    done = desk.sent(corrected, "--dry-run")
    lost = {one["candidate"] for one in done["diplomas"]}
    assert lost == {ident(0), ident(2), ident(4)}
    assert all(one["entitled_before"] for one in done["diplomas"])
    output = desk.send(corrected).output
    assert output.count("C405W") == 3
    assert "13/20, where 14 were needed" in output or "lacks its ground" in output
    after = desk.reconciled("--dry-run")
    assert {one["code"] for one in after["diplomas"]} == {one["code"] for one in done["diplomas"]}


# --- Nothing by halves


class Crash(Steps):
    """The power fails at the nth step."""

    def __init__(self, at: int) -> None:
        self.left = at

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError("power failure")

    def create(self, path: Path, data: bytes, mode: int) -> None:
        self._step()
        super().create(path, data, mode)

    def link(self, source: Path, target: Path) -> None:
        self._step()
        super().link(source, target)

    def flush_directory(self, directory: Path) -> None:
        self._step()
        super().flush_directory(directory)


@pytest.mark.parametrize("at", range(3))
def test_a_crash_leaves_a_whole_transmission_or_none(desk: Desk, at: int) -> None:
    data = desk.file(HEAD, line(0)).read_bytes()
    store = TransmissionStore(desk.root, Crash(at))
    request = Request("r.csv", data, "first-aid", "2026", date(2026, 7, 1), sender="A platform")
    with pytest.raises(OSError, match="power failure"), store.writing("first-aid", "2026"):
        apply(plan_import(request, desk.school.tree(), store), store)
    numbers = desk.store.numbers("first-aid", "2026")
    assert numbers in ((), (1,))
    for number in numbers:
        desk.store.read("first-aid", "2026", number)


def test_two_imports_at_once_are_refused(desk: Desk) -> None:
    path = desk.file(HEAD, line(0))
    with desk.store.writing("first-aid", "2026"):
        assert "another process is importing" in desk.refused(path)


def test_check_reads_transmissions_and_names_what_is_wrong(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, *map(line, range(5))))
    desk.reconciled()
    desk.jury()
    assert desk.run("check").exit_code == 0, desk.run("check").output
    path = desk.root / "candidates/transmissions/first-aid/2026/1.jsonl"
    kept = path.read_bytes()
    for damage in (kept.replace(b'"score":18', b'"score":19', 1), kept[:-1], kept + b"{}\n", b"", b"\xff\n"):
        path.write_bytes(damage)
        found = desk.run("check", "--format", "json")
        assert found.exit_code == 1
        assert '"T301"' in found.output
        assert desk.run("reconcile", WHERE).exit_code == 1
    path.rename(path.with_name("2.jsonl"))
    assert '"T301"' in desk.run("check", "--format", "json").output
    path.with_name("2.jsonl").unlink()
    assert '"T305"' in desk.run("check", "--format", "json").output
    path.with_name("notes.txt").write_text("x")
    assert '"T302"' in desk.run("check", "--format", "json").output


def test_check_warns_where_results_rest_on_a_replaced_file(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, *map(line, range(5))))
    desk.reconciled()
    desk.jury()
    desk.sent(desk.file(HEAD, line(0, score=15), *map(line, range(1, 5)), name="b.csv"))
    found = desk.run("check")
    assert (found.exit_code, "T306W" in found.output) == (0, True)


# --- Properties


MAPPING = Mapping.model_validate(
    yaml.load((ROOT / "content/mappings/certificate-list.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
)
COURSE = Course.model_validate(course_record())
LINES = [line(0), line(1), line(2, score="x"), line(3), line(1), line(3, score=15)]


def contents(lines: list[str]) -> tuple[set[str], int, int, list[str]]:
    data = "\n".join([HEAD, *lines]).encode()
    chosen = choose("f.csv", read_csv("f.csv", data), {"list": MAPPING})
    read = read_rows("f.csv", chosen, Facts("first-aid", COURSE, COURSE.sessions[0], date(2026, 7, 1)))
    return (
        {row.content for row in read.rows},
        read.refused,
        read.repeated,
        sorted(p.code for p in read.problems),
    )


@given(st.permutations(LINES))
def test_the_order_of_lines_never_changes_what_is_read(lines: list[str]) -> None:
    found = contents(lines)
    assert found == contents(LINES)
    assert (len(found[0]), *found[1:]) == (2, 3, 1, ["T206", "T214W", "T215", "T215"])


def test_a_damaged_transmission_is_named_by_line(desk: Desk) -> None:
    desk.sent(desk.file(HEAD, line(0)))
    path = desk.root / "candidates/transmissions/first-aid/2026/1.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"rows":1', b'"rows":2'))
    with pytest.raises(RecordError) as caught:
        desk.store.read("first-aid", "2026", 1)
    assert caught.value.diagnostics[0].line == 1
