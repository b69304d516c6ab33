"""Where the secret key of a log or a witness comes from: never from where the issuers' keys come from."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from generator.adapters.keystore import KeyStore, default_directory, new_key, read_descriptor, read_secret
from generator.adapters.ledger import Ledger
from generator.cli.signing import KeyOptions, passphrase
from generator.errors import KeyStoreError
from generator.trust.keys import (
    SecretKey,
    demonstration_key,
    demonstration_log_key,
    is_open_secret,
    is_reserved_host,
)
from generator.trust.note import NoteKey

__all__ = ["LOG_VARIABLE", "WITNESS_VARIABLE", "make_secret", "secret_of"]

LOG_VARIABLE = "PARCHEMIN_LOG_KEY"
WITNESS_VARIABLE = "PARCHEMIN_WITNESS_KEY"


def secret_of(key: NoteKey, keys: KeyOptions, root: Path, variable: str) -> SecretKey:
    """The secret of a log's or witness's public key. Raises `KeyStoreError` where it is not to be had."""
    if keys.demonstration:
        return _matching(_demonstration(key.name), key)
    if key.public == demonstration_log_key(key.name).public:
        raise KeyStoreError(f"the key of {key.name} is the demonstration's", hint="Say --demonstration.")
    given = _given(keys, variable)
    if given is not None:
        return _matching(given, key)
    store = KeyStore(default_directory(os.environ), site=root)
    stored = store.find(key.public)
    if stored is None:
        raise KeyStoreError(
            f"the secret key of {key.name} is not in {store.directory}",
            hint=f"Set PARCHEMIN_KEYS to where it is, or give it by --key-fd or {variable}.",
        )
    return store.open(stored, passphrase(keys.passphrase_fd, confirm=False))


def make_secret(
    name: str, keys: KeyOptions, root: Path, variable: str, *, role: str, now: datetime
) -> tuple[SecretKey, Path | None]:
    """A key for a new log or witness, and the file it was sealed in (None where it came from elsewhere).

    Raises `KeyStoreError` for a key that signs diplomas, and for the demonstration's under a real host.
    """
    if keys.demonstration:
        return _demonstration(name), None
    given = _given(keys, variable)
    secret = given or new_key()
    issuers = {item.value.public: item.value.did for item in Ledger(root).public_keys()}
    if secret.public in issuers or any(secret == demonstration_key(did) for did in issuers.values()):
        raise KeyStoreError("this key signs diplomas; the log needs one of its own")
    if secret == demonstration_log_key(name) or is_open_secret(secret.public):
        raise KeyStoreError("this secret key is the demonstration's, which anyone can compute")
    if given is not None:
        return secret, None
    path = KeyStore(default_directory(os.environ), site=root).save(
        secret,
        issuer=role,
        did=name,
        passphrase=passphrase(keys.passphrase_fd, confirm=True),
        created=now,
    )
    return secret, path


def _demonstration(name: str) -> SecretKey:
    host = name.partition("/")[0]
    if not is_reserved_host(host):
        raise KeyStoreError(
            f"the demonstration key is public and cannot sign for {host}", hint="Leave --demonstration out."
        )
    return demonstration_log_key(name)


def _given(keys: KeyOptions, variable: str) -> SecretKey | None:
    if keys.key_fd is not None:
        return read_secret(read_descriptor(keys.key_fd, "the secret key"), f"file descriptor {keys.key_fd}")
    text = os.environ.get(variable)
    return read_secret(text, variable) if text else None


def _matching(secret: SecretKey, key: NoteKey) -> SecretKey:
    if secret.public != key.public:
        raise KeyStoreError(
            f"the secret key is not that of {key.name}", hint=f"Its public key should be {key}."
        )
    return secret
