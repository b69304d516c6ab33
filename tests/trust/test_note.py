"""Signed notes, cosignatures and checkpoints, among them the examples that the specifications print."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust.base64text import decode, decode_url, encode, encode_url
from generator.trust.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from generator.trust.keys import SecretKey
from generator.trust.merkle import EMPTY_ROOT
from generator.trust.note import COSIGNS, Note, NoteKey, NoteSignature, cosign, parse_note, sign_note

ORIGIN = "diplomes.example.org/log"
SECRET = SecretKey(bytes(range(32)))
KEY = NoteKey(ORIGIN, SECRET.public)
WITNESS_SECRET = SecretKey(bytes(range(1, 33)))
WITNESS = NoteKey("school.example/witness", WITNESS_SECRET.public, COSIGNS)
CHECKPOINT = Checkpoint(ORIGIN, 3, EMPTY_ROOT)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

# golang.org/x/mod/sumdb/note, the example of its documentation.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
GO_KEY_ID = "c74f20a3"


def refusal(data: bytes | str) -> str:
    with pytest.raises(MalformedError) as refused:
        parse_note(data)
    return refused.value.reason


def test_the_note_of_another_implementation_is_read_and_verified() -> None:
    key = NoteKey.parse(GO_VKEY)
    note = parse_note(GO_NOTE)
    assert key.id.hex() == GO_KEY_ID
    assert note.signed_by(key)
    assert not Note(note.text.replace("answer", "Answer"), note.signatures).signed_by(key)
    assert str(note) == GO_NOTE
    assert str(key) == GO_VKEY


def test_a_note_and_a_key_read_back_as_they_were_written() -> None:
    note = sign_note("a\n\nb — c\n", ORIGIN, SECRET)
    assert parse_note(str(note)) == note
    assert parse_note(str(note).encode()) == note
    assert NoteKey.parse(str(KEY)) == KEY
    assert NoteKey.parse(str(WITNESS), COSIGNS) == WITNESS


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n")))
def test_any_text_survives_the_round_trip(text: str) -> None:
    note = sign_note(text + "\n", ORIGIN, SECRET)
    assert parse_note(str(note)) == note
    assert parse_note(str(note)).signed_by(KEY)


@pytest.mark.parametrize("position", range(len(str(CHECKPOINT))))
def test_every_changed_character_breaks_the_signature(position: int) -> None:
    note = sign_note(str(CHECKPOINT), ORIGIN, SECRET)
    changed = note.text[:position] + chr(ord(note.text[position]) ^ 1) + note.text[position + 1 :]
    assert not Note(changed, note.signatures).signed_by(KEY)


def test_a_signature_under_another_name_or_id_is_not_that_key_s() -> None:
    note = sign_note("a\n", ORIGIN, SECRET)
    line = note.signatures[0]
    assert not note.signed_by(NoteKey("other.example/log", SECRET.public))
    assert not Note("a\n", (NoteSignature(ORIGIN, b"\0\0\0\0", line.signature),)).signed_by(KEY)
    assert not Note("a\n", ()).signed_by(KEY)


def test_one_false_line_of_a_known_key_makes_the_note_worthless() -> None:
    note = sign_note("a\n", ORIGIN, SECRET)
    false = NoteSignature(ORIGIN, KEY.id, bytes(64))
    for lines in ((false, *note.signatures), (*note.signatures, false)):
        assert not Note("a\n", lines).signed_by(KEY)
    short = NoteSignature(ORIGIN, KEY.id, note.signatures[0].signature[:-1])
    assert not Note("a\n", (short,)).signed_by(KEY)
    unknown = NoteSignature("somebody.example", KEY.id, bytes(64))
    assert Note("a\n", (unknown, *note.signatures)).signed_by(KEY)


def test_a_cosignature_says_when_and_covers_text_and_time() -> None:
    note = sign_note(str(CHECKPOINT), ORIGIN, SECRET)
    line = cosign(note, WITNESS.name, WITNESS_SECRET, at=AT)
    both = note.with_signatures(line)
    assert parse_note(str(both)).cosigned_at(WITNESS) == AT
    assert both.signed_by(KEY)
    assert both.with_signatures(line) == both
    assert note.cosigned_at(WITNESS) is None
    assert both.cosigned_at(KEY) is None
    later = NoteSignature(
        line.name, line.key_id, (int(AT.timestamp()) + 1).to_bytes(8, "big") + line.signature[8:]
    )
    assert note.with_signatures(later).cosigned_at(WITNESS) is None
    assert Note("x" + note.text, both.signatures).cosigned_at(WITNESS) is None
    # A plain signature by the same key is no cosignature: the kinds have different ids and messages.
    plain = sign_note(note.text, WITNESS.name, WITNESS_SECRET).signatures[0]
    assert note.with_signatures(plain).cosigned_at(WITNESS) is None


def test_the_message_of_a_cosignature_is_that_of_the_specification() -> None:
    note = sign_note(str(CHECKPOINT), ORIGIN, SECRET)
    line = cosign(note, WITNESS.name, WITNESS_SECRET, at=AT)
    message = f"cosignature/v1\ntime {int(AT.timestamp())}\n{CHECKPOINT}".encode()
    assert line.signature[:8] == int(AT.timestamp()).to_bytes(8, "big")
    assert WITNESS.public.verify(line.signature[8:], message)


def test_a_witness_may_cosign_again_and_the_last_time_counts() -> None:
    note = sign_note(str(CHECKPOINT), ORIGIN, SECRET)
    later = AT.replace(hour=15)
    lines = [cosign(note, WITNESS.name, WITNESS_SECRET, at=at) for at in (later, AT)]
    assert note.with_signatures(*lines).cosigned_at(WITNESS) == later


def test_a_time_beyond_all_calendars_is_no_time() -> None:
    note = sign_note("a\n", ORIGIN, SECRET)
    for seconds in (1 << 62, (1 << 63) - 1, 1 << 63):
        message = f"cosignature/v1\ntime {seconds}\na\n".encode()
        raw = seconds.to_bytes(8, "big") + WITNESS_SECRET.sign(message)
        assert note.with_signatures(NoteSignature(WITNESS.name, WITNESS.id, raw)).cosigned_at(WITNESS) is None


GOOD = str(sign_note("text\n", ORIGIN, SECRET))
LINE = GOOD.split("\n\n")[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        f"text\n{LINE}",
        f"text\n\n{LINE.rstrip()}",
        f"text\n\n{LINE}\n",
        f"text\n\n{LINE}rest",
        f"text\n\n{LINE.replace('— ', '- ')}",
        f"text\n\n{LINE.replace('— ', '—')}",
        f"text\n\n {LINE}",
        f"text\n\n{LINE.replace(' ', '  ')}",
        f"text\n\n{LINE.rstrip()} \n",
        f"text\n\n{LINE.replace(ORIGIN, 'a+b')}",
        f"text\n\n{LINE.replace(ORIGIN, 'a b')}",
        "text\n\n" + LINE.replace(ORIGIN, "a\u00a0b"),
        f"text\n\n{LINE.replace(ORIGIN, '')}",
        f"text\n\n{LINE.replace('=', '')}",
        "text\n\n— a AAAAAB==\n",
        "text\n\n— a AAAA\n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a !!!!\n",
        f"text\r\n\n{LINE}",
        f"te\txt\n\n{LINE}",
        f"te\0xt\n\n{LINE}",
        f"text\n\n{LINE * 101}",
        f"{'x' * 1_000_000}\n\n{LINE}",
        f"\ud800\n\n{LINE}",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    assert refusal(text) == "note"


def test_bytes_that_are_no_utf8_are_no_note() -> None:
    assert refusal(b"\xff\n\n" + LINE.encode()) == "note"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        str(KEY).replace("+", "-"),
        str(KEY)[:-1],
        str(WITNESS),
        str(KEY) + "\n",
        " " + str(KEY),
        str(KEY).replace(ORIGIN, "other.example/log"),
        str(KEY).replace(KEY.id.hex(), "00000000"),
        str(KEY).replace(KEY.id.hex(), KEY.id.hex().upper()),
        f"{ORIGIN}+{KEY.id.hex()}+{encode(bytes((2,)) + KEY.public.raw)}",
        f"{ORIGIN}+{KEY.id.hex()}+{encode(KEY.public.raw)}",
        f"a b+{KEY.id.hex()}+{encode(bytes((1,)) + KEY.public.raw)}",
        f"\udcff+{KEY.id.hex()}+{encode(bytes((1,)) + KEY.public.raw)}",
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    if text == str(KEY).replace(KEY.id.hex(), KEY.id.hex().upper()) == str(KEY):
        pytest.skip("the id has no letter")
    with pytest.raises(MalformedError) as refused:
        NoteKey.parse(text)
    assert refused.value.reason == "vkey"


# --- checkpoints


def test_a_checkpoint_reads_back_as_it_was_signed() -> None:
    signed = sign_checkpoint(CHECKPOINT, SECRET)
    assert open_checkpoint(str(signed.note), KEY) == signed
    assert Checkpoint.parse(str(CHECKPOINT)) == CHECKPOINT
    assert str(Checkpoint(ORIGIN, 0, EMPTY_ROOT)).split("\n")[1] == "0"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (str(CHECKPOINT) + "extension\n", "checkpoint"),
        (str(CHECKPOINT) + "\n", "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n03\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n-3\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n+3\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n3_0\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n３\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n3.0\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", "\n\n"), "checkpoint"),
        (str(CHECKPOINT).replace("\n3\n", f"\n{10**15}\n"), "checkpoint"),
        (str(CHECKPOINT).replace(encode(EMPTY_ROOT), encode(EMPTY_ROOT[:-1])), "checkpoint"),
        (str(CHECKPOINT).replace("=\n", "\n"), "checkpoint"),
        (str(CHECKPOINT).removeprefix(ORIGIN), "checkpoint"),
        (str(CHECKPOINT).replace(ORIGIN, "other.example/log"), "origin"),
    ],
)
def test_what_is_no_checkpoint_of_this_log_is_refused_however_well_signed(text: str, reason: str) -> None:
    with pytest.raises(MalformedError) as refused:
        open_checkpoint(sign_note(text, ORIGIN, SECRET), KEY)
    assert refused.value.reason == reason


def test_a_checkpoint_of_another_key_is_refused() -> None:
    with pytest.raises(MalformedError) as refused:
        open_checkpoint(str(sign_checkpoint(CHECKPOINT, WITNESS_SECRET).note), KEY)
    assert refused.value.reason == "log-signature"


# --- base64


@given(st.binary(max_size=70))
def test_base64_has_one_text_for_each_value(data: bytes) -> None:
    assert decode(encode(data)) == data
    assert decode_url(encode_url(data), len(data)) == data


@pytest.mark.parametrize(
    "text", ["A", "AA", "AAA", "AB==", "AAB=", "AA==\n", " AA==", "AA==AA==", "A===", "-_==", "é"]
)
def test_base64_with_stray_bits_or_padding_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        decode(text)


@pytest.mark.parametrize("text", ["AB", "AA==", "+/", "AA\n", "A", "", "AAA"])
def test_base64url_of_another_length_or_form_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        decode_url(text, 1)
