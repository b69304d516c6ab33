from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.adapters.keystore import (
    KeyStore,
    Limits,
    default_directory,
    new_key,
    read_descriptor,
    read_secret,
)
from generator.errors import KeyStoreError
from generator.trust.keys import SecretKey

LOW = Limits(1, 8192)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PASSPHRASE = "correct horse battery"  # noqa: S105


def save(store: KeyStore, key: SecretKey, passphrase: str = PASSPHRASE) -> Path:
    return store.save(
        key,
        issuer="a-school",
        did="did:web:diplomes.example.org",
        passphrase=passphrase,
        created=NOW,
        limits=LOW,
    )


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    (tmp_path / "site").mkdir()
    return KeyStore(tmp_path / "keys", site=tmp_path / "site")


def test_a_key_comes_back_as_it_was_sealed(store: KeyStore) -> None:
    key = new_key()
    save(store, key)
    found = store.find(key.public)
    assert found is not None and found.issuer == "a-school"
    assert store.open(found, PASSPHRASE) == key


def test_the_file_is_readable_by_its_owner_alone(store: KeyStore) -> None:
    path = save(store, new_key())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_file_holds_no_secret_in_clear(store: KeyStore) -> None:
    key = new_key()
    text = save(store, key).read_text()
    assert key.seed.hex() not in text
    assert PASSPHRASE not in text


def test_a_wrong_passphrase_does_not_open(store: KeyStore) -> None:
    key = new_key()
    save(store, key)
    found = store.find(key.public)
    assert found is not None
    with pytest.raises(KeyStoreError, match="passphrase is wrong"):
        store.open(found, "something else entirely")


def test_a_changed_byte_does_not_open(store: KeyStore) -> None:
    key = new_key()
    path = save(store, key)
    text = path.read_text()
    start = text.index('"box":"') + 7
    path.write_text(text[:start] + ("B" if text[start] == "A" else "A") + text[start + 1 :])
    found = store.find(key.public)
    assert found is not None
    with pytest.raises(KeyStoreError):
        store.open(found, PASSPHRASE)


def test_a_key_is_never_overwritten(store: KeyStore) -> None:
    key = new_key()
    before = save(store, key).read_bytes()
    with pytest.raises(KeyStoreError, match="never overwritten"):
        save(store, key)
    assert next(store.directory.glob("*.key.json")).read_bytes() == before


def test_a_short_passphrase_is_refused(store: KeyStore) -> None:
    with pytest.raises(KeyStoreError, match="12 characters"):
        save(store, new_key(), "short")


def test_a_key_directory_inside_the_site_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(KeyStoreError, match="lies inside"):
        KeyStore(site / "keys", site=site)


def test_a_key_directory_inside_the_working_tree_is_refused_even_through_a_link(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyStoreError, match="lies inside"):
        KeyStore(link, site=tmp_path / "site")


def test_a_file_that_others_can_read_is_refused(store: KeyStore) -> None:
    save(store, new_key()).chmod(0o644)
    with pytest.raises(KeyStoreError, match="read by others"):
        store.entries()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"opslimit":1', '"opslimit":1000'),
        ('"memlimit":8192', '"memlimit":9007199254740991'),
        ('"v":1', '"v":2'),
        ('"v":1', '"v":1,"v":1'),
        ('"kdf":"argon2id13"', '"kdf":"none"'),
        ('"salt":"', '"salt":"%'),
    ],
)
def test_a_file_of_another_form_is_refused_before_anything_is_spent(
    store: KeyStore, old: str, new: str
) -> None:
    path = save(store, new_key())
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(KeyStoreError, match="is not a key file"):
        store.entries()


def test_a_secret_is_read_from_hexadecimal_or_base64url_and_never_echoed() -> None:
    seed = bytes(range(32))
    assert read_secret(seed.hex() + "\n", "it").seed == seed
    assert read_secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "it").seed == seed
    with pytest.raises(KeyStoreError) as caught:
        read_secret("not-a-secret-but-private", "PARCHEMIN_SECRET_KEY")
    assert "private" not in str(caught.value) + caught.value.hint


def test_nothing_shows_the_seed() -> None:
    key = new_key()
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)


def test_a_secret_arrives_through_a_file_descriptor() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"a passphrase\n")
    os.close(writer)
    assert read_descriptor(reader, "the passphrase") == "a passphrase"


def test_a_closed_file_descriptor_is_refused_in_words() -> None:
    with pytest.raises(KeyStoreError, match="cannot be read"):
        read_descriptor(987, "the passphrase")


def test_keys_live_where_the_environment_says() -> None:
    assert default_directory({"PARCHEMIN_KEYS": "/k", "XDG_CONFIG_HOME": "/x"}) == Path("/k")
    assert default_directory({"XDG_CONFIG_HOME": "/x", "HOME": "/h"}) == Path("/x/parchemin/keys")
    assert default_directory({"HOME": "/h"}) == Path("/h/.config/parchemin/keys")
    with pytest.raises(KeyStoreError):
        default_directory({})
