"""What the commands that sign have in common: the moment, and where the secret key comes from."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from generator.adapters.keystore import KeyStore, default_directory, read_descriptor, read_secret
from generator.errors import KeyStoreError, MalformedError
from generator.trust.instant import format_instant, parse_instant
from generator.trust.keys import SecretKey
from generator.trust.ledger import KeyEntry

__all__ = ["SECRET_VARIABLE", "KeyOptions", "instant_of", "key_options", "moment_option", "passphrase"]

SECRET_VARIABLE = "PARCHEMIN_SECRET_KEY"  # noqa: S105
_PASSPHRASE_VARIABLE = "PARCHEMIN_PASSPHRASE"  # noqa: S105


@dataclass
class KeyOptions:
    """Where a secret key comes from. One given directly goes before the key store."""

    demonstration: bool = False
    key_fd: int | None = None
    passphrase_fd: int | None = None
    _given: SecretKey | None = None
    _passphrase: str | None = None

    def given(self) -> SecretKey | None:
        """The secret of ``--key-fd`` or of the environment, None where neither is used."""
        if self._given is None:
            if self.key_fd is not None:
                name = f"file descriptor {self.key_fd}"
                self._given = read_secret(read_descriptor(self.key_fd, "the secret key"), name)
            elif text := os.environ.get(SECRET_VARIABLE):
                self._given = read_secret(text, SECRET_VARIABLE)
        return self._given

    def finder(self, root: Path) -> Callable[[KeyEntry], SecretKey]:
        """A function that finds the secret of a public key; it asks for the passphrase once."""

        def find(entry: KeyEntry) -> SecretKey:
            given = self.given()
            if given is not None:
                return given
            store = KeyStore(default_directory(os.environ), site=root)
            stored = store.find(entry.public)
            if stored is None:
                raise KeyStoreError(
                    f"the secret key of {entry.issuer} is not in {store.directory}",
                    hint=f"Set PARCHEMIN_KEYS to where it is, or give it by --key-fd or {SECRET_VARIABLE}.",
                )
            if self._passphrase is None:
                self._passphrase = passphrase(self.passphrase_fd, confirm=False)
            return store.open(stored, self._passphrase)

        return find


def passphrase(descriptor: int | None, *, confirm: bool) -> str:
    """The passphrase of a key: from the descriptor, the environment, or the person at the terminal."""
    if descriptor is not None:
        return read_descriptor(descriptor, "the passphrase")
    if text := os.environ.get(_PASSPHRASE_VARIABLE):
        return text
    if not sys.stdin.isatty():
        raise KeyStoreError(
            "a passphrase is needed, and nobody is there to type it",
            hint=f"Give it by --passphrase-fd N, or set {_PASSPHRASE_VARIABLE}.",
        )
    answer: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
    return answer


def key_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about keys to a command, which receives them as one `KeyOptions` named `keys`."""

    @click.option("--demonstration", is_flag=True, help="Sign with the demonstration's public key.")
    @click.option("--key-fd", type=click.IntRange(min=0), metavar="N", help="Read the secret key from it.")
    @click.option(
        "--passphrase-fd", type=click.IntRange(min=0), metavar="N", help="Read the passphrase from it."
    )
    @wraps(function)
    def wrapped(
        *args: Any, demonstration: bool, key_fd: int | None, passphrase_fd: int | None, **more: Any
    ) -> Any:
        return function(*args, keys=KeyOptions(demonstration, key_fd, passphrase_fd), **more)

    return wrapped


def moment_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--at`` to a command, which receives the moment as `now`: an aware datetime, whole seconds."""
    return click.option(
        "--at",
        "--date",
        "now",
        callback=_moment,
        metavar="INSTANT",
        help="Act as of this day or instant (2026-07-10T09:00:00Z). Default: SOURCE_DATE_EPOCH, or now.",
    )(function)


def instant_of(text: str) -> datetime:
    """The instant that an option names; of a day, its first."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return parse_instant(text)
    except (ValueError, MalformedError):
        raise click.BadParameter("a day (2026-07-10) or an instant (2026-07-10T09:00:00Z) is due") from None


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime:
    now = datetime.now(UTC).replace(microsecond=0)
    moment = _wanted(value) or now
    if moment > now:
        # A list signed for a day to come makes every diploma on it "status not checked" until then.
        raise click.UsageError(f"{format_instant(moment)} is still to come: nothing is done ahead of time.")
    return moment


def _wanted(value: str | None) -> datetime | None:
    """The moment that the option or the environment names; None where neither does."""
    if value is not None:
        return instant_of(value)
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise click.UsageError("SOURCE_DATE_EPOCH is not a number of seconds") from None
    return None
