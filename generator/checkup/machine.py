"""This machine: its keys, and its clock against the newest commit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from generator.adapters.git import Git, GitError
from generator.adapters.keystore import KeyStore, StoredKey, default_directory
from generator.checkup.check import Check, Desk
from generator.errors import Diagnostic, KeyStoreError, MalformedError

__all__ = ["SLACK", "machine_checks"]

SLACK: Final = timedelta(minutes=5)
"""How far two clocks may differ: what NTP keeps, and some."""
_SECRET: Final = re.compile(r".+\.(?:key|letterbox)\.json")
_NOT_OURS: Final = frozenset({".git", ".venv", "node_modules", "site"})


def machine_checks(desk: Desk) -> Iterator[Check]:
    """Look at the key store, at secrets in the tree, and at the clock."""
    yield _keys(desk)
    yield _tree(desk)
    yield _clock(desk)


def _keys(desk: Desk) -> Check:
    try:
        store = KeyStore(default_directory(desk.environment), site=desk.root)
    except KeyStoreError as error:
        problem = Diagnostic("keys", 0, 0, "D103", str(error), error.hint)
        return Check("keys", "the key store is in the wrong place", (problem,))
    where = str(store.directory)
    problems = list(_open_to_others(store.directory))
    try:
        stored = store.entries()
    except (KeyStoreError, MalformedError) as error:
        problems.append(Diagnostic(where, 0, 0, "D105", str(error), "Bring the file back from its copy."))
        stored = ()
    problems += _against_ledger(desk, stored, where)
    noun = {0: "no key file", 1: "one key file"}.get(len(stored), f"{len(stored)} key files")
    return Check("keys", f"{noun} in {where}", tuple(problems))


def _open_to_others(directory: Path) -> Iterator[Diagnostic]:
    if os.name != "posix" or not directory.is_dir():
        return
    for path in (directory, *sorted(directory.glob("*.json"))):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            wanted = "700" if path.is_dir() else "600"
            message = f"others on this machine can reach it (mode {mode:03o})"
            yield Diagnostic(str(path), 0, 0, "D102", message, f"chmod {wanted} {path}")


def _against_ledger(desk: Desk, stored: tuple[StoredKey, ...], where: str) -> Iterator[Diagnostic]:
    """Each issuer has a key, and its secret is here, or known to be elsewhere."""
    having = {key.public for key in stored}
    for issuer in desk.tree.issuers:
        current = desk.ring.current(issuer)
        if current is None:
            hint = f"Make one with: parchemin keys new {issuer}"
            yield Diagnostic(
                f"content/issuers/{issuer}.yml", 0, 0, "D104W", f"{issuer} has no key to sign with", hint
            )
        elif not current.demonstration and current.public not in having:
            message = f"the key with which {issuer} signs now is not in this machine's key store"
            hint = "Right on a machine that does not issue; PARCHEMIN_KEYS names another store."
            yield Diagnostic(where, 0, 0, "D101W", message, hint)
    for key in stored:
        for entry in desk.ring.entries:
            if entry.public == key.public and (entry.issuer, entry.did) != (key.issuer, key.did):
                message = f"the file says {key.issuer} ({key.did}), the ledger {entry.issuer} ({entry.did})"
                hint = "The file was edited. Bring it back from its copy."
                yield Diagnostic(str(key.path), 0, 0, "D106", message, hint)


def _tree(desk: Desk) -> Check:
    found = sorted(_secrets(desk.root))
    hint = "Move it out. If it was ever pushed, somebody else may have it: parchemin keys compromise."
    return Check(
        "secrets",
        "a secret lies in the tree" if found else "no key file in the tree",
        tuple(Diagnostic(name, 0, 0, "D103", "a secret key lies in the tree", hint) for name in found),
    )


def _secrets(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _NOT_OURS)
        for name in names:
            if _SECRET.fullmatch(name):
                yield (Path(folder) / name).relative_to(root).as_posix()


def _clock(desk: Desk) -> Check:
    said = f"{desk.now:%Y-%m-%d %H:%M} UTC"
    try:
        seconds = Git(desk.root).committed()
    except GitError:
        seconds = None
    if seconds is None:
        return Check("clock", f"{said}; no commit to compare it with")
    committed = datetime.fromtimestamp(seconds, UTC)
    if committed - desk.now > SLACK:
        message = f"the newest commit is of {committed:%Y-%m-%d %H:%M} UTC, and it is only {said} here"
        hint = "Set the clock: what is signed carries its time, and lists signed for the future are not believed."
        return Check("clock", said, (Diagnostic("clock", 0, 0, "D201", message, hint),))
    return Check("clock", f"{said}, after the newest commit")
