"""Sealed files are found where mail programs leave them."""

from __future__ import annotations

import mailbox
import re
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.intake.office import Office, deposit, registration
from tests.intake.sealing import seal
from tests.intake.test_refusals import codes


def mail(
    *tokens: bytes, name: str = "inscription.jwe", text: str = "Bonjour, voici.", kind: str = "jose"
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Camille Exemple <camille@example.org>"
    message["To"] = "inscriptions@parchemin.example"
    message["Subject"] = "Fichier chiffré"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    for token in tokens:
        message.add_attachment(token, maintype="application", subtype=kind, filename=name)
    return message


def test_an_eml_with_attachments(office: Office) -> None:
    path = office.inbox / "courrier.eml"
    path.write_bytes(mail(seal(registration()), seal(deposit())).as_bytes(policy=SMTP))
    result = office.intake(path)
    assert result.exit_code == 0, result.output
    assert len(office.record["deposits"]) == 1


@pytest.mark.parametrize(
    ("name", "kind"), [("ATT00001.bin", "octet-stream"), ("../../x.txt", "octet-stream"), ("", "x")]
)
def test_an_attachment_is_known_by_its_content_whatever_it_is_called(
    office: Office, name: str, kind: str
) -> None:
    path = office.inbox / "courrier.eml"
    path.write_bytes(mail(seal(registration()), name=name, kind=kind).as_bytes())
    assert office.intake(path).exit_code == 0
    assert len(office.paths) == 1


def test_a_file_pasted_into_the_text_of_a_mail(office: Office) -> None:
    path = office.inbox / "courrier.eml"
    token = seal(registration()).decode()
    path.write_bytes(mail(text=f"Voici :\n{token}\nMerci").as_bytes())
    result = office.intake(path)
    assert result.exit_code == 0, result.output
    assert "1 taken in." in result.output


def test_a_damaged_attachment_is_named_not_passed_over(office: Office) -> None:
    path = office.inbox / "courrier.eml"
    path.write_bytes(mail(seal(registration())[:500]).as_bytes())
    assert codes(office.intake(path).output) == ["I202"]


@pytest.mark.parametrize("form", ["mbox", "maildir"])
def test_a_mailbox_is_read_and_never_changed(office: Office, tmp_path: Path, form: str) -> None:
    place = tmp_path / ("boite" if form == "maildir" else "boite.mbox")
    box: mailbox.Mailbox = mailbox.Maildir(place) if form == "maildir" else mailbox.mbox(place)  # type: ignore[type-arg]
    for message in (mail(seal(deposit())), mail(), mail(seal(registration())), mail(b"eyJ broken")):
        box.add(message.as_bytes())
    box.flush()
    box.close()
    before = {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "boite" in str(path)
    }
    result = office.intake(place)
    assert result.exit_code == 1
    assert codes(result.output) == ["I202"]
    assert re.search(r"2 taken in; 1 refused; one mail without any\.", result.output), result.output
    assert len(office.record["deposits"]) == 1
    again = office.intake(place)
    assert "2 received before" in again.output
    after = {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "boite" in str(path)
    }
    assert after == before


def test_a_folder_of_mixed_files(office: Office) -> None:
    office.arrive(registration())
    (office.inbox / "courrier.eml").write_bytes(mail(seal(deposit())).as_bytes())
    (office.inbox / ".cache").write_bytes(b"hidden")
    (office.inbox / "sub").mkdir()
    result = office.intake()
    assert result.exit_code == 0, result.output
    assert "2 taken in." in result.output


HOSTILE = {
    "endless parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 500 + b"--x--",
    "nested parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
    ),
    "no such encoding": b"Content-Type: text/plain; charset=nope\nContent-Transfer-Encoding: nope\n\n\xff\xfe",
    "broken header": b"Content-Type: ;;;=\nFrom\x00: x\n\nhello",
    "broken base64": b"Content-Type: application/jose\nContent-Transfer-Encoding: base64\n\n!!!!",
    "a name in another script": b"Content-Disposition: attachment; filename*=utf-8''%ff%fe\n\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_costs_nothing_but_a_line(office: Office, name: str) -> None:
    path = office.inbox / "courrier.eml"
    path.write_bytes(HOSTILE[name])
    office.arrive(registration())
    result = office.intake()
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "1 taken in" in result.output, result.output
