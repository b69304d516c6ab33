"""A letter as bytes: every header says what was meant, whatever the names and titles hold."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.adapters.transport import Parcel
from generator.mailing.envelope import Attachment, UnwritableError, compose, message_id
from generator.mailing.letter import Letter
from generator.records.mail import MailSettings

NOW = datetime(2026, 6, 16, 9, tzinfo=UTC)
DIGEST = "0123456789abcdef" * 2
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
}


def settings(**fields: object) -> MailSettings:
    return MailSettings.model_validate(
        {
            "sender": "diplomes@ecole.example",
            "name": "École, des diplômes",
            "reply_to": "questions@ecole.example",
            "since": "2026-01-01",
            **fields,
        }
    )


def write(
    name: str = "Ariane Exemple",
    address: str = "ariane@example.org",
    subject: str = "Examen ouvert",
    text: str = "Bonjour,\n",
    attachments: tuple[Attachment, ...] = (),
) -> Parcel:
    return compose(
        Letter(subject, text, "<p>Bonjour</p>\n"),
        settings(),
        digest=DIGEST,
        name=name,
        address=address,
        language="fr",
        now=NOW,
        attachments=attachments,
    )


def read(parcel: Parcel) -> EmailMessage:
    found = (
        message_from_string(parcel.data.decode(), policy=policy.default)
        if parcel.utf8
        else message_from_bytes(parcel.data, policy=policy.default)
    )
    assert isinstance(found, EmailMessage)
    return found


def decoded(parcel: Parcel, field: str) -> str:
    """The display name of a header, by the older of the library's two readers: the newer one puts a blank into long
    names (CPython before 3.12)."""
    raw = message_from_string(parcel.data.decode(), policy=policy.compat32)[field]
    name = raw.rpartition("<")[0].replace("\r\n", "").replace("\n", "").strip()
    if name.startswith('"'):
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return str(make_header(decode_header(name)))


def shown(text: str) -> str:
    """What a name or subject becomes on one line: an oracle of its own."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") else one for one in text)
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return plain.strip(" ")


NASTY = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="\r\n\x00\t ,;:<>@\"'()[]\\.=?_&aé名\u202e\u2028\u0085\u00a0", max_size=80),
    st.sampled_from(
        [
            "x\r\nBcc: everyone@example.org",
            "x\n\nBody",
            "=?utf-8?q?=0D=0ABcc=3A_x=40example=2Eorg?=",
            "=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5vcmc=?=",
            "a@b.example, c@d.example",
            '"Quoted", <evil@example.org>',
            "Nom (commentaire) <x@y.example>",
            "Undisclosed: a@b.example;",
            "ليلى بنت مثال",
            "דוגמה, ישראל",
            "Ž" * 150,
            "𝒜" * 100,
            "a" * 300,
            "Ann  B",
            ", , ,",
            "\ud83d",
            "é" * 75 + "," + "é" * 75,
        ]
    ),
)


@given(NASTY)
def test_no_name_makes_a_header_or_a_second_receiver(name: str) -> None:
    try:
        found = read(write(name=name))
    except UnwritableError:
        return
    assert set(found.keys()) == HEADERS
    assert [one.addr_spec for one in found["To"].addresses] == ["ariane@example.org"]
    assert not found.defects


@given(NASTY)
def test_no_subject_makes_a_header(subject: str) -> None:
    try:
        parcel = write(subject=subject)
    except UnwritableError:
        return
    assert set(read(parcel).keys()) == HEADERS
    raw = message_from_string(parcel.data.decode(), policy=policy.compat32)["Subject"]
    assert str(make_header(decode_header(raw.replace("\n", "").replace("\r", "")))) == shown(subject)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=120))
def test_every_name_that_a_record_can_hold_is_written(name: str) -> None:
    found = read(write(name=name))
    assert [one.addr_spec for one in found["To"].addresses] == ["ariane@example.org"]


@pytest.mark.parametrize(
    "name",
    [
        "Léa Exemple",
        "Exemple, Léa",
        'Jean "Jeannot" Exemple',
        "Exemple (née Modèle)",
        "ليلى بنت مثال",
        "דוגמה ישראל",
        "名前 例",
        "O’Exemple; Jean",
        "Nguyễn Thị Exemple-de-la-Très-Longue-Particule, comtesse de Fiction et de Démonstration du Nord",
        "Ann\\Exemple",
        "a, b" * 30,
        "Ž" * 150,
        "Exemple, " + "é" * 80,
        "=?utf-8?q?Jean?=",
    ],
)
def test_a_name_is_read_as_it_is_written(name: str) -> None:
    parcel = write(name=name)
    assert decoded(parcel, "To") == name
    assert decoded(parcel, "From") == "École, des diplômes"
    assert decoded(write(name=name, address="zoë@example.org"), "To") == name


@given(NASTY)
def test_no_address_reaches_anybody_but_its_owner(address: str) -> None:
    for given_ in (address, f"{address}@example.org", f"a@{address}.org"):
        try:
            parcel = write(address=given_)
        except UnwritableError:
            continue
        assert parcel.recipient == given_
        assert not any(unicodedata.category(one)[0] in "CZ" for one in given_)
        assert [one.addr_spec for one in read(parcel)["To"].addresses] == [given_]


@pytest.mark.parametrize(
    "address",
    [
        "a\r\nRCPT TO:<b@example.org>@example.org",
        "a b@example.org",
        "a@example.org,b@example.org",
        "a..b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a@b@example.org",
        "a@example",
        "a@-example.org",
        "a" * 65 + "@example.org",
        "a\x00@example.org",
        "a\u202e@example.org",
        '"a b"@example.org',
        "@example.org",
        "",
    ],
)
def test_an_address_that_is_not_plain_is_refused_by_name(address: str) -> None:
    with pytest.raises(UnwritableError, match="address"):
        write(address=address)


def test_only_an_address_outside_ascii_needs_smtputf8() -> None:
    assert not write(name="Zoë").utf8
    parcel = write(address="zoë@example.org")
    assert parcel.utf8
    assert "zoë@example.org".encode() in parcel.data


def test_what_is_not_for_smtputf8_is_seven_bit_and_short_of_line() -> None:
    parcel = write(name="Ž" * 150, subject="É" * 200, text="Très long " * 500)
    assert parcel.data.isascii()
    assert max(map(len, parcel.data.split(b"\r\n"))) <= 998
    assert b"\n" not in parcel.data.replace(b"\r\n", b"")


def test_the_message_id_stands_for_the_message_and_shows_nobody() -> None:
    assert read(write())["Message-ID"] == message_id(DIGEST, "diplomes@ecole.example")
    assert read(write())["Message-ID"] == f"<{DIGEST}@ecole.example>"


def test_the_same_message_gives_the_same_bytes() -> None:
    one = Attachment("a.json", b"{}", "application", "json")
    assert write(attachments=(one,)).data == write(attachments=(one,)).data


def test_attachments_arrive_byte_for_byte() -> None:
    data = bytes(range(256)) * 20
    found = read(write(attachments=(Attachment("CODE.json", data, "application", "json"),)))
    assert found.get_content_type() == "multipart/mixed"
    (part,) = found.iter_attachments()
    assert (part.get_filename(), part.get_payload(decode=True)) == ("CODE.json", data)


def test_mail_returns_to_the_address_for_bounces() -> None:
    letter = Letter("x", "x\n", "<p>x</p>")
    common = {"digest": DIGEST, "name": "A", "address": "a@example.org", "language": "fr", "now": NOW}
    assert compose(letter, settings(), **common).sender == "diplomes@ecole.example"  # type: ignore[arg-type]
    apart = settings(bounces="retours@ecole.example")
    assert compose(letter, apart, **common).sender == "retours@ecole.example"  # type: ignore[arg-type]
