"""``parchemin verify``: check a diploma against what its verifier trusts, offline unless given an address."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import click

from generator.adapters.fetch import FetchError, fetch, is_this_machine
from generator.cli.context import Context, pass_context
from generator.cli.verdict import EXIT_CODES, in_words, printable
from generator.errors import MalformedError
from generator.trust import CheckId, Did, Report, Verdict, Verifier, demonstration_key, parse_did_document
from generator.trust.instant import parse_instant
from generator.trust.keys import normal_fingerprint
from generator.trust.strictjson import parse_object
from generator.trust.view import CredentialView, fields

__all__ = ["command"]

_MAX_PAGE = 4_000_000
_MAX_DID = 65_536
_MAX_LIST = 4_000_000
_EPILOG = """\b
SOURCE is a diploma's .json file, its saved .html page, its address, or - for
standard input. Nothing is fetched unless SOURCE is itself an address.

\b
Exit codes:
  0  valid
  1  not valid: altered or not issued here, unknown issuer, revoked,
     superseded, expired, not yet valid
  2  the command was not understood, or one of its files cannot be read
  3  cannot be checked, or whether it was revoked was not checked

\b
Examples:
  parchemin verify diploma.json --did did.json --status revocation-1.json
  parchemin verify diploma.html --fingerprint "1f3a 07bc … (eight groups)"
  parchemin verify https://diplomes.example.org/d/CODE.html
  parchemin verify site/d/CODE.json --site site
"""


@dataclass
class _Evidence:
    """What is trusted, and what was found."""

    did_documents: dict[str, bytes] = field(default_factory=dict)
    status_lists: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _instant(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    try:
        return None if value is None else parse_instant(value)
    except MalformedError as error:
        raise click.BadParameter(str(error)) from None


def _fingerprint(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else normal_fingerprint(value)
    except MalformedError as error:
        raise click.BadParameter(str(error)) from None


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(epilog=_EPILOG)
@click.argument("source")
@click.option(
    "--did", "did_files", type=_FILE, multiple=True, help="A saved did.json of an issuer you trust."
)
@click.option("--fingerprint", callback=_fingerprint, help="The fingerprint of the only key you trust.")
@click.option("--status", "status_files", type=_FILE, multiple=True, help="A saved status list.")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A built or saved site, where did.json and status lists are looked up.",
)
@click.option("--at", callback=_instant, metavar="INSTANT", help="Judge as of 2026-01-31T00:00:00Z, not now.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_context
def command(
    context: Context,
    *,
    source: str,
    did_files: tuple[Path, ...],
    fingerprint: str | None,
    status_files: tuple[Path, ...],
    site: Path | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Check a diploma: signature, key, dates, revocation."""
    evidence = _Evidence()
    for file in did_files:
        evidence.did_documents[_did_of(file)] = file.read_bytes()
    for file in status_files:
        evidence.status_lists[_id_of(file)] = file.read_bytes()
    text = _credential(_read_source(source), evidence)
    now = at or datetime.now(UTC)
    view = _view(text)
    if view is not None and site is not None:
        _from_site(view, site, evidence)
    address = source if _is_address(source) else None
    if view is not None and address is not None:
        _fetch_did(view, address, evidence)
    report = _verify(text, evidence, now, fingerprint)
    if report.view is not None and address is not None:
        # Only an authentic diploma makes this program visit the address that it names.
        _fetch_list(report.view, address, evidence)
        report = _verify(text, evidence, now, fingerprint)
    if report.view is not None and _shows_nothing(report, report.view.issuer_did.value):
        evidence.notes.append(
            "Signed with the public demonstration key, which anyone has: it proves nothing."
        )
    if as_json:
        click.echo(
            json.dumps(report.to_json() | {"notes": list(evidence.notes)}, ensure_ascii=True, indent=2)
        )
    else:
        _print(context, report, evidence, anchored=bool(did_files or site or fingerprint or address))
    sys.exit(EXIT_CODES[report.verdict])


def _verify(text: bytes, evidence: _Evidence, now: datetime, fingerprint: str | None) -> Report:
    return Verifier(evidence.did_documents, evidence.status_lists, pinned=fingerprint).verify(text, now=now)


def _shows_nothing(report: Report, did: str) -> bool:
    return dict(report[CheckId.KEY].detail)["fingerprint"] == demonstration_key(did).public.fingerprint


def _print(context: Context, report: Report, evidence: _Evidence, *, anchored: bool) -> None:
    for line in in_words(report):
        context.console.print(line, soft_wrap=True)
    for note in evidence.notes:
        context.console.print(f"  {printable(note)}", style="dim", markup=False, soft_wrap=True)
    if report.verdict is Verdict.UNKNOWN_ISSUER and not anchored:
        context.echo("  hint: say whom you trust, with --did, --fingerprint or --site.", err=True)


# reading


def _is_address(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def _read_source(source: str) -> bytes:
    if _is_address(source):
        try:
            return fetch(source, max_bytes=_MAX_PAGE)
        except FetchError as error:
            click.echo(f"error: {printable(str(error))}", err=True)
            raise SystemExit(3) from None
    if source == "-":
        return sys.stdin.buffer.read(_MAX_PAGE + 1)
    path = Path(source)
    if not path.is_file():
        raise click.UsageError(f"{printable(source)}: no such file.")
    with path.open("rb") as file:
        return file.read(_MAX_PAGE + 1)


def _credential(text: bytes, evidence: _Evidence) -> bytes:
    """The credential itself, taken out of a registry page if it came in one."""
    if not text.lstrip().startswith(b"<"):
        return text
    page = _Page()
    page.feed(text.decode("utf-8", "replace"))
    page.close()
    if len(page.found) != 1:
        raise click.UsageError("This page does not hold exactly one diploma (<script id=credential>).")
    evidence.notes.append("The diploma inside the page was checked, not the words of the page around it.")
    return page.found[0].encode("utf-8")


class _Page(HTMLParser):
    """Finds the embedded credential. HTML decodes nothing in a script: its text arrives as it was signed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        identifier = next((value for name, value in attrs if name == "id"), None)
        if tag == "script" and identifier == "credential":
            self._inside = True
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False


def _did_of(file: Path) -> str:
    try:
        return parse_did_document(parse_object(file.read_bytes(), max_bytes=_MAX_DID)).id
    except MalformedError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--did") from None


def _id_of(file: Path) -> str:
    try:
        identifier = parse_object(file.read_bytes(), max_bytes=_MAX_LIST).get("id")
    except MalformedError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--status") from None
    if not isinstance(identifier, str):
        raise click.BadParameter(f"{file} is not a status list", param_hint="--status")
    return identifier


def _view(text: bytes) -> CredentialView | None:
    """Where the credential says that its documents are; nothing in it is believed yet."""
    try:
        return fields(parse_object(text))
    except MalformedError:
        return None


# evidence


def _from_site(view: CredentialView, site: Path, evidence: _Evidence) -> None:
    did = Did.parse(view.issuer_did.value)
    _take(site, did.document_path, evidence.did_documents, str(did))
    _take(site, urlsplit(view.status_list.value).path, evidence.status_lists, view.status_list.value)


def _take(site: Path, path: str, into: dict[str, bytes], name: str) -> None:
    root = site.resolve()
    file = (root / path.lstrip("/")).resolve()
    if name not in into and file.is_relative_to(root) and file.is_file() and file.stat().st_size <= _MAX_LIST:
        into[name] = file.read_bytes()


def _located(url: str, source: str) -> str:
    """Where to fetch `url`: a site served from this machine stands for the one that it is a copy of."""
    if not is_this_machine(source):
        return url
    here = urlsplit(source)
    return f"{here.scheme}://{here.netloc}{urlsplit(url).path}"


def _fetch_did(view: CredentialView, source: str, evidence: _Evidence) -> None:
    did = Did.parse(view.issuer_did.value)
    if str(did) not in evidence.did_documents:
        _fetch(_located(did.document_url, source), _MAX_DID, evidence.did_documents, str(did), evidence)


def _fetch_list(view: CredentialView, source: str, evidence: _Evidence) -> None:
    url = view.status_list.value
    if url not in evidence.status_lists:
        _fetch(_located(url, source), _MAX_LIST, evidence.status_lists, url, evidence)


def _fetch(url: str, max_bytes: int, into: dict[str, bytes], name: str, evidence: _Evidence) -> None:
    try:
        into[name] = fetch(url, max_bytes=max_bytes)
    except FetchError as error:
        evidence.notes.append(str(error))
