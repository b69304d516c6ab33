"""What a bundle is made of, gathered from a site's own ledger or from the site as it was built.

Both ways read files alone. From the ledger, the diploma is verified before it is exported; from a built site it is
what the site says, and `parchemin verify` is there to judge it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.look import look_files
from generator.errors import LedgerError, MalformedError, RecordError
from generator.issuing.book import status_list_url
from generator.records.site import Site
from generator.records.yaml import load
from generator.site.bundle import BundleParts, LogParts
from generator.site.offline import PATH, SCRIPTS_OFFLINE, STYLES, offline_page
from generator.trust.canonical import canonical
from generator.trust.carriers import carried_credential
from generator.trust.did import Did, did_document
from generator.trust.keyact import Keyring
from generator.trust.ledger import CredentialLine
from generator.trust.logline import issue_leaf
from generator.trust.strictjson import parse_object
from generator.trust.transparency import TransparencyLog
from generator.trust.view import fields

__all__ = ["Reader", "find_line", "offline_verifier", "parts_from_ledger", "parts_from_site"]

Reader = Callable[[str, int], bytes | None]
"""The file of a site at an address below it, of at most so many bytes; None where there is none."""

_MAX_PAGE = 4_000_000
_MAX_DID = 65_536


def find_line(ledger: Ledger, code: str) -> CredentialLine:
    """The ledger's line of a code; raises `LedgerError` where there is none."""
    for segment in ledger.segments():
        # A million lines need not be parsed to find one.
        if code.encode() in segment.read_bytes():
            for item in ledger.credentials(segment):
                if item.value.code == code:
                    return item.value
    raise LedgerError(f"no diploma in the ledger has the code {code}")


def parts_from_ledger(root: Path, code: str) -> BundleParts:
    """Gather a bundle from the ledger of the site at `root`.

    Raises `LedgerError` where a part is missing; `RecordError`, `BuildError` where the site's look is.
    """
    ledger = Ledger(root)
    line = find_line(ledger, code)
    view = fields(line.credential)
    lists = {(file.issuer, file.number): file.data for file in ledger.status_lists()}
    wanted = view.status_list.value
    found = [
        data
        for (issuer, number), data in lists.items()
        if issuer == line.issuer and status_list_url(view.issuer_did.value, number) == wanted
    ]
    if len(found) != 1:
        raise LedgerError(f"the ledger lacks the status list {wanted}")
    return BundleParts(
        code=code,
        document=canonical(line.credential),
        did_text=_did_text(ledger.keyring(), view.issuer_did.value),
        list_text=found[0],
        verifier=offline_verifier(root),
        log=_log(LogStore(root), line),
    )


def parts_from_site(read: Reader, code: str) -> BundleParts:
    """Gather a bundle from a built or saved site. Raises `LedgerError` where a part is missing."""
    document = read(f"d/{code}.json", 1_000_000)
    if document is None:
        raise LedgerError(
            f"the site has no diploma {code}", hint="Its holder may have stopped sharing it: see its page."
        )
    try:
        view = fields(parse_object(document))
        did = Did.parse(view.issuer_did.value)
    except MalformedError as error:
        raise LedgerError(f"d/{code}.json is no diploma: {error}") from None
    did_text = read(did.document_path, _MAX_DID)
    list_text = read(urlsplit(view.status_list.value).path, _MAX_PAGE)
    if did_text is None or list_text is None:
        missing = did.document_path if did_text is None else urlsplit(view.status_list.value).path
        raise LedgerError(f"the site lacks {missing}")
    return BundleParts(code, document, did_text, list_text, read(PATH, _MAX_PAGE), _log_of(read, code))


def offline_verifier(root: Path) -> bytes:
    """The offline verifier of the site at `root`, made from its templates."""
    name, look = "content/site.yml", look_files(root)
    try:
        site = Site.model_validate(load((root / name).read_bytes(), name).data)
    except (OSError, ValidationError):
        raise RecordError(f"{name} cannot be read", hint="parchemin check says what is wrong.") from None
    templates = {
        file: path.read_text(encoding="utf-8") for file, path in look.items() if file.endswith(".html")
    }
    assets: Mapping[str, bytes] = {
        asset: look[f"assets/{asset}"].read_bytes()
        for asset in (*SCRIPTS_OFFLINE, *STYLES)
        if f"assets/{asset}" in look
    }
    return offline_page(site, templates, assets)


def _did_text(ring: Keyring, did: str) -> bytes:
    return canonical(did_document(did, ring.published(did))) + b"\n"


def _log(store: LogStore, line: CredentialLine) -> LogParts | None:
    """The diploma's place in the log; None where there is no log, or nothing was signed for it yet."""
    if not store.exists() or line.salt is None:
        return None
    log: TransparencyLog = store.load()
    index = log.index_of(issue_leaf(line).to_bytes())
    if index is None or log.newest is None:
        return None
    proof = log.witnessed_proof_of(index, line.salt) or log.proof_of(index, line.salt)
    if proof is None:
        return None
    return LogParts(proof, f"{log.key}\n", log.policy, str(log.published(log.newest.size)))


def _log_of(read: Reader, code: str) -> LogParts | None:
    page, vkey, policy = (read(name, _MAX_PAGE) for name in (f"d/{code}.html", "log/vkey", "log/policy"))
    checkpoint = read("log/checkpoint", _MAX_PAGE)
    if page is None or vkey is None or policy is None or checkpoint is None:
        return None
    try:
        proof = carried_credential(page).proof
    except MalformedError:
        return None
    if proof is None:
        return None
    key, newest = vkey.decode("utf-8", "replace"), checkpoint.decode("utf-8", "replace")
    return LogParts(proof, key, policy.decode("utf-8", "surrogateescape"), newest)
