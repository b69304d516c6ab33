"""What a static host should send with the files: `_headers` (Netlify, Cloudflare Pages and others read it), robots.txt.

The policy lets a page use its own site and nothing else: no inline script or style, no other host. Signed
documents may be read from any origin, so that other people's verifiers can fetch them in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["POLICY", "connection", "headers_file", "headers_for", "policy", "robots_file"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_OPEN: Final = {"Access-Control-Allow-Origin": "*"}
_TEXT: Final = {"Content-Type": "text/plain; charset=utf-8"}
_CALENDAR: Final = {"Content-Type": "text/calendar; charset=utf-8", **_OPEN}
_ATOM: Final = {"Content-Type": "application/atom+xml; charset=utf-8", **_OPEN}
_TILE: Final = {"Content-Type": "application/octet-stream"}
# The offline verifier is inline as a whole, which the policy refuses: it is saved, and opened from a disk.
_TO_KEEP: Final = {"Content-Disposition": 'attachment; filename="verify.html"'}
_DATA: Final = ("/catalogue.csv", "/catalogue.json", "/catalogue.schema.json", "/sessions.csv")
_DIPLOMA: Final = {"X-Robots-Tag": "noindex", **_OPEN}


def policy(connect: str | None = None) -> str:
    """The site's policy. `connect` is the origin to which registration pages may send, where a school has one.

    It stands in the header of every page, since hosts join the headers of overlapping patterns and browsers hold a page
    to both; the policy inside each page lets none but those pages use it.
    """
    return POLICY.replace("connect-src 'self'", f"connect-src 'self' {connect}") if connect else POLICY


def connection(headers: str) -> str | None:
    """The origin that the text of a `_headers` file allows besides the site's own; None where it allows none."""
    match = re.search(r"connect-src 'self' (https://[a-z0-9.:-]+);", headers)
    return match[1] if match else None


def headers_for(path: str, issuers: Iterable[str] = (), connect: str | None = None) -> dict[str, str]:
    """The headers due with ``/path``, those of `headers_file` taken together."""
    found = _everywhere(connect)
    for pattern, headers in _rules(issuers):
        if path.startswith(pattern.removesuffix("*")):
            found |= headers
    return found


def headers_file(issuers: Iterable[str], connect: str | None = None) -> str:
    """The text of `_headers`; `issuers` are the slugs that have a did.json of their own, `connect` as for `policy`."""
    blocks = ["# Written by Parchemin with the rest of the site.", _block("/*", _everywhere(connect))]
    blocks += [_block(pattern, headers) for pattern, headers in _rules(issuers)]
    return "\n".join(blocks) + "\n"


def robots_file(base_url: str) -> str:
    """robots.txt. Diplomas are not disallowed: a robot has to read a page to learn that it is ``noindex``."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n"


def _everywhere(connect: str | None) -> dict[str, str]:
    return {"Content-Security-Policy": policy(connect), **_FIXED}


def _rules(issuers: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    documents = ["/.well-known/*", "/status/*", "/log/*", "/witness/*"]
    documents += [f"/{slug}/*" for slug in sorted(issuers)]
    # c2sp.org/tlog-tiles asks for these types. Hosts join the values of patterns that overlap: none may.
    texts = ["/log/checkpoint", "/log/checkpoints/*", "/log/policy", "/log/vkey", "/witness/*"]
    kinds = [*((pattern, _TEXT) for pattern in texts), ("/log/tile/*", _TILE)]
    return [
        ("/d/*", _DIPLOMA),
        ("/verify/verify.html", _TO_KEEP),
        ("/calendar/*", _CALENDAR),
        ("/feeds/*", _ATOM),
        *((path, _OPEN) for path in _DATA),
        *((pattern, _OPEN) for pattern in documents),
        *kinds,
    ]


def _block(pattern: str, headers: dict[str, str]) -> str:
    return "\n".join([pattern, *(f"  {name}: {value}" for name, value in headers.items())])
