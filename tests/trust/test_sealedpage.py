"""Sealed diplomas: only the key opens them, and what is published of them depends on nothing but them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from joserfc.jwe import decrypt_json
from joserfc.jwk import OctKey

from generator.errors import MalformedError
from generator.trust.base64text import decode_url, encode_url
from generator.trust.ledger import CredentialLine
from generator.trust.sealedpage import (
    from_fragment,
    is_sealed,
    link_key,
    link_of,
    open_sealed,
    seal,
    to_fragment,
)

CODE = "9CKP-78K3-7W2K-3VP3-5PP3"
SALT = bytes(range(32))
KEY = link_key(SALT, CODE)
TEXT = '{"name":"Éloïse"}'.encode()


def test_what_is_sealed_is_opened_by_its_key_alone() -> None:
    token = seal(TEXT, KEY, "json")
    assert is_sealed(token)
    assert b"name" not in token
    assert open_sealed(token, KEY) == TEXT
    for other in (link_key(SALT, "2222-2222-2222-2222-2222"), link_key(bytes(32), CODE), bytes(16)):
        with pytest.raises(MalformedError) as error:
            open_sealed(token, other)
        assert error.value.reason == "link"


@pytest.mark.parametrize("member", ["ciphertext", "iv", "protected", "tag"])
def test_a_changed_bit_is_noticed(member: str) -> None:
    token = json.loads(seal(TEXT, KEY, "json"))
    data = bytearray(decode_url(token[member], len(token[member]) * 3 // 4))
    for place in {0, len(data) // 2, len(data) - 1}:
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(MalformedError):
            open_sealed(json.dumps(token | {member: encode_url(bytes(changed))}).encode(), KEY)


def test_the_same_gives_the_same_bytes_and_something_else_another_nonce() -> None:
    one, again, other = (json.loads(seal(text, KEY, "html")) for text in (TEXT, TEXT, TEXT + b"x"))
    assert one == again
    assert one["iv"] != other["iv"]
    assert json.loads(seal(TEXT, KEY, "json"))["iv"] != one["iv"]


def test_lengths_do_not_tell_names() -> None:
    sizes = {len(seal(b"x" * size, KEY, "json")) for size in (1, 30, 3_000, 4_096)}
    assert len(sizes) == 1


def test_other_software_opens_it_with_the_derived_key() -> None:
    """RFC 7516's flattened JSON, direct encryption: joserfc reads it."""
    import hashlib
    import hmac

    token = json.loads(seal(TEXT, KEY, "json"))
    extracted = hmac.new(bytes(32), KEY, hashlib.sha256).digest()
    key = hmac.new(extracted, b"parchemin/sealed-json/v1\x01", hashlib.sha256).digest()
    opened = decrypt_json(token, OctKey.import_key(key), algorithms=["dir", "A256GCM"])
    assert opened.plaintext is not None
    assert opened.plaintext.rstrip(b" ") == TEXT


def test_the_key_is_read_out_of_whatever_people_paste() -> None:
    fragment = to_fragment(KEY)
    for text in (fragment, f"#{fragment}", f" https://x.example/d/{CODE}.html#{fragment}\n", fragment[2:]):
        assert from_fragment(text) == KEY
    for text in ("", "#fr", fragment[:-1], f"{fragment}x", f"https://x.example/d/{CODE}.html"):
        with pytest.raises(MalformedError):
            from_fragment(text)


def test_a_line_says_that_it_is_sealed_and_keeps_saying_so() -> None:
    line = CredentialLine("c-0123456789", CODE, {"a": 1}, "abc-2026", "ecole", "abc", SALT, sealed=True)
    assert CredentialLine.parse(line.to_line()) == line
    assert line.is_sealed(()) and not replace(line, sealed=False).is_sealed(())
    assert link_of(line, "https://x.example/", sealed=True).endswith(f"/d/{CODE}.html#{to_fragment(KEY)}")
    for bad in (replace(line, salt=None).to_line(), line.to_line().replace(b"true", b"false")):
        with pytest.raises(MalformedError):
            CredentialLine.parse(bad)
