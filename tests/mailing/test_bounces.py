"""Messages that come back, as real servers write about them."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.mailing.bounces import _report
from generator.outreach.message import key_digest
from tests.issuing.school import ident
from tests.mailing.conftest import Run
from tests.mailing.office import EXAM_DAY, Office

SEND = ("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY)


def key(place: int) -> str:
    return f"{ident(place)}/exam-opens/first-aid/2026"


def report(
    place: int = 0,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "headers",
    digest: str | None = None,
) -> bytes:
    """A report as Postfix writes it (RFC 3464): notice, status, and the message or its headers."""
    whole = MIMEMultipart("report", **{"report-type": "delivery-status"})
    whole["From"] = "MAILER-DAEMON@mx.example"
    whole["To"] = "retours@ecole.example"
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole.attach(MIMEText(f"<secret-{place}@example.org>: host mx.example said: no"))
    machine = Message()
    machine["Content-Type"] = "message/delivery-status"
    head, person = Message(), Message()
    head["Reporting-MTA"] = "dns; mx.example"
    person["Final-Recipient"] = f"rfc822; secret-{place}@example.org"
    person["Action"] = action
    person["Status"] = status
    machine.set_payload([head, person])
    whole.attach(machine)
    identity = f"<{digest or key_digest(key(place))}@ecole.example>"
    if returned == "headers":
        part = MIMEText(f"From: diplomes@ecole.example\nMessage-ID: {identity}\n", "rfc822-headers")
        whole.attach(part)
    elif returned == "whole":
        original = EmailMessage()
        original["Message-ID"] = identity
        original.set_content("x")
        part_ = Message()
        part_["Content-Type"] = "message/rfc822"
        part_.set_payload([original])
        whole.attach(part_)
    elif returned == "reference":
        whole["In-Reply-To"] = identity
    return whole.as_bytes()


def record(run: Run, place: Path, hour: int = 12) -> str:
    result = run("mail", "bounces", str(place), "--at", f"{EXAM_DAY}T{hour}:00:00Z")
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def sent(started: Office, run: Run) -> Office:
    assert run(*SEND).exit_code == 0
    return started


@pytest.mark.parametrize("returned", ["headers", "whole", "reference"])
def test_an_address_that_does_not_exist_gets_nothing_more(
    sent: Office, run: Run, tmp_path: Path, returned: str
) -> None:
    (tmp_path / "one.eml").write_bytes(report(returned=returned))
    output = record(run, tmp_path / "one.eml")
    assert output.startswith("1 recorded, 0 known before")
    result = run("mail", "send", "--yes", "--without-git", "--at", "2026-06-25")
    assert "2 messages sent" in result.output
    assert "M506W" in run("mail", "plan", "--date", "2026-06-25").output
    assert not [line for line in sent.lines() if "@" in line]


def test_a_report_is_recorded_once(sent: Office, run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(report())
    record(run, tmp_path)
    before = sent.lines()
    assert record(run, tmp_path, 13).startswith("0 recorded, 1 known before")
    assert sent.lines() == before


def test_an_mbox_and_a_maildir_are_read(sent: Office, run: Run, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for place in (0, 1):
        box.add(mailbox.mboxMessage(report(place)))
    box.add(mailbox.mboxMessage(b"Subject: Merci\n\nBonjour\n"))
    box.close()
    assert record(run, tmp_path / "box").startswith(
        "2 recorded, 0 known before, 0 about other messages, 1 no report"
    )
    folder = mailbox.Maildir(tmp_path / "maildir")
    folder.add(report(2, action="delayed", status="4.4.1"))
    assert record(run, tmp_path / "maildir", 13).startswith("1 recorded")


def test_a_report_that_quotes_no_message_of_ours_is_not_believed(
    sent: Office, run: Run, tmp_path: Path
) -> None:
    for number, data in enumerate((report(digest="0" * 32), report(returned="nothing"))):
        (tmp_path / f"{number}.eml").write_bytes(data)
    before = sent.lines()
    output = record(run, tmp_path)
    assert "2 about other messages" in output
    assert "M515W" in output
    assert sent.lines() == before


def test_a_full_mailbox_is_for_a_person_and_condemns_no_address(
    sent: Office, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "one.eml").write_bytes(report(status="5.2.2"))
    record(run, tmp_path)
    result = run("mail", "plan", "--date", EXAM_DAY)
    assert result.exit_code == 1
    assert f"{key(0)} came back (5.2.2)" in result.output
    answered = run(
        "mail", "answer", key(0), "--sent", "--reason", "Prévenu.", "--at", f"{EXAM_DAY}T14:00:00Z"
    )
    assert answered.exit_code == 0, answered.output
    assert run("mail", "plan", "--date", EXAM_DAY).exit_code == 0


def test_an_answer_of_a_person_is_no_report(sent: Office, run: Run, tmp_path: Path) -> None:
    answer = f"Subject: Re: Examen\nIn-Reply-To: <{key_digest(key(0))}@ecole.example>\n\nMerci !\n"
    (tmp_path / "one.eml").write_bytes(answer.encode())
    assert "0 recorded" in record(run, tmp_path)


REPORT = report()


@given(st.one_of(st.binary(max_size=400), st.integers(0, 2000).map(lambda cut: REPORT[:cut])))
def test_nothing_that_arrives_stops_the_program(data: bytes) -> None:
    found = _report(data)
    assert found.action in (None, "failed", "delayed")


@given(st.integers(0, len(REPORT) - 1), st.binary(min_size=1, max_size=3))
def test_a_damaged_report_is_read_or_left(place: int, noise: bytes) -> None:
    _report(REPORT[:place] + noise + REPORT[place + len(noise) :])
