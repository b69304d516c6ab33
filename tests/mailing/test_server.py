"""Real SMTP servers: what leaves, how, and what becomes of each answer."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from generator.adapters.smtp import Smtp, SmtpSettings
from generator.adapters.transport import Parcel, UnreachableError
from generator.mailing.desk import open_desk
from generator.mailing.prepare import prepare
from generator.trust.carriers import carried_credential
from tests.issuing.school import ident
from tests.mailing.conftest import Run
from tests.mailing.office import EXAM_DAY, KEY, Certificate, Office, Post, running
from tests.outreach.builders import at

SEND = ("mail", "send", "--yes", "--without-git", "--at", EXAM_DAY)


def environment(post: Post, tls: str, certificate: Certificate | None = None, **more: str) -> dict[str, str]:
    found = {
        "PARCHEMIN_SMTP_HOST": "127.0.0.1",
        "PARCHEMIN_SMTP_PORT": str(post.port),
        "PARCHEMIN_SMTP_TLS": tls,
        **more,
    }
    return found if certificate is None else {**found, "SSL_CERT_FILE": str(certificate.pem)}


def send(run: Run, post: Post, *more: str, day: str = EXAM_DAY) -> Result:
    return run("mail", "send", "--yes", "--without-git", "--at", day, *more, env=environment(post, "none"))


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_mail_leaves_under_tls_with_a_login(
    started: Office, run: Run, certificate: Certificate, tls: str
) -> None:
    started.mail(transport="smtp")
    post = Post()
    account = ("diplomes", "pass phrase")
    with running(
        post,
        starttls=certificate if tls == "starttls" else None,
        implicit=certificate if tls == "implicit" else None,
        login=account if tls == "starttls" else None,
    ):
        more = {"PARCHEMIN_SMTP_USER": account[0], "PARCHEMIN_SMTP_PASSWORD": account[1]}
        result = run(*SEND, env=environment(post, tls, certificate, **(more if tls == "starttls" else {})))
    assert result.exit_code == 0, result.output
    assert [one.sender for one in post.received] == ["retours@ecole.example"] * 3
    assert sorted(one.recipients[0] for one in post.received) == [f"secret-{n}@example.org" for n in range(3)]
    assert account[1] not in result.output + "".join(started.lines())


def test_what_is_received_is_what_was_written(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    post = Post()
    with running(post):
        assert send(run, post).exit_code == 0
    found = next(one for one in post.received if one.recipients == ["secret-0@example.org"])
    message = found.message
    assert str(message["To"]) == "Personne Exemple a <secret-0@example.org>"
    assert str(message["Reply-To"].addresses[0].addr_spec) == "questions@ecole.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert "L’examen de «\u00a0First aid\u00a0» peut être passé du 15\u00a0juin 2026" in text.get_content()
    assert '<html lang="fr"' in html.get_content()
    assert all(len(line) <= 998 for line in found.data.split(b"\r\n"))
    assert found.data.isascii()


def test_a_certificate_that_nobody_vouches_for_stops_the_run_before_anything_leaves(
    started: Office, run: Run, certificate: Certificate
) -> None:
    started.mail(transport="smtp")
    before = started.lines()
    for kind in ("starttls", "implicit"):
        post = Post()
        with running(
            post,
            starttls=certificate if kind == "starttls" else None,
            implicit=certificate if kind == "implicit" else None,
        ):
            result = run(*SEND, env=environment(post, kind))
        assert result.exit_code == 1
        assert "not to be trusted" in result.output
        assert post.received == []
    assert started.lines() == before


def test_without_starttls_nothing_leaves_in_clear(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    post = Post()
    with running(post):
        result = run(*SEND, env=environment(post, "starttls"))
    assert result.exit_code == 1
    assert "nothing was sent in clear" in result.output
    assert post.seen == 0


def test_a_wrong_password_or_an_unreachable_server_leaves_no_trace(
    started: Office, run: Run, certificate: Certificate
) -> None:
    started.mail(transport="smtp")
    before = started.lines()
    post = Post()
    more = {"PARCHEMIN_SMTP_USER": "diplomes", "PARCHEMIN_SMTP_PASSWORD": "wrong"}
    with running(post, starttls=certificate, login=("diplomes", "right")):
        result = run(*SEND, env=environment(post, "starttls", certificate, **more))
        assert result.exit_code == 1
        assert "refused the account" in result.output
    assert run(*SEND, env=environment(post, "none")).exit_code == 1
    assert started.lines() == before


def test_a_temporary_refusal_is_tried_again_with_the_next_run(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    post = Post(rcpt=lambda address: "451 4.7.1 Later" if "secret-1" in address else "250 Ok")
    with running(post):
        result = send(run, post)
        assert result.exit_code == 1
        assert "2 messages sent" in result.output
        assert run("mail", "plan", "--date", EXAM_DAY).exit_code == 0
        post.rcpt = lambda address: "250 Ok"
        assert send(run, post).exit_code == 0
    assert sorted(one.recipients[0] for one in post.received) == [f"secret-{n}@example.org" for n in range(3)]


def test_an_address_that_does_not_exist_is_kept_and_gets_nothing_more(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    answer = "550 5.1.1 <secret-1@example.org>: Recipient address rejected: User unknown"
    post = Post(rcpt=lambda address: answer if "secret-1" in address else "250 Ok")
    with running(post):
        assert send(run, post).exit_code == 1
        asked = post.seen
        assert send(run, post, day="2026-06-17").exit_code == 0
        assert post.seen == asked
        result = send(run, post, day="2026-06-25")
        assert "2 messages sent" in result.output
        assert post.seen == asked + 2
    shown = run("mail", "plan", "--date", "2026-06-25").output
    assert "M506W" in shown
    assert f"candidates/register/{ident(1)}.yml" in shown
    # The server quoted the address; the ledger does not.
    assert not [line for line in started.lines() if "secret-1" in line or "@" in line]
    with running(post):
        post.rcpt = lambda address: "250 Ok"
        started.person(1, email="retrouvee@example.org")
        assert send(run, post, day="2026-06-26").exit_code == 0
    assert post.received[-1].recipients == ["retrouvee@example.org"]


@pytest.mark.parametrize("answer", ["552 5.2.2 Mailbox full", "550 5.7.1 Policy", "554 5.6.0 Bad content"])
def test_another_final_refusal_waits_for_a_person(started: Office, run: Run, answer: str) -> None:
    started.mail(transport="smtp")
    post = Post(data=lambda count: answer if count == 1 else "250 Ok")
    with running(post):
        assert send(run, post).exit_code == 1
        result = run("mail", "plan", "--date", EXAM_DAY)
        assert result.exit_code == 1
        assert "M505" in result.output
        assert answer.split(maxsplit=1)[0] in result.output
        assert send(run, post).exit_code == 0
        assert len(post.received) == 2
        key = next(word for word in result.output.split() if "/exam-opens/" in word)
        settled = run(
            "mail", "answer", key, "--not-sent", "--reason", "Réglé.", "--at", f"{EXAM_DAY}T10:00:00Z"
        )
        assert settled.exit_code == 0, settled.output
        assert send(run, post, day=f"{EXAM_DAY}T11:00:00Z").exit_code == 0
    assert len(post.received) == 3


def test_a_connection_that_breaks_in_the_middle_of_the_text_leaves_a_question(
    started: Office, run: Run
) -> None:
    started.mail(transport="smtp")
    post = Post(data=lambda count: None if count == 2 else "250 Ok")
    with running(post):
        result = send(run, post)
        assert result.exit_code == 1
        assert "2 messages sent" in result.output
        assert "one message perhaps sent: a person must say" in result.output
        for day in (EXAM_DAY, "2026-06-17"):
            assert "no message sent" in send(run, post, day=day).output
        result = run("mail", "plan", "--date", EXAM_DAY)
        assert result.exit_code == 1
        assert "M504" in result.output
    assert post.seen == 3


def test_a_sender_who_is_refused_stops_the_run_and_costs_nobody_a_message(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    post = Post(mail=lambda count: "550 5.7.1 Not you")
    with running(post):
        result = send(run, post)
        assert result.exit_code == 1
        assert "the run stopped" in result.output
        assert "2 messages not reached" in result.output
        assert post.seen == 1
        post.mail = lambda count: "250 Ok"
        assert "3 messages sent" in send(run, post).output


def test_ten_refusals_in_a_row_are_our_fault_and_stop_the_run(
    tmp_path: Path, run: Run, office: Office
) -> None:
    for place in range(3, 12):
        office.write(
            f"candidates/register/{ident(place)}.yml",
            "candidate",
            {**office.read(f"candidates/register/{ident(0)}.yml"), "email": f"secret-{place}@example.org",
             "name": {"display": f"Autre {'abcdefghijkl'[place]}"}},
        )  # fmt: skip
    office.mail(transport="smtp")
    assert run("mail", "start", "--yes", "--at", "2026-05-15").exit_code == 0
    post = Post(rcpt=lambda address: "550 5.7.1 Blocked")
    with running(post):
        result = send(run, post)
    assert "the run stopped" in result.output
    assert post.seen == 10


def test_a_server_that_closes_between_messages_is_connected_to_again(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    post = Post(mail=lambda count: "421 4.3.2 Closing" if count == 2 else "250 Ok")
    with running(post):
        first = send(run, post)
        assert "one message sent" in first.output
        assert "2 messages sent" in send(run, post).output
    assert len({one.recipients[0] for one in post.received}) == 3


def test_only_an_address_outside_ascii_asks_for_smtputf8(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    started.person(1, email="zoë@example.org", name={"display": "Zoë 例"})
    post = Post()
    with running(post):
        assert send(run, post).exit_code == 0
    options = {one.recipients[0]: one.options for one in post.received}
    assert "SMTPUTF8" in options["zoë@example.org"]
    assert options["secret-0@example.org"] == []
    found = next(one for one in post.received if one.recipients == ["zoë@example.org"])
    assert '"Zoë 例"\r\n <zoë@example.org>'.encode() in found.data


def test_a_server_without_smtputf8_is_not_given_such_an_address(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    started.person(1, email="zoë@example.org")
    post = Post()
    with running(post, utf8=False):
        result = send(run, post)
        assert "2 messages sent" in result.output
        shown = run("mail", "plan", "--date", EXAM_DAY).output
    assert "M505" in shown
    assert "SMTPUTF8" in shown
    assert post.seen == 2


def test_lines_that_begin_with_a_dot_arrive_whole(certificate: Certificate) -> None:
    post = Post()
    data = b"Subject: x\r\n\r\n.\r\n..\r\n.end\r\nlast"
    with running(post, implicit=certificate):
        server = Smtp(SmtpSettings("localhost", post.port, "implicit"), context=certificate.client())
        server.ready()
        server.deliver(Parcel("a", "a@example.org", "b@example.org", data))
        server.close()
    assert post.received[0].data == data + b"\r\n"


def test_a_silent_server_is_not_waited_for_without_end() -> None:
    import socket

    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        server = Smtp(SmtpSettings("127.0.0.1", deaf.getsockname()[1], "none", timeout=0.3))
        with pytest.raises(UnreachableError):
            server.ready()


def test_fictional_people_get_nothing_from_a_real_server(started: Office, run: Run) -> None:
    started.mail(transport="smtp")
    env = {"PARCHEMIN_SMTP_HOST": "smtp.invalid", "PARCHEMIN_SMTP_TLS": "starttls"}
    result = run(*SEND, env=env)
    assert result.exit_code == 1
    assert "this site is a demonstration" in result.output
    site = started.read("content/site.yml")
    site["demonstration"] = False
    started.write("content/site.yml", "site", site)
    started.person(1, fictional=False)
    before = started.lines()
    result = run(*SEND, env=env)
    assert result.exit_code == 1
    assert result.output.count("M508W") == 3
    assert "the candidate is fictional" in result.output
    assert "reserved for examples" in result.output
    assert started.lines() == before


def issue_one(started: Office, run: Run, folder: Path) -> str:
    """The first candidate passes and is issued a diploma; its code."""
    started.mail(transport="smtp")
    started.results(
        [
            {
                "candidate": ident(0),
                "path": "certifying",
                "date": "2026-06-15",
                "score": 18,
                "identity": "verified",
            }
        ]
    )
    started.edition({"awards": [{"candidate": ident(0)}]})
    keys = {"PARCHEMIN_KEYS": str(folder / "keys")}
    assert run("keys", "new", "school", "--demonstration", "--at", "2026-01-05", env=keys).exit_code == 0
    issued = run("issue", "--all", "--demonstration", "--at", "2026-07-13T09:00:00Z", env=keys)
    assert issued.exit_code == 0, issued.output
    (code,) = started.codes()
    return code


@pytest.mark.parametrize("setting", ["mail", "both"])
def test_where_the_programme_says_so_the_diploma_goes_along_as_a_pdf(
    started: Office, run: Run, tmp_path: Path, setting: str
) -> None:
    code = issue_one(started, run, tmp_path)
    started.own_templates()
    path = started.root / "content/programmes/first-aid.yml"
    path.write_text(path.read_text() + f"documents: {setting}\n")
    post = Post()
    # Too large: nothing leaves without what its words promise.
    started.mail(document_kilobytes=10)
    with running(post):
        refused = send(run, post, "--kind", "issued", day="2026-07-14")
        assert "M517W" in refused.output
        assert "10 is the most that a message carries" in refused.output
        assert post.received == []
        started.mail(document_kilobytes=2000)
        sent = send(run, post, "--kind", "issued", day="2026-07-14")
        assert sent.exit_code == 0, sent.output
    message = post.received[0].message
    files = {part.get_filename(): part for part in message.iter_attachments()}
    assert set(files) == {f"{code}.json", f"badge-{code}.svg", f"{code}.pdf"}
    data = files[f"{code}.pdf"].get_payload(decode=True)
    assert files[f"{code}.pdf"].get_content_type() == "application/pdf"
    assert isinstance(data, bytes)
    assert carried_credential(data).text == files[f"{code}.json"].get_payload(decode=True)
    # Byte for byte the file that the school makes, so that its published digest is that of the copy in the mailbox.
    made = run("documents", code, "--at", "2026-07-14T09:00:00Z")
    assert made.exit_code == 0, made.output
    assert (started.root / f"documents/{code}-diploma-a4-fr.pdf").read_bytes() == data
    body = message.get_body(("plain",))
    assert body is not None
    assert "joint aussi, en PDF" in " ".join(body.get_content().split())


def test_a_diploma_is_announced_with_itself_and_its_badge(started: Office, run: Run, tmp_path: Path) -> None:
    code = issue_one(started, run, tmp_path)
    post = Post()
    with running(post):
        assert send(run, post, "--kind", "issued", day="2026-07-14").exit_code == 0
    message = post.received[0].message
    files = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert set(files) == {f"{code}.json", f"badge-{code}.svg"}
    for name, data in files.items():
        assert isinstance(data, bytes)
        (tmp_path / str(name)).write_bytes(data)
        verified = run("verify", str(tmp_path / str(name)))
        assert "eddsa-jcs-2022" in verified.output or verified.exit_code in (0, 1)
    body = message.get_body(("plain",))
    assert body is not None
    assert "PDF" not in body.get_content()
    assert f"https://diplomes.example.org/d/{code}.html" in body.get_content()
    # A link to a page that does not answer yet is held back.
    desk = open_desk(started.root, date(2026, 7, 14))
    (announced,) = [item.message for item in desk.plan.items if item.message.kind == "issued"]
    waiting = prepare(desk, [announced], at("2026-07-14"), None, published=lambda code: False)
    assert [(one.code, announced.key in one.message) for one in waiting.held] == [("M516W", True)]
    assert waiting.written == ()
    # A diploma whose signature does not hold is mailed to nobody.
    (segment,) = (started.root / "candidates/ledger/credentials").glob("*.jsonl")
    segment.write_bytes(segment.read_bytes().replace(b"Exemple a", b"Exemple b"))
    for path in (started.root / "candidates/mail/runs").glob("*.jsonl"):
        path.unlink()
    with running(post):
        result = send(run, post, "--kind", "issued", day="2026-07-14")
    assert result.exit_code == 1
    assert "L303" in result.output
    assert len(post.received) == 1


def test_the_key_of_the_office_is_what_the_other_tests_take_it_for(started: Office, run: Run) -> None:
    assert KEY in run("mail", "plan", "--date", EXAM_DAY).output
    assert os.sep not in ident(0)
