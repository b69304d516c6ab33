"""``parchemin mail`` from switching on to settling, with the outbox."""

from __future__ import annotations

import json
import re
import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import Result

from tests.issuing.school import ident
from tests.mailing.conftest import Run
from tests.mailing.office import EXAM_DAY, KEY, START, Office

SEND = ("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY)


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result, code: str) -> str:
    assert result.exit_code == 1, result.output
    assert code in result.output
    return result.output


def outbox(office: Office) -> list[Path]:
    return sorted((office.root / ".parchemin" / "outbox").rglob("*.eml"))


def private(office: Office) -> list[str]:
    """What no log, summary or file name may hold."""
    return [
        word
        for place in range(3)
        for record in [office.read(f"candidates/register/{ident(place)}.yml")]
        for word in (record["email"], record["name"]["display"])
    ]


def test_a_site_without_settings_writes_to_nobody(office: Office, run: Run) -> None:
    site = office.read("content/site.yml")
    del site["mail"]
    office.write("content/site.yml", "site", site)
    for command in (("plan",), ("preview",), ("send", "--yes", "--without-git"), ("start", "--yes")):
        refused(run("mail", *command), "M501")


def test_the_first_mailing_is_an_explicit_act(office: Office, run: Run) -> None:
    """2,000 former students mailed: mod_customcert #259, #672."""
    refused(run(*SEND), "M502")
    assert outbox(office) == []
    assert office.lines() == []
    # At the moment of the start the reminders of this very day are past as well.
    output = good(run("mail", "start", "--yes", "--at", "2026-06-15T09:00:00Z"))
    assert "Past, and never sent: 3 exam-opens." in output
    assert good(run(*SEND)).startswith("no message sent.")
    assert "3 exam-closes" in good(run("mail", "send", "--yes", "--without-git", "--at", "2026-06-25"))


def test_starting_asks_and_nobody_there_is_a_no(office: Office, run: Run) -> None:
    assert run("mail", "start").exit_code == 2
    assert office.lines() == []


def test_from_the_plan_to_the_outbox(started: Office, run: Run) -> None:
    plan = good(run("mail", "plan", "--date", EXAM_DAY))
    assert KEY in plan
    assert "because the exam of “First aid” is open from 15 June 2026 to 28 June 2026" in plan
    assert "3 due" in plan
    dry = good(run(*SEND, "--dry-run"))
    assert "3 messages would leave; nothing was sent" in dry
    assert outbox(started) == []
    sent = good(run(*SEND))
    assert "3 messages sent (3 exam-opens)" in sent
    files = outbox(started)
    assert len(files) == 3
    for path in files:
        assert re.fullmatch(r"[0-9a-f]{32}\.eml", path.name)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = next(
        message
        for message in (message_from_bytes(path.read_bytes(), policy=policy.default) for path in files)
        if "secret-0@" in str(message["To"])
    )
    assert first["X-Unsent"] == "1"
    assert first["From"] == '"École, des diplômes" <diplomes@ecole.example>'
    assert first["Subject"] == "Examen ouvert jusqu’au 28\u00a0juin 2026\u00a0: First aid"
    for text in (plan, dry, sent, *started.lines()):
        assert not [word for word in private(started) if word in text]


def test_nothing_leaves_twice(started: Office, run: Run) -> None:
    """mod_customcert #127, #379: everything was sent again after an upgrade."""
    good(run(*SEND))
    for _ in range(2):
        assert good(run(*SEND)).startswith("no message sent.")
    assert len(outbox(started)) == 3
    # Neither new templates nor a corrected name or address are a reason to write again.
    started.settle_templates()
    for path in (started.root / "site_templates" / "mail").glob("exam-opens.*"):
        path.write_text("Nouveau\n\nTout neuf.\n", encoding="utf-8")
    started.person(0, email="nouvelle@example.org", name={"display": "Personne Nouvelle"})
    assert good(run(*SEND)).startswith("no message sent.")
    assert "3 due" in good(run("mail", "plan", "--date", "2026-06-25"))


def test_above_the_ceiling_nothing_at_all_is_sent(started: Office, run: Run) -> None:
    started.mail(ceiling=2)
    before = started.lines()
    output = refused(run(*SEND), "M503")
    assert "--ceiling 3" in output
    refused(run(*SEND, "--dry-run"), "M503")
    assert (outbox(started), started.lines()) == ([], before)
    good(run(*SEND, "--limit", "1"))
    assert len(outbox(started)) == 1
    started.mail(ceiling=1)
    refused(run(*SEND, "--ceiling", "1"), "M503")
    good(run(*SEND, "--ceiling", "2"))
    assert len(outbox(started)) == 3


def test_one_candidate_or_one_kind_can_be_sent_alone(started: Office, run: Run) -> None:
    good(run(*SEND, "--candidate", ident(1)))
    assert len(outbox(started)) == 1
    assert good(run(*SEND, "--kind", "result")).startswith("no message sent.")
    good(run(*SEND, "--kind", "exam-opens"))
    assert len(outbox(started)) == 3


def test_without_an_answer_nothing_is_sent(started: Office, run: Run) -> None:
    result = run("mail", "send", "--without-git", "--at", EXAM_DAY)
    assert result.exit_code == 2
    assert "--yes" in result.output
    assert outbox(started) == []


def test_a_kind_that_was_off_meanwhile_sends_nothing_about_that_time(started: Office, run: Run) -> None:
    others = ["registered", "withdrawn", "course-starts", "exam-closes", "result", "issued"]
    started.mail(kinds=others)
    started.person(0, registrations=[{"programme": "first-aid", "date": "2026-06-01"}])
    path = started.root / f"candidates/register/{ident(0)}.yml"
    path.write_text(path.read_text().replace("'2026-06-01'", "2026-06-01"))
    assert "1 registered" in good(run("mail", "send", "--yes", "--without-git", "--at", "2026-06-02"))
    started.mail(kinds=[*others, "exam-opens"])
    refused(run(*SEND), "M502")
    good(run("mail", "start", "--yes", "--at", f"{EXAM_DAY}T08:00:00Z"))
    assert good(run("mail", "send", "--yes", "--without-git", "--at", f"{EXAM_DAY}T09:00:00Z")).startswith(
        "no message sent."
    )


def test_a_message_can_be_taken_back_before_it_leaves(started: Office, run: Run) -> None:
    """Carpentries AMY lets staff read and cancel a scheduled mail; so do preview and answer."""
    good(run("mail", "answer", KEY, "--never", "--reason", "Elle a téléphoné.", "--at", "2026-06-15"))
    assert "2 messages sent" in good(run(*SEND))
    output = refused(run("mail", "answer", "c-personxxxx/result/a/b", "--sent", "--reason", "x"), "M514")
    assert "neither plan nor ledger" in output


def test_the_plan_for_machines_says_what_is_due_and_why(started: Office, run: Run) -> None:
    found = json.loads(good(run("mail", "plan", "--date", EXAM_DAY, "--json")))
    assert [one["standing"] for one in found["messages"]] == ["due"] * 3
    assert found["messages"][0]["why"]["fr"].startswith("parce que l’examen")
    assert found["questions"] == []


def test_a_preview_shows_the_message_as_it_would_leave(started: Office, run: Run, tmp_path: Path) -> None:
    shown = good(run("mail", "preview", KEY, "--date", EXAM_DAY))
    assert "secret-0@example.org" in shown
    assert "Bonjour Personne Exemple a," in shown
    good(run("mail", "preview", KEY, "--date", EXAM_DAY, "--html", str(tmp_path / "one.html")))
    assert "<bdi>Personne Exemple a</bdi>" in (tmp_path / "one.html").read_text(encoding="utf-8")
    good(run("mail", "preview", "--date", EXAM_DAY, "-o", str(tmp_path / "all")))
    previewed = {path.name: path.read_bytes() for path in (tmp_path / "all").glob("*.eml")}
    assert len(previewed) == 3
    good(run("mail", "send", "--yes", "--without-git", "--at", f"{EXAM_DAY}T09:00:00Z"))
    for path in outbox(started):
        sent = path.read_bytes().removeprefix(b"X-Unsent: 1\r\n")
        assert re.sub(rb"Date: [^\r]*", b"", sent) == re.sub(rb"Date: [^\r]*", b"", previewed[path.name])
    refused(run("mail", "preview", KEY, "--date", "2026-07-20"), "M514")
    assert run("mail", "preview", "--date", EXAM_DAY, "--html", str(tmp_path / "x.html")).exit_code == 2


def test_an_address_that_cannot_be_written_to_keeps_nobody_else_waiting(started: Office, run: Run) -> None:
    started.person(1, email="a..b@example.org")
    output = refused(run(*SEND), "M507W")
    assert "2 messages sent" in output
    assert f"{ident(1)}/exam-opens" in output


def test_a_template_that_fails_stops_everything_and_is_named(started: Office, run: Run) -> None:
    started.settle_templates()
    path = started.root / "site_templates" / "mail" / "exam-opens.fr.txt"
    path.write_text("Sujet\n\n{{ surname }}\n", encoding="utf-8")
    output = refused(run(*SEND), "M513")
    assert "site_templates/mail/exam-opens.fr.txt" in output
    assert outbox(started) == []
    # Without one of its own the site has the program's.
    path.unlink()
    good(run(*SEND))
    assert len(outbox(started)) == 3


@pytest.mark.parametrize(
    "name", ["runs/notes.txt", "acts/2026-06-01.jsonl", "runs/2026-06-01.zzzzzzzz.jsonl"]
)
def test_a_stray_file_in_the_mail_ledger_stops_everything(started: Office, run: Run, name: str) -> None:
    path = started.root / "candidates" / "mail" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x\n")
    refused(run(*SEND), "M509")


def test_a_changed_line_of_the_mail_ledger_stops_everything(started: Office, run: Run) -> None:
    good(run(*SEND))
    (path,) = (started.root / "candidates" / "mail" / "runs").glob("*.jsonl")
    whole = path.read_bytes()
    for damaged in (whole.replace(b"accept", b"accepx", 1), b"", whole.replace(b'"v":1', b'"v": 1', 1)):
        path.write_bytes(damaged)
        refused(run("mail", "plan", "--date", EXAM_DAY), "M509")
    (act,) = (started.root / "candidates" / "mail" / "acts").glob("*.jsonl")
    path.write_bytes(whole)
    act.write_bytes(act.read_bytes().replace(b"2026-05-15", b"2026-05-14"))
    refused(run("mail", "plan", "--date", EXAM_DAY), "M509")


def test_a_last_line_that_a_crash_cut_off_counts_as_not_written(started: Office, run: Run) -> None:
    good(run(*SEND))
    (path,) = (started.root / "candidates" / "mail" / "runs").glob("*.jsonl")
    lines = path.read_bytes().split(b"\n")
    # head, (intend, accept) x 3, end: what is left is an intention and half of its acceptance
    path.write_bytes(b"\n".join(lines[:2]) + b"\n" + lines[2][:30])
    output = run("mail", "plan", "--date", EXAM_DAY)
    assert output.exit_code == 1
    assert "M504" in output.output
    assert "M511" in output.output


def test_no_command_is_slower_for_others_because_mail_exists(run: Run) -> None:
    import subprocess
    import sys

    probe = "import generator.cli as c, sys; c.main(['--help'], standalone_mode=False); print('smtplib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("False")


def test_check_reads_the_mail_ledger_and_takes_none_of_it_for_a_record(started: Office, run: Run) -> None:
    good(run(*SEND))
    assert "candidates/mail" not in run("check").output
    (started.root / "candidates/mail/acts/notes.txt").write_text("x")
    assert "candidates/mail/acts/notes.txt:0:0: M509" in run("check").output


def test_start_records_the_moment(started: Office) -> None:
    (line,) = started.lines()
    assert json.loads(line)["at"] == START
