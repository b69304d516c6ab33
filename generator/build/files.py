"""What neither MkDocs nor the registry writes: the verify page, keys, status lists, the log, and what hosts read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from generator.adapters.program import program_digest
from generator.adapters.publish import MARKER
from generator.adapters.reuse import digest_of
from generator.build.diplomas import Diplomas
from generator.build.site import Site, assets, template_texts
from generator.issuing.audit import Audit
from generator.logbook.witnessing import witness_files
from generator.site.assets import integrity, published_assets
from generator.site.hosting import APACHE, SECURITY, apache_file, headers_file, robots_file, security_file
from generator.site.log import log_heads, log_tiles
from generator.site.offline import PATH as OFFLINE_PATH
from generator.site.offline import offline_page
from generator.site.verify_page import PATH as VERIFY_PATH
from generator.site.verify_page import verify_page
from generator.trust.did import Did

__all__ = ["finish_site", "write_marker"]


def finish_site(
    site: Site, diplomas: Diplomas, output: Path, reuse: Callable[[str], bool] = lambda _key: False
) -> str:
    """Write below `output` what neither MkDocs nor the registry does: the verify page, keys, status lists, the log …

    `reuse` puts the tiles of an earlier log there, where they were written under the same key. Returns that key.
    """
    _write_hosting(site, diplomas.audit, output)
    templates = template_texts(site.root)
    has_log = site.log is not None and site.log.newest is not None
    digests = integrity(published_assets(assets(site)))
    page = verify_page(site.tree.site, templates, has_log=has_log, integrity=digests)
    _write(output, VERIFY_PATH, page)
    _write(output, OFFLINE_PATH, offline_page(site.tree.site, templates, assets(site)))
    for did, document in diplomas.audit.did_documents.items():
        _write(output, Did.parse(did).document_path, document + b"\n")
    for address, file in diplomas.audit.lists.items():
        _write(output, urlsplit(address).path, file.data)
    heads = {} if site.log is None else dict(log_heads(site.log))
    for path, data in (*heads.items(), *witness_files(site.root)):
        _write(output, path, data)
    key = digest_of(heads | {"program": program_digest()})
    if site.log is not None and not reuse(key):
        for path, data in log_tiles(site.log):
            _write(output, path, data)
    return key


def _write_hosting(site: Site, audit: Audit, output: Path) -> None:
    """What a static host reads: headers, robots.txt, and the mark that keeps GitHub Pages from using Jekyll."""
    _write(output, "robots.txt", robots_file(site.tree.site.base_url).encode())
    _write(output, ".nojekyll", b"")
    if site.tree.site.security is not None:
        text = security_file(site.tree.site.base_url, site.tree.site.security, site.day)
        _write(output, SECURITY, text.encode())
    write_marker(site, audit, output)


def write_marker(site: Site, audit: Audit, output: Path) -> None:
    """The headers that a host is to send, in two languages: the first is the file by which a later build knows the
    directory as ours."""
    own = [path[0] for path in (Did.parse(did).path for did in audit.did_documents) if path]
    desk = site.tree.site.registration
    connect = desk.origin if desk else None
    _write(output, MARKER, headers_file(own, connect).encode())
    _write(output, APACHE, apache_file(own, connect).encode())


def _write(output: Path, path: str, data: bytes) -> None:
    target = output / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    # What stands there may be a second name of a file of the old site, which must stay as it is.
    target.unlink(missing_ok=True)
    target.write_bytes(data)
