"""``parchemin check``, as people and machines run it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli.annotations import code_quality, workflow_commands
from generator.errors import Diagnostic
from tests.records.specimen import ANA, EDITION, MALARIA, OTHERS, RABIES, RABIES_RESULTS, SITE, site

PROGRAM = str(Path(sys.executable).parent / "parchemin")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The specimen on disk."""
    for name, data in {**site(), **dict.fromkeys(OTHERS, b"<svg/>")}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def spoil(place: Path, path: str, old: str, new: str) -> None:
    text = (place / path).read_text(encoding="utf-8")
    assert old in text
    (place / path).write_text(text.replace(old, new), encoding="utf-8")


def check(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(place), "check", "--date", "2026-03-01", *arguments])


def test_a_site_in_order_ends_with_0_and_its_counts(place: Path) -> None:
    result = check(place)
    assert result.exit_code == 0
    assert result.output.startswith("13 records read (1 site, 2 issuers, 2 courses, 1 programme, ")
    assert "2 candidates, 2 results files, 1 edition, 1 contract, 1 payments file)" in result.output
    assert result.output.endswith("0 diplomas verified: no problems.\n")


def test_every_problem_of_the_tree_is_printed_at_once_with_place_code_and_hint(place: Path) -> None:
    spoil(place, MALARIA, "star: true", "star: yes")
    spoil(place, RABIES, "theme: viruses", "theme: virus")
    result = check(place)
    assert result.exit_code == 1
    assert f"{MALARIA}:6:7: R103 star: true or false is due here (not 'yes')\n  hint: " in result.output
    assert f"{RABIES}:4:8: X204 there is no theme 'virus'" in result.output
    assert result.output.rstrip().endswith("2 errors, 0 warnings.")


def test_a_path_narrows_what_is_shown_and_what_counts(place: Path) -> None:
    spoil(place, MALARIA, "star: true", "star: yes")
    assert check(place, "candidates").exit_code == 0
    assert check(place, ANA).exit_code == 0
    assert check(place, MALARIA).exit_code == 1
    assert check(place, "content").exit_code == 1
    assert check(place, str(place / MALARIA)).exit_code == 1


def test_a_path_that_does_not_exist_is_a_usage_error(place: Path) -> None:
    assert check(place, "content/courses/nothing.yml").exit_code == 2
    assert check(place, "/etc/passwd").exit_code == 2


def test_warnings_alone_end_with_0(place: Path) -> None:
    spoil(place, ANA, "fictional: true\n", "")
    result = check(place)
    assert (result.exit_code, "X254W" in result.output) == (0, True)
    assert "0 errors, 1 warning." in result.output


def test_json_is_for_machines(place: Path) -> None:
    spoil(place, MALARIA, "star: true", "star: yes")
    result = check(place, "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["problems"][0] == {
        "path": MALARIA,
        "line": 6,
        "column": 7,
        "code": "R103",
        "severity": "error",
        "message": "star: true or false is due here (not 'yes')",
        "hint": "In YAML 1.2 the word 'yes' is text; write true or false.",
    }
    assert report["counts"]["courses"] == 2


def test_github_gets_annotations_that_cannot_be_broken_out_of(place: Path) -> None:
    spoil(place, MALARIA, "supervision: live", "supervision: 'a%0A::error::b'")
    result = check(place, "--format", "github")
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert line.startswith(f"::error file={MALARIA},line=17,col=16,title=R104::")
    assert "a%250A::error::b" in line


def test_annotations_name_files_as_the_repository_does_which_may_hold_the_site_in_a_folder(
    place: Path,
) -> None:
    school = place / "school"
    for folder in ("content", "candidates"):
        shutil.copytree(place / folder, school / folder)
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    spoil(school, MALARIA, "supervision: live", "supervision: alive")
    (line,) = check(school, "--format", "github").output.splitlines()
    assert line.startswith(f"::error file=school/{MALARIA},line=17,")
    (found,) = json.loads(check(school, "--format", "gitlab").output)
    assert found["location"] == {"path": f"school/{MALARIA}", "lines": {"begin": 17}}


def test_a_property_of_an_annotation_ends_where_it_should() -> None:
    problem = Diagnostic("a,b:c%\n.yml", 3, 1, "R104", "one\r\ntwo, three: 100 %", "four")
    (line,) = workflow_commands([problem])
    assert line == (
        "::error file=a%2Cb%3Ac%25%0A.yml,line=3,col=1,title=R104::one%0D%0Atwo, three: 100 %25%0Afour"
    )


def test_gitlab_gets_a_code_quality_report_whose_fingerprints_outlive_a_moved_line(place: Path) -> None:
    spoil(place, MALARIA, "supervision: live", "supervision: alive")
    result = check(place, "--format", "gitlab")
    assert result.exit_code == 1
    (found,) = json.loads(result.output)
    assert found["check_name"] == "R104"
    assert found["severity"] == "critical"
    assert found["description"].startswith("R104: ")
    spoil(place, MALARIA, "title:", "\ntitle:")
    (moved,) = json.loads(check(place, "--format", "gitlab").output)
    assert moved["fingerprint"] == found["fingerprint"]
    assert moved["location"]["lines"]["begin"] == found["location"]["lines"]["begin"] + 1
    twice = code_quality(
        [Diagnostic("a.yml", 1, 1, "X223W", "same"), Diagnostic("a.yml", 0, 0, "X223W", "same")]
    )
    assert len({one["fingerprint"] for one in twice}) == 2
    assert [one["severity"] for one in twice] == ["minor", "minor"]
    assert twice[1]["location"] == {"path": "a.yml", "lines": {"begin": 1}}


def test_an_award_to_somebody_not_entitled_is_found(place: Path) -> None:
    (place / RABIES_RESULTS).unlink()
    result = check(place)
    assert result.exit_code == 1
    assert f"{EDITION}:8:16: L351" in result.output


def test_an_edition_that_waits_for_approvals_stops_nothing(place: Path) -> None:
    spoil(place, EDITION, "  - {by: Basile Modèle, role: Responsable, date: 2025-07-01}\n", "")
    result = check(place)
    assert (result.exit_code, "X242W" in result.output) == (0, True)


def test_a_damaged_ledger_is_found(place: Path) -> None:
    (place / "candidates/ledger/credentials").mkdir(parents=True)
    (place / "candidates/ledger/credentials/diploma-1.0001.jsonl").write_text("{}\n")
    result = check(place)
    assert result.exit_code == 1
    assert "candidates/ledger/credentials/diploma-1.0001.jsonl:1:1: L301" in result.output
    assert check(place, "content").exit_code == 0


def test_outside_a_site_the_command_is_not_understood(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "check"])
    assert result.exit_code == 2
    assert "content" in result.output


def test_the_site_is_found_from_a_folder_below(place: Path) -> None:
    command = [PROGRAM, "check", "--date", "2026-03-01", "malaria.yml"]
    done = subprocess.run(command, cwd=place / "content/courses", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_coloured_in_a_pipe(place: Path) -> None:
    spoil(place, MALARIA, "star: true", "star: yes")
    done = subprocess.run([PROGRAM, "-C", str(place), "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout


def on_a_terminal(place: Path, **environment: str) -> str:
    """Run the command on a pseudo-terminal and return what a person sees."""
    outer, inner = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [PROGRAM, "-C", str(place), "check"],
        stdout=inner,
        stderr=inner,
        env={**clean, "TERM": "xterm", **environment},
    ):
        os.close(inner)
        seen = b""
        while True:
            try:
                part = os.read(outer, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
    os.close(outer)
    return seen.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_and_the_line_with_a_caret(place: Path) -> None:
    spoil(place, MALARIA, "star: true", "star: yes")
    seen = on_a_terminal(place)
    assert "\x1b[31m" in seen
    assert "    6 | star: yes\n      |       " in seen


def test_no_color_is_respected_on_a_terminal(place: Path) -> None:
    spoil(place, MALARIA, "star: true", "star: yes")
    seen = on_a_terminal(place, NO_COLOR="1")
    assert "\x1b" not in seen
    assert "    6 | star: yes\n      |       ^\n" in seen


def test_the_caret_stands_below_wide_characters(place: Path) -> None:
    spoil(place, SITE, "{fr: Virus, en: Viruses}", "{fr: 病毒, en: ''}")
    seen = on_a_terminal(place, NO_COLOR="1")
    line, caret = next(
        (a, b) for a, b in zip(seen.splitlines(), seen.splitlines()[1:], strict=False) if "病毒" in a
    )
    assert caret.index("^") == line.index("''") + 2  # two characters, each two columns wide


def test_control_characters_of_a_file_never_reach_the_terminal(place: Path) -> None:
    spoil(place, SITE, "fr: Virus", "fr: \x1b]0;owned\x07Virus")
    seen = on_a_terminal(place, NO_COLOR="1")
    assert "Y103" in seen
    assert "\x1b" not in seen
    assert "\x07" not in seen


def test_a_terminal_without_accents_does_not_stop_the_program(place: Path) -> None:
    spoil(place, SITE, "publisher: École", "publishr: École")
    done = subprocess.run(
        [PROGRAM, "-C", str(place), "check"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_the_demonstration_is_in_order(root: Path) -> None:
    result = CliRunner().invoke(main, ["-C", str(root), "check", "--date", "2026-03-01", "content"])
    assert result.exit_code == 0, result.output
