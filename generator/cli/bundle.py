"""``parchemin bundle``: write everything needed to verify one diploma in twenty years."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from generator.adapters.atomic import write_once
from generator.adapters.ledger import Ledger
from generator.cli.context import Context, pass_context
from generator.cli.options import CODE
from generator.cli.shelf import Shelf
from generator.errors import LedgerError, MalformedError, ParcheminError
from generator.issuing.bundling import find_line, parts_from_ledger, parts_from_site
from generator.site.bundle import BundleParts, bundle_files, folder
from generator.trust.archive import write_archive
from generator.trust.bundle import judge, open_bundle
from generator.trust.report import Outcome, Verdict

__all__ = ["command", "gather", "save"]

_EPILOG = """\b
Examples:
  parchemin bundle CODE                      writes diplome-CODE.zip
  parchemin bundle CODE --output folder      writes the files into folder/
  parchemin bundle CODE --site saved-site    from a site that was built or saved
  parchemin bundle CODE --documents          with diploma and transcript as PDF

\b
Verify what was written:
  parchemin verify diplome-CODE.zip --fingerprint "1f3a 07bc …" --explain
"""


def gather(context: Context, code: str, site: Path | None) -> BundleParts:
    """The parts of a diploma's bundle. Raises `ParcheminError` also where the diploma is not authentic."""
    parts = parts_from_ledger(context.root, code) if site is None else parts_from_site(Shelf(site).read, code)
    try:
        # The parts themselves are the trust here: a school exports what its own ledger says.
        bundle = open_bundle(
            {"credential.json": parts.document, "did.json": parts.did_text, "status.json": parts.list_text}
        )
        report = judge(bundle, now=datetime.now(UTC), did_documents={bundle.did: parts.did_text}).report
    except MalformedError as error:
        raise LedgerError(f"the diploma cannot be exported: {error}") from None
    if report.view is None:
        failed = next(check for check in report.checks if check.outcome is not Outcome.PASSED)
        raise LedgerError(f"the diploma does not verify ({failed.id}: {failed.reason}); nothing was written")
    if report.verdict is not Verdict.VALID:
        context.echo(f"Note: this diploma is {report.verdict.value}; the files say so.", err=True)
    return parts


@click.command(epilog=_EPILOG)
@click.argument("code", type=CODE)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="An archive (.zip) or a new folder. Default: diplome-CODE.zip, here.",
)
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take the diploma from a built or saved site instead of the ledger.",
)
@click.option(
    "--documents",
    is_flag=True,
    help="Add diploma and transcript as PDF: a pack for an employer (not with --site).",
)
@pass_context
def command(context: Context, *, code: str, output: Path | None, site: Path | None, documents: bool) -> None:
    """Save a diploma with everything needed to verify it without this site.

    The diploma, keys, status list, proof of the log, badges, a verifier that works offline, and a page in French
    and English that says what each file is. The same diploma gives the same bytes.
    """
    if documents and site is not None:
        raise click.UsageError("--documents needs the records of the school: leave out --site.")
    parts = gather(context, code, site)
    if documents:
        parts = replace(parts, documents=_pack(context, parts))
    files = bundle_files(parts)
    target = output or Path(f"{folder(code)}.zip")
    if target.suffix.lower() == ".zip":
        inside = {f"{folder(code)}/{name}": data for name, data in files.items()}
        save(target, write_archive(inside))
    else:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise ParcheminError(f"{target} exists already and is not empty", hint="Name another folder.")
        for name, data in files.items():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            save(place, data)
    context.echo(f"wrote {target}: {', '.join(files)}")
    if parts.verifier is None:
        context.echo("The site has no verify/verify.html, so the bundle has no offline verifier.", err=True)
    if parts.log is None:
        context.echo("There is no proof of the transparency log for this diploma yet.", err=True)


def _pack(context: Context, parts: BundleParts) -> dict[str, bytes]:
    from generator.documents.single import Printer, pack  # noqa: PLC0415

    ledger = Ledger(context.root)
    line = find_line(ledger, parts.code)
    acts = tuple(item.value for item in ledger.acts() if item.value.code == parts.code)
    return pack(Printer(context.root, context.tree(), {line.code: acts}, datetime.now(UTC)), line)


def save(target: Path, data: bytes) -> None:
    """Write a new file; what is there already with the same bytes stays, with others is not overwritten."""
    try:
        write_once(target, data)
    except FileExistsError:
        if target.is_file() and target.read_bytes() == data:
            return
        raise ParcheminError(f"{target} exists already", hint="Name another with --output.") from None
