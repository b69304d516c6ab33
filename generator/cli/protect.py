"""``parchemin protect``: the records of candidates encrypted at rest, under one key a person."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from generator.adapters.atomic import STEPS, replace, sweep
from generator.adapters.files import PROTECTION
from generator.adapters.keyring import REGISTER, Ring, identity, open_ring, public_text, start_ring
from generator.adapters.recordcache import CACHE
from generator.adapters.recordlock import writing_records
from generator.cli.context import Context, pass_context
from generator.cli.options import examples
from generator.errors import KeyStoreError, MalformedError, ParcheminError
from generator.trust.protected import is_protected

__all__ = ["command", "forget_copies"]

_ATTRIBUTES: Final = "candidates/.gitattributes"
_ATTRIBUTE: Final = b"register/*.yml diff=parchemin\n"
_CACHED: Final = ("records-index", "records-values", "private")
_CANDIDATE: Final = re.compile(r"c-[a-z0-9]{10}")


@click.group("protect", no_args_is_help=True)
def command() -> None:
    """Encrypt candidates' records at rest, under one key a person.

    Off until `parchemin protect on`. The keys lie in a keyring outside of the repository, which staff share
    (PARCHEMIN_KEYRING), each with a key of their own (PARCHEMIN_IDENTITY). Commands then read and write records as
    before.
    """


@command.command("on", epilog=examples("parchemin protect on --as ada", "parchemin protect on"))
@click.option("--as", "name", metavar="NAME", help="Who you are among the staff; needed the first time.")
@pass_context
def on(context: Context, name: str | None) -> None:
    """Start protecting records, or protect those that somebody has written in clear since."""
    root = context.root
    with _writing(root):
        ring = open_ring(root)
        if ring is None:
            if name is None:
                raise click.UsageError("Say who you are among the staff: --as NAME.")
            ring = start_ring(root, name)
        count = 0
        for path, data in _records(root):
            if not is_protected(data):
                replace(root / path, ring.write(path, data))
                count += 1
        forget_copies(root)
        _say_to_git(root, protected=True)
    context.echo(f"{count} records protected; keyring: {ring.directory}")
    context.echo(
        "Back the keyring up, apart from the repository: without it nobody reads these records again."
    )
    context.echo("To see changes in clear: git config diff.parchemin.textconv 'parchemin protect show'")


@command.command("off", epilog=examples("parchemin protect off"))
@pass_context
def off(context: Context) -> None:
    """Write every record in clear again. The keyring stays where it is."""
    root = context.root
    with _writing(root):
        ring = _ring(root)
        count = 0
        for path, data in _records(root):
            if is_protected(data):
                replace(root / path, ring.read(path, data))
                count += 1
        (root / PROTECTION).unlink()
        STEPS.flush_directory(root / "candidates")
        _say_to_git(root, protected=False)
    context.echo(f"{count} records written in clear.")


@command.command("status", epilog=examples("parchemin protect status"))
@pass_context
def status(context: Context) -> None:
    """Say whether records are protected, by whom, and which are not; exit code 1 where one is not, or has no key."""
    ring = open_ring(context.root)
    if ring is None:
        context.echo("Records are not protected.")
        return
    context.echo(f"Keyring {ring.directory}, for {', '.join(sorted(ring.staff))}.")
    clear, lost = [], []
    for path, data in _records(context.root):
        if not is_protected(data):
            clear.append(path)
            continue
        try:
            ring.read(path, data)
        except MalformedError:
            lost.append(path)
    for path in clear:
        context.echo(f"{path}: in clear")
    for path in lost:
        context.echo(f"{path}: cannot be opened")
    if clear or lost:
        raise SystemExit(1)


@command.command("show", epilog=examples("parchemin protect show candidates/register/c-4f9k2m7x1q.yml"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_context
def show(context: Context, file: Path) -> None:
    """Print a record in clear; for `git diff`, also one that git has put into a file of its own."""
    data = file.read_bytes()
    found = _CANDIDATE.findall(file.name) or _CANDIDATE.findall(str(file))
    if not is_protected(data) or not found:
        click.echo(data, nl=False)
        return
    try:
        click.echo(_ring(context.root).read(f"{REGISTER}{found[-1]}.yml", data), nl=False)
    except MalformedError as error:
        # A diff over history meets records whose key is gone: that is what erasing is for.
        click.echo(f"# cannot be read: {error}")


@command.command("identity", epilog=examples("parchemin protect identity"))
@pass_context
def whoami(context: Context) -> None:
    """Print your public key, making the secret one where there is none. Hand it to somebody who is among the staff."""
    context.echo(public_text(identity(context.root)))


@command.command(
    "add-staff",
    epilog=examples("parchemin protect add-staff bea Hz0js2jLXUGkIhj3sC5C3IVNyWIxwpmkhCVsLdtUYL4="),
)
@click.argument("name")
@click.argument("public_key")
@pass_context
def add_staff(context: Context, name: str, public_key: str) -> None:
    """Let NAME, whose PUBLIC_KEY `parchemin protect identity` printed, read and write protected records."""
    with _writing(context.root):
        _ring(context.root).add(name, public_key.strip())
    context.echo(f"{name} can open the keyring. Commit {PROTECTION}.")


@command.command("remove-staff", epilog=examples("parchemin protect remove-staff ada"))
@click.argument("name")
@pass_context
def remove_staff(context: Context, name: str) -> None:
    """Give the keyring another key, without NAME. What NAME has copied before stays readable for NAME."""
    with _writing(context.root):
        _ring(context.root).remove(name)
    context.echo(f"{name} cannot open the keyring any more. Commit {PROTECTION}.")


def _say_to_git(root: Path, *, protected: bool) -> None:
    """Keep our line in the attributes of the folder, and every other line as it is."""
    path = root / _ATTRIBUTES
    former = path.read_bytes() if path.exists() else b""
    lines = [line for line in former.splitlines(keepends=True) if line.strip() != _ATTRIBUTE.strip()]
    if protected:
        lines += [b"" if not lines or lines[-1].endswith(b"\n") else b"\n", _ATTRIBUTE]
    if lines:
        replace(path, b"".join(lines))
    else:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Keep other processes from writing records, and clear what a crash has left, of the files that say who may read
    them too."""
    with writing_records(root, "candidates/register"):
        sweep(root / "candidates")
        yield


def forget_copies(root: Path) -> None:
    """Remove what caches hold of records in clear."""
    for name in _CACHED:
        (root / CACHE / name).unlink(missing_ok=True)


def _ring(root: Path) -> Ring:
    ring = open_ring(root)
    if ring is None:
        raise KeyStoreError(
            "the records of this site are not protected", hint="parchemin protect on --as NAME"
        )
    return ring


def _records(root: Path) -> Iterator[tuple[str, bytes]]:
    folder = root / REGISTER
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else ():
        if path.is_symlink():
            raise ParcheminError(f"{REGISTER}{path.name} is a link; put the file itself there")
        yield f"{REGISTER}{path.name}", path.read_bytes()
