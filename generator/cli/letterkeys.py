"""``parchemin keys intake``: the keys of the letterbox to which candidates seal what they send."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from generator.adapters.atomic import replace
from generator.adapters.files import snapshot
from generator.adapters.keystore import default_directory, read_descriptor, secret_bytes
from generator.adapters.letterstore import LetterStore, new_letter_key
from generator.cli.context import Context, pass_context
from generator.cli.options import examples, json_option
from generator.cli.signing import KeyOptions, moment_option, passphrase
from generator.errors import KeyStoreError, ParcheminError
from generator.intake.run import UnknownKeyError
from generator.records.amend import Append, Edit, Put, Value, amended
from generator.records.kinds import KINDS, SITE
from generator.records.letterbox import DEMONSTRATION
from generator.records.reading import draft_of, read
from generator.records.site import Site
from generator.trust.keys import is_reserved_host
from generator.trust.letterbox import LetterKey, demonstration_letterbox

__all__ = ["LETTERBOX_VARIABLE", "KeyFinder", "intake"]

LETTERBOX_VARIABLE = "PARCHEMIN_LETTERBOX_KEY"


@click.group()
def intake() -> None:
    """Create, list and replace the keys of the letterbox.

    Candidates' browsers seal registrations to the newest one. Older ones stay, so that what was sealed before still
    opens; a key that was stolen is taken out of content/site.yml by hand.
    """


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What `new` and `rotate` take: `address` and `now`, and the rest as one `KeyOptions` named `keys`."""

    @click.option("--address", help="Address for sealed files, where content/site.yml names none yet.")
    @click.option(
        "--demonstration", is_flag=True, help="Enter the demonstration's key, which anyone can compute."
    )
    @click.option("--key-fd", type=click.IntRange(min=0), metavar="N", help="Read the secret key from it.")
    @click.option(
        "--passphrase-fd", type=click.IntRange(min=0), metavar="N", help="Read the passphrase from it."
    )
    @moment_option
    @pass_context
    @wraps(function)
    def wrapped(
        *args: Any, demonstration: bool, key_fd: int | None, passphrase_fd: int | None, **more: Any
    ) -> Any:
        return function(*args, keys=KeyOptions(demonstration, key_fd, passphrase_fd), **more)

    return wrapped


@intake.command(epilog=examples("parchemin keys intake new --address registrations@diplomes.example.org"))
@_options
def new(context: Context, address: str | None, keys: KeyOptions, now: datetime) -> None:
    """Create the key of the letterbox and enter its public half in content/site.yml.

    The secret is sealed with a passphrase in $PARCHEMIN_KEYS (default ~/.config/parchemin/keys). A secret given by
    --key-fd or PARCHEMIN_LETTERBOX_KEY is only entered: it stays where it is.
    """
    _create(context, address, keys, now, again=False)


@intake.command(epilog=examples("parchemin keys intake rotate"))
@_options
def rotate(context: Context, address: str | None, keys: KeyOptions, now: datetime) -> None:
    """Create a new key for the letterbox. What was sealed to the old ones still opens."""
    _create(context, address, keys, now, again=True)


def _create(context: Context, address: str | None, keys: KeyOptions, now: datetime, *, again: bool) -> None:
    context.hold_records("content")
    found = snapshot(context.root)
    site = draft_of(found.files).site.get("site")
    if site is None:
        raise ParcheminError(f"{SITE} is missing or broken", hint="parchemin check shows what is wrong.")
    desk = site.registration
    if desk is not None and desk.key is not None and not again:
        raise KeyStoreError(
            f"the letterbox has a key already, made on {desk.key.created}",
            hint="parchemin keys intake rotate makes a new one; the old one stays.",
        )
    if desk is None and address is None:
        raise click.UsageError("Name the address to which candidates write: --address MAIL.")
    secret, given = _secret(context.root, site, keys)
    if desk is not None and any(key.x == secret.x for key in desk.keys):
        raise KeyStoreError("this key is in content/site.yml already")
    entry: dict[str, Value] = {"created": now.date(), "x": secret.x, "y": secret.y}
    kind = next(one for one in KINDS if one.name == "site")
    change: Edit = (
        Put(("registration",), {"address": address or "", "keys": [entry]})
        if desk is None
        else Append(("registration", "keys"), entry)
    )
    text = amended(kind, "site", found.files[SITE].decode("utf-8").removeprefix("\ufeff"), [change])
    mistakes = [
        one
        for one in read({**found.files, SITE: text.encode()}, found.others).diagnostics
        if one.path == SITE
    ]
    errors = [one for one in mistakes if not one.code.endswith("W")]
    if errors:
        raise ParcheminError("the settings would be refused; nothing was written", errors)
    if not given:
        path = LetterStore(default_directory(os.environ), site=context.root).save(
            secret, host=site.host, passphrase=passphrase(keys.passphrase_fd, confirm=True), created=now
        )
        context.echo(f"secret key:  {path}")
    replace(context.root / SITE, text.encode())
    context.echo(f"public key:  {SITE}")
    context.echo(f"name:        {secret.kid}")
    if not keys.demonstration:
        context.echo("Keep a copy of the secret key and its passphrase apart; commit the public key.")


def _secret(root: Path, site: Site, keys: KeyOptions) -> tuple[LetterKey, bool]:
    """The secret key to be entered, and whether it is kept elsewhere already."""
    if keys.demonstration:
        if not is_reserved_host(site.host):
            raise KeyStoreError(
                f"the demonstration's letterbox can be opened by anyone and cannot serve {site.host}",
                hint="Leave --demonstration out.",
            )
        return demonstration_letterbox(), True
    given = _given(keys.key_fd)
    if given is not None and given.x == DEMONSTRATION.x:
        raise KeyStoreError("this secret key is the demonstration's, which anyone can compute")
    if given is not None:
        return given, True
    # Refused before anything is asked of the person: the directory may lie inside the site.
    LetterStore(default_directory(os.environ), site=root)
    return new_letter_key(), False


def _given(key_fd: int | None) -> LetterKey | None:
    if key_fd is not None:
        source = f"file descriptor {key_fd}"
        return LetterKey(secret_bytes(read_descriptor(key_fd, "the secret key"), source))
    if text := os.environ.get(LETTERBOX_VARIABLE):
        return LetterKey(secret_bytes(text, LETTERBOX_VARIABLE))
    return None


@intake.command("list", epilog=examples("parchemin keys intake list"))
@json_option
@pass_context
def list_keys(context: Context, as_json: bool) -> None:
    """List the letterbox's public keys, and which secret keys are at hand."""
    site = draft_of(snapshot(context.root).files).site.get("site")
    keys = site.registration.keys if site is not None and site.registration is not None else ()
    try:
        store = LetterStore(default_directory(os.environ), site=context.root)
        stored = {entry.kid for entry in store.entries()}
    except ParcheminError as error:
        stored = set()
        context.echo(f"key store not read: {error}", err=True)
    rows = [
        {
            "kid": key.kid,
            "created": key.created.isoformat(),
            "current": key is keys[-1],
            "demonstration": key.x == DEMONSTRATION.x,
            "secret": "public"
            if key.x == DEMONSTRATION.x
            else "stored"
            if key.kid in stored
            else "elsewhere",
        }
        for key in keys
    ]
    if as_json:
        context.print_json({"keys": rows})
        return
    if not rows:
        context.echo("No key yet. Make one with: parchemin keys intake new")
    for row in rows:
        use = "pages seal to it" if row["current"] else "opens what was sealed before"
        context.echo(f"{row['kid']}  {use}, made on {row['created']}")
        context.echo(f"  secret key: {_SECRET[str(row['secret'])]}")


_SECRET = {
    "public": "the demonstration's, which anyone can compute",
    "stored": "in the key store",
    "elsewhere": "not in the key store here",
}


class KeyFinder:
    """Finds the secret keys of a run, each once: given directly, in the key store, or the demonstration's.

    Called with a key's name; raises `UnknownKeyError` where that key is not at hand, `KeyStoreError` for a wrong
    passphrase.
    """

    def __init__(self, root: Path, site: Site, key_fd: int | None, passphrase_fd: int | None) -> None:
        self._root, self._site = root, site
        self._passphrase_fd = passphrase_fd
        self._passphrase: str | None = None
        self._keys: dict[str, LetterKey] = {}
        if (given := _given(key_fd)) is not None:
            self._keys[given.kid] = given

    def __call__(self, kid: str) -> LetterKey:
        """The key of that name."""
        if kid not in self._keys:
            self._keys[kid] = self._found(kid)
        return self._keys[kid]

    def _found(self, kid: str) -> LetterKey:
        if kid == DEMONSTRATION.kid:
            if not is_reserved_host(self._site.host):
                raise UnknownKeyError(
                    "it is sealed to the demonstration's key, which anyone can open",
                    hint="It was made on a copy of the demonstration, not on this site.",
                )
            return demonstration_letterbox()
        desk = self._site.registration
        listed = next((key for key in desk.keys if key.kid == kid), None) if desk else None
        store = LetterStore(default_directory(os.environ), site=self._root)
        stored = store.find(kid)
        if stored is None:
            if listed is None:
                raise UnknownKeyError(
                    f"it is sealed to a key that was never this letterbox's ({kid[:12]}…)",
                    hint="It was made on another site's page, or on a forged one.",
                )
            raise UnknownKeyError(
                f"it is sealed to the key {kid[:12]}… of {listed.created}, whose secret is not in {store.directory}",
                hint=f"Set PARCHEMIN_KEYS to where it is, or give it by --key-fd or {LETTERBOX_VARIABLE}.",
            )
        if self._passphrase is None:
            self._passphrase = passphrase(self._passphrase_fd, confirm=False)
        return store.open(stored, self._passphrase)
