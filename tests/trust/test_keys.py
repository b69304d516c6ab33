"""Keys, their texts, did:web, and which hosts are nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import MalformedError
from generator.trust import multibase
from generator.trust.canonical import canonical
from generator.trust.did import Did, did_document, parse_did_document
from generator.trust.keys import (
    PublicKey,
    SecretKey,
    demonstration_key,
    demonstration_log_key,
    is_open_secret,
    is_reserved_host,
    normal_fingerprint,
)
from generator.trust.strictjson import parse_object

DID = "did:web:diplomes.example.org"


@given(st.binary(max_size=100))
def test_multibase_is_read_back(data: bytes) -> None:
    assert multibase.decode(multibase.encode(data)) == data


@given(st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", max_size=60))
def test_a_multibase_text_has_one_value_and_a_value_one_text(digits: str) -> None:
    assert multibase.encode(multibase.decode("z" + digits)) == "z" + digits


@pytest.mark.parametrize("text", ["", "Z2", "u2", "2", "z0", "zO", "zI", "zl", "z ", "z2 ", "z" + "2" * 600])
def test_what_is_not_base58btc_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        multibase.decode(text)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_a_signature_verifies_and_its_tampered_twin_does_not(seed: bytes, message: bytes) -> None:
    key = SecretKey(seed)
    signature = key.sign(message)
    assert key.public.verify(signature, message)
    assert not key.public.verify(signature, message + b"x")
    assert not key.public.verify(signature[:-1], message)
    assert not key.public.verify(bytes([signature[0] ^ 1]) + signature[1:], message)
    assert PublicKey.from_multibase(key.public.multibase) == key.public


def test_nothing_prints_a_seed() -> None:
    key = SecretKey(bytes(range(32)))
    for text in (repr(key), str(key), f"{key}", f"{[key]}"):
        assert "seed" not in text
        assert bytes(range(32)).hex() not in text
        assert "\\x01\\x02" not in text


@pytest.mark.parametrize(
    "data", [b"\xec\x01" + bytes(32), b"\xed\x01" + bytes(31), b"\x80\x26" + bytes(32), b""]
)
def test_a_multikey_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        PublicKey.from_multibase(multibase.encode(data))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "example.org",
        "diplomes.example.org",
        "EXAMPLE.com",
        "x.example",
        "x.test",
        "x.invalid",
        "127.0.0.1",
        "127.9.9.9",
        "localhost:8000",
        "localhost%3A8000",
        "[::1]:8000",
        "::1",
        "example.net.",
    ],
)
def test_a_host_that_can_be_nobodys_is_reserved(host: str) -> None:
    assert is_reserved_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "pasteur.fr",
        "example.org.evil.fr",
        "notexample.org",
        "example.fr",
        "localhost.fr",
        "test",
        "testing",
        "mytest",
        "10.0.0.1",
        "192.168.0.1",
        "127.0.0.1.nip.io",
        "1.2.3.4",
        "::2",
        "example.or",
        "x.tests",
    ],
)
def test_a_host_that_may_be_somebodys_is_not_reserved(host: str) -> None:
    assert is_reserved_host(host) == (host == "test")


def test_a_secret_that_anyone_can_compute_is_known_under_whatever_name_it_was_made() -> None:
    real = "did:web:diplomes.pasteur.fr"
    assert is_open_secret(demonstration_key(real).public, [real])
    assert not is_open_secret(demonstration_key(real).public, ["did:web:other.example"])
    for shipped in ("", ":centrale-lille", ":ecole-exemple"):
        assert is_open_secret(demonstration_key(f"did:web:diplomes.example.org{shipped}").public)
    assert is_open_secret(demonstration_log_key("diplomes.example.org/log").public, [real])
    assert not is_open_secret(SecretKey(bytes(32)).public, [real])


def test_a_fingerprint_is_read_as_people_copy_it() -> None:
    found = demonstration_key(DID).public.fingerprint
    for text in (
        found,
        found.upper(),
        found.replace(" ", ""),
        found.replace(" ", ":"),
        found.replace(" ", "\u00a0"),
        f" {found}\n",
    ):
        assert normal_fingerprint(text) == found
    for text in ("", found[:-1], found + "0", "g" + found[1:], "sha256 " + found):
        with pytest.raises(MalformedError):
            normal_fingerprint(text)


@pytest.mark.parametrize(
    ("text", "path", "url"),
    [
        (
            "did:web:diplomes.example.org",
            "/.well-known/did.json",
            "https://diplomes.example.org/.well-known/did.json",
        ),
        (
            "did:web:diplomes.example.org:ecole",
            "/ecole/did.json",
            "https://diplomes.example.org/ecole/did.json",
        ),
        ("did:web:localhost%3A8000:a:b", "/a/b/did.json", "https://localhost:8000/a/b/did.json"),
    ],
)
def test_a_did_says_where_its_document_is(text: str, path: str, url: str) -> None:
    did = Did.parse(text)
    assert str(did) == text
    assert did.document_path == path
    assert did.document_url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "did:web:",
        "did:key:z6Mk",
        "did:web:UPPER.org",
        "did:web:a..b",
        "did:web:a/b",
        "did:web:a:..",
        "did:web:a:",
        "did:web:a%2Fb",
        "did:web:a:b#c",
        "did:web:a?x",
        "did:web:a b",
        "did:web:-a",
        "did:web:a:80\n",
        "x" * 1000,
    ],
)
def test_what_is_no_did_web_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        Did.parse(text)


def test_a_did_document_is_read_back_with_all_its_keys() -> None:
    keys = [SecretKey(bytes([n]) * 32).public for n in range(3)]
    document = parse_object(canonical(did_document(DID, keys)))
    assert document["@context"] == ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    read = parse_did_document(document)
    assert read.id == DID
    assert list(read.keys.values()) == keys
    assert not read.refused


def test_twenty_keys_stay_under_eight_kibibytes() -> None:
    keys = [SecretKey(bytes([n]) * 32).public for n in range(20)]
    assert len(canonical(did_document(DID, keys))) < 8192


@pytest.mark.parametrize("size", [0, 63, 65])
def test_a_signature_of_another_size_is_none(size: int) -> None:
    assert SecretKey(bytes(32)).public.verify(bytes(size), b"") is False


@pytest.mark.parametrize("text", ["z0", "zO", "zé", "x11", "", "z" + "1" * 2_000])
def test_what_is_no_multibase_is_named_so(text: str) -> None:
    with pytest.raises(MalformedError) as refused:
        multibase.decode(text)
    assert refused.value.reason == "multibase"
